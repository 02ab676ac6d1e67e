// Package sidebyside is the screen for several reports of one event, each in its own order
// and column, kept together by the sentences they share.
//
// The free view lives in free.go, and what the comparison says of a sentence in linked.go;
// another view of the same reports is another file beside free.go with the same methods.
package sidebyside

import (
	"context"
	"fmt"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"rashomon/annotate"
	"rashomon/compare"
	"rashomon/internal/segment"
	"rashomon/ui/screen"
	"rashomon/ui/theme"
)

// Screen shows reports beside one another. The base report is the first column and stays.
type Screen struct {
	pages         []*screen.Page // the base first
	names         []string       // A, B, C …, by the order in which the reports came
	keys          screen.Keys
	labelling     *screen.Labelling
	theme         theme.Theme
	story         string
	width, height int

	focus    int  // index into pages
	first    int  // of the pages after the base, the first that has a column
	unhooked bool // panes scroll each on their own

	linked *linked // nil until compared
	err    error
	cancel context.CancelFunc
}

// New shows readings side by side, with the cursor in the one of the base article (or the
// first) at a sentence. The story is its title, if the reports are of one.
func New(readings []*annotate.Reading, story string, base annotate.ID, sentence int, keys screen.Keys, l *screen.Labelling, t theme.Theme) *Screen {
	s := &Screen{keys: keys, labelling: l, theme: t, story: story, cancel: func() {}}
	for i, r := range readings {
		p := screen.NewPage(r, keys, l, t)
		p.Pane.SetGutter(gutter)
		s.pages, s.names = append(s.pages, p), append(s.names, name(i))
		if r.Article.ID == base {
			s.focus = i
		}
	}
	s.pages[s.focus].SetCursor(sentence)
	return s
}

// name is A to Z, then A1 to Z1, and so on.
func name(i int) string {
	out := string(rune('A' + i%26))
	if i >= 26 {
		out += fmt.Sprint(i / 26)
	}
	return out
}

// compared is the message that the reports have been compared.
type compared struct {
	by     *Screen
	linked *linked
	err    error
}

// Start asks for the comparison, which runs in the background until it is done or the
// screen is closed.
func (s *Screen) Start() []screen.Request {
	s.visit()
	ctx, cancel := context.WithCancel(context.Background())
	s.cancel = cancel
	reports := make([]compare.Report, len(s.pages))
	for i, p := range s.pages {
		r := p.Reading
		reports[i] = compare.Report{ID: r.Article.ID.String(), Text: r.Body.Text, Lang: r.Article.Language, Date: r.Article.Date, Source: r.Article.Source}
		for _, span := range r.Body.Sentences {
			reports[i].Sentences = append(reports[i].Sentences, segment.Span(span))
		}
	}
	ids := s.ids()
	return []screen.Request{screen.Do{Cmd: func() tea.Msg {
		c, err := compare.Compare(ctx, reports, compare.Options{})
		if err != nil {
			return compared{by: s, err: err}
		}
		return compared{by: s, linked: newLinked(ids, reports, c)}
	}}}
}

func (s *Screen) ids() []annotate.ID {
	out := make([]annotate.ID, len(s.pages))
	for i, p := range s.pages {
		out[i] = p.Reading.Article.ID
	}
	return out
}

// Close stops what runs in the background.
func (s *Screen) Close() { s.cancel() }

// SetTheme changes colours.
func (s *Screen) SetTheme(t theme.Theme) {
	s.theme = t
	for _, p := range s.pages {
		p.SetTheme(t)
	}
}

// Update takes a message and says what the screen wants of the root.
func (s *Screen) Update(msg tea.Msg) []screen.Request {
	defer s.visit()
	switch msg := msg.(type) {
	case compared:
		if msg.by == s {
			s.linked, s.err = msg.linked, msg.err
			s.together()
		}
	case screen.Edited:
		s.edited(msg)
	case screen.Wheel:
		s.wheel(msg)
	case screen.Click:
		s.click(msg)
	case screen.Press:
		return s.press(msg)
	}
	return nil
}

// edited makes edits that came from elsewhere, and looks at what was undone or redone.
func (s *Screen) edited(msg screen.Edited) {
	for i, p := range s.pages {
		if p.Edited(msg) {
			s.focus = i
			s.SetSize(s.width, s.height)
		}
	}
}

func (s *Screen) page() *screen.Page { return s.pages[s.focus] }

func (s *Screen) visit() { s.labelling.Visit(s.page().Reading, s.page().Pane.Cursor()) }

