package anchor

import (
	"math"
	"unicode"
	"unicode/utf8"

	"rashomon/annotate"
)

// What speaks for a place, and how much.
const (
	quoteWeight  = 50
	prefixWeight = 20
	suffixWeight = 20
	nearWeight   = 2
	allWeights   = quoteWeight + prefixWeight + suffixWeight + nearWeight
)

// What a place must weigh at least.
const (
	leastAlike = 0.6 // quote and surroundings, where the quote is not the same
	leastNear  = 0.5 // the surroundings, where the quote is short
)

// weighing is places for one passage on the scales.
type weighing struct {
	Passage
	text           string
	length         int // of the quote, in code points
	prefix, suffix *pattern
}

func newWeighing(text string, p Passage) *weighing {
	return &weighing{Passage: p, text: text, length: utf8.RuneCountInString(p.Quote), prefix: newPattern([]rune(p.Prefix)), suffix: newPattern([]rune(p.Suffix))}
}

// best is the place for which most speaks, and whether that is enough.
func (w *weighing) best(places []Found) (best Found, enough bool) {
	for _, f := range places {
		is := w.weigh(&f)
		near, last := abs(f.Span.Start-w.At), abs(best.Span.Start-w.At)
		if best.Span.Len() == 0 || f.Score > best.Score || f.Score == best.Score && (near < last || near == last && f.Span.Start < best.Span.Start) {
			best, enough = f, is
		}
	}
	return best, enough
}

// weigh gives a place its score, and says whether that is enough.
func (w *weighing) weigh(f *Found) bool {
	before, after := annotate.Context(w.text, f.Span, Around)
	prefix, suffix := w.prefix.similarity([]rune(before), true), w.suffix.similarity([]rune(after), false)
	quote := 1 - float64(f.Edits)/float64(max(w.length, 1))
	near := max(0, 1-float64(abs(f.Span.Start-w.At))/float64(max(len(w.text), 1)))
	sum := quoteWeight*quote + prefixWeight*prefix + suffixWeight*suffix
	f.Score = (sum + nearWeight*near) / allWeights
	if w.length < Around && prefix+suffix < 2*leastNear {
		return false
	}
	return f.Edits == 0 || sum >= leastAlike*(allWeights-nearWeight)
}

// mayDiffer is the most code points in which what stands at a place may differ from the quote, so
// that more can speak for it than the score says.
func (w *weighing) mayDiffer(score float64) int {
	spare := allWeights * (1 - score) * float64(w.length) / quoteWeight
	return min(mostEdits, w.length/2, int(math.Ceil(spare))-1)
}

// shared is how many bytes around a place are as they were, seen from the place.
func (w *weighing) shared(start, end int) (n int) {
	for i := 1; i <= min(start, len(w.Prefix)) && w.text[start-i] == w.Prefix[len(w.Prefix)-i]; i++ {
		n++
	}
	for i := 0; i < min(len(w.text)-end, len(w.Suffix)) && w.text[end+i] == w.Suffix[i]; i++ {
		n++
	}
	return n
}

// cuts is where the runes from start to end can be cut: without white space at their ends, and
// with all or nothing of a word of which the quote had all.
func (t *Text) cuts(w *weighing, start, end int) [][2]int {
	start, end = t.trimmed(start, end)
	head, _ := utf8.DecodeRuneInString(w.Quote)
	tail, _ := utf8.DecodeLastRuneInString(w.Quote)
	before, _ := utf8.DecodeLastRuneInString(w.Prefix)
	after, _ := utf8.DecodeRuneInString(w.Suffix)
	starts, ends := []int{start}, []int{end}
	if start < end && !within(before, head) {
		starts = t.whole(start)
	}
	if start < end && !within(tail, after) {
		ends = t.whole(end)
	}
	var out [][2]int
	for _, s := range starts {
		for _, e := range ends {
			first, last := t.trimmed(s, e) // what was left out of a word leaves a blank
			out = append(out, [2]int{first, last})
		}
	}
	return out
}

// trimmed is the runes from start to end without white space at their ends.
func (t *Text) trimmed(start, end int) (first, last int) {
	for start < end && unicode.IsSpace(t.runes[start]) {
		start++
	}
	for end > start && unicode.IsSpace(t.runes[end-1]) {
		end--
	}
	return start, end
}

// whole is where the words end that i is in the middle of; i itself where it is in none.
func (t *Text) whole(i int) []int {
	back, forth := t.reach(i, -1), t.reach(i, 1)
	if back == 0 || forth == 0 {
		return []int{i}
	}
	return []int{i - back, i + forth}
}

// longestWord is the runes by which a span grows at most for a word to be whole.
const longestWord = 32

// reach is how many runes from i on, back or forth, are of the word that i is in the middle
// of; 0 where that is longer than a word can be.
func (t *Text) reach(i, step int) (n int) {
	for ; i > 0 && i < len(t.runes) && within(t.runes[i-1], t.runes[i]); i += step {
		if n++; n > longestWord {
			return 0
		}
	}
	return n
}

// within says whether two runes side by side belong to one word, or to one character.
func within(a, b rune) bool {
	return unicode.In(b, unicode.M) || b == '\u200d' || a == '\u200d' || inWord(a) && inWord(b)
}

// inWord says whether a rune is of a word of a script that has blanks between its words.
func inWord(r rune) bool {
	return unicode.In(r, unicode.L, unicode.N, unicode.M) && !unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}
