package focus

import (
	"context"
	"fmt"
	"math"
	"slices"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"

	"rashomon/annotate"
	"rashomon/annotate/queue"
	"rashomon/ui/screen"
)

// making is the queue being made, in the background.
type making struct {
	cancel context.CancelFunc
	done   atomic.Uint64 // the part that is done, bits of a float64
	slow   bool          // it takes long enough to be worth a word
}

// made is the message that the queue is there.
type made struct {
	by     *making
	places []queue.Place
	index  index
	at     int // where to begin
	back   int // so many places before it were done earlier
	among  int // of an empty queue: the sentences that were looked at
	err    error
}

// ticked is the message that it is time to show the progress again.
type ticked struct{ by *making }

const (
	patience  = 200 * time.Millisecond // before progress is shown
	tickEvery = 100 * time.Millisecond
)

// make has the queue made, in the place of one that is there.
func (s *Screen) make() []screen.Request {
	s.Close()
	ctx, cancel := context.WithCancel(context.Background())
	m := &making{cancel: cancel}
	s.making, s.page, s.err = m, nil, nil
	o, spec := s.o, s.spec
	return []screen.Request{m.tick(patience), screen.Do{Cmd: func() tea.Msg {
		out := made{by: m}
		out.places, out.err = o.Build(ctx, spec, func(part float64) { m.done.Store(math.Float64bits(part)) })
		switch {
		case out.err != nil:
		case len(out.places) == 0:
			all := spec
			all.Order = queue.InOrder
			var among []queue.Place
			among, out.err = o.Build(ctx, all, nil)
			out.among = len(among)
		case o.First != nil:
			out.at, out.err = o.First(ctx, spec, out.places)
		default:
			out.at = queue.Find(out.places, spec.From)
		}
		if out.err == nil && o.First != nil && len(out.places) > 0 && !spec.Order.Again() {
			out.goBack(spec.Done, o.Read)
		}
		out.index = newIndex(out.places)
		return out
	}}}
}

// goBack puts places that were done before the queue was left in front of the one at which it
// goes on: those that are done still. Of the others, what is there is in the queue.
func (m *made) goBack(done []queue.Place, read func(annotate.ID) (*annotate.Reading, string, error)) {
	var back []queue.Place
	for _, p := range done {
		r, _, err := read(p.Article)
		if err == nil && p.Sentence >= 0 && p.Sentence < len(r.Body.Sentences) && r.Done(p.Sentence) && !slices.Contains(m.places, p) && !slices.Contains(back, p) {
			back = append(back, p)
		}
	}
	m.places = slices.Insert(m.places, m.at, back...)
	m.back = len(back)
	m.at += m.back
}

func (m *making) tick(after time.Duration) screen.Request {
	return screen.Do{Cmd: tea.Tick(after, func(time.Time) tea.Msg { return ticked{m} })}
}

// progress is what the status line says meanwhile.
func (m *making) progress(stop string) string {
	return fmt.Sprintf("making the queue … %.0f %% · %s stops", 100*math.Float64frombits(m.done.Load()), stop)
}

// made shows the queue.
func (s *Screen) made(msg made) []screen.Request {
	if msg.by != s.making {
		return nil
	}
	s.making.cancel()
	s.making = nil
	s.places, s.index, s.at, s.among, s.err = msg.places, msg.index, msg.at, msg.among, msg.err
	s.tally.forget()
	for i := range msg.back {
		s.tally.earlier++
		s.tally.answers[s.at-1-i] = answer{earlier: true}
	}
	switch {
	case msg.err != nil:
		return []screen.Request{screen.Say{Text: "no queue: " + screen.Safe(msg.err.Error()), Bad: true}}
	case len(s.places) == 0:
		return nil
	}
	return append(s.show(), s.keep())
}

// again makes the queue anew: what it was made from has changed. It goes on where it is.
func (s *Screen) again() []screen.Request {
	if s.at < len(s.places) {
		s.spec.From = s.places[s.at]
	}
	s.o.First, s.spec.Done = nil, nil
	clear(s.reports)
	return s.make()
}

// empty is why there is nothing to label, and what to do.
func (s *Screen) empty() []string {
	which := "in the library"
	switch {
	case s.spec.Query != "":
		which = fmt.Sprintf("that “%s” lets through", s.spec.Query)
	case len(s.spec.Articles) == 1:
		which = "in this report"
	case len(s.spec.Articles) > 1:
		which = "in these reports"
	}
	all := screen.Count(s.among, "sentence", "sentences")
	why := fmt.Sprintf("All of the %s %s are labelled or skipped.", all, which)
	switch {
	case s.among == 0:
		why = fmt.Sprintf("There is no sentence %s.", which)
	case s.among == 1 && !s.spec.Order.Again():
		why = fmt.Sprintf("The one sentence %s is labelled or skipped.", which)
	case s.spec.Order == queue.MostDisagreeing:
		why = fmt.Sprintf("Of the %s %s, none is labelled by two annotators who disagree.", all, which)
	case s.spec.Order == queue.Corrected:
		why = fmt.Sprintf("Of the %s %s, there is none of which gold says otherwise than you.", all, which)
	}
	if s.among > 0 && s.spec.Asks(s.now()) && !s.spec.Order.Again() {
		why += fmt.Sprintf(" “%s” leaves out what is labelled; “%s” shows it.", s.spec.Order, queue.InOrder)
	}
	return []string{"Nothing to label", "", why, "", fmt.Sprintf("%s chooses another queue, %s goes back.", screen.Shortcut(s.keys.Queue), screen.Shortcut(s.keys.Back))}
}
