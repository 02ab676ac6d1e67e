package compare

import (
	"cmp"
	"slices"
)

// Row is one row of an alignment: for each report the numbers of its sentences that stand
// in it, none where it is silent.
type Row [][]int

// Align lays reports beside a base report: rows in the order of the base, each with the
// sentences of the others that are linked to its own. A sentence that the base does not
// have stands with its likest among the other reports, or alone, after the row of the
// sentence before it. Counts is the number of sentences of each report. Every sentence of
// every report stands in exactly one row; sentences may be in another order than in their
// report.
func Align(links []Link, counts []int, base int) []Row {
	a := aligner{rows: make([]Row, counts[base]), row: make([][]int, len(counts))}
	for r, n := range counts {
		a.row[r] = slices.Repeat([]int{-1}, n)
	}
	for i := range a.rows {
		a.rows[i] = make(Row, len(counts))
		a.put(Ref{base, i}, i)
	}
	likest := slices.SortedStableFunc(slices.Values(links), func(x, y Link) int { return cmp.Compare(y.Score, x.Score) })
	for _, l := range likest {
		if l.A.Report == base || l.B.Report == base {
			a.join(l)
		}
	}
	for _, l := range likest {
		a.join(l)
	}
	return a.inOrder(counts, base)
}

// aligner is an alignment in the making.
type aligner struct {
	rows []Row
	row  [][]int // of each sentence of each report; -1 for none yet
}

func (a *aligner) at(r Ref) int { return a.row[r.Report][r.Sentence] }

func (a *aligner) put(r Ref, row int) {
	a.row[r.Report][r.Sentence] = row
	a.rows[row][r.Report] = append(a.rows[row][r.Report], r.Sentence)
}

// join puts the two sentences of a link into one row, unless both have one.
func (a *aligner) join(l Link) {
	x, y := a.at(l.A), a.at(l.B)
	switch {
	case x < 0 && y < 0:
		a.rows = append(a.rows, make(Row, len(a.row)))
		a.put(l.A, len(a.rows)-1)
		a.put(l.B, len(a.rows)-1)
	case x < 0:
		a.put(l.A, y)
	case y < 0:
		a.put(l.B, x)
	}
}

// inOrder gives a row to each sentence that has none, and puts the rows that the base is
// silent in after the row of the sentence before.
func (a *aligner) inOrder(counts []int, base int) []Row {
	const first = -1 // stands for the beginning: what follows it comes before all rows
	after := map[int][]int{}
	placed := map[int]bool{}
	for i := range counts[base] {
		placed[i] = true
	}
	for r, n := range counts {
		last := first
		for i := range n {
			if a.row[r][i] < 0 {
				a.rows = append(a.rows, make(Row, len(counts)))
				a.put(Ref{r, i}, len(a.rows)-1)
			}
			row := a.row[r][i]
			if !placed[row] {
				placed[row] = true
				after[last] = append(after[last], row)
			}
			last = row
		}
	}
	var out []Row
	var follow func(at int)
	follow = func(at int) {
		for _, row := range after[at] {
			out = append(out, a.sorted(row))
			follow(row)
		}
	}
	follow(first)
	for i := range counts[base] {
		out = append(out, a.sorted(i))
		follow(i)
	}
	return out
}

func (a *aligner) sorted(row int) Row {
	for _, sentences := range a.rows[row] {
		slices.Sort(sentences)
	}
	return a.rows[row]
}
