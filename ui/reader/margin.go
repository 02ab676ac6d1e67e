package reader

import (
	"slices"
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"rashomon/ui/screen"
)

// margin is the lines beside the text: what is said of a sentence besides its labels, and the
// labelled spans in it, from the line on which it begins. There is room for it down to the next
// line on which a sentence begins of which something is said. Cells of a table begin on one line
// and share it. A suggestion alone gives way to what is said: it stands beside a further line of its
// sentence or not at all, and its sign is in the gutter.
func (s *Screen) margin() []string {
	out := make([]string, s.textHeight())
	width := s.width - s.textWidth() - 3
	at, about := 0, []string(nil) // what stands from a line on
	put := func(to int) {
		if room := to - at; room > 0 && len(about) > room {
			rest := ansi.Truncate(strings.Join(about[room-1:], " · "), width, s.theme.Glyphs.More)
			about = append(slices.Clone(about[:room-1]), rest)
		}
		for k, text := range about {
			if line := at + k; line >= 0 && line < len(out) {
				out[line] = text
			}
		}
	}
	ghosts := false // nothing but suggestions does
	first, last := s.page.Pane.VisibleSentences()
	for n := first; n <= last; n++ {
		remarks := s.remarks(n, width)
		ghost := len(remarks) == 1 && s.suggested(n) != ""
		line, seen := s.page.Pane.LineOf(n)
		switch {
		case len(remarks) == 0 || !seen:
		case len(about) > 0 && line == at && n == s.page.Pane.Cursor():
			about, ghosts = s.sharing(remarks, about, ghosts, width), ghosts && ghost
		case len(about) > 0 && line == at:
			about, ghosts = s.sharing(about, remarks, ghost, width), ghosts && ghost
		case line < at+len(about) && ghost:
			if next, _ := s.page.Pane.LineOf(n + 1); next > at+len(about) { // room beside its further lines
				free := at + len(about)
				put(free)
				at, about, ghosts = free, remarks, true
			}
		default:
			put(line)
			at, about, ghosts = line, remarks, ghost
		}
	}
	put(len(out))
	return out
}

// sharing is two sentences' remarks from the same line on: the first lines of both on it, if
// there is room. Where the others are suggestions alone, they are cut and take no further line.
func (s *Screen) sharing(remarks, others []string, ghosts bool, width int) []string {
	both := remarks[0] + " · " + others[0]
	if ghosts || ansi.StringWidth(both) <= width {
		both = ansi.Truncate(both, width, s.theme.Glyphs.More)
		return slices.Concat([]string{both}, remarks[1:], others[1:])
	}
	return slices.Concat(remarks, others)
}

// suggested is what is suggested for a sentence, in a few words.
func (s *Screen) suggested(n int) string {
	return s.labelling.Ghosts.Remark(s.page.Reading, n, s.theme.Glyphs.Speaker)
}

// remarks is what is said of a sentence as lines of at most width columns.
func (s *Screen) remarks(n, width int) (out []string) {
	g, t := s.theme.Glyphs, &s.theme
	add := func(text string, style lipgloss.Style) {
		out = append(out, screen.Paint(style, ansi.Truncate(text, width, g.More)))
	}
	if ghost := s.suggested(n); ghost != "" {
		add(ghost, t.Ghost)
	}
	if a, ok := s.page.Reading.Sentence(n); ok {
		if changed := s.page.Changed(a, 3*width-8); changed != "" {
			for _, l := range strings.Split(ansi.Wordwrap(changed, width, ""), "\n") {
				add(l, t.StatusWarn)
			}
		}
		if a.Speaker != "" {
			add(g.Speaker+" "+screen.Safe(a.Speaker), t.Accent)
		}
		if attributes := s.page.Attributes(a); len(attributes) > 0 {
			add(strings.Join(attributes, ", "), t.Text)
		}
		if a.Reason != "" {
			add(screen.Flag(a), t.Dim)
		}
		if a.Note != "" {
			for _, l := range strings.Split(ansi.Wordwrap(g.Note+" "+screen.Safe(a.Note), width, ""), "\n") {
				add(l, t.Dim)
			}
		}
	}
	for _, words := range s.page.SpanWords(n, width) {
		add(words, t.Text)
	}
	if gold := s.page.Gold(n); gold != "" {
		for _, l := range strings.Split(ansi.Wordwrap(gold, width, ""), "\n") {
			add(l, t.StatusWarn)
		}
	}
	return out
}
