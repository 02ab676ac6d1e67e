// Package store keeps a library in one bbolt file: articles and their texts, stories,
// schemes, annotations, rulings, speakers, searches, feeds, and the history of changes that
// undo and redo walk. docs/format.md describes the file.
package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strconv"
	"sync/atomic"
	"syscall"
	"time"

	"go.etcd.io/bbolt"
	bbolterrors "go.etcd.io/bbolt/errors"

	"rashomon/annotate"
)

var (
	// ErrLocked says that the library is open in another process: one at a time may write.
	ErrLocked = errors.New("the library is open in another rashomon: close it there first")
	// ErrNewer says that a newer program wrote the library.
	ErrNewer = errors.New("a newer rashomon wrote this library: update this one to open it")
	// ErrOlder says that the library is of an older format and open for reading only:
	// opening it for writing brings it up to date.
	ErrOlder = errors.New("an older rashomon wrote this library: open it for writing once")
	// ErrNotALibrary says that the file is something else.
	ErrNotALibrary = errors.New("not a rashomon library")
	// ErrDamaged says that a checksum or the structure of the file is wrong.
	ErrDamaged = errors.New("the library is damaged")
	// ErrStale says that an edit is about a record that does not stand as the edit says.
	ErrStale = errors.New("it has changed in the meantime")
	// ErrNothingToUndo says that no change is left to take back.
	ErrNothingToUndo = errors.New("nothing to undo")
	// ErrNothingToRedo says that no change was taken back since the last one made.
	ErrNothingToRedo = errors.New("nothing to redo")
	// ErrNotFound says that the library holds no such thing.
	ErrNotFound = errors.New("not in the library")
	// ErrAmbiguous says that more than one thing answers to a name.
	ErrAmbiguous = errors.New("more than one answers to that")
)

// Options says how to open a library.
type Options struct {
	ReadOnly bool             // for several readers at once; nothing is created or migrated
	Now      func() time.Time // the clock for changes that come without a time; default time.Now

	noSync bool    // for tests of speed: do not wait for the disk
	format *format // for tests of migrations
}

// Store is an open library. Its methods may be called from several goroutines.
type Store struct {
	db     *bbolt.DB
	file   *os.File
	path   string
	now    func() time.Time
	broken *atomic.Bool // bbolt panicked: its locks may be held for ever
	batch  *batch       // that every change is one of; nil where each is by itself
	atOnce int          // changes of a batch that are taken back in one transaction
}

// Open opens the library at path, or makes it, with its folders, where there is none.
// It returns ErrLocked, ErrNewer, ErrNotALibrary, ErrDamaged, or what the file system says
// (fs.ErrNotExist with ReadOnly). A library of an older format is backed up beside
// itself and migrated; with ReadOnly the error is ErrOlder.
func Open(path string, o Options) (*Store, error) {
	s := &Store{path: path, now: o.Now, broken: new(atomic.Bool), atOnce: 64}
	if s.now == nil {
		s.now = time.Now
	}
	if err := s.open(o); err != nil {
		s.drop()
		return nil, fmt.Errorf("open library: %q: %w", path, plain(err))
	}
	return s, nil
}

// Path is the path that the library was opened with.
func (s *Store) Path() string { return s.path }

// Close closes the library. Every change that Apply acknowledged is on the disk already.
func (s *Store) Close() error {
	if s.broken.Load() {
		s.drop()
		return nil
	}
	if err := s.guarded(s.db.Close); err != nil {
		return fmt.Errorf("close library: %q: %w", s.path, plain(err))
	}
	return nil
}

func (s *Store) open(o Options) error {
	info, err := os.Stat(s.path)
	fresh := errors.Is(err, fs.ErrNotExist) || err == nil && info.Size() == 0
	switch {
	case err == nil && !info.Mode().IsRegular():
		return fmt.Errorf("%w: not a regular file", ErrNotALibrary)
	case o.ReadOnly && err == nil && fresh:
		return fmt.Errorf("%w: an empty file", ErrNotALibrary)
	case !o.ReadOnly && fresh:
		if err := os.MkdirAll(filepath.Dir(s.path), 0o700); err != nil {
			return err
		}
	}
	return s.guarded(func() error {
		if err := s.openFile(o); err != nil {
			return err
		}
		if err := s.whole(); err != nil {
			return err
		}
		return s.settle(o)
	})
}

