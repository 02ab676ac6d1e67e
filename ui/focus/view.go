package focus

import (
	"fmt"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"rashomon/annotate"
	"rashomon/ui/prose"
	"rashomon/ui/screen"
)

// layout is how many lines of the screen go to what, and the columns of the middle.
type layout struct {
	column, margin int
	head           int // where the report is from, and an empty line
	text           int
	rule           int
	said           int // what is said of the sentence, or suggested
	others         int // what other annotators say of it
	labels         int
	count          int
}

// layOut divides the screen: the labels' keys are always in sight, the text gets what is left.
func (s *Screen) layOut() layout {
	l := layout{column: min(s.width, widest)}
	l.margin = (s.width - l.column) / 2
	if s.height >= 2 {
		l.labels = len(s.labelLines(l.column, max(s.height/4, 1)))
	}
	for _, x := range []struct {
		from  int // lines of the screen
		lines *int
		n     int
	}{{3, &l.count, 1}, {7, &l.said, 1}, {8, &l.head, 1}, {12, &l.rule, 1}, {14, &l.head, 2}, {14, &l.said, 2}, {20, &l.said, 3}} {
		if s.height >= x.from {
			*x.lines = x.n
		}
	}
	if s.disputed() && s.height >= 6 {
		l.others = 1
	}
	l.text = max(s.height-l.head-l.rule-l.said-l.others-l.labels-l.count, 1)
	return l
}

