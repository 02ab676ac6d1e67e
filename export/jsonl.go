package export

import (
	"bufio"
	"cmp"
	_ "embed" // for Schema
	"fmt"
	"io"
	"slices"
	"time"

	"rashomon/annotate"
	"rashomon/annotate/jsonl"
)

// Schema is the JSON Schema (2020-12) of one line that JSONL writes.
//
//go:embed rashomon.schema.json
var Schema string

// JSONL writes the library, or what the filter leaves of it, as rashomon JSONL: the form
// that loses nothing, and from which a library can be rebuilt. It holds one article at a
// time, and the rulings, of which there are no more than people made. Without a filter all
// stories are written, else those of the articles that it lets through; with a scheme in it,
// only that one. A filter with a query has the articles read twice. Where a filter lets no article
// through nothing is written, not even schemes.
//
// It returns the errors of lib and w, and an error naming the record where the library
// contradicts itself.
func JSONL(w io.Writer, lib Library, f Filter) (Count, error) {
	out := &held{Writer: bufio.NewWriterSize(w, 64<<10), begun: f.everything()}
	x := export{lib: lib, filter: f, out: out, to: jsonl.NewEncoder(out)}
	if err := x.all(); err != nil {
		return x.count, fmt.Errorf("jsonl: %w", err)
	}
	if err := out.Flush(); err != nil {
		return x.count, fmt.Errorf("jsonl: %w", err)
	}
	if !out.begun {
		x.count = Count{Unsaid: x.count.Unsaid}
	}
	return x.count, nil
}

// held keeps what comes before the first article until there is one.
type held struct {
	*bufio.Writer
	begun bool
	head  []byte
}

func (h *held) Write(p []byte) (int, error) {
	if h.begun {
		return h.Writer.Write(p)
	}
	h.head = append(h.head, p...)
	return len(p), nil
}

// begin writes what was kept.
func (h *held) begin() error {
	head := h.head
	h.begun, h.head = true, nil
	_, err := h.Writer.Write(head)
	return err
}

// export is one JSONL file in the making.
type export struct {
	lib    Library
	filter Filter
	out    *held
	to     *jsonl.Encoder
	count  Count

	stories map[annotate.ID]bool   // to be written; nil stands for all
	through map[annotate.ID]bool   // articles that the filter lets through; nil stands for all
	titles  map[annotate.ID]string // of the stories, for queries
	rulings []annotate.Ruling      // to be written
	ruled   map[annotate.ID][]int  // the revisions of an article that they are about
}

