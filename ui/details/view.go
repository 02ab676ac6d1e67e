package details

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"charm.land/bubbles/v2/key"
	"github.com/charmbracelet/x/ansi"

	"rashomon/annotate"
	"rashomon/ui/screen"
)

// View draws the lines in view: at most the screen's height, none wider than its width.
func (s *Screen) View() []string {
	var out []string
	all := s.lines()
	for i := s.top; i < len(all) && len(out) < max(s.height, 1); i++ {
		if i == s.cursor {
			text := ansi.Truncate(all[i].Plain(), max(s.width-1, 0), s.theme.Glyphs.More)
			out = append(out, screen.Paint(s.theme.Selected, s.theme.Glyphs.Cursor+screen.Pad(text, s.width-1)))
			continue
		}
		out = append(out, ansi.Truncate(" "+all[i].Styled(), s.width, s.theme.Glyphs.More))
	}
	return out
}

// lines is all that there is to show: a line a field, what saves, and what the report is.
func (s *Screen) lines() (out []screen.Line) {
	for _, f := range s.fields {
		out = append(out, s.field(f))
	}
	out = append(out, screen.Line{}.Add(s.saves(), s.theme.Key), nil)
	for _, text := range s.about() {
		for _, l := range wrapped(text, s.width-2) {
			out = append(out, screen.Line{}.Add(l, s.theme.Dim))
		}
	}
	out = append(out, nil)
	for _, l := range s.text {
		out = append(out, screen.Line{}.Add(l, s.theme.Text))
	}
	return out
}

const nameWidth = 10

func (s *Screen) field(f field) screen.Line {
	t := &s.theme
	out := screen.Line{}.Add(screen.Pad(f.name, nameWidth), t.Dim)
	switch {
	case f.value == "" && f.wrong == "":
		out = out.Add("–", t.Dim)
		if h := hint(f.name); h != "" {
			out = out.Add("  "+h, t.Ghost)
		}
	case f.value != f.first:
		out = out.Add(screen.Safe(f.value), t.Accent)
	default:
		out = out.Add(screen.Safe(f.value), t.Text)
	}
	switch {
	case f.wrong != "":
		out = out.Add("  ! "+f.wrong, t.StatusError)
	case f.name == Title && s.before.TitleMade && f.value == f.first:
		out = out.Add("  made from its first words", t.Ghost)
	case f.value != f.first && f.first != "":
		out = out.Add("  was: "+screen.Safe(f.first), t.Ghost)
	}
	return out
}

// saves is the line that saves.
func (s *Screen) saves() string {
	text := "save"
	if s.pasted {
		text = "take it in"
	}
	return fmt.Sprintf("[ %s ]", text)
}

// about is what is known of the report, a line each.
func (s *Screen) about() (out []string) {
	size := fmt.Sprintf("%s in %s", screen.Count(s.words, "word", "words"), screen.Count(len(s.body.Sentences), "sentence", "sentences"))
	if s.pasted {
		out = append(out, s.becomes(), size)
	} else {
		out = append(out, s.cameIn(), size)
	}
	c := s.before.Cleaned
	if c.Total() > 0 {
		out = append(out, "taken out in cleaning: "+c.String())
	}
	c.Broken = 0 // what was decoded is told by itself
	for _, n := range s.notes {
		if taken := c.String(); taken == "" || n != "taken out: "+taken { // that says the same
			out = append(out, screen.Safe(n))
		}
	}
	if !s.pasted {
		out = append(out, fmt.Sprintf("id %s, %s, text hash %.16s", s.before.ID, s.before.Format, s.before.Hash))
	}
	return out
}

