package matrix

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"rashomon/annotate"
	"rashomon/compare"
	"rashomon/ui/prose"
	"rashomon/ui/screen"
)

// wrapped is text on as many lines as it takes, a blank before each.
func (s *Screen) wrapped(text string, look prose.Style) []string {
	lines := wrap(prose.Cells(text, look), s.width-2)
	out := make([]string, len(lines))
	for i, l := range lines {
		out[i] = string(l.Append([]byte(" "), l.Width()))
	}
	return out
}

// passage is a sentence on as many lines as it takes: the words that the one it is compared
// with has otherwise are underlined, numbers that do not go with another report's reversed
// and in brackets, those that name none in parentheses.
func (s *Screen) passage(ref compare.Ref, c compare.Cell, width int) []prose.Line {
	differing := compare.DifferingWords(ref, c.To, c.Relation, func(r compare.Ref) (string, int) {
		return s.comparing.Readings[r.Report].Body.Sentence(r.Sentence), s.span(r).Start
	})
	values := s.findings.values[ref]
	var out []prose.Cell
	for _, l := range s.proseOf(ref.Report).Passage(s.span(ref), unwrapped) {
		for _, cell := range l {
			end := int(cell.Offset) + len(cell.Text)
			if !safe(&cell) {
				continue
			}
			if i := within(values, cell.Offset); i >= 0 {
				out = append(out, bracketed(cell, end, values[i], s.looks.conflict)...)
				continue
			}
			for _, d := range differing {
				if annotate.Span(d).Holds(int(cell.Offset)) {
					cell.Style = cell.Style.Over(s.looks.changed)
				}
			}
			out = append(out, cell)
		}
	}
	if len(out) == 0 {
		out = prose.Cells(s.text(ref), prose.Style{})
	}
	return wrap(out, width)
}

// safe makes a cell one that may be drawn; it says whether anything is left of it.
func safe(cell *prose.Cell) bool {
	if text := screen.Safe(cell.Text); text != cell.Text {
		cell.Text, cell.Width = text, int8(ansi.StringWidth(text))
	}
	return cell.Width > 0
}

// within is the first of the values that the offset is in, -1 for none.
func within(values []value, offset int32) int {
	for i, v := range values {
		if v.span.Holds(int(offset)) {
			return i
		}
	}
	return -1
}

// bracketed is a cell of a value that ends at the offset end, with a bracket before the first and after the last one.
func bracketed(cell prose.Cell, end int, v value, style prose.Style) (out []prose.Cell) {
	open, shut := "[", "]"
	if v.vague {
		open, shut, style = "(", ")", prose.Style{}
	}
	cell.Style = cell.Style.Over(style)
	if int(cell.Offset) == v.span.Start {
		out = append(out, prose.Cells(open, style)...)
	}
	out = append(out, cell)
	if end >= v.span.End {
		out = append(out, prose.Cells(shut, style)...)
	}
	return out
}

// wrap puts cells on lines of so many columns, broken at blanks and beside wide characters,
// or anywhere if need be.
func wrap(cells []prose.Cell, width int) (out []prose.Line) {
	width = max(width, 2)
	for len(cells) > 0 {
		used, end, last := 0, 0, 0
		for end < len(cells) && used+int(cells[end].Width) <= width {
			used += int(cells[end].Width)
			end++
			if end == len(cells) || breaks(cells[end-1]) || breaks(cells[end]) {
				last = end
			}
		}
		if end < len(cells) && last > 0 {
			end = last
		}
		out = append(out, cells[:end])
		for cells = cells[end:]; len(cells) > 0 && blank(cells[0]); {
			cells = cells[1:]
		}
	}
	return out
}

func breaks(c prose.Cell) bool { return c.Width > 1 || blank(c) }

func blank(c prose.Cell) bool { return strings.TrimSpace(c.Text) == "" }
