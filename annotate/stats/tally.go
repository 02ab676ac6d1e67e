package stats

import (
	"math"

	"rashomon/annotate"
)

// tally is the counts of one group of sentences: of a source, of a day.
type tally struct {
	articles, sentences              int     // of the library, as far as the query lets them through
	labelled, skipped, flagged, done int     // sentences
	spans                            int     // labelled
	labels                           []int32 // put on sentences, by the label's number
	spanLabels                       []int32
	clock                            *clock // nil where the time is not asked for
}

// state counts a sentence.
func (t *tally) state(s state) {
	if s&labelled != 0 {
		t.labelled++
	}
	if s&skipped != 0 {
		t.skipped++
	}
	if s&flagged != 0 {
		t.flagged++
	}
	if s&(labelled|skipped) != 0 {
		t.done++
	}
}

// annotation counts the labels of an annotation, and the time that it took.
func (t *tally) annotation(x *annotate.Annotation, numbers *names) {
	to := &t.labels
	if x.Sentence < 0 {
		to = &t.spanLabels
		if len(x.Labels) > 0 {
			t.spans++
		}
	}
	for _, l := range x.Labels {
		n := numbers.number(l)
		*to = grown(*to, n)
		(*to)[n]++
	}
	if t.clock != nil {
		t.clock.add(x.Seconds, x.Sentence >= 0)
	}
}

// grown is a list with a place for index n.
func grown[T any](list []T, n int) []T {
	if n < len(list) {
		return list
	}
	return append(list, make([]T, n+1-len(list))...)
}

// names numbers names in the order in which they are met.
type names struct {
	numbers map[string]int
	list    []string
}

func newNames() *names { return &names{numbers: map[string]int{}} }

func (n *names) number(name string) int {
	i, ok := n.numbers[name]
	if !ok {
		i = len(n.list)
		n.numbers[name] = i
		n.list = append(n.list, name)
	}
	return i
}

// clock is the time spent. Seconds are kept to the tenth, as annotations record them, and
// how often each such time occurs: the median is exact, and its memory does not grow with
// the annotations.
type clock struct {
	tenths      int64 // in all, spans included
	onSentences int64 // tenths, too
	sentences   int   // on which time was recorded
	times       map[int32]int32
}

func newClock() *clock { return &clock{times: map[int32]int32{}} }

// longest is the longest time on one sentence that the median tells apart: an hour.
const longest = 36_000

func (c *clock) add(seconds float64, onSentence bool) {
	if !(seconds > 0) || math.IsInf(seconds, 1) { // nor for what is not a number
		return
	}
	tenths := int64(math.Round(min(seconds, 1e9) * 10))
	c.tenths += tenths
	if onSentence {
		c.sentences++
		c.onSentences += tenths
		c.times[int32(min(tenths, longest))]++
	}
}
