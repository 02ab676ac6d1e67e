// Package adjudicate is the screen on which it is decided what holds where annotators differ:
// one sentence at a time, in its context, and under it what each annotator says.
//
// The sentences are found, and their reports are read, off the event loop (finding.go,
// reading.go). What a key decides is told in deciding.go; what is drawn in view.go and
// blocks.go.
package adjudicate

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"rashomon/annotate"
	"rashomon/annotate/adjudication"
	"rashomon/ui/screen"
	"rashomon/ui/theme"
)

const (
	widest = 96 // columns: longer lines are hard to read
	gutter = 6  // cursor, three glyphs and two blanks
)

// Screen shows the sentences on which annotators differ, one at a time.
type Screen struct {
	query         string
	articles      []annotate.ID
	o             Options
	keys          screen.Keys
	labelling     *screen.Labelling
	theme         theme.Theme
	themes        int // how often the theme has changed
	width, height int
	layout        layout

	making   *errand // looks for the sentences; nil where they are there
	planning *errand // counts what a rule would decide; nil where none is
	err      error   // why there are no sentences
	found    adjudication.Found
	index    map[place]int32 // of found.Disagreements
	show     show
	places   []int32 // of found.Disagreements: those that are shown
	where    []int32 // of each of found.Disagreements in places, -1 for none
	at       int     // the current place; as many as there are places at the end
	figure   string  // how far all agree
	stop     func()  // counting that; nil where it is not counted

	page    *screen.Page // of the current place, as gold; nil until it is read
	now     *adjudication.Case
	order   []int // in which the annotators are shown
	who     int   // of the order: who is highlighted
	top     int   // the first line of the annotators that is shown
	reports map[annotate.ID]*report
	recent  []annotate.Edit // that may not be on the disk yet, or not in what is being read
	advance bool
	just    int // the place that was decided just now, and left by auto-advance; -1 for none
	blind   bool
	clock   int // counts what is wanted: see report
}

// place is a sentence of an article.
type place struct {
	article  annotate.ID
	sentence int32
}

// Options is what the screen needs of the program. Its functions are called off the event loop.
type Options struct {
	Annotator string // who decides
	Scheme    annotate.Scheme
	Blind     bool // begin without names
	// WasBlind says whether names were hidden when the screen was left last, and KeepBlind is the
	// request to remember it, which is made on the event loop; either may be nil.
	WasBlind  func() bool
	KeepBlind func(bool) screen.Request
	// Find looks for the sentences on which annotators differ.
	Find func(ctx context.Context, query string, articles []annotate.ID, progress func(part float64)) (adjudication.Found, error)
	// Plan plans a pass by a rule; best is the annotator whom it follows, if one was named.
	Plan func(ctx context.Context, query string, articles []annotate.ID, rule adjudication.Rule, best string, progress func(part float64)) (adjudication.Plan, error)
	// Read reads an article as annotate.Gold, with the title of its story.
	Read func(annotate.ID) (r *annotate.Reading, story string, err error)
	// Said reads what all annotators say of an article, gold included.
	Said func(annotate.ID) ([]annotate.Annotation, error)
	// Agreement is a few words on how far all agree: alpha 0.71; may be nil.
	Agreement func(ctx context.Context) (string, error)
}

// New shows the sentences of some articles, or of none of all, that a query lets through, as
// soon as they are found.
func New(query string, articles []annotate.ID, o Options, keys screen.Keys, l *screen.Labelling, t theme.Theme) *Screen {
	return &Screen{
		query: query, articles: articles, o: o, keys: keys, labelling: l, theme: t, advance: true, just: -1, blind: o.Blind,
		reports: map[annotate.ID]*report{},
	}
}

// Start has the sentences looked for.
func (s *Screen) Start() []screen.Request {
	out := s.find()
	if agreement := s.o.Agreement; agreement != nil {
		ctx, cancel := context.WithCancel(context.Background())
		s.stop = cancel
		out = append(out, screen.Do{Cmd: func() tea.Msg {
			figure, err := agreement(ctx)
			return agreed{by: s, figure: figure, err: err}
		}})
	}
	return out
}

// agreed is the message that it is counted how far all agree.
type agreed struct {
	by     *Screen
	figure string
	err    error
}

// Take says whether the screen shows what is asked for already.
func (s *Screen) Take(r screen.Request) bool {
	a, ok := r.(screen.Adjudicate)
	return ok && a.Query == s.query && slices.Equal(a.Articles, s.articles)
}

// Close gives up what is under way.
func (s *Screen) Close() {
	if s.halt(); s.stop != nil {
		s.stop()
	}
}

