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
		err := lookAt(ctx, tx, f, func(p Problem) error { return fmt.Errorf("%w: %s", ErrDamaged, p) })
		if errors.Is(err, errNotThere) {
			return nil // the next look will tell
		}
		return err
	})
}

// errNotThere says that a transaction is so old that no first page speaks of it any more.
var errNotThere = errors.New("too much has changed meanwhile")

// lookAt reads the file itself as it is for a transaction, which holds fast all pages that are of it.
func lookAt(ctx context.Context, tx *bbolt.Tx, f *os.File, found func(Problem) error) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	metas, err := pages.Metas(f, info.Size())
	if err != nil {
		return ofPages(err)
	}
	for _, m := range metas {
		if m.Tx == uint64(tx.ID()) {
			return look(ctx, f, info.Size(), m, found)
		}
	}
	return errNotThere
}

// look gives every page that is wrong, and every value with a wrong checksum.
func look(ctx context.Context, r io.ReaderAt, size int64, m pages.Meta, found func(Problem) error) error {
	n := 0
	return pages.Walk(r, size, m, func(r pages.Record) error {
		if n++; n%1024 == 1 && ctx.Err() != nil {
			return ctx.Err()
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
}

// Examine says what is wrong with the pages and the checksums of a library's file that cannot be
// opened, at most 100 things: it reads the file as it is. It returns ErrNotALibrary for a file that is
// something else, ErrLocked where another process has the library open, or the context's error.
func Examine(ctx context.Context, path string) (Report, error) {
	r, err := examine(ctx, path)
	if err != nil {
		err = fmt.Errorf("check: %q: %w", path, plain(err))
	}
	return r, err
}

func examine(ctx context.Context, path string) (r Report, err error) {
	f, err := os.Open(path)
	if err != nil {
		return r, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return r, err
	}
	if !info.Mode().IsRegular() {
		return r, fmt.Errorf("%w: not a regular file", ErrNotALibrary)
	}
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
	if err := look(ctx, f, info.Size(), metas[0], func(p Problem) error { r.add(p); return nil }); err != nil {
		return r, err
	}
	return r, r.asError()
}
