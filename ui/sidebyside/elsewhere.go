package sidebyside

import (
	"slices"

	"charm.land/bubbles/v2/key"

	"rashomon/annotate"
	"rashomon/annotate/queue"
	"rashomon/compare"
	"rashomon/ui/screen"
)

// leave acts on the keys that lead to other screens.
func (s *Screen) leave(p screen.Press) []screen.Request {
	k, article := s.keys, s.page().Reading.Article.ID
	n, _ := s.view.sentence()
	switch {
	case key.Matches(p, k.Open):
		return []screen.Request{screen.Read{Article: article, Sentence: n}}
	case key.Matches(p, k.Matrix):
		return []screen.Request{screen.Matrix{Story: s.story.ID, Articles: s.articles(), Article: article, Sentence: n}}
	case key.Matches(p, k.Brief):
		return []screen.Request{screen.Brief{Story: s.story.ID, Articles: s.articles()}}
	case key.Matches(p, k.Queue):
		return []screen.Request{screen.Queue{Spec: queue.Spec{Articles: s.shown()}}}
	case key.Matches(p, k.Speakers):
		return []screen.Request{screen.Speakers{Story: s.story.ID, Article: article}}
	case key.Matches(p, k.External):
		return []screen.Request{screen.External{Articles: s.shown()}}
	case key.Matches(p, k.Ghosts, k.AcceptAll):
		return say("suggestions are shown in the report by itself: %s opens it", screen.Shortcut(k.Open))
	case key.Matches(p, k.Back):
		searching := slices.ContainsFunc(s.pages, (*screen.Page).Searching)
		for _, p := range s.pages {
			p.Forget()
		}
		if !searching {
			return []screen.Request{screen.Back{}}
		}
	}
	return nil
}

// Again is the request that opens the screen as it is now.
func (s *Screen) Again() screen.Request {
	n, _ := s.view.sentence()
	return screen.Beside{Story: s.story.ID, Articles: s.articles(), Base: s.page().Reading.Article.ID, Sentence: n, Free: s.view == view(s.free)}
}

// articles is the reports, for screens of the same ones; none where they are a story's.
func (s *Screen) articles() []annotate.ID {
	if s.story.ID != 0 {
		return nil
	}
	return s.shown()
}

// shown is the reports on the screen.
func (s *Screen) shown() (out []annotate.ID) {
	for _, r := range s.comparing.Readings {
		out = append(out, r.Article.ID)
	}
	return out
}

// Take goes to what another screen asks for, if this one shows the reports asked for.
func (s *Screen) Take(r screen.Request) bool {
	b, ok := r.(screen.Beside)
	if !ok || !s.shows(b) {
		return false
	}
	if page := s.comparing.Place(b.Base); page >= 0 {
		s.pages[page].SetCursor(b.Sentence)
		ref := compare.Ref{Report: page, Sentence: s.pages[page].Pane.Cursor()}
		s.goTo(ref)
		s.aligned.oppose(s.aligned.row(ref))
	}
	return true
}

// shows says whether these are the reports asked for.
func (s *Screen) shows(b screen.Beside) bool {
	if len(b.Articles) == 0 {
		return b.Story != 0 && b.Story == s.story.ID
	}
	return len(b.Articles) == len(s.pages) && !slices.ContainsFunc(b.Articles, func(id annotate.ID) bool { return s.comparing.Place(id) < 0 })
}
