package ui_test

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"rashomon/annotate"
)

// TestLabelAndKnownSpeaker takes three key presses, or four: enter takes the first that is
// offered, a digit and enter any of nine.
func TestLabelAndKnownSpeaker(t *testing.T) {
	t.Parallel()
	d, id := reading(t)
	d.keys("j j c s") // whose sentence names nobody
	d.says("speaker: rescue workers", "1 rescue workers | 2 Juna Farrowby | 3 ")
	d.keys("enter")
	if got := d.said(id)[2]; !got.Has("claim") || got.Speaker != "rescue workers" {
		t.Fatalf("%+v", got)
	}
	d.keys("k k k s ctrl+u")
	d.says("1 the Gate Authority | 2 rescue workers | 3 ")
	d.keys("2 enter")
	if got := d.said(id)[0].Speaker; got != "rescue workers" {
		t.Errorf("speaker %q", got)
	}
	d.keys("s 2 enter") // another than the one that stands there
	if got := d.said(id)[0].Speaker; got != "the Gate Authority" {
		t.Errorf("speaker %q", got)
	}
	d.keys("s enter") // the same again
	if got := d.said(id)[0].Speaker; got != "the Gate Authority" {
		t.Errorf("speaker %q", got)
	}
	d.keys("s")
	d.write("the pilot") // in the place of the one that stands there
	d.keys("enter")
	if got := d.said(id)[0].Speaker; got != "the pilot" {
		t.Errorf("speaker %q", got)
	}
	d.keys("s")
	d.write("2 officials") // a name may begin with a digit
	d.keys("enter")
	if got := d.said(id)[0].Speaker; got != "2 officials" {
		t.Errorf("speaker %q", got)
	}
	d.keys("s 2 backspace s enter") // and what a digit chose may be changed
	if got := d.said(id)[0].Speaker; got == "" || got == "2s" {
		t.Errorf("speaker %q", got)
	}
	d.keys("s")
	d.write("the pilot")
	d.keys("enter s tab") // to change a letter of it
	d.write("s")
	d.keys("enter")
	if got := d.said(id)[0].Speaker; got != "the pilots" {
		t.Errorf("speaker %q", got)
	}
	d.keys("s ctrl+u enter")
	if got := d.said(id)[0].Speaker; got != "" {
		t.Errorf("speaker %q of an emptied line", got)
	}
	d.keys("s esc s")
	d.write(" 7th Fleet")
	d.keys("enter")
	if got := d.said(id)[0].Speaker; got != "7th Fleet" {
		t.Errorf("speaker %q", got)
	}
}

// TestOtherSpellings offers the name used before for another way to write it.
func TestOtherSpellings(t *testing.T) {
	t.Parallel()
	d, id := reading(t)
	d.keys("s")
	d.write("Ilse Vanterpool")
	d.keys("enter j s")
	d.write("Van der Pool")
	d.says("tab: Ilse Vanterpool")
	d.keys("tab enter")
	if got := d.said(id)[1].Speaker; got != "Ilse Vanterpool" {
		t.Errorf("speaker %q", got)
	}
}

// TestChoosing goes through what fits by arrows, and back to what was typed.
func TestChoosing(t *testing.T) {
	t.Parallel()
	d, id := reading(t)
	d.keys("s")
	d.write("au") // the Gate Authority, and by its letters others
	d.says("tab: the Gate Authority")
	d.keys("down")
	d.says("speaker: the Gate Authority")
	d.keys("up")
	d.says("speaker: au")
	d.keys("up down down enter")
	if got := d.said(id)[0].Speaker; got != "the Gate Authority" {
		t.Errorf("speaker %q", got)
	}
	d.keys("j s")
	d.write("frrwby")
	d.says("tab: Juna Farrowby")
	d.keys("down")
	d.write("x")
	d.keys("backspace enter")
	if got := d.said(id)[1].Speaker; got != "Juna Farrowby" {
		t.Errorf("speaker %q", got)
	}
}

// TestDigitsAreText in a note and a search.
func TestDigitsAreText(t *testing.T) {
	t.Parallel()
	d, id := reading(t)
	d.keys("m 1 2 enter")
	if got := d.said(id)[0].Note; got != "12" {
		t.Errorf("note %q", got)
	}
	d.keys("/ 3 4 0")
	d.says("search: 340")
	d.keys("esc")
}

// TestPromptInFewLines shows what enter would take where there is no line for the choices.
func TestPromptInFewLines(t *testing.T) {
	t.Parallel()
	d, _ := reading(t)
	d.send(tea.WindowSizeMsg{Width: 30, Height: 6})
	d.keys("s")
	if !strings.Contains(d.line(-1), "speaker: the Gate") {
		t.Errorf("%q", d.line(-1))
	}
	d.keys("down down")
	d.sound()
	d.keys("esc")
}

// TestUsedInAnotherReport offers who was named in another report of the story, in an earlier
// session, and under the name that is known for the spelling.
func TestUsedInAnotherReport(t *testing.T) {
	t.Parallel()
	d, _ := reading(t)
	d.keys("s")
	d.write("Zora Quillon")
	d.keys("enter")
	again := start(t, d.store, 120, 40, options())
	again.keys("g j enter s")
	again.write("zor")
	again.says("tab: Zora Quillon")
	again.keys("esc")
	story := again.article("Saltline").Story
	who := annotate.NewSpeaker(story, "Z. Quillon the pilot", "Zora Quillon")
	_, err := d.store.Apply(annotate.Change{What: "a speaker", By: annotator, Edits: []annotate.Edit{{Speaker: &annotate.Replaced[annotate.Speaker]{After: &who}}}})
	check(t, err)
	third := start(t, d.store, 120, 40, options())
	third.keys("g j enter s")
	third.write("zora quillon")
	third.says("tab: Z. Quillon the pilot")
	third.keys("enter")
	if got := third.said(third.article("Saltline").ID); len(got) != 1 {
		t.Fatalf("%v", got)
	} else {
		for _, a := range got {
			if a.Speaker != "Z. Quillon the pilot" {
				t.Errorf("speaker %q", a.Speaker)
			}
		}
	}
}