// becomes is what a pasted report would be in the library.
func (s *Screen) becomes() string {
	title := screen.Safe(s.seen.Title)
	switch {
	case s.o.Seen == nil:
		return "not in the library yet"
	case !s.looked:
		return "looking whether it is there already …"
	case s.unknown != nil:
		return "it is not known whether it is there already: " + screen.Safe(s.unknown.Error())
	case s.seen.There && s.seen.Revision > 1:
		return fmt.Sprintf("this text is there already, as revision %d of “%s”", s.seen.Revision, title)
	case s.seen.There:
		return fmt.Sprintf("this text is there already: “%s”", title)
	case s.seen.Article != 0 && s.seen.Said > 0:
		return fmt.Sprintf("a newer text of “%s”: it becomes revision %d, and what is said of it (%s) follows, or stays with the older text", title, s.seen.Revision,
			screen.Count(s.seen.Said, "annotation", "annotations"))
	case s.seen.Article != 0:
		return fmt.Sprintf("a newer text of “%s”: it becomes revision %d", title, s.seen.Revision)
	}
	return "a new report"
}

// cameIn is when the text of a report came in.
func (s *Screen) cameIn() string {
	a, zone := s.before, s.o.Now().Location()
	const minute = "2006-01-02 15:04"
	out := "came in " + a.Added.In(zone).Format(minute)
	if a.Revision > 1 {
		out = fmt.Sprintf("revision %d, %s", a.Revision, out)
		if !a.Revised.IsZero() {
			out += ", its newest text " + a.Revised.In(zone).Format(minute)
		}
	}
	return out
}

// mostShown is how much of a text is shown, in bytes, and widest how wide.
const (
	mostShown = 8000
	widest    = 100
)

// beginning is the first of a text.
func beginning(text string) string {
	if len(text) <= mostShown {
		return text
	}
	cut := mostShown
	for cut > 0 && !utf8.RuneStart(text[cut]) {
		cut--
	}
	return text[:cut] + " …"
}

// wrappedAll is a text of several lines as lines no wider than that.
func wrappedAll(text string, width int) (out []string) {
	for l := range strings.Lines(text) {
		out = append(out, wrapped(strings.TrimRight(l, "\n"), width)...)
	}
	return out
}

// wrapped is a line of text as lines no wider than that.
func wrapped(text string, width int) []string {
	return strings.Split(ansi.Wrap(screen.Safe(text), max(width, 1), ""), "\n")
}

// words is how many words a text has: what stands between blanks and signs.
func words(text string) int {
	return len(strings.FieldsFunc(text, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && r != '\'' && r != '’' && r != '-'
	}))
}

// Title is what the head of the screen says.
func (s *Screen) Title() string {
	if s.pasted {
		return "A report to take in"
	}
	return "What the report states"
}

// Status is what the status line says when there is no message.
func (s *Screen) Status() string {
	if s.cursor < len(s.fields) && s.fields[s.cursor].wrong != "" {
		return "mend it, or leave it empty"
	}
	switch {
	case s.pasted:
		return "not in the library yet: " + screen.Shortcut(s.keys.Save) + " takes it in"
	case s.dirty():
		return "not saved yet: " + screen.Shortcut(s.keys.Save) + " saves"
	}
	return ""
}

// Help is the keys of the screen, in groups; the first of each is what the footer shows.
func (s *Screen) Help() []screen.Group {
	k, save := s.keys, s.keys.Save
	if s.pasted {
		save = screen.Does(save, "take it in")
	}
	report := screen.Group{Title: "Report", Bindings: []key.Binding{screen.Does(k.Open, "edit"), save, screen.Does(k.Undo, "as it was"), screen.Does(k.Copy, "copy"), k.Back}}
	if !s.pasted {
		report.Bindings = append(report.Bindings, k.Revisions)
	}
	moving := screen.Group{Title: "Moving", Bindings: []key.Binding{screen.Does(k.Down, "next field"), screen.Does(k.Up, "field before"), k.First, k.Last, k.HalfDown, k.HalfUp, k.Page, k.PageUp}}
	return []screen.Group{report, moving}
}

// Article is the report that is shown; 0 for one that is not in the library.
func (s *Screen) Article() annotate.ID {
	if s.pasted {
		return 0
	}
	return s.before.ID
}
