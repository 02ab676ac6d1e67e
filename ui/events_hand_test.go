package ui_test

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"rashomon/annotate"
)

// scribe is a hand that labels three reports, side by side and alone, without waiting for the disk,
// and keeps a notebook of what should come of it.
type scribe struct {
	*world
	*notebook
	r      *rand.Rand
	at     about
	reader bool   // one report alone, else side by side
	free   bool   // each in its own order, else aligned
	ghosts bool   // what is suggested is shown
	queue  *queue // nil where none is open
	away   bool   // in a queue, or where it is decided what holds: these say where one is
	acts   int
}

const (
	reports = 3
	each    = 5 // sentences at first
)

func newScribe(t failer, dir string, seed uint64) *scribe {
	h := &scribe{r: rand.New(rand.NewPCG(seed, 1)), notebook: newNotebook(annotate.DefaultScheme())}
	h.scheme.Several = seed%2 == 1
	h.scheme.Attributes = []annotate.Attribute{{Name: "certainty", Key: "Y", Choices: []string{"high", "low"}}}
	for c := range reports {
		for n := range each {
			h.states[0].cuts[c] = append(h.states[0].cuts[c], len(wordsOf(c, n)))
		}
	}
	h.world = newWorld(t, dir, quayLibrary(), 200, 30)
	before, err := h.store.Scheme("default")
	check(t, err)
	apply(h.store, "", annotate.Edit{Scheme: &annotate.Replaced[annotate.Scheme]{Before: &before, After: &h.scheme}})
	h.o.Scheme, h.o.Fixed, h.o.Suggester = h.scheme, true, h.suggest
	h.start()
	return h
}

// start starts the program again and opens the three reports; what there was to repeat is forgotten.
func (h *scribe) start() {
	h.open()
	h.labels, h.who, h.reader, h.free = "", "", false, false
	h.press("g enter")
	h.rest()
	h.press("enter I esc") // no suggestions
	h.rest()
	h.goTo(about{})
}

// press presses keys without waiting for anything.
func (h *scribe) press(names string) {
	for _, k := range strings.Fields(names) {
		h.do("key " + k)
	}
}

// typed is text as keys.
func typed(text string) string {
	return strings.Join(strings.Split(strings.ReplaceAll(text, " ", "§"), ""), " ")
}

// enter types a text in place of what stands in the line of input, and ends it with enter.
func (h *scribe) enter(keys, text string) {
	h.press(keys + " ctrl+u")
	for _, k := range strings.Fields(typed(text)) {
		h.do("key " + strings.ReplaceAll(k, "§", "space"))
	}
	h.press("enter")
}

// goTo goes to a sentence; in the reader only within its report.
func (h *scribe) goTo(at about) {
	down := strings.Repeat(" j", at.sentence)
	switch {
	case h.reader:
		at.column = h.at.column
		h.press("g" + down)
	case h.free:
		h.press(fmt.Sprintf("alt+%d g%s", at.column+1, down))
	default:
		h.press(fmt.Sprintf("t alt+%d g%s t", at.column+1, down))
	}
	h.at = about{column: at.column, sentence: at.sentence}
}

// anywhere is a sentence of one of the reports, in the reader of the one that is open.
func (h *scribe) anywhere() about {
	at := about{column: h.r.IntN(reports)}
	if h.reader {
		at.column = h.at.column
	}
	at.sentence = h.r.IntN(len(h.words(at.column)))
	return at
}

// selects selects words of the current sentence: all of them, and then fewer from both ends.
func (h *scribe) selects(from, to int) about {
	h.press("v $ o 0" + strings.Repeat(" l", from) + " o" + strings.Repeat(" h", h.words(h.at.column)[h.at.sentence]-to))
	return about{column: h.at.column, sentence: h.at.sentence, from: from, to: to}
}

// act does one thing.
func (h *scribe) act() {
	h.acts++
	switch n := h.r.IntN(28); {
	case n < 3:
		h.goTo(h.anywhere())
	case n < 13:
		h.sayOf(h.at)
	case n < 15 && (h.reader || h.free): // elsewhere no words are selected
		words := h.words(h.at.column)[h.at.sentence]
		from := h.r.IntN(min(words, 6))
		h.sayOf(h.selects(from, min(from+1+h.r.IntN(4), words)))
		h.press("esc")
	case n < 18:
		h.takeBack()
	case n < 20:
		h.makeAgain()
	case n < 22:
		h.elsewhere()
	case n < 24:
		h.noise()
	case n < 26:
		h.cutAnew()
	default:
		[]func(){h.labelQueue, h.takeSuggestions, h.adjudicates}[h.r.IntN(3)]()
	}
}

// sayOf says something of the sentence, or of the words that are selected. It gives back by what: a
// key, a label that is put on, or an input.
func (h *scribe) sayOf(of about) (by string) {
	s := h.now()[of]
	switch h.r.IntN(9) {
	case 0, 1, 2, 3:
		l := h.scheme.Labels[h.r.IntN(len(h.scheme.Labels))]
		h.press(l.Key)
		if p, ok := h.suggested(of); ok && h.ghosts && p.Label == l.Name {
			h.accept(of, p)
			return "label"
		}
		h.label(of, l.Name)
		if slices.Contains(split(h.now()[of].labels), l.Name) {
			return "label"
		}
		return "key"
	case 4:
		h.press("x")
		s.flag, s.reason = map[string]string{"": "flagged", "flagged": "skipped"}[s.flag], ""
		h.say(of, s)
		return "key"
	case 5:
		h.press(".")
		if h.repeat(of); h.now()[of] != s {
			return "label"
		}
		return "key"
	case 6:
		name := pick(h.r, "", "Ann", "Bo", "Cy Dell")
		h.enter("s", name)
		h.speaker(of, name)
	case 7:
		s.note = pick(h.r, "", "why", "ask again", "two\nlines")
		if strings.Contains(s.note, "\n") {
			h.press("m ctrl+u")
			h.do(fmt.Sprintf("paste %q", s.note))
			h.press("enter")
		} else {
			h.enter("m", s.note)
		}
		h.say(of, s)
	case 8:
		h.sayMore(of, s)
	}
	return "input"
}

