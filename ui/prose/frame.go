package prose

import "rashomon/annotate"

// Decoration is what a frame shows besides the text.
type Decoration struct {
	Focused bool // the pane has the keys: its cursor is drawn in full

	// Gutter is the cells beside the first line of a sentence: at most the gutter's
	// columns less two. Nil shows none. Where several sentences begin on a line, it is
	// asked for the current one if that is among them, else for the first.
	Gutter func(sentence int) []Cell

	// Sentence is the style laid over a sentence's words. Nil lays none.
	Sentence func(sentence int) Style

	// Marks are laid over words, after Sentence and the cursor, in order of Span.Start;
	// where they overlap the later one wins.
	Marks []Mark
}

// Mark is a style over a span: a search hit, a changed word, a selection.
type Mark struct {
	Span  annotate.Span
	Style Style
}

// marker lays marks over cells that mostly come in the order of their offsets.
type marker struct {
	marks []Mark
	first int // marks before it have ended
	last  int // offset of the last cell: marks are searched onwards from there
}

// over is a style with the marks of an offset laid over it.
func (m *marker) over(s Style, offset int) Style {
	if offset < m.last {
		m.first = 0
	}
	m.last = offset
	for m.first < len(m.marks) && m.marks[m.first].Span.End <= offset {
		m.first++
	}
	for _, x := range m.marks[m.first:] {
		if x.Span.Start > offset {
			break
		}
		if x.Span.Holds(offset) {
			s = s.Over(x.Style)
		}
	}
	return s
}

// Lines is the window: exactly height strings of exactly width columns.
func (p *Pane) Lines(d Decoration) []string {
	f := frame{pane: p, d: d, seen: -1, over: -2, marker: marker{marks: d.Marks}}
	ends := make([]int, 0, p.height)
	p.window(func(y int, at position) bool {
		if y == 0 {
			f.seen = p.lastSentenceBefore(at)
		}
		f.line(p.line(at))
		ends = append(ends, len(f.out))
		return true
	})
	for len(ends) < p.height {
		f.out = pad(Style{}, f.out, p.width)
		ends = append(ends, len(f.out))
	}
	all, from := string(f.out), 0
	lines := make([]string, p.height)
	for i, end := range ends {
		lines[i], from = all[from:end], end
	}
	return lines
}

// lastSentenceBefore is the last sentence that shows before a line, -1 where none does:
// it does not begin again on that line.
func (p *Pane) lastSentenceBefore(at position) int {
	last := -1
	for last < 0 && p.previous(&at) {
		for _, c := range p.line(at) {
			if c.Offset >= 0 {
				last = max(last, p.sentenceOf(int(c.Offset)))
			}
		}
	}
	return last
}

// frame writes the lines of a window.
type frame struct {
	pane *Pane
	d    Decoration
	out  []byte
	seen int // the last sentence that has begun

	over    int // the sentence that overlay is for; -1 for none
	overlay Style
	marker  marker
}

func (f *frame) line(l Line) {
	p := f.pane
	if len(f.out) == 0 {
		f.out = make([]byte, 0, p.height*(2*p.width+32))
	}
	begins, current := f.begins(l)
	room := f.gutter(begins, current)
	var now Style
	for i := range l {
		c := &l[i]
		if int(c.Width) > room {
			break
		}
		room -= int(c.Width)
		if s := f.style(c); s != now {
			now = s
			f.out = now.Append(f.out)
		}
		if len(c.Text) == 1 {
			f.out = append(f.out, c.Text[0])
		} else {
			f.out = append(f.out, c.Text...)
		}
	}
	f.out = pad(now, f.out, room)
}

// begins is the sentence that the gutter of a line speaks of, -1 for none, and whether
// the line shows words of the current one.
func (f *frame) begins(l Line) (begins int, current bool) {
	p, n := f.pane, -1
	begins = -1
	for i := range l {
		o := int(l[i].Offset)
		if o < 0 || n >= 0 && p.sentences[n].Holds(o) {
			continue
		}
		if n = p.sentenceOf(o); n < 0 {
			continue
		}
		current = current || n == p.cursor
		if n > f.seen {
			f.seen = n
			if begins < 0 || n == p.cursor {
				begins = n
			}
		}
	}
	return begins, current
}

// gutter writes the columns before the text and says how many are left for it.
func (f *frame) gutter(begins int, current bool) (room int) {
	p := f.pane
	columns := min(p.gutter, p.width)
	if columns == 0 {
		return p.width
	}
	if current {
		style := p.bar.resting
		if f.d.Focused {
			style = p.bar.focused
		}
		f.out = pad(style, append(style.Append(f.out), p.bar.glyph...), 0)
	} else {
		f.out = append(f.out, ' ')
	}
	var cells Line
	if begins >= 0 && f.d.Gutter != nil && columns > 2 {
		cells = f.d.Gutter(begins)
	}
	if columns > 1 {
		f.out = append(cells.Append(f.out, columns-2), ' ')
	}
	return p.width - columns
}

// style is a cell's own with all that is laid over it.
func (f *frame) style(c *Cell) Style {
	if c.Offset < 0 {
		return c.Style
	}
	p, o := f.pane, int(c.Offset)
	if f.over < 0 || !p.sentences[f.over].Holds(o) {
		f.enter(p.sentenceOf(o))
	}
	return f.marker.over(c.Style.Over(f.overlay), o)
}

// enter makes n the sentence whose overlay is laid.
func (f *frame) enter(n int) {
	if n == f.over {
		return
	}
	f.over, f.overlay = n, Style{}
	if n < 0 {
		return
	}
	if f.d.Sentence != nil {
		f.overlay = f.d.Sentence(n)
	}
	if n == f.pane.cursor && f.d.Focused {
		f.overlay = f.overlay.Over(f.pane.bar.words)
	}
}
