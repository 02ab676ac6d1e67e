//go:build unix

package cli_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"rashomon/internal/termtest"
)

// session is the program in a pseudo-terminal, at work on a library.
type session struct {
	*termtest.Terminal
	t       *testing.T
	library string
}

// environment is what the program gets beside what every program in a terminal gets.
func environment(library string) []string {
	return []string{"RASHOMON_LIBRARY=" + library, "RASHOMON_ANNOTATOR=ana", "XDG_CONFIG_HOME=" + filepath.Dir(library), "GORACE=atexit_sleep_ms=0"}
}

// program is the file of the program.
func program(t *testing.T) string {
	t.Helper()
	path, err := exec.LookPath("rashomon")
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// start opens a library, with the command line's arguments, in a terminal of 110 by 30
// cells unless o says otherwise.
func start(t *testing.T, o termtest.Options, library string, args ...string) session {
	t.Helper()
	if o.Width == 0 {
		o.Width, o.Height = 110, 30
	}
	if o.Patience == 0 {
		o.Patience = 30 * time.Second // for a machine with much else to do
	}
	o.Env = append(environment(library), o.Env...)
	return session{termtest.Run(t, o, program(t), args...), t, library}
}

// demo opens the sample story in a library of its own, on the library screen.
func demo(t *testing.T, o termtest.Options) session {
	t.Helper()
	s := start(t, o, filepath.Join(t.TempDir(), "demo.db"), "demo")
	s.see("5 reports in 1 story")
	return s
}

// reading opens the sample story with one of its reports, of 21 sentences, in the reader.
func reading(t *testing.T, o termtest.Options) session {
	t.Helper()
	s := demo(t, o)
	s.press("j", "<enter>")
	s.see("sentence 1 of 21")
	return s
}

// again opens the library once more, after the program has ended, on the library screen.
func (s session) again() session {
	s.t.Helper()
	n := start(s.t, termtest.Options{}, s.library)
	n.see("5 reports in 1 story")
	return n
}

func (s session) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s session) press(keys ...string) { s.t.Helper(); s.must(s.Keys(keys...)) }

func (s session) see(text string) { s.t.Helper(); s.must(s.WaitFor(text)) }

func (s session) gone(text string) { s.t.Helper(); s.must(s.WaitGone(text)) }

// saved waits until one frame says both: the text in the status line, and that all is saved.
func (s session) saved(status string) {
	s.t.Helper()
	s.must(s.WaitMatch(regexp.MustCompile(`(?m)^ .*` + regexp.QuoteMeta(status) + `.*✓ saved$`)))
}

// match waits until the screen matches a regular expression.
func (s session) match(re string) {
	s.t.Helper()
	s.must(s.WaitMatch(regexp.MustCompile(re)))
}

// beside lays the sample story side by side, from the library screen, and waits until it is
// compared: the status line then says how the sentence stands elsewhere.
func (s session) beside() {
	s.t.Helper()
	s.press("b")
	s.match(`(?m)^ A sentence 1 of \d+ · [=~≈+] .*✓ saved$`)
}

// ended waits for the end, which must be a clean one: exit code 0, the terminal as it was,
// the library sound.
func (s session) ended() {
	s.t.Helper()
	code, err := s.Wait()
	s.must(err)
	if code != 0 {
		s.t.Errorf("exit code %d, want 0; screen:\n%s", code, s.Screen())
	}
	if left := s.Unrestored(); len(left) > 0 {
		s.t.Errorf("left behind in the terminal: %q", left)
	}
	if said := s.run("check"); !strings.Contains(said, " is sound: ") {
		s.t.Errorf("check says %q", said)
	}
}

// leave ends the program by key.
func (s session) leave() { s.t.Helper(); s.press("<ctrl+c>"); s.ended() }

// run runs a command on the library, which must succeed, and returns what it prints.
func (s session) run(args ...string) string {
	s.t.Helper()
	cmd := exec.Command(program(s.t), args...)
	cmd.Env = append(os.Environ(), environment(s.library)...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		s.t.Fatalf("rashomon %s: %v: %s", strings.Join(args, " "), err, out)
	}
	return string(out)
}
