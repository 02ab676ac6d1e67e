package prose

import (
	"slices"

	"rashomon/annotate"
)

// Bracket is decoration around a span: what opens stands before its first cell and what
// closes after its last one, and neither is ever parted from it, unless the words between
// are wider than a line. Of several the outer ones come first.
type Bracket struct {
	Span        annotate.Span
	Open, Close string
	Style       Style
}

// SetBrackets puts brackets around spans of the text, in the place of those before, and says
// whether any line may have changed. A table, which is drawn in columns, gets none.
func (p *Prose) SetBrackets(brackets []Bracket) (changed bool) {
	now := map[int][]Bracket{}
	for _, b := range brackets {
		for i := p.BlockOf(b.Span.Start); i < len(p.blocks) && p.blocks[i].start < b.Span.End; i++ {
			now[i] = append(now[i], b)
		}
	}
	other := map[int]bool{}
	for i, had := range p.brackets {
		other[i] = !slices.Equal(had, now[i])
		changed = changed || other[i]
	}
	for i := range now {
		if _, had := p.brackets[i]; !had {
			other[i], changed = true, true
		}
	}
	if changed {
		p.brackets = now
		p.lines.drop(func(at place) bool { return other[at.block] })
	}
	return changed
}

// bracketed is the rows of block i with its brackets in them.
func (p *Prose) bracketed(i int, rows []row) []row {
	if len(p.brackets[i]) == 0 || isTable(p.blocks[i].top()) {
		return rows
	}
	rows = slices.Clone(rows)
	for _, b := range p.brackets[i] {
		first, last := -1, -1
		for k := range rows {
			if _, _, ok := b.inside(rows[k].cells); ok {
				last = k
				if first < 0 {
					first = k
				}
			}
		}
		if first < 0 {
			continue
		}
		if !p.shows(i-1, b) {
			rows[first].cells = b.open(rows[first].cells)
		}
		if !p.shows(i+1, b) {
			rows[last].cells = b.close(rows[last].cells)
		}
	}
	return rows
}

// shows says whether block i, if there is one, has cells in the bracket: it goes on there. One
// that is parted by a table, or by what is not seen, is two on the screen.
func (p *Prose) shows(i int, b Bracket) bool {
	if i < 0 || i >= len(p.blocks) || p.blocks[i].start >= b.Span.End || i+1 < len(p.blocks) && p.blocks[i+1].start <= b.Span.Start {
		return false
	}
	return !isTable(p.blocks[i].top()) && slices.ContainsFunc(p.drawn(i), func(r row) bool { _, _, ok := b.inside(r.cells); return ok })
}

// around is cells with the bracket in them, where any that are not blank stand in its span.
func (b Bracket) around(cells []Cell) []Cell { return b.close(b.open(cells)) }

// inside is the first and the last of the cells that stand in the span and are not blank.
func (b Bracket) inside(cells []Cell) (first, last int, ok bool) {
	first, last = len(cells), -1
	for i := range cells {
		if b.Span.Holds(int(cells[i].Offset)) && !cells[i].blank() {
			first, last = min(first, i), i
		}
	}
	return first, last, last >= 0
}

// open is the cells with what opens before the first that stands in the span.
func (b Bracket) open(cells []Cell) []Cell {
	first, _, ok := b.inside(cells)
	if !ok {
		return cells
	}
	opening := Cells(b.Open, b.Style)
	for i := range opening {
		opening[i].opens = true
	}
	return slices.Insert(slices.Clip(cells), first, opening...)
}

// close is the cells with what closes after the last that stands in the span. A line that
// might end after the span ends after what closes it.
func (b Bracket) close(cells []Cell) []Cell {
	_, last, ok := b.inside(cells)
	closing := Cells(b.Close, b.Style)
	if !ok || len(closing) == 0 {
		return cells
	}
	closing[len(closing)-1].breaks = cells[last].breaks
	out := slices.Insert(slices.Clip(cells), last+1, closing...)
	out[last].breaks = false
	return out
}

// Shown is the offsets of the cells that show something of a span, in their order: markup
// between them is not seen.
func (p *Prose) Shown(s annotate.Span) (offsets []int) {
	for i := p.BlockOf(s.Start); i < len(p.blocks) && p.blocks[i].start < s.End; i++ {
		for _, r := range p.drawn(i) {
			for k := range r.cells {
				if o := int(r.cells[k].Offset); s.Holds(o) {
					offsets = append(offsets, o)
				}
			}
		}
	}
	slices.Sort(offsets)
	return offsets
}
