package suggest

import "strings"

// subjectWords finds the words that name the subject of a verb; left is the word that should end them.
func (s *sentence) subjectWords(i, left int, p pattern) (a, b int) {
	if p == saying && s.tokens[i].gap&hard == 0 && !prepositions[s.word(i-1)] {
		return s.localSubject(i)
	}
	if p == saying || p == infinitive || left < 0 || s.tokens[left].quoted {
		return s.mainSubject(i)
	}
	w := s.tokens[left].Lower
	if s.after(left)&closesBracket != 0 && s.after(left)&comma == 0 {
		left = s.beforeBracket(left)
	} else if s.after(left)&(comma|dash) != 0 {
		return s.beforeAside(i, left)
	}
	switch {
	case left < 0:
		return 0, 0
	case pronouns[w]:
		return left, left + 1
	case w == "that" && left > 0 && s.tokens[left].gap == 0:
		return left, left + 1
	case subordinators[w], prepositions[w] && !s.tokens[left].Upper:
		return s.mainSubject(i)
	}
	first := s.leftPhrase(left)
	afterVerb := first > 1 && (s.is(first-1, nounPrepositions) && s.bars(first-2) || s.predicateOf(first-1))
	if afterVerb && s.tokens[first].gap&hard == 0 { // "those who might side with them said"
		if a, b := s.mainSubject(i); b > 0 && b < first {
			return a, b
		}
	}
	return first, left + 1
}

// predicateOf reports a verb whose object a phrase after it is, rather than the subject of the next verb.
func (s *sentence) predicateOf(i int) bool {
	w := s.tokens[i].Lower
	return auxiliaries[w] || finite[w] && verbs[w].kind != says
}

// beforeAside finds the subject before an aside between commas or dashes: "Hale, a former judge, said".
func (s *sentence) beforeAside(i, last int) (a, b int) {
	k := last
	for k > 0 && s.tokens[k].gap&(comma|dash) == 0 {
		k--
	}
	for k > 0 && !s.asideBegins(k) {
		k--
		for k > 0 && s.tokens[k].gap&(comma|dash) == 0 {
			k--
		}
	}
	if k == 0 || s.tokens[k-1].quoted || conjunctions[s.tokens[k].Lower] {
		return s.mainSubject(i)
	}
	end := s.beforeBracket(k - 1)
	if end < 0 {
		return s.mainSubject(i)
	}
	if w := s.tokens[end].Lower; pronouns[w] {
		return end, end + 1
	} else if subordinators[w] || adverbs[w] || prepositions[w] || beings[w] || days[w] {
		return s.mainSubject(i)
	}
	a = s.leftPhrase(end)
	if a > 0 && prepositions[s.tokens[a-1].Lower] {
		return s.mainSubject(i)
	}
	return a, end + 1
}

// beforeBracket is the word before the bracket that closes after a word: "Hale (D-Ohio)"; the word itself where none does.
func (s *sentence) beforeBracket(i int) int {
	if s.after(i)&closesBracket == 0 {
		return i
	}
	for i > 0 && s.tokens[i].gap&opensBracket == 0 {
		i--
	}
	return i - 1
}

// asideBegins reports a word that opens an aside: an article, a relative, a preposition, a number, a profession, a name's suffix.
func (s *sentence) asideBegins(k int) bool {
	t := s.tokens[k]
	return articles[t.Lower] || possessives[t.Lower] || relatives[t.Lower] || t.Digit || prepositions[t.Lower] || !t.Upper || k < 8
}

// mainSubject is the noun phrase that the clause before a verb begins with, past opening phrases: the subject that
// "…, saying" and "… and said" share with the verb before them.
func (s *sentence) mainSubject(verb int) (a, b int) {
	first := 0
	for first < verb && s.tokens[first].quoted {
		first++
	}
	if first > 0 && first < verb { // “…,” said Hale, adding
		if v, ok := verbs[s.tokens[first].Lower]; ok && v.form&(past|third) != 0 {
			return s.rightPhrase(first + 1)
		}
	}
	for first < verb && (s.is(first, conjunctions) || s.is(first, adverbs) || strings.HasSuffix(s.tokens[first].Lower, "ly") && s.after(first)&comma != 0) {
		first++
	}
	for range 3 {
		if first >= verb || !prepositions[s.tokens[first].Lower] {
			break
		}
		k := first + 1
		for k < verb && s.tokens[k].gap&comma == 0 {
			k++
		}
		first = k
	}
	if first >= verb {
		return 0, 0
	}
	return s.clauseSubject(first, verb)
}

// localSubject is the subject of the innermost clause before a verb: "… that the ministry issued a note saying".
func (s *sentence) localSubject(verb int) (a, b int) {
	for k := verb - 2; k > 0 && s.tokens[k+1].gap&comma == 0; k-- {
		if w := s.tokens[k-1].Lower; subordinators[w] && !conjunctions[w] && w != "for" && (!prepositions[w] || k > 1) {
			return s.clauseSubject(k, verb)
		}
	}
	return s.mainSubject(verb)
}

// subjectOf says what kind of words name the speaker.
func (s *sentence) subjectOf(c cue) subject {
	switch {
	case c.b == 0:
		return nobody
	case c.b-c.a == 1 && (pronouns[s.tokens[c.a].Lower] || possessives[s.tokens[c.a].Lower] || s.tokens[c.a].Lower == "that"):
		return pronoun
	}
	for j := c.a; j < c.b; j++ {
		if s.tokens[j].Upper && (j > 0 || c.b-c.a > 1 && !articles[s.tokens[j].Lower]) {
			return name
		}
	}
	return thing
}
