package ui

import (
	"errors"
	"slices"

	tea "charm.land/bubbletea/v2"

	"rashomon/annotate"
	"rashomon/ui/screen"
)

// recut is the job that cuts an article's sentences anew: what everybody says of them follows.
func (m *Model) recut(r screen.Recut) func(Library) (annotate.Change, error) {
	return func(lib Library) (annotate.Change, error) {
		a, err := lib.Article(r.Article)
		if err != nil {
			return annotate.Change{}, err
		}
		body, err := lib.Body(a.ID, a.Revision)
		if err != nil {
			return annotate.Change{}, err
		}
		said, err := lib.Annotations(a.ID)
		if err != nil {
			return annotate.Change{}, err
		}
		rulings, err := lib.Rulings(a.ID)
		if err != nil {
			return annotate.Change{}, err
		}
		c, cut, err := annotate.Recut(a, body, r.Sentences, said, rulings, m.o.Annotator, r.What, m.o.Now())
		if err != nil {
			return annotate.Change{}, err
		}
		return lib.Recut(c, a.ID, cut)
	}
}

// wayBack is the job that makes the library what it was after a change.
func (m *Model) wayBack(r screen.BackTo) func(Library) (annotate.Change, error) {
	return func(lib Library) (annotate.Change, error) {
		c, err := lib.WayBack(r.Number)
		if err != nil {
			return c, err
		}
		c.By, c.At = m.o.Annotator, annotate.Instant(m.o.Now())
		if len(c.Edits) == 0 {
			return c, errors.New("nothing has changed since then")
		}
		return apply(lib, c)
	}
}

// cutAnew says whether a change gave an article that stays other sentences.
func cutAnew(c annotate.Change) bool {
	for _, e := range c.Edits {
		if x := e.Article; x != nil && x.Before != nil && x.After != nil && x.After.Revision != x.Before.Revision {
			return true
		}
	}
	return false
}

// reopen reads the screens above the library again, at the places where they are: the texts
// that they show have other sentences now. A screen that shows no text stays as it is.
func (m *Model) reopen() tea.Cmd {
	above, t := slices.Clone(m.screens[1:]), m.theme
	var again []screen.Request
	for _, s := range above {
		var r screen.Request
		if a, ok := s.(interface{ Again() screen.Request }); ok {
			r = a.Again()
		}
		again = append(again, r)
	}
	if len(above) == 0 {
		return nil
	}
	m.opening = true
	return m.save(job{open: func() opened {
		for i, r := range again {
			if r == nil {
				continue
			}
			s, err := m.screenFor(r, t)
			if err != nil {
				return opened{err: err}
			}
			above[i] = s
		}
		return opened{screens: above, instead: true}
	}})
}
