package brief

import (
	"cmp"
	"slices"

	"rashomon/annotate"
)

// Order puts reports into the order in which a brief and the screens name them A, B, C…:
// by date, those without one last, then source, title and ID.
func Order(readings []*annotate.Reading) {
	slices.SortStableFunc(readings, func(x, y *annotate.Reading) int {
		a, b := x.Article, y.Article
		undated := func(a annotate.Article) string { return cmp.Or(a.Date, "\uffff") }
		return cmp.Or(cmp.Compare(undated(a), undated(b)), cmp.Compare(a.Source, b.Source), cmp.Compare(a.Title, b.Title), cmp.Compare(a.ID, b.ID))
	})
}

// letter is what a report is called by its place, as on the screens: A to Z, then AA, AB and
// so on.
func letter(place int) string {
	out := ""
	for ; place >= 0; place = place/26 - 1 {
		out = string(rune('A'+place%26)) + out
	}
	return out
}
