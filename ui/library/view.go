package library

import (
	"cmp"
	"fmt"
	"strings"

	"charm.land/bubbles/v2/key"
	"github.com/charmbracelet/x/ansi"

	"rashomon/annotate"
	"rashomon/ui/screen"
)

// mostDrawn is how many lines are kept.
const mostDrawn = 1000

// headLines is the lines above the list: the filter, while there is one.
func (s *Screen) headLines() int {
	if s.filter != "" {
		return 1
	}
	return 0
}

func (s *Screen) listHeight() int { return max(s.height-s.headLines(), 1) }

// View draws the lines in view: at most the screen's height, none wider than its width.
func (s *Screen) View() []string {
	var out []string
	if s.filter != "" {
		found := fmt.Sprintf(" %s of %s match %q", screen.Number(s.arranged.shown), screen.Number(len(s.contents.Rows)), screen.Safe(s.filter))
		out = append(out, screen.Paint(s.theme.StatusWarn, ansi.Truncate(found, s.width, s.theme.Glyphs.More)))
	}
	switch {
	case !s.loaded:
		return append(out, screen.Paint(s.theme.Dim, ansi.Truncate(" reading the library …", s.width, "")))
	case len(s.contents.Rows) == 0:
		return s.welcome()
	}
	end := min(s.top+s.listHeight(), len(s.lines))
	for i := s.top; i < end; i++ {
		out = append(out, s.line(i))
	}
	return out
}

// line draws the i-th line. Lines are kept until something they show may have changed: a
// held key moves through the list far faster than styles can be put together.
func (s *Screen) line(i int) string {
	if drawn, ok := s.drawn[s.lines[i]]; ok && i != s.cursor {
		return drawn
	}
	var p screen.Line
	if s.lines[i].row < 0 {
		p = s.heading(&s.arranged.groups[s.lines[i].group])
	} else {
		p = s.article(&s.contents.Rows[s.lines[i].row])
	}
	if i == s.cursor {
		return screen.Paint(s.theme.Selected, s.theme.Glyphs.Cursor+screen.Pad(p.Plain(), s.width-1))
	}
	if len(s.drawn) >= mostDrawn {
		clear(s.drawn)
	}
	s.drawn[s.lines[i]] = " " + p.Styled()
	return s.drawn[s.lines[i]]
}

// heading is a story's line: its title, how many reports, from when to when, how far labelled.
func (s *Screen) heading(g *group) screen.Line {
	title, style := screen.Safe(g.story.Title), s.theme.Title
	if g.story.ID == 0 {
		title, style = "in no story", s.theme.Dim
	}
	fold := "▾ "
	if s.folded[g.story.ID] {
		fold = "▸ "
	}
	facts := reports(len(g.rows))
	if g.from != "" {
		facts += " · " + day(g.from)
		if day(g.to) != day(g.from) {
			facts += " – " + day(g.to)
		}
	}
	facts += " "
	done := s.done(g.progress)
	room := s.width - 1 - ansi.StringWidth(fold) - ansi.StringWidth(done) - ansi.StringWidth(facts) - 2
	if room < ansi.StringWidth(title) { // the title says more than the dates
		dates := strings.TrimPrefix(facts, reports(len(g.rows)))
		room += ansi.StringWidth(dates) - 1
		facts = reports(len(g.rows)) + " "
	}
	if room < 16 {
		room += ansi.StringWidth(facts)
		facts = ""
	}
	title = ansi.Truncate(title, max(room, 1), s.theme.Glyphs.More)
	return screen.Line{}.Add(fold, s.theme.Dim).Add(title, style).
		Add(strings.Repeat(" ", max(room-ansi.StringWidth(title), 0)+2), s.theme.Text).Add(facts+done, s.theme.Dim)
}

// article is a report's line: date, source, title, counts by label, how far labelled.
func (s *Screen) article(r *annotate.Row) screen.Line {
	t, mark := &s.theme, "  "
	if s.marked[r.ID] {
		mark = t.Glyphs.Done + " "
	}
	p := s.progress(r)
	done := s.done(p)
	used := 1 + 2 + ansi.StringWidth(done)
	var out screen.Line
	out = out.Add(mark, t.Accent)
	if s.width >= 60 {
		out = out.Add(screen.Pad(day(r.Date), 12), t.Dim)
		used += 12
	}
	if wide := min(max(s.width/5, 0), 24); s.width >= 40 {
		out = out.Add(screen.Pad(ansi.Truncate(screen.Safe(r.Source), wide-2, t.Glyphs.More), wide), t.Accent)
		used += wide
	}
	counts := s.counts(p)
	used += counts.Width()
	title := ansi.Truncate(screen.Safe(r.Title), max(s.width-used-1, 1), t.Glyphs.More)
	out = out.Add(screen.Pad(title, max(s.width-used, 1)), t.Text)
	out = append(out, counts...)
	return out.Add(done, t.Dim)
}

