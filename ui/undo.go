package ui

import (
	"fmt"

	"rashomon/annotate"
	"rashomon/ui/screen"
)

// undo is the job that takes the last change back. That an import is taken back, or what
// somebody else did, is hardly ever meant by who holds the key: it is asked about first.
func (m *Model) undo(anyway bool) func(Library) (annotate.Change, error) {
	return func(lib Library) (annotate.Change, error) {
		next, err := lib.NextUndo()
		if err != nil {
			return annotate.Change{}, err
		}
		if q := m.unexpected(next); q != "" && !anyway {
			return annotate.Change{}, q
		}
		return lib.Undo(m.o.Annotator)
	}
}

// undoAnyway is a request to take back a change whatever it is.
type undoAnyway struct{}

// unexpected says what an undo of the change would do that is hardly meant; empty where it
// is nothing of the kind.
func (m *Model) unexpected(c annotate.Change) unexpected {
	if n := arrived(c); n > 0 {
		return unexpected(fmt.Sprintf("undo takes %s out of the library again", screen.Count(n, "report", "reports")))
	}
	if c.By != m.o.Annotator {
		return unexpected(fmt.Sprintf("undo takes back what %s did (%s)", c.By, c.What))
	}
	return ""
}

// unexpected is what an undo would do that is asked about first.
type unexpected string

func (u unexpected) Error() string { return string(u) }

// question asks whether that is meant.
func (u unexpected) question() screen.Confirm {
	return screen.Confirm{
		Question: string(u) + ": is that meant?",
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
