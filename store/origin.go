package store

import (
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"os"

	"go.etcd.io/bbolt"

	"rashomon/store/pages"
)

// Origin tells libraries apart: it is the checksum of the first change that was ever made, and so the same in
// a library and all of its copies; empty where nothing was changed yet. A library that was recovered has
// that of the damaged one, where it could be read.
func (s *Store) Origin() (origin string, err error) {
	return origin, s.view("origin", func(tx *bbolt.Tx) error {
		origin = originIn(tx)
		return nil
	})
}

// originIn is the origin that a recovery noted, or else that of the history.
func originIn(tx *bbolt.Tx) string {
	if noted, err := unseal([]byte(originKey), in(tx, metaBucket).Get([]byte(originKey))); err == nil {
		return string(noted)
	}
	_, first := in(tx, historyBucket).Cursor().First()
	return originOf(first)
}

// originOf is the checksum of the first record of the history.
func originOf(first []byte) string {
	if len(first) < valueExtra {
		return ""
	}
	return hex.EncodeToString(first[len(first)-4:])
}

// past is what a file says of its history.
type past struct {
	origin  string
	noted   string // the origin, where a recovery noted it
	version uint64 // of the format
	changes uint64
	newest  []byte // the record of the newest change
	ours    bool   // it is a library
	more    bool   // something is in it that may be there without a change
}

// pastOf reads the history of a library's file by its pages, if its format is known: ErrNotALibrary,
// ErrDamaged, ErrNewer, or what the system says.
func (s *Store) pastOf(ctx context.Context, f *os.File) (p past, err error) {
	info, err := f.Stat()
	if err != nil {
		return p, err
	}
	metas, err := pages.Metas(f, info.Size())
	if err != nil {
		return p, ofPages(err)
	}
	n := 0
	err = pages.Walk(f, info.Size(), metas[0], func(r pages.Record) error {
		if n++; n%256 == 0 {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			s.tell("look at what is there", int(r.Pages), int(metas[0].Pages))
		}
		switch r.Bucket {
		case metaBucket:
			return p.takeMeta(r.Key, r.Value)
		case historyBucket:
			if p.changes == 0 {
				p.origin = originOf(r.Value)
			}
			p.changes, p.newest = uint64(keyID(r.Key)), append(p.newest[:0], r.Value...)
		case feedsBucket, articlesBucket:
			p.more = true
		}
		return nil
	}, func(d pages.Damage) error { return fmt.Errorf("%w: %w", pages.ErrDamaged, d) })
	if err != nil {
		return p, ofPages(err)
	}
	p.origin = cmp.Or(p.noted, p.origin)
	switch {
	case !p.ours:
		return p, ErrNotALibrary
	case p.version == 0:
		return p, ErrDamaged
	case p.version > thisVersion:
		return p, ErrNewer
	}
	return p, nil
}

// takeMeta notes what a record of the meta bucket says of the library.
func (p *past) takeMeta(key, sealed []byte) error {
	value, err := unseal(key, sealed)
	if err != nil {
		return err
	}
	switch string(key) {
	case magicKey:
		p.ours = string(value) == magic
	case versionKey:
		if len(value) == 8 {
			p.version = binary.BigEndian.Uint64(value)
		}
	case originKey:
		p.noted = string(value)
	}
	return nil
}

// isLibrary says whether a file is a library, however damaged: nil or ErrNotABackup.
func isLibrary(_ context.Context, f *os.File) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if _, err := pages.Metas(f, info.Size()); errors.Is(err, pages.ErrOther) {
		return errNoLibraryThere()
	}
	return nil
}

func errNoLibraryThere() error { return fmt.Errorf("%w: it is no library", ErrNotABackup) }

// isOlder says whether a file is a backup of this library, with nothing in it that this one has not:
// nil, or ErrNotABackup with the reason.
func (s *Store) isOlder(ctx context.Context, f *os.File) error {
	there, err := s.pastOf(ctx, f)
	switch {
	case errors.Is(err, ErrNotALibrary):
		return errNoLibraryThere()
	case errors.Is(err, ErrDamaged):
		return fmt.Errorf("%w: it is damaged", ErrNotABackup)
	case errors.Is(err, ErrNewer):
		return fmt.Errorf("%w: a newer rashomon wrote it", ErrNotABackup)
	case err != nil:
		return err
	case there.changes == 0 && !there.more:
		return nil
	}
	var mine string
	var same bool
	err = s.view("backup", func(tx *bbolt.Tx) error {
		history := in(tx, historyBucket)
		mine, same = originIn(tx), there.changes > 0 && bytes.Equal(history.Get(numberKey(there.changes)), there.newest)
		return nil
	})
	switch {
	case err != nil || same:
		return err
	case mine != "" && mine == there.origin:
		return fmt.Errorf("%w: changes are in it that this one has not", ErrNotABackup)
	}
	return fmt.Errorf("%w: it is another library", ErrNotABackup)
}
