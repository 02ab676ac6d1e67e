package agreement

import (
	"fmt"
	"slices"

	"rashomon/annotate/agreement"
	"rashomon/ui/figures"
	"rashomon/ui/screen"
)

// By is what the figures are broken down by.
type By int

// What figures are broken down by.
const (
	Everything By = iota // a little of each
	Label
	Pair
	Story
	Span
	ways // how many there are
)

// String is what one calls it.
func (b By) String() string {
	return []string{"everything", "label", "pair", "story", "span"}[b]
}

// Tables is a report's figures. Of everything, each list has at most that many rows, or all
// where most is 0; broken down by one thing, all.
func Tables(r agreement.Report, by By, most int) []figures.Table {
	switch by {
	case Label:
		return []figures.Table{overall(r), labels(r)}
	case Pair:
		out := []figures.Table{overall(r), pairs(r)}
		for _, p := range r.ByPair {
			out = append(out, confusion(p))
		}
		return out
	case Story:
		return []figures.Table{overall(r), stories(r)}
	case Span:
		return []figures.Table{spans(r), spanLabels(r)}
	}
	out := []figures.Table{overall(r), figures.Cut(labels(r), most), figures.Cut(pairs(r), most)}
	if len(r.ByPair) == 1 {
		out = append(out, confusion(r.ByPair[0]))
	}
	if len(r.ByStory) > 1 {
		out = append(out, figures.Cut(stories(r), most))
	}
	if r.Spans.Spans > 0 {
		out = append(out, spans(r), figures.Cut(spanLabels(r), most))
	}
	return append(out, annotators(r))
}

// whys collects why figures are undefined, each once, for a table's foot.
type whys []string

// value is a figure in a cell, and its bar's part.
func (w *whys) value(f agreement.Figure) (cell string, part float64) {
	if f.Value == nil {
		if why := "– " + f.Why; f.Why != "" && !slices.Contains(*w, why) {
			*w = append(*w, why)
		}
		return "–", -1
	}
	return figures.Written(*f.Value), max(*f.Value, 0)
}

// interval is a figure's interval in a cell.
func interval(f agreement.Figure) string {
	if f.Low == nil || f.High == nil {
		return ""
	}
	return figures.Written(*f.Low) + " to " + figures.Written(*f.High)
}

// row is a figure on a line of its own.
func (w *whys) row(name string, f agreement.Figure) figures.Row {
	cell, part := w.value(f)
	return figures.Row{Name: name, Part: part, Cells: []string{cell, interval(f)}}
}

func overall(r agreement.Report) figures.Table {
	t := figures.Table{Title: "All labels of a sentence", Heads: []string{"", heading(r)}, Key: 1}
	var w whys
	fleiss := "Fleiss' kappa"
	if r.Overall.FleissRatings > 0 {
		fleiss += fmt.Sprintf(" (of %s with %d ratings)", screen.Number(r.Overall.FleissSentences), r.Overall.FleissRatings)
	}
	t.Rows = []figures.Row{
		w.row("raw agreement", r.Overall.Raw), w.row("Cohen's kappa", r.Overall.Cohen), w.row(fleiss, r.Overall.Fleiss),
		w.row("Krippendorff's alpha", r.Overall.Alpha), w.row("the same, sets that overlap (MASI)", r.Masi),
	}
	t.Foot = append(w, screen.Count(r.Sentences, "sentence", "sentences")+" labelled or skipped by two or more",
		"alpha from .800 on is reliable, from .667 on good for tentative conclusions (Krippendorff)")
	return t
}

// heading is over the intervals.
func heading(r agreement.Report) string {
	if r.Samples == 0 {
		return ""
	}
	return fmt.Sprintf("%.0f %% interval", 100*r.Level)
}

func labels(r agreement.Report) figures.Table {
	t := figures.Table{Title: "Labels, there or not", Heads: []string{"alpha", heading(r), "raw", "given"}, Key: 1}
	var w whys
	for _, l := range r.ByLabel {
		alpha, part := w.value(l.Alpha)
		raw, _ := w.value(l.Raw)
		t.Rows = append(t.Rows, figures.Row{Name: screen.Safe(l.Name), Part: part, Cells: []string{alpha, interval(l.Alpha), raw, screen.Number(l.Given)}})
	}
	t.Foot = w
	return t
}

