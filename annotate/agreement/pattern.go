package agreement

import (
	"cmp"
	"math"
	"slices"
)

// rating is the category that an annotator gave a sentence; both are numbers.
type rating struct{ who, what int32 }

// pattern is sentences that were all rated in the same way: by the same annotators, in their
// order, with the same categories. There are few patterns, however many sentences.
type pattern struct {
	ratings []rating
	count   int
}

// projected is the patterns with each rating made another, or left out; those that become the
// same are one. Those with fewer than two ratings are left out.
func projected(patterns []pattern, project func(rating) (rating, bool)) []pattern {
	var out []pattern
	at := map[string]int{}
	var ratings []rating
	var key []byte
	for _, p := range patterns {
		ratings = ratings[:0]
		for _, r := range p.ratings {
			if r, ok := project(r); ok {
				ratings = append(ratings, r)
			}
		}
		if len(ratings) < 2 {
			continue
		}
		key = keyOf(key[:0], ratings)
		i, known := at[string(key)]
		if !known {
			i = len(out)
			at[string(key)] = i
			out = append(out, pattern{ratings: slices.Clone(ratings)})
		}
		out[i].count += p.count
	}
	return sorted(out)
}

// keyOf appends what tells ratings apart.
func keyOf(key []byte, ratings []rating) []byte {
	for _, r := range ratings {
		key = append(key, byte(r.who), byte(r.who>>8), byte(r.who>>16), byte(r.who>>24))
		key = append(key, byte(r.what), byte(r.what>>8), byte(r.what>>16), byte(r.what>>24))
	}
	return key
}

// sorted puts the most frequent patterns first, so that a sample is soon drawn and the order
// in which sentences came is of no account.
func sorted(patterns []pattern) []pattern {
	slices.SortFunc(patterns, func(a, b pattern) int {
		return cmp.Or(b.count-a.count, slices.CompareFunc(a.ratings, b.ratings, func(r, s rating) int {
			return cmp.Or(cmp.Compare(r.who, s.who), cmp.Compare(r.what, s.what))
		}))
	})
	return patterns
}

// sheet is patterns made ready to be measured with other counts again and again.
type sheet struct {
	counts   []int
	rows     []row
	fixed    int                    // ratings that a row has to have for Fleiss' kappa
	sets     int                    // categories
	distance func(a, b int) float64 // of two of them; nil where only nominal measures are wanted
	of, some []float64              // by category: how often it was given, and in rows with as many ratings as fixed
	// By pair of annotators, for Cohen's kappa: sentences, those of which they say the same, and
	// how often each category was given by the one, then by the other.
	n, agree, margins []float64
	heavy             bool // there are too many pairs for that
}

// mostLinks is how many pairs of ratings the patterns of a sheet may have for Cohen's kappa,
// which goes through them for each sample: five annotators are far from it, fifty who all rate
// everything are not.
const mostLinks = 2_000_000

// row is what a pattern adds to the sums, once for each of its sentences.
type row struct {
	sets        []int32
	same, pairs float64
	differ, far float64 // ordered pairs that differ, and by their distance, to each rating but one
	links       []link
}

// link is two annotators' ratings: where they are counted in the margins, and whether they are
// the same, as 1 or 0.
type link struct {
	pair, a, b int32
	same       float64
}

// The measures of a sheet.
const (
	rawly = iota
	cohens
	fleisses
	alphas
	masis // alpha with the distance
	ways  // how many there are
)

