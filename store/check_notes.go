package store

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

// openToOthers are notes on who else of this machine's users can read a library or put another in its place.
func openToOthers(path string) (notes []string) {
	if runtime.GOOS == "windows" { // where the mode says nothing of that
		return nil
	}
	const others, write = 0o077, 0o022
	path = linked(path)
	if info, err := os.Stat(path); err == nil && info.Mode().Perm()&others != 0 {
		can := "read"
		if info.Mode().Perm()&write != 0 {
			can = "write to"
		}
		notes = append(notes, fmt.Sprintf("other users of this machine can %s the library: its mode is %04o, 'chmod 600' makes it yours alone", can, info.Mode().Perm()))
	}
	info, err := os.Stat(filepath.Dir(path))
	if err == nil && info.Mode().Perm()&write != 0 && info.Mode()&fs.ModeSticky == 0 {
		notes = append(notes, fmt.Sprintf("other users of this machine can take files out of the library's folder and put others there: its mode is %04o, 'chmod 700' makes it yours alone", info.Mode().Perm()))
	}
	return notes
}
