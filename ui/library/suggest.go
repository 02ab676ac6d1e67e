package library

import (
	"context"
	"fmt"
	"math"
	"slices"
	"sync/atomic"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"rashomon/annotate"
	"rashomon/compare/stories"
	"rashomon/ui/screen"
)

// asking is a search for suggestions under way.
type asking struct {
	cancel  context.CancelFunc
	done    atomic.Uint64 // the part that is done, bits of a float64
	group   groupID       // where the cursor was
	article annotate.ID
}

// found is the message that the search is done.
type found struct {
	by  *asking
	all []screen.Together
	err error
}

// ticked is the message that it is time to show the progress of the search again.
type ticked struct{ by *asking }

const tickEvery = 100 * time.Millisecond

// suggest asks which reports without a story belong together.
func (s *Screen) suggest() []screen.Request {
	if s.asking != nil {
		return say("looking for stories already: %s stops", screen.Shortcut(s.keys.Back))
	}
	loose := func(r annotate.Row) bool { return r.Story == 0 }
	if !s.contents.Part && !slices.ContainsFunc(s.contents.Rows, loose) {
		return say("every report is in a story already")
	}
	var out []screen.Request
	if s.dropping {
		s.suggestions = newSuggestions(stories.Suggested{All: s.suggestions.All})
		out = append(out, s.suggestions.keepDropped())
	}
	ctx, cancel := context.WithCancel(context.Background())
	a := &asking{cancel: cancel}
	a.group, a.article = s.current()
	s.asking = a
	return append(out, screen.Suggest{
		Context:  ctx,
		Progress: func(part float64) { a.done.Store(math.Float64bits(part)) },
		Answer:   func(all []screen.Together, err error) tea.Msg { return found{a, all, err} },
	}, a.tick())
}

func (a *asking) tick() screen.Request {
	return screen.Do{Cmd: tea.Tick(tickEvery, func(time.Time) tea.Msg { return ticked{a} })}
}

// progress is what the status line says meanwhile.
func (a *asking) progress(stop key.Binding) string {
	return fmt.Sprintf("looking for stories … %.0f %% · %s stops", 100*math.Float64frombits(a.done.Load()), screen.Shortcut(stop))
}

// stop gives up the search under way; what was suggested before stays.
func (s *Screen) stop() {
	if s.asking != nil {
		s.asking.cancel()
		s.asking = nil
	}
}

// Close gives up what is under way.
func (s *Screen) Close() { s.stop() }

// propose shows what was found.
func (s *Screen) propose(msg found) []screen.Request {
	if msg.by != s.asking {
		return nil
	}
	s.stop()
	if msg.err != nil && len(msg.all) == 0 {
		return []screen.Request{screen.Say{Text: "nothing suggested: " + screen.Safe(msg.err.Error()), Bad: true}}
	}
	s.suggestions = s.suggestions.found(msg.all)
	for id := range s.folded {
		if id.suggestion != 0 {
			delete(s.folded, id)
		}
	}
	s.news = &msg
	return []screen.Request{s.rearrange(), s.suggestions.keep()}
}

// tell says what is suggested, once it is shown. The cursor goes there if it was not moved
// while it was looked for.
func (s *Screen) tell() []screen.Request {
	msg := s.news
	s.news = nil
	if msg == nil {
		return nil
	}
	if group, article := s.current(); group == msg.by.group && article == msg.by.article {
		s.seek(0, 1)
	}
	switch n := s.arranged.suggested; {
	case msg.err != nil:
		return []screen.Request{screen.Say{Text: "not all reports could be read: " + screen.Safe(msg.err.Error()), Bad: true}}
	case n == 0 && s.filter != "":
		return say("nothing is suggested that matches the filter")
	case n == 0:
		return say("nothing to suggest: no reports without a story seem to tell of one event%s", s.without())
	default:
		k := s.keys
		return say("%s (?): %s accepts one, %s all, %s drops one, %s goes on to the next%s", screen.Count(n, "suggestion", "suggestions"),
			screen.Shortcut(k.Accept), screen.Shortcut(k.AcceptAll), screen.Shortcut(k.Dismiss), screen.Shortcut(k.Next), s.without())
	}
}

// without says that reports were left out that had been dropped before, and how to have them back.
func (s *Screen) without() string {
	n := 0
	for id := range s.suggestions.of {
		if s.suggestions.dropped[id] {
			n++
		}
	}
	if s.dropping = n > 0; !s.dropping {
		return ""
	}
	return fmt.Sprintf(" · %s again: with the %s dropped", screen.Shortcut(s.keys.Suggest), screen.Number(n))
}

// seek moves to the next suggestion from a line on, or the one before it; false where there is none.
func (s *Screen) seek(from, step int) bool {
	for i := from; i >= 0 && i < len(s.lines); i += step {
		if l := s.lines[i]; l.row < 0 && s.arranged.groups[l.group].suggestion != 0 {
			s.move(i - s.cursor)
			return true
		}
	}
	return false
}

// judge is the keys for suggestions that are there.
func (s *Screen) judge(p screen.Press) []screen.Request {
	k := s.keys
	switch {
	case s.arranged.suggested == 0:
		return say("nothing is suggested: %s looks for reports that belong together", screen.Shortcut(k.Suggest))
	case key.Matches(p, k.Next):
		if !s.seek(s.cursor+1, 1) {
			return say("no suggestion further down")
		}
	case key.Matches(p, k.Previous):
		if !s.seek(s.cursor-1, -1) {
			return say("no suggestion further up")
		}
	case key.Matches(p, k.AcceptAll):
		return s.acceptAll()
	case s.here().suggestion == 0:
		return say("no suggestion here: %s goes to the next", screen.Shortcut(k.Next))
	case key.Matches(p, k.Accept):
		s.accepted = drop{articles: s.here().articles}
		return []screen.Request{s.here().accepted()}
	default:
		return s.dismiss()
	}
	return nil
}

// accepted is the suggestion put into practice, all of it: what the filter hides, too.
func (g *group) accepted() screen.Place {
	return screen.Place{Articles: g.articles, Story: g.title, In: g.story, New: g.story == 0}
}

// acceptAll asks to accept all suggestions that are shown.
func (s *Screen) acceptAll() []screen.Request {
	var places []screen.Place
	articles, stories := 0, 0
	for i := range s.arranged.groups {
		if g := &s.arranged.groups[i]; g.suggestion != 0 {
			places = append(places, g.accepted())
			articles += len(g.articles)
			if g.story == 0 {
				stories++
			}
		}
	}
	question := fmt.Sprintf("accept %s (%s, %s)? one undo takes them back", screen.Count(len(places), "suggestion", "suggestions"),
		reports(articles), screen.Count(stories, "new story", "new stories"))
	return []screen.Request{screen.Confirm{Question: question, Yes: func() []screen.Request {
		return []screen.Request{screen.PlaceAll{Places: places}}
	}}}
}

func say(format string, a ...any) []screen.Request {
	return []screen.Request{screen.Say{Text: fmt.Sprintf(format, a...)}}
}
