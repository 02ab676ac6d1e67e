package sidebyside

import (
	"fmt"
	"slices"
	"sort"

	"charm.land/bubbles/v2/key"

	"rashomon/compare"
	"rashomon/ui/screen"
)

// only is which rows are shown.
type only int

const (
	allRows only = iota
	differing
	conflicts
	onlyHere
	everyOnly // how many there are
)

// shows says whether rows of a kind are shown.
func (o only) shows(k compare.Kind) bool {
	switch o {
	case differing:
		return k != compare.Alike
	case conflicts:
		return k == compare.Conflicting
	case onlyHere:
		return k == compare.Alone
	}
	return true
}

func (o only) String() string {
	return [...]string{"all", "differing", "conflicts", "only here"}[o]
}

// strip is what the cursor goes over as one: a row, or a run of rows on one line, because
// they are collapsed or because no report in view speaks in them.
type strip struct {
	row, last int // the run's first row and its last; the same for a row
	rows      int // how many rows stand on one line; 0 for a row that is laid out
	unseen    bool
}

// choose finds the strips that are shown, and comes back to where the cursor was last moved.
func (a *aligned) choose() {
	a.seen = a.speaking()
	a.relay()
	a.strips = a.strips[:0]
	for i := range a.table.Rows {
		row := &a.table.Rows[i]
		if !a.only.shows(row.Kind) {
			continue
		}
		collapsed := a.collapsed && row.Kind == compare.Alike && row.All && !a.opened[i]
		unseen := row.Kind != compare.Conflicting && !slices.ContainsFunc(a.seen, func(report int) bool { return len(row.Cells[report]) > 0 })
		if !collapsed && !unseen {
			a.strips = append(a.strips, strip{row: i, last: i})
			continue
		}
		if n := len(a.strips); n > 0 && a.strips[n-1].rows > 0 && a.strips[n-1].unseen == unseen {
			a.strips[n-1].last = i
			a.strips[n-1].rows++
		} else {
			a.strips = append(a.strips, strip{row: i, last: i, rows: 1, unseen: unseen})
		}
	}
	a.restore()
}

// speaking is the reports whose sentences are in view.
func (a *aligned) speaking() []int {
	if a.stacked() {
		return a.order()
	}
	return a.inColumns(a.columns())
}

// refit chooses rows anew if other reports are in view than before, and says whether.
func (a *aligned) refit() bool {
	if slices.Equal(a.seen, a.speaking()) {
		return false
	}
	a.choose()
	return true
}

// stripOf is the strip that shows a row, or else the nearest one.
func (a *aligned) stripOf(row int) (at int, exact bool) {
	next := sort.Search(len(a.strips), func(i int) bool { return a.strips[i].last >= row })
	switch {
	case next == len(a.strips):
		return max(next-1, 0), false
	case a.strips[next].row <= row:
		return next, true
	case next > 0 && row-a.strips[next-1].last <= a.strips[next].row-row:
		return next - 1, false
	}
	return next, false
}

// choosing acts on the keys that choose rows.
func (a *aligned) choosing(p screen.Press) (out []screen.Request, handled bool) {
	k := a.keys
	filter, fold := key.Matches(p, k.Only), key.Matches(p, k.Collapse)
	switch {
	case !filter && !fold:
		return nil, false
	case a.linked == nil:
		return say("not compared yet"), true
	case filter:
		a.only = (a.only + 1) % everyOnly
		a.choose()
		return say("%s: %s", a.only, a.shownRows()), true
	}
	a.collapsed, a.opened = !a.collapsed, nil
	a.choose()
	if !a.collapsed {
		return say("nothing is collapsed"), true
	}
	runs, rows := 0, 0
	for _, s := range a.strips {
		if s.rows > 0 && !s.unseen {
			runs, rows = runs+1, rows+s.rows
		}
	}
	if rows == 0 {
		return say("no row stands word for word in every report"), true
	}
	return say("collapsed %s in %s", screen.Count(rows, "row that all share", "rows that all share"), screen.Count(runs, "run", "runs")), true
}

// open shows the rows of the collapsed run under the cursor; ok is false where there is none.
func (a *aligned) open() (ok bool) {
	if len(a.strips) == 0 || a.strips[a.strip].rows == 0 || a.strips[a.strip].unseen {
		return false
	}
	if a.opened == nil {
		a.opened = map[int]bool{}
	}
	for row := a.strips[a.strip].row; row <= a.strips[a.strip].last; row++ {
		a.opened[row] = true
	}
	a.settle()
	a.choose()
	return true
}

// enter goes to what is under the cursor: into a collapsed run, or to the first report that
// speaks in rows of reports that are out of view; ok is false on a row.
func (a *aligned) enter() (ok bool) {
	if a.open() {
		return true
	}
	if len(a.strips) == 0 || !a.strips[a.strip].unseen {
		return false
	}
	a.turn(a.moved.ref.Report)
	return true
}

// uncover shows the row of a sentence, whatever hides it.
func (a *aligned) uncover(ref compare.Ref) {
	row := a.row(ref)
	if row < 0 || row >= len(a.table.Rows) {
		return
	}
	if !a.only.shows(a.table.Rows[row].Kind) {
		a.only = allRows
		a.choose()
	}
	if at, exact := a.stripOf(row); exact {
		a.strip, a.nth = at, 0
		a.open()
	}
}

// shownRows is how many rows are shown: "12 of 40 rows".
func (a *aligned) shownRows() string {
	n := 0
	for _, s := range a.strips {
		n += max(s.rows, 1)
	}
	if n == len(a.table.Rows) {
		return screen.Count(n, "row", "rows")
	}
	return fmt.Sprintf("%s of %s", screen.Number(n), screen.Count(len(a.table.Rows), "row", "rows"))
}

// chosen is what the head of the screen says of a choice of rows.
func (a *aligned) chosen() (out string) {
	if a.only != allRows {
		out += fmt.Sprintf(" · %s: %s", a.only, a.shownRows())
	}
	if a.collapsed {
		out += " · collapsed"
	}
	return out
}
