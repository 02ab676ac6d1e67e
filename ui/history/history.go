// Package history is the screen of all changes to a library: who changed what, when; from it one
// can go back to any point.
package history

import (
	"context"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"rashomon/annotate"
	"rashomon/ui/screen"
	"rashomon/ui/theme"
)

// Screen lists the changes of a library, the newest first. Of a history of any length it
// reads and keeps what is near the lines in view, and of the rest which changes were undone.
type Screen struct {
	o             Options
	keys          screen.Keys
	theme         theme.Theme
	width, height int
	names         map[annotate.ID]called // the articles that were asked for

	drawn  map[uint64]string // changes as they were drawn, but for the current one
	minute time.Time         // in which they were: they say how long ago they are

	log
	filter string
	passed []uint64 // the numbers of the changes that were read and pass the filter, the newest first
	sifted int      // of how many
	cursor int      // which change of those listed is the current one, from 0, the newest
	top    int      // the first in view
	err    error    // why the history cannot be read

	stale   bool    // something was changed that is not listed yet
	awaited bool    // what was asked for here changes the library: the news of it is on the disk
	opening uint64  // the change that is being read whole, 0 for none
	detail  *detail // what the current change did, nil while the list is shown
	way     *way    // the way back that is being worked out, nil for none
}

// Options is what the screen needs of the program. Its functions are called off the event loop.
type Options struct {
	// Read reads up to n changes, the newest first, from the one numbered from; 0 is the newest of all.
	Read func(from uint64, n int) ([]annotate.Change, error)
	// WayBack is the change that would make the library what it was after that of the number.
	WayBack func(ctx context.Context, number uint64, progress func(done, all int)) (annotate.Change, error)
	// Name is the title of an article, empty where there is none any more. It is called on the event loop.
	Name func(annotate.ID) string
	Now  func() time.Time
}

// New shows the history.
func New(o Options, keys screen.Keys, t theme.Theme) *Screen {
	return &Screen{o: o, keys: keys, theme: t, names: map[annotate.ID]called{}, drawn: map[uint64]string{}, log: newLog()}
}

// Take says whether the screen shows what is asked for already: there is one history.
func (s *Screen) Take(r screen.Request) bool {
	_, ok := r.(screen.History)
	return ok
}

// Start reads the newest changes.
func (s *Screen) Start() []screen.Request { return []screen.Request{s.read(0, page)} }

// SetSize sets the cells there are to draw in.
func (s *Screen) SetSize(width, height int) {
	s.width, s.height = width, height
	clear(s.drawn)
	if s.detail != nil {
		s.detail.scroll(0, s.height)
	}
	s.follow()
}

// SetTheme changes colours.
func (s *Screen) SetTheme(t theme.Theme) {
	s.theme = t
	clear(s.drawn)
}

// Waits says whether a key press is to be kept until what the screen waits for is there: the newest
// changes, from which esc leads away, or what one of them did.
func (s *Screen) Waits(p screen.Press) bool {
	return s.opening != 0 || !s.loaded && len(s.asked) > 0 && !key.Matches(p, s.keys.Back)
}

// refresh looks for changes that are newer than those known: a screen above may have made some.
func (s *Screen) refresh() []screen.Request {
	if s.err = nil; s.asked[0] {
		return nil
	}
	switch {
	case !s.loaded:
		return s.Start()
	case !s.stale:
		return nil
	}
	return []screen.Request{s.read(0, 1)}
}

// Update takes a message and says what the screen wants of the root.
func (s *Screen) Update(msg tea.Msg) (out []screen.Request) {
	switch msg.(type) {
	case answer, screen.Edited:
		clear(s.drawn)
	}
	switch msg := msg.(type) {
	case answer:
		if msg.by != s {
			return nil
		}
		s.take(msg)
	case worked:
		return s.worked(msg)
	case still:
		return s.still(msg)
	case opened:
		return s.opened(msg)
	case screen.Edited:
		out = s.edited(msg.Edits)
	case screen.Wheel:
		s.move(msg.Lines)
	case screen.Click:
		out = s.click(msg.Y)
	case screen.Press:
		s.forgetMissing()
		out = append(s.press(msg), s.refresh()...)
	default:
		return nil
	}
	return append(out, s.wants()...)
}

// edited takes note of edits. They may be on their way to the disk yet, and the screen below
// another: what is new is read at the next key, but for what was asked for here.
func (s *Screen) edited(edits []annotate.Edit) []screen.Request {
	for _, e := range edits {
		if x := e.Article; x != nil && x.Before != nil {
			delete(s.names, x.Before.ID)
		}
		if x := e.Article; x != nil && x.After != nil {
			delete(s.names, x.After.ID)
		}
	}
	s.stale = true
	if !s.awaited {
		return nil
	}
	s.awaited = false
	return append([]screen.Request{s.read(0, page)}, s.wants()...)
}

