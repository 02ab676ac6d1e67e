package store

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"syscall"

	"go.etcd.io/bbolt"
	bbolterrors "go.etcd.io/bbolt/errors"

	"rashomon/annotate"
)

// A transaction writes its pages to such as are free, waits for the disk, writes one of the two
// first pages, which makes the others count, and waits again. Where that second wait fails, bbolt
// says so and yet shows the change, since it reads from the memory that it wrote to; and whether it
// is on the disk nobody knows, not even when a later wait is successful: the system may have given up
// the pages (P. A. Rebello et al., "Can applications recover from fsync failures?", USENIX ATC 2020).
// So after every commit that fails, the first pages are written again as they were, and waited
// for, before anybody reads or writes: what failed is not there then, and can be tried again.

// firstPage is the head of one of bbolt's first two pages, which say where everything else is.
type firstPage [80]byte

// Who copies the file without a lock (copyAsItStands) may have begun in what failed, and knows by the
// first page whether the file is still of that. So the next transaction is one that changes nothing: it
// takes the number of the one that failed, with the root of the one before, and what is tried again gets a
// number that was never seen.

// commit does do and what it changed is on the disk, or nothing of it is there.
func (s *Store) commit(do func(*bbolt.Tx) error) error {
	s.writing.Lock()
	defer s.writing.Unlock()
	if s.options.ReadOnly { // a copy beside could be written to, and would be gone
		return bbolterrors.ErrDatabaseReadOnly
	}
	if err := s.ready(); err != nil {
		return unwritten(err)
	}
	if s.shown {
		if err := s.transact(func(*bbolt.Tx) error { return nil }); err != nil {
			return err
		}
		s.shown = false
	}
	return s.transact(do)
}

// transact is one transaction. Others begin to read as ever: one who comes upon what is not acknowledged
// yet waits for that.
func (s *Store) transact(do func(*bbolt.Tx) error) error {
	tx, err := s.begin(true)
	if err != nil {
		return unwritten(err)
	}
	defer tx.Rollback()
	if err := do(tx); err != nil {
		return err
	}
	s.turn.Lock()
	defer s.turn.Unlock()
	number := int64(tx.ID())
	s.acknowledged.Store(number - 1)
	if err := tx.Commit(); err != nil {
		s.swap.Lock()
		defer s.swap.Unlock()
		s.wrong = true
		_ = s.restore() // else it is tried again before anything else is done
		return unwritten(err)
	}
	s.acknowledged.Store(number)
	s.known = s.note() == nil // else it is read before the next change
	return nil
}

// begin begins a transaction of bbolt.
func (s *Store) begin(writable bool) (*bbolt.Tx, error) {
	begun := false
	defer func() {
		if !begun { // it panicked
			s.stuck.Store(true)
		}
	}()
	tx, err := s.db.Begin(writable)
	begun = true
	return tx, err
}

// beginReading begins a transaction that sees what was acknowledged, and nothing else.
func (s *Store) beginReading() (*bbolt.Tx, error) {
	tx, _, err := s.beginReadingFile()
	return tx, err
}

