package ui

import (
	"strings"
	"testing"
	"unicode"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"rashomon/annotate"
	"rashomon/ui/screen"
	"rashomon/ui/theme"
)

// FuzzPrompt opens a line of input with anything in it, pastes and types anything and presses
// keys, in a line of any width: what is drawn is one harmless line, and so is what is accepted,
// but for line ends.
func FuzzPrompt(f *testing.F) {
	for _, seed := range [][3]string{
		{"speaker", "Ottil", "the pilot\nthe gate crew\n2 officials"}, {"note", "one\ntwo", ""}, {"\x1b[31mred", "a\u202eb\x07", "\x1b]8;;x\x07"}, {"", "", "\xff\xfe"},
		{strings.Repeat("long ", 60), strings.Repeat("é", 300), "👩‍👩‍👧\nẞ\nſ\nİ"}, {"port", "K", "K\nk\nelvin"},
	} {
		f.Add(seed[0], seed[1], seed[2], "pasted \r\n text\t👩\u200d👩", "12\x00", []byte{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 2, 10, 11}, uint8(40))
	}
	f.Add("note", "one two", "", "", "", []byte{0, 13}, uint8(40)) // alt+d on the last character
	look, keys := theme.New(true, true), screen.NewKeys(annotate.DefaultScheme())
	f.Fuzz(func(t *testing.T, title, value, choices, paste, typed string, presses []byte, width uint8) {
		accepted := ""
		ask := screen.Ask{Title: title, Value: value, Choices: strings.Split(choices, "\n"), Digits: width%2 == 0, Done: func(text string) []screen.Request {
			accepted = text
			return nil
		}}
		m := &Model{theme: look, keys: keys, width: int(width), height: 10}
		m.prompt = newPrompt(ask, look, m.width)
		m.paste(tea.PasteMsg{Content: paste})
		harmless(t, m)
		for _, r := range typed {
			m.promptKey(tea.KeyPressMsg{Code: r, Text: string(r)})
		}
		for _, p := range presses[:min(len(presses), 60)] {
			m.promptKey(edits[int(p)%len(edits)])
			harmless(t, m)
			m.prompt.fit(int(p))
		}
		m.promptKey(tea.KeyPressMsg{Code: tea.KeyEnter})
		if m.prompt != nil || strings.ContainsFunc(accepted, disturbs) {
			t.Errorf("accepted %q", accepted)
		}
	})
}

// edits are keys that change a line without ending it.
var edits = []tea.KeyPressMsg{
	{Code: tea.KeyLeft}, {Code: tea.KeyRight}, {Code: tea.KeyTab}, {Code: tea.KeyBackspace}, {Code: tea.KeyDelete}, {Code: tea.KeyHome}, {Code: tea.KeyEnd}, {Code: tea.KeyUp}, {Code: tea.KeyDown},
	{Code: 'w', Mod: tea.ModCtrl}, {Code: 'u', Mod: tea.ModCtrl}, {Code: 'k', Mod: tea.ModCtrl}, {Code: '1', Text: "1"}, {Code: 'd', Mod: tea.ModAlt}, {Code: 'b', Mod: tea.ModAlt},
}

func disturbs(r rune) bool {
	return unicode.IsControl(r) && r != '\n' || unicode.Is(unicode.Bidi_Control, r)
}

func harmless(t *testing.T, m *Model) {
	t.Helper()
	for _, line := range []string{m.statusLine(), m.footer()} {
		if text := ansi.Strip(line); strings.ContainsFunc(text, disturbs) || strings.Contains(text, "\n") || ansi.StringWidth(line) > m.width {
			t.Fatalf("%d columns in %d: %q", ansi.StringWidth(line), m.width, line)
		}
	}
}