func (s *Screen) press(p screen.Press) []screen.Request {
	k := s.keys
	s.awaited = key.Matches(p, k.Undo, k.Redo)
	switch {
	case key.Matches(p, k.Undo):
		return []screen.Request{screen.Undo{}}
	case key.Matches(p, k.Redo):
		return []screen.Request{screen.Redo{}}
	case key.Matches(p, k.Beside):
		return s.askWay()
	case s.detail != nil:
		return s.pressDetail(p)
	}
	if lines, ok := k.Step(p, s.listHeight()); ok {
		return s.step(lines)
	}
	switch {
	case key.Matches(p, k.First):
		s.move(-s.count())
	case key.Matches(p, k.Last):
		return s.step(s.count())
	case key.Matches(p, k.Page): // space: there is nothing to mark
		return s.step(max(s.listHeight()-1, 1))
	case key.Matches(p, k.Open):
		return s.open()
	case key.Matches(p, k.Copy):
		return s.copy()
	case key.Matches(p, k.Filter):
		return s.askFilter()
	case key.Matches(p, k.Back):
		return s.back()
	}
	return nil
}

func say(text string) []screen.Request { return []screen.Request{screen.Say{Text: text}} }

// back gives the way back up that is being worked out, takes the filter off, or leaves.
func (s *Screen) back() []screen.Request {
	switch {
	case s.way != nil:
		s.Close()
		return say("given up: nothing was changed")
	case s.filter != "":
		n, ok := s.current()
		s.setFilter("")
		if ok {
			s.goTo(n)
		}
		return nil
	}
	return []screen.Request{screen.Back{}}
}

// count is how many changes are listed.
func (s *Screen) count() int {
	if s.filter != "" {
		return len(s.passed)
	}
	return int(s.newest)
}

// number is the number of the i-th change listed.
func (s *Screen) number(i int) uint64 {
	if s.filter != "" {
		return s.passed[i]
	}
	return s.newest - uint64(i)
}

// current is the number of the change under the cursor; ok is false where there is none.
func (s *Screen) current() (n uint64, ok bool) {
	if s.cursor >= s.count() {
		return 0, false
	}
	return s.number(s.cursor), true
}

// goTo puts the cursor on a change, if it is listed.
func (s *Screen) goTo(n uint64) {
	if s.filter == "" {
		s.cursor = int(s.newest - min(n, s.newest))
	}
	s.follow()
}

// step moves the cursor; down from the last change that passes a filter it reads more.
func (s *Screen) step(by int) []screen.Request {
	if more := s.filter != "" && by > 0 && s.cursor+by >= s.count(); more && s.seen > 1 {
		s.move(by)
		return []screen.Request{s.read(s.seen-1, stretch)}
	}
	s.move(by)
	return nil
}

func (s *Screen) move(by int) {
	if s.detail != nil {
		s.detail.scroll(by, s.height)
		return
	}
	s.cursor = min(max(s.cursor+by, 0), max(s.count()-1, 0))
	s.follow()
}

// follow scrolls the least that brings the cursor into view.
func (s *Screen) follow() {
	h := s.listHeight()
	s.cursor = min(max(s.cursor, 0), max(s.count()-1, 0))
	s.top = min(max(s.top, s.cursor-h+1), s.cursor)
	s.top = max(min(s.top, s.count()-h), 0)
}

// click makes a change current; a click on the current one shows what it did.
func (s *Screen) click(y int) []screen.Request {
	i := s.top + y - s.headLines()
	if s.detail != nil || y < s.headLines() || y >= s.height || i >= s.count() {
		return nil
	}
	if i == s.cursor {
		return s.open()
	}
	s.cursor = i
	return nil
}

func (s *Screen) askFilter() []screen.Request {
	before := s.filter
	set := func(text string) []screen.Request {
		s.setFilter(text)
		return s.wants()
	}
	return []screen.Request{screen.Ask{
		Title: "filter", Value: s.filter, Typing: set,
		Done:      func(text string) []screen.Request { return set(text) },
		Cancelled: func() []screen.Request { return set(before) },
	}}
}

// setFilter lists what was read and has all words of a text; all changes for none.
func (s *Screen) setFilter(text string) {
	if text == s.filter {
		return
	}
	s.filter, s.cursor, s.top = text, 0, 0
	s.sift()
	s.follow()
}
