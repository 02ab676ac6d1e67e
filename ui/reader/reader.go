// Package reader is the screen for one report: its text, sentence by sentence, and what
// the annotator says of each.
package reader

import (
	"fmt"
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"rashomon/annotate"
	"rashomon/annotate/queue"
	"rashomon/ui/prose"
	"rashomon/ui/screen"
	"rashomon/ui/theme"
)

const (
	widest     = 88  // columns of text, gutter included: longer lines are hard to read
	withMargin = 104 // columns from which on speakers and notes stand beside the text
	gutter     = 6   // cursor, three glyphs and two blanks
)

// Screen shows one report.
type Screen struct {
	page          *screen.Page
	keys          screen.Keys
	labelling     *screen.Labelling
	theme         theme.Theme
	story         string
	width, height int
	notice        string     // for the status line, until a key is pressed
	orphans       *orphans   // nil unless somebody goes through them
	likely        *likeliest // where orphans may belong; nil until somebody asks
}

// New shows a reading, at a sentence; -1 is the first without a label. The story is the
// title of the report's story, for the line above the text.
func New(r *annotate.Reading, story string, sentence int, keys screen.Keys, l *screen.Labelling, t theme.Theme) *Screen {
	s := &Screen{page: screen.NewPage(r, keys, l, t), keys: keys, labelling: l, theme: t, story: story}
	s.page.Pane.SetGutter(gutter)
	s.page.SetCursor(sentence)
	return s
}

// Start begins to count the time spent on the current sentence.
func (s *Screen) Start() []screen.Request {
	s.labelling.Visit(s.page.Reading, s.page.Pane.Cursor())
	return s.labelling.Ghosts.Want(s.page.Reading)
}

// SetSize sets the cells there are to draw in.
func (s *Screen) SetSize(width, height int) {
	s.width, s.height = width, height
	s.layOut()
}

func (s *Screen) layOut() { s.page.Pane.SetSize(s.textWidth(), s.textHeight()) }

func (s *Screen) textWidth() int {
	if s.width < withMargin {
		return min(s.width, widest)
	}
	return min(widest, s.width-36)
}

func (s *Screen) headLines() int {
	if s.height < 10 {
		return 0
	}
	return 2
}

func (s *Screen) textHeight() int { return max(s.height-s.headLines()-s.panelHeight(), 1) }

// SetTheme changes colours.
func (s *Screen) SetTheme(t theme.Theme) {
	s.theme = t
	s.page.SetTheme(t)
}

// Update takes a message and says what the screen wants of the root.
func (s *Screen) Update(msg tea.Msg) []screen.Request {
	pane := s.page.Pane
	defer func() { s.labelling.Visit(s.page.Reading, pane.Cursor()) }()
	switch msg := msg.(type) {
	case screen.Edited:
		s.page.Edited(msg)
		s.orphansEdited(msg)
	case screen.Wheel:
		pane.Scroll(msg.Lines)
	case screen.Click:
		if msg.Y >= s.headLines()+s.textHeight() { // the orphan
			return nil
		}
		if s.page.Click(msg.X, msg.Y-s.headLines()); s.orphans != nil {
			s.orphans.moved = true
		}
	case screen.Drag:
		s.page.Drag(msg.X, msg.Y-s.headLines())
	case screen.Drop:
		s.page.Drop()
	case screen.Press:
		s.notice = ""
		return append(s.press(msg), s.labelling.Ghosts.Want(s.page.Reading)...)
	}
	return nil
}

// Take goes to the sentence that a request to read this report asks for, or to what has no place
// in its text; it says whether it is for this one.
func (s *Screen) Take(r screen.Request) bool {
	read, ok := r.(screen.Read)
	if !ok || read.Article != s.page.Reading.Article.ID {
		return false
	}
	switch {
	case read.Orphans && s.page.Reading.OrphanCount() == 0:
		s.notice = s.placed()
	case read.Orphans && s.orphans == nil:
		s.openOrphans()
	case read.Orphans:
	default:
		if s.page.SetCursor(read.Sentence); s.orphans != nil {
			s.orphans.moved = true // it was chosen, for an orphan maybe
		}
	}
	return true
}

