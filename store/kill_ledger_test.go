package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"strings"
	"testing"

	"rashomon/annotate"
)

// ledger is what a library must hold by what a worker has said: a model that knows nothing of
// how the library keeps it.
type ledger struct {
	history    []annotate.Change // what was made, of each its words, edits and batch
	states     []model           // after each change, and before the first
	undo, redo []annotate.Change
	aside      map[string]string // values that are no part of the history
	copied     *ledger           // when the backup was made; nil before
	batching   bool
	first      uint64 // the number of the first change of the batch, 0 before there is one
	now        *deed  // what is under way
	total      int    // changes that it will be
	done       int    // of them, acknowledged
	compared   int    // changes of the history that were compared with the library's
}

func newLedger() *ledger {
	return &ledger{states: []model{newModel()}, aside: map[string]string{}}
}

// clone is a ledger that stays as it is when the other goes on.
func (l *ledger) clone() *ledger {
	out := *l
	return &out // its slices and maps are never changed in place but for what is behind their ends
}

// hears takes down a line of the worker, and says how many changes it acknowledges.
func (l *ledger) hears(line []byte) (acknowledged int, err error) {
	var d deed
	if err := json.Unmarshal(line, &d); err != nil {
		return 0, fmt.Errorf("%q: %w", line, err)
	}
	switch d.Do {
	case isOpen:
	case asBatch:
		l.batching, l.first = true, 0
	case alone:
		l.batching = false
	case isDone:
		return l.acknowledged(), nil
	default:
		l.now, l.done = &d, 0
		l.total = map[string]int{changes: len(d.Changes), undo: 1, redo: 1, takeBack: standing(l.undo), makeAgain: standing(l.redo)}[d.Do]
	}
	return 0, nil
}

func (l *ledger) acknowledged() (n int) {
	switch l.now.Do {
	case aside:
		l.aside = l.asideAfter()
	case backUp:
		l.copied = l.clone()
	case restore:
		*l = *l.restored()
		return 0
	case takeBack, makeAgain:
		n = 1
	default:
		n = l.total
	}
	for range n {
		l.advance()
	}
	if l.done == l.total {
		l.now = nil
	}
	return n
}

// restored is the ledger when the library is the backup.
func (l *ledger) restored() *ledger {
	out := l.copied.clone()
	out.copied, out.now, out.batching, out.compared = l.copied, nil, false, 0
	return out
}

func (l *ledger) asideAfter() map[string]string {
	out := maps.Clone(l.aside)
	maps.Copy(out, l.now.Set)
	maps.DeleteFunc(out, func(name, _ string) bool { return l.now.Drop != "" && strings.HasPrefix(name+" ", l.now.Drop+" ") })
	return out
}

// advance makes the next change of what is under way.
func (l *ledger) advance() {
	switch l.now.Do {
	case changes:
		c := l.now.Changes[l.done]
		c.Batch = 0
		if l.batching {
			if l.first == 0 {
				l.first = uint64(len(l.history)) + 1
			}
			c.Batch = l.first
		}
		l.undo, l.redo = append(l.undo[:len(l.undo):len(l.undo)], c), nil
		l.step(c)
	case undo, takeBack:
		top := l.undo[len(l.undo)-1]
		l.undo, l.redo = l.undo[:len(l.undo)-1], append(l.redo[:len(l.redo):len(l.redo)], top)
		l.step(annotate.Change{What: annotate.UndoWord + top.Deed(), By: "ana", Batch: top.Batch, Edits: top.Inverse()})
	case redo, makeAgain:
		top := l.redo[len(l.redo)-1]
		l.redo, l.undo = l.redo[:len(l.redo)-1], append(l.undo[:len(l.undo):len(l.undo)], top)
		l.step(annotate.Change{What: annotate.RedoWord + top.Deed(), By: "ana", Batch: top.Batch, Edits: top.Edits})
	}
	l.done++
}

func (l *ledger) step(c annotate.Change) {
	after := maps.Clone(l.states[len(l.states)-1])
	for _, e := range c.Edits {
		after.edit(e)
	}
	l.history, l.states = append(l.history, c), append(l.states, after)
}

// underWay is how many changes more than are acknowledged the library may have: none, or those
// of the transaction that is under way.
func (l *ledger) underWay() (least, most int) {
	if l.now == nil || l.total == 0 {
		return 0, 0
	}
	once := l.now.AtOnce
	if once == 0 {
		once = l.total
	}
	if part := l.done % once; part > 0 { // it is on the disk: of its changes some are acknowledged
		least = min(once-part, l.total-l.done)
		return least, least
	}
	return 0, min(once, l.total-l.done)
}

// finds compares a library with the ledger, as it must be after the worker was stopped whenever
// it was; the ledger goes on from there. It says how many changes there are of those under way.
func (l *ledger) finds(s *Store) (there int, err error) {
	if l.now == nil || l.now.Do != restore {
		return l.findsThis(s)
	}
	back := l.restored()
	if back.compare(s) == nil {
		*l = *back
		return 0, nil
	}
	return l.findsThis(s)
}

