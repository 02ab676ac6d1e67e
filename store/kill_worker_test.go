package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"

	"rashomon/annotate"
)

// deed is what a worker says, a line each: what it is about to do, and then that it is done.
type deed struct {
	Do      string            `json:"do"`
	Changes []annotate.Change `json:"changes,omitempty"` // that it asks for, in one transaction
	To      *int              `json:"to,omitempty"`      // the change that they lead back to
	AtOnce  int               `json:"at_once,omitempty"` // changes in a transaction, where there are several
	Set     map[string]string `json:"set,omitempty"`     // values that are no part of the history
	Drop    string            `json:"drop,omitempty"`    // how the names of those begin that go
}

// What a worker does.
const (
	isOpen    = "open" // the library is
	changes   = "changes"
	undo      = "undo"
	redo      = "redo"
	takeBack  = "take back"
	makeAgain = "make again"
	asBatch   = "as a batch" // what comes next
	alone     = "alone"      // what comes next
	aside     = "aside"      // values that are no part of the history
	backUp    = "back up"
	restore   = "restore" // the backup
	copyAway  = "copy away"
	compact   = "compact"
	isDone    = "done" // the deed before; of several changes one
)

// worker is a process that does one thing after another to a library, by chance, and says so.
type worker struct {
	exits
	s      *Store
	path   string
	random *rand.Rand
	out    *json.Encoder
	whole  *Store // the library, while s is that of a batch
}

// exits is how a child fails.
type exits struct{}

func (exits) Helper()             {}
func (e exits) Fatal(what ...any) { e.Fatalf("%s", fmt.Sprintln(what...)) }
func (exits) Fatalf(form string, is ...any) {
	fmt.Fprintf(os.Stderr, form+"\n", is...)
	os.Exit(failed)
}

// work changes the library at a path, by a seed, so many times (0: without an end): its arguments in
// this order.
func work(args []string) error {
	seed, err := strconv.ParseUint(args[1], 10, 64)
	things, err2 := strconv.Atoi(args[2])
	if err := errors.Join(err, err2); err != nil {
		return err
	}
	w := &worker{path: args[0], random: rand.New(rand.NewPCG(seed, 12)), out: json.NewEncoder(os.Stdout)}
	w.open()
	for n := 0; n < things || things == 0; n++ {
		w.something()
	}
	return w.s.Close()
}

func (w *worker) open() {
	var err error
	w.s, err = Open(w.path, Options{Now: noon})
	must(w, err)
	w.s.atOnce = 2
	w.say(deed{Do: isOpen})
}

func (w *worker) say(d deed) { must(w, w.out.Encode(d)) }

func (w *worker) chance(percent int) bool { return w.random.IntN(100) < percent }

func oneOf[T any](w *worker, of ...T) T { return of[w.random.IntN(len(of))] }

// change makes changes that are known beforehand.
func (w *worker) change(made ...annotate.Change) {
	w.make(deed{Do: changes, Changes: made}, func() error {
		_, err := w.s.Apply(made...)
		return err
	})
}

func (w *worker) make(d deed, do func() error) {
	w.say(d)
	must(w, do())
	w.say(deed{Do: isDone})
}

// something is one thing of all that can be done.
func (w *worker) something() {
	switch n := w.random.IntN(100); {
	case n < 60:
		w.oneChange()
	case n < 66:
		w.batch()
	case n < 78:
		w.back()
	case n < 83:
		w.wayBack()
	case n < 91:
		w.keepAside()
	case n < 96:
		w.copies()
	default:
		must(w, w.s.Close())
		w.open()
	}
}

// copies makes a copy of the library, or puts one in its place.
func (w *worker) copies() {
	ctx := context.Background()
	instead := func(do func() error) func() error { // nobody may have it open
		must(w, w.s.Close())
		return do
	}
	switch w.random.IntN(5) {
	case 0:
		w.make(deed{Do: compact}, instead(func() error { _, err := Compact(ctx, w.path, false, Options{Now: noon}); return err }))
		w.open()
	case 1:
		from, err := Open(w.path+".copy", Options{ReadOnly: true})
		if errors.Is(err, fs.ErrNotExist) {
			return
		}
		must(w, err)
		w.make(deed{Do: restore}, instead(func() error { _, err := from.Restore(ctx, w.path); return err }))
		must(w, from.Close())
		w.open()
	case 2:
		w.make(deed{Do: copyAway}, func() error { _, err := w.s.CopyIfDue(ctx, Copies{Changes: 1, Keep: 2}); return err })
	default:
		w.make(deed{Do: backUp}, func() error { return w.s.Backup(context.Background(), w.path+".copy") })
	}
}

