package suggest

import (
	"slices"
	"strings"
)

// pattern is the shape in which a sentence names its source.
type pattern uint8

const (
	none       pattern = iota
	forward            // X said that …, X told Y …, X: “…”
	following          // “…,” X said; …, X said.
	inverted           // “…,” said X
	saying             // …, saying that …
	infinitive         // … to say that …
	passive            // is believed to …; was accused of …
	agent              // described by X as …
	according          // according to X
	noun               // X’s claim that …
	hedge              // reportedly
	headline           // X: …
	patterns
)

// cue is one place of a sentence that says whose word it is.
type cue struct {
	pattern pattern
	kind    kind
	lemma   string
	at, end int     // the words of the cue, numbered
	weight  float64 // how likely the sentence is a claim, of what the cue alone says
	a, b    int     // the words that name the speaker; b = 0 where none do
	who     subject
	negated bool
	finite  bool // the clause it governs opens with "that", a pronoun, a mark …: see opensClause
}

// subject is the kind of words a speaker is named by.
type subject uint8

const (
	nobody subject = iota
	pronoun
	name
	thing // any other noun phrase
)

// cues finds every cue of a sentence, in order. Words inside quotation marks are the speaker's own and give none.
func (s *sentence) cues() []cue {
	var found []cue
	for i := range s.tokens {
		if s.tokens[i].quoted {
			continue
		}
		if c, ok := s.cueAt(i); ok {
			c.at = i
			c.end = max(c.end, i+1)
			if c.pattern == forward && conjunctions[s.word(i-1)] {
				c.a, c.b = nearerSubject(found, c)
			}
			c.who = s.subjectOf(c)
			found = append(found, c)
		}
	}
	return found
}

// nearerSubject is the subject of the verb that "and" or "but" joins to an earlier one: in "what the port calls an accident, but
// says was avoidable" it is the port, not the sentence's subject.
func nearerSubject(found []cue, c cue) (a, b int) {
	for _, earlier := range slices.Backward(found) {
		if earlier.pattern == forward && earlier.b > 0 {
			return earlier.a, earlier.b
		}
	}
	return c.a, c.b
}

// cueAt reads the cue that begins at a word, if one does.
func (s *sentence) cueAt(i int) (cue, bool) {
	word := s.tokens[i].Lower
	if v, ok := verbs[word]; ok {
		if c, ok := s.verbCue(i, v); ok {
			return c, true
		}
	}
	switch {
	case word == "according" && s.word(i+1) == "to", word == "per" && s.per(i):
		end := i + 1
		if word == "according" {
			end++
		}
		c := cue{pattern: according, kind: says, lemma: "according to", end: end, weight: 0.93}
		c.a, c.b = s.rightPhrase(end)
		return c, true
	case hedges[word]:
		return cue{pattern: hedge, kind: says, lemma: word, weight: 0.75}, true
	case feelings[word] && s.word(i+1) == "that" && s.feels(i):
		c := cue{pattern: forward, kind: holds, lemma: word, weight: 0.65, finite: true}
		left, _ := s.beforeVerb(i)
		c.a, c.b = s.subjectWords(i, left, forward)
		return c, true
	case word == "clear" && (s.word(i+1) == "that" || s.opensClause(i)) && s.madeClear(i):
		c := cue{pattern: forward, kind: says, lemma: "make clear", weight: 0.75, finite: true}
		left, _ := s.beforeVerb(i - 1)
		if s.word(i-1) == "it" {
			left, _ = s.beforeVerb(i - 2)
		}
		c.a, c.b = s.subjectWords(i, left, forward)
		return c, true
	case claimNouns[word]:
		return s.nounCue(i)
	case i == 0 || s.tokens[i].gap&newParagraph != 0:
		return s.headlineCue(i)
	case i > 1 && s.after(i)&colon != 0 && s.after(i)&opensQuote != 0:
		c := cue{pattern: forward, kind: says, lemma: ":", weight: 0.8, finite: true}
		c.a, c.b = s.mainSubject(i)
		return c, c.b > 0
	}
	return cue{}, false
}

