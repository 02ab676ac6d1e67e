package agreement

import (
	"cmp"
	"slices"
)

// Extent is where a span stands, half-open, in whatever unit.
type Extent struct{ Start, End int }

// Exact counts the spans that both have. Neither has one twice.
func Exact(a, b []Extent) (matched int) {
	has := make(map[Extent]bool, len(a))
	for _, x := range a {
		has[x] = true
	}
	for _, y := range b {
		if has[y] {
			matched++
		}
	}
	return matched
}

// Overlapping counts the spans of a that can be matched with one of b that they share
// something with, each with one only: the greatest number that there can be, so that it is the
// same for b and a (a matching grown by augmenting paths: Harold W. Kuhn, “The Hungarian
// method for the assignment problem”, Naval Research Logistics Quarterly 2, 1955).
func Overlapping(a, b []Extent) (matched int) {
	b = slices.SortedFunc(slices.Values(b), byStart)
	of := make([]int, len(b)) // with which of a it is matched, from 1 on
	tried := make([]int, len(b))
	var place func(i, round int) bool
	place = func(i, round int) bool {
		for k := range b {
			if b[k].Start >= a[i].End {
				return false
			}
			if b[k].End <= a[i].Start || tried[k] == round {
				continue
			}
			tried[k] = round
			if of[k] == 0 || place(of[k]-1, round) {
				of[k] = i + 1
				return true
			}
		}
		return false
	}
	for i := range a {
		if place(i, i+1) {
			matched++
		}
	}
	return matched
}

func byStart(a, b Extent) int { return cmp.Or(a.Start-b.Start, a.End-b.End) }

// spanned is an article in which somebody labelled words.
type spanned struct {
	length int     // code points
	people []int32 // who took part
	spans  []labelled
}

// labelled is one label on one span, in code points; nobody has the same twice.
type labelled struct {
	who, label int32
	start, end int32
}

// matches is the spans of two annotators, or sums of that.
type matches struct{ spans, exact, overlap int }

func (m matches) plus(n matches) matches {
	return matches{m.spans + n.spans, m.exact + n.exact, m.overlap + n.overlap}
}

// matching counts the matches of articles: how many articles have the same ones, of all pairs
// together, by pair, and by label. There are few that are not the same.
type matching struct {
	all     map[matches]int
	byPair  map[[2]int32]map[matches]int
	byLabel []map[matches]int
}

func newMatching(labels int) *matching {
	m := &matching{all: map[matches]int{}, byPair: map[[2]int32]map[matches]int{}, byLabel: make([]map[matches]int, labels)}
	for i := range m.byLabel {
		m.byLabel[i] = map[matches]int{}
	}
	return m
}

// add counts an article in which two annotators or more took part.
func (m *matching) add(x spanned) {
	byLabel := make([]matches, len(m.byLabel))
	of := map[[2]int32][]Extent{} // annotator and label
	for _, s := range x.spans {
		key := [2]int32{s.who, s.label}
		of[key] = append(of[key], Extent{int(s.start), int(s.end)})
	}
	var all matches
	for i, b := range x.people {
		for _, a := range x.people[:i] {
			var pair matches
			for label := range byLabel {
				these, those := of[[2]int32{a, int32(label)}], of[[2]int32{b, int32(label)}]
				if len(these)+len(those) == 0 {
					continue
				}
				found := matches{len(these) + len(those), Exact(these, those), Overlapping(these, those)}
				byLabel[label] = byLabel[label].plus(found)
				pair = pair.plus(found)
			}
			key := [2]int32{a, b}
			if m.byPair[key] == nil {
				m.byPair[key] = map[matches]int{}
			}
			m.byPair[key][pair]++
			all = all.plus(pair)
		}
	}
	m.all[all]++
	for label, found := range byLabel {
		m.byLabel[label][found]++
	}
}

// kinds is the matches that occur, in an order of their own, and how often each does.
func kinds(of map[matches]int) (all []matches, counts []int) {
	for m := range of {
		all = append(all, m)
	}
	slices.SortFunc(all, func(a, b matches) int {
		return cmp.Or(of[b]-of[a], a.spans-b.spans, a.exact-b.exact, a.overlap-b.overlap)
	})
	for _, m := range all {
		counts = append(counts, of[m])
	}
	return all, counts
}

// f1s measures exact and overlapping F1 of matches that occur so many times.
func f1s(all []matches) func(weights, out []float64) {
	return func(weights, out []float64) {
		spans, exact, overlap := 0.0, 0.0, 0.0
		for i, w := range weights {
			spans += w * float64(all[i].spans)
			exact += w * float64(all[i].exact)
			overlap += w * float64(all[i].overlap)
		}
		out[0], out[1] = 2*exact/spans, 2*overlap/spans
	}
}
