package ingest

import (
	"bytes"
	"html"
	"unicode"

	"github.com/yuin/goldmark/ast"
	extra "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/util"

	"rashomon/annotate"
	"rashomon/internal/clean"
	"rashomon/internal/segment"
)

// display is a Markdown block's text as a reader sees it, without markers and link
// destinations, with the way back to the source. Sentences are found in the one and
// stored as spans of the other.
type display struct {
	source   []byte
	end      int // of the block, in the source
	text     []byte
	parts    []part
	markers  []marker
	unbroken []segment.Span // of text: links and code, in order and disjoint
}

// part is a stretch of display text and the source that it stands for: byte for byte where
// both are of the same length, else (a character reference) one for the other as a whole.
type part struct {
	at, size int // in text
	from, to int // in source
}

// marker is where markup opens or closes, at an offset of text.
type marker struct {
	at    int
	kind  byte // of an opening: * [ ~ ` or < for an HTML tag; 0 for a closing
	width int  // of *; for < where the tag begins in the source
}

// inlines appends what is shown of a node's children.
func (d *display) inlines(parent ast.Node) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Text:
			d.words(n)
		case *ast.CodeSpan:
			d.whole(n, '`')
		case *ast.Emphasis:
			d.marked(n, '*', n.Level)
		case *extra.Strikethrough:
			d.marked(n, '~', 0)
		case *ast.Link:
			d.whole(n, '[')
		case *ast.AutoLink:
			d.address(n.Label(d.source))
		case *ast.RawHTML:
			d.tag(n)
		}
	}
}

// marked appends a node's children with the markers around them; a node that shows nothing has none.
func (d *display) marked(n ast.Node, kind byte, width int) {
	start, before := len(d.text), len(d.markers)
	d.markers = append(d.markers, marker{at: start, kind: kind, width: width})
	d.inlines(n)
	if d.markers = append(d.markers, marker{at: len(d.text)}); len(d.text) == start {
		d.markers = d.markers[:before]
	}
}

// whole appends a node's children, in which no sentence may end.
func (d *display) whole(n ast.Node, kind byte) {
	start := len(d.text)
	d.marked(n, kind, 0)
	for last := len(d.unbroken) - 1; last >= 0 && d.unbroken[last].Start >= start; last-- {
		d.unbroken = d.unbroken[:last] // it lies in this one
	}
	d.unbroken = append(d.unbroken, segment.Span{Start: start, End: len(d.text)})
}

// words appends a stretch of text, with escapes and character references resolved, and the line break after it.
func (d *display) words(n *ast.Text) {
	s := n.Segment
	raw := n.IsRaw() || n.Parent().Kind() == ast.KindCodeSpan
	for i := s.Start; i < s.Stop; {
		size, shown := 1, ""
		if !raw {
			size, shown = resolve(d.source[i:s.Stop])
		}
		if shown != "" {
			d.part(shown, i, i+size)
			i += size
			continue
		}
		next := i + 1
		for next < s.Stop && (raw || d.source[next] != '\\' && d.source[next] != '&') {
			next++
		}
		d.part(string(bytes.ReplaceAll(d.source[i:next], []byte("\n"), []byte(" "))), i, next)
		i = next
	}
	if n.HardLineBreak() {
		d.part("\n", s.Stop, s.Stop)
	} else if n.SoftLineBreak() {
		d.part(" ", s.Stop, s.Stop)
	}
}

// resolve reads the escape or character reference that source begins with: its length there,
// and what it shows; nothing where source begins with neither.
func resolve(source []byte) (size int, shown string) {
	if len(source) > 1 && source[0] == '\\' && util.IsPunct(source[1]) {
		return 2, string(source[1:2])
	}
	if source[0] != '&' {
		return 0, ""
	}
	end := bytes.IndexByte(source[:min(len(source), 40)], ';')
	if end < 0 {
		return 0, ""
	}
	reference := string(source[:end+1])
	if shown = html.UnescapeString(reference); shown == reference {
		return 0, ""
	}
	if shown, _ = clean.Text(shown); shown == "" || shown == "\n" {
		shown = " " // a reference to a control character
	}
	return end + 1, shown
}

