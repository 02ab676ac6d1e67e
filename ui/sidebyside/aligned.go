package sidebyside

import (
	"fmt"
	"slices"
	"strconv"

	"charm.land/bubbles/v2/key"

	"rashomon/compare"
	"rashomon/ui/prose"
	"rashomon/ui/screen"
)

// aligned is the view as a table: a row is what reports have in common, a column a report,
// and a row is as high as its highest cell. Where it is narrow the cells of a row stand
// below one another.
//
// The top of the window is a strip and a line in it: only rows in sight, or passed on the
// way, are ever laid out.
type aligned struct {
	*Screen
	table     compare.Table
	rows      [][]int // by report and sentence, the row it stands in
	digits    int     // of the highest number of a sentence, two at least
	only      only
	collapsed bool
	opened    map[int]bool // rows that are shown although they could be collapsed
	seen      []int        // the reports in view
	strips    []strip      // what is shown of them

	strip, nth int      // the cursor: in which strip, on which of the focused report's sentences in it
	top        position // of the window
	moved      stand    // where the cursor was when it last moved: sizes, filters and comparisons come back to it

	needle   string         // what was searched for last
	layouts  map[int]layout // by strip
	passages map[passage][]prose.Line
	kept     int // cells in passages
}

func newAligned(s *Screen) *aligned {
	a := &aligned{Screen: s}
	a.moved = stand{s.focus, compare.Ref{Report: s.focus, Sentence: s.page().Pane.Cursor()}, 2}
	a.tabulate(compare.Table{})
	return a
}

// tabulate takes a table over, or where the reports are not compared yet makes one of
// single sentences. The current sentence keeps its line.
func (a *aligned) tabulate(t compare.Table) {
	c := a.comparing
	if a.table = t; c.Found == nil {
		a.table = uncompared(c.Counts(), a.order())
	}
	a.rows = make([][]int, len(a.pages))
	most := 10
	for i, n := range c.Counts() {
		a.rows[i] = make([]int, n)
		most = max(most, n)
	}
	a.digits = len(strconv.Itoa(most))
	for i, row := range a.table.Rows {
		for report, cells := range row.Cells {
			for _, cell := range cells {
				a.rows[report][cell.Sentence] = i
			}
		}
	}
	a.opened = nil
	a.forget()
	a.choose()
	a.showHead()
}

// uncompared is a table of reports that are not compared yet: each sentence in a row of its
// own, those of the base first.
func uncompared(counts, order []int) (t compare.Table) {
	t.Base = order[0]
	for _, report := range order {
		for n := range counts[report] {
			row := compare.TableRow{Cells: make([][]compare.Cell, len(counts)), Kind: compare.Differing}
			row.Cells[report] = []compare.Cell{{Sentence: n, To: compare.Ref{Report: -1}}}
			t.Rows = append(t.Rows, row)
		}
	}
	return t
}

// row is the row of a sentence, 0 for one that there is not.
func (a *aligned) row(ref compare.Ref) int {
	if ref.Sentence >= len(a.rows[ref.Report]) {
		return 0
	}
	return a.rows[ref.Report][ref.Sentence]
}

// cells is the focused report's in the strip under the cursor; none where it is silent.
func (a *aligned) cells() []compare.Cell {
	if len(a.strips) == 0 || a.strips[a.strip].rows > 0 {
		return nil
	}
	return a.table.Rows[a.strips[a.strip].row].Cells[a.focus]
}

func (a *aligned) sentence() (n int, ok bool) {
	if cells := a.cells(); a.nth < len(cells) {
		return cells[a.nth].Sentence, true
	}
	return a.near(a.moved.ref, a.focus).Sentence, false
}

// near is the sentence of a report that stands nearest to another in the table, above it
// rather than below.
func (a *aligned) near(ref compare.Ref, report int) compare.Ref {
	from := a.row(ref)
	for d := range len(a.table.Rows) {
		for _, row := range [2]int{from - d, from + d} {
			if row < 0 || row >= len(a.table.Rows) {
				continue
			}
			if cells := a.table.Rows[row].Cells[report]; len(cells) > 0 {
				return compare.Ref{Report: report, Sentence: cells[0].Sentence}
			}
		}
	}
	return compare.Ref{Report: report}
}

// silence says why there is no sentence under the cursor, and how to get to one.
func (a *aligned) silence() string {
	name, k := screen.ReportName(a.focus), a.keys
	switch {
	case len(a.strips) == 0 && a.only != allRows:
		return fmt.Sprintf("no row is left: %s: %s; %s shows others", a.only, a.shownRows(), screen.Shortcut(k.Only))
	case len(a.strips) == 0:
		return "no sentences"
	case a.strips[a.strip].rows > 0 && !a.strips[a.strip].unseen:
		return fmt.Sprintf("%s collapsed here: %s opens", screen.Count(a.strips[a.strip].rows, "row is", "rows are"), screen.Shortcut(k.Open))
	}
	speaks := func(report int) bool { return len(a.table.Rows[a.strips[a.strip].row].Cells[report]) > 0 }
	for step := 1; step <= len(a.pages)/2+1; step++ {
		for _, way := range [2]struct {
			step int
			key  key.Binding
		}{{step, k.Right}, {-step, k.Left}} {
			report := a.beside(way.step)
			if !speaks(report) {
				continue
			}
			to := screen.Shortcut(way.key)
			if step > 1 && report < len(k.Column.Keys()) {
				to = k.Column.Keys()[report]
			} else if step > 1 {
				return fmt.Sprintf("%s is silent here; %s speaks", name, screen.ReportName(report))
			}
			return fmt.Sprintf("%s is silent here: %s goes to %s", name, to, screen.ReportName(report))
		}
	}
	return name + " is silent here"
}

