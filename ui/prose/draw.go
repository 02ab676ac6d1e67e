package prose

import (
	"bytes"
	"strings"

	glamour "charm.land/glamour/v2/ansi"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/util"
)

// draw is the rows of a block as Glamour draws it, in so many columns, or on lines as
// long as they come where width is 0.
func (p *Prose) draw(b *block, width int) []row {
	if b.node == nil {
		return p.drawPlain(b.start, b.end)
	}
	if b.marked == nil {
		if excessive(b.node) {
			b.node = nil
			return p.drawPlain(b.start, b.end)
		}
		m := marking{source: p.source, out: []byte{}, dense: isTable(b.node)}
		doc := ast.NewDocument()
		doc.AppendChild(doc, b.node)
		m.children(doc)
		b.node, b.marked, b.links = doc, m.out, m.links
	}
	var out bytes.Buffer
	if err := p.renderer(width).Render(&out, b.marked, b.node); err != nil {
		return p.drawPlain(b.start, b.end)
	}
	r := reading{text: p.text, bar: p.theme.Glyphs.Quote, tight: isTight(b.node)}
	return r.read(out.String())
}

func (p *Prose) renderer(width int) renderer.Renderer {
	if width == 0 && p.glamour != nil {
		return p.glamour
	}
	r := renderer.NewRenderer(renderer.WithNodeRenderers(util.Prioritized(glamour.NewRenderer(glamour.Options{
		WordWrap:         width,
		PreserveNewLines: true,
		InlineTableLinks: true,
		Styles:           styles(p.theme),
	}), 0)))
	if width == 0 {
		p.glamour = r
	}
	return r
}

// rowsFor is the rows of a block to be wrapped to width. A table is drawn anew for each
// width; where Glamour cannot make it fit without losing text, its rows are wrapped like
// any others.
func (p *Prose) rowsFor(i, width int) []row {
	rows := p.drawn(i)
	if !isTable(p.blocks[i].top()) {
		return rows
	}
	wide, letters := measure(rows)
	if wide <= width {
		return fixed(rows)
	}
	narrow := p.draw(&p.blocks[i], width)
	if wide, n := measure(narrow); wide <= width && n == letters {
		return fixed(narrow)
	}
	return rows
}

// top is the node that the block is drawn from.
func (b *block) top() ast.Node {
	if b.marked != nil && b.node != nil {
		return b.node.FirstChild()
	}
	return b.node
}

// measure is the columns of the widest row, and how many cells of the article that are
// not blank there are.
func measure(rows []row) (width, letters int) {
	for _, r := range rows {
		width = max(width, Line(r.lead).Width()+Line(r.cells).Width())
		for i := range r.cells {
			if r.cells[i].Offset >= 0 && !r.cells[i].blank() {
				letters++
			}
		}
	}
	return width, letters
}

func fixed(rows []row) []row {
	out := make([]row, len(rows))
	for i, r := range rows {
		r.fixed = true
		out[i] = r
	}
	return out
}

func isTight(doc ast.Node) bool {
	list, ok := doc.FirstChild().(*ast.List)
	return ok && list.IsTight
}

// reading turns what Glamour drew into rows.
type reading struct {
	text  string // the article
	bar   string // beside a block quote
	tight bool   // a list without empty lines

	rows      []row
	cells     []Cell
	style     Style
	offset    int // where the next text stands; -1 nowhere
	kind      markKind
	continues bool // this row goes on with the indent of the one before
	code      bool
	gap       []Cell // the bars of the empty row that is due before the next one; nil for none
}

func (r *reading) read(out string) []row {
	r.offset = -1
	parser := ansi.NewParser()
	var pen uv.Style
	for len(out) > 0 {
		switch out[0] {
		case '\n':
			r.endRow()
			out = out[1:]
		case '\x1b':
			_, _, n, _ := ansi.DecodeSequence(out, 0, parser)
			out = out[max(n, 1):]
			switch cmd := ansi.Cmd(parser.Command()); cmd.Final() {
			case 'm':
				uv.ReadStyle(parser.Params(), &pen)
				r.style = styleOfPen(&pen)
			case '~':
				r.mark(parser.Params())
			}
		default:
			out = out[r.grapheme(out):]
		}
	}
	r.endRow()
	return r.rows
}

func (r *reading) mark(params ansi.Params) {
	low, _, _ := params.Param(0, 0)
	high, _, _ := params.Param(1, 0)
	kind, _, _ := params.Param(2, 0)
	r.offset, r.kind = high<<markBits+low-1, markKind(kind)
	switch r.kind {
	case continued:
		r.continues = true
	case code:
		r.code = true
	}
}

// grapheme adds the next one as a cell and says how many bytes it takes. What claims to
// stand in the article is believed only if it does.
func (r *reading) grapheme(out string) int {
	g, width, n := grapheme(out)
	c := Cell{Text: g, Style: r.style, Offset: -1, Width: int8(width)}
	switch {
	case r.offset < 0:
	case r.kind == resolved:
		c.Offset = int32(r.offset)
	case strings.HasPrefix(r.text[min(r.offset, len(r.text)):], out[:n]):
		c.Offset = int32(r.offset)
		c.Text = r.text[r.offset : r.offset+n] // lets go of out
		r.offset += n
	}
	r.cells = addCell(r.cells, c)
	return n
}

// endRow ends a row: its decoration in front becomes its lead.
func (r *reading) endRow() {
	cells := trimRight(r.cells)
	first := 0
	for first < len(cells) && cells[first].Offset < 0 {
		first++
	}
	continues, code := r.continues, r.code
	r.cells, r.continues, r.code = nil, false, false
	if first == len(cells) && r.bare(cells) {
		if len(r.rows) > 0 && !r.tight {
			r.gap = append([]Cell{}, cells...)
		}
		return
	}
	if r.gap != nil {
		r.rows = append(r.rows, row{lead: r.gap})
		r.gap = nil
	}
	next := row{lead: cells[:first:first], cells: cells[first:], fixed: code}
	next.hang = r.hang(next.lead)
	if n := len(r.rows); continues && n > 0 {
		next.lead, next.hang = r.rows[n-1].hang, r.rows[n-1].hang
	}
	if !code {
		markBreaks(next.cells)
	}
	r.rows = append(r.rows, next)
}

// bare says whether cells are nothing but blanks and the bars of quotes.
func (r *reading) bare(cells []Cell) bool {
	for i := range cells {
		if !cells[i].blank() && cells[i].Text != r.bar {
			return false
		}
	}
	return true
}

// hang is the decoration before the further lines of a row: the bars stay.
func (r *reading) hang(lead []Cell) []Cell {
	out := make([]Cell, 0, len(lead))
	for _, c := range lead {
		if c.Text != r.bar {
			for ; c.Width > 1; c.Width-- {
				out = append(out, blankCell())
			}
			c = blankCell()
		}
		out = append(out, c)
	}
	return out
}

func styleOfPen(pen *uv.Style) Style {
	s := Style{Fg: colourOf(pen.Fg), Bg: colourOf(pen.Bg), Line: colourOf(pen.UnderlineColor)}
	s.Attrs.set(Bold, pen.Attrs&uv.AttrBold != 0)
	s.Attrs.set(Faint, pen.Attrs&uv.AttrFaint != 0)
	s.Attrs.set(Italic, pen.Attrs&uv.AttrItalic != 0)
	s.Attrs.set(Underline, pen.Underline != uv.UnderlineNone)
	s.Attrs.set(Reverse, pen.Attrs&uv.AttrReverse != 0)
	s.Attrs.set(Strike, pen.Attrs&uv.AttrStrikethrough != 0)
	return s
}
