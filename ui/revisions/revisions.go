// Package revisions is the screen of the texts that a report had: what changed from one to the
// next, word by word.
package revisions

import (
	"cmp"
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"rashomon/annotate"
	"rashomon/ui/prose"
	"rashomon/ui/screen"
	"rashomon/ui/theme"
)

// Screen shows what changed from one revision of a report's text to the next. Both texts are
// read and compared in the background, a pair at a time, and then kept.
type Screen struct {
	article       annotate.Article
	revisions     []annotate.Revision // the oldest first
	said          map[annotate.ID]annotate.Annotation
	read          func(revision int) (annotate.Body, error)
	keys          screen.Keys
	theme         theme.Theme
	width, height int

	pair  int           // which revision is the newer one, a place in revisions
	pairs map[int]*diff // those that were compared, by their pair
	work  *comparing    // nil while nothing is compared
	err   error         // why the pair is not shown

	whole  bool         // unchanged sentences are shown too
	opened map[int]bool // those that are shown though they could be collapsed, by the first of their run
	rows   []row
	cursor int
	top    position
	drawn  map[int][]prose.Line // of rows, without the cursor
	needle string

	lost      map[int][]annotate.Annotation // by the sentence of the older text of which it was said: what has no place in the newest
	placeless int                           // how much that is
}

// diff is two texts laid over each other.
type diff struct {
	entries []entry
	old     []annotate.Span // the sentences of the older text
	newest  []int           // of each sentence of the newer text, the one of the newest with the same words; -1 for none
	changed, came, gone, moved, recut,
	sentences int
}

// New shows what changed in an article's text: revisions are all that it had, in any order, and
// said is the annotations on any of them. Read reads a text; it is called off the event loop.
func New(a annotate.Article, revisions []annotate.Revision, said []annotate.Annotation, read func(revision int) (annotate.Body, error), keys screen.Keys, t theme.Theme) *Screen {
	s := &Screen{
		article: a, revisions: slices.Clone(revisions), said: map[annotate.ID]annotate.Annotation{}, read: read, keys: keys, theme: t,
		pairs: map[int]*diff{}, opened: map[int]bool{}, drawn: map[int][]prose.Line{},
	}
	slices.SortFunc(s.revisions, func(x, y annotate.Revision) int { return cmp.Compare(x.Number, y.Number) })
	for _, x := range said {
		s.said[x.ID] = x
	}
	s.pair = len(s.revisions) - 1
	return s
}

// Start compares the newest text with the one before it.
func (s *Screen) Start() []screen.Request { return s.compare() }

// Close gives up what is compared.
func (s *Screen) Close() { s.giveUp() }

// Take says whether the screen shows what is asked for already.
func (s *Screen) Take(r screen.Request) bool {
	x, ok := r.(screen.Revisions)
	return ok && x.Article == s.article.ID
}

// Again is the request that opens the screen anew.
func (s *Screen) Again() screen.Request { return screen.Revisions{Article: s.article.ID} }

// SetSize sets the cells there are to draw in.
func (s *Screen) SetSize(width, height int) {
	s.width, s.height = width, height
	clear(s.drawn)
	s.top.line = 0
	s.follow()
}

// SetTheme changes colours.
func (s *Screen) SetTheme(t theme.Theme) {
	s.theme = t
	clear(s.drawn)
}

// Update takes a message and says what the screen wants of the root.
func (s *Screen) Update(msg tea.Msg) []screen.Request {
	switch msg := msg.(type) {
	case comparison:
		return s.take(msg)
	case ticked:
		if msg.by == s.work && msg.by != nil {
			return []screen.Request{msg.by.tick()}
		}
	case screen.Edited:
		s.edited(msg.Edits)
	case screen.Wheel:
		s.scroll(msg.Lines)
	case screen.Click:
		return s.click(msg.Y)
	case screen.Press:
		return s.press(msg)
	}
	return nil
}

// edited takes note of what is said elsewhere: an orphan may have a place now.
func (s *Screen) edited(edits []annotate.Edit) {
	for _, e := range edits {
		if e.Annotation == nil {
			continue
		}
		if x := e.Annotation.Before; x != nil && x.Article == s.article.ID {
			delete(s.said, x.ID)
		}
		if x := e.Annotation.After; x != nil && x.Article == s.article.ID {
			s.said[x.ID] = *x
		}
	}
	if s.diff() != nil {
		s.layOut()
	}
}

// diff is the pair that is shown; nil while there is none.
func (s *Screen) diff() *diff { return s.pairs[s.pair] }

// before and after are the two revisions; there must be two.
func (s *Screen) before() annotate.Revision { return s.revisions[s.pair-1] }
func (s *Screen) after() annotate.Revision  { return s.revisions[s.pair] }

func (s *Screen) press(p screen.Press) []screen.Request {
	k := s.keys
	switch {
	case key.Matches(p, k.Back, k.Leave):
		return []screen.Request{screen.Back{}}
	case key.Matches(p, k.Undo):
		return []screen.Request{screen.Undo{}}
	case key.Matches(p, k.Redo):
		return []screen.Request{screen.Redo{}}
	case key.Matches(p, k.Older):
		return s.turn(-1)
	case key.Matches(p, k.Newer):
		return s.turn(1)
	case key.Matches(p, k.Orphans):
		return []screen.Request{screen.Read{Article: s.article.ID, Orphans: true}}
	case s.diff() == nil:
		return nil
	case len(s.rows) == 0:
		return say("there is no sentence here")
	case key.Matches(p, k.Down):
		s.down()
	case key.Matches(p, k.Up):
		s.up()
	case key.Matches(p, k.First):
		s.moveTo(0)
	case key.Matches(p, k.Last):
		s.moveTo(len(s.rows) - 1)
	case key.Matches(p, k.Page): // as in a text
		s.moveTo(s.cursor + max(s.rowsShown()-1, 1))
	case key.Matches(p, k.NextChange):
		return s.nextChange(1)
	case key.Matches(p, k.PreviousChange):
		return s.nextChange(-1)
	case key.Matches(p, k.Collapse):
		return s.collapse()
	case key.Matches(p, k.Open):
		return s.open()
	case key.Matches(p, k.Copy):
		return s.copy()
	case key.Matches(p, k.Search):
		return s.askSearch()
	case key.Matches(p, k.Next):
		return s.nextHit(1)
	case key.Matches(p, k.Previous):
		return s.nextHit(-1)
	default:
		if n, ok := k.Step(p, s.rowsShown()); ok {
			s.moveTo(s.cursor + n)
		}
	}
	return nil
}

func say(text string) []screen.Request { return []screen.Request{screen.Say{Text: text}} }

// turn shows the pair of texts after this one, or before it.
func (s *Screen) turn(by int) []screen.Request {
	to := s.pair + by
	switch {
	case len(s.revisions) < 2:
		return say("the report has one text only")
	case to < 1:
		return say("these are its first two texts")
	case to >= len(s.revisions):
		return say("this is its newest text")
	}
	s.pair, s.err = to, nil
	s.opened, s.cursor, s.top = map[int]bool{}, 0, position{}
	if s.diff() == nil {
		s.rows = nil
		return s.compare()
	}
	s.giveUp()
	s.show()
	return nil
}
