package ui_test

import (
	"context"
	"errors"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"rashomon/annotate"
	"rashomon/store"
	"rashomon/ui"
)

// slow is a library in which each change of an undo or a redo takes a moment.
type slow struct{ *store.Store }

func (s slow) TakeBack(ctx context.Context, by string, each func(annotate.Change)) (int, error) {
	ctx, ends := expiring(ctx)
	return s.Store.TakeBack(ctx, by, func(c annotate.Change) { each(c); ends() })
}

func (s slow) MakeAgain(ctx context.Context, by string, each func(annotate.Change)) (int, error) {
	ctx, ends := expiring(ctx)
	return s.Store.MakeAgain(ctx, by, func(c annotate.Change) { each(c); ends() })
}

// expiring is a context whose time can be made to have run out.
func expiring(ctx context.Context) (context.Context, func()) {
	x := &late{Context: ctx}
	return x, func() { x.err = context.DeadlineExceeded }
}

type late struct {
	context.Context
	err error
}

func (l *late) Err() error { return l.err }

// merged is the sample library with three labels that ben made, as one batch.
func merged(t *testing.T) *store.Store {
	t.Helper()
	s := sampleStore(t)
	rows, err := s.Rows(1)
	check(t, err)
	check(t, s.Together(func(s *store.Store) error {
		for n := range 3 {
			a, err := s.Article(rows[0].ID)
			check(t, err)
			b, err := s.Body(a.ID, a.Revision)
			check(t, err)
			c, _ := annotate.NewReading(a, b, annotate.DefaultScheme(), "ben", nil).Toggle(annotate.OnSentence(n), "claim", noon())
			c.By, c.What = annotator, "merge ben.jsonl"
			if _, err := s.Apply(c); err != nil {
				return err
			}
		}
		return nil
	}))
	return s
}

// left is how many annotations the newest article has.
func left(t *testing.T, s *store.Store) int {
	t.Helper()
	rows, err := s.Rows(1)
	check(t, err)
	said, err := s.Annotations(rows[0].ID)
	check(t, err)
	return len(said)
}

// What came in as one goes as one, after a question, and comes again as one.
func TestUndoOfABatch(t *testing.T) {
	t.Parallel()
	for _, long := range []bool{false, true} {
		s := merged(t)
		d := start(t, s, 120, 30, options())
		if long {
			d = startOn(t, slow{s}, s, 120, 30, options())
		}
		d.keys("u")
		d.says("undo takes 3 annotations out again (merge ben.jsonl): is that meant? y/n")
		d.keys("n u y")
		d.says("undo: merge ben.jsonl")
		if n := left(t, s); n != 0 {
			t.Fatalf("%d annotations are left", n)
		}
		d.keys("ctrl+r")
		d.says("redo: merge ben.jsonl")
		if n := left(t, s); n != 3 {
			t.Fatalf("%d annotations came again", n)
		}
	}
}

// A long undo says how far it is, and esc stops it; what is left of it is the next undo.
func TestALongUndoCanBeStopped(t *testing.T) {
	t.Parallel()
	s := mergedAtLength(t)
	d := startOn(t, slow{s}, s, 120, 30, options())
	d.keys("u")
	d.ahead("y")
	for n := 180; n == 180; n = standing(t, s) {
		d.step(0)
	}
	d.says("undo: merge ben.jsonl: 64 of 180 changes", "esc stops")
	d.ahead("esc")
	d.drain()
	d.says("128 of 180 changes, then stopped")
	if n := standing(t, s); n != 52 {
		t.Fatalf("%d changes stand", n)
	}
	d.keys("u")
	d.says("(merge ben.jsonl): is that meant?")
	d.keys("y")
	if n := left(t, s); n != 0 {
		t.Fatalf("%d annotations are left", n)
	}
	d.keys("ctrl+r")
	if n := standing(t, s); n != 180 {
		t.Fatalf("%d changes were made again", n)
	}
}

// mergedAtLength is the sample library with 90 sentences that ben labelled, each in two changes
// of one batch.
func mergedAtLength(t *testing.T) *store.Store {
	t.Helper()
	s := sampleStore(t)
	rows, err := s.Rows(0)
	check(t, err)
	check(t, s.Together(func(s *store.Store) error {
		for _, row := range rows {
			a, err := s.Article(row.ID)
			check(t, err)
			b, err := s.Body(a.ID, a.Revision)
			check(t, err)
			r := annotate.NewReading(a, b, annotate.DefaultScheme(), "ben", nil)
			for n := range b.Sentences {
				for _, label := range []string{"claim", "fact"} {
					c, _ := r.Toggle(annotate.OnSentence(n), label, noon())
					c.By, c.What = annotator, "merge ben.jsonl"
					r.Apply(c.Edits)
					if _, err := s.Apply(c); err != nil {
						return err
					}
				}
			}
		}
		return nil
	}))
	return s
}

