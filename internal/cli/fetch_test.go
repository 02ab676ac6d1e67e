//go:build unix

package cli_test

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"rashomon/store"
)

// slowServer answers with pages, but at /slow never: then it says so.
func slowServer(t *testing.T) (address string, slow chan struct{}) {
	slow = make(chan struct{})
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/slow" {
			close(slow)
			<-r.Context().Done()
			return
		}
		w.Header().Set("Content-Type", "text/plain")
		fmt.Fprintf(w, "The crane fell at noon. So says page %s.", strings.Trim(r.URL.Path, "/"))
	}))
	t.Cleanup(s.Close)
	return s.URL, slow
}

// own is the environment of a library of the test's own, beside other settings.
func own(t *testing.T, more ...string) []string {
	return append(append(os.Environ(), "RASHOMON_LIBRARY="+filepath.Join(t.TempDir(), "library.db"), "RASHOMON_ANNOTATOR=ana", "GORACE=atexit_sleep_ms=0"), more...)
}

// until runs a command until the server does not answer, sends it a signal, and waits for its end.
func until(t *testing.T, slow chan struct{}, sent os.Signal, c *exec.Cmd) (out, errs string) {
	t.Helper()
	var o, e bytes.Buffer
	c.Stdout, c.Stderr = &o, &e
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	<-slow
	if err := c.Process.Signal(sent); err != nil {
		t.Fatal(err)
	}
	_ = c.Wait()
	return o.String(), e.String()
}

func listed(t *testing.T, env []string) int {
	t.Helper()
	c := exec.Command("rashomon", "list", "--json")
	c.Env = env
	text, err := c.Output()
	if err != nil {
		t.Fatal(err)
	}
	return bytes.Count(text, []byte("\"title\""))
}

// What came before it is interrupted is stored.
func TestInterruptedFetch(t *testing.T) {
	t.Parallel()
	address, slow := slowServer(t)
	c := exec.Command("rashomon", "fetch", "--wait", "0s", address+"/crane", address+"/slow", address+"/never")
	c.Env = own(t)
	out, errs := until(t, slow, os.Interrupt, c)
	if c.ProcessState.ExitCode() != 130 || !strings.Contains(out, "/crane: added ") || strings.Count(out, "\n") != 1 {
		t.Errorf("%v: %s", c.ProcessState, out)
	}
	if want := "rashomon: fetch stopped after 1 of 3 pages: context canceled\n"; errs != want {
		t.Errorf("it says %q, want %q", errs, want)
	}
	if n := listed(t, c.Env); n != 1 {
		t.Errorf("%d are in", n)
	}
}

// Of many pages those that came are stored while others are waited for: whatever happens to the
// program then, they are in. All of a run is one step of undo.
func TestFetchOfMany(t *testing.T) {
	t.Parallel()
	address, slow := slowServer(t)
	var many strings.Builder
	for n := range 120 {
		fmt.Fprintf(&many, "%s/%d\n", address, n)
	}
	killed := exec.Command("rashomon", "fetch", "--wait", "0s", "-")
	killed.Env, killed.Stdin = own(t), strings.NewReader(many.String()+address+"/slow\n")
	out, _ := until(t, slow, os.Kill, killed)
	if n := listed(t, killed.Env); n != 100 || strings.Count(out, ": added ") != 100 {
		t.Errorf("%d are in after it was killed; it says %s", n, out)
	}
	whole := exec.Command("rashomon", "fetch", "--wait", "0s", "--no-group", "-")
	whole.Env, whole.Stdin = own(t), strings.NewReader(many.String())
	if said, err := whole.CombinedOutput(); err != nil || bytes.Count(said, []byte(": added ")) != 120 {
		t.Fatalf("%v: %s", err, said)
	}
	if n := listed(t, whole.Env); n != 120 {
		t.Errorf("%d are in", n)
	}
	undo := exec.Command("rashomon", "undo")
	undo.Env = whole.Env
	if said, err := undo.CombinedOutput(); err != nil || listed(t, whole.Env) != 0 {
		t.Errorf("%d are in after undo: %s, %v", listed(t, whole.Env), said, err)
	}
}

// Where somebody opens the library while pages come they wait for that to end, and more is fetched.
func TestFetchWaits(t *testing.T) {
	t.Parallel()
	library := filepath.Join(t.TempDir(), "library.db")
	var open *store.Store
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var err error
		switch r.URL.Path {
		case "/10":
			open, err = store.Open(library, store.Options{})
		case "/70":
			err = open.Close()
		}
		if err != nil {
			t.Error(err)
		}
		w.Header().Set("Content-Type", "text/plain")
		fmt.Fprintf(w, "The crane fell at noon. So says page %s.", r.URL.Path)
	}))
	defer s.Close()
	var many strings.Builder
	for n := range 80 {
		fmt.Fprintf(&many, "%s/%d\n", s.URL, n)
	}
	c := exec.Command("rashomon", "fetch", "--wait", "0s", "--no-group", "-")
	c.Env, c.Stdin = own(t, "RASHOMON_LIBRARY="+library), strings.NewReader(many.String())
	if said, err := c.CombinedOutput(); err != nil || bytes.Count(said, []byte(": added ")) != 80 || bytes.Count(said, []byte("\n")) != 80 || listed(t, c.Env) != 80 {
		t.Errorf("%v: %s", err, said)
	}
}

// When its terminal is closed it ends as it does when it is interrupted: nothing stays behind.
func TestHangUp(t *testing.T) {
	t.Parallel()
	address, slow := slowServer(t)
	temporary := t.TempDir()
	c := exec.Command("rashomon", "fetch", "--dry-run", address+"/slow")
	c.Env = own(t, "TMPDIR="+temporary)
	until(t, slow, syscall.SIGHUP, c)
	left, err := os.ReadDir(temporary)
	if err != nil || len(left) > 0 || c.ProcessState.ExitCode() != 130 {
		t.Errorf("%v: it leaves %v, %v", c.ProcessState, left, err)
	}
}
