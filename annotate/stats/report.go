package stats

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"

	"rashomon/annotate"
)

// Report is the counts, each list in an order that says most first; days in their order.
// Its JSON never changes the meaning of a key; docs/stats.md describes it.
type Report struct {
	Version   int    `json:"version"`
	Scheme    string `json:"scheme"`
	Query     string `json:"query"`
	Annotator string `json:"annotator"` // the only one who is counted; empty for everyone
	TimeZone  string `json:"time_zone"` // whose days these are

	Articles    Articles    `json:"articles"`
	Stories     int         `json:"stories"`
	Sentences   Sentences   `json:"sentences"`
	Spans       int         `json:"spans"` // labelled
	Annotations Annotations `json:"annotations"`
	Suggestions Suggestions `json:"suggestions"`
	Time        Time        `json:"time"`
	Balance     Balance     `json:"balance"`

	ByLabel     []Label     `json:"by_label"`
	ByOrigin    []Named     `json:"by_origin"`
	ByAttribute []Attribute `json:"by_attribute"`
	BySource    []Group     `json:"by_source"`
	ByStory     []Group     `json:"by_story"`
	ByAnnotator []Annotator `json:"by_annotator"`
	ByDay       []Work      `json:"by_day"`
	BySpeaker   []Work      `json:"by_speaker"`
}

// Articles counts reports.
type Articles struct {
	All      int `json:"all"`
	Begun    int `json:"begun"`    // something is said of them
	Finished int `json:"finished"` // every sentence is done
}

// Sentences counts sentences, each once, however many annotators say something of it.
type Sentences struct {
	All      int `json:"all"`
	Labelled int `json:"labelled"`
	Skipped  int `json:"skipped"`
	Flagged  int `json:"flagged"`
	Done     int `json:"done"` // labelled or skipped
}

// Annotations counts what annotators say, each for itself.
type Annotations struct {
	Sentences        int `json:"sentences"` // about a sentence
	Spans            int `json:"spans"`     // about a span
	WithSpeaker      int `json:"with_speaker"`
	WithNote         int `json:"with_note"`
	EarlierRevisions int `json:"earlier_revisions"` // about a text that has a newer revision: in none of the other figures
	Changed          int `json:"changed"`           // said of other words than stand at their place now
}

// Suggestions counts what became of those that somebody decided on.
type Suggestions struct {
	Accepted int `json:"accepted"` // annotations
	Rejected int `json:"rejected"` // labels turned down
}

// Time is the seconds spent, without those idle.
type Time struct {
	Seconds float64  `json:"seconds"`         // in all, spans included
	Timed   int      `json:"timed_sentences"` // on which time was recorded
	Mean    *float64 `json:"mean"`            // seconds for such a sentence; nil where there is none
	Median  *float64 `json:"median"`
}

// Balance is how evenly the labels are used: see Evenness. Nil where it says nothing.
type Balance struct {
	Sentences *float64 `json:"sentences"`
	Spans     *float64 `json:"spans"`
}

// Named is how often something was chosen.
type Named struct {
	Name      string `json:"name"`
	Sentences int    `json:"sentences"`
	Spans     int    `json:"spans"`
}

// Label is how often a label was given. Shares are of all labels given, 0 to 1.
type Label struct {
	Named
	Share     float64 `json:"share"`
	SpanShare float64 `json:"span_share"`
}

// Attribute is how often each of its choices was made.
type Attribute struct {
	Name    string  `json:"name"`
	Choices []Named `json:"choices"`
}

// Work is what was done on a day, or said of a speaker. Each annotator's sentence counts.
type Work struct {
	Name       string         `json:"name"`
	Labelled   int            `json:"labelled"`
	Skipped    int            `json:"skipped"`
	Flagged    int            `json:"flagged"`
	Done       int            `json:"done"` // labelled or skipped
	Spans      int            `json:"spans"`
	Labels     map[string]int `json:"labels"` // given to sentences
	SpanLabels map[string]int `json:"span_labels"`
	Time       *Time          `json:"time,omitempty"` // nil where it is not counted
}

// Group is how far a source or a story is labelled. Its sentences count once each, whoever
// labels them; labels as often as they are given.
type Group struct {
	ID annotate.ID `json:"id,omitzero"` // of a story
	Work
	Articles  int     `json:"articles"`
	Sentences int     `json:"sentences"`
	Coverage  float64 `json:"coverage"` // labelled of all, 0 to 1
}