// standing is how many labels ben has put: one a change.
func standing(t *testing.T, s *store.Store) (n int) {
	t.Helper()
	rows, err := s.Rows(0)
	check(t, err)
	for _, row := range rows {
		said, err := s.Annotations(row.ID)
		check(t, err)
		for _, x := range said {
			n += len(x.Labels)
		}
	}
	return n
}

// far is a library from which the way back is long: it ends when it is given up, or at the end of the
// channel; where it is deaf, then only.
type far struct {
	*store.Store
	under, end chan struct{}
	deaf       bool
}

func (f far) GoBack(ctx context.Context, n uint64, by string, at time.Time, progress func(string, int, int)) (annotate.Change, error) {
	if f.deaf {
		ctx = context.WithoutCancel(ctx)
	}
	return f.Store.GoBack(ctx, n, by, at, func(what string, done, all int) {
		progress(what, done, all)
		if what == "going back" && done == 1 {
			close(f.under)
			select {
			case <-ctx.Done():
			case <-f.end:
			}
		}
	})
}

// onWayBack is under way from change 181 to 180.
func onWayBack(t *testing.T, deaf bool) (d *driver, f far, c *clock, landed chan tea.Msg) {
	t.Helper()
	f, c, landed = far{mergedAtLength(t), make(chan struct{}), make(chan struct{}), deaf}, &clock{}, make(chan tea.Msg, 1)
	o := options()
	o.After = c.after
	d = startOn(t, f, f.Store, 120, 30, o)
	d.keys("H j b")
	d.says("make the library again what it was after change", "y/n")
	c.waiting = nil
	d.ahead("y")
	for _, cmd := range d.pending {
		if cmd != nil {
			go func() { landed <- cmd() }()
		}
	}
	d.pending = nil
	<-f.under
	c.pass(d, 1)
	d.says("going back to change 180: going back, 1 of 1", "esc stops")
	return d, f, c, landed
}

// A long way back says how far it is. Esc stops it, and so does who insists on leaving or sends a signal:
// nothing is changed then, and who leaves is told so at the end. Who only leaves has it gone to its end.
func TestALongWayBackCanBeStopped(t *testing.T) {
	t.Parallel()
	const stopped = "going back to change 180 was stopped: nothing was changed"
	for _, how := range []string{"esc", "ctrl+c", "ctrl+c ctrl+c", "ctrl+c esc", "signal", "killed"} {
		d, f, c, landed := onWayBack(t, false)
		switch how {
		case "signal":
			d.send(ui.Signal())
		case "killed":
			d.model.Close()
		default:
			d.ahead(how)
		}
		c.pass(d, 1)
		stands := 180
		if how == "ctrl+c" {
			d.says("going back to change 180", "then leaving")
			close(f.end)
			stands = 179
		}
		if how != "killed" {
			d.answer(<-landed)
			d.drain()
		}
		err := d.model.Ended()
		switch {
		case how == "esc":
			d.says(stopped)
			check(t, err)
		case how == "ctrl+c":
			check(t, err)
		case err == nil || err.Error() != stopped:
			t.Errorf("%s: it ends with %v", how, err)
		}
		if n := standing(t, f.Store); n != stands || d.left != (how != "esc" && how != "killed") {
			t.Errorf("%s: %d changes stand; left: %t", how, n, d.left)
		}
	}
}

// TestAWayBackOnADiskThatDoesNotAnswer has one that neither ends nor can be stopped: whoever asks twice to
// leave does leave, and is told.
func TestAWayBackOnADiskThatDoesNotAnswer(t *testing.T) {
	t.Parallel()
	for _, how := range []string{"ctrl+c", "signals"} {
		d, f, c, landed := onWayBack(t, true)
		d.ahead("ctrl+c")
		c.pass(d, 3)
		if how == "ctrl+c" {
			d.ahead("ctrl+c")
			d.says("a moment: if the disk does not answer")
			c.pass(d, 1)
			if !d.left {
				t.Error("it did not leave")
			}
		} else {
			d.model.Hurry()
			d.model.Close()
		}
		if err := d.model.Ended(); !errors.Is(err, ui.ErrHangs) {
			t.Errorf("%s: it ends with %v", how, err)
		}
		close(f.end)
		<-landed
	}
}
