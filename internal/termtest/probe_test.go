package termtest

import (
	"fmt"
	"os"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// TestMain turns the test binary into the program under test when PROBE names
// one, so that it is built once and with the same flags.
func TestMain(m *testing.M) {
	switch os.Getenv("PROBE") {
	case "":
		os.Exit(m.Run())
	case "tea":
		runTea()
	case "messy": // ends without putting the terminal back
		fmt.Print(ansi.SetModeAltScreenSaveCursor, ansi.ResetModeTextCursorEnable, ansi.SetModeMouseExtSgr,
			ansi.PushKittyKeyboard(1), "left")
		os.Exit(7)
	case "split": // graphemes and an update in pieces
		runSplit()
	}
}

func runSplit() {
	pause := func() { time.Sleep(5 * time.Millisecond) }
	for _, piece := range []string{"family ", "👩\u200d", "👩\u200d👧", " end\r\n", "\x1b]8;;https://example.org/a\x1b\\link\x1b]8;;\x1b\\\r\n"} {
		os.Stdout.WriteString(piece)
		pause()
	}
	buffer := make([]byte, 1)
	os.Stdin.Read(buffer) // a line feed, as the line discipline is not raw
	os.Stdout.WriteString(ansi.SetModeSynchronizedOutput + "half a frame")
	os.Stdin.Read(buffer)
	os.Stdout.WriteString("\x1b[A\x1b[2K\rwhole frame" + ansi.ResetModeSynchronizedOutput)
	os.Stdin.Read(buffer)
}

func runTea() {
	_, err := tea.NewProgram(probe{}).Run()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// probe shows what it has been told.
type probe struct {
	size, background, keys, mouse, pasted string
}

func (p probe) Init() tea.Cmd { return tea.RequestBackgroundColor }

func (p probe) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		p.size = fmt.Sprintf("%dx%d", msg.Width, msg.Height)
	case tea.BackgroundColorMsg:
		p.background = "light"
		if msg.IsDark() {
			p.background = "dark"
		}
	case tea.KeyPressMsg:
		if msg.String() == "q" {
			return p, tea.Quit
		}
		p.keys += " " + msg.String()
	case tea.MouseMsg:
		p.mouse += fmt.Sprintf(" %T@%d,%d", msg, msg.Mouse().X, msg.Mouse().Y)
	case tea.PasteMsg:
		p.pasted = fmt.Sprintf("%q", msg.Content)
	}
	return p, nil
}

func (p probe) View() tea.View {
	v := tea.NewView(fmt.Sprintf("size %s\nbackground %s\nkeys%s\nmouse%s\npasted %s\n\x1b[1;38;2;255;0;0mred\x1b[m 旗🇸🇪|",
		p.size, p.background, p.keys, p.mouse, p.pasted))
	v.AltScreen = true
	v.MouseMode = tea.MouseModeCellMotion
	return v
}
