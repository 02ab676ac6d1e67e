//go:build linux || darwin || freebsd || netbsd || openbsd || dragonfly

package store

import (
	"os"
	"syscall"
)

// tryLock gets the lock as bbolt does; it has it then, as the lock is that of the open file. It
// returns errTaken, or what the system says.
func tryLock(f *os.File, alone bool) (release func(), err error) {
	how := syscall.LOCK_SH
	if alone {
		how = syscall.LOCK_EX
	}
	switch err := syscall.Flock(int(f.Fd()), how|syscall.LOCK_NB); err {
	case nil:
		return func() {}, nil
	case syscall.EWOULDBLOCK, syscall.EINTR:
		return nil, errTaken
	default:
		return nil, err
	}
}

// unlock gives back the lock of a file that is about to be closed.
func unlock(f *os.File) { syscall.Flock(int(f.Fd()), syscall.LOCK_UN) }
