package prose

import (
	"rashomon/annotate"
	"rashomon/ui/theme"
)

// Pane is one article in a window: what the reader and the side-by-side screen are made
// of. Lines of the window are counted from 0 at its top.
//
// Only blocks in sight, or passed on the way, are ever drawn: the top of the window is a
// block and a line in it, never a number of lines from the beginning.
type Pane struct {
	prose         *Prose
	sentences     []annotate.Span
	width, height int
	gutter        int
	cursor        int
	top           position
	anchor        int // the offset at the top when the window was last moved: resizing comes back to it
	bar           bars
}

// position is a line of the article in the pane's width.
type position struct{ block, line int }

func (a position) before(b position) bool {
	return a.block < b.block || a.block == b.block && a.line < b.line
}

// bars are the glyph and the styles of the cursor.
type bars struct {
	glyph            string
	focused, resting Style
	words            Style
}

// DefaultGutter is the columns left of the text: the cursor bar, two glyphs and a blank.
const DefaultGutter = 4

// NewPane is a pane of no size yet, at the first sentence, one sentence a line.
func NewPane(p *Prose, sentences []annotate.Span) *Pane {
	pane := &Pane{prose: p, sentences: sentences, gutter: DefaultGutter}
	pane.SetSentencePerLine(true)
	pane.readTheme()
	return pane
}

// Prose is the text shown.
func (p *Pane) Prose() *Prose { return p.prose }

// SetSize sets the window's columns, the gutter's included, and its lines. What stood at
// the top stays there, and the cursor stays in sight.
func (p *Pane) SetSize(width, height int) {
	width, height = max(width, 0), max(height, 0)
	if width != p.width || height != p.height {
		p.width, p.height = width, height
		p.reflow()
	}
}

// Size is the window's columns and lines.
func (p *Pane) Size() (width, height int) { return p.width, p.height }

// SetGutter sets the gutter's columns: 0 leaves it out.
func (p *Pane) SetGutter(columns int) {
	if columns = max(columns, 0); columns != p.gutter {
		p.gutter = columns
		p.reflow()
	}
}

// SetTheme redraws in another theme.
func (p *Pane) SetTheme(t theme.Theme) {
	p.prose.SetTheme(t)
	p.readTheme()
	p.reflow()
}

func (p *Pane) readTheme() {
	t := p.prose.theme
	p.bar = bars{
		glyph:   t.Glyphs.Cursor,
		focused: StyleOf(t.CursorBar), resting: StyleOf(t.Dim),
		words: StyleOf(t.Cursor),
	}
}

// SetSentencePerLine lets each sentence begin on a line of its own, or the text flow.
func (p *Pane) SetSentencePerLine(on bool) {
	if on && p.sentences != nil {
		p.prose.SentencePerLine(p.sentences)
	} else {
		p.prose.SentencePerLine(nil)
	}
	p.reflow()
}

// SetBrackets puts brackets around spans of the text, in the place of those before.
func (p *Pane) SetBrackets(brackets []Bracket) {
	if p.prose.SetBrackets(brackets) {
		p.reflow()
	}
}

// Cursor is the current sentence; 0 where there are none.
func (p *Pane) Cursor() int { return p.cursor }

// reflow finds the top of the window again after the lines have changed.
func (p *Pane) reflow() {
	if p.height == 0 {
		return
	}
	p.top = p.lineAt(p.anchor)
	if p.anchor == 0 {
		p.top = p.beginning()
	}
	p.fillWindow()
	p.showCursor()
}

// textWidth is the columns of the text.
func (p *Pane) textWidth() int { return max(p.width-p.gutter, minWidth) }

func (p *Pane) block(i int) []Line { return p.prose.Block(i, p.textWidth()) }

// line is the line at a position that is one.
func (p *Pane) line(at position) Line { return p.block(at.block)[at.line] }

// beginning is the first line of the article.
func (p *Pane) beginning() position {
	at := position{0, -1}
	p.next(&at)
	return position{at.block, max(at.line, 0)}
}

// next goes on to the following line, unless there is none.
func (p *Pane) next(at *position) bool {
	for b, l := at.block, at.line+1; b < p.prose.Blocks(); b, l = b+1, 0 {
		if l < len(p.block(b)) {
			*at = position{b, l}
			return true
		}
	}
	return false
}

// previous goes back to the line before, unless there is none.
func (p *Pane) previous(at *position) bool {
	if at.line > 0 {
		at.line--
		return true
	}
	for b := at.block - 1; b >= 0; b-- {
		if n := len(p.block(b)); n > 0 {
			*at = position{b, n - 1}
			return true
		}
	}
	return false
}

// lineAt is the first line with a cell that stands at the offset or after it; the last
// line with text where there is none.
func (p *Pane) lineAt(offset int) position {
	if p.prose.Blocks() == 0 {
		return position{}
	}
	for b := p.prose.BlockOf(offset); b < p.prose.Blocks(); b++ {
		if l, ok := lineIn(p.block(b), offset); ok {
			return position{b, l}
		}
	}
	at := position{p.prose.Blocks(), 0}
	for p.previous(&at) {
		if p.line(at).Start() >= 0 {
			return at
		}
	}
	return p.beginning()
}

// lineIn is the line with the cell that stands nearest after the offset, or at it.
func lineIn(lines []Line, offset int) (line int, ok bool) {
	nearest := int32(-1)
	for i, l := range lines {
		for k := range l {
			if o := l[k].Offset; o >= int32(offset) && (nearest < 0 || o < nearest) {
				nearest, line = o, i
			}
		}
		if nearest == int32(offset) {
			break
		}
	}
	return line, nearest >= 0
}
