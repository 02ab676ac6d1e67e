package library

import (
	"cmp"
	"slices"
	"strings"

	"rashomon/annotate"
	"rashomon/compare/stories"
	"rashomon/ui/screen"
)

// suggestions is which articles without a story seem to belong together. What it holds is
// never written to again: an arrangement in the making may be reading it.
type suggestions struct {
	stories.Suggested
	of      map[annotate.ID]spot
	dropped map[annotate.ID]bool
}

// spot is where an article stands in a suggestion.
type spot struct {
	suggestion int32 // from 1
	place      int32
}

func newSuggestions(all stories.Suggested) suggestions {
	s := suggestions{Suggested: all, of: map[annotate.ID]spot{}, dropped: map[annotate.ID]bool{}}
	for i, t := range s.All {
		for k, id := range t.Articles {
			s.of[id] = spot{int32(i + 1), int32(k)}
		}
	}
	for _, id := range s.Dropped {
		s.dropped[id] = true
	}
	return s
}

// found is the suggestions of a new search.
func (s suggestions) found(all []screen.Together) suggestions {
	return newSuggestions(stories.Suggested{All: all, Dropped: s.Dropped})
}

// drop is the suggestions without these articles.
func (s suggestions) drop(articles []annotate.ID) suggestions {
	return newSuggestions(stories.Suggested{All: s.All, Dropped: slices.Concat(s.Dropped, articles)})
}

// undrop is the suggestions with these articles again.
func (s suggestions) undrop(articles []annotate.ID) suggestions {
	left := slices.DeleteFunc(slices.Clone(s.Dropped), func(id annotate.ID) bool { return slices.Contains(articles, id) })
	return newSuggestions(stories.Suggested{All: s.All, Dropped: left})
}

// recall is the suggestions with what the library keeps: where there has been a search since
// the start, that knows better.
func (s suggestions) recall(kept stories.Suggested) suggestions {
	kept.Dropped = slices.Concat(kept.Dropped, s.Dropped)
	if len(s.All) > 0 {
		kept.All = s.All
	}
	return newSuggestions(kept)
}

// keep asks to keep what is suggested.
func (s suggestions) keep() screen.Request {
	return screen.Keep{Name: stories.Kept, Value: stories.KeptValue(s.All)}
}

// keepDropped asks to keep what was dropped.
func (s suggestions) keepDropped() screen.Request {
	return screen.Keep{Name: stories.Dropped, Value: stories.DroppedValue(s.Dropped)}
}

// standing is which suggestions the contents leave standing: those of at least two articles
// that are still there and still in no story, or of one for a story that is still there. So
// what is accepted goes, and comes back when that is undone.
type standing struct {
	in        []int32    // the suggestion of each row, 0 for none; nil where nothing is suggested
	proposals []proposal // by number, from 1
}

// proposal is a suggestion that stands.
type proposal struct {
	story    annotate.ID   // that it is for; 0 for a new one
	title    string        // of the story
	articles []annotate.ID // as in Together, without those that have gone
	best     int32         // the row of the first of them
}

// suggestion is that of row i, from 1; 0 for none.
func (s *standing) suggestion(i int32) int32 {
	if s.in == nil {
		return 0
	}
	return s.in[i]
}

// stand finds what stands; nothing until all contents are there.
func (s suggestions) stand(c Contents, titles map[annotate.ID]string) standing {
	if c.Part || len(s.All) == 0 {
		return standing{}
	}
	out := standing{in: make([]int32, len(c.Rows)), proposals: make([]proposal, len(s.All)+1)}
	for i, t := range s.All {
		out.proposals[i+1] = proposal{story: t.Story, articles: make([]annotate.ID, len(t.Articles)), best: -1}
	}
	for i := range c.Rows {
		r := &c.Rows[i]
		if r.Story != 0 || s.dropped[r.ID] {
			continue
		}
		if at, ok := s.of[r.ID]; ok {
			out.in[i] = at.suggestion
			p := &out.proposals[at.suggestion]
			p.articles[at.place] = r.ID
			if p.best < 0 || at.place < s.of[c.Rows[p.best].ID].place {
				p.best = int32(i)
			}
		}
	}
	for n := range out.proposals {
		out.proposals[n].settle(c, titles)
	}
	for i, n := range out.in {
		if len(out.proposals[n].articles) == 0 {
			out.in[i] = 0
		}
	}
	return out
}

// StoryTitle is an article's title as that of a story: titles made from first words end in
// an ellipsis.
func StoryTitle(title string) string {
	return cmp.Or(strings.TrimRight(annotate.Line(screen.Safe(title)), "… "), untitled)
}

// untitled is what a story is called whose reports have no title either.
const untitled = "untitled"

// settle gives the proposal its title, or takes its articles away where it does not stand.
func (p *proposal) settle(c Contents, titles map[annotate.ID]string) {
	p.articles = slices.DeleteFunc(p.articles, func(id annotate.ID) bool { return id == 0 })
	title, there := titles[p.story]
	switch {
	case p.story != 0 && there:
		p.title = title
	case p.story == 0 && len(p.articles) > 1:
		p.title = StoryTitle(c.Rows[p.best].Title)
	default:
		p.articles = nil
	}
}
