package suggest

import "strings"

// longestPhrase is how many words a noun phrase may have.
const longestPhrase = 14

// beforeVerb walks left from a verb over adverbs, negations and auxiliaries to the word that should end its subject, and says
// whether an auxiliary was among them. -1 where the verb begins the sentence.
func (s *sentence) beforeVerb(i int) (left int, helped bool) {
	j := i - 1
	for j >= 0 && s.tokens[j+1].gap&(hard&^comma) == 0 {
		w := s.tokens[j].Lower
		switch {
		case auxiliaries[w] || beings[w]:
			helped = true
		case adverbs[w] || negations[w] && !noOnes[w] || strings.HasSuffix(w, "ly") && !s.tokens[j].Upper && w != "family":
		case days[w] && j > 0 && !possessives[s.tokens[j-1].Lower] && s.tokens[j+1].gap&hard == 0 && s.tokens[j].gap&comma == 0:
			if s.is(j-1, prepositions) {
				j--
			}
		default:
			return j, helped
		}
		j--
	}
	return j, helped
}

// negatedBetween reports "not" or "never" between a subject and its verb.
func (s *sentence) negatedBetween(left, i int) bool {
	for j := left + 1; j < i; j++ {
		if s.tokens[j+1].gap&comma == 0 && (negations[s.tokens[j].Lower] || strings.HasSuffix(s.tokens[j].Lower, "n't")) {
			return true
		}
	}
	return s.word(left) == "to" && negations[s.word(left-1)]
}

// passiveAt reports that the last auxiliary before a participle is a form of "be".
func (s *sentence) passiveAt(i, left int) bool {
	for j := i - 1; j > left; j-- {
		w := s.tokens[j].Lower
		if beings[w] || w == "isn't" || w == "aren't" || w == "wasn't" || w == "weren't" {
			return true
		}
		if auxiliaries[w] {
			return false
		}
	}
	return false
}

// progressive reports an -ing form after a form of "be": "is warning that".
func (s *sentence) progressive(i int) bool {
	left, helped := s.beforeVerb(i)
	return helped && s.passiveAt(i, left)
}

// subjectLike reports a word that a finite verb may follow as its subject.
func (s *sentence) subjectLike(i int) bool {
	if i < 0 || s.after(i)&(closesQuote|colon) != 0 {
		return false
	}
	t := s.tokens[i]
	return pronouns[t.Lower] || t.Upper || strings.HasSuffix(t.Lower, "s") || sources[t.Lower]
}

// isNoun reports that a form of a verb is a noun or an adjective where it stands.
func (s *sentence) isNoun(i, left int, v verb) bool {
	before := s.word(i - 1)
	g := s.tokens[i].gap
	if g&hard != 0 {
		before = ""
	}
	switch {
	case g&hard == 0 && (articles[before] && !(before == "some" || before == "all" || before == "both" || before == "that" || before == "those" || before == "these") || possessives[before] && before != "her"):
		return true
	case strings.HasSuffix(before, "'s"):
		return v.form != gerund && v.form&past == 0 || v.form == gerund
	case i+1 < len(s.tokens) && s.tokens[i+1].gap == 0 && s.tokens[i+1].Start == s.tokens[i].End+1 && s.text[s.tokens[i].End] == '-':
		return true // "claim-holder"
	case i > 0 && g == 0 && s.tokens[i].Start == s.tokens[i-1].End+1 && s.text[s.tokens[i].Start-1] == '-':
		return true // "well-regarded"
	case i > 0 && s.tokens[i].Upper && !s.headline():
		return true // "the United States"
	case v.form == gerund:
		return s.gerundIsNoun(i, before)
	case v.form&(base|third) != 0 && v.form&past == 0:
		return s.presentIsNoun(i, left, before, v)
	}
	return prepositions[before] && before != "as" && before != "than" && before != "when" && before != "if" && before != "while" && v.form&past != 0 && !s.subjectLike(left)
}

