package suggest

import "strings"

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
	case g&hard == 0 && (articles[before] && !quantifiers[before] || possessives[before] && before != "her"):
		return true
	case strings.HasSuffix(before, "'s"):
		return v.form != gerund && v.form&past == 0 || v.form == gerund
	case i+1 < len(s.tokens) && s.tokens[i+1].gap == 0 && s.tokens[i+1].Start == s.tokens[i].End+1 && s.text[s.tokens[i].End] == '-':
		return true // "claim-holder"
	case i > 0 && g == 0 && s.tokens[i].Start == s.tokens[i-1].End+1 && s.text[s.tokens[i].Start-1] == '-':
		return true // "well-regarded"
	case i > 0 && s.tokens[i].Upper && !s.titled:
		return true // "the United States"
	case v.form == gerund:
		return s.gerundIsNoun(i, before)
	case v.form&(base|third) != 0 && v.form&past == 0:
		return s.presentIsNoun(i, left, before, v)
	}
	return prepositions[before] && !comparers[before] && v.form&past != 0 && !s.subjectLike(left)
}

func (s *sentence) gerundIsNoun(i int, before string) bool {
	v := verbs[s.tokens[i].Lower]
	if v.lemma == "say" && before != "that" && !prepositions[before] {
		return false
	}
	if sources[before] && v.kind <= acts && (s.opensClause(i) || s.word(i+1) == "for") { // "a letter warning that"
		return false
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
		plural := plurals[w] || strings.HasSuffix(w, "s") && !strings.HasSuffix(w, "ss") && !strings.HasSuffix(w, "'s")
		return !plural || v.noun && (!s.opensClause(i) || s.after(i)&colon != 0)
	case v.noun:
		inHeadline := s.tokens[left].Upper && s.tokens[i].Upper && i+2 < len(s.tokens) && s.after(i)&hard == 0
		speaks := s.tokens[left].Upper || sources[s.tokens[left].Lower] || s.word(i+1) == "that" || s.after(i)&(opensQuote|colon) != 0
		return !inHeadline && !(speaks && s.opensClause(i))
	}
	return false
}
