// Package store keeps a library in one bbolt file: articles and their texts, stories,
// schemes, annotations, rulings, speakers, searches, feeds, and the history of changes that
// undo and redo walk. docs/format.md describes the file.
package store

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"go.etcd.io/bbolt"

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
	ErrDamaged = annotate.ErrDamaged
	// ErrRemoved says that the library's file was removed, moved, replaced by another or written over
	// while it was open: what is written now could be lost.
	ErrRemoved = errors.New("the file is no longer the one opened")
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
	Beside   bool             // with ReadOnly: where another process has the library open, read a copy of it as it stands
	There    bool             // a library has to be there: none is made where nothing is, or of an empty file
	Now      func() time.Time // the clock for changes that come without a time; default time.Now
	// Progress is told how far a migration or a copy is, from 0 to all; nil where nobody asks.
	Progress func(what string, done, all int)
	// Context ends a migration or the copy to read before it is done, and the library is as it was then; nil: nothing does.
	Context context.Context

	room   int     // for tests of growth: what is mapped at once, in bytes; 0 is what is usual
	noSync bool    // for tests of speed: do not wait for the disk
	format *format // for tests of migrations
}

// Store is an open library. Its methods may be called from several goroutines.
type Store struct {
	*opened
	now    func() time.Time
	batch  *batch // that every change is one of; nil where each is by itself
	atOnce int    // changes of a batch that are taken back in one transaction
}

// opened is the file of a library, with bbolt on it.
type opened struct {
	path    string
	options Options
	beside  bool // the file is a copy without a name
	made    bool // the file was not there before
	blank   bool // nothing was in it before
	db      *bbolt.DB
	file    *os.File    // bbolt's
	info    os.FileInfo // of file when it was opened
	real    string      // path without symbolic links
	broken  atomic.Bool // bbolt panicked: nothing is written any more
	stuck   atomic.Bool // it did while a transaction began: it keeps its locks for ever, and nothing can be read
	heeded  func()      // ends what Open began for signals

	writing sync.Mutex   // is held by who changes anything here, or in the file
	turn    sync.RWMutex // is held while a transaction is committed
	swap    sync.RWMutex // is held while the file is made another, or its first pages, and by readers while they begin

	acknowledged atomic.Int64 // the newest transaction that was committed here; 0 where none was
	first        [2]firstPage // as the newest change that was acknowledged left them
	known        bool         // whether first was read
	// After a commit that failed, until all is as it was:
	wrong  bool    // what bbolt shows is not what stands
	unsure [2]bool // the first pages that may be otherwise on the disk
	shown  bool    // the file held for a moment what failed: until the next transaction
}

// context is the context of the opening.
func (o Options) context() context.Context {
	if o.Context == nil {
		return context.Background()
	}
	return o.Context
}

func newStore(path string, o Options) *Store {
	s := &Store{opened: &opened{path: path, options: o, heeded: func() {}}, now: o.Now, atOnce: 64}
	if s.now == nil {
		s.now = time.Now
	}
	return s
}

// Open opens the library at path, or makes it, with its folders, where there is none.
// It returns ErrLocked, ErrNewer, ErrNotALibrary, ErrDamaged, or what the file system says
// (fs.ErrNotExist with ReadOnly). A library of an older format is backed up beside
// itself and migrated; with ReadOnly the error is ErrOlder.
//
// While it is open, the signal of a file that may grow no further (SIGXFSZ) does not end the program:
// the change that is too much fails, as on a full disk.
func Open(path string, o Options) (*Store, error) {
	s := newStore(path, o)
	if err := s.open(o); err != nil {
		s.drop()
		err = inWords(err)
		if left := s.unmake(); left != nil {
			err = fmt.Errorf("%w; what was begun stays: %w", err, inWords(left))
		}
		return nil, fmt.Errorf("open library: %q: %w", path, err)
	}
	return s, nil
}

// Path is the path that the library was opened with.
func (s *Store) Path() string { return s.path }

func (s *Store) open(o Options) error {
	info, err := os.Stat(s.path)
	fresh := !o.There && (errors.Is(err, fs.ErrNotExist) || err == nil && info.Size() == 0)
	switch {
	case err == nil && !info.Mode().IsRegular():
		return fmt.Errorf("%w: %s", ErrNotALibrary, irregular(info))
	case !o.ReadOnly && fresh:
		if err := makeFolders(filepath.Dir(s.path)); err != nil {
			return err
		}
	}
	s.heeded = heedLimit()
	return s.guarded(func() error {
		if err := s.openFile(o, fresh); err != nil {
			return err
		}
		if err := s.settle(o); err != nil || s.beside {
			return err
		}
		if s.real, err = filepath.EvalSymlinks(s.path); err != nil {
			return err
		}
		return s.note()
	})
}

// guarded calls do and makes a panic in it an error. bbolt trusts its pages: wrong ones
// make it panic, and a file cut short under its memory map faults.
func (s *Store) guarded(do func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		p := recover()
		if p == nil {
			return
		}
		s.broken.Store(true)
		if _, fault := p.(interface{ Addr() uintptr }); fault {
			err = fmt.Errorf("%w: the file cannot be read any more: it was cut short, or its drive is gone", ErrDamaged)
			return
		}
		err = fmt.Errorf("%w: %s", ErrDamaged, amiss(p))
	}()
	return do()
}

// amiss says what a panic in bbolt says of a page. Of a page that calls itself another the number that it
// has instead says nothing to anybody.
func amiss(p any) string {
	said, page := fmt.Sprint(p), ""
	if _, err := fmt.Sscanf(said, "assertion failed: Page expected to be: %s", &page); err == nil {
		return fmt.Sprintf("page %s of its file is not as it should be", strings.TrimSuffix(page, ","))
	}
	return "a page of its file is not as it should be: " + strings.TrimPrefix(said, "assertion failed: ")
}

// view reads in one transaction. What names the errand in an error.
func (s *Store) view(what string, do func(*bbolt.Tx) error) error {
	return s.viewFile(what, func(tx *bbolt.Tx, _ *os.File) error { return do(tx) })
}

// viewFile is view for who also reads the file itself, which is that of the transaction.
func (s *Store) viewFile(what string, do func(*bbolt.Tx, *os.File) error) error {
	return s.errand(what, &s.stuck, func() error {
		tx, file, err := s.beginReadingFile()
		if err != nil {
			return err
		}
		defer tx.Rollback()
		return do(tx, file)
	})
}

// update writes in one transaction that is on the disk when update returns without error.
// annotate.ErrUnwritten says that only the disk is to blame: everything is as it was then, and the
// same can be tried again. ErrDamaged says that nothing can be written any more, since bbolt panicked; what
// can be read then still can.
func (s *Store) update(what string, do func(*writer) error) error {
	return s.errand(what, &s.broken, func() error {
		return s.together(func(first *uint64) error {
			return s.commit(func(tx *bbolt.Tx) error {
				w := newWriter(tx, s.now)
				w.first = first
				return do(w)
			})
		})
	})
}

// errand does do unless it is in vain.
func (s *Store) errand(what string, vain *atomic.Bool, do func() error) error {
	if vain.Load() {
		return fmt.Errorf("%s: %w: found while it was open: leave, and 'rashomon check' says where", what, ErrDamaged)
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
	originKey      = "origin"       // of the library that this one was recovered from, where its history says another
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
