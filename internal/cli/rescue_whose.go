package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"rashomon/internal/clean"
	"rashomon/internal/rescue"
)

// otherLibrary says of whom a rescue file is that is not of this library; empty where it is. It is where
// the path is the same, unless another library has come there since; and where the library was moved: it
// has the same origin, and nothing is where it was. Nobody knows of whom a file is that names no path: it
// is of the library that it lies beside.
func otherLibrary(head rescue.Head, file, library, origin string) string {
	if head.Path == "" {
		if filepath.Dir(realPath(file)) == filepath.Dir(realPath(library)) {
			return ""
		}
		return "it does not say of which library it is"
	}
	same := realPath(head.Path) == realPath(library) || sameFile(head.Path, library)
	_, err := os.Stat(head.Path)
	switch {
	case same && (head.Origin == origin || head.Origin == ""):
		return ""
	case same:
		return "it is of another library that was at " + clean.Name(head.Path)
	case head.Origin != "" && head.Origin == origin && errors.Is(err, fs.ErrNotExist):
		return ""
	}
	return "it is of the library " + clean.Name(head.Path)
}

// realPath is a whole path without links, as far as it can be told.
func realPath(path string) string {
	if full, err := filepath.Abs(path); err == nil {
		path = full
	}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		return real
	}
	if folder, err := filepath.EvalSymlinks(filepath.Dir(path)); err == nil {
		return filepath.Join(folder, filepath.Base(path))
	}
	return path
}

// rescueHead reads the first line of a rescue file.
func rescueHead(path string) (rescue.Head, error) {
	f, err := openRegular(path)
	if err != nil {
		return rescue.Head{}, err
	}
	defer f.Close()
	head, err := rescue.ReadHead(f)
	return head, plain(err)
}

// openRegular opens a file for reading that is no pipe or device, which could keep one waiting.
func openRegular(path string) (*os.File, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, plain(err)
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%w: not a regular file", rescue.ErrNotRescue)
	}
	f, err := os.Open(path)
	return f, plain(err)
}
