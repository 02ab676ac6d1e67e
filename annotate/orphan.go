package annotate

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"
)

// OrphanOf says whether the annotation is about an older text of the article than its newest:
// what it was said of was not found there, and somebody has to say where it belongs.
func (a Annotation) OrphanOf(x Article) bool { return a.Article == x.ID && a.Revision < x.Revision }

// Orphans is what the annotator says, by this scheme, of older texts of the article: of the
// newest of them first, and of each in its order. They are not to be written to: they are
// sorted once.
func (r *Reading) Orphans() []Annotation {
	if r.inOrder == nil && len(r.orphans) > 0 {
		r.inOrder = slices.SortedFunc(maps.Values(r.orphans), func(a, b Annotation) int {
			return cmp.Or(cmp.Compare(b.Revision, a.Revision), byPlace(a, b))
		})
	}
	return r.inOrder
}

// without is another list, without one annotation: sorting again takes longer.
func without(all []Annotation, id ID) []Annotation {
	i := slices.IndexFunc(all, func(x Annotation) bool { return x.ID == id })
	if i < 0 {
		return all
	}
	return slices.Concat(all[:i], all[i+1:])
}

// OrphansElsewhere is how many annotations of older texts of the article are other
// annotators', or the annotator's by another scheme, and whose they are, by name.
func (r *Reading) OrphansElsewhere() (n int, whose []string) {
	for _, x := range r.others {
		name := x.Annotator
		if x.Annotator == r.Annotator {
			name += " by " + x.Scheme
		}
		whose = append(whose, name)
	}
	slices.Sort(whose)
	return len(r.others), slices.Compact(whose)
}

// OrphanCount is how many Orphans there are.
func (r *Reading) OrphanCount() int { return len(r.orphans) }

// Attach gives an orphan a place in the newest text: it stays the same annotation, with its ID,
// when it was made and how, and was updated now. Ok is false where it is no orphan of the
// reading, the text has no such place, or something is said there already, which Unite unites
// with it.
func (r *Reading) Attach(orphan ID, t Target, now time.Time) (c Change, ok bool) {
	x, is := r.orphans[orphan]
	if _, taken := r.At(t); !is || taken || !t.In(r.Body) {
		return Change{}, false
	}
	after := r.attached(x, t, now)
	return r.change(now, fmt.Sprintf("%s: attach what was said of revision %d", t.name(r.Body), x.Revision), replaced(&x, &after)), true
}

// Unite makes what an orphan says, and what is said of the place already, one annotation, as
// Recut does with sentences that are joined: all labels, both notes, the speaker of the one
// that is there. Ok is false where it is no orphan of the reading, or nothing is said there.
func (r *Reading) Unite(orphan ID, t Target, now time.Time) (c Change, ok bool) {
	x, is := r.orphans[orphan]
	there, taken := r.At(t)
	if !is || !taken {
		return Change{}, false
	}
	moved := r.attached(x, t, now)
	after := onSpan(combine([]Annotation{there, moved}), there)
	after.Was = "" // somebody looked at these words
	what := fmt.Sprintf("%s: unite with what was said of revision %d", t.name(r.Body), x.Revision)
	return r.change(now, what, replaced(&there, &after), replaced(&x, nil)), true
}

// Drop takes an orphan out of the library. Ok is false where it is none of the reading.
func (r *Reading) Drop(orphan ID, now time.Time) (c Change, ok bool) {
	x, is := r.orphans[orphan]
	if !is {
		return Change{}, false
	}
	what := fmt.Sprintf("delete what was said of “%s” in revision %d", clipped(x.Quote), x.Revision)
	return r.change(now, what, replaced(&x, nil)), true
}

// attached is an orphan in its new place.
func (r *Reading) attached(x Annotation, t Target, now time.Time) Annotation {
	s := t.Where(r.Body)
	x.Revision, x.Sentence, x.Span, x.Quote, x.Was = r.Article.Revision, t.Sentence, s, r.Body.Text[s.Start:s.End], ""
	if now = Instant(now); now.After(x.Updated) { // a clock that went back does not make it older
		x.Updated = now
	}
	return x
}

// change is the annotator's change of these edits.
func (r *Reading) change(now time.Time, what string, edits ...Edit) Change {
	return Change{At: Instant(now), By: r.Annotator, Article: r.Article.ID, What: what, Edits: edits}
}

func replaced(before, after *Annotation) Edit {
	return Edit{Annotation: &Replaced[Annotation]{Before: before, After: after}}
}

// clipped is words as a line of at most 24 code points.
func clipped(words string) string {
	words = Line(words)
	if _, head := Context(words, Span{}, 24); head != words {
		return head + "…"
	}
	return words
}
