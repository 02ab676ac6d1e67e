// Package agreement says how far annotators agree: raw agreement, Cohen's and Fleiss' kappa,
// Krippendorff's alpha, each with a bootstrap interval, for sentences and for spans.
// docs/agreement.md says what each figure means.
package agreement

import "rashomon/annotate"

// Options is what to compare, and how.
type Options struct {
	Scheme     annotate.Scheme
	Annotators []string           // only these; of none, everyone but annotate.Gold
	Samples    int                // of the bootstrap; 0 for no intervals
	Seed       uint64             // of the bootstrap: the same seed, the same intervals
	Progress   func(part float64) // is told the part that is done, 0 to 1; may be nil
}

// Report is how far annotators agree by one scheme. Its JSON never changes the meaning of a key.
type Report struct {
	Version    int         `json:"version"`
	Scheme     string      `json:"scheme"`
	Query      string      `json:"query"`
	Annotators []Annotator `json:"annotators"`
	Samples    int         `json:"bootstrap_samples"`
	Seed       uint64      `json:"seed"`
	Level      float64     `json:"interval_level"` // 0.95

	// EarlierRevisions is annotations of a text that has a newer revision: in none of the figures.
	EarlierRevisions int `json:"earlier_revisions"`
	// Sentences that two annotators or more rated: the rest does not count.
	Sentences int      `json:"sentences"`
	Overall   Measures `json:"overall"` // a sentence's whole set of labels is one category; skipped is one too
	// Masi is Krippendorff's alpha over sets of labels with the MASI distance, which gives
	// credit for sets that overlap.
	Masi    Figure  `json:"alpha_masi"`
	ByLabel []Label `json:"by_label"`
	ByPair  []Pair  `json:"by_pair"`
	ByStory []Story `json:"by_story"`
	Spans   Spans   `json:"spans"`
}

// Annotator is one of those who are compared.
type Annotator struct {
	Name      string `json:"name"`
	Sentences int    `json:"sentences"` // that somebody else rated too
	Alone     int    `json:"sentences_alone"`
	Spans     int    `json:"spans"`
}

// Measures is agreement on some sentences.
type Measures struct {
	Sentences int    `json:"sentences"`
	Raw       Figure `json:"raw"`    // the share of pairs of ratings that are the same
	Cohen     Figure `json:"cohen"`  // of two annotators; of more the mean over pairs, by their sentences
	Fleiss    Figure `json:"fleiss"` // of the sentences with FleissRatings ratings each
	// FleissRatings is how many ratings the most sentences have, FleissSentences how many
	// sentences have as many: Fleiss' kappa wants a fixed number, by whomever.
	FleissRatings   int    `json:"fleiss_ratings"`
	FleissSentences int    `json:"fleiss_sentences"`
	Alpha           Figure `json:"alpha"` // Krippendorff's, nominal
}

// Figure is a measure with its bootstrap interval. Value is nil where it is undefined, and
// Why says why then, in a few words: only one label was used. Low and High are nil too where
// there are too few sentences to say.
type Figure struct {
	Value *float64 `json:"value"`
	Low   *float64 `json:"low"`
	High  *float64 `json:"high"`
	Why   string   `json:"why,omitempty"`
}

// Label is agreement on whether one label stands or not.
type Label struct {
	Name  string `json:"name"`
	Given int    `json:"given"` // ratings that have it
	Measures
}

// Pair is two annotators: their measures, and which labels one gave where the other gave others.
type Pair struct {
	A string `json:"a"`
	B string `json:"b"`
	Measures
	Confusion Confusion   `json:"confusion"`
	Spans     SpanFigures `json:"spans"`
}

// Confusion counts the sentences that both rated: a row is what A says, a column what B says.
// Categories are sets of labels in the scheme's order, joined by +, and "skipped".
type Confusion struct {
	Categories []string `json:"categories"`
	Counts     [][]int  `json:"counts"`
}

// Story is agreement on the articles of one story; of no story, those in none. Those with the
// most sentences come first, and the first 1,000 have intervals.
type Story struct {
	ID    annotate.ID `json:"id,omitzero"`
	Title string      `json:"title"`
	Measures
}

// Spans is agreement on labelled words, in the articles in which somebody labelled words and
// two or more took part. Who labels words at all and labelled anything in the article, a
// sentence or words, took part: where such a one has no words labelled, that says something.
type Spans struct {
	Articles    int         `json:"articles"`
	SpanFigures             // of all pairs together: the mean over pairs, by their spans
	ByLabel     []SpanLabel `json:"by_label"`
	Alpha       Figure      `json:"alpha_characters"` // Krippendorff's, nominal, a code point is a unit
}

// SpanLabel is agreement on the spans of one label.
type SpanLabel struct {
	Name string `json:"name"`
	SpanFigures
	Alpha Figure `json:"alpha_characters"`
}

// SpanFigures is how far two annotators' spans are the same: F1 of spans with the same label,
// in the articles in which both took part.
type SpanFigures struct {
	Spans   int    `json:"spans"` // of both; one with two labels is two
	Exact   Figure `json:"exact_f1"`
	Overlap Figure `json:"overlap_f1"` // they have at least one code point in common
}
