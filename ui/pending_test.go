package ui_test

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// TestUnsavedAtEveryWidth opens every screen, and what opens over it, while nothing can be saved: each
// says so, in whatever room it has.
func TestUnsavedAtEveryWidth(t *testing.T) {
	t.Parallel()
	f := &failing{Store: sampleStore(t)}
	d := startOn(t, f, f.Store, 120, 30, options())
	d.read("Lantern")
	f.full.Store(true)
	d.keys("f j q")
	for name, keys := range map[string]string{
		"reader": "", "aligned": "b", "columns": "b t", "matrix": "b M", "brief": "b B", "speakers": "W", "revisions": "V", "details": "alt+i",
		"history": "H", "a change": "H enter", "progress": "P", "agreement": "R", "adjudication": "T", "library": "esc esc g",
		"which queue": "Q", "queue": "Q u", "find": "F h a r b o u r enter", "words selected": "v", "a note": "m", "guidelines": "K",
		"help": "?", "commands": "ctrl+p", "what is not saved": "alt+w", "leaving": "ctrl+c", "leaving a note": "m ctrl+c",
	} {
		d.keys(keys)
		for width := 1; width <= 200; width += 1 + width/8 {
			for _, height := range []int{1, 5, 24} {
				d.send(tea.WindowSizeMsg{Width: width, Height: height})
				if shown := ansi.Strip(d.model.View().Content); !saysUnsaved(shown, width, height) {
					t.Errorf("%s at %d x %d does not say that something is not saved:\n%s", name, width, height, shown)
				}
			}
		}
		d.send(tea.WindowSizeMsg{Width: 120, Height: 30})
		d.keys("esc esc esc esc")
		d.read("Lantern")
	}
}

// saysUnsaved says whether a screen says so at its head, or else how much in its status line.
func saysUnsaved(shown string, width, height int) bool {
	const mark = "! 2 not saved"
	lines := strings.Split(shown, "\n")
	if width < 20 || height < 5 {
		return strings.HasPrefix(lines[0], mark[:min(width, len(mark))])
	}
	return strings.Contains(lines[0], "not saved") || strings.Contains(strings.Join(lines[max(len(lines)-2, 0):], "\n"), mark)
}
