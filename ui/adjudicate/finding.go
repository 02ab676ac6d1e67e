package adjudicate

import (
	"context"
	"fmt"
	"math"
	"slices"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"

	"rashomon/annotate/adjudication"
	"rashomon/ui/screen"
)

// errand is something that is read off the event loop.
type errand struct {
	what   string
	cancel context.CancelFunc
	done   atomic.Uint64 // the part that is done, bits of a float64
	slow   bool          // it takes long enough to be worth a word
}

// ticked is the message that it is time to show the progress again.
type ticked struct{ by *errand }

const (
	patience  = 200 * time.Millisecond // before progress is shown
	tickEvery = 100 * time.Millisecond
)

func newErrand(what string) (*errand, context.Context) {
	ctx, cancel := context.WithCancel(context.Background())
	return &errand{what: what, cancel: cancel}, ctx
}

func (e *errand) told(part float64) { e.done.Store(math.Float64bits(part)) }

func (e *errand) tick(after time.Duration) screen.Request {
	return screen.Do{Cmd: tea.Tick(after, func(time.Time) tea.Msg { return ticked{e} })}
}

// progress is what the status line says meanwhile.
func (e *errand) progress(stop string) string {
	return fmt.Sprintf("%s … %.0f %% · %s stops", e.what, 100*math.Float64frombits(e.done.Load()), stop)
}

// found is the message that the sentences are there.
type found struct {
	by    *errand
	found adjudication.Found
	index map[place]int32
	blind bool // as it was when the screen was left
	err   error
}

// find has the sentences looked for, in the place of those that are there.
func (s *Screen) find() []screen.Request {
	s.halt()
	e, ctx := newErrand("looking where annotators differ")
	s.making, s.planning, s.page, s.err = e, nil, nil, nil
	o, query, articles := s.o, s.query, s.articles
	return []screen.Request{e.tick(patience), screen.Do{Cmd: func() tea.Msg {
		out := found{by: e}
		out.found, out.err = o.Find(ctx, query, articles, e.told)
		out.blind = o.WasBlind != nil && o.WasBlind()
		out.index = make(map[place]int32, len(out.found.Disagreements))
		for i, d := range out.found.Disagreements {
			out.index[place{d.Article, d.Sentence}] = int32(i)
		}
		return out
	}}}
}

// take shows the sentences that were found; where they were looked for anew, it goes on with
// the one that was shown.
func (s *Screen) take(msg found) []screen.Request {
	if msg.by != s.making {
		return nil
	}
	var was place
	if s.at < len(s.places) {
		was = place{s.current().Article, s.current().Sentence}
	}
	s.making.cancel()
	s.making = nil
	s.found, s.index, s.err = msg.found, msg.index, msg.err
	s.just, s.blind, s.o.WasBlind = -1, s.blind || msg.blind, nil // what is remembered holds for the beginning
	if s.err != nil {
		s.found, s.places, s.where, s.at = adjudication.Found{}, nil, nil, 0
		return []screen.Request{screen.Say{Text: "not found out: " + screen.Safe(msg.err.Error()), Bad: true}}
	}
	s.filter(s.show)
	if i, ok := s.index[was]; ok && s.where[i] >= 0 {
		s.at = int(s.where[i])
	}
	if len(s.places) == 0 {
		return nil
	}
	return s.turn()
}

// show is which of the sentences are shown.
type show int

const (
	toDecide show = iota // nobody decided, or an annotator says otherwise since
	leftOpen
	decided
	everything
)

func (w show) name() string {
	return [...]string{"to decide", "left open", "decided", "all"}[w]
}

func (w show) lets(state adjudication.State) bool {
	switch w {
	case toDecide:
		return state == adjudication.Open || state == adjudication.Stale
	case leftOpen:
		return state == adjudication.LeftOpen
	case decided:
		return state == adjudication.Decided || state == adjudication.Stale
	}
	return true
}

// filter shows some of the sentences, from the first.
func (s *Screen) filter(w show) {
	s.show, s.at, s.just, s.page = w, 0, -1, nil
	s.places, s.where = s.places[:0], slices.Grow(s.where[:0], len(s.found.Disagreements))
	for i, d := range s.found.Disagreements {
		at := int32(-1)
		if w.lets(d.State) {
			at = int32(len(s.places))
			s.places = append(s.places, int32(i))
		}
		s.where = append(s.where, at)
	}
}

// askFilter asks which sentences to show.
func (s *Screen) askFilter() []screen.Request {
	counts := s.counts()
	n := map[show]int{}
	for w := toDecide; w <= everything; w++ {
		for state, k := range counts {
			if w.lets(state) {
				n[w] += k
			}
		}
	}
	out := screen.Choose{Title: "show", Done: func(i int) []screen.Request {
		s.filter(show(i))
		if len(s.places) == 0 {
			return nil
		}
		return s.turn()
	}}
	for w, key := range []string{"o", "l", "d", "a"} {
		out.Choices = append(out.Choices, screen.Choice{Key: key, Name: fmt.Sprintf("%s (%s)", show(w).name(), screen.Number(n[show(w)]))})
	}
	return []screen.Request{out}
}

// counts is how many sentences are in each state.
func (s *Screen) counts() map[adjudication.State]int {
	out := map[adjudication.State]int{}
	for _, d := range s.found.Disagreements {
		out[d.State]++
	}
	return out
}

// empty is why there is nothing to decide, and what to do.
func (s *Screen) empty() []string {
	n, k := len(s.found.Disagreements), s.keys
	var why string
	switch {
	case s.found.Twice == 0:
		why = "No sentence here is labelled by two annotators."
	case n == 0:
		why = fmt.Sprintf("Of %s labelled by two annotators or more, they differ on none.", screen.Count(s.found.Twice, "sentence", "sentences"))
	default:
		why = fmt.Sprintf("Of %s on which annotators differ, %s.", screen.Count(n, "sentence", "sentences"), s.account())
	}
	out := []string{"Nothing to decide", "", why, ""}
	if n > 0 {
		out = append(out, fmt.Sprintf("%s shows others of them.", screen.Shortcut(k.Filter)))
	}
	return append(out, fmt.Sprintf("%s makes gold by a rule, also of sentences on which they agree; %s goes back.", screen.Shortcut(k.Pass), screen.Shortcut(k.Back)))
}

// account is how many sentences are how far.
func (s *Screen) account() string {
	c := s.counts()
	out := fmt.Sprintf("%s decided, %s left open, %s open", screen.Number(c[adjudication.Decided]+c[adjudication.Stale]), screen.Number(c[adjudication.LeftOpen]), screen.Number(c[adjudication.Open]))
	if n := c[adjudication.Stale]; n > 0 {
		out += fmt.Sprintf("; of %s an annotator says otherwise since", screen.Number(n))
	}
	return out
}
