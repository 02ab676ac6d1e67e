package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"time"
)

// Restore puts this library, as it stands, in the place of the one at path, which nobody may have
// open: else the error is ErrLocked. What was there is kept beside it under the name that is returned,
// empty where nothing was. It is done wholly or not at all; whether this library is sound, Check says
// before. What is written is this library's state when Restore is called, in the present format.
func (s *Store) Restore(ctx context.Context, path string) (kept string, err error) {
	err = s.guarded(func() error {
		kept, err = s.restoreTo(ctx, linked(path))
		return err
	})
	if err != nil {
		return "", fmt.Errorf("restore: %q: %w", path, plain(err))
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
	d, err := newDraft(filepath.Dir(path))
	if err != nil {
		return "", err
	}
	defer d.drop()
	if err := s.writeCopy(ctx, d.File); err != nil {
		return "", err
	}
	if err := sound(ctx, d.File); err != nil {
		return "", err
	}
	if _, err := os.Lstat(path); there.File == nil && !errors.Is(err, fs.ErrNotExist) {
		return "", ErrLocked // somebody has begun one there just now
	} else if there.File == nil {
		return "", d.keep(path)
	}
	return d.keepFor(path, "before-restore", s.now(), there.letGo)
}

// keepFor gives a draft the name of a file, which is kept beside it under another name from then on.
// letGo closes that file, where the system renames nothing that is open.
func (d *draft) keepFor(path, why string, at time.Time, letGo func()) (kept string, err error) {
	kept = freeName(fmt.Sprintf("%s.%s-%s", path, why, stamp(at)))
	if runtime.GOOS == "windows" {
		letGo()
	}
	back := func() error { return os.Remove(kept) }
	if err := os.Link(path, kept); err != nil { // a drive without links: for a moment nothing has its name
		if err := os.Rename(path, kept); err != nil {
			return "", err
		}
		back = func() error { return os.Rename(kept, path) }
	}
	if err := d.keep(path); err != nil {
		return "", errors.Join(err, back())
	}
	return kept, nil
}

// keepInstead gives a draft the name of a file, which is gone then.
func (d *draft) keepInstead(path string, letGo func()) error {
	if runtime.GOOS == "windows" {
		letGo()
	}
	return d.keep(path)
}

// heldFile is a file of which this process has the lock, or nothing where there is none.
type heldFile struct {
	*os.File
	release func()
}

func (h *heldFile) letGo() {
	if h.File != nil && h.release != nil {
		h.release()
		h.Close()
		h.release = nil
	}
}

// holdFile gets the lock of a library's file, however damaged that is, or ErrLocked.
func holdFile(path string) (*heldFile, error) {
	for until := time.Now().Add(time.Second); ; {
		f, err := os.OpenFile(path, os.O_RDWR, 0)
		if errors.Is(err, fs.ErrNotExist) {
			return &heldFile{}, nil
		}
		if err != nil {
			return nil, err
		}
		release, err := waitForLock(f, true, until)
		if err != nil {
			f.Close()
			return nil, err
		}
		h := &heldFile{f, release}
		mine, err := f.Stat()
		there, gone := os.Stat(path)
		if err == nil && gone == nil && os.SameFile(mine, there) {
			return h, nil
		}
		h.letGo() // another was put in its place meanwhile
		if time.Now().After(until) {
			return nil, ErrLocked
		}
	}
}
