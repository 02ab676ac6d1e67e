package find

import (
	"fmt"
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"rashomon/annotate"
	"rashomon/annotate/query"
	"rashomon/ui/prose"
	"rashomon/ui/screen"
)

// numberWide is the columns before a passage: its sentence's number, or what it stands in.
const numberWide = 5

// passage is a passage on a few lines, with its words marked and the first of them in sight.
func (s *Screen) passage(p *query.Passage) []prose.Line {
	gutter := fmt.Sprintf("%*d ", numberWide-1, p.Sentence+1)
	switch {
	case p.In == "speaker":
		gutter = screen.Pad("   "+s.theme.Glyphs.Speaker, numberWide)
	case p.In == "note":
		gutter = screen.Pad("   "+s.theme.Glyphs.Note, numberWide)
	case p.In == "orphan":
		gutter = screen.Pad("   "+s.theme.Glyphs.Skip, numberWide)
	case p.Sentence < 0:
		gutter = strings.Repeat(" ", numberWide)
	}
	if s.width < 30 {
		gutter = strings.TrimLeft(gutter, " ")
	}
	look := prose.Style{}
	if p.In != "text" {
		look = s.style(s.theme.Dim)
	}
	wide := ansi.StringWidth(gutter)
	cells := s.marked(p.Text, p.Marks, look)
	if p.In == "orphan" { // first: long words are cut
		cells = append(prose.Cells("(no place in the newest text) ", s.style(s.theme.StatusWarn)), cells...)
	}
	lines := prose.Fold(cells, s.width-1-wide, 0, "")
	lines = s.around(lines, min(fewLines, max(s.room()/2, 1)), s.width-1-wide)
	for i := range lines {
		before := strings.Repeat(" ", wide)
		if i == 0 {
			before = gutter
		}
		lines[i] = append(prose.Line(prose.Cells(before, s.style(s.theme.Dim))), lines[i]...)
	}
	return lines
}

// around is so many of the lines: those from the first that has a mark, or from the one
// before it if there is room. What is left out is shown by a sign.
func (s *Screen) around(lines []prose.Line, most, width int) []prose.Line {
	if len(lines) <= most {
		return lines
	}
	mark, from := s.style(s.theme.Search), 0
	for i, l := range lines {
		if len(l) > 0 && hasStyle(l, mark) {
			from = min(max(i-most/3, 0), len(lines)-most)
			break
		}
	}
	more := prose.Cells(s.theme.Glyphs.More, s.style(s.theme.Dim))
	out := append([]prose.Line(nil), lines[from:from+most]...)
	if from > 0 {
		out[0] = s.cut(append(append(prose.Line{}, more...), out[0]...), width)
	}
	if from+most < len(lines) {
		last := append(prose.Line(nil), out[most-1]...)
		for len(last) > 0 && last.Width() > width-1 {
			last = last[:len(last)-1]
		}
		out[most-1] = append(last, more...)
	}
	return out
}

func hasStyle(l prose.Line, style prose.Style) bool {
	for i := range l {
		if l[i].Style == style {
			return true
		}
	}
	return false
}

// marked is text with its marks in the style of a hit.
func (s *Screen) marked(text string, marks []annotate.Span, look prose.Style) prose.Line {
	var out prose.Line
	at := 0
	for _, m := range marks {
		out = append(out, prose.Cells(screen.Safe(text[at:m.Start]), look)...)
		out = append(out, prose.Cells(screen.Safe(text[m.Start:m.End]), s.style(s.theme.Search))...)
		at = m.End
	}
	return append(out, prose.Cells(screen.Safe(text[at:]), look)...)
}

// cut is a line that is no wider than width.
func (s *Screen) cut(l prose.Line, width int) prose.Line {
	if l.Width() <= width {
		return l
	}
	for len(l) > 0 && l.Width() > width-1 {
		l = l[:len(l)-1]
	}
	return append(l, prose.Cells(s.theme.Glyphs.More, s.style(s.theme.Dim))...)
}

func (s *Screen) style(style lipgloss.Style) prose.Style { return prose.StyleOf(style) }