// madeClear reports "made clear" and "made it clear".
func (s *sentence) madeClear(i int) bool {
	before := s.word(i - 1)
	if before == "it" {
		before = s.word(i - 2)
	}
	return before == "made" || before == "makes" || before == "make" || before == "making"
}

// feels reports an adjective after a form of "be", with a subject that can feel: "is convinced that", not "it is sure that".
func (s *sentence) feels(i int) bool {
	left, helped := s.beforeVerb(i)
	return helped && left >= 0 && s.word(left) != "it"
}

// per reports "per" before a name or "the": not "per cent", "per year".
func (s *sentence) per(i int) bool {
	return i+1 < len(s.tokens) && (s.word(i+1) == "the" || s.tokens[i+1].Upper) && (i == 0 || s.tokens[i].gap&comma != 0)
}

// nounCue reads "X’s claim that …", "reports that …".
func (s *sentence) nounCue(i int) (cue, bool) {
	c := cue{pattern: noun, kind: says, lemma: s.tokens[i].Lower}
	switch next := s.word(i + 1); {
	case next == "that", beings[next] && s.word(i+2) == "that", next == "has" && s.word(i+2) == "been" && s.word(i+3) == "that":
		c.weight, c.finite = 0.75, true
	case next == "about" || next == "of" || next == "on" || next == "regarding" || next == "to":
		c.weight = 0.35
	case s.after(i)&(colon|opensQuote) != 0:
		c.weight = 0.6
	default:
		return c, false
	}
	if i > 0 {
		switch before := s.tokens[i-1]; {
		case possessives[before.Lower]:
			c.a, c.b = i-1, i
		case strings.HasSuffix(before.Lower, "'s"), strings.HasSuffix(before.Lower, "s") && s.apostropheAfter(i-1):
			c.a, c.b = s.leftPhrase(i-1), i
		}
	}
	if c.b == 0 && c.weight < 0.5 {
		return c, false
	}
	if c.b == 0 && s.is(i-1, noOnes) {
		return c, false
	}
	return c, true
}

// apostropheAfter reports an apostrophe at the end of a plural: "officials’ claim".
func (s *sentence) apostropheAfter(i int) bool {
	rest := s.text[s.tokens[i].End:s.span.End]
	return strings.HasPrefix(rest, "'") || strings.HasPrefix(rest, "’")
}

// headlineCue reads "Name: the words": up to four words in capitals, a colon, and a clause after it.
func (s *sentence) headlineCue(i int) (cue, bool) {
	end := i
	for end < len(s.tokens) && end-i < 4 && s.tokens[end].Upper && (end == i || s.tokens[end].gap&hard == 0) {
		end++
		if s.after(end-1)&colon != 0 {
			spaced := len(s.tokens)-end >= 3 && s.tokens[end].Start-s.tokens[end-1].End > 1
			if spaced && !notices[s.tokens[i].Lower] && !notices[s.tokens[end-1].Lower] {
				return cue{pattern: headline, kind: says, lemma: ":", end: end, weight: 0.7, a: i, b: end}, true
			}
			return cue{}, false
		}
	}
	return cue{}, false
}

// verbCue reads a form of a verb of the tables as a cue, or finds that it is none here: a noun, an adjective, a negated one.
func (s *sentence) verbCue(i int, v verb) (cue, bool) {
	c := cue{kind: v.kind, lemma: v.lemma, end: i + 1}
	left, helped := s.beforeVerb(i)
	c.negated = s.negatedBetween(left, i)
	c.finite = s.opensClause(i)
	switch {
	case s.isNoun(i, left, v):
		return c, false
	case c.lemma == "allege" && v.form&past != 0 && !helped && !s.subjectLike(left): // "the alleged attack"
		c.pattern, c.weight = hedge, 0.5
		return c, true
	case v.form&(past|participle) != 0 && helped && s.passiveAt(i, left):
		return s.passiveCue(c, i, v, left)
	case v.form&participle != 0 && s.word(i+1) == "by" && !helped && !s.subjectLike(left):
		c.pattern, c.weight = agent, 0.4
		if v.kind == says {
			c.weight = 0.55
		}
		c.a, c.b = s.rightPhrase(i + 2)
		return c, c.b > 0
	case s.word(i-1) == "to" && v.form&base != 0:
		c.pattern = infinitive
	case v.form == gerund && !s.progressive(i):
		c.pattern = saying
	case s.invertedAt(i):
		c.pattern = inverted
		c.a, c.b = s.rightPhrase(i + 1)
	default:
		c.pattern = forward
	}
	if c.pattern != inverted {
		c.a, c.b = s.subjectWords(i, left, c.pattern)
	}
	if c.pattern == forward && s.endsClause(i, c) {
		c.pattern = following
	}
	if c.pattern == forward && c.b == 0 && v.form&participle != 0 && s.after(i)&(colon|opensQuote) == 0 {
		return c, false // "Asked about the fire, she left."
	}
	c.weight = s.weigh(c, i)
	return c, c.weight > 0
}

