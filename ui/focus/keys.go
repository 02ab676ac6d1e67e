package focus

import (
	"slices"

	"charm.land/bubbles/v2/key"

	"rashomon/annotate"
	"rashomon/ui/screen"
)

func (s *Screen) leaves(p screen.Press) bool { return key.Matches(p, s.keys.Back) }

// press acts on a key: first on those that are about words selected, then on those that move
// in the queue, then on those that say something of the sentence.
func (s *Screen) press(p screen.Press) []screen.Request {
	if s.page != nil {
		if out, handled := s.words(p); handled {
			return s.watch(out, false)
		}
	}
	switch {
	case s.leaves(p):
		return []screen.Request{screen.Back{}}
	case key.Matches(p, s.keys.Queue):
		return []screen.Request{screen.Queue{}}
	case s.making != nil || len(s.places) == 0:
		return nil
	case s.at == len(s.places):
		return s.pressAtEnd(p)
	}
	if out, handled := s.pressMoving(p); handled {
		return out
	}
	if s.page == nil {
		return say("the report cannot be read: %s goes on to the next sentence", screen.Shortcut(s.keys.Down))
	}
	if out, handled := s.pressElsewhere(p); handled {
		return out
	}
	if key.Matches(p, s.keys.Open) && s.corrects() {
		return s.acceptGold()
	}
	return s.pressLabelling(p)
}

// words acts on the keys that select words, and on those that are about words selected.
func (s *Screen) words(p screen.Press) (out []screen.Request, handled bool) {
	k, page := s.keys, s.page
	about := slices.Concat(k.Selecting().Bindings, k.Labels, k.Attributes, []key.Binding{k.Speaker, k.Note, k.Flag, k.Reason, k.Repeat, k.Copy, k.Undo, k.Redo, k.Advance})
	switch {
	case key.Matches(p, k.Split): // before the keys that would let go of the words
		return page.Split(), true
	case page.Modal(), key.Matches(p, k.Select, k.NextSpan, k.PreviousSpan):
		return page.Press(p)
	case !page.Selecting():
		return nil, false
	case key.Matches(p, k.Down, k.Up) || !key.Matches(p, about...):
		page.Deselect()
		return nil, false
	}
	return page.Press(p)
}

// pressMoving acts on the keys that move in the queue, and in the text.
func (s *Screen) pressMoving(p screen.Press) (out []screen.Request, handled bool) {
	k, half := s.keys, max(s.layout.text/2, 1)
	switch {
	case key.Matches(p, k.PageDown):
		s.scroll(s.layout.text)
	case key.Matches(p, k.PageUp):
		s.scroll(-s.layout.text)
	case key.Matches(p, k.HalfDown):
		s.scroll(half)
	case key.Matches(p, k.HalfUp):
		s.scroll(-half)
	case key.Matches(p, k.Page, k.NextUndone):
		return s.goOn(), true
	case key.Matches(p, k.PreviousUndone):
		i := s.next(s.at, -1)
		if i < 0 {
			return say("nothing before this is without a label"), true
		}
		return s.goTo(i), true
	case key.Matches(p, k.Down, k.Next):
		return s.step(1), true
	case key.Matches(p, k.Up, k.Previous):
		return s.step(-1), true
	case key.Matches(p, k.First):
		return s.goTo(0), true
	case key.Matches(p, k.Last):
		return s.goTo(len(s.places) - 1), true
	default:
		return nil, false
	}
	return nil, true
}

// pressElsewhere acts on the keys that show the sentence on another screen, or cut it anew.
func (s *Screen) pressElsewhere(p screen.Press) (out []screen.Request, handled bool) {
	a, n := s.page.Reading.Article, s.places[s.at].Sentence
	switch {
	case key.Matches(p, s.keys.Read):
		return []screen.Request{screen.Read{Article: a.ID, Sentence: n}}, true
	case key.Matches(p, s.keys.Right, s.keys.Left):
		r := screen.Beside{Story: a.Story, Base: a.ID, Sentence: n}
		if a.Story == 0 {
			r.Articles = []annotate.ID{a.ID}
		}
		return []screen.Request{r}, true
	case key.Matches(p, s.keys.Speakers):
		return []screen.Request{screen.Speakers{Story: a.Story, Article: a.ID}}, true
	case key.Matches(p, s.keys.Join):
		return s.page.Join(n), true
	}
	return nil, false
}

// corrects says whether gold says otherwise than the annotator of the current sentence.
func (s *Screen) corrects() bool {
	return s.page != nil && !s.page.Selecting() && s.page.Gold(s.places[s.at].Sentence) != ""
}

// acceptGold makes gold's word the annotator's own, and goes on.
func (s *Screen) acceptGold() []screen.Request {
	out, ok := s.page.AcceptGold(s.places[s.at].Sentence)
	if out = s.watch(out, false); ok && s.advance {
		out = append(out, s.goOn()...)
	}
	return out
}

// pressLabelling acts on the keys that say something of the sentence. Auto-advance is this
// screen's own: it is on, whatever it is where one reads.
func (s *Screen) pressLabelling(p screen.Press) []screen.Request {
	l, r, t := s.labelling, s.page.Reading, annotate.OnSentence(s.places[s.at].Sentence)
	elsewhere := l.Advance
	l.Advance = s.advance
	out, advanced, handled := l.Judge(p, r, t)
	if !handled {
		out, advanced, _ = l.Press(p, r, t)
	}
	s.advance, l.Advance = l.Advance, elsewhere
	if out = s.watch(out, false); advanced {
		out = append(out, s.goOn()...)
	}
	return out
}

