package split

import (
	"cmp"
	"math/bits"
	"slices"
)

// stratify gives each bundle a side, so that the sides come close to the shares that they are to have of all rows
// and of the rows of each label: the largest bundles first, each to the side that wants it
// most (iterative stratification, K. Sechidis, G. Tsoumakas, I. Vlahavas, "On the stratification
// of multi-label data", 2011, of bundles instead of examples), then by moves and exchanges as
// long as that makes it better. Among bundles of about one size the seed decides the order.
// No side is without a bundle.
func (s *Splitter) stratify(bundles []bundle, want []float64) []int {
	d := s.newDivision(bundles, want)
	for _, b := range d.bySize(s.o.Seed) {
		best := 0
		for side := range d.have {
			if d.gain(b, side, 1) < d.gain(b, best, 1)-smallest {
				best = side
			}
		}
		d.put(b, best)
	}
	d.fillEmpty()
	for range 20 {
		moved := d.move()
		if exchanged := d.exchange(); !moved && !exchanged {
			break
		}
	}
	return d.side
}

// smallest is the difference below which two costs are the same, so that rounding decides nothing.
const smallest = 1e-12

// division is bundles on sides. Its cost is, for the number of rows and for each label, what a
// side has more or less than it is to have, squared, over what it is to have: chi-squared,
// each over all rows of the kind, so that rare labels count like common ones.
type division struct {
	bundles [][]float64 // of each bundle: rows, then rows by label, over all rows of the kind
	want    []float64   // the share of each side
	have    [][]float64
	number  []int // of bundles on each side
	side    []int // of each bundle
	ids     []uint64
	rows    []int
}

func (s *Splitter) newDivision(bundles []bundle, want []float64) *division {
	kinds := 1 + len(s.labels.list)
	all := make([]float64, kinds)
	d := &division{want: slices.Clone(want), number: make([]int, len(want)), side: make([]int, len(bundles))}
	for _, b := range bundles {
		x := make([]float64, kinds)
		x[0] = float64(b.rows)
		for n, rows := range b.labels {
			x[1+n] = float64(rows)
		}
		for k := range x {
			all[k] += x[k]
		}
		d.bundles, d.ids, d.rows = append(d.bundles, x), append(d.ids, uint64(b.id)), append(d.rows, b.rows)
	}
	for _, x := range d.bundles {
		for k := range x {
			x[k] /= max(all[k], 1)
		}
	}
	for range d.want {
		d.have = append(d.have, make([]float64, kinds))
	}
	return d
}

// bySize is the bundles in the order in which they are given a side.
func (d *division) bySize(seed uint64) []int {
	order := make([]int, len(d.bundles))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(bits.Len(uint(d.rows[b])), bits.Len(uint(d.rows[a]))),
			cmp.Compare(mix(seed, d.ids[a]), mix(seed, d.ids[b])), cmp.Compare(d.ids[a], d.ids[b]))
	})
	return order
}

// gain is what the cost grows by when a bundle comes to a side (by 1) or leaves it (by -1).
// Rows count like two labels.
func (d *division) gain(b, side int, by float64) (sum float64) {
	have, want := d.have[side], d.want[side]
	for k, x := range d.bundles[b] {
		g := by * x * (2*(have[k]-want) + by*x) / want
		if k == 0 {
			g *= 2
		}
		sum += g
	}
	return sum
}

func (d *division) put(b, side int) {
	d.side[b] = side
	d.number[side]++
	for k, x := range d.bundles[b] {
		d.have[side][k] += x
	}
}

func (d *division) take(b int) {
	d.number[d.side[b]]--
	for k, x := range d.bundles[b] {
		d.have[d.side[b]][k] -= x
	}
}

// fillEmpty gives a side without a bundle the smallest of a side with several.
func (d *division) fillEmpty() {
	for side := range d.number {
		if d.number[side] > 0 {
			continue
		}
		least := -1
		for b := range d.bundles {
			if d.number[d.side[b]] > 1 && (least < 0 || d.rows[b] < d.rows[least]) {
				least = b
			}
		}
		if least >= 0 {
			d.take(least)
			d.put(least, side)
		}
	}
}

// move moves single bundles where that makes it better, and says whether any was.
func (d *division) move() (moved bool) {
	for b := range d.bundles {
		from := d.side[b]
		if d.number[from] == 1 {
			continue
		}
		d.take(b)
		best, cost := from, d.gain(b, from, 1)-smallest
		for side := range d.have {
			if c := d.gain(b, side, 1); c < cost {
				best, cost = side, c
			}
		}
		d.put(b, best)
		moved = moved || best != from
	}
	return moved
}

// mostExchanged is the bundles up to which pairs of them are tried: beyond, single ones are
// small enough.
const mostExchanged = 400

// exchange lets two bundles of different sides change places where that makes it better.
func (d *division) exchange() (exchanged bool) {
	if len(d.bundles) > mostExchanged {
		return false
	}
	for a := range d.bundles {
		for b := range a {
			if d.side[a] != d.side[b] && d.swapped(a, b) < -smallest {
				d.swap(a, b)
				exchanged = true
			}
		}
	}
	return exchanged
}

// swapped is what the cost grows by when two bundles of different sides change places.
func (d *division) swapped(a, b int) (sum float64) {
	x, y := d.side[a], d.side[b]
	from, to, other := d.have[x], d.have[y], d.bundles[b]
	for k, mine := range d.bundles[a] {
		more := other[k] - mine // for side x; as much less for side y
		if more == 0 {
			continue
		}
		g := more * ((2*(from[k]-d.want[x])+more)/d.want[x] - (2*(to[k]-d.want[y])-more)/d.want[y])
		if k == 0 {
			g *= 2
		}
		sum += g
	}
	return sum
}

func (d *division) swap(a, b int) {
	x, y := d.side[a], d.side[b]
	d.take(a)
	d.take(b)
	d.put(a, y)
	d.put(b, x)
}
