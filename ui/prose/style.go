package prose

import (
	"image/color"
	"strconv"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
)

// Style is how a cell looks: small, comparable with ==, cheap to combine. The zero Style
// is the terminal's own.
type Style struct {
	Fg, Bg, Line Colour // Line is the underline's colour
	Attrs        Attrs
}

// Attrs is a set of attributes.
type Attrs uint8

// The attributes.
const (
	Bold Attrs = 1 << iota
	Faint
	Italic
	Underline
	Reverse
	Strike
)

// Colour is a colour in four bytes: a kind, then red, green and blue or an index. Zero is
// the terminal's own.
type Colour uint32

const (
	indexed Colour = 1 << 24 // one of the terminal's 256
	direct  Colour = 2 << 24 // red, green, blue
)

// StyleOf is the cell style of a Lip Gloss style: its colours and attributes.
func StyleOf(s lipgloss.Style) Style {
	var out Style
	out.Fg, out.Bg, out.Line = colourOf(s.GetForeground()), colourOf(s.GetBackground()), colourOf(s.GetUnderlineColor())
	out.Attrs.set(Bold, s.GetBold())
	out.Attrs.set(Faint, s.GetFaint())
	out.Attrs.set(Italic, s.GetItalic())
	out.Attrs.set(Underline, s.GetUnderline())
	out.Attrs.set(Reverse, s.GetReverse())
	out.Attrs.set(Strike, s.GetStrikethrough())
	return out
}

func (a *Attrs) set(b Attrs, on bool) {
	if on {
		*a |= b
	}
}

func colourOf(c color.Color) Colour {
	switch c := c.(type) {
	case nil, lipgloss.NoColor:
		return 0
	case ansi.BasicColor:
		return indexed | Colour(c)
	case ansi.IndexedColor:
		return indexed | Colour(c)
	}
	r, g, b, _ := c.RGBA()
	return direct | Colour(r>>8)<<16 | Colour(g>>8)<<8 | Colour(b>>8)
}

// Over is the style with o laid over it: o's colours win where it has any, attributes
// come together.
func (s Style) Over(o Style) Style {
	if o == (Style{}) {
		return s
	}
	if o.Fg != 0 {
		s.Fg = o.Fg
	}
	if o.Bg != 0 {
		s.Bg = o.Bg
	}
	if o.Line != 0 {
		s.Line = o.Line
	}
	s.Attrs |= o.Attrs
	return s
}

// Append appends the escape sequence (SGR, ECMA-48) that sets exactly this style.
func (s Style) Append(dst []byte) []byte {
	if s == (Style{}) {
		return append(dst, "\x1b[m"...)
	}
	dst = append(dst, "\x1b[0"...)
	for i, code := range [...]byte{'1', '2', '3', '4', '7', '9'} {
		if s.Attrs&(1<<i) != 0 {
			dst = append(dst, ';', code)
		}
	}
	dst = s.Fg.appendSGR(dst, ";38;")
	dst = s.Bg.appendSGR(dst, ";48;")
	dst = s.Line.appendSGR(dst, ";58;")
	return append(dst, 'm')
}

func (c Colour) appendSGR(dst []byte, lead string) []byte {
	switch c &^ 0xffffff {
	case indexed:
		dst = append(append(dst, lead...), "5;"...)
		return strconv.AppendUint(dst, uint64(c&0xff), 10)
	case direct:
		dst = append(append(dst, lead...), "2;"...)
		dst = append(strconv.AppendUint(dst, uint64(c>>16&0xff), 10), ';')
		dst = append(strconv.AppendUint(dst, uint64(c>>8&0xff), 10), ';')
		return strconv.AppendUint(dst, uint64(c&0xff), 10)
	}
	return dst
}
