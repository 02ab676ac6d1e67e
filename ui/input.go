package ui

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"rashomon/ui/screen"
)

// wheelLines is how far one notch scrolls.
func wheelLines(b tea.MouseButton) int {
	switch b {
	case tea.MouseWheelDown:
		return 3
	case tea.MouseWheelUp:
		return -3
	}
	return 0
}

func (m *Model) mouse(msg tea.Msg) tea.Cmd {
	_, click := msg.(screen.Click)
	switch {
	case m.prompt != nil || m.confirm != nil || m.choose != nil || m.over != nil || m.opening:
		return nil
	case m.doing && click: // the keys that come after it, and are held, are about what it is on
		m.held = append(m.held, msg)
		return nil
	case m.doing:
		return nil
	}
	switch msg.(type) {
	case screen.Click, screen.Wheel: // what a click says stays when the button is let go
		m.message = screen.Say{}
	}
	return m.carryOut(m.active().Update(msg))
}

// key sends a key press to whoever has the keys: an open input first, the screen last.
func (m *Model) key(msg tea.KeyPressMsg) tea.Cmd {
	press := screen.Press(msg.String())
	switch {
	case key.Matches(press, m.keys.Quit):
		return m.quit()
	case key.Matches(press, m.keys.Suspend):
		return tea.Suspend
	case m.confirm != nil: // before the input: one leaves, and something is filled in
		return m.answer(msg)
	case m.prompt != nil:
		return m.promptKey(msg)
	case m.choose != nil:
		return m.chosen(press)
	case m.over != nil:
		return m.overKey(msg)
	case m.doing && m.stepping && key.Matches(press, m.keys.Back):
		m.stopping = true
		return nil
	case m.stops(press):
		m.giveUp()
		return nil
	case m.opening || m.doing || m.waits(press):
		m.held = append(m.held, msg)
		return nil
	}
	return m.press(press)
}

// release acts on what was held, as if it came now.
func (m *Model) release() tea.Cmd {
	held := m.held
	m.held = nil
	var cmds []tea.Cmd
	for _, msg := range held {
		switch msg := msg.(type) {
		case tea.KeyPressMsg:
			cmds = append(cmds, m.key(msg))
		case tea.PasteMsg:
			cmds = append(cmds, m.paste(msg))
		case screen.Click:
			cmds = append(cmds, m.mouse(msg))
		}
	}
	return tea.Batch(cmds...)
}

// press is a key press when no input is open.
func (m *Model) press(p screen.Press) tea.Cmd {
	m.message = screen.Say{}
	if m.prefix != "" {
		p, m.prefix = m.prefix+p, ""
	} else if (p == "]" || p == "[") && len(m.screens) > 1 {
		m.prefix = p
		m.message = screen.Say{Text: string(p) + " … then d for differences, c for conflicts, u for sentences without a label, s for labelled spans"}
		return nil
	}
	switch k := m.keys; {
	case key.Matches(p, k.Help):
		m.over = newHelp(m.active().Title(), append(m.helpUnsaved(), append(m.active().Help(), k.Everywhere())...), m.theme)
	case key.Matches(p, k.Palette):
		m.over = newPalette(append(m.active().Help(), k.Everywhere()), m.theme)
	case key.Matches(p, k.Redraw):
		return tea.ClearScreen
	case key.Matches(p, k.Mouse):
		m.o.Mouse = !m.o.Mouse
		m.message.Text = "mouse off: the terminal selects text again"
		if m.o.Mouse {
			m.message.Text = "mouse on: click a sentence, turn the wheel"
		}
	case !m.modal() && key.Matches(p, k.Backup):
		return m.askBackup()
	case !m.modal() && key.Matches(p, k.Unsaved):
		return m.askUnsaved()
	case !m.modal() && key.Matches(p, k.Guidelines, k.Find, k.History, k.Progress, k.Agreement, k.Adjudicate, k.Scheme):
		return m.goTo(p)
	default:
		return m.carryOut(m.active().Update(p))
	}
	return nil
}

// modal says whether the active screen has keys of its own just now, as when words are
// selected in it: those that lead elsewhere wait then.
func (m *Model) modal() bool {
	s, ok := m.active().(interface{ Modal() bool })
	return ok && s.Modal()
}

// goTo acts on the keys that lead elsewhere from every screen.
func (m *Model) goTo(p screen.Press) tea.Cmd {
	switch k := m.keys; {
	case key.Matches(p, k.Guidelines):
		m.over = newGuidelines(m.o, m.theme)
	case key.Matches(p, k.Find):
		return m.request(screen.Find{})
	case key.Matches(p, k.History):
		return m.request(screen.History{})
	case key.Matches(p, k.Progress):
		return m.request(screen.Counts{})
	case key.Matches(p, k.Agreement):
		return m.request(screen.Agreement{})
	case key.Matches(p, k.Adjudicate):
		return m.request(screen.Adjudicate{})
	case key.Matches(p, k.Scheme):
		return m.request(screen.UseScheme{})
	}
	return nil
}
