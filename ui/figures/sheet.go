package figures

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"rashomon/ui/screen"
	"rashomon/ui/theme"
)

const (
	narrow    = 30 // columns under which one blank between columns must do
	longBar   = 48 // columns that no bar is longer than
	shortBar  = 8  // columns that a bar has before figures are left out for it
	leastBar  = 4  // columns under which there is no bar
	leastName = 6  // columns of a name before figures are left out for it
)

// Table is figures of one kind, a row for each thing that was counted.
type Table struct {
	Title string
	Heads []string // of the columns after the name
	Key   int      // how many of the columns stand where there is little room
	// Together is how many of the last columns go together where there is no room for all.
	Together int
	Rows     []Row
	Foot     []string // what else there is to say
}

// Row is the figures of one thing.
type Row struct {
	Name  string
	Part  float64 // of its bar, 0 to 1; negative for no bar
	Cells []string
}

// Cut is the table with at most that many rows, or one more; of 0 with all.
func Cut(t Table, most int) Table {
	more := len(t.Rows) - most
	if most == 0 || more <= 1 { // a line that says so takes as much room as one
		return t
	}
	t.Rows = t.Rows[:most]
	t.Foot = append(slices.Clip(t.Foot), fmt.Sprintf("and %s more", screen.Number(more)))
	return t
}

// Sheet is tables laid out, line by line: a table's title, its heads and rows, what else
// there is to say of it, and a blank line.
type Sheet struct {
	theme  theme.Theme
	width  int
	tables []laid
	lines  int
}

// laid is a table with the columns that it has room for.
type laid struct {
	Table
	first     int // its first line
	name, bar int // columns; no bar where that is 0
	gap       int // columns between columns
	columns   []int
}

// Lay lays tables out in that many columns; where width is 0, in as many as they take,
// without bars and styles. A bar is drawn from glyphs, so that it needs no colour.
func Lay(tables []Table, width int, t theme.Theme) *Sheet {
	if width == 0 { // for a pipe
		t = theme.Theme{Glyphs: t.Glyphs}
	}
	s := &Sheet{theme: t, width: width}
	for _, x := range tables {
		l := laid{Table: x, first: s.lines}
		l.measure(width)
		s.tables = append(s.tables, l)
		s.lines += l.lines() + 1
	}
	s.lines = max(s.lines-1, 0) // no blank line at the end
	return s
}

// Len is how many lines there are.
func (s *Sheet) Len() int { return s.lines }

// Firsts is the lines on which tables begin.
func (s *Sheet) Firsts() []int {
	out := make([]int, len(s.tables))
	for i, t := range s.tables {
		out[i] = t.first
	}
	return out
}

// lines is how many lines the table takes: of its title and heads, rows, and foot.
func (l *laid) lines() int { return 1 + len(l.Rows) + len(l.Foot) }

// measure decides how wide the columns are, and which of them there is room for.
func (l *laid) measure(width int) {
	if l.gap = 2; width > 0 && width < narrow {
		l.gap = 1
	}
	l.name = ansi.StringWidth(l.Title) - 1 // which stands a column further left
	l.columns = make([]int, len(l.Heads))
	for i, h := range l.Heads {
		l.columns[i] = ansi.StringWidth(h)
	}
	bars := false
	for _, r := range l.Rows {
		l.name = max(l.name, ansi.StringWidth(r.Name))
		bars = bars || r.Part >= 0
		for i, c := range r.Cells {
			l.columns[i] = max(l.columns[i], ansi.StringWidth(c))
		}
	}
	if width == 0 {
		return
	}
	whole, wanted := l.name, 0
	l.name = min(l.name, max(width*2/5, leastName))
	if bars {
		wanted = shortBar + l.gap
	}
	if l.rest(width) < wanted {
		l.columns = l.columns[:len(l.columns)-l.Together]
	}
	for len(l.columns) > l.Key && l.rest(width) < wanted {
		l.columns = l.columns[:len(l.columns)-1]
	}
	for len(l.columns) > 1 && l.rest(width) < leastName-l.name {
		l.columns = l.columns[:len(l.columns)-1]
	}
	if rest := l.rest(width); bars && rest-l.gap >= leastBar {
		l.bar = min(rest-l.gap, longBar)
	} else {
		l.name = max(min(l.name+rest, whole), 0)
	}
}

// rest is the columns that are left beside a blank, the name and the figures.
func (l *laid) rest(width int) int {
	rest := width - 1 - l.name
	for _, c := range l.columns {
		rest -= l.gap + c
	}
	return rest
}

// Line is a line with styles.
func (s *Sheet) Line(n int) string {
	for i := len(s.tables) - 1; i >= 0; i-- {
		t := &s.tables[i]
		if t.first > n {
			continue
		}
		line := s.line(t, n-t.first)
		if s.width > 0 {
			return ansi.Truncate(line, s.width, s.theme.Glyphs.More)
		}
		return line
	}
	return ""
}

// line is the n-th line of a table.
func (s *Sheet) line(t *laid, n int) string {
	switch rows := len(t.Rows); {
	case n == 0:
		return screen.Paint(s.theme.Title, s.pad(t.Title, t.name+1)) + t.blank() + screen.Paint(s.theme.Header, t.right(t.Heads))
	case n <= rows:
		r := t.Rows[n-1]
		bar := t.blank()
		if t.bar > 0 && r.Part >= 0 {
			bar = strings.Repeat(" ", t.gap) + Bar(r.Part, t.bar, s.theme)
		}
		return " " + s.pad(r.Name, t.name) + bar + t.right(r.Cells)
	case n <= rows+len(t.Foot):
		return " " + screen.Paint(s.theme.Dim, t.Foot[n-rows-1])
	}
	return ""
}

// pad is text in so many columns.
func (s *Sheet) pad(text string, width int) string {
	return screen.Pad(ansi.Truncate(text, width, s.theme.Glyphs.More), width)
}

// blank is what stands where a row has its bar.
func (l *laid) blank() string {
	if l.bar == 0 {
		return ""
	}
	return strings.Repeat(" ", l.gap+l.bar)
}

// right is cells at the right of their columns.
func (l *laid) right(cells []string) string {
	var b strings.Builder
	for i, width := range l.columns {
		b.WriteString(strings.Repeat(" ", max(l.gap+width-ansi.StringWidth(cells[i]), 0)))
		b.WriteString(cells[i])
	}
	return b.String()
}

// Bar is a part, from 0 to 1, as a bar of that many columns. What is more than nothing
// shows, and what is less than all leaves something open.
func Bar(part float64, width int, t theme.Theme) string {
	halves := int(math.Round(min(max(part, 0), 1) * float64(2*width)))
	if part > 0 {
		halves = max(halves, 1)
	}
	if part < 1 {
		halves = min(halves, 2*width-1)
	}
	full, half := halves/2, halves%2
	done := strings.Repeat(t.Glyphs.Full, full) + strings.Repeat(t.Glyphs.Half, half)
	return screen.Paint(t.Accent, done) + screen.Paint(t.Dim, strings.Repeat(t.Glyphs.None, max(width-full-half, 0)))
}

// Written is a figure with three places, as one writes kappa: .812, -.040, 1.000.
func Written(v float64) string {
	text := fmt.Sprintf("%.3f", v)
	if text == "-0.000" {
		text = "0.000"
	}
	text = strings.Replace(text, "-0.", "-.", 1)
	if rest, under := strings.CutPrefix(text, "0."); under {
		return "." + rest
	}
	return text
}
