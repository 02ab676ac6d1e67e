// Package adjudication finds the sentences on which annotators differ, and makes gold of what
// somebody, or a rule, chooses. What annotators say themselves is never touched: gold is
// annotations of its own, in the name of annotate.Gold.
package adjudication

import (
	"cmp"
	"context"
	"slices"

	"rashomon/annotate"
	"rashomon/annotate/query"
)

// Kind is in what annotators differ, the weightiest first.
type Kind uint8

// The kinds. A disagreement is of the first that holds.
const (
	Labels  Kind = iota // in labels of the sentence, or one skips it that another labels
	Spans               // in labelled words that begin in it
	Details             // only in who speaks, or in attributes
)

// String is the kind in a word.
func (k Kind) String() string { return [...]string{"labels", "spans", "details"}[min(k, Details)] }

// State is how far a sentence is decided.
type State uint8

// The states.
const (
	Open     State = iota // nobody has decided
	LeftOpen              // somebody looked and left it open: gold is flagged
	Stale                 // decided, and an annotator has changed what she says since
	Decided
)

// String is the state in words.
func (s State) String() string {
	return [...]string{"open", "left open", "stale", "decided"}[min(s, Decided)]
}

// Disagreement is a sentence on which annotators differ: 24 bytes.
type Disagreement struct {
	Article    annotate.ID
	Sentence   int32
	Weight     float32 // among those of its kind: the vote entropy in bits, times the annotators
	Annotators uint16  // who say something of it
	Kind       Kind
	State      State
}

// Found is what Find finds.
type Found struct {
	Disagreements []Disagreement // the weightiest first
	Twice         int            // sentences of which two annotators or more say something
	Annotators    []string       // who say something, in the order of the alphabet
}

// Library is what is read. Its methods are called from several goroutines.
type Library interface {
	Rows(most int) ([]annotate.Row, error)
	Stories() ([]annotate.Story, error)
	Article(annotate.ID) (annotate.Article, error)
	Body(id annotate.ID, revision int) (annotate.Body, error)
	Annotations(article annotate.ID) ([]annotate.Annotation, error)
}

// Options is what is looked at.
type Options struct {
	Scheme   annotate.Scheme
	Articles []annotate.ID      // only these; of none, all
	States   []State            // only sentences in these; of none, in all
	Progress func(part float64) // is told the part that is done, 0 to 1; may be nil
}

// Find looks for the sentences of the newest texts on which annotators differ by one scheme:
// first those of the weightiest kind, of one kind those on which they differ most, and else
// as the reports stand in a list. That is vote entropy: I. Dagan and S. P. Engelson,
// “Committee-Based Sampling for Training Probabilistic Classifiers”, ICML 1995, with people
// for the committee. It returns the context's error, or the library's.
func Find(ctx context.Context, q query.Query, lib Library, o Options) (Found, error) {
	all, err := walk(ctx, q, lib, o, func(cases []Case) (f Found) {
		for i := range cases {
			f.add(&cases[i], o)
		}
		return f
	})
	if err != nil {
		return Found{}, err
	}
	return joined(all), nil
}

// add counts a sentence, and keeps it if annotators differ on it.
func (f *Found) add(c *Case, o Options) {
	for _, s := range c.Says {
		if !slices.Contains(f.Annotators, s.Annotator) {
			f.Annotators = append(f.Annotators, s.Annotator)
		}
	}
	n := len(c.speaking())
	if n < 2 {
		return
	}
	f.Twice++
	kind, weight, differ := c.Differ()
	if !differ {
		return
	}
	if state := c.State(); len(o.States) == 0 || slices.Contains(o.States, state) {
		f.Disagreements = append(f.Disagreements, Disagreement{
			Article: c.Article.ID, Sentence: int32(c.Number), Weight: float32(weight),
			Annotators: uint16(min(n, 1<<16-1)), Kind: kind, State: state,
		})
	}
}

// joined is what was found in all articles, in order.
func joined(all []Found) (out Found) {
	names := map[string]bool{}
	n := 0
	for i := range all {
		n += len(all[i].Disagreements)
	}
	out.Disagreements = make([]Disagreement, 0, n)
	for i := range all {
		out.Disagreements = append(out.Disagreements, all[i].Disagreements...)
		out.Twice += all[i].Twice
		for _, name := range all[i].Annotators {
			if !names[name] {
				names[name] = true
				out.Annotators = append(out.Annotators, name)
			}
		}
	}
	slices.Sort(out.Annotators)
	slices.SortStableFunc(out.Disagreements, func(a, b Disagreement) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(b.Weight, a.Weight))
	})
	return out
}
