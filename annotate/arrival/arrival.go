// Package arrival takes articles into a library: what is new is added, another text of an article
// that is there becomes its newest revision, and what is said of it follows.
package arrival

import (
	"context"
	"fmt"

	"rashomon/annotate"
)

// Library is what articles are taken into.
type Library interface {
	Article(annotate.ID) (annotate.Article, error)
	Body(id annotate.ID, revision int) (annotate.Body, error)
	Annotations(article annotate.ID) ([]annotate.Annotation, error)
	Rulings(articles ...annotate.ID) ([]annotate.Ruling, error)
	Revisions(article annotate.ID) ([]annotate.Revision, error)
	// Known is the articles that may be an earlier text of this one, or have its text: the one
	// whose newest text that is, then those with its address (annotate.PageKey) and of its file,
	// else with its source and title (annotate.NameKey).
	Known(a annotate.Article) ([]annotate.ID, error)
	Add(arrivals []annotate.Arrival, stories []annotate.Story, by, what string) ([]annotate.Outcome, error)
	RewriteAll(all []annotate.Rewriting) ([]annotate.Change, error)
}

// Options is how articles are taken in.
type Options struct {
	By, What string           // for the history
	Stories  []annotate.Story // that articles name and the library may not have
	// Newest says that the arrivals are what their addresses show now: a text that the article
	// had before becomes its newest again. Else an older text is one that is there.
	Newest bool
	// New says that nothing is to become a revision of anything.
	New bool
}

// Result is what became of an arrival.
type Result string

// What can become of an arrival.
const (
	Added   Result = "added"
	There   Result = "there"   // this text is the newest of an article
	Older   Result = "older"   // it is an older text of one
	Revised Result = "revised" // it is the newest text of an article that had another
)

// Outcome says what became of one arrival.
type Outcome struct {
	ID      annotate.ID // of the article in the library
	Result  Result
	Number  int // of the revision that has this text
	Moved   int // annotations that stand in the newer text, where it was revised
	Changed int // of those, on words that are not quite those they were said of (annotate.Annotation.Was)
	Orphans int // annotations that found no place there, and stay on the older text
}

// Take takes articles into a library, in order, and says what became of each.
//
// A text that is the newest of an article, by its hash, is there. Else it is another text of an
// article that has its address (annotate.PageKey), or came from its file, whatever that is called; or
// where none does, of one with its source and title, where both state these (annotate.NameKey),
// unless both state an address, or a day, and these differ: a column is called the same every day.
// But only where the two share a fifth of the shorter text, or a tenth where they have one title: a
// front page has one address and new reports every day. Of several it is of the one whose text is
// most like it, and of none where two are as like. What is of none is added as a report of its own.
// Where that article had this text before, it is an older one, unless Newest says otherwise.
//
// A revision keeps the article's ID, its story, and when it was added, and what the older text
// states and the newer does not: title, source, author, date, place, address, language. Its
// sentences are cut as they arrive, but where the text is the same they stay as they were
// (annotate.KeepCut). What is said of it and ruled on it follows in the same change (anchor.Rewrite).
//
// What is added in a row is one change; each revision is a change of its own, some of them in one
// transaction. Where several at once fail they are taken in one by one. What was taken in when it fails, or the context ends, is what it
// returns: the outcomes of the first arrivals, and the error is of the next.
func Take(ctx context.Context, lib Library, arrivals []annotate.Arrival, o Options) ([]Outcome, error) {
	t := taking{lib: lib, o: o, out: make([]Outcome, len(arrivals)), seen: map[string]bool{}, keys: map[string][]int{}, revised: map[annotate.ID]bool{}}
	for n, x := range arrivals {
		if err := ctx.Err(); err != nil {
			if len(t.waiting) > 0 {
				n = t.waiting[0].number
			}
			return t.out[:n], err
		}
		if err := t.take(ctx, n, x); err != nil {
			if first := t.flush(); first != nil { // what came before it
				err = first
			}
			return t.out[:t.failed], err
		}
	}
	if err := t.flush(); err != nil {
		return t.out[:t.failed], err
	}
	return t.out, nil
}

// taking is one call of Take.
type taking struct {
	lib     Library
	o       Options
	out     []Outcome
	waiting []waits
	seen    map[string]bool      // by what those can be known that wait: the hashes of their texts
	keys    map[string][]int     // and their addresses, files and names, and which have each
	revised map[annotate.ID]bool // articles of which a text waits
	failed  int                  // the arrival that the last error is about
}

// waits is an arrival that waits to be stored with others: all of them are new, or all are revisions.
type waits struct {
	number  int // of the arrival
	x       *arrived
	change  *annotate.Rewriting // of a revision
	outcome Outcome             // of that
}

