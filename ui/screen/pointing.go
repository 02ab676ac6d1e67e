package screen

import (
	"cmp"
	"slices"

	"rashomon/annotate"
)

// grip is where the mouse button was pressed in a page.
type grip struct {
	x, y     int
	word     annotate.Span
	dragging bool // words are being selected
}

// Click is a press of the mouse at a cell of the page's pane: its sentence becomes the
// current one. On labelled words of what is the current sentence already it holds their
// span: the shortest first, and then those around it.
func (p *Page) Click(x, y int) (sentence int, ok bool) {
	defer p.layOut()
	n, ok := p.Pane.SentenceAt(x, y)
	if !ok {
		return 0, false
	}
	again, was := n == p.Pane.Cursor(), p.Selection()
	p.Deselect()
	p.Pane.SetCursor(n)
	p.grip = nil
	offset, words := p.Pane.OffsetAt(x, y)
	if w, ok := p.wordAt(x, y); ok {
		p.grip = &grip{x: x, y: y, word: w}
	}
	if again && words {
		p.holdAt(offset, was)
	}
	return n, true
}

// holdAt holds the shortest labelled span at the offset; if one of them was held, the next longer.
func (p *Page) holdAt(offset int, was annotate.Span) {
	spans := p.spansIn(annotate.Span{Start: offset, End: offset + 1})
	if len(spans) == 0 {
		return
	}
	slices.SortStableFunc(spans, func(a, b annotate.Annotation) int { return cmp.Compare(a.Span.Len(), b.Span.Len()) })
	i := slices.IndexFunc(spans, func(a annotate.Annotation) bool { return a.Span == was })
	if i+1 < len(spans) {
		p.hold(spans[i+1].Span)
	}
}

// Drag is the mouse moved to a cell with its button held down: it selects the words between.
// A hand that trembles selects nothing.
func (p *Page) Drag(x, y int) {
	g := p.grip
	if g == nil {
		return
	}
	defer p.layOut()
	if _, height := p.Pane.Size(); y < 0 {
		p.Pane.Scroll(-1)
	} else if y >= height {
		p.Pane.Scroll(1)
	}
	w, ok := p.wordAt(x, y)
	if still := y == g.y && max(x-g.x, g.x-x) < 2; !ok || !g.dragging && still && w == g.word {
		return
	}
	g.dragging = true
	p.sel = &selection{fixed: g.word.Start, moving: max(w.End, g.word.End), home: g.word}
	if w.Start < g.word.Start {
		p.sel.fixed, p.sel.moving = g.word.End, w.Start
	}
	p.follow()
}

// Drop is the mouse button let go.
func (p *Page) Drop() { p.grip = nil }

// wordAt is the word that is nearest to a cell.
func (p *Page) wordAt(x, y int) (annotate.Span, bool) {
	offset, ok := p.Pane.OffsetNear(x, y)
	if !ok {
		return annotate.Span{}, false
	}
	w, ok := p.after(wordsOf, offset, false)
	if before, also := p.before(wordsOf, offset, false); also && (!ok || w.Start > offset && w.Start-offset > offset-before.End) {
		return before, true
	}
	return w, ok
}
