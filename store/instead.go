package store

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime"
	"time"
)

// heldFile is a file that is to be replaced, and of which this process has the lock; without file
// nothing is there.
type heldFile struct {
	path  string
	file  *os.File
	letGo func() // gives the lock back and closes it; may be called again
	info  os.FileInfo
	start []byte // of it: every change to a library shows there
}

// startOf is how much of the start of a file is compared, in bytes: its first two pages, if they are not
// larger than any system has them.
const startOf = 128 << 10

// holdFile gets the lock of a library's file, however damaged that is, or ErrLocked; of what is no file with
// contents the error is ErrNotALibrary.
func holdFile(path string) (*heldFile, error) {
	for until := time.Now().Add(othersTake); ; {
		f, _, err := openRegular(path, os.O_RDWR)
		if errors.Is(err, fs.ErrNotExist) {
			return &heldFile{path: path, letGo: func() {}}, nil
		}
		if err != nil {
			return nil, err
		}
		release, err := waitForLock(f, true, until)
		if err != nil {
			f.Close()
			return nil, err
		}
		h, err := asHeld(path, f, func() { release(); f.Close() })
		if err == nil {
			err = h.unchanged()
		}
		if err == nil {
			return h, nil
		}
		release() // another was put in its place meanwhile
		f.Close()
		if !errors.Is(err, ErrRemoved) {
			return nil, err
		}
		if time.Now().After(until) {
			return nil, ErrLocked
		}
	}
}

// asHeld is a file that is open and locked.
func asHeld(path string, f *os.File, letGo func()) (*heldFile, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	start, err := startingWith(f)
	let := false
	return &heldFile{path: path, file: f, info: info, start: start, letGo: func() {
		if !let {
			let = true
			letGo()
		}
	}}, err
}

func startingWith(f *os.File) ([]byte, error) {
	return io.ReadAll(io.NewSectionReader(f, 0, startOf))
}

// unchanged says whether the path leads to the file that is held, as it was then: else ErrRemoved, or
// ErrLocked where somebody wrote into it since the lock was given back.
func (h *heldFile) unchanged() error {
	f, info, err := openRegular(h.path, os.O_RDONLY)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w: it was removed", ErrRemoved)
	}
	if err != nil {
		return err
	}
	defer f.Close()
	if !os.SameFile(info, h.info) {
		return fmt.Errorf("%w: another is in its place", ErrRemoved)
	}
	if start, err := startingWith(f); err != nil || !bytes.Equal(start, h.start) {
		return errors.Join(ErrLocked, err)
	}
	return nil
}

// readyFor makes that all that is left to be done is to give names: what comes before takes seconds, and
// on Windows, where nothing that is open is renamed, the lock cannot be kept until the end.
func (d *draft) readyFor(h *heldFile) error {
	if err := d.Sync(); err != nil {
		return err
	}
	if runtime.GOOS == "windows" {
		h.letGo()
	}
	return h.unchanged()
}

// keepInstead gives a draft the name of a file, which is gone then.
func (d *draft) keepInstead(h *heldFile) error {
	if err := d.readyFor(h); err != nil {
		return err
	}
	return d.keep(h.path)
}

// keepFor gives a draft the name of a file, which is kept beside it under another name from then on.
func (d *draft) keepFor(h *heldFile, why string, at time.Time) (kept string, err error) {
	if err := d.readyFor(h); err != nil {
		return "", err
	}
	kept = freeName(fmt.Sprintf("%s.%s-%s", h.path, why, stamp(at)))
	back := func() error { return os.Remove(kept) }
	if err := os.Link(h.path, kept); err != nil { // a drive without links: for a moment nothing has its name
		if err := os.Rename(h.path, kept); err != nil {
			return "", err
		}
		back = func() error { return os.Rename(kept, h.path) }
	}
	if err := d.keep(h.path); err != nil {
		return "", errors.Join(err, back())
	}
	return kept, nil
}
