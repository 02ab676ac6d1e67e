// Package stories finds which articles without a story belong together, or into a story that is
// there: of a whole library, or of what has just come into it.
package stories

import (
	"context"

	"rashomon/annotate"
	"rashomon/compare"
)

// Together is articles in no story that seem to tell of one event. Nothing is stored of it but
// what a library keeps under Kept.
type Together struct {
	Story    annotate.ID   `json:"story,omitzero"` // a story that seems to tell of it too; 0 for none
	Articles []annotate.ID `json:"articles"`       // first the one whose title would name a story best
}

// Library is what is read to find stories.
type Library interface {
	Rows(most int) ([]annotate.Row, error) // all where most is 0
	Stories() ([]annotate.Story, error)
	Article(annotate.ID) (annotate.Article, error)
	Body(id annotate.ID, revision int) (annotate.Body, error)
}

// Suggest is the articles without a story that belong together, or into a story that is there,
// of all of the library. Progress is told the part that is done, 0 to 1. Articles that cannot be
// read are left out, and the first of them told in the error, beside what was found.
func Suggest(ctx context.Context, lib Library, progress func(float64)) ([]Together, error) {
	rows, err := lib.Rows(0)
	if err != nil {
		return nil, err
	}
	s := sorter{lib: lib, progress: progress}
	if err := s.sort(ctx, weighed(rows), func(r annotate.Row) string { return r.Story.String() }); err != nil {
		return nil, err
	}
	return s.proposed(), s.unread
}

// mostAtOnce is how many sentences are weighed all at once, which groups better and needs
// their texts in memory: some 15 MB. Of more, one article after another is put in its place.
const mostAtOnce = 100_000

// sorter puts articles into groups.
type sorter struct {
	lib      Library
	progress func(float64)
	unread   error // the first article that could not be read

	rows   []annotate.Row // that were read
	made   []bool         // whether the title of each was made from its text
	groups []int          // of each
}

// sort groups articles. Pin says of which group an article is already; those that are of one
// must come first. It returns the context's error.
func (s *sorter) sort(ctx context.Context, rows []annotate.Row, pin func(annotate.Row) string) error {
	sentences := 0
	for _, r := range rows {
		sentences += r.Sentences
	}
	if sentences <= mostAtOnce {
		return s.atOnce(ctx, rows, pin)
	}
	return s.oneByOne(ctx, rows, pin)
}

// readPart is the part of the work that is done when all is read that is weighed at once.
const readPart = 0.3

func (s *sorter) atOnce(ctx context.Context, rows []annotate.Row, pin func(annotate.Row) string) (err error) {
	var held []compare.Article
	err = s.read(ctx, rows, readPart, func(r annotate.Row, a compare.Article) {
		a.Story = pin(r)
		held = append(held, a)
	})
	if err != nil {
		return err
	}
	s.groups, err = compare.Group(ctx, held)
	return err
}

func (s *sorter) oneByOne(ctx context.Context, rows []annotate.Row, pin func(annotate.Row) string) error {
	number := map[string]int{} // of groups that there are: those of new ones follow
	for _, r := range rows {
		if p := pin(r); p != "" {
			if _, known := number[p]; !known {
				number[p] = len(number)
			}
		}
	}
	g := compare.NewGrouper()
	return s.read(ctx, rows, 1, func(r annotate.Row, a compare.Article) {
		p := pin(r)
		if p == "" {
			s.groups = append(s.groups, g.Add(a))
			return
		}
		g.Put(a, number[p])
		s.groups = append(s.groups, number[p])
	})
}

// read reads articles; when all are, that part of the work is done.
func (s *sorter) read(ctx context.Context, rows []annotate.Row, part float64, each func(annotate.Row, compare.Article)) error {
	for i, r := range rows {
		if err := ctx.Err(); err != nil {
			return err
		}
		s.progress(part * float64(i) / float64(len(rows)))
		a, err := s.lib.Article(r.ID)
		if err == nil {
			var b annotate.Body
			if b, err = s.lib.Body(r.ID, a.Revision); err == nil {
				s.rows, s.made = append(s.rows, r), append(s.made, a.TitleMade)
				each(r, compare.Article{ID: r.ID.String(), Title: a.Title, Text: b.Text, Lang: a.Language, Date: a.Date})
				continue
			}
		}
		if s.unread == nil {
			s.unread = err
		}
	}
	return nil
}

// proposed is the groups as suggestions: those without a story of at least two articles, those
// with one of at least one more.
func (s *sorter) proposed() []Together {
	story := map[int]annotate.ID{}
	members := map[int][]int{}
	var order []int
	for i, r := range s.rows {
		g := s.groups[i]
		if r.Story != 0 {
			story[g] = r.Story
			continue
		}
		if members[g] == nil {
			order = append(order, g)
		}
		members[g] = append(members[g], i)
	}
	var out []Together
	for _, g := range order {
		if story[g] != 0 || len(members[g]) > 1 {
			out = append(out, Together{Story: story[g], Articles: s.byName(members[g])})
		}
	}
	return out
}
