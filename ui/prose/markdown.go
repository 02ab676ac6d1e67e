package prose

import (
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"

	"rashomon/annotate"
)

// block is what is drawn at once: a block at the top of the article, or an item of a list there.
type block struct {
	start, end int      // in the article's text
	gap        bool     // an empty line follows
	node       ast.Node // nil where text[start:end] is plain
	marked     []byte   // the text its nodes point to, once it has been drawn; see marking
	links      []link
}

// link is a stretch of text that links somewhere.
type link struct {
	span annotate.Span
	url  string
}

// What no honest article goes beyond; a block that does would take long to draw, and is
// shown as it is written instead.
const (
	deepest = 40    // quotes, lists and emphasis in each other
	largest = 10000 // words set apart, cells of a table and the like in one block
)

// readMarkdown parses the text as CommonMark with GitHub's extensions and makes blocks of it.
func (p *Prose) readMarkdown() {
	md := goldmark.New(goldmark.WithExtensions(extension.Table, extension.Strikethrough, extension.Linkify, extension.TaskList))
	p.source = []byte(p.text)
	root := md.Parser().Parse(text.NewReader(p.source))
	var next ast.Node
	for n := root.FirstChild(); n != nil; n = next {
		next = n.NextSibling()
		if list, ok := n.(*ast.List); ok {
			p.addItems(list)
			continue
		}
		p.addBlock(n, true)
	}
	after := len(p.text)
	for i := len(p.blocks) - 1; i >= 0; i-- {
		b := &p.blocks[i]
		if b.start < 0 || b.start > after { // no text: it stands before what follows
			b.start = after
		}
		b.end, after = after, b.start
	}
	if n := len(p.blocks); n > 0 {
		p.blocks[n-1].gap = false
	}
}

// addItems makes a block of each item, so that a long list need not be drawn whole.
func (p *Prose) addItems(list *ast.List) {
	number := list.Start
	for item := list.FirstChild(); item != nil; item = list.FirstChild() {
		one := ast.NewList(list.Marker)
		one.IsTight, one.Start = list.IsTight, number
		one.AppendChild(one, item) // takes it out of list
		p.addBlock(one, !list.IsTight || list.FirstChild() == nil)
		number++
	}
}

func (p *Prose) addBlock(n ast.Node, gap bool) {
	p.blocks = append(p.blocks, block{start: firstOffset(n), gap: gap, node: n})
}

// firstOffset is where the node's text begins, -1 where it has none.
func firstOffset(n ast.Node) int {
	if t, ok := n.(*ast.Text); ok {
		return t.Segment.Start
	}
	if n.Type() == ast.TypeBlock && n.Lines().Len() > 0 {
		return n.Lines().At(0).Start
	}
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if at := firstOffset(c); at >= 0 {
			return at
		}
	}
	return -1
}

// endOffset is where the node's text ends, -1 where it has none.
func endOffset(n ast.Node) int {
	if t, ok := n.(*ast.Text); ok {
		return t.Segment.Stop
	}
	for c := n.LastChild(); c != nil; c = c.PreviousSibling() {
		if at := endOffset(c); at >= 0 {
			return at
		}
	}
	return -1
}

// excessive says whether a block goes beyond deepest or largest.
func excessive(n ast.Node) bool {
	nodes := 0
	var walk func(n ast.Node, depth int) bool
	walk = func(n ast.Node, depth int) bool {
		if nodes++; depth > deepest || nodes > largest {
			return true
		}
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			if walk(c, depth+1) {
				return true
			}
		}
		return false
	}
	return walk(n, 0)
}

func isTable(n ast.Node) bool {
	return n != nil && n.Kind() == extast.KindTable
}
