package ui_test

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"rashomon/annotate"
	"rashomon/ui"
)

func library(t *testing.T) *driver {
	t.Helper()
	return start(t, sampleStore(t), 120, 30, options())
}

// rows is the lines of the list that hold a word.
func (d *driver) rows(word string) (out []string) {
	for _, l := range strings.Split(d.frame().Text(), "\n")[1 : d.height-2] {
		if strings.Contains(l, word) {
			out = append(out, l)
		}
	}
	return out
}

// titles is the titles of the stories in the library.
func (d *driver) titles() string {
	d.t.Helper()
	all, err := d.store.Stories()
	check(d.t, err)
	var out []string
	for _, s := range all {
		out = append(out, s.Title)
	}
	return strings.Join(out, "|")
}

func TestMakingAStory(t *testing.T) {
	t.Parallel()
	d := library(t)
	d.keys("j space space t")
	d.says("story of 2 reports (empty: none)")
	d.write("Another gate")
	d.keys("enter")
	d.says(`2 reports in the story "Another gate"`, "▾ Another gate", "2 reports · 2031-03-10 – 2031-03-11", "3 reports · 2031-03-09")
	d.saysNot("2 marked")
	d.keys("u")
	d.says("5 reports · 2031-03-09")
	if got := d.titles(); got != "The storm gate of Port Vessany" {
		t.Errorf("stories %s after undo", got)
	}
	d.keys("ctrl+r")
	d.says("▾ Another gate")
}

func TestTakingOutOfAStory(t *testing.T) {
	t.Parallel()
	d := library(t)
	d.keys("j t enter")
	d.says("1 report in no story", "in no story", "4 reports")
	d.keys("G b")
	d.says("in no story: mark reports with space")
}

func TestRenamingAStory(t *testing.T) {
	t.Parallel()
	d := library(t)
	d.keys("r ctrl+u")
	d.write("The gate")
	d.keys("enter")
	d.says(`the story is now "The gate"`, "▾ The gate")
	d.keys("u")
	d.says("▾ The storm gate of Port Vessany")
	d.keys("r ctrl+u enter")
	d.says("a story needs a title")
	d.keys("j t")
	d.write("Other")
	d.keys("enter G r ctrl+u")
	d.write("Other")
	d.keys("enter")
	d.says(`there is a story "Other" already`)
	if got := d.titles(); !strings.Contains(got, "Vessany") || !strings.Contains(got, "Other") {
		t.Errorf("stories %s", got)
	}
}

func TestRemoving(t *testing.T) {
	t.Parallel()
	d := library(t)
	d.read("Lantern")
	d.keys("f esc esc G D")
	d.says("remove 1 report with all that is said of them? (undo brings them back) y/n")
	d.keys("n")
	d.says("left as it was", "5 reports · ")
	d.keys("G D y") // the last row goes from under the cursor
	d.says("removed 1 report", "4 reports · ")
	d.sound()
	d.keys("u")
	d.says("5 reports · ", "1/90")
	d.keys("g D y") // the whole story
	d.says("This library is empty")
	d.keys("j k enter b t r D space / x esc u")
	d.says("5 reports · ", "1/90")
}

func TestFilter(t *testing.T) {
	t.Parallel()
	d := library(t)
	d.keys("/")
	for word, found := range map[string]string{"lant": "1 of 5", "2031-03-09": "2 of 5", "VESSANY": "5 of 5", "news saltline": "0 of 5", "gate open": "2 of 5"} {
		d.keys("ctrl+u")
		d.write(word)
		d.says(found + " match")
	}
	d.keys("ctrl+u")
	d.write("ledger")
	d.keys("esc")
	d.saysNot("match")
	d.keys("/ l e d g e r enter")
	d.says("1 of 5 match")
	if got := d.rows("2031"); len(got) != 2 { // the heading and the row
		t.Errorf("shown: %q", got)
	}
	d.keys("esc")
	d.saysNot("match")
}

// TestMarksOutliveTheFilter acts on marked reports that the filter hides.
func TestMarksOutliveTheFilter(t *testing.T) {
	t.Parallel()
	d := library(t)
	d.keys("j space space / z z z enter")
	d.says("0 of 5 match", "2 marked")
	d.keys("b")
	d.says("there is no article here")
	d.keys("/ ctrl+u M e r i d enter b")
	d.says("2 reports side by side", "A Northern Ledger", "B Saltline")
	d.keys("esc esc esc")
	d.saysNot("marked")
}

// TestMarksOfWhatIsGone undoes the import under marked reports.
func TestMarksOfWhatIsGone(t *testing.T) {
	t.Parallel()
	d := library(t)
	d.keys("space")
	d.says("5 marked")
	d.keys("u y")
	d.says("This library is empty")
	d.keys("ctrl+r")
	d.says("5 reports · ")
	d.keys("j")
	d.saysNot("marked")
}

