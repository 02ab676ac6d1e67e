package ui_test

import (
	"context"
	"testing"

	tea "charm.land/bubbletea/v2"

	"rashomon/annotate"
)

// pasting has what is pasted become a report of that text.
func pasting(t *testing.T) *driver {
	o := options()
	o.Arrive = func(_ context.Context, text string) (annotate.Arrival, []string, error) {
		return arrival(annotate.Article{Title: "Rung by a goat", TitleMade: true}, text), []string{"one blank line taken out"}, nil
	}
	return start(t, openStore(t, looseLibrary()), 120, 34, o)
}

const goat = "The bell of Saint Orrin, stolen from its tower in Larchmoor with a winch, hangs on a goat, sexton Wenna Tolliver said: thieves left the milk lorry and 900 kilos of bronze to police."

// TestPastingAReport takes it in, and suggests what it belongs to.
func TestPastingAReport(t *testing.T) {
	t.Parallel()
	d := pasting(t)
	d.keys("G")
	d.send(tea.PasteMsg{Content: goat})
	d.drain()
	d.says("A report to take in", "not in the library yet", "one blank line taken out", "made from its first words", "1 sentence", "The bell of Saint Orrin, stolen")
	d.keys("g j enter")
	d.write("Goat Gazette")
	d.keys("enter ctrl+s")
	d.says("taken in; 1 new report seems to tell of 1 story (?): n goes there", "? suggested: 4 reports", "Goat Gazette")
	d.keys("g n n +")
	d.inStory(bell, "Goat Gazette, Lantern News, Meridian News, Saltline")
}

// TestMendingAReport gives a report another source, and takes that back.
func TestMendingAReport(t *testing.T) {
	t.Parallel()
	d := pasting(t)
	d.keys("g j alt+i")
	d.says("What the report states", "came in")
	d.keys("g j enter ctrl+u")
	d.write("Goat Gazette")
	d.keys("enter ctrl+s")
	d.says("source mended")
	d.keys("esc")
	d.says("Goat Gazette")
	d.article("Goat Gazette")
	d.keys("u")
	d.says("2031-03-11  Saltline")
}
