package screen

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"

	"rashomon/annotate"
	"rashomon/compare"
)

// Comparing is reports of one event and the comparison of them, which is made in the
// background and made again whenever somebody rules on a link, a conflict or a statement.
// All places in the comparison are places in Readings.
type Comparing struct {
	Readings []*annotate.Reading
	// Found is what the comparison found, nil until it is made; Err why there is none.
	Found *compare.Comparison
	Err   error

	rulings map[annotate.ID]annotate.Ruling
	cache   *compare.Cache
	asked   int // number of the last comparison asked for: older answers are dropped
	running bool
	ended   chan struct{}  // closed when the comparison under way has ended
	done    *atomic.Uint64 // the part that is done, bits of a float64
	cancel  context.CancelFunc
}

// progressEvery is how often the progress of a comparison is shown.
const progressEvery = 100 * time.Millisecond

// NewComparing is readings that are not compared yet, and the rulings on them.
func NewComparing(readings []*annotate.Reading, rulings []annotate.Ruling, cache *compare.Cache) *Comparing {
	c := &Comparing{Readings: readings, rulings: map[annotate.ID]annotate.Ruling{}, cache: cache, done: new(atomic.Uint64), cancel: func() {}}
	for _, r := range rulings {
		c.rulings[r.ID] = r
	}
	return c
}

// compared is the message that a comparison is made.
type compared struct {
	by    *Comparing
	asked int
	found compare.Comparison
	err   error
}

// progressed is the message that it is time to show the progress again.
type progressed struct {
	by    *Comparing
	asked int
}

// Start asks for the comparison; what was asked for before is given up. The old one stays
// in Found until the new one is there.
func (c *Comparing) Start() []Request {
	c.cancel()
	ctx, cancel := context.WithCancel(context.Background())
	c.cancel = cancel
	c.asked++
	c.running, c.done, c.ended = true, new(atomic.Uint64), make(chan struct{})
	asked, reports, done, ended := c.asked, c.reports(), c.done, c.ended
	options := compare.Options{
		Rulings:  c.Rulings(),
		Progress: func(part float64) { done.Store(math.Float64bits(part)) },
	}
	return []Request{Do{Cmd: func() tea.Msg {
		defer close(ended)
		found, err := c.cache.Compare(ctx, reports, options)
		return compared{c, asked, found, err}
	}}, c.tick()}
}

func (c *Comparing) tick() Request {
	asked, ended := c.asked, c.ended
	return Do{Cmd: func() tea.Msg {
		select {
		case <-ended:
		case <-time.After(progressEvery):
		}
		return progressed{c, asked}
	}}
}

// reports is the readings as they are compared.
func (c *Comparing) reports() []compare.Report {
	out := make([]compare.Report, len(c.Readings))
	for i, r := range c.Readings {
		out[i] = compare.ReportOf(r.Article, r.Body)
	}
	return out
}

// Close gives up a comparison under way.
func (c *Comparing) Close() { c.cancel() }

// Update takes a message. Changed says that Found or Err did.
func (c *Comparing) Update(msg tea.Msg) (requests []Request, changed bool) {
	switch msg := msg.(type) {
	case compared:
		if msg.by != c || msg.asked != c.asked {
			return nil, false
		}
		c.running, c.Err = false, msg.err
		if msg.err == nil {
			c.Found = &msg.found
		}
		return nil, true
	case progressed:
		if msg.by == c && msg.asked == c.asked && c.running {
			return []Request{c.tick()}, false
		}
	case Edited:
		if c.rule(msg.Edits) {
			return c.Start(), false
		}
	}
	return nil, false
}

// rule takes rulings over, and says whether any was about these reports.
func (c *Comparing) rule(edits []annotate.Edit) bool {
	mine := false
	for _, e := range edits {
		if e.Ruling == nil {
			continue
		}
		if x := e.Ruling.Before; x != nil && c.about(*x) {
			delete(c.rulings, x.ID)
			mine = true
		}
		if x := e.Ruling.After; x != nil && c.about(*x) {
			c.rulings[x.ID] = *x
			mine = true
		}
	}
	return mine
}

// about says whether a ruling is about at least one of the reports.
func (c *Comparing) about(r annotate.Ruling) bool {
	return slices.ContainsFunc(r.Places, func(p annotate.Place) bool { return c.Place(p.Article) >= 0 })
}

// Rule is the change that makes rulings, each in the place of the one with its ID, which
// is what these reports are compared by from now on. The root stores it: Make.
func (c *Comparing) Rule(what, by string, now time.Time, rulings ...annotate.Ruling) []Request {
	var edits []annotate.Edit
	for _, r := range rulings {
		edit := &annotate.Replaced[annotate.Ruling]{After: &r}
		if old, ok := c.rulings[r.ID]; ok {
			edit.Before = &old
		}
		edits = append(edits, annotate.Edit{Ruling: edit})
	}
	return c.change(what, by, now, edits)
}

