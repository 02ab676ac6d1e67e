package ui

import (
	tea "charm.land/bubbletea/v2"

	"rashomon/annotate"
	"rashomon/ui/screen"
)

// unmade is the changes that were taken back before they were saved. No library knows of them, and so
// redo makes them again from here, until somebody does something else.
type unmade struct {
	changes []annotate.Change // the last of them is made again first
	later   int               // steps that the library took back since then: redo makes these first
}

// noted takes note of a change that the library has made of its own.
func (u *unmade) noted(c annotate.Change) {
	switch {
	case len(u.changes) == 0:
	case c.Undoes != 0:
		u.later++
	case c.Redoes != 0:
		u.later = max(u.later-1, 0)
	default:
		*u = unmade{}
	}
}

// takeLast takes the newest change back that could not be saved.
func (m *Model) takeLast() (cmd tea.Cmd, ok bool) {
	for i := len(m.saving.waiting) - 1; i >= 0; i-- {
		j := m.saving.waiting[i]
		if j.change == nil {
			continue
		}
		m.saving.waiting = append(m.saving.waiting[:i:i], m.saving.waiting[i+1:]...)
		m.tellSeen()
		m.unmade.changes, m.unmade.later = append(m.unmade.changes, *j.change), 0
		m.message = screen.Say{Text: "taken back before it was saved: " + screen.Safe(j.change.What)}
		cmd = tea.Batch(m.hide(*j.change, true), m.keepRescue())
		if len(m.saving.changes()) == 0 {
			m.stuck = nil
			cmd = tea.Batch(cmd, m.fly(), m.clearRescue())
		}
		return cmd, true
	}
	return nil, false
}

// makeLast makes again what takeLast took back.
func (m *Model) makeLast() (cmd tea.Cmd, ok bool) {
	last := len(m.unmade.changes) - 1
	if last < 0 || m.unmade.later > 0 {
		return nil, false
	}
	c := m.unmade.changes[last]
	m.unmade.changes = m.unmade.changes[:last]
	m.labelling.Make(c)
	m.voices.edited(c.Edits)
	m.message = screen.Say{Text: "made again: " + screen.Safe(c.What)}
	return tea.Batch(m.everyone(screen.Edited{Edits: c.Edits, Show: true}), m.save(job{change: &c})), true
}
