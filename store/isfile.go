package store

import (
	"fmt"
	"io/fs"
	"os"
	"syscall"
)

// IsFile says whether that is the file that is open. It is another one than it was once somebody
// removed the file and it was written anew.
func (s *Store) IsFile(info os.FileInfo) bool {
	mine, err := s.stat()
	return err == nil && os.SameFile(mine, info)
}

// openRegular opens a file that is there, as os.OpenFile does, and never waits for a pipe's other end: of what
// is no regular file the error is ErrNotALibrary.
func openRegular(path string, flag int) (*os.File, os.FileInfo, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, nil, fmt.Errorf("%w: %s", ErrNotALibrary, irregular(info))
	}
	f, err := os.OpenFile(path, flag|syscall.O_NONBLOCK, 0) // it may be another file by now
	if err != nil {
		return nil, nil, err
	}
	if info, err = f.Stat(); err == nil && !info.Mode().IsRegular() {
		err = fmt.Errorf("%w: %s", ErrNotALibrary, irregular(info))
	}
	if err != nil {
		f.Close()
		return nil, nil, err
	}
	return f, info, nil
}

// irregular says what is there that is no file with contents.
func irregular(info fs.FileInfo) string {
	if info.IsDir() {
		return "it is a folder"
	}
	return "it is no regular file"
}
