package compare

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// Five invented reports that do not agree on how many were injured.
func disputed() []Report {
	return []Report{
		report("post", "Six members of Karimi’s personal protection force were injured at the depot.", "The mayor condemned the strike."),
		report("bell", "The strike on the depot injured several bodyguards.", "It gave no further details."),
		report("radio", "At the depot 6 bodyguards of Karimi were injured, a nurse said."),
		report("herald", "Six bodyguards were injured in the strike on the depot."),
		report("wire", "The mayor condemned the strike.", "The strike on the depot left two bodyguards injured."),
	}
}

func countsOf(reports []Report) []int {
	out := make([]int, len(reports))
	for i, r := range reports {
		out[i] = len(r.Sentences)
	}
	return out
}

// drawComparison draws links and, between other pairs of sentences, conflicts.
func drawComparison(t *rapid.T) (c Comparison, counts []int, base int) {
	c.Links, counts, base = drawLinks(t)
	for range rapid.IntRange(0, 4).Draw(t, "conflicts") {
		a, b := rapid.IntRange(0, len(counts)-1).Draw(t, "a"), rapid.IntRange(0, len(counts)-1).Draw(t, "b")
		if a < b && counts[a] > 0 && counts[b] > 0 {
			c.Conflicts = append(c.Conflicts, Conflict{
				A: Ref{a, rapid.IntRange(0, counts[a]-1).Draw(t, "i")}, B: Ref{b, rapid.IntRange(0, counts[b]-1).Draw(t, "j")},
				Strength: rapid.SampledFrom([]Strength{Contradicts, Differs, Vague}).Draw(t, "strength"),
			})
		}
	}
	return c, counts, base
}

// TestTable holds whatever was found.
func TestTable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, counts, base := drawComparison(t)
		table := NewTable(c, counts, base)
		rows := make([]aligned, len(table.Rows))
		for i, row := range table.Rows {
			rows[i] = make(aligned, len(row.Cells))
			for r, cells := range row.Cells {
				for _, x := range cells {
					rows[i][r] = append(rows[i][r], x.Sentence)
					checkCell(t, c, row, Ref{r, x.Sentence}, x, base)
				}
			}
			if want := kindByHand(c, row); row.Kind != want {
				t.Fatalf("row %+v is of kind %d, want %d", row, row.Kind, want)
			}
			if row.All == slices.ContainsFunc(row.Cells, func(cells []Cell) bool { return len(cells) == 0 }) {
				t.Fatalf("row %+v", row)
			}
		}
		rowsOf(t, rows, counts)
		checkMoved(t, table, len(counts))
	})
}

// checkCell holds what a cell says against the links.
func checkCell(t *rapid.T, c Comparison, row TableRow, me Ref, x Cell, base int) {
	var here, all []Link // of the base's sentences in the row, or of all for one of the base
	for _, l := range c.Links {
		if l.A != me && l.B != me {
			continue
		}
		all = append(all, l)
		to := l.other(me)
		if (to.Report == base || me.Report == base) && slices.ContainsFunc(row.Cells[to.Report], func(x Cell) bool { return x.Sentence == to.Sentence }) {
			here = append(here, l)
		}
	}
	if len(all) == 0 {
		if x.To.Report != -1 || x.Relation != "" {
			t.Fatalf("%v is linked to nothing, its cell is %+v", me, x)
		}
		return
	}
	at := slices.IndexFunc(all, func(l Link) bool { return l.other(me) == x.To })
	if at < 0 || all[at].Relation != x.Relation {
		t.Fatalf("%v has no such link as %+v", me, x)
	}
	for _, l := range here {
		if all[at].Score < l.Score {
			t.Fatalf("%v: %+v, likelier is %+v", me, x, l)
		}
	}
}

func TestLongestIncreasing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.SliceOfN(rapid.IntRange(0, 9), 0, 10).Draw(t, "list")
		got := longestIncreasing(list)
		rest := list
		for i, n := range got {
			at := slices.Index(rest, n)
			if at < 0 || i > 0 && got[i-1] >= n {
				t.Fatalf("%v is no increasing part of %v", got, list)
			}
			rest = rest[at+1:]
		}
		if want := slowIncreasing(list, -1); len(got) != want {
			t.Fatalf("%v of %v is %d long, want %d", got, list, len(got), want)
		}
	})
}