func (s *sentence) gerundIsNoun(i int, before string) bool {
	if v := verbs[s.tokens[i].Lower]; v.lemma == "say" && before != "that" && !prepositions[before] || sources[before] && v.kind == says && s.opensClause(i) {
		return false // "a letter saying"
	}
	if s.progressive(i) || s.tokens[i].gap&(comma|dash|closesQuote) != 0 || s.word(i+1) == "that" {
		return false
	}
	switch before {
	case "by", "while", "in", "after", "before", "without", "and", "started", "began", "kept", "for", "from", "of", "or", "when", "":
		return !s.opensClause(i)
	}
	return true
}

// presentIsNoun decides on base and -s forms, which plural nouns and singular ones look like.
func (s *sentence) presentIsNoun(i, left int, before string, v verb) bool {
	_, helped := s.beforeVerb(i)
	switch {
	case before == "to" || helped:
		return v.form&base == 0
	case left < 0:
		return true
	case pronouns[s.tokens[left].Lower]:
		return false
	case prepositions[before] || before == "of" || before == "and" && v.noun && !s.opensClause(i):
		return true
	case v.form&base != 0: // after a plural
		w := s.tokens[left].Lower
		plural := strings.HasSuffix(w, "s") && !strings.HasSuffix(w, "ss") && !strings.HasSuffix(w, "'s") || w == "people" || w == "police" ||
			w == "some" || w == "many" || w == "others" || w == "most" || w == "those" || w == "few" || w == "men" || w == "women" || w == "both"
		return !plural || v.noun && (!s.opensClause(i) || s.after(i)&colon != 0)
	case v.noun:
		return !(s.opensClause(i) && (s.tokens[left].Upper || sources[s.tokens[left].Lower] || s.word(i+1) == "that" || s.after(i)&(opensQuote|colon) != 0)) && !(s.tokens[left].Upper && s.tokens[i].Upper && i+2 < len(s.tokens) && s.after(i)&hard == 0)
	}
	return false
}

