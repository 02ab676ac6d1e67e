package suggest

import (
	"slices"
	"strings"
)

// Features are what the rules saw of a sentence, for the Learner.
type Features struct {
	Rules []uint16 // numbers of the features that hold, each once, in order; see FeatureName
	Words []string // in lower case, as they stand; only schemes with labels of their own learn from them
}

// The features by number: each block of numbers counts one thing.
const (
	featBias    = 0
	featRule    = featBias + 1               // the rules' label: fact, quote, claim
	featCover   = featRule + 3               // share in quotation marks, in 7 steps
	featMark    = featCover + 7              // the mark that the longest quotation begins with: none, straight, curly, others
	featShape   = featMark + 4               // yes or no, see shapes
	featPattern = featShape + uint16(shapes) // of the cue that names the source
	featOther   = featPattern + uint16(patterns)
	featKind    = featOther + uint16(patterns)
	featWho     = featKind + uint16(shows) + 1
	featWeight  = featWho + uint16(thing) + 1 // of the cue, in 6 steps
	featReach   = featWeight + 6              // share of the letters the cue reaches, in 5 steps
	featLength  = featReach + 5               // words, in 5 steps
	featBefore  = featLength + 5              // the rules' label of the sentence before: none, fact, quote, claim
	featAfter   = featBefore + 4
	featLemma   = featAfter + 4 // the cue's verb, by hash
	featCount   = featLemma + lemmaBuckets
)

const lemmaBuckets = 128

// shape is one thing that is so of a sentence or not.
type shape uint16

const (
	shapeCarried shape = iota
	shapeOpened
	shapeBegins
	shapeEnds
	shapePieces
	shapeFinite
	shapeNegated
	shapeSubordinate
	shapeFirst
	shapeLast
	shapeParagraph
	shapeAsks
	shapeAddress
	shapeDigits
	shapeFirstPerson
	shapeSecondPerson
	shapeModal
	shapeNegation
	shapeBracket
	shapeHeadline
	shapes
)

var shapeNames = [shapes]string{"inside a quotation that runs on", "words announced before", "begins in quotation marks", "ends in quotation marks",
	"several quotations", "a clause follows the cue", "the cue is negated", "the cue is in a subordinate clause", "opens the article", "closes the article",
	"opens a paragraph", "asks", "holds an address", "holds a number", "says I or we", "says you", "says may or could", "says not or no",
	"stands in brackets", "is a headline"}

// features reads what the Learner may learn from.
func features(read []reading, said []Suggestion, i int) Features {
	r := &read[i]
	f := Features{Rules: make([]uint16, 0, 24), Words: make([]string, len(r.tokens))}
	add := func(n uint16) { f.Rules = append(f.Rules, n) }
	add(featBias)
	add(featRule + labelNumber(said[i].Label) - 1)
	add(featCover + step(r.cover, 0, 0.1, 0.25, 0.5, 0.75, 0.95))
	add(featMark + markNumber(r.mark))
	add(featLength + step(float64(len(r.tokens)), 5, 12, 22, 35))
	r.addShapes(add, i, len(read))
	r.addCue(add)
	before, after := uint16(0), uint16(0)
	if i > 0 {
		before = labelNumber(said[i-1].Label)
	}
	if i+1 < len(said) {
		after = labelNumber(said[i+1].Label)
	}
	add(featBefore + before)
	add(featAfter + after)
	for k, t := range r.tokens {
		f.Words[k] = t.Lower
	}
	slices.Sort(f.Rules)
	f.Rules = slices.Compact(f.Rules)
	return f
}

// labelNumber is 1, 2, 3 for the labels of the rules, else 0.
func labelNumber(label string) uint16 {
	switch label {
	case fact:
		return 1
	case quote:
		return 2
	case claim:
		return 3
	}
	return 0
}

// markNumber sorts quotation marks into the few kinds that outlets use.
func markNumber(mark rune) uint16 {
	switch mark {
	case 0:
		return 0
	case '"':
		return 1
	case '“':
		return 2
	}
	return 3
}

// step is the number of limits that a value is above.
func step(v float64, limits ...float64) uint16 {
	n := uint16(0)
	for _, l := range limits {
		if v > l {
			n++
		}
	}
	return n
}