// Space in the file and in memory.
const (
	roomToGrow  = 1 << 30   // mapped at once, so that a reader never holds up a writer
	littleRoom  = 1 << 24   // where the file would take up what is mapped, or addresses are few
	growthSteps = 512 << 10 // the file grows by so much at a time
)

func (s *Store) openFile(o Options) (err error) {
	room := roomToGrow
	if runtime.GOOS == "windows" || strconv.IntSize == 32 {
		room = littleRoom
	}
	s.db, err = bbolt.Open(s.path, 0o600, &bbolt.Options{
		Timeout:         time.Second,
		ReadOnly:        o.ReadOnly,
		NoSync:          o.noSync,
		NoGrowSync:      o.noSync,
		FreelistType:    bbolt.FreelistMapType,
		InitialMmapSize: room,
		OpenFile: func(name string, flag int, mode os.FileMode) (*os.File, error) {
			f, err := os.OpenFile(name, flag, mode)
			if s.file == nil {
				s.file = f // to give the lock back should bbolt panic
			}
			return f, err
		},
	})
	switch {
	case errors.Is(err, bbolterrors.ErrTimeout):
		return ErrLocked
	case errors.Is(err, bbolterrors.ErrInvalid), errors.Is(err, bbolterrors.ErrVersionMismatch):
		return ErrNotALibrary
	case errors.Is(err, bbolterrors.ErrChecksum):
		return fmt.Errorf("%w: its first pages: %w", ErrDamaged, err)
	case err == nil:
		s.db.AllocSize = growthSteps
	case !errors.As(err, new(syscall.Errno)): // it is not the system that says so
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return err
}

// whole says whether the file is as long as it says itself: reading past the end of a
// file that was cut short would be a fault.
func (s *Store) whole() error {
	info, err := s.file.Stat()
	if err != nil {
		return err
	}
	return s.db.View(func(tx *bbolt.Tx) error {
		if tx.Size() > info.Size() {
			return fmt.Errorf("%w: cut short: %d of %d bytes are there", ErrDamaged, info.Size(), tx.Size())
		}
		return nil
	})
}

// drop gives up the file, and its lock with it, without asking bbolt.
func (s *Store) drop() {
	if s.db != nil && !s.broken.Load() {
		s.db.Close()
	} else if s.file != nil {
		s.file.Close()
	}
}

// guarded calls do and makes a panic in it an error. bbolt trusts its pages: wrong ones
// make it panic, and a file cut short under its memory map faults.
func (s *Store) guarded(do func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if p := recover(); p != nil {
			s.broken.Store(true)
			err = fmt.Errorf("%w: %v", ErrDamaged, p)
		}
	}()
	return do()
}

// view reads in one transaction. What names the errand in an error.
func (s *Store) view(what string, do func(*bbolt.Tx) error) error {
	return s.errand(what, func() error { return s.db.View(do) })
}

// update writes in one transaction that is on the disk when update returns without error.
func (s *Store) update(what string, do func(*writer) error) error {
	return s.errand(what, func() error {
		return s.together(func(first *uint64) error {
			return s.db.Update(func(tx *bbolt.Tx) error {
				w := newWriter(tx, s.now)
				w.first = first
				return do(w)
			})
		})
	})
}

func (s *Store) errand(what string, do func() error) error {
	if s.broken.Load() {
		return fmt.Errorf("%s: %q: %w: close it and run a check", what, s.path, ErrDamaged)
	}
	if err := s.guarded(do); err != nil {
		return fmt.Errorf("%s: %w", what, plain(err))
	}
	return nil
}

