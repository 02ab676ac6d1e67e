// Package preview is the screen that shows the brief of a story as it will be written to a
// file, and writes it.
//
// A brief is read line by line: what a report's sentence is to the reader, a line of the
// brief's Markdown is here. Reading and moving are those of a page of text (lines.go); the
// brief is made in the background (making.go) and written by the root (writing.go).
package preview

import (
	"fmt"
	"slices"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"rashomon/annotate"
	"rashomon/compare"
	"rashomon/ui/prose"
	"rashomon/ui/screen"
	"rashomon/ui/theme"
)

const (
	widest = 88 // columns of text, gutter included: longer lines are hard to read
	gutter = 2  // cursor and a blank
)

// Screen shows the brief of reports.
type Screen struct {
	comparing     *screen.Comparing
	story         annotate.Story
	keys          screen.Keys
	now           func() time.Time
	theme         theme.Theme
	width, height int

	format      format // to write
	typed       string // the name that was typed last for the file; empty where none was
	suggestions bool   // quotes and claims that nobody has labelled are in the brief
	shown       *page  // nil until the brief is made
	err         error  // why there is none, or no newer one
	making      bool
	again       bool // what the brief is made of has changed since
}

// New shows the brief of reports; the story is the zero Story for reports of none.
func New(c *screen.Comparing, story annotate.Story, keys screen.Keys, now func() time.Time, t theme.Theme) *Screen {
	return &Screen{comparing: c, story: story, keys: keys, now: now, theme: t, suggestions: true}
}

// Start asks for the comparison that the brief is made of.
func (s *Screen) Start() []screen.Request { return s.comparing.Start() }

// Close stops what runs in the background.
func (s *Screen) Close() { s.comparing.Close() }

// SetSize sets the cells there are to draw in.
func (s *Screen) SetSize(width, height int) {
	s.width, s.height = width, height
	if s.shown != nil {
		s.shown.setSize(min(width, widest), height)
	}
}

// SetTheme changes colours.
func (s *Screen) SetTheme(t theme.Theme) {
	s.theme = t
	if s.shown != nil {
		s.shown.SetTheme(t)
	}
}

// Update takes a message and says what the screen wants of the root.
func (s *Screen) Update(msg tea.Msg) []screen.Request {
	out, changed := s.comparing.Update(msg)
	switch msg := msg.(type) {
	case made:
		out = append(out, s.made(msg)...)
	case screen.Edited:
		changed = s.edited(msg.Edits) || changed
	case screen.Wheel:
		if s.shown != nil {
			s.shown.Pane.Scroll(msg.Lines)
		}
	case screen.Click:
		out = append(out, s.click(msg)...)
	case screen.Press:
		out = append(out, s.press(msg)...)
	}
	if changed {
		out = append(out, s.make()...)
	}
	return out
}

// edited makes edits that came from elsewhere, and says whether they change the brief.
func (s *Screen) edited(edits []annotate.Edit) (changed bool) {
	for _, r := range s.comparing.Readings {
		changed = r.Apply(edits) || changed
	}
	for _, e := range edits {
		if e.Story != nil && e.Story.After != nil && s.story.ID != 0 && e.Story.After.ID == s.story.ID {
			s.story, changed = *e.Story.After, true
		}
	}
	return changed
}

func (s *Screen) press(p screen.Press) []screen.Request {
	k := s.keys
	switch {
	case key.Matches(p, k.Back):
		return s.back()
	case key.Matches(p, k.Undo):
		return []screen.Request{screen.Undo{}}
	case key.Matches(p, k.Redo):
		return []screen.Request{screen.Redo{}}
	case key.Matches(p, k.Format):
		s.setFormat((s.format + 1) % formats)
		return []screen.Request{screen.Say{Text: "to be written as " + s.format.String()}}
	case key.Matches(p, k.Suggestions):
		return s.toggleSuggestions()
	case s.shown == nil:
		return s.early(p)
	case key.Matches(p, k.Down):
		s.shown.down()
	case key.Matches(p, k.Up):
		s.shown.up()
	case key.Matches(p, k.Last):
		s.shown.last()
	case key.Matches(p, k.NextUndone, k.PreviousUndone): // a brief's lines carry no labels
	case key.Matches(p, k.NextChange):
		return s.shown.heading(1)
	case key.Matches(p, k.PreviousChange):
		return s.shown.heading(-1)
	case key.Matches(p, k.Open):
		return s.open()
	case key.Matches(p, k.Write) && s.comparing.Progress() != "":
		return []screen.Request{screen.Say{Text: "the reports are being compared: write it when that is done"}}
	case key.Matches(p, k.Write):
		return []screen.Request{s.askName()}
	case key.Matches(p, k.Copy):
		return []screen.Request{screen.Copy{Text: s.shown.Reading.Body.Text, Said: "copied the brief as Markdown"}}
	default:
		out, _ := s.shown.Press(p)
		return out
	}
	return nil
}

// early says why a key does nothing while there is no brief.
func (s *Screen) early(p screen.Press) []screen.Request {
	k := s.keys
	if key.Matches(p, k.Open, k.Write, k.Copy, k.Search, k.NextChange, k.PreviousChange) {
		return []screen.Request{screen.Say{Text: "there is no brief yet: " + s.progress()}}
	}
	return nil
}

