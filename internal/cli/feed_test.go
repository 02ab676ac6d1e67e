//go:build unix

package cli_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
)

// feeder serves feeds, and counts what it is asked.
type feeder struct {
	*httptest.Server
	slow             chan struct{} // closed when the slow feed is asked for
	whole, unchanged atomic.Int32
}

func newFeeder(t *testing.T) *feeder {
	f := &feeder{slow: make(chan struct{})}
	f.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/tagged":
			w.Header().Set("ETag", `W/"seven"`)
			if r.Header.Get("If-None-Match") == `W/"seven"` {
				f.unchanged.Add(1)
				w.WriteHeader(http.StatusNotModified)
				return
			}
			f.whole.Add(1)
			fmt.Fprint(w, `<rss><channel><title>Tagged</title><item><title>One</title><link>/page</link><description>The mill burned.</description></item></channel></rss>`)
		case "/page":
			w.Header().Set("Content-Type", "text/plain")
			fmt.Fprint(w, "The mill burned. It had stood for two hundred years, and will be built again.")
		case "/moved":
			http.Redirect(w, r, "/tagged", http.StatusMovedPermanently)
		case "/gone":
			w.WriteHeader(http.StatusGone)
		case "/slow":
			close(f.slow)
			<-r.Context().Done()
		default:
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(f.Close)
	return f
}

// follower runs the program on a library of its own.
func follower(t *testing.T) func(args ...string) *exec.Cmd {
	env := append(os.Environ(), "RASHOMON_LIBRARY="+filepath.Join(t.TempDir(), "library.db"), "RASHOMON_ANNOTATOR=ana", "GORACE=atexit_sleep_ms=0")
	return func(args ...string) *exec.Cmd {
		c := exec.Command("rashomon", args...)
		c.Env = env
		return c
	}
}

func TestFeedIsAskedOnlyForWhatIsNew(t *testing.T) {
	t.Parallel()
	s, run := newFeeder(t), follower(t)
	for _, args := range [][]string{{"add", "--no-update", s.URL + "/tagged"}, {"update"}, {"update"}, {"update"}} {
		if out, err := run(append([]string{"feed"}, args...)...).CombinedOutput(); err != nil {
			t.Fatalf("%v: %v: %s", args, err, out)
		}
	}
	if s.whole.Load() != 2 || s.unchanged.Load() != 2 {
		t.Errorf("%d times whole, %d times unchanged", s.whole.Load(), s.unchanged.Load())
	}
}

func TestFeedWithWholePages(t *testing.T) {
	t.Parallel()
	s, run := newFeeder(t), follower(t)
	out, err := run("feed", "add", "--full", "--story", "The mill", "--title", "Quay", s.URL+"/moved").CombinedOutput()
	if err != nil || !strings.Contains(string(out), "Quay: 1 added") || !strings.Contains(string(out), "it was found at "+s.URL+"/tagged") {
		t.Errorf("%v: %s", err, out)
	}
	out, err = run("show", "The mill").CombinedOutput()
	if err != nil || !strings.Contains(string(out), "two hundred years") {
		t.Errorf("%v: %s", err, out)
	}
	out, err = run("list", "--story", "The mill", "--source", "Quay").CombinedOutput()
	if err != nil || !strings.Contains(string(out), "One") {
		t.Errorf("%v: %s", err, out)
	}
}

// What came before it is interrupted is stored; a feed that was not asked any more did not fail.
func TestInterruptedUpdate(t *testing.T) {
	t.Parallel()
	s, run := newFeeder(t), follower(t)
	opml := filepath.Join(t.TempDir(), "feeds.opml")
	text := fmt.Sprintf(`<opml version="2.0"><body><outline xmlUrl="%[1]s/gone"/><outline xmlUrl="%[1]s/slow"/><outline xmlUrl="%[1]s/tagged"/></body></opml>`, s.URL)
	if err := os.WriteFile(opml, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := run("feed", "import", opml).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	c := run("feed", "update")
	var out strings.Builder
	c.Stdout, c.Stderr = &out, &out
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	<-s.slow
	if err := c.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	_ = c.Wait()
	if c.ProcessState.ExitCode() != 130 || !strings.Contains(out.String(), "feed update stopped") {
		t.Errorf("%v: %s", c.ProcessState, out.String())
	}
	list, err := run("feed", "list").CombinedOutput()
	if err != nil || !strings.Contains(string(list), "failed once") || strings.Count(string(list), "never asked yet") != 2 {
		t.Errorf("%v: %s", err, list)
	}
}
