package annotate

import (
	"maps"
	"slices"
)

// Decided is what was decided of sentence n: gold, which is empty where nobody has decided, or
// left it open. It differs where the annotator has labelled or skipped the sentence and said
// otherwise: of the sentence, its speaker or attributes, or of the words in it.
func (r *Reading) Decided(n int) (gold Annotation, differs bool) {
	gold = r.gold[n]
	mine, _ := r.Sentence(n)
	switch {
	case gold.Empty() || gold.Flag == Flagged || !r.Done(n):
		return gold, false
	case (gold.Flag == Skipped) != (mine.Flag == Skipped), gold.Flag != Skipped && !sameLabels(gold, mine):
		return gold, true
	case gold.Speaker != "" && gold.Speaker != mine.Speaker, !maps.Equal(gold.Attributes, mine.Attributes):
		return gold, true
	}
	return gold, n < len(r.Body.Sentences) && !r.sameSpans(r.Body.Sentences[n])
}

// sameSpans says whether gold has the spans that begin in a sentence as the annotator has them.
func (r *Reading) sameSpans(sentence Span) bool {
	in := func(a Annotation) bool { return !sentence.Holds(a.Span.Start) || len(a.Labels) == 0 }
	mine := slices.DeleteFunc(r.Spans(sentence), in)
	gold := slices.DeleteFunc(slices.SortedFunc(maps.Values(r.goldSpans), byPlace), in)
	return slices.EqualFunc(mine, gold, func(a, b Annotation) bool { return a.Span == b.Span && sameLabels(a, b) })
}

func sameLabels(a, b Annotation) bool {
	return len(a.Labels) == len(b.Labels) && !slices.ContainsFunc(a.Labels, func(l string) bool { return !b.Has(l) })
}
