package cli

import (
	"fmt"
	"strings"

	division "rashomon/annotate/split" // split is what a test calls something else
	"rashomon/export"
	"rashomon/internal/clean"
	"rashomon/ui/figures"
	"rashomon/ui/screen"
)

// splitTables is how a set is divided, for people.
func splitTables(r division.Report, tied []export.Tied) []figures.Table {
	parts := figures.Table{Title: "Parts", Heads: []string{"rows", "share", "asked", "stories", "left out"}, Key: 2}
	for _, s := range append(r.Sides, r.All) {
		parts.Rows = append(parts.Rows, figures.Row{Name: s.Name, Part: s.Share, Cells: []string{
			screen.Number(s.Rows), share(s.Share), share(s.Asked), screen.Number(s.Stories), screen.Number(s.LeftOut),
		}})
	}
	labels := figures.Table{Title: "Labels", Heads: []string{"all"}, Key: 1}
	for _, s := range r.Sides {
		labels.Heads = append(labels.Heads, s.Name)
	}
	for n, l := range r.All.Labels {
		row := figures.Row{Name: clean.Line(l.Name), Part: -1, Cells: []string{share(l.Share)}}
		for _, s := range r.Sides {
			row.Cells = append(row.Cells, share(s.Labels[n].Share))
		}
		labels.Rows = append(labels.Rows, row)
	}
	labels.Foot = []string{"of the rows of each part"}
	return []figures.Table{parts, labels, leftOut(r), tiedTable(r, tied)}
}

func leftOut(r division.Report) figures.Table {
	t := figures.Table{Title: "Left out", Heads: []string{"rows", "sentences"}, Key: 1}
	why := map[string]string{
		"widespread": fmt.Sprintf("in more than %s", screen.Count(r.Tie, "story", "stories")),
		"large":      "would tie too many stories", "short": "fewer than five words",
	}
	for _, h := range r.LeftOut {
		t.Rows = append(t.Rows, figures.Row{Name: why[h.Why], Part: -1, Cells: []string{screen.Number(h.Rows), screen.Number(h.Sentences)}})
	}
	t.Foot = []string{"sentences whose rows are in one part only, as copies of them are in several"}
	if r.ContextCut > 0 {
		t.Foot = append(t.Foot, screen.Count(r.ContextCut, "row", "rows")+" without context, as a copy of it is in another part")
	}
	if r.WholeKept > 0 {
		t.Foot = append(t.Foot, screen.Count(r.WholeKept, "report", "reports")+" with a sentence of which a copy is in another part: whole reports are not left out")
	}
	return t
}

func tiedTable(r division.Report, tied []export.Tied) figures.Table {
	t := figures.Table{Title: "Stories that stay together", Heads: []string{"rows", "stories", "sentences", "part"}, Key: 2}
	for _, b := range tied {
		t.Rows = append(t.Rows, figures.Row{Name: clean.Line(strings.Join(b.Titles, "; ")), Part: -1, Cells: []string{
			screen.Number(b.Rows), screen.Number(len(b.Stories)), screen.Number(b.Sentences), b.Side,
		}})
	}
	t.Foot = []string{fmt.Sprintf("%s by %s that they share; in all %s that stay together, or are alone",
		screen.Count(r.Copies.Stories, "story is tied", "stories are tied"), screen.Count(r.Copies.Tying, "sentence", "sentences"), screen.Count(r.Bundles, "bundle of stories", "bundles of stories"))}
	return t
}

// share is a part as a percentage.
func share(part float64) string { return fmt.Sprintf("%.1f %%", 100*part) }
