package compare

import (
	"slices"
	"strings"
)

// Same slot: how many words on each side are looked at, how many must be shared,
// how alike the sentences must be, or else how many words in a row around the
// numbers must be the same, and how much of the names must be in common.
const (
	slotReach    = 4
	slotShared   = 3
	slotLikeness = 0.5
	slotFrame    = 6
	slotNames    = 0.5
)

// heavyWeight is what a word around a number must weigh to say what it counts, and
// ownWeight what it must weigh to tell it from another number.
const (
	heavyWeight = 0.25
	ownWeight   = 0.1
)

// sameSlot says whether the same words stand around both numbers.
func (c *contest) sameSlot(a, b int, q, r quantity) bool {
	x, y := c.sentences[a].words, c.sentences[b].words
	if q.class != r.class || q.class == "" && q.noun != r.noun || c.otherNames(x, y, q, r) {
		return false
	}
	likeness, framed := dice(c.sentences[a].lowers, c.sentences[b].lowers), frame(x, y, q, r) >= slotFrame
	if likeness < slotLikeness && !framed || c.otherMatter(a, b, q, r, framed) {
		return false
	}
	side := func(x, y []word) (all, heavy int) {
		for _, w := range x {
			if slices.ContainsFunc(y, func(v word) bool { return v.term == w.term }) {
				all++
				if c.weight[w.term] >= heavyWeight {
					heavy++
				}
			}
		}
		return all, heavy
	}
	left, heavyLeft := side(x[max(0, q.number.start-slotReach):q.number.start], y[max(0, r.number.start-slotReach):r.number.start])
	right, heavyRight := side(x[q.number.end:min(len(x), q.number.end+slotReach)], y[r.number.end:min(len(y), r.number.end+slotReach)])
	heavy := 2
	if likeness >= paraphraseLikeness { // the rest of the sentences says that they speak of one thing
		heavy = 1
	}
	return left+right >= slotShared && heavyLeft+heavyRight >= heavy
}

// frame is how many words in a row, those before the numbers and those after, are
// the same on both sides.
func frame(x, y []word, q, r quantity) int {
	n := 0
	for i, j := q.number.start-1, r.number.start-1; i >= 0 && j >= 0 && x[i].lower == y[j].lower; i, j = i-1, j-1 {
		n++
	}
	for i, j := q.number.end, r.number.end; i < len(x) && j < len(y) && x[i].lower == y[j].lower; i, j = i+1, j+1 {
		n++
	}
	return n
}

// otherNames says whether two sentences name others: both have names, and few in
// common. The numbers are no names here, nor is a first word that both have, nor a
// common word that comes first.
func (c *contest) otherNames(x, y []word, q, r quantity) bool {
	oneStart := x[0].term == y[0].term
	names := func(words []word, number wordRange) []word {
		var out []word
		for i, w := range words {
			weight, inside := c.weight[w.term], number.start <= i && i < number.end
			if (w.Upper || w.Digit) && !inside && weight >= nameWeight && (i > 0 || weight == 1 && !oneStart) {
				out = append(out, w)
			}
		}
		return out
	}
	a, b := names(x, q.number), names(y, r.number)
	return len(a) > 0 && len(b) > 0 && c.namesInCommon(a, b) < slotNames
}

// otherMatter says whether what stands by the numbers tells them apart ("12 metres
// long", "30 metres high"): in their clause, after both stands a word that the other
// sentence does not have, or near before both, unless the numbers are framed.
func (c *contest) otherMatter(a, b int, q, r quantity, framed bool) bool {
	beforeA, afterA := c.clauseAround(a, q.number)
	beforeB, afterB := c.clauseAround(b, r.number)
	own := func(words []word, other int) bool {
		return slices.ContainsFunc(words, func(w word) bool {
			same := func(v word) bool { return v.term == w.term || v.sense >= 0 && v.sense == w.sense }
			return c.weight[w.term] >= ownWeight && !slices.ContainsFunc(c.sentences[other].words, same)
		})
	}
	return own(afterA, b) && own(afterB, a) || !framed && own(beforeA, b) && own(beforeB, a)
}

// clauseAround is the words near before a number, and all after it, as far as the
// next punctuation.
func (c *contest) clauseAround(sentence int, number wordRange) (before, after []word) {
	words, text := c.sentences[sentence].words, c.reports[c.sentences[sentence].report].Text
	joined := func(i int) bool { // word i goes on from the one before
		return i > 0 && i < len(words) && !strings.ContainsAny(text[words[i-1].End:words[i].Start], ",;:()—–")
	}
	start, end := number.start, number.end
	for start > number.start-slotReach && joined(start) {
		start--
	}
	for joined(end) {
		end++
	}
	return words[start:number.start], words[number.end:end]
}
