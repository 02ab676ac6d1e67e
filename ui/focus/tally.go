package focus

import (
	"cmp"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"rashomon/annotate"
	"rashomon/annotate/queue"
	"rashomon/ui/screen"
)

// tally is what has been done with the queue since it was opened, and how fast.
type tally struct {
	answers map[int]answer // by place
	skipped int            // of the answers
	earlier int            // of the answers
	by      map[string]int // the others by their labels
	since   time.Time      // when the current sentence came on the screen
	last    []time.Duration
	spent   time.Duration
}

// answer is what was said of a sentence that is done.
type answer struct {
	labels  []string
	skipped bool
	earlier bool // it was done before the queue was taken up again, and is there to go back to
}

const (
	paceOver  = 20 // sentences whose mean is the pace
	paceFirst = 8  // sentences before one is told: of fewer, the mean says little
)

func newTally() tally { return tally{answers: map[int]answer{}, by: map[string]int{}} }

// forget forgets the answers: the places are others.
func (t *tally) forget() {
	t.answers, t.by, t.skipped, t.earlier = map[int]answer{}, map[string]int{}, 0, 0
}

// count counts an answer, or with by = -1 takes it away.
func (t *tally) count(a answer, by int) {
	if a.skipped {
		t.skipped += by
	}
	if a.earlier {
		t.earlier += by
	}
	for _, l := range a.labels {
		t.by[l] += by
	}
}

func (t *tally) begin(now time.Time) { t.since = now }

// answered takes note of what is said of a place now; by hand says that somebody at the
// screen said so, looking at it.
func (t *tally) answered(i int, x *annotate.Annotation, byHand bool, now time.Time, idle time.Duration) {
	had, before := t.answers[i]
	t.count(had, -1)
	has, ok := answerOf(x)
	if !ok {
		delete(t.answers, i)
		return
	}
	t.answers[i] = has
	t.count(has, 1)
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

// answerOf is the answer that an annotation is, if it is one.
func answerOf(x *annotate.Annotation) (answer, bool) {
	if x == nil || len(x.Labels) == 0 && x.Flag != annotate.Skipped {
		return answer{}, false
	}
	return answer{labels: x.Labels, skipped: len(x.Labels) == 0}, true
}

// pace is the mean time of the last sentences; false before there are enough, and on a clock
// that stands still.
func (t *tally) pace() (time.Duration, bool) {
	if len(t.last) < paceFirst {
		return 0, false
	}
	var sum time.Duration
	for _, d := range t.last {
		sum += d
	}
	return sum / time.Duration(len(t.last)), sum > 0
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
	s.count(edits, byHand)
}

// count takes note of what edits say of the places of the queue.
func (s *Screen) count(edits []annotate.Edit, byHand bool) {
	for _, e := range edits {
		if !s.mine(e) {
			continue
		}
		for _, p := range s.about(e) {
			if i := s.index.find(p); i >= 0 {
				s.tally.answered(i, s.saidOf(p, e), byHand && i == s.at, s.now(), s.labelling.Idle)
			}
		}
	}
}

// mine says whether an edit is of what the annotator says by the scheme of the queue, of a
// sentence, or of words where those are all that is labelled.
func (s *Screen) mine(e annotate.Edit) bool {
	if e.Annotation == nil {
		return false
	}
	x := cmp.Or(e.Annotation.After, e.Annotation.Before)
	return x != nil && (x.Sentence >= 0 || s.bySpans) && x.Annotator == s.o.Annotator && x.Scheme == s.o.Scheme.Name
}

// about is the sentences that an edit says something of, or of words in them: of words in a
// report that is not held, none.
func (s *Screen) about(e annotate.Edit) (out []queue.Place) {
	if e.Annotation == nil {
		return nil
	}
	for _, x := range []*annotate.Annotation{e.Annotation.After, e.Annotation.Before} {
		switch {
		case x == nil:
		case x.Sentence >= 0:
			out = append(out, queue.Place{Article: x.Article, Sentence: x.Sentence})
		case s.readingOf(x.Article) != nil:
			all := s.readingOf(x.Article).Body.Sentences
			for n := annotate.SentenceAt(all, x.Span.Start); n < len(all) && all[n].Start < x.Span.End; n++ {
				out = append(out, queue.Place{Article: x.Article, Sentence: n})
			}
		}
	}
	return slices.Compact(out)
}

// readingOf is the reading of a report that is held; nil of another.
func (s *Screen) readingOf(id annotate.ID) *annotate.Reading {
	if r := s.reports[id]; r != nil && r.page != nil {
		return r.page.Reading
	}
	return nil
}

// saidOf is what is said of a place after an edit; where only words are labelled, with the
// labels of those in it.
func (s *Screen) saidOf(p queue.Place, e annotate.Edit) *annotate.Annotation {
	r := s.readingOf(p.Article)
	if !s.bySpans || r == nil || p.Sentence >= len(r.Body.Sentences) {
		return e.Annotation.After
	}
	said, _ := r.Sentence(p.Sentence)
	said.Labels = slices.Clone(said.Labels)
	for _, x := range r.Spans(r.Body.Sentences[p.Sentence]) {
		said.Labels = append(said.Labels, x.Labels...)
	}
	slices.Sort(said.Labels)
	said.Labels = slices.Compact(said.Labels)
	return &said
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
