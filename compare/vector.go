package compare

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// senseShare is how much of a word's weight lies in its sense: two words of one
// sense count as this much of the same word twice.
const senseShare = 0.5

// fading is how much less the last word of a sentence counts than its first: a
// sentence says first what happened, then where and among what, and where it
// happened is what reports share that do not say the same.
const fading = 0.3

// storyFloor is what is left of the weight of a word that every sentence of the
// story has.
const storyFloor = float32(0.3)

// vector is weighed terms, sorted by term.
type vector struct {
	entries []entry
	norm    float32 // Euclidean length
}

type entry struct {
	term   int32
	weight float32
}

// newVector sorts entries and drops repetitions: a term counts once.
func newVector(entries []entry) vector {
	slices.SortFunc(entries, func(a, b entry) int { return cmp.Or(cmp.Compare(a.term, b.term), cmp.Compare(b.weight, a.weight)) })
	entries = slices.CompactFunc(entries, func(a, b entry) bool { return a.term == b.term })
	sum := 0.0
	for _, e := range entries {
		sum += float64(e.weight) * float64(e.weight)
	}
	return vector{entries: entries, norm: float32(math.Sqrt(sum))}
}

// dot is the scalar product.
func dot(a, b vector) float32 {
	var sum float32
	x, y := a.entries, b.entries
	for len(x) > 0 && len(y) > 0 {
		switch {
		case x[0].term < y[0].term:
			x = x[1:]
		case x[0].term > y[0].term:
			y = y[1:]
		default:
			sum += x[0].weight * y[0].weight
			x, y = x[1:], y[1:]
		}
	}
	return sum
}

// over is a division that gives 0 for 0/0.
func over(a, b float32) float32 {
	if b == 0 {
		return 0
	}
	return a / b
}

// wordWeight is what a word of the story weighs.
func (s *story) wordWeight(w word) float32 {
	rare := s.rare[w.term]
	if w.sense >= 0 {
		rare = s.rare[w.sense]
	}
	return s.weight[w.term] * (storyFloor + (1-storyFloor)*rare)
}

// entriesOf is what words weigh, each by its term and by its sense; the last of
// them less than the first, by fade.
func (s *story) entriesOf(words []word, fade float32) []entry {
	out := make([]entry, 0, len(words)+4)
	for i, w := range words {
		weight := s.wordWeight(w) * (1 - fade*float32(i)/float32(len(words)))
		if weight == 0 {
			continue
		}
		if w.sense < 0 {
			out = append(out, entry{w.term, weight})
			continue
		}
		out = append(out,
			entry{w.term, weight * float32(math.Sqrt(1-senseShare))},
			entry{w.sense, weight * float32(math.Sqrt(senseShare))})
	}
	return out
}

// measure fills in what scoring needs of a sentence.
func (s *story) measure(sent *sentence) {
	all := s.entriesOf(sent.words, fading)
	for _, t := range sent.han {
		all = append(all, entry{t, s.weight[t] * (storyFloor + (1-storyFloor)*s.rare[t])})
	}
	sent.vector = newVector(all)
	sent.pairs = s.neighbours(sent.words)
	var plain []word
	for _, w := range sent.words {
		if !w.Upper && !w.Digit {
			plain = append(plain, w)
		}
	}
	sent.plain = newVector(s.entriesOf(plain, fading))
	text := s.reports[sent.report].Text
	for _, c := range s.clausesOf(text, sent.words) {
		v := newVector(s.entriesOf(sent.words[c.start:c.end], 0))
		sent.clauses = append(sent.clauses, clause{c, v})
	}
}

// neighbours are the pairs of words that follow each other, small words left out.
func (s *story) neighbours(words []word) []uint64 {
	var out []uint64
	last := int32(-1)
	for _, w := range words {
		if s.weight[w.term] < 0.1 {
			continue
		}
		if last >= 0 {
			out = append(out, uint64(last)<<32|uint64(w.term))
		}
		last = w.term
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// clause is a part of a sentence that could stand alone.
type clause struct {
	wordRange
	vector vector
}

// wordRange is half-open.
type wordRange struct{ start, end int }

// joints are words that a clause begins with.
var joints = wordSet(`and but or nor while after before when where which who whom that as because although though until since if so amid following despite`)

// clausesOf cuts a sentence at commas, semicolons, colons, dashes, brackets and
// quotation marks, and before a word that begins a clause; a piece without two
// words that carry weight stays with its neighbour.
func (s *story) clausesOf(text string, words []word) []wordRange {
	var out []wordRange
	rest := 0
	for _, w := range words {
		if s.weight[w.term] >= 0.25 {
			rest++
		}
	}
	start, here := 0, 0
	for i := range words {
		if i > 0 && here >= 2 && rest >= 2 {
			gap := text[words[i-1].End:words[i].Start]
			if strings.ContainsAny(gap, ",;:()“”\"—–،؛") || strings.Contains(gap, " -") || joints[words[i].Lower] {
				out = append(out, wordRange{start, i})
				start, here = i, 0
			}
		}
		if s.weight[words[i].term] >= 0.25 {
			here, rest = here+1, rest-1
		}
	}
	return append(out, wordRange{start, len(words)})
}

// wordSet reads a list of words.
func wordSet(list string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(list) {
		out[w] = true
	}
	return out
}
