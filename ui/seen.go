package ui

import (
	"cmp"
	"slices"
	"sync"

	"rashomon/annotate"
)

// seen is the library as the screens see it: with what is shown and not saved yet. So a screen that is
// opened, or a text that is read, while nothing can be saved stands as those that are open do.
type seen struct {
	Library
	guard   sync.Mutex
	unsaved []annotate.Edit
	turns   int // how often that became another
}

// with says which changes are not saved.
func (s *seen) with(changes []annotate.Change) {
	var edits []annotate.Edit
	for _, c := range changes {
		edits = append(edits, c.Edits...)
	}
	s.guard.Lock()
	defer s.guard.Unlock()
	s.unsaved, s.turns = edits, s.turns+1
}

func (s *seen) edits() (edits []annotate.Edit, turn int) {
	s.guard.Lock()
	defer s.guard.Unlock()
	return s.unsaved, s.turns
}

// read reads records and the edits that are to be made in them. It reads again where something was
// saved between the two.
func read[T any](s *seen, records func() ([]T, error)) ([]T, []annotate.Edit, error) {
	for {
		edits, before := s.edits()
		all, err := records()
		if _, now := s.edits(); now == before || err != nil {
			return all, edits, err
		}
	}
}

// Article is one article, or the error of the library where there is none.
func (s *seen) Article(id annotate.ID) (annotate.Article, error) {
	all, edits, err := read(s, func() ([]annotate.Article, error) {
		a, err := s.Library.Article(id)
		return []annotate.Article{a}, err
	})
	for _, e := range edits {
		if x := e.Article; x != nil && x.After != nil && x.After.ID == id && err == nil {
			all[0] = *x.After
		}
	}
	return all[0], err
}

// Annotations is all that is said of an article, in the order of the text, longer spans first.
func (s *seen) Annotations(article annotate.ID) ([]annotate.Annotation, error) {
	all, edits, err := read(s, func() ([]annotate.Annotation, error) { return s.Library.Annotations(article) })
	if err != nil || len(edits) == 0 {
		return all, err
	}
	of := func(a annotate.Annotation) bool { return a.Article == article }
	for _, e := range edits {
		all = after(all, e.Annotation, of, func(a, b annotate.Annotation) bool { return a.Article == b.Article && a.ID == b.ID })
	}
	slices.SortFunc(all, func(a, b annotate.Annotation) int {
		return cmp.Or(cmp.Compare(a.Span.Start, b.Span.Start), cmp.Compare(b.Span.End, a.Span.End), cmp.Compare(a.ID, b.ID))
	})
	return all, nil
}

// Rulings is those about at least one of the articles; of no articles all there are.
func (s *seen) Rulings(articles ...annotate.ID) ([]annotate.Ruling, error) {
	all, edits, err := read(s, func() ([]annotate.Ruling, error) { return s.Library.Rulings(articles...) })
	if err != nil || len(edits) == 0 {
		return all, err
	}
	of := func(r annotate.Ruling) bool {
		return len(articles) == 0 || slices.ContainsFunc(r.Places, func(p annotate.Place) bool { return slices.Contains(articles, p.Article) })
	}
	for _, e := range edits {
		all = after(all, e.Ruling, of, func(a, b annotate.Ruling) bool { return a.ID == b.ID })
	}
	slices.SortFunc(all, func(a, b annotate.Ruling) int { return cmp.Compare(a.ID, b.ID) })
	return all, nil
}

// Speakers is those of a story, or of an article that is in none.
func (s *seen) Speakers(of annotate.ID) ([]annotate.Speaker, error) {
	all, edits, err := read(s, func() ([]annotate.Speaker, error) { return s.Library.Speakers(of) })
	if err != nil || len(edits) == 0 {
		return all, err
	}
	all = annotate.SpeakersAfter(all, of, edits)
	slices.SortFunc(all, func(a, b annotate.Speaker) int { return cmp.Compare(a.ID, b.ID) })
	return all, nil
}

// Searches is those that are kept, in the order of their names.
func (s *seen) Searches() ([]annotate.Search, error) {
	all, edits, err := read(s, func() ([]annotate.Search, error) { return s.Library.Searches() })
	if err != nil || len(edits) == 0 {
		return all, err
	}
	for _, e := range edits {
		all = after(all, e.Search, func(annotate.Search) bool { return true }, func(a, b annotate.Search) bool { return a.Name == b.Name })
	}
	slices.SortFunc(all, func(a, b annotate.Search) int { return cmp.Compare(a.Name, b.Name) })
	return all, nil
}

// after is records after one of them was replaced, as far as they are of those that are wanted.
func after[T any](all []T, x *annotate.Replaced[T], wanted func(T) bool, same func(a, b T) bool) []T {
	if x == nil {
		return all
	}
	for _, r := range []*T{x.Before, x.After} {
		if r != nil {
			all = slices.DeleteFunc(all, func(a T) bool { return same(a, *r) })
		}
	}
	if x.After != nil && wanted(*x.After) {
		all = append(all, *x.After)
	}
	return all
}

// record names the record that an edit replaces.
func record(e annotate.Edit) any {
	type key struct {
		kind       string
		within, id annotate.ID
		name       string
	}
	switch {
	case e.Annotation != nil:
		a := one(e.Annotation)
		return key{kind: "annotation", within: a.Article, id: a.ID}
	case e.Article != nil:
		return key{kind: "article", id: one(e.Article).ID}
	case e.Story != nil:
		return key{kind: "story", id: one(e.Story).ID}
	case e.Ruling != nil:
		return key{kind: "ruling", id: one(e.Ruling).ID}
	case e.Speaker != nil:
		x := one(e.Speaker)
		return key{kind: "speaker", within: x.Of, id: x.ID}
	case e.Search != nil:
		return key{kind: "search", name: one(e.Search).Name}
	case e.Scheme != nil:
		return key{kind: "scheme", name: one(e.Scheme).Name}
	}
	return key{}
}

// one is a record that is replaced: as it was, or where there was none as it is.
func one[T any](x *annotate.Replaced[T]) (r T) {
	switch {
	case x.Before != nil:
		return *x.Before
	case x.After != nil:
		return *x.After
	}
	return r
}