func (s *Screen) back() []screen.Request {
	if s.shown != nil && s.shown.Searching() {
		s.shown.Forget()
		return nil
	}
	return []screen.Request{screen.Back{}}
}

func (s *Screen) toggleSuggestions() []screen.Request {
	s.suggestions = !s.suggestions
	text := "the brief says only what is labelled"
	if s.suggestions {
		text = "the brief suggests quotes and claims that are not labelled yet"
	}
	return append(s.make(), screen.Say{Text: text})
}

// open asks for the sentence that the current line leads to, side by side with the others.
func (s *Screen) open() []screen.Request {
	refs := s.shown.opens(s.shown.Pane.Cursor())
	if len(refs) == 0 {
		return []screen.Request{screen.Say{Text: "this line names no sentence"}}
	}
	return s.beside(refs[0].Ref)
}

func (s *Screen) beside(to compare.Ref) []screen.Request {
	out := screen.Beside{Story: s.story.ID, Base: s.comparing.Readings[to.Report].Article.ID, Sentence: to.Sentence}
	if s.story.ID == 0 {
		out.Articles = s.articles()
	}
	return []screen.Request{out}
}

// click makes a line the current one; on the current one it opens the sentence whose name is
// under the mouse.
func (s *Screen) click(c screen.Click) []screen.Request {
	if s.shown == nil {
		return nil
	}
	n, ok := s.shown.Pane.SentenceAt(c.X, c.Y)
	if !ok {
		return nil
	}
	if offset, on := s.shown.Pane.OffsetAt(c.X, c.Y); on && n == s.shown.Pane.Cursor() {
		for _, r := range s.shown.lines[n].refs {
			if r.span.Holds(offset) {
				return s.beside(r.Ref)
			}
		}
	}
	s.shown.Pane.SetCursor(n)
	return nil
}

// Take says whether this screen shows the brief that is asked for.
func (s *Screen) Take(r screen.Request) bool {
	b, ok := r.(screen.Brief)
	switch {
	case !ok:
		return false
	case len(b.Articles) == 0:
		return b.Story != 0 && b.Story == s.story.ID
	}
	asked, mine := slices.Clone(b.Articles), s.articles()
	slices.Sort(asked)
	slices.Sort(mine)
	return slices.Equal(slices.Compact(asked), mine)
}

// Again is the request that opens the screen as it is now.
func (s *Screen) Again() screen.Request {
	if s.story.ID != 0 {
		return screen.Brief{Story: s.story.ID}
	}
	return screen.Brief{Articles: s.articles()}
}

func (s *Screen) articles() []annotate.ID {
	out := make([]annotate.ID, len(s.comparing.Readings))
	for i, r := range s.comparing.Readings {
		out[i] = r.Article.ID
	}
	return out
}

// View draws the lines in view.
func (s *Screen) View() []string {
	if s.shown == nil {
		if s.height < 1 {
			return nil
		}
		return []string{screen.Paint(s.theme.Dim, ansi.Truncate(" "+s.progress(), max(s.width, 0), s.theme.Glyphs.More))}
	}
	return s.shown.Pane.Lines(prose.Decoration{
		Focused:  true,
		Sentence: func(n int) prose.Style { return s.shown.look(n, s.theme) },
		Marks:    s.shown.Hits(),
	})
}

// Title is what the head of the screen says.
func (s *Screen) Title() string {
	if title := screen.Safe(s.story.Title); title != "" {
		return "brief · " + title
	}
	return "brief of " + screen.Count(len(s.comparing.Readings), "report", "reports")
}

// progress is why there is no brief yet, or no newer one; nothing where it is as it should be.
func (s *Screen) progress() string {
	switch {
	case s.comparing.Progress() != "":
		return s.comparing.Progress()
	case s.making:
		return "writing the brief …"
	case s.err != nil:
		return "no brief: " + screen.Safe(s.err.Error())
	}
	return ""
}

// Status is what the status line says when there is no message: where one is, and what w
// writes where.
func (s *Screen) Status() string {
	out := s.progress()
	if s.shown == nil {
		return out
	}
	if out != "" {
		out += " · "
	}
	out += fmt.Sprintf("line %d of %d", s.shown.Pane.Cursor()+1, len(s.shown.lines))
	if refs := s.shown.opens(s.shown.Pane.Cursor()); len(refs) > 0 {
		out += fmt.Sprintf(" · %s opens %s", screen.Shortcut(s.keys.Open), refs[0])
	}
	if !s.suggestions {
		out += " · no suggestions"
	}
	return out + fmt.Sprintf(" · %s writes %s to %s", screen.Shortcut(s.keys.Write), s.format, screen.Safe(s.name()))
}

// Help is the keys of the screen, in groups.
func (s *Screen) Help() []screen.Group {
	k := s.keys
	return []screen.Group{
		{Title: "Brief", Bindings: []key.Binding{
			k.Write, k.Format, screen.Does(k.Copy, "copy as Markdown"), screen.Does(k.Open, "side by side, at the line's sentence"),
			screen.Does(k.NextChange, "next heading"), screen.Does(k.PreviousChange, "previous heading"), k.Suggestions,
		}},
		{Title: "Moving", Bindings: []key.Binding{k.Down, k.Up, k.First, k.Last, k.HalfDown, k.HalfUp, k.Page, k.PageUp, k.Search, k.Next, k.Previous, k.Back}},
	}
}
