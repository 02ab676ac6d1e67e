package store

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	bbolterrors "go.etcd.io/bbolt/errors"
	"golang.org/x/sys/unix"

	"rashomon/annotate"
)

// asNobody does do on a thread that may do what a user without rights may.
func asNobody(t *testing.T, do func()) {
	t.Helper()
	done, failed := make(chan struct{}), make(chan error, 1)
	go func() {
		defer close(done)
		if os.Getuid() == 0 {
			runtime.LockOSThread() // never unlocked: the thread ends as nobody
			_, err := unix.SetfsuidRetUid(nobody)
			failed <- err
		} else {
			failed <- nil
		}
		do()
	}()
	must(t, <-failed)
	<-done
}

const nobody = 65534

// nobodys is a library in a folder, both nobody's.
func nobodys(t *testing.T) (path string) {
	t.Helper()
	s, path, _, _ := changing(t)
	closed(t, s)
	folder := filepath.Dir(path)
	must(t, os.Chmod(filepath.Dir(filepath.Dir(folder)), 0o711))
	if os.Getuid() == 0 {
		must(t, errors.Join(os.Chown(path, nobody, nobody), os.Chown(folder, nobody, nobody)))
	}
	t.Cleanup(func() { _ = os.Chmod(folder, 0o700) })
	return path
}

func TestALibraryThatMayOnlyBeRead(t *testing.T) {
	t.Parallel()
	path := nobodys(t)
	must(t, os.Chmod(path, 0o400))
	must(t, os.Chmod(filepath.Dir(path), 0o500))
	asNobody(t, func() {
		_, err := Open(path, quick())
		wantError(t, err, fs.ErrPermission)
		s, err := Open(path, Options{ReadOnly: true})
		must(t, err)
		checked(t, s)
		_, err = s.Undo("ana")
		wantError(t, err, bbolterrors.ErrDatabaseReadOnly)
		want(t, "a matter of the disk", errors.Is(err, annotate.ErrUnwritten), false)
		closed(t, s)
		_, err = Open(filepath.Join(filepath.Dir(path), "new.db"), quick())
		wantError(t, err, fs.ErrPermission)
	})
}

func TestRightsThatAreLost(t *testing.T) {
	t.Parallel()
	path := nobodys(t)
	folder := filepath.Dir(path)
	asNobody(t, func() {
		s := reopen(t, path)
		before, err := held(s)
		must(t, err)
		rows, err := s.Rows(0)
		must(t, err)
		change, _ := reading(t, s, rows[0].ID, "eve").Toggle(annotate.OnSentence(1), "claim", noon())

		must(t, os.Chmod(folder, 0))
		refused(t, s, change, before, fs.ErrPermission)
		must(t, os.Chmod(folder, 0o700))
		before = applied(t, s, before, change)

		must(t, os.Remove(path)) // and nobody may write it anew
		must(t, os.Chmod(folder, 0o500))
		change, _ = reading(t, s, rows[0].ID, "eve").Toggle(annotate.OnSentence(2), "claim", noon())
		refused(t, s, change, before, fs.ErrPermission)
		refused(t, s, change, before, ErrRemoved)
		must(t, os.Chmod(folder, 0o700))
		applied(t, s, before, change)
		checked(t, s)
		closed(t, s)
	})
}
