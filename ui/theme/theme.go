// Package theme is how the program looks: one set of named styles and glyphs for every
// screen, for dark and light terminals, with and without colour.
package theme

import (
	"image/color"

	"charm.land/lipgloss/v2"
)

// Theme is the styles of every screen. It is a value: copy it freely.
//
// Every pair of colours keeps a contrast of at least 4.5 to 1, the AA level of the Web
// Content Accessibility Guidelines 2.2, on black when dark and on white when light.
// Nothing is told by colour alone: glyphs and attributes say it too.
type Theme struct {
	Dark   bool // the terminal's background is dark
	Colour bool // colours may be used; else only bold, faint, underline and reverse
	Glyphs Glyphs

	Text   lipgloss.Style // running text: the terminal's own
	Dim    lipgloss.Style // what may be overlooked
	Title  lipgloss.Style // the name of a screen, a heading
	Accent lipgloss.Style // what should be seen first
	Link   lipgloss.Style // a link in an article
	Ghost  lipgloss.Style // a suggestion that nobody has accepted

	Cursor    lipgloss.Style // the words of the current sentence
	CursorBar lipgloss.Style // the bar beside it
	Selected  lipgloss.Style // the current row of a list
	Selection lipgloss.Style // selected words
	Border    lipgloss.Style
	Header    lipgloss.Style // heads of columns

	Status      lipgloss.Style
	StatusWarn  lipgloss.Style
	StatusError lipgloss.Style
	Key         lipgloss.Style // a key in the footer or in help
	KeyHelp     lipgloss.Style // what it does

	Changed    lipgloss.Style // words that differ
	Verbatim   lipgloss.Style // words that are the same
	Paraphrase lipgloss.Style // words that say the same
	Conflict   lipgloss.Style // values that cannot both be right
	Search     lipgloss.Style // a hit
	Pending    lipgloss.Style // not saved yet

	labels map[string]color.Color // by colour name; nil without colour, never written to
}

// New is the theme for a dark or light terminal, with colours or without.
func New(dark, colour bool) Theme {
	t := Theme{Dark: dark, Colour: colour, Glyphs: UnicodeGlyphs()}
	if colour {
		t.paint(paletteFor(dark))
	} else {
		t.draw()
	}
	return t
}

// Plain is the theme with glyphs of ASCII only, for terminals and logs without others.
func (t Theme) Plain() Theme {
	t.Glyphs = ASCIIGlyphs()
	return t
}

// Label is the style of words and glyphs that carry a label of the named colour: blue,
// orange, green, purple, cyan, yellow, pink, red or grey. An unknown name is the accent.
// Without colour it is the style of running text: the label's glyph tells it.
func (t Theme) Label(colourName string) lipgloss.Style {
	if !t.Colour {
		return t.Text
	}
	if c, ok := t.labels[colourName]; ok {
		return lipgloss.NewStyle().Foreground(c)
	}
	return t.Accent
}

// paint sets the styles in colour.
func (t *Theme) paint(p palette) {
	s := lipgloss.NewStyle()
	t.labels = p.labels
	blue, orange := p.labels["blue"], p.labels["orange"]

	t.Text = s
	t.Dim = s.Foreground(p.dim)
	t.Title = s.Bold(true)
	t.Accent = s.Foreground(blue).Bold(true)
	t.Link = s.Foreground(blue).Underline(true)
	t.Ghost = s.Foreground(p.dim)

	t.Cursor = s.Background(p.cursor)
	t.CursorBar = s.Foreground(orange).Bold(true)
	t.Selected = s.Background(p.selected).Bold(true)
	t.Selection = s.Background(p.selected)
	t.Border = s.Foreground(p.border)
	t.Header = s.Foreground(p.dim).Bold(true)

	t.Status = s.Foreground(p.dim)
	t.StatusWarn = s.Foreground(orange)
	t.StatusError = s.Foreground(orange).Bold(true).Reverse(true)
	t.Key = s.Foreground(blue).Bold(true)
	t.KeyHelp = s.Foreground(p.dim)

	t.Changed = s.Underline(true)
	t.Verbatim = s.Foreground(blue)
	t.Paraphrase = s.Foreground(p.labels["cyan"])
	t.Conflict = s.Foreground(orange).Bold(true).Reverse(true)
	t.Search = s.Foreground(p.hitText).Background(p.hit)
	t.Pending = s.Foreground(p.dim).Italic(true)
}

// draw sets the styles without colour.
func (t *Theme) draw() {
	s := lipgloss.NewStyle()
	bold, faint, reverse, underline := s.Bold(true), s.Faint(true), s.Reverse(true), s.Underline(true)

	t.Text, t.Dim, t.Title, t.Accent, t.Link, t.Ghost = s, faint, bold, bold, underline, faint
	t.Cursor, t.CursorBar, t.Selected, t.Selection = bold, bold, reverse, reverse
	t.Border, t.Header = faint, underline
	t.Status, t.StatusWarn, t.StatusError = s, bold, bold.Reverse(true)
	t.Key, t.KeyHelp = bold, s
	t.Changed, t.Verbatim, t.Paraphrase = underline, s, s
	t.Conflict, t.Search, t.Pending = bold.Reverse(true), reverse.Underline(true), faint
}
