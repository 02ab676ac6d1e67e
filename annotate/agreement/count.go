package agreement

import (
	"context"
	"iter"
	"math"
	"runtime"
	"slices"
	"sync"

	"rashomon/annotate"
	"rashomon/annotate/query"
)

// Library is what is read.
type Library interface {
	Stories() ([]annotate.Story, error)
	Articles() iter.Seq2[annotate.Article, error]
	Body(article annotate.ID, revision int) (annotate.Body, error)
	Annotations(article annotate.ID) ([]annotate.Annotation, error)
}

// reading is the part of the work that reading the library is taken for; the rest is measuring.
const reading = 0.5

// Count reads what passes the query and compares what annotators say of it: of the articles
// that pass, and where the query asks for what is said (label:claim), of the sentences of
// which somebody says that; spans of an article that passes count all. The library is read by
// as many at a time as the machine has processors, and nothing is kept of an article but how
// often its sentences are rated in which way, and its labelled spans. The error is the
// context's or the library's.
func Count(ctx context.Context, q query.Query, lib Library, o Options) (Report, error) {
	stories, err := lib.Stories()
	if err != nil {
		return Report{}, err
	}
	titles := make(map[annotate.ID]string, len(stories))
	for _, s := range stories {
		titles[s.ID] = s.Title
	}
	progress := o.Progress
	if progress == nil {
		progress = func(float64) {}
	}
	t := newTally(o)
	reader := reader{lib: lib, query: q, titles: titles, rates: t.rates}
	whenStopped, stop := context.WithCancel(ctx)
	order, done := inOrder(whenStopped, lib, reader.hear)
	defer done()
	defer stop()
	for next := range order {
		x := <-next
		switch {
		case ctx.Err() != nil:
			return Report{}, ctx.Err()
		case x.err != nil:
			return Report{}, x.err
		}
		t.add(x)
		progress(reading * float64(x.article.ID) / math.MaxUint64) // IDs are hashes, and articles come in their order
	}
	if err := ctx.Err(); err != nil {
		return Report{}, err
	}
	r, err := t.report(ctx, titles, func(part float64) { progress(reading + (1-reading)*part) })
	r.Query = q.String()
	return r, err
}

// heard is an article with what is said of it by those who are compared.
type heard struct {
	article annotate.Article
	said    []annotate.Annotation
	units   *annotate.Units // of the text where words are labelled, else nil
	length  int             // of the text in code points, where words are labelled
	err     error
}

// inOrder hears the articles of a library, some at a time, and gives them in the library's
// order until the context ends. Done waits until nothing reads any more.
func inOrder(ctx context.Context, lib Library, hear func(annotate.Article) heard) (order chan chan heard, done func()) {
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

// reader reads what is to be compared.
type reader struct {
	lib    Library
	query  query.Query
	titles map[annotate.ID]string
	rates  func(annotate.Annotation) bool
}

// hear reads what is said of an article, if the article passes the query.
func (r reader) hear(a annotate.Article) heard {
	x := heard{article: a}
	said := sync.OnceValues(func() ([]annotate.Annotation, error) { return r.lib.Annotations(a.ID) })
	body := sync.OnceValues(func() (annotate.Body, error) { return r.lib.Body(a.ID, a.Revision) })
	if !r.query.Empty() {
		passes, err := r.query.Article(query.Subject{Article: a, Story: r.titles[a.Story], Said: said, Body: body})
		if err != nil || !passes {
			x.err = err
			return x
		}
	}
	all, err := said()
	if err != nil {
		x.err = err
		return x
	}
	x.said = r.asked(a, all)
	words := func(y annotate.Annotation) bool { return y.Sentence < 0 && y.Revision == a.Revision }
	if !slices.ContainsFunc(x.said, words) {
		return x
	}
	b, err := body()
	x.units, x.err = annotate.NewUnits(b.Text), err
	x.length = x.units.Rune(len(b.Text))
	return x
}

// asked is the ratings among all that is said of an article: of sentences those of which
// somebody says what the query asks for.
func (r reader) asked(a annotate.Article, all []annotate.Annotation) []annotate.Annotation {
	passing := map[int]bool{}
	if r.query.Asks() {
		for _, x := range all {
			if x.Sentence >= 0 && x.Revision == a.Revision && r.query.Annotation(x) {
				passing[x.Sentence] = true
			}
		}
	}
	out := make([]annotate.Annotation, 0, len(all))
	for _, x := range all {
		if r.rates(x) && (!r.query.Asks() || x.Sentence < 0 || passing[x.Sentence]) {
			out = append(out, x)
		}
	}
	return out
}
