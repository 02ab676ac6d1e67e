package ui_test

import (
	"path/filepath"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"rashomon/annotate"
)

// reading is the sample's first report in the reader.
func reading(t *testing.T) (*driver, annotate.ID) {
	t.Helper()
	d := start(t, sampleStore(t), 120, 40, options())
	d.read("Lantern")
	return d, d.article("Lantern News").ID
}

// at fails unless the sentence, counted from 1, is the current one.
func (d *driver) at(sentence string) {
	d.t.Helper()
	if !strings.Contains(d.status(), "sentence "+sentence+" of ") {
		d.keys("ctrl+l") // takes away a message that stands there
		if !strings.Contains(d.status(), "sentence "+sentence+" of ") {
			d.t.Fatalf("not at sentence %s: %s", sentence, d.status())
		}
	}
}

func TestSearch(t *testing.T) {
	t.Parallel()
	d, _ := reading(t)
	d.keys("/")
	d.write("STORM gate")
	d.keys("enter")
	d.says("hit 1 of 1")
	d.keys("/")
	d.write("pier 9")
	d.keys("enter")
	d.says("hit 1 of 2")
	d.at("10")
	d.keys("n")
	d.says("hit 2 of 2")
	d.at("16")
	d.keys("n")
	d.says("hit 1 of 2") // round and round
	d.keys("N")
	d.says("hit 2 of 2")
	d.keys("/")
	d.write("zeppelin")
	d.keys("enter")
	d.says(`"zeppelin" is not in this report`)
	d.at("16")
	d.keys("n")
	d.says(`"zeppelin" is not in this report`)
	d.keys("esc")
	d.says("Library")
}

func TestSearchFollowsWhatIsTyped(t *testing.T) {
	t.Parallel()
	d, _ := reading(t)
	d.keys("j / w a t c")
	d.says("night watchman", "hit 1 of 1")
	d.keys("q")
	d.says(`"watcq" is not in this report`, "search: watcq")
	d.keys("backspace backspace backspace backspace backspace")
	d.says("⏎ accept · esc cancel")
	d.keys("w a t c")
	d.keys("esc")
	d.at("2")
	d.keys("n")
	d.says("nothing searched for yet: / searches")
}

// TestSearchAcrossSentences has a hit that begins in one sentence and ends in the next.
func TestSearchAcrossSentences(t *testing.T) {
	t.Parallel()
	d, _ := reading(t)
	d.keys("g /")
	d.send(tea.PasteMsg{Content: "by summer.\r\nAnquish said"})
	d.drain()
	d.keys("enter")
	d.says("hit 1 of 1")
	d.at("7")
	d.keys("/")
	d.write("y ") // in nearly every sentence
	d.keys("enter g")
	seen := map[string]bool{}
	for range 60 {
		d.keys("n")
		if !strings.Contains(d.status(), "hit ") {
			t.Fatal(d.status())
		}
		seen[d.status()] = true
	}
	if len(seen) < 5 {
		t.Errorf("n came to %d hits only", len(seen))
	}
}

func TestToggleAndProgress(t *testing.T) {
	t.Parallel()
	d, id := reading(t)
	d.keys("f")
	d.says("■", "1/17 labelled", "sentence 1 of 17 · fact")
	d.keys("2")
	d.says("fact, quote")
	d.keys("f")
	if got := d.said(id)[0].Labels; len(got) != 1 || got[0] != "quote" {
		t.Errorf("labels %v", got)
	}
	d.keys("q")
	d.says("0/17 labelled")
	if got := d.said(id); len(got) != 0 {
		t.Errorf("an annotation that says nothing stays: %v", got)
	}
}

func TestAutoAdvance(t *testing.T) {
	t.Parallel()
	d, id := reading(t)
	d.keys("j q g a") // the second has a label already
	d.says("auto-advance is on")
	d.keys("f")
	d.at("3")
	d.keys("f f")
	d.at("5")
	d.keys("G c")
	d.says("the end; sentences without a label stand before (]u)")
	d.at("17")
	d.keys("a g f") // off again: takes the label off and stays
	d.at("1")
	if got := d.said(id); len(got) != 4 {
		t.Errorf("%d sentences labelled", len(got))
	}
}

func TestRepeat(t *testing.T) {
	t.Parallel()
	d, id := reading(t)
	d.keys(".")
	d.says("nothing to repeat yet")
	d.keys("q s")
	d.write("Juna Farrowby")
	d.keys("enter c j .")
	if a := d.said(id)[1]; strings.Join(a.Labels, " ") != "quote claim" || a.Speaker != "Juna Farrowby" {
		t.Errorf("repeated as %v of %q", a.Labels, a.Speaker)
	}
	d.keys(".")
	d.says("nothing to change")
}

func TestNextUnlabelled(t *testing.T) {
	t.Parallel()
	d, _ := reading(t)
	d.keys("f j f j x x j f g ] u") // the third is skipped
	d.at("5")
	d.keys("[ u")
	d.at("17") // before the first stands the last
	d.keys("]")
	d.says("] … then d for differences")
	d.keys("z")
	d.at("17")
}