// passiveCue reads "is believed to", "was accused of", "was told by X".
func (s *sentence) passiveCue(c cue, i int, v verb, left int) (cue, bool) {
	c.pattern = passive
	for j := i + 1; j < len(s.tokens) && j < i+6; j++ {
		if s.tokens[j].Lower == "by" && s.tokens[j].gap&hard == 0 {
			c.a, c.b = s.rightPhrase(j + 1)
			break
		}
	}
	switch next := s.word(i + 1); {
	case c.negated && v.kind == says:
		return c, false
	case s.word(left) == "it" && next == "that":
		c.weight = 0.8
	case next == "to" && (v.kind != acts):
		c.weight = 0.75
	case next == "as", next == "of":
		c.weight = 0.55
	case next == "that", c.b > 0 && v.kind != acts && v.kind != wants:
		c.weight = 0.6
	default:
		c.weight = 0.35
	}
	return c, true
}

// opensClause reports that words reported may follow the word numbered i: "that", a pronoun, an article, a name, a mark.
func (s *sentence) opensClause(i int) bool {
	if s.after(i)&(colon|opensQuote|comma) != 0 {
		return true
	}
	if i+1 >= len(s.tokens) {
		return false
	}
	n := s.tokens[i+1]
	return thatClause[n.Lower] || n.Upper || n.quoted || days[n.Lower]
}

// endsClause reports that a verb and its subject close a sentence or a quotation: what they report stands before them.
func (s *sentence) endsClause(i int, c cue) bool {
	if c.b == 0 || c.b > i || c.a == 0 || s.tokens[c.a].gap&(comma|closesQuote|dash) == 0 {
		return false
	}
	end := i + 1
	for end < len(s.tokens) && end < i+12 && s.after(end-1)&(comma|stop|opensQuote|colon|semicolon) == 0 && s.word(end) != "that" {
		end++
	}
	switch {
	case s.tokens[c.a].gap&closesQuote != 0, end == i+1:
		return true
	case end == len(s.tokens):
		return !s.opensClause(i)
	}
	return s.tokens[c.a].gap&comma != 0 && s.tokens[c.a-1].quoted
}

// invertedAt reports "…,” said X".
func (s *sentence) invertedAt(i int) bool {
	g := s.tokens[i].gap
	if i == 0 || i+1 >= len(s.tokens) || g&(comma|closesQuote|dash) == 0 || s.after(i)&hard != 0 {
		return false
	}
	if verbs[s.tokens[i].Lower].form&(past|third) == 0 {
		return false
	}
	n := s.tokens[i+1]
	if n.Lower == "that" || n.quoted || pronouns[n.Lower] && g&closesQuote == 0 {
		return false
	}
	if g&closesQuote != 0 || days[n.Lower] {
		return g&closesQuote != 0
	}
	_, end := s.rightPhrase(i + 1)
	return end > 0 && verbs[s.tokens[i].Lower].lemma == "say" && (n.Upper || articles[n.Lower]) &&
		(end == len(s.tokens) || s.tokens[end].gap&(hard&^opensQuote) != 0 || s.is(end, prepositions) || s.is(end, days))
}
