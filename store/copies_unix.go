//go:build linux || darwin || freebsd

package store

import "golang.org/x/sys/unix"

// roomIn is how many bytes a file in a folder can still take up, if the system tells.
func roomIn(folder string) (bytes int64, known bool) {
	var fs unix.Statfs_t
	if err := unix.Statfs(folder, &fs); err != nil {
		return 0, false
	}
	return int64(fs.Bavail) * int64(fs.Bsize), true
}