// newSheet is of patterns with two ratings or more each.
func newSheet(patterns []pattern, distance func(a, b int) float64) *sheet {
	s := &sheet{distance: distance}
	numbers, pairs := map[int32]int32{}, map[[2]int32]int32{}
	var names []int
	links := 0
	for _, p := range patterns {
		links += len(p.ratings) * (len(p.ratings) - 1) / 2
	}
	s.heavy = links > mostLinks
	for _, p := range patterns {
		r := row{sets: make([]int32, len(p.ratings))}
		for i, x := range p.ratings {
			r.sets[i] = number(numbers, x.what)
			if int(r.sets[i]) == len(names) {
				names = append(names, int(x.what))
			}
		}
		for i := range p.ratings {
			for k := range i {
				if !s.heavy {
					pair := number(pairs, [2]int32{p.ratings[k].who, p.ratings[i].who})
					r.links = append(r.links, link{pair: pair, a: r.sets[k], b: r.sets[i]})
				}
				r.far += 2 * far(distance, int(p.ratings[i].what), int(p.ratings[k].what)) / float64(len(p.ratings)-1)
			}
		}
		r.same, r.pairs = pairsOf(r.sets)
		r.differ = 2 * (r.pairs - r.same) / float64(len(p.ratings)-1)
		s.counts, s.rows = append(s.counts, p.count), append(s.rows, r)
	}
	if distance != nil {
		s.distance = table(names, distance)
	}
	s.sets, s.of, s.some = len(numbers), make([]float64, len(numbers)), make([]float64, len(numbers))
	s.n, s.agree, s.margins = make([]float64, len(pairs)), make([]float64, len(pairs)), make([]float64, 2*len(pairs)*s.sets)
	for _, r := range s.rows {
		for i := range r.links {
			r.links[i].place(int32(s.sets))
		}
	}
	s.fixed, _ = s.most()
	return s
}

// place makes the categories of a link places in the margins.
func (l *link) place(sets int32) {
	if l.a == l.b {
		l.same = 1
	}
	l.a += 2 * l.pair * sets
	l.b += (2*l.pair + 1) * sets
}

// number is the number of a key, which is the next one where it has none.
func number[K comparable](numbers map[K]int32, key K) int32 {
	n, known := numbers[key]
	if !known {
		n = int32(len(numbers))
		numbers[key] = n
	}
	return n
}

// table is the distances of categories that are asked for again and again, as far as there
// is room for them.
func table(names []int, distance func(a, b int) float64) func(a, b int) float64 {
	const most = 1000
	n := len(names)
	if n > most {
		return func(a, b int) float64 { return distance(names[a], names[b]) }
	}
	all := make([]float64, n*n)
	for a := range n {
		for b := range n {
			all[a*n+b] = distance(names[a], names[b])
		}
	}
	return func(a, b int) float64 { return all[a*n+b] }
}

// most is how many ratings the most sentences have, of as many the greater number, and how
// many sentences these are.
func (s *sheet) most() (ratings, sentences int) {
	of := map[int]int{}
	for i, r := range s.rows {
		of[len(r.sets)] += s.counts[i]
	}
	for m, n := range of {
		if n > sentences || n == sentences && m > ratings {
			ratings, sentences = m, n
		}
	}
	return ratings, sentences
}

// measure fills in the measures of patterns that occur so many times.
func (s *sheet) measure(weights, out []float64) {
	s.clear()
	same, pairs, differ, apart, units, agree := 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
	for i, w := range weights {
		if w == 0 {
			continue
		}
		r := &s.rows[i]
		same += w * r.same
		pairs += w * r.pairs
		differ += w * r.differ
		apart += w * r.far
		for _, c := range r.sets {
			s.of[c] += w
		}
		for _, l := range r.links {
			s.n[l.pair] += w
			s.agree[l.pair] += w * l.same
			s.margins[l.a] += w
			s.margins[l.b] += w
		}
		if len(r.sets) != s.fixed {
			continue
		}
		units += w
		agree += w * r.same
		for _, c := range r.sets {
			s.some[c] += w
		}
	}
	out[rawly] = same / pairs
	out[cohens] = s.cohen()
	out[fleisses] = fleiss(units, float64(s.fixed), agree, s.some)
	out[alphas] = alphaOf(differ, s.of, nil)
	if s.distance != nil {
		out[masis] = alphaOf(apart, s.of, s.distance)
	}
}

func (s *sheet) clear() {
	for _, sums := range [][]float64{s.of, s.some, s.n, s.agree, s.margins} {
		clear(sums)
	}
}

// cohen is the mean of the pairs' kappas, by their sentences; pairs without one are left out
// (after Richard J. Light, “Measures of response agreement for qualitative data”,
// Psychological Bulletin 76, 1971, who weighs all pairs alike, having all rate everything).
func (s *sheet) cohen() float64 {
	sum, all := 0.0, 0.0
	for i, n := range s.n {
		at := 2 * i * s.sets
		rows, columns := s.margins[at:at+s.sets], s.margins[at+s.sets:at+2*s.sets]
		if k := cohen(n, s.agree[i], rows, columns); !math.IsNaN(k) {
			sum += k * n
			all += n
		}
	}
	return sum / all
}
