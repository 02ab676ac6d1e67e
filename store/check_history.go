package store

import (
	"bytes"
	"encoding/binary"
	"encoding/json"

	"crypto/sha256"

	"rashomon/annotate"
)

// history makes every step again, on two stacks of its own, and adds up what all changes
// together leave standing.
func (c *checker) history() error {
	var undo, redo []uint64
	made, all := sums{}, batches{}
	first, err := firstScheme(c.tx)
	if err != nil {
		c.problem("meta", "the scheme before the first change: %v", err)
	}
	made.add("schemes", first, 1)
	err = c.each(historyBucket, func(k, v []byte) error {
		c.report.Changes++
		e, err := openRecord[entry](k, v)
		if err != nil {
			return err
		}
		if n := e.Change.Number; !bytes.Equal(k, numberKey(n)) || n != uint64(c.report.Changes) {
			return damaged(k, "not the next change")
		}
		for _, x := range e.Change.Edits {
			made.edit(x)
		}
		if !all.add(e.Change) {
			c.problem("history", "change %d: it cannot be of batch %d", e.Change.Number, e.Change.Batch)
		}
		undo, redo, err = e.step(undo, redo)
		return err
	})
	for key, stack := range map[string][]uint64{undoTopKey: undo, redoTopKey: redo} {
		n, bad := getNumber(c.tx, key)
		if bad != nil || n != last(stack) {
			c.problem("meta", "%s is %d, and the history makes it %d", key, n, last(stack))
		}
	}
	for _, kind := range []string{"articles", "stories", "schemes", "annotations", "rulings", "speakers", "searches"} {
		if c.standing[kind] != made[kind] {
			c.problem(kind, "not those that the history leaves")
		}
	}
	return err
}

// step is what an entry makes of the stacks of what can be undone and redone. An error
// says that it does not go on top of them.
func (e entry) step(undo, redo []uint64) (u, r []uint64, err error) {
	c := e.Change
	bad := damaged(numberKey(c.Number), "not what can be undone or redone then")
	switch {
	case c.Undoes != 0:
		if c.Undoes != last(undo) || e.RedoUnder != last(redo) {
			return undo, redo, bad
		}
		return undo[:len(undo)-1], append(redo, c.Number), nil
	case e.Under != last(undo), c.Redoes != 0 && len(redo) == 0:
		return undo, redo, bad
	case c.Redoes != 0:
		return append(undo, c.Number), redo[:len(redo)-1], nil
	}
	return append(undo, c.Number), nil, nil
}

// batches are, of each change that is of a batch, the number of the batch.
type batches map[uint64]uint64

// add says whether a change can be of its batch: the first has the number of the batch, others
// come after that, and what undoes or makes one again is of the same.
func (b batches) add(c annotate.Change) bool {
	if c.Batch != 0 {
		b[c.Number] = c.Batch
	}
	switch of := c.Undoes + c.Redoes; {
	case of != 0:
		return b[of] == c.Batch
	case c.Batch == 0 || c.Batch == c.Number:
		return true
	}
	return b[c.Batch] == c.Batch
}

func last(stack []uint64) uint64 {
	if len(stack) == 0 {
		return 0
	}
	return stack[len(stack)-1]
}

// sums are, by kind of record, the hashes of all that stand, added up: the same for the
// same records in any order, whatever came and went between (D. Clarke et al.,
// "Incremental multiset hash functions", Asiacrypt 2003, the additive one, here of 64
// bits: enough against accidents).
type sums map[string]uint64

func (s sums) add(kind string, record any, by uint64) {
	text, err := json.Marshal(record)
	if err != nil {
		return // it was read from JSON
	}
	hash := sha256.Sum256(text)
	s[kind] += by * binary.BigEndian.Uint64(hash[:])
}

func (s sums) edit(e annotate.Edit) {
	replaced(s, "annotations", e.Annotation)
	replaced(s, "articles", e.Article)
	replaced(s, "stories", e.Story)
	replaced(s, "schemes", e.Scheme)
	replaced(s, "rulings", e.Ruling)
	replaced(s, "speakers", e.Speaker)
	replaced(s, "searches", e.Search)
}

func replaced[T any](s sums, kind string, r *annotate.Replaced[T]) {
	if r != nil && r.Before != nil {
		s.add(kind, *r.Before, ^uint64(0)) // minus one
	}
	if r != nil && r.After != nil {
		s.add(kind, *r.After, 1)
	}
}
