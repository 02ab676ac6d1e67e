package ui

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"

	tea "charm.land/bubbletea/v2"

	"rashomon/annotate"
	"rashomon/ui/screen"
)

// goingBack is a way back that is being gone, by one job: what a tick shows of it meanwhile, and ends it by.
type goingBack struct {
	number uint64
	far    atomic.Pointer[string]
	cancel atomic.Pointer[context.CancelFunc] // nil until it has begun
}

// stillBack is the message that it is time to show how far a way back is.
type stillBack struct{ on *goingBack }

// goBack makes the library what it was after a change.
func (m *Model) goBack(r screen.BackTo) tea.Cmd {
	g := &goingBack{number: r.Number}
	m.onWayBack = g
	by, at := m.o.Annotator, annotate.Instant(m.o.Now())
	return tea.Batch(m.do(func(lib Library) (annotate.Change, error) {
		ctx, cancel := context.WithCancel(m.ctx)
		defer cancel()
		g.cancel.Store(&cancel)
		c, err := lib.GoBack(ctx, g.number, by, at, g.tell)
		switch {
		case errors.Is(err, context.Canceled):
			return c, g
		case err == nil && len(c.Edits) == 0:
			return c, errors.New("nothing has changed since then")
		}
		return c, err
	}), m.o.After(errandEvery, stillBack{g}))
}

func (g *goingBack) tell(what string, done, all int) {
	far := fmt.Sprintf(": %s, %s of %s", what, screen.Number(done), screen.Number(all))
	g.far.Store(&far)
}

// Error says that it was given up.
func (g *goingBack) Error() string {
	return fmt.Sprintf("going back to change %d was stopped: nothing was changed", g.number)
}

// stillBack shows how far a way back is. It ends it for who presses esc, insists on leaving or
// sends a signal; who only leaves has it gone to its end, as it was confirmed.
func (m *Model) stillBack(msg stillBack) tea.Cmd {
	g := msg.on
	if g != m.onWayBack {
		return nil
	}
	if cancel := g.cancel.Load(); cancel != nil {
		insists := m.leaving && m.insists
		m.stepping = true
		then := "esc stops"
		switch {
		case m.stopping || insists || m.ordered:
			(*cancel)()
			then = "stopping"
		case m.leaving:
			then = "then leaving  esc stops"
		}
		if !insists { // what is said of that is more
			text := fmt.Sprintf("going back to change %d", g.number)
			if far := g.far.Load(); far != nil {
				text += *far
			}
			m.message = screen.Say{Text: text + " …  " + then}
		}
	}
	return m.o.After(errandEvery, msg)
}

// stoppedBack says that a way back was given up.
func (m *Model) stoppedBack(g *goingBack) tea.Cmd {
	m.message = screen.Say{Text: g.Error()}
	if m.leaving { // nobody will see it
		m.tellLost(g)
	}
	return m.onward(m.release())
}

// tellLost keeps what is told when the program has ended, if it is a way back that was given up.
func (m *Model) tellLost(err error) {
	if g := (*goingBack)(nil); errors.As(err, &g) {
		m.lost = errors.Join(m.lost, g)
	}
}
