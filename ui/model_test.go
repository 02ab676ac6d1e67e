package ui_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	tea "charm.land/bubbletea/v2"
	"pgregory.net/rapid"

	"rashomon/annotate"
	"rashomon/store"
)

// failing is a library that on demand has a full disk, refuses what it is given, or panics.
type failing struct {
	*store.Store
	full, refuses, panics, damaged, hung atomic.Bool
	reason                               atomic.Value  // why it is full, a string; none is errFull
	damagedAt                            atomic.Value  // of changes of this beginning a record is damaged, a string
	hangs                                chan struct{} // closed when a write that hangs is to end
}

var (
	errFull    = fmt.Errorf("no space left on device: %w", annotate.ErrUnwritten)
	errRefused = errors.New("it has changed in the meantime")
)

func (f *failing) Apply(changes ...annotate.Change) ([]annotate.Change, error) {
	switch {
	case f.full.Load():
		if why, ok := f.reason.Load().(string); ok {
			return nil, fmt.Errorf("%s: %w", why, annotate.ErrUnwritten)
		}
		return nil, errFull
	case f.damaged.Load():
		return nil, fmt.Errorf("save: %w: page 4: not what it should be", annotate.ErrDamaged)
	case f.hung.Load():
		<-f.hangs
		return nil, errFull
	case f.refuses.Load():
		return nil, errRefused
	case f.panics.Load():
		panic("a mistake in the program")
	}
	if at, ok := f.damagedAt.Load().(string); ok && slices.ContainsFunc(changes, func(c annotate.Change) bool { return strings.HasPrefix(c.What, at) }) {
		return nil, annotate.ErrDamaged
	}
	return f.Store.Apply(changes...)
}

// columns are the reports that beside lays side by side, in their order.
var columns = []string{"Lantern News", "Northern Ledger", "Saltline"}

const sentences = 5 // of each report, that take part

// stored is what the library says of the sentences that take part.
func (d *driver) stored() map[about]saying {
	d.t.Helper()
	out := map[about]saying{}
	for c, source := range columns {
		for n, a := range d.said(d.article(source).ID) {
			out[about{column: c, sentence: n}] = whatSays(a)
		}
	}
	return out
}

// shown is what the status line says of them, sentence by sentence in the free view.
func (d *driver) shown() map[about]saying {
	d.t.Helper()
	out := map[about]saying{}
	d.keys("t")
	for c := range columns {
		d.keys(fmt.Sprintf("alt+%d g", c+1))
		for n := range sentences {
			var w saying
			at := fmt.Sprintf("%c sentence %d of ", 'A'+c, n+1)
			if !strings.Contains(d.status(), at) {
				d.t.Fatalf("the status line is not about %s: %s", at, d.status())
			}
			for _, part := range strings.Split(d.status(), " · ")[1:] {
				switch speaker, ok := strings.CutPrefix(part, "» "); {
				case ok:
					w.speaker = speaker
				case part == "flagged" || part == "skipped":
					w.flag = part
				case strings.Contains("fact, quote, claim", part) || part == "fact, claim":
					w.labels = part
				}
			}
			if w != (saying{}) {
				out[about{column: c, sentence: n}] = w
			}
			d.keys("j")
		}
	}
	return out
}

// hand is a hand that labels without waiting for the disk, and knows what should come of it.
// It labels in the aligned view, and goes to a sentence by its number in the free one.
type hand struct {
	*driver
	*notebook
	at about
}

