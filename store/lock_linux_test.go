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
	t.Parallel()
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
	t.Parallel()
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
	t.Parallel()
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

// A file of another drive has the same number: the drive tells them apart.
func TestLocksOfFilesWithTheSameNumber(t *testing.T) {
	t.Parallel()
	const table = "1: FLOCK  ADVISORY  WRITE 4711 00:2a:2 0 EOF\n2: POSIX  ADVISORY  WRITE 4712 fe:00:2 0 EOF\n" +
		"3: FLOCK  ADVISORY  WRITE 4713 fe:00:2 0 EOF\n3: -> FLOCK  ADVISORY  WRITE 4714 fe:00:2 0 EOF\n4: FLOCK  ADVISORY  WRITE 4715 fe:00:12 0 EOF\nnoise\n"
	want(t, "locks", fmt.Sprint(locksOf(table, 2)), "[{4711 0 42} {4713 254 0}]")

	path := filepath.Join(t.TempDir(), "library.db")
	f, err := os.Create(path)
	must(t, err)
	defer f.Close()
	info, err := f.Stat()
	must(t, err)
	want(t, "open here", hasOpen(os.Getpid(), info), true)
	other, err := os.Stat(filepath.Dir(path))
	must(t, err)
	want(t, "not open here", hasOpen(os.Getpid(), other), false)
}
