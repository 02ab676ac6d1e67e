package prose

import (
	"strings"

	"github.com/rivo/uniseg"

	"rashomon/annotate"
)

// row is a line of a block before it is wrapped: a paragraph, a list item, a line of code.
type row struct {
	lead  []Cell // decoration before its first line
	hang  []Cell // decoration before its further lines, as wide
	cells []Cell
	fixed bool // blanks and lines count: code, tables
}

const (
	minWidth   = 2  // a wide grapheme must fit
	hangIndent = 2  // of the further lines of a sentence that has a line of its own
	hangFrom   = 30 // columns: in fewer there is no room for it
)

// markBreaks finds after which cells a line may end, by the Unicode Line Breaking
// Algorithm (UAX #14).
func markBreaks(cells []Cell) {
	text := Line(cells).String()
	k, at, pos, state := 0, 0, 0, -1
	for len(text) > 0 {
		var part string
		part, text, _, state = uniseg.FirstLineSegmentInString(text, state)
		pos += len(part)
		for k < len(cells) && at+len(cells[k].Text) <= pos {
			at += len(cells[k].Text)
			k++
		}
		if at == pos && k > 0 {
			cells[k-1].breaks = true
		}
	}
}

// wrapping turns rows into lines.
type wrapping struct {
	width     int
	sentences []annotate.Span // each begins a line; none to let text flow
	perLine   bool
	lines     []Line
	spare     []Cell // where lines are cut from: one allocation for many
}

func (w *wrapping) row(r *row) {
	if len(r.cells) == 0 || Line(r.cells).Start() < 0 {
		w.line(r.lead, 0, r.cells)
		return
	}
	lead, from := r.lead, 0
	for from < len(r.cells) {
		to := len(r.cells)
		if w.perLine && !r.fixed {
			to = w.sentenceEnd(r.cells, from)
		}
		w.fill(lead, r.hang, r.cells[from:to], r.fixed)
		lead, from = r.hang, to
	}
}

// sentenceEnd is the index of the cell at which the next sentence begins after the one of
// the cell at from.
func (w *wrapping) sentenceEnd(cells []Cell, from int) int {
	k := from
	for k < len(cells) && cells[k].Offset < 0 {
		k++
	}
	if k == len(cells) {
		return k
	}
	next := sentencesBefore(w.sentences, int(cells[k].Offset))
	if next == len(w.sentences) {
		return len(cells)
	}
	start := int32(w.sentences[next].Start)
	for k++; k < len(cells); k++ {
		if cells[k].Offset >= start && !cells[k].blank() {
			for cells[k-1].opens && k-1 > from {
				k--
			}
			return k
		}
	}
	return k
}

// fill puts cells on as many lines as they take.
func (w *wrapping) fill(lead, hang, cells []Cell, fixed bool) {
	indent := 0
	if w.perLine && !fixed && w.width >= hangFrom {
		indent = hangIndent
	}
	first := true
	for len(cells) > 0 {
		if !fixed {
			if cells = trimLeft(cells); len(cells) == 0 {
				return
			}
		}
		before, extra := lead, 0
		if !first {
			before, extra = hang, indent
		}
		room := max(w.width-Line(before).Width()-extra, minWidth)
		n := fit(cells, room)
		w.line(before, extra, trimRight(cells[:n]))
		cells, first = cells[n:], false
	}
}

// fit is how many cells, one at least, go on a line of so many columns: up to the last
// place where it may break, else as many as there is room for. Blanks at its end need no room.
func fit(cells []Cell, room int) int {
	last := 0
	for i := range cells {
		c := &cells[i]
		if room -= int(c.Width); room < 0 && !c.blank() {
			if last > 0 {
				return last
			}
			return max(i, 1)
		}
		if c.breaks {
			last = i + 1
		}
	}
	return len(cells)
}

// line adds a line: decoration, cut so that two columns of text have room, then cells,
// cut to the width.
func (w *wrapping) line(before []Cell, indent int, cells []Cell) {
	n := len(before) + indent + len(cells)
	if cap(w.spare)-len(w.spare) < n {
		w.spare = make([]Cell, 0, max(n, 512))
	}
	out := w.spare[len(w.spare):len(w.spare)]
	room := w.width
	if len(cells) > 0 {
		room = w.width - min(Line(cells).Width(), w.width)
	}
	for i := 0; i < len(before) && int(before[i].Width) <= room; i++ {
		out = append(out, before[i])
		room -= int(before[i].Width)
	}
	for ; indent > 0 && room > 0; indent-- {
		out = append(out, blankCell())
		room--
	}
	room = w.width - Line(out).Width()
	for i := 0; i < len(cells) && int(cells[i].Width) <= room; i++ {
		out = append(out, cells[i])
		room -= int(cells[i].Width)
	}
	w.spare = w.spare[:len(w.spare)+len(out)]
	w.lines = append(w.lines, out[:len(out):len(out)])
}

func blankCell() Cell { return Cell{Text: " ", Offset: -1, Width: 1} }

func trimLeft(cells []Cell) []Cell {
	for len(cells) > 0 && cells[0].blank() {
		cells = cells[1:]
	}
	return cells
}

func trimRight(cells []Cell) []Cell {
	for len(cells) > 0 && strings.TrimSpace(cells[len(cells)-1].Text) == "" {
		cells = cells[:len(cells)-1]
	}
	return cells
}
