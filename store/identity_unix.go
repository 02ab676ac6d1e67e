//go:build unix

package store

import (
	"os"
	"syscall"
)

// hasName says whether an open file has a name anywhere.
func hasName(open os.FileInfo) bool {
	stat, ok := open.Sys().(*syscall.Stat_t)
	return !ok || stat.Nlink > 0
}
