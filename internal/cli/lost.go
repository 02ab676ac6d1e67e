package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"rashomon/internal/clean"
	"rashomon/store"
	"rashomon/ui/screen"
)

var (
	// errNoLibrary says that there is no file where the library should be, or nothing in it.
	errNoLibrary = errors.New("there is no library yet")
	// errLost says so where copies of one are beside.
	errLost = errors.New("the library is gone")
)

// missing says whether there is a library's file to open: nil, errNoLibrary or errLost. What else is wrong shows
// when it is opened.
func missing(path string) error {
	_, err := os.Stat(path)
	empty := store.NothingIn(path)
	if !errors.Is(err, fs.ErrNotExist) && !empty {
		return nil
	}
	why := ""
	if empty {
		why = ": nothing is in the file"
	}
	left := besideOf(path)
	if left == (remains{}) {
		return fmt.Errorf("open %s: %w%s", clean.Name(path), errNoLibrary, why)
	}
	return hinted{fmt.Errorf("open %s: %w%s: %s", clean.Name(path), errLost, why, left), left.hint() + "; to begin a new library here, move what is left of the old one into another folder first"}
}

// mayMake says whether a library may be made where none is: a new one in the place of one that was lost would
// hide that.
func mayMake(path string) error {
	if err := missing(path); errors.Is(err, errLost) {
		return err
	}
	return nil
}

// unopened is the error of a library that could not be opened, with what can be done where it is missing or
// is something else now.
func unopened(err error, path string) error {
	if !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, store.ErrNotALibrary) {
		return err
	}
	if gone := missing(path); gone != nil {
		return gone
	}
	if left := besideOf(path); left != (remains{}) {
		return hinted{err, "keep the file as it is, or move it away; " + left.hint()}
	}
	return err
}

// remains is how many files are beside a library that hold what it was, and what it could not take.
type remains struct{ copies, rescues int }

func besideOf(path string) (r remains) {
	copies, _ := store.CopiesOf(path) // who may not look there has none
	beside, _ := addReplaced(nil, path)
	for _, c := range copies {
		beside = append(beside, copied{Bytes: c.Bytes})
	}
	for _, c := range beside {
		if c.Bytes > 0 {
			r.copies++
		}
	}
	files, _ := os.ReadDir(filepath.Dir(path))
	for _, f := range files {
		if isRescueOf(path, f.Name()) && f.Type().IsRegular() {
			r.rescues++
		}
	}
	return r
}

func (r remains) String() string {
	var parts []string
	if r.copies > 0 {
		parts = append(parts, screen.Count(r.copies, "copy", "copies")+" of it")
	}
	if r.rescues > 0 {
		parts = append(parts, screen.Count(r.rescues, "rescue file", "rescue files"))
	}
	is := " are"
	if r.copies+r.rescues == 1 {
		is = " is"
	}
	return strings.Join(parts, " and ") + is + " beside it"
}

func (r remains) hint() string {
	hint := "'rashomon restore' lists the copies, 'rashomon restore FILE' puts one in its place"
	if r.copies == 0 {
		hint = "'rashomon restore FILE' puts a backup in its place"
	}
	if r.rescues > 0 {
		hint += ", then 'rashomon rescue' takes in what waits"
	}
	return hint
}
