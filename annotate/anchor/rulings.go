package anchor

import (
	"context"
	"slices"

	"rashomon/annotate"
)

// Rulings is the edits with which rulings on places of one text follow it to another, and how
// many stay on the older text, because one of their places is nowhere in the newer. A ruling is
// named by its places, so each that follows goes, and another comes; of those that become one,
// the one that was made last.
func Rulings(from, to annotate.Arrival, all []annotate.Ruling) (edits []annotate.Edit, stay int) {
	edits, stay, _ = newCrossing(from, to).rulings(context.Background(), all)
	return edits, stay
}

func (c *crossing) rulings(ctx context.Context, all []annotate.Ruling) (edits []annotate.Edit, stay int, err error) {
	var after []annotate.Ruling
	for _, r := range all {
		if err := ctx.Err(); err != nil {
			return nil, 0, err
		}
		places, concerned, ok := c.places(r.Places)
		if !concerned {
			continue
		}
		y := annotate.NewRuling(r.On, r.Stands, r.About, r.Text, r.By, r.Made, places...)
		if !ok || y.Check() != nil || slices.ContainsFunc(all, func(x annotate.Ruling) bool { return x.ID == y.ID }) {
			stay++
			continue
		}
		edits = append(edits, annotate.Edit{Ruling: &annotate.Replaced[annotate.Ruling]{Before: &r}})
		if i := slices.IndexFunc(after, func(x annotate.Ruling) bool { return x.ID == y.ID }); i < 0 {
			after = append(after, y)
		} else if !y.Made.Before(after[i].Made) {
			after[i] = y
		}
	}
	for _, y := range after {
		edits = append(edits, annotate.Edit{Ruling: &annotate.Replaced[annotate.Ruling]{After: &y}})
	}
	return edits, stay, nil
}

// places is where places stand when those in the older text have followed it. Concerned says
// that there are such, ok that each of them was found.
func (c *crossing) places(places []annotate.Place) (out []annotate.Place, concerned, ok bool) {
	out, ok = slices.Clone(places), true
	for i, p := range out {
		if p.Article != c.from.Article.ID || p.Revision != c.from.Article.Revision {
			continue
		}
		concerned = true
		if p.Check(c.from.Body) != nil {
			return out, true, false
		}
		found, is := c.place(p)
		if !is {
			return out, true, false
		}
		out[i] = found
	}
	return out, concerned, ok
}

// place is where a place stands: a sentence as the sentence that stands there, a value as
// itself.
func (c *crossing) place(p annotate.Place) (annotate.Place, bool) {
	whole := p.Span == c.from.Body.Sentences[p.Sentence]
	x := annotate.Annotation{Sentence: -1, Span: p.Span}
	if whole {
		x.Sentence = p.Sentence
	}
	target := c.target(x).Target
	if !target.In(c.to.Body) || whole && target.Sentence < 0 {
		return p, false
	}
	n, span := target.Sentence, target.Where(c.to.Body)
	if n < 0 {
		n = annotate.SentenceAt(c.to.Body.Sentences, span.Start)
	}
	p = annotate.PlaceOf(c.to.Article, c.to.Body, n, span)
	return p, p.Check(c.to.Body) == nil
}
