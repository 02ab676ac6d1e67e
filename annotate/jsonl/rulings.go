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
		key := textKey{p.Article, p.Revision, hash}
		where, err := t.find(key)
		if err != nil {
			return r, nil, err
		}
		why := fmt.Errorf("article %s: %w", p.Article, ErrNoArticle)
		if where != nil {
			places[i] = where.place(p, t.cuts[key].Sentences)
			why = places[i].Check(where.body)
		}
		if why != nil {
			return r, fmt.Errorf("ruling %s: %w", r.ID, why), nil
		}
		elsewhere = elsewhere || where.article != p.Article || where.revision != p.Revision || places[i].Span != p.Span
	}
	r.Places = places
	if elsewhere {
		there := annotate.NewRuling(r.On, r.Stands, r.About, r.Text, r.By, r.Made, places...)
		r.ID, r.Places = there.ID, there.Places
	}
	return r, r.Check(), nil
}

// place moves a place to where the library has its text, and to the number of the sentence
// there that has most of it. A place that was all of a sentence, as the file cut the text, is
// all of that one.
func (w *text) place(p annotate.Place, cut []annotate.Span) annotate.Place {
	p.Article, p.Revision = w.article, w.revision
	sentences := w.body.Sentences
	whole := p.Sentence < len(cut) && cut[p.Sentence] == p.Span
	if p.Sentence < len(sentences) && (p.Span == sentences[p.Sentence] || !whole && p.Span.Overlaps(sentences[p.Sentence])) {
		return p
	}
	p.Sentence = -1
	most := 0
	for n, s := range sentences {
		if shared := min(s.End, p.Span.End) - max(s.Start, p.Span.Start); shared > most {
			p.Sentence, most = n, shared
		}
	}
	if whole && p.Sentence >= 0 {
		p.Span, p.Quote = sentences[p.Sentence], w.body.Sentence(p.Sentence)
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
