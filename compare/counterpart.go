package compare

import (
	"cmp"
	"slices"
)

// fate is what two quantities need in common to speak of one thing: what befell
// those counted, or else what is counted.
type fate struct{ predicate, unit, noun string }

func fateOf(q quantity) fate {
	if q.predicate != "" {
		return fate{predicate: q.predicate, unit: q.unit}
	}
	return fate{unit: q.unit, noun: cmp.Or(q.class, q.noun)}
}

// mention is a quantity where it stands.
type mention struct {
	sentence int
	quantity
}

// byFate lists the quantities of all sentences, those that give no number or a
// part of one left out.
func (c *contest) byFate() map[fate][]mention {
	out := map[fate][]mention{}
	for i, qs := range c.quantities {
		for _, q := range qs {
			if !q.partial && !q.vague {
				out[fateOf(q)] = append(out[fateOf(q)], mention{i, q})
			}
		}
	}
	return out
}

// twoOccasions says whether two quantities of one fate belong to two occasions,
// as far as the reports show.
func (c *contest) twoOccasions(x, y mention) bool {
	return fateOf(x.quantity) == fateOf(y.quantity) && (c.bothTold(x, y) || c.nearerElsewhere(x, y) || c.nearerElsewhere(y, x))
}

// bothTold says whether reports tell both values, in passages of their own: one of
// the two reports, or two others. The values belong to two occasions then.
func (c *contest) bothTold(x, y mention) bool {
	others := 0
	there := c.tells(y.quantity)
	for _, a := range c.tells(x.quantity) {
		at, both := slices.BinarySearchFunc(there, a.report, func(t tell, report int) int { return t.report - report })
		if !both || max(a.last-there[at].first, there[at].last-a.first) <= 1 {
			continue
		}
		if others++; a.report == c.sentences[x.sentence].report || a.report == c.sentences[y.sentence].report {
			return true
		}
	}
	return others > 1
}

// tell is the first and the last sentence in which a report tells a value.
type tell struct{ report, first, last int }

// value is what a quantity has in common with those that tell the same.
type value struct {
	fate
	class, what string
	low, high   float64
}

// tells is the reports that tell the value of a quantity, in order.
func (c *contest) tells(q quantity) []tell {
	key := value{fateOf(q), q.class, q.noun, q.low, q.high}
	if known, ok := c.told[key]; ok {
		return known
	}
	var out []tell
	for _, m := range c.fates[key.fate] {
		if !compatible(m.quantity, q) || !m.sameValue(q) {
			continue
		}
		report := c.sentences[m.sentence].report
		if n := len(out); n == 0 || out[n-1].report != report {
			out = append(out, tell{report, m.sentence, m.sentence})
		}
		out[len(out)-1].last = m.sentence
	}
	c.told[key] = out
	return out
}

// asNear is how near, of the nearest, a quantity must be to be a counterpart.
const asNear = 0.9

// nearerElsewhere says whether the report of y tells of the like in a sentence that
// has more to do with that of x.
func (c *contest) nearerElsewhere(x, y mention) bool {
	key := likeIn{x.sentence, c.sentences[y.sentence].report, fateOf(y.quantity), x.class, x.noun}
	most, known := c.nearest[key]
	if !known {
		told := c.fates[key.fate] // in the order of sentences, so those of a report stand together
		first, _ := slices.BinarySearchFunc(told, c.first[key.report], func(m mention, sentence int) int { return m.sentence - sentence })
		for _, other := range told[first:] {
			if other.sentence >= c.first[key.report+1] {
				break
			}
			if compatible(x.quantity, other.quantity) {
				most = max(most, c.nearness(x.sentence, other.sentence))
			}
		}
		c.nearest[key] = most
	}
	return asNear*most > c.nearness(x.sentence, y.sentence)
}

// likeIn is what a report tells of the like of a quantity in a sentence of another.
type likeIn struct {
	sentence, report int
	fate             fate
	class, noun      string
}

// nearness is how much two sentences have to do with each other.
func (c *contest) nearness(a, b int) float64 {
	x, y := &c.sentences[a], &c.sentences[b]
	return c.score[[2]int{min(a, b), max(a, b)}] + float64(over(dot(x.vector, y.vector), x.vector.norm*y.vector.norm))
}
