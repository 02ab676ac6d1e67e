// Package details is the screen of what a report states of itself: title, source, author, date,
// address. It takes in a report that was pasted, and mends that of one that is there.
package details

import (
	"fmt"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"rashomon/annotate"
	"rashomon/ui/screen"
	"rashomon/ui/theme"
)

// Options is what the screen needs of the program.
type Options struct {
	// Normal is the normal form of what a field states, by the field's name in Fields, or why it
	// cannot be read; nil takes all as it is.
	Normal func(field, value string) (string, error)
	// Seen says what a report would be in the library; it is called off the event loop. Nil knows
	// nothing.
	Seen      func(annotate.Arrival) (Seen, error)
	Sources   func() []string // offered for completion; may be nil
	Stories   func() []string // likewise: their titles
	Annotator string
	Now       func() time.Time
}

// Seen is what a report would be in a library: of none that is there, a new one.
type Seen struct {
	Article  annotate.ID // that it seems to be; 0 for none
	Title    string      // of that
	There    bool        // its text is there already
	Revision int         // that the text is there, or would become
	Said     int         // annotations that would follow to it, or find no place
}

// Screen shows the fields of one report.
type Screen struct {
	keys          screen.Keys
	theme         theme.Theme
	o             Options
	width, height int

	pasted bool
	before annotate.Article
	body   annotate.Body
	notes  []string // of a pasted report: what was done to it
	words  int
	text   []string // the first of the text, as wide as wide
	wide   int
	fields []field
	asked  *annotate.Replaced[annotate.Article] // what was saved last
	cursor int                                  // of fields; behind the last of them, what saves
	top    int                                  // the first line in view

	seen    Seen
	unknown error // why it is not known what it would be
	looked  bool
	looks   int // number of the last look: older answers are dropped
	left    bool
}

// NewPasted shows a report that is about to be taken in, into the story of that title. Notes say
// what was done to it.
func NewPasted(x annotate.Arrival, notes []string, story string, o Options, keys screen.Keys, t theme.Theme) *Screen {
	s := newScreen(x.Article, x.Body, o, keys, t)
	s.pasted, s.notes = true, notes
	s.fields = append(s.fields, field{name: Story, value: story, first: story})
	if first := s.firstEmpty(); x.Article.Title != "" && !x.Article.TitleMade {
		s.cursor = first
	}
	return s
}

// NewDetails shows a report that is in the library, to mend what it states.
func NewDetails(a annotate.Article, b annotate.Body, o Options, keys screen.Keys, t theme.Theme) *Screen {
	return newScreen(a, b, o, keys, t)
}

func newScreen(a annotate.Article, b annotate.Body, o Options, keys screen.Keys, t theme.Theme) *Screen {
	if o.Now == nil {
		o.Now = time.Now
	}
	return &Screen{
		keys: keys, theme: t, o: o, before: a, body: b, fields: fieldsOf(a), words: words(b.Text),
	}
}

// firstEmpty is the first field that states nothing, of those that reports state.
func (s *Screen) firstEmpty() int {
	for i, f := range s.fields {
		if f.value == "" && (f.name == Source || f.name == Date) {
			return i
		}
	}
	return len(s.fields)
}

// Start looks what a pasted report would be in the library.
func (s *Screen) Start() []screen.Request { return s.look() }

// lookedUp is the message of what a report would be.
type lookedUp struct {
	by     *Screen
	number int
	seen   Seen
	err    error
}

func (s *Screen) look() []screen.Request {
	if !s.pasted || s.o.Seen == nil {
		return nil
	}
	s.looks++
	number, x, seen := s.looks, annotate.Arrival{Article: s.stated(), Body: s.body}, s.o.Seen
	return []screen.Request{screen.Do{Cmd: func() tea.Msg {
		found, err := seen(x)
		return lookedUp{s, number, found, err}
	}}}
}

// SetSize sets the cells there are to draw in.
func (s *Screen) SetSize(width, height int) {
	s.width, s.height = width, height
	if wide := min(width-2, widest); wide != s.wide {
		s.wide, s.text = wide, wrappedAll(beginning(s.body.Text), wide)
	}
	s.follow()
}

// SetTheme changes colours.
func (s *Screen) SetTheme(t theme.Theme) { s.theme = t }

// Update takes a message and says what the screen wants of the root.
func (s *Screen) Update(msg tea.Msg) []screen.Request {
	switch msg := msg.(type) {
	case lookedUp:
		if msg.by == s && msg.number == s.looks {
			s.seen, s.unknown, s.looked = msg.seen, msg.err, true
		}
	case screen.Edited:
		s.edited(msg)
	case screen.Wheel:
		s.scroll(msg.Lines)
	case screen.Click:
		return s.click(msg.Y + s.top)
	case screen.Press:
		return s.press(msg)
	}
	return nil
}

// edited takes what was mended elsewhere, or undone. What is filled in here and not saved stays,
// and so does what was saved here and is taken back because it could not be.
func (s *Screen) edited(msg screen.Edited) {
	for _, e := range msg.Edits {
		if s.pasted || e.Article == nil || e.Article.After == nil || e.Article.After.ID != s.before.ID {
			continue
		}
		was := s.fields
		s.before, s.fields = *e.Article.After, fieldsOf(*e.Article.After)
		lost := s.asked != nil && !msg.Show && e.Article.Before != nil && *e.Article.Before == *s.asked.After && s.before == *s.asked.Before
		for i, f := range was {
			if lost || f.value != f.first || f.wrong != "" {
				s.fields[i].value, s.fields[i].wrong = f.value, f.wrong
			}
		}
		if lost {
			s.asked = nil
		}
	}
}

