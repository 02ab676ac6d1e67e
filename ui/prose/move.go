package prose

import "rashomon/annotate"

// SetCursor makes sentence n the current one (held to those there are) and scrolls the
// least that shows all of it, or its beginning where it is taller than the window.
func (p *Pane) SetCursor(n int) {
	p.cursor = max(min(n, len(p.sentences)-1), 0)
	if p.height > 0 && len(p.sentences) > 0 {
		s := p.sentences[p.cursor]
		if p.cursor == 0 {
			p.show(annotate.Span{Start: 0, End: s.End}) // with what stands before it
		}
		p.show(s)
		p.keepPlace()
	}
}

// Reveal scrolls the least that shows the span, or its beginning where it is taller than
// the window. The cursor moves to its sentence.
func (p *Pane) Reveal(s annotate.Span) {
	if len(p.sentences) == 0 || p.height == 0 {
		return
	}
	p.cursor = annotate.SentenceAt(p.sentences, s.Start)
	p.show(p.sentences[p.cursor])
	p.show(s)
	p.showCursor()
	p.keepPlace()
}

// Follow makes the sentence at the span the current one, and scrolls the least that shows the
// span: where somebody selects words, the rest of a long sentence may leave the window.
func (p *Pane) Follow(s annotate.Span) {
	if len(p.sentences) == 0 || p.height == 0 {
		return
	}
	p.cursor = annotate.SentenceAt(p.sentences, s.Start)
	p.show(s)
	p.showCursor()
	p.keepPlace()
}

// Scroll moves the window down by so many lines, up if negative. A cursor that leaves it
// moves to the nearest sentence in sight.
func (p *Pane) Scroll(lines int) {
	p.scroll(lines)
	p.holdCursor(lines)
}

// HalfPage scrolls by so many half windows; the cursor moves along.
func (p *Pane) HalfPage(n int) { p.page(n * max(p.height/2, 1)) }

// Page scrolls by so many windows less a line each; the cursor moves along.
func (p *Pane) Page(n int) { p.page(n * max(p.height-1, 1)) }

// ScrollSentenceTo puts the first line of sentence n at a line of the window, as near as
// the article's ends allow: panes are kept together so. A cursor that leaves the window
// moves to the nearest sentence in sight.
func (p *Pane) ScrollSentenceTo(n, line int) {
	if p.height == 0 || n < 0 || n >= len(p.sentences) {
		return
	}
	p.top = p.lineAt(p.sentences[n].Start)
	p.scroll(-line)
	p.fillWindow()
	p.keepPlace()
	p.holdCursor(-line)
}

// scroll moves the window and says by how many lines it could.
func (p *Pane) scroll(lines int) (moved int) {
	at := p.top
	for ; moved < lines && p.next(&at); moved++ {
	}
	for ; moved > lines && p.previous(&at); moved-- {
	}
	p.top = at
	moved -= p.fillWindow()
	p.keepPlace()
	return moved
}

// fillWindow moves the window up while lines below the article's end would show, and says
// by how many.
func (p *Pane) fillWindow() (moved int) {
	at, below := p.top, 1
	for below < p.height && p.next(&at) {
		below++
	}
	for ; below < p.height && p.previous(&p.top); below++ {
		moved++
	}
	return moved
}

// keepPlace notes what stands at the top of the window.
func (p *Pane) keepPlace() {
	at := p.top
	for range p.height {
		if at.block < p.prose.Blocks() && at.line < len(p.block(at.block)) {
			if start := p.line(at).Start(); start >= 0 {
				p.anchor = start
				break
			}
		}
		if !p.next(&at) {
			break
		}
	}
	if p.top == p.beginning() {
		p.anchor = 0
	}
}

// show scrolls the least that shows the span, or its beginning.
func (p *Pane) show(s annotate.Span) {
	first := p.lineAt(s.Start)
	if first.before(p.top) {
		p.top = first
		p.fillWindow()
		return
	}
	last := p.lastLine(first, s)
	for range p.height - 1 {
		p.previous(&last)
	}
	if first.before(last) {
		last = first
	}
	if p.top.before(last) {
		p.top = last
	}
	p.fillWindow()
}

// lastLine is the last line of the span, no further than a window below its first.
func (p *Pane) lastLine(first position, s annotate.Span) position {
	last, window, at := first, first, first
	for y := 1; y < 2*p.height && p.next(&at); y++ {
		if y < p.height {
			window = at
		}
		l := p.line(at)
		switch {
		case holds(l, s) && y >= p.height:
			return window
		case holds(l, s):
			last = at
		case l.Start() >= s.End:
			return last
		}
	}
	return last
}

// holds says whether a cell of the line stands in the span.
func holds(l Line, s annotate.Span) bool {
	for i := range l {
		if s.Holds(int(l[i].Offset)) {
			return true
		}
	}
	return false
}

// showCursor scrolls if no line of the current sentence is in sight.
func (p *Pane) showCursor() {
	if p.cursor < len(p.sentences) && p.height > 0 && !p.cursorInSight() {
		p.show(p.sentences[p.cursor])
	}
}

func (p *Pane) cursorInSight() bool {
	s := p.sentences[p.cursor]
	if first := p.lineAt(s.Start); !holds(p.safeLine(first), s) {
		// The sentence shows nothing: its place is in sight or not.
		in := false
		p.window(func(_ int, at position) bool { in = in || at == first; return !in })
		return in
	}
	in := false
	p.window(func(_ int, at position) bool { in = holds(p.line(at), s); return !in })
	return in
}

func (p *Pane) safeLine(at position) Line {
	if at.block >= p.prose.Blocks() || at.line >= len(p.block(at.block)) {
		return nil
	}
	return p.line(at)
}

// holdCursor moves a cursor that has left the window to the nearest sentence in sight.
// Where none is, the window goes on the way it went until one is, or else back.
func (p *Pane) holdCursor(way int) {
	if len(p.sentences) == 0 || p.height == 0 || p.cursorInSight() {
		return
	}
	step := 1
	if way < 0 {
		step = -1
	}
	first, last := p.VisibleSentences()
	for _, step := range [2]int{step, -step} {
		for last < 0 && p.scroll(step) == step {
			first, last = p.VisibleSentences()
		}
	}
	if last >= 0 {
		p.cursor = max(first, min(p.cursor, last))
	}
}

// page scrolls and moves the cursor by as many lines, further where the window cannot.
func (p *Pane) page(lines int) {
	if len(p.sentences) == 0 || p.height == 0 {
		p.scroll(lines)
		return
	}
	y, _ := p.LineOf(p.cursor)
	y = max(min(y, p.height-1), 0)
	y += lines - p.scroll(lines)
	before := p.cursor
	if n, ok := p.nearest(max(min(y, p.height-1), 0)); ok {
		p.cursor = n
	}
	if first, last := p.VisibleSentences(); last >= 0 && p.cursor == before {
		if lines > 0 && y >= p.height {
			p.cursor = last
		} else if lines < 0 && y < 0 {
			p.cursor = first
		}
	}
	p.holdCursor(lines)
}

// nearest is the sentence on the line of the window, or on the nearest line that has one.
func (p *Pane) nearest(y int) (n int, ok bool) {
	far := p.height + 1
	p.window(func(line int, at position) bool {
		if d := max(line-y, y-line); d < far {
			if s := p.firstSentence(p.line(at)); s >= 0 {
				n, ok, far = s, true, d
			}
		}
		return true
	})
	return n, ok
}
