package ui

import (
	"os"
	"os/exec"
	"slices"
	"strings"
	"unicode/utf8"

	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"rashomon/internal/private"
	"rashomon/ui/screen"
	"rashomon/ui/theme"
)

// prompt is the line of input at the foot of the screen.
type prompt struct {
	ask     screen.Ask
	input   textinput.Model
	choices choices
	fresh   bool   // no key was pressed yet: enter takes the first choice, if digits choose
	digit   string // that was just pressed and chose what stands in the line
}

func newPrompt(ask screen.Ask, t theme.Theme, width int) *prompt {
	in := textinput.New()
	styles := textinput.DefaultStyles(t.Dark)
	styles.Focused.Prompt, styles.Focused.Text, styles.Focused.Suggestion, styles.Focused.Placeholder = t.Key, t.Text, t.Ghost, t.Ghost
	styles.Cursor.Blink = false
	in.SetStyles(styles)
	ask.Title = screen.Safe(ask.Title)
	if ask.Digits && ask.Value != "" { // what stands is the first choice: typing takes its place
		ask.Choices = append([]string{ask.Value}, slices.DeleteFunc(slices.Clone(ask.Choices), func(c string) bool { return c == ask.Value })...)
		ask.Value = ""
	}
	in.SetValue(screen.Safe(oneLine(ask.Value)))
	in.ShowSuggestions = len(ask.Choices) > 0
	in.Focus()
	p := &prompt{ask: ask, input: in, choices: newChoices(ask), fresh: true}
	p.choices.match(p.input.Value())
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

// suggest offers the first of the choices to complete with: none once the text scrolls,
// where the input draws it wrongly, and none with fewer characters than stand there, on
// which it fails. Before anything is typed it shows what enter would take.
func (p *prompt) suggest() {
	var offered []string
	text := p.input.Value()
	p.input.Placeholder = ""
	if first, ok := p.choices.first(); ok {
		if ansi.StringWidth(text) < p.input.Width() && utf8.RuneCountInString(first) >= utf8.RuneCountInString(text) {
			offered = append(offered, first)
		}
		if p.fresh && p.ask.Digits && ansi.StringWidth(first) == utf8.RuneCountInString(first) { // else it is drawn with zeros, or cut
			p.input.Placeholder = ansi.Truncate(first, max(p.input.Width(), 0), "")
		}
	}
	p.input.SetSuggestions(offered)
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
		text := p.input.Value()
		if first, ok := p.choices.first(); ok && p.fresh && p.ask.Digits && text == "" {
			text = first
		}
		m.prompt = nil
		return m.carryOut(p.ask.Done(manyLines(text)))
	case "ctrl+e":
		if p.ask.Editor {
			return edit(manyLines(p.input.Value()))
		}
	}
	if p.digit != "" { // unless it begins a name: 2 officials
		digit := p.digit
		if p.digit = ""; msg.Text != "" {
			p.input.SetValue(digit)
			p.input.CursorEnd()
		}
	} else if choice, ok := p.choices.digit(msg.String()); ok && p.ask.Digits && p.input.Value() == "" {
		p.digit = msg.String()
		return m.changed(func() tea.Cmd {
			p.input.SetValue(choice)
			p.input.CursorEnd()
			return nil
		})
	}
	if text, ok := p.choices.press(msg.String(), p.input.Value()); ok {
		return m.changed(func() tea.Cmd {
			p.input.SetValue(text)
			p.input.CursorEnd()
			return nil
		})
	}
	return m.typed(msg)
}

// typed gives the input a message; what is typed is what the choices are for.
func (m *Model) typed(msg tea.Msg) tea.Cmd {
	p := m.prompt
	if k, ok := msg.(tea.KeyPressMsg); ok {
		k.Text = screen.Safe(k.Text)
		msg = k
	}
	return m.changed(func() (cmd tea.Cmd) {
		before := p.input.Value()
		if p.input, cmd = updated(p.input, msg); p.input.Value() != before {
			p.choices.match(p.input.Value())
		}
		return cmd
	})
}

// changed changes the line and tells who asked where that makes it another.
func (m *Model) changed(change func() tea.Cmd) tea.Cmd {
	p := m.prompt
	before := p.input.Value()
	cmd := change()
	p.fresh = false
	p.suggest()
	if after := p.input.Value(); after != before && p.ask.Typing != nil {
		return tea.Batch(cmd, m.carryOut(p.ask.Typing(manyLines(after))))
	}
	return cmd
}

func (m *Model) paste(msg tea.PasteMsg) tea.Cmd {
	text := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.TrimSpace(msg.Content))
	clean := tea.PasteMsg{Content: screen.Safe(oneLine(text))}
	switch p, ok := m.over.(*palette); {
	case m.confirm != nil:
	case len(m.held) > 0: // one of the keys that were pressed before it may open what it is for
		m.held = append(m.held, msg)
	case m.prompt != nil:
		return m.typed(clean)
	case ok:
		p.typed(clean)
	case m.over == nil && m.choose == nil:
		return m.pasted(text)
	}
	return nil
}

// footer is the line under the input: what came of what is typed, else the choices and the
// keys.
func (p *prompt) footer(said screen.Say, width int, t theme.Theme) string {
	if said.Text != "" {
		style := t.StatusWarn
		if said.Bad {
			style = t.StatusError
		}
		return screen.Paint(style, ansi.Truncate(" "+screen.Safe(said.Text), width, t.Glyphs.More))
	}
	keys := "⏎ accept · esc cancel"
	if p.ask.Editor {
		keys += " · ctrl+e in an editor"
	}
	return p.choices.line(p.ask.Digits && p.input.Value() == "", keys, width, t)
}

// editorClosed is the message that the external editor has ended.
type editorClosed struct {
	text string
	err  error
}

// editorReady is the message that the text is in a file for the editor.
type editorReady struct {
	file *private.Text
	err  error
}

// edit puts text into a file of its own, for an editor.
func edit(text string) tea.Cmd {
	return func() tea.Msg {
		file, err := private.NewText("note.txt", []byte(text))
		return editorReady{file: file, err: err}
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
	editor := exec.Command(words[0], append(words[1:], msg.file.Path)...)
	editor.Stdin = os.Stdin // the terminal itself: it would be given a pipe of the program's keys
	return tea.ExecProcess(editor, func(err error) tea.Msg {
		m.editing.Store(false)
		defer msg.file.Remove()
		if err != nil {
			return editorClosed{err: err}
		}
		b, err := os.ReadFile(msg.file.Path)
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
