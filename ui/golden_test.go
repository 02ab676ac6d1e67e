package ui_test

import (
	"fmt"
	"testing"

	"rashomon/internal/termtest"
	"rashomon/ui"
)

// golden compares the screen with the one that is kept.
func (d *driver) golden(t testing.TB, name string) {
	t.Helper()
	termtest.Golden(t, name, d.frame().Golden())
}

// size is a terminal's.
type size struct{ width, height int }

func (s size) String() string { return fmt.Sprintf("%dx%d", s.width, s.height) }

var sizes = []size{{80, 24}, {120, 40}, {200, 50}}

// read opens the report of a source in the reader, from the library.
func (d *driver) read(source string) {
	d.t.Helper()
	d.keys("esc esc esc g /")
	d.write(source)
	d.keys("enter g j enter")
}

// beside lays the first three reports of the sample story side by side.
func (d *driver) beside() {
	d.t.Helper()
	d.keys("g j space space space b")
}

// said makes some annotations: labels, two on one sentence, speaker, note, flag, skip.
func (d *driver) annotated() {
	d.read("Lantern")
	d.keys("g f j c s")
	d.write("rescue workers")
	d.keys("enter j f c j q s")
	d.write("Juna Farrowby")
	d.keys("enter m")
	d.write("written message; ask for the whole of it, and for the Hartmoor text")
	d.keys("enter j x j x x j f k k k esc esc")
}

func TestLibraryScreen(t *testing.T) {
	t.Parallel()
	for _, s := range sizes {
		t.Run(s.String(), func(t *testing.T) {
			d := start(t, sampleStore(t), s.width, s.height, options())
			d.annotated()
			d.keys("j")
			d.golden(t, "library-"+s.String())
		})
	}
}

func TestReaderScreen(t *testing.T) {
	t.Parallel()
	for _, s := range sizes {
		t.Run(s.String(), func(t *testing.T) {
			d := start(t, sampleStore(t), s.width, s.height, options())
			d.annotated()
			d.read("Lantern")
			d.keys("g j j j")
			d.golden(t, "reader-"+s.String())
		})
	}
}

// TestSideBySideScreen has the first screen of the sample story, a conflict in it, and the
// same sentence in the free view.
func TestSideBySideScreen(t *testing.T) {
	t.Parallel()
	for _, s := range append(sizes, size{79, 24}) {
		t.Run(s.String(), func(t *testing.T) {
			d := start(t, sampleStore(t), s.width, s.height, options())
			d.annotated()
			d.keys("g enter")
			d.golden(t, "beside-"+s.String())
			d.keys("g ]c ]c")
			d.golden(t, "conflict-"+s.String())
			d.keys("t ctrl+l")
			d.golden(t, "free-"+s.String())
		})
	}
}

// TestColours has the three main screens in a light terminal and without colour.
func TestColours(t *testing.T) {
	t.Parallel()
	light, none := options(), options()
	light.Dark = false
	none.Colour, none.ASCII = false, true
	for name, o := range map[string]ui.Options{"light": light, "none": none} {
		t.Run(name, func(t *testing.T) {
			d := start(t, sampleStore(t), 100, 20, o)
			d.annotated()
			d.golden(t, "library-"+name)
			d.read("Lantern")
			d.keys("g j / ")
			d.write("gate")
			d.keys("enter")
			d.golden(t, "reader-"+name)
			d.keys("esc esc esc esc g enter g ]c")
			d.golden(t, "beside-"+name)
		})
	}
}

// TestMatrixAndBriefScreens has both through the root, with labels, in all sizes and colours.
func TestMatrixAndBriefScreens(t *testing.T) {
	t.Parallel()
	light, none := options(), options()
	light.Dark = false
	none.Colour, none.ASCII = false, true
	shots := map[string]func(*testing.T) *driver{}
	for _, s := range sizes {
		shots[s.String()] = func(t *testing.T) *driver { return start(t, sampleStore(t), s.width, s.height, options()) }
	}
	shots["light"] = func(t *testing.T) *driver { return start(t, sampleStore(t), 100, 24, light) }
	shots["none"] = func(t *testing.T) *driver { return start(t, sampleStore(t), 100, 24, none) }
	for name, open := range shots {
		t.Run(name, func(t *testing.T) {
			d := open(t)
			d.annotated()
			d.keys("g M")
			d.golden(t, "matrix-"+name)
			d.keys("B ]d")
			d.golden(t, "brief-"+name)
		})
	}
}

func TestSmallScreens(t *testing.T) {
	t.Parallel()
	for _, s := range []size{{40, 12}, {20, 6}} {
		t.Run(s.String(), func(t *testing.T) {
			d := start(t, sampleStore(t), s.width, s.height, options())
			d.annotated()
			d.golden(t, "library-"+s.String())
			d.read("Lantern")
			d.keys("g j")
			d.golden(t, "reader-"+s.String())
			d.keys("s")
			d.golden(t, "prompt-"+s.String())
			d.keys("esc esc esc g enter g ]c")
			d.golden(t, "beside-"+s.String())
		})
	}
}

func TestOverlays(t *testing.T) {
	t.Parallel()
	d := start(t, sampleStore(t), 80, 24, options())
	d.annotated()
	d.read("Lantern")
	d.keys("?")
	d.golden(t, "help")
	d.keys("esc :")
	d.write("lab")
	d.keys("down")
	d.golden(t, "palette")
	d.keys("esc g s ctrl+u")
	d.write("res")
	d.golden(t, "prompt")
	d.keys("esc esc esc g D")
	d.golden(t, "confirm")
}

func TestEmptyLibraryScreen(t *testing.T) {
	t.Parallel()
	d := start(t, openStore(t, nil), 80, 24, options())
	d.golden(t, "empty")
	d.keys("e")
	d.says("The storm gate of Port Vessany", "Lantern News", "the sample story is in")
	d.keys("j")
	d.says("5 reports in 1 story")
}
