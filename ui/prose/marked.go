package prose

import (
	"bytes"
	"html"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
	xhtml "golang.org/x/net/html"

	"rashomon/annotate"
)

// Glamour gives back text for a terminal, and nothing in it says where in the article it
// came from. So the text of the nodes is replaced, before Glamour draws them, by the same
// text with marks in it: escape sequences, which it carries along and gives no width. In
// Markdown itself no mark would survive.

// markKind says how the text that follows a mark stands to the article's.
type markKind int

const (
	exact     markKind = iota // byte for byte as in the article
	resolved                  // it stands for something written otherwise: an entity, a line's end
	code                      // exact, and its blanks count
	continued                 // nothing: the line goes on with the indent of the one before
)

const markBits = 15 // a parameter of an escape sequence holds no more than 65535

// marking writes marked text for one block.
type marking struct {
	source []byte // the article
	out    []byte
	links  []link
	dense  bool // lines will be broken: a mark at each word
	wide   bool // the last grapheme was
}

// mark says where the text that follows stands; -1 is nowhere.
func (m *marking) mark(offset int, kind markKind) {
	m.out = append(m.out, "\x1b["...)
	m.out = strconv.AppendInt(m.out, int64((offset+1)&(1<<markBits-1)), 10)
	m.out = strconv.AppendInt(append(m.out, ';'), int64((offset+1)>>markBits), 10)
	m.out = strconv.AppendInt(append(m.out, ';'), int64(kind), 10)
	m.out = append(m.out, '~')
}

// put writes text that is not in the article as it stands here, then goes on at next.
func (m *marking) put(s string, offset, next int, kind markKind) {
	m.mark(offset, resolved)
	m.out = append(m.out, s...)
	m.mark(next, kind)
}

// text writes source[start:end]; escapes and entities are resolved unless it is code.
func (m *marking) text(start, end int, kind markKind, raw bool) {
	m.mark(start, kind)
	n := 0
	for at := start; at < end; {
		c, size := m.source[at], 0
		if c == '&' && !raw {
			size = m.entity(at, end)
		}
		switch {
		case c == '\\' && !raw && at+1 < end && util.IsPunct(m.source[at+1]):
			at++
			m.mark(at, kind)
			m.out = append(m.out, m.source[at])
			at++
			m.mark(at, kind)
		case size > 0:
			at += size
			m.mark(at, kind)
		case c == '\t' && kind == code:
			m.put(" ", at, -1, exact)
			m.out = append(m.out, "   "...)
			at++
			m.mark(at, kind)
		case c == '\n' || c == '\t':
			m.put(" ", at, at+1, kind)
			at++
		default:
			at += m.grapheme(at, end, kind)
			if n++; m.dense && (n%16 == 0 || c == ' ' || c == '-') {
				m.mark(at, kind)
			}
		}
	}
	m.mark(-1, exact)
}

// grapheme writes the grapheme at the offset and says how many bytes it takes there.
// Glamour must not resolve what is resolved already: a mark keeps a backslash or an
// ampersand apart from what follows it.
func (m *marking) grapheme(at, end int, kind markKind) int {
	if c := m.source[at]; ' ' <= c && c < 0x7f && (at+1 == end || m.source[at+1] < utf8.RuneSelf) {
		m.out = append(m.out, c)
		m.wide = false
		if c == '\\' || c == '&' {
			m.mark(at+1, kind)
		}
		return 1
	}
	written := m.source[at:min(end, at+longestGrapheme)]
	g, width, n := grapheme(string(written))
	m.wide = width > 1
	if g == string(written[:n]) {
		m.out = append(m.out, g...)
	} else {
		m.put(g, at, at+n, kind)
	}
	return n
}

const longestGrapheme = 1 << 10 // bytes; a longer one is cut, so that hostile text costs no more

// entity writes what the entity at the offset stands for and says how many bytes it
// takes; 0 where none is.
func (m *marking) entity(at, end int) int {
	written := m.source[at:min(end, at+40)]
	n := bytes.IndexByte(written, ';') + 1
	if n == 0 || bytes.IndexByte(written[1:n], '&') >= 0 {
		return 0
	}
	means := html.UnescapeString(string(written[:n]))
	if means == string(written[:n]) || strings.HasSuffix(means, ";") && means != ";" {
		return 0
	}
	for means != "" {
		g, _, k := grapheme(means)
		m.put(g, at, -1, exact)
		means = means[k:]
	}
	return n
}

// segment runs write and gives the stretch of marked text that it wrote.
func (m *marking) segment(write func()) text.Segment {
	start := len(m.out)
	write()
	return text.NewSegment(start, len(m.out))
}

// lineEnd goes on, on a new line with the same indent.
func (m *marking) lineEnd() {
	m.mark(-1, exact)
	m.out = append(m.out, '\n')
	m.mark(-1, continued)
}

// node replaces the text of a node and all below it.
func (m *marking) node(n ast.Node) {
	switch n := n.(type) {
	case *ast.Text:
		m.textNode(n)
		return
	case *ast.CodeBlock:
		n.SetLines(m.codeLines(n.Lines()))
	case *ast.FencedCodeBlock:
		n.SetLines(m.codeLines(n.Lines()))
		n.Info = nil
	case *ast.Image:
		n.Destination = nil
	case *ast.Paragraph:
		if n.PreviousSibling() != nil && n.Parent().Kind() == ast.KindListItem {
			gap := ast.NewTextSegment(m.segment(m.lineEnd))
			m.children(n)
			n.InsertBefore(n, n.FirstChild(), gap)
			return
		}
	case *ast.Link:
		m.links = append(m.links, link{annotate.Span{Start: firstOffset(n), End: endOffset(n)}, string(n.Destination)})
		n.Destination = []byte("#") // Glamour draws no address that is only an anchor
	}
	m.children(n)
}