// Modal says whether words are being selected, or orphans given a place: the keys are about
// them.
func (s *Screen) Modal() bool { return s.orphans != nil || s.page.Modal() }

// Again is the request that opens the screen as it is now.
func (s *Screen) Again() screen.Request {
	return screen.Read{Article: s.page.Reading.Article.ID, Sentence: s.page.Pane.Cursor()}
}

func (s *Screen) press(p screen.Press) []screen.Request {
	switch {
	case s.orphans != nil:
		return s.pressOrphans(p)
	case key.Matches(p, s.keys.Split): // before the keys that would let go of the words
		return s.page.Split()
	case key.Matches(p, s.keys.Join):
		return s.page.Join(s.page.Pane.Cursor())
	}
	if out, handled := s.page.Press(p); handled {
		return out
	}
	out, advanced, handled := s.labelling.Judge(p, s.page.Reading, s.page.Target())
	if !handled {
		out, advanced, handled = s.labelling.Press(p, s.page.Reading, s.page.Target())
	}
	if advanced {
		out = append(out, s.page.GoOn()...)
	}
	if handled {
		return out
	}
	switch {
	case key.Matches(p, s.keys.Back) && s.page.Searching():
		s.page.Forget()
	case key.Matches(p, s.keys.Back):
		return []screen.Request{screen.Back{}}
	case key.Matches(p, s.keys.Queue):
		id := s.page.Reading.Article.ID
		return []screen.Request{screen.Queue{Spec: queue.Spec{Articles: []annotate.ID{id}, From: queue.Place{Article: id, Sentence: s.page.Pane.Cursor()}}}}
	case key.Matches(p, s.keys.Orphans):
		return s.openOrphans()
	case key.Matches(p, s.keys.Revisions):
		return s.revisions()
	case key.Matches(p, s.keys.Details):
		return []screen.Request{screen.Details{Article: s.page.Reading.Article.ID}}
	case key.Matches(p, s.keys.Speakers):
		return []screen.Request{screen.Speakers{Story: s.page.Reading.Article.Story, Article: s.page.Reading.Article.ID}}
	case key.Matches(p, s.keys.Right, s.keys.Left):
		return []screen.Request{screen.Beside{Story: s.page.Reading.Article.Story, Articles: s.alone(), Base: s.page.Reading.Article.ID, Sentence: s.page.Pane.Cursor()}}
	}
	return nil
}

func (s *Screen) revisions() []screen.Request {
	return []screen.Request{screen.Revisions{Article: s.page.Reading.Article.ID}}
}

// alone is the article itself where it is in no story.
func (s *Screen) alone() []annotate.ID {
	if s.page.Reading.Article.Story != 0 {
		return nil
	}
	return []annotate.ID{s.page.Reading.Article.ID}
}

// View draws the lines in view: the report's facts, its text, and beside it speakers and notes.
func (s *Screen) View() []string {
	var out []string
	if s.headLines() > 0 {
		out = append(out, s.facts(), "")
	}
	text := s.page.Pane.Lines(prose.Decoration{
		Focused:  true,
		Gutter:   func(n int) []prose.Cell { return s.page.Ghosted(n, gutter-2) },
		Sentence: s.page.Look,
		Marks:    s.marks(),
	})
	if s.width >= withMargin {
		for i, m := range s.margin() {
			text[i] += "  " + m
		}
	}
	out = append(append(out, text...), s.panel()...)
	return out[:min(len(out), max(s.height, 1))]
}

