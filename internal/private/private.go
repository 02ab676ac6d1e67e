// Package private makes the files that only their owner may read, and the temporary ones, of which
// nothing stays: neither when the program ends well nor when it is killed.
//
// A temporary file has no name where the system can do without. What needs one, for an editor say,
// is in a folder of its own that the program holds with a lock. The lock goes with the program,
// however it ends; what nobody holds any more is swept by the next one.
package private

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// ErrPlanted says that what stands at a path where a file is to be written was put there by
// somebody else, in a folder where others may write: a link that leads elsewhere, or a pipe.
var ErrPlanted = errors.New("somebody else put a link or a pipe there, in a folder that others write in")

// The names that temporary folders begin with, in the system's folder for them. What is in texts
// somebody may have written.
const (
	folders = "rashomon-temp-"
	texts   = "rashomon-text-"
	beside  = ".rashomon-" // files and folders beside those whose place they are to take
	ending  = ".tmp"       // of these: a folder where people keep their own may have a .rashomon-2031 too
)

// Spool is a new temporary file without a name, which is gone when it is closed. Where a file that
// is open keeps its name, remove takes it away once it is closed; it is never nil.
func Spool() (f *os.File, remove func(), err error) {
	f, err = os.CreateTemp("", folders+"*")
	if err != nil {
		return nil, func() {}, err
	}
	if os.Remove(f.Name()) == nil {
		return f, func() {}, nil
	}
	return f, func() { _ = os.Remove(f.Name()) }, nil
}

// Folder is a temporary folder.
type Folder struct {
	Path string // absolute
	hold *os.File
}

// NewFolder makes a temporary folder, and sweeps first.
func NewFolder() (*Folder, error) { return newFolder(folders) }

func newFolder(prefix string) (*Folder, error) {
	Sweep()
	path, err := os.MkdirTemp("", prefix+"*")
	if err != nil {
		return nil, err
	}
	if path, err = filepath.Abs(path); err != nil {
		return nil, err
	}
	return &Folder{Path: path, hold: hold(path)}, nil
}

// Remove removes the folder and all that is in it.
func (f *Folder) Remove() error { return errors.Join(os.RemoveAll(f.Path), f.release()) }

func (f *Folder) release() error {
	if f.hold == nil {
		return nil
	}
	return f.hold.Close()
}

// Text is a file for an editor, in a folder of its own: what an editor leaves beside it goes with it.
type Text struct {
	Path   string // absolute
	folder *Folder
}

// NewText puts a text into a file of that name.
func NewText(name string, text []byte) (*Text, error) {
	folder, err := newFolder(texts)
	if err != nil {
		return nil, err
	}
	t := &Text{Path: filepath.Join(folder.Path, name), folder: folder}
	if err := os.WriteFile(t.Path, text, 0o600); err != nil {
		return nil, errors.Join(err, t.Remove())
	}
	return t, nil
}

// Remove removes the file and its folder.
func (t *Text) Remove() error { return t.folder.Remove() }

// Keep leaves the file where it is, for a week at least.
func (t *Text) Keep() error { return t.folder.release() }

// Beside makes a file beside the one whose place it is to take; those that were left there by
// programs that were killed are removed. While it is open nobody takes it for one of these.
func Beside(path string) (*os.File, error) {
	dir := filepath.Dir(path)
	sweep(dir, beside)
	f, err := os.CreateTemp(dir, beside+"*"+ending)
	if err == nil {
		holdFile(f)
	}
	return f, err
}

// FolderBeside makes a folder beside the one whose place it is to take, likewise. Release ends that
// it is held; it does not remove it.
func FolderBeside(path string) (made string, release func(), err error) {
	dir := filepath.Dir(path)
	sweep(dir, beside)
	if made, err = os.MkdirTemp(dir, beside+"*"+ending); err != nil {
		return "", nil, err
	}
	f := Folder{hold: hold(made)}
	return made, func() { _ = f.release() }, nil
}

// Append opens a file to add to it, and makes it where there is none. It follows no link.
func Append(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY|noFollow, 0o600)
	if err != nil {
		return nil, err
	}
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		return nil, errors.Join(err, fmt.Errorf("append to %q: not a regular file", path), f.Close())
	}
	return f, nil
}

// Own looks at what stands where a file is to be written. It returns ErrPlanted where that is a
// link or no regular file, its owner is neither this user nor that of the folder, and others may
// write in the folder: what Linux calls protected_symlinks, for systems that do not have it.
func Own(path string) error {
	info, err := os.Lstat(path)
	if err != nil {
		return nil // there is nothing; or writing says what is wrong
	}
	if folder, err := os.Stat(filepath.Dir(path)); err == nil && planted(info, folder) {
		return ErrPlanted
	}
	return nil
}

func planted(info, folder fs.FileInfo) bool {
	return !info.Mode().IsRegular() && !info.IsDir() && folder.Mode().Perm()&0o022 != 0 && !mine(info) && !sameOwner(info, folder)
}

// plain says whether a file is as this package makes them: a folder or a regular file that belongs
// to this user, and that nobody else may read.
func plain(info fs.FileInfo) bool {
	return (info.IsDir() || info.Mode().IsRegular()) && mine(info) && private(info)
}