// Annotator is what one annotator did.
type Annotator struct {
	Work
	ByDay []Work `json:"by_day"`
}

// Report is the counts so far.
func (c *Counter) Report() Report {
	stories := len(c.byStory)
	if c.byStory[0] != nil {
		stories--
	}
	r := Report{
		Version: 1, Scheme: c.o.Scheme.Name, Annotator: c.o.Annotator, TimeZone: c.o.Zone.String(),
		Articles: Articles{c.articles, c.begun, c.finished}, Stories: stories,
		Sentences:   Sentences{c.all.sentences, c.all.labelled, c.all.skipped, c.all.flagged, c.all.done},
		Spans:       c.all.spans,
		Annotations: Annotations{c.onSentences, c.onSpans, c.speakers, c.notes, c.earlier, c.changed},
		Suggestions: Suggestions{Rejected: c.rejected}, Time: *c.all.clock.time(),
		ByLabel: c.byLabels(), ByOrigin: c.byOrigin(), ByAttribute: c.byAttribute(),
		BySource: []Group{}, ByStory: []Group{}, ByAnnotator: []Annotator{}, ByDay: c.days(c.byDay),
		BySpeaker: []Work{},
	}
	if p := c.origins[annotate.Suggestion]; p != nil {
		r.Suggestions.Accepted = p.sentences + p.spans
	}
	r.Balance.Sentences = c.balance(annotate.OnSentence(0), func(p pair) int { return p.sentences })
	r.Balance.Spans = c.balance(annotate.OnSpan(annotate.Span{}), func(p pair) int { return p.spans })
	for name, t := range c.bySource {
		r.BySource = append(r.BySource, c.group(0, name, t))
	}
	for id, t := range c.byStory {
		r.ByStory = append(r.ByStory, c.group(id, c.titles[id], t))
	}
	slices.SortFunc(r.BySource, mostFirst)
	slices.SortFunc(r.ByStory, mostFirst)
	for name, a := range c.byAnnotator {
		r.ByAnnotator = append(r.ByAnnotator, Annotator{c.work(name, &a.tally), c.days(a.byDay)})
	}
	slices.SortFunc(r.ByAnnotator, func(a, b Annotator) int { return busiest(a.Work, b.Work) })
	for name, t := range c.bySpeaker {
		r.BySpeaker = append(r.BySpeaker, c.work(name, t))
	}
	slices.SortFunc(r.BySpeaker, busiest)
	return r
}

