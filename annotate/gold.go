package annotate

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"
)

// WithGold is all that is said, and what gold says, in no order; nothing where there is no gold.
func (r *Reading) WithGold() []Annotation {
	if len(r.gold)+len(r.goldSpans) == 0 {
		return nil
	}
	return slices.Concat(slices.Collect(maps.Values(r.said)), slices.Collect(maps.Values(r.gold)), slices.Collect(maps.Values(r.goldSpans)))
}

// AcceptGold says of sentence n, and of words that begin in it, what gold says: what the
// annotator has labelled there otherwise goes, notes stay. Where gold is about words only, the
// labels of the sentence stay too. Ok is false where there is nothing to accept: no gold, or
// it was left open, or the annotator says the same.
func (r *Reading) AcceptGold(n int, now time.Time) (c Change, ok bool) {
	gold, decided := r.gold[n]
	words := r.goldIn(n)
	if !decided && len(words) == 0 || gold.Flag == Flagged || n >= len(r.Body.Sentences) {
		return Change{}, false
	}
	c = Change{At: Instant(now), By: r.Annotator, Article: r.Article.ID}
	take := func(t Target, gold Annotation) {
		made, _ := r.edit(t, now, func(a *Annotation) string {
			a.follow(gold)
			return ""
		})
		c.Edits = append(c.Edits, made.Edits...)
	}
	if decided {
		take(OnSentence(n), gold)
	}
	for _, x := range r.Spans(r.Body.Sentences[n]) {
		if x.Rated() && SentenceAt(r.Body.Sentences, x.Span.Start) == n && !slices.ContainsFunc(words, func(g Annotation) bool { return g.Span == x.Span }) {
			take(x.Target(), Annotation{Sentence: -1})
		}
	}
	for _, g := range words {
		take(g.Target(), g)
	}
	labels, skipped, _ := gold.Rating()
	what := cmp.Or(strings.Join(labels, ", "), "words in it")
	if skipped {
		what = "skipped"
	}
	c.What = OnSentence(n).name(r.Body) + ": as gold has it, " + what
	return c, len(c.Edits) > 0
}

// goldIn is gold of the labelled words that begin in sentence n.
func (r *Reading) goldIn(n int) (out []Annotation) {
	for _, g := range slices.SortedFunc(maps.Values(r.goldSpans), byPlace) {
		if g.Rated() && SentenceAt(r.Body.Sentences, g.Span.Start) == n {
			out = append(out, g)
		}
	}
	return out
}

// follow takes over what gold says of the same target.
func (a *Annotation) follow(gold Annotation) {
	labels, skipped, rated := gold.Rating()
	if wasLabels, wasSkipped, _ := a.Rating(); (rated || gold.Sentence < 0) && (skipped != wasSkipped || !slices.Equal(labels, wasLabels)) {
		a.Labels, a.Origin, a.Score = slices.Clone(labels), Hand, 0
		if a.Flag, a.Reason = Unflagged, ""; skipped {
			a.Flag, a.Reason = Skipped, gold.Reason
		}
	}
	if a.Speaker = gold.Speaker; !maps.Equal(a.Attributes, gold.Attributes) {
		a.Attributes = maps.Clone(gold.Attributes)
	}
}
