package jsonl

import (
	"fmt"
	"reflect"
	"slices"

	"rashomon/annotate"
)

func (t *taking) ruling(rec Record, r annotate.Ruling) error {
	c := &t.out.Outcome.Rulings
	r, why, err := t.seat(rec, r)
	if err != nil {
		return err
	}
	if why != nil {
		c.Refused++
		t.refuse(rec, "ruling", why)
		return nil
	}
	old, have := t.rulings[r.ID]
	if !have {
		if old, have, err = t.held.Ruling(r.ID); err != nil {
			return err
		}
	}
	switch {
	case have && sameRuling(old, r):
		c.Same++
	case have && !r.Made.After(old.Made):
		c.Kept++
	case have:
		c.Changed++
		t.rule(&annotate.Replaced[annotate.Ruling]{Before: &old, After: &r})
	default:
		c.Added++
		t.rule(&annotate.Replaced[annotate.Ruling]{After: &r})
	}
	return nil
}

func (t *taking) rule(r *annotate.Replaced[annotate.Ruling]) {
	t.rulings[r.After.ID] = *r.After
	t.out.Rulings = append(t.out.Rulings, annotate.Edit{Ruling: r})
}

// seat moves a ruling to where the library has its texts. Why says where it does not stand.
func (t *taking) seat(rec Record, r annotate.Ruling) (moved annotate.Ruling, why, err error) {
	places := slices.Clone(r.Places)
	elsewhere := false
	for i, p := range places {
		hash := ""
		if i < len(rec.Hashes) {
			hash = rec.Hashes[i]
		}
		where, err := t.find(textKey{p.Article, p.Revision, hash})
		if err != nil {
			return r, nil, err
		}
		why := fmt.Errorf("article %s: %w", p.Article, ErrNoArticle)
		if where != nil {
			places[i] = where.place(p)
			why = places[i].Check(where.body)
		}
		if why != nil {
			return r, fmt.Errorf("ruling %s: %w", r.ID, why), nil
		}
		elsewhere = elsewhere || where.article != p.Article || where.revision != p.Revision
	}
	r.Places = places
	if elsewhere {
		there := annotate.NewRuling(r.On, r.Stands, r.About, r.Text, r.By, r.Made, places...)
		r.ID, r.Places = there.ID, there.Places
	}
	return r, r.Check(), nil
}

// place moves a place to where the library has its text, and to the number of the sentence
// there that it is in: the first, where the library cut the text differently.
func (w *text) place(p annotate.Place) annotate.Place {
	p.Article, p.Revision = w.article, w.revision
	if p.Sentence >= len(w.body.Sentences) || !p.Span.Overlaps(w.body.Sentences[p.Sentence]) {
		p.Sentence = slices.IndexFunc(w.body.Sentences, p.Span.Overlaps)
	}
	return p
}

// sameRuling says whether two rulings say the same of the same places, at the same time.
func sameRuling(a, b annotate.Ruling) bool {
	if a.Made.Equal(b.Made) {
		a.Made = b.Made
	}
	return reflect.DeepEqual(a, b)
}
