// Package figures is what screens of figures have in common: what passes a query is counted in the
// background, and shown as tables with bars.
package figures

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"rashomon/annotate"
	"rashomon/annotate/query"
	"rashomon/ui/screen"
	"rashomon/ui/theme"
)

// Screen shows figures R.
type Screen[R any] struct {
	o             Options[R]
	keys          screen.Keys
	theme         theme.Theme
	width, height int

	text     string // of the query
	by       int    // of the ways
	report   *R     // nil until it is counted
	asked    string // the query that the report is of
	old      bool   // something was said since
	err      error  // why there is no report, or no newer one
	counting *counting
	sheet    *Sheet
	top      int // the line at the top
}

// Options is what the screen needs. Count is called off the event loop, all else on it.
type Options[R any] struct {
	Title  string   // Progress
	Verb   string   // count: what is done with what passes a query
	Ways   []string // what the figures can be broken down by, the first of them everything
	Count  func(ctx context.Context, q query.Query, progress func(part float64)) (R, error)
	Tables func(r R, way int, asked string) []Table // of the query that was asked
	Status func(r R) string
	Now    func() time.Time // nil for the time of this machine
	Help   []key.Binding    // more of the screen's own keys, for its help
}

// counting is a count under way.
type counting struct {
	text   string
	cancel context.CancelFunc
	done   atomic.Uint64 // the part that is done, bits of a float64
}

// counted is the message that a count has ended; ticked that its progress is to be shown again.
type (
	counted[R any] struct {
		by     *counting
		report R
		err    error
	}
	ticked struct{ by *counting }
)

const tickEvery = 100 * time.Millisecond

// New makes the screen of what passes a query; of the empty one, of everything.
func New[R any](text string, o Options[R], keys screen.Keys, t theme.Theme) *Screen[R] {
	if o.Now == nil {
		o.Now = time.Now
	}
	return &Screen[R]{o: o, keys: keys, theme: t, text: text, sheet: Lay(nil, 0, t)}
}

// Start counts.
func (s *Screen[R]) Start() []screen.Request { return s.count() }

// Close gives up the count under way.
func (s *Screen[R]) Close() {
	if s.counting != nil {
		s.counting.cancel()
		s.counting = nil
	}
}

// SetSize sets the cells there are to draw in.
func (s *Screen[R]) SetSize(width, height int) {
	s.width, s.height = width, height
	s.lay()
}

// SetTheme changes colours.
func (s *Screen[R]) SetTheme(t theme.Theme) {
	s.theme = t
	s.lay()
}

// Update takes a message and says what the screen wants of the root.
func (s *Screen[R]) Update(msg tea.Msg) []screen.Request {
	switch msg := msg.(type) {
	case counted[R]:
		if msg.by == s.counting {
			s.counted(msg)
		}
	case ticked:
		if msg.by == s.counting && s.counting != nil {
			return []screen.Request{s.counting.tick()}
		}
	case screen.Edited:
		s.old = s.old || slices.ContainsFunc(msg.Edits, func(e annotate.Edit) bool { return e.Annotation != nil || e.Article != nil || e.Story != nil })
	case screen.Wheel:
		s.scroll(s.top + msg.Lines)
	case screen.Press:
		return s.press(msg)
	}
	return nil
}

func (s *Screen[R]) press(p screen.Press) []screen.Request {
	k := s.keys
	if lines, ok := k.Step(p, s.shown()); ok {
		s.scroll(s.top + lines)
		return nil
	}
	switch {
	case key.Matches(p, k.Back, k.Leave):
		return []screen.Request{screen.Back{}}
	case key.Matches(p, k.Undo):
		return []screen.Request{screen.Undo{}}
	case key.Matches(p, k.Redo):
		return []screen.Request{screen.Redo{}}
	case key.Matches(p, k.Page):
		s.scroll(s.top + max(s.shown()-1, 1))
	case key.Matches(p, k.First):
		s.scroll(0)
	case key.Matches(p, k.Last):
		s.scroll(s.sheet.Len())
	case key.Matches(p, k.NextChange):
		return s.section(1)
	case key.Matches(p, k.PreviousChange):
		return s.section(-1)
	case key.Matches(p, k.Sort):
		s.by, s.top = (s.by+1)%len(s.o.Ways), 0
		s.lay()
		return []screen.Request{screen.Say{Text: s.lines() + "by " + s.o.Ways[s.by]}}
	case key.Matches(p, k.Search):
		return []screen.Request{s.ask()}
	case key.Matches(p, k.Rename):
		return s.count()
	}
	return nil
}

// section goes to the next table, or to the one before.
func (s *Screen[R]) section(step int) []screen.Request {
	firsts := s.sheet.Firsts()
	if step < 0 {
		slices.Reverse(firsts)
	}
	for _, line := range firsts {
		if (line-s.top)*step > 0 {
			if line > s.last() && s.top == s.last() {
				break
			}
			s.scroll(line)
			return nil
		}
	}
	return []screen.Request{screen.Say{Text: map[int]string{1: "the last figures are in view", -1: "these are the first figures"}[step]}}
}

// ask asks for a query.
func (s *Screen[R]) ask() screen.Request {
	return screen.Ask{Title: s.o.Verb, Value: s.text, Done: func(text string) []screen.Request {
		text = annotate.Line(text)
		if _, err := query.Parse(text, s.o.Now()); err != nil {
			return []screen.Request{screen.Say{Text: screen.Safe(err.Error()), Bad: true}}
		}
		s.text, s.top = text, 0
		return s.count()
	}}
}

