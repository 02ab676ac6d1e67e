package termtest

import (
	"fmt"
	"image/color"
	"strings"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// Grid is what a screen shows, row by row. Every row has Width cells.
type Grid struct {
	Width, Height    int
	Rows             [][]Cell
	CursorX, CursorY int
	CursorVisible    bool // false in a grid that was drawn, not run
}

// Cell is one position on a screen.
type Cell struct {
	Text  string // one grapheme; empty in the right half of a wide one
	Width int    // 1, or 2 for a wide grapheme and then 0 for its right half
	Style Style
	Link  string // where a hyperlink goes
}

// Style is how a cell looks. A colour is "" for the terminal's own, "0" to
// "255" for an index into its palette, or "#rrggbb". Two styles are equal if
// they look the same.
type Style struct {
	Fg, Bg, UnderlineColor                               string
	Underline                                            string // "", "single", "double", "curly", "dotted" or "dashed"
	Bold, Faint, Italic, Blink, Reverse, Conceal, Strike bool
}

// Draw lays out a frame of styled text, as a Bubble Tea view holds it, on a
// screen of width by height cells. What does not fit is cut off.
func Draw(content string, width, height int) Grid {
	screen := uv.NewScreenBuffer(width, height)
	screen.Method = ansi.GraphemeWidth
	uv.NewStyledString(content).Draw(screen, screen.Bounds())
	return newGrid(width, height, screen.CellAt)
}

// Text returns the screen as lines, without styles and without the blanks at
// the end of each line. It has Height lines, the last without a line feed.
func (g Grid) Text() string {
	lines := make([]string, g.Height)
	for y, row := range g.Rows {
		lines[y] = rowText(row)
	}
	return strings.Join(lines, "\n")
}

// At returns the cell in column x of row y, both from 0; outside of the screen
// the zero Cell.
func (g Grid) At(x, y int) Cell {
	if x < 0 || y < 0 || x >= g.Width || y >= g.Height {
		return Cell{}
	}
	return g.Rows[y][x]
}

// Find returns the position, in cells, of the first occurrence of text within
// a row, and whether there is one.
func (g Grid) Find(text string) (x, y int, found bool) {
	for y, row := range g.Rows {
		at := strings.Index(rowText(row), text)
		if at < 0 {
			continue
		}
		bytes := 0
		for x, cell := range row {
			if bytes >= at && cell.Width > 0 {
				return x, y, true
			}
			bytes += len(cell.Text)
		}
	}
	return 0, 0, false
}

// String names what is set: "bold fg=#ff0000", or "plain".
func (s Style) String() string {
	var words []string
	for _, attribute := range []struct {
		name string
		set  bool
	}{
		{"bold", s.Bold}, {"faint", s.Faint}, {"italic", s.Italic}, {"blink", s.Blink},
		{"reverse", s.Reverse}, {"conceal", s.Conceal}, {"strike", s.Strike},
	} {
		if attribute.set {
			words = append(words, attribute.name)
		}
	}
	for _, value := range [][2]string{
		{"underline", s.Underline}, {"fg", s.Fg}, {"bg", s.Bg}, {"line", s.UnderlineColor},
	} {
		if value[1] != "" {
			words = append(words, value[0]+"="+value[1])
		}
	}
	if len(words) == 0 {
		return "plain"
	}
	return strings.Join(words, " ")
}

func rowText(row []Cell) string {
	var b strings.Builder
	for _, cell := range row {
		b.WriteString(cell.Text)
	}
	return strings.TrimRight(b.String(), " ")
}

// text is Grid.Text of the emulator's screen without the cost of a grid. The
// lock is held.
func (t *Terminal) text() string {
	lines := make([]string, t.screen.Height())
	for y := range lines {
		var b strings.Builder
		for x := range t.screen.Width() {
			if cell := t.screen.CellAt(x, y); cell != nil {
				b.WriteString(newCell(cell, Style{}).Text)
			}
		}
		lines[y] = strings.TrimRight(b.String(), " ")
	}
	return strings.Join(lines, "\n")
}

// grid copies the emulator's screen. The lock is held.
func (t *Terminal) grid() Grid {
	g := newGrid(t.screen.Width(), t.screen.Height(), func(x, y int) *uv.Cell {
		cell := t.screen.CellAt(x, y)
		if cell == nil || cell.Link.IsZero() {
			return cell
		}
		cell = cell.Clone()
		cell.Link.URL = cell.Link.Params // the emulator files them the wrong way round
		return cell
	})
	at := t.screen.CursorPosition()
	g.CursorX, g.CursorY, g.CursorVisible = at.X, at.Y, t.isOn(ansi.ModeTextCursorEnable)
	return g
}

func newGrid(width, height int, at func(x, y int) *uv.Cell) Grid {
	g := Grid{Width: width, Height: height, Rows: make([][]Cell, height)}
	var last uv.Style // neighbours mostly look the same: translate a style once a run
	var style Style
	for y := range g.Rows {
		g.Rows[y] = make([]Cell, width)
		for x := range g.Rows[y] {
			cell := at(x, y)
			if cell == nil {
				g.Rows[y][x] = Cell{Text: " ", Width: 1}
				continue
			}
			if cell.Style != last {
				last, style = cell.Style, newStyle(cell.Style)
			}
			g.Rows[y][x] = newCell(cell, style)
		}
	}
	return g
}

func newCell(c *uv.Cell, s Style) Cell {
	cell := Cell{Text: c.Content, Width: c.Width, Style: s, Link: c.Link.URL}
	if cell.Text == "" && cell.Width > 0 {
		cell.Text = " "
	}
	return cell
}

func newStyle(s uv.Style) Style {
	return Style{
		Fg: colorName(s.Fg), Bg: colorName(s.Bg), UnderlineColor: colorName(s.UnderlineColor),
		Underline: [...]string{"", "single", "double", "curly", "dotted", "dashed"}[s.Underline%6],
		Bold:      s.Attrs&uv.AttrBold != 0, Faint: s.Attrs&uv.AttrFaint != 0,
		Italic: s.Attrs&uv.AttrItalic != 0, Blink: s.Attrs&(uv.AttrBlink|uv.AttrRapidBlink) != 0,
		Reverse: s.Attrs&uv.AttrReverse != 0, Conceal: s.Attrs&uv.AttrConceal != 0,
		Strike: s.Attrs&uv.AttrStrikethrough != 0,
	}
}

func colorName(c color.Color) string {
	switch c := c.(type) {
	case nil:
		return ""
	case ansi.BasicColor:
		return fmt.Sprint(uint8(c))
	case ansi.IndexedColor:
		return fmt.Sprint(uint8(c))
	}
	r, g, b, _ := c.RGBA()
	return fmt.Sprintf("#%02x%02x%02x", r>>8, g>>8, b>>8)
}
