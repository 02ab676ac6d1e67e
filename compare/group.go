package compare

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"rashomon/internal/segment"
)

// Article is what grouping needs of an article.
type Article struct {
	ID, Title, Text string
	// Lang is a BCP 47 tag or empty, Date an ISO date or empty.
	Lang, Date string
	// Story, where it is not empty, was given by hand: articles of one such story
	// stay together, and articles of two stay apart.
	Story string
}

const (
	maxTerms      = 60     // weightiest terms of an article that count
	maxPostings   = 20_000 // places in the index that one article may visit
	maxNeighbours = 60     // most alike articles that linkage knows of
	nearest       = 3      // articles of a story that speak for it
)

// Likeness that an article needs to join a story: more where texts are short, as
// few words are alike by chance more easily.
const (
	longThreshold  = 0.13
	shortThreshold = 0.22
	shortTerms     = 30 // terms of a short article
)

// groupScore is the mean likeness two groups need to be one story, over what two
// articles need: in a story of many, not all are near to all.
const groupScore = 0.6

// Days between two articles up to which the likeness counts in full, and from
// which it counts for nothing.
const (
	fullDays = 4
	lastDays = 14
)

// Group tells for each article the number of its story, from 0, in the order of
// first members. It weighs all articles first, so it does better than a [Grouper]
// fed one by one; the grouping is by average linkage over the likeness of each
// article's nearest others. It stops early, with the context's error.
func Group(ctx context.Context, articles []Article) ([]int, error) {
	g := NewGrouper()
	words := make([][]counted, len(articles))
	for i, a := range articles {
		if i%64 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		words[i] = g.count(a)
	}
	var all []edge
	for i, a := range articles {
		if i%64 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		g.file(a, words[i])
		for _, n := range g.neighbours(i) {
			all = append(all, edge{n.score, n.a, i})
		}
	}
	hand := make([]int, len(articles))
	all = append(all, handEdges(articles, hand)...)
	between := func(a, b []int) int {
		x, y := handOf(hand, a), handOf(hand, b)
		if x != 0 && y != 0 && x != y {
			return 0
		}
		return len(a) * len(b)
	}
	out := make([]int, len(articles))
	for story, members := range averageLinkage(len(articles), all, groupScore, between) {
		for _, m := range members {
			out[m] = story
		}
	}
	return out, nil
}

// handEdges numbers the stories given by hand, from 1, and ties their articles
// together more strongly than any likeness could.
func handEdges(articles []Article, hand []int) []edge {
	const tie = 1e9
	last := map[string]int{}
	number := map[string]int{}
	var out []edge
	for i, a := range articles {
		if a.Story == "" {
			continue
		}
		if number[a.Story] == 0 {
			number[a.Story] = len(number) + 1
		} else {
			out = append(out, edge{tie, last[a.Story], i})
		}
		hand[i], last[a.Story] = number[a.Story], i
	}
	return out
}

// handOf is the story given by hand to any of members, or 0.
func handOf(hand, members []int) int {
	for _, m := range members {
		if hand[m] != 0 {
			return hand[m]
		}
	}
	return 0
}

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

// counted is a term of an article and how much it stands out there.
type counted struct {
	term  int32
	times float32
}

// count reads an article: capitals and the first two sentences count twice. The
// article is counted among those that have its terms.
func (g *Grouper) count(a Article) []counted {
	lang := primaryLanguage(a.Lang)
	lead := leadEnd(a.Text)
	times := map[int32]float32{}
	add := func(text string, until int) {
		ws := segment.Words(text)
		title := isTitleCase(ws)
		for i, w := range ws {
			term := g.term(w, lang)
			weight := float32(1)
			if w.Upper && i > 0 && !title {
				weight *= 2
			}
			if w.Start < until {
				weight *= 2
			}
			times[term] += weight
			if i > 0 && segment.IsHan(w.Lower) && segment.IsHan(ws[i-1].Lower) && ws[i-1].End == w.Start {
				times[g.number(ws[i-1].Lower+w.Lower, 1)] += weight
			}
		}
	}
	add(a.Title, len(a.Title))
	add(a.Text, lead)
	out := make([]counted, 0, len(times))
	for t, n := range times {
		if g.base[t] > 0.1 {
			g.df[t]++
			out = append(out, counted{t, n})
		}
	}
	slices.SortFunc(out, func(x, y counted) int { return cmp.Compare(x.term, y.term) })
	return out
}

// leadEnd is where about two sentences end: the second full stop before a space,
// or 400 bytes on.
func leadEnd(text string) int {
	at := 0
	for range 2 {
		i := strings.IndexAny(text[at:], ".!?\n。！？")
		if i < 0 {
			return len(text)
		}
		_, size := utf8.DecodeRuneInString(text[at+i:])
		at += i + size
	}
	return max(at, min(len(text), 400))
}

// term numbers a word by its stem.
func (g *Grouper) term(w segment.Word, lang string) int32 {
	known := g.stems[lang]
	if known == nil {
		known = map[string]int32{}
		g.stems[lang] = known
	}
	t, found := known[w.Lower]
	if !found {
		t = g.number(segment.Stem(w.Lower, lang), float32(backgroundWeight(w, lang)))
		known[w.Lower] = t
	}
	return t
}

// number numbers a term.
func (g *Grouper) number(text string, base float32) int32 {
	t, found := g.terms[text]
	if !found {
		t = int32(len(g.df))
		g.terms[text] = t
		g.df, g.base, g.index = append(g.df, 0), append(g.base, base), append(g.index, nil)
	}
	return t
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
	f := filed{vector: newVector(slices.Clip(entries[:min(len(entries), maxTerms)])), day: day(a.Date), story: -1, terms: len(words)}
	i := len(g.articles)
	g.articles, g.sums = append(g.articles, f), append(g.sums, 0)
	g.place[a.ID] = i
	for _, e := range f.vector.entries {
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
	var out []edge
	for _, j := range g.touched {
		other := g.articles[j]
		cosine := float64(over(g.sums[j], me.vector.norm*other.vector.norm))
		g.sums[j] = 0
		if score := cosine * nearInTime(me.day, other.day) / threshold(min(me.terms, other.terms)); score >= 0.3 && int(j) != i {
			out = append(out, edge{score, int(j), i})
		}
	}
	g.touched = g.touched[:0]
	slices.SortFunc(out, func(x, y edge) int { return cmp.Or(cmp.Compare(y.score, x.score), cmp.Compare(x.a, y.a)) })
	return out[:min(len(out), maxNeighbours)]
}

// touch adds up the scalar products with article i, rarest terms first, as far as
// the index may be visited; then the rest for the articles found.
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
	short := float64(maxTerms*2-terms) / float64(maxTerms*2-shortTerms)
	return longThreshold + (shortThreshold-longThreshold)*min(1, max(0, short))
}

// nearInTime is 1 for articles of the same days, 0 for those too far apart.
func nearInTime(a, b int) float64 {
	if a == noDay || b == noDay {
		return 1
	}
	apart := max(a-b, b-a)
	return min(1, max(0, float64(lastDays-apart)/(lastDays-fullDays)))
}
