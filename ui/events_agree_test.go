package ui_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"rashomon/annotate"
	"rashomon/ui/screen"
)

// kept is what the library holds.
func (h *scribe) kept() map[about]saying {
	h.t.Helper()
	out := map[about]saying{}
	for c, source := range []string{"Ebb", "Flood", "Neap"} {
		a := h.article(source)
		body, err := h.store.Body(a.ID, a.Revision)
		check(h.t, err)
		said, err := h.store.Annotations(a.ID)
		check(h.t, err)
		for _, x := range said {
			if x.Annotator != annotator {
				continue
			}
			of := about{column: c, sentence: annotate.SentenceAt(body.Sentences, x.Span.Start)}
			if x.Sentence < 0 {
				s := body.Sentences[of.sentence]
				of.from = len(strings.Fields(body.Text[s.Start:x.Span.Start]))
				of.to = of.from + len(strings.Fields(x.Quote))
			}
			out[of] = saying{strings.Join(x.Labels, ", "), map[annotate.Flag]string{annotate.Flagged: "flagged", annotate.Skipped: "skipped"}[x.Flag], x.Reason, x.Speaker, x.Note, x.Attributes["certainty"]}
		}
	}
	return out
}

// said is what the status line says of what is current.
func (h *scribe) sees() (s saying) {
	for _, part := range h.parts()[1:] {
		name, rest, _ := strings.Cut(part, " ")
		flag, reason, _ := strings.Cut(part, ": ")
		switch {
		case strings.Contains(part, "“"): // of words in it
		case name == "»":
			s.speaker = rest
		case name == "✎":
			s.note = rest
		case name == "certainty":
			s.certainty = rest
		case flag == "flagged" || flag == "skipped":
			s.flag, s.reason = flag, reason
		case slices.Contains([]string{"fact", "quote", "claim"}, strings.SplitN(part, ", ", 2)[0]):
			s.labels = part
		}
	}
	return s
}

// here fails unless the screen is about the sentence where the hand is, and says of it what the
// notebook does.
func (h *scribe) here() {
	h.t.Helper()
	h.rest()
	h.press("ctrl+l")
	h.sound()
	name := fmt.Sprintf("%c sentence %d of %d", 'A'+h.at.column, h.at.sentence+1, each)
	if h.reader {
		name = name[2:]
	}
	if h.parts()[0] != name {
		h.t.Fatalf("the status line is not about %s: %q", name, h.parts())
	}
	h.sayAlike(h.at)
	if !strings.HasSuffix(h.status(), "✓ saved ") {
		h.t.Fatalf("nothing is under way, and not all is saved: %q", h.status())
	}
}

func (h *scribe) sayAlike(of about) {
	h.t.Helper()
	want := h.now()[of]
	want.note = screen.Safe(want.note)
	if got := h.sees(); got != want {
		h.t.Fatalf("of %v the screen says %+v, not %+v: %q", of, got, want, h.parts())
	}
}

// agrees fails unless screen, notebook and library say the same of everything.
func (h *scribe) agrees() {
	h.t.Helper()
	h.here()
	h.holds("so many things happened")
	if h.reader {
		h.press("esc")
		h.reader = false
	}
	if !h.free {
		h.press("t")
		h.free = true
	}
	for n := range reports * each {
		h.goTo(about{column: n / each, sentence: n % each})
		h.here()
	}
	looked := 0
	for of := range h.now() {
		if of.to == 0 || looked == 3 {
			continue
		}
		looked++
		h.goTo(of)
		h.words(of.from, of.to)
		h.rest()
		h.sayAlike(of)
		h.press("esc")
	}
}

// holds fails unless the library holds what the notebook says.
func (h *scribe) holds(when string) {
	h.t.Helper()
	if got, want := h.kept(), h.now(); !maps.Equal(got, want) {
		for of := range maps.Keys(want) {
			if got[of] != want[of] {
				h.t.Fatalf("when %s, the library says of %v %+v, not %+v", when, of, got[of], want[of])
			}
		}
		for of, s := range got {
			if want[of] != s {
				h.t.Fatalf("when %s, the library says of %v %+v, and nobody said so", when, of, s)
			}
		}
	}
}

// back undoes all, makes all again, and undoes it once more.
func (h *scribe) back() {
	h.t.Helper()
	h.rest()
	end, steps := h.now(), len(h.states)-1
	h.undoAll()
	h.press(strings.Repeat("ctrl+r ", steps))
	h.rest()
	for range steps {
		h.redo()
	}
	h.holds("all is made again")
	if !maps.Equal(h.now(), end) {
		h.t.Fatalf("all is made again, and the notebook is wrong")
	}
	h.undoAll()
	h.goTo(h.anywhere())
	h.rest()
}

func (h *scribe) undoAll() {
	h.t.Helper()
	for len(h.states) > 1 {
		asks := h.states[len(h.states)-1].by != annotator
		h.press("u")
		if asks {
			h.rest()
			h.press("y")
			h.rest()
		}
		h.undo()
	}
	h.rest()
	h.holds("all is undone")
	if len(h.now()) != 0 {
		h.t.Fatalf("all is undone, and something is said: %v", h.now())
	}
}
