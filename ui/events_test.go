package ui_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
)

// eventsFrom is how many events one of the two tests of events is to send, half of all, and its first
// seed. A day's seed alone makes the day: RASHOMON_EVENTS=1 RASHOMON_EVENTS_SEED=… makes one again.
func eventsFrom(t *testing.T, few int) (n int, seed uint64) {
	t.Helper()
	n, seed = few, 1
	if s := os.Getenv("RASHOMON_EVENTS"); s != "" {
		all, err := strconv.Atoi(s)
		check(t, err)
		n = (all + 1) / 2
	}
	if s := os.Getenv("RASHOMON_EVENTS_SEED"); s != "" {
		given, err := strconv.ParseUint(s, 10, 64)
		check(t, err)
		seed = given
	}
	return n, seed
}

// anything is one thing that a hand, a terminal or a disk could do.
func anything(r *rand.Rand, w *world) string {
	switch n := r.IntN(100); {
	case n < 3:
		return anySize(r)
	case n < 9:
		return fmt.Sprintf("%s %d %d", pick(r, "click", "click", "drag", "drop"), r.IntN(w.width+3)-1, r.IntN(w.height+3)-1)
	case n < 11:
		return fmt.Sprintf("wheel %d %d %d", r.IntN(3)-1, r.IntN(w.width+1), r.IntN(w.height+1))
	case n < 13:
		return "paste " + strconv.Quote(pick(r, pastes...))
	case n < 14:
		return pick(r, "dark", "light", "focus", "blur", "suspend", "other")
	case n < 25:
		return fmt.Sprintf("land %d", r.IntN(4))
	case n < 40:
		return "rest"
	case n < 60:
		return "key " + pick(r, often...)
	}
	return "key " + pick(r, everyKey()...)
}

func anySize(r *rand.Rand) string {
	switch r.IntN(4) {
	case 0:
		return fmt.Sprintf("size %d %d", 1+r.IntN(24), 1+r.IntN(10))
	case 1:
		return fmt.Sprintf("size %d %d", 1+r.IntN(400), 1+r.IntN(200))
	}
	return fmt.Sprintf("size %d %d", 60+r.IntN(100), 14+r.IntN(26))
}

func pick(r *rand.Rand, all ...string) string { return all[r.IntN(len(all))] }

// ways lead to each of the screens from the library, in keys; where one of them has to be there first,
// they rest.
var ways = []string{
	"", "enter", "j enter", "G enter", "b", "M", "B", "B w", "Q u", "Q r enter", "Q c", "Q q enter i", "W", "H", "H ~rest enter", "P", "R", "T", "T M", "K", "F g a t e enter", "alt+s",
	"G alt+i", "G V", "alt+u", "S", "enter enter", "enter enter O", "enter enter v l l f", "? j", ": f", "/ E b b enter", "space j space t x enter", "r x enter", "D", "n +", "A", "o o"}

// day is one day: so many things happen to a library of its own, on every screen.
func day(seed uint64, events int) func(*world) string {
	r := rand.New(rand.NewPCG(seed, 0))
	var way []string
	n, ways := 0, slices.Concat(ways[int(seed*12)%len(ways):], ways)
	return func(w *world) string {
		switch n++; {
		case n == 1:
			return fmt.Sprintf("size %d %d", 60+r.IntN(140), 14+r.IntN(40))
		case len(way) > 0:
			next := way[0]
			way = way[1:]
			return next
		case n > events:
			return ""
		case r.IntN(30) == 0:
			for _, k := range strings.Fields(ways[0]) {
				way = append(way, strings.TrimPrefix("key "+k, "key ~"))
			}
			way, ways = append(way, "rest"), append(ways[1:], ways[0])
			way = append([]string{"key g"}, way...)
			return "home"
		}
		return anything(r, w)
	}
}

