// Package library is the first screen: the stories of a library and their reports.
package library

import (
	"maps"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"rashomon/annotate"
	"rashomon/annotate/queue"
	"rashomon/ui/screen"
	"rashomon/ui/theme"
)

// Screen lists what a library holds. It draws only the lines in view, so that 100,000
// articles cost what fifty do.
type Screen struct {
	keys          screen.Keys
	theme         theme.Theme
	annotator     string
	scheme        annotate.Scheme
	width, height int

	contents Contents
	rowOf    map[annotate.ID]int32             // where an article's row is; nil until it is asked for
	fresh    map[annotate.ID]annotate.Progress // progress of the articles edited since the start
	grouped  map[annotate.ID]int               // article → group, of the articles looked for
	loaded   bool
	arranged arrangement
	order    Order
	filter   string
	asked    int // number of the last arrangement asked for: older answers are dropped
	loads    int // number of the last load asked for
	folded   map[groupID]bool
	marked   map[annotate.ID]bool

	suggestions suggestions
	recalled    bool    // what the library keeps of them has been read
	dropping    bool    // the last search left out what was dropped: another one does not
	asking      *asking // the search for them, nil while there is none
	news        *found  // suggestions that are about to be shown
	drops       []drop  // since anything else was changed, the last one at the end
	accepted    drop    // the suggestion that was accepted last
	returning   drop    // where the cursor goes when it is suggested again

	lines  []line
	drawn  map[line]string // lines as drawn, see line
	cursor int             // index into lines
	top    int
}

// line is a group's heading (row is -1) or one of its articles.
type line struct {
	group int32
	row   int32 // index into contents.Rows
}

// New makes the screen, empty until it is loaded. The progress it shows is that of the
// annotator by the scheme.
func New(keys screen.Keys, t theme.Theme, annotator string, scheme annotate.Scheme) *Screen {
	return &Screen{
		keys: keys, theme: t, annotator: annotator, scheme: scheme,
		fresh: map[annotate.ID]annotate.Progress{}, grouped: map[annotate.ID]int{},
		folded: map[groupID]bool{}, marked: map[annotate.ID]bool{}, drawn: map[line]string{},
	}
}

// Loaded is the message that brings the contents, arranged.
type Loaded struct {
	contents Contents
	arranged arrangement
	asked    int
	load     int
}

// Part says whether the rest of the contents is still to be loaded.
func (l Loaded) Part() bool { return l.contents.Part }

// Load arranges contents for the screen; it is called off the event loop and its message
// given to Update.
func (s *Screen) Load(read func() (Contents, error)) tea.Cmd {
	s.asked++
	s.loads++
	asked, load, suggested, recalled, order, filter := s.asked, s.loads, s.suggestions, s.recalled, s.order, s.filter
	return func() tea.Msg {
		c, err := read()
		if err != nil {
			return Failed{err}
		}
		if !recalled && !c.Part {
			suggested = suggested.recall(c.Suggested)
		}
		return Loaded{contents: c, arranged: arrange(c, suggested, order, filter), asked: asked, load: load}
	}
}

// Failed is the message that the contents could not be read.
type Failed struct{ Err error }

// arrangedMsg brings the same contents in another order or through another filter.
type arrangedMsg struct {
	arranged arrangement
	asked    int
}

func (s *Screen) rearrange() screen.Request {
	s.asked++
	asked, c, suggested, order, filter := s.asked, s.contents, s.suggestions, s.order, s.filter
	if len(s.fresh) > 0 {
		c.Progress = maps.Clone(c.Progress)
		maps.Copy(c.Progress, s.fresh)
	}
	return screen.Do{Cmd: func() tea.Msg {
		return arrangedMsg{arranged: arrange(c, suggested, order, filter), asked: asked}
	}}
}

