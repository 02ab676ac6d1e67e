package store

import (
	"cmp"
	"encoding/hex"
	"fmt"

	"go.etcd.io/bbolt"

	"rashomon/annotate"
)

// ByHash is the article whose newest text has this content hash, or ErrNotFound.
func (s *Store) ByHash(hash string) (annotate.Article, error) {
	var a annotate.Article
	err := s.view("find", func(tx *bbolt.Tx) error {
		key, bad := hex.DecodeString(hash)
		v := in(tx, hashIndexBucket).Get(key)
		if bad != nil || v == nil {
			return fmt.Errorf("text %q: %w", hash, ErrNotFound)
		}
		id, err := unseal(key, v)
		if err != nil {
			return err
		}
		a, err = get[annotate.Article](in(tx, articlesBucket), id)
		return err
	})
	return a, err
}

// Revise gives articles that are in the library a newer text each, as one change: all or
// none. The older text stays in the file, with the annotations that are about it. It
// returns ErrNotFound where there is no such article, and ErrStale where the arrival's
// revision is not newer than what the library has. A revision that the article had with
// another text, before that was undone, becomes the next one. A text that does not say when it
// came in came now.
func (s *Store) Revise(arrivals []annotate.Arrival, by, what string) error {
	return s.update("revise", func(w *writer) error {
		c := annotate.Change{By: by, What: what}
		for _, x := range arrivals {
			e, err := w.revise(x)
			if err != nil {
				return fmt.Errorf("%q: %w", x.Article.Title, err)
			}
			c.Edits = append(c.Edits, e)
		}
		if len(c.Edits) == 0 {
			return nil
		}
		_, err := w.record(c)
		return err
	})
}

func (w *writer) revise(x annotate.Arrival) (annotate.Edit, error) {
	a, b := x.Article, x.Body
	if err := checkArrival(a, b); err != nil {
		return annotate.Edit{}, err
	}
	before, err := get[annotate.Article](w.in(articlesBucket), idKey(a.ID))
	if err != nil {
		return annotate.Edit{}, err
	}
	if before.Revision >= a.Revision {
		return annotate.Edit{}, fmt.Errorf("revision %d: %w", a.Revision, ErrStale)
	}
	if a.Hash != before.Hash && (a.Revised.IsZero() || a.Revised.Equal(before.Revised)) {
		a.Revised = annotate.Instant(w.now())
	}
	if err := w.keep(&a, b, before.Revision, cmp.Or(a.Revised, a.Added)); err != nil {
		return annotate.Edit{}, err
	}
	e := annotate.Edit{Article: &annotate.Replaced[annotate.Article]{Before: &before, After: &a}}
	return e, w.edit(e)
}
