package split

import (
	"cmp"
	"fmt"
	"maps"
	"math/bits"
	"slices"
	"strconv"
	"strings"

	"rashomon/annotate"
)

// Overlap is how much of the work several annotators are to do: a part of the sentences, or a
// number of articles.
type Overlap struct {
	Part     float64 // 0 to 1, where Articles is 0
	Articles int
}

// ParseOverlap reads an overlap: 20% of the sentences, or 12 articles.
func ParseOverlap(text string) (Overlap, error) {
	if part, found := strings.CutSuffix(text, "%"); found {
		x, err := strconv.ParseFloat(part, 64)
		if err != nil || strings.ContainsAny(part, "xXpP_") || !(x >= 0 && x <= 100) {
			return Overlap{}, fmt.Errorf("%q: not 0%% to 100%%", text)
		}
		return Overlap{Part: x / 100}, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		return Overlap{}, fmt.Errorf("%q: not a part like 20%% or a number of reports like 12", text)
	}
	return Overlap{Articles: n}, nil
}

// Parcel is articles that are handed out together: a story, or an article.
type Parcel struct {
	ID        annotate.ID // of its story, or of the article
	Articles  int
	Sentences int
}

// Handing is how to hand out parcels.
type Handing struct {
	Annotators int // how many there are
	Overlap    Overlap
	Each       int // so many annotators get each parcel of the overlap, at least two
	Seed       uint64
}

// Assign hands out parcels: it says of each which annotators get it, by number, in order.
// The parcels of the overlap are Each annotators' work, chosen so that each has about as many
// sentences, and each pair of annotators shares about as many; the rest is one annotator's
// each. The same parcels, seed and numbers give the same.
//
// The overlap is as many articles as asked, or the part of the sentences, where parcels can make
// that up; else the most that they can without being more.
func Assign(parcels []Parcel, h Handing) [][]int {
	order := make([]int, len(parcels))
	for i := range order {
		order[i] = i
	}
	chance := func(i int) uint64 { return mix(h.Seed, uint64(parcels[i].ID)) }
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(chance(a), chance(b)), cmp.Compare(parcels[a].ID, parcels[b].ID))
	})
	overlap := overlapping(parcels, order, h.Overlap)
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Compare(bits.Len(uint(parcels[b].Sentences)), bits.Len(uint(parcels[a].Sentences)))
	})
	d := &dealing{load: make([]int, h.Annotators), shared: make([][]int, h.Annotators), seed: h.Seed}
	for i := range d.shared {
		d.shared[i] = make([]int, h.Annotators)
	}
	out := make([][]int, len(parcels))
	for _, both := range []bool{true, false} { // the rest evens out what the overlap has left
		for _, i := range order {
			if overlap[i] == both {
				each := 1
				if both {
					each = min(max(h.Each, 1), h.Annotators)
				}
				out[i] = d.deal(parcels[i], each)
			}
		}
	}
	d.even(parcels, out)
	return out
}

// overlapping chooses the parcels of the overlap, in the order given: exactly as much as asked
// where that can be, else the most below it.
func overlapping(parcels []Parcel, order []int, o Overlap) []bool {
	size := func(i int) int { return parcels[i].Articles }
	want := o.Articles
	if o.Articles == 0 {
		size = func(i int) int { return parcels[i].Sentences }
		all := 0
		for _, p := range parcels {
			all += p.Sentences
		}
		want = int(o.Part*float64(all) + 0.5)
	}
	in := make([]bool, len(parcels))
	for _, i := range order {
		if n := size(i); n <= want {
			in[i], want = true, want-n
		}
	}
	if want > 0 {
		closer(in, order, size, want)
	}
	return in
}

// closer exchanges one parcel for another where that brings the overlap nearest to what it lacks.
func closer(in []bool, order []int, size func(int) int, lacks int) {
	out := map[int]int{} // the first of each size that is not in
	for _, i := range order {
		if _, met := out[size(i)]; !met && !in[i] {
			out[size(i)] = i
		}
	}
	sizes := slices.Sorted(maps.Keys(out))
	best, take, put := 0, -1, -1
	for _, i := range order {
		if !in[i] {
			continue
		}
		n, _ := slices.BinarySearch(sizes, size(i)+lacks+1) // the largest of no more than that is before it
		if n > 0 && sizes[n-1]-size(i) > best {
			best, take, put = sizes[n-1]-size(i), i, out[sizes[n-1]]
		}
		if best == lacks {
			break
		}
	}
	if take >= 0 {
		in[take], in[put] = false, true
	}
}

// dealing is what each annotator, and each pair, has so far, in sentences.
type dealing struct {
	load   []int
	shared [][]int // of a pair, at the smaller number first
	seed   uint64
	turn   uint64
}

// deal gives a parcel to so many annotators: those for whom the squares of loads, and of what
// pairs share, grow least, one after another.
func (d *dealing) deal(p Parcel, each int) []int {
	var chosen []int
	d.turn++
	for len(chosen) < each {
		best, least, chance := -1, 0.0, uint64(0)
		for a := range d.load {
			if slices.Contains(chosen, a) {
				continue
			}
			cost, luck := d.cost(a, chosen, p.Sentences), mix(d.seed+d.turn, uint64(a))
			if best < 0 || cost < least || cost == least && luck < chance {
				best, least, chance = a, cost, luck
			}
		}
		chosen = append(chosen, best)
	}
	slices.Sort(chosen)
	d.give(chosen, p.Sentences)
	return chosen
}

// cost is what it costs that an annotator gets so many sentences with those chosen already.
func (d *dealing) cost(a int, chosen []int, sentences int) float64 {
	cost := 2*float64(d.load[a]) + float64(sentences)
	for _, b := range chosen {
		cost += 2*float64(d.shared[min(a, b)][max(a, b)]) + float64(sentences)
	}
	return cost
}

// give counts sentences for the annotators who get them, or with a negative number takes
// them away.
func (d *dealing) give(to []int, sentences int) {
	for i, a := range to {
		d.load[a] += sentences
		for _, b := range to[i+1:] {
			d.shared[a][b] += sentences
		}
	}
}

// even moves parcels of one annotator from those who have most to those who have least, as
// long as that makes them more alike.
func (d *dealing) even(parcels []Parcel, out [][]int) {
	for range len(parcels) {
		most, least := 0, 0
		for a := range d.load {
			if d.load[a] > d.load[most] {
				most = a
			}
			if d.load[a] < d.load[least] {
				least = a
			}
		}
		best, gap := -1, d.load[most]-d.load[least]
		for i, to := range out {
			if n := parcels[i].Sentences; len(to) == 1 && to[0] == most && n > 0 && n < gap &&
				(best < 0 || distance(2*n, gap) < distance(2*parcels[best].Sentences, gap)) {
				best = i
			}
		}
		if best < 0 {
			return
		}
		d.give(out[best], -parcels[best].Sentences)
		out[best] = []int{least}
		d.give(out[best], parcels[best].Sentences)
	}
}

func distance(a, b int) int { return max(a-b, b-a) }
