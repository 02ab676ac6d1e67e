package compare

import (
	"cmp"
	"iter"
	"slices"
)

// likest is the places of links, the likest first: those that a person confirmed or made,
// then those with the highest score, then those most alike, then as they stand.
func likest(links []Link) []int32 {
	type key struct {
		score, likeness float64
		at              int32
	}
	keys := make([]key, len(links))
	for i := range links {
		l := &links[i]
		keys[i] = key{l.Score, l.Why.Likeness, int32(i)}
		if l.Ruling != 0 {
			keys[i].score += byHand
		}
	}
	slices.SortFunc(keys, func(x, y key) int {
		switch {
		case x.score != y.score:
			return cmp.Compare(y.score, x.score)
		case x.likeness != y.likeness:
			return cmp.Compare(y.likeness, x.likeness)
		}
		return cmp.Compare(x.at, y.at)
	})
	out := make([]int32, len(links))
	for i, k := range keys {
		out[i] = k.at
	}
	return out
}

// byHand is more than any score.
const byHand = 2

// linkIndex is links by their sentences.
type linkIndex struct {
	links []Link
	order []int32     // places in links, the likest first
	at    [][][]int32 // the same, by report and sentence
}

// newLinkIndex puts links to their sentences; counts is the number of sentences of each report.
func newLinkIndex(links []Link, counts []int) *linkIndex {
	x := &linkIndex{links: links, order: likest(links), at: make([][][]int32, len(counts))}
	room := make([][]int32, len(counts)) // how many links each sentence has
	for r, n := range counts {
		x.at[r], room[r] = make([][]int32, n), make([]int32, n)
	}
	for i := range links {
		room[links[i].A.Report][links[i].A.Sentence]++
		room[links[i].B.Report][links[i].B.Sentence]++
	}
	all, used := make([]int32, 2*len(links)), 0
	for r := range counts {
		for s, n := range room[r] {
			x.at[r][s] = all[used : used : used+int(n)]
			used += int(n)
		}
	}
	for _, i := range x.order {
		a, b := &x.at[links[i].A.Report][links[i].A.Sentence], &x.at[links[i].B.Report][links[i].B.Sentence]
		*a, *b = append(*a, i), append(*b, i)
	}
	return x
}

// index is the links by their sentences: as Compare put them, unless they are others.
func (c *Comparison) index(counts []int) *linkIndex {
	if x := c.indexed; x != nil && len(x.links) == len(c.Links) && (len(c.Links) == 0 || &x.links[0] == &c.Links[0]) {
		return x
	}
	return newLinkIndex(c.Links, counts)
}

// of is the links of a sentence with their other ends, the likest first.
func (x *linkIndex) of(me Ref) iter.Seq2[*Link, Ref] {
	return func(yield func(*Link, Ref) bool) {
		for _, i := range x.at[me.Report][me.Sentence] {
			if !yield(&x.links[i], x.links[i].other(me)) {
				return
			}
		}
	}
}

// other is the end of a link that r is not.
func (l *Link) other(r Ref) Ref {
	if l.A == r {
		return l.B
	}
	return l.A
}
