package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rashomon/annotate"
	"rashomon/compare/stories"
	"rashomon/store"
)

// gatherer is the program with a library, and what it says on standard error.
func gatherer(t *testing.T) (*app, *store.Store, *bytes.Buffer) {
	t.Helper()
	said := &bytes.Buffer{}
	a := &app{Streams: Streams{In: strings.NewReader(""), Out: &bytes.Buffer{}, Err: said}, now: time.Now}
	lib, err := store.Open(filepath.Join(t.TempDir(), "library.db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { lib.Close() })
	return a, lib, said
}

// events is what reports tell of, in words of its own.
var events = map[string]string{
	"bell":  "Thieves lowered the bronze bell of Saint Orrin from its tower with a winch, said the sexton of Larchmoor, Wenna Tolliver, who rings matins with a saucepan now.",
	"cable": "Nineteen skiers sang for forty hours in the gondola of Quennet until engineer Parvel Ostrim thawed the upper wheel with a blowlamp.",
	"rye":   "Rye costs more than wheat for the first autumn in memory, and millers in the valley of Hemm blame a wet June.",
}

// reports is n reports of an event.
func reports(t *testing.T, lib *store.Store, event string, n int) (ids []annotate.ID) {
	t.Helper()
	var all []annotate.Arrival
	for i := range n {
		text := fmt.Sprintf("Outlet %d reports: %s", i, events[event])
		b := annotate.Body{Text: text, Sentences: []annotate.Span{{Start: 0, End: len(text)}}}
		x := annotate.NewArticle(annotate.Article{Source: fmt.Sprintf("Outlet %d", i), Title: "The " + event, Date: "2031-04-02"}, b, time.Now())
		all, ids = append(all, annotate.Arrival{Article: x, Body: b}), append(ids, x.ID)
	}
	if _, err := lib.Add(all, nil, "ana", "import"); err != nil {
		t.Fatal(err)
	}
	return ids
}

func TestGather(t *testing.T) {
	a, lib, said := gatherer(t)
	first := reports(t, lib, "bell", 2)
	a.gather(context.Background(), lib, first)
	if want := "stories: 2 new reports seem to tell of 1 story: 'rashomon stories' lists them, the program shows them\n"; said.String() != want {
		t.Errorf("said %q, not %q", said, want)
	}
	said.Reset()
	a.gather(context.Background(), lib, append(reports(t, lib, "cable", 3), reports(t, lib, "bell", 3)[2]))
	if want := "stories: 4 new reports seem to tell of 2 stories: "; !strings.HasPrefix(said.String(), want) {
		t.Errorf("said %q, not %q", said, want)
	}
	kept, err := stories.Recall(lib.Kept)
	if err != nil || len(kept.All) != 2 || len(kept.All[0].Articles) != 3 || len(kept.All[1].Articles) != 3 {
		t.Errorf("kept %v, %v", kept, err)
	}
	said.Reset()
	a.gather(context.Background(), lib, reports(t, lib, "rye", 1))
	a.gather(context.Background(), lib, nil)
	if said.Len() > 0 {
		t.Errorf("said %q of a report that stands alone", said)
	}
}

// TestGatherStopped leaves all as it is.
func TestGatherStopped(t *testing.T) {
	a, lib, said := gatherer(t)
	ids := reports(t, lib, "bell", 2)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	a.gather(ctx, lib, ids)
	if said.Len() > 0 {
		t.Errorf("said %q after an import that was stopped", said)
	}
	if value, err := lib.Kept(stories.Kept); value != nil || err != nil {
		t.Errorf("kept %q, %v", value, err)
	}
	if rows, err := lib.Rows(0); len(rows) != 2 || err != nil {
		t.Errorf("%d reports, %v", len(rows), err)
	}
	if _, err := a.gathered(ctx, lib, ids, func(float64) {}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
