package library

import (
	"slices"

	"rashomon/annotate"
	"rashomon/ui/screen"
)

// drop is a suggestion that somebody has answered: dropped it, or a report of it, or accepted it.
type drop struct {
	articles []annotate.ID
	alone    bool // a report of it: the cursor was there
}

// dismiss drops the suggestion under the cursor, or one report from it.
func (s *Screen) dismiss() []screen.Request {
	d := drop{articles: s.here().articles}
	if _, article := s.current(); article != 0 {
		d = drop{articles: []annotate.ID{article}, alone: true}
	}
	s.suggestions = s.suggestions.drop(d.articles)
	s.drops = append(s.drops, d)
	s.dropping = false
	k := s.keys
	return append(say("%s not suggested again: %s takes that back, %s twice looks at them again", reports(len(d.articles)), screen.Shortcut(k.Undo), screen.Shortcut(k.Suggest)),
		s.rearrange(), s.suggestions.keepDropped())
}

// undo takes back what was dropped last, unless anything was changed since: then that. The
// history knows nothing of suggestions, so this screen does.
func (s *Screen) undo() []screen.Request {
	last := len(s.drops) - 1
	if last < 0 {
		s.returning = s.accepted
		return []screen.Request{screen.Undo{}}
	}
	s.returning = s.drops[last]
	s.suggestions = s.suggestions.undrop(s.returning.articles)
	s.drops = s.drops[:last]
	return append(say("%s suggested again", reports(len(s.returning.articles))), s.rearrange(), s.suggestions.keepDropped())
}

// comeBack goes to the suggestion that was answered, as soon as it is there again.
func (s *Screen) comeBack() {
	if len(s.returning.articles) == 0 {
		return
	}
	of := s.returning.articles[0]
	i := slices.IndexFunc(s.arranged.groups, func(g group) bool { return g.suggestion != 0 && slices.Contains(g.articles, of) })
	if i < 0 {
		return
	}
	if !s.returning.alone || !s.find(s.arranged.groups[i].groupID, of) {
		s.find(s.arranged.groups[i].groupID, 0)
	}
	s.returning = drop{}
}
