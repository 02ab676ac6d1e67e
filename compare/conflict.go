package compare

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"rashomon/annotate"
	"rashomon/internal/segment"
)

// Strength is how sure a conflict is.
type Strength string

// The strengths: the two cannot both be right; they differ, but may count
// different things; one of them names no number.
const (
	Contradicts Strength = "conflict"
	Differs     Strength = "differs"
	Vague       Strength = "vague"
)

// Conflict is two quantities of different reports that do not go together. A
// comes before B in the order of reports.
type Conflict struct {
	A, B     Ref
	Kind     string // "number", or "wording" where a person says that words contradict each other
	Strength Strength
	// About is what befell those counted, or what is counted: "injured", "drone".
	About string
	// AValue and BValue are the numbers as written, with what qualifies them.
	AValue, BValue string
	// ASpan and BSpan are where they stand, in bytes of the reports' texts.
	ASpan, BSpan segment.Span
	// Why names the rule, in words for a reader.
	Why string
	// Ruling is the ruling that confirmed, made or dismissed it, and Note what was
	// written with that; 0 and empty where there is none.
	Ruling annotate.ID
	Note   string

	a, b quantity // what the values say; empty where only their words are known
}

// What [Conflict].Kind can be.
const (
	numberConflict  = "number"
	wordingConflict = "wording"
)

// nearScore is the score from which two sentences count as linked for numbers:
// where values differ, less of the wording is in common.
const nearScore = 0.07

// nearCosine is what two sentences that are not linked must have in common.
const nearCosine = 0.06

// conflicts compares the quantities of linked sentences, and of all sentences in
// which the same befalls people or things of the same class. Only English is read.
func (s *story) conflicts(pairs []pair) (standing, dismissed []Conflict, err error) {
	s.pace.phase(conflictsPart)
	c := &contest{story: s, quantities: make([][]quantity, len(s.sentences))}
	for i := range s.sentences {
		if err := s.pace.step(i, 2*len(s.sentences)); err != nil {
			return nil, nil, err
		}
		if lang := primaryLanguage(s.reports[s.sentences[i].report].Lang); lang == "" || lang == "en" {
			c.quantities[i] = s.quantities(&s.sentences[i])
		}
	}
	score := map[[2]int]float64{}
	for _, p := range pairs {
		if p.score >= nearScore && len(c.quantities[p.a]) > 0 && len(c.quantities[p.b]) > 0 {
			score[[2]int{p.a, p.b}] = p.score
		}
	}
	for _, key := range c.sameFate() {
		if _, known := score[key]; !known {
			score[key] = 0
		}
	}
	c.score = score
	c.fates, c.told, c.nearest = c.byFate(), map[value][]tell{}, map[likeIn]float64{}
	var found []Conflict
	for key, linked := range score {
		if err := s.pace.step(1, 2); err != nil {
			return nil, nil, err
		}
		found = append(found, c.compare(key[0], key[1], linked >= nearScore)...)
	}
	found = append(found, c.echoes(found, pairs)...)
	slices.SortFunc(found, compareConflicts)
	standing, dismissed = s.ruleConflicts(found)
	return standing, dismissed, nil
}

func compareConflicts(x, y Conflict) int {
	return cmp.Or(compareRefs(x.A, y.A), compareRefs(x.B, y.B), cmp.Compare(x.ASpan.Start, y.ASpan.Start), cmp.Compare(x.BSpan.Start, y.BSpan.Start), strings.Compare(x.About, y.About))
}

// contest compares the quantities of a story.
type contest struct {
	*story
	quantities [][]quantity       // by sentence
	score      map[[2]int]float64 // of linked pairs of sentences
	fates      map[fate][]mention // in order
	told       map[value][]tell   // as far as it was asked for, as is the next
	nearest    map[likeIn]float64
}

// mostTold is how many sentences of one report are set against all others because the same
// befalls the same class in them; those that are linked are in any case. Only lists have more.
const mostTold = 32

