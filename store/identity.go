package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// whereabouts is where the file that is open is now.
type whereabouts int

const (
	here       whereabouts = iota // where it was
	supplanted                    // another is there
	elsewhere                     // nothing is there, and the file has another name
	removed                       // nothing is there, and the file has no name
)

func errReplaced() error { return fmt.Errorf("%w: another is in its place", ErrRemoved) }

// place finds out where the file is. The error is what the system says.
func (s *Store) place() (whereabouts, error) {
	mine, err := s.file.Stat()
	if err != nil {
		return here, err
	}
	there, err := os.Stat(s.path)
	switch {
	case err == nil && os.SameFile(there, mine):
		return here, nil
	case err == nil:
		if real, err := os.Stat(s.real); err == nil && os.SameFile(real, mine) {
			return elsewhere, nil // the path is a link, and was made to lead to another
		}
		return supplanted, nil
	case !errors.Is(err, fs.ErrNotExist):
		return here, err
	case hasName(mine):
		return elsewhere, nil
	}
	return removed, nil
}

// inPlace makes sure that the path still leads to the file that is open, and that nobody wrote into
// it: a change that goes elsewhere would be acknowledged and lost. A file that was removed is written
// anew from what is open. It returns ErrRemoved, or what the system says.
func (s *Store) inPlace() error {
	at, err := s.place()
	switch {
	case err != nil:
		return err
	case at == here:
		return s.untouched()
	case at == supplanted:
		return errReplaced()
	case at == elsewhere:
		if path := nameNow(s.file); path != "" {
			return fmt.Errorf("%w: it was moved or renamed, or its folder was: it is %q now", ErrRemoved, path)
		}
		return fmt.Errorf("%w: it was moved or renamed, or its folder was", ErrRemoved)
	}
	return s.writeAnew()
}

// untouched says whether the file is as the newest change left it.
func (s *Store) untouched() error {
	if now, err := s.firstPages(); err != nil {
		return err
	} else if now != s.first {
		return fmt.Errorf("%w: another program wrote into it", ErrRemoved)
	}
	return nil
}

// writeAnew puts a copy of what is open where its file was, which was removed.
func (s *Store) writeAnew() error {
	next, err := s.copyBeside()
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%w: it was removed, and its folder with it", ErrRemoved)
	case err != nil:
		return fmt.Errorf("%w: it was removed, and cannot be written anew: %w", ErrRemoved, inWords(err))
	}
	temporary := next.path // open and locked already, so that nobody comes between
	err = nameAnew(temporary, s.real)
	os.Remove(temporary)
	if err != nil {
		next.drop()
		return fmt.Errorf("%w: it was removed, and cannot be written anew: %w", ErrRemoved, inWords(err))
	}
	syncFolder(s.real)
	s.swap.Lock()
	defer s.swap.Unlock()
	old := s.db
	if err := s.goOnWith(next); err != nil {
		return err
	}
	go old.Close() // when the last of those who read it are done
	return nil
}

// copyBeside opens a copy of what is open, under another name in the same folder.
func (s *Store) copyBeside() (*Store, error) {
	f, err := os.CreateTemp(filepath.Dir(s.real), draftName) // CreateTemp gives 0600
	if err != nil {
		return nil, err
	}
	tx, err := s.begin(false)
	if err == nil {
		err = errors.Join(copyTo(f, tx), tx.Rollback(), f.Sync())
	}
	if err = errors.Join(err, f.Close()); err == nil {
		next := newStore(f.Name(), s.options)
		if err = next.openFile(s.options, false); err == nil {
			return next, nil
		}
		next.drop()
	}
	os.Remove(f.Name())
	return nil, err
}

// nameAnew gives a file the name that it shall have, if no other has it.
func nameAnew(from, to string) error {
	err := os.Link(from, to)
	if err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	if _, there := os.Lstat(to); !errors.Is(there, fs.ErrNotExist) {
		return err
	}
	return os.Rename(from, to) // the drive has no links
}
