package prose

import "rashomon/annotate"

// Bracket is decoration around a span: what opens stands before its first cell and what
// closes after its last one, and neither is ever parted from it, unless the words between
// are wider than a line.
type Bracket struct {
	Span        annotate.Span
	Open, Close string
	Style       Style
}

// Passage is the cells of a span alone, as one paragraph wrapped to width, with brackets:
// a sentence in a table of sentences. The caller keeps it; nothing is cached.
func (p *Prose) Passage(s annotate.Span, width int, brackets ...Bracket) []Line {
	var r row
	for i := p.BlockOf(s.Start); i < len(p.blocks) && p.blocks[i].start < s.End; i++ {
		for _, from := range p.drawn(i) {
			part := within(from.cells, s)
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

// around is cells with the bracket in them, where any that are not blank stand in its span.
func (b Bracket) around(cells []Cell) []Cell {
	first, last := len(cells), -1
	for i := range cells {
		if b.Span.Holds(int(cells[i].Offset)) && !cells[i].blank() {
			first, last = min(first, i), i
		}
	}
	if last < 0 {
		return cells
	}
	opening, closing := Cells(b.Open, b.Style), Cells(b.Close, b.Style)
	out := make([]Cell, 0, len(cells)+len(opening)+len(closing))
	out = append(append(out, cells[:first]...), opening...)
	out = append(out, cells[first:last+1]...)
	if n := len(closing); n > 0 { // a line that might end after the span ends after what closes it
		closing[n-1].breaks, out[len(out)-1].breaks = cells[last].breaks, false
	}
	return append(append(out, closing...), cells[last+1:]...)
}