func (r *reading) addShapes(add func(uint16), i, n int) {
	when := func(s shape, holds bool) {
		if holds {
			add(featShape + uint16(s))
		}
	}
	text := r.text[r.span.Start:r.span.End]
	when(shapeCarried, r.carried)
	when(shapeOpened, r.opened)
	when(shapePieces, r.pieces > 1)
	when(shapeFirst, i == 0)
	when(shapeLast, i >= n-2)
	when(shapeParagraph, r.paragraph)
	when(shapeAsks, strings.HasSuffix(strings.TrimRight(text, "\"'”’»)"), "?"))
	when(shapeAddress, strings.Contains(text, "@") || strings.Contains(text, "http") || strings.Contains(text, "www."))
	when(shapeBracket, strings.HasPrefix(text, "(") || strings.HasPrefix(text, "["))
	when(shapeHeadline, r.titled)
	if len(r.tokens) > 0 {
		when(shapeBegins, r.tokens[0].quoted)
		when(shapeEnds, r.tokens[len(r.tokens)-1].quoted)
	}
	for _, t := range r.tokens {
		when(shapeDigits, t.Digit)
		if t.quoted {
			continue
		}
		when(shapeNegation, negations[t.Lower])
		switch t.Lower {
		case "i", "we", "our", "my", "us", "me":
			add(featShape + uint16(shapeFirstPerson))
		case "you", "your":
			add(featShape + uint16(shapeSecondPerson))
		case "may", "might", "could", "would", "should":
			add(featShape + uint16(shapeModal))
		}
	}
}

func (r *reading) addCue(add func(uint16)) {
	if r.chosen < 0 {
		add(featPattern)
		return
	}
	c := r.cues[r.chosen]
	add(featPattern + uint16(c.pattern))
	add(featKind + uint16(c.kind))
	add(featWho + uint16(c.who))
	add(featWeight + step(c.weight, 0.3, 0.499, 0.6, 0.7, 0.85))
	add(featReach + step(r.reach(c), 0.2, 0.4, 0.6, 0.8))
	add(featLemma + uint16(hash(c.lemma)%lemmaBuckets))
	if c.finite {
		add(featShape + uint16(shapeFinite))
	}
	if c.negated {
		add(featShape + uint16(shapeNegated))
	}
	if r.inSubordinate(c) {
		add(featShape + uint16(shapeSubordinate))
	}
	for i, o := range r.cues {
		if i != r.chosen && o.weight >= 0.3 {
			add(featOther + uint16(o.pattern))
		}
	}
}

// reach is the share of a sentence's words that the words reported can be: those after a cue, or before one that closes.
func (r *reading) reach(c cue) float64 {
	n := float64(len(r.tokens))
	switch c.pattern {
	case following:
		return float64(c.a) / n
	case inverted:
		return float64(c.at) / n
	case according:
		return 1 - float64(max(c.end, c.b)-c.at)/n
	}
	return 1 - float64(c.end)/n
}

// FeatureName says in words what a feature is, for the analyst.
func FeatureName(n uint16) string {
	labels := []string{"nothing", fact, quote, claim}
	switch {
	case n < featRule:
		return "how often the label is given"
	case n < featCover:
		return "the rules say " + labels[n-featRule+1]
	case n < featMark:
		return []string{"nothing in quotation marks", "under a tenth in quotation marks", "up to a quarter in quotation marks", "up to half in quotation marks",
			"over half in quotation marks", "over three quarters in quotation marks", "nearly all in quotation marks"}[n-featCover]
	case n < featShape:
		return []string{"no quotation marks", "straight quotation marks", "curly quotation marks", "other quotation marks"}[n-featMark]
	case n < featPattern:
		return shapeNames[n-featShape]
	case n < featOther:
		return orNone(patternNames[n-featPattern], "no source named")
	case n < featKind:
		return "besides: " + patternNames[n-featOther]
	case n < featWho:
		return []string{"", "a verb of saying", "a verb of acting by words", "a verb of holding a view", "a verb of wanting", "a verb of showing"}[n-featKind]
	case n < featWeight:
		return []string{"no speaker", "a pronoun speaks", "a name speaks", "a noun speaks"}[n-featWho]
	case n < featReach:
		return "strength of the source's verb"
	case n < featLength:
		return "how much of the sentence the source's words are"
	case n < featBefore:
		return "length"
	case n < featAfter:
		return "before it: " + labels[n-featBefore]
	case n < featLemma:
		return "after it: " + labels[n-featAfter]
	}
	return "the verb"
}

// hash is FNV-1a, 32 bits (G. Fowler, L. C. Noll, K.-P. Vo).
func hash(word string) uint32 {
	h := uint32(2166136261)
	for i := range len(word) {
		h = (h ^ uint32(word[i])) * 16777619
	}
	return h
}

func orNone(name, none string) string {
	if name == "" {
		return none
	}
	return name
}
