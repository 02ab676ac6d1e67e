package suggest

import (
	"strconv"
	"strings"
	"unicode"

	"rashomon/annotate"
)

// The labels the rules know.
const (
	fact  = "fact"
	quote = "quote"
	claim = "claim"
)

// The rules' thresholds.
const (
	quoteShare  = 0.5 // of a sentence's letters in quotation marks make it a quote
	claimWeight = 0.5 // of its strongest cue makes it a claim
	pieceShare  = 0.2 // of its letters in one quotation, with no cue, make it a claim
)

// suggest applies the rules to one sentence.
func (r *reading) suggest() Suggestion {
	out := Suggestion{Label: fact, Score: 0.88, Why: "names nobody whose word it is"}
	weight := 0.0
	if r.chosen >= 0 {
		weight = r.cues[r.chosen].weight
	}
	switch {
	case r.cover >= quoteShare:
		out.Label, out.Score = quote, 0.95
		if r.cover < 0.6 {
			out.Score = 0.9
		}
		out.Why = strconv.Itoa(int(r.cover*100+0.5)) + " % of its letters stand in quotation marks"
		if r.carried {
			out.Why += "; the quotation began in an earlier sentence"
		}
		if r.chosen >= 0 {
			out.Why += "; " + r.whyCue()
		}
	case weight >= claimWeight:
		out.Label, out.Score, out.Why = claim, 0.75+0.22*weight, r.whyCue()
	case r.opened:
		out.Label, out.Score, out.Why = claim, 0.8, "the sentence before announces somebody's words"
	case r.cover >= pieceShare:
		out.Label, out.Score, out.Why = claim, 0.5, "words in quotation marks, and nobody named"
	case weight > 0:
		out.Score, out.Why = 0.65, "too weak for a claim: "+r.whyCue()
	}
	out.named = r.speaker()
	if out.Label != fact {
		out.Speaker = out.named
	}
	return out
}

// whyCue says in words what the chosen cue is.
func (r *reading) whyCue() string {
	c := r.cues[r.chosen]
	why := patternNames[c.pattern] + " “" + shown(r.text[r.tokens[c.at].Start:r.tokens[c.end-1].End]) + "”"
	if s := r.speaker(); s.Text != "" {
		why += " of " + shown(s.Text)
	}
	return why
}

// shown is words of an article fit for a line on a terminal.
func shown(words string) string {
	if strings.IndexFunc(words, func(r rune) bool { return !unicode.IsPrint(r) }) < 0 {
		return words
	}
	return annotate.Line(strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return ' '
		}
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, words))
}

var patternNames = [patterns]string{
	forward: "reporting verb", following: "reporting verb after the words", inverted: "reporting verb after the words",
	saying: "reporting participle", infinitive: "reporting infinitive", passive: "passive", agent: "words given by an agent",
	according: "attribution", noun: "noun", hedge: "hedge", headline: "name and colon",
}

// speaker is the words that name the source, where the sentence has them.
func (r *reading) speaker() Speaker {
	if r.chosen < 0 || r.cues[r.chosen].b == 0 {
		return Speaker{}
	}
	c := r.cues[r.chosen]
	span := r.stretch(c.a, c.b)
	return Speaker{Span: span, Text: r.text[span.Start:span.End]}
}

// choose picks the cue whose words reach furthest: one that closes the sentence before any inside it, then those that report
// words, the first first; views, wishes and the rest only where nobody reports.
func (r *reading) choose() int {
	best, rank := -1, 0.0
	for i, c := range r.cues {
		if w := r.rank(i, c); w > rank {
			best, rank = i, w
		}
	}
	return best
}

func (r *reading) rank(i int, c cue) float64 {
	w := c.weight
	switch c.pattern {
	case following, inverted, according:
		w += 1
	case forward:
		if c.kind == says || c.kind == holds {
			w += 0.4
		}
	case saying:
		w += 0.2
	case noun: // "dismissed X’s claim that": it is X’s, not the dismisser’s
		if c.finite {
			w += 0.3
		}
	case headline:
		w -= 0.3
	}
	if c.b > 0 {
		w += 0.2
		if relatives[r.tokens[c.a].Lower] {
			w -= 0.6
		}
	}
	return w - 0.1*float64(min(i, 5))
}

// announced reports that a sentence gives, without quotation marks, the words that the one before it announced with a colon at
// the end of its paragraph; every sentence of the paragraph does.
func announced(text string, before, now reading) bool {
	apart := strings.Contains(text[before.span.End:max(before.span.End, now.span.Start)], "\n\n")
	if now.cover > 0 {
		return false
	}
	if before.opened || before.holdsAnnouncement() {
		return !apart
	}
	if !apart || before.chosen < 0 || before.cover > 0 {
		return false
	}
	return strings.HasSuffix(strings.TrimSpace(text[before.span.Start:before.span.End]), ":") && before.cues[before.chosen].weight >= claimWeight
}

// holdsAnnouncement reports a sentence in which a paragraph's end follows a colon: "She added:", and the words below.
func (r *reading) holdsAnnouncement() bool {
	for i := 1; i < len(r.tokens) && i < 40; i++ {
		if g := r.tokens[i].gap; g&newParagraph != 0 && g&colon != 0 && !r.tokens[i].quoted && r.chosen >= 0 && r.cues[r.chosen].at < i {
			return true
		}
	}
	return false
}
