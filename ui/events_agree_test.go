package ui_test

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"rashomon/annotate"
	"rashomon/ui/screen"
)

// kept is what the library holds.
func (h *scribe) kept() (out state) {
	h.t.Helper()
	out.all = map[about]saying{}
	for c, source := range sources {
		a := h.article(source)
		body, err := h.store.Body(a.ID, a.Revision)
		check(h.t, err)
		for _, s := range body.Sentences {
			out.cuts[c] = append(out.cuts[c], len(strings.Fields(body.Text[s.Start:s.End])))
		}
		said, err := h.store.Annotations(a.ID)
		check(h.t, err)
		for _, x := range said {
			of := about{who: x.Annotator, column: c, sentence: annotate.SentenceAt(body.Sentences, x.Span.Start)}
			if x.Annotator == annotator {
				of.who = ""
			}
			if x.Sentence < 0 {
				s := body.Sentences[of.sentence]
				of.from = len(strings.Fields(body.Text[s.Start:x.Span.Start]))
				of.to = of.from + len(strings.Fields(x.Quote))
			}
			out.all[of] = whatSays(x)
		}
	}
	return out
}

func whatSays(x annotate.Annotation) saying {
	s := saying{
		labels: strings.Join(x.Labels, ", "), flag: map[annotate.Flag]string{annotate.Flagged: "flagged", annotate.Skipped: "skipped"}[x.Flag],
		reason: x.Reason, speaker: x.Speaker, note: x.Note, certainty: x.Attributes["certainty"], rejected: strings.Join(x.Rejected, ", "),
	}
	if x.Origin == annotate.Suggestion {
		s.suggested = x.Score
	}
	return s
}

// sees is what the status line says of what is current.
func (h *scribe) sees() (s saying) {
	for _, part := range h.parts() {
		name, rest, _ := strings.Cut(part, " ")
		flag, reason, _ := strings.Cut(part, ": ")
		switch {
		case name == "gold:":
			return s // what was decided, not what is said
		case strings.Contains(part, "“"): // of words in it
		case name == "»":
			s.speaker = rest
		case name == "✎":
			s.note = rest
		case name == "not":
			s.rejected = rest
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
	name := fmt.Sprintf("sentence %d of %d", h.at.sentence+1, len(h.words(h.at.column)))
	if !h.reader && h.queue == nil {
		name = fmt.Sprintf("%c %s", 'A'+h.at.column, name)
	}
	if !slices.Contains(h.parts(), name) {
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
	want.note, want.suggested = screen.Safe(want.note), 0 // where a label is from is not told
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
	for c := range reports {
		for n := range h.words(c) {
			h.goTo(about{column: c, sentence: n})
			h.here()
		}
	}
	looked := 0
	for of := range h.now() {
		if of.to == 0 || of.who != "" || looked == 3 || of.to > h.words(of.column)[of.sentence] {
			continue
		}
		looked++
		h.goTo(of)
		h.selects(of.from, of.to)
		h.rest()
		h.sayAlike(of)
		h.press("esc")
	}
}

// holds fails unless the library holds what the notebook says.
func (h *scribe) holds(when string) {
	h.t.Helper()
	got, want := h.kept(), h.states[len(h.states)-1]
	if !reflect.DeepEqual(got.cuts, want.cuts) {
		h.t.Fatalf("when %s, the sentences have %v words, not %v", when, got.cuts, want.cuts)
	}
	wrong := ""
	for _, of := range changed(got, want) {
		wrong += fmt.Sprintf("\nof %v %+v, not %+v", of, got.all[of], want.all[of])
	}
	if wrong != "" {
		h.t.Fatalf("when %s, the library says%s", when, wrong)
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
