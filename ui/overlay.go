package ui

import (
	"fmt"
	"strings"

	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/sahilm/fuzzy"

	"rashomon/ui/screen"
	"rashomon/ui/theme"
)

// overlay is what takes the place of a screen for a moment: help, or the palette.
type overlay interface {
	// press acts on a key; done closes the overlay, and chosen, if any, is then pressed.
	press(tea.KeyPressMsg) (done bool, chosen screen.Press)
	keys() string // for the footer
	view(width, height int) []string
}

func (m *Model) overKey(msg tea.KeyPressMsg) tea.Cmd {
	done, chosen := m.over.press(msg)
	if !done {
		return nil
	}
	m.over = nil
	switch {
	case chosen == "":
		return nil
	case key.Matches(chosen, m.keys.Quit):
		return m.quit()
	case key.Matches(chosen, m.keys.Suspend):
		return tea.Suspend
	}
	return m.press(chosen)
}

// help lists every key of a screen.
type help struct {
	lines  []string
	top    int
	page   int
	height int
}

func newHelp(title string, groups []screen.Group, t theme.Theme) *help {
	h := &help{lines: []string{screen.Paint(t.Title, " Keys · "+title)}}
	for _, g := range groups {
		h.lines = append(h.lines, "", screen.Paint(t.Header, " "+g.Title))
		for _, b := range g.Bindings {
			h.lines = append(h.lines, "  "+screen.Paint(t.Key, screen.Pad(b.Help().Key, 12))+" "+screen.Paint(t.KeyHelp, b.Help().Desc))
		}
	}
	return h
}

func (h *help) press(msg tea.KeyPressMsg) (bool, screen.Press) {
	switch msg.String() {
	case "j", "down":
		h.top++
	case "k", "up":
		h.top--
	case "space", "pgdown", "ctrl+d":
		h.top += h.page
	case "pgup", "ctrl+u":
		h.top -= h.page
	case "g", "home":
		h.top = 0
	case "G", "end":
		h.top = len(h.lines)
	default:
		return true, ""
	}
	return false, ""
}

func (h *help) keys() string {
	keys := "j k scroll · any other key closes"
	if below := len(h.lines) - h.top - h.height; below > 0 {
		keys = fmt.Sprintf("%d more lines below: ", below) + keys
	}
	return keys
}

func (h *help) view(width, height int) []string {
	h.page, h.height = max(height-2, 1), height
	h.top = max(min(h.top, len(h.lines)-height), 0)
	out := make([]string, 0, height)
	for _, l := range h.lines[h.top:min(h.top+height, len(h.lines))] {
		out = append(out, ansi.Truncate(l, width, "…"))
	}
	return out
}

// palette finds a command by its name.
type palette struct {
	theme    theme.Theme
	input    textinput.Model
	bindings []key.Binding
	names    []string
	found    []int
	cursor   int
}

func newPalette(groups []screen.Group, t theme.Theme) *palette {
	p := &palette{theme: t, input: textinput.New()}
	p.input.Prompt = " : "
	styles := textinput.DefaultStyles(t.Dark)
	styles.Focused.Prompt, styles.Focused.Text = t.Key, t.Text
	styles.Cursor.Blink = false
	p.input.SetStyles(styles)
	p.input.Focus()
	seen := map[string]bool{}
	for _, g := range groups {
		for _, b := range g.Bindings {
			if name := b.Help().Desc; !seen[name] && b.Enabled() {
				seen[name] = true
				p.bindings, p.names = append(p.bindings, b), append(p.names, name)
			}
		}
	}
	p.find()
	return p
}

func (p *palette) find() {
	p.found, p.cursor = p.found[:0], 0
	text := strings.TrimSpace(p.input.Value())
	if text == "" {
		for i := range p.names {
			p.found = append(p.found, i)
		}
		return
	}
	for _, f := range fuzzy.Find(text, p.names) {
		p.found = append(p.found, f.Index)
	}
}

func (p *palette) press(msg tea.KeyPressMsg) (bool, screen.Press) {
	switch msg.String() {
	case "esc":
		return true, ""
	case "down", "ctrl+n", "tab":
		p.cursor = min(p.cursor+1, len(p.found)-1)
		return false, ""
	case "up", "ctrl+p", "shift+tab":
		p.cursor = max(p.cursor-1, 0)
		return false, ""
	case "enter":
		return true, p.chosen()
	}
	msg.Text = screen.Safe(msg.Text)
	p.typed(msg)
	return false, ""
}

// typed gives the input a message.
func (p *palette) typed(msg tea.Msg) {
	before := p.input.Value()
	p.input, _ = updated(p.input, msg)
	if p.input.Value() != before {
		p.find()
	}
}

func (p *palette) keys() string { return "⏎ do it · ↑ ↓ choose · esc cancel" }

// chosen is the key of the command under the cursor; q and quit leave, as they do in vim.
func (p *palette) chosen() screen.Press {
	if text := strings.TrimSpace(p.input.Value()); text == "q" || text == "quit" {
		return "ctrl+c"
	}
	if p.cursor >= len(p.found) || p.cursor < 0 {
		return ""
	}
	return screen.Press(p.bindings[p.found[p.cursor]].Keys()[0])
}

func (p *palette) view(width, height int) []string {
	p.input.SetWidth(max(width-6, 4))
	out := []string{ansi.Truncate(p.input.View(), width, ""), ""}
	rows := max(height-2, 1)
	top := max(p.cursor-rows+1, 0)
	for i := top; i < min(top+rows, len(p.found)); i++ {
		b := p.bindings[p.found[i]]
		if i == p.cursor {
			out = append(out, screen.Paint(p.theme.Selected, screen.Pad(p.theme.Glyphs.Cursor+screen.Pad(b.Help().Key, 12)+" "+b.Help().Desc, width)))
			continue
		}
		line := " " + screen.Paint(p.theme.Key, screen.Pad(b.Help().Key, 12)) + " " + screen.Paint(p.theme.Text, b.Help().Desc)
		out = append(out, ansi.Truncate(line, width, "…"))
	}
	if len(p.found) == 0 {
		out = append(out, screen.Paint(p.theme.Dim, ansi.Truncate(" no command is called that", width, "")))
	}
	return out[:min(len(out), height)]
}
