package store

import (
	"context"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"time"

	"go.etcd.io/bbolt"

	"rashomon/annotate"
)

// WayBack is the change that would make the library what it was after the change numbered
// n; 0 is before the first. Each record is in it once. It has no edits where nothing
// differs. Apply makes it, for whom the caller puts into By. The errors are ErrNotFound where
// there is no such change, and the context's. It takes the memory of the records that have changed since, and
// the time of reading all changes since; progress is told how many of them are read.
func (s *Store) WayBack(ctx context.Context, n uint64, progress func(done, all int)) (annotate.Change, error) {
	c := annotate.Change{What: fmt.Sprintf("go back to change %d", n)}
	err := s.view("way back", func(tx *bbolt.Tx) error {
		w := newWay()
		history := in(tx, historyBucket).Cursor()
		k, v := history.Last()
		if n > 0 && (k == nil || n > uint64(keyID(k))) {
			return fmt.Errorf("change %d: %w", n, ErrNotFound)
		}
		all := 0
		if k != nil {
			all = int(uint64(keyID(k)) - n)
		}
		for done := 0; k != nil && uint64(keyID(k)) > n; k, v = history.Prev() {
			if err := ctx.Err(); err != nil {
				return err
			}
			e, err := openRecord[entry](k, v)
			if err != nil {
				return err
			}
			for _, x := range slices.Backward(e.Change.Edits) {
				w.edit(x)
			}
			done++
			progress(done, all)
		}
		c.Edits = w.edits()
		return ctx.Err()
	})
	if err != nil {
		return annotate.Change{}, err
	}
	return c, nil
}

// GoBack makes the library what it was after the change numbered n, by one change, and returns that; it
// has no edits where nothing differs. Progress is told what is being done, and how far it is. Where the context
// ends before all is on its way to the disk, nothing is changed, and the error is the context's; else the
// errors are those of WayBack and Apply.
func (s *Store) GoBack(ctx context.Context, n uint64, by string, at time.Time, progress func(what string, done, all int)) (annotate.Change, error) {
	c, err := s.WayBack(ctx, n, func(done, all int) { progress("reading the changes", done, all) })
	if err != nil || len(c.Edits) == 0 {
		return c, err
	}
	c.By, c.At = by, at
	err = s.update("save", func(w *writer) error {
		for done, e := range c.Edits {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := w.edit(e); err != nil {
				return fmt.Errorf("%s: %w", c.What, err)
			}
			progress("going back", done+1, len(c.Edits))
		}
		var err error
		if c, err = w.record(c); err == nil {
			err = ctx.Err()
		}
		return err
	})
	if err != nil {
		return annotate.Change{}, err
	}
	return c, nil
}

// way is what a walk back through the history has met.
type way struct {
	annotations met[annotate.Annotation]
	articles    met[annotate.Article]
	stories     met[annotate.Story]
	schemes     met[annotate.Scheme]
	rulings     met[annotate.Ruling]
	speakers    met[annotate.Speaker]
	searches    met[annotate.Search]
}

func newWay() way {
	return way{
		annotations: met[annotate.Annotation]{}, articles: met[annotate.Article]{}, stories: met[annotate.Story]{}, schemes: met[annotate.Scheme]{},
		rulings: met[annotate.Ruling]{}, speakers: met[annotate.Speaker]{}, searches: met[annotate.Search]{},
	}
}

func (w way) edit(e annotate.Edit) {
	w.annotations.add(e.Annotation, func(a *annotate.Annotation) []byte { return pairKey(a.Article, a.ID) }) // wherever its span starts
	w.articles.add(e.Article, func(a *annotate.Article) []byte { return idKey(a.ID) })
	w.stories.add(e.Story, func(s *annotate.Story) []byte { return idKey(s.ID) })
	w.schemes.add(e.Scheme, func(s *annotate.Scheme) []byte { return []byte(s.Name) })
	w.rulings.add(e.Ruling, func(r *annotate.Ruling) []byte { return idKey(r.ID) })
	w.speakers.add(e.Speaker, speakerKey)
	w.searches.add(e.Search, searchKey)
}

// edits is the way back in an order in which the store can go it, and turned round the way
// forth: what is said goes before what it is said of, and comes after it.
func (w way) edits() (out []annotate.Edit) {
	annotation := func(r *annotate.Replaced[annotate.Annotation]) annotate.Edit { return annotate.Edit{Annotation: r} }
	article := func(r *annotate.Replaced[annotate.Article]) annotate.Edit { return annotate.Edit{Article: r} }
	story := func(r *annotate.Replaced[annotate.Story]) annotate.Edit { return annotate.Edit{Story: r} }
	scheme := func(r *annotate.Replaced[annotate.Scheme]) annotate.Edit { return annotate.Edit{Scheme: r} }
	ruling := func(r *annotate.Replaced[annotate.Ruling]) annotate.Edit { return annotate.Edit{Ruling: r} }
	speaker := func(r *annotate.Replaced[annotate.Speaker]) annotate.Edit { return annotate.Edit{Speaker: r} }
	search := func(r *annotate.Replaced[annotate.Search]) annotate.Edit { return annotate.Edit{Search: r} }

	const goes, stays = true, false
	out = w.annotations.edits(out, goes, annotation)
	out = w.rulings.edits(out, goes, ruling)
	out = w.speakers.edits(out, goes, speaker)
	out = w.searches.edits(out, goes, search)
	out = w.stories.edits(out, stays, story)
	out = w.schemes.edits(out, stays, scheme)
	out = w.articles.edits(out, stays, article)
	out = w.annotations.edits(out, stays, annotation)
	out = w.rulings.edits(out, stays, ruling)
	out = w.speakers.edits(out, stays, speaker)
	out = w.searches.edits(out, stays, search)
	out = w.articles.edits(out, goes, article)
	out = w.stories.edits(out, goes, story)
	return w.schemes.edits(out, goes, scheme)
}

// met is the records of one kind that a walk back has met, by key: Before as they stand
// now, After as they were at the oldest change that was met.
type met[T any] map[string]*annotate.Replaced[T]

func (m met[T]) add(r *annotate.Replaced[T], key func(*T) []byte) {
	if r == nil || r.Before == nil && r.After == nil {
		return
	}
	record := either(*r)
	k := string(key(&record))
	if have, ok := m[k]; ok {
		have.After = r.Before
		return
	}
	m[k] = &annotate.Replaced[T]{Before: r.After, After: r.Before}
}

// edits appends the edits of the records that are others then, in the order of their keys,
// which is the quickest: of those that go, or of those that are there then.
func (m met[T]) edits(out []annotate.Edit, goes bool, edit func(*annotate.Replaced[T]) annotate.Edit) []annotate.Edit {
	for _, k := range slices.Sorted(maps.Keys(m)) {
		if r := m[k]; goes == (r.After == nil) && !reflect.DeepEqual(r.Before, r.After) {
			out = append(out, edit(r))
		}
	}
	return out
}
