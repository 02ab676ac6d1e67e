package ingest

import (
	"strings"
	"testing"

	"rashomon/annotate"
)

// TestDatelineAfterHeadline: a dateline says the same after a headline, a date and a standfirst as at
// the beginning.
func TestDatelineAfterHeadline(t *testing.T) {
	rest := "A barge hit the storm gate.\n\nSix people were hurt."
	for _, c := range []struct{ text, title, source, place, date, first string }{
		{"Barge hits gate\n\nHALVORN, March 11 (Wire Seven) - " + rest, "Barge hits gate", "Wire Seven", "HALVORN", "", "Barge hits gate"},
		{"Barge hits gate\nHALVORN, 11 March 2031 (Wire Seven) – " + rest, "Barge hits gate", "Wire Seven", "HALVORN", "2031-03-11", "Barge hits gate"},
		{"Barge hits gate\n\n11 March 2031\n\nRescuers search the lower town.\n\nHALVORN – " + rest, "Barge hits gate", "", "HALVORN", "2031-03-11", "Barge hits gate"},
		{"11 March 2031\n\nHALVORN – " + rest, "", "", "HALVORN", "2031-03-11", "11 March 2031"},
		{"A barge hit the gate of the port.\n\nHALVORN – " + rest, "", "", "HALVORN", "", "A barge hit the gate of the port."},
		{"World in brief\n\nHALVORN – Six hurt.\n\nTARN – " + rest, "", "", "", "", "World in brief"},
		{strings.Repeat("A barge hit the storm gate. ", 12) + "\n\nHALVORN – " + rest, "", "", "", "", "A barge hit the storm gate."},
		{"One\n\nTwo\n\nThree\n\nFour\n\nHALVORN – " + rest, "", "", "", "", "One"},
		{"Barge hits gate\n\nTarn News/ " + rest, "", "", "", "", "Barge hits gate"},
	} {
		for _, format := range []annotate.Format{annotate.Plain, annotate.Markdown} {
			a, _, err := Read(strings.NewReader(c.text), "x", format, day)
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(c.text, "gate\nHALVORN") && format == annotate.Markdown {
				continue // one paragraph
			}
			got := a.Article
			if got.Source != c.source || got.Place != c.place || format == annotate.Plain && (got.Date != c.date || got.TitleMade != (c.title == "") || c.title != "" && got.Title != c.title) {
				t.Errorf("%s %q: %+v", format, c.text, got)
			}
			all := sentencesOf(a.Body)
			if all[0] != c.first || c.place != "" && strings.Contains(strings.Join(all, "\n"), "HALVORN") {
				t.Errorf("%s: %q", format, all)
			}
			checkArrival(t, a, nil)
		}
	}
}
