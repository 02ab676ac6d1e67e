package focus

import (
	tea "charm.land/bubbletea/v2"

	"rashomon/annotate/queue"
	"rashomon/ui/prose"
	"rashomon/ui/screen"
)

// mouse selects words of the text, or goes to the sentence that was clicked if it is in the queue.
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
	p := s.places[s.at]
	n, ok := s.page.Click(s.inText(msg.X, msg.Y))
	if !ok || n == p.Sentence {
		return nil
	}
	if i := s.index.find(queue.Place{Article: p.Article, Sentence: n}); i >= 0 {
		return s.goTo(i)
	}
	return say("sentence %d is not in this queue", n+1)
}

// inText is a cell of the screen as one of the window in which the text is.
func (s *Screen) inText(x, y int) (int, int) {
	return x - s.layout.margin, y - s.layout.head - s.shift(s.page.Pane.Lines(prose.Decoration{}))
}
