package prose

import "math"

// SentenceAt is the sentence drawn at column x, line y of the window: the one whose words
// stand there, or else the first on the line.
func (p *Pane) SentenceAt(x, y int) (n int, ok bool) {
	l, ok := p.lineInWindow(y)
	if !ok || x < 0 || x >= p.width {
		return 0, false
	}
	if c := cellAt(l, x-p.gutter); c != nil && c.Offset >= 0 {
		if n := p.sentenceOf(int(c.Offset)); n >= 0 {
			return n, true
		}
	}
	n = p.firstSentence(l)
	return max(n, 0), n >= 0
}

// OffsetAt is the byte offset of the cell at column x, line y of the window.
func (p *Pane) OffsetAt(x, y int) (offset int, ok bool) {
	l, ok := p.lineInWindow(y)
	if !ok {
		return 0, false
	}
	c := cellAt(l, x-p.gutter)
	if c == nil || c.Offset < 0 {
		return 0, false
	}
	return int(c.Offset), true
}

// OffsetNear is the byte offset of the cell of the article that is nearest to column x of
// line y, on that line or else on the nearest that has any; ok is false where nothing shows.
func (p *Pane) OffsetNear(x, y int) (offset int, ok bool) {
	far := math.MaxInt
	p.window(func(line int, at position) bool {
		if d := max(line-y, y-line); d < far {
			if c := nearestCell(p.line(at), x-p.gutter); c != nil {
				offset, ok, far = int(c.Offset), true, d
			}
		}
		return true
	})
	return offset, ok
}

// nearestCell is the cell of the article nearest to a column of the line, nil for none.
func nearestCell(l Line, x int) (near *Cell) {
	far, at := 0, 0
	for i := range l {
		if d := max(at-x, x-at-int(l[i].Width)+1, 0); l[i].Offset >= 0 && (near == nil || d < far) {
			near, far = &l[i], d
		}
		at += int(l[i].Width)
	}
	return near
}

// VisibleSentences is the first and the last sentence in sight; 0, -1 where there are none.
func (p *Pane) VisibleSentences() (first, last int) {
	first, last = len(p.sentences), -1
	p.window(func(_ int, at position) bool {
		l := p.line(at)
		for i := range l {
			if o := int(l[i].Offset); o >= 0 && (last < 0 || !p.sentences[last].Holds(o)) {
				if n := p.sentenceOf(o); n >= 0 {
					first, last = min(first, n), max(last, n)
				}
			}
		}
		return true
	})
	if last < 0 {
		first = 0
	}
	return first, last
}

// LineOf is the line of the window on which sentence n begins: negative above it, height
// or more below. ok is false where it is more than two windows away, and line then only
// says on which side.
func (p *Pane) LineOf(n int) (line int, ok bool) {
	if p.height == 0 || n < 0 || n >= len(p.sentences) {
		return 0, false
	}
	to, at := p.lineAt(p.sentences[n].Start), p.top
	for at.before(to) && line < 3*p.height && p.next(&at) {
		line++
	}
	for to.before(at) && line > -2*p.height && p.previous(&at) {
		line--
	}
	return line, at == to
}

// Percent is how much of the article has been in sight when the window is reached from
// its beginning: 0 to 100.
func (p *Pane) Percent() float64 {
	end, at := 0, position{}
	p.window(func(_ int, here position) bool {
		at = here
		for _, c := range p.line(here) {
			end = max(end, int(c.Offset)+len(c.Text))
		}
		return true
	})
	if len(p.prose.text) == 0 || !p.next(&at) {
		return 100
	}
	return min(100*float64(end)/float64(len(p.prose.text)), 100)
}

// window calls see for each line in sight until it returns false.
func (p *Pane) window(see func(y int, at position) bool) {
	if p.top.block >= p.prose.Blocks() || p.top.line >= len(p.block(p.top.block)) {
		return
	}
	at := p.top
	for y := 0; y < p.height && see(y, at); y++ {
		if !p.next(&at) {
			return
		}
	}
}

func (p *Pane) lineInWindow(y int) (l Line, ok bool) {
	p.window(func(line int, at position) bool {
		if line == y {
			l, ok = p.line(at), true
		}
		return !ok
	})
	return l, ok
}

// sentenceOf is the sentence that holds the offset, -1 where none does.
func (p *Pane) sentenceOf(offset int) int {
	n := sentencesBefore(p.sentences, offset) - 1
	if n < 0 || !p.sentences[n].Holds(offset) {
		return -1
	}
	return n
}

// firstSentence is the sentence of the line's first cell that has one, else -1.
func (p *Pane) firstSentence(l Line) int {
	for i := range l {
		if l[i].Offset >= 0 {
			if n := p.sentenceOf(int(l[i].Offset)); n >= 0 {
				return n
			}
		}
	}
	return -1
}

func cellAt(l Line, x int) *Cell {
	if x < 0 {
		return nil
	}
	for i := range l {
		if x -= int(l[i].Width); x < 0 {
			return &l[i]
		}
	}
	return nil
}
