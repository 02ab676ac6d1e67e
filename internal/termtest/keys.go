package termtest

import (
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// Keys presses keys, one after another. Each is text to type, as in "j" or
// "two words", or a key's name in angle brackets: "<enter>", "<esc>", "<tab>",
// "<space>", "<backspace>", "<up>", "<pgdown>", "<home>", "<delete>", "<f1>",
// with "ctrl+", "alt+" and "shift+" before it: "<ctrl+c>", "<alt+1>",
// "<shift+tab>". Nothing is sent if one of the names is unknown.
//
// A terminal sends alt as an escape before the key, so nothing may follow
// "<esc>" before the program has read it: it must be the last of a call, and a
// wait for its effect must follow.
func (t *Terminal) Keys(keys ...string) error {
	var all strings.Builder
	for i, key := range keys {
		code, err := encodeKey(key)
		if err != nil {
			return err
		}
		if code == "\x1b" && i < len(keys)-1 {
			return fmt.Errorf("key %s: %q comes after it in the same call and would be read as alt+%[2]s", key, keys[i+1])
		}
		all.WriteString(code)
	}
	return t.Send([]byte(all.String()))
}

// Click presses and releases the left button on the cell in column x of row y,
// both from 0. It is an error if the program has not asked for the mouse.
func (t *Terminal) Click(x, y int) error {
	return t.mouse(ansi.MouseSgr(0, x, y, false) + ansi.MouseSgr(0, x, y, true))
}

// Wheel turns the mouse wheel over a cell: notches times down, or up if
// notches is negative.
func (t *Terminal) Wheel(x, y, notches int) error {
	button := ansi.MouseWheelDown
	if notches < 0 {
		button, notches = ansi.MouseWheelUp, -notches
	}
	code := ansi.EncodeMouseButton(button, false, false, false, false)
	return t.mouse(strings.Repeat(ansi.MouseSgr(code, x, y, false), notches))
}

// Paste pastes text, bracketed if the program has asked for that. The text is
// sent as it is, whatever it contains.
func (t *Terminal) Paste(text string) error {
	t.mu.Lock()
	bracketed := t.isOn(ansi.ModeBracketedPaste)
	t.mu.Unlock()
	if bracketed {
		text = ansi.BracketedPasteStart + text + ansi.BracketedPasteEnd
	}
	return t.Send([]byte(text))
}

// Send sends bytes to the program as they are. The error is [ErrTimeout] if
// the program does not read them within Options.Patience.
func (t *Terminal) Send(input []byte) error {
	sent := make(chan error, 1)
	go func() { // a pseudo-terminal has no write deadline everywhere; the program's end frees a stuck write
		_, err := t.pty.Write(input)
		sent <- err
	}()
	select {
	case err := <-sent:
		if err != nil {
			return fmt.Errorf("terminal: send %d bytes: %w", len(input), err)
		}
		return nil
	case <-time.After(t.patience):
		return fmt.Errorf("terminal: send %d bytes: the program does not read: %w", len(input), ErrTimeout)
	}
}

func (t *Terminal) mouse(code string) error {
	t.mu.Lock()
	asked := t.isOn(ansi.ModeMouseExtSgr)
	t.mu.Unlock()
	if !asked {
		return errors.New("terminal: the program has not asked for the mouse")
	}
	return t.Send([]byte(code))
}

// Modifiers as xterm adds them up in "CSI 1 ; 1+modifiers A".
const (
	shift = 1
	alt   = 2
	ctrl  = 4
)

// encodeKey returns what xterm sends for a key, see
// https://invisible-island.net/xterm/ctlseqs/ctlseqs.html.
func encodeKey(key string) (string, error) {
	name, isName := strings.CutPrefix(key, "<")
	name, closed := strings.CutSuffix(name, ">")
	if !isName || !closed || name == "" {
		return key, nil
	}
	modifiers := 0
	for _, m := range []struct {
		prefix string
		bit    int
	}{{"ctrl+", ctrl}, {"alt+", alt}, {"shift+", shift}} {
		if rest, ok := strings.CutPrefix(name, m.prefix); ok && rest != "" {
			name, modifiers = rest, modifiers|m.bit
		}
	}
	code := cursorKey(name, modifiers)
	if code == "" {
		code = textKey(name, modifiers)
	}
	if code == "" {
		return "", fmt.Errorf("terminal: key %s: no such key, or none with these modifiers (ctrl+, alt+, shift+, in this order)", key)
	}
	return code, nil
}

// cursorKey encodes the keys that write no text; "" for any other.
func cursorKey(name string, modifiers int) string {
	letter, isLetter := map[string]string{
		"up": "A", "down": "B", "right": "C", "left": "D", "home": "H", "end": "F",
		"f1": "P", "f2": "Q", "f3": "R", "f4": "S",
	}[name]
	number, isNumber := map[string]string{
		"insert": "2", "delete": "3", "pgup": "5", "pgdown": "6",
		"f5": "15", "f6": "17", "f7": "18", "f8": "19", "f9": "20", "f10": "21", "f11": "23", "f12": "24",
	}[name]
	switch {
	case isLetter && modifiers > 0:
		return fmt.Sprintf("\x1b[1;%d%s", 1+modifiers, letter)
	case isLetter && name[0] == 'f':
		return "\x1bO" + letter
	case isLetter:
		return "\x1b[" + letter
	case isNumber && modifiers > 0:
		return fmt.Sprintf("\x1b[%s;%d~", number, 1+modifiers)
	case isNumber:
		return "\x1b[" + number + "~"
	}
	return ""
}

// textKey encodes the keys that are one byte or rune, and the control keys
// made of them; "" for any other.
func textKey(name string, modifiers int) string {
	named, isNamed := map[string]string{
		"enter": "\r", "tab": "\t", "esc": "\x1b", "space": " ", "backspace": "\x7f",
	}[name]
	prefix := ""
	if modifiers&alt != 0 {
		prefix = "\x1b"
	}
	switch plain := modifiers &^ alt; {
	case name == "tab" && plain == shift:
		return prefix + "\x1b[Z"
	case name == "space" && plain == ctrl:
		return prefix + "\x00"
	case isNamed && plain == 0:
		return prefix + named
	case isNamed || utf8.RuneCountInString(name) != 1:
		return ""
	case plain == 0:
		return prefix + name
	case plain == shift:
		return prefix + strings.ToUpper(name)
	case plain == ctrl && strings.Contains("abcdefghijklmnopqrstuvwxyz[\\]^_", name):
		return prefix + string(name[0]&0x1f)
	}
	return ""
}