// watch takes note of the changes that requests make. Of what an input brings when it is
// closed, later, it does so then. A sentence that is skipped is left; so is one that is
// labelled by an input.
func (s *Screen) watch(requests []screen.Request, later bool) (out []screen.Request) {
	for _, r := range requests {
		switch r := r.(type) {
		case screen.Make:
			out = append(out, r)
			out = append(out, s.noteMine(r.Change.Edits, later)...)
		case screen.Ask:
			done := r.Done
			r.Done = func(text string) []screen.Request { return s.watch(done(text), true) }
			out = append(out, r)
		case screen.Choose:
			done := r.Done
			r.Done = func(i int) []screen.Request { return s.watch(done(i), true) }
			out = append(out, r)
		case screen.Confirm:
			yes := r.Yes
			r.Yes = func() []screen.Request { return s.watch(yes(), true) }
			out = append(out, r)
		default:
			out = append(out, r)
		}
	}
	return out
}

// noteMine notes edits made here, and goes on where they have the sentence done. After those
// of many sentences, some of the next may be done too.
func (s *Screen) noteMine(edits []annotate.Edit, later bool) []screen.Request {
	if s.page == nil || s.at == len(s.places) {
		s.note(edits, true)
		return nil
	}
	before, had := s.before(edits)
	s.note(edits, true)
	after, has := s.tally.answers[s.at]
	skipped := after.skipped && !before.skipped
	switch {
	case s.page.Selecting():
	case later && s.advance && has && len(edits) > 1:
		return s.goTo(s.undone(s.at))
	case skipped || later && s.advance && has && !had:
		return s.goOn()
	}
	return nil
}

// before is the answer that stood at the current place until these edits, given here or earlier.
func (s *Screen) before(edits []annotate.Edit) (answer, bool) {
	had, ok := s.tally.answers[s.at]
	for _, e := range edits {
		if !ok && !s.bySpans && s.mine(e) && slices.Contains(s.about(e), s.places[s.at]) {
			return answerOf(e.Annotation.Before)
		}
	}
	return had, ok
}

// pressAtEnd acts on a key when the queue is through.
func (s *Screen) pressAtEnd(p screen.Press) []screen.Request {
	k := s.keys
	switch {
	case key.Matches(p, k.Up, k.Previous, k.Last):
		return s.goTo(len(s.places) - 1)
	case key.Matches(p, k.First):
		return s.goTo(0)
	case key.Matches(p, k.Open, k.PreviousUndone, k.NextUndone):
		if s.spec.Order.Again() {
			return s.goTo(0)
		}
		if i := s.next(-1, 1); i < len(s.places) {
			return s.goTo(i)
		}
		return say("every sentence of the queue is labelled or skipped")
	case key.Matches(p, k.Undo):
		return []screen.Request{screen.Undo{}}
	case key.Matches(p, k.Redo):
		return []screen.Request{screen.Redo{}}
	case key.Matches(p, k.Advance):
		s.advance = !s.advance
		return nil
	}
	return say("the queue is through: %s goes back to the last sentence, %s chooses another queue", screen.Shortcut(k.Up), screen.Shortcut(k.Queue))
}

// Hints is the keys of most use, for the footer: those of the labels are on the screen.
func (s *Screen) Hints() []key.Binding {
	k := s.keys
	if s.Modal() {
		return k.Selecting().Bindings
	}
	if s.page != nil && s.page.Selecting() { // held: the labels, which are on the screen, are about the words
		return []key.Binding{
			k.Speaker, k.Note, screen.Does(k.Flag, "flag, skip"), k.WordOn, k.WordBack, k.LetterOn, k.LetterBack, k.OtherEnd,
			k.WordAfter, k.WordBefore, k.SentenceStart, k.SentenceEnd, k.Select, k.NextSpan, k.PreviousSpan, k.Undo, screen.Does(k.Back, "leave the words"),
		}
	}
	if s.at == len(s.places) {
		return []key.Binding{k.Queue, screen.Does(k.Up, "the last sentence"), k.Undo, k.Back}
	}
	var out []key.Binding
	if s.corrects() {
		out = append(out, screen.Does(k.Open, "accept gold"))
	} else if _, suggested := s.here(); suggested != "" {
		out = append(out, screen.Does(k.Open, "accept"), screen.Does(k.Reject, "turn down"))
	}
	return append(out, screen.Does(k.Page, "next"), screen.Does(k.Up, "back"),
		k.Undo, k.Speaker, k.Note, screen.Does(k.Flag, "flag, skip"), k.Select, screen.Does(k.Advance, "auto-advance"), k.Read, k.Back)
}

// Help is the keys of the screen, in groups.
func (s *Screen) Help() []screen.Group {
	k, modal := s.keys, s.Modal()
	if modal {
		return []screen.Group{k.Selecting(), k.Labelling(), screen.Signs(s.theme.Glyphs, false)}
	}
	return []screen.Group{
		k.Labelling(), k.Suggested(),
		{Title: "The queue", Bindings: []key.Binding{
			screen.Does(k.Page, "go on, without a word or with one"), screen.Does(k.Down, "next"), screen.Does(k.Up, "previous"),
			screen.Does(k.Next, "next"), screen.Does(k.Previous, "previous"), k.First, k.Last, k.NextUndone, k.PreviousUndone,
			screen.Does(k.HalfDown, "scroll down"), screen.Does(k.HalfUp, "scroll up"),
			screen.Does(k.Open, "accept gold, where it says otherwise"), k.Read, screen.Does(k.Right, "side by side with the other reports"), k.Speakers, screen.Does(k.Queue, "another queue"), k.Back,
		}},
		k.Selects(),
		{Title: "Sentences", Bindings: []key.Binding{k.Join, k.Split}},
		screen.Signs(s.theme.Glyphs, false),
	}
}
