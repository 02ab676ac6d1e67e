package agreement_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"rashomon/annotate/agreement"
)

type extents = []agreement.Extent

func TestOverlapping(t *testing.T) {
	for _, x := range []struct {
		what           string
		a, b           extents
		exact, overlap int
	}{
		{"the same", extents{{0, 4}, {9, 12}}, extents{{9, 12}, {0, 4}}, 2, 2},
		{"nothing", nil, nil, 0, 0},
		{"one has none", extents{{0, 4}}, nil, 0, 0},
		{"side by side", extents{{0, 4}}, extents{{4, 8}}, 0, 0},
		{"one over two", extents{{0, 9}}, extents{{0, 4}, {5, 9}}, 0, 1},
		{"one gives way to another", extents{{0, 10}, {0, 2}}, extents{{0, 2}, {4, 9}}, 1, 2},
		{"each its own", extents{{0, 6}, {4, 10}}, extents{{1, 5}, {5, 11}}, 0, 2},
		{"the same before a wider one", extents{{2, 5}}, extents{{0, 8}, {2, 5}}, 1, 1},
	} {
		if exact, overlap := agreement.Exact(x.a, x.b), agreement.Overlapping(x.a, x.b); exact != x.exact || overlap != x.overlap {
			t.Errorf("%s: %d exact, %d overlapping, want %d and %d", x.what, exact, overlap, x.exact, x.overlap)
		}
	}
}

// F1 of two and two spans of which one is the same: 2·1/4.
func TestF1(t *testing.T) {
	got, why := agreement.F1(4, 1)
	near(t, "F1", got, why, 0.5, 0, "")
	_, why = agreement.F1(0, 0)
	near(t, "F1 of nothing", 0, why, 0, 0, "no words were labelled")
}

// Matching says the same from either side; what is the same overlaps; nothing is matched twice.
func TestMatchingFromEitherSide(t *testing.T) {
	spans := rapid.Custom(func(t *rapid.T) (out extents) {
		seen := map[agreement.Extent]bool{}
		for range rapid.IntRange(0, 6).Draw(t, "spans") {
			start := rapid.IntRange(0, 12).Draw(t, "start")
			x := agreement.Extent{Start: start, End: start + rapid.IntRange(1, 6).Draw(t, "length")}
			if !seen[x] {
				seen[x] = true
				out = append(out, x)
			}
		}
		return out
	})
	rapid.Check(t, func(t *rapid.T) {
		a, b := spans.Draw(t, "a"), spans.Draw(t, "b")
		exact, overlap := agreement.Exact(a, b), agreement.Overlapping(a, b)
		if exact != agreement.Exact(b, a) || overlap != agreement.Overlapping(b, a) {
			t.Fatalf("%v and %v: %d and %d, but %d and %d", a, b, exact, overlap, agreement.Exact(b, a), agreement.Overlapping(b, a))
		}
		if most := greatest(a, b); exact > overlap || overlap != most {
			t.Fatalf("%v and %v: %d exact, %d overlapping of %d", a, b, exact, overlap, most)
		}
	})
}

// greatest is the greatest number of matches, found by trying all.
func greatest(a, b extents) (most int) {
	if len(a) == 0 {
		return 0
	}
	most = greatest(a[1:], b)
	for k, y := range b {
		if a[0].Start < y.End && y.Start < a[0].End {
			most = max(most, 1+greatest(a[1:], slices.Delete(slices.Clone(b), k, k+1)))
		}
	}
	return most
}
