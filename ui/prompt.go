package ui

import (
	"os"
	"os/exec"
	"strings"

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
	in.Prompt = ask.Title + ": "
	styles := textinput.DefaultStyles(t.Dark)
	styles.Focused.Prompt, styles.Focused.Text, styles.Focused.Suggestion = t.Key, t.Text, t.Ghost
	styles.Cursor.Blink = false
	in.SetStyles(styles)
	in.SetValue(oneLine(ask.Value))
	in.ShowSuggestions = len(ask.Choices) > 0
	choices := make([]string, len(ask.Choices))
	for i, c := range ask.Choices {
		choices[i] = screen.Safe(c)
	}
	in.SetSuggestions(choices)
	in.SetWidth(max(width-ansi.StringWidth(in.Prompt)-2, 4))
	in.Focus()
	return &prompt{ask: ask, input: in}
}

// newline stands for a line's end in the input, which has only one line.
const newline = "⏎"

func oneLine(text string) string   { return strings.ReplaceAll(text, "\n", newline) }
func manyLines(text string) string { return strings.ReplaceAll(text, newline, "\n") }

// promptKey is a key press while the input is open.
func (m *Model) promptKey(msg tea.KeyPressMsg) tea.Cmd {
	p := m.prompt
	switch msg.String() {
	case "esc":
		m.prompt = nil
		m.message = screen.Say{}
		if p.ask.Cancelled != nil {
			return m.carryOut(p.ask.Cancelled())
		}
		return nil
	case "enter":
		m.prompt = nil
		m.message = screen.Say{}
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
	before := p.input.Value()
	var cmd tea.Cmd
	p.input, cmd = p.input.Update(msg)
	if after := p.input.Value(); after != before && p.ask.Typing != nil {
		return tea.Batch(cmd, m.carryOut(p.ask.Typing(after)))
	}
	return cmd
}

func (m *Model) paste(msg tea.PasteMsg) tea.Cmd {
	if m.prompt == nil {
		m.message = screen.Say{Text: "nothing here takes pasted text"}
		return nil
	}
	return m.typed(tea.PasteMsg{Content: oneLine(strings.TrimSpace(msg.Content))})
}

// matches is the completions that go with what is typed, for the line under the input.
func (p *prompt) matches(width int, t theme.Theme) string {
	var shown []string
	for _, s := range p.input.MatchedSuggestions() {
		shown = append(shown, s)
		if len(shown) == 8 {
			break
		}
	}
	keys := "⏎ accept · esc cancel"
	if len(shown) > 0 {
		keys = "tab completes: " + strings.Join(shown, " | ") + " · " + keys
	}
	if p.ask.Editor {
		keys += " · ctrl+e in an editor"
	}
	return t.KeyHelp.Render(ansi.Truncate(" "+keys, width, t.Glyphs.More))
}

// editorClosed is the message that the external editor has ended.
type editorClosed struct {
	text string
	err  error
}

// edit opens text in $VISUAL or $EDITOR, in a file of its own that is removed afterwards.
func edit(text string) tea.Cmd {
	words := strings.Fields(firstOf(os.Getenv("VISUAL"), os.Getenv("EDITOR"), "vi"))
	f, err := os.CreateTemp("", "rashomon-note-*.txt")
	if err == nil {
		_, err = f.WriteString(text)
		f.Close()
	}
	if err != nil {
		return func() tea.Msg { return editorClosed{err: err} }
	}
	return tea.ExecProcess(exec.Command(words[0], append(words[1:], f.Name())...), func(err error) tea.Msg {
		defer os.Remove(f.Name())
		if err != nil {
			return editorClosed{err: err}
		}
		b, err := os.ReadFile(f.Name())
		return editorClosed{text: string(b), err: err}
	})
}

func firstOf(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
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
