package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"rashomon/annotate"
)

// together makes some changes as one.
func (m *machine) together(t *rapid.T) {
	alone, before := m.s, len(m.undo)
	must(m.t, m.s.Together(func(s *Store) error {
		m.s = s
		for range rapid.IntRange(0, 3).Draw(t, "changes") {
			rapid.SampledFrom([]func(*rapid.T){m.apply, m.add, m.revise, m.recut}).Draw(t, "how")(t)
		}
		return nil
	}))
	m.s = alone
	made := m.undo[min(before, len(m.undo)):]
	history, err := m.s.History(0, len(made))
	must(m.t, err)
	for i := range made {
		want(m.t, "batch", history[len(made)-1-i].Batch, history[len(made)-1].Number)
		made[i].Batch = history[len(made)-1].Number
	}
}

// standing is how many changes on top of a stack are of one batch.
func standing(stack []annotate.Change) (n int) {
	for _, c := range slices.Backward(stack) {
		if last := stack[len(stack)-1]; n > 0 && (c.Batch == 0 || c.Batch != last.Batch) {
			break
		}
		n++
	}
	return n
}

// takeBackStep takes back what stands together, or is interrupted after some of it.
func (m *machine) takeBackStep(t *rapid.T) {
	n := standing(m.undo)
	step, err := m.s.NextStep(context.Background())
	if n == 0 {
		wantError(m.t, err, ErrNothingToUndo)
		_, err = m.s.TakeBack(context.Background(), "ana", func(annotate.Change) {})
		wantError(m.t, err, ErrNothingToUndo)
		return
	}
	must(m.t, err)
	want(m.t, "changes of the step", step.Changes, n)
	stop := rapid.IntRange(1, n).Draw(t, "stop")
	m.s.atOnce = rapid.IntRange(1, 3).Draw(t, "at once")
	whole := min(n, (stop+m.s.atOnce-1)/m.s.atOnce*m.s.atOnce) // the transaction that is under way ends
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var edits []annotate.Edit
	made := 0
	done, err := m.s.TakeBack(ctx, "ana", func(c annotate.Change) {
		if made++; made == stop && stop < n {
			cancel()
		}
		edits = append(edits, c.Edits...)
		top := m.undo[len(m.undo)-1]
		m.undo, m.redo = m.undo[:len(m.undo)-1], append(m.redo, top)
		m.step(top.Inverse())
	})
	want(m.t, "interrupted", errors.Is(err, context.Canceled), stop < n)
	want(m.t, "changes taken back", fmt.Sprint(done, made), fmt.Sprint(whole, whole))
	if stop == n {
		must(m.t, err)
		var sums annotate.Effects
		for _, e := range edits {
			sums.Add(e)
		}
		want(m.t, "effects", sums, step.Effects)
	}
}

func (m *machine) makeAgainStep(*rapid.T) {
	n := standing(m.redo)
	step, err := m.s.NextAgain(context.Background())
	if n == 0 {
		wantError(m.t, err, ErrNothingToRedo)
		return
	}
	must(m.t, err)
	want(m.t, "changes of the step", step.Changes, n)
	done, err := m.s.MakeAgain(context.Background(), "ana", func(annotate.Change) {
		top := m.redo[len(m.redo)-1]
		m.redo, m.undo = m.redo[:len(m.redo)-1], append(m.undo, top)
		m.step(top.Edits)
	})
	must(m.t, err)
	want(m.t, "changes made again", done, n)
}

// What others do while a batch is made is no part of it, and is taken back by itself.
func TestOthersMayChangeTheLibraryMeanwhile(t *testing.T) {
	t.Parallel()
	s := library(t)
	added(t, s, report(0, 0), report(1, 0))
	rows, err := s.Rows(0)
	must(t, err)
	var all sync.WaitGroup
	saves := func(lib *Store, row int, annotator string) {
		all.Go(func() {
			for n := range 4 {
				r := reading(t, lib, rows[row].ID, annotator)
				c, ok := r.Toggle(annotate.OnSentence(n), "fact", noon())
				if _, err := lib.Apply(c); err != nil || !ok {
					t.Errorf("apply: %v, %v", ok, err)
				}
			}
		})
	}
	must(t, s.Together(func(batch *Store) error {
		saves(batch, 0, "ben")
		saves(batch, 1, "ben")
		saves(s, 0, "eve")
		all.Wait()
		return nil
	}))
	history, err := s.History(0, 12)
	must(t, err)
	numbers := map[string][]uint64{}
	for _, c := range history {
		numbers[c.By] = append(numbers[c.By], c.Batch)
	}
	want(t, "batches of eve", fmt.Sprint(numbers["eve"]), "[0 0 0 0]")
	first := slices.IndexFunc(history, func(c annotate.Change) bool { return c.By == "ben" && c.Batch == c.Number })
	want(t, "batches of ben", fmt.Sprint(slices.Compact(numbers["ben"])), fmt.Sprint([]uint64{history[first].Number}))
	want(t, "changes of ben", len(numbers["ben"]), 8)
	for left := 12; left > 0; {
		n, err := s.TakeBack(t.Context(), "ana", func(annotate.Change) {})
		must(t, err)
		left -= n
	}
	r := checked(t, s)
	want(t, "annotations", r.Annotations, 0)
}

