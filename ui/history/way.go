package history

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"rashomon/annotate"
	"rashomon/ui/screen"
)

// way is the way back that is being worked out: the number of the change to go back to, 0
// for none, and which of those asked for it is.
type way struct {
	number uint64
	asked  int
}

// worked is the message that a way back is worked out.
type worked struct {
	by     *Screen
	way    way
	change annotate.Change
	err    error
}

// askWay works out what going back to after the current change would change. Another way that
// is being worked out is given up.
func (s *Screen) askWay() []screen.Request {
	n, ok := s.current()
	if s.detail != nil {
		n, ok = s.detail.change.Number, true
	}
	switch {
	case !ok:
		return say("there is no change here")
	case s.way.number == n:
		return say(fmt.Sprintf("still working out the way back to %d: %s gives up", s.way.number, screen.Shortcut(s.keys.Back)))
	case n == s.newest:
		return say("this is the newest change: there is nothing to go back over")
	}
	s.way = way{n, s.way.asked + 1}
	asked := s.way
	return []screen.Request{screen.Do{Cmd: func() tea.Msg {
		c, err := s.o.WayBack(asked.number)
		return worked{s, asked, c, err}
	}}}
}

// mostShown is how many edits of the way back are shown before it is gone.
const mostShown = 200

// worked asks whether to go the way back. Nothing is held for the answer: while another screen
// is shown nobody is asked, and the key can be pressed again.
func (s *Screen) worked(msg worked) []screen.Request {
	if msg.by != s || msg.way != s.way {
		return nil
	}
	n := s.way.number
	s.way.number = 0
	switch {
	case msg.err != nil:
		return []screen.Request{screen.Say{Text: msg.err.Error(), Bad: true}}
	case len(msg.change.Edits) == 0:
		return say(fmt.Sprintf("nothing differs: the library is what it was after change %d", n))
	}
	lines := append(summary(msg.change.Edits), "")
	for _, l := range s.edits(msg.change.Edits, mostShown) {
		lines = append(lines, strings.Repeat("  ", max(l.level-1, 0))+l.text)
	}
	question := fmt.Sprintf("make the library again what it was after change %d? one undo takes it back", n)
	return []screen.Request{screen.Confirm{Question: question, Lines: lines, Yes: func() []screen.Request {
		s.awaited = true
		return []screen.Request{screen.BackTo{Number: n}}
	}}}
}
