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

	"rashomon/internal/segment"
)

// Report is an article as [Compare] wants it.
type Report struct {
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
}

// Ref names a sentence: the report's place in the slice given to [Compare], and
// the sentence's number in it, both from 0.
type Ref struct{ Report, Sentence int }

// Relation is how two linked sentences relate.
type Relation string

// The relations, by the [Likeness] of the two sentences: at least 0.95, at least
// 0.66, less.
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
type Statement struct{ Members []Ref }

// Comparison is what [Compare] found among the reports of one story.
type Comparison struct {
	Links      []Link
	Conflicts  []Conflict
	Statements []Statement
	Shared     []Shared
}

// Compare compares all reports of one story. It stops early, with the context's
// error, when the context ends; there is no other error.
func Compare(ctx context.Context, reports []Report, options Options) (Comparison, error) {
	s := newStory(reports)
	links, pairs, err := s.links(ctx, options.MinScore)
	if err != nil {
		return Comparison{}, err
	}
	return Comparison{
		Links:      links,
		Statements: s.statements(ctx, pairs),
		Conflicts:  s.conflicts(pairs),
		Shared:     s.shared(),
	}, ctx.Err()
}
