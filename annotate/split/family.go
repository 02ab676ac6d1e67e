package split

import (
	"cmp"
	"context"
	"slices"
)

// Two sentences are copies of one another where nearly all their words are the same: where
// the words in common are at least four fifths of the words of either (the Jaccard
// coefficient of their bags, A. Broder, "On the resemblance and containment of documents",
// 1997). In whole numbers: nine times those in common are at least four times those of both.
const (
	nearAll    = 4 // of
	nearAllOf  = 5
	shortWords = 5 // a sentence of fewer words ties no stories
)

// Near is the part of the words of two sentences that copies have in common at least.
const Near = float64(nearAll) / nearAllOf

// needed is how many words two wordings of those lengths must have in common to be copies.
func needed(a, b int) int { return ceil(nearAll*(a+b), nearAll+nearAllOf) }

func ceil(a, b int) int { return (a + b - 1) / b }

// families finds all copies, and says of each wording which family it is of: that of the
// wordings that are copies of one another, directly or by others in between.
//
// It misses none. Words are ordered by how rare they are; two wordings that are copies have one
// in common among the rarest few of each (prefix filtering: R. J. Bayardo, Y. Ma,
// R. Srikant, "Scaling up all pairs similarity search", 2007), and what stands before it there
// bounds how many can be (positional filtering: C. Xiao et al., "Efficient similarity joins for
// near duplicate detection", 2008). Each pair that is left is counted out.
func (w *wordings) families(ctx context.Context, progress func(float64)) ([]uint32, error) {
	w.rarestFirst()
	order := w.shortestFirst()
	j := newJoin(w, order)
	for i, n := range order {
		if i%1024 == 0 {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			if progress != nil {
				progress(float64(i) / float64(len(order)))
			}
		}
		j.join(n)
	}
	out := make([]uint32, len(w.ends))
	for n := range out {
		out[n] = j.sets.find(uint32(n))
	}
	return out, nil
}

// rarestFirst numbers words by how rare they are, and puts each wording in their order.
func (w *wordings) rarestFirst() {
	words := make([]uint32, len(w.often))
	for i := range words {
		words[i] = uint32(i)
	}
	slices.SortFunc(words, func(a, b uint32) int { return cmp.Or(cmp.Compare(w.often[a], w.often[b]), cmp.Compare(a, b)) })
	rank, often := make([]uint32, len(words)), make([]uint32, len(words))
	for r, x := range words {
		rank[x], often[r] = uint32(r), w.often[x]
	}
	w.often = often
	for i, x := range w.words {
		w.words[i] = rank[x]
	}
	for n := range w.ends {
		slices.Sort(w.of(uint32(n)))
	}
	w.number, w.same = nil, nil // no more can be added
}

func (w *wordings) shortestFirst() []uint32 {
	order := make([]uint32, len(w.ends))
	for i := range order {
		order[i] = uint32(i)
	}
	slices.SortStableFunc(order, func(a, b uint32) int { return cmp.Compare(len(w.of(a)), len(w.of(b))) })
	return order
}

// join is the search for copies: wordings come shortest first, and each is held against those
// before it that have one of its rarest words among their rarest.
type join struct {
	w    *wordings
	sets *sets
	// The wordings in which a word is among the rarest, those of one word after those of
	// another: of each word from its first to its last. First moves on over those that are
	// too short for all that come.
	list        []posting
	first, last []int
	mixed       []bool   // whether the wordings in a word's list are of several families
	seen        []uint32 // the last wording that each was counted out against
}

// posting is a wording in the list of a word, and the place that the word has in it.
type posting struct {
	wording uint32
	place   uint8
}

const farthest = 1<<8 - 1 // that a place says: what is farther is not left out for it

func newJoin(w *wordings, order []uint32) *join {
	words := len(w.often)
	j := &join{w: w, sets: newSets(len(w.ends)), first: make([]int, words+1), mixed: make([]bool, words), seen: make([]uint32, len(w.ends))}
	for n := range j.seen {
		j.seen[n] = none
	}
	for _, n := range order {
		for _, x := range prefix(w.of(n), needed(len(w.of(n)), len(w.of(n)))) {
			j.first[x+1]++
		}
	}
	for x := range words {
		j.first[x+1] += j.first[x]
	}
	j.list = make([]posting, j.first[words])
	j.last = slices.Clone(j.first[:words])
	return j
}

// prefix is the rarest words of a wording, of which one is among the rarest of each other that
// has so many in common with it.
func prefix(words []uint32, common int) []uint32 { return words[:len(words)-common+1] }

// join finds the copies of a wording among those that came before it, and puts it into the lists.
func (j *join) join(n uint32) {
	words := j.w.of(n)
	for place, x := range prefix(words, ceil(nearAll*len(words), nearAllOf)) {
		j.against(n, words, place, x)
	}
	for place, x := range prefix(words, needed(len(words), len(words))) {
		at := j.last[x]
		j.list[at] = posting{wording: n, place: uint8(min(place, farthest))}
		if at > j.first[x] && j.sets.find(j.list[j.first[x]].wording) != j.sets.find(n) {
			j.mixed[x] = true
		}
		j.last[x]++
	}
}

// against holds a wording against those in the list of one of its words.
func (j *join) against(n uint32, words []uint32, place int, x uint32) {
	for j.first[x] < j.last[x] && nearAllOf*len(j.w.of(j.list[j.first[x]].wording)) < nearAll*len(words) {
		j.first[x]++
	}
	mine := j.sets.find(n)
	for _, p := range j.list[j.first[x]:j.last[x]] {
		if j.seen[p.wording] == n {
			continue
		}
		j.seen[p.wording] = n
		theirs := j.sets.find(p.wording)
		if theirs == mine {
			if !j.mixed[x] {
				return // so are all others in the list
			}
			continue
		}
		other := j.w.of(p.wording)
		need := needed(len(words), len(other))
		if min(len(words)-place, len(other)-int(p.place)) < need || !inCommon(words, other, need) {
			continue
		}
		j.sets.unite(n, p.wording)
		mine = j.sets.find(n)
	}
}

// inCommon says whether two wordings have so many words in common.
func inCommon(a, b []uint32, need int) bool {
	for len(a) > 0 && len(b) > 0 && need > 0 {
		if min(len(a), len(b)) < need {
			return false
		}
		switch {
		case a[0] < b[0]:
			a = a[1:]
		case a[0] > b[0]:
			b = b[1:]
		default:
			a, b, need = a[1:], b[1:], need-1
		}
	}
	return need <= 0
}

// sets are disjoint sets of numbers (union by the smaller number, with path halving: R. E.
// Tarjan, J. van Leeuwen, "Worst-case analysis of set union algorithms", 1984).
type sets struct{ up []uint32 }

func newSets(n int) *sets {
	s := &sets{up: make([]uint32, n)}
	for i := range s.up {
		s.up[i] = uint32(i)
	}
	return s
}

// find is the number that stands for the set, the smallest in it.
func (s *sets) find(n uint32) uint32 {
	for s.up[n] != n {
		s.up[n] = s.up[s.up[n]]
		n = s.up[n]
	}
	return n
}

func (s *sets) unite(a, b uint32) {
	a, b = s.find(a), s.find(b)
	s.up[max(a, b)] = min(a, b)
}
