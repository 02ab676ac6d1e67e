// Package reader is the screen for one report: its text, sentence by sentence, and what
// the annotator says of each.
package reader

import (
	"fmt"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"rashomon/annotate"
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
	return nil
}

// SetSize sets the cells there are to draw in.
func (s *Screen) SetSize(width, height int) {
	s.width, s.height = width, height
	s.page.Pane.SetSize(s.textWidth(), s.textHeight())
}

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

func (s *Screen) textHeight() int { return max(s.height-s.headLines(), 1) }

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
	case screen.Wheel:
		pane.Scroll(msg.Lines)
	case screen.Click:
		if n, ok := pane.SentenceAt(msg.X, msg.Y-s.headLines()); ok {
			pane.SetCursor(n)
		}
	case screen.Press:
		return s.press(msg)
	}
	return nil
}

func (s *Screen) press(p screen.Press) []screen.Request {
	if out, handled := s.page.Press(p); handled {
		return out
	}
	out, advanced, handled := s.labelling.Press(p, s.page.Reading, s.page.Pane.Cursor())
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
	case key.Matches(p, s.keys.Right, s.keys.Left):
		return []screen.Request{screen.Beside{Story: s.page.Reading.Article.Story, Articles: s.alone(), Base: s.page.Reading.Article.ID, Sentence: s.page.Pane.Cursor()}}
	}
	return nil
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
		Gutter:   func(n int) []prose.Cell { return s.page.Gutter(n, gutter-2) },
		Sentence: s.page.Look,
		Marks:    s.page.Hits(),
	})
	if s.width < withMargin {
		return append(out, text...)
	}
	for i, m := range s.margin() {
		out = append(out, text[i]+"  "+m)
	}
	return out
}

// facts is where and when the report appeared, and how far it is labelled.
func (s *Screen) facts() string {
	a, t := s.page.Reading.Article, &s.theme
	var parts []string
	for _, f := range []string{a.Source, a.Date, a.Place, a.Author, s.story} {
		if f = screen.Safe(f); f != "" {
			parts = append(parts, f)
		}
	}
	p := s.page.Reading.Progress()
	done := fmt.Sprintf(" %d/%d labelled  %3.0f%% read ", p.Labelled, p.Sentences, s.page.Pane.Percent())
	if s.width < 50 {
		done = ansi.Truncate(fmt.Sprintf(" %s  %.0f%% ", screen.Progress(p), s.page.Pane.Percent()), s.width, "")
	}
	left := ansi.Truncate(" "+strings.Join(parts, " · "), max(s.width-ansi.StringWidth(done)-1, 0), t.Glyphs.More)
	return screen.Paint(t.Dim, screen.Pad(left, max(s.width-ansi.StringWidth(done), 0))+done)
}

// margin is the lines beside the text: who speaks and what is noted, at the height of the
// sentence, as far as there is room before the next one's.
func (s *Screen) margin() []string {
	out := make([]string, s.textHeight())
	width := s.width - s.textWidth() - 3
	first, last := s.page.Pane.VisibleSentences()
	next := 0
	for n := first; n <= last; n++ {
		a, ok := s.page.Reading.Sentence(n)
		line, seen := s.page.Pane.LineOf(n)
		if !ok || !seen {
			continue
		}
		for _, text := range s.remarks(a, width) {
			if line = max(line, next); line >= len(out) {
				break
			}
			if line >= 0 {
				out[line] = text
			}
			line++
			next = line
		}
	}
	return out
}

// remarks is an annotation's speaker and note as lines of at most width columns.
func (s *Screen) remarks(a annotate.Annotation, width int) (out []string) {
	g := s.theme.Glyphs
	if a.Speaker != "" {
		out = append(out, screen.Paint(s.theme.Accent, ansi.Truncate(g.Speaker+" "+screen.Safe(a.Speaker), width, g.More)))
	}
	if a.Note != "" {
		for _, l := range strings.Split(ansi.Wordwrap(g.Note+" "+screen.Safe(a.Note), width, ""), "\n") {
			out = append(out, screen.Paint(s.theme.Dim, ansi.Truncate(l, width, g.More)))
		}
	}
	return out
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
	out := s.page.Describe(s.page.Pane.Cursor())
	if s.labelling.Advance {
		out += " · auto-advance"
	}
	return out
}

// Help is the keys of the screen, in groups.
func (s *Screen) Help() []screen.Group {
	labelling, moving := s.keys.Labelling(), s.keys.Moving()
	moving.Bindings = append(moving.Bindings, screen.Does(s.keys.Right, "side by side with the other reports"))
	return []screen.Group{labelling, moving, screen.Signs(s.theme.Glyphs, false)}
}
