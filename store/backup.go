package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"go.etcd.io/bbolt"

	"rashomon/store/pages"
)

// ErrNotABackup says that a backup would take the place of something that is no older backup of the same
// library.
var ErrNotABackup = errors.New("what is there is no older backup of this library")

// Backup writes a copy of the library, as it stands at one moment, to path. The copy has its name when it is
// whole, on the disk and found sound, every checksum of it; else nothing is changed and nothing is left. It is
// readable by its owner only. Changes are made meanwhile as ever. What is there already goes only if it is an
// older backup of this library, with no change that this one has not: else the error is ErrNotABackup, or
// ErrLocked where somebody has it open. Of a link what it leads to is meant, be it there or not. ErrDamaged says
// that the library itself is not sound: an older copy is worth more. ErrNoRoom says that the disk has not the room.
func (s *Store) Backup(ctx context.Context, path string) error {
	return s.backUp(ctx, path, s.isOlder)
}

// BackupOver is Backup in the place of whatever library is there; of what is none the error is ErrNotABackup
// all the same.
func (s *Store) BackupOver(ctx context.Context, path string) error {
	return s.backUp(ctx, path, isLibrary)
}

func (s *Store) backUp(ctx context.Context, path string, mayGo func(context.Context, *os.File) error) error {
	return s.intoPlace(ctx, path, mayGo, func(path string, there *heldFile) error { return s.backup(ctx, path, s.sound, there) })
}

// intoPlace calls do with a path where a backup may be, and what is there, held.
func (s *Store) intoPlace(ctx context.Context, path string, mayGo func(context.Context, *os.File) error, do func(path string, there *heldFile) error) error {
	if s.stuck.Load() {
		return fmt.Errorf("backup: %q: %w", s.path, ErrDamaged)
	}
	err := s.guarded(func() error {
		path := linked(path)
		if err := s.isElsewhere(path); err != nil {
			return err
		}
		there, err := holdFile(path) // until the backup has its name: it must not become somebody's library meanwhile
		if err != nil {
			return err
		}
		defer there.letGo()
		if there.file != nil {
			if err := mayGo(ctx, there.file); err != nil {
				return err
			}
		}
		return do(path, there)
	})
	if err != nil {
		return fmt.Errorf("backup: %q: %w", path, inWords(err))
	}
	return nil
}

// isElsewhere says whether a path, which is no link, is that of something else than this library, or of nothing.
func (s *Store) isElsewhere(path string) error {
	itself := errors.New("that is the library itself")
	there, err := os.Stat(path)
	switch {
	case samePlace(path, s.real): // perhaps it was removed: it is written anew with the next change
		return itself
	case err != nil:
		return nil // what is wrong shows when it is written
	}
	mine, err := s.stat()
	if err != nil {
		return err
	}
	named, err := os.Stat(s.path)
	switch {
	case os.SameFile(there, mine) || err == nil && os.SameFile(there, named):
		return itself
	case !there.Mode().IsRegular():
		return fmt.Errorf("%w: %s", ErrNotABackup, irregular(there))
	}
	return nil
}

// samePlace says whether two paths, which are no links, are of one name in one folder, however they lead
// there and whether or not anything is there.
func samePlace(a, b string) bool {
	if filepath.Base(a) != filepath.Base(b) {
		return false
	}
	x, err := os.Stat(filepath.Dir(a))
	y, bad := os.Stat(filepath.Dir(b))
	return err == nil && bad == nil && os.SameFile(x, y)
}

// backup copies the library to a file, which sound must find sound if it is given.
func (s *Store) backup(ctx context.Context, path string, sound func(context.Context, *os.File) error, there *heldFile) error {
	info, err := s.stat()
	if err != nil {
		return err
	}
	if err := hasRoom(filepath.Dir(path), info.Size()); err != nil {
		return err
	}
	d, err := newDraft(filepath.Dir(path))
	if err != nil {
		return err
	}
	defer d.drop() // a panic in bbolt included
	if err := s.writeCopy(ctx, d.File); err != nil {
		return err
	}
	if sound != nil {
		if err := sound(ctx, d.File); err != nil {
			return err
		}
	}
	if there.file == nil {
		return d.keepNew(path)
	}
	return d.keepInstead(there)
}

// stat is what the system says of the file that is open.
func (s *Store) stat() (os.FileInfo, error) {
	s.swap.RLock()
	defer s.swap.RUnlock()
	return s.file.Stat()
}