// SetSize sets the cells there are to draw in.
func (s *Screen) SetSize(width, height int) {
	s.width, s.height = width, height
	clear(s.drawn)
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
	case Loaded:
		s.drops = nil
		return s.take(msg)
	case arrangedMsg:
		if msg.asked == s.asked {
			group, article := s.current()
			s.show(msg.arranged, group, article)
			return s.tell()
		}
	case found:
		return s.propose(msg)
	case Gathered:
		return s.gathered(msg)
	case ticked:
		if msg.by == s.asking {
			return []screen.Request{msg.by.tick()}
		}
	case screen.Edited:
		s.drops = nil
		s.count(msg.Edits)
		return s.mend(msg.Edits)
	case screen.Wheel:
		s.move(msg.Lines)
	case screen.Click:
		return s.click(msg.Y)
	case screen.Press:
		return s.press(msg)
	}
	return nil
}

// take shows new contents. Where another order or filter was asked for meanwhile, they are
// arranged again.
func (s *Screen) take(msg Loaded) []screen.Request {
	if msg.load != s.loads {
		return nil
	}
	group, article := s.current()
	s.contents, s.loaded, s.rowOf = msg.contents, true, nil
	if !s.recalled && !msg.contents.Part {
		s.recalled = true
		s.suggestions = s.suggestions.recall(msg.contents.Suggested)
	}
	s.prune()
	s.show(msg.arranged, group, article)
	if msg.asked != s.asked {
		return []screen.Request{s.rearrange()}
	}
	return nil
}

// prune unmarks articles that are no longer there.
func (s *Screen) prune() {
	if len(s.marked) == 0 || s.contents.Part {
		return
	}
	there := make(map[annotate.ID]bool, len(s.marked))
	for i := range s.contents.Rows {
		if id := s.contents.Rows[i].ID; s.marked[id] {
			there[id] = true
		}
	}
	s.marked = there
}

// show puts an arrangement on the screen, with the cursor on the article or group where it
// was; where that group has gone, on the next one that is still there.
func (s *Screen) show(a arrangement, was groupID, article annotate.ID) {
	first := len(s.lines) == 0
	var next []group
	if s.cursor < len(s.lines) {
		next = s.arranged.groups[s.lines[s.cursor].group:]
	}
	s.arranged = a
	clear(s.grouped)
	s.refresh()
	s.layOut()
	s.cursor = min(s.cursor, max(len(s.lines)-1, 0))
	switch {
	case !first && !s.find(was, article) && article == 0:
		s.findFirst(next)
	case first:
		s.cursor = 0
	}
	s.comeBack()
	s.follow()
}

// layOut makes the lines of the groups that are not folded.
func (s *Screen) layOut() {
	s.lines = s.lines[:0]
	clear(s.drawn)
	for g := range s.arranged.groups {
		group := &s.arranged.groups[g]
		s.lines = append(s.lines, line{int32(g), -1})
		if s.folded[group.groupID] {
			continue
		}
		for _, row := range group.rows {
			s.lines = append(s.lines, line{int32(g), row})
		}
	}
}

// here is the group under the cursor; there must be one.
func (s *Screen) here() *group { return &s.arranged.groups[s.lines[s.cursor].group] }

// current is the group and the article under the cursor; the article is 0 on a heading.
func (s *Screen) current() (group groupID, article annotate.ID) {
	if s.cursor >= len(s.lines) {
		return groupID{}, 0
	}
	if row := s.lines[s.cursor].row; row >= 0 {
		article = s.contents.Rows[row].ID
	}
	return s.here().groupID, article
}

// find puts the cursor on the article, or on the heading of the group where no article is
// asked for; false where it is not there.
func (s *Screen) find(group groupID, article annotate.ID) bool {
	for i, l := range s.lines {
		if l.row >= 0 && s.contents.Rows[l.row].ID == article || l.row < 0 && article == 0 && s.arranged.groups[l.group].groupID == group {
			s.cursor = i
			return true
		}
	}
	return false
}

