package screen

import (
	"fmt"
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"rashomon/annotate"
	"rashomon/ui/prose"
)

// Piece is text in one style.
type Piece struct {
	Text  string
	Style lipgloss.Style
}

// Paint is one line of text in a style: its colours and attributes, no more. It gives what
// Style.Render gives such a text, at a tenth of the cost; a frame paints dozens.
func Paint(style lipgloss.Style, text string) string {
	look := prose.StyleOf(style)
	if look == (prose.Style{}) || text == "" {
		return text
	}
	out := append(look.Append(make([]byte, 0, len(text)+48)), text...)
	return string(append(out, "\x1b[m"...))
}

// Line is pieces side by side.
type Line []Piece

// Add is the line with one more piece at its end.
func (l Line) Add(text string, style lipgloss.Style) Line { return append(l, Piece{text, style}) }

// Plain is the line's text without styles.
func (l Line) Plain() string {
	var b strings.Builder
	for _, p := range l {
		b.WriteString(p.Text)
	}
	return b.String()
}

// Styled is the line's text with styles.
func (l Line) Styled() string {
	var b strings.Builder
	for _, p := range l {
		if strings.TrimSpace(p.Text) == "" {
			b.WriteString(p.Text)
			continue
		}
		b.WriteString(Paint(p.Style, p.Text))
	}
	return b.String()
}

// Width is the columns the line takes.
func (l Line) Width() int { return ansi.StringWidth(l.Plain()) }

// Pad is text with blanks after it to be that many columns wide, or cut to be so.
func Pad(text string, width int) string {
	n := ansi.StringWidth(text)
	if n > width {
		return ansi.Truncate(text, max(width, 0), "…")
	}
	return text + strings.Repeat(" ", width-n)
}

// Number writes n with commas between thousands.
func Number(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// Count is "1 report" or "12 reports".
func Count(n int, thing, things string) string {
	if n == 1 {
		return "1 " + thing
	}
	return Number(n) + " " + things
}

// Progress is how many sentences are labelled of all: 12/24.
func Progress(p annotate.Progress) string { return fmt.Sprintf("%d/%d", p.Labelled, p.Sentences) }
