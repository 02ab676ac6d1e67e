package compare

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// drawLinks draws reports by their numbers of sentences, and links between them.
func drawLinks(t *rapid.T) (links []Link, counts []int, base int) {
	counts = rapid.SliceOfN(rapid.IntRange(0, 8), 1, 5).Draw(t, "counts")
	base = rapid.IntRange(0, len(counts)-1).Draw(t, "base")
	for range rapid.IntRange(0, 25).Draw(t, "links") {
		a, b := rapid.IntRange(0, len(counts)-1).Draw(t, "a"), rapid.IntRange(0, len(counts)-1).Draw(t, "b")
		if a >= b || counts[a] == 0 || counts[b] == 0 {
			continue
		}
		l := Link{
			A: Ref{a, rapid.IntRange(0, counts[a]-1).Draw(t, "i")}, B: Ref{b, rapid.IntRange(0, counts[b]-1).Draw(t, "j")},
			Score: rapid.Float64Range(0, 1).Draw(t, "score"), Relation: rapid.SampledFrom([]Relation{Verbatim, Paraphrase, Partial}).Draw(t, "relation"),
		}
		if !slices.ContainsFunc(links, func(x Link) bool { return x.A == l.A && x.B == l.B }) {
			links = append(links, l)
		}
	}
	return links, counts, base
}

// rowsBy is the rows of a table of nothing but links.
func rowsBy(links []Link, counts []int, base int) []aligned {
	table := NewTable(Comparison{Links: links}, counts, base)
	rows := make([]aligned, len(table.Rows))
	for i, row := range table.Rows {
		rows[i] = make(aligned, len(row.Cells))
		for r, cells := range row.Cells {
			for _, x := range cells {
				rows[i][r] = append(rows[i][r], x.Sentence)
			}
		}
	}
	return rows
}

// rowsOf is the place of the row of each sentence; it fails where one stands in none or two.
func rowsOf(t *rapid.T, rows []aligned, counts []int) map[Ref]int {
	where := map[Ref]int{}
	for i, row := range rows {
		if len(row) != len(counts) {
			t.Fatalf("a row of %d reports, want %d", len(row), len(counts))
		}
		for r, sentences := range row {
			if !slices.IsSorted(sentences) {
				t.Fatalf("row %d has %v", i, sentences)
			}
			for _, s := range sentences {
				if _, known := where[Ref{r, s}]; known {
					t.Fatalf("sentence %d of report %d stands twice", s, r)
				}
				where[Ref{r, s}] = i
			}
		}
	}
	for r, n := range counts {
		for s := range n {
			if _, known := where[Ref{r, s}]; !known {
				t.Fatalf("sentence %d of report %d stands nowhere", s, r)
			}
		}
	}
	return where
}

// TestAlignShowsEverySentenceOnce holds whatever the links are.
func TestAlignShowsEverySentenceOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		links, counts, base := drawLinks(t)
		rows := rowsBy(links, counts, base)
		rowsOf(t, rows, counts)
		var order []int
		for _, row := range rows {
			if len(row[base]) > 1 {
				t.Fatalf("%d sentences of the base in one row", len(row[base]))
			}
			order = append(order, row[base]...)
		}
		if !slices.IsSorted(order) {
			t.Fatalf("the base is out of order: %v", order)
		}
	})
}

// A sentence that is linked to the base's stands with the likest of them; any other that
// stands with others is linked to one of them.
func TestAlignPutsSentencesWhereTheyBelong(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		links, counts, base := drawLinks(t)
		rows := rowsBy(links, counts, base)
		where := rowsOf(t, rows, counts)
		for me, row := range where {
			if me.Report == base {
				continue
			}
			best, mine := 0.0, 0.0
			inRow := false
			for _, l := range links {
				if l.A != me && l.B != me {
					continue
				}
				inRow = inRow || where[l.other(me)] == row
				if l.other(me).Report == base {
					best = max(best, weightOf(l))
					if where[l.other(me)] == row {
						mine = weightOf(l)
					}
				}
			}
			if mine != best {
				t.Fatalf("%v stands in row %d by %v, not with its likest by %v", me, row, mine, best)
			}
			if len(slices.Concat(rows[row]...)) > 1 && !inRow {
				t.Fatalf("%v is linked to nothing in row %d: %v", me, row, rows[row])
			}
		}
	})
}