// facts is where and when the report appeared, and how far it is labelled.
func (s *Screen) facts() string {
	a, t := s.page.Reading.Article, &s.theme
	var parts []string
	for _, f := range []string{a.Source, screen.When(a.Date), a.Place, a.Author, s.story} {
		if f = screen.Safe(f); f != "" {
			parts = append(parts, f)
		}
	}
	p := s.page.Reading.Progress()
	done := fmt.Sprintf(" %d/%d labelled  %3.0f%% read ", p.Labelled, p.Sentences, s.page.Pane.Percent())
	if s.width < 50 {
		done = fmt.Sprintf(" %s  %.0f%% ", screen.Progress(p), s.page.Pane.Percent())
	}
	if lost := s.lost(s.width); lost != "" {
		done = " " + lost + "  " + done
	}
	done = ansi.Truncate(done, s.width, "")
	left := ansi.Truncate(" "+strings.Join(parts, " · "), max(s.width-ansi.StringWidth(done)-1, 0), t.Glyphs.More)
	return screen.Paint(t.Dim, screen.Pad(left, max(s.width-ansi.StringWidth(done), 0))+done)
}

// Title is what the head of the screen says.
func (s *Screen) Title() string {
	if title := screen.Safe(s.page.Reading.Article.Title); title != "" {
		return title
	}
	return s.page.Name()
}

// Status is what the status line says when there is no message.
func (s *Screen) Status() string {
	if s.notice != "" {
		return s.notice
	}
	out := s.page.Describe(s.page.Pane.Cursor())
	if lost := s.lost(s.width); lost != "" && s.headLines() == 0 {
		out = lost + " · " + out
	}
	if s.labelling.Advance {
		out += " · auto-advance"
	}
	if ghost := s.labelling.Suggestion(s.page.Reading, s.page.Pane.Cursor(), s.theme.Glyphs.Speaker); ghost != "" && !s.page.Selecting() && s.orphans == nil {
		out += " · " + ghost
	}
	return out
}

// Hints is the keys of most use now.
func (s *Screen) Hints() []key.Binding {
	k := s.keys
	switch {
	case s.orphans != nil && !s.page.Selecting():
		return append(s.orphanKeys().Bindings, k.Down, k.Up, k.Undo)
	case s.orphans != nil:
		return append([]key.Binding{screen.Does(k.Open, "attach it to the words")}, k.Selecting().Bindings...)
	case s.page.Modal():
		return k.Selecting().Bindings
	}
	if s.page.Selecting() { // held: the keys are about the words
		return append(slices.Concat(k.Labels, k.Attributes), k.Speaker, k.Note, k.Flag, screen.Does(k.Back, "leave the words"), k.Select, k.WordOn, k.WordBack, k.OtherEnd, k.NextSpan, k.PreviousSpan)
	}
	var out []key.Binding
	if _, ok := s.labelling.Ghosts.Of(s.page.Reading, s.page.Pane.Cursor()); ok {
		out = append(out, screen.Does(k.Open, "accept"), screen.Does(k.Reject, "turn down"))
	}
	out = append(out, k.Labels...)
	return append(append(out, k.Attributes...), k.Speaker, k.Note, k.Flag, k.Select, k.Repeat, screen.Does(k.Advance, "auto-advance"), k.NextUndone, k.Queue, k.Copy)
}

// Help is the keys of the screen, in groups.
func (s *Screen) Help() []screen.Group {
	k := s.keys
	labelling, moving := k.Labelling(), k.Moving()
	if s.orphans != nil {
		words := k.Selects()
		if s.page.Selecting() {
			words = k.Selecting()
		}
		return []screen.Group{s.orphanKeys(), {Title: "Moving", Bindings: []key.Binding{k.Down, k.Up, k.First, k.Last, k.HalfDown, k.HalfUp, k.Page, k.PageUp, k.Search}}, words}
	}
	moving.Bindings = append(moving.Bindings, screen.Does(k.Right, "side by side with the other reports"), k.Queue, k.Speakers, k.Revisions, k.Orphans, k.Details)
	sentences := screen.Group{Title: "Sentences", Bindings: []key.Binding{k.Join, k.Split}}
	if s.page.Modal() {
		return []screen.Group{k.Selecting(), labelling, sentences, screen.Signs(s.theme.Glyphs, false)}
	}
	return []screen.Group{labelling, k.Suggested(), moving, k.Selects(), sentences, screen.Signs(s.theme.Glyphs, false)}
}
