// Package counts is the screen of counts: what has been labelled, by whom, when, and how fast.
package counts

import (
	"context"
	"fmt"
	"slices"
	"time"

	"rashomon/annotate/query"
	"rashomon/annotate/stats"
	"rashomon/ui/figures"
	"rashomon/ui/screen"
	"rashomon/ui/theme"
)

// Screen shows the counts, with bars.
type Screen struct{ *figures.Screen[counted] }

// Options is what the screen needs of the program. Count is called off the event loop.
type Options struct {
	Count     func(ctx context.Context, q query.Query, progress func(part float64)) (stats.Report, error)
	Goal      int              // sentences a day; 0 for none
	Annotator string           // whose goal it is; empty for everyone's
	Now       func() time.Time // nil for the time of this machine
	// Today is how many sentences were labelled today, called off the event loop; nil for
	// those that were begun today.
	Today func(ctx context.Context, progress func(part float64)) (int, error)
}

// counted is what the screen shows.
type counted struct {
	stats.Report
	today int // sentences labelled today
}

// few is the rows of each list where everything is shown.
const few = 8

// New shows the counts of what passes a query; of the empty one, of everything.
func New(text string, o Options, keys screen.Keys, t theme.Theme) *Screen {
	if o.Now == nil {
		o.Now = time.Now
	}
	names := make([]string, ways)
	for b := range ways {
		names[b] = b.String()
	}
	return &Screen{figures.New(text, figures.Options[counted]{
		Title: "Progress", Verb: "count", Ways: names, Now: o.Now,
		Count: o.count, Tables: o.tables,
		Status: func(c counted) string {
			return fmt.Sprintf("%s of %s labelled", screen.Number(c.Sentences.Labelled), screen.Count(c.Sentences.All, "sentence", "sentences"))
		},
	}, keys, t)}
}

// counting is the part of the work that counting is taken for; the rest is what was done today.
const counting = 0.5

// count counts, off the event loop.
func (o Options) count(ctx context.Context, q query.Query, progress func(float64)) (c counted, err error) {
	if c.Report, err = o.Count(ctx, q, func(part float64) { progress(counting * part) }); err != nil {
		return c, err
	}
	c.today, err = o.today(ctx, c.Report, func(part float64) { progress(counting + (1-counting)*part) })
	return c, err
}

func (o Options) tables(c counted, way int, asked string) []figures.Table {
	tables := Tables(c.Report, By(way), few)
	if asked == "" {
		tables = slices.Insert(tables, 1, o.goal(c.today))
	}
	return tables
}

// Take goes on with this screen if it shows what is asked for.
func (s *Screen) Take(r screen.Request) bool {
	c, ok := r.(screen.Counts)
	return ok && (c.Query == "" || c.Query == s.Of())
}

// today is how many sentences were labelled today.
func (o Options) today(ctx context.Context, r stats.Report, progress func(float64)) (int, error) {
	if o.Today != nil {
		return o.Today(ctx, progress)
	}
	days := r.ByDay
	if o.Annotator != "" {
		days = nil
		for _, a := range r.ByAnnotator {
			if a.Name == o.Annotator {
				days = a.ByDay
			}
		}
	}
	for _, d := range days {
		if d.Name == o.Now().Format(time.DateOnly) {
			return d.Labelled, nil
		}
	}
	return 0, nil
}

// goal is what was labelled today, and of what one has set out to label.
func (o Options) goal(today int) figures.Table {
	name := screen.Safe(o.Annotator)
	if name == "" {
		name = "everyone"
	}
	if o.Goal == 0 {
		return figures.Table{Title: "Today", Heads: []string{"labelled"}, Key: 1, Rows: []figures.Row{{Name: name, Part: -1, Cells: []string{screen.Number(today)}}}}
	}
	part := ratio(today, o.Goal)
	row := figures.Row{Name: name, Part: min(part, 1), Cells: []string{screen.Number(today), screen.Number(o.Goal), fmt.Sprintf("%.0f %%", 100*part)}}
	return figures.Table{Title: "Today", Heads: []string{"labelled", "goal", "share"}, Key: 2, Rows: []figures.Row{row}}
}
