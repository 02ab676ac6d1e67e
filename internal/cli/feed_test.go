//go:build unix

package cli_test

import (
	"bufio"
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
	pages            atomic.Int32 // that were asked for while the server was busy
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
		case "/summaries":
			w.Header().Set("ETag", `"one"`)
			fmt.Fprint(w, `<rss><channel><title>Summaries</title><item><title>Mill</title><link>/busy</link><description>The mill burned.</description></item></channel></rss>`)
		case "/busy":
			if f.pages.Add(1) <= 2 {
				w.WriteHeader(http.StatusServiceUnavailable)
				return
			}
			w.Header().Set("Content-Type", "text/plain")
			fmt.Fprint(w, "The mill burned. It had stood for two hundred years, and will be built again.")
		case "/secret":
			if name, password, _ := r.BasicAuth(); name != "ana" || password != "s3cr3t" {
				w.WriteHeader(http.StatusUnauthorized)
				return
			}
			fmt.Fprint(w, "<rss><channel><item><title>One</title><description>It is for subscribers.</description></item>")
		case "/long":
			fmt.Fprint(w, "<rss><channel><title>Long</title>")
			for n := range 3000 {
				fmt.Fprintf(w, "<item><guid>%d</guid><title>Berth %d</title><description>The crane at berth %d stood still.</description></item>", n, n, n)
			}
			fmt.Fprint(w, "</channel></rss>")
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
	if out, err := run("feed", "import", "--private", opml).CombinedOutput(); err != nil {
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

// A page that could not be had is asked for again by the next update.
func TestPagesThatFailComeLater(t *testing.T) {
	t.Parallel()
	s, run := newFeeder(t), follower(t)
	out, err := run("feed", "add", "--full", s.URL+"/summaries").CombinedOutput()
	if err != nil || !strings.Contains(string(out), "Summaries: 1 added, 1 whose page comes another time") {
		t.Fatalf("%v: %s", err, out)
	}
	out, err = run("feed", "update").CombinedOutput()
	if err != nil || !strings.Contains(string(out), "Summaries: 1 revised") {
		t.Fatalf("%v: %s", err, out)
	}
	out, err = run("feed", "update", "--full").CombinedOutput()
	if err != nil || !strings.Contains(string(out), "Summaries: nothing new") || s.pages.Load() != 3 {
		t.Fatalf("%v: %s, %d pages", err, out, s.pages.Load())
	}
}

// Pages can be asked for of entries that were taken in without, but not of those that were removed.
func TestPagesOfWhatIsThere(t *testing.T) {
	t.Parallel()
	s, run := newFeeder(t), follower(t)
	for _, c := range []struct{ args, says string }{
		{"feed add " + s.URL + "/tagged", "Tagged: 1 added"}, {"undo", ""}, {"feed update --full", "Tagged: nothing new"},
		{"feed remove Tagged", "undo' does not"}, {"feed add " + s.URL + "/tagged", "Tagged: 1 added"}, {"feed update --full", "Tagged: 1 revised"}, {"feed update --again", "Tagged: 1 already there, fuller"},
	} {
		if out, err := run(strings.Fields(c.args)...).CombinedOutput(); err != nil || !strings.Contains(string(out), c.says) {
			t.Errorf("%s: %v: %s", c.args, err, out)
		}
	}
}

// A feed's name and password are sent to it, and shown nowhere.
func TestFeedOfASubscriber(t *testing.T) {
	t.Parallel()
	s, run := newFeeder(t), follower(t)
	address := strings.Replace(s.URL, "http://", "http://ana:s3cr3t@", 1)
	for _, c := range []struct{ args, says string }{
		{"feed add " + address + "/secret", "1 added"}, {"feed update", "it is cut off"}, {"feed update --json", `"outcome":"failed"`}, {"feed list", "failed 3 times in a row"},
		{"feed list --json", "cut off"}, {"feed export", "without name and password: 1 feed"}, {"feed add --no-update " + address + "/gone", "no such page"}, {"feed add --json " + address + "/page", "not a feed"},
		{"feed update " + address + "/none", "follows no such feed"}, {"feed remove " + address + "/secret", "follows it again"},
	} {
		out, _ := run(strings.Fields(c.args)...).CombinedOutput()
		if !strings.Contains(string(out), c.says) || strings.Contains(string(out), "s3cr3t") {
			t.Errorf("%s: %s", c.args, out)
		}
	}
}

// What is being stored stops soon when it is interrupted, and the rest comes with the next update.
func TestInterruptedStoring(t *testing.T) {
	t.Parallel()
	s, run := newFeeder(t), follower(t)
	c := run("feed", "add", s.URL+"/long")
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	told := 0
	for lines.Scan() {
		if told++; told == 1 {
			if err := c.Process.Signal(os.Interrupt); err != nil {
				t.Fatal(err)
			}
		}
	}
	_ = c.Wait()
	if c.ProcessState.ExitCode() != 130 || told >= 3000 {
		t.Errorf("%v after %d lines", c.ProcessState, told)
	}
	again, err := run("feed", "update").CombinedOutput()
	if err != nil || strings.Count(string(again), ": added ") < 100 || !strings.Contains(string(again), " added\n") {
		t.Errorf("%v: %d", err, len(again))
	}
}