// View draws the sentence with what stands around it, and below it what is said of it, the
// labels with their keys, and how far one is.
func (s *Screen) View() []string {
	if s.height < 1 {
		return nil
	}
	switch {
	case s.making != nil && !s.making.slow:
		return nil
	case s.making != nil:
		return s.middle([]string{s.making.progress(screen.Shortcut(s.keys.Back))})
	case s.err != nil:
		return s.middle([]string{"There is no queue", "", s.err.Error()})
	case len(s.places) == 0:
		return s.middle(s.empty())
	case s.at == len(s.places):
		return s.summary()
	}
	l := s.layout
	out := make([]string, 0, s.height)
	if l.head > 0 {
		out = append(out, s.facts())
	}
	for len(out) < l.head {
		out = append(out, "")
	}
	out = append(out, s.text()...)
	if l.rule > 0 {
		out = append(out, screen.Paint(s.theme.Border, strings.Repeat(s.theme.Glyphs.Horizontal, l.column)))
	}
	out = append(out, s.said(l.said)...)
	if l.others > 0 {
		out = append(out, s.others())
	}
	if l.labels > 0 {
		out = append(out, s.labelLines(l.column, l.labels)...)
	}
	if l.count > 0 {
		out = append(out, s.counter())
	}
	return s.indent(out)
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

// wrapped is text in lines of at most so many columns.
func wrapped(text string, width int) []string {
	lines := strings.Split(ansi.Wrap(text, max(width, 1), ""), "\n")
	for i, l := range lines {
		lines[i] = ansi.Truncate(strings.TrimRight(l, " "), max(width, 0), "")
	}
	return lines
}

// facts is where the report is from.
func (s *Screen) facts() string {
	r := s.reports[s.places[s.at].Article]
	if r == nil || r.page == nil {
		return ""
	}
	a := r.page.Reading.Article
	title := a.Title
	if a.TitleMade { // it is the first words of the text
		title = ""
	}
	var parts []string
	for _, f := range []string{a.Source, screen.When(a.Date), title, r.story} {
		if f = screen.Safe(f); f != "" {
			parts = append(parts, f)
		}
	}
	return screen.Paint(s.theme.Dim, ansi.Truncate(" "+strings.Join(parts, " · "), s.layout.column, s.theme.Glyphs.More))
}

// text is the sentence between what stands before and after it, which is dimmed.
func (s *Screen) text() []string {
	if s.page == nil {
		return s.unread()
	}
	n := s.places[s.at].Sentence
	dim := prose.StyleOf(s.theme.Dim)
	lines := s.page.Pane.Lines(prose.Decoration{
		Focused: true,
		Gutter: func(k int) []prose.Cell {
			if k == n {
				return s.page.Ghosted(k, gutter-2)
			}
			return s.page.Gutter(k, gutter-2)
		},
		Sentence: func(k int) prose.Style {
			if k == n || s.page.Modal() {
				return s.page.Look(k)
			}
			return dim
		},
		Marks: s.page.Marks(),
	})
	by := s.shift(lines)
	if by < 0 {
		lines = lines[-by:]
	}
	for ; by > 0; by-- {
		lines = append([]string{""}, lines[:len(lines)-1]...)
	}
	for len(lines) < s.layout.text {
		lines = append(lines, "")
	}
	return lines
}

// shift is by how many lines the text is moved down, so that the current sentence begins on
// the same line of the screen also near the ends of its report.
func (s *Screen) shift(lines []string) int {
	n := s.places[s.at].Sentence
	top, seen := s.page.Pane.LineOf(n)
	if !seen || top < 0 || s.scrolled || !s.within(s.page.Selection(), n) {
		return 0
	}
	by := s.layout.text/3 - top
	if by <= 0 {
		return by
	}
	end := len(lines) // of the sentence
	if after, seen := s.page.Pane.LineOf(n + 1); seen && after > top {
		end = min(after, end)
	}
	for end > top+1 && strings.TrimSpace(ansi.Strip(lines[end-1])) == "" {
		end--
	}
	return max(min(by, len(lines)-end), 0)
}

// within says whether what is selected, if anything is, stands in a sentence.
func (s *Screen) within(selected annotate.Span, sentence int) bool {
	at := s.page.Reading.Body.Sentences[sentence]
	return selected.Len() == 0 || at.Start <= selected.Start && selected.End <= at.End
}

// unread is what stands in the place of a report that is not there.
func (s *Screen) unread() []string {
	out := make([]string, s.layout.text)
	say := "reading the report …"
	r := s.reports[s.places[s.at].Article]
	switch {
	case r != nil && r.err != nil:
		say = "This report cannot be read: " + r.err.Error()
	case r != nil && !r.reading:
		say = "This report has changed: its sentence is gone."
	}
	for i, l := range wrapped(screen.Safe(say), s.layout.column-1) {
		if at := s.layout.text/3 + i; at < len(out) {
			out[at] = " " + screen.Paint(s.theme.Dim, l)
		}
	}
	return out
}

// counter is where one is in the queue, what was done today, how fast, and how long it takes
// at that pace.
func (s *Screen) counter() string {
	t := &s.theme
	parts := []string{fmt.Sprintf("%s of %s", screen.Number(s.at+1), screen.Number(len(s.places)))}
	if today := s.done(); today != "" {
		parts = append(parts, today)
	}
	if pace, ok := s.tally.pace(); ok {
		parts = append(parts, fmt.Sprintf("%.1f s each", pace.Seconds()))
		parts = append(parts, written(pace*time.Duration(s.left()))+" left")
	}
	line := " " + parts[0]
	for _, p := range parts[1:] {
		if ansi.StringWidth(line)+3+ansi.StringWidth(p) > s.layout.column {
			break
		}
		line += " · " + p
	}
	return screen.Paint(t.Dim, ansi.Truncate(line, s.layout.column, t.Glyphs.More))
}

// done is what was done today, and of how much.
func (s *Screen) done() string {
	if s.today.day == nil {
		return ""
	}
	n, g := s.today.day.Count(), s.theme.Glyphs
	if s.o.Goal <= 0 {
		return screen.Number(n) + " today"
	}
	const cells = 10
	full := min(n*cells/s.o.Goal, cells)
	bar := strings.Repeat(g.Full, full) + strings.Repeat(g.None, cells-full)
	return fmt.Sprintf("%s of %s today %s", screen.Number(n), screen.Number(s.o.Goal), bar)
}
