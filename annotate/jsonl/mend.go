package jsonl

import (
	"fmt"

	"rashomon/annotate"
	"rashomon/internal/clean"
)

// mended is an article of a file without what no library may hold.
type mended struct {
	annotate.Arrival
	text    clean.Mended
	numbers []int // of its sentences, by those in the file; -1 for one of which nothing is left
}

// mend takes out of an article's text what would do harm. It is nil where that is nothing, as in every
// file that this program wrote of its own imports.
func mend(a annotate.Article, b annotate.Body) *mended {
	text := clean.Mend(b.Text)
	if text.Text == b.Text {
		return nil
	}
	m := &mended{text: text}
	body := annotate.Body{Text: text.Text}
	for _, s := range b.Sentences {
		n := -1
		if now := text.Span(s); now.Len() > 0 {
			n = len(body.Sentences)
			body.Sentences = append(body.Sentences, now)
		}
		m.numbers = append(m.numbers, n)
	}
	a.Hash, a.Sentences = annotate.Hash(body.Text), len(body.Sentences)
	a.Cleaned.Add(text.Removed)
	m.Arrival = annotate.Arrival{Article: a, Body: body}
	return m
}

// follow moves what was said of the text as it was to where that stands now.
func (m *mended) follow(x *annotate.Annotation) error {
	x.Span = m.text.Span(x.Span)
	if x.Sentence >= 0 {
		x.Sentence = m.numbers[x.Sentence]
	}
	if x.Span.Len() == 0 {
		return fmt.Errorf("annotation %s: nothing is left of its words, which nobody can see", x.ID)
	}
	x.Quote = m.Body.Text[x.Span.Start:x.Span.End]
	return nil
}
