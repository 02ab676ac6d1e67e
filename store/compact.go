package store

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"

	"go.etcd.io/bbolt"
)

// Compacted is what Compact did.
type Compacted struct {
	Was, Is int64  // bytes of the file; the same where nothing was to be gained and it stayed
	Kept    string // the file as it was; empty where it was not kept
}

// Compact writes the library at path anew without the room in it that nothing takes up. Nobody may
// have it open. Every record of the new file is compared with the old one, and its checksum looked at, before it
// takes its place; with keep the old file stays beside it. It is done wholly or not at all, and who may read and
// write the file stays as it is. It returns what Open does with Options.There, ErrDamaged where a checksum is wrong, and ErrNoRoom.
func Compact(ctx context.Context, path string, keep bool, o Options) (c Compacted, err error) {
	o.ReadOnly, o.Beside, o.There = false, false, true
	s, err := Open(path, o)
	if err != nil {
		return c, err
	}
	err = s.guarded(func() error {
		c, err = s.compact(ctx, keep)
		return err
	})
	if closed := s.shut(func() error { return nil }); err == nil { // another may have its place by now
		err = closed
	}
	if err != nil {
		return c, fmt.Errorf("compact: %q: %w", path, inWords(err))
	}
	return c, nil
}

func (s *Store) compact(ctx context.Context, keep bool) (c Compacted, err error) {
	info, err := s.stat()
	if err != nil {
		return c, err
	}
	c = Compacted{Was: info.Size(), Is: info.Size()}
	if err := hasRoom(filepath.Dir(s.real), c.Was-s.unused()+roomForOthers); err != nil {
		return c, err
	}
	d, err := newDraft(filepath.Dir(s.real))
	if err != nil {
		return c, err
	}
	defer d.drop()
	tx, err := s.beginReading()
	if err != nil {
		return c, err
	}
	defer tx.Rollback()
	if err := s.recordsTo(ctx, d.Name(), tx); err != nil {
		return c, err
	}
	_, size, err := stateOf(d.File)
	if err != nil {
		return c, err
	}
	if err := d.Truncate(size); err != nil {
		return c, err
	}
	if size > c.Was-c.Was/50 {
		return c, nil
	}
	if err := s.sameRecords(ctx, d.File, tx); err != nil {
		return c, err
	}
	c.Is = size
	if err := tx.Rollback(); err != nil {
		return c, err
	}
	there, err := asHeld(s.real, s.file, func() { s.db.Close() })
	if err != nil {
		return c, err
	}
	d.ownedAs(there.info)
	if keep {
		c.Kept, err = d.keepFor(there, "before-compact", s.now())
		return c, err
	}
	return c, d.keepInstead(there)
}

// unused is how many bytes of the file nothing takes up, as far as is known.
func (s *Store) unused() int64 {
	tx, err := s.db.Begin(true) // it is counted when a transaction that could write ends
	if err != nil || tx.Rollback() != nil {
		return 0
	}
	n := s.db.Stats()
	return int64(n.FreePageN+n.PendingPageN) * int64(s.db.Info().PageSize)
}

// recordsTo puts every record into a new file, page after page.
func (s *Store) recordsTo(ctx context.Context, path string, from *bbolt.Tx) error {
	to, err := bbolt.Open(path, 0o600, &bbolt.Options{NoSync: true, NoGrowSync: true, FreelistType: bbolt.FreelistMapType, InitialMmapSize: roomMapped()})
	if err != nil {
		return err
	}
	defer to.Close()
	to.AllocSize = growthSteps
	done := int64(0)
	err = from.ForEach(func(name []byte, b *bbolt.Bucket) error {
		return inPortions(to, name, b.Cursor(), func(n int) error {
			done += int64(n)
			s.tell("compact the library", int(done>>10), int(from.Size()>>10))
			return ctx.Err()
		})
	})
	if err != nil {
		return err
	}
	return to.Close()
}

// inPortions puts the records of a bucket into a new one, some in a transaction, as a transaction is
// kept in memory; at is told how many bytes each has.
func inPortions(to *bbolt.DB, name []byte, from *bbolt.Cursor, at func(int) error) error {
	const portion = 16 << 20 // bytes
	const full = 0.9         // of a page: room for what comes
	k, v := from.First()
	for first := true; first || k != nil; first = false {
		err := to.Update(func(tx *bbolt.Tx) error {
			b, err := tx.CreateBucketIfNotExists(name)
			if err != nil {
				return err
			}
			b.FillPercent = full
			size := 0
			for ; k != nil && size < portion; k, v = from.Next() {
				if err := b.Put(k, v); err != nil {
					return err
				}
				size += len(k) + len(v)
			}
			return at(size)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// sameRecords says whether a new file holds what this library does, each record sound.
func (s *Store) sameRecords(ctx context.Context, f *os.File, old *bbolt.Tx) error {
	if err := s.sound(ctx, f); err != nil {
		return err
	}
	db, err := bbolt.Open(f.Name(), 0o600, &bbolt.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	defer db.Close()
	return db.View(func(tx *bbolt.Tx) error {
		buckets, done := 0, int64(0)
		err := tx.ForEach(func(name []byte, b *bbolt.Bucket) error {
			buckets++
			return sameBucket(old.Bucket(name), b, func(n int) error {
				done += int64(n)
				s.tell("compare with the library", int(done>>10), int(old.Size()>>10))
				return ctx.Err()
			})
		})
		if err != nil {
			return err
		}
		return old.ForEach(func([]byte, *bbolt.Bucket) error {
			if buckets--; buckets < 0 {
				return errNotTheSame()
			}
			return nil
		})
	})
}

// compared is how many bytes are compared between two reports of progress.
const compared = 1 << 20

// sameBucket says whether two hold the same records; at is told how many bytes were compared since it was last.
func sameBucket(old, b *bbolt.Bucket, at func(int) error) error {
	if old == nil {
		return errNotTheSame()
	}
	was, is := old.Cursor(), b.Cursor()
	k, v := was.First()
	l, w := is.First()
	for size := 0; k != nil || l != nil; {
		if !bytes.Equal(k, l) || !bytes.Equal(v, w) {
			return errNotTheSame()
		}
		if size += len(k) + len(v); size > compared {
			if err := at(size); err != nil {
				return err
			}
			size = 0
		}
		k, v = was.Next()
		l, w = is.Next()
	}
	return nil
}

func errNotTheSame() error { return fmt.Errorf("%w: the new file does not hold the same", ErrDamaged) }
