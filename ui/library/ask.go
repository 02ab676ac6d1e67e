package library

import (
	"fmt"
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"

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

// speakers opens who speaks in the story under the cursor, or in the article of none.
func (s *Screen) speakers() []screen.Request {
	g := s.here()
	_, article := s.current()
	if g.story == 0 && article == 0 {
		return say("a story or a report has speakers: go to one")
	}
	return []screen.Request{screen.Speakers{Story: g.story, Article: article}}
}

// about opens what the report under the cursor states of itself, or the texts that it had.
func (s *Screen) about(p screen.Press) []screen.Request {
	_, article := s.current()
	switch {
	case article == 0 && key.Matches(p, s.keys.Details):
		return say("go to a report: its title, source and date are mended there")
	case article == 0:
		return say("a report has revisions: go to one")
	case key.Matches(p, s.keys.Details):
		return []screen.Request{screen.Details{Article: article}}
	}
	return []screen.Request{screen.Revisions{Article: article}}
}

// most is how many reports that are no story are compared at most.
const most = 100

// beside lays reports side by side: the marked ones, or those that compared says.
func (s *Screen) beside() []screen.Request {
	_, article := s.current()
	story, articles, why := s.compared()
	switch {
	case why != "":
		return say("%s", why)
	case len(articles) == 1 && len(s.marked) == 0: // nothing to lay beside it
		return []screen.Request{screen.Read{Article: articles[0], Sentence: -1}}
	}
	return []screen.Request{screen.Beside{Story: story, Articles: articles, Base: article}}
}

// compare opens what else compares reports: the matrix or the brief.
func (s *Screen) compare(p screen.Press) []screen.Request {
	story, articles, why := s.compared()
	switch {
	case why != "":
		return say("%s", why)
	case len(articles) == 1:
		return say("one report alone has nothing to be compared with: %s marks more", screen.Shortcut(s.keys.Mark))
	case key.Matches(p, s.keys.Matrix):
		return []screen.Request{screen.Matrix{Story: story, Articles: articles}}
	}
	return []screen.Request{screen.Brief{Story: story, Articles: articles}}
}

// compared is what is to be compared: the marked reports, else the story under the cursor,
// or what is suggested there with the story that it is suggested for. Why says why nothing is.
func (s *Screen) compared() (story annotate.ID, articles []annotate.ID, why string) {
	g := s.here()
	_, article := s.current()
	switch {
	case len(s.marked) > 0:
		articles = s.chosen()
	case g.suggestion != 0:
		articles = append(s.storyArticles(g.story), g.articles...)
	case g.story != 0:
		return g.story, nil, ""
	case article != 0:
		k := s.keys
		return 0, nil, fmt.Sprintf("in no story: mark reports with %s to compare them, %s makes them a story", screen.Shortcut(k.Mark), screen.Shortcut(k.Story))
	default:
		articles = s.chosen()
	}
	if len(articles) > most {
		return 0, nil, fmt.Sprintf("%s are too many to compare: mark some with %s", reports(len(articles)), screen.Shortcut(s.keys.Mark))
	}
	return 0, articles, ""
}

// storyArticles is the articles of a story, also those that the filter hides.
func (s *Screen) storyArticles(story annotate.ID) (out []annotate.ID) {
	for i := range s.contents.Rows {
		if r := &s.contents.Rows[i]; story != 0 && r.Story == story {
			out = append(out, r.ID)
		}
	}
	return out
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
	from, choices := s.stories(articles)
	title := fmt.Sprintf("story of %s (empty: none)", reports(len(articles)))
	if from > 1 {
		title = fmt.Sprintf("story of %s from %d stories (empty: none)", reports(len(articles)), from)
	}
	return []screen.Request{screen.Ask{
		Title:   title,
		Choices: choices,
		Done: func(title string) []screen.Request {
			s.unmark()
			return []screen.Request{screen.Place{Articles: articles, Story: spelled(title, choices)}}
		},
	}}
}

// spelled is a title as the choice has it that it was completed from, which keeps what was
// typed of it.
func spelled(title string, choices []string) string {
	title = annotate.Line(title)
	same := func(c string) bool { return strings.EqualFold(c, title) }
	if i := slices.IndexFunc(choices, same); i >= 0 && !slices.Contains(choices, title) {
		return choices[i]
	}
	return title
}

// stories is how many stories the articles are in, and the titles of all stories: first of
// those, then of what is suggested here, then as the list has them.
func (s *Screen) stories(articles []annotate.ID) (from int, titles []string) {
	chosen := make(map[annotate.ID]bool, len(articles))
	for _, id := range articles {
		chosen[id] = true
	}
	in := map[annotate.ID]bool{}
	for i := range s.contents.Rows {
		if r := &s.contents.Rows[i]; r.Story != 0 && chosen[r.ID] {
			in[r.Story] = true
		}
	}
	offered := map[string]bool{"": true}
	offer := func(title string) {
		if !offered[title] {
			offered[title] = true
			titles = append(titles, title)
		}
	}
	for _, st := range s.contents.Stories {
		if in[st.ID] {
			offer(st.Title)
		}
	}
	if g := s.here(); g.suggestion != 0 {
		offer(g.title)
	}
	for i := range s.arranged.groups {
		if g := &s.arranged.groups[i]; g.suggestion == 0 {
			offer(g.title)
		}
	}
	for _, st := range s.contents.Stories { // what the filter hides
		offer(st.Title)
	}
	return len(in), titles
}

// askTitle asks what to call a story; a suggested one is made with that.
func (s *Screen) askTitle() []screen.Request {
	g := s.here()
	ask := screen.Ask{Title: "title of the story", Value: g.title}
	switch place := g.accepted(); {
	case g.story != 0:
		story := g.story
		ask.Done = func(title string) []screen.Request {
			return []screen.Request{screen.Rename{Story: story, Title: title}}
		}
	case g.suggestion != 0:
		ask.Title = "accept as the story"
		ask.Done = func(title string) []screen.Request {
			if place.Story = annotate.Line(title); place.Story == "" {
				return say("a story needs a title")
			}
			place.New = false
			return []screen.Request{place}
		}
	default:
		return say("these reports are in no story: %s puts them into one", screen.Shortcut(s.keys.Story))
	}
	return []screen.Request{ask}
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
