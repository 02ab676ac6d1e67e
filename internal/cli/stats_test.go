//go:build unix

package cli_test

import (
	"strings"
	"testing"

	"rashomon/internal/termtest"
)

// The figures of the command line and of the screen are the same, with bars on both.
func TestCounts(t *testing.T) {
	t.Parallel()
	s := reading(t, termtest.Options{})
	s.press("f", "j", "f", "j", "q")
	s.saved("sentence 3 of 21 · quote")
	s.press("P")
	s.match(`(?m)^ lines 1–.* · 3 of \d+ sentences labelled · .*✓ saved$`)
	s.match(`(?m)^ fact +█+▌?░+ +2 +66\.7 % +0$`)
	s.press("o", "o")
	s.see(" Progress by story")
	s.press("<esc>")
	s.see("sentence 3 of 21 · quote")
	s.leave()

	stats := start(t, termtest.Options{Width: 80, Height: 80}, s.library, "stats")
	if code, err := stats.Wait(); err != nil || code != 0 {
		t.Fatalf("exit code %d, %v", code, err)
	}
	stats.match(`(?m)^ fact +█+▌?░+ +2 +66\.7 % +0$`)
	stats.see("balance 0.58")
	if strings.Contains(stats.Screen(), "\n ana\n") {
		t.Errorf("lines are wrapped:\n%s", stats.Screen())
	}
	if plain := s.run("stats"); strings.ContainsAny(plain, "█\x1b") || !strings.Contains(plain, "\n fact           2  66.7 %      0\n") {
		t.Errorf("in a pipe:\n%s", plain)
	}
}