// address appends a bare or bracketed web address.
func (d *display) address(label []byte) {
	from := cap(d.source) - cap(label) // the label is a part of the source
	to := from + len(label)
	if from < 0 || to > len(d.source) || !bytes.Equal(d.source[from:to], label) {
		return
	}
	start := len(d.text)
	if from > 0 && d.source[from-1] == '<' {
		d.markers = append(d.markers, marker{at: start, kind: '['})
	}
	d.part(string(label), from, to)
	if to < len(d.source) && d.source[to] == '>' {
		d.markers = append(d.markers, marker{at: len(d.text)})
	}
	d.unbroken = append(d.unbroken, segment.Span{Start: start, End: len(d.text)})
}

// tag notes an HTML tag, of which nothing is shown.
func (d *display) tag(n *ast.RawHTML) {
	if n.Segments.Len() == 0 {
		return
	}
	from := n.Segments.At(0).Start
	if bytes.HasPrefix(d.source[from:], []byte("</")) {
		d.markers = append(d.markers, marker{at: len(d.text)})
		return
	}
	d.markers = append(d.markers, marker{at: len(d.text), kind: '<', width: from})
}

func (d *display) part(shown string, from, to int) {
	d.parts = append(d.parts, part{at: len(d.text), size: len(shown), from: from, to: to})
	d.text = append(d.text, shown...)
}

// join joins the sentences that a link or code runs through.
func (d *display) join(spans []segment.Span) []segment.Span {
	out, unbroken := spans[:0], d.unbroken
	for _, s := range spans {
		for len(unbroken) > 0 && unbroken[0].End <= s.Start {
			unbroken = unbroken[1:]
		}
		if len(out) > 0 && len(unbroken) > 0 && unbroken[0].Start < s.Start {
			out[len(out)-1].End = s.End
			continue
		}
		out = append(out, s)
	}
	return out
}

// place appends the sentences as spans of the source, widened over the markers beside them.
func (d *display) place(sentences []annotate.Span, spans []segment.Span) []annotate.Span {
	p, m, end := 0, 0, 0
	for _, s := range spans {
		for p+1 < len(d.parts) && d.parts[p+1].at <= s.Start {
			p++
		}
		start := max(d.opened(s.Start, d.parts[p], &m), end)
		for p+1 < len(d.parts) && d.parts[p+1].at < s.End {
			p++
		}
		end = d.closed(s.End, p, &m)
		if start < end {
			sentences = append(sentences, annotate.Span{Start: start, End: end})
		}
	}
	return sentences
}

// opened is where in the source the display text at an offset begins, with what opens just
// before it. The offset lies in the part; m walks along the markers.
func (d *display) opened(at int, in part, m *int) int {
	from := in.from
	if in.size == in.to-in.from {
		from += at - in.at
	}
	for *m < len(d.markers) && d.markers[*m].at < at {
		*m++
	}
	last := *m
	for last < len(d.markers) && d.markers[last].at == at {
		last++
	}
	for i := last - 1; i >= *m && d.markers[i].kind != 0; i-- {
		from = d.before(from, d.markers[i])
	}
	return from
}

// before is where the opening marker that ends at the source offset begins.
func (d *display) before(from int, m marker) int {
	switch m.kind {
	case '*':
		return max(from-m.width, 0)
	case '[':
		return max(from-1, 0)
	case '<':
		return min(from, m.width)
	}
	if m.kind == '`' && from > 1 && d.source[from-1] == ' ' && d.source[from-2] == '`' {
		from--
	}
	for from > 0 && d.source[from-1] == m.kind {
		from--
	}
	return from
}

// closed is where in the source the display text before an offset ends, with what closes
// just after it. The text before the offset lies in part number p.
func (d *display) closed(at, p int, m *int) int {
	in := d.parts[p]
	to := in.to
	if in.size == in.to-in.from {
		to = in.from + at - in.at
	}
	for *m < len(d.markers) && d.markers[*m].at < at {
		*m++
	}
	if *m == len(d.markers) || d.markers[*m].at != at || d.markers[*m].kind != 0 {
		return to
	}
	limit := d.end
	if at < len(d.text) {
		next := in
		if at >= in.at+in.size && p+1 < len(d.parts) {
			next = d.parts[p+1]
		}
		limit = d.opened(at, next, m)
	}
	if limit <= to {
		return to
	}
	return to + len(bytes.TrimRightFunc(d.source[to:limit], unicode.IsSpace))
}
