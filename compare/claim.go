package compare

import (
	"fmt"
	"slices"
	"strings"

	"rashomon/internal/segment"
)

// claim is one side of a conflict: a sentence, and the value that it gives.
type claim struct {
	ref    Ref
	span   segment.Span
	text   string
	amount quantity
	number bool // amount is known
	mild   bool // the conflict is a vague one
}

func claimsOf(c *Conflict) [2]claim {
	side := func(ref Ref, span segment.Span, text string, q quantity) claim {
		number := q.span != (segment.Span{})
		if !number && c.Kind != wordingConflict {
			q, number = amountOf(text)
		}
		return claim{ref: ref, span: span, text: text, amount: q, number: number, mild: c.Strength == Vague}
	}
	return [2]claim{side(c.A, c.ASpan, c.AValue, c.a), side(c.B, c.BSpan, c.BValue, c.b)}
}

// amountOf reads a value without the sentence around it.
func amountOf(text string) (quantity, bool) {
	r := quantityReader{text: text}
	for _, w := range segment.Words(text) {
		r.words = append(r.words, word{Word: w})
	}
	for i := range r.words {
		if q, next := r.number(i); next > i && (!q.article || len(r.words) == 1) {
			return q, true
		}
	}
	return quantity{}, false
}

// sits says whether two claims are one value in one sentence.
func (x claim) sits(y claim) bool {
	return x.ref == y.ref && (x.span == y.span || x.span.Start < y.span.End && y.span.Start < x.span.End)
}

// equals says whether two claims give one value, as far as their words tell: the same
// number, or where they name none the same words.
func (x claim) equals(y claim) bool {
	switch {
	case x.number != y.number || x.amount.vague != y.amount.vague:
		return false
	case x.number && !x.amount.vague:
		return x.amount.unit == y.amount.unit && x.amount.sameValue(y.amount)
	}
	return strings.EqualFold(strings.TrimSpace(x.text), strings.TrimSpace(y.text))
}

// alike says whether two claims may count the same people or things.
func (x claim) alike(y claim) bool {
	return x.amount.class == "" || y.amount.class == "" || compatible(x.amount, y.amount)
}

// word is what a claim says, so that claims of one word are equal and alike.
func (x claim) word() string {
	return fmt.Sprintf("%q %q %q %q %t", strings.ToLower(strings.TrimSpace(x.text)), x.amount.class, x.amount.noun, x.amount.unit, x.number)
}

// groupClaims is the places of the conflicts of each dispute, in order.
func groupClaims(conflicts []Conflict, claims [][2]claim) [][]int {
	g := grouping{lead: make([]int, len(conflicts)), given: map[place][]sided{}, said: map[string]int{}, different: map[string][]int{}}
	for i, c := range conflicts {
		g.lead[i] = i
		for _, x := range claims[i] {
			g.byPlace(i, c.About, x)
		}
	}
	for i, c := range conflicts { // last: what is joined already need not be compared
		g.byValues(i, c.About, claims)
	}
	groups := make([][]int, len(conflicts))
	for i := range conflicts {
		first := g.first(i)
		groups[first] = append(groups[first], i)
	}
	return slices.DeleteFunc(groups, func(g []int) bool { return len(g) == 0 })
}

// grouping is disputes in the making.
type grouping struct {
	lead      []int             // of each conflict, one before it of the same dispute, or itself
	given     map[place][]sided // the different values given in a sentence
	said      map[string]int    // a conflict of each two words
	different map[string][]int  // the conflicts of different words, by what they are about
}

// place is a sentence, and what is in dispute there.
type place struct {
	about string
	ref   Ref
}

// sided is a claim and its conflict.
type sided struct {
	claim
	conflict int
}

// first is the first conflict of the dispute of conflict i.
func (g *grouping) first(i int) int {
	for g.lead[i] != i {
		g.lead[i] = g.lead[g.lead[i]]
		i = g.lead[i]
	}
	return i
}

func (g *grouping) join(i, j int) {
	x, y := g.first(i), g.first(j)
	g.lead[max(x, y)] = min(x, y)
}

// byPlace joins conflict i with those that share its value x where that stands; one that
// names no number joins nothing.
func (g *grouping) byPlace(i int, about string, x claim) {
	if x.amount.vague {
		return
	}
	at, known := place{about, x.ref}, false
	for _, y := range g.given[at] {
		if x.sits(y.claim) {
			g.join(i, y.conflict)
			known = known || x.span == y.span
		}
	}
	if !known {
		g.given[at] = append(g.given[at], sided{x, i})
	}
}

// mostDifferent is how many pairs of values given of one thing all others are compared with;
// only lists have more.
const mostDifferent = 1000

// byValues joins conflict i with those that have both its values.
func (g *grouping) byValues(i int, about string, claims [][2]claim) {
	words := []string{claims[i][0].word(), claims[i][1].word()}
	slices.Sort(words)
	key := strings.Join(append(words, about), " ")
	if j, known := g.said[key]; known {
		g.join(i, j)
		return
	}
	g.said[key] = i
	for _, j := range g.different[about] {
		if g.first(i) != g.first(j) && bothEqual(claims[i], claims[j]) {
			g.join(i, j)
		}
	}
	if len(g.different[about]) < mostDifferent {
		g.different[about] = append(g.different[about], i)
	}
}

// bothEqual says whether two conflicts set the same two values against each other; what
// names no number is the same as another that names none.
func bothEqual(x, y [2]claim) bool {
	same := func(a, b claim) bool { return (a.equals(b) || a.amount.vague && b.amount.vague) && a.alike(b) }
	return same(x[0], y[0]) && same(x[1], y[1]) || same(x[0], y[1]) && same(x[1], y[0])
}
