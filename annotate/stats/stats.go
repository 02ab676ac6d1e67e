// Package stats counts what has been labelled: by label, source, story, annotator, day and
// speaker, and the time it took. docs/stats.md says what each figure means.
package stats

import (
	"time"

	"rashomon/annotate"
)

// Options is how to count.
type Options struct {
	Scheme    annotate.Scheme    // what is said by others is left out
	Annotator string             // the only one whose annotations count; empty for everyone
	Zone      *time.Location     // whose days are counted; nil is UTC
	Progress  func(part float64) // is told the part that is done, 0 to 1; may be nil
}

// Counter counts articles one after another; it keeps nothing of an article but its counts.
// The zero Counter is not ready: see New.
type Counter struct {
	o      Options
	labels *names // of the scheme, then others that are met

	articles, begun, finished int
	all                       tally
	speakers, notes           int
	earlier, changed          int
	rejected                  int
	onSentences, onSpans      int // annotations
	origins                   map[annotate.Origin]*pair
	byLabel                   []pair // as labels
	attributes                map[choice]*pair
	bySource                  map[string]*tally
	byStory                   map[annotate.ID]*tally
	titles                    map[annotate.ID]string
	byDay                     map[string]*tally
	byAnnotator               map[string]*annotator
	bySpeaker                 map[string]*tally

	seen []state // of the sentences of the article that is counted
}

// annotator is the counts of one annotator, with those of each day.
type annotator struct {
	tally
	byDay map[string]*tally
}

// choice is one answer to one attribute.
type choice struct{ attribute, answer string }

// pair counts sentences apart from spans.
type pair struct{ sentences, spans int }

func (p *pair) add(onSentence bool) {
	if onSentence {
		p.sentences++
	} else {
		p.spans++
	}
}

// state is what is said of a sentence, by whomever.
type state uint8

const (
	labelled state = 1 << iota
	skipped
	flagged
)

// New starts at nothing.
func New(o Options) *Counter {
	if o.Zone == nil {
		o.Zone = time.UTC
	}
	c := &Counter{
		o: o, labels: newNames(), all: tally{clock: newClock()},
		origins: map[annotate.Origin]*pair{}, attributes: map[choice]*pair{},
		bySource: map[string]*tally{}, byStory: map[annotate.ID]*tally{}, titles: map[annotate.ID]string{},
		byDay: map[string]*tally{}, byAnnotator: map[string]*annotator{}, bySpeaker: map[string]*tally{},
	}
	for _, l := range o.Scheme.Labels {
		c.labels.number(l.Name)
	}
	return c
}

// Add counts an article and those of the annotations on it that are to be counted. Of these,
// what another scheme or another annotator than the options name says is left out, and gold unless they name it; what is
// about an earlier revision of the text is counted apart.
func (c *Counter) Add(a annotate.Article, story string, said []annotate.Annotation) {
	source, in := group(c.bySource, a.Source), group(c.byStory, a.Story)
	c.titles[a.Story] = story
	c.articles++
	for _, t := range []*tally{&c.all, source, in} {
		t.articles++
		t.sentences += a.Sentences
	}
	c.seen = append(c.seen[:0], make([]state, a.Sentences)...)
	begun := false
	for i := range said {
		x := &said[i]
		switch {
		case x.Scheme != c.o.Scheme.Name || c.o.Annotator != "" && x.Annotator != c.o.Annotator:
		case x.Annotator == annotate.Gold && c.o.Annotator == "": // it repeats what others said
		case x.Revision != a.Revision:
			c.earlier++
		default:
			begun = true
			if x.Was != "" {
				c.changed++
			}
			c.annotation(x, source, in)
		}
	}
	if begun {
		c.begun++
	}
	c.sentences(source, in)
}

// sentences counts each sentence of the article once, however many annotators say something of it.
func (c *Counter) sentences(to ...*tally) {
	done := 0
	for _, s := range c.seen {
		if s != 0 {
			for _, t := range append(to, &c.all) {
				t.state(s)
			}
		}
		if s&(labelled|skipped) != 0 {
			done++
		}
	}
	if done > 0 && done == len(c.seen) {
		c.finished++
	}
}

// annotation counts what one annotator says of one sentence or span.
func (c *Counter) annotation(x *annotate.Annotation, source, story *tally) {
	s, onSentence := stateOf(x), x.Sentence >= 0
	if onSentence {
		c.onSentences++
		if x.Sentence < len(c.seen) {
			c.seen[x.Sentence] |= s
		}
	} else {
		c.onSpans++
	}
	c.words(x, onSentence)
	who := c.who(x.Annotator)
	day := x.Created.In(c.o.Zone).Format(time.DateOnly)
	own := []*tally{&who.tally, timed(who.byDay, day), timed(c.byDay, day)}
	if x.Speaker != "" {
		own = append(own, group(c.bySpeaker, x.Speaker))
	}
	for _, t := range own { // each annotator's own work: a sentence may count for several
		if onSentence {
			t.state(s)
		}
	}
	for _, t := range append(own, source, story, &c.all) {
		t.annotation(x, c.labels)
	}
}

// words counts what is said besides: labels, their origin, attributes, speakers, notes.
func (c *Counter) words(x *annotate.Annotation, onSentence bool) {
	if x.Speaker != "" {
		c.speakers++
	}
	if x.Note != "" {
		c.notes++
	}
	c.rejected += len(x.Rejected)
	for _, l := range x.Labels {
		n := c.labels.number(l)
		c.byLabel = grown(c.byLabel, n)
		c.byLabel[n].add(onSentence)
	}
	if len(x.Labels) > 0 {
		group(c.origins, x.Origin).add(onSentence)
	}
	for name, answer := range x.Attributes {
		group(c.attributes, choice{name, answer}).add(onSentence)
	}
}

func (c *Counter) who(name string) *annotator {
	a := c.byAnnotator[name]
	if a == nil {
		a = &annotator{tally: tally{clock: newClock()}, byDay: map[string]*tally{}}
		c.byAnnotator[name] = a
	}
	return a
}

func stateOf(x *annotate.Annotation) (s state) {
	if len(x.Labels) > 0 {
		s |= labelled
	}
	switch x.Flag {
	case annotate.Skipped:
		s |= skipped
	case annotate.Flagged:
		s |= flagged
	}
	return s
}

// group is the count of that key, which begins at zero.
func group[K comparable, T any](of map[K]*T, key K) *T {
	t := of[key]
	if t == nil {
		t = new(T)
		of[key] = t
	}
	return t
}

// timed is group for a tally that keeps the time.
func timed(of map[string]*tally, key string) *tally {
	t := group(of, key)
	if t.clock == nil {
		t.clock = newClock()
	}
	return t
}
