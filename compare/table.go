package compare

import (
	"cmp"
	"slices"
)

// Table is reports laid beside a base report: what the aligned view and the plain one show.
type Table struct {
	Base int // place of the base report
	Rows []TableRow
}

// Kind is how the sentences of a row stand to one another.
type Kind int

// The kinds. A row is of the first that fits.
const (
	Conflicting Kind = iota // a number in it does not go with another report's
	Alone                   // one sentence, linked to none
	Differing               // the reports in it word it differently, or it is linked to another row
	Alike                   // all that say it say it word for word
)

// TableRow is one row of a table.
type TableRow struct {
	Cells [][]Cell // by report, in the order of its sentences; none where it is silent
	Kind  Kind
	All   bool // every report stands in it
}

// Cell is a sentence in a row of a table.
type Cell struct {
	Sentence int
	// To is the sentence that its words are compared with: the base's in its row, where it
	// is linked to that, for a sentence of the base the likest of all in its row, else the
	// likest anywhere. Its Report is -1 where the sentence is linked to none.
	To       Ref
	Relation Relation // to To; empty where there is none
	// Moved says that it stands elsewhere in its report's order than the row in the base's.
	Moved bool
}

// NewTable lays out what a comparison found: rows in the order of the base, each with the
// sentences of the others that are linked to its own. Sentences whose values contradict each
// other stand side by side, too, unless one of them is worded like another of the base. A
// sentence that the base does not have stands with its likest among the other reports, or
// alone, where the sentences around it in its own report are. Counts is the number of
// sentences of each report. Every sentence of every report is in exactly one cell; rows may
// be in another order than the sentences of their reports.
func NewTable(c Comparison, counts []int, base int) Table {
	links := c.index(counts)
	rows := align(tiesOf(c.Links, links.order, c.clashes()), counts, base)
	t := tabling{links: links, conflicting: inConflict(c.Conflicts), moved: movedSentences(rows, counts, base), base: base}
	out := Table{Base: base, Rows: make([]TableRow, len(rows))}
	for i, row := range rows {
		out.Rows[i] = t.row(row)
	}
	return out
}

// clashes is the pairs whose values contradict each other, those most alike first, and then
// those that give the same value in such a dispute: what somebody who compares wants side by
// side. Not those that a person cut.
func (c *Comparison) clashes() []tie {
	type clash struct {
		tie
		score float64
	}
	var all, same []clash
	for _, x := range c.Conflicts {
		if x.Strength == Contradicts && !c.cut[[2]Ref{x.A, x.B}] {
			all = append(all, clash{tie{x.A, x.B}, c.score(x.A, x.B)})
		}
	}
	for _, d := range Disputes(c.Conflicts) {
		for _, v := range d.Values {
			if d.Strength != Contradicts || v.Vague {
				continue
			}
			refs := firstTold(v.Refs)
			for i, a := range refs {
				for _, b := range refs[i+1:] {
					if a.Report != b.Report && !c.cut[[2]Ref{a, b}] {
						same = append(same, clash{tie{a, b}, c.score(a, b)})
					}
				}
			}
		}
	}
	likestFirst := func(x, y clash) int { return cmp.Compare(y.score, x.score) }
	slices.SortStableFunc(all, likestFirst)
	slices.SortStableFunc(same, likestFirst)
	out := make([]tie, 0, len(all)+len(same))
	for _, x := range append(all, same...) {
		out = append(out, x.tie)
	}
	return out
}

// firstTold is the first sentences of each report: all, but of lists.
func firstTold(refs []Ref) (out []Ref) {
	for i, r := range refs {
		if i < mostTold || refs[i-mostTold].Report != r.Report {
			out = append(out, r)
		}
	}
	return out
}

// score is that of the link between two sentences, 0 where there is none.
func (c *Comparison) score(a, b Ref) float64 {
	at, found := slices.BinarySearchFunc(c.Links, [2]Ref{a, b}, func(l Link, ends [2]Ref) int {
		return cmp.Or(compareRefs(l.A, ends[0]), compareRefs(l.B, ends[1]))
	})
	if !found {
		return 0
	}
	return c.Links[at].Score
}

