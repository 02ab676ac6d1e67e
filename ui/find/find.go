// Package find is the screen that searches all reports: a query, and what was found in its context.
//
// What was found is a list of reports with their best passages under them; the cursor goes from
// passage to passage. Searching is in looking.go, the searches that are kept in kept.go, what
// the list is made of in list.go, and how it is drawn in view.go.
package find

import (
	"context"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"rashomon/annotate"
	"rashomon/annotate/query"
	"rashomon/annotate/queue"
	"rashomon/ui/screen"
	"rashomon/ui/theme"
)

// Screen shows what a query has found.
type Screen struct {
	o             Options
	keys          screen.Keys
	labelling     *screen.Labelling
	theme         theme.Theme
	width, height int

	text    string       // the query
	wrong   *query.Error // what is wrong with it
	failed  error        // why nothing was found
	found   *query.Found // nil until something was looked for
	looking *looking     // nil while nothing is looked for
	changed bool         // reports among those found are others now: their sentences may be too
	whole   map[int]bool // hits of which all passages are shown
	list    list         // of what was found
	kept    []annotate.Search
	cursor  int // a stop of the list, or a kept search
	top     int // the line at the top
}

// Options is what the screen needs of the program. Look is called off the event loop.
type Options struct {
	Look      func(ctx context.Context, q query.Query, progress func(part float64)) (query.Found, error)
	Searches  []annotate.Search // those that are kept, in the order of their names
	Annotator string            // who keeps and forgets searches
}

// New shows the search, with a query that is looked for at once, or with none.
func New(text string, o Options, keys screen.Keys, l *screen.Labelling, t theme.Theme) *Screen {
	return &Screen{o: o, keys: keys, labelling: l, theme: t, text: text, kept: o.Searches, whole: map[int]bool{}}
}

// Start looks for the query, or asks for one.
func (s *Screen) Start() []screen.Request {
	if s.text == "" {
		return s.ask()
	}
	return s.look(s.text, 0)
}

// Close gives up a search under way.
func (s *Screen) Close() { s.giveUp() }

// Take says whether the screen shows what is asked for already: the same query.
func (s *Screen) Take(r screen.Request) bool {
	f, ok := r.(screen.Find)
	return ok && f.Query != "" && f.Query == s.text && s.wrong == nil && s.failed == nil
}

// SetSize sets the cells there are to draw in.
func (s *Screen) SetSize(width, height int) {
	s.width, s.height = width, height
	s.layOut()
}

// SetTheme changes colours.
func (s *Screen) SetTheme(t theme.Theme) {
	s.theme = t
	s.layOut()
}

// Update takes a message and says what the screen wants of the root.
func (s *Screen) Update(msg tea.Msg) []screen.Request {
	switch msg := msg.(type) {
	case looked:
		return s.take(msg)
	case ticked:
		if msg.by == s.looking && msg.by != nil {
			return []screen.Request{msg.by.tick()}
		}
	case screen.Edited:
		s.edited(msg.Edits)
		return s.follows(msg.Edits)
	case screen.Wheel:
		s.scroll(msg.Lines)
	case screen.Click:
		return s.click(msg.Y)
	case screen.Press:
		return s.press(msg)
	}
	return nil
}

func (s *Screen) press(p screen.Press) []screen.Request {
	k := s.keys
	switch {
	case key.Matches(p, k.Back) && s.looking != nil:
		s.giveUp()
		return say("gave up: what is shown was found before")
	case key.Matches(p, k.Back):
		return []screen.Request{screen.Back{}}
	case key.Matches(p, k.Search):
		return s.ask()
	case key.Matches(p, k.Undo):
		return []screen.Request{screen.Undo{}}
	case key.Matches(p, k.Redo):
		return []screen.Request{screen.Redo{}}
	case key.Matches(p, k.Leave):
		return []screen.Request{screen.Back{}}
	case key.Matches(p, k.First):
		s.moveTo(0)
	case key.Matches(p, k.Last):
		s.moveTo(s.stops() - 1)
	case key.Matches(p, k.Page): // as in a text: space marks nothing here
		s.scroll(max(s.room()-1, 1))
	case s.text == "":
		return s.pressKept(p)
	case key.Matches(p, k.Write):
		return s.askName()
	case key.Matches(p, k.Queue):
		return s.label()
	default:
		return s.pressFound(p)
	}
	return nil
}

// pressFound acts on the keys for what was found.
func (s *Screen) pressFound(p screen.Press) []screen.Request {
	k := s.keys
	if s.found == nil || len(s.list.stops) == 0 {
		return nil
	}
	at := s.list.stops[s.cursor]
	switch {
	case s.changed && key.Matches(p, k.Open, k.Beside, k.Copy):
		out := say("the reports have changed: looking again …")
		if s.looking == nil { // it was given up
			out = append(out, s.lookAgain()...)
		}
		return out
	case key.Matches(p, k.Open):
		return []screen.Request{s.open()}
	case key.Matches(p, k.Beside):
		return s.beside()
	case key.Matches(p, k.Next), key.Matches(p, k.Right) && !key.Matches(p, k.Unfold):
		s.nextHit(1)
	case key.Matches(p, k.Previous), key.Matches(p, k.Left) && !key.Matches(p, k.Fold):
		s.nextHit(-1)
	case key.Matches(p, k.Unfold):
		s.setWhole(at.hit, true)
	case key.Matches(p, k.Fold):
		s.setWhole(at.hit, false)
	case key.Matches(p, k.Copy):
		return s.copy()
	default:
		s.step(p)
	}
	return nil
}

// open opens the report at the passage under the cursor.
func (s *Screen) open() screen.Request {
	hit, sentence := s.here()
	return screen.Read{Article: hit.Article.ID, Sentence: sentence}
}

// beside lays the report beside the others of its story.
func (s *Screen) beside() []screen.Request {
	hit, sentence := s.here()
	if hit.Article.Story == 0 {
		return say("this report is in no story: there is nothing to lay beside it")
	}
	return []screen.Request{screen.Beside{Story: hit.Article.Story, Base: hit.Article.ID, Sentence: max(sentence, 0)}}
}

// label opens what was found as a queue, in an order that is asked for.
func (s *Screen) label() []screen.Request {
	if s.wrong != nil {
		return say("the query cannot be read: there is nothing to label")
	}
	return []screen.Request{screen.Queue{Spec: queue.Spec{Query: s.text}}}
}

// copy puts the passage under the cursor on the clipboard, with where it is from.
func (s *Screen) copy() []screen.Request {
	at := s.list.stops[s.cursor]
	hit := &s.found.Hits[at.hit]
	text := hit.Article.Title
	if at.passage >= 0 {
		text = hit.Passages[at.passage].Text
	}
	return []screen.Request{screen.Copy{Text: screen.Safe(text) + "\n" + facts(hit), Said: "copied with its source"}}
}

func say(text string) []screen.Request { return []screen.Request{screen.Say{Text: text}} }
