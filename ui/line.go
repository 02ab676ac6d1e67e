package ui

import (
	"unicode/utf8"

	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"
)

// updated is a line of input after a message. Where the cursor stands on the last character, its
// own way to delete a word (alt+d) reads beyond the end and fails: there is but that character to
// delete.
func updated(in textinput.Model, msg tea.Msg) (textinput.Model, tea.Cmd) {
	press, ok := msg.(tea.KeyPressMsg)
	if ok && key.Matches(press, in.KeyMap.DeleteWordForward) && in.Position() == utf8.RuneCountInString(in.Value())-1 {
		msg = tea.KeyPressMsg{Code: tea.KeyDelete}
	}
	return in.Update(msg)
}
