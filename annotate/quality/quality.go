// Package quality says how well a library is labelled: what is labelled twice, once and not at
// all, how annotators drift, how near they are to gold, and which sentences are worth a second look.
// docs/report.md says what each figure means.
package quality

import (
	"cmp"
	"context"
	"slices"
	"time"

	"rashomon/annotate"
	"rashomon/annotate/agreement"
	"rashomon/annotate/query"
	"rashomon/annotate/suggest"
)

// Options is what to report, and how.
type Options struct {
	Scheme annotate.Scheme // what is said by others is left out
	Zone   *time.Location  // whose days are counted; nil is UTC
	Most   int             // sentences worth a second look that are listed; 0 for none
	// Suggest proposes a label for each sentence of an article; nil for no second look for that.
	Suggest  func(annotate.Article, annotate.Body) []suggest.Suggestion
	Progress func(part float64) // is told the part that is done, 0 to 1; may be nil
}

// Report is the state of a library. Its JSON never changes the meaning of a key.
type Report struct {
	Version     int         `json:"version"`
	Scheme      string      `json:"scheme"`
	Query       string      `json:"query"`
	TimeZone    string      `json:"time_zone"` // whose days these are
	Coverage    Coverage    `json:"coverage"`
	ByStory     []Story     `json:"by_story"`
	ByAnnotator []Annotator `json:"by_annotator"`
	Look        []Look      `json:"second_look"`     // the most worth one first
	Looks       int         `json:"second_look_all"` // sentences with any reason for one
}

// Coverage counts sentences by how many annotators labelled or skipped them; gold is nobody's.
type Coverage struct {
	Sentences int `json:"sentences"`
	None      int `json:"labelled_by_none"`
	Once      int `json:"labelled_once"`
	Twice     int `json:"labelled_twice"` // or more often
	Differ    int `json:"differ"`         // of those labelled twice: not all say the same
	Gold      int `json:"gold"`           // decided
	Open      int `json:"gold_open"`      // left open
	Undecided int `json:"undecided"`      // they differ, and there is no gold
}

// Story is how far a story is covered; that of no ID is the articles in none.
type Story struct {
	ID    annotate.ID `json:"id,omitzero"`
	Title string      `json:"title"`
	Coverage
}

// Annotator is what one annotator did.
type Annotator struct {
	Name      string      `json:"name"`
	Sentences int         `json:"sentences"` // labelled or skipped
	Gold      AgainstGold `json:"against_gold"`
	Days      []Day       `json:"by_day"`
}

// AgainstGold holds an annotator against gold, on the sentences that both labelled or skipped.
type AgainstGold struct {
	Sentences int              `json:"sentences"`
	Same      int              `json:"same"` // the same labels
	Kappa     agreement.Figure `json:"kappa"`
	ByLabel   []Score          `json:"by_label"`
}

// Score is how an annotator gives one label, with gold for the truth.
type Score struct {
	Name      string   `json:"name"`
	Given     int      `json:"given"`
	Gold      int      `json:"gold"`
	Both      int      `json:"both"`
	Precision *float64 `json:"precision"` // nil where it was never given
	Recall    *float64 `json:"recall"`    // nil where gold never has it
}

// Day is what an annotator did on a day.
type Day struct {
	Date      string         `json:"date"` // 2006-01-02
	Sentences int            `json:"sentences"`
	Labels    map[string]int `json:"labels"`
	Seconds   *float64       `json:"median_seconds"` // of those on which time was recorded
	Gold      int            `json:"gold"`           // of its sentences, with gold
	Same      int            `json:"gold_same"`      // and said the same
	// Drift is how far the day's labels are from those of the annotator's other days: their
	// Jensen-Shannon divergence in bits, 0 to 1; nil where either has too few.
	Drift *float64 `json:"drift"`
	// Drifts says whether that is more than chance has it one time in a hundred.
	Drifts bool `json:"drifts"`
}

// Look is a sentence worth a second look, and why.
type Look struct {
	Article  annotate.ID `json:"article"`
	Title    string      `json:"title"`
	Story    string      `json:"story"`
	Sentence int         `json:"sentence"` // from 0
	Text     string      `json:"text"`
	Weight   float64     `json:"weight"`
	Why      []string    `json:"why"`
}

// version of the report.
const version = 1

// Count reads what passes the query and reports on it. The error is the context's or the library's.
func Count(ctx context.Context, q query.Query, lib query.Shelves, o Options) (Report, error) {
	if o.Zone == nil {
		o.Zone = time.UTC
	}
	c := counting{o: o, asks: q.Asks(), stories: map[annotate.ID]*Story{}, who: map[string]*annotator{}, copies: map[copyKey]copied{}}
	err := query.Read(ctx, q, lib, query.ReadOptions{Bodies: everyBody, Whole: true, Progress: o.Progress}, func(x query.Heard) error {
		c.article(x)
		return nil
	})
	if err != nil {
		return Report{}, err
	}
	r := Report{Version: version, Scheme: o.Scheme.Name, Query: q.String(), TimeZone: o.Zone.String(), Coverage: c.all, Look: c.looks.best(o.Most), Looks: c.looks.all}
	for _, s := range c.stories {
		r.ByStory = append(r.ByStory, *s)
	}
	slices.SortFunc(r.ByStory, func(a, b Story) int { return byWork(a.Coverage, b.Coverage, a.Title, b.Title) })
	r.ByAnnotator = c.annotators()
	return r, nil
}

