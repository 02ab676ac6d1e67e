package annotate

import (
	"cmp"
	"maps"

	"slices"
)

// Reading is one article as one annotator reads it by one scheme: the text, and what
// the annotator has said so far. It makes changes; it does not store them.
type Reading struct {
	Article   Article
	Body      Body
	Scheme    Scheme
	Annotator string
	said      map[ID]Annotation
	sentence  map[int]ID // sentence number → its annotation
	spanEdits int
	gold      map[int]Annotation // by sentence, of another annotator's reading
	goldSpans map[ID]Annotation
	orphans   map[ID]Annotation // what the annotator says of older texts
	inOrder   []Annotation      // Orphans; nil where they changed since it was asked for
	others    map[ID]Annotation // what is said of older texts otherwise
}

// NewReading puts an article, its text and its annotations together. Annotations of
// other annotators, schemes or articles are left out; of gold it is known what it says
// (WithGold), and what is said of older texts is kept apart (Orphans, OrphansElsewhere).
func NewReading(a Article, b Body, scheme Scheme, annotator string, said []Annotation) *Reading {
	r := &Reading{Article: a, Body: b, Scheme: scheme, Annotator: annotator, said: map[ID]Annotation{}, sentence: map[int]ID{}, gold: map[int]Annotation{}, goldSpans: map[ID]Annotation{}, orphans: map[ID]Annotation{}, others: map[ID]Annotation{}}
	for _, x := range said {
		r.put(x)
	}
	return r
}

// Clone is a copy that stays as it is when the reading changes: for work in the background.
func (r *Reading) Clone() *Reading {
	out := *r
	out.said, out.sentence, out.gold, out.goldSpans = maps.Clone(r.said), maps.Clone(r.sentence), maps.Clone(r.gold), maps.Clone(r.goldSpans)
	out.orphans, out.others = maps.Clone(r.orphans), maps.Clone(r.others)
	return &out
}

func (r *Reading) put(x Annotation) {
	switch {
	case x.OrphanOf(r.Article):
		if x.Annotator == r.Annotator && x.Scheme == r.Scheme.Name {
			r.orphans[x.ID], r.inOrder = x, nil
		} else {
			r.others[x.ID] = x
		}
		return
	case x.Article != r.Article.ID || x.Annotator != r.Annotator && x.Annotator != Gold || x.Scheme != r.Scheme.Name:
		return
	case x.Revision != r.Article.Revision:
		return
	}
	if x.Annotator != r.Annotator {
		if x.Sentence >= 0 {
			r.gold[x.Sentence] = x
		} else {
			r.goldSpans[x.ID] = x
		}
		return
	}
	r.said[x.ID] = x
	if x.Sentence >= 0 {
		r.sentence[x.Sentence] = x.ID
	} else {
		r.spanEdits++
	}
}

func (r *Reading) remove(x Annotation) {
	if _, is := r.orphans[x.ID]; is {
		delete(r.orphans, x.ID)
		r.inOrder = without(r.inOrder, x.ID)
	}
	if delete(r.others, x.ID); x.Revision != r.Article.Revision {
		return
	}
	if r.gold[x.Sentence].ID == x.ID {
		delete(r.gold, x.Sentence)
	}
	delete(r.goldSpans, x.ID)
	if x.Sentence < 0 {
		r.spanEdits++
	}
	delete(r.said, x.ID)
	if r.sentence[x.Sentence] == x.ID {
		delete(r.sentence, x.Sentence)
	}
}

// Sentence is what is said of sentence n; ok is false where nothing is.
func (r *Reading) Sentence(n int) (a Annotation, ok bool) {
	a, ok = r.said[r.sentence[n]]
	return a, ok
}

// Annotations is all that is said, in the order of the text.
func (r *Reading) Annotations() []Annotation {
	return slices.SortedFunc(maps.Values(r.said), byPlace)
}

func byPlace(a, b Annotation) int {
	return cmp.Or(cmp.Compare(a.Span.Start, b.Span.Start), cmp.Compare(b.Span.End, a.Span.End), cmp.Compare(a.ID, b.ID))
}

// Apply makes the edits that are about this reading, and says whether any was.
func (r *Reading) Apply(edits []Edit) bool {
	mine := false
	for _, e := range edits {
		if a := e.Article; a != nil && a.After != nil && a.After.ID == r.Article.ID {
			mine = true
			if a.After.Revision == r.Article.Revision { // else it has another text, which is to be read first
				r.Article = *a.After
			}
		}
		if e.Annotation == nil {
			continue
		}
		if x := e.Annotation.Before; x != nil && x.Article == r.Article.ID {
			r.remove(*x)
			mine = true
		}
		if x := e.Annotation.After; x != nil && x.Article == r.Article.ID {
			r.put(*x)
			mine = true
		}
	}
	return mine
}

// Progress counts the reading's sentences: labelled, and by label; skipped and flagged.
func (r *Reading) Progress() Progress {
	p := Progress{Sentences: len(r.Body.Sentences)}
	for _, id := range r.sentence {
		p.Count(r.said[id], 1)
	}
	return p
}

// Done says whether sentence n needs no more labels: it has one, or is to be skipped; by a
// scheme for words only, where words in it are labelled.
func (r *Reading) Done(n int) bool {
	if a, ok := r.Sentence(n); ok && a.Rated() {
		return true
	}
	return r.Scheme.BySpans() && n < len(r.Body.Sentences) &&
		slices.ContainsFunc(r.Spans(r.Body.Sentences[n]), Annotation.Rated)
}

// Undone is the nearest sentence after from (before it with a negative step) that is not
// done, going round at the end; ok is false where all are done.
func (r *Reading) Undone(from, step int) (n int, ok bool) {
	count := len(r.Body.Sentences)
	for k := 1; k <= count; k++ {
		n = ((from+k*step)%count + count) % count
		if !r.Done(n) {
			return n, true
		}
	}
	return from, false
}

// At is what is said of a target; ok is false where nothing is.
func (r *Reading) At(t Target) (a Annotation, ok bool) {
	if t.Sentence >= 0 {
		return r.Sentence(t.Sentence)
	}
	for _, a := range r.said {
		if a.Sentence < 0 && a.Span == t.Span {
			return a, true
		}
	}
	return Annotation{}, false
}

// Spans is what is said of spans that overlap s, in the order of the text, longer ones first.
func (r *Reading) Spans(s Span) (out []Annotation) {
	for _, a := range r.said {
		if a.Sentence < 0 && a.Span.Overlaps(s) {
			out = append(out, a)
		}
	}
	slices.SortFunc(out, byPlace)
	return out
}

// SpanEdits counts the edits of what is said of spans. Where it is what it was, so are they.
func (r *Reading) SpanEdits() int { return r.spanEdits }
