package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime"
	"strconv"
	"syscall"
	"time"

	"go.etcd.io/bbolt"
	bbolterrors "go.etcd.io/bbolt/errors"

	"rashomon/store/pages"
)

// Space in the file and in memory.
const (
	roomToGrow  = 1 << 30   // mapped at once, so that a reader never holds up a writer
	littleRoom  = 1 << 24   // where the file would take up what is mapped, or addresses are few
	growthSteps = 512 << 10 // the file grows by so much at a time
	looked      = 32 << 20  // files up to this size are looked through wholly when they are opened
)

const (
	othersTake = time.Second     // so long is waited for another process to give a lock back, or to make a library of a file
	longAgo    = 5 * time.Second // who put nothing into a file for so long is not about to
)

// roomMapped is how much is mapped at once, in bytes.
func roomMapped() int {
	if runtime.GOOS == "windows" || strconv.IntSize == 32 {
		return littleRoom
	}
	return roomToGrow
}

// openFile opens the file, locked, with bbolt on it; a file that is not there only if it shall be made.
func (s *Store) openFile(o Options, mayMake bool) (err error) {
	room := roomMapped()
	if o.room != 0 {
		room = o.room
	}
	s.db, err = bbolt.Open(s.path, 0o600, &bbolt.Options{
		Timeout:         othersTake,
		ReadOnly:        o.ReadOnly,
		NoSync:          o.noSync,
		NoGrowSync:      o.noSync,
		FreelistType:    bbolt.FreelistMapType,
		InitialMmapSize: room,
		OpenFile: func(name string, flag int, mode os.FileMode) (*os.File, error) {
			if !mayMake {
				flag &^= os.O_CREATE
			}
			f, err := s.openLocked(name, flag, mode, o)
			s.file = f // to give the lock back should bbolt panic
			return f, err
		},
	})
	switch {
	case errors.Is(err, ErrLocked) && o.ReadOnly && o.Beside:
		return s.openBeside(o)
	case errors.Is(err, bbolterrors.ErrTimeout):
		return ErrLocked
	case errors.Is(err, bbolterrors.ErrInvalid), errors.Is(err, bbolterrors.ErrVersionMismatch):
		return ErrNotALibrary
	case errors.Is(err, bbolterrors.ErrChecksum):
		return fmt.Errorf("%w: its first pages: %w", ErrDamaged, err)
	case err == nil:
		s.db.AllocSize = growthSteps
	}
	return err
}

// openLocked opens the file, gets its lock, and looks whether bbolt may have it.
func (s *Store) openLocked(name string, flag int, mode os.FileMode, o Options) (*os.File, error) {
	begun := time.Now()
	until := begun.Add(othersTake)
	if o.ReadOnly && o.Beside {
		until = begun // a copy can be had at once
	}
	for {
		f, err := s.openOrMake(name, flag, mode)
		if err != nil {
			return nil, err
		}
		same, err := s.claim(f, name, until, o)
		if err == nil && same {
			return f, nil
		}
		f.Close()
		if errors.Is(err, errEmpty) && !longLeft(s.info) && time.Now().Before(begun.Add(othersTake)) {
			time.Sleep(10 * time.Millisecond)
			continue
		}
		if err == nil && time.Now().After(until) {
			err = fmt.Errorf("%w: others are put in its place again and again", ErrLocked)
		}
		if err != nil {
			return nil, err
		}
	}
}

// openOrMake opens the file, or makes it if it may, and notes that.
func (s *Store) openOrMake(name string, flag int, mode os.FileMode) (*os.File, error) {
	f, err := os.OpenFile(name, flag&^os.O_CREATE, mode)
	if flag&os.O_CREATE == 0 || !errors.Is(err, fs.ErrNotExist) {
		return f, err
	}
	if f, err = os.OpenFile(name, flag|os.O_EXCL, mode); errors.Is(err, fs.ErrExist) { // by now, or as a link to nothing
		return os.OpenFile(name, flag, mode)
	}
	s.made = err == nil
	return f, err
}

// errEmpty says that nothing is in the file, or not yet: somebody may be about to make a library of it.
var errEmpty = fmt.Errorf("%w: nothing is in it", ErrNotALibrary)

// longLeft says that nobody is about to make a library of an empty file: who does so begins with a write.
func longLeft(info os.FileInfo) bool { return time.Since(info.ModTime()) > longAgo }

// claim gets the lock of a file that was opened. It says no where another was put in its place before
// the lock was got.
func (s *Store) claim(f *os.File, name string, until time.Time, o Options) (same bool, err error) {
	release, err := waitForLock(f, !o.ReadOnly, until)
	if err != nil {
		return false, err
	}
	defer release()
	there, err := os.Stat(name)
	if err != nil {
		return false, err
	}
	if s.info, err = f.Stat(); err != nil || !os.SameFile(there, s.info) {
		return false, err
	}
	size := s.info.Size()
	switch nothing := size == 0 || neverBegun(f, size); {
	case nothing && (o.ReadOnly || o.There):
		return false, errEmpty
	case nothing:
		s.blank = true
		return true, f.Truncate(0)
	}
	return true, bearable(f, size)
}

// waitForLock gets the lock of a file, or ErrLocked. What it returns is to be called before bbolt
// gets the lock itself.
func waitForLock(f *os.File, alone bool, until time.Time) (release func(), err error) {
	for {
		release, err := tryLock(f, alone)
		switch {
		case err == nil:
			return release, nil
		case !errors.Is(err, errTaken):
			return nil, fmt.Errorf("the file cannot be locked, as on some network drives: a library needs another drive: %w", err)
		case !time.Now().Before(until):
			return nil, lockedBy(holder(f))
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// errTaken says that another process has the lock.
var errTaken = errors.New("another process has the lock")

// holding is who has the lock: the number of the process, 0 where nobody can say, and whether it was stopped.
type holding struct {
	process int
	stopped bool
}

func lockedBy(h holding) error {
	switch {
	case h.process == 0:
		return ErrLocked
	case h.stopped:
		return fmt.Errorf("%w (process %d, which was stopped: 'fg' in its terminal or 'kill -CONT %[2]d' lets it go on)", ErrLocked, h.process)
	}
	return fmt.Errorf("%w (process %d)", ErrLocked, h.process)
}

// bearable says whether bbolt can have a file without harm: nil, ErrDamaged, ErrNotALibrary or what
// the system says.
func bearable(f *os.File, size int64) error {
	if size == 0 {
		return nil
	}
	depth := pages.All
	if size > looked {
		depth = pages.Inner
	}
	err := pages.Sound(f, size, depth)
	switch {
	case errors.Is(err, pages.ErrOther):
		return fmt.Errorf("%w: %w", ErrNotALibrary, err)
	case err != nil && !errors.As(err, new(syscall.Errno)):
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return err
}
