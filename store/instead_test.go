package store

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A library that another process has open, or opens while it is copied to, is not written over.
func TestABackupHoldsTheLock(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	path, copied := filepath.Join(folder, "library.db"), filepath.Join(folder, "copy.db")
	s := reopen(t, path)
	added(t, s, report(1, 0))
	must(t, s.Backup(t.Context(), copied))
	open := reopen(t, copied)
	toggled(t, open, added(t, open, report(2, 0))[0].ID, "ana", 0, "fact")
	wantError(t, s.Backup(t.Context(), copied), ErrLocked)
	wantError(t, s.BackupOver(t.Context(), copied), ErrLocked)
	closed(t, open)
	closed(t, s)
	want(t, "files", len(names(t, folder)), 2)

	var met error
	o := quick()
	o.Progress = func(string, int, int) {
		if met == nil {
			_, met = Open(copied, quick())
		}
	}
	s, err := Open(path, o)
	must(t, err)
	must(t, s.BackupOver(t.Context(), copied))
	wantError(t, met, ErrLocked)
	closed(t, s)
}

// What takes the place of a library, or is made where there was none, while that is to be replaced, stays.
func TestWhatComesBetweenStays(t *testing.T) {
	t.Parallel()
	for _, there := range []bool{true, false} {
		for what, do := range map[string]func(s *Store, path string) error{
			"backup":  func(s *Store, path string) error { return s.BackupOver(t.Context(), path) },
			"restore": func(s *Store, path string) error { _, err := s.Restore(t.Context(), path); return err },
		} {
			folder := t.TempDir()
			path, target := filepath.Join(folder, "from.db"), filepath.Join(folder, "to.db")
			s := reopen(t, path)
			added(t, s, report(1, 0))
			if there {
				must(t, s.Backup(t.Context(), target))
			}
			closed(t, s)
			came := false
			o := quick()
			o.Progress = func(string, int, int) {
				if !came {
					came = true
					must(t, os.WriteFile(target+".new", []byte("somebody's"), 0o600))
					must(t, os.Rename(target+".new", target))
				}
			}
			s, err := Open(path, o)
			must(t, err)
			if err := do(s, target); err == nil || !came {
				t.Errorf("%s, there %v: it was replaced", what, there)
			}
			want(t, what, string(contents(t, target)), "somebody's")
			closed(t, s)
			want(t, "files", len(names(t, folder)), 2)
		}
	}
}

// A file that was written to since its lock was given back is seen to be another.
func TestHeldFilesThatChange(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "library.db")
	closed(t, reopen(t, path))
	h, err := holdFile(path)
	must(t, err)
	h.letGo()
	must(t, h.unchanged())
	s := reopen(t, path)
	added(t, s, report(1, 0))
	closed(t, s)
	wantError(t, h.unchanged(), ErrLocked)
	must(t, os.Rename(path, path+".away"))
	wantError(t, h.unchanged(), ErrRemoved)
	must(t, os.WriteFile(path, nil, 0o600))
	wantError(t, h.unchanged(), ErrRemoved)
}

// A link that leads to nothing is followed when a library is made there.
func TestRestoreThroughALinkToNothing(t *testing.T) {
	t.Parallel()
	path, _, _ := worked(t)
	folder := t.TempDir()
	link, target := filepath.Join(folder, "library.db"), filepath.Join(folder, "far", "data.db")
	must(t, os.Symlink(filepath.Join("far", "data.db"), link+".2"))
	must(t, os.Symlink(link+".2", link))
	kept, err := restored(t, path, link)
	must(t, err)
	want(t, "kept", kept, "")
	want(t, "there", len(contents(t, target)) > 0, true)
	s := reopen(t, link)
	checked(t, s)
	closed(t, s)

	circle := filepath.Join(folder, "circle.db")
	must(t, os.Symlink(circle, circle))
	if _, err := restored(t, path, circle); err == nil || strings.Contains(err.Error(), ErrLocked.Error()) {
		t.Errorf("a circle: %v", err)
	}
}

// A backup is written where a link leads, be there an older one, nothing, or the library itself.
func TestABackupThroughALink(t *testing.T) {
	t.Parallel()
	path, _, after := worked(t)
	folder := t.TempDir()
	link, target := filepath.Join(folder, "link.db"), filepath.Join(folder, "copy.db")
	must(t, os.Symlink("copy.db", link+".2"))
	must(t, os.Symlink(link+".2", link))
	s := reopen(t, path)
	for _, what := range []string{"nothing there", "an older backup there"} {
		must(t, s.Backup(t.Context(), link))
		info, err := os.Lstat(link)
		must(t, err)
		want(t, what+": a link still", info.Mode().Type(), os.ModeSymlink)
		have, err := exercise(target)
		must(t, err)
		want(t, what+": same", maps.Equal(have, after), true)
	}

	itself := filepath.Join(folder, "itself.db")
	must(t, os.Symlink(path, itself))
	for _, removed := range []bool{false, true} {
		if removed {
			must(t, os.Remove(path))
		}
		for _, to := range []string{itself, path} {
			if err := s.BackupOver(t.Context(), to); err == nil || !strings.Contains(err.Error(), "that is the library itself") {
				t.Errorf("%s, removed %v: %v", to, removed, err)
			}
		}
	}
	if _, err := os.Lstat(path); err == nil {
		t.Error("the library's name was given to a backup")
	}
	closed(t, s) // it is written anew
	have, err := exercise(path)
	must(t, err)
	want(t, "same", maps.Equal(have, after), true)

	s = reopen(t, path)
	defer closed(t, s)
	nowhere, circle := filepath.Join(folder, "nowhere.db"), filepath.Join(folder, "circle.db")
	must(t, os.Symlink(filepath.Join("far", "copy.db"), nowhere))
	must(t, os.Symlink(circle, circle))
	wantError(t, s.Backup(t.Context(), nowhere), fs.ErrNotExist)
	if err := s.Backup(t.Context(), circle); err == nil {
		t.Error("a circle of links was written to")
	}
}
