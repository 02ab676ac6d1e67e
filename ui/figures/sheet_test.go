package figures

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"rashomon/ui/theme"
)

// A bar has the width it is given, something in it where there is something, and a gap
// where there is not all.
func TestBar(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		part, width := rapid.Float64Range(-1, 2).Draw(t, "part"), rapid.IntRange(1, 60).Draw(t, "width")
		look := theme.New(true, false)
		if rapid.Bool().Draw(t, "ascii") {
			look = look.Plain()
		}
		g := look.Glyphs
		bar := ansi.Strip(Bar(part, width, look))
		if ansi.StringWidth(bar) != width {
			t.Fatalf("%q is not %d wide", bar, width)
		}
		none := strings.Count(bar, g.None)
		if some := none < width; some != (part > 0) {
			t.Fatalf("%v: %q", part, bar)
		}
		if all := strings.Count(bar, g.Full) == width; all != (part >= 1) {
			t.Fatalf("%v: %q", part, bar)
		}
	})
}
