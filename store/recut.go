package store

import (
	"cmp"
	"fmt"
	"slices"

	"rashomon/annotate"
)

// Recut makes the change with which an article gets the body as its new revision. The text
// is the same, its sentences are others. Errors are those of Apply. Where the article had
// that revision with other sentences once, before that was undone, the next one takes its
// place in the change that is returned.
func (s *Store) Recut(c annotate.Change, article annotate.ID, b annotate.Body) (annotate.Change, error) {
	return s.renew(c, article, b, true)
}

// Rewrite makes the change with which an article gets another text, as its new revision, and
// what is said of it follows: annotations that move have the number of that revision. A text
// that does not say when it came in came when the change was made. Else it is as Recut.
func (s *Store) Rewrite(c annotate.Change, article annotate.ID, b annotate.Body) (annotate.Change, error) {
	return s.renew(c, article, b, false)
}

// RewriteAll is Rewrite of several articles, in order, in one transaction: all of them or none. Each
// is a change of its own.
func (s *Store) RewriteAll(all []annotate.Rewriting) ([]annotate.Change, error) {
	made := make([]annotate.Change, 0, len(all))
	err := s.update("save", func(w *writer) error {
		for _, x := range all {
			c, err := w.renew(x.Change, x.Article, x.Body, false)
			if err == nil {
				c, err = w.record(c)
			}
			if err != nil {
				return err
			}
			made = append(made, c)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return made, nil
}

func (s *Store) renew(c annotate.Change, article annotate.ID, b annotate.Body, sameText bool) (annotate.Change, error) {
	err := s.update("save", func(w *writer) (err error) {
		if c, err = w.renew(c, article, b, sameText); err == nil {
			c, err = w.record(c)
		}
		return err
	})
	return c, err
}

func (w *writer) renew(c annotate.Change, article annotate.ID, b annotate.Body, sameText bool) (annotate.Change, error) {
	fail := func(err error) (annotate.Change, error) {
		return c, fmt.Errorf("%s: %w", annotate.Line(c.What), err)
	}
	i := slices.IndexFunc(c.Edits, func(e annotate.Edit) bool {
		return e.Article != nil && e.Article.Before != nil && e.Article.After != nil && e.Article.After.ID == article
	})
	if i < 0 {
		return fail(fmt.Errorf("article %s: the change has no new revision of it", article))
	}
	before, after := *c.Edits[i].Article.Before, *c.Edits[i].Article.After
	switch {
	case sameText && before.Hash != after.Hash:
		return fail(fmt.Errorf("article %s: the text is another", article))
	case before.Revision >= after.Revision:
		return fail(fmt.Errorf("article %s: revision %d: %w", article, after.Revision, ErrStale))
	case w.in(articlesBucket).Get(idKey(article)) == nil:
		return fail(fmt.Errorf("article %s: %w", article, ErrNotFound))
	}
	if err := checkArrival(after, b); err != nil {
		return fail(err)
	}
	at, wanted := cmp.Or(c.At, w.now()), after.Revision
	if before.Hash != after.Hash && (after.Revised.IsZero() || after.Revised.Equal(before.Revised)) {
		after.Revised = annotate.Instant(at)
	}
	if err := w.keep(&after, b, before.Revision, at); err != nil {
		return fail(err)
	}
	c.Edits = renumbered(c.Edits, article, wanted, after.Revision)
	c.Edits[i].Article = &annotate.Replaced[annotate.Article]{Before: &before, After: &after}
	for _, e := range c.Edits {
		if err := w.edit(e); err != nil {
			return fail(err)
		}
	}
	return c, nil
}

// renumbered is the edits with a revision of an article called by another number.
func renumbered(edits []annotate.Edit, article annotate.ID, from, to int) []annotate.Edit {
	edits = slices.Clone(edits)
	if from == to {
		return edits
	}
	for i, e := range edits {
		switch {
		case e.Article != nil && e.Article.After != nil && e.Article.After.ID == article && e.Article.After.Revision == from:
			after := *e.Article.After
			after.Revision = to
			edits[i].Article = &annotate.Replaced[annotate.Article]{Before: e.Article.Before, After: &after}
		case e.Annotation != nil && e.Annotation.After != nil && e.Annotation.After.Article == article && e.Annotation.After.Revision == from:
			after := *e.Annotation.After
			after.Revision = to
			edits[i].Annotation = &annotate.Replaced[annotate.Annotation]{Before: e.Annotation.Before, After: &after}
		case e.Ruling != nil && e.Ruling.After != nil:
			edits[i].Ruling = &annotate.Replaced[annotate.Ruling]{Before: e.Ruling.Before, After: movedRuling(e.Ruling, article, from, to)}
		}
	}
	return edits
}

// movedRuling is a ruling with the revision called otherwise; one that is new has the ID
// that a ruling on those places has.
func movedRuling(r *annotate.Replaced[annotate.Ruling], article annotate.ID, from, to int) *annotate.Ruling {
	after := *r.After
	places := slices.Clone(after.Places)
	for n, p := range places {
		if p.Article == article && p.Revision == from {
			places[n].Revision = to
		}
	}
	there := annotate.NewRuling(after.On, after.Stands, after.About, after.Text, after.By, after.Made, places...)
	after.Places = there.Places
	if r.Before == nil {
		after.ID = there.ID
	}
	return &after
}
