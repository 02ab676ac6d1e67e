package anchor

import (
	"cmp"
	"context"
	"slices"

	"rashomon/annotate"
)

// Followed is what became of what was said of a text when that changed. Nothing is lost:
// each annotation is in one of both.
type Followed struct {
	Moved   []annotate.Annotation // to the newer text, in its order
	Orphans []annotate.Annotation // as they were, on the older one
	Met     int                   // of the orphans: found a place that another fits better
}

// Follow is what is said of one text, said of another: of the article and revision of that. The
// annotations keep their IDs and times. What was said of a sentence is said of the sentence
// that stands where it is found, if more than half of each is the other's; else of those words.
// Of two that come to one seat that one moves there which fits better, and the other stays an
// orphan: first what stands there word for word, then that for which more speaks, then the
// later. Where the text is the same and only its sentences are others it is annotate.Follow, and
// there are no orphans. Annotations that are not of the older text are orphans.
func Follow(from, to annotate.Arrival, said []annotate.Annotation) (out Followed) {
	if from.Body.Text == to.Body.Text {
		mine := slices.DeleteFunc(slices.Clone(said), func(x annotate.Annotation) bool { return !of(x, from) })
		out.Moved = annotate.Follow(from.Article, to.Article, from.Body, to.Body, mine)
		for _, x := range said {
			if !of(x, from) {
				out.Orphans = append(out.Orphans, x)
			}
		}
		return out
	}
	c := newCrossing(from, to)
	wishes, err := c.wishes(context.Background(), said)
	if err != nil { // which no context that never ends gives
		return Followed{Orphans: slices.Clone(said)}
	}
	return seated(wishes)
}

// of says whether an annotation is one of the text.
func of(x annotate.Annotation, a annotate.Arrival) bool {
	return x.Article == a.Article.ID && x.Revision == a.Article.Revision && x.Check(a.Body) == nil
}

// fit is where a target of the older text is in the newer, and how well it fits there.
type fit struct {
	annotate.Target // not in the newer text where it is nowhere
	exact           bool
	score           float64
}

// wish is an annotation, and where it would stand in the newer text.
type wish struct {
	before, after annotate.Annotation
	fit
	found bool
}

// wishes is where each of the annotations would stand. What is not of the older text is found
// nowhere. The context's error is that where it ends before.
func (c *crossing) wishes(ctx context.Context, said []annotate.Annotation) (out []wish, err error) {
	for _, x := range said {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		w := wish{before: x}
		if of(x, c.from) {
			w.fit = c.target(x)
			if w.found = w.In(c.to.Body); w.found {
				w.after = c.moved(x, w.Target)
			}
		}
		out = append(out, w)
	}
	return out, nil
}

// seated gives each seat of the newer text to the annotation that fits it best.
func seated(wishes []wish) (out Followed) {
	slices.SortFunc(wishes, func(a, b wish) int {
		return cmp.Or(soFirst(a.exact, b.exact), cmp.Compare(b.before.Revision, a.before.Revision), cmp.Compare(b.score, a.score),
			b.before.Updated.Compare(a.before.Updated), byPlace(a.before, b.before))
	})
	seats := map[seat]bool{}
	for _, w := range wishes {
		s := seat{w.Target, w.before.Annotator, w.before.Scheme}
		switch {
		case !w.found:
			out.Orphans = append(out.Orphans, w.before)
		case seats[s]:
			out.Met++
			out.Orphans = append(out.Orphans, w.before)
		default:
			seats[s] = true
			out.Moved = append(out.Moved, w.after)
		}
	}
	slices.SortFunc(out.Moved, byPlace)
	slices.SortFunc(out.Orphans, byPlace)
	return out
}

