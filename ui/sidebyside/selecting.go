package sidebyside

import (
	"charm.land/bubbles/v2/key"

	"rashomon/ui/screen"
)

// Modal says whether words are being selected: the keys are about them.
func (s *Screen) Modal() bool { return s.page().Modal() }

// selecting acts on the keys that select words and cut sentences anew, before those that would mean something else
// while some are selected. A row of the aligned view is what several reports have in common,
// each sentence on its own: words are selected where a text stands as it was written.
func (s *Screen) selecting(p screen.Press) (out []screen.Request, handled bool) {
	k, page := s.keys, s.page()
	if key.Matches(p, k.Join) {
		n, ok := s.view.sentence()
		if !ok {
			return say("%s", s.aligned.silence()), true
		}
		return page.Join(n), true
	}
	if s.view == s.aligned {
		if key.Matches(p, k.Select, k.NextSpan, k.PreviousSpan, k.Split) {
			return say("words are selected where a report stands in its own order: %s shows that, %s reads this one alone", screen.Shortcut(k.View), screen.Shortcut(k.Open)), true
		}
		return nil, false
	}
	switch {
	case key.Matches(p, k.Split):
		return page.Split(), true
	case page.Selecting() && key.Matches(p, k.Left, k.Right, k.Column, k.View) && !key.Matches(p, k.WordOn, k.WordBack):
		page.Deselect()
		return nil, false
	case page.Selecting(), key.Matches(p, k.Select, k.NextSpan, k.PreviousSpan):
		out, handled = page.Press(p)
		s.counted = nil
		s.free.together()
	}
	if !handled && page.Modal() {
		return say("words are selected: %s leaves them", screen.Shortcut(k.Back)), true
	}
	return s.free.followed(out), handled
}

// span has sentences laid out anew when labelled spans in them are others: brackets stand
// around those.
func (s *Screen) span() {
	edits := 0
	for _, r := range s.comparing.Readings {
		edits += r.SpanEdits()
	}
	if edits != s.spanned {
		s.spanned = edits
		s.aligned.forget()
		s.aligned.resize()
	}
}
