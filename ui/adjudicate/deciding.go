package adjudicate

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"rashomon/annotate"
	"rashomon/annotate/adjudication"
	"rashomon/ui/screen"
)

// arrange is the order in which annotators are shown: by their names; without names one that
// is another for each sentence, and the same whenever that is shown.
func (s *Screen) arrange() {
	s.order = s.order[:0]
	for i := range s.now.Says {
		s.order = append(s.order, i)
	}
	if !s.blind {
		return
	}
	slices.SortFunc(s.order, func(i, j int) int {
		return cmp.Compare(s.now.Lot(s.now.Says[i].Annotator), s.now.Lot(s.now.Says[j].Annotator))
	})
}

// called is what the annotator in a place of the order is called here.
func (s *Screen) called(i int) string {
	if s.blind {
		return adjudication.Letter(i)
	}
	return screen.Safe(s.now.Says[s.order[i]].Annotator)
}

// hideNames shows annotators without names, or with them, and has that remembered.
func (s *Screen) hideNames(blind bool) []screen.Request {
	s.blind = blind
	if s.o.KeepBlind == nil {
		return nil
	}
	return []screen.Request{s.o.KeepBlind(blind)}
}

func (s *Screen) decision() adjudication.Decision {
	return adjudication.Decision{By: s.o.Annotator, At: s.clockNow(), Blind: s.blind}
}

// choose takes all that the annotator in a place of the order says for gold.
func (s *Screen) choose(i int) []screen.Request {
	if i >= len(s.order) {
		return say("there are %s", screen.Count(len(s.order), "annotator", "annotators"))
	}
	name := s.called(i)
	c, ok := s.now.Take(s.now.Says[s.order[i]], s.decision())
	var out []screen.Request
	if ok {
		out = s.make(c)
	} else {
		out = say("gold says so already")
	}
	if s.current().State == adjudication.Open {
		return append(out, say("%s gives the sentence no label: it stays open", name)...)
	}
	if s.advance {
		out = append(out, s.advanced()...)
	}
	return out
}

// withdraw takes gold of the sentence away.
func (s *Screen) withdraw() []screen.Request {
	c, ok := s.now.Withdraw(s.decision())
	if !ok {
		return say("nobody has decided yet")
	}
	return s.make(c)
}

// askWhy asks why the sentence in a place is what gold says, and says of which sentence that is.
func (s *Screen) askWhy(i int) []screen.Request {
	d := &s.found.Disagreements[s.places[i]]
	r := s.held(d.Article)
	if r == nil {
		return say("the report is not there any more: %s goes back to it", screen.Shortcut(s.keys.Up))
	}
	reading, t := r.page.Reading, annotate.OnSentence(int(d.Sentence))
	c := adjudication.At(reading.Article, reading.Body, s.o.Scheme, r.said, t.Sentence)
	title := fmt.Sprintf("note on sentence %d, not decided yet", t.Sentence+1)
	switch what := c.Gold.What(s.o.Scheme); {
	case c.State() == adjudication.LeftOpen:
		title = fmt.Sprintf("note on sentence %d, left open", t.Sentence+1)
	case c.State() != adjudication.Open:
		title = fmt.Sprintf("why sentence %d is %s", t.Sentence+1, cmp.Or(screen.Safe(what), "so"))
	}
	return []screen.Request{screen.Ask{Title: title, Value: c.Gold.Sentence.Note, Editor: true, Done: func(text string) []screen.Request {
		change, ok := reading.SetNote(t, strings.TrimSpace(text), s.clockNow())
		if !ok {
			return say("nothing to change")
		}
		was := d.State
		out := s.make(s.caseOf(change).Sign(change, s.o.Annotator))
		if i == s.at && s.settled(was) { // of words, a note may be all there is to say
			out = append(out, s.advanced()...)
		}
		return out
	}}}
}

