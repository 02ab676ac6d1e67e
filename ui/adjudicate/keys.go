package adjudicate

import (
	"slices"

	"charm.land/bubbles/v2/key"

	"rashomon/annotate"
	"rashomon/annotate/adjudication"
	"rashomon/ui/screen"
)

func (s *Screen) leaves(p screen.Press) bool { return key.Matches(p, s.keys.Back) }

// press acts on a key: first on those that are about words selected, then on those that move,
// then on those that decide.
func (s *Screen) press(p screen.Press) []screen.Request {
	just := s.just
	if s.just = -1; just >= 0 && (s.page == nil || !s.page.Selecting()) && key.Matches(p, s.keys.Note) {
		return s.askWhy(just)
	}
	if s.page != nil && s.planning == nil {
		if out, handled := s.words(p); handled {
			return s.watch(out)
		}
	}
	switch {
	case s.leaves(p) && s.planning != nil:
		s.planning.cancel()
		s.planning = nil
		return say("left as it was")
	case s.leaves(p):
		return []screen.Request{screen.Back{}}
	case s.making != nil || s.planning != nil || s.err != nil:
		return nil
	case key.Matches(p, s.keys.Pass):
		return s.askRule()
	case key.Matches(p, s.keys.Filter):
		return s.askFilter()
	case key.Matches(p, s.keys.Blind):
		return s.hideNames(!s.blind)
	case len(s.places) == 0:
		return s.pressAnywhere(p)
	case s.at == len(s.places):
		return s.pressAtEnd(p)
	}
	if out, handled := s.pressMoving(p); handled {
		return out
	}
	if s.page == nil {
		return say("the report cannot be read: %s goes on to the next sentence", screen.Shortcut(s.keys.Down))
	}
	return s.pressDeciding(p)
}

