// Package sidebyside is the screen for several reports of one event. It has two views:
// aligned, a table whose rows are what the reports have in common, and free, where each
// report stands in its own order and the sentences they share keep them together.
//
// The screen here knows the reports, the keys that both views have, and which one is shown;
// what it says of itself is in status.go, and which reports have a column in columns.go.
//
// The aligned view is in aligned.go (its cursor), moves.go (its keys), search.go, strips.go
// (which rows are shown), scroll.go (the window), rows.go and stacked.go (where the cells of
// a row stand) and draw.go; the free view is in free.go; what the comparison says of a
// sentence in linked.go; rulings in hands.go.
package sidebyside

import (
	"cmp"
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"rashomon/annotate"
	"rashomon/compare"
	"rashomon/ui/screen"
	"rashomon/ui/theme"
)

// Screen shows reports beside one another. The base report is the first column and stays.
type Screen struct {
	comparing     *screen.Comparing
	pages         []*screen.Page // one a reading of comparing, in that order
	keys          screen.Keys
	labelling     *screen.Labelling
	theme         theme.Theme
	looks         looks
	story         annotate.Story
	width, height int

	base   int // index into pages
	wanted int // the base that was last asked for
	focus  int // index into pages
	first  int // of the reports after the base, the first that has a column

	aligned *aligned
	free    *free
	view    view  // one of the two
	left    stand // where the view that is shown stood when the other was left

	linked  *linked      // nil until compared
	spanned int          // edits of labelled spans that the aligned view knows of
	counted []string     // how far each report is labelled, empty until it is drawn
	asked   int          // number of the last table asked for: older ones are dropped
	picked  *compare.Ref // to be linked with another by hand, nil for none
}

// view is one of the two ways in which reports stand beside one another.
type view interface {
	resize()                                      // there are more or fewer cells, or other columns
	lines() []string                              // what is in sight
	sentence() (n int, ok bool)                   // the current one of the focused report; ok is false where it is silent
	stand() stand                                 // where the cursor is
	put(stand)                                    // the cursor goes there
	goTo(sentence int)                            // to one of the focused report
	turn(page int)                                // another report has the focus, at what it has of the current sentence
	press(screen.Press) ([]screen.Request, bool)  // the keys that move
	goOn() []screen.Request                       // to the next sentence without a label
	difference(step int, conflict bool) (ok bool) // to the next row, or sentence, that differs
	counterpart(compare.Ref) (compare.Ref, bool)  // what a sentence is compared with
	wheel(screen.Wheel)
	click(screen.Click)
}

// stand is where the cursor is: in a report, at a sentence, which is another's where that is
// silent, and which begins on a line of the screen.
type stand struct {
	focus int
	ref   compare.Ref
	line  int
}

// New shows reports side by side, with the cursor in the one of the base article (or the
// first) at a sentence. The story is the zero Story for reports of none.
func New(c *screen.Comparing, story annotate.Story, base annotate.ID, sentence int, keys screen.Keys, l *screen.Labelling, t theme.Theme) *Screen {
	s := &Screen{comparing: c, keys: keys, labelling: l, theme: t, looks: newLooks(t), story: story}
	for _, r := range c.Readings {
		s.pages = append(s.pages, screen.NewPage(r, keys, l, t))
	}
	s.focus = max(c.Place(base), 0)
	s.page().SetCursor(sentence)
	s.free, s.aligned = newFree(s), newAligned(s)
	s.view = s.aligned
	return s
}

// ShowFree has a screen that begins show each report in its own order.
func (s *Screen) ShowFree() { s.view = s.free }

// Start asks for the comparison, which is made in the background until it is there or the
// screen is closed.
func (s *Screen) Start() []screen.Request {
	s.visit()
	return s.comparing.Start()
}

// Close stops what runs in the background.
func (s *Screen) Close() { s.comparing.Close() }

// SetSize sets the cells there are to draw in. Either view keeps its place.
func (s *Screen) SetSize(width, height int) {
	s.width, s.height = width, height
	s.aligned.resize()
	s.free.resize()
}

