package ui_test

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"rashomon/annotate"
	"rashomon/store"
)

// TestCountingToday goes back over the changes of the day, says how far it is, and can be given up.
func TestCountingToday(t *testing.T) {
	t.Parallel()
	now := noon()
	o := options()
	o.Now = func() time.Time { return now }
	s, err := store.Open(filepath.Join(t.TempDir(), "library.db"), store.Options{Now: o.Now})
	check(t, err)
	t.Cleanup(func() { s.Close() })
	check(t, addSample(s))
	d := start(t, s, 120, 30, o)
	a := d.article("Lantern News")
	b, err := s.Body(a.ID, a.Revision)
	check(t, err)
	r := annotate.NewReading(a, b, annotate.DefaultScheme(), annotator, nil)
	toggle := func(sentence, times int) {
		for range times {
			c, _ := r.Toggle(annotate.OnSentence(sentence), "fact", now)
			r.Apply(c.Edits)
			_, err := s.Apply(c)
			check(t, err)
		}
	}
	toggle(0, 101)
	now = now.AddDate(0, 0, 1)
	toggle(0, 202)
	toggle(1, 1)

	var parts []float64
	ctx, cancel := context.WithCancel(t.Context())
	if n, err := d.model.Today(ctx, func(part float64) { parts = append(parts, part) }); err != nil || n != 1 {
		t.Errorf("labelled today: %d, %v; want 1", n, err)
	}
	if len(parts) != 3 || !slices.IsSorted(parts) || parts[0] < 0.3 || parts[2] > 1 {
		t.Errorf("it was so far: %v", parts)
	}
	now = now.AddDate(0, 0, -2) // the clock is set back
	toggle(2, 1)
	if n, err := d.model.Today(ctx, func(float64) {}); err != nil || n != 1 {
		t.Errorf("labelled on that day: %d, %v; want 1", n, err)
	}
	cancel()
	if _, err := d.model.Today(ctx, func(float64) {}); !errors.Is(err, context.Canceled) {
		t.Errorf("given up: %v", err)
	}
}

// TestTodayWithWhatIsNotSaved counts it as all other figures of the screen do.
func TestTodayWithWhatIsNotSaved(t *testing.T) {
	t.Parallel()
	d, _, _ := onFullDisk(t)
	d.keys("f j q P")
	d.says("ana          2", "! 2 not saved")
}
