package sidebyside

import (
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"

	"rashomon/compare"
	"rashomon/ui/prose"
	"rashomon/ui/screen"
)

const (
	gutter  = 5 // cursor, how it is linked, two glyphs, a blank
	between = 2 // columns between reports: a blank and a line
)

// free is the view with each report in its own order and pane. The panes keep together by
// the sentences they share, unless they are unhooked.
type free struct {
	*Screen
	unhooked bool   // panes scroll each on their own
	laid     []pane // where the panes stand since the last resize
}

func newFree(s *Screen) *free {
	for _, p := range s.pages {
		p.Pane.SetGutter(gutter)
	}
	return &free{Screen: s}
}

// pane is a report in view: which, and where on the screen its text stands.
type pane struct {
	page                int
	x, y, width, height int
}

// panes is the reports in view and their places: columns, or bands where it is narrow. A
// line over each is for its name.
func (f *free) panes() []pane {
	shown := f.shown()
	out := make([]pane, len(shown))
	for i, page := range shown {
		if f.stacked() {
			y, next := f.height*i/len(shown), f.height*(i+1)/len(shown)
			out[i] = pane{page: page, x: 0, y: y + 1, width: f.width, height: max(next-y-1, 1)}
			continue
		}
		x, width := f.columnAt(i, len(shown))
		out[i] = pane{page: page, x: x, y: 1, width: width, height: max(f.height-1, 1)}
	}
	return out
}

// shown is the reports in view: those that have a column, or a band of six lines.
func (f *free) shown() []int {
	if f.stacked() {
		return f.inColumns(max(f.height/6, 1))
	}
	return f.inColumns(f.columns())
}

// resize gives the panes their places. Where those are what they were nothing moves: a pane
// may have been scrolled away from what it has in common with the others.
func (f *free) resize() {
	panes := f.panes()
	if slices.Equal(panes, f.laid) {
		return
	}
	f.laid = panes
	for _, p := range panes {
		f.pages[p.page].Pane.SetSize(p.width, p.height)
	}
	f.together()
}

func (f *free) sentence() (n int, ok bool) {
	n = f.page().Pane.Cursor()
	return n, n < len(f.page().Reading.Body.Sentences)
}

func (f *free) here() compare.Ref {
	return compare.Ref{Report: f.focus, Sentence: f.page().Pane.Cursor()}
}

// paneOf is where a report in view stands.
func (f *free) paneOf(page int) pane {
	panes := f.panes()
	return panes[max(slices.IndexFunc(panes, func(p pane) bool { return p.page == page }), 0)]
}

func (f *free) stand() stand {
	line, _ := f.page().Pane.LineOf(f.page().Pane.Cursor())
	return stand{f.focus, f.here(), line + f.paneOf(f.focus).y}
}

// put goes to a sentence, or where the report in focus is silent to what it says near it.
func (f *free) put(at stand) {
	f.resize()
	if at.ref.Report != f.focus {
		at.ref = f.aligned.near(at.ref, f.focus)
	}
	pane := f.page().Pane
	pane.SetCursor(at.ref.Sentence)
	pane.ScrollSentenceTo(at.ref.Sentence, at.line-f.paneOf(f.focus).y)
	pane.SetCursor(at.ref.Sentence)
	f.together()
}

func (f *free) goTo(sentence int) {
	f.resize()
	f.page().Pane.SetCursor(sentence)
	f.together()
}

// turn moves the focus to a report, there to the sentence that says what the current one
// says, if any does.
func (f *free) turn(page int) {
	if page == f.focus {
		return
	}
	from := f.here()
	line, seen := f.page().Pane.LineOf(from.Sentence)
	f.attend(page)
	f.resize()
	if f.linked == nil || f.unhooked {
		return
	}
	pane := f.page().Pane
	if x, ok := f.linked.in(from, page); ok {
		pane.SetCursor(x.to.Sentence)
		if seen {
			pane.ScrollSentenceTo(x.to.Sentence, line)
		}
	} else if first, last := pane.VisibleSentences(); pane.Cursor() < first || pane.Cursor() > last {
		pane.SetCursor(max(first, 0))
	}
	f.together()
}

