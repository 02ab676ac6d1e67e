package ui

import (
	"errors"
	"os"
	"os/exec"
	"strings"
	"unicode/utf8"

	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"rashomon/ui/screen"
	"rashomon/ui/theme"
)

// prompt is the line of input at the foot of the screen.
type prompt struct {
	ask   screen.Ask
	input textinput.Model
}

func newPrompt(ask screen.Ask, t theme.Theme, width int) *prompt {
	in := textinput.New()
	styles := textinput.DefaultStyles(t.Dark)
	styles.Focused.Prompt, styles.Focused.Text, styles.Focused.Suggestion = t.Key, t.Text, t.Ghost
	styles.Cursor.Blink = false
	in.SetStyles(styles)
	in.SetValue(screen.Safe(oneLine(ask.Value)))
	in.ShowSuggestions = len(ask.Choices) > 0
	in.Focus()
	ask.Title = screen.Safe(ask.Title)
	p := &prompt{ask: ask, input: in}
	p.fit(width)
	return p
}

// leastInput is the columns that the input keeps where the question would leave none.
const leastInput = 8

// fit gives the question and the input their columns; the cursor stays in sight.
func (p *prompt) fit(width int) {
	p.input.Prompt = screen.Pad(p.ask.Title+": ", min(ansi.StringWidth(p.ask.Title)+2, max(width-leastInput-2, 0)))
	p.input.SetWidth(max(width-ansi.StringWidth(p.input.Prompt)-2, 1))
	p.input.SetCursor(p.input.Position())
	p.suggest()
}

// suggest offers the choices to complete with: none once the text scrolls, where the input
// draws them wrongly, and none with fewer characters than stand there, on which it fails.
func (p *prompt) suggest() {
	var choices []string
	text := p.input.Value()
	if ansi.StringWidth(text) < p.input.Width() {
		for _, c := range p.ask.Choices {
			if c = screen.Safe(c); utf8.RuneCountInString(c) >= utf8.RuneCountInString(text) {
				choices = append(choices, c)
			}
		}
	}
	p.input.SetSuggestions(choices)
}

// newline stands for a line's end in the input, which has only one line.
const newline = "⏎"

func oneLine(text string) string   { return strings.ReplaceAll(text, "\n", newline) }
func manyLines(text string) string { return strings.ReplaceAll(text, newline, "\n") }

// promptKey is a key press while the input is open.
func (m *Model) promptKey(msg tea.KeyPressMsg) tea.Cmd {
	p := m.prompt
	m.message = screen.Say{}
	switch msg.String() {
	case "esc":
		m.prompt = nil
		if p.ask.Cancelled != nil {
			return m.carryOut(p.ask.Cancelled())
		}
		return nil
	case "enter":
		m.prompt = nil
		return m.carryOut(p.ask.Done(manyLines(p.input.Value())))
	case "ctrl+e":
		if p.ask.Editor {
			return edit(manyLines(p.input.Value()))
		}
	}
	return m.typed(msg)
}

// typed gives the input a message and tells who asked when the line has changed.
func (m *Model) typed(msg tea.Msg) tea.Cmd {
	p := m.prompt
	if k, ok := msg.(tea.KeyPressMsg); ok {
		k.Text = screen.Safe(k.Text)
		msg = k
	}
	before := p.input.Value()
	var cmd tea.Cmd
	p.input, cmd = p.input.Update(msg)
	p.suggest()
	if after := p.input.Value(); after != before && p.ask.Typing != nil {
		return tea.Batch(cmd, m.carryOut(p.ask.Typing(manyLines(after))))
	}
	return cmd
}

func (m *Model) paste(msg tea.PasteMsg) tea.Cmd {
	text := strings.ReplaceAll(strings.TrimSpace(msg.Content), "\r\n", "\n")
	clean := tea.PasteMsg{Content: screen.Safe(oneLine(text))}
	switch p, ok := m.over.(*palette); {
	case m.prompt != nil:
		return m.typed(clean)
	case ok:
		p.typed(clean)
	case m.over == nil && m.confirm == nil:
		m.message = screen.Say{Text: "nothing here takes pasted text"}
	}
	return nil
}

// footer is the line under the input: what came of what is typed, else the keys and the
// completions.
func (p *prompt) footer(said screen.Say, width int, t theme.Theme) string {
	if said.Text != "" {
		style := t.StatusWarn
		if said.Bad {
			style = t.StatusError
		}
		return screen.Paint(style, ansi.Truncate(" "+said.Text, width, t.Glyphs.More))
	}
	var shown []string
	for _, s := range p.input.MatchedSuggestions() {
		shown = append(shown, s)
		if len(shown) == 8 {
			break
		}
	}
	keys := "⏎ accept · esc cancel"
	if p.ask.Editor {
		keys += " · ctrl+e in an editor"
	}
	if len(shown) > 0 {
		keys += " · tab: " + strings.Join(shown, " | ")
	}
	return screen.Paint(t.KeyHelp, ansi.Truncate(" "+keys, width, t.Glyphs.More))
}

// editorClosed is the message that the external editor has ended.
type editorClosed struct {
	text string
	err  error
}

// editorReady is the message that the text is in a file for the editor.
type editorReady struct {
	file string
	err  error
}

// edit puts text into a file of its own, for an editor.
func edit(text string) tea.Cmd {
	return func() tea.Msg {
		f, err := os.CreateTemp("", "rashomon-note-*.txt")
		if err != nil {
			return editorReady{err: err}
		}
		_, err = f.WriteString(text)
		return editorReady{file: f.Name(), err: errors.Join(err, f.Close())}
	}
}

// openEditor hands the terminal to $VISUAL or $EDITOR. An interrupt pressed there is the editor's.
func (m *Model) openEditor(msg editorReady) tea.Cmd {
	if msg.err != nil {
		m.fail(msg.err)
		return nil
	}
	words := []string{"vi"}
	for _, name := range []string{"EDITOR", "VISUAL"} {
		if w := strings.Fields(os.Getenv(name)); len(w) > 0 {
			words = w
		}
	}
	m.editing.Store(true)
	return tea.ExecProcess(exec.Command(words[0], append(words[1:], msg.file)...), func(err error) tea.Msg {
		m.editing.Store(false)
		defer os.Remove(msg.file)
		if err != nil {
			return editorClosed{err: err}
		}
		b, err := os.ReadFile(msg.file)
		return editorClosed{text: string(b), err: err}
	})
}

func (m *Model) editorClosed(msg editorClosed) tea.Cmd {
	switch {
	case msg.err != nil:
		m.fail(msg.err)
	case m.prompt != nil:
		ask := m.prompt.ask
		m.prompt = nil
		return m.carryOut(ask.Done(strings.TrimSpace(strings.ReplaceAll(msg.text, "\r\n", "\n"))))
	}
	return nil
}