// halt gives up what is looked for.
func (s *Screen) halt() {
	for _, e := range []*errand{s.making, s.planning} {
		if e != nil {
			e.cancel()
		}
	}
}

// Waits says whether a key press is to be kept until what the screen waits for is there. Esc
// gives up what is being looked for. While it is counted what a rule would decide, keys do
// nothing: they would answer the question that comes of it.
func (s *Screen) Waits(p screen.Press) bool {
	switch {
	case s.making != nil:
		return !s.leaves(p)
	case s.planning != nil || s.at >= len(s.places):
		return false
	}
	r := s.reports[s.current().Article]
	return r != nil && r.reading
}

// Modal says whether keys that lead elsewhere mean something of their own here just now.
func (s *Screen) Modal() bool { return s.page != nil && s.page.Modal() }

// SetSize sets the cells there are to draw in.
func (s *Screen) SetSize(width, height int) {
	s.width, s.height = width, height
	s.look()
}

// SetTheme changes colours.
func (s *Screen) SetTheme(t theme.Theme) {
	s.theme = t
	s.themes++
	for _, r := range s.reports {
		if r.page != nil {
			r.page.SetTheme(t)
		}
	}
	s.look()
}

// Update takes a message and says what the screen wants of the root.
func (s *Screen) Update(msg tea.Msg) (out []screen.Request) {
	switch msg := msg.(type) {
	case found:
		out = s.take(msg)
	case planned:
		out = s.planned(msg)
	case ticked:
		if msg.by == s.making || msg.by == s.planning {
			msg.by.slow = true
			out = []screen.Request{msg.by.tick(tickEvery)}
		}
	case agreed:
		if msg.by == s && msg.err == nil {
			s.figure = msg.figure
		}
	case read:
		out = s.took(msg)
	case screen.Edited:
		out = s.edited(msg)
	case screen.Wheel:
		s.wheel(msg)
	case screen.Click, screen.Drag, screen.Drop:
		out = s.mouse(msg)
	case screen.Press:
		out = s.press(msg)
	}
	s.look()
	if s.page != nil {
		s.labelling.Visit(s.page.Reading, int(s.current().Sentence))
	}
	return out
}

// look puts together what is said of the current sentence, and lays the screen out for it.
func (s *Screen) look() {
	s.now = nil
	if s.page == nil {
		s.layout = s.layOut()
		return
	}
	r, d := s.reports[s.current().Article], s.current()
	c := adjudication.At(s.page.Reading.Article, s.page.Reading.Body, s.o.Scheme, r.said, int(d.Sentence))
	s.now = &c
	s.arrange()
	s.who = max(min(s.who, len(s.order)-1), 0)
	was := s.layout
	s.layout = s.layOut()
	moved := s.page.Pane.Cursor() != int(d.Sentence) && !s.page.Selecting()
	if moved || was.text != s.layout.text || was.column != s.layout.column {
		s.settle()
	}
}

// current is the sentence that is shown.
func (s *Screen) current() *adjudication.Disagreement {
	return &s.found.Disagreements[s.places[s.at]]
}

// Title is what the head of the screen says.
func (s *Screen) Title() string {
	out := "Adjudication"
	if n := len(s.articles); n > 0 {
		out += " · " + screen.Count(n, "report", "reports")
	}
	if q := strings.TrimSpace(s.query); q != "" {
		out += " · " + q
	}
	if s.show != toDecide {
		out += " · " + s.show.name()
	}
	return screen.Safe(out)
}

// Status is what the status line says when there is no message.
func (s *Screen) Status() string {
	k := s.keys
	switch {
	case s.making != nil:
		return s.making.progress(screen.Shortcut(k.Back))
	case s.planning != nil:
		return s.planning.progress(screen.Shortcut(k.Back))
	case s.err != nil:
		return fmt.Sprintf("%s goes back", screen.Shortcut(k.Back))
	case len(s.places) == 0:
		return fmt.Sprintf("%s decides by a rule · %s goes back", screen.Shortcut(k.Pass), screen.Shortcut(k.Back))
	case s.at == len(s.places):
		return "all have been looked at"
	case s.page == nil:
		return "reading the report …"
	case s.page.Selecting():
		return s.page.Describe(int(s.current().Sentence))
	}
	out := fmt.Sprintf("sentence %d of %d · %s", s.current().Sentence+1, len(s.page.Reading.Body.Sentences), s.current().State)
	if s.advance {
		out += " · auto-advance"
	}
	if s.blind {
		out += " · blind"
	}
	return out
}

// clockNow is the time on the program's clock.
func (s *Screen) clockNow() time.Time { return s.labelling.Now() }

func say(format string, a ...any) []screen.Request {
	return []screen.Request{screen.Say{Text: fmt.Sprintf(format, a...)}}
}