// writeCopy writes the library as it stands.
func (s *Store) writeCopy(ctx context.Context, w io.Writer) error {
	tx, err := s.beginReading()
	if err != nil {
		return err
	}
	defer tx.Rollback()
	to := &watched{ctx: ctx, w: w, all: tx.Size(), tell: s.tell}
	if err := copyTo(to, tx); to.failed == nil {
		return err
	}
	return to.failed // bbolt keeps only the words of some errors
}

func copyTo(w io.Writer, tx *bbolt.Tx) error {
	_, err := tx.WriteTo(w)
	return err
}

// tell says how far a copy or a migration is, if anybody asks.
func (s *Store) tell(what string, done, all int) {
	if s.options.Progress != nil {
		s.options.Progress(what, done, all)
	}
}

// watched is a writer that says how far it is, and stops when its context does.
type watched struct {
	ctx       context.Context
	w         io.Writer
	done, all int64 // bytes
	tell      func(what string, done, all int)
	failed    error
}

func (w *watched) Write(p []byte) (n int, err error) {
	if w.failed = w.ctx.Err(); w.failed == nil {
		n, w.failed = w.w.Write(p)
		w.done += int64(n)
		w.tell("copy the library", int(w.done>>10), int(w.all>>10))
	}
	return n, w.failed
}

// sound says whether a copy can be opened, and whether each of its values has the right checksum.
func (s *Store) sound(ctx context.Context, f *os.File) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	metas, err := pages.Metas(f, info.Size())
	if err != nil {
		return ofPages(err)
	}
	n := 0
	return ofPages(pages.Walk(f, info.Size(), metas[0], func(r pages.Record) error {
		if n++; n%256 == 0 {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			s.tell("look through the copy", int(r.Pages), int(metas[0].Pages))
		}
		_, err := unseal(r.Key, r.Value)
		return err
	}, func(d pages.Damage) error { return fmt.Errorf("%w: %w", pages.ErrDamaged, d) }))
}

// pagesSound says whether bbolt can open a file; an empty one it can.
func pagesSound(f *os.File) error {
	info, err := f.Stat()
	if err != nil || info.Size() == 0 {
		return err
	}
	return ofPages(pages.Sound(f, info.Size(), pages.All))
}

// ofPages is an error of a file's pages as one of the library.
func ofPages(err error) error {
	switch {
	case errors.Is(err, pages.ErrOther):
		return fmt.Errorf("%w: %w", ErrNotALibrary, err)
	case errors.Is(err, pages.ErrDamaged):
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return err
}

// draft is a file that has no name yet, or one that nobody knows: it gets its name when it is whole.
type draft struct {
	*os.File
	folder string
	named  bool // nobody knows that name
}

// draftName is how a draft with a name is called: as nobody calls a backup of their own, for drafts are swept.
const draftName = ".rashomon-backup-*.tmp"

// keep gives a draft that is written its name, in the place of what has that.
func (d *draft) keep(path string) error { return d.kept(path, d.name) }

// keepNew does so where nothing has the name; else the error is fs.ErrExist.
func (d *draft) keepNew(path string) error { return d.kept(path, d.nameNew) }

func (d *draft) kept(path string, name func(string) error) error {
	if err := d.Sync(); err != nil {
		return err
	}
	if err := name(path); err != nil {
		return err
	}
	d.named = false // it is not a draft's any more
	syncFolder(path)
	sweep(d.folder)
	return nil
}

// drop takes away a draft that was not kept.
func (d *draft) drop() {
	d.Close()
	if d.named {
		os.Remove(d.Name())
	}
}

// namedDraft is a draft where files cannot do without a name.
func namedDraft(folder string) (*draft, error) {
	f, err := os.CreateTemp(folder, draftName) // CreateTemp gives 0600
	if err != nil {
		return nil, err
	}
	return &draft{File: f, folder: folder, named: true}, nil
}

// renamed gives a draft that has a name its own.
func (d *draft) renamed(path string) error {
	if err := d.Close(); err != nil { // some systems rename nothing that is open
		return err
	}
	return os.Rename(d.Name(), path)
}

// renamedNew does so if nothing else has that name.
func (d *draft) renamedNew(path string) error {
	if err := d.Close(); err != nil {
		return err
	}
	if err := nameAnew(d.Name(), path); err != nil {
		return err
	}
	os.Remove(d.Name()) // where it has both
	return nil
}

// syncFolder makes a new name in a folder last through a power cut, where the system can.
func syncFolder(path string) {
	if d, err := os.Open(filepath.Dir(path)); err == nil {
		d.Sync()
		d.Close()
	}
}
