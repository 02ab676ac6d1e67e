package ui

import (
	"context"
	"fmt"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"rashomon/ui/screen"
)

// errand is something that goes on beside all else and may take long: the external suggester at
// work, a page on its way, feeds being updated. There is one at a time.
type errand struct {
	name   string
	far    func() string // how far it is
	stop   key.Binding   // gives it up
	cancel context.CancelFunc
}

// returned is the message that an errand is done. Then is called on the event loop, unless the
// errand was given up.
type returned struct {
	by   *errand
	then func() tea.Cmd
}

// stillAway is the message that it is time to show how far an errand is.
type stillAway struct{ by *errand }

const errandEvery = 100 * time.Millisecond

// send starts an errand, or where that of the same name is under way gives it up. Do is called off the event loop, and returns what is to be done on it.
func (m *Model) send(e *errand, do func(context.Context) (then func() tea.Cmd)) tea.Cmd {
	switch {
	case m.errand != nil && m.errand.name == e.name:
		m.giveUp()
		m.message = screen.Say{Text: "gave up " + e.name}
		return nil
	case m.errand != nil:
		m.message = screen.Say{Text: fmt.Sprintf("one thing at a time: %s gives up %s", screen.Shortcut(m.errand.stop), m.errand.name)}
		return nil
	}
	ctx, cancel := context.WithCancel(context.Background())
	e.cancel, m.errand = cancel, e
	return tea.Batch(e.tick(), func() tea.Msg { return returned{e, do(ctx)} })
}

func (e *errand) tick() tea.Cmd {
	return tea.Tick(errandEvery, func(time.Time) tea.Msg { return stillAway{e} })
}

// stillAway has the screen drawn again while the errand goes on.
func (m *Model) stillAway(msg stillAway) tea.Cmd {
	if msg.by != m.errand {
		return nil
	}
	return msg.by.tick()
}

// returned shows what came of an errand.
func (m *Model) returned(msg returned) tea.Cmd {
	if msg.by != m.errand {
		return nil
	}
	m.giveUp()
	return msg.then()
}

// errandProgress is what the status line says while an errand goes on; empty where none does.
func (m *Model) errandProgress() string {
	if m.errand == nil {
		return ""
	}
	return m.errand.name + ": " + screen.Safe(m.errand.far()) + " · " + screen.Shortcut(m.errand.stop) + " gives up · "
}

// giveUp ends the errand; false where there is none.
func (m *Model) giveUp() bool {
	if m.errand == nil {
		return false
	}
	m.errand.cancel()
	m.errand = nil
	return true
}