// live has a day happen, looks at every frame, and undoes it in the end.
func live(t failer, dir string, again bool, next func(*world) string) *world {
	w := newWorld(t, dir, tideLibrary(), 100, 30)
	if f, ok := t.(*failure); ok {
		f.in = w
	}
	start, from := w.snapshot(), w.next()
	for words := next(w); words != ""; words = next(w) {
		w.do(words)
		w.sound()
	}
	w.happened = len(w.trace)
	w.do("size 240 40")
	w.do("home")
	w.sound()
	w.checks()
	w.sayTheSame()
	w.leadsBack(start, from, again)
	w.checks()
	w.close()
	return w
}

// leadsBack undoes all: that leads to where the day began, or where the day has undone that, to an
// empty library. And redo leads here again.
func (w *world) leadsBack(start string, from uint64, again bool) {
	w.t.Helper()
	end := w.snapshot()
	steps := w.undoTo(from)
	if w.next() != from {
		steps += w.undoTo(0)
		start = w.emptied()
	}
	same(w.t, "all is undone", start, w.snapshot())
	if !again {
		return
	}
	for range steps {
		w.do("key ctrl+r")
		w.do("rest")
	}
	same(w.t, "all is made again", end, w.snapshot())
}

// emptied is the snapshot of a library from which all is taken back: the schemes stay.
func (w *world) emptied() string {
	schemes, err := w.store.Schemes()
	check(w.t, err)
	line, err := json.Marshal(schemes)
	check(w.t, err)
	return "[]\n[]\n" + string(line) + "\n[]\n"
}

// alikeUntil is how many bytes two texts have in common.
func alikeUntil(a, b string) (n int) {
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	return n
}

func same(t failer, when, want, got string) {
	t.Helper()
	if want == got {
		return
	}
	a, b := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range min(len(a), len(b)) {
		if n := alikeUntil(a[i], b[i]); a[i] != b[i] {
			t.Fatalf("when %s, the library is not what it was:\nwant … %.300s\ngot  … %.300s", when, a[i][n:], b[i][n:])
		}
	}
	t.Fatalf("when %s, the library is not what it was: %d records, not %d", when, len(b), len(a))
}

// TestEvents has anything happen on any screen. Where that fails, it says the seed of the day, and
// the fewest things that fail as well.
func TestEvents(t *testing.T) {
	const aDay = 400
	all, seed := eventsFrom(t, 4_000)
	t.Setenv("TMPDIR", t.TempDir())
	seen, starts, days, done := map[string]bool{}, 0, 0, 0
	for ; done < all; days++ {
		w, failed := attempt(t, seed%4 == 0, day(seed, aDay))
		if failed != nil {
			t.Fatalf("RASHOMON_EVENTS_SEED=%d: %s\n%s", seed, failed.why, failed.fewest(t))
		}
		for title := range w.titles {
			seen[title] = true
		}
		starts, done, seed = starts+w.starts, done+len(w.trace), seed+1
	}
	t.Logf("%d events in %d days, %d starts, %d titles of screens", done, days, starts, len(seen))
	for _, words := range screensOf {
		if done >= 20_000 && !slices.ContainsFunc(slices.Collect(maps.Keys(seen)), func(title string) bool { return strings.Contains(title, words) }) {
			t.Errorf("no screen was seen that is titled %q", words)
		}
	}
}

// screensOf is words of the titles of all screens.
var screensOf = []string{"Library", "matrix", "brief", "Find", "History", "Change", "Progress", "Agreement", "Adjudication", "Speakers", "Revisions", "states", "take in", "Queue", "The tide", "Ebb tide"}

// TestKeptEvents does again what has failed once.
func TestKeptEvents(t *testing.T) {
	files, err := filepath.Glob("testdata/events/*.txt")
	check(t, err)
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			text, err := os.ReadFile(file)
			check(t, err)
			script := strings.Split(strings.TrimSpace(string(text)), "\n")
			t.Setenv("TMPDIR", t.TempDir())
			if _, failed := attempt(t, true, recited(script)); failed != nil {
				t.Error(failed.why)
			}
		})
	}
}

