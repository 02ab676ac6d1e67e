package compare

import (
	"cmp"
	"math"
	"slices"
	"time"
)

// Grouper puts one article after another into stories. It never moves an article
// by itself once it is placed, so what a hand did stays. It is not safe for use
// by several goroutines at once.
type Grouper struct {
	terms    map[string]int32
	df       []int32     // articles that have a term
	base     []float32   // weight of a term before any article is known
	index    [][]posting // articles by term
	articles []filed
	place    map[string]int // of an article in articles, by ID
	members  map[int][]int  // of a story
	next     int            // number of the next new story
	stems    map[string]map[string]int32
	sums     []float32
	touched  []int32
}

// filed is an article in the index.
type filed struct {
	vector vector
	day    int // since 1970, or noDay
	story  int
	terms  int // how many terms it has, before the cut
}

const noDay = math.MinInt

// NewGrouper returns a Grouper without articles.
func NewGrouper() *Grouper {
	return &Grouper{terms: map[string]int32{}, place: map[string]int{}, members: map[int][]int{}, stems: map[string]map[string]int32{}}
}

// Add places an article and returns the number of its story: that of the story
// whose three nearest articles are most like it, or a new one. An article known
// by its ID stays where it is.
func (g *Grouper) Add(a Article) int {
	if i, known := g.place[a.ID]; known {
		return g.articles[i].story
	}
	i := g.file(a, g.count(a))
	story, best := g.next, 1.0
	scores := map[int][]float64{}
	for _, n := range g.neighbours(i) {
		if s := g.articles[n.a].story; s >= 0 {
			scores[s] = append(scores[s], n.score)
		}
	}
	for s, list := range scores {
		slices.SortFunc(list, func(x, y float64) int { return cmp.Compare(y, x) })
		sum, n := 0.0, min(nearest, len(g.members[s]))
		for _, score := range list[:min(n, len(list))] {
			sum += score
		}
		if mean := sum / float64(n); mean > best || mean == best && s < story {
			story, best = s, mean
		}
	}
	g.put(i, story)
	return story
}

// Put places an article in a story of the caller's choice, as stored or by hand;
// an article that is known moves there. Numbers of new stories never meet it.
func (g *Grouper) Put(a Article, story int) {
	i, known := g.place[a.ID]
	if !known {
		i = g.file(a, g.count(a))
	} else {
		old := g.articles[i].story
		g.members[old] = slices.DeleteFunc(g.members[old], func(m int) bool { return m == i })
	}
	g.put(i, story)
}

// Move places a known article in another story; false where the ID is not known.
func (g *Grouper) Move(id string, story int) bool {
	_, known := g.place[id]
	if known {
		g.Put(Article{ID: id}, story)
	}
	return known
}

// Story is the number of an article's story; false where the ID is not known.
func (g *Grouper) Story(id string) (int, bool) {
	i, known := g.place[id]
	if !known {
		return 0, false
	}
	return g.articles[i].story, true
}

func (g *Grouper) put(i, story int) {
	g.articles[i].story = story
	g.members[story] = append(g.members[story], i)
	g.next = max(g.next, story+1)
}

// file weighs an article's terms, keeps the weightiest and puts it in the index,
// in no story yet. It returns its place.
func (g *Grouper) file(a Article, words []counted) int {
	n := float64(len(g.articles) + 1)
	for _, w := range words {
		n = max(n, float64(g.df[w.term]))
	}
	entries := make([]entry, len(words))
	for k, w := range words {
		rare := math.Log(1+n/float64(g.df[w.term])) / math.Log(1+n)
		entries[k] = entry{w.term, g.base[w.term] * float32((1+math.Log(float64(w.times)))*rare)}
	}
	slices.SortFunc(entries, func(x, y entry) int { return cmp.Or(cmp.Compare(y.weight, x.weight), cmp.Compare(x.term, y.term)) })
	v := newVector(slices.Clone(entries[:min(len(entries), maxTerms)]))
	for k := range v.entries {
		v.entries[k].weight /= v.norm // at least one weight is not 0
	}
	f := filed{vector: v, day: day(a.Date), story: -1, terms: len(words)}
	i := len(g.articles)
	g.articles, g.sums = append(g.articles, f), append(g.sums, 0)
	g.place[a.ID] = i
	for _, e := range v.entries {
		g.index[e.term] = append(g.index[e.term], posting{int32(i), e.weight})
	}
	return i
}

// day turns an ISO date into days since 1970.
func day(date string) int {
	t, err := time.Parse(time.DateOnly, date[:min(len(date), len(time.DateOnly))])
	if err != nil {
		return noDay
	}
	return int(t.Unix() / 86400)
}

// neighbours finds the articles most like article i. Scores are likeness over
// what is needed to be one story: from 1 on, two articles alone would be one.
func (g *Grouper) neighbours(i int) []edge {
	me := g.articles[i]
	g.touch(i)
	nearer := func(x, y edge) int { return cmp.Or(cmp.Compare(y.score, x.score), cmp.Compare(x.a, y.a)) }
	var found []edge
	bar := float32(leastScore * threshold(mostTerms) / 2)
	for _, j := range g.touched {
		if part := g.sums[j]; part >= bar && int(j) != i {
			found = append(found, edge{float64(part), int(j), i})
			if len(found) == 4*maxNeighbours { // keep the best, and look at no worse from here on
				slices.SortFunc(found, nearer)
				found = found[:maxNeighbours]
				bar = float32(found[len(found)-1].score)
			}
		}
		g.sums[j] = 0
	}
	g.touched = g.touched[:0]
	slices.SortFunc(found, nearer)
	found = found[:min(len(found), maxNeighbours)]
	var out []edge
	for _, e := range found {
		other := g.articles[e.a]
		e.score = float64(dot(me.vector, other.vector)) * nearInTime(me.day, other.day) / threshold(min(me.terms, other.terms))
		if e.score >= leastScore {
			out = append(out, e)
		}
	}
	slices.SortFunc(out, nearer)
	return out
}

// touch adds up the scalar products with article i, rarest terms first, as far as
// the index may be visited: what is left out are words that many articles have.
func (g *Grouper) touch(i int) {
	entries := slices.Clone(g.articles[i].vector.entries)
	slices.SortFunc(entries, func(x, y entry) int {
		return cmp.Or(cmp.Compare(len(g.index[x.term]), len(g.index[y.term])), cmp.Compare(x.term, y.term))
	})
	visited := 0
	for _, e := range entries {
		list := g.index[e.term]
		if visited += len(list); visited > maxPostings {
			return
		}
		for _, p := range list {
			if g.sums[p.sentence] == 0 {
				g.touched = append(g.touched, p.sentence)
			}
			g.sums[p.sentence] += e.weight * p.weight
		}
	}
}

// threshold is the likeness that two articles need, by the terms of the shorter.
func threshold(terms int) float64 {
	return needed / math.Sqrt(float64(min(mostTerms, max(leastTerms, terms))))
}

// nearInTime is 1 for articles of the same days, 0 for those too far apart.
func nearInTime(a, b int) float64 {
	if a == noDay || b == noDay {
		return 1
	}
	apart := max(a-b, b-a)
	return min(1, max(0, float64(lastDays-apart)/(lastDays-fullDays)))
}
