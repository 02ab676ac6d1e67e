// Package compare finds what several reports of one event have in common and
// where they part: which sentences say the same, which numbers do not agree, who
// shares whose wording, and which articles belong to one story at all.
//
// It knows nothing of libraries or screens: reports go in, plain values come out.
// Everything decided carries its reason, because a reader has the last word.
// Results do not depend on the order in which reports are given.
package compare

import (
	"context"
	"slices"

	"rashomon/annotate"
	"rashomon/internal/segment"
)

// Report is an article as [Compare] wants it.
type Report struct {
	// ID names the report; where rulings are given, it is the written ID of its article.
	ID   string
	Text string
	// Sentences are spans of Text in bytes, in order. Words outside them (a
	// header, a dateline) are not compared.
	Sentences []segment.Span
	// Lang is a BCP 47 tag; empty means: by script.
	Lang string
	// Date is YYYY-MM-DD or empty; a longer ISO date is cut.
	Date   string
	Source string
}

// Options change what [Compare] returns.
type Options struct {
	// MinScore replaces the score a link needs, 0 to 1, where it is not nil.
	// With 0 every pair of sentences that shares a word that counts is a link.
	MinScore *float64
	// Rulings are what people decided: each wins over what would be found. Those about
	// sentences that the reports do not have are passed over.
	Rulings []annotate.Ruling
	// Progress, if not nil, is called now and then with the part of the work that is
	// done, 0 to 1, never twice at once and never going back.
	Progress func(done float64)
}

// Ref names a sentence: the report's place in the slice given to [Compare], and
// the sentence's number in it, both from 0.
type Ref struct{ Report, Sentence int }

// Relation is how two linked sentences relate.
type Relation string

// The relations: the same words in the same order, case, punctuation and style of
// apostrophe apart; else by the [Likeness] of the two sentences: at least 0.66, less.
const (
	Verbatim   Relation = "verbatim"
	Paraphrase Relation = "paraphrase"
	Partial    Relation = "partial"
)

// Link says that two sentences of different reports say the same, wholly or in
// part. A comes before B in the order of reports.
type Link struct {
	A, B     Ref
	Relation Relation
	// Score is 0 to 1, the share of such pairs expected to say the same.
	Score float64
	Why   Why
	// Ruling is the ruling that confirmed or made the link; 0 where there is none.
	Ruling annotate.ID
}

// Why explains a link.
type Why struct {
	// Words are the words in common that weigh most, as they stand in A, the
	// weightiest first.
	Words []string
	// Likeness is [Likeness] of the two sentences; Clause that of the two clauses
	// of theirs that are most alike, by weight, 0 to 1.
	Likeness, Clause float64
}

// Statement is one thing that several sentences say, from one report or several:
// a row of the matrix. Members are in order; a sentence that says two things may
// be a member of two statements.
type Statement struct {
	Members []Ref
	// Name is what a person called it, and Ruling the ruling that says so; empty and 0
	// where nobody has.
	Name   string
	Ruling annotate.ID
}

// Comparison is what [Compare] found among the reports of one story.
type Comparison struct {
	Links      []Link
	Conflicts  []Conflict
	Statements []Statement
	Shared     []Shared
	// Dismissed is the conflicts that a ruling dismissed; they are not in Conflicts.
	Dismissed []Conflict

	indexed *linkIndex
	cut     map[[2]Ref]bool // pairs that a person said do not say the same, A before B
	wording [][][]int32     // all words of each sentence of each report, lower-cased, by number
}

// likeness is [Likeness] of two sentences.
func (c *Comparison) likeness(a, b Ref) float64 {
	x, y := c.words(a), c.words(b)
	if len(x)+len(y) == 0 {
		return 0 // two sentences without words, or a comparison that Compare did not make
	}
	return dice(firstWords(x), firstWords(y))
}

// relation is that of two sentences, linked or not.
func (c *Comparison) relation(a, b Ref) Relation {
	x, y := c.words(a), c.words(b)
	return relationOf(len(x) > 0 && slices.Equal(x, y), c.likeness(a, b))
}

// words is the wording of a sentence; nil where it is not known.
func (c *Comparison) words(r Ref) []int32 {
	if r.Report >= len(c.wording) || r.Sentence >= len(c.wording[r.Report]) {
		return nil
	}
	return c.wording[r.Report][r.Sentence]
}

// Compare compares all reports of one story. It stops early, with the context's
// error, when the context ends; there is no other error.
func Compare(ctx context.Context, reports []Report, options Options) (Comparison, error) {
	p := &pace{ctx: ctx, tell: options.Progress}
	s, err := newStory(p, reports)
	if err != nil {
		return Comparison{}, err
	}
	if err := s.findRulings(options.Rulings); err != nil {
		return Comparison{}, err
	}
	links, pairs, err := s.links(options.MinScore)
	if err != nil {
		return Comparison{}, err
	}
	out := Comparison{Links: links, cut: s.cutRefs(), wording: s.wording()}
	out.indexed = newLinkIndex(links, s.counts())
	if out.Statements, err = s.statements(pairs); err != nil {
		return Comparison{}, err
	}
	if out.Conflicts, out.Dismissed, err = s.conflicts(pairs); err != nil {
		return Comparison{}, err
	}
	if out.Shared, err = s.shared(); err != nil {
		return Comparison{}, err
	}
	return out, p.end()
}
