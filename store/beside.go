package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"go.etcd.io/bbolt"

	"rashomon/store/pages"
)

// OpenCopy opens a copy of the library at path as it stands, whether or not somebody has it open:
// what is done to the copy is gone when it is closed, or with the process, and leaves no file. Where
// there is no library it is a new one, unless Options.There says that one has to be there. The errors are those of Open, but never ErrOlder: the copy is
// brought up to date. ErrNoRoom says that no drive has the room for it.
func OpenCopy(path string, o Options) (*Store, error) {
	s := newStore(path, o)
	err := s.guarded(func() error {
		if o.There && NothingIn(path) {
			return errEmpty
		}
		if err := s.openBeside(o); err != nil {
			return err
		}
		return s.settle(o)
	})
	if err != nil {
		s.drop()
		return nil, fmt.Errorf("copy the library: %q: %w", path, inWords(err))
	}
	return s, nil
}

// Beside says whether this is a copy, which with Options.Beside it is because another process has the
// library open; and which process that is, 0 where the system does not tell.
func (s *Store) Beside() (beside bool, process int) {
	if !s.beside {
		return false, 0
	}
	f, _, err := openRegular(s.path, os.O_RDONLY)
	if err != nil {
		return true, 0
	}
	defer f.Close()
	return true, holder(f).process
}

// openBeside opens a copy of the library's file as it stands. It is nobody else's and has no name, so
// nobody is to ask for its lock, nor whether it is in its place.
func (s *Store) openBeside(o Options) (err error) {
	s.beside = true
	if err := s.waitUntilMade(o); err != nil {
		return err
	}
	if s.file, err = s.unnamedCopy(o); err != nil {
		return err
	}
	if err := pagesSound(s.file); err != nil {
		return err
	}
	s.db, err = bbolt.Open(s.path, 0o600, &bbolt.Options{
		NoSync: true, NoGrowSync: true, FreelistType: bbolt.FreelistMapType, InitialMmapSize: roomMapped(),
		OpenFile: func(string, int, os.FileMode) (*os.File, error) { return s.file, nil },
	})
	if err == nil {
		s.db.AllocSize = growthSteps
	}
	return err
}

// waitUntilMade waits where a library is read that another process is making. ErrLocked says that it was not
// made by then.
func (s *Store) waitUntilMade(o Options) error {
	for until := time.Now().Add(othersTake); o.ReadOnly; time.Sleep(10 * time.Millisecond) {
		info, nothing := emptied(s.path)
		if !nothing {
			return nil
		}
		if err := o.context().Err(); err != nil {
			return err
		}
		if longLeft(info) || time.Now().After(until) {
			return fmt.Errorf("%w: nothing is in it yet", ErrLocked)
		}
	}
	return nil
}

// NothingIn says whether there is a file at a path into which nothing was ever put: it has no bytes, or is
// what is left where the making of a library was cut off. Open makes a library of it.
func NothingIn(path string) bool {
	_, nothing := emptied(path)
	return nothing
}

// emptied is NothingIn, and what the system says of the file.
func emptied(path string) (os.FileInfo, bool) {
	f, info, err := openRegular(path, os.O_RDONLY)
	if err != nil {
		return nil, false // who copies it will tell
	}
	defer f.Close()
	return info, nothingIn(f, info.Size())
}

// unnamedCopy is a file without a name that holds what the library's file does: beside it, where a
// copy may cost nothing, or else where temporary files are.
func (s *Store) unnamedCopy(o Options) (*os.File, error) {
	return copyIn(o.context(), []string{filepath.Dir(s.path), os.TempDir()}, s.path, s.tell)
}

// copyIn makes the copy in the first folder where it can be.
func copyIn(ctx context.Context, folders []string, path string, tell func(string, int, int)) (*os.File, error) {
	var failed error
	for _, folder := range folders {
		f, err := copyInto(ctx, folder, path, tell)
		if err == nil {
			return f, nil
		}
		if of := (readFailed{}); errors.As(err, &of) { // as it would elsewhere
			return nil, of.error
		}
		if err = inWords(err); failed == nil {
			failed = err
		} else if failed.Error() != err.Error() {
			failed = fmt.Errorf("%w; where temporary files are: %w", failed, err)
		}
	}
	return nil, fmt.Errorf("make a copy to read: %w", failed)
}

// copyInto makes it in a folder, if that has room for it and for who writes there.
func copyInto(ctx context.Context, folder, path string, tell func(string, int, int)) (*os.File, error) {
	if info, err := os.Stat(path); err == nil {
		if err := hasRoom(folder, info.Size()+roomForOthers); err != nil {
			return nil, err
		}
	}
	f, err := unnamedFile(folder)
	if err != nil {
		return nil, err
	}
	if err := copyAsItStands(ctx, f, path, tell); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// readFailed is an error of the file that is copied, not of the copy.
type readFailed struct{ error }

const (
	copyFor   = 10 * time.Second // somebody may be writing to the library without a pause
	copyPiece = 8 << 20          // bytes between two reports of progress
)

// copyAsItStands copies the library at path to f without a lock. A transaction writes only to pages
// that are free as of the one before it, and its meta page last. So where the newest meta page is the
// same before and after, all that it leads to was there, whole, all the time.
func copyAsItStands(ctx context.Context, f *os.File, path string, tell func(string, int, int)) error {
	from, _, err := openRegular(path, os.O_RDONLY)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return readFailed{err}
	}
	defer from.Close()
	for begun := time.Now(); ; {
		before, size, err := stateOf(from)
		if err != nil || size == 0 {
			return err
		}
		if err := copyStart(ctx, f, from, size, tell); err != nil {
			return err
		}
		after, _, err := stateOf(from)
		switch {
		case err != nil:
			return err
		case after == before:
			return nil
		case time.Since(begun) > copyFor:
			return readFailed{fmt.Errorf("%w; that writes without a pause, so that no copy of it could be read: try again when it is done", ErrLocked)}
		}
	}
}

// stateOf is the newest meta page of a file and how many bytes the file has as of that; none where
// nothing was written yet.
func stateOf(f *os.File) (newest pages.Meta, size int64, err error) {
	info, err := f.Stat()
	if err != nil || info.Size() == 0 {
		return newest, 0, err
	}
	metas, err := pages.Metas(f, info.Size())
	if err != nil {
		return newest, 0, readFailed{ofPages(err)}
	}
	newest = metas[0]
	if info, err = f.Stat(); err != nil { // it may have grown for this one since
		return newest, 0, err
	}
	if newest.Pages > uint64(info.Size()/newest.PageSize) {
		return newest, 0, readFailed{fmt.Errorf("%w: cut short: %d of %d pages are there", ErrDamaged, info.Size()/newest.PageSize, newest.Pages)}
	}
	return newest, int64(newest.Pages) * newest.PageSize, nil
}

// copyStart copies so many bytes from the start of a file over another.
func copyStart(ctx context.Context, to, from *os.File, size int64, tell func(string, int, int)) error {
	for _, f := range []*os.File{to, from} {
		if _, err := f.Seek(0, io.SeekStart); err != nil {
			return err
		}
	}
	for done := int64(0); done < size; {
		if err := ctx.Err(); err != nil {
			return readFailed{err}
		}
		n, err := io.CopyN(to, from, min(copyPiece, size-done)) // in the kernel, where it can
		done += n
		if errors.Is(err, io.EOF) {
			return readFailed{fmt.Errorf("%w: cut short: %d of %d bytes are there", ErrDamaged, done, size)}
		}
		if err != nil {
			return err
		}
		tell("copy the library", int(done>>10), int(size>>10))
	}
	return nil
}
