package compare

import (
	"context"
	"slices"
)

// statementScore is the mean score that the pairs of two groups of sentences
// need for the groups to become one statement.
const statementScore = 0.5

// statements groups sentences by [averageLinkage] over pairs of different
// reports. Then a sentence of several clauses joins a second statement where
// another of its clauses belongs there.
func (s *story) statements(ctx context.Context, pairs []pair) []Statement {
	var edges []edge
	for _, p := range pairs {
		if p.score >= detourScore/2 {
			edges = append(edges, edge{p.score, p.a, p.b})
		}
	}
	groups := averageLinkage(ctx, len(s.sentences), edges, statementScore, s.pairsBetween)
	groups = slices.DeleteFunc(groups, func(g []int) bool { return len(g) < 2 })
	s.joinTwice(groups, pairs)
	return s.named(groups)
}

// pairsBetween counts the pairs of sentences from different reports.
func (s *story) pairsBetween(a, b []int) int {
	n := len(a) * len(b)
	reports := map[int]int{}
	for _, m := range a {
		reports[s.sentences[m].report]++
	}
	for _, m := range b {
		n -= reports[s.sentences[m].report]
	}
	return n
}

// joinTwice adds sentences to a second statement.
func (s *story) joinTwice(groups [][]int, pairs []pair) {
	home := make([]int, len(s.sentences))
	for i := range home {
		home[i] = -1
	}
	for g := range groups {
		for _, m := range groups[g] {
			home[m] = g
		}
	}
	type visit struct{ sentence, group int }
	sums := map[visit]float64{}
	for _, p := range pairs {
		if p.score < linkScore {
			continue
		}
		for _, d := range [2][2]int{{p.a, p.b}, {p.b, p.a}} {
			if g := home[d[1]]; g >= 0 && g != home[d[0]] && len(s.sentences[d[0]].clauses) > 1 {
				sums[visit{d[0], g}] += p.score
			}
		}
	}
	before := make([][]int, len(groups))
	for g := range groups {
		before[g] = slices.Clone(groups[g])
	}
	for v, sum := range sums {
		others := s.pairsBetween([]int{v.sentence}, before[v.group])
		if others == 0 || sum/float64(others) < secondScore {
			continue
		}
		if h := home[v.sentence]; h >= 0 && s.clauseFor(v.sentence, before[v.group]) == s.clauseFor(v.sentence, before[h]) {
			continue
		}
		groups[v.group] = append(groups[v.group], v.sentence)
	}
}

// secondScore is what a sentence needs on average to join a second statement.
const secondScore = 0.35

// clauseFor is the number of the sentence's clause that has most in common with
// others.
func (s *story) clauseFor(sentence int, others []int) int {
	best, at := float32(-1), 0
	for i, c := range s.sentences[sentence].clauses {
		sum := float32(0)
		for _, o := range others {
			if o != sentence {
				sum += over(dot(c.vector, s.sentences[o].vector), c.vector.norm*s.sentences[o].vector.norm)
			}
		}
		if sum > best {
			best, at = sum, i
		}
	}
	return at
}

// named puts statements into the words and the order of the outside.
func (s *story) named(groups [][]int) []Statement {
	var out []Statement
	for _, g := range groups {
		var st Statement
		for _, m := range g {
			st.Members = append(st.Members, s.ref(m))
		}
		slices.SortFunc(st.Members, compareRefs)
		out = append(out, st)
	}
	slices.SortFunc(out, func(x, y Statement) int { return slices.CompareFunc(x.Members, y.Members, compareRefs) })
	return out
}
