package cli

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"rashomon/annotate"
	"rashomon/store"
)

// TestUpdateBeside stores nothing until it is told to, or nothing at all once it is given up; and
// leaves nothing behind.
func TestUpdateBeside(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `<rss><channel><title>Quay</title><item><guid>1</guid><title>One</title><description>The mill burned, the miller said.</description></item></channel></rss>`)
	}))
	defer s.Close()
	now := func() time.Time { return time.Date(2031, 3, 12, 12, 0, 0, 0, time.UTC) }
	for _, givenUp := range []bool{false, true} {
		waits := t.TempDir()
		t.Setenv("TMPDIR", waits)
		lib, err := store.Open(filepath.Join(t.TempDir(), "library.db"), store.Options{Now: now})
		if err != nil {
			t.Fatal(err)
		}
		defer lib.Close()
		if err := lib.PutFeed(annotate.Feed{URL: s.URL, Title: "Quay", Added: now()}, nil); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		a := &app{Streams: Streams{Out: io.Discard, Err: io.Discard}, now: now}
		in, err := a.updateBeside(ctx, lib, func(int, int, string) {})
		if err != nil || in == nil {
			t.Fatal(in != nil, err)
		}
		if rows, err := lib.Rows(0); err != nil || len(rows) > 0 {
			t.Fatalf("stored already: %v, %v", rows, err)
		}
		if givenUp {
			cancel()
		}
		got, err := in()
		rows, _ := lib.Rows(0)
		if givenUp != (err != nil) || givenUp == (len(got.Added) == 1) || len(rows) != len(got.Added) {
			t.Errorf("given up %t: %+v, %v; %d in", givenUp, got, err, len(rows))
		}
		if left, err := os.ReadDir(waits); err != nil || len(left) > 0 {
			t.Errorf("given up %t: left behind are %v, %v", givenUp, left, err)
		}
	}
}
