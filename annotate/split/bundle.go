package split

import (
	"cmp"
	"slices"

	"rashomon/annotate"
)

// bundle is stories that stay together.
type bundle struct {
	id     annotate.ID // the smallest of its stories'
	units  []uint32
	rows   int
	labels []int
	by     int    // how many families tied it
	most   uint32 // of these, the one in most of the stories, or none
	in     int    // in so many
}

// ties is what became of the stories.
type ties struct {
	bundles  []bundle
	family   []uint32       // of each wording
	held     map[uint32]why // families that tie nothing, in several bundles
	tying    int            // families that tie
	verbatim int            // wordings that several stories have
	near     int            // families of several wordings
}

// why is why a family ties nothing.
type why uint8

const (
	short why = iota + 1
	widespread
	large
)

// standing is a family in the units that have it.
type standing struct {
	family uint32
	units  []uint32
}

// lumps keeps ties from making of a chain of stories, each with a sentence of the next, one
// lump that leaves nothing to divide: bundles come to half the smallest side by ties, and
// those that come to more have no more than half the largest side together.
type lumps struct {
	rows        []int // of each set, by its root
	tied        []bool
	small, most int
	lumped      int // rows of tied sets that are more than small
}

func (s *Splitter) newLumps() *lumps {
	l := &lumps{rows: make([]int, len(s.units)), tied: make([]bool, len(s.units))}
	for u, x := range s.units {
		l.rows[u] = x.rows
	}
	l.small = int(slices.Min(s.o.Ratios.parts) * float64(len(s.rows)) / 2)
	l.most = int(slices.Max(s.o.Ratios.parts) * float64(len(s.rows)) / 2)
	return l
}

// tie ties sets into one, unless that makes too large a lump.
func (l *lumps) tie(roots []uint32, sets *sets) bool {
	sum, lumped := 0, l.lumped
	for _, u := range roots {
		sum += l.rows[u]
		if l.tied[u] && l.rows[u] > l.small {
			lumped -= l.rows[u]
		}
	}
	if sum > l.small {
		if lumped += sum; lumped > l.most {
			return false
		}
	}
	for _, u := range roots[1:] {
		sets.unite(roots[0], u)
	}
	root := sets.find(roots[0])
	l.lumped, l.rows[root], l.tied[root] = lumped, sum, true
	return true
}

// tie ties units that have a family in common into bundles: families in few units first, so
// that one in more is held against what is tied already.
func (s *Splitter) tie(family []uint32) *ties {
	t := &ties{family: family, held: map[uint32]why{}}
	least := s.shortest(family)
	sets := newSets(len(s.units))
	lumps := s.newLumps()
	var tied, rest []standing
	for _, x := range s.standings(family) {
		roots := rootsOf(x.units, sets)
		var reason why
		switch {
		case len(roots) == 1:
		case least[x.family] < shortWords:
			reason = short
		case len(roots) > s.o.Tie:
			reason = widespread
		case !lumps.tie(roots, sets):
			reason = large
		}
		if reason != 0 {
			t.held[x.family] = reason
			rest = append(rest, x)
			continue
		}
		tied = append(tied, x)
	}
	for _, x := range rest { // what came later may have brought its units together
		if len(rootsOf(x.units, sets)) == 1 {
			delete(t.held, x.family)
		}
	}
	t.tying = len(tied)
	t.bundles = s.bundles(sets, tied)
	t.near, t.verbatim = s.copies(family)
	return t
}

// standings are the families that several units have, those in few units first.
func (s *Splitter) standings(family []uint32) (out []standing) {
	all := make([]uint64, len(s.said))
	for i, x := range s.said {
		all[i] = uint64(family[x.wording])<<32 | uint64(x.unit)
	}
	slices.Sort(all)
	all = slices.Compact(all)
	for len(all) > 0 {
		n := 1
		for n < len(all) && all[n]>>32 == all[0]>>32 {
			n++
		}
		if n > 1 {
			x := standing{family: uint32(all[0] >> 32)}
			for _, y := range all[:n] {
				x.units = append(x.units, uint32(y))
			}
			out = append(out, x)
		}
		all = all[n:]
	}
	slices.SortStableFunc(out, func(a, b standing) int { return cmp.Compare(len(a.units), len(b.units)) })
	return out
}

// rootsOf is the sets that units are of, each once, in order.
func rootsOf(units []uint32, s *sets) (out []uint32) {
	for _, u := range units {
		out = append(out, s.find(u))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// shortest is the words of the shortest wording of each family, by its number.
func (s *Splitter) shortest(family []uint32) []int32 {
	out := make([]int32, len(family))
	for w, f := range family { // the first wording of a family is its number
		n := int32(len(s.wordings.of(uint32(w))))
		if uint32(w) == f || n < out[f] {
			out[f] = n
		}
	}
	return out
}

// copies counts the families of several wordings, and the wordings that several units have.
func (s *Splitter) copies(family []uint32) (near, verbatim int) {
	several := map[uint32]bool{}
	for w, f := range family {
		if uint32(w) != f {
			several[f] = true
		}
	}
	first, more := make([]uint32, len(family)), make([]bool, len(family))
	for i := range first {
		first[i] = none
	}
	for _, x := range s.said {
		switch {
		case first[x.wording] == none:
			first[x.wording] = x.unit
		case first[x.wording] != x.unit && !more[x.wording]:
			more[x.wording] = true
			verbatim++
		}
	}
	return len(several), verbatim
}

// bundles are the units of each set, in the order of their ids.
func (s *Splitter) bundles(sets *sets, tied []standing) []bundle {
	at := map[uint32]int{}
	var out []bundle
	for u, x := range s.units {
		root := sets.find(uint32(u))
		b, known := at[root]
		if !known {
			b = len(out)
			at[root], out = b, append(out, bundle{id: x.key.id, most: none})
		}
		y := &out[b]
		y.id = min(y.id, x.key.id)
		y.units = append(y.units, uint32(u))
		y.rows += x.rows
		for n, rows := range x.labels {
			y.labels = grown(y.labels, n)
			y.labels[n] += rows
		}
	}
	for _, x := range tied {
		y := &out[at[sets.find(x.units[0])]]
		if y.by++; len(x.units) > y.in {
			y.most, y.in = x.family, len(x.units)
		}
	}
	slices.SortFunc(out, func(a, b bundle) int { return cmp.Compare(a.id, b.id) })
	return out
}

// keepers says for each family that is held, and stands on several sides, which one keeps it:
// that with most rows of it, of several the first.
func (s *Splitter) keepers(t *ties, side []int8) map[uint32]int {
	counts := map[uint32]*[3]int{}
	count := func(wordings []uint32, u uint32, by int) {
		for _, w := range wordings {
			f := t.family[w]
			if t.held[f] == 0 {
				continue
			}
			if counts[f] == nil {
				counts[f] = &[3]int{}
			}
			counts[f][side[u]] += by
		}
	}
	for n, r := range s.rows {
		sentences, before, after := s.parts(n)
		count(sentences, r.unit, 2*len(s.rows)+1) // a row is worth more than all context
		count(before, r.unit, 1)
		count(after, r.unit, 1)
	}
	out := map[uint32]int{}
	for f, c := range counts {
		on, best := 0, 0
		for k, n := range c {
			if n > 0 {
				on++
			}
			if n > c[best] {
				best = k
			}
		}
		if on > 1 {
			out[f] = best
		}
	}
	return out
}