// sameFate lists the pairs of sentences of different reports in which the same
// befalls the same class.
func (c *contest) sameFate() [][2]int {
	type deed struct{ predicate, class string }
	where := map[deed][]int{}
	for i, qs := range c.quantities {
		for _, q := range qs {
			f := deed{q.predicate, q.class}
			if f.predicate == "" || f.class == "" || f.class == anyPerson {
				continue
			}
			list := where[f]
			if n := len(list); n > 0 && list[n-1] == i || n >= mostTold && c.sentences[list[n-mostTold]].report == c.sentences[i].report {
				continue
			}
			where[f] = append(list, i)
		}
	}
	var out [][2]int
	for _, list := range where {
		for i, a := range list {
			for _, b := range list[i+1:] {
				if c.sentences[a].report != c.sentences[b].report {
					out = append(out, [2]int{a, b})
				}
			}
		}
	}
	return out
}

// compare gives the conflicts between two sentences: for each matter the
// strongest.
func (c *contest) compare(a, b int, linked bool) []Conflict {
	x, y := &c.sentences[a], &c.sentences[b]
	if !linked && over(dot(x.vector, y.vector), x.vector.norm*y.vector.norm) < nearCosine {
		return nil
	}
	best := map[string]Conflict{}
	for _, q := range c.quantities[a] {
		for _, r := range c.quantities[b] {
			strength, why := c.judge(a, b, q, r, linked)
			if strength == "" || differentTimes(x.words, y.words, q, r) || c.twoOccasions(mention{a, q}, mention{b, r}) {
				continue
			}
			found := c.conflict(a, b, q, r, strength, why)
			if old, known := best[found.About]; !known || rankOf(strength) > rankOf(old.Strength) {
				best[found.About] = found
			}
		}
	}
	var out []Conflict
	for _, found := range best {
		out = append(out, found)
	}
	return out
}

func rankOf(s Strength) int {
	return slices.Index([]Strength{Vague, Differs, Contradicts}, s)
}

// judge applies the rules to two quantities. An empty strength means: no conflict.
func (c *contest) judge(a, b int, q, r quantity, linked bool) (Strength, string) {
	if q.partial || r.partial || q.unit != r.unit || q.overlaps(r) {
		return "", ""
	}
	if c.agrees(a, q, r) || c.agrees(b, r, q) {
		return "", ""
	}
	soft := func(s Strength) Strength {
		if q.vague || r.vague {
			return Vague
		}
		return s
	}
	specific := q.class != "" && q.class == r.class && q.class != anyPerson
	switch {
	case linked && specific && (singleFirst(q) && r.low >= 2 || singleFirst(r) && q.low >= 2):
		return Contradicts, fmt.Sprintf("one %s against several in linked sentences", q.class)
	case q.article || r.article:
		return "", ""
	case specific && q.predicate != "" && q.predicate == r.predicate:
		return soft(Contradicts), fmt.Sprintf("both say how many of the same were %s (%s)", q.predicate, q.class)
	case linked && q.predicate != "" && q.predicate == r.predicate && compatible(q, r):
		return soft(Differs), fmt.Sprintf("linked sentences say how many were %s", q.predicate)
	case linked && c.sameSlot(a, b, q, r):
		return soft(Differs), "the same words stand around both numbers"
	case c.sameDeed(a, b, q, r):
		return soft(Differs), fmt.Sprintf("linked sentences count %s and say the same of them", cmp.Or(q.class, q.noun))
	}
	return "", ""
}

// singleFirst reports "A drone …" at the start of a sentence.
func singleFirst(q quantity) bool { return q.first && q.article }

// compatible says whether two quantities may count the same: one class, or people
// of a class against people of none; things of no class must have one noun.
func compatible(q, r quantity) bool {
	switch {
	case q.class == r.class && q.class != "":
		return true
	case q.class == "" && r.class == "":
		return q.noun == r.noun
	case q.class == anyPerson:
		return people[r.class]
	case r.class == anyPerson:
		return people[q.class]
	}
	return false
}

// agrees says whether the sentence of q gives r's value after all: in another
// number, or as the sum of several.
func (c *contest) agrees(sentence int, q, r quantity) bool {
	sum, n := interval{}, 0
	for _, other := range c.quantities[sentence] {
		if other.predicate != q.predicate || other.unit != r.unit || other.article && !people[other.class] && other.class != anyPerson {
			continue
		}
		if compatible(other, r) && !other.vague && other.overlaps(r) {
			return true
		}
		if !other.partial && (people[other.class] || other.class == anyPerson || other.noun == q.noun) {
			sum, n = interval{sum.low + other.low, sum.high + other.high}, n+1
		}
	}
	return n > 1 && sum.overlaps(interval{r.low, r.high})
}

