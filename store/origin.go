package store

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"os"

	"go.etcd.io/bbolt"

	"rashomon/store/pages"
)

// Origin tells libraries apart: it is the checksum of the first change that was ever made, and so the same in
// a library and all of its copies; empty where nothing was changed yet.
func (s *Store) Origin() (origin string, err error) {
	return origin, s.view("origin", func(tx *bbolt.Tx) error {
		_, first := in(tx, historyBucket).Cursor().First()
		origin = originOf(first)
		return nil
	})
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
	changes uint64
	newest  []byte // the record of the newest change
	more    bool   // something is in it that may be there without a change
}

// pastOf reads the history of a library's file by its pages, whatever its format: ErrNotALibrary,
// ErrDamaged, or what the system says.
func pastOf(ctx context.Context, f *os.File) (p past, err error) {
	info, err := f.Stat()
	if err != nil {
		return p, err
	}
	metas, err := pages.Metas(f, info.Size())
	if err != nil {
		return p, ofPages(err)
	}
	ours, n := false, 0
	err = pages.Walk(f, info.Size(), metas[0], func(r pages.Record) error {
		if n++; n%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		switch r.Bucket {
		case metaBucket:
			ours = ours || string(r.Key) == magicKey
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
	if err == nil && !ours {
		err = ErrNotALibrary
	}
	return p, ofPages(err)
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
	there, err := pastOf(ctx, f)
	switch {
	case errors.Is(err, ErrNotALibrary):
		return errNoLibraryThere()
	case errors.Is(err, ErrDamaged):
		return fmt.Errorf("%w: it is damaged", ErrNotABackup)
	case err != nil:
		return err
	case there.changes == 0 && !there.more:
		return nil
	}
	var mine string
	var same bool
	err = s.view("backup", func(tx *bbolt.Tx) error {
		history := in(tx, historyBucket)
		_, first := history.Cursor().First()
		mine, same = originOf(first), there.changes > 0 && bytes.Equal(history.Get(numberKey(there.changes)), there.newest)
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
