package ui

import (
	"errors"
	"time"

	tea "charm.land/bubbletea/v2"

	"rashomon/ui/screen"
)

// ErrHangs says that a write neither succeeds nor fails: a network drive that is away, a disk that
// is dying. Whoever gets it must not wait for the library either, not even to close it.
var ErrHangs = errors.New("the disk does not answer")

// lastMoment is how long a disk is waited for that somebody does not want to wait for.
const lastMoment = 3 * time.Second

// Hurry ends what waits for a disk that may never answer: Flush then writes nothing to the library
// any more. It may be called at any time, and more than once.
func (m *Model) Hurry() { m.hurried.Do(func() { close(m.hurry) }) }

// hanging is the message that the last moment of a flight is over.
type hanging struct{ flight *flight }

// waitNoLonger gives what is under way a last moment, where one wants to leave for the second time.
func (m *Model) waitNoLonger() tea.Cmd {
	if !m.leaving || !m.insists || len(m.saving.flying) == 0 {
		return nil
	}
	m.message = screen.Say{Text: "a moment: if the disk does not answer, what is not saved goes elsewhere …", Bad: true}
	return m.o.After(lastMoment, hanging{m.saving.flight})
}

// hanging leaves without waiting for a flight that has not landed.
func (m *Model) hanging(msg hanging) tea.Cmd {
	if !m.leaving || len(m.saving.flying) == 0 || m.saving.flight != msg.flight {
		return nil
	}
	m.Hurry()
	m.closeAll()
	return tea.Quit
}
