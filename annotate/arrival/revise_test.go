package arrival

import (
	"testing"

	"rashomon/annotate"
)

// What a hand has mended stays when a newer text states something else, and what is stated with the
// newer text by hand wins.
func TestWhatAHandMendedStays(t *testing.T) {
	a := annotate.Article{ID: 1, Title: "A ferry sank", Source: "pier.example", Date: "2031-05-04", Revision: 1}
	mended := a
	mended.Title, mended.Date = "The ferry at Port Ellery", "2031-05-03"
	mended = mended.Mend(a)
	if mended.Mended != "title,date" {
		t.Fatalf("mended: %q", mended.Mended)
	}
	got := newer(mended, annotate.Article{Title: "Two dead as ferry goes down", Source: "Pier Courier", Date: "2031-05-05"})
	if got.Title != "The ferry at Port Ellery" || got.Source != "Pier Courier" || got.Date != "2031-05-03" || got.Mended != "title,date" || got.Revision != 2 {
		t.Errorf("a newer text: %+v", got)
	}
	got = newer(mended, annotate.Article{Title: "Two dead as ferry goes down", Source: "Courier", Mended: "title,source"})
	if got.Title != "Two dead as ferry goes down" || got.Source != "Courier" || got.Date != "2031-05-03" || got.Mended != "title,source,date" {
		t.Errorf("a newer text with what a hand states: %+v", got)
	}
}
