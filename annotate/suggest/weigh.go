package suggest

// weigh says how likely a sentence with this cue is a claim.
func (s *sentence) weigh(c cue, i int) float64 {
	if c.negated && c.kind <= acts && c.lemma != "deny" {
		return 0
	}
	if c.b > 0 && noOnes[s.tokens[c.a].Lower] && c.kind <= acts {
		return 0
	}
	if s.takesNoWords(i, c) {
		return 0
	}
	w := 0.0
	switch c.kind {
	case says:
		w = 0.9
		if !c.finite && c.pattern == forward {
			w = 0.65
		}
	case acts:
		w = 0.66
	case holds:
		w = 0.62
		if c.finite {
			w = 0.72
		}
	case wants:
		w = 0.55
	case shows:
		w = 0.3
		if c.finite || s.subjectIn(c, sources) {
			w = 0.65
		}
	}
	switch c.pattern {
	case following, inverted:
		w = 0.95
	case infinitive:
		if on := s.word(i - 2); on != "on" && on != "continued" && on != "continues" && on != "began" {
			w -= 0.45
		}
	case saying:
		w -= 0.1
	}
	if c.b > 0 && (s.word(c.a) == "you" || s.word(c.a) == "i") || c.pattern == forward && s.inSubordinate(c) {
		w -= 0.2
	}
	return w
}

// inSubordinate reports a cue whose subject follows "when", "after" and their like: it gives a circumstance, not the news.
func (s *sentence) inSubordinate(c cue) bool {
	if c.b == 0 || c.a == 0 {
		return false
	}
	before := s.word(c.a - 1)
	return relatives[s.word(c.a)] || s.tokens[c.a].gap&hard == 0 && subordinators[before] && !conjunctions[before]
}

// takesNoWords reports objects that make a verb of saying something else: "claimed responsibility", "reported losses".
func (s *sentence) takesNoWords(i int, c cue) bool {
	next := s.word(i + 1)
	switch c.lemma {
	case "claim":
		return next == "the" && s.word(i+2) == "lives" || next == "lives" || next == "responsibility" && c.b == 0
	case "point":
		return next != "out" && next != "to"
	case "report":
		return next == "for"
	case "aim":
		return next != "to"
	case "plead":
		return next == "guilty"
	case "add", "answer", "continue", "post", "reason", "relate", "counter", "snap", "signal", "brief", "repeat", "state", "label", "brand":
		return c.pattern == forward && next != "that" && !pronouns[next] && s.after(i)&(comma|colon|opensQuote) == 0
	case "find", "show", "prove", "document", "determine", "know", "understand", "realize", "consider", "challenge", "discuss", "thank", "credit",
		"judge", "favor", "plan", "decide", "seek":
		return (!c.finite || articles[next] && next != "that" || possessives[next]) && !s.subjectIn(c, sources)
	case "decline", "refuse":
		return true
	case "call":
		return next == "to" || next == "off" || next == "the" && s.word(i+2) == "police"
	}
	return false
}

// subjectIn reports that a word that names the speaker is in the set.
func (s *sentence) subjectIn(c cue, words map[string]bool) bool {
	for j := c.a; j < c.b; j++ {
		if words[s.tokens[j].Lower] {
			return true
		}
	}
	return false
}
