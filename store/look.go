package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"go.etcd.io/bbolt"

	"rashomon/store/pages"
)

// Look reads all of the file once, and says whether any page or checksum is wrong: nil, ErrDamaged
// with the first thing that is, or the context's error. It is what Open leaves out of a large file, and
// costs the time of reading it; others may read and write meanwhile.
func (s *Store) Look(ctx context.Context) error {
	return s.viewFile("look through the file", func(tx *bbolt.Tx, f *os.File) error {
		_, err := lookAt(ctx, tx, f, untold, func(p Problem) error { return fmt.Errorf("%w: %s", ErrDamaged, p) })
		if errors.Is(err, errNotThere) {
			return nil // the next look will tell
		}
		return err
	})
}

// errNotThere says that a transaction is so old that no first page speaks of it any more.
var errNotThere = errors.New("too much has changed meanwhile")

// untold is for those who do not say how far they are.
func untold(string, int, int) {}

// lookAt reads the file itself as it is for a transaction, which holds fast all pages that are of it. It
// returns how many records there are.
func lookAt(ctx context.Context, tx *bbolt.Tx, f *os.File, tell func(string, int, int), found func(Problem) error) (records int, err error) {
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	metas, err := pages.Metas(f, info.Size())
	if err != nil {
		return 0, ofPages(err)
	}
	for _, m := range metas {
		if m.Tx == uint64(tx.ID()) {
			return look(ctx, f, info.Size(), m, tell, found)
		}
	}
	return 0, errNotThere
}

// look gives every page that is wrong, and every value with a wrong checksum. It returns how many records
// there are.
func look(ctx context.Context, r io.ReaderAt, size int64, m pages.Meta, tell func(string, int, int), found func(Problem) error) (records int, err error) {
	err = pages.Walk(r, size, m, func(r pages.Record) error {
		if records++; records%256 == 1 {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			tell("read every page", int(r.Pages), int(m.Pages))
		}
		if _, err := unseal(r.Key, r.Value); err != nil {
			return found(problemOf(r.Bucket, r.Key, err))
		}
		return nil
	}, func(d pages.Damage) error {
		where := fmt.Sprintf("page %d", d.Page)
		if d.Bucket != "" {
			where += " of " + d.Bucket
		}
		return found(Problem{Where: where, What: d.Why})
	})
	return records, err
}

// Examine says what is wrong with the pages and the checksums of a library's file that cannot be
// opened, at most 100 things: it reads the file as it is. It returns ErrNotALibrary for a file that is
// something else, ErrLocked where another process has the library open, or the context's error. Progress is told
// how far it is, from 0 to all.
func Examine(ctx context.Context, path string, progress func(what string, done, all int)) (Report, error) {
	r, err := examine(ctx, path, progress)
	if err != nil {
		err = fmt.Errorf("check: %q: %w", path, plain(err))
	}
	return r, err
}

func examine(ctx context.Context, path string, progress func(string, int, int)) (r Report, err error) {
	f, info, err := openRegular(path, os.O_RDONLY)
	if err != nil {
		return r, err
	}
	defer f.Close()
	release, err := waitForLock(f, false, time.Now())
	if errors.Is(err, ErrLocked) {
		return r, err
	} else if err == nil {
		defer release()
	}
	metas, err := pages.Metas(f, info.Size())
	if err != nil {
		if errors.Is(err, pages.ErrDamaged) {
			r.add(Problem{Where: "the first pages", What: err.Error()})
		}
		return r, ofPages(err)
	}
	if _, err := look(ctx, f, info.Size(), metas[0], progress, func(p Problem) error { r.add(p); return nil }); err != nil {
		return r, err
	}
	return r, r.asError()
}