func TestOrders(t *testing.T) {
	t.Parallel()
	d := library(t)
	d.read("Lantern")
	d.keys("f esc esc")
	first := func() string { return strings.Fields(d.line(2))[1] }
	if got := first(); got != "Saltline" {
		t.Errorf("newest first begins with %q", d.line(2))
	}
	for _, want := range []struct{ order, begins string }{
		{"by title", "A barge loaded"}, {"by source", "A fertiliser barge"}, {"least labelled first", "The Night"}, {"newest first", "The Night"},
	} {
		d.keys("o")
		d.says("order: " + want.order)
		if !strings.Contains(d.line(2), want.begins) {
			t.Errorf("%s begins with %q", want.order, d.line(2))
		}
	}
	d.keys("o o o")
	if got := d.line(6); !strings.Contains(got, "Lantern") {
		t.Errorf("least labelled ends with %q", got)
	}
}

// TestOrderWhileReading asks for another order and a filter before the library is read.
func TestOrderWhileReading(t *testing.T) {
	t.Parallel()
	s := sampleStore(t)
	d := &driver{t: t, store: s, model: ui.New(s, options())}
	d.pending = append(d.pending, d.model.Init())
	d.send(tea.WindowSizeMsg{Width: 120, Height: 30})
	d.ahead("o o / n e w s enter")
	d.drain()
	d.says("2 of 5 match", "Lantern News", "Meridian News")
	d.keys("esc")
	d.says("by source", "5 reports · ")
}

func TestFold(t *testing.T) {
	t.Parallel()
	d := library(t)
	d.keys("j j h")
	d.says("▌▸ The storm gate of Port Vessany")
	d.saysNot("Saltline")
	d.keys("space l")
	d.says("▌▾ The storm gate", "Saltline", "5 marked")
	d.keys("space")
	d.saysNot("marked")
}

func TestPaletteRunsCommands(t *testing.T) {
	t.Parallel()
	d := library(t)
	d.keys(": s o r t enter")
	d.says("order: by title")
	d.keys("ctrl+p z z z z enter")
	d.says("by title")
	d.keys(":")
	d.send(tea.PasteMsg{Content: "bring in"})
	d.saysNot("nothing here takes pasted text")
	d.says("no command is called that") // the library is not empty
	d.keys("esc : q enter")
	if !d.left {
		t.Error(":q does not leave")
	}
}

func TestQLeavesTheListOnly(t *testing.T) {
	t.Parallel()
	d := library(t)
	d.keys("j enter q")
	if d.left {
		t.Error("q left a text")
	}
	d.says("quote")
	d.keys("esc q")
	if !d.left {
		t.Error("q does not leave the list")
	}
}

func TestHelpNamesEveryKey(t *testing.T) {
	t.Parallel()
	d := start(t, sampleStore(t), 120, 90, options())
	d.keys("?")
	d.says("side by side", "filter", "a page down", "undo", "suspend", "any other key closes")
	d.saysNot("bring in the sample story")
	d.keys("esc j enter ?")
	d.says("fact", "speaker", "next without a label", "side by side with the other reports")
}

func TestStoryTitleOfOthersIsKept(t *testing.T) {
	t.Parallel()
	d := library(t)
	d.keys("j t")
	d.write(" The storm gate of Port Vessany ")
	d.keys("enter")
	if got := d.titles(); got != "The storm gate of Port Vessany" {
		t.Errorf("stories %s", got)
	}
	if a := d.article("Saltline"); a.Story != annotate.NewStory("The storm gate of Port Vessany").ID {
		t.Errorf("story %s", a.Story)
	}
}

// TestCompletion completes a title that is written otherwise, and one that does not fit.
func TestCompletion(t *testing.T) {
	t.Parallel()
	d := start(t, sampleStore(t), 50, 12, options())
	d.keys("j t t h e")
	d.says("tab: The storm gate of P")
	d.keys("tab")
	d.saysNot("tab: ")
	d.sound()
	d.keys("enter g r ctrl+u")
	d.write("İnci")
	d.keys("enter j t")
	d.send(tea.PasteMsg{Content: "i̇nci"}) // the title in lower case, which has one character more
	d.drain()
	d.keys("tab esc")
	d.says("İnci")
}

// TestUndoingAnImport asks first: who holds the key down means to stop before that. The
// screens of what has gone close.
func TestUndoingAnImport(t *testing.T) {
	t.Parallel()
	d := library(t)
	d.keys("enter f u u")
	d.says("undo takes 5 reports out of the library again: is that meant? y/n")
	d.keys("u")
	d.says("left as it was", "A Lantern News")
	d.keys("u y")
	d.says("This library is empty")
	d.keys("ctrl+r")
	d.says("5 reports")
}
