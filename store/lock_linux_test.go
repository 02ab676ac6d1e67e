package store

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Whoever finds the library open elsewhere is told where; and where that was only put to sleep, how
// to wake it.
func TestWhoHasTheLibrary(t *testing.T) {
	path := filepath.Join(t.TempDir(), "library.db")
	cmd, lines, stdin := child(t, "hold", path)
	want(t, "the child has it open", lines.Scan(), true)
	process := cmd.Process.Pid
	_, err := Open(path, quick())
	wantError(t, err, ErrLocked)
	want(t, "who", strings.HasSuffix(err.Error(), fmt.Sprintf("(process %d)", process)), true)

	must(t, cmd.Process.Signal(syscall.SIGSTOP))
	var status syscall.WaitStatus
	_, err = syscall.Wait4(process, &status, syscall.WUNTRACED, nil)
	must(t, err)
	want(t, "stopped", status.Stopped(), true)
	_, err = Open(path, quick())
	wantError(t, err, ErrLocked)
	want(t, "how to wake it", strings.Contains(err.Error(), fmt.Sprintf("kill -CONT %d", process)), true)

	must(t, cmd.Process.Signal(syscall.SIGCONT))
	must(t, stdin.Close())
	must(t, cmd.Wait())
	closed(t, reopen(t, path))
}

// A lock dies with its process: none is ever left behind.
func TestTheLockOfAProcessThatWasKilled(t *testing.T) {
	path := filepath.Join(t.TempDir(), "library.db")
	cmd, lines, _ := child(t, "hold", path)
	want(t, "the child has it open", lines.Scan(), true)
	must(t, cmd.Process.Kill())
	if err := cmd.Wait(); err == nil {
		t.Fatal("the child ended by itself")
	}
	s := reopen(t, path)
	checked(t, s)
	closed(t, s)
}

// The lock of a file counts only while the path leads to it: somebody may have put another in its
// place while it was waited for.
func TestALockThatComesTooLate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "library.db")
	closed(t, reopen(t, path))
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	must(t, err)
	defer f.Close()
	other, _, _ := worked(t)
	must(t, os.Rename(other, path))
	same, err := newStore(path, quick()).claim(f, path, time.Now(), quick())
	must(t, err)
	want(t, "the same file", same, false)
	s := reopen(t, path)
	rows, err := s.Rows(0)
	must(t, err)
	want(t, "the other", len(rows) > 0, true)
	closed(t, s)
}
