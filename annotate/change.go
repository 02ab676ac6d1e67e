package annotate

import (
	"slices"
	"time"
)

// Change is one step in the life of a library, with all that is needed to take it back.
// The history is nothing but changes.
type Change struct {
	Number  uint64    `json:"number"` // its place in the history, from 1; the store gives it
	At      time.Time `json:"at"`
	By      string    `json:"by"`
	What    string    `json:"what"`             // for people: label sentence 3: fact
	Article ID        `json:"article,omitzero"` // where to look, if it is about one article
	Undoes  uint64    `json:"undoes,omitempty"` // the change this one takes back
	Redoes  uint64    `json:"redoes,omitempty"` // the change that had been taken back and is made again
	// Batch is the number of the first of the changes that were made as one, where there are
	// several: an import that is too large for one. Undo takes all of them back.
	Batch uint64 `json:"batch,omitempty"`
	Edits []Edit `json:"edits"`
}

// Edit replaces one record. Exactly one of its fields is set.
type Edit struct {
	Annotation *Replaced[Annotation] `json:"annotation,omitempty"`
	Article    *Replaced[Article]    `json:"article,omitempty"`
	Story      *Replaced[Story]      `json:"story,omitempty"`
	Scheme     *Replaced[Scheme]     `json:"scheme,omitempty"`
	Ruling     *Replaced[Ruling]     `json:"ruling,omitempty"`
	Speaker    *Replaced[Speaker]    `json:"speaker,omitempty"`
	Search     *Replaced[Search]     `json:"search,omitempty"`
}

// Replaced is a record before and after an edit. Nil stands for no record.
type Replaced[T any] struct {
	Before *T `json:"before,omitempty"`
	After  *T `json:"after,omitempty"`
}

func (r *Replaced[T]) inverse() *Replaced[T] {
	if r == nil {
		return nil
	}
	return &Replaced[T]{Before: r.After, After: r.Before}
}

// Inverse is the edit that takes e back.
func (e Edit) Inverse() Edit {
	return Edit{
		Annotation: e.Annotation.inverse(), Article: e.Article.inverse(), Story: e.Story.inverse(), Scheme: e.Scheme.inverse(),
		Ruling: e.Ruling.inverse(), Speaker: e.Speaker.inverse(), Search: e.Search.inverse(),
	}
}

// Inverse is the edits that take the change back, in the order in which to make them.
func (c Change) Inverse() []Edit {
	out := make([]Edit, 0, len(c.Edits))
	for _, e := range slices.Backward(c.Edits) {
		out = append(out, e.Inverse())
	}
	return out
}
