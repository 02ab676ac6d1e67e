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

	"rashomon/annotate"
	"rashomon/annotate/query"
	"rashomon/ui/screen"
)

// looking is a search under way.
type looking struct {
	cancel context.CancelFunc
	ended  chan struct{}
	done   atomic.Uint64 // the part that is done, bits of a float64
	since  time.Time
	again  bool // for what is shown: the cursor stays
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
	switch s.failed = msg.err; {
	case msg.err != nil:
	case msg.by.again && s.found != nil:
		s.changed = false
		s.renew(&msg.found)
	default:
		s.changed = false
		s.show(&msg.found)
	}
	return nil
}

// follows looks again where edits change reports that are shown, or any while a search is
// under way: it may have read what is another sentence now.
func (s *Screen) follows(edits []annotate.Edit) []screen.Request {
	shown := map[annotate.ID]bool{}
	if s.found != nil {
		for i := range s.found.Hits {
			shown[s.found.Hits[i].Article.ID] = true
		}
	}
	for _, e := range edits {
		if x := e.Article; x != nil && (s.looking != nil || x.Before != nil && shown[x.Before.ID]) {
			s.changed = s.found != nil
			return s.lookAgain()
		}
	}
	return nil
}

// lookAgain looks once more: for what is shown, or what is being looked for in its place.
func (s *Screen) lookAgain() []screen.Request {
	again := s.looking == nil || s.looking.again
	out := s.look(s.text, 0)
	if s.looking != nil {
		s.looking.again = again
	}
	return out
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
// typed; esc brings back what was there, and looks for it where that had not ended.
func (s *Screen) ask() []screen.Request {
	was, typed := *s, false
	return []screen.Request{screen.Ask{
		Title: "find", Value: s.text,
		Typing: func(text string) []screen.Request {
			if _, err := query.Parse(text, s.labelling.Now()); err != nil {
				var wrong *query.Error
				errors.As(err, &wrong)
				return say(wrong.Why)
			}
			typed = true
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
			if !typed {
				return nil
			}
			return s.bringBack(&was)
		},
	}}
}

// bringBack shows what was shown before another query was typed.
func (s *Screen) bringBack(was *Screen) []screen.Request {
	s.giveUp()
	s.text, s.wrong, s.failed, s.found, s.whole = was.text, was.wrong, was.failed, was.found, was.whole
	s.layOut()
	s.cursor, s.top = min(was.cursor, max(s.stops()-1, 0)), was.top
	s.follow()
	s.changed = s.changed || was.changed
	if was.looking == nil && (!s.changed || s.found == nil) {
		return nil
	}
	out := s.look(s.text, 0)
	if s.looking != nil {
		s.looking.again = s.found != nil && (was.looking == nil || was.looking.again)
	}
	return out
}
