package compare

import (
	"cmp"
	"maps"
	"slices"

	"rashomon/annotate"
)

// statementScore is the mean score that the pairs of two groups of sentences
// need for the groups to become one statement.
const statementScore = 0.5

// statements groups sentences by [averageLinkage] over pairs of different
// reports. Then a sentence of several clauses joins a second statement where
// another of its clauses belongs there. What a person linked stands in one statement, what
// a person cut in none.
func (s *story) statements(pairs []pair) ([]Statement, error) {
	s.pace.phase(statementsPart)
	var edges []edge
	for _, p := range pairs {
		if p.score >= detourScore/2 {
			edges = append(edges, edge{p.score, p.a, p.b})
		}
	}
	for i, ends := range s.ruled.stands { // the newest first, before all likeness
		edges = append(edges, edge{handScore + float64(len(s.ruled.stands)-i), ends[0], ends[1]})
	}
	groups, err := averageLinkage(len(s.sentences), edges, statementScore, s.pairsBetween, s.pace.step)
	if err != nil {
		return nil, err
	}
	groups = slices.DeleteFunc(groups, func(g []int) bool { return len(g) < 2 })
	s.joinTwice(groups, pairs)
	groups = s.joinByHand(groups)
	return s.named(groups), nil
}

// pairsBetween counts the pairs of sentences from different reports; none where a person
// cut one of a from one of b.
func (s *story) pairsBetween(a, b []int) int {
	if s.ruled.cutApart(a, b) {
		return 0
	}
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
	visits := slices.SortedFunc(maps.Keys(sums), func(x, y visit) int {
		return cmp.Or(cmp.Compare(sums[y], sums[x]), cmp.Compare(x.sentence, y.sentence), cmp.Compare(x.group, y.group))
	})
	for _, v := range visits {
		sum, others := sums[v], s.pairsBetween([]int{v.sentence}, before[v.group])
		if others == 0 || sum/float64(others) < secondScore {
			continue
		}
		if h := home[v.sentence]; h >= 0 && s.clauseFor(v.sentence, before[v.group]) == s.clauseFor(v.sentence, before[h]) {
			continue
		}
		if !s.ruled.cutApart([]int{v.sentence}, groups[v.group]) {
			groups[v.group] = append(groups[v.group], v.sentence)
		}
	}
}

// joinByHand puts the sentences of a link that stands into one statement where cuts kept
// them from that: the one into a statement of the other, else the two into one of their own.
func (s *story) joinByHand(groups [][]int) [][]int {
	for _, ends := range s.ruled.stands {
		if slices.ContainsFunc(groups, func(g []int) bool { return slices.Contains(g, ends[0]) && slices.Contains(g, ends[1]) }) {
			continue
		}
		at := -1
		for i, end := range ends {
			other := ends[1-i]
			if at < 0 {
				at = slices.IndexFunc(groups, func(g []int) bool { return slices.Contains(g, other) && !s.ruled.cutApart([]int{end}, g) })
				if at >= 0 {
					groups[at] = append(groups[at], end)
				}
			}
		}
		if at < 0 {
			groups = append(groups, ends[:])
		}
	}
	return groups
}

// handScore is more than any score: what a person linked is joined first.
const handScore = 1e6

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

// named puts statements into the words and the order of the outside, with the names that
// people gave them.
func (s *story) named(groups [][]int) []Statement {
	var out []Statement
	names := s.ruled.namesOf(groups)
	for i, g := range groups {
		var st Statement
		if name := names[i]; name != nil {
			st.Name, st.Ruling = annotate.Line(name.Text), name.ID
		}
		for _, m := range g {
			st.Members = append(st.Members, s.ref(m))
		}
		slices.SortFunc(st.Members, compareRefs)
		out = append(out, st)
	}
	slices.SortFunc(out, func(x, y Statement) int { return slices.CompareFunc(x.Members, y.Members, compareRefs) })
	return out
}
