package agreement

import (
	"context"
	"slices"

	"rashomon/annotate"
	"rashomon/annotate/query"
)

// reading is the part of the work that reading the library is taken for; the rest is measuring.
const reading = 0.5

// Count reads what passes the query and compares what annotators say of it: of the articles
// that pass, and where the query asks for what is said (label:claim), of the sentences of
// which somebody says that; spans of an article that passes count all. Nothing is kept of an
// article but how often its sentences are rated in which way, and its labelled spans. The error
// is the context's or the library's.
func Count(ctx context.Context, q query.Query, lib query.Shelves, o Options) (Report, error) {
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
	how := query.ReadOptions{Whole: true, Bodies: t.words, Progress: func(part float64) { progress(reading * part) }}
	err = query.Read(ctx, q, lib, how, func(x query.Heard) error {
		t.add(x)
		return nil
	})
	if err != nil {
		return Report{}, err
	}
	r, err := t.report(ctx, titles, func(part float64) { progress(reading + (1-reading)*part) })
	r.Query = q.String()
	return r, err
}

// words says whether somebody who is compared labels words of an article: its text is needed.
func (t *tally) words(a annotate.Article, all []annotate.Annotation) bool {
	return slices.ContainsFunc(all, func(x annotate.Annotation) bool {
		return x.Sentence < 0 && x.Revision == a.Revision && t.rates(x)
	})
}
