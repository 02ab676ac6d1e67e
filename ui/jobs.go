package ui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"rashomon/annotate"
	"rashomon/ui/screen"
)

// job is one thing to do with the library, in the order in which it was asked for: store a
// change that is shown already, do something whose change is shown when it is done, or
// read what a screen needs.
type job struct {
	change *annotate.Change
	do     func(Library) (annotate.Change, error)
	then   func() tea.Cmd // what follows on the event loop when that is done, before it is shown; may be nil
	open   func() opened
	keep   *screen.Keep
}

// queue is the jobs waiting, and those under way: one save is in flight at a time, so that
// changes reach the disk in their order.
type queue struct {
	waiting []job
	flying  []job
	flight  *flight // that carries them
}

func (q *queue) busy() bool { return len(q.waiting) > 0 || len(q.flying) > 0 }

// unsaved is how many changes are not on disk yet.
func (q *queue) unsaved() (n int) {
	for _, j := range slices.Concat(q.flying, q.waiting) {
		if j.open == nil && j.keep == nil {
			n++
		}
	}
	return n
}

// changes is those that are not on disk yet, in their order.
func (q *queue) changes() (all []annotate.Change) {
	for _, j := range slices.Concat(q.flying, q.waiting) {
		if j.change != nil {
			all = append(all, *j.change)
		}
	}
	return all
}

// next takes what goes next: as many changes as stand first in the queue, or one other job.
func (q *queue) next() []job {
	n := 0
	for n < len(q.waiting) && q.waiting[n].change != nil {
		n++
	}
	n = max(n, min(1, len(q.waiting)))
	q.flying, q.waiting = q.waiting[:n:n], slices.Clone(q.waiting[n:])
	return q.flying
}

// nextOpen takes the first job that reads what a screen needs, past all others; none where none waits.
func (q *queue) nextOpen() []job {
	i := slices.IndexFunc(q.waiting, func(j job) bool { return j.open != nil })
	if i < 0 {
		return nil
	}
	q.flying = []job{q.waiting[i]}
	q.waiting = slices.Delete(slices.Clone(q.waiting), i, i+1)
	return q.flying
}

// built takes the changes out of what waits that are built on others: those that edit a record that
// these edit, or one that another of them does.
func (q *queue) built(on []job) (all []job) {
	touched := map[any]bool{}
	touch := func(j job) {
		for _, e := range j.change.Edits {
			touched[record(e)] = true
		}
	}
	for _, j := range on {
		touch(j)
	}
	q.waiting = slices.DeleteFunc(slices.Clone(q.waiting), func(j job) bool {
		if j.change == nil || !slices.ContainsFunc(j.change.Edits, func(e annotate.Edit) bool { return touched[record(e)] }) {
			return false
		}
		touch(j)
		all = append(all, j)
		return true
	})
	return all
}
