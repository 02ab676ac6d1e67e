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
	newCrossing(from, to).follow(mine, map[seat]bool{}, &out)
	return out
}

// follow moves annotations of the older text to seats that are free in the newer.
func (c *crossing) follow(mine []annotate.Annotation, seats map[seat]bool, out *Followed) {
	places := map[annotate.Target]annotate.Target{}
	slices.SortFunc(mine, func(a, b annotate.Annotation) int {
		return cmp.Or(b.Updated.Compare(a.Updated), cmp.Compare(a.Span.Start, b.Span.Start), cmp.Compare(a.ID, b.ID))
	})
	for _, x := range mine {
		place, known := places[x.Target()]
		if !known {
			place = c.target(x)
			places[x.Target()] = place
		}
		s := seat{place, x.Annotator, x.Scheme}
		switch {
		case !place.In(c.to.Body):
			out.Orphans = append(out.Orphans, x)
		case seats[s]:
			out.Met++
			out.Orphans = append(out.Orphans, x)
		default:
			seats[s] = true
			out.Moved = append(out.Moved, moved(x, c.to, place))
		}
	}
	slices.SortFunc(out.Moved, byPlace)
	slices.SortFunc(out.Orphans, byPlace)
}

func byPlace(a, b annotate.Annotation) int {
	return cmp.Or(cmp.Compare(a.Span.Start, b.Span.Start), cmp.Compare(b.Span.End, a.Span.End), cmp.Compare(a.ID, b.ID))
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

// crossing is the way from one text of an article to another.
type crossing struct {
	from, to annotate.Arrival
	old, now *reading
	in       *Text // what now reads
}

func newCrossing(from, to annotate.Arrival) *crossing {
	c := &crossing{from: from, to: to, old: read(from.Body.Text, from.Article.Format), now: read(to.Body.Text, to.Article.Format)}
	c.in = NewText(c.now.text)
	return c
}

// find is where the words at a span of the older text stand in the newer. It is the words that are
// looked for, as they read: marks of Markdown and the ends of lines do not matter. Where the same
// marks stand around them they are of the span.
func (c *crossing) find(s annotate.Span) (annotate.Span, bool) {
	words := c.old.of(s)
	if words.Len() <= 0 { // marks, or white space
		f, ok := NewText(c.now.raw).Find(PassageOf(c.old.raw, s))
		return f.Span, ok
	}
	f, ok := c.in.Find(PassageOf(c.old.text, words))
	if !ok {
		return annotate.Span{}, false
	}
	out, was := c.now.back(f.Span), c.old.back(words)
	marked := annotate.Span{Start: out.Start - (was.Start - s.Start), End: out.End + s.End - was.End}
	if marked.In(c.now.raw) && c.now.raw[marked.Start:marked.End] == c.old.raw[s.Start:s.End] {
		out = marked
	}
	return out, true
}

// target is what an annotation is about in the newer text; the zero span where that is nowhere.
func (c *crossing) target(x annotate.Annotation) annotate.Target {
	found, ok := c.find(x.Span)
	if !ok {
		return annotate.OnSpan(annotate.Span{})
	}
	sentences := c.to.Body.Sentences
	if n := annotate.SentenceAt(sentences, found.Start); x.Sentence >= 0 {
		for ; n < len(sentences) && sentences[n].Start < found.End; n++ {
			s := c.now.of(sentences[n])
			words := c.now.of(found)
			if shared := 2 * (min(s.End, words.End) - max(s.Start, words.Start)); shared > s.Len() && shared > words.Len() {
				return annotate.OnSentence(n)
			}
		}
	}
	return annotate.OnSpan(found)
}
