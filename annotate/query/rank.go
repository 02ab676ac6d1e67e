package query

import (
	"math"
	"slices"

	"rashomon/annotate"
)

// The ranking is BM25 (S. Robertson, H. Zaragoza, "The Probabilistic Relevance Framework:
// BM25 and Beyond", 2009) over the words of the query, of which those in a title and in what
// is said count more, as in its section 3.6 on several streams. Two words of the query that
// stand next to each other count as a further word. The length of a text is that of its bytes.
const (
	saturation  = 1.2 // k1: how soon another occurrence adds little
	lengthening = 0.75
	titleWeight = 4
	saidWeight  = 2
)

// scanned is what was seen of all articles that were looked through.
type scanned struct {
	articles, bytes int
	with            []int // articles that may have each of the words and pairs that are counted
}

func (s *scanned) add(other scanned) {
	s.articles += other.articles
	s.bytes += other.bytes
	if s.with == nil {
		s.with = make([]int, len(other.with))
	}
	for i, n := range other.with {
		s.with[i] += n
	}
}

// counted is an article that passes.
type counted struct {
	row   int
	bytes int       // of its text
	times []float32 // how often each of the words and pairs stands in it, weighted
	score float64
}

// score is how well an article answers.
func (s scanned) score(c counted) (score float64) {
	if s.articles == 0 {
		return 0
	}
	mean := max(float64(s.bytes)/float64(s.articles), 1)
	long := saturation * (1 - lengthening + lengthening*float64(c.bytes)/mean)
	for i, times := range c.times {
		n, with := float64(s.articles), float64(s.with[i])
		rarity := math.Log(1 + (n-with+0.5)/(with+0.5))
		score += rarity * float64(times) * (saturation + 1) / (float64(times) + long)
	}
	return score
}

// pair is two words of a query that follow each other in it.
type pair struct{ first, second phrase }

// pairs is all pairs. Words in quotation marks, signs and alternatives make none.
func (q Query) pairs() (out []pair) {
	var last *phrase
	for _, e := range q.words {
		var now *phrase
		if t := e[0]; len(e) == 1 && !t.not && !t.phrases[0].exact && len(t.phrases[0].words) > 0 {
			now = &t.phrases[0]
		}
		if last != nil && now != nil {
			out = append(out, pair{*last, *now})
		}
		last = now
	}
	return out
}

// phrase is the pair as one phrase.
func (p pair) phrase() phrase {
	both := phrase{words: slices.Concat(p.first.words, p.second.words)}
	return both.inLanguage(p.first.language)
}

// tally counts the words of a query in one article, each no more than once.
type tally struct {
	article annotate.Article
	body    annotate.Body
	said    []annotate.Annotation
	times   map[string]int // key of a phrase → how often it stands there, weighted
}

// of is how often a phrase stands in the article.
func (c *tally) of(p phrase) int {
	id := p.id()
	if times, known := c.times[id]; known {
		return times
	}
	times := titleWeight * p.count(c.article.Title)
	if len(p.words) == 0 || holds(c.body.Text, p.start) {
		for n := range c.body.Sentences {
			times += p.count(c.body.Sentence(n))
		}
	}
	for _, x := range c.said {
		times += saidWeight * (p.count(x.Speaker) + p.count(x.Note))
	}
	c.times[id] = times
	return times
}

// all is how often the words and pairs of the query stand there.
func (c *tally) all(q Query) (out []float32) {
	for _, p := range q.wanted() {
		out = append(out, float32(c.of(p)))
	}
	for _, p := range q.pairs() {
		times := 0
		if c.of(p.first) > 0 && c.of(p.second) > 0 {
			times = c.of(p.phrase())
		}
		out = append(out, float32(times))
	}
	return out
}
