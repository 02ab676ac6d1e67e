// Package focus is the screen for labelling a queue: one sentence at a time, in full width, with
// what stands around it.
//
// The queue is made, and its reports are read, off the event loop: those that come next before
// they are wanted (reading.go). What a key does to the sentence is the labelling keys' own
// (keys.go); where the cursor goes after it is told in going.go.
package focus

import (
	"context"
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"rashomon/annotate"
	"rashomon/annotate/queue"
	"rashomon/ui/screen"
	"rashomon/ui/theme"
)

const (
	widest = 88 // columns of text, gutter included: longer lines are hard to read
	gutter = 6  // cursor, three glyphs and two blanks
)

// Screen shows the sentences of a queue, one at a time.
type Screen struct {
	o             Options
	spec          queue.Spec
	bySpans       bool // only words are labelled: see annotate.Scheme.BySpans
	keys          screen.Keys
	labelling     *screen.Labelling
	theme         theme.Theme
	themes        int // how often the theme has changed
	width, height int
	layout        layout

	making *making // nil where the queue is there, or cannot be made
	err    error   // why it cannot
	places []queue.Place
	index  index // of the places
	among  int   // of an empty queue: the sentences that were looked at
	at     int   // the current place; as many as there are places at the end

	page     *screen.Page // of the current place; nil until it is read
	reports  map[annotate.ID]*report
	recent   []annotate.Edit // that may not be on the disk yet, or not in what is being read
	advance  bool            // auto-advance, on here whatever it is elsewhere
	scrolled bool            // the text was scrolled by hand
	tally    tally
	today    today
	clock    int // counts what is wanted: see report
	moves    int // since the queue was kept
}

// Options is what the screen needs of the program. Its functions are called off the event
// loop, all but Keep.
type Options struct {
	Annotator string
	Scheme    annotate.Scheme
	// Build makes the queue.
	Build func(ctx context.Context, spec queue.Spec, progress func(part float64)) ([]queue.Place, error)
	// First is where to go on with a queue that was left; nil for one that begins.
	First func(ctx context.Context, spec queue.Spec, places []queue.Place) (int, error)
	// Read reads an article, with the title of its story.
	Read func(annotate.ID) (r *annotate.Reading, story string, err error)
	// Others reads what all annotators say of an article. It is asked in one order only, that
	// by disagreement: elsewhere one labels better not knowing what others say.
	Others func(annotate.ID) ([]annotate.Annotation, error)
	// Keep is the request to remember the queue, so that one can go on with it tomorrow.
	Keep  func(queue.Spec) screen.Request
	Goal  int                        // sentences a day; 0 for none
	Today func() (*queue.Day, error) // what has been labelled today so far
}

// New shows a queue, as soon as it is made.
func New(spec queue.Spec, o Options, keys screen.Keys, l *screen.Labelling, t theme.Theme) *Screen {
	return &Screen{
		o: o, spec: spec, bySpans: o.Scheme.BySpans(), keys: keys, labelling: l, theme: t, advance: true,
		reports: map[annotate.ID]*report{}, tally: newTally(),
	}
}

// Start has the queue made, and counts what was done today.
func (s *Screen) Start() []screen.Request {
	return append(s.make(), s.countToday())
}

// Leave asks to remember the queue and where one is in it. The root calls it before the
// screen is closed; it may be called more than once.
func (s *Screen) Leave() []screen.Request {
	if len(s.places) == 0 {
		return nil
	}
	return []screen.Request{s.keep()}
}

// Close gives up what is under way.
func (s *Screen) Close() {
	if s.making != nil {
		s.making.cancel()
	}
}

// Waits says whether a key press is to be kept until what the screen waits for is there: it
// is meant for that. Esc gives up a queue that is being made.
func (s *Screen) Waits(p screen.Press) bool {
	switch {
	case s.making != nil:
		return !s.leaves(p)
	case s.at >= len(s.places):
		return false
	}
	r := s.reports[s.places[s.at].Article]
	return r != nil && r.reading
}

// Modal says whether keys that lead elsewhere mean something of their own here just now.
func (s *Screen) Modal() bool { return s.page != nil && s.page.Modal() }

// SetSize sets the cells there are to draw in.
func (s *Screen) SetSize(width, height int) {
	s.width, s.height = width, height
	s.fit()
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
	s.fit()
}

// fit lays the screen out anew; the current sentence stays in its place.
func (s *Screen) fit() {
	s.layout = s.layOut()
	if s.page != nil {
		s.settle()
	}
}

// Update takes a message and says what the screen wants of the root.
func (s *Screen) Update(msg tea.Msg) (out []screen.Request) {
	switch msg := msg.(type) {
	case made:
		out = s.made(msg)
	case ticked:
		if msg.by == s.making {
			msg.by.slow = true
			out = []screen.Request{msg.by.tick(tickEvery)}
		}
	case read:
		out = s.take(msg)
	case counted:
		out = s.counted(msg)
	case screen.Edited:
		out = s.edited(msg)
	case screen.Wheel:
		s.scroll(msg.Lines)
	case screen.Click, screen.Drag, screen.Drop:
		out = s.mouse(msg)
	case screen.Press:
		out = s.press(msg)
	}
	s.visit()
	return out
}

// visit has the time count for the sentence on the screen, and it stand where it belongs.
func (s *Screen) visit() {
	if s.page == nil {
		return
	}
	n := s.places[s.at].Sentence
	if s.page.Pane.Cursor() != n && !s.page.Selecting() {
		s.settle()
	}
	s.labelling.Visit(s.page.Reading, n)
}

// now is the time on the program's clock.
func (s *Screen) now() time.Time { return s.labelling.Now() }

// Title is what the head of the screen says.
func (s *Screen) Title() string {
	out := "Queue · " + string(s.spec.Order)
	if n := len(s.spec.Articles); n > 0 {
		out += " · " + screen.Count(n, "report", "reports")
	}
	if q := strings.TrimSpace(s.spec.Query); q != "" {
		out += " · " + q
	}
	return screen.Safe(out)
}

// Status is what the status line says when there is no message.
func (s *Screen) Status() string {
	switch {
	case s.making != nil:
		return s.making.progress(screen.Shortcut(s.keys.Back))
	case s.err != nil || len(s.places) == 0:
		return fmt.Sprintf("%s chooses another queue · %s goes back", screen.Shortcut(s.keys.Queue), screen.Shortcut(s.keys.Back))
	case s.at == len(s.places):
		return "the queue is through"
	case s.page == nil:
		return "reading the report …"
	}
	n := s.places[s.at].Sentence
	out := s.page.Describe(n)
	if s.advance {
		out += " · auto-advance"
	}
	if s.layout.said > 0 {
		return out
	}
	if ghost := s.suggestion(); ghost != "" {
		out = ghost + " · " + out
	}
	return out
}

func say(format string, a ...any) []screen.Request {
	return []screen.Request{screen.Say{Text: fmt.Sprintf(format, a...)}}
}
