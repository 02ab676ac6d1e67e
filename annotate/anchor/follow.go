package anchor

import (
	"cmp"
	"slices"

	"rashomon/annotate"
)

// Followed is what became of what was said of a text when that changed. Nothing is lost:
// each annotation is in one of both.
type Followed struct {
	Moved   []annotate.Annotation // to the newer text, in its order
	Orphans []annotate.Annotation // as they were, on the older one
	Met     int                   // of the orphans: found a place that has a later one
}

// Follow is what is said of one text, said of another: of the article and revision of that. The
// annotations keep their IDs and times. What was said of a sentence is said of the sentence
// that stands where it is found, if more than half of each is the other's; else of those words.
// Of two that come to one seat, the later moves there, and the other stays an orphan. Where
// the text is the same and only its sentences are others it is annotate.Follow, and there are
// no orphans. Annotations that are not of the older text are orphans.
func Follow(from, to annotate.Arrival, said []annotate.Annotation) (out Followed) {
	var mine []annotate.Annotation
	for _, x := range said {
		if x.Article == from.Article.ID && x.Revision == from.Article.Revision && x.Check(from.Body) == nil {
			mine = append(mine, x)
		} else {
			out.Orphans = append(out.Orphans, x)
		}
	}
	if from.Body.Text == to.Body.Text {
		out.Moved = annotate.Follow(from.Article, to.Article, from.Body, to.Body, mine)
		return out
	}
	t, places, seats := NewText(to.Body.Text), map[annotate.Target]annotate.Target{}, map[seat]bool{}
	slices.SortFunc(mine, func(a, b annotate.Annotation) int {
		return cmp.Or(b.Updated.Compare(a.Updated), cmp.Compare(a.Span.Start, b.Span.Start), cmp.Compare(a.ID, b.ID))
	})
	for _, x := range mine {
		place, known := places[x.Target()]
		if !known {
			place = t.target(from.Body, to.Body, x)
			places[x.Target()] = place
		}
		s := seat{place, x.Annotator, x.Scheme}
		switch {
		case !place.In(to.Body):
			out.Orphans = append(out.Orphans, x)
		case seats[s]:
			out.Met++
			out.Orphans = append(out.Orphans, x)
		default:
			seats[s] = true
			out.Moved = append(out.Moved, moved(x, to, place))
		}
	}
	byPlace := func(a, b annotate.Annotation) int {
		return cmp.Or(cmp.Compare(a.Span.Start, b.Span.Start), cmp.Compare(b.Span.End, a.Span.End), cmp.Compare(a.ID, b.ID))
	}
	slices.SortFunc(out.Moved, byPlace)
	slices.SortFunc(out.Orphans, byPlace)
	return out
}

// seat is what holds one annotation at most.
type seat struct {
	annotate.Target
	annotator, scheme string
}

func moved(x annotate.Annotation, to annotate.Arrival, t annotate.Target) annotate.Annotation {
	x.Article, x.Revision = to.Article.ID, to.Article.Revision
	x.Sentence, x.Span = t.Sentence, t.Where(to.Body)
	x.Quote = to.Body.Text[x.Span.Start:x.Span.End]
	return x
}

// target is what an annotation is about in the newer text; the zero span where that is nowhere.
func (t *Text) target(from, to annotate.Body, x annotate.Annotation) annotate.Target {
	f, ok := t.Find(PassageOf(from.Text, x.Span))
	if !ok {
		return annotate.OnSpan(annotate.Span{})
	}
	if n := annotate.SentenceAt(to.Sentences, f.Span.Start); x.Sentence >= 0 {
		for ; n < len(to.Sentences) && to.Sentences[n].Start < f.Span.End; n++ {
			s := to.Sentences[n]
			if shared := 2 * (min(s.End, f.Span.End) - max(s.Start, f.Span.Start)); shared > s.Len() && shared > f.Span.Len() {
				return annotate.OnSentence(n)
			}
		}
	}
	return annotate.OnSpan(f.Span)
}
