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
	// whose newest text that is, then those with its address (annotate.PageKey), else with its
	// source and title (annotate.NameKey).
	Known(a annotate.Article) ([]annotate.ID, error)
	Add(arrivals []annotate.Arrival, stories []annotate.Story, by, what string) ([]annotate.Outcome, error)
	Rewrite(c annotate.Change, article annotate.ID, b annotate.Body) (annotate.Change, error)
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
// A text that is the newest of an article, by its hash, is there. Else it is another text of the
// article that has its address (annotate.PageKey), whatever that is called; or where none has it,
// of the one with its source and title, where both state these (annotate.NameKey), unless both
// state an address, or a day, and these differ: a column is called the same every day. Of several
// it is of the one whose text is most like it, and of none where two are as like: then it is added
// as a report of its own. Where that article had this text before, it is an older one, unless
// Newest says otherwise.
//
// A revision keeps the article's ID, its story, and when it was added, and what the older text
// states and the newer does not: title, source, author, date, place, address, language. Its
// sentences are cut as they arrive, but where the text is the same they stay as they were
// (annotate.KeepCut). What is said of it and ruled on it follows in the same change (anchor.Rewrite).
//
// What is added in a row is one change; so is each revision. Where a change of several fails they
// are taken in one by one. What was taken in when it fails, or the context ends, is what it
// returns: the outcomes of the first arrivals, and the error is of the next.
func Take(ctx context.Context, lib Library, arrivals []annotate.Arrival, o Options) ([]Outcome, error) {
	t := taking{lib: lib, o: o, out: make([]Outcome, len(arrivals)), seen: map[string]bool{}}
	for n, x := range arrivals {
		if err := ctx.Err(); err != nil {
			return t.out[:append(t.numbers, n)[0]], err
		}
		if err := t.take(n, x); err != nil {
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
	waiting []annotate.Arrival // to be added together
	numbers []int              // of those that wait
	seen    map[string]bool    // by what those can be known that wait
	failed  int                // the arrival that the last error is about
}

// take takes an arrival in, or has it wait.
func (t *taking) take(n int, x annotate.Arrival) error {
	if t.o.New || t.seen[x.Article.Hash] {
		t.wait(n, x)
		return nil
	}
	for _, key := range keys(x.Article) {
		if t.seen[key] { // it may be another text of one that waits
			if err := t.flush(); err != nil {
				return err
			}
		}
	}
	outcome, of, err := t.find(x)
	if err == nil && of != nil {
		if err := t.flush(); err != nil {
			return err
		}
		outcome, err = t.revise(*of, x)
	}
	switch {
	case err != nil:
		t.failed = n
		return fmt.Errorf("%q: %w", x.Article.Title, err)
	case outcome.Result == "":
		t.wait(n, x)
	default:
		t.out[n] = outcome
	}
	return nil
}

// keys is by what an article can be known besides its text.
func keys(a annotate.Article) (out []string) {
	for _, key := range []string{annotate.PageKey(a), annotate.NameKey(a)} {
		if key != "" {
			out = append(out, key)
		}
	}
	return out
}

func (t *taking) wait(n int, x annotate.Arrival) {
	t.waiting, t.numbers = append(t.waiting, x), append(t.numbers, n)
	for _, key := range append(keys(x.Article), x.Article.Hash) {
		t.seen[key] = true
	}
}

// flush adds what waits: at once, or where that fails one by one until one fails.
func (t *taking) flush() error {
	waiting, numbers := t.waiting, t.numbers
	t.waiting, t.numbers = nil, nil
	clear(t.seen)
	if len(waiting) == 0 {
		return nil
	}
	err := t.add(waiting, numbers)
	if err == nil || len(waiting) == 1 {
		return err
	}
	for i := range waiting {
		if err := t.add(waiting[i:i+1], numbers[i:i+1]); err != nil {
			return err
		}
	}
	return nil
}

func (t *taking) add(some []annotate.Arrival, numbers []int) error {
	added, err := t.lib.Add(some, t.o.Stories, t.o.By, t.o.What)
	if err != nil {
		t.failed = numbers[0]
		return err
	}
	for i, x := range added {
		t.out[numbers[i]] = Outcome{ID: x.ID, Result: Added, Number: x.Revision}
		if x.Existing {
			t.out[numbers[i]].Result = There
		}
	}
	return nil
}
