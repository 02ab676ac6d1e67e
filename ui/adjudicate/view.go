package adjudicate

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"rashomon/ui/screen"
)

// layout is how many lines of the screen go to what, and the columns of the middle.
type layout struct {
	column, margin int
	head           int // how far one is, how they differ, and where the report is from
	text           int
	rule           int
	says           int // what the annotators say
	gold           int // what is decided
	labels         int
}

// layOut divides the screen: of what is left when all else has its lines, what annotators say
// gets what it needs, but at least a few lines and at most three fifths; the text has the rest.
func (s *Screen) layOut() layout {
	l := layout{column: max(min(s.width, widest), 1)}
	l.margin = max(s.width-l.column, 0) / 2
	s.layout.column = l.column // what is said is wrapped to it
	for _, x := range []struct {
		from  int // lines of the screen
		lines *int
		n     int
	}{{3, &l.head, 1}, {4, &l.gold, 1}, {8, &l.labels, 1}, {9, &l.rule, 1}, {11, &l.head, 2}, {18, &l.head, 3}} {
		if s.height >= x.from {
			*x.lines = x.n
		}
	}
	if s.height >= 12 {
		l.gold = min(max(len(s.gold()), 1), max(s.height/5, 1))
		l.labels = min(len(s.choices(l.column, max(s.height/8, 1))), max(s.height/8, 1))
	}
	rest := s.height - l.head - l.rule - l.gold - l.labels
	if rest < 2 {
		l.text = max(rest, 0)
		return l
	}
	const mostText, fewest = 20, 6
	lines, _ := s.says()
	l.says = max(min(max(len(lines), fewest), rest*3/5), 1)
	l.text = min(rest-l.says, mostText)
	l.says = rest - l.text
	return l
}

// View draws the sentence with what stands around it, and below it what each annotator says,
// what is decided, and the labels with their keys.
func (s *Screen) View() []string {
	if s.height < 1 || s.width < 1 {
		return nil
	}
	switch {
	case s.making != nil && !s.making.slow:
		return nil
	case s.making != nil:
		return s.middle([]string{s.making.progress(screen.Shortcut(s.keys.Back))})
	case s.err != nil:
		return s.middle([]string{"There is nothing to show", "", s.err.Error()})
	case len(s.places) == 0:
		return s.middle(s.empty())
	case s.at == len(s.places):
		return s.middle(s.summary())
	}
	l := s.layout
	out := make([]string, 0, s.height)
	if l.head > 0 {
		out = append(out, s.head())
	}
	if l.head > 1 {
		out = append(out, s.facts())
	}
	for len(out) < l.head {
		out = append(out, "")
	}
	out = append(out, s.text()...)
	lines, hidden := s.seen()
	if l.rule > 0 {
		out = append(out, s.rule(hidden))
	}
	out = append(out, lines...)
	out = append(out, fit(s.gold(), l.gold, s.theme.Glyphs.More, l.column)...)
	if l.labels > 0 {
		out = append(out, fit(s.choices(l.column, l.labels), l.labels, s.theme.Glyphs.More, l.column)...)
	}
	return s.indent(out)
}

// fit is exactly so many of the lines; where some are left out, the last says so.
func fit(lines []string, n int, more string, width int) []string {
	out := make([]string, n)
	copy(out, lines)
	if len(lines) > n && n > 0 {
		out[n-1] = ansi.Truncate(out[n-1], max(width-2, 0), "") + " " + more
		out[n-1] = ansi.Truncate(out[n-1], width, "")
	}
	return out
}

// seen is the lines of what annotators say that are shown, and how many below them are not.
func (s *Screen) seen() (out []string, below int) {
	lines, _ := s.says()
	n := s.layout.says
	top := s.clampTop(len(lines))
	out = make([]string, n)
	copy(out, lines[min(top, len(lines)):])
	return out, max(len(lines)-top-n, 0)
}

// clampTop keeps the first line shown within what there is.
func (s *Screen) clampTop(lines int) int {
	s.top = max(min(s.top, lines-s.layout.says), 0)
	return s.top
}

// reveal has the highlighted annotator in sight.
func (s *Screen) reveal() {
	_, whose := s.says()
	first, last := -1, -1
	for i, w := range whose {
		if w == s.who {
			if first < 0 {
				first = i
			}
			last = i
		}
	}
	if first < 0 {
		return
	}
	if last >= s.top+s.layout.says {
		s.top = last - s.layout.says + 1
	}
	s.top = min(s.top, first)
	s.clampTop(len(whose))
}

// whoseLine is the annotator whose line is so far down among those shown.
func (s *Screen) whoseLine(y int) (i int, ok bool) {
	_, whose := s.says()
	if y >= s.layout.says || s.top+y >= len(whose) {
		return 0, false
	}
	return whose[s.top+y], true
}

