package store

import (
	"errors"
	"fmt"
	"slices"

	"go.etcd.io/bbolt"

	"rashomon/annotate"
)

// Rulings are those about at least one of the articles, whichever revision of it, each
// once; of no articles they are all there are. They come in the order of their IDs.
func (s *Store) Rulings(articles ...annotate.ID) (rulings []annotate.Ruling, err error) {
	if len(articles) == 0 {
		return many[annotate.Ruling](s, "rulings", rulingsBucket, nil)
	}
	err = s.view("rulings", func(tx *bbolt.Tx) error {
		ids, err := ruled(tx, articles)
		if err != nil {
			return err
		}
		for _, id := range ids {
			r, err := get[annotate.Ruling](in(tx, rulingsBucket), idKey(id))
			if errors.Is(err, ErrNotFound) {
				return damaged(idKey(id), "the ruling is listed and not there")
			}
			if err != nil {
				return err
			}
			rulings = append(rulings, r)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return rulings, nil
}

// ruled is the IDs of the rulings about the articles, in order, each once.
func ruled(tx *bbolt.Tx, articles []annotate.ID) ([]annotate.ID, error) {
	var ids []annotate.ID
	for _, a := range articles {
		err := under(in(tx, articleRulingsBucket), idKey(a), func(k, _ []byte) error {
			if len(k) != 16 {
				return damaged(k, "not an article and a ruling")
			}
			ids = append(ids, keyID(k[8:]))
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids), nil
}

// Ruling is one ruling, or ErrNotFound.
func (s *Store) Ruling(id annotate.ID) (annotate.Ruling, error) {
	return one[annotate.Ruling](s, fmt.Sprintf("ruling %s", id), rulingsBucket, idKey(id))
}

func (w *writer) ruling(r annotate.Replaced[annotate.Ruling]) error {
	id := either(r).ID
	if r.Before != nil && r.After != nil && r.Before.ID != r.After.ID {
		return fmt.Errorf("ruling %s cannot become %s", r.Before.ID, r.After.ID)
	}
	if r.After != nil {
		if err := w.checkRuling(*r.After); err != nil {
			return err
		}
	}
	if err := replace(w.in(rulingsBucket), func(r *annotate.Ruling) []byte { return idKey(r.ID) }, r); err != nil {
		return fmt.Errorf("ruling %s: %w", id, err)
	}
	index := w.in(articleRulingsBucket)
	if r.Before != nil {
		for _, a := range r.Before.Articles() {
			if err := index.Delete(pairKey(a, id)); err != nil {
				return err
			}
		}
	}
	if r.After != nil {
		for _, a := range r.After.Articles() {
			key := pairKey(a, id)
			if err := index.Put(key, seal(key, nil)); err != nil {
				return err
			}
		}
	}
	return nil
}

// checkRuling says what is wrong with a ruling: as such, and in the texts it is about.
func (w *writer) checkRuling(r annotate.Ruling) error {
	if err := r.Check(); err != nil {
		return err
	}
	fail := func(err error) error { return fmt.Errorf("ruling %s: %w", r.ID, err) }
	if err := validText(r.About, r.Text, r.By); err != nil {
		return fail(err)
	}
	for _, p := range r.Places {
		if w.in(articlesBucket).Get(idKey(p.Article)) == nil {
			return fail(fmt.Errorf("article %s: %w", p.Article, ErrNotFound))
		}
		b, err := w.body(p.Article, p.Revision)
		if err != nil {
			return fail(err)
		}
		if err := p.Check(b); err != nil {
			return fail(err)
		}
	}
	return nil
}