// failure is a day that failed.
type failure struct {
	why string
	in  *world
}

func (f *failure) Helper() {}

func (f *failure) Fatalf(format string, args ...any) {
	f.why = fmt.Sprintf(format, args...)
	panic(f)
}

func (f *failure) Errorf(format string, args ...any) { f.Fatalf(format, args...) }

// attempt lives a day, and gives back how it failed if it did.
func attempt(t *testing.T, again bool, next func(*world) string) (w *world, failed *failure) {
	t.Helper()
	dir, err := os.MkdirTemp(t.TempDir(), "day")
	check(t, err)
	defer os.RemoveAll(dir)
	f := &failure{}
	defer func() {
		switch p := recover(); {
		case p == nil:
			return
		case p != any(f):
			f.why = fmt.Sprintf("panic: %v\n%s", p, debug.Stack())
		}
		failed = f
		if f.in != nil {
			f.in.store.Close()
		}
	}()
	return live(f, dir, again, next), nil
}

// recited is a day of which all is written down.
func recited(script []string) func(*world) string {
	return func(*world) string {
		if len(script) == 0 {
			return ""
		}
		next := script[0]
		script = script[1:]
		return next
	}
}

// fewest is the fewest things of a day that fail as well as all of them, each on a line, for
// testdata/events; all of them where those fail no more when they are done again.
func (f *failure) fewest(t *testing.T) string {
	t.Helper()
	if f.in == nil {
		return ""
	}
	script := slices.Clone(f.in.trace)
	if f.in.happened > 0 {
		script = script[:f.in.happened]
	}
	fails := func(script []string) bool {
		_, failed := attempt(t, true, recited(script))
		return failed != nil && alike(failed.why) == alike(f.why)
	}
	if !fails(script) {
		return "it does not fail again by itself:\n" + strings.Join(script, "\n")
	}
	for size := (len(script) + 1) / 2; ; size /= 2 {
		for at := 0; at < len(script) && size > 0; {
			less := slices.Concat(script[:at], script[min(at+size, len(script)):])
			if fails(less) {
				script = less
			} else {
				at += size
			}
		}
		if size <= 1 {
			return "the fewest that fail:\n" + strings.Join(script, "\n")
		}
	}
}

// alike is the beginning of what is wrong, by which two failures are of one kind.
func alike(why string) string {
	words := strings.Fields(strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return -1
		}
		return r
	}, why))
	return strings.Join(words[:min(len(words), 6)], " ")
}

// TestAPasteWaits for what the keys before it open, where these wait for the library.
func TestAPasteWaits(t *testing.T) {
	t.Parallel()
	d := start(t, sampleStore(t), 110, 30, options())
	d.keys("j enter g f")
	d.ahead("u m")
	d.send(tea.PasteMsg{Content: "why\nnot"})
	d.ahead("enter")
	d.drain()
	if x := d.said(d.article("Saltline").ID)[0]; x.Note != "why\nnot" {
		t.Errorf("the note is %q:\n%s", x.Note, d.frame().Text())
	}
}

// TestAClickWaits for a change that the library is making, as the keys after it do.
func TestAClickWaits(t *testing.T) {
	t.Parallel()
	d := start(t, sampleStore(t), 110, 30, options())
	d.keys("j enter g f")
	d.ahead("j j j x")
	_, y, ok := d.frame().Find("tower.") // the end of sentence 6
	if !ok {
		t.Fatal(d.frame().Text())
	}
	d.drain()
	d.ahead("u")
	d.send(tea.MouseClickMsg{X: 30, Y: y, Button: tea.MouseLeft})
	d.ahead("c")
	d.drain()
	if said := d.said(d.article("Saltline").ID); !said[5].Has("claim") {
		t.Errorf("not sentence 6 is a claim: %v\n%s", said, d.frame().Text())
	}
}
