package store

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"

	"go.etcd.io/bbolt"

	"rashomon/annotate"
)

// format is a version of the file's format, and the steps that lead up to it.
type format struct {
	version uint64
	steps   map[uint64]func(*bbolt.Tx) error // step n makes version n into n+1
}

func thisFormat() format {
	return format{version: thisVersion, steps: map[uint64]func(*bbolt.Tx) error{1: makeRoomForRulings, 2: makeRoomForSpeakers, 3: nothing, 4: makeRoomForRevisions}}
}

// makeRoomForRulings makes format 2 of format 1, which had no rulings.
func makeRoomForRulings(tx *bbolt.Tx) error {
	return makeBuckets(tx, "rulings", "article_rulings")
}

// makeRoomForSpeakers makes format 3 of format 2, which had neither speakers nor searches
// nor kept values, and did not say with which scheme its history begins.
func makeRoomForSpeakers(tx *bbolt.Tx) error {
	if err := makeBuckets(tx, "speakers", "searches", "kept"); err != nil {
		return err
	}
	return renewScheme(tx)
}

// nothing makes format 4 of format 3, which had neither batches nor gold nor extras: a program
// that knows only that would lose them.
func nothing(*bbolt.Tx) error { return nil }

// makeRoomForRevisions makes format 5 of format 4, which did not say when a text came in and after
// which, could not find an article by its address, and knew no feeds.
func makeRoomForRevisions(tx *bbolt.Tx) error {
	if err := makeBuckets(tx, "revisions", "known", "feeds", "feed_entries"); err != nil {
		return err
	}
	if err := knowAll(tx); err != nil {
		return err
	}
	came, err := howTextsCame(tx)
	if err != nil {
		return err
	}
	return under(in(tx, "bodies"), nil, func(k, v []byte) error {
		b, err := openBody(k, v)
		if err != nil {
			return err
		}
		r := came[string(k)]
		r.sentences, r.hash = len(b.Sentences), hashKey(annotate.Article{Hash: annotate.Hash(b.Text)})
		return in(tx, "revisions").Put(k, seal(k, r.payload()))
	})
}

// knowAll makes the index of what is known. The keys go in in their order: in a transaction the
// others would all be put in between, which takes time as the square of their number.
func knowAll(tx *bbolt.Tx) error {
	var keys [][]byte
	err := under(in(tx, "articles"), nil, func(k, v []byte) error {
		a, err := openRecord[annotate.Article](k, v)
		keys = append(keys, knownKeys(a)...)
		return err
	})
	if err != nil {
		return err
	}
	slices.SortFunc(keys, bytes.Compare)
	known := in(tx, "known")
	known.FillPercent = 1
	for _, key := range keys {
		if err := known.Put(key, seal(key, nil)); err != nil {
			return err
		}
	}
	return nil
}

// howTextsCame is when each text came in and after which, by its key, as the history has it.
func howTextsCame(tx *bbolt.Tx) (map[string]revision, error) {
	came := map[string]revision{}
	return came, under(in(tx, "history"), nil, func(k, v []byte) error {
		e, err := openRecord[entry](k, v)
		if err != nil || e.Change.Undoes != 0 {
			return err
		}
		for _, x := range e.Change.Edits {
			if x.Article == nil || x.Article.After == nil {
				continue
			}
			r, after := revision{at: e.Change.At, format: x.Article.After.Format, cleaned: x.Article.After.Cleaned}, *x.Article.After
			if was := x.Article.Before; was == nil {
				r.at = cmp.Or(after.Added, r.at)
			} else if r.before = was.Revision; r.before >= after.Revision {
				continue
			}
			if key := string(bodyKey(after.ID, after.Revision)); came[key].at.IsZero() {
				came[key] = r
			}
		}
		return nil
	})
}

func makeBuckets(tx *bbolt.Tx, names ...string) error {
	for _, name := range names {
		if _, err := tx.CreateBucket([]byte(name)); err != nil {
			return err
		}
	}
	return nil
}

// settle makes a new library of an empty file, and one of this format of an older one.
func (s *Store) settle(o Options) error {
	f := thisFormat()
	if o.format != nil {
		f = *o.format
	}
	var have uint64
	err := s.db.View(func(tx *bbolt.Tx) (err error) {
		have, err = version(tx)
		return err
	})
	switch {
	case err != nil:
		return err
	case have == 0 && o.ReadOnly:
		return fmt.Errorf("%w: nothing is in it", ErrNotALibrary)
	case have == 0:
		if err := s.db.Update(create); err != nil {
			return err
		}
		syncFolder(s.path)
	case have > f.version:
		return fmt.Errorf("%w: its format is %d, this program knows %d", ErrNewer, have, f.version)
	case have < f.version && o.ReadOnly:
		return fmt.Errorf("%w: its format is %d", ErrOlder, have)
	case have < f.version:
		if err := s.migrate(have, f); err != nil {
			return err
		}
	}
	return s.db.View(complete)
}

// migrate backs the library up beside itself and then takes every step in one
// transaction: a failure leaves the file as it was.
func (s *Store) migrate(have uint64, f format) error {
	backup := fmt.Sprintf("%s.format-%d-%s", s.path, have, s.now().UTC().Format("20060102T150405"))
	if err := s.backup(backup); err != nil {
		return fmt.Errorf("back up format %d to %q: %w", have, backup, plain(err))
	}
	return s.db.Update(func(tx *bbolt.Tx) error {
		for v := have; v < f.version; v++ {
			step, ok := f.steps[v]
			if !ok {
				return fmt.Errorf("no way is known from format %d to %d", v, v+1)
			}
			if err := step(tx); err != nil {
				return fmt.Errorf("migrate from format %d: %w", v, err)
			}
		}
		return putNumber(tx, versionKey, f.version)
	})
}

// complete says whether every bucket is there, so that nobody need ask again.
func complete(tx *bbolt.Tx) error {
	for _, name := range bucketNames() {
		if in(tx, name) == nil {
			return fmt.Errorf("%w: the bucket %s is missing", ErrDamaged, name)
		}
	}
	return nil
}
