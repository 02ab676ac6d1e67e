package ui

import (
	"context"
	"fmt"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"rashomon/ui/screen"
)

// errand is something that goes on beside all else and may take long: the external suggester at
// work, a page on its way, feeds being updated. There is one at a time.
type errand struct {
	name   string
	far    func() string // how far it is
	stop   key.Binding   // gives it up, on every screen where nothing is typed
	polite bool          // what comes of it waits until nobody is in the middle of something
	cancel context.CancelFunc

	ready   func() tea.Cmd // what is to be done with what came, while that waits
	landing bool           // it is being done
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

// send starts an errand, or where that of the same name is under way gives it up. Do is called off
// the event loop, and returns what is to be done on it.
func (m *Model) send(e *errand, do func(context.Context) (then func() tea.Cmd)) tea.Cmd {
	switch {
	case m.errand != nil && m.errand.name == e.name:
		m.giveUp()
		return nil
	case m.errand != nil:
		m.message = screen.Say{Text: fmt.Sprintf("one thing at a time: %s gives up %s", screen.Shortcut(m.errand.stop), m.errand.name)}
		return nil
	}
	ctx, cancel := context.WithCancel(m.ctx)
	e.cancel, m.errand = cancel, e
	if !m.message.Bad { // it would stand before how far this is
		m.message = screen.Say{}
	}
	m.abroad.Add(1)
	return tea.Batch(e.tick(), func() tea.Msg {
		defer m.abroad.Done()
		return returned{e, do(ctx)}
	})
}

func (e *errand) tick() tea.Cmd {
	return tea.Tick(errandEvery, func(time.Time) tea.Msg { return stillAway{e} })
}

// stillAway has the screen drawn again while the errand goes on.
func (m *Model) stillAway(msg stillAway) tea.Cmd {
	if msg.by != m.errand || msg.by.ready != nil {
		return nil
	}
	return msg.by.tick()
}

// returned shows what came of an errand, or has it wait.
func (m *Model) returned(msg returned) tea.Cmd {
	switch {
	case msg.by != m.errand:
		return nil
	case msg.by.polite:
		msg.by.ready = msg.then
		return nil // settle does it
	}
	m.end(msg.by)
	return msg.then()
}

// settle does what has waited for nobody being in the middle of something: what came of an errand
// is shown or stored, and what is to be fetched next is sent for.
func (m *Model) settle() tea.Cmd {
	e := m.errand
	switch {
	case m.leaving, m.stuck != nil:
		return nil
	case e == nil && len(m.wanted) > 0:
		return m.fetchNext()
	case e == nil || e.ready == nil || e.landing || m.occupied():
		return nil
	}
	e.landing = true
	return e.ready()
}

// occupied says whether somebody is in the middle of something that another text under it, or
// another screen over it, would spoil: typing, answering, selecting words, filling in fields.
func (m *Model) occupied() bool {
	return m.prompt != nil || m.confirm != nil || m.choose != nil || m.over != nil || m.prefix != "" || m.editing.Load() ||
		m.opening || m.doing || m.modal() || m.unsaved() != ""
}

// unsaved asks whether what is filled in on some screen and not saved is to be left; empty where
// nothing is.
func (m *Model) unsaved() string {
	for _, s := range m.screens {
		if q := unsavedIn(s); q != "" {
			return q
		}
	}
	return ""
}

func unsavedIn(s Screen) string {
	if u, ok := s.(interface{ Unsaved() string }); ok {
		return u.Unsaved()
	}
	return ""
}

// longestFar is the columns for how far an errand is: what gives it up is to be seen behind that.
const longestFar = 50

// errandProgress is what the status line says while an errand goes on; empty where none does.
func (m *Model) errandProgress() string {
	e := m.errand
	if e == nil {
		return ""
	}
	far := ansi.Truncate(screen.Safe(e.far()), longestFar, m.theme.Glyphs.More)
	switch {
	case e.landing:
		far = "storing what came"
	case e.ready != nil:
		far = "here; it waits until you are done with this"
	}
	if n := len(m.wanted); n > 0 {
		far += ", then " + screen.Number(n) + " more to fetch"
	}
	return e.name + ": " + far + " · " + screen.Shortcut(e.stop) + " gives up · "
}

// stops says whether a key press gives up what goes on.
func (m *Model) stops(p screen.Press) bool { return m.errand != nil && key.Matches(p, m.errand.stop) }

// giveUp ends the errand, and what was to be fetched after it, and says so. What is being stored
// by then says itself what came in.
func (m *Model) giveUp() {
	m.message = screen.Say{Text: "gave up " + m.errand.name}
	if n := len(m.wanted); n > 0 {
		m.message.Text += ", and " + screen.Number(n) + " more"
	}
	m.wanted = nil
	m.end(m.errand)
}

// end ends an errand, whether it is done or not.
func (m *Model) end(e *errand) {
	e.cancel()
	if m.errand == e {
		m.errand = nil
	}
}

// patience is how long leaving waits for errands to put away what they have laid out.
const patience = 3 * time.Second

// home waits, after the end of the context, until all errands are back, but no longer than that.
func (m *Model) home() {
	all := make(chan struct{})
	go func() {
		m.abroad.Wait()
		close(all)
	}()
	select {
	case <-all:
	case <-time.After(patience):
	}
}
