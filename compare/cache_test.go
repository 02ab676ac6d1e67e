package compare

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"rashomon/annotate"
	"rashomon/internal/segment"
)

// asked is what a cache finds.
func asked(t *testing.T, c *Cache, reports []Report, options Options) Comparison {
	t.Helper()
	found, err := c.Compare(context.Background(), reports, options)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// isOf says whether two comparisons are one: made in one go.
func isOf(a, b Comparison) bool { return &a.Links[0] == &b.Links[0] }

func TestCacheKeepsWhatItFound(t *testing.T) {
	c := NewCache(4)
	first := asked(t, c, depotFire(), Options{})
	if !reflect.DeepEqual(first, compared(t, depotFire())) {
		t.Error("the cache finds something else than Compare")
	}
	if !isOf(first, asked(t, c, depotFire(), Options{})) {
		t.Error("made a second time")
	}
}

func TestCacheKnowsContent(t *testing.T) {
	score := 0.3
	r := ruling(annotate.OnLink, true, "", 0, placeOf(withIDs(depotFire()), Ref{3, 0}, ""), placeOf(withIDs(depotFire()), Ref{0, 0}, ""))
	other := r
	other.Stands = false
	first := func(change func(r *Report)) []Report {
		reports := depotFire()
		change(&reports[0])
		return reports
	}
	asking := []struct {
		name    string
		reports []Report
		options Options
	}{
		{"nothing", depotFire(), Options{}},
		{"text", first(func(r *Report) { r.Text = strings.Replace(r.Text, "further", "closer ", 1) }), Options{}},
		{"sentences", first(func(r *Report) { r.Sentences = r.Sentences[:4] }), Options{}},
		{"span", first(func(r *Report) { r.Sentences[0].End-- }), Options{}},
		{"language", first(func(r *Report) { r.Lang = "de" }), Options{}},
		{"date", first(func(r *Report) { r.Date = "2031-03-09" }), Options{}},
		{"source", first(func(r *Report) { r.Source = "Lantern News" }), Options{}},
		{"id", first(func(r *Report) { r.ID = "lantern" }), Options{}},
		{"order", []Report{depotFire()[1], depotFire()[0], depotFire()[2], depotFire()[3]}, Options{}},
		{"score", depotFire(), Options{MinScore: &score}},
		{"ruling", depotFire(), Options{Rulings: []annotate.Ruling{r}}},
		{"another ruling", depotFire(), Options{Rulings: []annotate.Ruling{other}}},
		{"both", depotFire(), Options{Rulings: []annotate.Ruling{other, r}}},
	}
	c := NewCache(len(asking))
	var found []Comparison
	for i, a := range asking {
		found = append(found, asked(t, c, a.reports, a.options))
		for j := range i {
			if isOf(found[i], found[j]) {
				t.Errorf("another %s, the same comparison as %q", a.name, asking[j].name)
			}
		}
	}
	for i, a := range asking {
		slices.Reverse(a.options.Rulings) // in whatever order
		if !isOf(asked(t, c, a.reports, a.options), found[i]) {
			t.Errorf("%s: made a second time", a.name)
		}
	}
}

func TestCacheDropsTheLeastLatelyUsed(t *testing.T) {
	c := NewCache(2)
	reports := func(n int) []Report { return depotFire()[:n] }
	two, three := asked(t, c, reports(2), Options{}), asked(t, c, reports(3), Options{})
	asked(t, c, reports(2), Options{})
	asked(t, c, reports(4), Options{}) // three is the one not used for longest
	if !isOf(asked(t, c, reports(2), Options{}), two) {
		t.Error("dropped what was used last")
	}
	if isOf(asked(t, c, reports(3), Options{}), three) {
		t.Error("kept more than two")
	}
}

func TestCacheIsSafe(t *testing.T) {
	c := NewCache(2)
	var wait sync.WaitGroup
	for worker := range 8 {
		wait.Go(func() {
			random := rand.New(rand.NewPCG(uint64(worker), 1))
			for range 30 {
				n := 2 + random.IntN(3)
				ctx, cancel := context.WithCancel(context.Background())
				last := 0.0
				options := Options{Progress: func(done float64) {
					if done < last || done > 1 {
						t.Errorf("progress went from %v to %v", last, done)
					}
					if last = done; random.IntN(20) == 0 {
						cancel()
					}
				}}
				found, err := c.Compare(ctx, depotFire()[:n], options)
				if err == nil && !reflect.DeepEqual(found, compared(t, depotFire()[:n])) {
					t.Error("found something else than Compare")
				}
				if err != nil && (ctx.Err() == nil || !errors.Is(err, context.Canceled)) {
					t.Errorf("got %v", err)
				}
				cancel()
			}
		})
	}
	wait.Wait()
}

// held is a comparison in a cache that stands still until it is let go.
type held struct {
	cache   *Cache
	reports []Report
	letGo   chan struct{}
	answers chan answer
}

type answer struct {
	found Comparison
	err   error
}

// hold asks for a comparison and waits until it stands still.
func hold(t *testing.T, ctx context.Context) *held {
	h := &held{cache: NewCache(2), reports: depotFire(), letGo: make(chan struct{}), answers: make(chan answer, 10)}
	began := make(chan struct{})
	var once sync.Once
	h.ask(ctx, func(float64) {
		once.Do(func() { close(began) })
		<-h.letGo
	})
	<-began
	return h
}

func (h *held) ask(ctx context.Context, progress func(float64)) {
	go func() {
		found, err := h.cache.Compare(ctx, h.reports, Options{Progress: progress})
		h.answers <- answer{found, err}
	}()
}

// run is the run under way, once so many wait for it; nil once nobody does.
func (h *held) run(waiting int) *run {
	for {
		h.cache.mutex.Lock()
		r := h.cache.running[contentOf(h.reports, Options{})]
		h.cache.mutex.Unlock()
		if r == nil && waiting == 0 || r != nil && h.waiting(r) == waiting {
			return r
		}
		runtime.Gosched()
	}
}

func (h *held) waiting(r *run) int {
	h.cache.mutex.Lock()
	defer h.cache.mutex.Unlock()
	return r.waiting
}

func TestCacheMakesOneForAll(t *testing.T) {
	h := hold(t, t.Context())
	for range 4 {
		h.ask(t.Context(), nil)
	}
	h.run(5)
	close(h.letGo)
	first := <-h.answers
	for range 4 {
		if next := <-h.answers; next.err != nil || !isOf(next.found, first.found) {
			t.Errorf("made twice, or not at all: %v", next.err)
		}
	}
}

func TestWhoGivesUpLeavesTheOthers(t *testing.T) {
	h := hold(t, t.Context())
	ctx, cancel := context.WithCancel(t.Context())
	h.ask(ctx, nil)
	h.run(2)
	cancel()
	if gone := <-h.answers; !errors.Is(gone.err, context.Canceled) {
		t.Errorf("got %v", gone.err)
	}
	h.run(1)
	close(h.letGo)
	if rest := <-h.answers; rest.err != nil || len(rest.found.Links) == 0 {
		t.Errorf("the one who waits got %v", rest.err)
	}
}

func TestWorkStopsWhenNobodyWaits(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	h := hold(t, ctx)
	r := h.run(1)
	cancel()
	h.run(0)
	close(h.letGo)
	if gone := <-h.answers; !errors.Is(gone.err, context.Canceled) {
		t.Errorf("got %v", gone.err)
	}
	<-r.done
	if !errors.Is(r.err, context.Canceled) {
		t.Errorf("the work ended with %v", r.err)
	}
	if found := asked(t, h.cache, h.reports, Options{}); len(found.Links) == 0 {
		t.Error("who asks again finds nothing")
	}
}

func TestProgressReachesWhoWaits(t *testing.T) {
	h := hold(t, t.Context())
	var told []float64
	h.ask(t.Context(), func(done float64) { told = append(told, done) })
	h.run(2)
	close(h.letGo)
	<-h.answers
	<-h.answers
	if len(told) == 0 || told[len(told)-1] != 1 || !slices.IsSorted(told) {
		t.Errorf("told %v", told)
	}
}

// Who asks gets the panic, as if there were no cache: somebody may wait there to clean up.
func TestPanicReachesWhoAsked(t *testing.T) {
	defer func() {
		if p := fmt.Sprint(recover()); !strings.Contains(p, "out of order") {
			t.Errorf("recovered %q", p)
		}
	}()
	asked(t, NewCache(1), depotFire(), Options{Progress: func(float64) { panic("out of order") }})
}

func TestProgressGoesOn(t *testing.T) {
	var told []float64
	reports := invent(rand.New(rand.NewPCG(21, 22)), 6, 12)
	if _, err := Compare(context.Background(), reports, Options{Progress: func(done float64) { told = append(told, done) }}); err != nil {
		t.Fatal(err)
	}
	if len(told) < 10 || !slices.IsSorted(told) || told[len(told)-1] != 1 {
		t.Errorf("told %v", told)
	}
}

// ending is a context that ends when it has been asked so often.
type ending struct {
	context.Context
	mutex sync.Mutex
	left  int
}

func (e *ending) Err() error {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	if e.left--; e.left < 0 {
		return context.Canceled
	}
	return nil
}

// Wherever the context ends, Compare says so.
func TestCompareStopsAnywhere(t *testing.T) {
	reports := append(depotFire(), disputed()...)
	whole := &ending{Context: t.Context(), left: 1 << 40}
	if _, err := Compare(whole, reports, Options{}); err != nil {
		t.Fatal(err)
	}
	asks := 1<<40 - whole.left
	if asks < 10*len(reports) {
		t.Errorf("the context was asked only %d times", asks)
	}
	for n := range asks {
		if _, err := Compare(&ending{Context: t.Context(), left: n}, reports, Options{}); !errors.Is(err, context.Canceled) {
			t.Fatalf("after asking %d times of %d: %v", n, asks, err)
		}
	}
}

func TestCacheHasItsOwnReports(t *testing.T) {
	h := hold(t, t.Context())
	for i := range h.reports {
		h.reports[i].Text = ""
		for j := range h.reports[i].Sentences {
			h.reports[i].Sentences[j] = segment.Span{}
		}
	}
	close(h.letGo)
	if got := <-h.answers; !reflect.DeepEqual(got.found, compared(t, depotFire())) {
		t.Error("what the caller changed afterwards was compared")
	}
}
