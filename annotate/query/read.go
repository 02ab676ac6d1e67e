package query

import (
	"context"
	"iter"
	"math"
	"runtime"
	"sync"

	"rashomon/annotate"
)

// Shelves is a library as Read reads it. Its methods are called from several goroutines.
type Shelves interface {
	Stories() ([]annotate.Story, error)
	Articles() iter.Seq2[annotate.Article, error]
	Body(article annotate.ID, revision int) (annotate.Body, error)
	Annotations(article annotate.ID) ([]annotate.Annotation, error)
}

// Heard is an article that passes a query, with what is said of it that passes too.
type Heard struct {
	Article annotate.Article
	Story   string // the title of its story
	Body    annotate.Body
	Said    []annotate.Annotation
}

// ReadOptions is how to read.
type ReadOptions struct {
	// Bodies says of which articles the text is read too; nil for none. It is called from several
	// goroutines.
	Bodies func(annotate.Article, []annotate.Annotation) bool
	// Whole gives all that is said of the sentences of which somebody says what the query asks
	// for, and of words, and not only that: for who compares what several say.
	Whole    bool
	Progress func(part float64) // is told the part that is done, 0 to 1; may be nil
}

// Read gives each the articles that pass a query, in the library's order, one after another.
// They are read by as many at a time as the machine has processors, and kept no longer than
// each takes. The error is the context's, the library's, or that which each returned.
func Read(ctx context.Context, q Query, lib Shelves, o ReadOptions, each func(Heard) error) error {
	stories, err := lib.Stories()
	if err != nil {
		return err
	}
	titles := make(map[annotate.ID]string, len(stories))
	for _, s := range stories {
		titles[s.ID] = s.Title
	}
	reading, stop := context.WithCancel(ctx)
	order, done := inOrder(reading, lib, func(a annotate.Article) hearing { return hear(a, titles[a.Story], q, lib, o) })
	defer done()
	defer stop()
	for next := range order {
		x := <-next
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case x.err != nil:
			return x.err
		case x.passes:
			if err := each(x.Heard); err != nil {
				return err
			}
		}
		if o.Progress != nil { // IDs are hashes, and articles come in their order
			o.Progress(float64(x.Article.ID) / math.MaxUint64)
		}
	}
	return ctx.Err()
}

// hearing is an article that was read, and whether it passes.
type hearing struct {
	Heard
	passes bool
	err    error
}

// inOrder reads the articles of a library, some at a time, and gives them in the library's
// order until the context ends. Done waits until nothing reads any more.
func inOrder(ctx context.Context, lib Shelves, hear func(annotate.Article) hearing) (order chan chan hearing, done func()) {
	order = make(chan chan hearing, 2*runtime.GOMAXPROCS(0)) // its room is what bounds the readers
	var readers sync.WaitGroup
	readers.Go(func() {
		defer close(order)
		for a, err := range lib.Articles() {
			next := make(chan hearing, 1)
			select {
			case order <- next:
			case <-ctx.Done():
				return
			}
			if err != nil {
				next <- hearing{err: err}
				return
			}
			readers.Go(func() { next <- hear(a) })
		}
	})
	return order, readers.Wait
}

// hear reads what is said of an article, if the article passes the query.
func hear(a annotate.Article, story string, q Query, lib Shelves, o ReadOptions) hearing {
	said := sync.OnceValues(func() ([]annotate.Annotation, error) { return lib.Annotations(a.ID) })
	body := sync.OnceValues(func() (annotate.Body, error) { return lib.Body(a.ID, a.Revision) })
	x := hearing{Heard: Heard{Article: a, Story: story}, passes: true}
	if !q.Empty() {
		x.passes, x.err = q.Article(Subject{Article: a, Story: story, Said: said, Body: body})
	}
	if x.err != nil || !x.passes {
		return x
	}
	all, err := said()
	if x.err = err; err != nil {
		return x
	}
	if x.Said = q.For(a).passing(a, all, o.Whole); o.Bodies != nil && o.Bodies(a, x.Said) {
		x.Body, x.err = body()
	}
	return x
}

// passing is what passes of what is said of an article; with whole, all that is said of a
// sentence of which anything does, and of words.
func (q Query) passing(a annotate.Article, all []annotate.Annotation, whole bool) (out []annotate.Annotation) {
	if q.Empty() || whole && !q.Asks() {
		return all
	}
	sentences := map[int]bool{}
	for _, x := range all {
		if passes := q.Annotation(x); whole && passes && x.Sentence >= 0 && x.Revision == a.Revision {
			sentences[x.Sentence] = true
		} else if passes && !whole {
			out = append(out, x)
		}
	}
	if !whole {
		return out
	}
	for _, x := range all {
		if x.Sentence < 0 || sentences[x.Sentence] {
			out = append(out, x)
		}
	}
	return out
}
