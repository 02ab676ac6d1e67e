//go:build unix

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

// Who shares a library with a group still does after it was restored or compacted.
func TestWhatIsReplacedIsAsOpenAsBefore(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "library.db")
	s := reopen(t, path)
	for n := range 200 {
		added(t, s, report(n, 0))
	}
	copied := filepath.Join(t.TempDir(), "copy.db")
	must(t, s.Backup(t.Context(), copied))
	closed(t, s)
	group := os.Getegid()
	if os.Geteuid() == 0 { // who may give files away
		group = 12345
		must(t, os.Chown(path, 54321, group))
	}
	was := func(what string, mode os.FileMode) {
		t.Helper()
		info, err := os.Stat(path)
		must(t, err)
		want(t, what+": mode", info.Mode(), mode)
		stat := info.Sys().(*syscall.Stat_t)
		want(t, what+": group", int(stat.Gid), group)
		if group == 12345 {
			want(t, what+": owner", int(stat.Uid), 54321)
		}
	}
	must(t, os.Chmod(path, 0o660))
	_, err := restored(t, copied, path)
	must(t, err)
	was("restored", 0o660)
	must(t, os.Chmod(path, 0o640))
	s = reopen(t, path)
	for range 150 {
		_, err := s.Undo("ana")
		must(t, err)
	}
	closed(t, s)
	c, err := Compact(t.Context(), path, false, quick())
	must(t, err)
	want(t, "smaller", c.Is < c.Was, true)
	was("compacted", 0o640)
}

// What a process left behind that was killed in the middle of a copy goes, wherever it wrote; what is
// young, or somebody has, stays.
func TestDraftsAreSwept(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	path := filepath.Join(folder, "library.db")
	s := reopen(t, path)
	added(t, s, report(1, 0))
	left := func(name string, age time.Duration) string {
		t.Helper()
		name = filepath.Join(folder, name)
		must(t, os.WriteFile(name, make([]byte, 1000), 0o600))
		at := time.Now().Add(-age)
		must(t, os.Chtimes(name, at, at))
		return name
	}
	gone := []string{left(".rashomon-backup-ABCDEF.tmp", 48*time.Hour), left(".rashomon-backup-123.tmp", 48*time.Hour)}
	stays := []string{left(".rashomon-backup-young.tmp", time.Hour), left(".rashomon-backup-held.tmp", 48*time.Hour), left("rashomon-backup-mine", 48*time.Hour), left(".rashomon-backup-monday.db", 48*time.Hour), left(".rashomon-backup-2031", 48*time.Hour)}
	h, err := holdFile(stays[1])
	must(t, err)
	defer h.letGo()
	_, err = s.CopyIfDue(t.Context(), Copies{Changes: 1, Keep: 3})
	must(t, err)
	gone = append(gone, left(".rashomon-backup-GHI.tmp", 48*time.Hour))
	must(t, s.Backup(t.Context(), filepath.Join(folder, "copy.db")))
	for _, name := range gone {
		if _, err := os.Lstat(name); err == nil {
			t.Errorf("%s is still there", name)
		}
	}
	for _, name := range stays {
		if _, err := os.Lstat(name); err != nil {
			t.Error(err)
		}
	}
	closed(t, s)
}

// Why no copy can be made to read is said in words.
func TestACopyToReadThatMayGrowNoFurther(t *testing.T) {
	if !byItself(t) {
		return
	}
	path := filepath.Join(t.TempDir(), "library.db")
	s := reopen(t, path)
	added(t, s, report(1, 0))
	closed(t, s)
	heeded := heedLimit()
	defer heeded()
	var was syscall.Rlimit
	must(t, syscall.Getrlimit(syscall.RLIMIT_FSIZE, &was))
	limit := was
	limit.Cur = 10_000
	must(t, syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit))
	_, err := OpenCopy(path, quick())
	must(t, syscall.Setrlimit(syscall.RLIMIT_FSIZE, &was))
	wantError(t, err, syscall.EFBIG)
	if !strings.Contains(err.Error(), "the file may grow no further") || strings.Contains(err.Error(), "copy_file_range") {
		t.Error(err)
	}
}

// What is left of a library that could not be made is taken away; what was there before stays.
func TestALibraryThatCannotBeMade(t *testing.T) {
	if !byItself(t) {
		return
	}
	folder := t.TempDir()
	must(t, os.WriteFile(filepath.Join(folder, "empty.db"), nil, 0o600))
	var was syscall.Rlimit
	must(t, syscall.Getrlimit(syscall.RLIMIT_FSIZE, &was))
	for _, bytes := range []uint64{0, 10_000, 100_000} {
		limit := was
		limit.Cur = bytes
		must(t, syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit))
		_, failed := Open(filepath.Join(folder, "new.db"), Options{Now: noon})
		_, there := Open(filepath.Join(folder, "empty.db"), Options{Now: noon})
		must(t, syscall.Setrlimit(syscall.RLIMIT_FSIZE, &was))
		wantError(t, failed, syscall.EFBIG)
		wantError(t, there, syscall.EFBIG)
		want(t, "files", fmt.Sprint(names(t, folder)), "[empty.db]")
	}
	closed(t, reopen(t, filepath.Join(folder, "new.db")))
}

// A backup does not take the name of a library that was removed, however the path leads there.
func TestABackupWhereTheLibraryWas(t *testing.T) {
	t.Parallel()
	here, err := os.Getwd()
	must(t, err)
	folder, link := t.TempDir(), filepath.Join(t.TempDir(), "link")
	must(t, os.Symlink(folder, link))
	path := filepath.Join(folder, "library.db")
	relative, err := filepath.Rel(here, path)
	must(t, err)
	ways := []string{path, relative, filepath.Join(link, "library.db"), folder + "/./library.db"}
	for _, opened := range ways {
		s := reopen(t, opened)
		added(t, s, report(1, 0))
		must(t, os.Remove(path))
		for _, to := range ways {
			if err := s.Backup(t.Context(), to); err == nil || !strings.Contains(err.Error(), "that is the library itself") {
				t.Errorf("opened as %s, backup to %s: %v", opened, to, err)
			}
		}
		must(t, s.Backup(t.Context(), filepath.Join(t.TempDir(), "library.db")))
		closed(t, s) // it is written anew
		must(t, os.Remove(path))
	}
}