// SetTheme changes colours.
func (s *Screen) SetTheme(t theme.Theme) {
	s.theme, s.looks = t, newLooks(t)
	for _, p := range s.pages {
		p.SetTheme(t)
	}
	s.aligned.forget()
}

// View draws the reports in view.
func (s *Screen) View() []string {
	out := s.view.lines()
	return out[:min(len(out), s.height)]
}

// Update takes a message and says what the screen wants of the root.
func (s *Screen) Update(msg tea.Msg) []screen.Request {
	defer s.visit()
	defer s.span()
	out, changed := s.comparing.Update(msg)
	if changed && s.comparing.Found != nil {
		out = append(out, s.layOut(s.wanted)...)
	}
	switch msg := msg.(type) {
	case laidOut:
		s.laidOut(msg)
	case screen.Edited:
		s.counted = nil
		s.edited(msg)
	case screen.Wheel:
		s.view.wheel(msg)
	case screen.Click:
		s.view.click(msg)
	case screen.Drag:
		if s.view == s.free {
			s.free.drag(msg)
		}
	case screen.Drop:
		s.page().Drop()
	case screen.Press:
		out = append(out, s.press(msg)...)
	}
	return out
}

// laidOut is the message that what the comparison found has been laid out.
type laidOut struct {
	by     *Screen
	asked  int
	base   int
	linked *linked
	table  compare.Table
}

// layOut asks for the table on a base, which for many reports takes longer than a frame.
// Until it is there the old one stays.
func (s *Screen) layOut(base int) []screen.Request {
	s.asked++
	s.wanted = base
	asked, found, counts, readings, linked := s.asked, s.comparing.Found, s.comparing.Counts(), s.comparing.Readings, s.linked
	if found == nil {
		s.laidOut(laidOut{s, asked, base, nil, compare.Table{}})
		return nil
	}
	return []screen.Request{screen.Do{Cmd: func() tea.Msg {
		if linked == nil || linked.found != found {
			linked = newLinked(readings, found)
		}
		return laidOut{s, asked, base, linked, compare.NewTable(*found, counts, base)}
	}}}
}

// laidOut takes the table over. The current sentence keeps its line.
func (s *Screen) laidOut(msg laidOut) {
	if msg.by != s || msg.asked != s.asked {
		return
	}
	s.base, s.linked = msg.base, msg.linked
	s.aligned.tabulate(msg.table)
	s.free.laid = nil // what they have in common has changed
	s.free.resize()
}

// edited makes edits that came from elsewhere, and looks at what was undone or redone.
func (s *Screen) edited(msg screen.Edited) {
	s.story = screen.Story(s.story, msg.Edits)
	shown := false
	for i, p := range s.pages {
		went := p.Edited(msg)
		if s.view == s.aligned {
			p.Deselect()
		}
		if went && !shown {
			s.goTo(compare.Ref{Report: i, Sentence: p.Pane.Cursor()})
			shown = true
		}
	}
	for _, e := range msg.Edits {
		if e.Ruling == nil || !msg.Show || shown {
			continue
		}
		for _, p := range cmp.Or(e.Ruling.After, e.Ruling.Before).Places {
			if i := s.comparing.Place(p.Article); i >= 0 && !shown && p.Sentence < len(s.pages[i].Reading.Body.Sentences) {
				s.goTo(compare.Ref{Report: i, Sentence: p.Sentence})
				shown = true
			}
		}
	}
}

// goTo makes a sentence the current one, whatever hides it.
func (s *Screen) goTo(ref compare.Ref) {
	s.attend(ref.Report)
	s.aligned.uncover(ref)
	s.view.goTo(ref.Sentence)
}

func (s *Screen) page() *screen.Page { return s.pages[s.focus] }

// current is the sentence under the cursor; ok is false where the report is silent.
func (s *Screen) current() (page, sentence int, ok bool) {
	n, ok := s.view.sentence()
	return s.focus, n, ok
}

