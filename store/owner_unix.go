//go:build unix

package store

import (
	"os"
	"syscall"
)

// ownedAs lets those read and write a draft who may do so with a file, as far as this process may say
// so. Where the draft cannot be the same group's, no group may.
func (d *draft) ownedAs(info os.FileInfo) {
	mode := info.Mode().Perm()
	if was, ok := info.Sys().(*syscall.Stat_t); ok && d.Chown(int(was.Uid), int(was.Gid)) != nil {
		if d.Chown(-1, int(was.Gid)) != nil {
			mode &^= 0o070
		}
	}
	_ = d.Chmod(mode | 0o600) // else it is its owner's only
}
