package annotate

import (
	"cmp"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"time"
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
}

// NewReading puts an article, its text and its annotations together. Annotations of
// other annotators, schemes, articles or revisions of the text are left out.
func NewReading(a Article, b Body, scheme Scheme, annotator string, said []Annotation) *Reading {
	r := &Reading{Article: a, Body: b, Scheme: scheme, Annotator: annotator, said: map[ID]Annotation{}, sentence: map[int]ID{}}
	for _, x := range said {
		r.put(x)
	}
	return r
}

// Clone is a copy that stays as it is when the reading changes: for work in the background.
func (r *Reading) Clone() *Reading {
	out := *r
	out.said, out.sentence = maps.Clone(r.said), maps.Clone(r.sentence)
	return &out
}

func (r *Reading) put(x Annotation) {
	if x.Article != r.Article.ID || x.Revision != r.Article.Revision || x.Annotator != r.Annotator || x.Scheme != r.Scheme.Name {
		return
	}
	r.said[x.ID] = x
	if x.Sentence >= 0 {
		r.sentence[x.Sentence] = x.ID
	}
}

func (r *Reading) remove(x Annotation) {
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
	return slices.SortedFunc(maps.Values(r.said), func(a, b Annotation) int {
		return cmp.Or(cmp.Compare(a.Span.Start, b.Span.Start), cmp.Compare(b.Span.End, a.Span.End), cmp.Compare(a.ID, b.ID))
	})
}

// Apply makes the edits that are about this reading, and says whether any was.
func (r *Reading) Apply(edits []Edit) bool {
	mine := false
	for _, e := range edits {
		if e.Article != nil && e.Article.After != nil && e.Article.After.ID == r.Article.ID {
			r.Article, mine = *e.Article.After, true
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

// Done says whether sentence n needs no more labels: it has one, or is to be skipped.
func (r *Reading) Done(n int) bool {
	a, ok := r.Sentence(n)
	return ok && (len(a.Labels) > 0 || a.Flag == Skipped)
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

// Toggle puts the label on sentence n, or takes it off.
func (r *Reading) Toggle(n int, label string, now time.Time) (Change, bool) {
	return r.edit(n, now, func(a *Annotation) string {
		a.Labels, a.Origin = r.Scheme.Toggle(a.Labels, label), Hand
		if a.Has(label) {
			return "label " + label
		}
		return "take off " + label
	})
}

// SetLabels puts exactly these labels, and this speaker unless it is empty, on sentence n.
func (r *Reading) SetLabels(n int, labels []string, speaker string, now time.Time) (Change, bool) {
	return r.edit(n, now, func(a *Annotation) string {
		a.Labels, a.Origin = slices.Clone(labels), Hand
		if speaker != "" {
			a.Speaker = speaker
		}
		return "repeat the labels"
	})
}

// SetSpeaker says who speaks or claims in sentence n; empty for nobody.
func (r *Reading) SetSpeaker(n int, speaker string, now time.Time) (Change, bool) {
	return r.edit(n, now, func(a *Annotation) string {
		a.Speaker = Line(speaker)
		return "speaker " + a.Speaker
	})
}

// SetNote writes a note on sentence n; empty takes it away.
func (r *Reading) SetNote(n int, note string, now time.Time) (Change, bool) {
	return r.edit(n, now, func(a *Annotation) string {
		a.Note = Lines(note)
		return "note"
	})
}

// NextFlag moves the flag of sentence n on: flagged, skipped, none.
func (r *Reading) NextFlag(n int, now time.Time) (Change, bool) {
	return r.edit(n, now, func(a *Annotation) string {
		a.Flag = a.Flag.Next()
		switch a.Flag {
		case Flagged:
			return "flag"
		case Skipped:
			return "skip"
		}
		return "unflag"
	})
}

// Spent adds seconds to what the annotator has spent on the sentence of a change that
// this reading made and did not apply yet.
func (c Change) Spent(seconds float64) Change {
	c.Edits = slices.Clone(c.Edits)
	for i, e := range c.Edits {
		if e.Annotation != nil && e.Annotation.After != nil {
			after := *e.Annotation.After
			after.Seconds = float64(int((after.Seconds+seconds)*10+0.5)) / 10
			c.Edits[i].Annotation = &Replaced[Annotation]{Before: e.Annotation.Before, After: &after}
		}
	}
	return c
}

// edit is the change that does what do says to the annotation of sentence n; ok is false
// where that changes nothing. What do returns names the change.
func (r *Reading) edit(n int, now time.Time, do func(*Annotation) string) (c Change, ok bool) {
	if n < 0 || n >= len(r.Body.Sentences) {
		return Change{}, false
	}
	old, had := r.Sentence(n)
	after := old
	if !had {
		after = SentenceAnnotation(r.Article, r.Body, n, r.Scheme.Name, r.Annotator)
		after.Created = Instant(now)
	}
	after.Labels = slices.Clone(after.Labels)
	what := do(&after)
	if after.Updated = old.Updated; reflect.DeepEqual(after, old) || !had && after.Empty() {
		return Change{}, false
	}
	after.Updated = Instant(now)
	if !after.Updated.After(old.Updated) {
		after.Updated = old.Updated // a clock that went back does not make an edit older
	}
	edit := &Replaced[Annotation]{}
	if had {
		edit.Before = &old
	}
	if !after.Empty() {
		edit.After = &after
	}
	return Change{
		At: Instant(now), By: r.Annotator, Article: r.Article.ID,
		What:  fmt.Sprintf("sentence %d: %s", n+1, what),
		Edits: []Edit{{Annotation: edit}},
	}, true
}

// Progress is how far an annotator has come with an article or a story, in sentences.
type Progress struct {
	Sentences int            `json:"sentences"`
	Labelled  int            `json:"labelled"`
	Skipped   int            `json:"skipped"`
	Flagged   int            `json:"flagged"`
	Labels    map[string]int `json:"labels"`
}

// Count adds an annotation of a sentence, or with by = -1 takes it away. Spans that are
// not whole sentences do not count.
func (p *Progress) Count(a Annotation, by int) {
	if a.Sentence < 0 {
		return
	}
	if len(a.Labels) > 0 {
		p.Labelled += by
	}
	switch a.Flag {
	case Skipped:
		p.Skipped += by
	case Flagged:
		p.Flagged += by
	}
	if p.Labels == nil {
		p.Labels = map[string]int{}
	}
	for _, l := range a.Labels {
		if p.Labels[l] += by; p.Labels[l] == 0 {
			delete(p.Labels, l)
		}
	}
}

// Add adds another progress to this one.
func (p *Progress) Add(q Progress) {
	p.Sentences += q.Sentences
	p.Labelled += q.Labelled
	p.Skipped += q.Skipped
	p.Flagged += q.Flagged
	for l, n := range q.Labels {
		if p.Labels == nil {
			p.Labels = map[string]int{}
		}
		p.Labels[l] += n
	}
}