// beginReadingFile gives also the file that the transaction is of, which stays open as long.
func (s *Store) beginReadingFile() (*bbolt.Tx, *os.File, error) {
	if tx, f, _ := s.beginIfRight(); tx != nil {
		return tx, f, nil
	}
	if tx, f, err := s.beginInTurn(); tx != nil || err != nil {
		return tx, f, err
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	if err := s.restored(); err != nil && s.wrong {
		return nil, nil, inWords(err)
	}
	tx, err := s.begin(false)
	return tx, s.file, err
}

// beginIfRight is nothing where what bbolt shows is wrong, or not acknowledged.
func (s *Store) beginIfRight() (*bbolt.Tx, *os.File, error) {
	s.swap.RLock()
	defer s.swap.RUnlock()
	if s.wrong {
		return nil, nil, nil
	}
	tx, err := s.begin(false)
	if err != nil {
		return nil, nil, err
	}
	if newest := s.acknowledged.Load(); newest != 0 && int64(tx.ID()) > newest {
		return nil, nil, tx.Rollback()
	}
	return tx, s.file, nil
}

// beginInTurn waits for who commits.
func (s *Store) beginInTurn() (*bbolt.Tx, *os.File, error) {
	s.turn.RLock()
	defer s.turn.RUnlock()
	return s.beginIfRight()
}

// ready makes sure that what stands is what was acknowledged, and that the path leads to it.
func (s *Store) ready() error {
	if s.failed() {
		if err := s.restored(); err != nil {
			return err
		}
	}
	if !s.known {
		if err := s.note(); err != nil {
			return err
		}
	}
	if s.beside {
		return nil
	}
	return s.inPlace()
}

// failed says whether a commit failed and not all is as it was yet.
func (s *Store) failed() bool { return s.wrong || s.unsure[0] || s.unsure[1] }

func (s *Store) restored() error {
	s.swap.Lock()
	defer s.swap.Unlock()
	return s.restore()
}

// restore makes everything as it was before the commit that failed.
func (s *Store) restore() error {
	if !s.mapped() {
		return s.openAgain()
	}
	now, err := s.firstPages()
	if err != nil {
		return err
	}
	for i, is := range now {
		s.unsure[i] = s.unsure[i] || is != s.first[i]
	}
	for i, unsure := range s.unsure { // again after a wait that failed, or the next would wait for nothing
		if !unsure {
			continue
		}
		if _, err := s.file.WriteAt(s.first[i][:], s.firstAt(i)); err != nil {
			return err
		}
	}
	if s.unsure != [2]bool{} {
		s.shown = true
		s.readFreePages()
	}
	s.wrong = false
	if s.unsure != [2]bool{} && !s.options.noSync {
		if err := s.file.Sync(); err != nil {
			return err
		}
	}
	s.unsure = [2]bool{}
	return nil
}

// mapped says whether bbolt still has the file in its memory map: it has not where it could not
// make a larger one.
func (s *Store) mapped() bool {
	tx, err := s.begin(false)
	if err != nil {
		return false
	}
	return tx.Rollback() == nil
}

// readFreePages makes bbolt read again which pages are free. It does so only when a transaction
// panics; to close it and open it again would wait for everybody who is reading.
func (s *Store) readFreePages() {
	done := errors.New("read again")
	defer func() {
		if p := recover(); p != nil && p != any(done) {
			panic(p)
		}
	}()
	_ = s.db.Update(func(*bbolt.Tx) error { panic(done) })
}

// note keeps the first pages as they are now.
func (s *Store) note() (err error) {
	if s.first, err = s.firstPages(); err == nil {
		s.known = true
	}
	return err
}

func (s *Store) firstPages() (now [2]firstPage, err error) {
	for i := range now {
		if _, err := s.file.ReadAt(now[i][:], s.firstAt(i)); errors.Is(err, io.EOF) {
			return now, fmt.Errorf("%w: it was cut short", ErrDamaged)
		} else if err != nil {
			return now, err
		}
	}
	return now, nil
}

func (s *Store) firstAt(i int) int64 { return int64(i * s.db.Info().PageSize) }

// openAgain opens the file once more, after bbolt lost its memory map. Its lock is anybody's meanwhile.
func (s *Store) openAgain() error {
	if s.beside { // its file has no name: the path leads to the library itself
		return fmt.Errorf("the copy cannot be read any more: %w", syscall.ENOMEM)
	}
	if err := s.db.Close(); err != nil {
		return err
	}
	next := newStore(s.path, s.options)
	if err := next.openFile(s.options, false); err != nil {
		return err
	}
	if !os.SameFile(next.info, s.info) {
		next.drop()
		return fmt.Errorf("%w: another is in its place", ErrRemoved)
	}
	if err := next.db.View(ofThisFormat); err != nil {
		next.drop()
		return err
	}
	return s.goOnWith(next)
}

func ofThisFormat(tx *bbolt.Tx) error {
	if v, err := version(tx); err != nil || v != thisVersion {
		return errors.Join(err, fmt.Errorf("%w: its format is %d now", ErrNewer, v))
	}
	return nil
}

// goOnWith takes the file and bbolt of another.
func (s *Store) goOnWith(next *Store) error {
	s.db, s.file, s.info = next.db, next.file, next.info
	s.wrong, s.unsure, s.shown, s.known = false, [2]bool{}, false, false
	return s.note()
}

// unwritten marks an error as one of the disk: annotate.ErrUnwritten.
func unwritten(err error) error {
	for _, own := range []error{annotate.ErrUnwritten, ErrDamaged, ErrNewer, ErrNotALibrary} {
		if errors.Is(err, own) {
			return err
		}
	}
	return fmt.Errorf("%w: %w", annotate.ErrUnwritten, inWords(err))
}

// said is an error of the system, said as somebody understands it who has no part in the system.
type said struct {
	words string
	error
}

func (s said) Error() string { return s.words }
func (s said) Unwrap() error { return s.error }

// inWords is an error without the file's name, and in plain words where it is the system's.
func inWords(err error) error {
	err = plain(err)
	errno, ok := errorNumber(err)
	if !ok {
		return err
	}
	words := map[syscall.Errno]string{
		syscall.ENOSPC: "the disk is full",
		syscall.EDQUOT: "the quota of the disk is used up",
		syscall.EFBIG:  "the file may grow no further: a limit is set on the size of files, or the drive has one",
		syscall.EIO:    "the drive reports a failure: input/output error",
		syscall.EROFS:  "the drive can be read but not written to",
		syscall.ENOMEM: "no memory is left to map the file",
		syscall.ENODEV: "the drive is gone, or cannot map files into memory, as some network drives",
		syscall.ESTALE: "the network drive has lost sight of the file",
		syscall.ENOLCK: "the drive cannot lock files, as some network drives: a library needs another",
	}[errno]
	switch {
	case errno == err && words != "":
		return said{words, err}
	case words != "" && !strings.Contains(err.Error(), words): // bbolt makes text of some of them
		return said{words, errors.Join(errno, err)}
	}
	return err
}

// errorNumber is the number of the system's error that is in err, or at the end of its text.
func errorNumber(err error) (n syscall.Errno, ok bool) {
	if errors.As(err, &n) {
		return n, true
	}
	text := err.Error()
	for _, n := range []syscall.Errno{syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG, syscall.EIO, syscall.EROFS, syscall.ENOMEM, syscall.ENODEV, syscall.ESTALE} {
		if strings.HasSuffix(text, n.Error()) {
			return n, true
		}
	}
	return 0, false
}
