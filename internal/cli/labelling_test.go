//go:build unix

package cli_test

import (
	"strings"
	"testing"

	"rashomon/internal/termtest"
)

func TestDemoOpensTheSampleStory(t *testing.T) {
	t.Parallel()
	s := demo(t, termtest.Options{})
	for _, text := range []string{"Library", "demo.db · ana", "▾ The storm gate of Port Vessany", "Saltline", "Northern Ledger", "0/21"} {
		s.see(text)
	}
	s.press("j", "<enter>")
	s.saved("sentence 1 of 21")
	s.see(" The Night the Gate Stayed Open ")
	s.see(" 0/21 labelled ")
	s.leave()

	// A second time nothing comes in again.
	s = start(t, termtest.Options{}, s.library, "demo")
	s.see("5 reports in 1 story")
	s.leave()
}

func TestAnEmptyLibraryOffersTheSampleStory(t *testing.T) {
	t.Parallel()
	s := start(t, termtest.Options{}, t.TempDir()+"/deep/new.db")
	s.see("This library is empty.")
	s.press("<enter>", "b", "t", "D", "j") // none of which there is anything for
	s.press("e")
	s.see("▾ The storm gate of Port Vessany")
	s.leave()
}

func TestLabelsShowAndStay(t *testing.T) {
	t.Parallel()
	s := reading(t, termtest.Options{})
	s.press("f")
	s.saved("sentence 1 of 21 · fact")
	s.see("▌■  ")
	s.press("q", "c")
	s.saved("sentence 1 of 21 · fact, quote, claim")
	s.see("▌■❝▲")
	s.press("f")
	s.saved("sentence 1 of 21 · quote, claim")

	s.press("j", "s")
	s.see("speaker:")
	s.press("Marit Osselan", "<enter>")
	s.press("m")
	s.see("note:")
	s.press("who paid?", "<enter>", "x")
	s.saved("sentence 2 of 21 · flagged · » Marit Osselan · ✎ who paid?")
	s.see("▌⚑✎»")
	s.see(" 1/21 labelled ")

	s.press("<esc>")
	s.see(" 1/21")
	s.press("<enter>")
	s.see("sentence 2 of 21 · flagged · » Marit Osselan · ✎ who paid?")
	s.press("k")
	s.see("sentence 1 of 21 · quote, claim")
	s.leave()

	s = s.again()
	s.see(" 1/21")
	s.press("j", "<enter>", "g")
	s.see("sentence 1 of 21 · quote, claim")
	s.see("▌❝▲ ")
	s.press("j")
	s.see("sentence 2 of 21 · flagged · » Marit Osselan · ✎ who paid?")
	s.leave()
}

// What the screen has called saved outlives the process, whatever ends it.
func TestWhatIsSavedSurvivesAKill(t *testing.T) {
	t.Parallel()
	s := reading(t, termtest.Options{})
	s.press("f", "j", "q", "j", "c", "s")
	s.see("speaker:")
	s.press("Pell Andriske", "<enter>")
	s.saved("sentence 3 of 21 · claim · » Pell Andriske")
	s.must(s.Kill())
	if code, err := s.Wait(); err != nil || code != -1 {
		t.Fatalf("killed: exit code %d, %v", code, err)
	}

	s = s.again()
	s.see(" 3/21")
	s.press("j", "<enter>", "g")
	s.see("sentence 1 of 21 · fact")
	s.press("j")
	s.see("sentence 2 of 21 · quote")
	s.press("j")
	s.see("sentence 3 of 21 · claim · » Pell Andriske")
	s.leave()
}

func TestUndoAndRedoReachPastARestart(t *testing.T) {
	t.Parallel()
	s := reading(t, termtest.Options{})
	s.press("f", "j", "q")
	s.saved("sentence 2 of 21 · quote")
	s.leave()

	s = s.again()
	s.press("j", "<enter>")
	s.see(" 2/21 labelled ")
	s.press("u")
	s.see(" 1/21 labelled ")
	s.press("u")
	s.see(" 0/21 labelled ")
	s.press("<ctrl+r>")
	s.see(" 1/21 labelled ")
	s.press("g")
	s.saved("sentence 1 of 21 · fact")
	s.leave()

	// What was taken back can be made again after a restart too, on another screen.
	s = s.again()
	s.see(" 1/21")
	s.press("<ctrl+r>")
	s.see(" 2/21")
	s.press("<ctrl+r>")
	s.see("nothing to redo")
	s.leave()
}

