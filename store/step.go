package store

import (
	"context"
	"errors"

	"go.etcd.io/bbolt"

	"rashomon/annotate"
)

// NextStep is what TakeBack would take back, or ErrNothingToUndo. It takes the time of reading
// its changes, and the memory of one of them. The context's error is that where it ends before.
func (s *Store) NextStep(ctx context.Context) (annotate.Step, error) {
	return s.step(ctx, undoTopKey, ErrNothingToUndo, func(e entry) uint64 { return e.Under })
}

// NextAgain is what MakeAgain would make again, or ErrNothingToRedo; else it is as NextStep.
// It is by whom took it back.
func (s *Store) NextAgain(ctx context.Context) (annotate.Step, error) {
	return s.step(ctx, redoTopKey, ErrNothingToRedo, func(e entry) uint64 { return e.RedoUnder })
}

// step walks down a stack as far as it is of one batch.
func (s *Store) step(ctx context.Context, key string, none error, under func(entry) uint64) (x annotate.Step, err error) {
	err = s.view("look for the next step", func(tx *bbolt.Tx) error {
		n, err := getNumber(tx, key)
		for batch := uint64(0); n != 0 && err == nil; {
			var e entry
			if e, err = get[entry](in(tx, historyBucket), numberKey(n)); err != nil {
				return err
			}
			if x.Changes > 0 && !e.with(batch) {
				return nil
			}
			x.Add(e.Change)
			batch, n, err = e.Change.Batch, under(e), ctx.Err()
		}
		return err
	})
	if err == nil && x.Changes == 0 {
		err = none
	}
	return x, err
}

// errOther says that what comes next is not of the same batch.
var errOther = errors.New("of another batch")

// TakeBack takes back the newest change that is not taken back yet; of a batch all changes that
// stand together, the newest first, some of them in each transaction. It gives each that it
// makes to each, and returns how many those are. It returns ErrNothingToUndo. Where it fails or
// the context ends before all are taken back, the error is of that, and the rest is the next
// step: TakeBack goes on with it, MakeAgain makes again what was taken back.
func (s *Store) TakeBack(ctx context.Context, by string, each func(annotate.Change)) (int, error) {
	return s.steps(ctx, by, each, s.undo)
}

// MakeAgain makes again what was taken back last, in the way of TakeBack. It returns
// ErrNothingToRedo, as it does after any new change.
func (s *Store) MakeAgain(ctx context.Context, by string, each func(annotate.Change)) (int, error) {
	return s.steps(ctx, by, each, s.redo)
}

// steps goes a step of a batch, some changes at a time. Where several at once fail they are tried one
// by one, so that those before the one that fails are done.
func (s *Store) steps(ctx context.Context, by string, each func(annotate.Change), some func(by string, batch uint64, most int) ([]annotate.Change, error)) (n int, err error) {
	for batch, most := nothingBefore, s.atOnce; batch != 0; {
		if err := ctx.Err(); err != nil {
			return n, err
		}
		made, err := some(by, batch, most)
		switch {
		case err == nil:
		case n > 0 && errors.Is(err, errOther):
			return n, nil
		case most > 1 && !errors.Is(err, ErrNothingToUndo) && !errors.Is(err, ErrNothingToRedo) && !errors.Is(err, annotate.ErrUnwritten):
			most = 1
			continue
		default:
			return n, err
		}
		for _, c := range made {
			each(c)
			batch, n = c.Batch, n+1
		}
	}
	return n, nil
}
