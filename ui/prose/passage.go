package prose

import (
	"slices"

	"rashomon/annotate"
)

// Passage is the cells of a span alone, as one paragraph wrapped to width, with brackets:
// a sentence in a table of sentences. The caller keeps it; nothing is cached.
func (p *Prose) Passage(s annotate.Span, width int, brackets ...Bracket) []Line {
	var r row
	for i := p.BlockOf(s.Start); i < len(p.blocks) && p.blocks[i].start < s.End; i++ {
		for _, from := range p.drawn(i) {
			part := within(from.cells, s)
			if from.fixed { // code flows here like any other words
				part = slices.Clone(part)
				markBreaks(part)
			}
			if len(part) > 0 && len(r.cells) > 0 {
				gap := blankCell()
				gap.breaks = true
				r.cells = append(r.cells, gap)
			}
			r.cells = append(r.cells, part...)
		}
	}
	for _, b := range brackets {
		r.cells = b.around(r.cells)
	}
	w := wrapping{width: max(width, minWidth)}
	if len(r.cells) > 0 {
		w.row(&r)
	}
	return w.lines
}

// within is the cells that stand in the span, and the decoration between them.
func within(cells []Cell, s annotate.Span) []Cell {
	first, last := len(cells), -1
	for i := range cells {
		if s.Holds(int(cells[i].Offset)) {
			first, last = min(first, i), i
		}
	}
	if last < 0 {
		return nil
	}
	return trimRight(trimLeft(cells[first : last+1]))
}
