package store

import (
	"errors"
	"fmt"

	"go.etcd.io/bbolt"

	"rashomon/annotate"
)

// Both stacks, of what can be undone and of what can be redone, are lists within the
// history: each record says what lay below it when it was made. So undo and redo append
// one record each, whatever the length of the history, and nothing is ever rewritten
// (persistent stacks: J. R. Driscoll et al., "Making data structures persistent",
// Journal of Computer and System Sciences 38, 1989).

// entry is a record of the history.
type entry struct {
	Change    annotate.Change `json:"change"`
	Under     uint64          `json:"under,omitempty"`      // below it on the stack of what can be undone
	RedoUnder uint64          `json:"redo_under,omitempty"` // an undo: below it on the stack of what can be redone
}

// NextUndo is the change that Undo would take back, or ErrNothingToUndo.
func (s *Store) NextUndo() (c annotate.Change, err error) {
	err = s.view("next undo", func(tx *bbolt.Tx) error {
		n, err := getNumber(tx, undoTopKey)
		if err != nil {
			return err
		}
		if n == 0 {
			return ErrNothingToUndo
		}
		e, err := get[entry](in(tx, historyBucket), numberKey(n))
		c = e.Change
		return err
	})
	return c, err
}

// Undo takes back the newest change that is not taken back yet, and returns the change
// that does so. It returns ErrNothingToUndo. Of a batch it takes back the newest change:
// TakeBack takes back all of it.
func (s *Store) Undo(by string) (annotate.Change, error) {
	return only(s.undo(by, nothingBefore, 1))
}

// Redo makes again what the last Undo took back, and returns the change that does so. It
// returns ErrNothingToRedo, as it does after any new change.
func (s *Store) Redo(by string) (annotate.Change, error) {
	return only(s.redo(by, nothingBefore, 1))
}

func only(made []annotate.Change, err error) (c annotate.Change, _ error) {
	if err != nil {
		return c, err
	}
	return made[0], nil
}

// nothingBefore stands for the batch before a step begins.
const nothingBefore = ^uint64(0)

// undo takes back up to so many changes of the batch, in one transaction; before a step begins, of
// that of the newest. ErrOther says that the newest is not of the batch.
func (s *Store) undo(by string, batch uint64, most int) ([]annotate.Change, error) {
	return s.several("undo", batch, most, ErrNothingToUndo, func(w *writer, batch uint64) (annotate.Change, error) {
		return w.undo(by, batch)
	})
}

// redo makes again what was taken back, as undo takes back.
func (s *Store) redo(by string, batch uint64, most int) ([]annotate.Change, error) {
	return s.several("redo", batch, most, ErrNothingToRedo, func(w *writer, batch uint64) (annotate.Change, error) {
		return w.redo(by, batch)
	})
}

// mostEdits is how many edits are undone in one transaction, and the rest of those of a change.
const mostEdits = 2000

// several does up to so many changes of a batch in one transaction, until there are none.
func (s *Store) several(what string, batch uint64, most int, none error, do func(*writer, uint64) (annotate.Change, error)) (made []annotate.Change, err error) {
	err = s.update(what, func(w *writer) error {
		for edits := 0; len(made) < most && edits < mostEdits && batch != 0; {
			c, err := do(w, batch)
			if len(made) > 0 && (errors.Is(err, errOther) || errors.Is(err, none)) {
				return nil
			}
			if err != nil {
				return err
			}
			made, batch = append(made, c), c.Batch
			edits += len(c.Edits)
		}
		return nil
	})
	return made, err
}

func (w *writer) undo(by string, batch uint64) (annotate.Change, error) {
	top, err := w.next(undoTopKey, batch, ErrNothingToUndo)
	if err != nil {
		return annotate.Change{}, err
	}
	redoTop, err := getNumber(w.tx, redoTopKey)
	if err != nil {
		return annotate.Change{}, err
	}
	c, err := w.repeat(entry{RedoUnder: redoTop, Change: annotate.Change{
		By: by, Article: top.Change.Article, Edits: top.Change.Inverse(), Undoes: top.Change.Number, Batch: top.Change.Batch,
		What: annotate.UndoWord + top.Change.Deed(),
	}})
	if err != nil {
		return c, err
	}
	return c, w.tops(top.Under, c.Number)
}