func TestSideBySide(t *testing.T) {
	t.Parallel()
	s := demo(t, termtest.Options{Width: 150, Height: 30})
	s.beside()
	for _, next := range []string{" B sentence ", " C sentence ", " D sentence ", " E sentence ", " A sentence "} {
		s.press("<tab>")
		s.see(next)
	}
	s.press("<shift+tab>")
	s.see(" E sentence ")
	s.press("<alt+2>")
	s.see(" B sentence ")
	s.press("t", "g", "f") // in its own order, whose first sentence it is
	s.match(`(?m)^ B sentence 1 of \d+ · fact · [=~≈+] .*✓ saved$`)

	// What is labelled here is labelled in the reader, and the other way round.
	s.press("<enter>")
	s.match(`(?m)^ sentence 1 of \d+ · fact +✓ saved$`)
	s.match(` 1/\d+ labelled `)
	s.press("q", "<esc>")
	s.match(`(?m)^ B sentence 1 of \d+ · fact, quote · .*✓ saved$`)
	s.press("<esc>")
	s.match(`❝ 1 .* 1/\d+`)
	s.leave()
}

func TestSideBySideWhereItIsNarrow(t *testing.T) {
	t.Parallel()
	s := demo(t, termtest.Options{Width: 60, Height: 20})
	s.beside()
	s.press("<tab>")
	s.see(" B sentence ")
	s.press("c")
	s.match(`(?m)^ B sentence \d+ of \d+ · claim .*✓ saved$`)
	s.leave()
}

func TestAutoAdvance(t *testing.T) {
	t.Parallel()
	s := reading(t, termtest.Options{})
	s.press("a")
	s.see("auto-advance is on")
	s.press("f")
	s.saved("sentence 2 of 21 · auto-advance")
	s.press("q", "c")
	s.saved("sentence 4 of 21 · auto-advance")
	s.see(" 3/21 labelled ")
	s.press("a")
	s.see("auto-advance is off")
	s.press("f")
	s.saved("sentence 4 of 21 · fact")
	s.press("j", ".")
	s.saved("sentence 5 of 21 · fact")
	s.leave()
}

// A story is made, renamed and taken apart on the library screen, and undo knows it all.
func TestStoriesAndRemoval(t *testing.T) {
	t.Parallel()
	s := demo(t, termtest.Options{})
	s.press("j", "<space>", "<space>", "t")
	s.see("story of 2 reports")
	s.press("Two of them", "<enter>")
	s.see("▾ Two of them")
	s.press("g")
	s.see("5 reports in 2 stories")
	s.press("r")
	s.see("title of the story:")
	s.press("<ctrl+u>", "Another", "<enter>")
	s.see("▾ Another")
	s.press("u")
	s.gone("▾ Another")

	s.press("j", "D")
	s.see("remove 1 report with all that is said of them?")
	s.press("n")
	s.see("left as it was")
	s.press("D", "y")
	s.see("removed 1 report")
	s.press("k")
	s.see("4 reports in 2 stories")
	s.press("u")
	s.see("undo: removed 1 report")
	s.press("j")
	s.see("5 reports in 2 stories")
	s.leave()
	if list := s.run("list"); strings.Count(list, "\n") != 7 {
		t.Errorf("list says:\n%s", list)
	}
}

// What was labelled on the screen is what is exported.
func TestExportAfterLabelling(t *testing.T) {
	t.Parallel()
	s := reading(t, termtest.Options{})
	s.press("j")
	s.see("suggested: claim")
	s.press("c", "s")
	s.see("speaker:")
	s.press("Orsam", "<enter>")
	s.saved("sentence 2 of 21 · claim · » Orsam")
	s.leave()
	out := s.run("export", "--label", "claim")
	for _, want := range []string{`"sentence":1,"text":"Harbour master Orsam al-Mihzari said`, `"annotator":"ana","adjudicator":"","labels":["claim"]`, `"speaker":"Orsam"`, `"origin":"suggestion"`} {
		if strings.Count(out, want) != 1 {
			t.Errorf("the export does not hold %s once:\n%s", want, out)
		}
	}
}

// Whichever report is removed, the next one comes under the cursor, and undo brings it back.
func TestRemovalOfEachReport(t *testing.T) {
	t.Parallel()
	s := demo(t, termtest.Options{})
	for line := 1; line <= 5; line++ {
		s.press("g", strings.Repeat("j", line))
		s.see("5 reports in 1 story")
		s.press("D", "y")
		s.see("removed 1 report")
		s.must(s.WaitUntil("the list without it", func(g termtest.Grid) bool {
			return g.At(0, 1+min(line, 4)).Text == "▌" && strings.Contains(g.Text(), " 4 reports · ")
		}))
		s.press("u")
		s.see("undo: removed 1 report")
		s.see(" 5 reports · ")
	}
	s.leave()
}
