package prose

import "strings"

// readPlain makes a block of each line of text[start:end] that is not blank. Blank lines
// between two of them, however many, are one on the screen.
func (p *Prose) readPlain(start, end int) {
	for at := start; at < end; {
		stop := end
		if i := strings.IndexByte(p.text[at:end], '\n'); i >= 0 {
			stop = at + i
		}
		switch {
		case strings.TrimSpace(p.text[at:stop]) != "":
			p.blocks = append(p.blocks, block{start: at, end: stop})
		case len(p.blocks) > 0:
			p.blocks[len(p.blocks)-1].gap = true
		}
		at = stop + 1
	}
	if n := len(p.blocks); n > 0 {
		p.blocks[n-1].gap = false
	}
}

// drawPlain is text[start:end] as rows, one a line.
func (p *Prose) drawPlain(start, end int) []row {
	var rows []row
	for at := start; at <= end; {
		stop := end
		if i := strings.IndexByte(p.text[at:end], '\n'); i >= 0 {
			stop = at + i
		}
		if cells := trimRight(trimLeft(p.plainCells(at, stop))); len(cells) > 0 {
			markBreaks(cells)
			rows = append(rows, row{cells: cells})
		}
		at = stop + 1
	}
	return rows
}

func (p *Prose) plainCells(start, end int) []Cell {
	cells := make([]Cell, 0, end-start)
	for at := start; at < end; {
		g, width, n := grapheme(p.text[at:end])
		cells = addCell(cells, Cell{Text: g, Offset: int32(at), Width: int8(width)})
		at += n
	}
	return cells
}

// addCell adds a cell. A combining mark without a base goes to the cell before it, and so
// does what only joins it because something between them is not seen: the terminal would
// draw the two as one.
func addCell(cells []Cell, c Cell) []Cell {
	n := len(cells)
	if c.Text == "" {
		return cells
	}
	if n == 0 || cells[n-1].Offset < 0 || c.Offset < 0 || cells[n-1].blank() ||
		c.Width > 0 && int(cells[n-1].Offset)+len(cells[n-1].Text) == int(c.Offset) {
		if c.Width > 0 {
			cells = append(cells, c)
		}
		return cells
	}
	both := cells[n-1].Text + c.Text
	if g, width, _ := grapheme(both); g == both {
		cells[n-1].Text, cells[n-1].Width = both, int8(width)
	} else if c.Width > 0 {
		cells = append(cells, c)
	}
	return cells
}
