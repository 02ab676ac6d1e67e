package agreement

import (
	"cmp"
	"slices"
)

// characters is the sums of Krippendorff's alpha of which the units are code points, by
// article: of the sets of labels that annotators put on each, and of each label, there or not.
type characters struct {
	all    []float64   // by article: the ratings, which is annotators times code points
	differ []float64   // by article, of sets
	sets   [][]portion // by set, but for the empty one
	labels []onLabel
	number map[string]int32 // of a set, by the labels in it
}

// portion is the ratings of one kind in one article.
type portion struct {
	article int
	n       float64
}

// onLabel is the ratings that have the label, and how far ratings of a code point differ.
type onLabel struct{ given, differ []portion }

func newCharacters(labels int) *characters {
	return &characters{labels: make([]onLabel, labels), number: map[string]int32{}}
}

// add counts an article in which two annotators or more took part.
func (c *characters) add(x spanned) {
	c.all = append(c.all, float64(x.length*len(x.people)))
	c.differ = append(c.differ, 0)
	at := len(c.all) - 1
	s := newSweep(c, x)
	last := int32(0)
	for _, e := range s.edges {
		if e.at > last {
			s.stretch(at, float64(e.at-last))
			last = e.at
		}
		s.pass(e)
	}
}

// sweep goes through an article from edge to edge of its spans.
type sweep struct {
	of     *characters
	edges  []edge
	open   []map[int32]int // by annotator: the labels that stand here, and how many spans each is of
	sets   []int32         // by annotator: the set of labels that stand here; -1 for none
	shared map[int32]int   // by label: by how many annotators it stands here
}

// edge is where a label begins to stand, or ends.
type edge struct{ at, who, label, by int32 }

func newSweep(c *characters, x spanned) *sweep {
	s := &sweep{of: c, shared: map[int32]int{}}
	index := map[int32]int32{}
	for i, who := range x.people {
		index[who] = int32(i)
		s.open, s.sets = append(s.open, map[int32]int{}), append(s.sets, -1)
	}
	for _, l := range x.spans {
		if who, in := index[l.who]; in {
			s.edges = append(s.edges, edge{l.start, who, l.label, 1}, edge{l.end, who, l.label, -1})
		}
	}
	slices.SortFunc(s.edges, func(a, b edge) int { return cmp.Compare(a.at, b.at) })
	return s
}

// pass goes over an edge.
func (s *sweep) pass(e edge) {
	open := s.open[e.who]
	had := open[e.label] > 0
	open[e.label] += int(e.by)
	has := open[e.label] > 0
	if had == has {
		return
	}
	if has {
		s.shared[e.label]++
	} else {
		s.shared[e.label]--
		delete(open, e.label)
	}
	s.sets[e.who] = s.of.set(open)
}

// set is the number of a set of labels; -1 of the empty one.
func (c *characters) set(open map[int32]int) int32 {
	var labels []int32
	for l, n := range open {
		if n > 0 {
			labels = append(labels, l)
		}
	}
	if len(labels) == 0 {
		return -1
	}
	slices.Sort(labels)
	var key []byte
	for _, l := range labels {
		key = append(key, byte(l), byte(l>>8), byte(l>>16), byte(l>>24))
	}
	n := number(c.number, string(key))
	c.sets = grown(c.sets, int(n))
	return n
}

// stretch counts so many code points of an article on which the same labels stand.
func (s *sweep) stretch(article int, length float64) {
	m := float64(len(s.sets))
	for label, k := range s.shared {
		if k > 0 {
			to := &s.of.labels[label]
			to.given = addTo(to.given, article, float64(k)*length)
			to.differ = addTo(to.differ, article, 2*float64(k)*(m-float64(k))/(m-1)*length)
		}
	}
	same, pairs := pairsOf(s.sets)
	s.of.differ[article] += 2 * (pairs - same) / (m - 1) * length
	for _, set := range s.sets {
		if set >= 0 {
			s.of.sets[set] = addTo(s.of.sets[set], article, length)
		}
	}
}

// addTo adds to the portion of an article, which is the last one or a new one.
func addTo(of []portion, article int, n float64) []portion {
	if last := len(of) - 1; last >= 0 && of[last].article == article {
		of[last].n += n
		return of
	}
	return append(of, portion{article, n})
}

// measure fills in alpha over the sets, then alpha of each label, of articles that occur so
// many times.
func (c *characters) measure(weights, out []float64) {
	all, differ := 0.0, 0.0
	for i, w := range weights {
		all += w * c.all[i]
		differ += w * c.differ[i]
	}
	of := make([]float64, len(c.sets)+1)
	of[0] = all
	for set, portions := range c.sets {
		of[set+1] = sum(portions, weights)
		of[0] -= of[set+1]
	}
	out[0] = alphaOf(differ, of, nil)
	for i, l := range c.labels {
		given := sum(l.given, weights)
		out[i+1] = alphaOf(sum(l.differ, weights), []float64{given, all - given}, nil)
	}
}

func sum(of []portion, weights []float64) (n float64) {
	for _, p := range of {
		n += weights[p.article] * p.n
	}
	return n
}
