package cli

import (
	"fmt"
	"slices"
	"strings"

	"rashomon/annotate/quality"
	"rashomon/ui/figures"
	"rashomon/ui/screen"
)

// reportTables is a report's figures, each list with at most that many rows, or all where most is 0.
func reportTables(r quality.Report, most int) []figures.Table {
	out := []figures.Table{coverageTable(r.Coverage)}
	if len(r.ByStory) > 1 {
		out = append(out, figures.Cut(storyCoverage(r), most))
	}
	for _, a := range r.ByAnnotator {
		if a.Gold.Sentences > 0 {
			out = append(out, goldTable(a))
		}
	}
	for _, a := range r.ByAnnotator {
		out = append(out, figures.Cut(dayTable(a), most))
	}
	return out
}

// part is n of all as a row's bar, and as a share.
func part(n, all int) (bar float64, share string) {
	if all == 0 {
		return 0, "–"
	}
	p := float64(n) / float64(all)
	return p, fmt.Sprintf("%.1f %%", 100*p)
}

func coverageTable(c quality.Coverage) figures.Table {
	t := figures.Table{Title: "Coverage", Heads: []string{"sentences", "of all"}, Key: 2}
	for _, x := range []struct {
		name string
		n    int
	}{{"labelled twice or more", c.Twice}, {"labelled once", c.Once}, {"labelled by nobody", c.None}, {"annotators differ", c.Differ},
		{"of those, not decided", c.Undecided}, {"gold", c.Gold}, {"left open", c.Open}, {"all", c.Sentences}} {
		bar, share := part(x.n, c.Sentences)
		t.Rows = append(t.Rows, figures.Row{Name: x.name, Part: bar, Cells: []string{screen.Number(x.n), share}})
	}
	return t
}

func storyCoverage(r quality.Report) figures.Table {
	t := figures.Table{Title: "Stories", Heads: []string{"twice", "once", "nobody", "differ", "gold"}, Key: 3}
	for _, s := range r.ByStory {
		name := screen.Safe(s.Title)
		if s.ID == 0 {
			name = "(in no story)"
		}
		bar, _ := part(s.Once+s.Twice, s.Sentences)
		row := figures.Row{Name: name, Part: bar}
		for _, n := range []int{s.Twice, s.Once, s.None, s.Differ, s.Gold} {
			row.Cells = append(row.Cells, screen.Number(n))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// goldTable holds an annotator against gold.
func goldTable(a quality.Annotator) figures.Table {
	t := figures.Table{Title: screen.Safe(a.Name) + " against gold", Heads: []string{"precision", "recall", "given", "in gold", "both"}, Key: 2}
	for _, s := range a.Gold.ByLabel {
		bar := 0.0
		if s.Precision != nil && s.Recall != nil {
			bar = min(*s.Precision, *s.Recall)
		}
		t.Rows = append(t.Rows, figures.Row{Name: screen.Safe(s.Name), Part: bar, Cells: []string{
			optionalShare(s.Precision), optionalShare(s.Recall), screen.Number(s.Given), screen.Number(s.Gold), screen.Number(s.Both)}})
	}
	kappa := "kappa undefined: " + a.Gold.Kappa.Why
	if v := a.Gold.Kappa.Value; v != nil {
		kappa = "kappa " + figures.Written(*v)
	}
	t.Foot = []string{fmt.Sprintf("the same labels in %s of %s · %s", screen.Number(a.Gold.Same), screen.Count(a.Gold.Sentences, "sentence", "sentences"), kappa)}
	return t
}

func optionalShare(v *float64) string {
	if v == nil {
		return "–"
	}
	return figures.Written(*v)
}

// dayTable is an annotator's days, the last first, with their drift.
func dayTable(a quality.Annotator) figures.Table {
	t := figures.Table{Title: screen.Safe(a.Name) + " by day", Heads: []string{"sentences", "drift", "s each", "as gold", "labels"}, Key: 2, Together: 1}
	most, drifts := 1, false
	for _, d := range a.Days {
		most = max(most, d.Sentences)
	}
	for _, d := range slices.Backward(a.Days) {
		row := figures.Row{Name: d.Date, Part: float64(d.Sentences) / float64(most), Cells: []string{screen.Number(d.Sentences), "–", "–", "–", labelsOf(d)}}
		if d.Drift != nil {
			if row.Cells[1] = figures.Written(*d.Drift); d.Drifts {
				row.Cells[1], drifts = "! "+row.Cells[1], true
			}
		}
		if d.Seconds != nil {
			row.Cells[2] = fmt.Sprintf("%.1f", *d.Seconds)
		}
		if d.Gold > 0 {
			_, row.Cells[3] = part(d.Same, d.Gold)
		}
		t.Rows = append(t.Rows, row)
	}
	if drifts {
		t.Foot = []string{"! the labels of that day differ from those of the other days by more than chance"}
	}
	return t
}

// labelsOf is a day's labels, in few words: claim 12, fact 8.
func labelsOf(d quality.Day) string {
	names := make([]string, 0, len(d.Labels))
	for l := range d.Labels {
		names = append(names, l)
	}
	slices.SortFunc(names, func(a, b string) int {
		if n := d.Labels[b] - d.Labels[a]; n != 0 {
			return n
		}
		return strings.Compare(a, b)
	})
	for i, l := range names {
		names[i] = fmt.Sprintf("%s %s", screen.Safe(l), screen.Number(d.Labels[l]))
	}
	return strings.Join(names, ", ")
}
