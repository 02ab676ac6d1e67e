package annotate

import (
	"cmp"
	"slices"
)

// KeepCut is the sentences of a newer text, cut as those of the older one wherever that text is
// the same: what a person joined or split stays so, and so does what is said of whole sentences.
// Where the text is another the sentences are the newer body's own.
func KeepCut(old, body Body) []Span {
	k := keeping{old: old, body: body}
	i, j := 0, 0
	for _, p := range append(k.pairs(), [2]int{len(old.Sentences), len(body.Sentences)}) {
		k.gap(i, p[0], j, p[1])
		if i, j = p[0]+1, p[1]+1; p[1] < len(body.Sentences) {
			k.out = append(k.out, body.Sentences[p[1]])
		}
	}
	return k.out
}

type keeping struct {
	old, body Body
	out       []Span
}

// pairs is sentences that both texts have once each, in the order of both: as many as may be
// (patience, as B. Cohen's diff has it).
func (k *keeping) pairs() [][2]int {
	type places struct{ old, body, n int }
	seen := map[string]*places{}
	for n := range k.old.Sentences {
		p := seen[k.old.Sentence(n)]
		if p == nil {
			p = &places{body: -1}
			seen[k.old.Sentence(n)] = p
		}
		p.old, p.n = n, p.n+1
	}
	for n := range k.body.Sentences {
		if p := seen[k.body.Sentence(n)]; p != nil {
			if p.body >= 0 {
				p.n = 2
			}
			p.body = n
		}
	}
	var both [][2]int
	for _, p := range seen {
		if p.n == 1 && p.body >= 0 {
			both = append(both, [2]int{p.old, p.body})
		}
	}
	slices.SortFunc(both, func(a, b [2]int) int { return cmp.Compare(a[0], b[0]) })
	return longestRising(both)
}

// longestRising is the longest part of pairs in the order of their first whose second rise.
func longestRising(pairs [][2]int) [][2]int {
	var piles []int // the pair that ends the best part of each length
	before := make([]int, len(pairs))
	for i, p := range pairs {
		n, _ := slices.BinarySearchFunc(piles, p[1], func(j, second int) int { return cmp.Compare(pairs[j][1], second) })
		if before[i] = -1; n > 0 {
			before[i] = piles[n-1]
		}
		piles = append(piles[:min(n, len(piles))], append([]int{i}, piles[min(n+1, len(piles)):]...)...)
	}
	var out [][2]int
	if len(piles) > 0 {
		for i := piles[len(piles)-1]; i >= 0; i = before[i] {
			out = append(out, pairs[i])
		}
	}
	slices.Reverse(out)
	return out
}

// gap cuts what lies between two pairs: as the older text from its beginning and from its end as
// far as both read the same, and as the newer one between.
func (k *keeping) gap(i, iEnd, j, jEnd int) {
	var tail []Span
	for i < iEnd && j < jEnd {
		n, m := k.same(i, iEnd, j, jEnd, 1)
		if n == 0 {
			break
		}
		k.out = append(k.out, k.shifted(i, i+n, j)...)
		i, j = i+n, j+m
	}
	for i < iEnd && j < jEnd {
		n, m := k.same(i, iEnd, j, jEnd, -1)
		if n == 0 {
			break
		}
		iEnd, jEnd = iEnd-n, jEnd-m
		tail = append(k.shifted(iEnd, iEnd+n, jEnd), tail...)
	}
	k.out = append(append(k.out, k.body.Sentences[j:max(j, jEnd)]...), tail...)
}

// same is how many sentences at the beginning of both stretches, or at their ends, are the same
// text together, as few as may be; none where they differ.
func (k *keeping) same(i, iEnd, j, jEnd, step int) (n, m int) {
	part := func(s []Span, from, to, count int) Span {
		if step > 0 {
			return Span{s[from].Start, s[from+count-1].End}
		}
		return Span{s[to-count].Start, s[to-1].End}
	}
	for n, m = 1, 1; i+n <= iEnd && j+m <= jEnd; {
		a, b := part(k.old.Sentences, i, iEnd, n), part(k.body.Sentences, j, jEnd, m)
		switch {
		case a.Len() < b.Len():
			n++
		case a.Len() > b.Len():
			m++
		case k.old.Text[a.Start:a.End] == k.body.Text[b.Start:b.End]:
			return n, m
		default:
			return 0, 0
		}
	}
	return 0, 0
}

// shifted is sentences of the older text where the newer has them, from its sentence numbered at.
func (k *keeping) shifted(from, to, at int) (out []Span) {
	by := k.body.Sentences[at].Start - k.old.Sentences[from].Start
	for _, s := range k.old.Sentences[from:to] {
		out = append(out, Span{s.Start + by, s.End + by})
	}
	return out
}
