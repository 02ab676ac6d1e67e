package store

import "golang.org/x/sys/unix"

// driveOf is the kind of network drive that a file is on, empty where it is on none; false where the
// file is not there.
func driveOf(path string) (name string, ok bool) {
	var fs unix.Statfs_t
	if err := unix.Statfs(path, &fs); err != nil {
		return "", false
	}
	if fs.Flags&unix.MNT_LOCAL != 0 {
		return "", true
	}
	return unix.ByteSliceToString(fs.Fstypename[:]), true
}
