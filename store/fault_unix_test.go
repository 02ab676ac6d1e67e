//go:build linux || darwin

package store

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"rashomon/annotate"
)

// A library whose file is removed is written anew, with the change, while others read on; nobody else
// can have it in between.
func TestALibraryThatIsRemoved(t *testing.T) {
	t.Parallel()
	s, path, before, change := changing(t)
	must(t, os.Chmod(path, 0o600))
	tx, err := s.beginReading()
	must(t, err)
	for round := range 3 {
		must(t, os.Remove(path))
		if round == 0 {
			before = applied(t, s, before, change)
		} else {
			undone, err := s.Undo("ana")
			must(t, err)
			for _, e := range undone.Edits {
				before.edit(e)
			}
		}
		info, err := os.Stat(path)
		must(t, err)
		want(t, "rights", info.Mode().Perm(), 0o600)
	}
	_, err = Open(path, quick())
	wantError(t, err, ErrLocked)
	want(t, "a reader from before", tx.Bucket([]byte(articlesBucket)).Get([]byte("none")) == nil, true)
	must(t, tx.Rollback())
	checked(t, s)
	closed(t, s)
	alone, err := os.ReadDir(filepath.Dir(path))
	must(t, err)
	want(t, "files", len(alone), 1)
	have, err := exercise(path)
	must(t, err)
	want(t, "same", maps.Equal(have, before), true)
}

func TestALibraryBehindALinkThatIsRemoved(t *testing.T) {
	t.Parallel()
	s, path, before, change := changing(t)
	closed(t, s)
	link := filepath.Join(t.TempDir(), "link.db")
	must(t, os.Symlink(path, link))
	s = reopen(t, link)
	must(t, os.Remove(path))
	after := applied(t, s, before, change)
	closed(t, s)
	have, err := exercise(path)
	must(t, err)
	want(t, "same", maps.Equal(have, after), true)
	info, err := os.Lstat(link)
	must(t, err)
	want(t, "still a link", info.Mode().Type(), fs.ModeSymlink)
}

func TestALibraryWhoseFolderIsRemoved(t *testing.T) {
	t.Parallel()
	s, path, before, change := changing(t)
	must(t, os.RemoveAll(filepath.Dir(path)))
	said := refused(t, s, change, before, ErrRemoved)
	want(t, "words", strings.HasSuffix(said, "it was removed, and its folder with it"), true)
	must(t, os.Mkdir(filepath.Dir(path), 0o700))
	after := applied(t, s, before, change)
	closed(t, s)
	have, err := exercise(path)
	must(t, err)
	want(t, "same", maps.Equal(have, after), true)
}

// A library that was removed after the last change is written anew when it is closed; where its folder went
// with it, all of it is kept in the nearest one that is there.
func TestALibraryThatIsRemovedAtLast(t *testing.T) {
	t.Parallel()
	s, path, before, change := changing(t)
	after := applied(t, s, before, change)
	must(t, os.Remove(path))
	closed(t, s)
	have, err := exercise(path)
	must(t, err)
	want(t, "same", maps.Equal(have, after), true)
	files, err := os.ReadDir(filepath.Dir(path))
	must(t, err)
	want(t, "files", len(files), 1)

	s = reopen(t, path)
	must(t, os.RemoveAll(filepath.Dir(path)))
	want(t, "kept", maps.Equal(savedElsewhere(t, s), after), true)
}

// A limit on the size of files (ulimit -f) fails the change and ends nothing.
func TestAFileThatMayGrowNoFurther(t *testing.T) {
	if !byItself(t) {
		return
	}
	path := filepath.Join(t.TempDir(), "library.db")
	s, err := Open(path, Options{Now: noon})
	must(t, err)
	added(t, s, report(1, 0))
	before, err := held(s)
	must(t, err)
	story := annotate.NewStory(strings.Repeat("The ferries of May. ", 100_000))
	change := annotate.Change{What: "a long name", Edits: []annotate.Edit{{Story: &annotate.Replaced[annotate.Story]{After: &story}}}}
	info, err := os.Stat(path)
	must(t, err)
	var was syscall.Rlimit
	must(t, syscall.Getrlimit(syscall.RLIMIT_FSIZE, &was))
	limit := was
	limit.Cur = uint64(info.Size())
	must(t, syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit))
	_, failed := s.Apply(change)
	must(t, syscall.Setrlimit(syscall.RLIMIT_FSIZE, &was))
	wantError(t, failed, annotate.ErrUnwritten)
	wantError(t, failed, syscall.EFBIG)
	have, err := held(s)
	must(t, err)
	want(t, "same", maps.Equal(have, before), true)
	applied(t, s, before, change)
	checked(t, s)
	closed(t, s)
}

// Readers see what was acknowledged, or what comes to be, while changes fail and are tried again and
// the file is removed under them.
func TestReadersWhileTheFileGoes(t *testing.T) {
	t.Parallel()
	s, path, _, _ := changing(t)
	rows, err := s.Rows(0)
	must(t, err)
	var readers sync.WaitGroup
	stop := make(chan struct{})
	for range 3 {
		readers.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				if _, err := held(s); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	for n := range 40 {
		if n%4 == 0 {
			must(t, os.Remove(path))
		}
		toggled(t, s, rows[n%2].ID, "ben", 0, "fact")
	}
	close(stop)
	readers.Wait()
	checked(t, s)
	closed(t, s)
}

// A look reads the file that its transaction is of, whatever file takes its place meanwhile.
func TestLookWhileTheFileGoes(t *testing.T) {
	t.Parallel()
	s, path, _, _ := changing(t)
	rows, err := s.Rows(0)
	must(t, err)
	var looks sync.WaitGroup
	stop := make(chan struct{})
	looks.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
			}
			if err := s.Look(t.Context()); err != nil {
				t.Error(err)
				return
			}
		}
	})
	for range 40 {
		must(t, os.Remove(path))
		toggled(t, s, rows[0].ID, "ben", 0, "fact")
	}
	close(stop)
	looks.Wait()
	closed(t, s)
}

// Who reads beside one who is making a library is told of no strange file.
func TestReadingWhatIsBeingMade(t *testing.T) {
	t.Parallel()
	for range 60 {
		path := filepath.Join(t.TempDir(), "library.db")
		made := make(chan error, 1)
		go func() {
			s, err := Open(path, quick())
			if err == nil {
				err = s.Close()
			}
			made <- err
		}()
		for {
			s, err := Open(path, Options{ReadOnly: true, Beside: true, Now: noon})
			if err == nil {
				closed(t, s)
				break
			}
			if !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, ErrLocked) {
				t.Fatal(err)
			}
		}
		must(t, <-made)
	}
}

// A library that others may read, or whose folder they may write to, is noted, and is sound.
func TestCheckNotesWhoElseCan(t *testing.T) {
	t.Parallel()
	s, path, _, _ := changing(t)
	want(t, "notes", len(checked(t, s).Notes), 0)
	must(t, os.Chmod(path, 0o640))
	notes := checked(t, s).Notes
	want(t, "notes", len(notes), 1)
	want(t, "says so", strings.Contains(notes[0], "can read the library: its mode is 0640"), true)
	must(t, os.Chmod(path, 0o600))
	must(t, os.Chmod(filepath.Dir(path), 0o770))
	notes = checked(t, s).Notes
	want(t, "notes", len(notes), 1)
	want(t, "says so", strings.Contains(notes[0], "its mode is 0770"), true)
	must(t, os.Chmod(filepath.Dir(path), 0o700|fs.ModeSticky))
	want(t, "notes", len(checked(t, s).Notes), 0)
	closed(t, s)
}