func everyBody(annotate.Article, []annotate.Annotation) bool { return true }

// counting is a report in the making.
type counting struct {
	o       Options
	asks    bool // the query asks for what is said: other sentences do not count
	all     Coverage
	stories map[annotate.ID]*Story
	who     map[string]*annotator
	copies  map[copyKey]copied
	looks   looks
}

// article counts one article.
func (c *counting) article(x query.Heard) {
	in := c.stories[x.Article.Story]
	if in == nil {
		in = &Story{ID: x.Article.Story, Title: x.Story}
		c.stories[x.Article.Story] = in
	}
	said := c.gather(x)
	var suggested []suggest.Suggestion
	if c.o.Suggest != nil && c.o.Most > 0 && len(said) > 0 && !c.o.Scheme.BySpans() {
		suggested = c.o.Suggest(x.Article, x.Body)
	}
	for n := range x.Article.Sentences {
		s := said[n]
		if s == nil && c.asks {
			continue
		}
		for _, to := range []*Coverage{&c.all, &in.Coverage} {
			to.count(s)
		}
		if s == nil {
			continue
		}
		c.sentence(s)
		if c.o.Most > 0 && n < len(x.Body.Sentences) {
			var of suggest.Suggestion
			if n < len(suggested) {
				of = suggested[n]
			}
			c.look(x, n, s, of)
		}
	}
}

// saying is what is said of one sentence.
type saying struct {
	ratings []annotate.Annotation // labelled or skipped, one an annotator
	flagged []annotate.Annotation
	gold    annotate.Annotation // of ID 0 where there is none
}

// gather is what is said of the sentences of an article's newest text by the scheme. By one for
// words only, a sentence has the labels of the words that begin in it.
func (c *counting) gather(x query.Heard) map[int]*saying {
	out := map[int]*saying{}
	at := func(n int) *saying {
		if out[n] == nil {
			out[n] = &saying{}
		}
		return out[n]
	}
	words := map[placed]annotate.Annotation{}
	for _, a := range x.Said {
		switch {
		case a.Revision != x.Article.Revision || a.Scheme != c.o.Scheme.Name:
		case a.Sentence >= 0:
			at(a.Sentence).hear(a)
		case c.o.Scheme.BySpans() && a.Rated() && len(x.Body.Sentences) > 0:
			p := placed{annotate.SentenceAt(x.Body.Sentences, a.Span.Start), a.Annotator}
			words[p] = joined(words[p], a)
		}
	}
	for p, a := range words {
		at(p.sentence).hear(a)
	}
	for _, s := range out {
		slices.SortFunc(s.ratings, func(a, b annotate.Annotation) int { return cmp.Compare(a.Annotator, b.Annotator) })
	}
	return out
}

// placed is what somebody labels in a sentence.
type placed struct {
	sentence  int
	annotator string
}

// joined is an annotation of words with the labels of other words of the sentence, by the same
// annotator.
func joined(with, a annotate.Annotation) annotate.Annotation {
	if with.ID == 0 {
		with = a
		with.Labels = nil
	} else {
		with.Seconds += a.Seconds
	}
	with.Labels = slices.Compact(slices.Sorted(slices.Values(slices.Concat(with.Labels, a.Labels))))
	return with
}

// hear counts an annotation among what is said of its sentence.
func (s *saying) hear(a annotate.Annotation) {
	switch {
	case a.Annotator == annotate.Gold:
		if s.gold.ID == 0 || a.Rated() { // of words; a note may stand beside
			s.gold = a
		}
		return
	case a.Rated():
		s.ratings = append(s.ratings, a)
	}
	if a.Flag == annotate.Flagged {
		s.flagged = append(s.flagged, a)
	}
}

// decided says whether there is gold that was not left open.
func (s *saying) decided() bool { return s.gold.ID != 0 && s.gold.Flag != annotate.Flagged }

// differ says whether annotators do not all say the same.
func (s *saying) differ() bool {
	for _, a := range s.ratings {
		if what(a) != what(s.ratings[0]) {
			return true
		}
	}
	return false
}

// count counts a sentence; nil is one of which nothing is said.
func (v *Coverage) count(s *saying) {
	v.Sentences++
	if s == nil {
		v.None++
		return
	}
	switch len(s.ratings) {
	case 0:
		v.None++
	case 1:
		v.Once++
	default:
		v.Twice++
		if s.differ() {
			v.Differ++
			if s.gold.ID == 0 {
				v.Undecided++
			}
		}
	}
	switch {
	case s.decided():
		v.Gold++
	case s.gold.ID != 0:
		v.Open++
	}
}
