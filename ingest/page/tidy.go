package page

import (
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

const (
	softHyphen = "\u00ad"
	mostNested = 8 // quotations and lists inside each other
)

// settle gives a tree the shape in which a main text is looked for: no tables that only lay it out,
// no preformatted paragraphs, no emphasis around paragraphs, which parts them from those before it, and
// no boxes around single ones, which are taken for boxes beside it.
func settle(n *html.Node) {
	for c := n.FirstChild; c != nil; {
		next := c.NextSibling
		if c.Type == html.ElementNode {
			settle(c)
			switch c.DataAtom {
			case atom.Table:
				if !data(c) {
					unlay(c)
				}
			case atom.Pre:
				if !holds(c, atom.Code) {
					paragraphs(c)
				}
			case atom.B, atom.Strong, atom.I, atom.Em, atom.U, atom.Font, atom.Big, atom.Small, atom.Span:
				if opens(c) && attribute(c, "itemprop") == "" {
					unwrap(c)
				}
			case atom.Div:
				if p := only(c); p != nil && p.DataAtom == atom.P && attribute(c, "itemprop") == "" && !linkedThrough(p) {
					unwrap(c)
				}
			}
		}
		c = next
	}
}

// opens says whether blocks are directly in an element that is none: its end is missing.
func opens(n *html.Node) bool {
	for c := range n.ChildNodes() {
		if c.Type == html.ElementNode && block(c.Data) {
			return true
		}
	}
	return false
}

// only is the one element in another, where nothing else is in it.
func only(n *html.Node) (one *html.Node) {
	for c := range n.ChildNodes() {
		if c.Type == html.TextNode && strings.TrimSpace(c.Data) == "" {
			continue
		}
		if one != nil || c.Type != html.ElementNode {
			return nil
		}
		one = c
	}
	return one
}

// linkedThrough says whether most of an element's text is in links.
func linkedThrough(n *html.Node) bool { return 2*inLinks(n) > len(plain(n)) }

// tidying is a walk over a tree that is to be written as Markdown.
type tidying struct {
	*sheet
	begins bool // nothing of the line was shown yet
	link   bool // inside of one
	cell   bool // of a table
	title  bool // inside of a heading
	nested int  // quotations and lists around
}

// tidy makes a tree ready to be written as Markdown: links that lead somewhere, tables that are
// tables, and text without what only sets it, in which nothing reads as markup.
func (t *tidying) tidy(n *html.Node) {
	for c := n.FirstChild; c != nil; {
		next := c.NextSibling
		switch c.Type {
		case html.TextNode:
			t.text(c)
		case html.ElementNode:
			c.DataAtom = atom.Lookup([]byte(c.Data)) // a library renames elements and leaves this
			t.inside(c)
		case html.CommentNode, html.DoctypeNode:
			n.RemoveChild(c)
		}
		c = next
	}
}

// inside tidies what is in an element, then the element.
func (t *tidying) inside(n *html.Node) {
	around := *t
	switch n.DataAtom {
	case atom.Pre:
		if !holds(n, atom.Code) {
			paragraphs(n)
		}
	case atom.Table:
		t.cell = data(n)
		if !t.cell {
			unlay(n)
		}
	case atom.A:
		t.link = t.link || t.target(n) != ""
	case atom.Blockquote, atom.Ul, atom.Ol:
		t.nested++
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		t.title = true
	}
	if own := block(n.Data) || n.DataAtom == atom.Br; own {
		t.begins = true
		defer func() { t.begins = true }()
	} else if n.DataAtom != atom.Span {
		t.begins = false
	}
	if n.DataAtom != atom.Code && n.DataAtom != atom.Pre {
		t.tidy(n)
	}
	t.element(n)
	t.link, t.cell, t.title, t.nested = around.link, around.cell, around.title, around.nested
}

// text makes a text node ready.
func (t *tidying) text(n *html.Node) {
	n.Data = set(n.Data)
	shown := strings.TrimLeft(n.Data, " \t\n\r\f")
	if shown == "" {
		return
	}
	n.Data = n.Data[:len(n.Data)-len(shown)] + escape(shown, around{begins: t.begins, link: t.link, cell: t.cell, title: t.title, next: n.NextSibling})
	t.begins = false
}

// element makes one element ready; what is in it is.
func (t *tidying) element(n *html.Node) {
	switch n.DataAtom {
	case atom.A:
		t.anchor(n)
	case atom.H1:
		rename(n, atom.H2)
	case atom.B, atom.Strong, atom.I, atom.Em, atom.S, atom.Del, atom.Strike:
		if blocks(n) || !speaks(n) {
			unwrap(n)
		}
	case atom.Q:
		n.InsertBefore(textNode("“"), n.FirstChild)
		n.AppendChild(textNode("”"))
		unwrap(n)
	case atom.Code, atom.Pre, atom.Br:
	case atom.Blockquote, atom.Ul, atom.Ol:
		if t.nested > mostNested {
			rename(n, atom.Div)
		}
	case atom.Hr, atom.Img, atom.Picture, atom.Source:
		n.Parent.RemoveChild(n)
	default:
		n.Attr = nil
	}
}

// anchor keeps a link to a page of the web, with its address in full. Of any other the text stays.
func (t *tidying) anchor(n *html.Node) {
	to := t.target(n)
	if to == "" || blocks(n) || !speaks(n) {
		unwrap(n)
		return
	}
	n.Attr = []html.Attribute{{Key: "href", Val: to}}
}

// target is the address that a link leads to, or nothing: a place on the same page is none.
func (t *tidying) target(n *html.Node) string {
	href := strings.TrimSpace(attribute(n, "href"))
	to := webAddress(t.base, href)
	if to == nil || strings.HasPrefix(href, "#") || len(href) > 2000 {
		return ""
	}
	if t.base != nil && to.Fragment != "" && to.Host == t.base.Host && to.Path == t.base.Path && to.RawQuery == t.base.RawQuery {
		return ""
	}
	return to.String()
}

// speaks says whether an element shows any text.
func speaks(n *html.Node) bool {
	for d := range n.Descendants() {
		if d.Type == html.TextNode && strings.TrimSpace(d.Data) != "" {
			return true
		}
	}
	return false
}

// set is text without what only sets it: soft hyphens, and spaces that do not break.
func set(s string) string {
	if !strings.ContainsAny(s, "\u00ad\u00a0\u2002\u2003\u2007\u2009\u200a\u202f\x00") {
		return s
	}
	return strings.Map(func(r rune) rune {
		switch r {
		case '\u00ad':
			return -1
		case '\u00a0', '\u2002', '\u2003', '\u2007', '\u2009', '\u200a', '\u202f':
			return ' '
		case 0:
			return unicode.ReplacementChar
		}
		return r
	}, s)
}

// blocks says whether an element holds any that stands on lines of its own.
func blocks(n *html.Node) bool {
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && block(d.Data) {
			return true
		}
	}
	return false
}

