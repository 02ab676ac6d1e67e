//go:build unix

package cli_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"rashomon/annotate"
	"rashomon/internal/termtest"
	"rashomon/store"
)

// caught is a command that is stopped in the middle.
type caught struct {
	*exec.Cmd
	in io.WriteCloser // its standard input, open
}

// middle starts a command in the middle of which it waits, and returns when it is there. The folder
// is for its temporary files.
type middle func(t *testing.T, folder string) caught

func begin(t *testing.T, folder, library string, env []string, args ...string) caught {
	t.Helper()
	c := exec.Command("rashomon", args...)
	c.Env = append(append(append(os.Environ(), environment(library)...), "TMPDIR="+folder, "VISUAL="), env...)
	in, err := c.StdinPipe()
	if err == nil {
		err = c.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	return caught{c, in}
}

// updatingFeeds waits for a server that does not answer.
func updatingFeeds(t *testing.T, folder string) caught {
	asked := make(chan struct{}, 8)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, "<rss><channel><title>Mill</title>")
		w.(http.Flusher).Flush()
		asked <- struct{}{}
		<-r.Context().Done()
	}))
	t.Cleanup(func() { server.CloseClientConnections(); server.Close() })
	library := filepath.Join(t.TempDir(), "library.db")
	lib, err := store.Open(library, store.Options{})
	if err == nil {
		err = errors.Join(lib.PutFeed(annotate.Feed{URL: server.URL, Title: "Mill", Added: time.Now()}, nil), lib.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	c := begin(t, folder, library, nil, "feed", "update")
	<-asked
	return c
}

// addingLabels waits for the rest of its standard input, of which it has spooled a part.
func addingLabels(t *testing.T, folder string) caught {
	return importing(t, folder, filepath.Join(t.TempDir(), "library.db"), "--add-labels")
}

// rehearsing waits likewise, with a copy of the library.
func rehearsing(t *testing.T, folder string) caught {
	library := filepath.Join(t.TempDir(), "library.db")
	formulaLibrary(t, library)
	return importing(t, folder, library, "--dry-run")
}

func importing(t *testing.T, folder, library, flag string) caught {
	t.Helper()
	c := begin(t, folder, library, nil, "import", "--format", "prodigy", flag, "-")
	line := `{"text":"The mill burned.","label":"RUMOUR","answer":"accept"}` + "\n"
	if _, err := io.WriteString(c.in, strings.Repeat(line, 1<<20/len(line))); err != nil { // more than a pipe holds
		t.Fatal(err)
	}
	return c
}

// editingAScheme waits for an editor.
func editingAScheme(t *testing.T, folder string) caught {
	library := filepath.Join(t.TempDir(), "library.db")
	lib, err := store.Open(library, store.Options{})
	if err == nil {
		err = lib.Close()
	}
	pipe := filepath.Join(t.TempDir(), "ready")
	if err == nil {
		err = syscall.Mkfifo(pipe, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	script := filepath.Join(filepath.Dir(pipe), "editor")
	if err := os.WriteFile(script, []byte("echo >"+pipe+"\nexec cat >/dev/null\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c := begin(t, folder, library, []string{"EDITOR=sh " + script}, "scheme", "edit", "default")
	if _, err := os.ReadFile(pipe); err != nil { // the editor is there
		t.Fatal(err)
	}
	return c
}

// TestNothingStaysBehind: of a command that is ended by a signal nothing stays in the folder for
// temporary files; of one that is killed nothing that the next one does not sweep.
func TestNothingStaysBehind(t *testing.T) {
	t.Parallel()
	for name, in := range map[string]middle{"feed update": updatingFeeds, "import --add-labels": addingLabels, "import --dry-run": rehearsing, "scheme edit": editingAScheme} {
		for _, s := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT, syscall.SIGKILL} {
			t.Run(fmt.Sprintf("%s, %v", name, s), func(t *testing.T) {
				t.Parallel()
				folder := t.TempDir()
				c := in(t, folder)
				if left := inFolder(t, folder); strings.HasPrefix(name, "import ") && len(left) > 0 {
					t.Errorf("while it runs there is %q", left)
				}
				if err := c.Process.Signal(s); err != nil {
					t.Fatal(err)
				}
				_ = c.in.Close() // the editor leaves, in which an interrupt is its own
				_ = c.Wait()
				if left := inFolder(t, folder); s != syscall.SIGKILL && len(left) > 0 {
					t.Errorf("left behind: %q", left)
				}
				swept(t, folder)
			})
		}
	}
}

// swept lets a month pass, runs a command that sweeps, and says that nothing is left.
func swept(t *testing.T, folder string) {
	t.Helper()
	past := time.Now().AddDate(0, -1, 0)
	err := filepath.Walk(folder, func(path string, _ os.FileInfo, err error) error {
		return errors.Join(err, os.Chtimes(path, past, past))
	})
	if err != nil {
		t.Fatal(err)
	}
	c := begin(t, folder, filepath.Join(t.TempDir(), "library.db"), []string{"EDITOR=true"}, "scheme", "new", "tides")
	_ = c.Wait()
	if left := inFolder(t, folder); len(left) > 0 {
		t.Errorf("not swept: %q", left)
	}
}

func inFolder(t *testing.T, folder string) (out []string) {
	t.Helper()
	all, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range all {
		out = append(out, e.Name())
	}
	return out
}

// TestNoteEditorLeavesNothing: neither the note nor what an editor puts beside it stays.
func TestNoteEditorLeavesNothing(t *testing.T) {
	t.Parallel()
	folder, bin := t.TempDir(), t.TempDir()
	script := filepath.Join(bin, "editor")
	if err := os.WriteFile(script, []byte("ls -ld $1 \"${1%/*}\" >"+bin+"/modes\ncp $1 $1~\necho 'who says so?' >$1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := reading(t, termtest.Options{Env: []string{"TMPDIR=" + folder, "VISUAL=", "EDITOR=sh " + script}})
	s.press("m")
	s.see("note:")
	s.press("<ctrl+e>")
	s.see("✎ who says so?")
	s.leave()
	modes, err := os.ReadFile(filepath.Join(bin, "modes"))
	if text := string(modes); err != nil || !strings.Contains(text, "-rw-------") || !strings.Contains(text, "drwx------") {
		t.Errorf("%q, %v", text, err)
	}
	if left := inFolder(t, folder); len(left) > 0 {
		t.Errorf("left behind: %q", left)
	}
}
