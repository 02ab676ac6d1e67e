//go:build unix

package cli_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"

	"rashomon/internal/termtest"
)

// However one leaves, and right after a key: what was shown is on the disk, the terminal is
// as it was, and the exit code says that all is well.
func TestEveryWayToLeave(t *testing.T) {
	t.Parallel()
	for name, leave := range map[string]func(session){
		"q":       func(s session) { s.press("f", "<esc>"); s.see("5 reports in 1 story"); s.press("q") },
		"ctrl+c":  func(s session) { s.press("f", "<ctrl+c>") },
		":q":      func(s session) { s.press("f", ":", "q", "<enter>") },
		"SIGTERM": func(s session) { s.press("f"); s.see(" · fact"); s.must(s.Signal(syscall.SIGTERM)) },
		"SIGHUP":  func(s session) { s.press("f"); s.see(" · fact"); s.must(s.Signal(syscall.SIGHUP)) },
		"SIGINT":  func(s session) { s.press("f"); s.see(" · fact"); s.must(s.Signal(syscall.SIGINT)) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := reading(t, termtest.Options{})
			if left := s.Unrestored(); len(left) == 0 || !s.AltScreen() {
				t.Errorf("while it runs only %q is changed in the terminal", left)
			}
			leave(s)
			s.ended()
			if s.AltScreen() || !s.CursorVisible() {
				t.Errorf("alternate screen %v, cursor %v; want false, true", s.AltScreen(), s.CursorVisible())
			}
			if list := s.run("list", "--json"); strings.Count(list, `"fact": 1`) != 1 {
				t.Errorf("the label is not there:\n%s", list)
			}
		})
	}
}

// A key that leaves, and a signal, work wherever one is.
func TestLeavingFromEverywhere(t *testing.T) {
	t.Parallel()
	for name, open := range map[string]func(session){
		"help":         func(s session) { s.press("?"); s.see("Keys · ") },
		"palette":      func(s session) { s.press(":"); s.see("↑ ↓ choose") },
		"input":        func(s session) { s.press("/"); s.see("filter:") },
		"question":     func(s session) { s.press("D"); s.see(" y/n") },
		"side by side": func(s session) { s.beside() },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := demo(t, termtest.Options{})
			open(s)
			s.leave()
			s = s.again()
			open(s)
			s.must(s.Signal(syscall.SIGTERM))
			s.ended()
		})
	}
}

// Much that is typed faster than it can be saved is all there.
func TestNothingIsLostInHaste(t *testing.T) {
	t.Parallel()
	s := reading(t, termtest.Options{})
	s.press(strings.Repeat("fj", 20)+"f", "<ctrl+c>")
	s.ended()
	if list := s.run("list", "--json"); !strings.Contains(list, `"fact": 21`) {
		t.Errorf("not all labels are there:\n%s", list)
	}
}

func TestSuspendGivesTheTerminalBack(t *testing.T) {
	t.Parallel()
	library := filepath.Join(t.TempDir(), "demo.db")
	o := termtest.Options{Width: 110, Height: 30, Patience: 30 * time.Second, Env: environment(library)}
	s := session{termtest.Run(t, o, "/bin/sh", "-m", "-c", `rashomon demo; echo the shell again; read line; fg`), t, library}
	s.see("5 reports in 1 story")
	s.press("j", "<enter>")
	s.see("sentence 1 of 21")
	s.press("f", "<ctrl+z>")
	s.see("the shell again")
	if left := s.Unrestored(); len(left) > 0 {
		t.Errorf("left behind in the terminal: %q", left)
	}
	s.press("<enter>")
	s.saved("sentence 1 of 21 · fact")
	s.press("q")
	s.saved("sentence 1 of 21 · fact, quote")
	s.leave()
}

// A terminal that goes without a signal, as for a program that nobody's shell looks after any more, ends the
// program as a signal would.
func TestATerminalThatIsGone(t *testing.T) {
	t.Parallel()
	s := demo(t, termtest.Options{})
	s.leave()
	terminal, line, err := pty.Open()
	s.must(err)
	s.must(pty.Setsize(terminal, &pty.Winsize{Cols: 110, Rows: 30}))
	cmd := exec.Command(program(t), "demo")
	cmd.Env = append(os.Environ(), environment(s.library)...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = line, line, line
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} // it is nobody's terminal: no signal comes when it goes
	s.must(cmd.Start())
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	s.must(line.Close())
	patience := time.AfterFunc(time.Minute, func() { _ = cmd.Process.Kill() }) // which ends what is read below
	defer patience.Stop()
	var shown []byte
	see := func(text string) {
		for some := make([]byte, 4096); !bytes.Contains(shown, []byte(text)); {
			n, err := terminal.Read(some)
			s.must(err)
			shown = append(shown, some[:n]...)
		}
	}
	see("5 reports in 1 story")
	_, err = terminal.WriteString("j\rf")
	s.must(err)
	see(" · fact")
	s.must(terminal.Close())
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	select {
	case <-ended:
	case <-time.After(30 * time.Second):
		t.Fatal("the program goes on without a terminal")
	}
	if list := s.run("list", "--json"); strings.Count(list, `"fact": 1`) != 1 {
		t.Errorf("the label is not there:\n%s", list)
	}
}

// A paste that never ends makes the program deaf for keys, as it must; it still hears a signal.
func TestAPasteWithoutAnEnd(t *testing.T) {
	t.Parallel()
	s := reading(t, termtest.Options{})
	s.press("f")
	s.saved("sentence 1 of 21 · fact")
	s.must(s.Send([]byte("\x1b[200~abc")))
	s.press("j", "q", "<ctrl+c>")
	s.must(s.Resize(90, 30))
	s.see("✓ saved") // drawn again: by now the keys have arrived; cooked, ctrl+c would throw output away
	s.must(s.Signal(syscall.SIGTERM))
	s.ended()
	if list := s.run("list", "--json"); !strings.Contains(list, `"fact": 1`) {
		t.Errorf("the label is not there:\n%s", list)
	}
}

func TestASecondProcessIsTold(t *testing.T) {
	t.Parallel()
	s := reading(t, termtest.Options{})
	second := start(t, termtest.Options{Width: 250, Height: 10}, s.library)
	second.see("rashomon: open library: ")
	second.see("the library is open in another rashomon")
	second.see("hint: ")
	if code, err := second.Wait(); err != nil || code != 11 {
		t.Errorf("exit code %d (%v), want 11", code, err)
	}
	if second.AltScreen() || len(second.Unrestored()) > 0 {
		t.Errorf("left behind: %q", second.Unrestored())
	}
	s.press("f")
	s.saved("sentence 1 of 21 · fact")
	s.leave()
}
