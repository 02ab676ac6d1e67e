package find

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"

	"rashomon/annotate/query"
	"rashomon/ui/screen"
)

// looking is a search under way.
type looking struct {
	cancel context.CancelFunc
	ended  chan struct{}
	done   atomic.Uint64 // the part that is done, bits of a float64
	since  time.Time
}

// looked is the message that a search has ended; ticked that its progress is to be shown again.
type (
	looked struct {
		by    *looking
		found query.Found
		err   error
	}
	ticked struct{ by *looking }
)

const (
	tickEvery  = 100 * time.Millisecond
	typingTime = 150 * time.Millisecond // between a key and the search for what is typed
)

// look looks for a query after a while, so that one that is still typed costs little. What
// was looked for before is given up.
func (s *Screen) look(text string, after time.Duration) []screen.Request {
	s.giveUp()
	s.text, s.wrong, s.failed = text, nil, nil
	q, err := query.Parse(text, s.labelling.Now())
	if errors.As(err, &s.wrong) || strings.TrimSpace(text) == "" {
		s.show(nil)
		return nil
	}
	ctx, cancel := context.WithCancel(context.Background())
	l := &looking{cancel: cancel, ended: make(chan struct{}), since: s.labelling.Now()}
	s.looking = l
	find := s.o.Look
	return []screen.Request{l.tick(), screen.Do{Cmd: func() tea.Msg {
		defer close(l.ended)
		select {
		case <-ctx.Done():
			return looked{by: l, err: ctx.Err()}
		case <-time.After(after):
		}
		found, err := find(ctx, q, func(part float64) { l.done.Store(math.Float64bits(part)) })
		return looked{l, found, err}
	}}}
}

func (l *looking) tick() screen.Request {
	return screen.Do{Cmd: func() tea.Msg {
		select {
		case <-l.ended:
		case <-time.After(tickEvery):
		}
		return ticked{l}
	}}
}

// take shows what a search has found, if it is the last one.
func (s *Screen) take(msg looked) []screen.Request {
	if msg.by != s.looking {
		return nil
	}
	msg.by.cancel()
	s.looking = nil
	if s.failed = msg.err; msg.err == nil {
		s.show(&msg.found)
	}
	return nil
}

// giveUp gives up the search under way.
func (s *Screen) giveUp() {
	if s.looking != nil {
		s.looking.cancel()
		s.looking = nil
	}
}

// progress is how far the search is.
func (s *Screen) progress() string {
	part := math.Float64frombits(s.looking.done.Load())
	return fmt.Sprintf("searching … %.0f %% · %s gives up", 100*part, screen.Shortcut(s.keys.Back))
}

// ask asks for a query, with the present one to begin with. It is looked for while it is
// typed; esc brings back what was there.
func (s *Screen) ask() []screen.Request {
	was := *s
	return []screen.Request{screen.Ask{
		Title: "find", Value: s.text,
		Typing: func(text string) []screen.Request {
			if _, err := query.Parse(text, s.labelling.Now()); err != nil {
				var wrong *query.Error
				errors.As(err, &wrong)
				return say(wrong.Why)
			}
			return s.look(text, typingTime)
		},
		Done: func(text string) []screen.Request {
			text = strings.TrimSpace(text)
			if text == s.text && s.wrong == nil && (s.looking != nil || s.found != nil) {
				return nil
			}
			return s.look(text, 0)
		},
		Cancelled: func() []screen.Request {
			s.giveUp()
			s.text, s.wrong, s.failed, s.found, s.whole = was.text, was.wrong, was.failed, was.found, was.whole
			s.layOut()
			s.cursor, s.top = min(was.cursor, max(s.stops()-1, 0)), was.top
			s.follow()
			return nil
		},
	}}
}
