package compare

// echoes finds the conflicts of sentences that give the number of a conflict too: where a
// contradicts b, and c is linked to a and gives a's number of the same, c contradicts b as
// well. Its words may have so little in common with b's that nothing else shows it.
func (c *contest) echoes(found []Conflict, pairs []pair) []Conflict {
	linked := map[int][]int{}
	for _, p := range pairs {
		if p.score >= linkScore {
			linked[p.a] = append(linked[p.a], p.b)
			linked[p.b] = append(linked[p.b], p.a)
		}
	}
	at := map[Ref]int{}
	for i := range c.sentences {
		at[c.ref(i)] = i
	}
	known := map[[2]Ref]bool{}
	for _, f := range found {
		known[[2]Ref{f.A, f.B}] = true
	}
	var out []Conflict
	for _, f := range found {
		if f.Strength != Contradicts { // what may be of another matter is not multiplied
			continue
		}
		for _, side := range [2]struct {
			here, there int
			q, r        quantity
		}{{at[f.A], at[f.B], f.a, f.b}, {at[f.B], at[f.A], f.b, f.a}} {
			for _, echo := range linked[side.here] {
				if x, ok := c.echo(echo, side.there, side.q, side.r, f); ok && !known[[2]Ref{x.A, x.B}] {
					known[[2]Ref{x.A, x.B}] = true
					out = append(out, x)
				}
			}
		}
	}
	return out
}

// echo is the conflict of a sentence that gives the value q, with sentence there, which
// gives r.
func (c *contest) echo(sentence, there int, q, r quantity, of Conflict) (Conflict, bool) {
	if c.sentences[sentence].report == c.sentences[there].report || q.article || r.article {
		return Conflict{}, false
	}
	for _, p := range c.quantities[sentence] {
		told := p.predicate == q.predicate || p.predicate == "" && p.class == q.class && p.class != anyPerson
		same := !p.partial && !p.vague && !p.article && p.unit == q.unit && told && compatible(p, q) && p.low == q.low && p.high == q.high
		if !same || p.overlaps(r) || c.agrees(sentence, p, r) || c.agrees(there, r, p) ||
			differentTimes(c.sentences[sentence].words, c.sentences[there].words, p, r) {
			continue
		}
		x := c.conflict(sentence, there, p, r, of.Strength, "a sentence that it is linked to gives the same number: "+of.Why)
		x.About = of.About
		return x, true
	}
	return Conflict{}, false
}
