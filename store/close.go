package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// Close closes the library, whatever it returns. Every change that Apply acknowledged is on the disk
// already. A file that was removed meanwhile is written anew. Where another is in its place, or it
// cannot be written anew, all that was saved is kept in a file beside it, and the error is ErrRemoved and
// names that. A file that was moved has everything in it, and is left alone. ErrDamaged says that
// damage was found while it was open.
func (s *Store) Close() error { return s.shut(s.leave) }

// shut closes the file after what is to be done before.
func (s *Store) shut(before func() error) error {
	if s.broken.Load() {
		s.drop()
		return fmt.Errorf("close library: %q: %w: found while it was open", s.path, ErrDamaged)
	}
	err := s.guarded(func() error {
		s.writing.Lock()
		defer s.writing.Unlock()
		defer s.heeded()
		if s.failed() {
			_ = s.restored() // else it is in the file, as a change in flight may be when the program is killed
		}
		err := before()
		if closed := plain(s.db.Close()); err == nil {
			err = closed
		}
		return err
	})
	if s.broken.Load() {
		s.drop()
	}
	if err != nil {
		return fmt.Errorf("close library: %q: %w", s.path, err)
	}
	return nil
}

// drop gives up the file, and its lock with it, without asking bbolt.
func (s *Store) drop() {
	s.heeded()
	if s.db != nil && !s.broken.Load() {
		s.db.Close()
	} else if s.file != nil {
		unlock(s.file) // the memory map would hold it
		s.file.Close()
	}
}

// leave makes sure that what is open is not gone when it is closed.
func (s *Store) leave() error {
	if s.options.ReadOnly || s.beside {
		return nil
	}
	at, err := s.place()
	switch {
	case err != nil:
		return nil // it was closed before, or nobody can tell
	case at == here && (s.failed() || !s.known):
		return nil // the first pages tell nothing
	case at == here:
		err = s.untouched()
		if errors.Is(err, ErrRemoved) || errors.Is(err, ErrDamaged) {
			return err
		}
		return nil
	case at == elsewhere:
		return nil
	case at == removed:
		if err = s.writeAnew(); err == nil {
			return nil
		}
	default:
		err = errReplaced()
	}
	return s.keepElsewhere(err)
}

// keepElsewhere keeps a whole copy of what is open as near as can be to where its file was, and names
// it in the error, which says why.
func (s *Store) keepElsewhere(why error) error {
	var failed error
	for _, folder := range refuges(filepath.Dir(s.real)) {
		path := freeName(filepath.Join(folder, filepath.Base(s.real)+".saved-"+stamp(s.now())))
		err := s.keepAs(path)
		if err == nil {
			return fmt.Errorf("%w; all that was saved is in %q", why, path)
		}
		if failed == nil {
			failed = err
		}
	}
	return fmt.Errorf("%w; what was saved cannot be kept in another file: %w", why, inWords(failed))
}

// refuges are the folder, those that it is in, and that of temporary files.
func refuges(folder string) (all []string) {
	for ; ; folder = filepath.Dir(folder) {
		all = append(all, folder)
		if up := filepath.Dir(folder); up == folder {
			return append(all, os.TempDir())
		}
	}
}

// keepAs writes what is open to a new file.
func (s *Store) keepAs(path string) error {
	d, err := newDraft(filepath.Dir(path))
	if err != nil {
		return err
	}
	defer d.drop()
	tx, err := s.begin(false)
	if err != nil {
		return err
	}
	if err := errors.Join(copyTo(d, tx), tx.Rollback()); err != nil {
		return err
	}
	return d.keep(path)
}
