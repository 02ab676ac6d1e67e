package store

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// tryLock gets the lock that bbolt uses, which is to be released before bbolt gets it. It returns
// errTaken, or what the system says.
func tryLock(f *os.File, alone bool) (release func(), err error) {
	how := uint32(windows.LOCKFILE_FAIL_IMMEDIATELY)
	if alone {
		how |= windows.LOCKFILE_EXCLUSIVE_LOCK
	}
	const last = 1<<32 - 1 // bbolt locks the last byte that a file could have
	at := &windows.Overlapped{Offset: last, OffsetHigh: last}
	err = windows.LockFileEx(windows.Handle(f.Fd()), how, 0, 1, 0, at)
	switch {
	case errors.Is(err, windows.ERROR_LOCK_VIOLATION):
		return nil, errTaken
	case err != nil:
		return nil, err
	}
	return func() { windows.UnlockFileEx(windows.Handle(f.Fd()), 0, 1, 0, at) }, nil
}

// unlock does nothing: the lock goes when the file is closed.
func unlock(*os.File) {}