// together scrolls the other panes so that what they share with the focused one stands
// beside it: the current sentence if they have it, else the nearest one that they have.
func (f *free) together() {
	if f.unhooked || f.linked == nil {
		return
	}
	for _, p := range f.panes() {
		if p.page == f.focus {
			continue
		}
		if here, there, ok := f.landmark(p.page); ok {
			if line, seen := f.page().Pane.LineOf(here); seen {
				other := f.pages[p.page].Pane
				other.SetCursor(there) // its bar stands at what is shared, not where one was last
				other.ScrollSentenceTo(there, min(max(line, 0), p.height-1))
			}
		}
	}
}

// landmark is the sentence nearest to the cursor that the other report has too, here and there.
func (f *free) landmark(page int) (here, there int, ok bool) {
	cursor, count := f.page().Pane.Cursor(), len(f.page().Reading.Body.Sentences)
	for d := range count {
		for _, n := range [2]int{cursor - d, cursor + d} {
			if n < 0 || n >= count {
				continue
			}
			if x, ok := f.linked.in(compare.Ref{Report: f.focus, Sentence: n}, page); ok {
				return n, x.to.Sentence, true
			}
		}
	}
	return 0, 0, false
}

// press acts on the keys that move and search in the focused report, which the others follow.
func (f *free) press(p screen.Press) ([]screen.Request, bool) {
	switch {
	case key.Matches(p, f.keys.Hook):
		return f.hook(), true
	case key.Matches(p, f.keys.Only, f.keys.Collapse):
		return say("rows are chosen in the aligned view: %s shows it", screen.Shortcut(f.keys.View)), true
	}
	out, handled := f.page().Press(p)
	if handled {
		f.together()
	}
	return f.followed(out), handled
}

// followed is requests whose answers move in the report in focus, a search: the others follow.
func (f *free) followed(requests []screen.Request) []screen.Request {
	for i, r := range requests {
		ask, ok := r.(screen.Ask)
		if !ok {
			continue
		}
		done := ask.Done
		ask.Done = func(text string) []screen.Request { defer f.together(); return done(text) }
		if typing := ask.Typing; typing != nil {
			ask.Typing = func(text string) []screen.Request { defer f.together(); return typing(text) }
		}
		if cancelled := ask.Cancelled; cancelled != nil {
			ask.Cancelled = func() []screen.Request { defer f.together(); return cancelled() }
		}
		requests[i] = ask
	}
	return requests
}

func (f *free) hook() []screen.Request {
	f.unhooked = !f.unhooked
	if f.unhooked {
		return say("unhooked: each report scrolls on its own")
	}
	f.together()
	return say("hooked: the reports keep together")
}

func (f *free) goOn() []screen.Request {
	defer f.together()
	return f.page().GoOn()
}

// difference goes to the next sentence, or the one before, that its counterpart does not
// have word for word, or to the next with a value in a conflict.
func (f *free) difference(step int, conflict bool) bool {
	for n := f.page().Pane.Cursor() + step; n >= 0 && n < len(f.page().Reading.Body.Sentences); n += step {
		from := compare.Ref{Report: f.focus, Sentence: n}
		x, ok := f.linked.counterpart(from, f.reference(f.focus))
		differs := !conflict && (!ok || x.relation != compare.Verbatim || len(f.linked.differing(from, x.to, x.relation)) > 0)
		if differs || len(f.linked.disputed[from]) > 0 {
			f.page().Pane.SetCursor(n)
			f.together()
			return true
		}
	}
	return false
}

