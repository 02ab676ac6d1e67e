package ui_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"rashomon/annotate"
)

// adjudicates decides on some of the sentences on which ana and ben differ, and comes back. Which of
// them is shown is read from the screen.
func (h *scribe) adjudicates() {
	h.rest()
	title := h.model.View().WindowTitle
	h.press("T")
	h.rest()
	h.away = true
	for n := 2 + h.r.IntN(10); n > 0; n-- {
		h.press("ctrl+l")
		of, ok := h.decidesOn()
		if !ok {
			break
		}
		h.decide(of)
		if h.sound(); n%3 == 0 {
			h.rest()
			h.holds("something was decided")
		}
	}
	h.away = false
	h.press("esc")
	h.rest()
	if got := h.model.View().WindowTitle; got != title {
		h.t.Fatalf("esc does not lead from adjudication to %q, but %q", title, got)
	}
	h.holds("all was decided")
	h.goTo(h.anywhere())
}

// decidesOn is the sentence that is to be decided on.
func (h *scribe) decidesOn() (of about, ok bool) {
	h.rest()
	of = about{who: annotate.Gold, column: -1}
	lines := strings.Split(h.frame().Text(), "\n")
	for c, source := range sources {
		if strings.Contains(strings.Join(lines[:min(5, len(lines))], "\n"), source+" at the quay") {
			of.column = c
		}
	}
	var all int
	_, err := fmt.Sscanf(h.parts()[0], "sentence %d of %d", &of.sentence, &all)
	of.sentence--
	if err == nil && (of.column < 0 || all != len(h.words(of.column)) || len(h.voices(of)) == 0) {
		h.t.Fatalf("that is not to be decided: %v\n%s", of, h.frame().Text())
	}
	return of, err == nil
}

// voices is who says something of a sentence, or of words that begin in it.
func (h *scribe) voices(of about) (out []string) {
	for _, who := range []string{"", "ben"} {
		for x := range h.now() {
			if x.who == who && x.column == of.column && x.sentence == of.sentence {
				out = append(out, who)
				break
			}
		}
	}
	return out
}

func calls(who string) string {
	if who == "" {
		return annotator
	}
	return who
}

// unwritten says whether a note of gold is none that somebody wrote.
func (h *scribe) unwritten(of about, note string) bool {
	return note == "" || slices.ContainsFunc(h.voices(of), func(who string) bool { return note == "as "+calls(who)+" says" })
}

// decide does one thing about gold of a sentence.
func (h *scribe) decide(of about) {
	next := maps.Clone(h.now())
	s := next[of]
	switch h.r.IntN(12) {
	case 0, 1, 2, 3:
		voices := h.voices(of)
		n := h.r.IntN(len(voices))
		h.take(next, of, voices[n])
		h.decides(next, func() { h.press(fmt.Sprint(n + 1)) })
	case 4, 5:
		l := h.scheme.Labels[h.r.IntN(len(h.scheme.Labels))]
		h.labelGold(next, of, l.Name)
		h.decides(next, func() { h.press(l.Key) })
	case 6:
		h.withdraw(next, of)
		h.decides(next, func() { h.press("-") })
	case 7:
		s.note = pick(h.r, "", "because")
		next[of] = s
		h.decides(next, func() { h.enter("h m", s.note) }) // h: not of the one before
	case 8:
		if s.flag == "flagged" {
			s.flag, s.reason = "", ""
			next[of] = s
			h.decides(next, func() { h.press("x") })
			return
		}
		s.flag, s.reason = "flagged", pick(h.r, "", "odd")
		next[of] = s
		h.decides(next, func() { h.enter("x", s.reason) })
	case 9:
		h.takeBack()
	case 10:
		h.makeAgain()
	default:
		h.press(pick(h.r, "j", "k", "g", "G", "space", "l", "pgdown"))
	}
}

// decides makes a decision. What is decided already can be confirmed, so the history says whether that
// was a change.
func (h *scribe) decides(next map[about]saying, press func()) {
	before := h.next()
	press()
	h.rest()
	if h.next() != before {
		h.change(annotator, next)
	}
	h.holds("something was decided")
}

// take makes gold what somebody says of a sentence, and of words in it. A note that somebody wrote
// stays.
func (h *scribe) take(next map[about]saying, of about, who string) {
	note := next[of].note
	if h.unwritten(of, note) {
		note = "as " + calls(who) + " says"
	}
	h.withdraw(next, of)
	for x, s := range h.now() {
		if x.who != who || x.column != of.column || x.sentence != of.sentence || x.to > 0 && s.labels == "" {
			continue
		}
		gold := saying{labels: s.labels, speaker: s.speaker, certainty: s.certainty}
		if x.to == 0 && s.flag == "skipped" {
			gold.labels, gold.flag, gold.reason = "", s.flag, s.reason
		}
		x.who = annotate.Gold
		next[x] = gold
	}
	s := next[of]
	s.note = note
	next[of] = s
}

// labelGold is a label key. Where that is otherwise than whose word was taken, the note about that goes;
// what was left open is no longer, and what was skipped neither.
func (h *scribe) labelGold(next map[about]saying, of about, name string) {
	s := next[of]
	had := len(split(s.labels))
	s.labels = h.toggled(s.labels, name)
	if len(split(s.labels)) > had && s.flag == "skipped" || s.labels != "" && s.flag == "flagged" {
		s.flag, s.reason = "", ""
	}
	if slices.Contains(split(s.labels), name) {
		h.labels, h.who = s.labels, s.speaker
	}
	if h.unwritten(of, s.note) {
		s.note = ""
	}
	next[of] = s
}

// withdraw takes gold of a sentence away.
func (h *scribe) withdraw(next map[about]saying, of about) {
	maps.DeleteFunc(next, func(x about, _ saying) bool {
		return x.who == of.who && x.column == of.column && x.sentence == of.sentence
	})
}