func (h *hand) act(rt *rapid.T) {
	switch rapid.IntRange(0, 9).Draw(rt, "act") {
	case 0:
		h.at = about{column: rapid.IntRange(0, len(columns)-1).Draw(rt, "column"), sentence: rapid.IntRange(0, sentences-1).Draw(rt, "sentence")}
		h.ahead(fmt.Sprintf("t alt+%d g", h.at.column+1) + strings.Repeat(" j", h.at.sentence) + " t")
	case 1, 2, 3:
		l := rapid.SampledFrom(annotate.DefaultScheme().Labels).Draw(rt, "label")
		h.ahead(l.Key)
		h.label(h.at, l.Name)
	case 4:
		h.ahead("x")
		w := h.now()[h.at]
		w.flag = map[string]string{"": "flagged", "flagged": "skipped"}[w.flag]
		h.say(h.at, w)
	case 5:
		h.ahead(".")
		h.repeat(h.at)
	case 6:
		name := rapid.SampledFrom([]string{"", "Ann", "Bo"}).Draw(rt, "speaker")
		h.ahead("s ctrl+u " + strings.Join(strings.Split(name, ""), " ") + " enter")
		h.speaker(h.at, name)
	case 7:
		if len(h.states) > 1 { // below that stands the import
			h.ahead("u")
			h.at, _ = h.undo()
		}
	case 8:
		h.ahead("ctrl+r")
		if len(h.undone) > 0 {
			h.at, _ = h.redo()
		}
	case 9:
		h.ahead("enter esc") // into the reader and back
	}
}

func newHand(t failer, lib *store.Store, shown *failing) *hand {
	h := &hand{driver: startOn(t, shown, lib, 200, 30, options()), notebook: newNotebook(annotate.DefaultScheme())}
	h.beside()
	h.keys("t alt+1 g t")
	return h
}

// TestScreensAndLibraryAgree has a hand label, undo and redo faster than the disk, on three
// reports side by side: in the end the library holds what the screen shows, and both are
// what was asked for.
func TestScreensAndLibraryAgree(t *testing.T) {
	t.Parallel()
	dir, file := t.TempDir(), hostileLibrary()
	rapid.Check(t, func(rt *rapid.T) {
		s := openCopy(rt, dir, file)
		defer s.Close()
		h := newHand(rt, s, &failing{Store: s})
		for range rapid.IntRange(1, 15).Draw(rt, "acts") {
			h.act(rt)
			h.land(rt)
		}
		h.drain()
		if got, want := h.stored(), h.now(); !maps.Equal(got, want) {
			rt.Fatalf("the library holds %v, not %v", got, want)
		}
		if got, want := h.shown(), h.now(); !maps.Equal(got, want) {
			rt.Fatalf("the screen shows %v, not %v", got, want)
		}
		h.agreesInTheList()
	})
}

// agreesInTheList fails unless the list counts what the library holds.
func (h *hand) agreesInTheList() {
	h.t.Helper()
	labelled := 0
	for _, w := range h.stored() {
		if w.labels != "" {
			labelled++
		}
	}
	h.keys("esc g / V e s s a n y enter g")
	h.says(fmt.Sprintf("%d/90", labelled))
}

// TestFailedSaves has a disk that is full now and then, and a library that refuses changes now and
// then: what was refused is not shown as if it were saved, and nothing else is lost: when there is room
// again the library holds what the screens show.
func TestFailedSaves(t *testing.T) {
	t.Parallel()
	dir, file := t.TempDir(), hostileLibrary()
	rapid.Check(t, func(rt *rapid.T) {
		s := openCopy(rt, dir, file)
		defer s.Close()
		f := &failing{Store: s}
		h := newHand(rt, s, f)
		for range rapid.IntRange(1, 15).Draw(rt, "acts") {
			fault := rapid.IntRange(0, 6).Draw(rt, "fault")
			f.full.Store(fault < 3)
			f.refuses.Store(fault == 3)
			h.act(rt)
			h.land(rt)
		}
		h.drain()
		for range 3 { // out of whatever the lost keys led to
			h.send(tea.KeyPressMsg(press("esc")))
			h.drain()
		}
		h.beside()
		shown := h.shown()
		f.full.Store(false)
		f.refuses.Store(false)
		h.keys("alt+1 g j j j j j j f f") // a label on and off again: both are saved, and all before them
		h.says("✓ saved")
		if got := h.stored(); !maps.Equal(got, shown) {
			rt.Fatalf("the library holds %v, a screen just opened showed %v", got, shown)
		}
		h.agreesInTheList()
	})
}
