package ingest

import (
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"

	"rashomon/annotate"
	"rashomon/internal/segment"
)

// How far into a report a dateline is looked for that does not begin it: after a headline, a date, a
// standfirst.
const (
	mostBefore  = 3   // blocks
	longestHead = 300 // bytes of each of them
	headlines   = 200 // of one that may be the title
	digestReach = 4   // blocks after it, of which none may have a dateline
)

// readHeader reads what stands before the first sentence, or else a dateline that follows short blocks.
// The first of these is then the title, where nothing else states one.
func (r *reading) readHeader() {
	h := segment.ReadHeader(r.text)
	if h.Date != "" || h.Place != "" || h.Source != "" {
		r.stateHeader(h)
		return
	}
	head := r.text[:min(len(r.text), (mostBefore+1)*(longestHead+digestReach))]
	blocks := segment.Blocks(head)
	for i, b := range blocks {
		if i > 0 {
			if h := datelineOf(r.text[b.Start:]); h.Place != "" {
				if slices.ContainsFunc(blocks[i+1:], func(b segment.Span) bool { return datelineOf(r.text[b.Start:]).Place != "" }) {
					return // reports of several places: none of them is the place
				}
				r.before(head, blocks[:i])
				r.stateHeader(h)
				r.leaveOut(annotate.Span{Start: b.Start, End: b.Start + h.End})
				return
			}
		}
		if i == mostBefore || b.End-b.Start > longestHead {
			return
		}
	}
}

// datelineOf reads a header that names a place: what else looks like one is none inside of a report.
func datelineOf(text string) segment.Header {
	if h := segment.ReadHeader(text); h.Place != "" {
		return h
	}
	return segment.Header{}
}

// before takes date and title from the blocks before a dateline.
func (r *reading) before(text string, blocks []segment.Span) {
	title := ""
	for _, b := range blocks {
		line := text[b.Start:b.End]
		if date := readDate(line); date != "" {
			fill(&r.stated.Date, date)
		} else if title == "" {
			title = line
		}
	}
	if title == "" || len(title) > headlines || strings.ContainsAny(title, "\n") || strings.HasSuffix(title, ".") {
		return
	}
	fill(&r.stated.Title, title)
}

// leaveOut takes a span out of the sentences.
func (r *reading) leaveOut(span annotate.Span) {
	r.sentences = slices.DeleteFunc(r.sentences, func(s annotate.Span) bool { return s.Start >= span.Start && s.End <= span.End })
	for i, s := range r.sentences {
		if s.Start >= span.Start && s.Start < span.End {
			r.sentences[i].Start = span.End
		}
	}
}

// mayBegin says whether a header may stand in a paragraph: in the first block of a report that is no
// heading, or, where it names a place, after a few short paragraphs.
func (m *markdown) mayBegin(n ast.Node, shown string) bool {
	switch {
	case n.Kind() != ast.KindParagraph || n.Parent().Kind() != ast.KindDocument || m.closed:
		return false
	case !m.begun:
		return true
	case m.paragraphs > mostBefore+1 || datelineOf(shown).Place == "":
		return false
	}
	next := n.NextSibling()
	for range digestReach {
		if next == nil {
			break
		}
		if lines := next.Lines(); next.Type() == ast.TypeBlock && lines != nil && lines.Len() > 0 && datelineOf(string(m.source[lines.At(0).Start:lines.At(lines.Len()-1).Stop])).Place != "" {
			m.closed = true // reports of several places: none of them is the place
			return false
		}
		next = next.NextSibling()
	}
	return true
}
