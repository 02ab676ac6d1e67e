package history

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"

	"rashomon/annotate"
	"rashomon/ui/screen"
)

// way is a way back that is being worked out.
type way struct {
	number    uint64 // of the change to go back to
	cancel    context.CancelFunc
	done, all atomic.Int64 // changes read
	result    chan worked
}

// worked is the message that a way back is worked out.
type worked struct {
	way    *way
	change annotate.Change
	err    error
}

// still is the message that it is time to show how far that is.
type still struct{ way *way }

// moment is how long one waits before that.
const moment = 500 * time.Millisecond

// wait is the command that waits for the way back.
func (w *way) wait() tea.Msg {
	select {
	case done := <-w.result:
		return done
	case <-time.After(moment):
		return still{w}
	}
}

// far is how far it is, in words; empty where it has just begun.
func (w *way) far() string {
	if all := w.all.Load(); all > 0 {
		return fmt.Sprintf("%d %% · ", 100*w.done.Load()/all)
	}
	return ""
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
	case s.way != nil && s.way.number == n:
		return say(fmt.Sprintf("still working out the way back to %d: %s gives up", n, screen.Shortcut(s.keys.Back)))
	case n == s.newest:
		return say("this is the newest change: there is nothing to go back over")
	}
	s.Close()
	ctx, cancel := context.WithCancel(context.Background())
	w := &way{number: n, cancel: cancel, result: make(chan worked, 1)}
	s.way = w
	return []screen.Request{screen.Do{Cmd: func() tea.Msg {
		go func() {
			defer cancel()
			c, err := s.o.WayBack(ctx, n, func(done, all int) { w.done.Store(int64(done)); w.all.Store(int64(all)) })
			w.result <- worked{w, c, err}
		}()
		return w.wait()
	}}}
}

// Close gives up the way back that is being worked out.
func (s *Screen) Close() {
	if s.way != nil {
		s.way.cancel()
		s.way = nil
	}
}

// still waits on for the way back.
func (s *Screen) still(msg still) []screen.Request {
	if msg.way != s.way {
		return nil
	}
	return []screen.Request{screen.Do{Cmd: msg.way.wait}}
}

// mostShown is how many edits of the way back are shown before it is gone.
const mostShown = 200

// worked asks whether to go the way back. Nothing is held for the answer: while another screen
// is shown nobody is asked, and the key can be pressed again.
func (s *Screen) worked(msg worked) []screen.Request {
	if msg.way != s.way {
		return nil
	}
	n := s.way.number
	s.way = nil
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
