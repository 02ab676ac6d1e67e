package adjudicate

import (
	tea "charm.land/bubbletea/v2"

	"rashomon/annotate/adjudication"
	"rashomon/ui/prose"
	"rashomon/ui/screen"
)

// goTo makes a place the current one; the number of places is the end.
func (s *Screen) goTo(i int) []screen.Request {
	if s.page != nil {
		s.page.Deselect()
	}
	s.at, s.just = max(min(i, len(s.places)), 0), -1
	return s.turn()
}

// turn puts the current place on the screen, once its report is read.
func (s *Screen) turn() []screen.Request {
	s.page, s.who, s.top = nil, 0, 0
	if s.at == len(s.places) {
		s.look()
		return nil
	}
	out := s.readOn()
	if r := s.reports[s.current().Article]; r.page != nil && int(s.current().Sentence) < len(r.page.Reading.Body.Sentences) {
		s.page = r.page
	}
	if s.look(); s.page != nil {
		s.settle()
	}
	return out
}

// settle has the current sentence stand a third down, with what comes before it above; near
// the top where there is little room.
func (s *Screen) settle() {
	pane, n := s.page.Pane, int(s.current().Sentence)
	pane.SetSize(s.layout.column, s.layout.text)
	pane.SetCursor(n)
	pane.ScrollSentenceTo(n, max(s.layout.text-2, 0)/3)
	pane.SetCursor(n)
}

// scroll moves the text; the current sentence stays the current one.
func (s *Screen) scroll(lines int) {
	if s.page == nil || s.page.Selecting() {
		return
	}
	s.page.Pane.SetSize(s.layout.column, s.layout.text)
	s.page.Pane.Scroll(lines) // where that moves the cursor, the sentence is settled again
}

// goOn goes to the next sentence that is to be decided, or where others are shown to the next.
func (s *Screen) goOn() []screen.Request { return s.goTo(s.next(s.at, 1)) }

// advanced goes on from a sentence that was decided just now: a note that comes next is about it.
func (s *Screen) advanced() []screen.Request {
	just := s.at
	out := s.goOn()
	s.just = just
	return out
}

// next is the nearest place after i (before it with step -1) that is to be decided; the end,
// or -1, where there is none. Where decided ones are looked through it is the nearest.
func (s *Screen) next(i, step int) int {
	for i += step; i >= 0 && i < len(s.places); i += step {
		state := s.found.Disagreements[s.places[i]].State
		if s.show != toDecide && s.show != everything || toDecide.lets(state) {
			break
		}
	}
	return i
}

// settled says whether the current sentence is done with, and it was not.
func (s *Screen) settled(was adjudication.State) bool {
	now := s.current().State
	return s.advance && toDecide.lets(was) && !toDecide.lets(now)
}

// highlight goes to an annotator, and has her in sight.
func (s *Screen) highlight(i int) {
	if n := len(s.order); n > 0 {
		s.who = (i%n + n) % n
	}
	s.reveal()
}

// wheel scrolls what the pointer is over.
func (s *Screen) wheel(msg screen.Wheel) {
	if msg.Y >= s.layout.head+s.layout.text {
		s.top += msg.Lines
		return
	}
	s.scroll(msg.Lines)
}

// mouse selects words of the text, goes to the sentence that was clicked if it is shown, or
// highlights the annotator.
func (s *Screen) mouse(msg tea.Msg) []screen.Request {
	if s.page == nil {
		return nil
	}
	switch msg := msg.(type) {
	case screen.Drag:
		s.page.Drag(s.inText(msg.X, msg.Y))
	case screen.Drop:
		s.page.Drop()
	case screen.Click:
		return s.click(msg)
	}
	return nil
}

func (s *Screen) click(msg screen.Click) []screen.Request {
	if y := msg.Y - s.layout.head - s.layout.text - s.layout.rule; y >= 0 {
		if i, ok := s.whoseLine(y); ok {
			s.highlight(i)
		}
		return nil
	}
	n, ok := s.page.Click(s.inText(msg.X, msg.Y))
	if !ok || n == int(s.current().Sentence) {
		return nil
	}
	if i, ok := s.index[place{s.current().Article, int32(n)}]; ok && s.where[i] >= 0 {
		return s.goTo(int(s.where[i]))
	}
	return say("sentence %d is not among these", n+1)
}

// inText is a cell of the screen as one of the window in which the text is.
func (s *Screen) inText(x, y int) (int, int) {
	return x - s.layout.margin, y - s.layout.head
}

// decoration is how the text is drawn: what stands around the sentence is dim.
func (s *Screen) decoration() prose.Decoration {
	n := int(s.current().Sentence)
	dim := prose.StyleOf(s.theme.Dim)
	return prose.Decoration{
		Focused: true,
		Gutter:  func(k int) []prose.Cell { return s.page.Gutter(k, gutter-2) },
		Sentence: func(k int) prose.Style {
			if k == n || s.page.Modal() {
				return s.page.Look(k)
			}
			return dim
		},
		Marks: s.page.Marks(),
	}
}
