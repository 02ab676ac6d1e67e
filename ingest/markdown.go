package ingest

import (
	"strings"
	"unicode"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	table "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"

	"rashomon/annotate"
	"rashomon/internal/segment"
)

// readMarkdown reads GitHub Flavored Markdown. The text is stored as it was written; sentences are spans of
// it, block by block, without the block's own markers. Code, HTML and pictures hold no sentences.
func readMarkdown(r reading) reading {
	body := r.text
	r.format = annotate.Markdown
	if intricate(body) {
		return r.asPlain("Markdown too long, too deep or too dense to take apart is read as plain text")
	}
	m := markdown{reading: r, source: []byte(body)}
	doc := goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser().Parse(text.NewReader(m.source))
	if err := ast.Walk(doc, m.visit); err != nil || !orderly(m.sentences, body) {
		return r.asPlain("Markdown that cannot be read is read as plain text")
	}
	if m.opening == "" {
		m.opening = opening(body)
	}
	return m.reading
}

// asPlain reads the text again as plain text, and keeps what was stated and noted.
func (r reading) asPlain(why string) reading {
	r.notes = append(r.notes, why)
	return readPlain(r)
}

// orderly says whether the spans lie in the text, in order and disjoint, and cut no rune.
func orderly(spans []annotate.Span, text string) bool {
	end := 0
	for _, s := range spans {
		if s.Start < end || !s.In(text) {
			return false
		}
		end = s.End
	}
	return true
}

// markdown is a walk over the blocks of one text.
type markdown struct {
	reading
	source     []byte
	begun      bool // a block that is not a heading was read
	closed     bool // no header can follow
	paragraphs int  // that were read
	titled     bool // the first heading of the first level was read
}

func (m *markdown) visit(n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	switch n := n.(type) {
	case *ast.Heading:
		shown := m.block(n)
		if n.Level == 1 && !m.titled {
			m.titled = true
			fill(&m.stated.Title, shown)
		}
	case *ast.Paragraph:
		m.paragraphs++
		shown := m.block(n)
		m.begun, m.closed = true, m.closed || len(shown) > longestHead
	case *ast.TextBlock, *table.TableCell:
		m.block(n)
		m.begun, m.closed = true, true
	case *ast.CodeBlock, *ast.FencedCodeBlock, *ast.HTMLBlock:
		m.begun, m.closed = true, true
	default:
		return ast.WalkContinue, nil
	}
	return ast.WalkSkipChildren, nil
}

// block reads the sentences of one block, and returns the block's text as it is shown.
// Only where a header may stand is one read.
func (m *markdown) block(n ast.Node) string {
	lines := n.Lines()
	if lines == nil || lines.Len() == 0 {
		return ""
	}
	d := display{source: m.source, end: lines.At(lines.Len() - 1).Stop}
	d.inlines(n)
	shown := string(d.text)
	spans := segment.Sentences(shown, m.stated.Language)
	if m.mayBegin(n, shown) {
		h := segment.ReadHeader(shown)
		m.closed = h.Place != "" || h.Source != ""
		m.stateHeader(h)
	} else {
		spans = withoutHeader(shown, spans)
	}
	spans = d.join(spans)
	if len(spans) > 0 && m.opening == "" {
		m.opening = shown[spans[0].Start:spans[0].End]
	}
	m.sentences = d.place(m.sentences, spans)
	return shown
}

// withoutHeader gives the first sentence back what was taken for a header, if anything was.
func withoutHeader(text string, spans []segment.Span) []segment.Span {
	start := len(text) - len(strings.TrimLeftFunc(text, unicode.IsSpace))
	if len(spans) > 0 && spans[0].Start == start || segment.ReadHeader(text).End <= start {
		return spans
	}
	if len(spans) > 0 {
		spans[0].Start = start
	} else if end := len(strings.TrimRightFunc(text, unicode.IsSpace)); start < end {
		spans = append(spans, segment.Span{Start: start, End: end})
	}
	return spans
}
