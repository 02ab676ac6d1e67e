package compare

import "math"

// evidence is what the score of a pair of sentences is made of; each lies
// between 0 and 1 and does not depend on which sentence comes first.
type evidence struct {
	cosine  float64 // of all words by weight
	action  float64 // of the words without a capital: what happened rather than to whom
	names   float64 // share of names and figures in common
	clause  float64 // cosine of the two clauses most alike, damped where little is in common
	part    float64 // how much of the slighter of two clauses the other has, damped likewise
	pairs   float64 // Dice over neighbouring words
	run     float64 // longest run of words in common
	lead    float64 // both near the start of their reports
	rank    float64 // how near this is to the best pair either sentence has in the other's report
	support float64 // score of the weaker leg of the best detour by a sentence of a third report
}

// coefficients of a logistic regression over evidence. They were fitted on pairs
// of sentences by shared events (ECB+) and by hand, then rounded and lead lowered; none is negative, so
// that more in common never lowers a score.
var coefficients = evidence{cosine: 2.8, action: 2.8, names: 1.5, clause: 0.4, part: 0.1, pairs: 1.6, run: 1.1, lead: 1, rank: 2, support: 1.3}

// constant of the regression.
const constant = -5.6

// score is the chance that a pair says the same, by the evidence.
func (e evidence) score() float64 {
	c := coefficients
	sum := constant + c.cosine*e.cosine + c.action*e.action + c.names*e.names + c.clause*e.clause + c.part*e.part +
		c.pairs*e.pairs + c.run*e.run + c.lead*e.lead + c.rank*e.rank + c.support*e.support
	return 1 / (1 + math.Exp(-sum))
}

// evidenceOf gathers what a pair has for it, rank and support apart.
func (s *story) evidenceOf(a, b *sentence) evidence {
	common := dot(a.vector, b.vector)
	e := evidence{
		cosine: float64(over(common, a.vector.norm*b.vector.norm)),
		action: float64(over(dot(a.plain, b.plain), a.plain.norm*b.plain.norm)),
		names:  s.namesInCommon(a.words, b.words),
		pairs:  diceOfSets(a.pairs, b.pairs),
		run:    1 - math.Exp(-float64(longestRun(a.lowers, b.lowers))/6),
		lead:   float64(a.lead * b.lead),
	}
	for _, x := range a.clauses {
		for _, y := range b.clauses {
			both := dot(x.vector, y.vector)
			slight := min(x.vector.norm, y.vector.norm)
			damp := 1 - math.Exp(-float64(both))
			e.clause = max(e.clause, damp*float64(over(both, x.vector.norm*y.vector.norm)))
			e.part = max(e.part, damp*float64(min(1, over(both, slight*slight))))
		}
	}
	return e
}

// diceOfSets is the Dice coefficient of two sorted sets.
func diceOfSets(a, b []uint64) float64 {
	if len(a)+len(b) == 0 {
		return 0
	}
	common, x, y := 0, a, b
	for len(x) > 0 && len(y) > 0 {
		switch {
		case x[0] < y[0]:
			x = x[1:]
		case x[0] > y[0]:
			y = y[1:]
		default:
			common++
			x, y = x[1:], y[1:]
		}
	}
	return 2 * float64(common) / float64(len(a)+len(b))
}

// longestRun is the length in words of the longest stretch that both have.
func longestRun(a, b []int32) int {
	best := 0
	row := make([]int, len(b)+1)
	for i := range a {
		diagonal := 0
		for j := range b {
			above := row[j+1]
			row[j+1] = 0
			if a[i] == b[j] {
				row[j+1] = diagonal + 1
				best = max(best, row[j+1])
			}
			diagonal = above
		}
	}
	return best
}

// nameWeight is what a word with a capital must weigh to be a name.
const nameWeight = 0.3

// namesInCommon is the Dice coefficient, by weight, of the capitalised words and
// figures among the words of two sentences; half where neither has any.
func (s *story) namesInCommon(a, b []word) float64 {
	var common, all float64
	for _, pair := range [2][2][]word{{a, b}, {b, a}} {
		for _, w := range pair[0] {
			if !w.Upper && !w.Digit || s.weight[w.term] < nameWeight {
				continue
			}
			weight := float64(s.wordWeight(w))
			all += weight
			for _, v := range pair[1] {
				if v.term == w.term {
					common += weight
					break
				}
			}
		}
	}
	if all == 0 {
		return 0.5
	}
	return common / all
}