// rule divides the text from what annotators say, and tells how much of that is not shown.
func (s *Screen) rule(below int) string {
	g, t := s.theme.Glyphs, &s.theme
	var parts []string
	if s.top > 0 {
		parts = append(parts, fmt.Sprintf("%s %d", g.Above, s.top))
	}
	if below > 0 {
		parts = append(parts, fmt.Sprintf("%s %d", g.Below, below))
	}
	label := strings.Join(parts, " ")
	if label != "" {
		label = " " + label + " " + g.Horizontal
	}
	n := s.layout.column - ansi.StringWidth(label)
	if n < 0 {
		return screen.Paint(t.Border, strings.Repeat(g.Horizontal, s.layout.column))
	}
	return screen.Paint(t.Border, strings.Repeat(g.Horizontal, n)) + screen.Paint(t.Dim, label)
}

// head is which of the sentences it is, how annotators differ on it, and how far all agree.
func (s *Screen) head() string {
	t, d := &s.theme, s.current()
	parts := []string{fmt.Sprintf("%s of %s", screen.Number(s.at+1), screen.Number(len(s.places)))}
	if s.now != nil {
		parts = append(parts, screen.Safe(s.now.How()))
	}
	parts = append(parts, fmt.Sprintf("%s, weight %.1f", d.Kind, d.Weight))
	if s.figure != "" {
		parts = append(parts, screen.Safe(s.figure))
	}
	parts = append(parts, fmt.Sprintf("%s to decide", screen.Number(s.undecided())))
	line, width := " "+parts[0], s.layout.column
	for _, p := range parts[1:] {
		if ansi.StringWidth(line)+3+ansi.StringWidth(p) > width {
			break
		}
		line += " · " + p
	}
	return screen.Paint(t.Accent, ansi.Truncate(line, width, t.Glyphs.More))
}

// undecided is how many of all sentences are still to be decided.
func (s *Screen) undecided() (n int) {
	for i := range s.found.Disagreements {
		if toDecide.lets(s.found.Disagreements[i].State) {
			n++
		}
	}
	return n
}

// facts is where the report is from.
func (s *Screen) facts() string {
	r := s.held(s.current().Article)
	if r == nil {
		return ""
	}
	a := r.page.Reading.Article
	title := a.Title
	if a.TitleMade { // it is the first words of the text
		title = ""
	}
	var parts []string
	for _, f := range []string{a.Source, a.Date, title, r.story} {
		if f = screen.Safe(f); f != "" {
			parts = append(parts, f)
		}
	}
	return screen.Paint(s.theme.Dim, ansi.Truncate(" "+strings.Join(parts, " · "), s.layout.column, s.theme.Glyphs.More))
}

// text is the sentence between what stands before and after it, which is dimmed.
func (s *Screen) text() []string {
	n := s.layout.text
	if s.page == nil {
		return s.unread()
	}
	return append(s.page.Pane.Lines(s.decoration()), make([]string, n)...)[:n]
}

// unread is what stands in the place of a report that is not there.
func (s *Screen) unread() []string {
	out := make([]string, s.layout.text)
	say := "reading the report …"
	r := s.reports[s.current().Article]
	switch {
	case r != nil && r.err != nil:
		say = "This report cannot be read: " + r.err.Error()
	case r != nil && !r.reading:
		say = "This report has changed: its sentence is gone."
	}
	for i, l := range wrapped(screen.Safe(say), s.layout.column-1) {
		if i < len(out) {
			out[i] = " " + screen.Paint(s.theme.Dim, l)
		}
	}
	return out
}

// summary is how far all is decided when the last sentence has been looked at.
func (s *Screen) summary() []string {
	k := s.keys
	out := []string{"All have been looked at", "", fmt.Sprintf("Of %s on which annotators differ, %s.", screen.Count(len(s.found.Disagreements), "sentence", "sentences"), s.account()), ""}
	if s.undecided() > 0 {
		out = append(out, fmt.Sprintf("%s goes to the first that is to be decided.", screen.Shortcut(k.Open)))
	}
	return append(out,
		fmt.Sprintf("%s goes back to the last, %s undoes, %s shows others.", screen.Shortcut(k.Up), screen.Shortcut(k.Undo), screen.Shortcut(k.Filter)),
		fmt.Sprintf("%s makes gold by a rule, also of sentences on which they agree; %s goes back.", screen.Shortcut(k.Pass), screen.Shortcut(k.Back)))
}

// indent moves lines into the middle of the screen.
func (s *Screen) indent(lines []string) []string {
	left := strings.Repeat(" ", s.layout.margin)
	for i, l := range lines {
		if l != "" {
			lines[i] = left + l
		}
	}
	return lines[:min(len(lines), s.height)]
}

// middle is a few paragraphs in the middle column, the first of them the head.
func (s *Screen) middle(paragraphs []string) []string {
	var out []string
	if s.height > 6 {
		out = append(out, "")
	}
	for i, p := range paragraphs {
		style := s.theme.Text
		if i == 0 {
			style = s.theme.Title
		}
		for _, l := range wrapped(screen.Safe(p), s.layout.column-2) {
			out = append(out, " "+screen.Paint(style, l))
		}
	}
	return s.indent(out)
}
