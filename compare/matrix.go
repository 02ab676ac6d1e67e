package compare

import (
	"cmp"
	"fmt"
	"slices"
)

// MatrixRow is a row of the matrix: a statement, or a dispute, and what each report says to it.
type MatrixRow struct {
	// Lead is the sentence that stands for the row: the one nearest to all others of it.
	Lead Ref
	// Statement is its place in [Comparison].Statements, -1 for a dispute and for a sentence
	// of no statement.
	Statement int
	// Dispute is its place in the disputes given, -1 for a statement.
	Dispute int
	// Cells are the row's sentences by report, none where it is silent. A Cell's relation is
	// to Lead; Lead's own to its likest in the row.
	Cells [][]Cell
	Kind  Kind
	// Coverage is the number of reports that say it.
	Coverage int
}

// Matrix is what a comparison found as rows: disputes first, then statements, and sentences
// that no statement has, by coverage, and each in the order of the first report that says
// it. Every sentence of every report stands in at least one row. A sentence of no statement
// stands with those it is linked to, most of them linked in part.
func Matrix(c Comparison, disputes []Dispute, counts []int) []MatrixRow {
	m := matrix{Comparison: c, links: c.index(counts), counts: counts, conflicting: inConflict(c.Conflicts)}
	var out, rest []MatrixRow
	for i, d := range disputes {
		var members []Ref
		for _, v := range d.Values {
			members = append(members, v.Refs...)
		}
		row := m.row(members, Ref{Report: -1})
		row.Dispute, row.Kind = i, Conflicting
		out = append(out, row)
	}
	for i, s := range c.Statements {
		row := m.row(s.Members, Ref{Report: -1})
		row.Statement = i
		rest = append(rest, row)
	}
	rest = append(rest, m.loners()...)
	slices.SortStableFunc(rest, func(x, y MatrixRow) int {
		return cmp.Or(cmp.Compare(y.Coverage, x.Coverage), compareRefs(x.first(), y.first()))
	})
	return append(out, rest...)
}

// matrix is what rows are made from.
type matrix struct {
	Comparison
	links       *linkIndex
	counts      []int
	conflicting map[Ref]bool
}

// loners is the rows of the sentences of no statement; those that would show the same
// sentences are one.
func (m *matrix) loners() []MatrixRow {
	member := map[Ref]bool{}
	for _, s := range m.Statements {
		for _, r := range s.Members {
			member[r] = true
		}
	}
	var out []MatrixRow
	shown := map[string]bool{}
	for r, n := range m.counts {
		for i := range n {
			me := Ref{r, i}
			if member[me] {
				continue
			}
			with := []Ref{me}
			for _, to := range m.links.of(me) {
				with = append(with, to)
			}
			slices.SortFunc(with, compareRefs)
			if key := fmt.Sprint(with); !shown[key] {
				shown[key] = true
				out = append(out, m.row(with, me))
			}
		}
	}
	return out
}

// row is a row of sentences in any order. Its lead is the one given, or that with the best
// links to the others.
func (m *matrix) row(members []Ref, lead Ref) MatrixRow {
	members = slices.Clone(members)
	slices.SortFunc(members, compareRefs)
	members = slices.Compact(members)
	if lead.Report < 0 {
		lead = m.medoid(members)
	}
	row := MatrixRow{Lead: lead, Statement: -1, Dispute: -1, Cells: make([][]Cell, len(m.counts))}
	for _, r := range members {
		row.Cells[r.Report] = append(row.Cells[r.Report], m.cell(r, lead, members))
	}
	for _, cells := range row.Cells {
		if len(cells) > 0 {
			row.Coverage++
		}
	}
	row.Kind = kindOf(row.Cells, m.conflicting)
	return row
}

// medoid is the one of sentences with the greatest sum of scores of links to the others, the
// first of several.
func (m *matrix) medoid(members []Ref) Ref {
	best, at := -1.0, Ref{}
	in := make(map[Ref]bool, len(members))
	for _, r := range members {
		in[r] = true
	}
	for _, r := range members {
		sum := 0.0
		for l, to := range m.links.of(r) {
			if in[to] {
				sum += l.Score
			}
		}
		if sum > best {
			best, at = sum, r
		}
	}
	return at
}

// cell is a sentence of a row beside the row's lead, and for the lead beside its likest.
func (m *matrix) cell(me, lead Ref, members []Ref) Cell {
	cell := Cell{Sentence: me.Sentence, To: lead}
	if me == lead {
		cell.To = m.nearest(me, members)
	}
	if cell.To.Report >= 0 {
		cell.Relation = m.relation(me, cell.To)
	}
	return cell
}

// nearest is the likest of the other members: of those that me is linked to, else of all.
// Its report is -1 where there is none.
func (m *matrix) nearest(me Ref, members []Ref) Ref {
	for _, to := range m.links.of(me) {
		if slices.Contains(members, to) {
			return to
		}
	}
	best, at := -1.0, Ref{Report: -1}
	for _, r := range members {
		if likeness := m.likeness(me, r); r != me && likeness > best {
			best, at = likeness, r
		}
	}
	return at
}

// relation is that of the link between two sentences, or what it would be.
func (m *matrix) relation(a, b Ref) Relation {
	for l, to := range m.links.of(a) {
		if to == b {
			return l.Relation
		}
	}
	return m.Comparison.relation(a, b)
}

// first is the first sentence of a row, in the order of reports.
func (r MatrixRow) first() Ref {
	for report, cells := range r.Cells {
		if len(cells) > 0 {
			return Ref{report, cells[0].Sentence}
		}
	}
	return Ref{}
}
