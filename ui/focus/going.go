package focus

import (
	tea "charm.land/bubbletea/v2"

	"rashomon/ui/screen"
)

// keepEvery is after how many moves it is remembered anew where one is in the queue.
const keepEvery = 25

// goTo makes a place the current one; the number of places is the end.
func (s *Screen) goTo(i int) []screen.Request {
	if s.page != nil {
		s.page.Deselect()
	}
	s.at = max(min(i, len(s.places)), 0)
	out := s.show()
	if s.moves++; s.moves == keepEvery {
		s.moves = 0
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

// scroll moves the text; the current sentence stays the current one.
func (s *Screen) scroll(lines int) {
	if s.page == nil || s.page.Selecting() {
		return
	}
	s.scrolled = true
	s.page.Pane.Scroll(lines) // where that moves the cursor, the sentence is settled again
}

// kept is the message that the queue could not be remembered.
type kept struct{ err error }

// keep remembers the queue and where one is in it.
func (s *Screen) keep() screen.Request {
	spec, keep := s.spec, s.o.Keep
	if s.at < len(s.places) {
		spec.From = s.places[s.at]
	}
	return screen.Do{Cmd: func() tea.Msg {
		if err := keep(spec); err != nil {
			return kept{err}
		}
		return nil
	}}
}
