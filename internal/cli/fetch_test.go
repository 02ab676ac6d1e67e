//go:build unix

package cli_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// What came before it is interrupted is stored.
func TestInterruptedFetch(t *testing.T) {
	t.Parallel()
	slow := make(chan struct{})
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/slow" {
			close(slow)
			<-r.Context().Done()
			return
		}
		w.Header().Set("Content-Type", "text/plain")
		_, _ = w.Write([]byte("The crane fell at noon."))
	}))
	defer s.Close()
	env := append(os.Environ(), "RASHOMON_LIBRARY="+filepath.Join(t.TempDir(), "library.db"), "RASHOMON_ANNOTATOR=ana", "GORACE=atexit_sleep_ms=0")
	c := exec.Command("rashomon", "fetch", "--wait", "0s", s.URL+"/crane", s.URL+"/slow", s.URL+"/never")
	c.Env = env
	var out, errs strings.Builder
	c.Stdout, c.Stderr = &out, &errs
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	<-slow
	if err := c.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	_ = c.Wait()
	if c.ProcessState.ExitCode() != 130 || !strings.Contains(out.String(), "/crane: added ") || strings.Count(out.String(), "\n") != 1 {
		t.Errorf("%v: %s", c.ProcessState, out.String())
	}
	if want := "rashomon: fetch stopped after 1 of 3 pages: context canceled\n"; errs.String() != want {
		t.Errorf("it says %q, want %q", errs.String(), want)
	}
	list := exec.Command("rashomon", "list")
	list.Env = env
	if text, err := list.Output(); err != nil || !strings.Contains(string(text), "The crane fell") {
		t.Errorf("the library has %s, %v", text, err)
	}
}