// Unrule is the change that takes rulings away, so that what is found counts again.
func (c *Comparing) Unrule(what, by string, now time.Time, rulings ...annotate.ID) []Request {
	var edits []annotate.Edit
	for _, id := range rulings {
		if old, ok := c.rulings[id]; ok {
			edits = append(edits, annotate.Edit{Ruling: &annotate.Replaced[annotate.Ruling]{Before: &old}})
		}
	}
	return c.change(what, by, now, edits)
}

func (c *Comparing) change(what, by string, now time.Time, edits []annotate.Edit) []Request {
	if len(edits) == 0 {
		return []Request{Say{Text: "nothing to change"}}
	}
	c.rule(edits)
	change := annotate.Change{At: annotate.Instant(now), By: by, What: what + c.between(edits), Edits: edits}
	if x := ruled(edits[0]); len(x.Places) > 0 {
		change.Article = x.Places[0].Article
	}
	return append([]Request{Make{change}}, c.Start()...)
}

// between names the sources that rulings are about, for the history: the letters of reports
// mean nothing elsewhere.
func (c *Comparing) between(edits []annotate.Edit) string {
	var names []string
	for _, e := range edits {
		for _, p := range ruled(e).Places {
			if i := c.Place(p.Article); i >= 0 {
				name := cmp.Or(c.Readings[i].Article.Source, c.Readings[i].Article.Title)
				if !slices.Contains(names, name) {
					names = append(names, name)
				}
			}
		}
	}
	return " (" + strings.Join(names, ", ") + ")"
}

// ruled is the ruling that an edit leaves, or else takes away.
func ruled(e annotate.Edit) annotate.Ruling {
	if e.Ruling.After != nil {
		return *e.Ruling.After
	}
	return *e.Ruling.Before
}

// OnConflicts is a ruling on each of the conflicts. To confirm a dispute is not to say that
// a vague number contradicts: those are left as they are, unless there are no others.
func (c *Comparing) OnConflicts(conflicts []compare.Conflict, stands bool, note, by string, now time.Time) (out []annotate.Ruling) {
	strong := func(x compare.Conflict) bool { return x.Strength != compare.Vague }
	some := slices.ContainsFunc(conflicts, strong)
	for _, x := range conflicts {
		if stands && some && !strong(x) {
			continue
		}
		a, b := c.Spot(x.A, annotate.Span(x.ASpan)), c.Spot(x.B, annotate.Span(x.BSpan))
		out = append(out, annotate.NewRuling(annotate.OnConflict, stands, x.About, note, by, now, a, b))
	}
	return out
}

// Spot is a sentence as a ruling names it, or the value at a span in it, if that is not empty.
func (c *Comparing) Spot(r compare.Ref, value annotate.Span) annotate.Place {
	reading := c.Readings[r.Report]
	return annotate.PlaceOf(reading.Article, reading.Body, r.Sentence, value)
}

// Story is a story after edits: the zero Story where it is gone, and its reports are of none.
func Story(s annotate.Story, edits []annotate.Edit) annotate.Story {
	for _, e := range edits {
		switch {
		case e.Story == nil || e.Story.Before == nil || e.Story.Before.ID != s.ID:
		case e.Story.After == nil:
			s = annotate.Story{}
		default:
			s = *e.Story.After
		}
	}
	return s
}

// Ruling is the ruling of that ID; ok is false where there is none on these reports.
func (c *Comparing) Ruling(id annotate.ID) (r annotate.Ruling, ok bool) {
	r, ok = c.rulings[id]
	return r, ok
}

// Rulings are all rulings on the reports, in the order of their IDs.
func (c *Comparing) Rulings() []annotate.Ruling {
	return slices.SortedFunc(maps.Values(c.rulings), func(a, b annotate.Ruling) int {
		if a.ID < b.ID {
			return -1
		}
		return 1
	})
}

// Place is where an article stands among the readings, -1 where it does not.
func (c *Comparing) Place(article annotate.ID) int {
	return slices.IndexFunc(c.Readings, func(r *annotate.Reading) bool { return r.Article.ID == article })
}

// Counts is the number of sentences of each report.
func (c *Comparing) Counts() []int {
	out := make([]int, len(c.Readings))
	for i, r := range c.Readings {
		out[i] = len(r.Body.Sentences)
	}
	return out
}

// Progress is what to say of a comparison under way or failed; nothing once it is made.
func (c *Comparing) Progress() string {
	switch {
	case c.running:
		return fmt.Sprintf("comparing … %.0f %%", 100*math.Float64frombits(c.done.Load()))
	case c.Err != nil:
		return "not compared: " + Safe(c.Err.Error())
	}
	return ""
}

// ReportName is what a report is called beside others, by its place in the order in which
// they came: A to Z, then AA to AZ, BA and so on.
func ReportName(place int) (name string) {
	for ; place >= 0; place = place/26 - 1 {
		name = string(rune('A'+place%26)) + name
	}
	return name
}
