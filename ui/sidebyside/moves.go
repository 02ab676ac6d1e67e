package sidebyside

import (
	"slices"

	"charm.land/bubbles/v2/key"

	"rashomon/compare"
	"rashomon/ui/screen"
)

// press acts on the keys that move, search and choose rows.
func (a *aligned) press(p screen.Press) (out []screen.Request, handled bool) {
	if out, handled := a.choosing(p); handled {
		return out, true
	}
	if out, handled := a.search(p); handled {
		return out, true
	}
	k := a.keys
	switch {
	case key.Matches(p, k.Open) && a.enter(), key.Matches(p, k.Right) && a.open():
	case key.Matches(p, k.Down):
		a.down()
	case key.Matches(p, k.Up):
		a.up()
	case key.Matches(p, k.First):
		a.top = position{}
		a.move(0, 0)
	case key.Matches(p, k.Last):
		a.move(len(a.strips)-1, lastOf)
	case key.Matches(p, k.HalfDown):
		a.leaf(max(a.room()/2, 1))
	case key.Matches(p, k.HalfUp):
		a.leaf(-max(a.room()/2, 1))
	case key.Matches(p, k.Page):
		a.leaf(max(a.room()-1, 1))
	case key.Matches(p, k.PageUp):
		a.leaf(-max(a.room()-1, 1))
	case key.Matches(p, k.NextUndone):
		return a.undone(1), true
	case key.Matches(p, k.PreviousUndone):
		return a.undone(-1), true
	case key.Matches(p, k.Hook):
		return say("rows keep together; in the free view (%s) panes can be unhooked", screen.Shortcut(k.View)), true
	default:
		return nil, false
	}
	return nil, true
}

// down goes to the next sentence of the cell, then to the next row. What is higher than the
// window is read to its end first.
func (a *aligned) down() {
	if len(a.strips) == 0 {
		return
	}
	b := a.cursorBlock()
	if below := a.lineOf(position{a.strip, b.y}) + len(b.text) - a.room(); len(b.text) > a.room() && below > 0 {
		a.scroll(min(below, max(a.room()-1, 1)))
		a.settle()
		return
	}
	if a.nth+1 < len(a.cells()) {
		a.move(a.strip, a.nth+1)
	} else if a.strip+1 < len(a.strips) {
		a.move(a.strip+1, 0)
	}
}

func (a *aligned) up() {
	if len(a.strips) == 0 {
		return
	}
	b := a.cursorBlock()
	if above := -a.lineOf(position{a.strip, b.y}); len(b.text) > a.room() && above > 0 {
		a.scroll(-min(above, max(a.room()-1, 1)))
		a.settle()
		return
	}
	if a.nth > 0 {
		a.move(a.strip, a.nth-1)
	} else if a.strip > 0 {
		a.move(a.strip-1, lastOf)
	}
}

// leaf scrolls, and the cursor moves along, further where the window cannot.
func (a *aligned) leaf(lines int) {
	if len(a.strips) == 0 {
		return
	}
	y := max(min(a.lineOf(position{a.strip, a.cursorBlock().y}), a.room()-1), 0)
	y += lines - a.scroll(lines)
	a.catch(y, lines)
}

func (a *aligned) wheel(w screen.Wheel) {
	if len(a.strips) == 0 {
		return
	}
	a.scroll(w.Lines)
	if a.inSight() {
		a.settle()
		return
	}
	a.catch(a.lineOf(position{a.strip, a.cursorBlock().y}), w.Lines)
}

// catch puts the cursor on what the focused report says nearest to a line of the window, or
// where nothing of it is in sight on what is; the window goes on the way it went until
// anything is.
func (a *aligned) catch(y, way int) {
	y = max(min(y, a.room()-1), 0)
	for range 4 {
		if b, ok := a.nearest(y); ok {
			a.strip, a.nth = b.strip, max(b.nth, 0)
			if a.focus != b.report {
				a.attend(b.report)
				a.show()
			}
			a.settle()
			return
		}
		a.scroll(max(min(way, 1), -1))
	}
	a.move(a.strip, a.nth)
}

// turn moves the focus to a report, in the same row.
func (a *aligned) turn(page int) {
	if page == a.focus || len(a.strips) == 0 {
		a.attend(page)
		return
	}
	from, line := a.moved.ref, a.lineOf(position{a.strip, 0})
	a.attend(page)
	a.nth = 0
	if a.refit() {
		line = a.lineOf(position{a.strip, 0})
	}
	for i, c := range a.cells() {
		if to, ok := a.counterpart(from); ok && to == (compare.Ref{Report: page, Sentence: c.Sentence}) || c.To == from {
			a.nth = i
			break
		}
	}
	a.place(position{a.strip, 0}, line)
	a.show()
	a.settle()
}

