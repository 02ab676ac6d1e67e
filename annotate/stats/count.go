package stats

import (
	"context"

	"rashomon/annotate/query"
)

// Count counts what passes the query: of the articles that do, the annotations that do so
// too. The library is read by as many at a time as the machine has processors. The error is
// the context's or the library's.
func Count(ctx context.Context, q query.Query, lib query.Shelves, o Options) (Report, error) {
	c := New(o)
	err := query.Read(ctx, q, lib, query.ReadOptions{Progress: o.Progress}, func(x query.Heard) error {
		c.Add(x.Article, x.Story, x.Said)
		return nil
	})
	if err != nil {
		return Report{}, err
	}
	r := c.Report()
	r.Query = q.String()
	return r, nil
}