func (s *Screen) press(p screen.Press) []screen.Request {
	k, page := s.keys, s.page()
	if out, handled := page.Press(p); handled {
		s.together()
		return s.followed(out)
	}
	out, advanced, handled := s.labelling.Press(p, page.Reading, page.Pane.Cursor())
	if advanced {
		out = append(out, page.GoOn()...)
		s.together()
	}
	if handled {
		return out
	}
	switch {
	case key.Matches(p, k.Left):
		s.goTo((s.focus + len(s.pages) - 1) % len(s.pages))
	case key.Matches(p, k.Right):
		s.goTo((s.focus + 1) % len(s.pages))
	case key.Matches(p, k.Column):
		return s.column(int(p[len(p)-1] - '1'))
	case key.Matches(p, k.NextChange):
		return s.difference(1)
	case key.Matches(p, k.PreviousChange):
		return s.difference(-1)
	case key.Matches(p, k.Hook):
		return s.hook()
	case key.Matches(p, k.Base):
		return s.makeBase()
	case key.Matches(p, k.Open):
		return []screen.Request{screen.Read{Article: page.Reading.Article.ID, Sentence: page.Pane.Cursor()}}
	case key.Matches(p, k.Back):
		return s.back()
	}
	return nil
}

// followed is requests whose answers move in the report in focus, a search: the others follow.
func (s *Screen) followed(requests []screen.Request) []screen.Request {
	for i, r := range requests {
		ask, ok := r.(screen.Ask)
		if !ok {
			continue
		}
		typing, done, cancelled := ask.Typing, ask.Done, ask.Cancelled
		ask.Typing = func(text string) []screen.Request { defer s.together(); return typing(text) }
		ask.Done = func(text string) []screen.Request { defer s.together(); return done(text) }
		ask.Cancelled = func() []screen.Request { defer s.together(); return cancelled() }
		requests[i] = ask
	}
	return requests
}

func (s *Screen) back() []screen.Request {
	for _, p := range s.pages {
		if p.Searching() {
			p.Forget()
			return nil
		}
	}
	return []screen.Request{screen.Back{}}
}

func (s *Screen) column(n int) []screen.Request {
	if n >= len(s.pages) {
		return []screen.Request{screen.Say{Text: fmt.Sprintf("there are %d reports", len(s.pages))}}
	}
	s.goTo(n)
	return nil
}

func (s *Screen) hook() []screen.Request {
	s.unhooked = !s.unhooked
	if s.unhooked {
		return []screen.Request{screen.Say{Text: "unhooked: each report scrolls on its own"}}
	}
	s.together()
	return []screen.Request{screen.Say{Text: "hooked: the reports keep together"}}
}

// makeBase moves the focused report to the first column.
func (s *Screen) makeBase() []screen.Request {
	if s.focus == 0 {
		return []screen.Request{screen.Say{Text: "this report is the base already"}}
	}
	p, n := s.pages[s.focus], s.names[s.focus]
	copy(s.pages[1:], s.pages[:s.focus])
	copy(s.names[1:], s.names[:s.focus])
	s.pages[0], s.names[0] = p, n
	s.focus, s.first = 0, 0
	s.SetSize(s.width, s.height)
	return []screen.Request{screen.Say{Text: p.Name() + " is the base"}}
}

// Title is what the head of the screen says.
func (s *Screen) Title() string {
	title := screen.Count(len(s.pages), "report", "reports") + " side by side"
	if s.story != "" {
		title = screen.Safe(s.story)
	}
	if n := len(s.shown()); n < len(s.pages) {
		title += fmt.Sprintf(" · %d of %d in view", n, len(s.pages))
	}
	return title
}

// Status is what the status line says when there is no message.
func (s *Screen) Status() string {
	n := s.page().Pane.Cursor()
	out := s.names[s.focus] + " " + s.page().Describe(n)
	switch {
	case s.err != nil:
		out += " · not compared: " + screen.Safe(s.err.Error())
	case s.linked == nil:
		out = "comparing … " + out
	default:
		out += " · " + s.contradicts(s.focus, n) + s.alsoIn(s.focus, n)
	}
	if s.unhooked {
		out += " · unhooked"
	}
	if s.labelling.Advance {
		out += " · auto-advance"
	}
	return out
}

// Help is the keys of the screen, in groups.
func (s *Screen) Help() []screen.Group {
	k := s.keys
	return []screen.Group{
		k.Labelling(),
		{Title: "Side by side", Bindings: []key.Binding{k.Left, k.Right, k.Column, k.NextChange, k.PreviousChange, k.Base, k.Hook, readOne(k)}},
		k.Moving(),
	}
}

func readOne(k screen.Keys) key.Binding {
	b := k.Open
	b.SetHelp(b.Help().Key, "read this report alone")
	return b
}
