//go:build linux || darwin

package store

import (
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

// A limit on the size of files (ulimit -f) fails the change and ends nothing.
func TestAFileThatMayGrowNoFurther(t *testing.T) {
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
