package counts

import (
	"fmt"
	"math"
	"slices"

	"rashomon/annotate/stats"
	"rashomon/ui/figures"
	"rashomon/ui/screen"
)

// By is what the figures are broken down by.
type By int

// What figures are broken down by.
const (
	Everything By = iota // a little of each
	Label
	Story
	Source
	Annotator
	Day
	Speaker
	ways // how many there are
)

// String is what one calls it.
func (b By) String() string {
	return []string{"everything", "label", "story", "source", "annotator", "day", "speaker"}[b]
}

// Tables is a report's figures: those of all that was counted, and those broken down. Of
// everything, each list has at most that many rows, or all where most is 0; of one thing, all.
func Tables(r stats.Report, by By, most int) []figures.Table {
	out := []figures.Table{sentences(r)}
	if by != Everything {
		return append(out, broken(r, by))
	}
	out = append(out, figures.Cut(broken(r, Label), most), origins(r), spent(r), besides(r))
	for _, a := range r.ByAttribute {
		out = append(out, figures.Cut(choices(a), most))
	}
	for b := Story; b < ways; b++ {
		if t := broken(r, b); len(t.Rows) > 0 && !(b == Story && r.Stories == 0) {
			out = append(out, figures.Cut(t, most))
		}
	}
	return out
}

// broken is the figures by one thing.
func broken(r stats.Report, by By) figures.Table {
	switch by {
	case Story:
		return groups("Stories", "(in no story)", r.ByStory, r.ByLabel)
	case Source:
		return groups("Sources", "(no source)", r.BySource, r.ByLabel)
	case Annotator:
		all := make([]stats.Work, len(r.ByAnnotator))
		for i, a := range r.ByAnnotator {
			all[i] = a.Work
		}
		return work("Annotators", all, r.ByLabel)
	case Day:
		days := slices.Clone(r.ByDay)
		slices.Reverse(days) // one wants to see the last ones
		return work("Days", days, r.ByLabel)
	case Speaker:
		return work("Speakers", r.BySpeaker, r.ByLabel)
	}
	return labels(r)
}

func sentences(r stats.Report) figures.Table {
	s := r.Sentences
	t := figures.Table{Title: "Sentences", Heads: []string{"sentences", "of all"}, Key: 2}
	for _, x := range []struct {
		name string
		n    int
	}{{"labelled", s.Labelled}, {"skipped", s.Skipped}, {"open", s.All - s.Done}, {"flagged", s.Flagged}, {"all", s.All}} {
		t.Rows = append(t.Rows, figures.Row{Name: x.name, Part: ratio(x.n, s.All), Cells: []string{screen.Number(x.n), percent(x.n, s.All)}})
	}
	t.Foot = []string{fmt.Sprintf("%s: %s begun, %s finished · %s",
		screen.Count(r.Articles.All, "report", "reports"), screen.Number(r.Articles.Begun), screen.Number(r.Articles.Finished), screen.Count(r.Stories, "story", "stories"))}
	return t
}

func labels(r stats.Report) figures.Table {
	t := figures.Table{Title: "Labels", Heads: []string{"sentences", "share", "spans"}, Key: 2}
	all := 0
	for _, l := range r.ByLabel {
		all += l.Sentences
	}
	for _, l := range r.ByLabel {
		t.Rows = append(t.Rows, figures.Row{Name: screen.Safe(l.Name), Part: ratio(l.Sentences, all), Cells: []string{screen.Number(l.Sentences), percent(l.Sentences, all), screen.Number(l.Spans)}})
	}
	if b := r.Balance.Sentences; b != nil {
		t.Foot = append(t.Foot, fmt.Sprintf("balance %.2f: 0 is all of one label, 1 as many of each", *b))
	}
	if b := r.Balance.Spans; b != nil {
		t.Foot = append(t.Foot, fmt.Sprintf("balance of spans %.2f", *b))
	}
	return t
}

func origins(r stats.Report) figures.Table {
	t := figures.Table{Title: "Where labels come from", Heads: []string{"sentences", "share", "spans"}, Key: 2}
	t.Rows = named(r.ByOrigin)
	for i := range t.Rows {
		if t.Rows[i].Name == "suggestion" {
			t.Rows[i].Name = "accepted suggestion"
		}
	}
	return t
}

func choices(a stats.Attribute) figures.Table {
	return figures.Table{Title: "Attribute: " + screen.Safe(a.Name), Heads: []string{"sentences", "share", "spans"}, Key: 2, Rows: named(a.Choices)}
}

func named(list []stats.Named) []figures.Row {
	all := 0
	for _, x := range list {
		all += x.Sentences
	}
	out := make([]figures.Row, len(list))
	for i, x := range list {
		out[i] = figures.Row{Name: screen.Safe(x.Name), Part: ratio(x.Sentences, all), Cells: []string{screen.Number(x.Sentences), percent(x.Sentences, all), screen.Number(x.Spans)}}
	}
	return out
}

