package store

import (
	"fmt"
	"os"
)

// nameNow is what an open file is called now; empty where the system does not tell.
func nameNow(f *os.File) string {
	path, err := os.Readlink(fmt.Sprintf("/proc/self/fd/%d", f.Fd()))
	if err != nil {
		return ""
	}
	mine, err := f.Stat()
	there, gone := os.Stat(path) // it may be what the name of another file would be
	if err != nil || gone != nil || !os.SameFile(mine, there) {
		return ""
	}
	return path
}