// counterpartOf is the sentence that the words of another are compared with.
func (s *Screen) counterpartOf(ref compare.Ref) (compare.Ref, bool) { return s.view.counterpart(ref) }

func (s *Screen) visit() {
	n, ok := s.view.sentence()
	if !ok {
		n = -1
	}
	s.labelling.Visit(s.page().Reading, n)
}

func (s *Screen) press(p screen.Press) []screen.Request {
	if out, handled := s.selecting(p); handled {
		return out
	}
	if out, handled := s.hand(p); handled {
		s.counted = nil
		return out
	}
	if out, handled := s.view.press(p); handled {
		return out
	}
	s.counted = nil
	if out, handled := s.label(p); handled {
		return out
	}
	k := s.keys
	switch {
	case key.Matches(p, k.Left):
		s.view.turn(s.beside(-1))
	case key.Matches(p, k.Right):
		s.view.turn(s.beside(1))
	case key.Matches(p, k.Column):
		return s.column(int(p[len(p)-1] - '1'))
	case key.Matches(p, k.NextChange):
		return s.difference(1, false)
	case key.Matches(p, k.PreviousChange):
		return s.difference(-1, false)
	case key.Matches(p, k.NextConflict):
		return s.difference(1, true)
	case key.Matches(p, k.PreviousConflict):
		return s.difference(-1, true)
	case key.Matches(p, k.View):
		return s.toggle()
	case key.Matches(p, k.Base):
		return s.makeBase()
	default:
		return s.leave(p)
	}
	return nil
}

// label acts on the labelling keys, for the current sentence.
func (s *Screen) label(p screen.Press) (out []screen.Request, handled bool) {
	k := s.keys
	page, n, ok := s.current()
	if silent := append(slices.Concat(k.Labels, k.Attributes), k.Speaker, k.Note, k.Flag, k.Reason, k.Repeat, k.Copy); !ok && key.Matches(p, silent...) {
		return say("%s", s.aligned.silence()), true
	}
	out, advanced, handled := s.labelling.Press(p, s.page().Reading, annotate.OnSentence(n))
	if ok && handled && !key.Matches(p, k.Flag, k.Copy) {
		out = s.offer(compare.Ref{Report: page, Sentence: n}, out)
	}
	if advanced {
		out = append(out, s.view.goOn()...)
	}
	return out, handled
}

func (s *Screen) column(n int) []screen.Request {
	if n >= len(s.pages) {
		return say("there are %s", screen.Count(len(s.pages), "report", "reports"))
	}
	s.view.turn(n)
	return nil
}

func (s *Screen) difference(step int, conflict bool) []screen.Request {
	switch {
	case s.linked == nil:
		return say("not compared yet")
	case s.view.difference(step, conflict):
		return nil
	case conflict:
		return say("no more conflicts that way")
	}
	return say("no more differences that way")
}

// toggle shows the other view, at the same sentence on the same line. A view that nothing
// has happened to meanwhile is as it was left.
func (s *Screen) toggle() []screen.Request {
	here, said := s.view.stand(), "free: each report in its own order"
	if s.view == s.aligned {
		s.view = s.free
	} else {
		s.view, said = s.aligned, "aligned: a row is what reports have in common"
	}
	s.view.resize()
	if here != s.left {
		s.view.put(here)
	}
	s.left = s.view.stand()
	return say("%s", said)
}

// makeBase gives the focused report the first column.
func (s *Screen) makeBase() []screen.Request {
	if s.focus == s.base {
		return say("this report is the base already")
	}
	return append(s.layOut(s.focus), say("%s is the base", s.page().Name())...)
}

// order is the reports from left to right: the base, then the others.
func (s *Screen) order() []int {
	out := make([]int, 1, len(s.pages))
	out[0] = s.base
	for i := range s.pages {
		if i != s.base {
			out = append(out, i)
		}
	}
	return out
}

// beside is the report so many places to the right, going round.
func (s *Screen) beside(step int) int {
	order := s.order()
	n := len(order)
	return order[((slices.Index(order, s.focus)+step)%n+n)%n]
}