// counts is how many sentences carry each label, where the screen is wide enough to say so.
func (s *Screen) counts(p annotate.Progress) (out screen.Line) {
	if s.width < 100 {
		return nil
	}
	for _, l := range s.scheme.Labels {
		text := strings.Repeat(" ", 5)
		if n := p.Labels[l.Name]; n > 0 {
			text = fmt.Sprintf("%-5s", fmt.Sprintf("%s %d", screen.LabelGlyph(l, s.theme), n))
		}
		out = out.Add(text, s.theme.Label(l.Colour))
	}
	return out
}

// done is how many sentences are labelled of all, to the right of a line, ticked when there
// is nothing left to label.
func (s *Screen) done(p annotate.Progress) string {
	tick := " "
	if p.Sentences > 0 && p.Labelled+p.Skipped >= p.Sentences {
		tick = s.theme.Glyphs.Done
	}
	wide := 7 // 999/999
	if s.width < 60 {
		wide = 5 // 99/99
	}
	return fmt.Sprintf("%*s %s", wide, screen.Progress(p), tick)
}

func (s *Screen) welcome() []string {
	t := &s.theme
	lines := []string{
		"", screen.Paint(t.Title, " This library is empty."), "",
		" " + screen.Paint(t.Key, screen.Shortcut(s.keys.Sample)) + "  brings in the sample story: one event, five reports that disagree", "",
		" Your own reports come in from the command line:", "",
		screen.Paint(t.Accent, "   rashomon import --story \"Name of the event\" reports/*.txt"),
	}
	for i, l := range lines {
		lines[i] = ansi.Truncate(l, s.width, t.Glyphs.More)
	}
	return lines[:min(len(lines), s.height)]
}

// Title is what the head of the screen says.
func (s *Screen) Title() string { return "Library" }

// Status is what the status line says when there is no message.
func (s *Screen) Status() string {
	if !s.loaded || len(s.contents.Rows) == 0 {
		return ""
	}
	if s.contents.Part {
		return "reading the rest of the library …"
	}
	out := fmt.Sprintf("%s in %s, %s", screen.Count(s.arranged.shown, "report", "reports"), screen.Count(s.stories(), "story", "stories"), s.order)
	if n := len(s.marked); n > 0 {
		out = fmt.Sprintf("%d marked · ", n) + out
	}
	return out
}

// Name is what to call an article that the list holds: its source, or else its title; empty
// for one that it does not hold.
func (s *Screen) Name(article annotate.ID) string {
	for i := range s.contents.Rows {
		if r := &s.contents.Rows[i]; article != 0 && r.ID == article {
			return screen.Safe(cmp.Or(r.Source, r.Title))
		}
	}
	return ""
}

// stories is how many stories have articles that are shown.
func (s *Screen) stories() int {
	n := len(s.arranged.groups)
	if n > 0 && s.arranged.groups[n-1].story.ID == 0 {
		n--
	}
	return n
}

// Help is the keys of the screen, in groups; the first of each is what the footer shows.
func (s *Screen) Help() []screen.Group {
	k := s.keys
	if s.loaded && len(s.contents.Rows) == 0 {
		return []screen.Group{{Title: "Library", Bindings: []key.Binding{k.Sample, k.Leave}}}
	}
	return []screen.Group{
		{Title: "Library", Bindings: []key.Binding{k.Open, k.Beside, k.Filter, k.Mark, k.Story, k.Sort, k.Rename, k.Remove, k.Fold, k.Unfold, k.Leave}},
		{Title: "Moving", Bindings: []key.Binding{k.Down, k.Up, k.First, k.Last, k.HalfDown, k.HalfUp, k.PageDown, k.PageUp, k.Back}},
	}
}

// day is the day of a date, which may carry a time.
func day(date string) string {
	if len(date) > 10 {
		date = date[:10]
	}
	return screen.Safe(date)
}
