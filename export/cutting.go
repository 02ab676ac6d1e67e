package export

import (
	"bytes"
	"cmp"
	"encoding/json"
	"slices"

	"rashomon/annotate"
	"rashomon/annotate/task"
)

// cutting is one text of an article that is cut into tasks.
type cutting struct {
	annotate.Body
	article   annotate.Article
	story     string
	runes     *annotate.Units
	quiet     []bool            // by sentence: nobody says anything of it; nil where nobody asked
	suggested []task.Suggestion // for sentences that are quiet
}

// piece is a part of a text that one task is of: one sentence or several, or all of it.
type piece struct {
	annotator   string // empty where nobody says anything
	first, last int    // sentences; last is before first where the text has none
	span        annotate.Span
	said        []annotate.Annotation
	all         bool // it is the whole text
}

func (p piece) compare(q piece) int {
	return cmp.Or(cmp.Compare(p.span.Start, q.span.Start), cmp.Compare(p.annotator, q.annotator))
}

// pieces puts what is said, in the order of the text, with the sentences that it is said of:
// of what one annotator says each is in one piece, and no sentence of one is in two.
func (c *cutting) pieces(said []annotate.Annotation, whole bool) (out []piece) {
	last := map[string]int{} // the annotator's last piece
	for _, x := range said {
		p := c.whole(x.Annotator)
		if !whole {
			p = c.around(x)
		}
		i, have := last[x.Annotator]
		if !have || p.first > out[i].last && !whole {
			last[x.Annotator] = len(out)
			p.said = []annotate.Annotation{x}
			out = append(out, p)
			continue
		}
		q := &out[i]
		q.last = max(q.last, p.last)
		q.span = annotate.Span{Start: min(q.span.Start, p.span.Start), End: max(q.span.End, p.span.End)}
		q.said = append(q.said, x)
	}
	slices.SortStableFunc(out, piece.compare)
	return out
}

func (c *cutting) whole(annotator string) piece {
	return piece{annotator: annotator, last: len(c.Sentences) - 1, span: annotate.Span{End: len(c.Text)}, all: true}
}

// around is the sentences that an annotation is about, and with them what it is about that
// stands in none.
func (c *cutting) around(x annotate.Annotation) piece {
	p := piece{annotator: x.Annotator, span: x.Span, last: -1}
	if len(c.Sentences) == 0 {
		return p
	}
	p.first, p.last = touched(c.Sentences, x)
	p.span.Start, p.span.End = min(p.span.Start, c.Sentences[p.first].Start), max(p.span.End, c.Sentences[p.last].End)
	return p
}

// touched is the first and the last of the sentences that an annotation is about, of which
// there must be one.
func touched(sentences []annotate.Span, x annotate.Annotation) (first, last int) {
	if x.Sentence >= 0 {
		return x.Sentence, x.Sentence
	}
	return annotate.SentenceAt(sentences, x.Span.Start), annotate.SentenceAt(sentences, x.Span.End-1)
}

// sentencesOf says of each sentence whether something is said of it by those that count.
func (c *cutting) sentencesOf(said []annotate.Annotation, counts func(annotate.Annotation) bool) []bool {
	out := make([]bool, len(c.Sentences))
	for _, x := range said {
		if len(out) == 0 || !counts(x) {
			continue
		}
		first, last := touched(c.Sentences, x)
		for n := first; n <= last; n++ {
			out[n] = true
		}
	}
	return out
}

// withoutGold counts the sentences of which somebody says something and gold does not; of
// whole texts it is one or none.
func (c *cutting) withoutGold(said []annotate.Annotation, whole bool) (n int) {
	isGold := func(x annotate.Annotation) bool { return x.Annotator == annotate.Gold }
	isNot := func(x annotate.Annotation) bool { return !isGold(x) }
	if whole {
		if slices.ContainsFunc(said, isNot) && !slices.ContainsFunc(said, isGold) {
			n = 1
		}
		return n
	}
	gold := c.sentencesOf(said, isGold)
	for i, labelled := range c.sentencesOf(said, isNot) {
		if labelled && !gold[i] {
			n++
		}
	}
	return n
}

// task is a piece as a task, whether it is wide: of several sentences and not the whole text; and
// what extra counts.
func (c *cutting) task(p piece, o TaskOptions) (t task.Task, wide bool, twice int) {
	t = task.Task{
		Article: c.article, Story: c.story, Annotator: p.annotator,
		Text: c.Text[p.span.Start:p.span.End], Sentence: -1, Start: p.span.Start, StartRune: c.runes.Rune(p.span.Start),
		Said: p.said,
	}
	t.Prefix, t.Suffix = annotate.Context(c.Text, p.span, quoted)
	inside := func(s annotate.Span) annotate.Span {
		return annotate.Span{Start: s.Start - p.span.Start, End: s.End - p.span.Start}
	}
	for i := range t.Said {
		t.Said[i].Span = inside(t.Said[i].Span)
	}
	if p.first == p.last && !p.all && c.Sentences[p.first] == p.span {
		t.Sentence = p.first
	} else {
		for n := p.first; n <= p.last; n++ {
			t.Sentences = append(t.Sentences, inside(c.Sentences[n]))
		}
	}
	for _, s := range c.suggested {
		if p.first <= s.Sentence && s.Sentence <= p.last && (p.all || len(p.said) == 0) {
			s.Span = inside(c.Sentences[s.Sentence])
			t.Suggested = append(t.Suggested, s)
		}
	}
	if !p.all {
		t.Before, t.After = c.context(p, o.Context)
	}
	t.Extra, twice = c.extra(p, o.Format)
	return t, t.Sentence < 0 && !p.all, twice
}

// quoted is the code points around a text by which Web Annotation finds it again.
const quoted = 32

// context is the text of up to n sentences before the piece, and after it.
func (c *cutting) context(p piece, n int) (before, after string) {
	if n <= 0 || p.last < p.first {
		return "", ""
	}
	if first := max(p.first-n, 0); first < p.first {
		before = c.Text[c.Sentences[first].Start:min(c.Sentences[p.first-1].End, p.span.Start)]
	}
	if last := min(p.last+n, len(c.Sentences)-1); last > p.last {
		after = c.Text[max(c.Sentences[p.last+1].Start, p.span.End):c.Sentences[last].End]
	}
	return before, after
}

// extra is what a file of the format said besides of what the piece is of. Where it said different
// things under one key the first is taken, and twice counts the others.
func (c *cutting) extra(p piece, format string) (out map[string]json.RawMessage, twice int) {
	add := func(extra string) {
		for k, v := range annotate.ExtraOf(extra, format) {
			if out == nil {
				out = map[string]json.RawMessage{}
			}
			if first, have := out[k]; !have {
				out[k] = v
			} else if !bytes.Equal(first, v) {
				twice++
			}
		}
	}
	for _, x := range p.said {
		add(x.Extra)
	}
	if p.first <= 0 && p.last == len(c.Sentences)-1 {
		add(c.article.Extra)
	}
	return out, twice
}