func spent(r stats.Report) figures.Table {
	t := figures.Table{Title: "Time", Heads: []string{"time"}, Key: 1}
	t.Rows = []figures.Row{
		{Name: "in all", Part: -1, Cells: []string{Duration(r.Time.Seconds)}},
		{Name: "mean", Part: -1, Cells: []string{optional(r.Time.Mean)}},
		{Name: "median", Part: -1, Cells: []string{optional(r.Time.Median)}},
	}
	t.Foot = []string{"of the " + screen.Count(r.Time.Timed, "sentence", "sentences") + " on which time was recorded, without idle time"}
	return t
}

func besides(r stats.Report) figures.Table {
	t := figures.Table{Title: "Besides", Heads: []string{"number"}, Key: 1}
	for _, x := range []struct {
		name string
		n    int
	}{
		{"labelled spans", r.Spans}, {"with a speaker", r.Annotations.WithSpeaker}, {"with a note", r.Annotations.WithNote},
		{"suggestions accepted", r.Suggestions.Accepted}, {"labels turned down", r.Suggestions.Rejected}, {"about earlier texts", r.Annotations.EarlierRevisions},
	} {
		t.Rows = append(t.Rows, figures.Row{Name: x.name, Part: -1, Cells: []string{screen.Number(x.n)}})
	}
	if n := r.Annotations.Changed; n > 0 {
		t.Rows = append(t.Rows, figures.Row{Name: "on words that changed", Part: -1, Cells: []string{screen.Number(n)}})
	}
	return t
}

// groups is how far sources or stories are labelled.
func groups(title, none string, list []stats.Group, labels []stats.Label) figures.Table {
	t := figures.Table{Title: title, Heads: append([]string{"labelled", "of", "share", "skipped", "flagged", "spans"}, heads(labels)...), Key: 3, Together: len(labels)}
	for _, g := range list {
		name := screen.Safe(g.Name)
		if name == "" {
			name = none
		}
		cells := []string{screen.Number(g.Labelled), screen.Number(g.Sentences), percent(g.Labelled, g.Sentences), screen.Number(g.Skipped), screen.Number(g.Flagged), screen.Number(g.Spans)}
		t.Rows = append(t.Rows, figures.Row{Name: name, Part: ratio(g.Labelled, g.Sentences), Cells: append(cells, given(g.Work, labels)...)})
	}
	return t
}

// work is what was done by annotators, on days, or is said of speakers. The bars are of the most.
func work(title string, list []stats.Work, labels []stats.Label) figures.Table {
	t := figures.Table{Title: title, Heads: []string{"labelled", "skipped", "flagged", "spans"}, Key: 1, Together: len(labels)}
	most, timed := 0, false
	for _, w := range list {
		most = max(most, w.Done)
		timed = timed || w.Time != nil
	}
	if timed {
		t.Heads = []string{"labelled", "time", "mean", "median", "skipped", "flagged", "spans"}
	}
	t.Heads = append(t.Heads, heads(labels)...)
	for _, w := range list {
		cells := []string{screen.Number(w.Labelled)}
		if timed {
			cells = append(cells, Duration(w.Time.Seconds), optional(w.Time.Mean), optional(w.Time.Median))
		}
		cells = append(cells, screen.Number(w.Skipped), screen.Number(w.Flagged), screen.Number(w.Spans))
		t.Rows = append(t.Rows, figures.Row{Name: screen.Safe(w.Name), Part: ratio(w.Done, most), Cells: append(cells, given(w, labels)...)})
	}
	return t
}

func heads(labels []stats.Label) []string {
	out := make([]string, len(labels))
	for i, l := range labels {
		out[i] = screen.Safe(l.Name)
	}
	return out
}

func given(w stats.Work, labels []stats.Label) []string {
	out := make([]string, len(labels))
	for i, l := range labels {
		out[i] = screen.Number(w.Labels[l.Name])
	}
	return out
}

func ratio(n, of int) float64 {
	if of == 0 {
		return 0
	}
	return float64(n) / float64(of)
}

// percent is n of all; only nothing is 0 %, and only all is 100 %.
func percent(n, of int) string {
	switch {
	case of == 0:
		return "–"
	case n == of:
		return "100 %"
	case n == 0:
		return "0 %"
	}
	return fmt.Sprintf("%.1f %%", min(max(100*ratio(n, of), 0.1), 99.9))
}

func optional(seconds *float64) string {
	if seconds == nil {
		return "–"
	}
	return Duration(*seconds)
}

// Duration is so many seconds, to as much as one wants to know: 4.5 s, 12 min, 3.4 h.
func Duration(seconds float64) string {
	switch {
	case seconds < 99.95:
		return fmt.Sprintf("%.1f s", seconds)
	case seconds < 99.5*60:
		return fmt.Sprintf("%.0f min", seconds/60)
	case seconds < 99.95*3600:
		return fmt.Sprintf("%.1f h", seconds/3600)
	}
	return screen.Number(int(math.Round(seconds/3600))) + " h"
}
