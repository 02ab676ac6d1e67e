//go:build !windows

package pages

import (
	"errors"
	"syscall"
)

// unreadable says whether the drive failed to read a place, as it does where it wears out: it may read others.
func unreadable(err error) bool { return errors.Is(err, syscall.EIO) }
