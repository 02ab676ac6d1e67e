//go:build unix

package cli_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"rashomon/internal/termtest"
)

// TestEvents has anything pressed, clicked, pasted and resized in the real program, which is left in
// any way there is, wherever one is: the terminal is as it was, the exit code says that all is well,
// and the library is sound. RASHOMON_EVENTS says how many things happen, RASHOMON_EVENTS_SEED which.
func TestEvents(t *testing.T) {
	t.Parallel()
	all, seed := 600, uint64(1)
	if s := os.Getenv("RASHOMON_EVENTS"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil {
			t.Fatal(err)
		}
		all = n
	}
	if s := os.Getenv("RASHOMON_EVENTS_SEED"); s != "" {
		n, err := strconv.ParseUint(s, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		seed = n
	}
	r := rand.New(rand.NewPCG(seed, 2))
	library := filepath.Join(t.TempDir(), "demo.db")
	sessions := 0
	for done := 0; done < all; sessions++ {
		o := termtest.Options{Env: []string{"VISUAL=true", "TMPDIR=" + t.TempDir()}}
		w := &wild{session: start(t, o, library, "demo"), r: r, seed: seed}
		w.see("✓ saved")
		for range 100 + r.IntN(100) {
			w.happen()
			done++
		}
		w.end()
		s := session{t: t, library: library}
		if out := s.run("check"); !strings.Contains(out, " is sound: ") {
			t.Fatalf("seed %d, after %s: %s", seed, w.last(), out)
		}
	}
	t.Logf("%d events in %d sessions", all, sessions)
}

// wild is a session in which anything happens.
type wild struct {
	session
	r     *rand.Rand
	seed  uint64
	trace []string
}

func (w *wild) last() string {
	return strings.Join(w.trace[max(0, len(w.trace)-40):], " ")
}

// tried fails where something could not be sent. What has no mouse hears of none.
func (w *wild) tried(what string, err error) {
	w.t.Helper()
	w.trace = append(w.trace, what)
	if err != nil && !strings.Contains(err.Error(), "mouse") {
		w.t.Fatalf("seed %d, after %s: %v\n%s", w.seed, w.last(), err, w.Screen())
	}
}

var wildKeys = strings.Fields(`f q c x . j k l h g G n N a s m u v y t o e b p = - ! C A I X | J V O W Q M B K F P R T H S D r z w d + ] [ ]u ]c ]s [s / : ?
	<enter> <enter> <enter> <tab> <shift+tab> <up> <down> <left> <right> <home> <end> <pgup> <pgdown> <space> <backspace> <delete> <f1>
	<ctrl+d> <ctrl+u> <ctrl+r> <ctrl+p> <ctrl+n> <ctrl+l> <ctrl+a> <ctrl+w> <ctrl+k> <ctrl+e> <ctrl+s> <alt+1> <alt+3> <alt+i> <alt+m> <alt+s> <alt+u> <alt+x> é 港 👍 0 1 2 3 9 ~`)

// happen has one thing happen.
func (w *wild) happen() {
	switch n := w.r.IntN(40); {
	case n < 2:
		width, height := 1+w.r.IntN(300), 1+w.r.IntN(90)
		if n == 0 {
			width, height = 60+w.r.IntN(100), 14+w.r.IntN(40)
		}
		w.tried("still", w.WaitStill(60*time.Millisecond)) // the emulator cannot draw a frame that was meant for another size
		w.tried(fmt.Sprintf("size %d %d", width, height), w.Resize(width, height))
		w.tried("still", w.WaitStill(60*time.Millisecond))
	case n < 5:
		x, y := w.r.IntN(160), w.r.IntN(50)
		w.tried(fmt.Sprintf("click %d %d", x, y), w.Click(x, y))
	case n < 6:
		w.tried("wheel", w.Wheel(w.r.IntN(100), w.r.IntN(30), w.r.IntN(7)-3))
	case n < 8:
		text := []string{"fqc\x1b[31m\x07", "gate\r\nthe", strings.Repeat("long ", 4_000), "", "\x00\u202e港"}[w.r.IntN(5)]
		w.tried(fmt.Sprintf("paste %.10q", text), w.Paste(text))
	case n < 13:
		w.tried("<esc>", w.Keys("<esc>"))
		w.tried("still", w.WaitStill(60*time.Millisecond)) // or it is an alt
	case n < 14:
		w.tried("focus", w.Send([]byte([]string{"\x1b[I", "\x1b[O", "\x1b]11;rgb:ffff/ffff/ffff\x07", "\x1b[?1;2c", "\x1b[<0;1;1M", "\x1b[999;999R"}[w.r.IntN(6)])))
	default:
		key := wildKeys[w.r.IntN(len(wildKeys))]
		w.tried(key, w.Keys(key))
	}
}

// end leaves, by a key or a signal.
func (w *wild) end() {
	w.t.Helper()
	w.tried("still", w.WaitStill(200*time.Millisecond))
	switch w.r.IntN(3) {
	case 0:
		w.tried("<ctrl+c>", w.Keys("<ctrl+c>"))
		w.tried("still", w.WaitStill(200*time.Millisecond))
		if w.AltScreen() { // it asks first where something is filled in
			w.tried("<ctrl+c>", w.Keys("<ctrl+c>"))
		}
	case 1:
		w.tried("SIGTERM", w.Signal(syscall.SIGTERM))
	case 2:
		w.tried("SIGHUP", w.Signal(syscall.SIGHUP))
	}
	code, err := w.Wait()
	if left := w.Unrestored(); err != nil || code != 0 || len(left) > 0 || w.AltScreen() || !w.CursorVisible() {
		w.t.Fatalf("seed %d, after %s: exit code %d (%v), left behind in the terminal: %q\n%s", w.seed, w.last(), code, err, left, w.Raw()[max(0, len(w.Raw())-2000):])
	}
}

// TestAFaultOfTheProgram has it panic in a command and in the event loop: the terminal is as it was, the
// program says so, and what it has shown as saved is saved.
func TestAFaultOfTheProgram(t *testing.T) {
	t.Parallel()
	faulty, err := exec.LookPath("rashomon-panics")
	if err != nil {
		t.Fatal(err)
	}
	for _, where := range []string{"command", "loop"} {
		t.Run(where, func(t *testing.T) {
			t.Parallel()
			d := demo(t, termtest.Options{})
			d.leave()
			o := termtest.Options{Width: 110, Height: 30, Patience: 30 * time.Second, Env: environment(d.library)}
			s := session{termtest.Run(t, o, faulty, where), t, d.library}
			s.see("5 reports in 1 story")
			s.press("j", "<enter>")
			s.see("sentence 1 of 21")
			s.press("f")
			s.saved("sentence 1 of 21 · fact")
			s.press("<esc>")
			s.see("5 reports in 1 story")
			s.press("j", "<enter>")
			code, err := s.Wait()
			if left := s.Unrestored(); err != nil || code != 1 || len(left) > 0 || s.AltScreen() || !s.CursorVisible() {
				t.Errorf("exit code %d (%v), left behind in the terminal: %q", code, err, left)
			}
			if !strings.Contains(string(s.Raw()), "everything it had shown as saved is saved") {
				t.Errorf("it does not say what happened:\n%s", s.Screen())
			}
			if said := s.run("check"); !strings.Contains(said, " is sound: ") {
				t.Errorf("check says %q", said)
			}
			if list := s.run("list", "--json"); !strings.Contains(list, `"fact": 1`) {
				t.Errorf("the label is not there:\n%s", list)
			}
		})
	}
}
