package termtest

import (
	"bytes"
	"errors"
	"os"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// run starts the named probe, which is this test binary itself.
func run(t *testing.T, o Options, probe string) *Terminal {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	o.Env = append(o.Env, "PROBE="+probe, "GORACE=atexit_sleep_ms=0") // or a race build takes a second to end
	return Run(t, o, self)
}

func must(t *testing.T, errs ...error) {
	t.Helper()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
}

func wantExit(t *testing.T, term *Terminal, want int) {
	t.Helper()
	if code, err := term.Wait(); err != nil || code != want {
		t.Errorf("exit code %d (%v), want %d", code, err, want)
	}
}

func TestProgramSeesTheTerminalAsked(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		light bool
		want  string
	}{{false, "background dark"}, {true, "background light"}} {
		term := run(t, Options{Width: 70, Height: 12, Light: c.light}, "tea")
		must(t, term.WaitFor("size 70x12"), term.WaitFor(c.want))
		if !term.AltScreen() || term.CursorVisible() {
			t.Errorf("alternate screen %v, cursor %v; want true, false", term.AltScreen(), term.CursorVisible())
		}
		must(t, term.Resize(90, 20), term.WaitFor("size 90x20"))
		if g := term.Cells(); g.Width != 90 || g.Height != 20 || len(g.Rows) != 20 {
			t.Errorf("grid is %dx%d with %d rows", g.Width, g.Height, len(g.Rows))
		}
	}
}

func TestInputArrives(t *testing.T) {
	t.Parallel()
	term := run(t, Options{Width: 200}, "tea")
	must(t, term.WaitFor("keys"), term.Keys("j", "<enter>", "<ctrl+x>", "<alt+1>", "ab", "<pgdown>", "<esc>"))
	must(t, term.WaitFor("keys j enter ctrl+x alt+1 a b pgdown esc"))
	must(t, term.Click(3, 2), term.WaitFor("MouseClickMsg@3,2 tea.MouseReleaseMsg@3,2"))
	must(t, term.Wheel(5, 1, -2), term.WaitMatch(regexp.MustCompile(`(?m)(MouseWheelMsg@5,1.*){2}$`)))
	must(t, term.Paste("one\ntwo"), term.WaitFor(`pasted "one\ntwo"`), term.WaitGone(`pasted "two"`))
	if err := term.Keys("j", "<nokey>"); err == nil || strings.Contains(term.Screen(), "esc j") {
		t.Errorf("an unknown key was sent: %v", err)
	}
	if err := term.Keys("<esc>", "j"); err == nil {
		t.Error("esc before another key was sent")
	}
}

func TestCellsHaveStylesAndWidths(t *testing.T) {
	t.Parallel()
	term := run(t, Options{}, "tea")
	must(t, term.WaitUntil("a red word", func(g Grid) bool {
		x, y, found := g.Find("red")
		return found && g.At(x, y).Style == Style{Bold: true, Fg: "#ff0000"}
	}))
	g := term.Cells()
	x, y, _ := g.Find("旗🇸🇪|")
	if got := []int{g.At(x, y).Width, g.At(x+1, y).Width, g.At(x+2, y).Width}; !slices.Equal(got, []int{2, 0, 2}) {
		t.Errorf("widths %v, want 2 0 2", got)
	}
	if g.At(x+4, y).Text != "|" {
		t.Errorf("after two wide graphemes comes %q", g.At(x+4, y).Text)
	}
	if (g.At(-1, 0) != Cell{} || g.At(0, 99) != Cell{}) {
		t.Error("a cell outside of the screen is not empty")
	}
}

func TestTerminalIsRestored(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(*Terminal) error{
		"key":     func(term *Terminal) error { return term.Keys("q") },
		"SIGTERM": func(term *Terminal) error { return term.Signal(syscall.SIGTERM) },
	} {
		t.Run(name, func(t *testing.T) {
			term := run(t, Options{}, "tea")
			must(t, term.WaitFor("background dark"))
			if !slices.Contains(term.Unrestored(), "alternate screen") || !slices.Contains(term.Unrestored(), "mouse reports") {
				t.Errorf("while it runs: %q", term.Unrestored())
			}
			must(t, end(term))
			wantExit(t, term, 0)
			if left := term.Unrestored(); len(left) > 0 {
				t.Errorf("left behind: %q", left)
			}
			if term.AltScreen() || !term.CursorVisible() {
				t.Errorf("alternate screen %v, cursor %v; want false, true", term.AltScreen(), term.CursorVisible())
			}
		})
	}
}

