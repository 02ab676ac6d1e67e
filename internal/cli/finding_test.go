//go:build unix

package cli_test

import (
	"testing"

	"rashomon/internal/termtest"
)

func TestSearchInAReport(t *testing.T) {
	t.Parallel()
	s := reading(t, termtest.Options{})
	s.press("/")
	s.see("search:")
	s.press("BARGE")
	s.see("search: BARGE")
	s.press("<enter>")
	s.see("hit 1 of 2")
	s.press("n")
	s.see("hit 2 of 2")
	s.press("n")
	s.see("hit 1 of 2")
	s.press("N")
	s.see("hit 2 of 2")
	s.press("j", "k")
	s.see("sentence 10 of 21")

	s.press("/")
	s.see("search:")
	s.press("no such words", "<enter>")
	s.see(`"no such words" is not in this report`)
	s.press("j")
	s.see("sentence 11 of 21")
	s.leave()
}

func TestFilterOfTheLibrary(t *testing.T) {
	t.Parallel()
	s := demo(t, termtest.Options{})
	s.press("/")
	s.see("filter:")
	s.press("NEWS 03-09")
	s.see(`2 of 5 match "NEWS 03-09"`)
	s.gone("Northern Ledger")
	s.press("<enter>", "j", "<enter>")
	s.see("sentence 1 of 17")
	s.press("<esc>")
	s.see(`2 of 5 match "NEWS 03-09"`)
	s.press("<esc>")
	s.see("Northern Ledger")
	s.gone("match")

	// Esc in the line of input leaves the list as it was.
	s.press("/")
	s.see("filter:")
	s.press("zzz")
	s.see("0 of 5 match")
	s.press("<esc>")
	s.see("Northern Ledger")
	s.leave()
}

func TestOrderOfTheLibrary(t *testing.T) {
	t.Parallel()
	s := demo(t, termtest.Options{})
	for _, order := range []string{"by title", "by source", "least labelled first", "newest first"} {
		s.press("o")
		s.see("order: " + order)
		s.press("k")
		s.see("5 reports in 1 story, " + order)
	}
	s.leave()
}

func TestPaletteRunsCommands(t *testing.T) {
	t.Parallel()
	s := demo(t, termtest.Options{})
	s.press(":")
	s.see("↑ ↓ choose")
	s.press("sort", "<enter>")
	s.see("order: by title")
	s.press("<ctrl+p>")
	s.see("↑ ↓ choose")
	s.press("nothing of the kind")
	s.see("no command is called that")
	s.press("<esc>")
	s.gone("no command is called that")

	s.press("g", "j", "<enter>")
	s.see("sentence 1 of 17")
	s.press(":", "fact", "<enter>")
	s.saved(" · fact")
	s.press(":", "undo", "<enter>")
	s.see("0/17 labelled")
	s.press(":", "half a page down", "<enter>")
	s.gone("sentence 1 of 17")
	s.leave()
}

func TestHelpNamesTheKeys(t *testing.T) {
	t.Parallel()
	s := demo(t, termtest.Options{})
	s.press("?")
	s.see("Keys · Library")
	s.see("side by side")
	s.press("G")
	s.see("Everywhere")
	s.press("<esc>")
	s.gone("Everywhere")
	s.press("j", "<enter>")
	s.see("sentence 1 of 21")
	s.press("?")
	s.see("f 1          fact")
	s.press("<esc>")
	s.see("sentence 1 of 21")
	s.gone("f 1          fact")
	s.leave()
}

func TestMouse(t *testing.T) {
	t.Parallel()
	s := demo(t, termtest.Options{})
	_, y, _ := s.Cells().Find("Northern Ledger")
	s.must(s.Click(30, y))
	s.must(s.WaitUntil("the cursor there", func(g termtest.Grid) bool { return g.At(0, y).Text == "▌" }))
	s.must(s.Click(30, y))
	s.see("sentence 1 of 18")
	x, y, _ := s.Cells().Find("Harbour pilots explained")
	s.must(s.Click(x+4, y))
	s.see("sentence 2 of 18")
	s.must(s.Wheel(x, y, 3))
	s.gone("Harbour pilots explained")
	s.press("<alt+m>")
	s.see("mouse off")
	s.must(s.WaitUntil("the mouse to be free", func(termtest.Grid) bool { return s.Click(1, 1) != nil }))
	s.leave()
}

// Keys that come before the library has been read do not keep it from being shown.
func TestKeysBeforeTheLibraryIsRead(t *testing.T) {
	t.Parallel()
	s := demo(t, termtest.Options{})
	s.leave()
	for range 3 {
		n := start(t, termtest.Options{}, s.library)
		n.press("oooo", "jk") // the terminal keeps them until the program reads
		n.see("5 reports in 1 story, newest first")
		n.see("Northern Ledger")
		n.leave()
	}
}