// make shows a change and asks for it to be stored.
func (s *Screen) make(c annotate.Change) []screen.Request {
	for _, r := range s.reports {
		if r.page != nil {
			r.page.Edited(screen.Edited{Edits: c.Edits})
			r.hear(c.Edits)
		}
	}
	out := s.labelling.Make(c)
	s.note(c.Edits)
	s.look()
	return out
}

// leaveOpen asks why the sentence is left open; what was left open is not any more.
func (s *Screen) leaveOpen() []screen.Request {
	r, t := s.page.Reading, annotate.OnSentence(int(s.current().Sentence))
	if s.current().State == adjudication.LeftOpen {
		c, ok := r.SetFlag(t, annotate.Unflagged, "", s.clockNow())
		return s.sign(c, ok)
	}
	return []screen.Request{screen.Ask{Title: "left open, because", Value: s.now.Gold.Sentence.Reason, Done: func(reason string) []screen.Request {
		if s.page == nil {
			return nil
		}
		was := s.current().State
		c, ok := r.SetFlag(t, annotate.Flagged, reason, s.clockNow())
		out := s.sign(c, ok)
		if s.settled(was) {
			out = append(out, s.advanced()...)
		}
		return out
	}}}
}

// askLabel asks for a label of gold, also for one that has no letter of its own.
func (s *Screen) askLabel() []screen.Request {
	const letters = "abcdefghijklmnopqrstuvwxyz"
	t := annotate.OnSentence(int(s.current().Sentence))
	out := screen.Choose{Title: "gold is"}
	var names []string
	for _, l := range s.o.Scheme.Labels {
		if l.Allows(t) && len(names) < 9+len(letters) {
			names = append(names, l.Name)
		}
	}
	if len(names) == 0 {
		return say("the labels of this scheme are for words: %s selects some", screen.Shortcut(s.keys.Select))
	}
	out.Choices = screen.Digits(names)
	for i := 9; i < len(names); i++ {
		out.Choices[i].Key = letters[i-9 : i-8]
	}
	out.Done = func(i int) []screen.Request {
		if s.page == nil {
			return nil
		}
		was := s.current().State
		c, ok := s.page.Reading.Toggle(t, names[i], s.clockNow())
		out := s.sign(c, ok)
		if s.settled(was) {
			out = append(out, s.advanced()...)
		}
		return out
	}
	return []screen.Request{out}
}

// sign makes a change of the reading, in the name of who decides.
func (s *Screen) sign(c annotate.Change, ok bool) []screen.Request {
	if !ok {
		return say("nothing to change")
	}
	return s.make(s.now.Sign(c, s.o.Annotator))
}

// watchKey has what a key brings signed by who decides: see watch.
func (s *Screen) watchKey(requests []screen.Request) (out []screen.Request) {
	for _, r := range requests {
		m, ok := r.(screen.Make)
		if !ok {
			out = append(out, s.later(r))
			continue
		}
		m.Change = s.caseOf(m.Change).Sign(m.Change, s.o.Annotator)
		for _, r := range s.reports {
			if r.page != nil {
				r.page.Edited(screen.Edited{Edits: m.Change.Edits})
				r.hear(m.Change.Edits)
			}
		}
		s.note(m.Change.Edits)
		out = append(out, m)
	}
	s.look()
	return out
}

// watch is requests with the changes in them signed by who decides: those that the labelling
// keys make say only that it is gold. After what an input brings later, the next sentence is
// shown if it decided this one.
func (s *Screen) watch(requests []screen.Request) []screen.Request {
	if s.page == nil || s.at == len(s.places) {
		return s.watchKey(requests)
	}
	was := s.current().State
	out := s.watchKey(requests)
	if s.page != nil && !s.page.Selecting() && s.settled(was) {
		out = append(out, s.advanced()...)
	}
	return out
}

