package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
)

// Restore puts this library, as it stands, in the place of the one at path, which nobody may have
// open: else the error is ErrLocked. What was there is kept beside it under the name that is returned,
// empty where nothing was. It is done wholly or not at all; whether this library is sound, Check says
// before. What is written is this library's state when Restore is called, in the present format; who may read
// and write what was there may do so with the new file. ErrNoRoom says that the disk has not the room.
func (s *Store) Restore(ctx context.Context, path string) (kept string, err error) {
	err = s.guarded(func() error {
		kept, err = s.restoreTo(ctx, linked(path))
		return err
	})
	if err != nil {
		return "", fmt.Errorf("restore: %q: %w", path, inWords(err))
	}
	return kept, nil
}

func (s *Store) restoreTo(ctx context.Context, path string) (kept string, err error) {
	if err := makeFolders(filepath.Dir(path)); err != nil {
		return "", err
	}
	there, err := holdFile(path)
	if err != nil {
		return "", err
	}
	defer there.letGo()
	info, err := s.stat()
	if err != nil {
		return "", err
	}
	if err := hasRoom(filepath.Dir(path), info.Size()); err != nil {
		return "", err
	}
	d, err := newDraft(filepath.Dir(path))
	if err != nil {
		return "", err
	}
	defer d.drop()
	if err := s.writeCopy(ctx, d.File); err != nil {
		return "", err
	}
	if err := s.sound(ctx, d.File); err != nil {
		return "", err
	}
	if there.file != nil {
		d.ownedAs(there.info)
		return d.keepFor(there, "before-restore", s.now())
	}
	if err := d.keepNew(path); errors.Is(err, fs.ErrExist) {
		return "", fmt.Errorf("%w: it was made just now", ErrLocked)
	} else if err != nil {
		return "", err
	}
	return "", nil
}
