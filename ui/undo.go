package ui

import (
	"fmt"

	"rashomon/annotate"
	"rashomon/ui/screen"
)

// undo is the job that takes the last change back. That an import is taken back is hardly
// ever meant by who holds the key: it is asked about first.
func (m *Model) undo(anyway bool) func(Library) (annotate.Change, error) {
	return func(lib Library) (annotate.Change, error) {
		next, err := lib.NextUndo()
		if err != nil {
			return annotate.Change{}, err
		}
		if n := arrived(next); n > 0 && !anyway {
			return annotate.Change{}, takesOut(n)
		}
		return lib.Undo(m.o.Annotator)
	}
}

// undoAnyway is a request to take back a change that brought reports in.
type undoAnyway struct{}

// takesOut says that an undo would take so many reports out of the library.
type takesOut int

func (n takesOut) Error() string {
	return fmt.Sprintf("undo takes %s out of the library again", screen.Count(int(n), "report", "reports"))
}

// question asks whether that is meant.
func (n takesOut) question() screen.Confirm {
	return screen.Confirm{
		Question: n.Error() + ": is that meant?",
		Yes:      func() []screen.Request { return []screen.Request{undoAnyway{}} },
	}
}

// arrived is how many articles a change brought into the library.
func arrived(c annotate.Change) (n int) {
	for _, e := range c.Edits {
		if e.Article != nil && e.Article.Before == nil {
			n++
		}
	}
	return n
}

// left says whether a change took articles out of the library, or gave them another text.
func left(c annotate.Change) bool {
	for _, e := range c.Edits {
		if x := e.Article; x != nil && x.Before != nil && (x.After == nil || x.After.Hash != x.Before.Hash) {
			return true
		}
	}
	return false
}