func (x *export) all() error {
	for _, step := range []func() error{x.choose, x.writeSchemes, x.writeSearches, x.writeStories, x.writeArticles, x.writeRulings} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// choose looks all articles over before any is written: stories come before articles, and
// only rulings of which every article is written are.
func (x *export) choose() error {
	all, err := x.lib.Rulings()
	if err != nil {
		return err
	}
	x.rulings = slices.DeleteFunc(slices.Clone(all), func(r annotate.Ruling) bool { return !x.filter.ruling(r) })
	if !x.filter.everyArticle() {
		if err := x.chooseArticles(); err != nil {
			return err
		}
		x.rulings = slices.DeleteFunc(x.rulings, func(r annotate.Ruling) bool {
			return slices.ContainsFunc(r.Places, func(p annotate.Place) bool { return !x.through[p.Article] })
		})
	}
	x.ruled = map[annotate.ID][]int{}
	for _, r := range x.rulings {
		for _, p := range r.Places {
			x.ruled[p.Article] = append(x.ruled[p.Article], p.Revision)
		}
	}
	return nil
}

func (x *export) chooseArticles() error {
	x.stories, x.through, x.titles = map[annotate.ID]bool{}, map[annotate.ID]bool{}, map[annotate.ID]string{}
	stories, err := x.lib.Stories()
	if err != nil {
		return err
	}
	for _, s := range stories {
		x.titles[s.ID] = s.Title
	}
	for a, err := range x.lib.Articles() {
		if err != nil {
			return err
		}
		if !x.filter.article(a) {
			continue
		}
		said := func() ([]annotate.Annotation, error) { return x.lib.Annotations(a.ID) }
		if passes, err := x.filter.asked(x.lib, a, x.titles[a.Story], said); err != nil {
			return err
		} else if passes {
			x.stories[a.Story], x.through[a.ID] = true, true
		}
	}
	return nil
}

func (x *export) writeSearches() error {
	if !x.filter.everything() {
		return nil
	}
	all, err := x.lib.Searches()
	if err != nil {
		return err
	}
	for _, s := range all {
		if err := x.to.Search(s); err != nil {
			return err
		}
		x.count.Searches++
	}
	return nil
}

// writeSpeakers writes the speakers of a story or an article that was written last.
func (x *export) writeSpeakers(of annotate.ID) error {
	all, err := x.lib.Speakers(of)
	if err != nil {
		return err
	}
	for _, s := range all {
		if err := x.to.Speaker(s); err != nil {
			return err
		}
		x.count.Speakers++
	}
	return nil
}

func (x *export) writeSchemes() error {
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

func (x *export) writeStories() error {
	all, err := x.lib.Stories()
	if err != nil {
		return err
	}
	for _, s := range all {
		if x.stories != nil && !x.stories[s.ID] {
			continue
		}
		if err := x.to.Story(s); err != nil {
			return err
		}
		x.count.Stories++
		if err := x.writeSpeakers(s.ID); err != nil {
			return err
		}
	}
	return nil
}

func (x *export) writeArticles() error {
	for a, err := range x.lib.Articles() {
		if err != nil {
			return err
		}
		if x.through != nil && !x.through[a.ID] {
			continue
		}
		if err := x.article(a); err != nil {
			return err
		}
	}
	return nil
}

func (x *export) writeRulings() error {
	for _, r := range x.rulings {
		if err := x.to.Ruling(r, x.lib.Body); err != nil {
			return err
		}
		x.count.Rulings++
	}
	return nil
}

// article writes an article: first the older texts that annotations or rulings stand on,
// each with its annotations, then the newest.
func (x *export) article(a annotate.Article) error {
	all, err := x.lib.Annotations(a.ID)
	if err != nil {
		return err
	}
	said := slices.DeleteFunc(slices.Clone(all), func(s annotate.Annotation) bool { return !x.filter.annotation(s) })
	older := slices.Clone(x.ruled[a.ID])
	if len(said) == 0 && len(older) == 0 && !x.filter.unsaid() {
		x.count.Unsaid++
		return nil
	}
	if err := x.out.begin(); err != nil {
		return err
	}
	x.count.Articles++
	slices.SortFunc(said, func(s, t annotate.Annotation) int {
		return cmp.Or(cmp.Compare(s.Revision, t.Revision), cmp.Compare(s.Span.Start, t.Span.Start),
			cmp.Compare(t.Span.End, s.Span.End), cmp.Compare(s.ID, t.ID))
	})
	for _, s := range said {
		older = append(older, s.Revision)
	}
	slices.Sort(older)
	var texts []annotate.Revision
	if len(older) > 0 && older[0] < a.Revision {
		if texts, err = x.lib.Revisions(a.ID); err != nil {
			return err
		}
	}
	for _, revision := range slices.Compact(older) {
		if revision >= a.Revision {
			break
		}
		end, _ := slices.BinarySearchFunc(said, revision+1, func(s annotate.Annotation, r int) int { return cmp.Compare(s.Revision, r) })
		if err := x.text(asOf(a, revision, texts), said[:end]); err != nil {
			return err
		}
		said = said[end:]
	}
	if err := x.text(a, said); err != nil {
		return err
	}
	return x.writeSpeakers(a.ID)
}

// asOf is an article as it was with an older text, one of those that it had.
func asOf(a annotate.Article, revision int, texts []annotate.Revision) annotate.Article {
	a.Revision, a.Cleaned, a.Revised = revision, annotate.Cleaned{}, time.Time{}
	for _, t := range texts {
		if t.Number == revision {
			a.Cleaned, a.Format = t.Cleaned, cmp.Or(t.Format, a.Format)
			if !t.At.Equal(a.Added) { // else it is that of the first text
				a.Revised = t.At
			}
		}
	}
	return a
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
