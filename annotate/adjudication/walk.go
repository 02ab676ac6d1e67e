package adjudication

import (
	"cmp"
	"context"
	"runtime"
	"slices"
	"sync"

	"rashomon/annotate"
	"rashomon/annotate/query"
)

// walk calls each with the sentences of every article of which something is said and which
// the query lets through, several articles at a time, and returns what it returns, in the
// order of the articles.
func walk[T any](ctx context.Context, q query.Query, lib Library, o Options, each func([]Case) T) ([]T, error) {
	rows, titles, err := arrange(lib, o.Articles)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var mu sync.Mutex
	next := 0
	take := func() (row int, ok bool) { // one at a time, so that progress only grows
		mu.Lock()
		defer mu.Unlock()
		if next == len(rows) || ctx.Err() != nil {
			return 0, false
		}
		if o.Progress != nil {
			o.Progress(float64(next) / float64(len(rows)))
		}
		next++
		return next - 1, true
	}
	out := make([]T, len(rows))
	var working sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		working.Go(func() {
			for row, ok := take(); ok; row, ok = take() {
				cases, err := read(q, lib, o.Scheme, rows[row], titles)
				if err != nil {
					cancel(err)
				} else if len(cases) > 0 {
					out[row] = each(cases)
				}
			}
		})
	}
	working.Wait()
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	return out, nil
}

// read is the sentences of an article of which something is said by the scheme and which the
// query lets through.
func read(q query.Query, lib Library, scheme annotate.Scheme, row annotate.Row, titles map[annotate.ID]string) ([]Case, error) {
	said, err := lib.Annotations(row.ID)
	if err != nil || len(said) == 0 {
		return nil, err
	}
	a, err := lib.Article(row.ID)
	if err != nil {
		return nil, err
	}
	b, err := lib.Body(a.ID, a.Revision)
	if err != nil {
		return nil, err
	}
	if q.Empty() {
		return Cases(a, b, scheme, said), nil
	}
	ok, err := q.Article(query.Subject{
		Article: a, Story: titles[a.Story],
		Body: func() (annotate.Body, error) { return b, nil },
		Said: func() ([]annotate.Annotation, error) { return said, nil },
	})
	if err != nil || !ok {
		return nil, err
	}
	here := q.For(a)
	of := bySentence(a, b, said)
	return slices.DeleteFunc(Cases(a, b, scheme, said), func(c Case) bool {
		return !here.Sentence(b, c.Number, of[c.Number])
	}), nil
}

// bySentence is what is said of each sentence, and of spans in it, by whatever scheme.
func bySentence(a annotate.Article, b annotate.Body, said []annotate.Annotation) [][]annotate.Annotation {
	out := make([][]annotate.Annotation, len(b.Sentences))
	for _, x := range said {
		if x.Revision != a.Revision {
			continue
		}
		n := x.Sentence
		if n < 0 {
			n = annotate.SentenceAt(b.Sentences, x.Span.Start)
		}
		for ; n < len(out) && b.Sentences[n].Start < x.Span.End; n++ {
			out[n] = append(out[n], x)
		}
	}
	return out
}

// arrange is the articles in the order in which a list of the library has them: the story
// with the newest report first, and in it the reports by date; then those in no story.
func arrange(lib Library, only []annotate.ID) (rows []annotate.Row, titles map[annotate.ID]string, err error) {
	if len(only) == 0 {
		rows, err = lib.Rows(0)
	}
	for _, id := range slices.Compact(slices.Sorted(slices.Values(only))) {
		a, err := lib.Article(id)
		if err != nil {
			return nil, nil, err
		}
		rows = append(rows, a.Row())
	}
	if err != nil {
		return nil, nil, err
	}
	stories, err := lib.Stories()
	if err != nil {
		return nil, nil, err
	}
	titles = make(map[annotate.ID]string, len(stories))
	for _, s := range stories {
		titles[s.ID] = s.Title
	}
	newest := map[annotate.ID]uint64{}
	for _, r := range rows {
		newest[r.Story] = max(newest[r.Story], annotate.Moment(r.Date))
	}
	slices.SortFunc(rows, func(x, y annotate.Row) int { return inOrder(x, y, newest, titles) })
	return rows, titles, nil
}

func inOrder(x, y annotate.Row, newest map[annotate.ID]uint64, titles map[annotate.ID]string) int {
	switch {
	case x.Story != y.Story && x.Story == 0:
		return 1
	case x.Story != y.Story && y.Story == 0:
		return -1
	case x.Story != y.Story:
		return cmp.Or(cmp.Compare(newest[y.Story], newest[x.Story]), cmp.Compare(titles[x.Story], titles[y.Story]), cmp.Compare(x.Story, y.Story))
	case x.Story == 0:
		return cmp.Or(cmp.Compare(annotate.Moment(y.Date), annotate.Moment(x.Date)), cmp.Compare(x.ID, y.ID))
	}
	undated := func(date string) string { return cmp.Or(date, "\uffff") }
	return cmp.Or(cmp.Compare(undated(x.Date), undated(y.Date)), cmp.Compare(x.Source, y.Source), cmp.Compare(x.Title, y.Title), cmp.Compare(x.ID, y.ID))
}