// subjectWords finds the words that name the subject of a verb; left is the word that should end them.
func (s *sentence) subjectWords(i, left int, p pattern) (a, b int) {
	if p == saying && s.tokens[i].gap&hard == 0 {
		return s.localSubject(i)
	}
	if p == saying || p == infinitive || left < 0 || s.tokens[left].quoted {
		return s.mainSubject(i)
	}
	w := s.tokens[left].Lower
	if s.after(left)&closesBracket != 0 { // "Hale (D-Ohio) said"
		for left > 0 && s.tokens[left].gap&opensBracket == 0 {
			left--
		}
		left--
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
	if first > 1 && s.tokens[first].gap&hard == 0 && s.is(first-1, nounPrepositions) && s.bars(first-2) { // "who might side with them said"
		if a, b := s.mainSubject(i); b > 0 && b < first {
			return a, b
		}
	}
	return first, left + 1
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
	end := k - 1
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

// asideBegins reports a word that opens an aside: an article, a relative, a preposition, a number, a profession, a name's suffix.
func (s *sentence) asideBegins(k int) bool {
	t := s.tokens[k]
	return articles[t.Lower] || possessives[t.Lower] || relatives[t.Lower] || t.Digit || prepositions[t.Lower] || !t.Upper || k < 8
}

// leftPhrase walks left from the last word of a noun phrase to its first.
func (s *sentence) leftPhrase(last int) int {
	k := last
	for k > 0 && last-k < longestPhrase && s.tokens[k].gap&hard == 0 && !s.tokens[k-1].quoted {
		w := s.tokens[k-1].Lower
		switch {
		case nounPrepositions[w]:
			if k < 2 || s.tokens[k-1].gap&hard != 0 || s.bars(k-2) || prepositions[s.tokens[k-2].Lower] {
				return k
			}
		case w == "and":
			if k < 2 || s.tokens[k-1].gap&hard != 0 || s.bars(k-2) || s.tokens[k].Upper != s.tokens[k-2].Upper {
				return k
			}
		case s.bars(k - 1):
			return k
		}
		k--
	}
	return k
}

// bars reports a word that no noun phrase holds.
func (s *sentence) bars(i int) bool {
	w := s.tokens[i].Lower
	if subordinators[w] && !nounPrepositions[w] || prepositions[w] && !nounPrepositions[w] || finite[w] || auxiliaries[w] || days[w] && !s.tokens[min(i+1, len(s.tokens)-1)].Upper || adverbs[w] && w != "the" || pronouns[w] {
		return true
	}
	v, found := verbs[w]
	return found && !v.noun && !s.tokens[i].Upper && !s.is(i-1, articles) && (v.form&(past|third) != 0 || s.is(i-1, auxiliaries) || s.word(i-1) == "to")
}

// rightPhrase is the noun phrase that begins at a word: "said [the mayor of Ortho] in a statement".
func (s *sentence) rightPhrase(first int) (a, b int) {
	if first >= len(s.tokens) || s.tokens[first].quoted {
		return 0, 0
	}
	if pronouns[s.tokens[first].Lower] || s.word(first) == "him" || s.word(first) == "her" && s.after(first) != 0 {
		return first, first + 1
	}
	k := first
	for k < len(s.tokens) && k-first < longestPhrase && (k == first || s.tokens[k].gap&hard == 0) {
		w := s.tokens[k].Lower
		if k > first && (prepositions[w] && w != "of" && w != "for" && w != "at" && w != "from" || subordinators[w] && w != "and" && w != "for" || finite[w] || days[w] || relatives[w]) {
			break
		}
		if k == first && (prepositions[w] || finite[w]) {
			return 0, 0
		}
		k++
	}
	for k > first && (s.is(k-1, nounPrepositions) || s.is(k-1, conjunctions)) {
		k--
	}
	return first, k
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
	for first < verb && (conjunctions[s.tokens[first].Lower] || adverbs[s.tokens[first].Lower] || strings.HasSuffix(s.tokens[first].Lower, "ly") && s.after(first)&comma != 0) {
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
	for k := verb - 2; k > 0; k-- {
		if w := s.tokens[k-1].Lower; subordinators[w] && !conjunctions[w] && w != "for" && !prepositions[w] || w == "when" || w == "after" {
			return s.clauseSubject(k, verb)
		}
	}
	return s.mainSubject(verb)
}

// clauseSubject is the noun phrase from a word up to the clause's verb.
func (s *sentence) clauseSubject(first, verb int) (a, b int) {
	if pronouns[s.tokens[first].Lower] {
		return first, first + 1
	}
	if s.tokens[first].Lower == "it" || s.tokens[first].Lower == "there" || s.tokens[first].quoted {
		return 0, 0
	}
	named := s.tokens[first].Upper && !articles[s.tokens[first].Lower] && !possessives[s.tokens[first].Lower]
	k := first
	for k < verb && k-first < longestPhrase && (k == first || s.tokens[k].gap&hard == 0) {
		w := s.tokens[k].Lower
		v, isVerb := verbs[w]
		if k > first && (finite[w] || auxiliaries[w] || relatives[w] || adverbs[w] || strings.HasSuffix(w, "ly") && !s.tokens[k].Upper && w != "family" || isVerb && v.form&(past|third) != 0 && !v.noun || subordinators[w] && w != "and" && w != "for") {
			break
		}
		if k > first && !s.tokens[k].Upper && (named && !nounPrepositions[w] && w != "and" && !articles[w] && !strings.HasSuffix(s.tokens[k-1].Lower, "'s") && s.namedEnd(first, k) || strings.HasSuffix(w, "ed") && k > first+1) {
			break
		}
		k++
	}
	for k > first && (s.is(k-1, nounPrepositions) || s.is(k-1, conjunctions) || s.is(k-1, articles) || s.is(k-1, days) && k-first > 2 && s.is(k-2, prepositions)) {
		k--
	}
	if k == first {
		return 0, 0
	}
	return first, k
}

// namedEnd reports that a phrase that began with a name ends before the lower-case word numbered k.
func (s *sentence) namedEnd(first, k int) bool {
	return s.tokens[k-1].Upper && !(k+1 < len(s.tokens) && s.tokens[k+1].Upper && k-first < 4)
}

// headline reports a sentence most of whose words have capitals.
func (s *sentence) headline() bool {
	upper := 0
	for _, t := range s.tokens {
		if t.Upper {
			upper++
		}
	}
	return len(s.tokens) > 3 && upper*10 >= len(s.tokens)*6
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
