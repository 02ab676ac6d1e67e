package suggest

import "strings"

// longestPhrase is how many words a noun phrase may have.
const longestPhrase = 14

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
		case s.bars(k-1) && !s.dayInside(k-1):
			return k
		}
		k--
	}
	return k
}

// dayInside reports a time within a phrase: "the paper’s Thursday night report".
func (s *sentence) dayInside(i int) bool {
	if !days[s.tokens[i].Lower] {
		return false
	}
	for i > 0 && days[s.tokens[i].Lower] {
		i--
	}
	return strings.HasSuffix(s.tokens[i].Lower, "'s") || articles[s.tokens[i].Lower]
}

// bars reports a word that no noun phrase holds.
func (s *sentence) bars(i int) bool {
	w := s.tokens[i].Lower
	switch {
	case (subordinators[w] || prepositions[w]) && !nounPrepositions[w], finite[w], auxiliaries[w], adverbs[w], pronouns[w]:
		return true
	case days[w] && !s.tokens[min(i+1, len(s.tokens)-1)].Upper:
		return true
	}
	v, found := verbs[w]
	if !found || v.noun || s.tokens[i].Upper || s.is(i-1, articles) {
		return false
	}
	return v.form&(past|third) != 0 || s.is(i-1, auxiliaries) || s.word(i-1) == "to"
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
		if k > first && (prepositions[w] && !innerPrepositions[w] || endsPhrase(w) || finite[w] || days[w] || relatives[w]) {
			break
		}
		if k == first && (prepositions[w] || finite[w]) {
			return 0, 0
		}
		k++
	}
	return s.trimmed(first, k)
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
		if k > first && (s.beginsPredicate(k) || named && s.namedEnd(first, k) || strings.HasSuffix(w, "ed") && !s.tokens[k].Upper && k > first+1) {
			break
		}
		k++
	}
	return s.trimmed(first, k)
}

// beginsPredicate reports a word that ends a subject: a verb, an adverb, a relative, a conjunction.
func (s *sentence) beginsPredicate(k int) bool {
	w := s.tokens[k].Lower
	if finite[w] || auxiliaries[w] || relatives[w] || adverbs[w] || endsPhrase(w) {
		return true
	}
	v, found := verbs[w]
	return found && v.form&(past|third) != 0 && !v.noun || strings.HasSuffix(w, "ly") && !s.tokens[k].Upper && w != "family"
}

// endsPhrase reports a conjunction that no noun phrase goes over.
func endsPhrase(w string) bool { return subordinators[w] && w != "and" && w != "for" }

// trimmed is a phrase without the small words and the day it ends with; none where nothing is left.
func (s *sentence) trimmed(first, end int) (a, b int) {
	for end > first {
		day := s.is(end-1, days) && end-first > 2 && s.is(end-2, prepositions)
		if !day && !s.is(end-1, nounPrepositions) && !s.is(end-1, conjunctions) && !s.is(end-1, articles) {
			return first, end
		}
		end--
	}
	return 0, 0
}

// namedEnd reports that a phrase that began with a name ends before the lower-case word numbered k.
func (s *sentence) namedEnd(first, k int) bool {
	w := s.tokens[k].Lower
	if s.tokens[k].Upper || !s.tokens[k-1].Upper || nounPrepositions[w] || articles[w] || w == "and" || strings.HasSuffix(s.tokens[k-1].Lower, "'s") {
		return false
	}
	if strings.HasSuffix(w, "s") && (s.is(k+1, nounPrepositions) || s.is(k+1, relatives)) { // "Northern diplomats in"
		return false
	}
	return k+1 >= len(s.tokens) || !s.tokens[k+1].Upper || k-first >= 4
}