func TestTerminalIsNotRestored(t *testing.T) {
	t.Parallel()
	term := run(t, Options{}, "messy")
	wantExit(t, term, 7)
	want := []string{"alternate screen", "hidden cursor", "mouse reports", "keyboard enhancements"}
	if got := term.Unrestored(); !slices.Equal(got, want) {
		t.Errorf("left behind %q, want %q", got, want)
	}

	term = run(t, Options{}, "tea")
	must(t, term.WaitFor("background dark"), term.Kill())
	wantExit(t, term, -1)
	if !slices.Contains(term.Unrestored(), "line discipline (echo, line editing)") {
		t.Errorf("after a kill: %q", term.Unrestored())
	}
}

func TestWaitsFailWithTheScreen(t *testing.T) {
	t.Parallel()
	term := run(t, Options{Patience: 1500 * time.Millisecond}, "tea")
	err := term.WaitFor("nothing of the kind")
	if !errors.Is(err, ErrTimeout) || !strings.Contains(err.Error(), "size 80x24") {
		t.Errorf("got %v", err)
	}
	if _, err := term.Wait(); !errors.Is(err, ErrTimeout) {
		t.Errorf("waiting for the end of a running program: %v", err)
	}
	must(t, term.Keys("q"))
	wantExit(t, term, 0)
	if err := term.WaitFor("nothing of the kind"); !errors.Is(err, ErrEnded) {
		t.Errorf("got %v, want ErrEnded", err)
	}
	if _, err := Start(Options{Dir: t.TempDir()}, "/no/such/program"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a program that is not there: %v", err)
	}
	if _, err := Start(Options{}, "true"); err == nil {
		t.Error("a program without a folder of its own was started")
	}
}

func TestIdleProgramWritesNothing(t *testing.T) {
	t.Parallel()
	term := run(t, Options{}, "tea")
	must(t, term.WaitFor("background dark"), term.WaitStill(200*time.Millisecond))
	before := term.Raw()
	must(t, term.WaitStill(200*time.Millisecond))
	if !bytes.Equal(before, term.Raw()) {
		t.Errorf("wrote %q", term.Raw()[len(before):])
	}
	must(t, term.Keys("j"), term.WaitFor("keys j"))
	if !bytes.HasPrefix(term.Raw(), before) || len(term.Raw()) == len(before) {
		t.Error("raw output did not grow")
	}
}

func TestPiecesOfGraphemesAndUpdates(t *testing.T) {
	t.Parallel()
	term := run(t, Options{Patience: 1500 * time.Millisecond}, "split")
	must(t, term.WaitFor("family 👩\u200d👩\u200d👧 end"), term.WaitFor("link"))
	if x, y, _ := term.Cells().Find("link"); term.Cells().At(x, y).Link != "https://example.org/a" {
		t.Errorf("link goes to %q", term.Cells().At(x, y).Link)
	}
	must(t, term.Keys("<enter>"))
	if err := term.WaitFor("half a frame"); !errors.Is(err, ErrTimeout) || !bytes.Contains(term.Raw(), []byte("half a frame")) {
		t.Errorf("half a frame was seen or not written: %v", err)
	}
	must(t, term.Keys("<enter>"), term.WaitFor("whole frame"), term.WaitGone("half a frame"))
}

func TestInputNobodyReads(t *testing.T) {
	t.Parallel()
	term := run(t, Options{Patience: 1500 * time.Millisecond}, "tea")
	must(t, term.WaitFor("background dark"), term.Signal(syscall.SIGSTOP))
	if err := term.Send(bytes.Repeat([]byte("x"), 1<<20)); !errors.Is(err, ErrTimeout) {
		t.Errorf("got %v, want a time-out", err)
	}
	term.Close()
	term.Close()
}

func TestEnvironmentIsClean(t *testing.T) {
	t.Setenv("RASHOMON_LIBRARY", "mine")
	t.Setenv("NO_COLOR", "1")
	term := Run(t, Options{Env: []string{"TZ=Asia/Tokyo"}, Dir: t.TempDir()}, "/usr/bin/env")
	wantExit(t, term, 0)
	text := term.Screen()
	for _, bad := range []string{"RASHOMON_LIBRARY", "NO_COLOR", "TZ=UTC"} {
		if strings.Contains(text, bad) {
			t.Errorf("the program saw %s:\n%s", bad, text)
		}
	}
	if !strings.Contains(text, "TZ=Asia/Tokyo") {
		t.Errorf("Options.Env was not passed on:\n%s", text)
	}
}
