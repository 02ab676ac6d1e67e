package ui

import (
	"fmt"

	"rashomon/annotate"
	"rashomon/ui/screen"
)

// place is the job that puts articles into a story.
func (m *Model) place(r screen.Place) func(Library) (annotate.Change, error) {
	return func(lib Library) (annotate.Change, error) {
		stories, err := lib.Stories()
		if err != nil {
			return annotate.Change{}, err
		}
		var story annotate.Story // none for an empty title
		made := false
		if annotate.Line(r.Story) != "" {
			story, made = annotate.StoryTitled(stories, r.Story)
		}
		what := fmt.Sprintf("%s in no story", screen.Count(len(r.Articles), "report", "reports"))
		if story.ID != 0 {
			what = fmt.Sprintf("%s in the story %q", screen.Count(len(r.Articles), "report", "reports"), story.Title)
		}
		c := m.change(what)
		if made {
			c.Edits = append(c.Edits, annotate.Edit{Story: &annotate.Replaced[annotate.Story]{After: &story}})
		}
		for _, id := range r.Articles {
			before, err := lib.Article(id)
			if err != nil {
				return c, err
			}
			after := before
			if after.Story = story.ID; after != before {
				c.Edits = append(c.Edits, annotate.Edit{Article: &annotate.Replaced[annotate.Article]{Before: &before, After: &after}})
			}
		}
		return apply(lib, c)
	}
}

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

// remove is the job that takes articles out of the library with what is said of them.
func (m *Model) remove(r screen.Remove) func(Library) (annotate.Change, error) {
	return func(lib Library) (annotate.Change, error) {
		c := m.change(fmt.Sprintf("removed %s", screen.Count(len(r.Articles), "report", "reports")))
		for _, id := range r.Articles {
			a, err := lib.Article(id)
			if err != nil {
				return c, err
			}
			said, err := lib.Annotations(id)
			if err != nil {
				return c, err
			}
			for _, x := range said {
				c.Edits = append(c.Edits, annotate.Edit{Annotation: &annotate.Replaced[annotate.Annotation]{Before: &x}})
			}
			c.Edits = append(c.Edits, annotate.Edit{Article: &annotate.Replaced[annotate.Article]{Before: &a}})
		}
		return apply(lib, c)
	}
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
