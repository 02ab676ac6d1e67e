package ui_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"rashomon/annotate"
)

// suggest is a program that proposes something for most sentences, by the number of letters in them.
func (h *scribe) suggest(_ context.Context, articles []annotate.Arrival, _ annotate.Scheme, _ func(int)) (map[annotate.ID]map[int]annotate.Proposal, error) {
	out := map[annotate.ID]map[int]annotate.Proposal{}
	for _, a := range articles {
		out[a.Article.ID] = map[int]annotate.Proposal{}
		for n := range a.Body.Sentences {
			if p, ok := h.proposed(strings.Fields(a.Body.Sentence(n))); ok {
				out[a.Article.ID][n] = p
			}
		}
	}
	return out, nil
}

func (h *scribe) proposed(words []string) (annotate.Proposal, bool) {
	n := len(strings.Join(words, ""))
	return annotate.Proposal{Label: h.scheme.Labels[n%3].Name, Score: []float64{0.55, 0.75, 0.95}[n/3%3], Speaker: []string{"", "Ann", "Dee"}[n/2%3]}, n%5 > 0
}

// suggested is what is suggested for a sentence of which that can be asked.
func (h *scribe) suggested(of about) (p annotate.Proposal, ok bool) {
	s := h.now()[of]
	if of.to > 0 || of.who != "" || s.done() {
		return p, false
	}
	if p, ok = h.proposed(h.text(of)); s.speaker != "" {
		p.Speaker = ""
	}
	return p, ok && !slices.Contains(split(s.rejected), p.Label)
}

// accepted is a sentence after its suggestion was accepted.
func (h *scribe) accepted(s saying, p annotate.Proposal) saying {
	s.labels, s.suggested = p.Label, p.Score
	if p.Speaker != "" {
		s.speaker = p.Speaker
	}
	s.rejected = without(s.rejected, p.Label)
	return s
}

func (h *scribe) accept(of about, p annotate.Proposal) {
	s := h.accepted(h.now()[of], p)
	h.say(of, s)
	h.labels, h.who = s.labels, s.speaker
}

// takeSuggestions has suggestions shown in a report, and accepts some or turns them down.
func (h *scribe) takeSuggestions() {
	if !h.reader {
		h.press("enter")
		h.reader = true
	}
	h.askSuggester()
	for n := 3 + h.r.IntN(10); n > 0; n-- {
		h.withSuggestions()
		if h.sound(); n%3 == 0 {
			h.here()
			h.suggests()
		}
	}
	h.press("I")
	h.ghosts = false
}

// askSuggester asks for what is suggested of the report as it is cut now.
func (h *scribe) askSuggester() {
	h.rest()
	h.press("E")
	h.rest()
	h.ghosts = true
}

// suggests fails unless the screen suggests what is to be suggested.
func (h *scribe) suggests() {
	h.t.Helper()
	p, ok := h.suggested(h.at)
	if strings.HasSuffix(h.parts()[len(h.parts())-1], "…") {
		return // much is said of the sentence: the line has no room for the rest
	}
	i := slices.IndexFunc(h.parts(), func(part string) bool { return strings.HasPrefix(part, "suggested: ") })
	if ok != (i >= 0) || ok && !strings.HasPrefix(h.parts()[i], "suggested: "+p.Label+" (.") {
		h.t.Fatalf("of %v (%+v) is suggested: %q, not %v, %v", h.at, h.now()[h.at], h.parts(), p, ok)
	}
}

func (h *scribe) withSuggestions() {
	s := h.now()[h.at]
	p, ok := h.suggested(h.at)
	switch h.r.IntN(10) {
	case 0, 1:
		h.goTo(h.anywhere())
	case 2, 3:
		if h.press("enter"); ok {
			h.accept(h.at, p)
		}
	case 4, 5:
		h.press("-")
		if any, has := h.proposed(h.text(h.at)); has && !s.done() {
			s.rejected = without(s.rejected, any.Label)
			if ok {
				all := append(split(s.rejected), any.Label)
				slices.Sort(all)
				s.rejected = strings.Join(all, ", ")
			}
			h.say(h.at, s)
		}
	case 6:
		h.acceptAll([]float64{0.5, 0.7, 0.9, 1}[h.r.IntN(4)])
	case 7:
		h.sayOf(h.at)
	default:
		was := h.states[len(h.states)-1].cuts
		if h.r.IntN(3) > 0 {
			h.takeBack()
		} else {
			h.makeAgain()
		}
		if now := h.states[len(h.states)-1].cuts; !slices.Equal(was[h.at.column], now[h.at.column]) {
			h.askSuggester()
		}
	}
}

// acceptAll accepts all above a score in the report.
func (h *scribe) acceptAll(least float64) {
	h.enter("A", fmt.Sprint(least))
	h.rest()
	next := maps.Clone(h.now())
	n := 0
	for of := (about{column: h.at.column}); of.sentence < len(h.words(of.column)); of.sentence++ {
		if p, ok := h.suggested(of); ok && p.Score >= least {
			next[of] = h.accepted(next[of], p)
			n++
		}
	}
	if h.asked() != (n > 0) {
		h.t.Fatalf("%d suggestions score %v, and that is asked about: %v\n%s", n, least, h.asked(), h.frame().Text())
	}
	switch {
	case n == 0:
	case h.r.IntN(4) == 0:
		h.press("n")
	default:
		h.press("y")
		h.change(annotator, next)
	}
}