func (w *writer) redo(by string, batch uint64) (annotate.Change, error) {
	top, err := w.next(redoTopKey, batch, ErrNothingToRedo)
	if err != nil {
		return annotate.Change{}, err
	}
	undoTop, err := getNumber(w.tx, undoTopKey)
	if err != nil {
		return annotate.Change{}, err
	}
	c, err := w.repeat(entry{Under: undoTop, Change: annotate.Change{
		By: by, Article: top.Change.Article, Edits: top.Change.Inverse(), Redoes: top.Change.Undoes, Batch: top.Change.Batch,
		What: annotate.RedoWord + top.Change.Deed(),
	}})
	if err != nil {
		return c, err
	}
	return c, w.tops(c.Number, top.RedoUnder)
}

// next is the change on top of a stack, if it is one of the batch; before a step begins, whatever it is.
func (w *writer) next(key string, batch uint64, none error) (entry, error) {
	top, err := w.top(key)
	switch {
	case err != nil:
		return top, err
	case batch != nothingBefore && !top.with(batch):
		return top, errOther
	case top.Change.Number == 0:
		return top, none
	}
	return top, nil
}

// with says whether the change is one of the batch.
func (e entry) with(batch uint64) bool { return batch != 0 && e.Change.Batch == batch }

// top is the record on top of a stack; one of change 0 where the stack is empty.
func (w *writer) top(key string) (entry, error) {
	n, err := getNumber(w.tx, key)
	if err != nil || n == 0 {
		return entry{}, err
	}
	e, err := get[entry](w.in(historyBucket), numberKey(n))
	if err != nil {
		return entry{}, fmt.Errorf("change %d: %w", n, err)
	}
	return e, nil
}

func (w *writer) tops(undo, redo uint64) error {
	if err := putNumber(w.tx, undoTopKey, undo); err != nil {
		return err
	}
	return putNumber(w.tx, redoTopKey, redo)
}

// repeat makes the edits of an undo or redo and appends it to the history.
func (w *writer) repeat(e entry) (annotate.Change, error) {
	for _, x := range e.Change.Edits {
		if err := w.edit(x); err != nil {
			return annotate.Change{}, fmt.Errorf("%s: %w", annotate.Line(e.Change.What), err)
		}
	}
	return w.append(e)
}

// record appends a new change, whose edits were made, to the history.
func (w *writer) record(c annotate.Change) (annotate.Change, error) {
	if len(c.Edits) == 0 {
		return c, fmt.Errorf("%s: a change without edits", annotate.Line(c.What))
	}
	under, err := getNumber(w.tx, undoTopKey)
	if err != nil {
		return c, err
	}
	c.Undoes, c.Redoes, c.Batch = 0, 0, 0
	c, err = w.append(entry{Change: c, Under: under})
	if err != nil {
		return c, err
	}
	return c, w.tops(c.Number, 0)
}

func (w *writer) append(e entry) (annotate.Change, error) {
	if err := w.agree(); err != nil {
		return e.Change, fmt.Errorf("%s: %w", annotate.Line(e.Change.What), err)
	}
	history := w.in(historyBucket)
	e.Change.Number = 1
	if last, _ := history.Cursor().Last(); last != nil {
		e.Change.Number = uint64(keyID(last)) + 1
	}
	if e.Change.At.IsZero() {
		e.Change.At = w.now()
	}
	e.Change.At = annotate.Instant(e.Change.At)
	if fresh := e.Change.Undoes == 0 && e.Change.Redoes == 0; fresh && w.first != nil {
		if *w.first == 0 {
			*w.first = e.Change.Number
		}
		e.Change.Batch = *w.first
	}
	return e.Change, put(history, numberKey(e.Change.Number), e)
}