func (m *marking) children(n ast.Node) {
	var next ast.Node
	for c := n.FirstChild(); c != nil; c = next {
		next = c.NextSibling()
		switch c := c.(type) {
		case *ast.AutoLink:
			n.ReplaceChild(n, c, m.autoLink(c))
		case *ast.RawHTML:
			m.rawHTML(n, c)
		case *ast.HTMLBlock:
			n.ReplaceChild(n, c, m.htmlBlock(c))
		case *ast.String: // Glamour cannot draw it
			n.ReplaceChild(n, c, ast.NewTextSegment(m.segment(func() { m.out = append(m.out, c.Value...) })))
		default:
			m.node(c)
		}
	}
}

func (m *marking) textNode(n *ast.Text) {
	soft, hard := n.SoftLineBreak(), n.HardLineBreak()
	n.SetSoftLineBreak(false)
	n.SetHardLineBreak(false)
	raw := n.IsRaw() || n.Parent().Kind() == ast.KindCodeSpan
	n.Segment = m.segment(func() {
		stop := n.Segment.Stop
		m.text(n.Segment.Start, stop, exact, raw)
		switch {
		case hard:
			m.lineEnd()
		case soft && !m.wide: // between lines of Chinese or Japanese there is no blank
			m.put(" ", stop, -1, exact)
		}
	})
}

func (m *marking) codeLines(lines *text.Segments) *text.Segments {
	out := text.NewSegments()
	out.Append(m.segment(func() {
		for i := range lines.Len() {
			l := lines.At(i)
			m.out = append(m.out, strings.Repeat(" ", l.Padding)...)
			m.text(l.Start, l.Start+len(bytes.TrimRight(m.source[l.Start:l.Stop], "\r\n")), code, true)
			m.out = append(m.out, '\n')
		}
	}))
	return out
}

// autoLink is the link that an address in the text is.
func (m *marking) autoLink(n *ast.AutoLink) ast.Node {
	label := n.Label(m.source)
	start := cap(m.source) - cap(label) // label is cut from source, and does not say where
	url := string(n.URL(m.source))
	if n.AutoLinkType == ast.AutoLinkEmail && !strings.HasPrefix(strings.ToLower(url), "mailto:") {
		url = "mailto:" + url
	}
	m.links = append(m.links, link{annotate.Span{Start: start, End: start + len(label)}, url})
	out := ast.NewLink()
	out.Destination = []byte("#")
	out.AppendChild(out, ast.NewTextSegment(m.segment(func() { m.text(start, start+len(label), exact, true) })))
	return out
}

// rawHTML leaves out a tag; where it ends a line, a line ends.
func (m *marking) rawHTML(parent ast.Node, n *ast.RawHTML) {
	if n.Segments.Len() > 0 && parent.Kind() != extast.KindTableCell {
		s := n.Segments.At(0)
		if tag := strings.ToLower(string(s.Value(m.source))); strings.HasPrefix(tag, "<br") {
			parent.ReplaceChild(parent, n, ast.NewTextSegment(m.segment(m.lineEnd)))
			return
		}
	}
	parent.RemoveChild(parent, n)
}

// htmlBlock is a paragraph of the text in a block of HTML.
func (m *marking) htmlBlock(n *ast.HTMLBlock) ast.Node {
	out := ast.NewParagraph()
	if n.Lines().Len() == 0 {
		return out
	}
	at, end := n.Lines().At(0).Start, n.Lines().At(n.Lines().Len()-1).Stop
	if n.HasClosure() {
		end = max(end, n.ClosureLine.Stop)
	}
	seg := m.segment(func() {
		if n.PreviousSibling() != nil && n.Parent().Kind() == ast.KindListItem {
			m.lineEnd()
		}
		hidden := false
		for z := xhtml.NewTokenizer(bytes.NewReader(m.source[at:end])); z.Next() != xhtml.ErrorToken; {
			token, stop := z.Token(), at+len(z.Raw())
			switch {
			case token.Type == xhtml.TextToken && !hidden:
				m.words(at, stop)
			case token.Data == "script" || token.Data == "style":
				hidden = token.Type == xhtml.StartTagToken
			case endsLine(token):
				m.lineEnd()
			}
			at = stop
		}
	})
	out.AppendChild(out, ast.NewTextSegment(seg))
	return out
}

// words writes source[start:end] with every stretch of white space as one blank.
func (m *marking) words(start, end int) {
	for at := start; at < end; {
		word := at
		for word < end && util.IsSpace(m.source[word]) {
			word++
		}
		stop := word
		for stop < end && !util.IsSpace(m.source[stop]) {
			stop++
		}
		if word > at {
			m.put(" ", at, -1, exact)
		}
		if stop > word {
			m.text(word, stop, exact, false)
		}
		at = stop
	}
}

func endsLine(t xhtml.Token) bool {
	switch t.Data {
	case "br", "hr":
		return t.Type != xhtml.TextToken
	case "p", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "dt", "dd", "blockquote", "pre", "ul", "ol", "table":
		return t.Type == xhtml.EndTagToken
	}
	return false
}