// room is the lines of the window.
func (a *aligned) room() int { return max(a.height-a.headLines(), 1) }

func (a *aligned) stand() stand {
	at := a.moved
	at.line += a.headLines()
	return at
}

func (a *aligned) put(at stand) {
	a.moved = stand{at.focus, at.ref, at.line - a.headLines()}
	a.resize()
	a.show()
	a.settle()
}

func (a *aligned) goTo(sentence int) {
	ref := compare.Ref{Report: a.focus, Sentence: sentence}
	a.refit()
	a.uncover(ref)
	at, _ := a.stripOf(a.row(ref))
	if len(a.strips) == 0 {
		return
	}
	a.strip = at
	a.leap(at, slices.IndexFunc(a.cells(), func(c compare.Cell) bool { return c.Sentence == sentence }))
}

// resize keeps what the cursor is on, on its line.
func (a *aligned) resize() {
	a.relay()
	if !a.refit() {
		a.restore()
	}
}

// settle takes note of where the cursor was moved.
func (a *aligned) settle() {
	if len(a.strips) == 0 {
		return
	}
	row := &a.table.Rows[a.strips[a.strip].row]
	if n, ok := a.sentence(); ok {
		a.moved.ref = compare.Ref{Report: a.focus, Sentence: n}
	} else {
		for _, report := range a.order() {
			if cells := row.Cells[report]; len(cells) > 0 {
				a.moved.ref = compare.Ref{Report: report, Sentence: cells[0].Sentence}
				break
			}
		}
	}
	a.moved.focus, a.moved.line = a.focus, a.lineOf(position{a.strip, a.cursorBlock().y})
}

// restore comes back to where the cursor was last moved, or near it.
func (a *aligned) restore() {
	a.strip, a.nth, a.top = 0, 0, position{}
	if len(a.strips) == 0 || a.width == 0 {
		return
	}
	at, exact := a.stripOf(a.row(a.moved.ref))
	a.strip = at
	if exact && a.moved.ref.Report == a.focus {
		a.nth = max(slices.IndexFunc(a.cells(), func(c compare.Cell) bool { return c.Sentence == a.moved.ref.Sentence }), 0)
	}
	b := a.cursorBlock()
	line := a.moved.line
	if line >= a.room() { // the window has become lower: all of the sentence, if it fits
		line = max(a.room()-b.height, 0)
	}
	a.place(position{a.strip, b.y}, line)
	if !a.inSight() {
		a.show()
	}
}

// inSight says whether a line of what the cursor is on is in the window.
func (a *aligned) inSight() bool {
	b := a.cursorBlock()
	y := a.lineOf(position{a.strip, b.y})
	return a.strip >= a.top.strip && y < a.room() && y+b.height > 0
}

// show scrolls the least that shows the row under the cursor, or of one that is higher than
// the window what the cursor is on.
func (a *aligned) show() {
	if len(a.strips) == 0 {
		return
	}
	l := a.layout(a.strip)
	if l.body <= a.room() {
		a.reveal(position{a.strip, 0}, l.body)
		return
	}
	b := a.cursorBlock()
	a.reveal(position{a.strip, b.y}, max(len(b.text), 1))
}

// showHead scrolls a line if that shows what the row under the cursor is about.
func (a *aligned) showHead() {
	if len(a.strips) > 0 && a.width > 0 && a.room() > 1 && a.lineOf(position{a.strip, 0}) == -1 && a.cursorBlock().y == 1 {
		a.scroll(-1)
		a.settle()
	}
}

// move puts the cursor into a strip, on the nth of the report's sentences there, or the last.
func (a *aligned) move(strip, nth int) {
	a.strip = max(min(strip, len(a.strips)-1), 0)
	a.nth = max(min(nth, len(a.cells())-1), 0)
	a.show()
	a.settle()
}

// leap is move to where little of what is around may be in sight: some of that is shown too.
func (a *aligned) leap(strip, nth int) {
	if y := a.lineOf(position{strip, 0}); y < 0 || y+a.heightOf(strip) > a.room() {
		a.place(position{strip, 0}, a.room()/4)
	}
	a.move(strip, nth)
}

const lastOf = 1 << 30 // of the sentences of a cell

// counterpart is the sentence that another's words are compared with.
func (a *aligned) counterpart(ref compare.Ref) (compare.Ref, bool) {
	if len(a.table.Rows) > 0 {
		for _, c := range a.table.Rows[a.row(ref)].Cells[ref.Report] {
			if c.Sentence == ref.Sentence {
				return c.To, c.To.Report >= 0
			}
		}
	}
	return compare.Ref{}, false
}
