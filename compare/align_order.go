package compare

import (
	"cmp"
	"slices"
)

// Places in an alignment are numbered so that row i of the base is 2i+1, the gap before it
// 2i, and the gap after the last 2n.

// inOrder is the rows from the top down: those of the base in its order, each other in the
// gap where the sentences around its own are.
func (a *aligner) inOrder() []aligned {
	n := a.counts[a.base]
	o := ordering{aligner: a, place: slices.Repeat([]int{-1}, len(a.rows))}
	for i := range n {
		o.place[i] = 2*i + 1
	}
	gaps := make([]gap, n+1)
	o.several(gaps)
	o.singles(gaps)
	var out []aligned
	for i := range gaps {
		for _, row := range o.gapRows(&gaps[i]) {
			out = append(out, a.rows[row])
		}
		if i < n {
			out = append(out, a.rows[i])
		}
	}
	return out
}

// ordering is rows on their way into order.
type ordering struct {
	*aligner
	place []int // of each row; -1 for none yet
}

// gap is what stands between two rows of the base.
type gap struct {
	head, tail []int         // single sentences that go on from above, and that lead on below
	rows       []int         // of several sentences
	over       map[int][]int // single sentences right above such a row
	under      map[int][]int // single sentences right below
}

// several puts the rows without the base that more than one sentence stands in into gaps, those
// of most reports first: they hold the others in place.
func (o *ordering) several(gaps []gap) {
	var rows []int
	for i := o.counts[o.base]; i < len(o.rows); i++ {
		if len(slices.Concat(o.rows[i]...)) > 1 {
			rows = append(rows, i)
		}
	}
	slices.SortFunc(rows, func(x, y int) int {
		return cmp.Or(cmp.Compare(reportsOf(o.rows[y]), reportsOf(o.rows[x])), compareRefs(firstOf(o.rows[x]), firstOf(o.rows[y])))
	})
	for _, row := range rows {
		o.place[row] = o.gapFor(row)
	}
	slices.SortFunc(rows, func(x, y int) int { return compareRefs(firstOf(o.rows[x]), firstOf(o.rows[y])) })
	for _, row := range rows {
		g := &gaps[o.place[row]/2]
		g.rows = append(g.rows, row)
	}
}

// gapFor is the gap of a row of several sentences: that which the most of its reports would
// have it in, of these the first.
func (o *ordering) gapFor(row int) int {
	type stretch struct{ low, high int }
	var stretches []stretch
	for r, list := range o.rows[row] {
		if len(list) > 0 {
			low, high := o.around(Ref{r, list[0]})
			stretches = append(stretches, stretch{low, high})
		}
	}
	most, best := 0, 0
	for _, x := range stretches {
		in := 0
		for _, y := range stretches {
			if y.low <= x.low && x.low <= y.high {
				in++
			}
		}
		if in > most || in == most && x.low < best {
			most, best = in, x.low
		}
	}
	return best
}

// around is the first and the last gap that a sentence can stand in, by the nearest sentences
// before and after it in its report that have their places. Where these are out of order it
// stays with the one before.
func (o *ordering) around(r Ref) (low, high int) {
	before, after := o.nearest(r, -1), o.nearest(r, 1)
	low, high = 0, 2*o.counts[o.base]
	if before >= 0 {
		low = up(o.place[o.row[r.Report][before]])
	}
	if after >= 0 {
		high = down(o.place[o.row[r.Report][after]])
	}
	if before < 0 {
		return high, high // what leads up to a sentence stands right above it, or below all
	}
	return low, max(low, high)
}

// nearest is the nearest sentence of its report, in a direction, that has its place; -1 for none.
func (o *ordering) nearest(r Ref, step int) int {
	for i := r.Sentence + step; i >= 0 && i < o.counts[r.Report]; i += step {
		if o.place[o.row[r.Report][i]] >= 0 {
			return i
		}
	}
	return -1
}

// up and down are the gap itself, or the first gap after a row of the base and the last before.
func up(place int) int   { return place + place%2 }
func down(place int) int { return place - place%2 }

// singles puts the rows of one sentence into gaps, those that follow each other together.
func (o *ordering) singles(gaps []gap) {
	for r, n := range o.counts {
		for i := 0; i < n; {
			first := i
			for i < n && o.place[o.row[r][i]] < 0 {
				i++
			}
			if i > first {
				o.run(gaps, Ref{r, first}, i)
			} else {
				i++
			}
		}
	}
}

// run puts sentences of one report from first to before end into the gap where they belong:
// below the row of the sentence before them, or else above that of the one after.
func (o *ordering) run(gaps []gap, first Ref, end int) {
	at, _ := o.around(first)
	g := &gaps[at/2]
	var list []int
	for i := first.Sentence; i < end; i++ {
		row := o.row[first.Report][i]
		o.place[row] = at
		list = append(list, row)
	}
	before, after := -1, -1
	if first.Sentence > 0 {
		before = o.row[first.Report][first.Sentence-1]
	}
	if end < o.counts[first.Report] {
		after = o.row[first.Report][end]
	}
	switch {
	case before >= 0 && o.place[before] == at:
		g.under = added(g.under, before, list)
	case after >= 0 && o.place[after] == at:
		g.over = added(g.over, after, list)
	case before >= 0 && up(o.place[before]) == at:
		g.head = append(g.head, list...)
	default:
		g.tail = append(g.tail, list...)
	}
}

func added(lists map[int][]int, key int, list []int) map[int][]int {
	if lists == nil {
		lists = map[int][]int{}
	}
	lists[key] = append(lists[key], list...)
	return lists
}

// gapRows is the rows of a gap from the top down: those of several sentences in the order
// of the sentences of their reports, as far as these agree on one.
func (o *ordering) gapRows(g *gap) []int {
	if len(g.rows) == 0 {
		return slices.Concat(g.head, g.tail)
	}
	last := map[Ref]int{} // the row before, by report and row
	for r := range o.counts {
		type standing struct{ sentence, row int }
		var down []standing
		for _, row := range g.rows {
			if list := o.rows[row][r]; len(list) > 0 {
				down = append(down, standing{list[0], row})
			}
		}
		slices.SortFunc(down, func(x, y standing) int { return cmp.Compare(x.sentence, y.sentence) })
		for i := 1; i < len(down); i++ {
			last[Ref{r, down[i].row}] = down[i-1].row
		}
	}
	out := slices.Clone(g.head)
	seen := map[int]bool{}
	var visit func(row int)
	visit = func(row int) {
		if seen[row] {
			return
		}
		seen[row] = true
		for r := range o.counts {
			if before, ok := last[Ref{r, row}]; ok {
				visit(before)
			}
		}
		out = append(append(append(out, g.over[row]...), row), g.under[row]...)
	}
	for _, row := range g.rows {
		visit(row)
	}
	return append(out, g.tail...)
}

// firstOf is the first sentence of a row, in the order of reports.
func firstOf(row aligned) Ref {
	for r, list := range row {
		if len(list) > 0 {
			return Ref{r, list[0]}
		}
	}
	return Ref{}
}

// reportsOf is the number of reports that stand in a row.
func reportsOf(row aligned) int {
	n := 0
	for _, list := range row {
		if len(list) > 0 {
			n++
		}
	}
	return n
}
