package focus

import (
	"slices"

	"rashomon/annotate/queue"
	"rashomon/ui/screen"
)

// keepEvery is after how many moves it is remembered anew where one is in the queue, so that a program that was killed
// knows it too. Each time is a write to the disk, as a label is.
const keepEvery = 5

// goTo makes a place the current one; the number of places is the end.
func (s *Screen) goTo(i int) []screen.Request {
	if s.page != nil {
		s.page.Deselect()
	}
	s.at = max(min(i, len(s.places)), 0)
	out := s.show()
	if s.moves++; s.moves >= keepEvery {
		out = append(out, s.keep())
	}
	return out
}

// show puts the current place on the screen, once its report is read.
func (s *Screen) show() []screen.Request {
	s.page, s.scrolled = nil, false
	if s.at == len(s.places) {
		return nil
	}
	out := s.readOn()
	if r := s.reports[s.places[s.at].Article]; r.page != nil && s.places[s.at].Sentence < len(r.page.Reading.Body.Sentences) {
		s.page = r.page
		s.tally.begin(s.now())
		s.settle()
		out = append(out, s.labelling.Ghosts.Want(r.page.Reading)...)
	}
	return out
}

// settle has the current sentence stand where the eye is: a third down, what comes before it
// above.
func (s *Screen) settle() {
	pane, n := s.page.Pane, s.places[s.at].Sentence
	pane.SetSize(s.layout.column, s.layout.text)
	pane.SetCursor(n)
	pane.ScrollSentenceTo(n, s.layout.text/3)
	pane.SetCursor(n)
}

// step goes so many places on, or back.
func (s *Screen) step(by int) []screen.Request {
	switch to := s.at + by; {
	case to < 0:
		return say("the first of the queue")
	default:
		return s.goTo(to)
	}
}

// goOn goes to what comes next after a sentence is done, or passed over: the next place in a
// queue for another look, else the next that is not done.
func (s *Screen) goOn() []screen.Request {
	return s.goTo(s.next(s.at, 1))
}

// next is the nearest place after i (before it with step -1) that is not done; the end, or
// -1, where there is none.
func (s *Screen) next(i, step int) int {
	for i += step; i >= 0 && i < len(s.places); i += step {
		if _, done := s.tally.answers[i]; !done || s.spec.Order.Again() {
			break
		}
	}
	return i
}

// undone is the nearest place after i that is not done, also in a queue for another look, as
// far as its reports are held; the end where there is none.
func (s *Screen) undone(i int) int {
	for i++; i < len(s.places); i++ {
		p := s.places[i]
		r := s.readingOf(p.Article)
		if _, done := s.tally.answers[i]; !done && (r == nil || !r.Done(p.Sentence)) {
			break
		}
	}
	return i
}

// scroll moves the text; the current sentence stays the current one.
func (s *Screen) scroll(lines int) {
	if s.page == nil || s.page.Selecting() {
		return
	}
	s.scrolled = true
	s.page.Pane.Scroll(lines) // where that moves the cursor, the sentence is settled again
}

// keep remembers the queue and where one is in it.
func (s *Screen) keep() screen.Request {
	s.moves = 0
	spec := s.spec
	spec.From, spec.Done = s.places[min(s.at, len(s.places)-1)], s.lastDone()
	return s.o.Keep(spec)
}

// lastDone is the last few places before the current one that are done: a queue that is taken
// up again does not have them by itself. One for another look has.
func (s *Screen) lastDone() (out []queue.Place) {
	const few, within = 8, 200
	if s.spec.Order.Again() {
		return nil
	}
	for i := s.at - 1; i >= max(s.at-within, 0) && len(out) < few; i-- {
		if _, done := s.tally.answers[i]; done {
			out = append(out, s.places[i])
		}
	}
	slices.Reverse(out)
	return out
}
