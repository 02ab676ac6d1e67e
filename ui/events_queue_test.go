package ui_test

import (
	"slices"
	"strings"
)

// queue is one that is open: its places, where one is in it, which of them were done since it was
// opened.
type queue struct {
	places []about
	all    bool // those too that are done, else what is not
	at     int
	done   map[int]bool
}

// newQueue is the sentences of some reports.
func (h *scribe) newQueue(all bool, columns ...int) *queue {
	q := &queue{all: all, done: map[int]bool{}}
	for _, c := range columns {
		for n := range h.words(c) {
			if of := (about{column: c, sentence: n}); all || !h.now()[of].done() {
				q.places = append(q.places, of)
			}
		}
	}
	return q
}

// labelQueue labels in a queue, of what is open, and comes back.
func (h *scribe) labelQueue() {
	h.rest()
	title, columns, from := h.model.View().WindowTitle, []int{0, 1, 2}, h.at
	if h.reader {
		columns = []int{h.at.column}
	}
	all := h.r.IntN(2) == 0
	h.away = true
	h.press("Q " + map[bool]string{true: "i", false: "u"}[all])
	h.rest()
	if h.queue = h.newQueue(all, columns...); h.reader {
		h.queue.at = max(slices.IndexFunc(h.queue.places, func(p about) bool { return p.sentence >= from.sentence }), 0)
	}
	for n := h.r.IntN(16); n > 0 && len(h.queue.places) > 0; n-- {
		h.inQueue(columns)
		if h.sound(); n%3 == 0 {
			h.hereInQueue()
		}
	}
	h.hereInQueue()
	h.queue, h.away = nil, false
	h.press("esc")
	h.rest()
	if got := h.model.View().WindowTitle; got != title {
		h.t.Fatalf("esc does not lead from the queue to %q, but %q", title, got)
	}
	h.goTo(h.anywhere())
}

// hereInQueue fails unless the sentence is shown where one is in the queue, as the notebook says it.
func (h *scribe) hereInQueue() {
	h.t.Helper()
	q := h.queue
	h.rest()
	switch {
	case len(q.places) == 0:
		h.frameSays("Nothing to label")
	case q.at == len(q.places):
		h.press("ctrl+l")
		h.frameSays("the queue is through")
	default:
		h.at = q.places[q.at]
		h.here()
		h.frameSays(sources[h.at.column] + " at the quay")
	}
}

func (h *scribe) frameSays(words string) {
	h.t.Helper()
	if shown := h.frame().Text(); !strings.Contains(shown, words) {
		h.t.Fatalf("the screen does not say %q:\n%s", words, shown)
	}
}

// inQueue does one thing in the queue.
func (h *scribe) inQueue(columns []int) {
	q := h.queue
	n := h.r.IntN(12)
	switch {
	case n < 2:
		h.moveInQueue()
		return
	case n < 5:
		before := h.states[len(h.states)-1]
		if n < 4 {
			h.takeBack()
		} else {
			h.makeAgain()
		}
		h.followInQueue(before, columns)
		return
	case q.at == len(q.places):
		h.press("k")
		q.at--
	}
	of := q.places[q.at]
	s := h.now()[of]
	by := h.sayOf(of)
	now := h.now()[of]
	changed := now != s
	if changed {
		q.done[q.at] = now.done()
	}
	skips := func(s saying) bool { return s.flag == "skipped" && s.labels == "" }
	if by == "label" || changed && (skips(now) && !skips(s) || by == "input" && now.done() && !s.done()) {
		q.goOn()
	}
}

// goOn goes to the next that is not done; in a queue of all to the next.
func (q *queue) goOn() {
	for q.at++; q.at < len(q.places) && !q.all && q.done[q.at]; q.at++ {
	}
}

func (h *scribe) moveInQueue() {
	q := h.queue
	switch h.r.IntN(6) {
	case 0, 1:
		h.press("k")
		q.at = max(q.at-1, 0)
	case 2:
		h.press("g")
		q.at = 0
	case 3:
		h.press("G")
		q.at = len(q.places) - 1
	default:
		if q.at < len(q.places) {
			h.press(pick(h.r, "space", "j"))
			if h.trace[len(h.trace)-1] == "key j" {
				q.at++
			} else {
				q.goOn()
			}
		}
	}
}

// followInQueue is where an undo or a redo leads: to the first place that it is about. Where the
// sentences were cut anew, the queue is made again; after that, and where words were selected, the
// hand goes on from the beginning.
func (h *scribe) followInQueue(before state, columns []int) {
	q, now := h.queue, h.states[len(h.states)-1]
	for _, c := range columns {
		if !slices.Equal(before.cuts[c], now.cuts[c]) {
			h.rest()
			h.queue = h.newQueue(q.all, columns...)
			h.leaveWords()
			h.press("g")
			return
		}
	}
	first, spans := len(q.places), false
	for _, of := range changed(before, now) {
		if of.to > 0 {
			spans = true
			continue
		}
		mine := of.who == ""
		of.who = ""
		if i := slices.Index(q.places, of); i >= 0 {
			if first = min(first, i); mine {
				q.done[i] = now.all[of].done()
			}
		}
	}
	switch {
	case spans:
		h.leaveWords()
		h.press("g")
		q.at = 0
	case first < len(q.places):
		q.at = first
	}
}

// leaveWords leaves the words that an undo has selected: the next key would be about them.
func (h *scribe) leaveWords() {
	h.rest()
	h.press("ctrl+l")
	if strings.HasPrefix(h.parts()[0], "selected ") {
		h.press("esc")
	}
}
