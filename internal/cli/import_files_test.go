//go:build unix

package cli_test

import (
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// imported runs import in a folder with a library of its own, and is what it says and its exit code.
func imported(t *testing.T, folder string, args ...string) (string, int) {
	t.Helper()
	c := exec.Command("rashomon", append([]string{"import", "--no-group"}, args...)...)
	c.Dir = folder
	c.Env = append(os.Environ(), "RASHOMON_LIBRARY="+filepath.Join(folder, "library.db"), "HOME="+folder, "RASHOMON_ANNOTATOR=ana")
	said, err := c.CombinedOutput()
	var ended *exec.ExitError
	if errors.As(err, &ended) {
		return string(said), ended.ExitCode()
	} else if err != nil {
		t.Fatal(err)
	}
	return string(said), 0
}

// A pipe with a name is read like standard input.
func TestImportFromANamedPipe(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	pipe := filepath.Join(folder, "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	wrote := make(chan error, 1)
	go func() {
		wrote <- os.WriteFile(pipe, []byte(`{"id":"a","text":"It rained."}`+"\n"), 0)
	}()
	said, code := imported(t, folder, "pipe")
	if err := <-wrote; err != nil {
		t.Fatal(err)
	}
	if code != 0 || !strings.Contains(said, "pipe: reports: 1 added\n") {
		t.Errorf("%d: %s", code, said)
	}
}

// What is no file is told, and holds up nothing.
func TestImportOfWhatIsNoFile(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	l, err := net.Listen("unix", filepath.Join(folder, "socket"))
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	for link, to := range map[string]string{"zero.jsonl": "/dev/zero", "zero.txt": "/dev/zero", "loop.txt": "loop.txt"} {
		if err := os.Symlink(to, filepath.Join(folder, link)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(folder, "good.txt"), []byte("It rained."), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "huge.html"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(filepath.Join(folder, "huge.html"), 1<<30); err != nil {
		t.Fatal(err)
	}
	said, code := imported(t, folder, "socket", "zero.jsonl", "zero.txt", "loop.txt", "huge.html", "good.txt/x", "good.txt")
	for _, want := range []string{
		"read socket: it is a socket, not a file", "read zero.jsonl: it is a device, not a file", "read zero.txt: it is a device, not a file",
		"read loop.txt: too many levels of symbolic links", "read huge.html: it is larger than 16 MiB", "read good.txt/x: not a directory", "good.txt: added", "6 of 7 failed",
	} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is missing", want)
		}
	}
	if code != 3 || t.Failed() {
		t.Errorf("%d: %s", code, said)
	}
}
