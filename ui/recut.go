package ui

import (
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