func (f *free) counterpart(ref compare.Ref) (compare.Ref, bool) {
	if f.linked == nil {
		return compare.Ref{}, false
	}
	x, ok := f.linked.counterpart(ref, f.reference(ref.Report))
	return x.to, ok
}

// reference is the report that words are rather compared with: the base, and for the base
// itself the focused report, or else the first beside it.
func (f *free) reference(page int) int {
	switch {
	case page != f.base:
		return f.base
	case f.focus != f.base:
		return f.focus
	}
	shown := f.shown()
	return shown[min(1, len(shown)-1)]
}

func (f *free) wheel(w screen.Wheel) {
	for _, p := range f.panes() {
		if p.holds(w.X, w.Y) {
			f.pages[p.page].Pane.Scroll(w.Lines)
			if p.page == f.focus {
				f.together()
			}
		}
	}
}

func (f *free) click(c screen.Click) {
	for _, p := range f.panes() {
		if !p.holds(c.X, c.Y) {
			continue
		}
		if p.page != f.focus {
			f.page().Deselect()
			f.attend(p.page)
		}
		if _, ok := f.page().Click(c.X-p.x, c.Y-p.y); ok {
			f.together()
		}
	}
}

// drag selects words in the report in which the mouse button was pressed.
func (f *free) drag(d screen.Drag) {
	p := f.paneOf(f.focus)
	f.page().Drag(d.X-p.x, d.Y-p.y)
	f.together()
}

// holds says whether a cell of the screen is the pane's or its name's.
func (p pane) holds(x, y int) bool {
	return x >= p.x && x < p.x+p.width && y >= p.y-1 && y < p.y+p.height
}

// lines draws the reports in view, each under its name.
func (f *free) lines() []string {
	panes := f.panes()
	text := make([][]string, len(panes))
	for i, p := range panes {
		text[i] = append([]string{f.head(p.page, p.width)}, f.pages[p.page].Pane.Lines(f.decoration(p.page))...)
	}
	if f.stacked() {
		return slices.Concat(text...)
	}
	bar := " " + screen.Paint(f.theme.Border, f.theme.Glyphs.Vertical)
	out := make([]string, 0, f.height)
	for y := range text[0] {
		row := make([]string, len(text))
		for i := range text {
			row[i] = text[i][y]
		}
		out = append(out, strings.Join(row, bar))
	}
	return out
}

// decoration is how a report's sentences look: linked sentences, labels, differing words,
// hits, and the counterparts of the current sentence.
func (f *free) decoration(page int) prose.Decoration {
	p, here := f.pages[page], f.here()
	return prose.Decoration{
		Focused: page == f.focus,
		Gutter: func(n int) []prose.Cell {
			ref, relation := compare.Ref{Report: page, Sentence: n}, compare.Relation("")
			if f.linked != nil && len(f.linked.links[ref]) > 0 {
				relation = f.linked.links[ref][0].relation
			}
			return append([]prose.Cell{f.relationGlyph(ref, relation)}, p.Gutter(n, gutter-3)...)
		},
		Sentence: func(n int) prose.Style {
			look := p.Look(n)
			if page != f.focus && f.linked != nil {
				if x, ok := f.linked.in(here, page); ok && x.to.Sentence == n {
					look = look.Over(f.looks.cursor)
				}
			}
			return f.pickedLook(compare.Ref{Report: page, Sentence: n}, look)
		},
		Marks: mergeMarks(f.marks(page), p.Marks()),
	}
}

// marks is the marks on the sentences of a report that are in sight.
func (f *free) marks(page int) (out []prose.Mark) {
	if f.linked == nil {
		return nil
	}
	first, last := f.pages[page].Pane.VisibleSentences()
	for n := first; n <= last; n++ {
		from := compare.Ref{Report: page, Sentence: n}
		x, _ := f.linked.counterpart(from, f.reference(page))
		out = append(out, f.linked.marks(from, x.to, x.relation, &f.looks)...)
	}
	return out
}