// difference goes to the next row, or the one before, in which reports differ, or of which a
// number conflicts: there to the sentence that says it.
func (a *aligned) difference(step int, conflict bool) bool {
	for i := a.strip + step; i >= 0 && i < len(a.strips); i += step {
		row := &a.table.Rows[a.strips[i].row]
		if a.strips[i].unseen || row.Kind == compare.Alike || conflict && row.Kind != compare.Conflicting {
			continue
		}
		nth := a.disputedCell(row, a.focus)
		if others := a.order(); conflict && nth < 0 { // the cursor goes to who says it
			if k := slices.IndexFunc(others, func(r int) bool { return a.disputedCell(row, r) >= 0 }); k >= 0 {
				at := a.strips[i].row
				a.attend(others[k])
				a.refit()
				i, _ = a.stripOf(at)
				nth = a.disputedCell(row, a.focus)
			}
		}
		a.leap(i, max(nth, 0))
		a.oppose(a.strips[i].row)
		return true
	}
	return false
}

// disputedCell is which of a report's sentences in a row gives a value in a dispute; -1 for none.
func (a *aligned) disputedCell(row *compare.TableRow, report int) int {
	return slices.IndexFunc(row.Cells[report], func(c compare.Cell) bool {
		return len(a.linked.disputed[compare.Ref{Report: report, Sentence: c.Sentence}]) > 0
	})
}

// oppose pages sideways so that two values that conflict in a row are in view, if all those
// in view are the same and the focused report can stay.
func (a *aligned) oppose(row int) {
	if a.linked == nil || a.stacked() || a.view != a || row >= len(a.table.Rows) {
		return
	}
	order, first := a.order(), a.first
	for _, d := range a.disputesIn(&a.table.Rows[row]) {
		inView, out := 0, -1
		for _, v := range d.Values {
			reports := a.saying(v, row)
			switch {
			case v.Vague && d.Strength != compare.Vague: // it goes with most others
			case slices.ContainsFunc(reports, func(r int) bool { return slices.Contains(a.seen, r) }):
				inView++
			case len(reports) > 0 && out < 0:
				out = slices.Index(order, reports[0])
			}
		}
		if inView == 1 && out > 0 {
			a.first = out - 1
			break
		}
	}
	if a.first != first && a.refit() {
		a.show()
		a.settle()
	}
}

// saying is the reports that give a value in a row.
func (a *aligned) saying(v compare.Value, row int) (reports []int) {
	for _, ref := range v.Refs {
		if a.row(ref) == row {
			reports = append(reports, ref.Report)
		}
	}
	return reports
}

// undone goes to the nearest sentence of the focused report without a label below the
// cursor, or above it, going round at the end.
func (a *aligned) undone(step int) []screen.Request {
	at, nth, _, ok := a.nextUndone(step)
	if !ok {
		return say("every sentence of this report that is shown is labelled or skipped")
	}
	a.leap(at, nth)
	return nil
}

// goOn moves to the next sentence without a label, after one has been labelled; at the end
// of the table it stays and says so.
func (a *aligned) goOn() []screen.Request {
	at, nth, round, ok := a.nextUndone(1)
	switch {
	case !ok:
		return say("every sentence of this report that is shown is labelled or skipped")
	case round:
		return say("the end; sentences without a label stand before (%s)", screen.Shortcut(a.keys.NextUndone))
	}
	a.leap(at, nth)
	return nil
}

func (a *aligned) nextUndone(step int) (strip, nth int, round, ok bool) {
	reading, count := a.page().Reading, len(a.strips)
	for k := 0; k <= count && count > 0; k++ {
		strip = ((a.strip+k*step)%count + count) % count
		round = step > 0 && strip < a.strip || step < 0 && strip > a.strip || k == count
		if a.strips[strip].rows > 0 {
			continue
		}
		cells := a.table.Rows[a.strips[strip].row].Cells[a.focus]
		for i := range cells {
			if nth = i; step < 0 {
				nth = len(cells) - 1 - i
			}
			passed := k == 0 && (nth-a.nth)*step <= 0
			if !passed && !reading.Done(cells[nth].Sentence) {
				return strip, nth, round, true
			}
		}
	}
	return 0, 0, false, false
}

func (a *aligned) click(c screen.Click) {
	y := c.Y - a.headLines()
	switch {
	case len(a.strips) == 0:
		return
	case y < 0 && c.Y == 0:
		a.clickHead(c.X)
		return
	case y < 0:
		a.clickRule()
		return
	}
	at, moved := a.walk(a.top, y)
	if moved < y {
		return
	}
	l := a.layout(at.strip)
	for _, b := range l.blocks {
		if b.x <= c.X && c.X < b.x+b.width+between && b.y <= at.line && at.line < b.y+b.height {
			a.attend(b.report)
			a.move(at.strip, max(b.nth, 0))
			return
		}
	}
	a.move(at.strip, 0)
}

// clickHead turns to the report whose name stands there.
func (a *aligned) clickHead(x int) {
	if a.stacked() {
		return
	}
	for i, report := range a.seen {
		if at, width := a.columnAt(i, len(a.seen)); at <= x && x < at+width {
			a.turn(report)
		}
	}
}

// clickRule goes to the next conflict, going round.
func (a *aligned) clickRule() {
	if a.linked == nil || a.difference(1, true) {
		return
	}
	for a.difference(-1, true) {
	}
}