// mostRevised is how many revisions are stored at once.
const mostRevised = 50

// take takes an arrival in, or has it wait.
func (t *taking) take(ctx context.Context, n int, arrival annotate.Arrival) error {
	x := &arrived{Arrival: arrival}
	if t.mayBeOfOne(x) {
		if err := t.flush(); err != nil {
			return err
		}
	}
	if t.o.New || t.seen[x.Article.Hash] {
		return t.wait(waits{number: n, x: x})
	}
	outcome, of, err := t.find(x)
	if err == nil && of != nil && t.revised[of.ID] {
		if err := t.flush(); err != nil {
			return err
		}
		outcome, of, err = t.find(x)
	}
	w := waits{number: n, x: x}
	if err == nil && of != nil {
		var change annotate.Rewriting
		change, w.outcome, err = t.revise(ctx, *of, arrival)
		w.change = &change
	}
	switch {
	case err != nil:
		t.failed = n
		return fmt.Errorf("%q: %w", x.Article.Title, err)
	case outcome.Result == "":
		return t.wait(w)
	}
	t.out[n] = outcome
	return nil
}

// mayBeOfOne says whether an arrival may be another text of one that waits, or the text of a revision
// that does.
func (t *taking) mayBeOfOne(x *arrived) bool {
	if t.seen[x.Article.Hash] {
		return len(t.revised) > 0
	}
	if t.o.New {
		return false
	}
	for _, key := range keys(x.Article) {
		same := t.keys[key]
		for _, i := range same[max(0, len(same)-mostLooked):] {
			y := t.waiting[i]
			if y.change != nil || mayBeEarlier(y.x.Article, x.Article) && enough(y.x.Article, x.Article, x.shared(y.x.known())) {
				return true
			}
		}
	}
	return false
}

// keys is by what an article can be known besides its text.
func keys(a annotate.Article) (out []string) {
	for _, key := range []string{annotate.PageKey(a), a.File, annotate.NameKey(a)} {
		if key != "" {
			out = append(out, key)
		}
	}
	return out
}

// wait lets one wait for others of its kind, and stores these where there are enough.
func (t *taking) wait(w waits) error {
	others := t.waiting
	if len(others) > 0 && (others[0].change == nil) != (w.change == nil) || len(t.revised) >= mostRevised {
		if err := t.flush(); err != nil {
			return err
		}
	}
	t.know(w.x.Article)
	if w.change != nil {
		t.know(*w.change.Change.Edits[0].Article.Before) // as which it is not known any more then
		t.revised[w.outcome.ID] = true
	}
	t.waiting = append(t.waiting, w)
	return nil
}

// know lets arrivals know by what the next that waits is known.
func (t *taking) know(a annotate.Article) {
	for _, key := range keys(a) {
		t.keys[key] = append(t.keys[key], len(t.waiting))
	}
	t.seen[a.Hash] = true
}

// flush stores what waits: at once, or where that fails one by one until one fails.
func (t *taking) flush() error {
	waiting := t.waiting
	t.waiting = nil
	clear(t.seen)
	clear(t.keys)
	clear(t.revised)
	if len(waiting) == 0 {
		return nil
	}
	err := t.store(waiting)
	if err == nil || len(waiting) == 1 {
		return err
	}
	for i := range waiting {
		if err := t.store(waiting[i : i+1]); err != nil {
			return err
		}
	}
	return nil
}

func (t *taking) store(some []waits) error {
	store := t.add
	if some[0].change != nil {
		store = t.rewrite
	}
	err := store(some)
	if err != nil {
		t.failed = some[0].number
	}
	return err
}

func (t *taking) add(some []waits) error {
	var arrivals []annotate.Arrival
	for _, w := range some {
		arrivals = append(arrivals, w.x.Arrival)
	}
	added, err := t.lib.Add(arrivals, t.o.Stories, t.o.By, t.o.What)
	if err != nil {
		return err
	}
	for i, x := range added {
		o := Outcome{ID: x.ID, Result: Added, Number: x.Revision}
		if x.Existing {
			o.Result = There
		}
		t.out[some[i].number] = o
	}
	return nil
}

func (t *taking) rewrite(some []waits) error {
	var all []annotate.Rewriting
	for _, w := range some {
		all = append(all, *w.change)
	}
	made, err := t.lib.RewriteAll(all)
	if err != nil {
		return err
	}
	for i, w := range some {
		w.outcome.Number = number(made[i], w.outcome.ID)
		t.out[w.number] = w.outcome
	}
	return nil
}