func (h *scribe) sayMore(of about, s saying) {
	switch h.r.IntN(4) {
	case 0:
		i := h.r.IntN(2)
		h.press(fmt.Sprintf("Y %d", i+1))
		choice := h.scheme.Attributes[0].Choices[i]
		if s.certainty == choice {
			choice = ""
		}
		s.certainty = choice
	case 1:
		s.flag, s.reason = "flagged", pick(h.r, "", "odd", "ask Bo")
		h.enter("X f", s.reason)
	case 2:
		s.flag, s.reason = "skipped", pick(h.r, "", "no news")
		h.enter("X s", s.reason)
	case 3:
		s.flag, s.reason = "", ""
		h.press("X n")
	}
	h.say(of, s)
}

// takeBack undoes. What somebody else did is asked about first.
func (h *scribe) takeBack() {
	if len(h.states) == 1 { // below that stands what the library began with
		return
	}
	if by := h.states[len(h.states)-1].by; by != annotator {
		h.rest()
		h.press("u")
		h.rest()
		if !h.asked() {
			h.t.Fatalf("undo of what %s did is not asked about:\n%s", by, h.frame().Text())
		}
		if h.r.IntN(3) == 0 {
			h.press("n")
			return
		}
		h.press("y")
	} else {
		h.press("u")
	}
	h.follow(h.undo())
}

func (h *scribe) makeAgain() {
	h.press("ctrl+r")
	if len(h.undone) == 0 {
		return
	}
	h.follow(h.redo())
}

// follow is where the cursor goes: to what was undone or redone. Where that is words, or in a report
// that is not open, or somebody else's, the hand goes on from a place of its own.
func (h *scribe) follow(of about, one bool) {
	if h.away {
		return
	}
	if one && of.to == 0 && (!h.reader || of.column == h.at.column) {
		h.at = of
		return
	}
	h.goTo(h.anywhere())
}

// TestEventsByHand has a hand label for long in one program, with all kinds of things between: as
// it goes, what the screen says of the current sentence is what the notebook says and what the
// library holds; undo leads back to the beginning; and neither memory nor goroutines grow.
func TestEventsByHand(t *testing.T) {
	all, seed := eventsFrom(t, 4_000)
	t.Setenv("TMPDIR", t.TempDir())
	f := &failure{}
	defer func() {
		if p := recover(); p == any(f) {
			trace := f.in.trace
			t.Fatalf("RASHOMON_EVENTS_SEED=%d: %s\nafter\n%s", seed, f.why, strings.Join(trace[max(0, len(trace)-60):], "\n"))
		} else if p != nil {
			panic(p)
		}
	}()
	newScribe(f, t.TempDir(), seed).close() // what is begun once has begun
	var heaps []uint64                      // after each round
	routines, done, acts, starts := runtime.NumGoroutine(), 0, 0, 0
	for ; done < all; seed++ {
		h := newScribe(f, t.TempDir(), seed)
		f.in = h.world
		for round := 0; round < mostRounds && done < all; round++ {
			h.round(round%8 == 0)
			done += len(h.trace)
			h.trace, h.copied = h.trace[:0], nil
			heaps = append(heaps, heap())
		}
		h.checks()
		h.close()
		acts, starts = acts+h.acts, starts+h.starts
	}
	half := len(heaps) / 2
	first, second := slices.Max(heaps[:half]), slices.Max(heaps[half:])
	t.Logf("%d events in %d rounds, %d acts, %d starts; at most %d kB on the heap in the first half, %d kB in the second; goroutines %d, then %d", done, len(heaps), acts, starts, first/1024, second/1024, routines, runtime.NumGoroutine())
	if second > first+first/4+grows {
		t.Errorf("the heap grows: %d kB in the first half, %d kB in the second", first/1024, second/1024)
	}
	if now := runtime.NumGoroutine(); now > routines {
		buf := make([]byte, 1<<16)
		t.Errorf("%d goroutines at first, %d in the end:\n%s", routines, now, buf[:runtime.Stack(buf, true)])
	}
}

const (
	mostRounds = 30      // in one program
	grows      = 2 << 20 // bytes that a heap of a few megabytes may differ by
)

// heap is the bytes of all that is in use.
func heap() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC() // what was pooled is given up at the second
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// round is some hundred acts, a look at everything, and all the way back.
func (h *scribe) round(thorough bool) {
	for n := range 120 {
		h.act()
		h.sound()
		switch {
		case n%10 == 9:
			h.here()
			h.holds("so many things happened")
		case h.r.IntN(3) == 0:
			h.do(fmt.Sprintf("land %d", h.r.IntN(3)))
		}
	}
	h.agrees()
	h.back()
	if thorough {
		h.checks()
	}
}
