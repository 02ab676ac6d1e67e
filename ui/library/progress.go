package library

import (
	"slices"

	"rashomon/annotate"
)

// progress is how far the annotator has come with an article.
func (s *Screen) progress(r *annotate.Row) annotate.Progress {
	p, ok := s.fresh[r.ID]
	if !ok {
		p = s.contents.Progress[r.ID]
	}
	p.Sentences = r.Sentences
	return p
}

// count keeps the progress shown in step with edits. What was loaded stays as it is: an
// arrangement in the making may be reading it.
func (s *Screen) count(edits []annotate.Edit) {
	for _, e := range edits {
		if e.Annotation == nil {
			continue
		}
		if x := e.Annotation.Before; x != nil {
			s.add(*x, -1)
		}
		if x := e.Annotation.After; x != nil {
			s.add(*x, 1)
		}
	}
}

func (s *Screen) add(x annotate.Annotation, by int) {
	if x.Annotator != s.annotator || x.Scheme != s.scheme.Name {
		return
	}
	old, ok := s.fresh[x.Article]
	if !ok {
		old = s.contents.Progress[x.Article]
	}
	var p annotate.Progress
	p.Add(old) // a copy: an arrangement in the making may be reading the old one
	p.Count(x, by)
	clear(s.drawn)
	s.fresh[x.Article] = p
	if g := s.groupOf(x.Article); g >= 0 {
		s.arranged.groups[g].progress.Count(x, by)
	}
}

// groupOf is the index of the group that shows an article, or -1. It looks once an article.
func (s *Screen) groupOf(article annotate.ID) int {
	if g, ok := s.grouped[article]; ok {
		return g
	}
	found := -1
	for g := range s.arranged.groups {
		if slices.ContainsFunc(s.arranged.groups[g].rows, func(i int32) bool { return s.contents.Rows[i].ID == article }) {
			found = g
			break
		}
	}
	s.grouped[article] = found
	return found
}

// refresh counts the groups again whose articles were edited since the contents were read,
// or while they were: fresh progress knows of it in either case.
func (s *Screen) refresh() {
	if len(s.fresh) == 0 {
		return
	}
	edited := func(row int32) bool { _, ok := s.fresh[s.contents.Rows[row].ID]; return ok }
	for g := range s.arranged.groups {
		group := &s.arranged.groups[g]
		if !slices.ContainsFunc(group.rows, edited) {
			continue
		}
		group.progress = annotate.Progress{}
		for _, row := range group.rows {
			group.progress.Add(s.progress(&s.contents.Rows[row]))
		}
	}
}