func pairs(r agreement.Report) figures.Table {
	t := figures.Table{Title: "Pairs", Heads: []string{"kappa", heading(r), "raw", "alpha", "sentences"}, Key: 1}
	var w whys
	for _, p := range r.ByPair {
		kappa, part := w.value(p.Cohen)
		raw, _ := w.value(p.Raw)
		alpha, _ := w.value(p.Alpha)
		t.Rows = append(t.Rows, figures.Row{Name: pairName(p), Part: part, Cells: []string{kappa, interval(p.Cohen), raw, alpha, screen.Number(p.Sentences)}})
	}
	t.Foot = w
	return t
}

func pairName(p agreement.Pair) string { return screen.Safe(p.A) + " – " + screen.Safe(p.B) }

// confusion is which labels one annotator gave where the other gave others.
func confusion(p agreement.Pair) figures.Table {
	t := figures.Table{Title: screen.Safe(p.A) + " \\ " + screen.Safe(p.B), Key: 1}
	for _, c := range p.Confusion.Categories {
		t.Heads = append(t.Heads, screen.Safe(c))
	}
	for i, c := range p.Confusion.Categories {
		row := figures.Row{Name: screen.Safe(c), Part: -1}
		for j, n := range p.Confusion.Counts[i] {
			cell := "·"
			if n > 0 {
				cell = screen.Number(n)
			}
			if i == j && n > 0 {
				cell = "[" + cell + "]"
			}
			row.Cells = append(row.Cells, cell)
		}
		t.Rows = append(t.Rows, row)
	}
	t.Foot = []string{"a row is what " + screen.Safe(p.A) + " says, a column what " + screen.Safe(p.B) + " says; [ ] where both say the same"}
	return t
}

func stories(r agreement.Report) figures.Table {
	t := figures.Table{Title: "Stories", Heads: []string{"alpha", "raw", "sentences"}, Key: 1}
	var w whys
	for _, s := range r.ByStory {
		alpha, part := w.value(s.Alpha)
		raw, _ := w.value(s.Raw)
		name := screen.Safe(s.Title)
		if s.ID == 0 {
			name = "(in no story)"
		}
		t.Rows = append(t.Rows, figures.Row{Name: name, Part: part, Cells: []string{alpha, raw, screen.Number(s.Sentences)}})
	}
	t.Foot = w
	return t
}

func spans(r agreement.Report) figures.Table {
	t := figures.Table{Title: "Labelled words", Heads: []string{"", heading(r)}, Key: 1}
	var w whys
	t.Rows = []figures.Row{w.row("F1, the same words", r.Spans.Exact), w.row("F1, words in common", r.Spans.Overlap), w.row("alpha by letters", r.Spans.Alpha)}
	t.Foot = append(w, screen.Count(r.Spans.Spans, "span", "spans")+", each pair of annotators held against one another")
	return t
}

func spanLabels(r agreement.Report) figures.Table {
	t := figures.Table{Title: "Labels of words", Heads: []string{"same words", "in common", "alpha"}, Key: 1}
	var w whys
	for _, l := range r.Spans.ByLabel {
		if l.SpanFigures.Spans == 0 {
			continue
		}
		exact, part := w.value(l.Exact)
		overlap, _ := w.value(l.Overlap)
		alpha, _ := w.value(l.Alpha)
		t.Rows = append(t.Rows, figures.Row{Name: screen.Safe(l.Name), Part: part, Cells: []string{exact, overlap, alpha}})
	}
	t.Foot = w
	return t
}

func annotators(r agreement.Report) figures.Table {
	t := figures.Table{Title: "Annotators", Heads: []string{"with others", "alone", "spans"}, Key: 1}
	for _, a := range r.Annotators {
		t.Rows = append(t.Rows, figures.Row{Name: screen.Safe(a.Name), Part: -1, Cells: []string{screen.Number(a.Sentences), screen.Number(a.Alone), screen.Number(a.Spans)}})
	}
	return t
}
