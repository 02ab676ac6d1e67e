package stats

import (
	"context"
	"iter"
	"math"
	"runtime"
	"sync"

	"rashomon/annotate"
	"rashomon/annotate/query"
)

// Library is what is counted.
type Library interface {
	Stories() ([]annotate.Story, error)
	Articles() iter.Seq2[annotate.Article, error]
	Body(article annotate.ID, revision int) (annotate.Body, error)
	Annotations(article annotate.ID) ([]annotate.Annotation, error)
}

// Count counts what passes the query: of the articles that do, the annotations that do so
// too. The library is read by as many at a time as the machine has processors. The error is
// the context's or the library's.
func Count(ctx context.Context, q query.Query, lib Library, o Options) (Report, error) {
	stories, err := lib.Stories()
	if err != nil {
		return Report{}, err
	}
	titles := make(map[annotate.ID]string, len(stories))
	for _, s := range stories {
		titles[s.ID] = s.Title
	}
	reading, stop := context.WithCancel(ctx)
	order, done := heardInOrder(reading, lib, func(a annotate.Article) heard { return hear(a, titles[a.Story], q, lib) })
	defer done()
	defer stop()
	c := New(o)
	for next := range order {
		x := <-next
		switch {
		case ctx.Err() != nil:
			return Report{}, ctx.Err()
		case x.err != nil:
			return Report{}, x.err
		case x.passes:
			c.Add(x.article, titles[x.article.Story], x.said)
		}
		if o.Progress != nil { // IDs are hashes, and articles come in their order
			o.Progress(float64(x.article.ID) / math.MaxUint64)
		}
	}
	r := c.Report()
	r.Query = q.String()
	return r, ctx.Err()
}

// heard is an article with what is said of it that is to be counted.
type heard struct {
	article annotate.Article
	said    []annotate.Annotation
	passes  bool
	err     error
}

// heardInOrder hears the articles of a library, some at a time, and gives them in the
// library's order until the context ends. Done waits until nothing reads any more.
func heardInOrder(ctx context.Context, lib Library, hear func(annotate.Article) heard) (order chan chan heard, done func()) {
	order = make(chan chan heard, 2*runtime.GOMAXPROCS(0)) // its room is what bounds the readers
	var readers sync.WaitGroup
	readers.Go(func() {
		defer close(order)
		for a, err := range lib.Articles() {
			next := make(chan heard, 1)
			select {
			case order <- next:
			case <-ctx.Done():
				return
			}
			if err != nil {
				next <- heard{err: err}
				return
			}
			readers.Go(func() { next <- hear(a) })
		}
	})
	return order, readers.Wait
}

// hear reads what is said of an article, if the article passes the query.
func hear(a annotate.Article, story string, q query.Query, lib Library) heard {
	said := sync.OnceValues(func() ([]annotate.Annotation, error) { return lib.Annotations(a.ID) })
	x := heard{article: a, passes: true}
	if !q.Empty() {
		x.passes, x.err = q.Article(query.Subject{
			Article: a, Story: story, Said: said,
			Body: func() (annotate.Body, error) { return lib.Body(a.ID, a.Revision) },
		})
	}
	if x.err != nil || !x.passes {
		return x
	}
	all, err := said()
	if x.err = err; q.Empty() {
		x.said = all
		return x
	}
	for _, y := range all {
		if q.Annotation(y) {
			x.said = append(x.said, y)
		}
	}
	return x
}