// weightOf is how much a link counts.
func weightOf(l Link) float64 {
	if l.Relation == Partial {
		return l.Score
	}
	return 2 + l.Score
}

// A sentence that stands alone stands between those before and after it in its report,
// where these are in order.
func TestAlignKeepsSentencesAmongTheirNeighbours(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		links, counts, base := drawLinks(t)
		rows := rowsBy(links, counts, base)
		where := rowsOf(t, rows, counts)
		for me, row := range where {
			if me.Report == base || len(slices.Concat(rows[row]...)) > 1 || me.Sentence == 0 || me.Sentence == counts[me.Report]-1 {
				continue
			}
			before, after := where[Ref{me.Report, me.Sentence - 1}], where[Ref{me.Report, me.Sentence + 1}]
			if before < after && (row < before || row > after) {
				t.Fatalf("%v stands in row %d, its neighbours in %d and %d: %v", me, row, before, after, rows)
			}
		}
	})
}

func TestAlign(t *testing.T) {
	for _, c := range []struct {
		name   string
		links  []Link
		counts []int
		want   []aligned
	}{
		{
			"the likest of the base",
			[]Link{
				{A: Ref{0, 1}, B: Ref{1, 0}, Score: .9},
				{A: Ref{0, 0}, B: Ref{1, 0}, Score: .4},
				{A: Ref{1, 2}, B: Ref{2, 0}, Score: .8}, // the base does not have it
			},
			[]int{2, 3, 1},
			[]aligned{{{0}, nil, nil}, {{1}, {0}, nil}, {nil, {1}, nil}, {nil, {2}, {0}}},
		},
		{
			"a lead that the base does not have stands right above what follows it",
			[]Link{{A: Ref{0, 1}, B: Ref{1, 2}, Score: .9}},
			[]int{2, 3},
			[]aligned{{{0}, nil}, {nil, {0}}, {nil, {1}}, {{1}, {2}}},
		},
		{
			"a report with nothing in common stands below",
			nil,
			[]int{1, 1, 1},
			[]aligned{{{0}, nil, nil}, {nil, {0}, nil}, {nil, nil, {0}}},
		},
		{
			"reports that agree on an order without the base are in it",
			[]Link{
				{A: Ref{0, 0}, B: Ref{1, 0}, Score: .9}, {A: Ref{0, 0}, B: Ref{2, 0}, Score: .9},
				{A: Ref{1, 1}, B: Ref{2, 2}, Score: .6}, {A: Ref{1, 3}, B: Ref{2, 3}, Score: .9},
			},
			[]int{1, 4, 4},
			[]aligned{{{0}, {0}, {0}}, {nil, nil, {1}}, {nil, {1}, {2}}, {nil, {2}, nil}, {nil, {3}, {3}}},
		},
		{
			"what a person linked comes first",
			[]Link{{A: Ref{0, 0}, B: Ref{1, 0}, Score: 1, Relation: Verbatim}, {A: Ref{0, 1}, B: Ref{1, 0}, Score: 1, Relation: Partial, Ruling: 7}},
			[]int{2, 1},
			[]aligned{{{0}, nil}, {{1}, {0}}},
		},
		{
			"no chain of single links",
			[]Link{{A: Ref{0, 0}, B: Ref{1, 0}, Score: .9}, {A: Ref{1, 0}, B: Ref{2, 0}, Score: .8}, {A: Ref{2, 0}, B: Ref{3, 0}, Score: .7}},
			[]int{1, 1, 1, 1},
			[]aligned{{{0}, {0}, {0}, nil}, {nil, nil, nil, {0}}},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := rowsBy(c.links, c.counts, 0)
			if !slices.EqualFunc(got, c.want, func(x, y aligned) bool { return slices.EqualFunc(x, y, slices.Equal[[]int]) }) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}
