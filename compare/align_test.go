package compare

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestAlignShowsEverySentenceOnce holds whatever the links are.
func TestAlignShowsEverySentenceOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		counts := rapid.SliceOfN(rapid.IntRange(0, 8), 1, 5).Draw(t, "counts")
		base := rapid.IntRange(0, len(counts)-1).Draw(t, "base")
		var links []Link
		for range rapid.IntRange(0, 20).Draw(t, "links") {
			a, b := rapid.IntRange(0, len(counts)-1).Draw(t, "a"), rapid.IntRange(0, len(counts)-1).Draw(t, "b")
			if a >= b || counts[a] == 0 || counts[b] == 0 {
				continue
			}
			links = append(links, Link{
				A: Ref{a, rapid.IntRange(0, counts[a]-1).Draw(t, "i")}, B: Ref{b, rapid.IntRange(0, counts[b]-1).Draw(t, "j")},
				Score: rapid.Float64Range(0, 1).Draw(t, "score"),
			})
		}
		rows := Align(links, counts, base)
		seen := map[Ref]int{}
		var order []int
		for _, row := range rows {
			if len(row) != len(counts) {
				t.Fatalf("a row of %d reports, want %d", len(row), len(counts))
			}
			for r, sentences := range row {
				for _, s := range sentences {
					seen[Ref{r, s}]++
				}
			}
			if len(row[base]) > 1 {
				t.Fatalf("%d sentences of the base in one row", len(row[base]))
			}
			order = append(order, row[base]...)
		}
		if !slices.IsSorted(order) {
			t.Fatalf("the base is out of order: %v", order)
		}
		for r, n := range counts {
			for s := range n {
				if seen[Ref{r, s}] != 1 {
					t.Fatalf("sentence %d of report %d stands in %d rows", s, r, seen[Ref{r, s}])
				}
			}
		}
	})
}

func TestAlignPutsTheLikestTogether(t *testing.T) {
	links := []Link{
		{A: Ref{0, 1}, B: Ref{1, 0}, Score: .9},
		{A: Ref{0, 0}, B: Ref{1, 0}, Score: .4},
		{A: Ref{1, 2}, B: Ref{2, 0}, Score: .8}, // the base does not have it
	}
	got := Align(links, []int{2, 3, 1}, 0)
	want := []Row{{{0}, nil, nil}, {{1}, {0}, nil}, {nil, {1}, nil}, {nil, {2}, {0}}}
	if len(got) != len(want) {
		t.Fatalf("got %v, want %v", got, want)
	}
	for i := range want {
		if !slices.EqualFunc(got[i], want[i], slices.Equal[[]int]) {
			t.Errorf("row %d: got %v, want %v", i, got[i], want[i])
		}
	}
}
