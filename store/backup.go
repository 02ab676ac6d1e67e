package store

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"go.etcd.io/bbolt"
)

// Backup writes a copy of the library as it stands to path, in the place of what is
// there: beside it first, then renamed, so that a copy is whole or not there. The copy is
// readable by its owner only.
func (s *Store) Backup(path string) error {
	if s.broken.Load() {
		return fmt.Errorf("backup: %q: %w", s.path, ErrDamaged)
	}
	if err := s.guarded(func() error { return s.backup(path) }); err != nil {
		return fmt.Errorf("backup: %q: %w", path, plain(err))
	}
	return nil
}

func (s *Store) backup(path string) error {
	if there, err := os.Stat(path); err == nil {
		if mine, err := s.file.Stat(); err != nil || os.SameFile(there, mine) {
			return errors.Join(err, errors.New("that is the library itself"))
		}
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".rashomon-backup-*") // CreateTemp gives 0600
	if err != nil {
		return err
	}
	whole := false
	defer func() { // a panic in bbolt included
		if !whole {
			f.Close()
			os.Remove(f.Name())
		}
	}()
	if err := s.db.View(func(tx *bbolt.Tx) error { return copyTo(f, tx) }); err != nil {
		return err
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return err
	}
	whole = true
	syncFolder(path)
	return nil
}

func copyTo(w io.Writer, tx *bbolt.Tx) error {
	_, err := tx.WriteTo(w)
	return err
}

// syncFolder makes a new name in a folder last through a power cut, where the system can.
func syncFolder(path string) {
	if d, err := os.Open(filepath.Dir(path)); err == nil {
		d.Sync()
		d.Close()
	}
}
