package segment

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// ends decides whether the open sentence ends at a mark, given what follows it.
func (s *splitter) ends(m mark, n opening) bool {
	switch {
	case n.letters >= s.end || m.start == s.start:
		return false
	case m.kind == firm:
		return !closesOn(n.first) && !(m.closed && goesOnInKana(n.first))
	case n.word == "" && closesOn(n.first):
		return false
	case !n.spaced:
		return s.endsGlued(m, n)
	case m.kind == asking:
		return s.endsAsked(m, n)
	case m.kind == trailing:
		return s.endsTrailing(m, n)
	}
	return s.endsStop(m, n)
}

// endsAsked decides after ? and !.
func (s *splitter) endsAsked(m mark, n opening) bool {
	w := s.wordBefore(m.start)
	switch {
	case m.start > s.start && strings.IndexByte("([", s.text[m.start-1]) >= 0: // "(?)"
		return false
	case !m.closed && (s.classOf(w) == exclaiming || isInitial(w.text)): // "Yahoo!", "E!"
		return unicode.IsUpper(n.first) && s.starts(n)
	case unicode.IsLower(n.first):
		return !m.closed && !n.dash && (w.text == "" || isLowerWord(w.text) || s.starts(n)) // else a name: "the Harbor! musical"
	case m.quoted:
		return !n.dash && !s.speakerFollows(n)
	}
	return true
}

// endsTrailing decides after an ellipsis: three dots may be a pause, and where something was left out of a quotation; four end.
func (s *splitter) endsTrailing(m mark, n opening) bool {
	if !unicode.IsUpper(n.first) && !caseless(n.first) {
		return false
	}
	if m.start > s.start && strings.IndexByte("([", s.text[m.start-1]) >= 0 {
		return false
	}
	return m.closed || m.dots > 3 || !m.spaced
}

// endsStop decides after a full stop.
func (s *splitter) endsStop(m mark, n opening) bool {
	w := s.wordBefore(m.start)
	c := s.classOf(w)
	switch {
	case s.marksItem(m):
		return false
	case unicode.IsLower(n.first):
		return !m.closed && c == ordinary && s.endsBeforeLower(w, n)
	case n.dash && (s.language.dashGoes || c != ordinary || m.quoted): // "… of it.” — Ann Hale"
		return false
	case m.quoted:
		return true
	case isInitial(w.text) && (c == ordinary || len(w.text) == 1 && s.language.english):
		return s.endsAtInitial(w, n)
	case isNumber(w.text):
		return !s.afterColon(w) && (!s.language.ordinals || len(w.text) > 2 || s.starts(n))
	case s.language.ordinals && isRoman(w.text): // "Heinrich VIII. König"
		return s.starts(n)
	}
	return s.endsAfter(c, w, n)
}

// endsAfter decides after a word of a class, where no lower-case word follows.
func (s *splitter) endsAfter(c class, w before, n opening) bool {
	switch c {
	case title, inner:
		return false
	case reference:
		return !isNumbering(n)
	case month:
		return !unicode.IsDigit(n.first) && s.starts(n)
	case place:
		return s.starts(n) || unicode.IsUpper(n.first) && (n.opened || strings.HasSuffix(s.text[s.start:w.start], ", "))
	case closing, exclaiming:
		return s.starts(n) || n.opened && !n.bracket && unicode.IsUpper(n.first)
	case clock:
		return !n.bracket && !inSet(afterClock, n.word) && !s.onlyTime(w)
	}
	return true
}

// endsAtInitial decides after a capital and a full stop: "Albert I. Jones", but "you and I. Did you …".
func (s *splitter) endsAtInitial(w before, n opening) bool {
	if utf8.RuneCountInString(w.text) == 1 && inSet(lettered, s.wordBefore(w.start-1).text) {
		return true
	}
	return s.starts(n) && !inSet(initialNames, n.word) && !s.stopFollows(n)
}

// endsBeforeLower decides after an ordinary word where a lower-case word follows: a name written so (eBay, al-Sadr),
// an address, or careless typing.
func (s *splitter) endsBeforeLower(w before, n opening) bool {
	switch {
	case isInitial(w.text) || isNumber(w.text):
		return false
	case n.bracket, s.listFollows(n), mixedCase(n.word), n.word == "http", n.word == "https", n.word == "www":
		return true
	case nameParticles[n.word] && s.capitalFollows(n):
		return true
	}
	return s.language.english && isLowerWord(w.text) && (len(w.text) > 3 || len(w.text) > 1 && s.starts(n))
}