// inConflict is the sentences with a value in a conflict.
func inConflict(conflicts []Conflict) map[Ref]bool {
	out := map[Ref]bool{}
	for _, c := range conflicts {
		out[c.A], out[c.B] = true, true
	}
	return out
}

// tabling is what the cells of a table are made from.
type tabling struct {
	links       *linkIndex
	conflicting map[Ref]bool
	moved       [][]bool
	base        int
}

func (t *tabling) row(row aligned) TableRow {
	out := TableRow{Cells: make([][]Cell, len(row)), All: true}
	for r, sentences := range row {
		out.All = out.All && len(sentences) > 0
		for _, n := range sentences {
			out.Cells[r] = append(out.Cells[r], t.cell(row, Ref{r, n}))
		}
	}
	out.Kind = kindOf(out.Cells, t.conflicting)
	return out
}

func (t *tabling) cell(row aligned, me Ref) Cell {
	cell := Cell{Sentence: me.Sentence, To: Ref{Report: -1}, Moved: t.moved[me.Report][me.Sentence]}
	const nowhere, elsewhere, here, besideBase = 0, 1, 2, 3
	best := nowhere
	for l, to := range t.links.of(me) {
		where := elsewhere
		if slices.Contains(row[to.Report], to.Sentence) {
			where = here
			if to.Report == t.base {
				where = besideBase
			}
		}
		if where > best {
			best, cell.To, cell.Relation = where, to, l.Relation
		}
		if best == besideBase || best == here && me.Report == t.base {
			break
		}
	}
	return cell
}

// kindOf is the kind of a row by its cells.
func kindOf(cells [][]Cell, conflicting map[Ref]bool) Kind {
	reports, sentences, linked, alike := 0, 0, false, true
	for r, list := range cells {
		if len(list) > 0 {
			reports++
		}
		for _, c := range list {
			if conflicting[Ref{r, c.Sentence}] {
				return Conflicting
			}
			sentences++
			linked = linked || c.To.Report >= 0
			alike = alike && c.Relation == Verbatim && slices.ContainsFunc(cells[c.To.Report], func(x Cell) bool { return x.Sentence == c.To.Sentence })
		}
	}
	switch {
	case sentences == 1 && !linked:
		return Alone
	case reports > 1 && alike:
		return Alike
	}
	return Differing
}

// movedSentences says of each sentence of each report whether it is out of order in the
// rows that the base stands in: not in the longest run of its report's sentences that go
// down the rows in their own order.
func movedSentences(rows []aligned, counts []int, base int) [][]bool {
	out := make([][]bool, len(counts))
	for r, n := range counts {
		out[r] = make([]bool, n)
		if r == base {
			continue
		}
		var down []int
		for _, row := range rows {
			if len(row[base]) > 0 {
				down = append(down, row[r]...)
			}
		}
		for _, n := range down {
			out[r][n] = true
		}
		for _, n := range longestIncreasing(down) {
			out[r][n] = false
		}
	}
	return out
}

// longestIncreasing is the longest subsequence of different numbers that increases
// (C. Schensted, "Longest increasing and decreasing subsequences", 1961); of several,
// the one with the least numbers at its end.
func longestIncreasing(list []int) []int {
	var ends []int // place of the least number that a run of each length can end with
	before := make([]int, len(list))
	for i, n := range list {
		k, _ := slices.BinarySearchFunc(ends, n, func(at, n int) int { return list[at] - n })
		before[i] = -1
		if k > 0 {
			before[i] = ends[k-1]
		}
		if k == len(ends) {
			ends = append(ends, i)
		} else {
			ends[k] = i
		}
	}
	out := make([]int, len(ends))
	if len(ends) == 0 {
		return out
	}
	for i, k := ends[len(ends)-1], len(ends)-1; k >= 0; i, k = before[i], k-1 {
		out[k] = list[i]
	}
	return out
}