// words acts on the keys that select words, and on those that are about words selected.
func (s *Screen) words(p screen.Press) (out []screen.Request, handled bool) {
	k, page := s.keys, s.page
	about := slices.Concat(k.Selecting().Bindings, k.Labels, k.Attributes, []key.Binding{k.Speaker, k.Note, k.Reason, k.Repeat, k.Copy, k.Undo, k.Redo})
	switch {
	case key.Matches(p, k.Split, k.Join) && page.Selecting():
		return say("sentences are cut where one reads: %s leaves the words, %s opens the report", screen.Shortcut(k.Back), screen.Shortcut(k.Read)), true
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

// pressMoving acts on the keys that move from sentence to sentence, and over the annotators.
func (s *Screen) pressMoving(p screen.Press) (out []screen.Request, handled bool) {
	k := s.keys
	switch {
	case key.Matches(p, k.Right):
		s.highlight(s.who + 1)
	case key.Matches(p, k.Left):
		s.highlight(s.who - 1)
	case key.Matches(p, k.PageDown):
		s.top += max(s.layout.says-1, 1)
	case key.Matches(p, k.PageUp):
		s.top -= max(s.layout.says-1, 1)
	case key.Matches(p, k.HalfDown):
		s.scroll(max(s.layout.text/2, 1))
	case key.Matches(p, k.HalfUp):
		s.scroll(-max(s.layout.text/2, 1))
	case key.Matches(p, k.Page, k.NextUndone):
		return s.goOn(), true
	case key.Matches(p, k.PreviousUndone):
		i := s.next(s.at, -1)
		if i < 0 {
			return say("everything before this is decided"), true
		}
		return s.goTo(i), true
	case key.Matches(p, k.Down, k.Next):
		return s.goTo(s.at + 1), true
	case key.Matches(p, k.Up, k.Previous):
		if s.at == 0 {
			return say("the first of them"), true
		}
		return s.goTo(s.at - 1), true
	case key.Matches(p, k.First):
		return s.goTo(0), true
	case key.Matches(p, k.Last):
		return s.goTo(len(s.places) - 1), true
	case key.Matches(p, k.Read) && s.page != nil:
		return []screen.Request{screen.Read{Article: s.current().Article, Sentence: int(s.current().Sentence)}}, true
	default:
		return nil, false
	}
	return nil, true
}

// pressDeciding acts on the keys that decide on the sentence.
func (s *Screen) pressDeciding(p screen.Press) []screen.Request {
	k := s.keys
	for i, digit := range k.Choose.Keys() {
		if string(p) == digit {
			return s.choose(i)
		}
	}
	switch {
	case key.Matches(p, k.Note):
		return s.askWhy(s.at)
	case key.Matches(p, k.Open):
		return s.choose(s.who)
	case key.Matches(p, k.Flag):
		return s.leaveOpen()
	case key.Matches(p, k.Write):
		return s.askLabel()
	case key.Matches(p, k.Reject):
		return s.withdraw()
	case key.Matches(p, k.Advance):
		return s.advancing()
	}
	l, elsewhere := s.labelling, s.labelling.Advance
	l.Advance = s.advance
	was := s.current().State
	out, advanced, _ := l.Press(p, s.page.Reading, annotate.OnSentence(int(s.current().Sentence)))
	l.Advance = elsewhere
	out = s.watchKey(out)
	if advanced && s.current().State != adjudication.Open || was != s.current().State && s.settled(was) {
		out = append(out, s.advanced()...)
	}
	return out
}

func (s *Screen) advancing() []screen.Request {
	if s.advance = !s.advance; s.advance {
		return say("auto-advance is on")
	}
	return say("auto-advance is off")
}

// pressAnywhere acts on the keys that mean something where no sentence is shown.
func (s *Screen) pressAnywhere(p screen.Press) []screen.Request {
	switch {
	case key.Matches(p, s.keys.Undo):
		return []screen.Request{screen.Undo{}}
	case key.Matches(p, s.keys.Redo):
		return []screen.Request{screen.Redo{}}
	}
	return nil
}

// pressAtEnd acts on a key when all have been looked at.
func (s *Screen) pressAtEnd(p screen.Press) []screen.Request {
	k := s.keys
	switch {
	case key.Matches(p, k.Up, k.Previous, k.Last):
		return s.goTo(len(s.places) - 1)
	case key.Matches(p, k.First):
		return s.goTo(0)
	case key.Matches(p, k.Open, k.PreviousUndone, k.NextUndone):
		for i := range s.places {
			if toDecide.lets(s.found.Disagreements[s.places[i]].State) {
				return s.goTo(i)
			}
		}
		return say("none of these is still to be decided")
	case key.Matches(p, k.Advance):
		return s.advancing()
	case key.Matches(p, k.Undo, k.Redo):
		return s.pressAnywhere(p)
	}
	return say("all have been looked at: %s goes back to the last, %s shows others", screen.Shortcut(k.Up), screen.Shortcut(k.Filter))
}

// Hints is the keys of most use, for the footer: those of the labels are on the screen.
func (s *Screen) Hints() []key.Binding {
	k := s.keys
	switch {
	case s.Modal():
		return k.Selecting().Bindings
	case len(s.places) == 0:
		return []key.Binding{s.does(k.Pass), s.does(k.Filter), k.Back}
	case s.at == len(s.places):
		return []key.Binding{screen.Does(k.Up, "the last of them"), s.does(k.Filter), s.does(k.Pass), k.Undo, k.Back}
	}
	return []key.Binding{
		screen.Does(k.Choose, "take that"), screen.Does(k.Open, "take this"), screen.Does(k.Right, "next annotator"), screen.Does(without(k.Page, k.PageDown), "next"), screen.Does(k.Up, "back"), k.Undo,
		screen.Does(k.Flag, "leave open"), screen.Does(k.Note, "why"), screen.Does(k.Blind, "blind"), s.does(k.Filter), s.does(k.Pass), k.Read, k.Back,
	}
}

// does is a binding with what it does here.
func (s *Screen) does(b key.Binding) key.Binding {
	switch b.Help() {
	case s.keys.Filter.Help():
		return screen.Does(b, "show others")
	case s.keys.Pass.Help():
		return screen.Does(b, "by a rule")
	}
	return b
}

// Help is the keys of the screen, in groups.
func (s *Screen) Help() []screen.Group {
	k := s.keys
	signs := screen.Signs(s.theme.Glyphs, false)
	if s.Modal() {
		return []screen.Group{k.Selecting(), k.Labelling(), signs}
	}
	deciding := screen.Group{Title: "Deciding", Bindings: []key.Binding{
		k.Choose, screen.Does(k.Open, "take what the highlighted one says"), screen.Does(k.Right, "next annotator"), screen.Does(k.Left, "previous annotator"),
		screen.Does(k.Write, "write other gold"), screen.Does(k.Flag, "leave it open, and say why"), screen.Does(k.Reason, "flag or skip, with a reason"),
		screen.Does(k.Note, "why it is so"), screen.Does(k.Speaker, "who speaks"), screen.Does(k.Reject, "nobody has decided: take gold away"),
		k.Blind, screen.Does(k.Pass, "make gold by a rule"), k.Repeat, k.Advance, k.Copy,
	}}
	return []screen.Group{
		deciding,
		{Title: "Labels", Bindings: slices.Concat(s.labelKeys(), k.Attributes)},
		{Title: "The sentences", Bindings: []key.Binding{
			screen.Does(without(k.Page, k.PageDown), "go on to the next that is to be decided"), screen.Does(k.Down, "next"), screen.Does(k.Up, "previous"), screen.Does(k.Next, "next"), screen.Does(k.Previous, "previous"),
			k.First, k.Last, k.NextUndone, k.PreviousUndone, screen.Does(k.HalfDown, "scroll the text down"), screen.Does(k.HalfUp, "scroll the text up"),
			screen.Does(k.PageDown, "scroll the annotators down"), screen.Does(k.PageUp, "scroll the annotators up"),
			screen.Does(k.Filter, "to decide, left open, decided, all"), k.Read, k.Back,
		}},
		k.Selects(), signs,
	}
}

// labelKeys is the keys of labels without those that choose an annotator here.
func (s *Screen) labelKeys() []key.Binding {
	out := slices.Clone(s.keys.Labels)
	for i, b := range out {
		own := slices.DeleteFunc(slices.Clone(b.Keys()), func(p string) bool { return s.taken(screen.Press(p)) })
		does := b.Help().Desc
		out[i] = key.NewBinding(key.WithKeys(own...), key.WithHelp(first(own), does))
	}
	return out
}

// without is a binding without the keys that another takes before it.
func without(b, other key.Binding) key.Binding {
	own := slices.DeleteFunc(slices.Clone(b.Keys()), func(p string) bool { return slices.Contains(other.Keys(), p) })
	return key.NewBinding(key.WithKeys(own...), key.WithHelp(first(own), b.Help().Desc))
}

func first(keys []string) string {
	if len(keys) == 0 {
		return ""
	}
	return keys[0]
}

// taken says whether a key means something of its own on this screen.
func (s *Screen) taken(p screen.Press) bool {
	k := s.keys
	return key.Matches(p, k.Choose, k.Pass, k.Filter, k.Blind, k.Right, k.Left, k.PageDown, k.PageUp, k.HalfDown, k.HalfUp, k.Page, k.Down, k.Up, k.Next, k.Previous,
		k.First, k.Last, k.Read, k.Open, k.Flag, k.Write, k.Reject, k.Advance, k.Back, k.Select)
}
