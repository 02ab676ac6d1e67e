package ui_test

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// TestQuestionsStayWithTheirScreen: what the history has worked out when another screen is
// shown asks nothing there.
func TestQuestionsStayWithTheirScreen(t *testing.T) {
	t.Parallel()
	d := start(t, sampleStore(t), 120, 40, options())
	d.keys("j enter g f j f H j")
	d.send(press("b")) // it is worked out in the background
	waiting := d.pending
	d.pending = nil
	d.keys("P")
	d.pending = append(d.pending, waiting...)
	d.drain()
	d.says("Progress")
	d.saysNot("y/n")
	d.keys("esc")
	d.saysNot("y/n")
	d.keys("b")
	d.says("y/n")
}

// TestTheWayBackToHere says that there is nothing to go back over.
func TestTheWayBackToHere(t *testing.T) {
	t.Parallel()
	d := start(t, sampleStore(t), 120, 40, options())
	d.keys("j enter g f f H g j j b")
	d.keys("y")
	before := len(d.said(d.article("Saltline").ID))
	d.saysNot("a change without edits")
	if before != 0 {
		t.Errorf("%d sentences are labelled", before)
	}
}

// TestWhatAClickSaysStays when the button is let go.
func TestWhatAClickSaysStays(t *testing.T) {
	t.Parallel()
	d := start(t, sampleStore(t), 120, 40, options())
	d.keys("j Q u")
	d.keys("j j")
	d.send(tea.MouseClickMsg{X: 30, Y: 1, Button: tea.MouseLeft})
	said := d.status()
	d.send(tea.MouseReleaseMsg{X: 30, Y: 1, Button: tea.MouseLeft})
	if now := d.status(); now != said {
		t.Errorf("after the click %q, after the button %q", said, now)
	}
}

// TestScreensOfTextsAfterARecut: whatever screens stand below the reader, joining sentences,
// undo and redo leave them where they are, and they go on to work.
func TestScreensOfTextsAfterARecut(t *testing.T) {
	t.Parallel()
	for name, way := range map[string]string{
		"alone": "j enter", "speakers": "g j W enter j enter", "side by side": "g enter enter", "matrix": "g M j j enter enter",
		"brief": "g B ]d j enter enter", "find": "F g a t e enter enter", "queue": "g j Q i", "history": "H j enter enter", "counts": "P esc j enter",
	} {
		t.Run(name, func(t *testing.T) {
			d := start(t, sampleStore(t), 120, 40, options())
			d.t = t
			d.keys("j enter G f s")
			d.write("Zoe")
			d.keys("enter esc esc")
			d.keys(way)
			for _, keys := range []string{"g J", "u", "ctrl+r", "j J", "u u"} {
				d.keys(keys)
				d.sound()
			}
			for range 4 {
				d.keys("y j enter y k esc esc")
				d.sound()
			}
			r, err := d.store.Check(t.Context())
			check(t, err)
			if len(r.Problems) > 0 {
				t.Errorf("the check says %v", r.Problems)
			}
		})
	}
}

// TestTheViewStaysAfterARecut: who splits one sentence after another does so where reports stand in
// their own order, and the keys that come at once mean what they mean there.
func TestTheViewStaysAfterARecut(t *testing.T) {
	t.Parallel()
	d := start(t, sampleStore(t), 120, 40, options())
	d.keys("g enter t g v w w")
	d.ahead("| v w f esc")
	d.drain()
	if !current.MatchString(d.status()) {
		t.Errorf("the reports are left:\n%s", d.frame().Text())
	}
	all, err := d.store.Annotations(d.labelled(t))
	check(t, err)
	if len(all) != 1 || all[0].Sentence >= 0 || !all[0].Has("fact") {
		t.Errorf("no word is labelled: %+v", all)
	}
}

// TestDragSelectsWords: from the press to where the button is let go, whole words; a label
// is put on them.
func TestDragSelectsWords(t *testing.T) {
	t.Parallel()
	d := start(t, sampleStore(t), 120, 40, options())
	d.keys("j enter g")
	x, y := -1, -1
	for i, line := range strings.Split(d.frame().Text(), "\n") {
		if at := strings.Index(line, "tired, wet"); at >= 0 {
			x, y = ansi.StringWidth(line[:at]), i
		}
	}
	if y < 0 {
		t.Fatal("the words are not on the screen")
	}
	d.send(tea.MouseClickMsg{X: x + 1, Y: y, Button: tea.MouseLeft})
	d.send(tea.MouseMotionMsg{X: x + 8, Y: y, Button: tea.MouseLeft})
	d.send(tea.MouseReleaseMsg{X: x + 8, Y: y, Button: tea.MouseLeft})
	d.says("selected “tired, wet”")
	d.keys("q")
	all, err := d.store.Annotations(d.labelled(t))
	check(t, err)
	if len(all) != 1 || all[0].Sentence >= 0 || all[0].Quote != "*tired, wet" && all[0].Quote != "tired, wet" || !all[0].Has("quote") {
		t.Errorf("%+v", all)
	}
	d.saysNot("turn down") // the keys are about the words
}
