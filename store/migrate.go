package store

import (
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"go.etcd.io/bbolt"

	"rashomon/annotate"
)

// format is a version of the file's format, and the steps that lead up to it.
type format struct {
	version uint64
	steps   map[uint64]step // step n makes version n into n+1
}

// step is one migration; it moves so that the user sees it move and can stop it.
type step func(*bbolt.Tx, *moving) error

func thisFormat() format {
	return format{version: thisVersion, steps: map[uint64]step{1: makeRoomForRulings, 2: makeRoomForSpeakers, 3: nothing, 4: makeRoomForRevisions}}
}

// makeRoomForRulings makes format 2 of format 1, which had no rulings.
func makeRoomForRulings(tx *bbolt.Tx, _ *moving) error {
	return makeBuckets(tx, "rulings", "article_rulings")
}

// makeRoomForSpeakers makes format 3 of format 2, which had neither speakers nor searches
// nor kept values, and did not say with which scheme its history begins.
func makeRoomForSpeakers(tx *bbolt.Tx, _ *moving) error {
	if err := makeBuckets(tx, "speakers", "searches", "kept"); err != nil {
		return err
	}
	return renewScheme(tx)
}

// nothing makes format 4 of format 3, which had neither batches nor gold nor extras: a program
// that knows only that would lose them.
func nothing(*bbolt.Tx, *moving) error { return nil }

// makeRoomForRevisions makes format 5 of format 4, which did not say when a text came in and after
// which, could not find an article by its address, and knew no feeds.
func makeRoomForRevisions(tx *bbolt.Tx, m *moving) error {
	if err := makeBuckets(tx, "revisions", "known", "feeds", "feed_entries"); err != nil {
		return err
	}
	m.parts = 3
	if err := knowAll(tx, m); err != nil {
		return err
	}
	came, err := howTextsCame(tx, m)
	if err != nil {
		return err
	}
	return m.through(in(tx, "bodies"), func(k, v []byte) error {
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
func knowAll(tx *bbolt.Tx, m *moving) error {
	var keys [][]byte
	err := m.through(in(tx, "articles"), func(k, v []byte) error {
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
func howTextsCame(tx *bbolt.Tx, m *moving) (map[string]revision, error) {
	came := map[string]revision{}
	return came, m.through(in(tx, "history"), func(k, v []byte) error {
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

// settle makes a new library of an empty file if it may, and one of this format of an older one.
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
	case have == 0 && (o.ReadOnly || o.There):
		return fmt.Errorf("%w: nothing is in it", ErrNotALibrary)
	case have == 0:
		if err := s.db.Update(create); err != nil {
			return err
		}
		syncFolder(s.path)
	case have > f.version:
		return fmt.Errorf("%w: its format is %d, this program knows %d", ErrNewer, have, f.version)
	case have < f.version && o.ReadOnly && !s.beside:
		return fmt.Errorf("%w: its format is %d", ErrOlder, have)
	case have < f.version:
		if err := s.migrate(have, f, o); err != nil {
			return err
		}
	}
	return s.db.View(complete)
}

// migrate backs the library up beside itself and then takes every step in one transaction: a failure leaves
// the file as it was, and of the backup nothing, if it is certain that nothing was done. A copy without a name
// needs no backup.
func (s *Store) migrate(have uint64, f format, o Options) error {
	backup, fresh := "", false
	if !s.beside {
		var err error
		if backup, fresh, err = s.backedUp(have, o); err != nil {
			return fmt.Errorf("back up format %d to %q: %w", have, backup, inWords(err))
		}
	}
	begun := false // the commit
	err := s.db.Update(func(tx *bbolt.Tx) error {
		for v := have; v < f.version; v++ {
			step, ok := f.steps[v]
			if !ok {
				return fmt.Errorf("no way is known from format %d to %d", v, v+1)
			}
			if err := step(tx, &moving{ctx: o.context(), tell: s.tell}); err != nil {
				return fmt.Errorf("migrate from format %d: %w", v, err)
			}
		}
		err := putNumber(tx, versionKey, f.version)
		begun = err == nil
		return err
	})
	if err != nil && !begun && fresh {
		os.Remove(backup)
	}
	return err
}

// backedUp is a backup of the library as it stands, of that format: one of an earlier time, if a migration
// failed then and nothing happened since, or else a fresh one.
func (s *Store) backedUp(format uint64, o Options) (path string, fresh bool, err error) {
	stem := fmt.Sprintf("%s.format-%d-", linked(s.path), format)
	files, _ := os.ReadDir(filepath.Dir(stem))
	for _, f := range files {
		if strings.HasPrefix(f.Name(), filepath.Base(stem)) && f.Type().IsRegular() {
			if path := filepath.Join(filepath.Dir(stem), f.Name()); s.isCopy(path, o) {
				return path, false, nil
			}
		}
	}
	path = freeName(stem + stamp(s.now()))
	return path, true, s.backup(o.context(), path, nil, &heldFile{})
}

// isCopy says whether a file holds the same records as the library, and each is sound.
func (s *Store) isCopy(path string, o Options) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	tx, err := s.beginReading()
	if err != nil {
		return false
	}
	defer tx.Rollback()
	there, _, err := stateOf(f)
	if err != nil || there.Tx != uint64(tx.ID()) || pagesSound(f) != nil {
		return false
	}
	return s.sameRecords(o.context(), f, tx) == nil
}

// moving is how far a long step is.
type moving struct {
	ctx         context.Context
	tell        func(what string, done, all int)
	part, parts int
}

// through walks a bucket as one part of the step. How far it is shows in the keys: they begin with
// numbers that are spread evenly, or go up by one.
func (m *moving) through(b *bbolt.Bucket, do func(k, v []byte) error) error {
	const each, of = 256, 1000 // records between two reports; a part is so much
	where := func(k []byte) float64 {
		var n [8]byte
		copy(n[:], k)
		return float64(binary.BigEndian.Uint64(n[:]))
	}
	from, _ := b.Cursor().First()
	to, _ := b.Cursor().Last()
	n := 0
	err := under(b, nil, func(k, v []byte) error {
		if n++; n%each == 0 {
			m.tell("bring the library up to date", m.part*of+int(of*(where(k)-where(from))/(where(to)-where(from)+1)), m.parts*of)
			if err := m.ctx.Err(); err != nil {
				return err
			}
		}
		return do(k, v)
	})
	m.part++
	return err
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
