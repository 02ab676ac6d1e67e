package compare

import "cmp"

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
	told := c.fates[fateOf(x.quantity)]
	others := map[int]bool{}
	for _, a := range told {
		if !compatible(a.quantity, x.quantity) || !a.sameValue(x.quantity) {
			continue
		}
		report := c.sentences[a.sentence].report
		for _, b := range told {
			apart := max(a.sentence-b.sentence, b.sentence-a.sentence)
			if c.sentences[b.sentence].report == report && apart > 1 && compatible(b.quantity, y.quantity) && b.sameValue(y.quantity) {
				others[report] = true
				if report == c.sentences[x.sentence].report || report == c.sentences[y.sentence].report {
					return true
				}
			}
		}
	}
	return len(others) > 1
}

// asNear is how near, of the nearest, a quantity must be to be a counterpart.
const asNear = 0.9

// nearerElsewhere says whether the report of y tells of the like in a sentence that
// has more to do with that of x.
func (c *contest) nearerElsewhere(x, y mention) bool {
	here := c.nearness(x.sentence, y.sentence)
	for _, other := range c.fates[fateOf(y.quantity)] {
		if c.sentences[other.sentence].report == c.sentences[y.sentence].report && compatible(x.quantity, other.quantity) && asNear*c.nearness(x.sentence, other.sentence) > here {
			return true
		}
	}
	return false
}

// nearness is how much two sentences have to do with each other.
func (c *contest) nearness(a, b int) float64 {
	x, y := &c.sentences[a], &c.sentences[b]
	return c.score[[2]int{min(a, b), max(a, b)}] + float64(over(dot(x.vector, y.vector), x.vector.norm*y.vector.norm))
}
