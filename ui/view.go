package ui

import (
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"rashomon/ui/screen"
)

const (
	headLines   = 1  // above the screen: where one is
	smallWidth  = 20 // below this in either direction nothing useful can be drawn
	smallHeight = 5
	footerFrom  = 8 // lines from which on the footer names keys
)

// bodyHeight is the lines a screen has: all but the head, the status line and the footer.
func (m *Model) bodyHeight() int {
	if m.height < footerFrom {
		return max(m.height-headLines-1, 1)
	}
	return m.height - headLines - 2
}

// View draws what is visible and nothing else.
func (m *Model) View() tea.View {
	v := tea.NewView(m.content())
	v.AltScreen = true
	v.WindowTitle = "rashomon · " + screen.Safe(m.active().Title())
	if m.o.Mouse {
		v.MouseMode = tea.MouseModeCellMotion
	}
	return v
}

func (m *Model) content() string {
	if m.width == 0 {
		return ""
	}
	if m.width < smallWidth || m.height < smallHeight {
		return m.tooSmall()
	}
	var body []string
	switch {
	case m.over != nil:
		body = m.over.view(m.width, m.bodyHeight())
	case m.confirm != nil && m.confirm.lines != nil:
		body = m.confirm.lines.view(m.width, m.bodyHeight())
	default:
		body = m.active().View()
	}
	if m.choose != nil {
		lines := m.choiceLines(m.bodyHeight())
		body = append(slices.Clone(body[:min(len(body), m.bodyHeight()-len(lines))]), lines...)
	}
	var b strings.Builder
	b.Grow(m.width * m.height * 2)
	b.WriteString(m.head())
	for i := range m.bodyHeight() {
		b.WriteByte('\n')
		if i < len(body) {
			b.WriteString(body[i])
		}
	}
	b.WriteByte('\n')
	b.WriteString(m.statusLine())
	if m.height >= footerFrom {
		b.WriteByte('\n')
		b.WriteString(m.footer())
	}
	return b.String()
}

// tooSmall is what a screen too small for anything says: what is not saved before all else.
func (m *Model) tooSmall() string {
	lines := []string{"needs 20 columns, 5 lines"}
	if saved, stuck := m.savedMark(true); stuck {
		lines = slices.Insert(lines, 0, saved)
	}
	lines = lines[:min(len(lines), max(m.height, 1))]
	for i, l := range lines {
		lines[i] = ansi.Truncate(l, m.width, "")
	}
	return strings.Join(lines, "\n")
}

// head says where one is, in whose name, and in which library.
func (m *Model) head() string {
	t := &m.theme
	right := screen.Safe(m.o.Name) + " · " + screen.Safe(m.o.Annotator) + " "
	title := " " + m.active().Title() + " "
	if room := m.width - ansi.StringWidth(title); ansi.StringWidth(right) > room-1 {
		right = ""
	}
	style := t.Dim
	if alarm := m.alarm(); alarm != "" {
		title = ansi.Truncate(title, max(min(leastTitle, m.width/2), m.width-ansi.StringWidth(alarm)-1), t.Glyphs.More+" ")
		right, style = ansi.Truncate(alarm, m.width-ansi.StringWidth(title), t.Glyphs.More), t.StatusError
	}
	title = ansi.Truncate(title, m.width, t.Glyphs.More)
	gap := strings.Repeat(" ", max(m.width-ansi.StringWidth(title)-ansi.StringWidth(right), 0))
	return screen.Paint(t.Title, title) + gap + screen.Paint(style, right)
}

// statusLine is the input while one is open, else a question, a message, or what the screen says.
func (m *Model) statusLine() string {
	t := &m.theme
	switch {
	case m.prompt != nil && m.confirm == nil:
		return ansi.Truncate(" "+m.prompt.input.View(), m.width, "")
	case m.confirm != nil:
		question := ansi.Truncate(" "+screen.Safe(m.confirm.Question), max(m.width-len(" y/n"), 0), t.Glyphs.More)
		return screen.Paint(t.StatusWarn, question+" y/n")
	case m.choose != nil:
		return ansi.Truncate(m.choices(), m.width, t.Glyphs.More)
	case m.opening:
		return screen.Paint(t.Status, ansi.Truncate(" opening …", m.width, ""))
	}
	text, style := m.errandProgress()+m.active().Status(), t.Status
	if m.message.Text != "" {
		text, style = screen.Safe(m.message.Text), t.StatusWarn
		if m.message.Bad {
			style = t.StatusError
		}
	}
	saved, stuck := m.savedMark(false)
	if ansi.StringWidth(text)+ansi.StringWidth(saved)+2 > m.width {
		saved, stuck = m.savedMark(true)
	}
	saved = ansi.Truncate(saved, m.width-1, "")
	mark := t.Dim
	if stuck {
		mark = t.StatusError
	}
	left := ansi.Truncate(" "+text, max(m.width-ansi.StringWidth(saved)-1, 0), t.Glyphs.More)
	gap := strings.Repeat(" ", max(m.width-ansi.StringWidth(left)-ansi.StringWidth(saved), 0))
	return screen.Paint(style, left) + gap + screen.Paint(mark, saved)
}

// footer names the keys that are of most use now, as many as fit.
func (m *Model) footer() string {
	t := &m.theme
	switch {
	case m.prompt != nil && m.confirm == nil:
		return m.prompt.footer(m.message, m.width, m.theme)
	case m.confirm != nil:
		keys := " y yes · any other key no"
		if m.confirm.lines != nil {
			keys = " y yes · " + strings.Replace(m.confirm.lines.keys(), "closes", "no", 1)
		}
		return screen.Paint(t.KeyHelp, ansi.Truncate(keys, m.width, t.Glyphs.More))
	case m.choose != nil:
		return screen.Paint(t.KeyHelp, ansi.Truncate(" a key above chooses · esc leaves it as it was", m.width, t.Glyphs.More))
	case m.over != nil:
		return screen.Paint(t.KeyHelp, ansi.Truncate(" "+m.over.keys(), m.width, t.Glyphs.More))
	}
	help := screen.Shortcut(m.keys.Help) + " help"
	room := m.width - ansi.StringWidth(help) - 2
	var out strings.Builder
	used := 1
	out.WriteByte(' ')
	for _, b := range m.hints() {
		hint := screen.Shortcut(b) + " " + b.Help().Desc
		if used+ansi.StringWidth(hint)+2 > room {
			continue
		}
		out.WriteString(screen.Paint(t.Key, screen.Shortcut(b)) + " " + screen.Paint(t.KeyHelp, b.Help().Desc) + "  ")
		used += ansi.StringWidth(hint) + 2
	}
	return out.String() + strings.Repeat(" ", max(m.width-used-ansi.StringWidth(help)-1, 0)) + screen.Paint(t.Key, screen.Shortcut(m.keys.Help)) + " " + screen.Paint(t.KeyHelp, "help")
}

// hints is the keys that are of most use now: those that the screen says, or else the first
// group of its help.
func (m *Model) hints() []key.Binding {
	if s, ok := m.active().(interface{ Hints() []key.Binding }); ok {
		return s.Hints()
	}
	return m.active().Help()[0].Bindings
}
