package store

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
)

// newDraft begins a file in a folder. It has no name, so that it goes with the process, however that ends.
func newDraft(folder string) (*draft, error) {
	fd, err := unix.Open(folder, unix.O_TMPFILE|unix.O_RDWR|unix.O_CLOEXEC, 0o600)
	if err != nil { // not every file system can
		return namedDraft(folder)
	}
	f := os.NewFile(uintptr(fd), fmt.Sprintf("/proc/self/fd/%d", fd)) // by that it can be opened once more
	if _, err := os.Stat(f.Name()); err != nil {
		f.Close()
		return namedDraft(folder)
	}
	return &draft{File: f, folder: folder}, nil
}

// name gives a draft its name.
func (d *draft) name(path string) error {
	if d.named {
		return d.renamed(path)
	}
	err := d.link(path)
	if !errors.Is(err, fs.ErrExist) {
		return err
	}
	own := filepath.Join(d.folder, strings.Replace(draftName, "*", rand.Text(), 1)) // for a moment: nothing links over a file
	if err := d.link(own); err != nil {
		return err
	}
	if err := os.Rename(own, path); err != nil {
		os.Remove(own)
		return err
	}
	return nil
}

// nameNew gives a draft a name that nothing has.
func (d *draft) nameNew(path string) error {
	if d.named {
		return d.renamedNew(path)
	}
	return d.link(path)
}

func (d *draft) link(path string) error {
	return unix.Linkat(unix.AT_FDCWD, d.Name(), unix.AT_FDCWD, path, unix.AT_SYMLINK_FOLLOW)
}