func (l *ledger) findsThis(s *Store) (there int, err error) {
	last, err := s.History(0, 1)
	if err != nil {
		return 0, err
	}
	newest := 0
	if len(last) > 0 {
		newest = int(last[0].Number)
	}
	there = newest - len(l.history)
	if least, most := l.underWay(); there != least && there != most {
		return 0, fmt.Errorf("%d changes were acknowledged, and there may be %d or %d more: %d are there", len(l.history), least, most, newest)
	}
	for range there {
		l.advance()
	}
	if err := l.compare(s); err != nil {
		return 0, err
	}
	l.now, l.batching = nil, false
	return there, nil
}

func (l *ledger) compare(s *Store) error {
	have, err := held(s)
	if err != nil {
		return err
	}
	if err := same(have, l.states[len(l.states)-1]); err != nil {
		return fmt.Errorf("after change %d: %w", len(l.history), err)
	}
	beside, err := heldAside(s)
	if err != nil {
		return err
	}
	if l.now != nil && l.now.Do == aside && maps.Equal(beside, l.asideAfter()) {
		l.aside = l.asideAfter()
	}
	if err := same(beside, l.aside); err != nil {
		return err
	}
	return errors.Join(l.compareHistory(s), compareStack(s.NextStep, l.undo, ErrNothingToUndo), compareStack(s.NextAgain, l.redo, ErrNothingToRedo))
}

// compareHistory compares the changes that were not compared before.
func (l *ledger) compareHistory(s *Store) error {
	have, err := s.History(0, len(l.history)-l.compared)
	if err != nil {
		return err
	}
	for i, c := range have {
		is := l.history[len(l.history)-1-i]
		if c.What != is.What || c.By != is.By || c.Batch != is.Batch || asJSON(c.Edits) != asJSON(is.Edits) {
			return fmt.Errorf("change %d is\n%s\nand not\n%s", c.Number, asJSON(c), asJSON(is))
		}
	}
	l.compared = len(l.history)
	return nil
}

func compareStack(next func(context.Context) (annotate.Step, error), stack []annotate.Change, none error) error {
	step, err := next(context.Background())
	if errors.Is(err, none) {
		err = nil
	}
	if n := standing(stack); err == nil && step.Changes != n {
		err = fmt.Errorf("%d changes are next on the stack, not %d", step.Changes, n)
	}
	return err
}

// same says what is not the same in both.
func same(have, wanted map[string]string) error {
	for key, is := range wanted {
		if have[key] != is {
			return fmt.Errorf("%s is\n%s\nand not\n%s", key, have[key], is)
		}
	}
	for key, is := range have {
		if _, ok := wanted[key]; !ok {
			return fmt.Errorf("%s is there: %s", key, is)
		}
	}
	return nil
}

// findsCopy compares the backup with what the library was when it was made, or is being made.
func (l *ledger) findsCopy(t *testing.T, path string) {
	t.Helper()
	moments := []*ledger{l.copied}
	if l.now != nil && l.now.Do == backUp {
		moments = append(moments, l.clone())
	}
	s, err := Open(path, Options{ReadOnly: true})
	if errors.Is(err, fs.ErrNotExist) && l.copied == nil {
		return
	}
	must(t, err)
	defer closed(t, s)
	checked(t, s)
	have, err := held(s)
	must(t, err)
	beside, err := heldAside(s)
	must(t, err)
	var wrong error
	for _, m := range moments {
		if m == nil {
			continue
		}
		if wrong = errors.Join(same(have, m.states[len(m.states)-1]), same(beside, m.aside)); wrong == nil {
			l.copied = m
			return
		}
	}
	t.Fatalf("the backup is none that was made: %v", wrong)
}

// What a worker keeps aside.
func asideNames() []string { return []string{"queue", "place", "window"} }
func asideFeeds() []string {
	return []string{"https://post.example/feed", "https://gazette.example/rss"}
}

const asideEntries = 60 // that a feed may have

// heldAside reads what is no part of the history.
func heldAside(s *Store) (map[string]string, error) {
	out := map[string]string{}
	for _, name := range asideNames() {
		value, err := s.Kept(name)
		if err != nil {
			return nil, err
		}
		if value != nil {
			out["kept "+name] = string(value)
		}
	}
	feeds, err := s.Feeds()
	for _, f := range feeds {
		out["feed "+f.URL] = asJSON(f)
	}
	var names []string
	for n := range asideEntries {
		names = append(names, fmt.Sprint("ferry-", n))
	}
	for _, url := range asideFeeds() {
		entries, err2 := s.Entries(url, names)
		err = errors.Join(err, err2)
		for name, was := range entries {
			out["feed "+url+" "+name] = was
		}
	}
	return out, err
}