// plain takes the file's name out of an error of the file system: it may hold control
// characters, and whoever reports the error names the file, quoted.
func plain(err error) error {
	var inPath *fs.PathError
	var inLink *os.LinkError
	switch {
	case errors.As(err, &inPath):
		return inPath.Err
	case errors.As(err, &inLink):
		return inLink.Err
	}
	return err
}

// The buckets.
const (
	metaBucket           = "meta"
	articlesBucket       = "articles"
	rowsBucket           = "rows"
	bodiesBucket         = "bodies"
	storiesBucket        = "stories"
	storyIndexBucket     = "story_articles"
	hashIndexBucket      = "hashes"
	schemesBucket        = "schemes"
	annotationsBucket    = "annotations"
	progressBucket       = "progress"
	rulingsBucket        = "rulings"
	articleRulingsBucket = "article_rulings"
	speakersBucket       = "speakers"
	searchesBucket       = "searches"
	keptBucket           = "kept"
	revisionsBucket      = "revisions"
	knownBucket          = "known"
	feedsBucket          = "feeds"
	entriesBucket        = "feed_entries"
	historyBucket        = "history"
)

func bucketNames() []string {
	return []string{metaBucket, articlesBucket, rowsBucket, bodiesBucket, storiesBucket, storyIndexBucket,
		hashIndexBucket, schemesBucket, annotationsBucket, progressBucket, rulingsBucket, articleRulingsBucket,
		speakersBucket, searchesBucket, keptBucket, revisionsBucket, knownBucket, feedsBucket, entriesBucket, historyBucket}
}

func in(tx *bbolt.Tx, bucket string) *bbolt.Bucket { return tx.Bucket([]byte(bucket)) }

// Keys and values of the meta bucket.
const (
	magicKey       = "magic"
	magic          = "rashomon library"
	versionKey     = "version"
	undoTopKey     = "undo_top"
	redoTopKey     = "redo_top"
	firstSchemeKey = "first_scheme" // the one before the first change
	thisVersion    = 5              // of the format; docs/format.md
)

// version is the version of the file's format, or 0 where the file holds nothing at all.
func version(tx *bbolt.Tx) (uint64, error) {
	if k, _ := tx.Cursor().First(); k == nil {
		return 0, nil
	}
	meta := in(tx, metaBucket)
	if meta == nil || meta.Get([]byte(magicKey)) == nil {
		return 0, ErrNotALibrary
	}
	m, err := unseal([]byte(magicKey), meta.Get([]byte(magicKey)))
	if err != nil {
		return 0, err
	}
	if string(m) != magic {
		return 0, ErrNotALibrary
	}
	v, err := getNumber(tx, versionKey)
	if err == nil && v == 0 {
		err = fmt.Errorf("%w: its format has no version", ErrDamaged)
	}
	return v, err
}

// create makes an empty file a library.
func create(tx *bbolt.Tx) error {
	for _, name := range bucketNames() {
		if _, err := tx.CreateBucket([]byte(name)); err != nil {
			return err
		}
	}
	if err := in(tx, metaBucket).Put([]byte(magicKey), seal([]byte(magicKey), []byte(magic))); err != nil {
		return err
	}
	for key, n := range map[string]uint64{versionKey: thisVersion, undoTopKey: 0, redoTopKey: 0} {
		if err := putNumber(tx, key, n); err != nil {
			return err
		}
	}
	scheme := annotate.DefaultScheme()
	if err := put(in(tx, schemesBucket), []byte(scheme.Name), scheme); err != nil {
		return err
	}
	return beginWith(tx, scheme)
}

func getNumber(tx *bbolt.Tx, key string) (uint64, error) {
	p, err := unseal([]byte(key), in(tx, metaBucket).Get([]byte(key)))
	if err != nil {
		return 0, err
	}
	if len(p) != 8 {
		return 0, damaged([]byte(key), "not a number of 8 bytes")
	}
	return binary.BigEndian.Uint64(p), nil
}

func putNumber(tx *bbolt.Tx, key string, n uint64) error {
	return in(tx, metaBucket).Put([]byte(key), seal([]byte(key), binary.BigEndian.AppendUint64(nil, n)))
}