func TestFlagCycle(t *testing.T) {
	t.Parallel()
	d, id := reading(t)
	for _, want := range []annotate.Flag{annotate.Flagged, annotate.Skipped, annotate.Unflagged} {
		d.keys("x")
		if got := d.said(id)[0].Flag; got != want {
			t.Errorf("flag %q, not %q", got, want)
		}
	}
}

func TestCopy(t *testing.T) {
	t.Parallel()
	d, _ := reading(t)
	d.keys("j y")
	d.says("copied sentence 2 with its source")
	want := "The collision, which rescue workers said injured several members of al-Mehzari’s gate crew, jammed the gate half open an hour before the highest tide of the year.\n— Lantern News, 2031-03-09, sentence 2\n"
	if len(d.copied) != 1 || d.copied[0] != want {
		t.Errorf("copied %q", d.copied)
	}
}

func TestNote(t *testing.T) {
	t.Parallel()
	d, id := reading(t)
	d.keys("m")
	d.send(tea.PasteMsg{Content: " first line\r\nsecond\u202e line \x1b[31m"})
	d.drain()
	d.says("first line⏎second line")
	d.keys("enter")
	if got := d.said(id)[0].Note; got != "first line\nsecond line [31m" {
		t.Errorf("note %q", got)
	}
	d.says("✎ first line second line")
	d.keys("m ctrl+u enter")
	if got := d.said(id); len(got) != 0 {
		t.Errorf("an empty note stays: %v", got)
	}
	d.keys("m a b esc")
	if got := d.said(id); len(got) != 0 {
		t.Errorf("a cancelled note stays: %v", got)
	}
}

func TestSpeakerCompletes(t *testing.T) {
	t.Parallel()
	d, id := reading(t)
	d.keys("s")
	d.write("Juna Farrowby")
	d.keys("enter j s J u")
	d.says("tab: Juna Farrowby")
	d.keys("tab enter")
	if got := d.said(id)[1].Speaker; got != "Juna Farrowby" {
		t.Errorf("speaker %q", got)
	}
}

func TestUndoAndRedoAcrossScreens(t *testing.T) {
	t.Parallel()
	d, id := reading(t)
	d.keys("f j q esc esc u")
	d.says("undo: sentence 2: label quote", "1/90")
	d.keys("u")
	d.says("0/90")
	d.keys("ctrl+r enter")
	d.says("fact", "1/17 labelled")
	d.keys("ctrl+r")
	d.says("2/17 labelled")
	if got := d.said(id); len(got) != 2 {
		t.Errorf("the library holds %v", got)
	}
	d.keys("ctrl+r")
	d.says("nothing to redo")
}

// TestPlaceIsKept resizes, labels and goes through help without losing the sentence.
func TestPlaceIsKept(t *testing.T) {
	t.Parallel()
	d, _ := reading(t)
	d.keys("G k k")
	d.at("15")
	for _, s := range []size{{40, 12}, {200, 60}, {20, 6}, {1, 1}, {120, 40}} {
		d.send(tea.WindowSizeMsg{Width: s.width, Height: s.height})
		d.drain()
		d.sound()
	}
	d.at("15")
	d.keys("? j k esc : esc")
	d.at("15")
}

func TestMouse(t *testing.T) {
	t.Parallel()
	d, _ := reading(t)
	x, y, ok := d.frame().Find("The collision, which")
	if !ok {
		t.Fatal("no second sentence")
	}
	d.send(tea.MouseClickMsg{X: x, Y: y, Button: tea.MouseLeft})
	d.at("2")
	d.keys("alt+m")
	d.says("mouse off")
	if d.model.View().MouseMode != tea.MouseModeNone {
		t.Error("the mouse is still captured")
	}
	d.keys("alt+m esc esc g")
	d.send(tea.MouseClickMsg{X: 5, Y: 38, Button: tea.MouseLeft}) // the status line is no row
	d.drain()
	d.says("▌▾ The storm gate")
	x, y, _ = d.frame().Find("Meridian News")
	d.send(tea.MouseClickMsg{X: x, Y: y, Button: tea.MouseLeft})
	d.send(tea.MouseClickMsg{X: x, Y: y, Button: tea.MouseLeft})
	d.drain()
	d.says("0/14 labelled")
}

func TestAReportWithoutSentences(t *testing.T) {
	t.Parallel()
	s := openStore(t, nil)
	add(t, s, nil, arrival(annotate.Article{Title: "Nothing to label", Source: "Void"}))
	d := start(t, s, 80, 20, options())
	d.keys("j enter")
	for _, k := range strings.Fields("f s m x . y") {
		d.keys(k)
		if k == "." {
			continue
		}
		d.says("there is no sentence here")
	}
	d.keys("j")
	d.says("no sentences")
}

// TestEditorThatCannotBegin keeps the note in the input, and says why.
func TestEditorThatCannotBegin(t *testing.T) {
	gone := filepath.Join(t.TempDir(), "gone")
	d, id := reading(t)
	for _, name := range []string{"TMPDIR", "TMP", "TEMP"} { // where files for editors go, by system
		t.Setenv(name, gone)
	}
	d.keys("m a b ctrl+e")
	d.says("note: ab", "gone")
	d.keys("enter")
	if got := d.said(id)[0].Note; got != "ab" {
		t.Errorf("note %q", got)
	}
}
