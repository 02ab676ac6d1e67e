package termtest

import (
	"fmt"
	"os"
	"slices"
	"sort"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/term"
	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"
)

// AltScreen says whether the program is on the alternate screen.
func (t *Terminal) AltScreen() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.screen.IsAltScreen()
}

// CursorVisible says whether the cursor is shown.
func (t *Terminal) CursorVisible() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.isOn(ansi.ModeTextCursorEnable)
}

// Unrestored names what the program has changed in the terminal and not put
// back: a person would find their shell on the wrong screen, without a cursor,
// or printing mouse codes. It is empty after a clean end.
func (t *Terminal) Unrestored() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	var names []string
	for mode := range t.modes {
		if t.isOn(mode) != onAtFirst(mode) {
			names = append(names, modeName(mode))
		}
	}
	sort.Strings(names)
	names = slices.Compact(names)
	if t.pushed > 0 {
		names = append(names, "keyboard enhancements")
	}
	if t.rawInput() {
		names = append(names, "line discipline (echo, line editing)")
	}
	return names
}

// watchModes follows what the program switches. The emulator keeps the cursor's
// visibility apart for each screen; real terminals have one cursor.
func (t *Terminal) watchModes() {
	t.screen.SetCallbacks(vt.Callbacks{
		EnableMode:  func(m ansi.Mode) { t.modes[m] = true },
		DisableMode: func(m ansi.Mode) { t.modes[m] = false },
	})
	// The Kitty keyboard protocol's stack: CSI > flags u pushes, CSI < n u pops.
	t.screen.RegisterCsiHandler(ansi.Command('>', 0, 'u'), func(ansi.Params) bool {
		t.pushed++
		return true
	})
	t.screen.RegisterCsiHandler(ansi.Command('<', 0, 'u'), func(p ansi.Params) bool {
		n, _, _ := p.Param(0, 1)
		t.pushed = max(0, t.pushed-n)
		return true
	})
}

func (t *Terminal) isOn(mode ansi.Mode) bool {
	on, switched := t.modes[mode]
	return on || !switched && onAtFirst(mode)
}

func onAtFirst(mode ansi.Mode) bool {
	return mode == ansi.ModeTextCursorEnable || mode == ansi.ModeAutoWrap
}

func modeName(mode ansi.Mode) string {
	switch mode {
	case ansi.ModeTextCursorEnable:
		return "hidden cursor"
	case ansi.ModeAltScreen, ansi.ModeAltScreenSaveCursor:
		return "alternate screen"
	case ansi.ModeBracketedPaste:
		return "bracketed paste"
	case ansi.ModeFocusEvent:
		return "focus reports"
	case ansi.ModeMouseX10, ansi.ModeMouseNormal, ansi.ModeMouseHighlight, ansi.ModeMouseButtonEvent,
		ansi.ModeMouseAnyEvent, ansi.ModeMouseExtSgr:
		return "mouse reports"
	case ansi.ModeSynchronizedOutput:
		return "synchronized update"
	}
	return fmt.Sprintf("mode %d", mode.Mode())
}

// rawInput says whether echo, line editing and the like are set otherwise than
// in a new pseudo-terminal. It says no where the system does not tell.
func (t *Terminal) rawInput() bool {
	fresh, slave, err := pty.Open()
	if err != nil {
		return false
	}
	defer fresh.Close()
	defer slave.Close()
	want, got := lineState(fresh), lineState(t.pty)
	return want != nil && got != nil && *want != *got
}

// lineState goes by way of SyscallConn because File.Fd would make the file
// blocking, and Close could then not interrupt a read.
func lineState(f *os.File) *term.State {
	conn, err := f.SyscallConn()
	if err != nil {
		return nil
	}
	var state *term.State
	if err := conn.Control(func(fd uintptr) { state, _ = term.GetState(fd) }); err != nil {
		return nil
	}
	return state
}