// deedReach is how many words from a number what is said of it stands.
const deedReach = 6

// sameDeed says whether two linked sentences count the same thing, people in
// general apart, with something of the same said beside both numbers.
func (c *contest) sameDeed(a, b int, q, r quantity) bool {
	if c.score[[2]int{a, b}] < linkScore || !compatible(q, r) || q.class == anyPerson || r.class == anyPerson || q.noun == "" || q.predicate != r.predicate {
		return false
	}
	x, y := c.beside(a, q), c.beside(b, r)
	for _, w := range x {
		if c.weight[w.term] >= heavyWeight && !w.Upper && !w.Digit && segment.Stem(w.Lower, "en") != q.noun &&
			slices.ContainsFunc(y, func(v word) bool { return v.term == w.term || v.sense >= 0 && v.sense == w.sense }) {
			return true
		}
	}
	return false
}

// beside is the words near a number, the number left out.
func (c *contest) beside(sentence int, q quantity) []word {
	words := c.sentences[sentence].words
	return slices.Concat(words[max(0, q.number.start-deedReach):q.number.start], words[q.number.end:min(len(words), q.number.end+deedReach)])
}

// timeReach is how many words before and after a number say when it was so.
const timeReach = 9

// around is the words near a number.
func around(words []word, number wordRange) []word {
	return words[max(0, number.start-timeReach):min(len(words), number.end+timeReach)]
}

// differentTimes says whether two quantities of sentences x and y are of different
// times: one sentence names a year and the other does not, or another; near the
// numbers there are months without one in common; only one is of an earlier time,
// or a total of many days.
func differentTimes(x, y []word, q, r quantity) bool {
	yearsX, yearsY := timesOf(x).years, timesOf(y).years
	if len(yearsX)+len(yearsY) > 0 && !shareOne(yearsX, yearsY) {
		return true
	}
	nearQ, nearR := around(x, q.number), around(y, r.number)
	a, b := timesOf(nearQ), timesOf(nearR)
	return a.past != b.past || totals(nearQ) != totals(nearR) || len(a.months) > 0 && len(b.months) > 0 && !shareOne(a.months, b.months)
}

// elsewhere are words that speak of another time or occasion than the report does.
var elsewhere = wordSet("previous previously another separate separately elsewhere")

func shareOne(a, b []string) bool {
	return slices.ContainsFunc(a, func(v string) bool { return slices.Contains(b, v) })
}

// times is what a sentence says of when.
type times struct {
	years, months []string
	past          bool // last month, previously, also
}

func timesOf(words []word) times {
	var t times
	for i, w := range words {
		next := ""
		if i+1 < len(words) {
			next = words[i+1].Lower
		}
		switch {
		case w.Digit && isYear("", w.Lower):
			t.years = append(t.years, w.Lower)
		case months[w.Lower] && (w.Lower != "may" || w.Upper) && w.Lower != "march":
			t.months = append(t.months, w.Lower[:3])
		case elsewhere[w.Lower], w.Lower == "last" && (next == "year" || next == "month" || next == "week"):
			t.past = true
		}
	}
	return t
}

// totals says whether a stretch gives a total.
func totals(words []word) bool {
	for i, w := range words {
		switch w.Lower {
		case "total", "altogether", "overall", "combined", "toll", "since", "bringing":
			return true
		case "far":
			if i > 0 && words[i-1].Lower == "so" {
				return true
			}
		}
	}
	return false
}

// conflict puts two quantities into the order of the reports as given.
func (c *contest) conflict(a, b int, q, r quantity, strength Strength, why string) Conflict {
	if compareRefs(c.ref(a), c.ref(b)) > 0 {
		a, b, q, r = b, a, r, q
	}
	about := cmp.Or(q.predicate, q.class, q.noun, q.unit)
	if q.predicate != r.predicate || q.article || r.article {
		about = cmp.Or(q.class, q.noun, q.unit)
	}
	value := func(i int, q quantity) string { return c.reports[c.sentences[i].report].Text[q.span.Start:q.span.End] }
	return Conflict{
		A: c.ref(a), B: c.ref(b), Kind: numberConflict, Strength: strength, About: about,
		AValue: value(a, q), BValue: value(b, r), ASpan: q.span, BSpan: r.span, Why: why, a: q, b: r,
	}
}
