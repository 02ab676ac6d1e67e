package focus

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"rashomon/annotate"
	"rashomon/annotate/queue"
	"rashomon/ui/screen"
)

// tally is what has been done with the queue since it was opened, and how fast.
type tally struct {
	answers map[int]answer // by place
	since   time.Time      // when the current sentence came on the screen
	last    []time.Duration
	spent   time.Duration
}

// answer is what was said of a sentence that is done.
type answer struct {
	labels  []string
	skipped bool
}

const (
	paceOver  = 20 // sentences whose mean is the pace
	paceFirst = 3  // sentences before one is told
)

func (t *tally) begin(now time.Time) { t.since = now }

// answered takes note of what is said of a place now; by hand says that somebody at the
// screen said so, looking at it.
func (t *tally) answered(i int, x *annotate.Annotation, byHand bool, now time.Time, idle time.Duration) {
	if x == nil || len(x.Labels) == 0 && x.Flag != annotate.Skipped {
		delete(t.answers, i)
		return
	}
	_, before := t.answers[i]
	t.answers[i] = answer{labels: x.Labels, skipped: len(x.Labels) == 0}
	if before || !byHand {
		return
	}
	d := max(now.Sub(t.since), 0)
	if t.spent += min(d, idle); d < idle { // who looked longer was away
		t.last = append(t.last, d)
		t.last = t.last[max(len(t.last)-paceOver, 0):]
	}
	t.since = now
}

// pace is the mean time of the last sentences; false before there are enough.
func (t *tally) pace() (time.Duration, bool) {
	if len(t.last) < paceFirst {
		return 0, false
	}
	var sum time.Duration
	for _, d := range t.last {
		sum += d
	}
	return sum / time.Duration(len(t.last)), true
}

// left is how many places are still to be done; of a queue for another look, to be looked at.
func (s *Screen) left() int {
	if s.spec.Order.Again() {
		return len(s.places) - s.at
	}
	return len(s.places) - len(s.tally.answers)
}

// note notes edits; byHand says that somebody made them here, at the current place.
func (s *Screen) note(edits []annotate.Edit, byHand bool) {
	s.remember(edits)
	s.today.note(edits, s.now())
	said := map[queue.Place]*annotate.Annotation{}
	for _, e := range edits {
		if p, ok := s.about(e); ok {
			said[p] = e.Annotation.After
		}
	}
	answered := func(i int) {
		p := s.places[i]
		if x, ok := said[p]; ok {
			s.tally.answered(i, x, byHand && i == s.at, s.now(), s.labelling.Idle)
			delete(said, p)
		}
	}
	if s.at < len(s.places) {
		answered(s.at)
	}
	for i := 0; len(said) > 0 && i < len(s.places); i++ {
		answered(i)
	}
}

// about is the sentence that an edit says something of, by the annotator and the scheme of
// the queue.
func (s *Screen) about(e annotate.Edit) (queue.Place, bool) {
	if e.Annotation == nil {
		return queue.Place{}, false
	}
	for _, x := range []*annotate.Annotation{e.Annotation.After, e.Annotation.Before} {
		if x != nil && x.Sentence >= 0 && x.Annotator == s.o.Annotator && x.Scheme == s.o.Scheme.Name {
			return queue.Place{Article: x.Article, Sentence: x.Sentence}, true
		}
	}
	return queue.Place{}, false
}

// today is what has been labelled on this day.
type today struct {
	day  *queue.Day // nil until it is counted
	date string
	wait []annotate.Edit // made before that
}

// counted is the message that what was done today is counted.
type counted struct {
	day *queue.Day
	err error
}

func (s *Screen) countToday() screen.Request {
	count := s.o.Today
	s.today.date = s.now().Format(time.DateOnly)
	return screen.Do{Cmd: func() tea.Msg {
		day, err := count()
		return counted{day, err}
	}}
}

func (s *Screen) counted(msg counted) []screen.Request {
	if msg.err != nil {
		return []screen.Request{screen.Say{Text: "what was done today is not counted: " + screen.Safe(msg.err.Error()), Bad: true}}
	}
	s.today.day = msg.day
	msg.day.Later(s.today.wait)
	s.today.wait = nil
	return nil
}

// note counts edits. At midnight it begins anew.
func (t *today) note(edits []annotate.Edit, now time.Time) {
	if date := now.Format(time.DateOnly); t.day != nil && date != t.date {
		t.day, t.date = t.day.Next(), date
	}
	if t.day == nil {
		t.wait = append(t.wait, edits...)
		return
	}
	t.day.Later(edits)
}