// A change of a batch that fails leaves no hole in it.
func TestABatchWhoseFirstChangeFails(t *testing.T) {
	t.Parallel()
	s := library(t)
	added(t, s, report(0, 0))
	before, err := held(s)
	must(t, err)
	rows, err := s.Rows(0)
	must(t, err)
	refused := errors.New("no more of this")
	err = s.Together(func(s *Store) error {
		if _, err := s.Apply(annotate.Change{What: "nothing"}); err == nil {
			t.Error("a change without edits was made")
		}
		toggled(t, s, rows[0].ID, "ben", 0, "fact")
		toggled(t, s, rows[0].ID, "ben", 1, "fact")
		return refused
	})
	want(t, "error", err, refused)
	checked(t, s)
	n, err := s.TakeBack(t.Context(), "ana", func(annotate.Change) {})
	must(t, err)
	want(t, "changes taken back", n, 2)
	after, err := held(s)
	must(t, err)
	want(t, "the library is as it was", maps.Equal(before, after), true)
}

// The check says where the history calls changes of a batch that they cannot be of.
func TestCheckKnowsBatches(t *testing.T) {
	t.Parallel()
	for what, spoil := range map[string]func(*annotate.Change){
		"a later change":   func(c *annotate.Change) { c.Batch = c.Number + 1 },
		"an earlier one":   func(c *annotate.Change) { c.Batch = 1 },
		"none, for a redo": func(c *annotate.Change) { c.Batch *= min(1, 1-min(1, c.Redoes)) },
	} {
		path := filepath.Join(t.TempDir(), "library.db")
		s, err := Open(path, quick())
		must(t, err)
		added(t, s, report(0, 0))
		rows, err := s.Rows(0)
		must(t, err)
		must(t, s.Together(func(s *Store) error {
			toggled(t, s, rows[0].ID, "ben", 0, "fact")
			toggled(t, s, rows[0].ID, "ben", 1, "fact")
			return nil
		}))
		_, err = s.TakeBack(t.Context(), "ana", func(annotate.Change) {})
		must(t, err)
		_, err = s.MakeAgain(t.Context(), "ana", func(annotate.Change) {})
		must(t, err)
		checked(t, s)
		must(t, s.update("spoil", func(w *writer) error {
			last, v := w.in(historyBucket).Cursor().Last()
			e, err := openRecord[entry](last, v)
			must(t, err)
			spoil(&e.Change)
			return put(w.in(historyBucket), slices.Clone(last), e)
		}))
		r, err := s.Check(t.Context())
		wantError(t, err, ErrDamaged)
		want(t, what, len(r.Problems) == 1, true)
		closed(t, s)
	}
}

// BenchmarkTakeBack takes a batch of 100,000 annotations back, and makes it again.
func BenchmarkTakeBack(b *testing.B) {
	s := library(b)
	var arrivals []annotate.Arrival
	for n := range 1000 {
		arrivals = append(arrivals, report(n, 0))
	}
	added(b, s, arrivals...)
	rows, err := s.Rows(0)
	must(b, err)
	must(b, s.Together(func(s *Store) error {
		for from := 0; from < len(rows); from += 20 {
			c := annotate.Change{What: "merge"}
			for _, row := range rows[from : from+20] {
				for k := range 100 {
					r := reading(b, s, row.ID, fmt.Sprint("annotator ", k/4))
					x, _ := r.Toggle(annotate.OnSentence(k%4), "fact", noon())
					c.Edits = append(c.Edits, x.Edits...)
				}
			}
			if _, err := s.Apply(c); err != nil {
				return err
			}
		}
		return nil
	}))
	b.ReportAllocs()
	for b.Loop() {
		_, err := s.NextStep(b.Context())
		must(b, err)
		_, err = s.TakeBack(b.Context(), "ana", func(annotate.Change) {})
		must(b, err)
		_, err = s.MakeAgain(b.Context(), "ana", func(annotate.Change) {})
		must(b, err)
	}
}

// A batch goes on when the library was closed between, and is one step; of another library's there is none.
func TestTogetherSince(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "library.db")
	first, n := uint64(0), 0
	add := func(s *Store) error {
		n++
		_, err := s.Add([]annotate.Arrival{report(n, 0)}, nil, "ana", "fetch")
		return err
	}
	within := func(do func(*Store)) {
		t.Helper()
		s, err := Open(path, Options{noSync: true})
		must(t, err)
		do(s)
		must(t, s.Close())
	}
	for range 3 {
		within(func(s *Store) {
			var err error
			first, err = s.TogetherSince(first, add)
			must(t, err)
		})
	}
	within(func(s *Store) {
		step, err := s.NextStep(t.Context())
		must(t, err)
		want(t, "changes of the step", step.Changes, 3)
		sound, err := s.Check(t.Context())
		must(t, err)
		want(t, "problems", len(sound.Problems), 0)
		next, err := s.TogetherSince(99, add)
		must(t, err)
		want(t, "first of another", next, 4)
	})
}
