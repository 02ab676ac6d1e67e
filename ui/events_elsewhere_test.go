package ui_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"rashomon/annotate"
)

// elsewhere goes to another view, or to another sentence with the mouse.
func (h *scribe) elsewhere() {
	switch h.r.IntN(4) {
	case 0:
		if h.reader = !h.reader; h.reader {
			h.press("enter")
			return
		}
		h.press("esc")
		h.goTo(h.anywhere())
	case 1:
		if !h.reader {
			h.press("t")
			h.free = !h.free
		}
	case 2:
		h.click()
	case 3:
		h.do(fmt.Sprintf("wheel %d 20 8", h.r.IntN(2)*2-1))
		h.goTo(h.anywhere())
	}
}

// click clicks on a sentence that is in sight.
func (h *scribe) click() {
	if !h.reader && !h.free {
		return // it may stand at the foot too
	}
	h.rest()
	to := h.anywhere()
	for of := range h.now() {
		if of.to > 0 && of.who == "" && of.column == to.column {
			return // labelled words are selected by a click
		}
	}
	word := h.text(to)[0]
	if x, y, ok := h.frame().Find(word); ok && slices.Contains(firstWords, word) && y > 1 && y < h.height-3 {
		h.do(fmt.Sprintf("click %d %d", x+1, y))
		h.do(fmt.Sprintf("drop %d %d", x+1, y))
		h.at = to
	}
}

// noise is what changes nothing of what is said.
func (h *scribe) noise() {
	switch h.r.IntN(10) {
	case 0:
		h.do(anySize(h.r))
		h.do("land 0")
		h.sound()
		h.do("size 200 30")
	case 1:
		h.do(pick(h.r, "focus", "blur", "suspend"))
	case 2:
		h.press(pick(h.r, "a a", "y", "alt+m alt+m", "ctrl+l", "? esc", ": esc", "K esc", "m esc", "s x y esc", "/ q esc", "X f esc", "Y esc"))
	case 8:
		if h.reader || h.free {
			h.press(pick(h.r, "v esc", "v l L H w b o esc"))
			h.goTo(h.at) // the word before may be in the sentence before
		}
	case 3:
		h.rest()
		h.press("m")
		h.do(fmt.Sprintf("paste %q", pick(h.r, pastes...)))
		h.press("esc")
	case 4, 5:
		h.visit(pick(h.r, "H", "H enter", "P", "R", "T", "F", "W", "Q i", "V", "? j", ": x", "alt+s", "M", "B"))
	case 6:
		h.other()
	case 7:
		if h.r.IntN(8) == 0 {
			h.press("ctrl+c")
			h.rest()
			h.start()
		}
	}
}

// text is the words of a sentence.
func (h *scribe) text(of about) []string {
	var all []string
	for n := range each {
		all = append(all, wordsOf(of.column, n)...)
	}
	cut := h.words(of.column)
	for _, n := range cut[:of.sentence] {
		all = all[n:]
	}
	return all[:cut[of.sentence]]
}

// other is ben, who labels a sentence past the screens.
func (h *scribe) other() {
	h.rest()
	of := about{who: "ben", column: h.r.IntN(reports)}
	of.sentence = h.r.IntN(len(h.words(of.column)))
	a := h.article(sources[of.column])
	body, err := h.store.Body(a.ID, a.Revision)
	check(h.t, err)
	said, err := h.store.Annotations(a.ID)
	check(h.t, err)
	l := h.scheme.Labels[h.r.IntN(len(h.scheme.Labels))].Name
	c, ok := annotate.NewReading(a, body, h.scheme, "ben", said).Toggle(annotate.OnSentence(of.sentence), l, noon())
	if !ok {
		h.t.Fatalf("ben cannot label %v", of)
	}
	_, err = h.store.Apply(c)
	check(h.t, err)
	next := maps.Clone(h.now())
	s := next[of]
	s.labels = h.toggled(s.labels, l)
	next[of] = s
	h.change("ben", next)
}

// visit opens another screen, and comes back.
func (h *scribe) visit(keys string) {
	if h.reader && strings.ContainsAny(keys[:1], "MB") || !h.reader && keys == "V" {
		return
	}
	h.rest()
	title := h.model.View().WindowTitle
	for _, k := range strings.Fields(keys) {
		h.press(k)
		h.rest()
		h.sound()
	}
	for range 8 {
		if h.model.View().WindowTitle == title && strings.HasSuffix(strings.TrimSpace(h.line(-1)), "? help") {
			return
		}
		h.press("esc")
		h.rest()
	}
	h.t.Fatalf("there is no way back from %s:\n%s", keys, h.frame().Text())
}
