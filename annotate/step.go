package annotate

import (
	"cmp"
	"strings"
	"time"
)

// Step is what people undo, or make again, as one: a change, or those of a batch that stand
// together.
type Step struct {
	What    string    `json:"what"` // as the first of its changes says
	By      string    `json:"by"`   // whom the newest is by
	At      time.Time `json:"at"`
	Number  uint64    `json:"number"`  // of its newest change in the history
	Changes int       `json:"changes"` // how many they are
	Batch   uint64    `json:"batch,omitempty"`
	Article ID        `json:"article,omitzero"` // the one that all of them are about
	Effects           // of the step

	first uint64 // the number of the change that says what it is
}

// Effects counts what becomes of the records of each kind.
type Effects struct {
	Annotations Effect `json:"annotations"`
	Articles    Effect `json:"articles"`
	Stories     Effect `json:"stories"`
	Schemes     Effect `json:"schemes"`
	Rulings     Effect `json:"rulings"`
	Speakers    Effect `json:"speakers"`
	Searches    Effect `json:"searches"`
}

// Effect counts what becomes of records of one kind.
type Effect struct {
	In      int `json:"in"`      // they come in, or in again
	Out     int `json:"out"`     // they go
	Changed int `json:"changed"` // they become other than they are
}

// What an undo and a redo put before what the change did.
const (
	UndoWord = "undo: "
	RedoWord = "redo: "
)

// Deed is what the change did, however often it was taken back and made again.
func (c Change) Deed() string {
	return strings.TrimPrefix(strings.TrimPrefix(c.What, RedoWord), UndoWord)
}

// Add makes a change one of the step: first that which is to be taken back before the others.
func (x *Step) Add(c Change) {
	if x.Changes == 0 {
		x.By, x.At, x.Number, x.Batch, x.Article = c.By, c.At, c.Number, c.Batch, c.Article
	}
	if n := cmp.Or(c.Undoes, c.Redoes, c.Number); x.Changes == 0 || n < x.first {
		x.What, x.first = c.Deed(), n
	}
	if x.Changes++; x.Article != c.Article {
		x.Article = 0
	}
	for _, e := range c.Edits {
		x.Effects.Add(e.Inverse())
	}
}

// Add counts an edit.
func (x *Effects) Add(e Edit) {
	count(&x.Annotations, e.Annotation)
	count(&x.Articles, e.Article)
	count(&x.Stories, e.Story)
	count(&x.Schemes, e.Scheme)
	count(&x.Rulings, e.Ruling)
	count(&x.Speakers, e.Speaker)
	count(&x.Searches, e.Search)
}

func count[T any](x *Effect, r *Replaced[T]) {
	switch {
	case r == nil:
	case r.Before == nil:
		x.In++
	case r.After == nil:
		x.Out++
	default:
		x.Changed++
	}
}
