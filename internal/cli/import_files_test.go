//go:build unix

package cli_test

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"rashomon/ui/screen"
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

// An import that is interrupted says what came in by then.
func TestImportInterrupted(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	c := exec.Command("rashomon", "import", "--no-group", "--json", "-")
	c.Env = append(os.Environ(), "RASHOMON_LIBRARY="+filepath.Join(folder, "library.db"), "HOME="+folder, "RASHOMON_ANNOTATOR=ana")
	var errs strings.Builder
	c.Stderr = &errs
	in, err := c.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	out, err := c.StdoutPipe()
	if err == nil {
		err = c.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		for n := range 5000 { // more than are stored at once
			_, _ = fmt.Fprintf(in, `{"id":"%d","title":"Report %d","text":"It rained for %d days."}`+"\n", n, n, n)
		}
	}()
	lines, rows := bufio.NewScanner(out), 0
	for lines.Scan() {
		if rows++; rows == 1 {
			if err := c.Process.Signal(os.Interrupt); err != nil {
				t.Fatal(err)
			}
		}
	}
	var ended *exec.ExitError
	if err := c.Wait(); !errors.As(err, &ended) || ended.ExitCode() != 130 {
		t.Errorf("it ended with %v, want exit code 130", err)
	}
	want := fmt.Sprintf("rashomon: import stopped in file 1 of 1: %s added and 0 revised by then\n", screen.Count(rows, "report", "reports"))
	if !strings.Contains(errs.String(), want) {
		t.Errorf("%q; want %q", errs.String(), want)
	}
}
