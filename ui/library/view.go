package library

import (
	"cmp"
	"fmt"
	"slices"
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
		p = s.article(&s.contents.Rows[s.lines[i].row], s.arranged.groups[s.lines[i].group].suggestion != 0)
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
	t := &s.theme
	title, style, count, mark := screen.Safe(g.title), t.Title, reports(len(g.rows)), ""
	switch {
	case g.suggestion != 0:
		title, style, count, mark = g.words(), t.Ghost, "", "? "
	case g.story == 0:
		title, style = "in no story", t.Dim
	}
	fold := "▾ "
	if s.folded[g.groupID] {
		fold = "▸ "
	}
	done := s.done(g.progress)
	room := s.width - 1 - ansi.StringWidth(fold+mark+done) - 2
	facts, short := join(count, g.dates()), join(count)
	if count == "" {
		short = join(screen.Day(g.from))
	}
	if room-ansi.StringWidth(facts) < ansi.StringWidth(title) { // the title says more than the dates
		facts = short
	}
	if room-ansi.StringWidth(facts) < 16 {
		facts = ""
	}
	room -= ansi.StringWidth(facts)
	title = ansi.Truncate(title, max(room, 1), t.Glyphs.More)
	out := screen.Line{}.Add(fold, t.Dim)
	if mark != "" {
		out = out.Add(mark, t.Accent)
	}
	return out.Add(title, style).Add(strings.Repeat(" ", max(room-ansi.StringWidth(title), 0)+2), t.Text).Add(facts+done, t.Dim)
}

// words is what the heading of a suggestion says.
func (g *group) words() string {
	count := fmt.Sprint(len(g.articles))
	if n := len(g.rows); n < len(g.articles) { // the filter hides some
		count = fmt.Sprintf("%d of %d", n, len(g.articles))
	}
	things := "reports"
	if len(g.articles) == 1 {
		things = "report"
	}
	if g.story != 0 {
		return fmt.Sprintf("%s more %s · %s", count, things, screen.Safe(g.title))
	}
	return fmt.Sprintf("suggested: %s %s · %s", count, things, screen.Safe(g.title))
}

// dates is from when to when its reports are.
func (g *group) dates() string {
	if screen.Day(g.to) == screen.Day(g.from) {
		return screen.Day(g.from)
	}
	return screen.Day(g.from) + " – " + screen.Day(g.to)
}

// join is facts side by side, with a blank after them where there are any.
func join(facts ...string) string {
	facts = slices.DeleteFunc(facts, func(f string) bool { return f == "" })
	if len(facts) == 0 {
		return ""
	}
	return strings.Join(facts, " · ") + " "
}

// article is a report's line: date, source, title, counts by label, how far labelled.
func (s *Screen) article(r *annotate.Row, suggested bool) screen.Line {
	t, mark := &s.theme, "  "
	switch {
	case s.marked[r.ID]:
		mark = t.Glyphs.Done + " "
	case suggested:
		mark = "? "
	}
	p := s.progress(r)
	done := s.done(p)
	used := 1 + 2 + ansi.StringWidth(done)
	var out screen.Line
	out = out.Add(mark, t.Accent)
	if s.width >= 60 {
		out = out.Add(screen.Pad(screen.Day(r.Date), 12), t.Dim)
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
	if s.asking != nil {
		return s.asking.progress(s.keys.Back)
	}
	out := fmt.Sprintf("%s in %s, %s", screen.Count(s.arranged.shown, "report", "reports"), screen.Count(s.arranged.stories, "story", "stories"), s.order)
	if n := s.arranged.suggested; n > 0 {
		out += fmt.Sprintf(" · %s suggested (?)", screen.Number(n))
	}
	if n := len(s.marked); n > 0 {
		out = fmt.Sprintf("%d marked · ", n) + out
	}
	return out
}

// Name is what to call an article that the list holds: its source, or else its title; empty
// for one that it does not hold.
func (s *Screen) Name(article annotate.ID) string {
	if s.rowOf == nil {
		s.rowOf = make(map[annotate.ID]int32, len(s.contents.Rows))
		for i := range s.contents.Rows {
			s.rowOf[s.contents.Rows[i].ID] = int32(i)
		}
	}
	i, ok := s.rowOf[article]
	if !ok {
		return ""
	}
	return screen.Safe(cmp.Or(s.contents.Rows[i].Source, s.contents.Rows[i].Title))
}

// Help is the keys of the screen, in groups; the first of each is what the footer shows.
func (s *Screen) Help() []screen.Group {
	k := s.keys
	if s.loaded && len(s.contents.Rows) == 0 {
		return []screen.Group{{Title: "Library", Bindings: []key.Binding{k.Sample, k.Leave}}}
	}
	list := screen.Group{Title: "Library", Bindings: []key.Binding{k.Open, k.Beside, k.Filter, k.Mark, k.Story, k.Suggest, k.Matrix, k.Brief, k.Queue, k.Speakers, k.Sort, k.Rename, k.Remove, k.Fold, k.Unfold, k.Details, k.Revisions, k.Update, k.Leave}}
	moving := screen.Group{Title: "Moving", Bindings: []key.Binding{k.Down, k.Up, k.First, k.Last, k.HalfDown, k.HalfUp, k.PageDown, k.PageUp, k.Back}}
	suggested := screen.Group{Title: "Suggested stories", Bindings: []key.Binding{
		k.Accept, screen.Does(k.Dismiss, "drop the suggestion"), k.AcceptAll, screen.Does(k.Next, "next suggestion"), screen.Does(k.Previous, "previous suggestion"),
	}}
	if len(s.lines) == 0 || s.here().suggestion == 0 {
		return []screen.Group{list, suggested, moving}
	}
	// Of most use now, and so first: the footer shows the first group.
	suggested.Bindings = append(slices.Insert(suggested.Bindings, 2, k.Beside), k.Open, k.Story)
	return []screen.Group{suggested, list, moving}
}