// Again is the request that opens the screen anew; nil while something is filled in and not saved,
// and of a report that is not in the library.
func (s *Screen) Again() screen.Request {
	if s.pasted || s.dirty() {
		return nil
	}
	return screen.Details{Article: s.before.ID}
}

// Unsaved asks whether what is filled in and not saved is to be left; empty where nothing is.
func (s *Screen) Unsaved() string {
	switch {
	case s.left:
		return ""
	case s.pasted:
		return "leave this report out of the library?"
	case s.dirty():
		return "leave what you changed unsaved?"
	}
	return ""
}

func (s *Screen) click(line int) []screen.Request {
	if line > len(s.fields) {
		return nil
	}
	if line == s.cursor {
		return s.open()
	}
	s.move(line - s.cursor)
	return nil
}

func (s *Screen) move(by int) {
	s.cursor = min(max(s.cursor+by, 0), len(s.fields))
	s.follow()
}

// follow scrolls the least that brings the cursor into view.
func (s *Screen) follow() {
	s.top = max(min(s.top, s.cursor), s.cursor-max(s.height, 1)+1)
}

// scroll moves what is in view, and the cursor with it only where that has to be.
func (s *Screen) scroll(by int) {
	s.top = max(min(s.top+by, len(s.lines())-s.height), 0)
}

func (s *Screen) press(p screen.Press) []screen.Request {
	k := s.keys
	switch {
	case key.Matches(p, k.Down, k.Right):
		s.down()
	case key.Matches(p, k.Up, k.Left):
		s.move(-1)
	case key.Matches(p, k.First):
		s.move(-len(s.fields))
	case key.Matches(p, k.Last):
		s.scroll(len(s.lines()))
	case key.Matches(p, k.Page):
		s.scroll(max(s.height-1, 1))
	case key.Matches(p, k.Save):
		return s.saved()
	case key.Matches(p, k.Open):
		return s.open()
	case key.Matches(p, k.Back, k.Leave):
		return s.back()
	case key.Matches(p, k.Undo):
		return s.undo()
	case key.Matches(p, k.Redo):
		return []screen.Request{screen.Redo{}}
	case key.Matches(p, k.Copy):
		return s.copy()
	case !s.pasted && key.Matches(p, k.Revisions):
		return []screen.Request{screen.Revisions{Article: s.before.ID}}
	default:
		if lines, ok := k.Step(p, s.height); ok {
			s.scroll(lines)
		}
	}
	return nil
}

// down goes to the next field, and behind the last on through the text.
func (s *Screen) down() {
	if s.cursor == len(s.fields) {
		s.scroll(1)
		return
	}
	s.move(1)
}

// undo takes back what was done to the field under the cursor; where nothing is changed here,
// the last change to the library.
func (s *Screen) undo() []screen.Request {
	switch {
	case !s.dirty() && s.pasted:
		return say("nothing is changed")
	case !s.dirty():
		return []screen.Request{screen.Undo{}}
	case s.cursor == len(s.fields) || s.fields[s.cursor].value == s.fields[s.cursor].first:
		return say("this is as it was: go to what you changed, or save it first")
	}
	f := &s.fields[s.cursor]
	f.value, f.wrong = f.first, ""
	return append(s.look(), say("%s: as it was", f.name)...)
}

func (s *Screen) copy() []screen.Request {
	if s.cursor == len(s.fields) || s.fields[s.cursor].value == "" {
		return say("nothing to copy here")
	}
	f := s.fields[s.cursor]
	return []screen.Request{screen.Copy{Text: f.value, Said: f.name + " copied"}}
}

func (s *Screen) back() []screen.Request {
	question := s.Unsaved()
	if question == "" {
		return []screen.Request{screen.Back{}}
	}
	return []screen.Request{screen.Confirm{Question: question, Yes: func() []screen.Request {
		s.left = true
		return []screen.Request{screen.Back{}}
	}}}
}

// saved asks to take the report in, or to store what was mended, unless something cannot be read.
func (s *Screen) saved() []screen.Request {
	for i, f := range s.fields {
		if f.wrong != "" {
			s.move(i - s.cursor)
			return []screen.Request{screen.Say{Text: fmt.Sprintf("%s: %s: mend it, or leave it empty", f.name, f.wrong), Bad: true}}
		}
	}
	if s.pasted {
		story := s.fields[len(s.fields)-1].value
		return []screen.Request{screen.TakeIn{Arrival: annotate.Arrival{Article: s.stated(), Body: s.body}, Story: story}}
	}
	after := s.stated()
	if after == s.before {
		return say("nothing is changed")
	}
	before := s.before
	s.before, s.fields = after, fieldsOf(after)
	s.asked = &annotate.Replaced[annotate.Article]{Before: &before, After: &after}
	change := annotate.Change{At: annotate.Instant(s.o.Now()), By: s.o.Annotator, What: mended(before, after), Article: after.ID}
	change.Edits = []annotate.Edit{{Article: s.asked}}
	return append([]screen.Request{screen.Make{Change: change}}, say("%s", change.What)...)
}

func say(format string, a ...any) []screen.Request {
	return []screen.Request{screen.Say{Text: fmt.Sprintf(format, a...)}}
}