// later has what an input brings watched.
func (s *Screen) later(r screen.Request) screen.Request {
	switch r := r.(type) {
	case screen.Ask:
		done := r.Done
		r.Done = func(text string) []screen.Request { return s.watch(done(text)) }
		return r
	case screen.Choose:
		done := r.Done
		r.Done = func(i int) []screen.Request { return s.watch(done(i)) }
		return r
	case screen.Confirm:
		yes := r.Yes
		r.Yes = func() []screen.Request { return s.watch(yes()) }
		return r
	}
	return r
}

// caseOf is the sentence that a change is about, as it was before.
func (s *Screen) caseOf(c annotate.Change) *adjudication.Case {
	for _, e := range c.Edits {
		if p, ok := s.about(e); ok && s.held(p.article) != nil {
			r := s.held(p.article)
			out := adjudication.At(r.page.Reading.Article, r.page.Reading.Body, s.o.Scheme, r.said, int(p.sentence))
			return &out
		}
	}
	return &adjudication.Case{}
}

// askRule asks by which rule to decide.
func (s *Screen) askRule() []screen.Request {
	plan := func(rule adjudication.Rule, best string) []screen.Request { return s.plan(rule, best) }
	return []screen.Request{screen.Choose{
		Title:   "decide by",
		Choices: []screen.Choice{{Key: "m", Name: "majority"}, {Key: "u", Name: "unanimous"}, {Key: "b", Name: "best annotator"}, {Key: "n", Name: "a named annotator"}},
		Done: func(i int) []screen.Request {
			switch i {
			case 0:
				return plan(adjudication.Majority, "")
			case 1:
				return plan(adjudication.Unanimous, "")
			case 2:
				return plan(adjudication.Best, "")
			}
			return []screen.Request{screen.Ask{
				Title: "whose word holds", Choices: slices.Clone(s.found.Annotators), Digits: true,
				Done: func(name string) []screen.Request {
					if name = annotate.Line(name); name == "" {
						return say("left as it was")
					}
					return plan(adjudication.Best, name)
				},
			}}
		},
	}}
}

// planned is the message that it is counted what a rule would decide.
type planned struct {
	by    *errand
	plan  adjudication.Plan
	again func() []screen.Request // what is not on the disk yet is not in the plan
	err   error
}

// plan counts what a rule would decide. It is read from the disk: where something decided here
// is not there yet, it is counted again.
func (s *Screen) plan(rule adjudication.Rule, best string) []screen.Request {
	e, ctx := newErrand("counting what the rule would decide")
	s.planning = e
	o, query, articles := s.o, s.query, s.articles
	var again func() []screen.Request
	if slices.ContainsFunc(s.recent, s.unsaved) {
		again = func() []screen.Request { return s.plan(rule, best) }
	}
	return []screen.Request{e.tick(patience), screen.Do{Cmd: func() tea.Msg {
		out := planned{by: e, again: again}
		out.plan, out.err = o.Plan(ctx, query, articles, rule, best, e.told)
		return out
	}}}
}

// planned shows what a rule would decide, and asks whether it is to.
func (s *Screen) planned(msg planned) []screen.Request {
	if msg.by != s.planning {
		return nil
	}
	s.planning.cancel()
	s.planning = nil
	p := msg.plan
	switch {
	case msg.err != nil:
		return []screen.Request{screen.Say{Text: "nothing is decided: " + screen.Safe(msg.err.Error()), Bad: true}}
	case msg.again != nil:
		return msg.again()
	case p.Sentences == 0:
		return say("nothing to decide by that rule: %s", screen.Safe(reasons(p)))
	}
	return []screen.Request{screen.Confirm{
		Question: fmt.Sprintf("make gold for %s?", screen.Count(p.Sentences, "sentence", "sentences")),
		Lines:    Preview(p),
		Yes: func() []screen.Request {
			return append(s.make(p.Change), say("gold for %s", screen.Count(p.Sentences, "sentence", "sentences"))...)
		},
	}}
}