// findFirst puts the cursor on the heading of the first of the groups that is there.
func (s *Screen) findFirst(groups []group) {
	at := make(map[groupID]int, len(s.arranged.groups))
	for i, l := range s.lines {
		if l.row < 0 {
			at[s.arranged.groups[l.group].groupID] = i
		}
	}
	for i := range groups {
		if line, ok := at[groups[i].groupID]; ok {
			s.cursor = line
			return
		}
	}
}

func (s *Screen) move(by int) {
	s.cursor = min(max(s.cursor+by, 0), max(len(s.lines)-1, 0))
	s.follow()
}

// follow scrolls the least that brings the cursor into view.
func (s *Screen) follow() {
	h := s.listHeight()
	s.top = min(max(s.top, s.cursor-h+1), s.cursor)
	s.top = max(min(s.top, len(s.lines)-h), 0)
}

func (s *Screen) click(y int) []screen.Request {
	i := s.top + y - s.headLines()
	if y < s.headLines() || y >= s.height || i >= len(s.lines) {
		return nil
	}
	if i == s.cursor {
		return s.open()
	}
	s.cursor = i
	return nil
}

func (s *Screen) press(p screen.Press) []screen.Request {
	k := s.keys
	s.returning = drop{}
	if lines, ok := k.Step(p, s.listHeight()); ok {
		s.move(lines)
		return nil
	}
	switch {
	case key.Matches(p, k.First):
		s.move(-len(s.lines))
	case key.Matches(p, k.Last):
		s.move(len(s.lines))
	case key.Matches(p, k.Fold):
		s.fold(true)
	case key.Matches(p, k.Unfold):
		s.fold(false)
	case key.Matches(p, k.Mark):
		s.mark()
	case key.Matches(p, k.Sort):
		s.order = (s.order + 1) % orders
		return []screen.Request{s.rearrange(), screen.Say{Text: "order: " + s.order.String()}}
	case key.Matches(p, k.Back):
		return s.back()
	default:
		return s.act(p)
	}
	return nil
}

// act is the keys that ask something of the root.
func (s *Screen) act(p screen.Press) []screen.Request {
	k := s.keys
	switch {
	case key.Matches(p, k.Undo):
		return s.undo()
	case key.Matches(p, k.Redo):
		return []screen.Request{screen.Redo{}}
	case key.Matches(p, k.Leave):
		return []screen.Request{screen.Quit{}}
	case key.Matches(p, k.Update):
		return []screen.Request{screen.Update{}}
	case key.Matches(p, k.Filter):
		return s.askFilter()
	case key.Matches(p, k.Sample) && len(s.contents.Rows) == 0:
		return []screen.Request{screen.Sample{}}
	case key.Matches(p, k.Suggest) && len(s.contents.Rows) > 0:
		return s.suggest()
	case len(s.lines) == 0:
		return s.nothing(p)
	case key.Matches(p, k.Open):
		return s.open()
	case key.Matches(p, k.Beside):
		return s.beside()
	case key.Matches(p, k.Matrix, k.Brief):
		return s.compare(p)
	case key.Matches(p, k.Queue):
		return []screen.Request{screen.Queue{Spec: queue.Spec{Articles: s.chosen()}}}
	case key.Matches(p, k.Speakers):
		return s.speakers()
	case key.Matches(p, k.Details, k.Revisions):
		return s.about(p)
	case key.Matches(p, k.Story):
		return s.askStory()
	case key.Matches(p, k.Rename):
		return s.askTitle()
	case key.Matches(p, k.Remove):
		return s.askRemove()
	case key.Matches(p, k.Accept, k.AcceptAll, k.Dismiss, k.Next, k.Previous):
		return s.judge(p)
	}
	return nil
}

func (s *Screen) nothing(p screen.Press) []screen.Request {
	k := s.keys
	if key.Matches(p, k.Open, k.Beside, k.Matrix, k.Brief, k.Queue, k.Speakers, k.Details, k.Revisions, k.Story, k.Rename, k.Remove, k.Suggest, k.Accept, k.AcceptAll, k.Dismiss) {
		return []screen.Request{screen.Say{Text: "there is no article here"}}
	}
	return nil
}
