package compare

import "slices"

// aligned is one row of an alignment: for each report the numbers of its sentences that
// stand in it, none where it is silent.
type aligned [][]int

// tie is what puts two sentences into one row.
type tie struct{ a, b Ref }

// tiesOf is links as ties, in the order in which they count: those that a person confirmed or
// made, those worded alike, then the clashes given, then the rest, the likest first.
func tiesOf(links []Link, order []int32, clashes []tie) []tie {
	out, rest := make([]tie, 0, len(links)+len(clashes)), make([]tie, 0, len(links))
	for _, i := range order {
		l := &links[i]
		if t := (tie{l.A, l.B}); l.Ruling != 0 || l.Relation == Verbatim || l.Relation == Paraphrase {
			out = append(out, t)
		} else {
			rest = append(rest, t)
		}
	}
	return append(append(out, clashes...), rest...)
}

// align lays reports beside a base report by ties, of which the first count most: rows in the
// order of the base, each with the sentences of the others that are tied to its own. A
// sentence that the base does not have stands with what it is tied to in the other reports,
// or alone, where the sentences around it in its own report are. Counts is the number of
// sentences of each report. Every sentence of every report stands in exactly one row, in the
// order of its report there; rows may be in another order than the sentences of their reports.
func align(ties []tie, counts []int, base int) []aligned {
	a := aligner{counts: counts, base: base, rows: make([]aligned, counts[base]), row: make([][]int, len(counts)), steps: make([][]int, len(counts))}
	for r, n := range counts {
		a.row[r] = slices.Repeat([]int{-1}, n)
		a.steps[r] = make([]int, n)
	}
	for i := range a.rows {
		a.rows[i] = make(aligned, len(counts))
		a.put(Ref{base, i}, i, 0)
	}
	a.besideBase(ties)
	for _, t := range ties {
		a.join(t)
	}
	for r, n := range counts {
		for i := range n {
			if a.row[r][i] < 0 {
				a.put(Ref{r, i}, a.newRow(), 0)
			}
		}
	}
	for _, row := range a.rows {
		for _, sentences := range row {
			slices.Sort(sentences)
		}
	}
	return a.inOrder()
}

// aligner is an alignment in the making.
type aligner struct {
	counts []int
	base   int
	rows   []aligned // those of the base first
	row    [][]int   // of each sentence of each report; -1 for none yet
	steps  [][]int   // of each sentence, how many ties from what its row began with
}

func (a *aligner) at(r Ref) int { return a.row[r.Report][r.Sentence] }

func (a *aligner) put(r Ref, row, steps int) {
	a.row[r.Report][r.Sentence], a.steps[r.Report][r.Sentence] = row, steps
	a.rows[row][r.Report] = append(a.rows[row][r.Report], r.Sentence)
}

func (a *aligner) newRow() int {
	a.rows = append(a.rows, make(aligned, len(a.counts)))
	return len(a.rows) - 1
}

// besideBase puts the sentences that are tied to the base's beside the likest of them.
func (a *aligner) besideBase(ties []tie) {
	for _, t := range ties {
		if t.b.Report == a.base {
			t.a, t.b = t.b, t.a
		}
		if t.a.Report == a.base && a.at(t.b) < 0 {
			a.put(t.b, t.a.Sentence, 1)
		}
	}
}

// mostSteps is how many ties from what a row began with a sentence may be, so that single
// ties make no chains.
const mostSteps = 2

// join puts the two sentences of a tie into one row, unless both have one.
func (a *aligner) join(t tie) {
	x, y := a.at(t.a), a.at(t.b)
	switch {
	case x < 0 && y < 0:
		row := a.newRow()
		a.put(t.a, row, 1)
		a.put(t.b, row, 1)
	case x < 0:
		a.follow(t.a, t.b)
	case y < 0:
		a.follow(t.b, t.a)
	}
}

// follow puts me into the row of another, where that is near enough to what the row began with.
func (a *aligner) follow(me, other Ref) {
	if steps := a.steps[other.Report][other.Sentence] + 1; steps <= mostSteps {
		a.put(me, a.at(other), steps)
	}
}
