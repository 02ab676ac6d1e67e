package export

import (
	"bufio"
	"cmp"
	_ "embed" // for Schema
	"fmt"
	"io"
	"slices"

	"rashomon/annotate"
	"rashomon/annotate/jsonl"
)

// Schema is the JSON Schema (2020-12) of one line that JSONL writes.
//
//go:embed rashomon.schema.json
var Schema string

// JSONL writes the library, or what the filter leaves of it, as rashomon JSONL: the form
// that loses nothing, and from which a library can be rebuilt. It holds one article at a
// time. Without a filter all stories are written, else those of the articles that it lets
// through; with a scheme in it, only that one.
//
// It returns the errors of lib and w, and an error naming the record where the library
// contradicts itself.
func JSONL(w io.Writer, lib Library, f Filter) (Count, error) {
	out := bufio.NewWriterSize(w, 64<<10)
	x := export{lib: lib, filter: f, to: jsonl.NewEncoder(out)}
	if err := x.all(); err != nil {
		return x.count, fmt.Errorf("jsonl: %w", err)
	}
	if err := out.Flush(); err != nil {
		return x.count, fmt.Errorf("jsonl: %w", err)
	}
	return x.count, nil
}

// export is one JSONL file in the making.
type export struct {
	lib    Library
	filter Filter
	to     *jsonl.Encoder
	count  Count
}

func (x *export) all() error {
	if err := x.schemes(); err != nil {
		return err
	}
	if err := x.stories(); err != nil {
		return err
	}
	for a, err := range x.lib.Articles() {
		if err != nil {
			return err
		}
		if !x.filter.article(a) {
			continue
		}
		if err := x.article(a); err != nil {
			return err
		}
	}
	return nil
}

func (x *export) schemes() error {
	all, err := x.lib.Schemes()
	if err != nil {
		return err
	}
	for _, s := range all {
		if x.filter.Scheme != "" && s.Name != x.filter.Scheme {
			continue
		}
		if err := x.to.Scheme(s); err != nil {
			return err
		}
		x.count.Schemes++
	}
	return nil
}

func (x *export) stories() error {
	all, err := x.lib.Stories()
	if err != nil {
		return err
	}
	chosen, err := x.chosenStories()
	if err != nil {
		return err
	}
	for _, s := range all {
		if chosen != nil && !chosen[s.ID] {
			continue
		}
		if err := x.to.Story(s); err != nil {
			return err
		}
		x.count.Stories++
	}
	return nil
}

// chosenStories is the stories of the articles that the filter lets through: stories come
// before articles, so the list of articles is read twice. Nil stands for all stories.
func (x *export) chosenStories() (map[annotate.ID]bool, error) {
	f := x.filter
	if f.unsaid() && f.Story == 0 && f.Source == "" && f.From == "" && f.To == "" && len(f.IDs) == 0 {
		return nil, nil
	}
	chosen := map[annotate.ID]bool{}
	for a, err := range x.lib.Articles() {
		if err != nil {
			return nil, err
		}
		if f.article(a) {
			chosen[a.Story] = true
		}
	}
	return chosen, nil
}

// article writes an article: first the older texts that annotations stand on, each with
// its annotations, then the newest.
func (x *export) article(a annotate.Article) error {
	all, err := x.lib.Annotations(a.ID)
	if err != nil {
		return err
	}
	said := slices.DeleteFunc(slices.Clone(all), func(s annotate.Annotation) bool { return !x.filter.annotation(s) })
	if len(said) == 0 && !x.filter.unsaid() {
		return nil
	}
	slices.SortFunc(said, func(s, t annotate.Annotation) int {
		return cmp.Or(cmp.Compare(s.Revision, t.Revision), cmp.Compare(s.Span.Start, t.Span.Start),
			cmp.Compare(t.Span.End, s.Span.End), cmp.Compare(s.ID, t.ID))
	})
	newest := a.Revision
	for len(said) > 0 && said[0].Revision < newest {
		n := slices.IndexFunc(said, func(s annotate.Annotation) bool { return s.Revision != said[0].Revision })
		if n < 0 {
			n = len(said)
		}
		a.Revision = said[0].Revision
		if err := x.text(a, said[:n]); err != nil {
			return err
		}
		said = said[n:]
	}
	x.count.Articles++
	a.Revision = newest
	return x.text(a, said)
}

// text writes one revision of an article and what is said of it.
func (x *export) text(a annotate.Article, said []annotate.Annotation) error {
	b, err := x.lib.Body(a.ID, a.Revision)
	if err != nil {
		return err
	}
	a.Hash, a.Sentences = annotate.Hash(b.Text), len(b.Sentences)
	if err := x.to.Article(a, b); err != nil {
		return err
	}
	for _, s := range said {
		if err := x.to.Annotation(s); err != nil {
			return err
		}
		x.count.Annotations++
	}
	return nil
}
