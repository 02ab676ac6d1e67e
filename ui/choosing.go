package ui

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"rashomon/ui/screen"
	"rashomon/ui/theme"
)

// confirm is a question that waits for its answer, and what it is about above it.
type confirm struct {
	screen.Confirm
	lines  *help // nil where there is nothing but the question
	leaves bool  // yes leaves the program
}

func newConfirm(c screen.Confirm, t theme.Theme) *confirm {
	out := &confirm{Confirm: c}
	if len(c.Lines) > 0 {
		out.lines = &help{}
		for _, l := range c.Lines {
			out.lines.lines = append(out.lines.lines, " "+screen.Paint(t.Text, screen.Safe(l)))
		}
	}
	return out
}

// answer takes a key for an answer, or for one that scrolls what the question is about.
func (m *Model) answer(msg tea.KeyPressMsg) tea.Cmd {
	if m.confirm.lines != nil {
		if done, _ := m.confirm.lines.press(msg); !done {
			return nil
		}
	}
	yes := m.confirm.Yes
	m.confirm = nil
	if p := msg.String(); p != "y" && p != "Y" {
		m.message = screen.Say{Text: "left as it was"}
		return nil
	}
	return m.carryOut(yes())
}

// chosen takes a key for one of the things to choose from.
func (m *Model) chosen(p screen.Press) tea.Cmd {
	c := m.choose
	for i, x := range c.Choices {
		if x.Key != "" && string(p) == x.Key {
			m.choose = nil
			return m.carryOut(c.Done(i))
		}
	}
	if !key.Matches(p, m.keys.Back) {
		return nil
	}
	m.choose = nil
	m.message = screen.Say{Text: "left as it was"}
	return nil
}

// choices is what there is to choose from, as the status line shows it: cut to the width
// where it does not fit, and then over more lines above it.
func (m *Model) choices() string {
	var b strings.Builder
	b.WriteString(" " + screen.Paint(m.theme.StatusWarn, screen.Safe(m.choose.Title)+":"))
	for _, x := range m.choose.Choices {
		if x.Key == "" {
			continue
		}
		b.WriteString("  " + screen.Paint(m.theme.Key, x.Key) + " " + screen.Safe(x.Name))
	}
	return b.String()
}

// choiceLines is what the choice is about, and the choices one a line, for where they do not fit into
// one; nil where there is nothing of it.
func (m *Model) choiceLines(height int) []string {
	var out []string
	for _, l := range m.choose.Lines {
		if len(out) < height {
			out = append(out, screen.Pad(" "+screen.Paint(m.theme.Text, l), m.width))
		}
	}
	if ansi.StringWidth(m.choices()) <= m.width {
		return out
	}
	for _, x := range m.choose.Choices {
		if x.Key != "" && len(out) < height {
			out = append(out, ansi.Truncate("  "+screen.Paint(m.theme.Key, screen.Pad(x.Key, 3))+" "+screen.Safe(x.Name), m.width, m.theme.Glyphs.More))
		}
	}
	return out
}
