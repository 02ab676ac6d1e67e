package ui

import (
	"fmt"

	"rashomon/annotate"
	"rashomon/ui/screen"
)

// rename is the job that gives a story another title.
func (m *Model) rename(r screen.Rename) func(Library) (annotate.Change, error) {
	return func(lib Library) (annotate.Change, error) {
		title := annotate.Line(r.Title)
		if title == "" {
			return annotate.Change{}, fmt.Errorf("a story needs a title")
		}
		stories, err := lib.Stories()
		if err != nil {
			return annotate.Change{}, err
		}
		c := m.change(fmt.Sprintf("the story is now %q", title))
		for _, s := range stories {
			switch {
			case s.ID == r.Story && s.Title != title:
				after := annotate.Story{ID: s.ID, Title: title}
				c.Edits = append(c.Edits, annotate.Edit{Story: &annotate.Replaced[annotate.Story]{Before: &s, After: &after}})
			case s.ID != r.Story && s.Title == title:
				return c, fmt.Errorf("there is a story %q already: put the reports into it instead", title)
			}
		}
		return apply(lib, c)
	}
}

// remove is the job that takes articles out of the library with what is said of them, and
// the stories that are empty then.
func (m *Model) remove(r screen.Remove) func(Library) (annotate.Change, error) {
	return func(lib Library) (annotate.Change, error) {
		c := m.change(fmt.Sprintf("removed %s", screen.Count(len(r.Articles), "report", "reports")))
		p, err := newPlacing(lib)
		if err != nil {
			return c, err
		}
		gone := map[annotate.ID]bool{}
		for _, id := range r.Articles {
			a, err := lib.Article(id)
			if err != nil {
				return c, err
			}
			edits, err := withoutArticle(lib, a, gone)
			if err != nil {
				return c, err
			}
			c.Edits = append(c.Edits, edits...)
			p.leave(a.Story, 0)
		}
		emptied, err := p.clear()
		if err != nil {
			return c, err
		}
		c.What += emptied
		c.Edits = append(c.Edits, p.edits()...)
		return apply(lib, c)
	}
}

// withoutArticle is the edits that take an article away, what is said of it first. Gone is
// the rulings that other edits take away already: one is about two articles.
func withoutArticle(lib Library, a annotate.Article, gone map[annotate.ID]bool) (edits []annotate.Edit, err error) {
	rulings, err := lib.Rulings(a.ID)
	if err != nil {
		return nil, err
	}
	said, err := lib.Annotations(a.ID)
	if err != nil {
		return nil, err
	}
	speakers, err := lib.Speakers(a.ID)
	if err != nil {
		return nil, err
	}
	for _, x := range rulings {
		if !gone[x.ID] {
			gone[x.ID] = true
			edits = append(edits, annotate.Edit{Ruling: &annotate.Replaced[annotate.Ruling]{Before: &x}})
		}
	}
	for _, x := range said {
		edits = append(edits, annotate.Edit{Annotation: &annotate.Replaced[annotate.Annotation]{Before: &x}})
	}
	for _, x := range speakers {
		edits = append(edits, annotate.Edit{Speaker: &annotate.Replaced[annotate.Speaker]{Before: &x}})
	}
	return append(edits, annotate.Edit{Article: &annotate.Replaced[annotate.Article]{Before: &a}}), nil
}

func (m *Model) change(what string) annotate.Change {
	return annotate.Change{At: annotate.Instant(m.o.Now()), By: m.o.Annotator, What: what}
}

// apply stores a change, unless there is nothing in it.
func apply(lib Library, c annotate.Change) (annotate.Change, error) {
	if len(c.Edits) == 0 {
		return c, nil
	}
	done, err := lib.Apply(c)
	if err != nil {
		return c, err
	}
	return done[0], nil
}