func mostFirst(a, b Group) int {
	return cmp.Or(more(a.Work, b.Work), b.Sentences-a.Sentences, strings.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
}

func busiest(a, b Work) int { return cmp.Or(more(a, b), strings.Compare(a.Name, b.Name)) }

func more(a, b Work) int {
	return cmp.Or(b.Labelled-a.Labelled, b.Spans-a.Spans, b.Done-a.Done, b.Flagged-a.Flagged)
}

func (c *Counter) group(id annotate.ID, name string, t *tally) Group {
	return Group{ID: id, Articles: t.articles, Sentences: t.sentences, Coverage: part(t.labelled, t.sentences), Work: c.work(name, t)}
}

func (c *Counter) days(of map[string]*tally) []Work {
	out := make([]Work, 0, len(of))
	for _, day := range slices.Sorted(maps.Keys(of)) {
		out = append(out, c.work(day, of[day]))
	}
	return out
}

func (c *Counter) work(name string, t *tally) Work {
	w := Work{
		Name: name, Labelled: t.labelled, Skipped: t.skipped, Flagged: t.flagged, Done: t.done, Spans: t.spans,
		Labels: c.named(t.labels), SpanLabels: c.named(t.spanLabels),
	}
	if t.clock != nil {
		w.Time = t.clock.time()
	}
	return w
}

// named is the counts of labels that were given, by name.
func (c *Counter) named(counts []int32) map[string]int {
	out := map[string]int{}
	for i, n := range counts {
		if n > 0 {
			out[c.labels.list[i]] = int(n)
		}
	}
	return out
}

// byLabels is every label of the scheme, and others that are in use.
func (c *Counter) byLabels() []Label {
	counts := grown(slices.Clone(c.byLabel), len(c.labels.list)-1)
	var all pair
	for _, p := range counts {
		all.sentences += p.sentences
		all.spans += p.spans
	}
	out := make([]Label, len(c.labels.list))
	for i, name := range c.labels.list {
		p := counts[i]
		out[i] = Label{Named{name, p.sentences, p.spans}, part(p.sentences, all.sentences), part(p.spans, all.spans)}
	}
	slices.SortStableFunc(out, func(a, b Label) int { return b.Sentences + b.Spans - a.Sentences - a.Spans })
	return out
}

func (c *Counter) byOrigin() []Named {
	out := []Named{}
	for _, o := range []annotate.Origin{annotate.Hand, annotate.Suggestion, annotate.Carried, annotate.Imported} {
		group(c.origins, o)
	}
	for o, p := range c.origins {
		out = append(out, Named{string(o), p.sentences, p.spans})
	}
	slices.SortFunc(out, oftenest)
	return out
}

func oftenest(a, b Named) int {
	return cmp.Or(b.Sentences+b.Spans-a.Sentences-a.Spans, strings.Compare(a.Name, b.Name))
}

// byAttribute is every attribute of the scheme with every choice, then others that are in use.
func (c *Counter) byAttribute() []Attribute {
	names := newNames()
	for _, a := range c.o.Scheme.Attributes {
		names.number(a.Name)
		for _, answer := range a.Choices {
			group(c.attributes, choice{a.Name, answer})
		}
	}
	others := map[string]bool{}
	for x := range c.attributes {
		others[x.attribute] = true
	}
	for _, name := range slices.Sorted(maps.Keys(others)) {
		names.number(name)
	}
	out := make([]Attribute, len(names.list))
	for i, name := range names.list {
		out[i] = Attribute{Name: name, Choices: []Named{}}
	}
	for x, p := range c.attributes {
		to := &out[names.number(x.attribute)]
		to.Choices = append(to.Choices, Named{x.answer, p.sentences, p.spans})
	}
	for _, a := range out {
		slices.SortFunc(a.Choices, oftenest)
	}
	return out
}

// balance is the evenness of the labels that may be put on such a target, or are.
func (c *Counter) balance(t annotate.Target, of func(pair) int) *float64 {
	var counts []int
	for i, name := range c.labels.list {
		n := 0
		if i < len(c.byLabel) {
			n = of(c.byLabel[i])
		}
		if l, known := c.o.Scheme.Label(name); n > 0 || known && l.Allows(t) {
			counts = append(counts, n)
		}
	}
	if e, ok := Evenness(counts); ok {
		return &e
	}
	return nil
}

// Evenness is how evenly things are spread over k kinds: their Shannon entropy as a part of
// the greatest that k kinds can have, −Σ pᵢ ln pᵢ / ln k, from 0, where all are of one kind,
// to 1, where each kind has as many (E. C. Pielou, “The measurement of diversity in different
// types of biological collections”, 1966). Ok is false for fewer than two kinds, or nothing.
func Evenness(counts []int) (e float64, ok bool) {
	all := 0
	for _, n := range counts {
		all += n
	}
	if len(counts) < 2 || all == 0 {
		return 0, false
	}
	for _, n := range counts {
		if p := float64(n) / float64(all); p > 0 {
			e -= p * math.Log(p)
		}
	}
	return rounded(max(e/math.Log(float64(len(counts))), 0), 4), true
}

// time is what the clock shows.
func (c *clock) time() *Time {
	t := &Time{Seconds: float64(c.tenths) / 10, Timed: c.sentences}
	if c.sentences == 0 {
		return t
	}
	mean, median := rounded(float64(c.onSentences)/10/float64(c.sentences), 2), c.median()
	t.Mean, t.Median = &mean, &median
	return t
}

// median is the time in the middle; of two, what lies half-way.
func (c *clock) median() float64 {
	at := func(n int) float64 { // the n-th shortest time
		for _, t := range slices.Sorted(maps.Keys(c.times)) {
			if n -= int(c.times[t]); n < 0 {
				return float64(t) / 10
			}
		}
		return 0
	}
	return rounded((at((c.sentences-1)/2)+at(c.sentences/2))/2, 2)
}

func part(n, of int) float64 {
	if of == 0 {
		return 0
	}
	return rounded(float64(n)/float64(of), 4)
}

func rounded(x float64, places int) float64 {
	p := math.Pow10(places)
	return math.Round(x*p) / p
}
