package store

import (
	"os"

	"golang.org/x/sys/unix"
)

// unnamedFile makes a file in a folder that never has a name: it goes with the process, however that ends.
func unnamedFile(folder string) (*os.File, error) {
	fd, err := unix.Open(folder, unix.O_TMPFILE|unix.O_RDWR|unix.O_CLOEXEC, 0o600)
	if err != nil { // not every file system can
		return soonUnnamed(folder)
	}
	return os.NewFile(uintptr(fd), "a copy of the library"), nil
}