// slowIncreasing is the length of the longest part of list that increases from more than last.
func slowIncreasing(list []int, last int) int {
	if len(list) == 0 {
		return 0
	}
	best := slowIncreasing(list[1:], last)
	if list[0] > last {
		best = max(best, 1+slowIncreasing(list[1:], list[0]))
	}
	return best
}

// checkMoved holds that the fewest sentences are called moved that leave the others in order.
func checkMoved(t *rapid.T, table Table, reports int) {
	for r := range reports {
		var down, stay []int
		for _, row := range table.Rows {
			for _, x := range row.Cells[r] {
				switch {
				case len(row.Cells[table.Base]) == 0:
					if x.Moved {
						t.Fatalf("sentence %d of report %d stands beside nothing, yet moved", x.Sentence, r)
					}
				case x.Moved:
					down = append(down, x.Sentence)
				default:
					down, stay = append(down, x.Sentence), append(stay, x.Sentence)
				}
			}
		}
		if !slices.IsSorted(stay) || len(stay) != slowIncreasing(down, -1) || r == table.Base && len(stay) < len(down) {
			t.Fatalf("of %v of report %d only %v stay", down, r, stay)
		}
	}
}

// kindByHand is the kind of a row, by its definition.
func kindByHand(c Comparison, row TableRow) Kind {
	var all []Ref
	reports, alike, linked := 0, true, false
	for r, cells := range row.Cells {
		reports += min(1, len(cells))
		for _, x := range cells {
			all = append(all, Ref{r, x.Sentence})
		}
	}
	for r, cells := range row.Cells {
		for _, x := range cells {
			alike = alike && x.Relation == Verbatim && slices.Contains(all, x.To)
			linked = linked || slices.ContainsFunc(c.Links, func(l Link) bool { return l.A == Ref{r, x.Sentence} || l.B == Ref{r, x.Sentence} })
		}
	}
	switch {
	case slices.ContainsFunc(c.Conflicts, func(x Conflict) bool { return slices.Contains(all, x.A) || slices.Contains(all, x.B) }):
		return Conflicting
	case len(all) == 1 && !linked:
		return Alone
	case reports > 1 && alike:
		return Alike
	}
	return Differing
}

// Values that contradict each other stand side by side though little of their wording is in
// common; not where a person cut the two.
func TestTablePutsContradictionsSideBySide(t *testing.T) {
	reports := disputed()
	c := compared(t, reports)
	beside := func() bool {
		for _, row := range NewTable(c, countsOf(reports), 0).Rows {
			if len(row.Cells[0]) > 0 && row.Cells[0][0].Sentence == 0 {
				return row.Kind == Conflicting && slices.ContainsFunc(row.Cells[4], func(x Cell) bool { return x.Sentence == 1 })
			}
		}
		return false
	}
	if !beside() {
		t.Error("six and two do not stand in one row")
	}
	c.Links = slices.DeleteFunc(c.Links, func(l Link) bool { return l.B == Ref{4, 1} })
	if !beside() {
		t.Error("without a link six and two do not stand in one row")
	}
	c.cut = map[[2]Ref]bool{{{0, 0}, {4, 1}}: true, {{2, 0}, {4, 1}}: true, {{3, 0}, {4, 1}}: true}
	if beside() {
		t.Error("six and two stand in one row though they are cut apart")
	}
}

func TestTableOfTheDepotFire(t *testing.T) {
	reports := depotFire()
	table := NewTable(compared(t, reports), countsOf(reports), 0)
	kinds := map[Ref]Kind{}
	for _, row := range table.Rows {
		for r, cells := range row.Cells {
			for _, x := range cells {
				kinds[Ref{r, x.Sentence}] = row.Kind
			}
		}
	}
	for ref, want := range map[Ref]Kind{{0, 4}: Alike, {1, 3}: Alike, {3, 0}: Alone, {0, 1}: Differing} {
		if kinds[ref] != want {
			t.Errorf("the row of %v is of kind %d, want %d", ref, kinds[ref], want)
		}
	}
}