// oneChange is a change of any kind.
func (w *worker) oneChange() {
	if rows, err := w.s.Rows(0); err != nil || len(rows) < 3 {
		must(w, err)
		w.add()
		return
	}
	switch n := w.random.IntN(100); {
	case n < 45:
		w.label()
	case n < 52:
		w.add()
	case n < 58:
		w.rule()
	case n < 68:
		w.name()
	case n < 75:
		w.place()
	case n < 82:
		w.recut()
	case n < 90:
		w.rewrite()
	case n < 94:
		w.revise()
	default:
		w.remove()
	}
}

// batch is some changes as one.
func (w *worker) batch() {
	w.say(deed{Do: asBatch})
	w.whole = w.s
	must(w, w.s.Together(func(s *Store) error {
		w.s = s
		for range 1 + w.random.IntN(6) {
			w.oneChange()
		}
		return nil
	}))
	w.s, w.whole = w.whole, nil
	w.say(deed{Do: alone})
}

// back takes changes back, or makes them again.
func (w *worker) back() {
	next, do, which := w.s.NextStep, w.s.TakeBack, takeBack
	if w.chance(40) {
		next, do, which = w.s.NextAgain, w.s.MakeAgain, makeAgain
	}
	ctx := context.Background()
	if _, err := next(ctx); errors.Is(err, ErrNothingToUndo) || errors.Is(err, ErrNothingToRedo) {
		return
	}
	if w.chance(50) {
		w.say(deed{Do: which, AtOnce: w.s.atOnce})
		_, err := do(ctx, "ana", func(annotate.Change) { w.say(deed{Do: isDone}) })
		must(w, err)
		return
	}
	w.make(deed{Do: map[string]string{takeBack: undo, makeAgain: redo}[which]}, func() (err error) {
		if which == takeBack {
			_, err = w.s.Undo("ana")
		} else {
			_, err = w.s.Redo("ana")
		}
		return err
	})
}

func (w *worker) wayBack() {
	n := w.random.IntN(w.newest() + 1)
	if w.chance(70) {
		n = max(0, w.newest()-w.random.IntN(12))
	}
	c, err := w.s.WayBack(context.Background(), uint64(n), silent)
	must(w, err)
	if len(c.Edits) == 0 {
		return
	}
	w.make(deed{Do: changes, Changes: []annotate.Change{c}, To: &n}, func() error {
		_, err := w.s.Apply(c)
		return err
	})
}

// newest is the number of the newest change.
func (w *worker) newest() int {
	last, err := w.s.History(0, 1)
	must(w, err)
	if len(last) == 0 {
		return 0
	}
	return int(last[0].Number)
}

// keepAside keeps values, or feeds and their entries.
func (w *worker) keepAside() {
	url := oneOf(w, asideFeeds()...)
	switch w.random.IntN(3) {
	case 0:
		name, value := oneOf(w, asideNames()...), fmt.Sprint("sentence ", w.random.IntN(900))
		w.make(deed{Do: aside, Set: map[string]string{"kept " + name: value}}, func() error { return w.s.Keep(name, []byte(value)) })
	case 1:
		f := annotate.Feed{URL: url, Title: fmt.Sprint("Harbour Post ", w.random.IntN(900)), Added: noon()}
		d, entries := deed{Do: aside, Set: map[string]string{"feed " + url: asJSON(f)}}, map[string]string{}
		for range w.random.IntN(40) {
			name := fmt.Sprint("ferry-", w.random.IntN(asideEntries))
			entries[name] = fmt.Sprint(w.random.IntN(900))
			d.Set["feed "+url+" "+name] = entries[name]
		}
		w.make(d, func() error { return w.s.PutFeed(f, entries) })
	case 2:
		feeds, err := w.s.Feeds()
		must(w, err)
		if slices.ContainsFunc(feeds, func(f annotate.Feed) bool { return f.URL == url }) {
			w.make(deed{Do: aside, Drop: "feed " + url}, func() error { return w.s.RemoveFeed(url) })
		}
	}
}
