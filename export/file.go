package export

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"rashomon/internal/private"
)

// ErrNoFolder says that the folder that a file is to go into does not exist, ErrFolder that nothing
// can be written into it.
var (
	ErrNoFolder = errors.New("its folder does not exist")
	ErrFolder   = errors.New("nothing can be written into the folder")
)

// File writes a file that only its owner can read, whole or not at all: write writes
// beside it, and the result takes its place when it is safe on the disk. Where that fails
// the path is as it was. A device or a pipe is written to as it is, a link is followed, unless
// somebody else put it there.
//
// It returns ErrNoFolder, ErrFolder, private.ErrPlanted, the error that write returned, or that of the
// file system.
func File(path string, write func(io.Writer) error) error {
	if err := file(path, write); err != nil {
		return fmt.Errorf("write %q: %w", path, err)
	}
	return nil
}

func file(path string, write func(io.Writer) error) error {
	if err := private.Own(path); err != nil {
		return err
	}
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		return errors.New("it is a folder")
	case err == nil && !info.Mode().IsRegular():
		f, err := os.OpenFile(path, os.O_WRONLY, 0)
		if err != nil {
			return err
		}
		return finish(f, write)
	case err == nil:
		if path, err = filepath.EvalSymlinks(path); err != nil {
			return err
		}
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	return replace(path, write)
}

func replace(path string, write func(io.Writer) error) error {
	f, err := private.Beside(path)
	if err != nil {
		return notInto(filepath.Dir(path), err)
	}
	if err := finish(f, write); err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}

// notInto is the error of a folder in which nothing could be made, without the name of what was to
// be made in it.
func notInto(folder string, err error) error {
	if _, none := os.Stat(folder); errors.Is(none, fs.ErrNotExist) {
		return ErrNoFolder
	}
	if of := (*fs.PathError)(nil); errors.As(err, &of) {
		err = of.Err
	}
	return fmt.Errorf("%w %q: %w", ErrFolder, folder, err)
}

// finish writes the file to its end, and closes it whatever happens.
func finish(f *os.File, write func(io.Writer) error) (err error) {
	defer func() { err = errors.Join(err, f.Close()) }()
	out := bufio.NewWriterSize(f, 64<<10)
	if err := write(out); err != nil {
		return err
	}
	if err := out.Flush(); err != nil {
		return err
	}
	if err := f.Sync(); err != nil && !isStream(f) {
		return err
	}
	return nil
}

// isStream says whether the file is a device or a pipe, which cannot be synced.
func isStream(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && !info.Mode().IsRegular()
}
