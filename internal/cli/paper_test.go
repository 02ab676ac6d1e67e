//go:build unix

package cli_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"rashomon/internal/sample"
	"rashomon/internal/termtest"
)

// On a terminal the reports of a story stand beside one another where it is wide enough for
// all, else below one another; --plain tells them in words there too.
func TestShowOnATerminal(t *testing.T) {
	t.Parallel()
	made := demo(t, termtest.Options{})
	made.leave()
	for name, c := range map[string]struct {
		width    int
		args     []string
		has, not []string
	}{
		"wide":   {200, nil, []string{"Shared wording", " │ ", "[two]", "(several)", "! injured: six", "A Lantern News · base"}, []string{"row 1"}},
		"narrow": {80, nil, []string{"Shared wording", "row 1\n", "[two]", "(several)", "! injured: six"}, []string{" │ "}},
		"plain":  {80, []string{"--plain"}, []string{"only here", "numbers conflict: injured: six", "word for word in B 7"}, []string{"│", "[two]", "≠"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := start(t, termtest.Options{Width: c.width, Height: 50}, made.library, append([]string{"show", sample.Story}, c.args...)...)
			if code, err := s.Wait(); err != nil || code != 0 {
				t.Fatalf("exit code %d, %v: %s", code, err, s.Screen())
			}
			out := strings.ReplaceAll(ansi.Strip(string(s.Raw())), "\r\n", "\n")
			for _, text := range append(c.has, sample.Story) {
				if !strings.Contains(out, text) {
					t.Errorf("does not say %q:\n%s", text, out)
				}
			}
			for _, text := range c.not {
				if strings.Contains(out, text) {
					t.Errorf("says %q", text)
				}
			}
			for _, l := range strings.Split(out, "\n") {
				if ansi.StringWidth(l) > c.width && name != "plain" {
					t.Errorf("%d columns: %q", ansi.StringWidth(l), l)
				}
			}
		})
	}
}

// A comparison on a terminal without colours has none.
func TestCompareWithoutColour(t *testing.T) {
	t.Parallel()
	files, err := filepath.Abs(filepath.Join("..", "sample", "reports", "*.txt"))
	if err != nil {
		t.Fatal(err)
	}
	for _, env := range []string{"NO_COLOR=1", "NO_COLOR="} {
		s := start(t, termtest.Options{Width: 160, Height: 50, Env: []string{env}}, filepath.Join(t.TempDir(), "none.db"), "compare", files)
		if code, err := s.Wait(); err != nil || code != 0 {
			t.Fatalf("exit code %d, %v: %s", code, err, s.Screen())
		}
		if found := colour.Find(s.Raw()); (found != nil) != (env == "NO_COLOR=") {
			t.Errorf("%s: %q", env, found)
		}
		s.tame()
	}
}