// endsGlued decides where no white space follows: a missing space ("… world.Today …"), or a script that has none.
func (s *splitter) endsGlued(m mark, n opening) bool {
	if wideMark := s.text[m.start] >= 0xE3; m.kind == asking && (wideMark || isWide(n.first)) {
		return !m.closed || !goesOnInKana(n.first) && !s.speakerFollowsInHan(n)
	}
	last, _ := utf8.DecodeLastRuneInString(s.text[s.start:m.start])
	if m.kind == stop && isWide(n.first) && isWide(last) {
		return true
	}
	if n.dash || m.kind == trailing || !capitalised(n.word) || s.inAddress(m.start) {
		return false
	}
	w := s.wordBefore(m.start)
	return unicode.IsLower(last) && len(w.text) > 1 && !strings.Contains(w.text, ".") && (s.classOf(w) == ordinary || m.kind == asking) ||
		unicode.IsDigit(last) && s.starts(n) || m.closed && s.starts(n)
}

// starts reports whether what follows is a word that begins a sentence; of "That’s" and "L'accord", what stands before
// the apostrophe counts too.
func (s *splitter) starts(n opening) bool {
	if inSet(s.language.starters, n.word) {
		return true
	}
	i := strings.IndexAny(n.word, "'’")
	return i > 0 && inSet(s.language.starters, n.word[:i])
}

// inSet looks a word up in lower case.
func inSet(set map[string]bool, word string) bool {
	var buffer [longestWord * 2]byte
	return set[string(appendLower(buffer[:0], word))]
}

// speakerFollows reports "Name said": a name of one to four words and a verb of saying.
func (s *splitter) speakerFollows(n opening) bool {
	if n.opened || n.dash || s.starts(n) {
		return false
	}
	at := n.letters
	for range 5 {
		end := s.wordEnd(at)
		word := s.text[at:end]
		if reportingVerbs[word] {
			return at > n.letters
		}
		if !capitalised(word) && !nameParticles[word] && !isInitial(word) || end >= s.end {
			return false
		}
		for end < s.end && (s.text[end] == '.' || s.text[end] == '-' || s.text[end] == ' ') && end-at < longestWord {
			end++
		}
		at = end
	}
	return false
}

// speakerFollowsInHan reports a verb of saying among the first few characters after a quotation: “…？”他问道。
func (s *splitter) speakerFollowsInHan(n opening) bool {
	at := n.letters
	for range 6 {
		if at >= s.end {
			return false
		}
		r, size := decode(s.text, at, s.end)
		if strings.ContainsRune("说說问問道答喊叫", r) {
			return true
		}
		if !isWide(r) {
			return false
		}
		at += size
	}
	return false
}

// capitalFollows reports that the word after a particle is a name: "al Jazeera", "al-Sadr".
func (s *splitter) capitalFollows(n opening) bool {
	at := n.letters + len(n.word)
	if at+1 >= s.end || s.text[at] != ' ' && s.text[at] != '-' {
		return false
	}
	r, _ := decode(s.text, at+1, s.end)
	return unicode.IsUpper(r)
}

// stopFollows reports that the first word is itself an initial: "J. A. Hale".
func (s *splitter) stopFollows(n opening) bool {
	at := n.letters + len(n.word)
	return isInitial(n.word) && at < s.end && s.text[at] == '.'
}

// afterColon reports the first number of a list within a sentence: "three questions: 1. Who …".
func (s *splitter) afterColon(w before) bool {
	return len(w.text) < 3 && strings.HasSuffix(s.text[s.start:w.start], ": ")
}

// onlyTime reports that the open sentence is so far no more than a phrase of time: "At 5 a.m.".
func (s *splitter) onlyTime(w before) bool {
	if w.start-s.start > longestWord {
		return false
	}
	words := strings.Fields(s.text[s.start:w.start])
	return len(words) > 0 && len(words) < 5 && inSet(prepositions, words[0])
}
