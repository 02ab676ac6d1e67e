package ui

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"

	"rashomon/annotate"
	"rashomon/ui/screen"
)

// goingBack is a way back that is being gone. One job is a moment of waiting for it: between two
// the screen is told how far it is, and who holds the keys can stop it.
type goingBack struct {
	number  uint64
	cancel  context.CancelFunc
	far     atomic.Pointer[string]
	back    chan wentBack
	stopped bool // nothing was changed
}

// wentBack is what came of it.
type wentBack struct {
	change annotate.Change
	err    error
}

// Error says how far it is, where that is why a job is done.
func (g *goingBack) Error() string {
	text := fmt.Sprintf("going back to change %d", g.number)
	if far := g.far.Load(); far != nil {
		text += ": " + *far
	}
	return text
}

// goBack is the job that makes the library what it was after a change.
func (m *Model) goBack(r screen.BackTo) func(Library) (annotate.Change, error) {
	by, at := m.o.Annotator, annotate.Instant(m.o.Now())
	ctx, cancel := context.WithCancel(m.ctx)
	g := &goingBack{number: r.Number, cancel: cancel, back: make(chan wentBack, 1)}
	return func(lib Library) (annotate.Change, error) {
		go func() {
			c, err := lib.GoBack(ctx, g.number, by, at, g.tell)
			g.back <- wentBack{c, err}
		}()
		return g.wait(lib)
	}
}

func (g *goingBack) tell(what string, done, all int) {
	far := fmt.Sprintf("%s, %s of %s", what, screen.Number(done), screen.Number(all))
	g.far.Store(&far)
}

// wait waits for what comes of it; after a moment the error is g itself.
func (g *goingBack) wait(Library) (annotate.Change, error) {
	select {
	case x := <-g.back:
		g.cancel()
		switch {
		case errors.Is(x.err, context.Canceled):
			g.stopped = true
			return x.change, g
		case x.err == nil && len(x.change.Edits) == 0:
			return x.change, errors.New("nothing has changed since then")
		}
		return x.change, x.err
	case <-time.After(moment):
		return annotate.Change{}, g
	}
}

// goOnBack shows how far it is, and waits on; or says that it was stopped.
func (m *Model) goOnBack(g *goingBack) tea.Cmd {
	if g.stopped {
		m.stepping, m.stopping = false, false
		m.message = screen.Say{Text: fmt.Sprintf("going back to change %d was stopped: nothing was changed", g.number)}
		return m.onward(m.release())
	}
	m.doing, m.stepping = true, true
	m.message = screen.Say{Text: g.Error() + " …  esc stops"}
	if m.stopping || m.leaving {
		g.cancel()
		m.message.Text = g.Error() + " …  stopping"
	}
	m.saving.waiting = slices.Insert(m.saving.waiting, 0, job{do: g.wait}) // nothing comes before what goes on already
	return m.fly()
}
