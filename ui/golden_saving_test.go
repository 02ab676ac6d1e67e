package ui_test

import "testing"

// TestUnsavedScreens has a disk that is full, in colour, with nothing but ASCII, and with little room.
func TestUnsavedScreens(t *testing.T) {
	t.Parallel()
	none := options()
	none.Colour, none.ASCII = false, true
	for name, open := range map[string]func(failing *failing) *driver{
		"120x40": func(f *failing) *driver { return startOn(t, f, f.Store, 120, 40, options()) },
		"none":   func(f *failing) *driver { return startOn(t, f, f.Store, 80, 24, none) },
		"small":  func(f *failing) *driver { return startOn(t, f, f.Store, 40, 12, options()) },
		"20x6":   func(f *failing) *driver { return startOn(t, f, f.Store, 20, 6, options()) },
	} {
		t.Run(name, func(t *testing.T) {
			f := &failing{Store: sampleStore(t)}
			d := open(f)
			d.t = t
			d.read("Lantern")
			f.full.Store(true)
			d.keys("f j q")
			d.golden(t, "unsaved-"+name)
			d.keys("ctrl+c")
			d.golden(t, "unsaved-leaving-"+name)
		})
	}
}