// data says whether a table holds data, as against one that only lays a page out: it says so by a
// heading or a caption, or has rows of short cells, and nothing in it is more than a line.
func data(table *html.Node) bool {
	role := attribute(table, "role")
	rows, cells, heads := 0, 0, 0
	for d := range table.Descendants() {
		switch d.DataAtom {
		case atom.Table, atom.Ul, atom.Ol, atom.Blockquote, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Pre:
			return false
		case atom.Tr:
			rows++
		case atom.Th:
			heads++
			cells++
		case atom.Td:
			if cells++; !short(d, 200) {
				return false
			}
		}
	}
	if role == "presentation" || role == "none" || rows < 2 || cells < rows*2 || cells > 5000 {
		return false
	}
	return heads > 0 || rows*2 <= cells && cells >= 6 && attribute(table, "cellpadding") == "" && attribute(table, "bgcolor") == "" && !strings.Contains(attribute(table, "style"), "width")
}

// unlay makes plain blocks of a table that lays a page out, not of those in it.
func unlay(table *html.Node) {
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		for c := range n.ChildNodes() {
			switch c.DataAtom {
			case atom.Table:
				continue
			case atom.Tbody, atom.Thead, atom.Tfoot, atom.Tr, atom.Td, atom.Th, atom.Caption:
				rename(c, atom.Div)
			}
			walk(c)
		}
	}
	walk(table)
	rename(table, atom.Div)
}

// paragraphs makes paragraphs of preformatted text, as wires send it: lines apart by blank ones.
func paragraphs(pre *html.Node) {
	content := ""
	for d := range pre.Descendants() {
		if d.Type == html.TextNode {
			content += d.Data
		}
	}
	for pre.FirstChild != nil {
		pre.RemoveChild(pre.FirstChild)
	}
	rename(pre, atom.Div)
	var p *html.Node
	for line := range strings.SplitSeq(content, "\n") {
		indented := strings.HasPrefix(line, "  ") || strings.HasPrefix(line, "\t")
		if line = strings.TrimSpace(line); line == "" {
			p = nil
			continue
		}
		if p == nil || indented {
			p = &html.Node{Type: html.ElementNode, Data: "p", DataAtom: atom.P}
			pre.AppendChild(p)
		}
		p.AppendChild(textNode(line + "\n"))
	}
}

func textNode(s string) *html.Node { return &html.Node{Type: html.TextNode, Data: s} }

func rename(n *html.Node, name atom.Atom) { n.Data, n.DataAtom, n.Attr = name.String(), name, nil }

// unwrap puts what an element holds in its place.
func unwrap(n *html.Node) {
	for c := n.FirstChild; c != nil; c = n.FirstChild {
		n.RemoveChild(c)
		n.Parent.InsertBefore(c, n)
	}
	n.Parent.RemoveChild(n)
}
