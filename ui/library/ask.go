package library

import (
	"fmt"

	"rashomon/annotate"
	"rashomon/ui/screen"
)

// chosen is the marked articles, those that the filter hides too, the newest first; without
// marks the one under the cursor, or on a heading those of its group.
func (s *Screen) chosen() []annotate.ID {
	var out []annotate.ID
	if len(s.marked) > 0 {
		for i := range s.contents.Rows {
			if id := s.contents.Rows[i].ID; s.marked[id] {
				out = append(out, id)
			}
		}
		return out
	}
	l := s.lines[s.cursor]
	if l.row >= 0 {
		return []annotate.ID{s.contents.Rows[l.row].ID}
	}
	for _, i := range s.arranged.groups[l.group].rows {
		out = append(out, s.contents.Rows[i].ID)
	}
	return out
}

// open opens the article under the cursor, or lays the story of a heading side by side.
func (s *Screen) open() []screen.Request {
	if len(s.lines) == 0 {
		return nil
	}
	if _, article := s.current(); article != 0 {
		return []screen.Request{screen.Read{Article: article, Sentence: -1}}
	}
	return s.beside()
}

// most is how many reports of a heading without a story are laid side by side at most.
const most = 50

func (s *Screen) beside() []screen.Request {
	story, article := s.current()
	if len(s.marked) > 0 {
		return []screen.Request{screen.Beside{Articles: s.chosen(), Base: article}}
	}
	if story != 0 {
		return []screen.Request{screen.Beside{Story: story, Base: article}}
	}
	if article != 0 {
		return []screen.Request{screen.Say{Text: "in no story: mark reports with space, then b lays them side by side, t makes them a story"}}
	}
	chosen := s.chosen()
	if len(chosen) > most {
		return []screen.Request{screen.Say{Text: fmt.Sprintf("%d reports are too many: mark some with space", len(chosen))}}
	}
	if len(chosen) == 1 { // nothing to lay beside it
		return []screen.Request{screen.Read{Article: chosen[0], Sentence: -1}}
	}
	return []screen.Request{screen.Beside{Articles: chosen}}
}

func (s *Screen) askFilter() []screen.Request {
	before := s.filter
	set := func(text string) []screen.Request {
		s.filter = text
		return []screen.Request{s.rearrange()}
	}
	return []screen.Request{screen.Ask{
		Title: "filter", Value: s.filter, Typing: set,
		Done:      func(string) []screen.Request { return nil },
		Cancelled: func() []screen.Request { return set(before) },
	}}
}

func (s *Screen) askStory() []screen.Request {
	articles := s.chosen()
	titles := make([]string, len(s.contents.Stories))
	for i, st := range s.contents.Stories {
		titles[i] = st.Title
	}
	return []screen.Request{screen.Ask{
		Title:   fmt.Sprintf("story of %s (empty: none)", reports(len(articles))),
		Choices: titles,
		Done: func(title string) []screen.Request {
			s.unmark()
			return []screen.Request{screen.Place{Articles: articles, Story: title}}
		},
	}}
}

func (s *Screen) askTitle() []screen.Request {
	g := s.arranged.groups[s.lines[s.cursor].group]
	if g.story.ID == 0 {
		return []screen.Request{screen.Say{Text: "these reports are in no story: t puts them into one"}}
	}
	return []screen.Request{screen.Ask{
		Title: "title of the story", Value: g.story.Title,
		Done: func(title string) []screen.Request {
			return []screen.Request{screen.Rename{Story: g.story.ID, Title: title}}
		},
	}}
}

func (s *Screen) askRemove() []screen.Request {
	articles := s.chosen()
	return []screen.Request{screen.Confirm{
		Question: fmt.Sprintf("remove %s with all that is said of them? (undo brings them back)", reports(len(articles))),
		Yes: func() []screen.Request {
			s.unmark()
			return []screen.Request{screen.Remove{Articles: articles}}
		},
	}}
}

func reports(n int) string { return screen.Count(n, "report", "reports") }
