// Package queue is what an annotator labels next: the sentences of a library, or of those
// of its articles that a query lets through, in an order that one chooses.
package queue

import (
	"context"
	"fmt"
	"slices"
	"sort"
	"time"

	"rashomon/annotate"
	"rashomon/annotate/query"
	"rashomon/annotate/suggest"
)

// Order is how the sentences of a queue follow one another. Where it leaves two in the same
// place, they stand as the reports have them: the story with the newest report first, as the
// list of a library has it, and in it the reports by date; then reports that are in no story,
// the newest first; in a report, from its beginning.
type Order string

// The orders.
const (
	InOrder         Order = "in order"         // every sentence, as the reports have them, labelled or not
	Unlabelled      Order = "unlabelled"       // those that are not done, as the reports have them
	LeastCertain    Order = "least certain"    // those that are not done, first those of whose label the suggester is least sure
	MostDisagreeing Order = "most disagreeing" // those that annotators label differently, first those on which they differ most
	Corrected       Order = "corrected"        // those of which gold says otherwise than the annotator, as the reports have them
	Random          Order = "random"           // those that are not done, shuffled by the seed
)

// Orders are all orders, as a screen offers them.
func Orders() []Order {
	return []Order{Unlabelled, InOrder, LeastCertain, MostDisagreeing, Corrected, Random}
}

// Again says whether the order is for another look: it shows what is done already, too.
func (o Order) Again() bool { return o == InOrder || o == MostDisagreeing || o == Corrected }

// Spec is what somebody chose to label. The same spec gives the same queue as long as
// nothing is labelled; what is labelled, or comes into the library, moves nothing else.
type Spec struct {
	Order Order  `json:"order"`
	Seed  uint64 `json:"seed,omitempty"`
	Query string `json:"query,omitempty"` // package annotate/query; empty for all articles
	// Articles, if there are any, are the only ones: a story's, or one.
	Articles []annotate.ID `json:"articles,omitempty"`
	// From is where to begin, if it is in the queue, or where it was left: see First.
	From Place `json:"from,omitzero"`
	// Done is what stood before the place at which it was left and was done: to go back to.
	Done []Place `json:"done,omitempty"`
}

// Asks says whether the query asks for what annotators say. Orders that leave out what is done
// may have little of that, or nothing.
func (s Spec) Asks(now time.Time) bool {
	q, err := query.Parse(s.Query, now)
	return err == nil && q.Asks()
}

// Place is one sentence of a queue.
type Place struct {
	Article  annotate.ID `json:"article"`
	Sentence int         `json:"sentence"`
}

// Library is what a queue is made from. Its methods are called from several goroutines.
type Library interface {
	Rows(most int) ([]annotate.Row, error) // the newest first
	Stories() ([]annotate.Story, error)
	Article(annotate.ID) (annotate.Article, error)
	Body(id annotate.ID, revision int) (annotate.Body, error)
	Annotations(article annotate.ID) ([]annotate.Annotation, error)
}

// Options is what else a queue depends on.
type Options struct {
	Scheme    annotate.Scheme
	Annotator string
	Now       time.Time // what "today" in the query means
	// Suggest proposes a label for each sentence of an article, in their order. It is called
	// from several goroutines.
	Suggest  func(annotate.Article, annotate.Body) []suggest.Suggestion
	Progress func(part float64) // is told the part that is done, 0 to 1; may be nil
}

// Build makes the queue, in 16 bytes a place, and 12 more while it works. It returns the
// context's error, a *query.Error for a query that cannot be read, or what the library says.
func Build(ctx context.Context, spec Spec, lib Library, o Options) ([]Place, error) {
	if !slices.Contains(Orders(), spec.Order) {
		return nil, fmt.Errorf("queue: there is no order %q", spec.Order)
	}
	b := building{spec: spec, lib: lib, o: o}
	if spec.Query != "" {
		q, err := query.Parse(spec.Query, o.Now)
		if err != nil {
			return nil, err
		}
		if !q.Empty() {
			b.query = &q
		}
	}
	if err := b.arrange(); err != nil {
		return nil, err
	}
	found, err := b.run(ctx)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(found, weighed.compare)
	out := make([]Place, len(found))
	for i, w := range found {
		out[i] = Place{Article: b.rows[w.row].ID, Sentence: int(w.sentence)}
	}
	return out, nil
}

// First is where to go on with a queue that was left. In one for another look that is where
// it was left; in the others the first place from there on that is not done, or else the
// first of all; where all are done, 0. What was left may not be in the queue any more: it is
// begun where that would stand, as far as the order tells. It returns the context's error or
// the library's.
func First(ctx context.Context, spec Spec, places []Place, lib Library, o Options) (int, error) {
	from, err := left(spec, places, lib, o)
	if err != nil || spec.Order.Again() {
		return from, err
	}
	done := map[annotate.ID]map[int]bool{}
	for k := range places {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		i := (from + k) % len(places)
		p := places[i]
		if done[p.Article] == nil {
			if done[p.Article], err = doneIn(p.Article, lib, o); err != nil {
				return 0, err
			}
		}
		if !done[p.Article][p.Sentence] {
			return i, nil
		}
	}
	return 0, nil
}

// doneIn is which sentences of an article are done.
func doneIn(id annotate.ID, lib Library, o Options) (map[int]bool, error) {
	a, err := lib.Article(id)
	if err != nil {
		return nil, err
	}
	said, err := lib.Annotations(id)
	if err != nil {
		return nil, err
	}
	return doneOf(a, said, o, func() (annotate.Body, error) { return lib.Body(id, a.Revision) })
}

// left is where the place stands at which a queue was left, or what comes after it.
func left(spec Spec, places []Place, lib Library, o Options) (int, error) {
	from, at := spec.From, 0
	switch {
	case from.Article == 0:
		return 0, nil
	case spec.Order == Random:
		weight := shuffled(spec.Seed, from)
		at = sort.Search(len(places), func(i int) bool { return shuffled(spec.Seed, places[i]) >= weight })
	case spec.Order == LeastCertain, spec.Order == MostDisagreeing: // by what may have changed since
		return Find(places, from), nil
	default:
		b := building{spec: spec, lib: lib, o: o}
		if err := b.arrange(); err != nil {
			return 0, err
		}
		row := make(map[annotate.ID]int, len(b.rows))
		for i := range b.rows {
			row[b.rows[i].ID] = i
		}
		first, ok := row[from.Article]
		if !ok {
			return 0, nil
		}
		at = sort.Search(len(places), func(i int) bool {
			r := row[places[i].Article]
			return r > first || r == first && places[i].Sentence >= from.Sentence
		})
	}
	return at % max(len(places), 1), nil // after the last one it begins anew
}

// Find is where a place stands in a queue, or the first one after it in its article that is
// in the queue; 0 where none is.
func Find(places []Place, from Place) int {
	best := -1
	for i, p := range places {
		if p.Article == from.Article && p.Sentence >= from.Sentence && (best < 0 || p.Sentence < places[best].Sentence) {
			best = i
		}
	}
	return max(best, 0)
}
