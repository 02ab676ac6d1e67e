package ui

import (
	"context"

	measures "rashomon/annotate/agreement"
	"rashomon/annotate/query"
	"rashomon/annotate/stats"
)

// count counts what passes a query, off the event loop.
func (m *Model) count(ctx context.Context, q query.Query, progress func(float64)) (stats.Report, error) {
	return stats.Count(ctx, q, m.lib, stats.Options{Scheme: m.o.Scheme, Zone: m.o.Now().Location(), Progress: progress})
}

// compare holds what annotators say of what passes a query against one another, off the event loop.
func (m *Model) compare(ctx context.Context, q query.Query, progress func(float64)) (measures.Report, error) {
	const samples = 1000 // of the bootstrap
	return measures.Count(ctx, q, m.lib, measures.Options{Scheme: m.o.Scheme, Samples: samples, Seed: 1, Progress: progress})
}

// today is how many sentences the annotator has labelled today, off the event loop.
func (m *Model) today(ctx context.Context, progress func(part float64)) (int, error) {
	day, err := labelledToday(ctx, m.lib, m.o.Annotator, m.o.Now(), progress)
	if err != nil {
		return 0, err
	}
	return day.Count(), nil
}
