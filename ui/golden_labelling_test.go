package ui_test

import (
	"testing"

	tea "charm.land/bubbletea/v2"
)

// TestLabellingScreens has the screens for labelling, finding and counting, in colour and with
// nothing but ASCII.
func TestLabellingScreens(t *testing.T) {
	t.Parallel()
	none := options()
	none.Colour, none.ASCII, none.Goal = false, true, 40
	for name, open := range map[string]func() *driver{
		"120x40": func() *driver { return start(t, sampleStore(t), 120, 40, options()) },
		"none":   func() *driver { return start(t, sampleStore(t), 80, 24, none) },
	} {
		t.Run(name, func(t *testing.T) {
			d := open()
			d.t = t
			d.annotated()
			d.read("Lantern")
			d.keys("g j v w w l l c v h f esc k v l")
			d.golden(t, "spans-"+name)
			d.keys("esc esc W l j j")
			d.golden(t, "speakers-"+name)
			d.keys("esc esc esc g j Q u")
			d.keys("f v l l q s 2 enter")
			d.golden(t, "queue-"+name)
			d.keys("esc esc F")
			d.send(tea.PasteMsg{Content: "crew OR harbour -source:saltline"})
			d.keys("enter j")
			d.golden(t, "find-"+name)
			d.keys("H u u j j")
			d.golden(t, "history-"+name)
			d.keys("enter")
			d.golden(t, "change-"+name)
			d.keys("esc b")
			d.golden(t, "back-"+name)
			d.keys("n P")
			d.golden(t, "counts-"+name)
			d.keys("K")
			d.golden(t, "guidelines-"+name)
		})
	}
}