// soFirst puts what is so before what is not.
func soFirst(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

func byPlace(a, b annotate.Annotation) int {
	return cmp.Or(cmp.Compare(a.Span.Start, b.Span.Start), cmp.Compare(b.Span.End, a.Span.End), cmp.Compare(a.ID, b.ID))
}

// seat is what holds one annotation at most.
type seat struct {
	annotate.Target
	annotator, scheme string
}

// moved is an annotation in the newer text. Where the words there read otherwise than those that it
// was said of, it remembers these; it forgets them where they are back.
func (c *crossing) moved(x annotate.Annotation, t annotate.Target) annotate.Annotation {
	was, words := x.Was, x.Quote
	if was != "" {
		words = was
	}
	s := t.Where(c.to.Body)
	x.Article, x.Revision, x.Sentence, x.Span = c.to.Article.ID, c.to.Article.Revision, t.Sentence, s
	x.Quote, x.Was = c.to.Body.Text[s.Start:s.End], ""
	if words != x.Quote && !c.reads(words, s) {
		x.Was = words
	}
	return x
}

// reads says whether words, of a text of any format, read as what stands at a span of the newer text.
func (c *crossing) reads(words string, at annotate.Span) bool {
	s := c.now.of(at)
	now := c.now.text[s.Start:max(s.Start, s.End)]
	return read(words, annotate.Plain).text == now || read(words, annotate.Markdown).text == now
}

// crossing is the way from one text of an article to another.
type crossing struct {
	from, to annotate.Arrival
	old, now *reading
	in       *Text // what now reads
	raw      *Text // with its marks; made when it is needed first
	fits     map[annotate.Target]fit
}

func newCrossing(from, to annotate.Arrival) *crossing {
	c := &crossing{to: to, now: read(to.Body.Text, to.Article.Format)}
	c.in = NewText(c.now.text)
	c.comes(from)
	return c
}

// comes makes it the way from this text.
func (c *crossing) comes(from annotate.Arrival) {
	c.from, c.old, c.fits = from, read(from.Body.Text, from.Article.Format), map[annotate.Target]fit{}
}

// find is where the words at a span of the older text stand in the newer. It is the words that are
// looked for, as they read: marks of Markdown and the ends of lines do not matter. Where the same
// marks stand around them they are of the span.
func (c *crossing) find(s annotate.Span) (Found, bool) {
	words := c.old.of(s)
	if words.Len() <= 0 { // marks, or white space
		if c.raw == nil {
			c.raw = NewText(c.now.raw)
		}
		return c.raw.Find(PassageOf(c.old.raw, s))
	}
	f, ok := c.in.Find(PassageOf(c.old.text, words))
	if !ok {
		return Found{}, false
	}
	out, was := c.now.back(f.Span), c.old.back(words)
	marked := annotate.Span{Start: out.Start - (was.Start - s.Start), End: out.End + s.End - was.End}
	if marked.In(c.now.raw) && c.now.raw[marked.Start:marked.End] == c.old.raw[s.Start:s.End] {
		out = marked
	}
	f.Span = out
	return f, true
}

// target is what an annotation is about in the newer text.
func (c *crossing) target(x annotate.Annotation) fit {
	f, known := c.fits[x.Target()]
	if known {
		return f
	}
	f = fit{Target: annotate.OnSpan(annotate.Span{})}
	if found, ok := c.find(x.Span); ok {
		f = fit{Target: c.on(found.Span, x.Sentence >= 0), exact: found.Edits == 0, score: found.Score}
	}
	c.fits[x.Target()] = f
	return f
}

// on is the span as a target: where a sentence was meant the one that stands there.
func (c *crossing) on(found annotate.Span, sentence bool) annotate.Target {
	sentences := c.to.Body.Sentences
	if n := annotate.SentenceAt(sentences, found.Start); sentence {
		for ; n < len(sentences) && sentences[n].Start < found.End; n++ {
			s, words := c.now.of(sentences[n]), c.now.of(found)
			if shared := 2 * (min(s.End, words.End) - max(s.Start, words.Start)); shared > s.Len() && shared > words.Len() {
				return annotate.OnSentence(n)
			}
		}
	}
	return annotate.OnSpan(found)
}
