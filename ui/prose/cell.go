package prose

import (
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"rashomon/internal/clean"
)

// Cell is one grapheme on the screen, and where in the article it stands.
type Cell struct {
	Text   string // one grapheme cluster, never a control or an escape
	Style  Style
	Offset int32 // byte offset in the article's text; -1 for decoration: bullets, bars, padding
	Width  int8  // columns: 1 or 2
	breaks bool  // a line may end after this cell
	opens  bool  // a bracket that belongs to the cell after it
}

func (c *Cell) blank() bool { return c.Text == " " }

// Line is the cells of one line on the screen. Cells of the article come in the order of
// their offsets, except in a table that is drawn in columns.
type Line []Cell

// Width is the number of columns.
func (l Line) Width() int {
	w := 0
	for i := range l {
		w += int(l[i].Width)
	}
	return w
}

// Start is the offset of the first cell that stands in the article, -1 where none does.
func (l Line) Start() int {
	for i := range l {
		if l[i].Offset >= 0 {
			return int(l[i].Offset)
		}
	}
	return -1
}

// String is the line's text without styles.
func (l Line) String() string {
	var b strings.Builder
	for i := range l {
		b.WriteString(l[i].Text)
	}
	return b.String()
}

// Append appends the cells with their styles, padded with blanks or cut to width columns,
// and ends in the terminal's own style.
func (l Line) Append(dst []byte, width int) []byte {
	var now Style
	for i := range l {
		c := &l[i]
		if int(c.Width) > width {
			break
		}
		width -= int(c.Width)
		if c.Style != now {
			now = c.Style
			dst = now.Append(dst)
		}
		dst = append(dst, c.Text...)
	}
	return pad(now, dst, width)
}

// AppendMarked is Append with a style laid over the cells of the article, and marks over
// that: in order of Span.Start, of those that overlap the later one wins.
func (l Line) AppendMarked(dst []byte, width int, over Style, marks []Mark) []byte {
	var now Style
	m := marker{marks: marks}
	for i := range l {
		c := &l[i]
		if int(c.Width) > width {
			break
		}
		width -= int(c.Width)
		look := c.Style
		if c.Offset >= 0 {
			look = m.over(look.Over(over), int(c.Offset))
		}
		if look != now {
			now = look
			dst = now.Append(dst)
		}
		dst = append(dst, c.Text...)
	}
	return pad(now, dst, width)
}

// pad ends a line that is in style now: width more columns, in no style.
func pad(now Style, dst []byte, width int) []byte {
	if now != (Style{}) {
		dst = Style{}.Append(dst)
	}
	for ; width > 0; width-- {
		dst = append(dst, ' ')
	}
	return dst
}

// Cells is text as decoration, in one style: what a gutter shows.
func Cells(text string, s Style) []Cell {
	var out []Cell
	for len(text) > 0 {
		g, w, n := grapheme(text)
		text = text[n:]
		if w > 0 {
			out = append(out, Cell{Text: g, Style: s, Offset: -1, Width: int8(w)})
		}
	}
	return out
}

// grapheme reads the first grapheme cluster of a text that is not empty: what a terminal
// may be given of it, its columns, and the bytes read. Controls, marks of direction and
// what else is not seen are left out; a cluster of nothing else is "". Width 0 with a
// text is a combining mark without a base.
func grapheme(text string) (g string, width, n int) {
	if c := text[0]; c < utf8.RuneSelf && (len(text) == 1 || text[1] < utf8.RuneSelf) {
		switch {
		case c == '\t' || c == '\n':
			return " ", 1, 1
		case c < ' ' || c == 0x7f:
			return "", 0, 1
		}
		return text[:1], 1, 1
	}
	if r, size := utf8.DecodeRuneInString(text); r == utf8.RuneError && size == 1 {
		return "\ufffd", 1, 1
	}
	g, width = ansi.FirstGraphemeCluster(text, ansi.GraphemeWidth)
	if !utf8.ValidString(g) {
		g = validStart(g)
		width = ansi.StringWidth(g)
	}
	n = len(g)
	if safe := clean.Safe(g); safe != g {
		g = safe
		width = ansi.StringWidth(g)
	}
	return g, min(width, 2), n
}

// validStart is g up to its first byte that is not UTF-8.
func validStart(g string) string {
	for i, r := range g {
		if _, size := utf8.DecodeRuneInString(g[i:]); r == utf8.RuneError && size == 1 {
			return g[:i]
		}
	}
	return g
}