// count begins to count, instead of what is being counted.
func (s *Screen[R]) count() []screen.Request {
	s.Close()
	q, err := query.Parse(s.text, s.o.Now())
	if err != nil {
		s.err = err
		return nil
	}
	ctx, cancel := context.WithCancel(context.Background())
	c := &counting{text: s.text, cancel: cancel}
	s.counting, s.err, s.old = c, nil, false
	o := s.o
	return []screen.Request{screen.Do{Cmd: func() tea.Msg {
		r, err := o.Count(ctx, q, func(part float64) { c.done.Store(math.Float64bits(part)) })
		return counted[R]{c, r, err}
	}}, c.tick()}
}

func (c *counting) tick() screen.Request {
	return screen.Do{Cmd: tea.Tick(tickEvery, func(time.Time) tea.Msg { return ticked{c} })}
}

// counted shows what was counted.
func (s *Screen[R]) counted(msg counted[R]) {
	s.Close()
	if s.err = msg.err; msg.err != nil {
		return
	}
	s.report, s.asked = &msg.report, msg.by.text
	s.lay()
}

// Busy says whether a count is under way.
func (s *Screen[R]) Busy() bool { return s.counting != nil }

// Of is the query whose figures are shown, or are to be.
func (s *Screen[R]) Of() string { return s.text }

// lay lays the figures out anew.
func (s *Screen[R]) lay() {
	if s.report == nil {
		return
	}
	s.sheet = Lay(s.o.Tables(*s.report, s.by, s.asked), max(s.width, 1), s.theme)
	s.scroll(s.top)
}

// scroll brings a line to the top, as far as there is something below.
func (s *Screen[R]) scroll(to int) { s.top = max(min(to, s.last()), 0) }

// last is the lowest line that can be at the top.
func (s *Screen[R]) last() int { return max(s.sheet.Len()-s.shown(), 0) }

// shown is how many lines of figures there is room for.
func (s *Screen[R]) shown() int { return max(s.height-len(s.above()), 1) }

// View draws the lines in view.
func (s *Screen[R]) View() []string {
	out := s.above()
	if s.report == nil {
		why := s.progress()
		if s.err != nil {
			why = "not counted: " + screen.Safe(s.err.Error())
		}
		out = append(out, screen.Paint(s.theme.Dim, ansi.Truncate(" "+why, max(s.width, 0), s.theme.Glyphs.More)))
	}
	for n := s.top; n < s.sheet.Len() && len(out) < s.height; n++ {
		out = append(out, s.sheet.Line(n))
	}
	return out[:max(min(len(out), s.height), 0)]
}

// above is the line above the figures: of what they are, and whether they are out of date.
func (s *Screen[R]) above() []string {
	text := ""
	if s.asked != "" && s.report != nil {
		text = fmt.Sprintf(" of what passes %q", screen.Safe(s.asked))
	}
	if s.old && s.report != nil {
		text += " changed since: " + screen.Shortcut(s.keys.Rename) + " counts again"
	}
	if text == "" || s.height < 2 {
		return nil
	}
	return []string{screen.Paint(s.theme.StatusWarn, ansi.Truncate(text, max(s.width, 0), s.theme.Glyphs.More))}
}

// progress is how far the count under way is.
func (s *Screen[R]) progress() string {
	if s.counting == nil {
		return ""
	}
	return fmt.Sprintf("counting … %.0f %% · %s leaves", 100*math.Float64frombits(s.counting.done.Load()), screen.Shortcut(s.keys.Back))
}

// Title is what the head of the screen says.
func (s *Screen[R]) Title() string {
	if s.by == 0 {
		return s.o.Title
	}
	return s.o.Title + " by " + s.o.Ways[s.by]
}

// Status is what the status line says when there is no message.
func (s *Screen[R]) Status() string {
	switch {
	case s.counting != nil:
		return s.progress()
	case s.err != nil:
		return "not counted: " + screen.Safe(s.err.Error())
	case s.report == nil:
		return ""
	}
	return s.lines() + s.o.Status(*s.report) + fmt.Sprintf(" · %s breaks down by %s", screen.Shortcut(s.keys.Sort), s.o.Ways[(s.by+1)%len(s.o.Ways)])
}

// lines is which of the lines are in view, where not all are: it stands first, so that it is
// not cut off.
func (s *Screen[R]) lines() string {
	if s.last() == 0 {
		return ""
	}
	return fmt.Sprintf("lines %d–%d of %d · ", s.top+1, min(s.top+s.shown(), s.sheet.Len()), s.sheet.Len())
}

// Help is the keys of the screen, in groups.
func (s *Screen[R]) Help() []screen.Group {
	k := s.keys
	own := []key.Binding{
		screen.Does(k.Sort, "by "+strings.Join(s.o.Ways, ", ")), screen.Does(k.Search, s.o.Verb+" what passes a query"),
		screen.Does(k.Rename, s.o.Verb+" again"), screen.Does(k.NextChange, "next figures"), screen.Does(k.PreviousChange, "previous figures"),
	}
	return []screen.Group{
		{Title: s.o.Title, Bindings: append(own, s.o.Help...)},
		{Title: "Moving", Bindings: []key.Binding{k.Down, k.Up, k.First, k.Last, k.HalfDown, k.HalfUp, k.Page, k.PageUp, k.Back}},
	}
}
