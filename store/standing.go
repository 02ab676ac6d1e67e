package store

import (
	"context"
	"fmt"
)

// Stands says whether the path still leads to the file that is open, and that is as the newest change left
// it: nil, ErrRemoved with what is the matter, or ErrDamaged. It reads the first pages only, and writes nothing.
func (s *Store) Stands() error {
	if s.broken.Load() {
		return fmt.Errorf("%w: found while it was open: leave, and 'rashomon check' says where", ErrDamaged)
	}
	err := s.guarded(func() error {
		s.writing.Lock()
		defer s.writing.Unlock()
		if s.beside {
			return nil
		}
		at, err := s.place()
		switch {
		case err != nil:
			return err
		case at == supplanted:
			return errReplaced()
		case at == removed:
			return fmt.Errorf("%w: somebody removed it; it is written anew with the next change, or when you leave", ErrRemoved)
		case at == elsewhere:
			return fmt.Errorf("%w: it was moved or renamed, or its folder was", ErrRemoved)
		case s.failed() || !s.known: // the first pages tell nothing
			return nil
		}
		return s.untouched()
	})
	return plain(err)
}

// MayBackUp says whether Backup would have to take the place of something at path, and may: it returns the
// error that Backup would give for what is there.
func (s *Store) MayBackUp(ctx context.Context, path string) error {
	return s.intoPlace(ctx, path, s.isOlder, func(string, *heldFile) error { return nil })
}
