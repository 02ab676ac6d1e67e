//go:build unix

package cli_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"rashomon/annotate"
	"rashomon/internal/termtest"
	"rashomon/store"
)

// internet is a proxy that counts what is asked of any server through it, and answers with a page.
func internet(t *testing.T) (env []string, asked *atomic.Int32) {
	asked = new(atomic.Int32)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		w.Header().Set("Content-Type", "text/plain")
		_, _ = w.Write([]byte("The mill burned. It had stood for two hundred years, and will be built again."))
	}))
	t.Cleanup(s.Close)
	for _, name := range []string{"HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"} {
		env = append(env, name+"="+s.URL)
	}
	return append(env, "NO_PROXY=", "no_proxy=", "REQUEST_METHOD="), asked
}

const mill = "http://mill.example/burned"

// following makes a library that follows a feed.
func following(t *testing.T) (library string) {
	t.Helper()
	library = filepath.Join(t.TempDir(), "library.db")
	lib, err := store.Open(library, store.Options{})
	if err == nil {
		err = errors.Join(lib.PutFeed(annotate.Feed{URL: "http://mill.example/feed", Title: "Mill", Added: time.Now()}, nil), lib.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	return library
}

// TestOffline: with --offline, RASHOMON_OFFLINE or the setting, no command asks any server for
// anything, nor starts a program that might.
func TestOffline(t *testing.T) {
	t.Parallel()
	dir, library := t.TempDir(), following(t)
	net, asked := internet(t)
	write := func(name, text string) string {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	started := filepath.Join(dir, "started")
	suggester := "[suggester]\ncommand = [\"touch\", \"" + started + "\"]\n"
	plain, set := write("plain.toml", suggester), write("offline.toml", "offline = true\n"+suggester)
	texts := write("texts.jsonl", `{"id":"a","text":"The mill burned."}`+"\n")
	run := func(settings string, more []string, args ...string) (string, int) {
		c := exec.Command("rashomon", args...)
		c.Stdin = strings.NewReader(mill + "\n")
		c.Env = append(append(append(os.Environ(), environment(library)...), net...), append(more, "RASHOMON_CONFIG="+settings)...)
		out, _ := c.CombinedOutput()
		return string(out), c.ProcessState.ExitCode()
	}
	for _, how := range []struct {
		settings string
		env      []string
		flag     string
	}{{plain, nil, "--offline"}, {plain, []string{"RASHOMON_OFFLINE=1"}, ""}, {plain, []string{"RASHOMON_OFFLINE=please"}, ""}, {set, nil, ""}, {set, []string{"RASHOMON_OFFLINE=no"}, "--offline"}} {
		commands := []string{"fetch " + mill, "feed update", "suggest --external " + texts}
		if how.settings == plain && how.flag != "" {
			commands = append(commands, "fetch --dry-run "+mill, "fetch -", "feed add "+mill, "feed add --no-update "+mill, "feed update --full")
		}
		for _, command := range commands {
			said, code := run(how.settings, how.env, append(strings.Fields(command), strings.Fields(how.flag)...)...)
			if code != 1 || !strings.Contains(said, "not to be used") || !strings.Contains(said, "hint: ") {
				t.Errorf("%+v: %s: exit code %d: %s", how, command, code, said)
			}
		}
	}
	if _, err := os.Stat(started); asked.Load() > 0 || err == nil {
		t.Errorf("offline %d requests went out, and the suggester was started: %v", asked.Load(), err == nil)
	}
	if said, code := run(write("wrong.toml", "offline = \"yes\"\n"), nil, "fetch", mill); code != 4 || asked.Load() > 0 {
		t.Errorf("with a setting that cannot be read: exit code %d: %s", code, said)
	}
	if said, code := run(set, nil, "fetch", "--offline=false", mill); code != 0 || asked.Load() == 0 {
		t.Errorf("once allowed: exit code %d after %d requests: %s", code, asked.Load(), said)
	}
}

// TestOfflineScreens: neither an address that is pasted nor an update of the feeds asks a server.
func TestOfflineScreens(t *testing.T) {
	t.Parallel()
	net, asked := internet(t)
	s := start(t, termtest.Options{Env: append(net, "RASHOMON_OFFLINE=1")}, following(t))
	s.see("This library is empty")
	s.must(s.Paste(mill))
	s.see("the network is not to be used: RASHOMON_OFFLINE says so")
	s.press("<alt+u>")
	s.see("the network is not to be used: RASHOMON_OFFLINE says so")
	s.must(s.Paste("The mill burned.\n\nIt had stood for two hundred years."))
	s.see("A report to take in")
	s.press("<esc>")
	s.see("leave this report out")
	s.press("y")
	s.gone("A report to take in")
	s.leave()
	if asked.Load() > 0 {
		t.Errorf("%d requests went out", asked.Load())
	}
}
