package find

import (
	"fmt"
	"strings"

	"charm.land/bubbles/v2/key"
	"github.com/charmbracelet/x/ansi"

	"rashomon/ui/prose"
	"rashomon/ui/screen"
)

// View draws the lines in view.
func (s *Screen) View() []string {
	switch {
	case s.wrong != nil:
		return s.explain()
	case s.failed != nil:
		return s.tell(s.theme.StatusError.Render(ansi.Truncate(" "+screen.Safe(s.failed.Error()), s.width, s.theme.Glyphs.More)))
	case s.text == "":
		return s.viewKept()
	case s.found == nil:
		return nil
	case len(s.found.Hits) == 0:
		return s.tell(s.dim(" nothing is found"), "", s.dim(" every word must be there; word OR word finds either, and -word what is without it"))
	}
	var out []string
	for i := s.top; i < min(s.top+s.room(), len(s.list.lines)); i++ {
		out = append(out, s.draw(s.list.lines[i]))
	}
	return out
}

// draw draws a line, with the cursor beside it where it stands there.
func (s *Screen) draw(l line) string {
	if l.stop != s.cursor || l.stop < 0 {
		return string(l.cells.Append([]byte(" "), s.width-1))
	}
	over := s.style(s.theme.Cursor)
	cells := make(prose.Line, len(l.cells))
	for i, c := range l.cells {
		if c.Style != s.style(s.theme.Search) {
			c.Style = c.Style.Over(over)
		}
		cells[i] = c
	}
	return string(cells.Append([]byte(screen.Paint(s.theme.CursorBar, s.theme.Glyphs.Cursor)), s.width-1))
}

// tell is lines that are no list, as many as there is room for.
func (s *Screen) tell(lines ...string) []string { return lines[:min(len(lines), s.height)] }

func (s *Screen) dim(text string) string {
	return screen.Paint(s.theme.Dim, ansi.Truncate(text, s.width, s.theme.Glyphs.More))
}

// explain is what is wrong with a query: the query, a sign under the place, why, what to write.
func (s *Screen) explain() []string {
	before := ansi.StringWidth(screen.Safe(s.text[:s.wrong.At]))
	text := screen.Safe(s.text)
	if room := max(s.width-2, 1); before >= room { // what goes before is cut
		text = s.theme.Glyphs.More + ansi.TruncateLeft(text, before-room/2, "")
		before = room/2 + 1
	}
	t := s.theme
	lines := []string{
		screen.Paint(t.Text, ansi.Truncate(" "+text, s.width, t.Glyphs.More)),
		screen.Paint(t.Accent, ansi.Truncate(" "+strings.Repeat(" ", before)+"^", s.width, "")),
	}
	for _, say := range []string{s.wrong.Why, s.wrong.Hint} {
		if say == "" {
			continue
		}
		for _, l := range prose.Fold(prose.Cells(screen.Safe(say), prose.Style{}), s.width-2, 0, "") {
			lines = append(lines, string(l.Append([]byte(" "), max(s.width-1, 0))))
		}
	}
	return s.tell(append(lines, "", s.dim(" "+screen.Shortcut(s.keys.Search)+" writes it anew"))...)
}

// viewKept lists the searches that are kept, under what can be asked.
func (s *Screen) viewKept() []string {
	if len(s.kept) == 0 {
		out := []string{"", s.dim(" words   \"a phrase\"   -without   this OR that")}
		for _, l := range []string{"source:post   date:2031-03   story:flood   title:crane", "label:claim   speaker:karimi   note:check   is:flagged", "", screen.Shortcut(s.keys.Search) + " asks, " + screen.Shortcut(s.keys.Write) + " keeps a search under a name: it is listed here"} {
			out = append(out, s.dim(" "+l))
		}
		return s.tell(out...)
	}
	wide := 0
	for _, x := range s.kept {
		wide = min(max(wide, ansi.StringWidth(screen.Safe(x.Name))), max(s.width/3, 1))
	}
	out := []string{s.dim(" kept searches")}
	for i := s.top; i < min(s.top+s.room()-1, len(s.kept)); i++ {
		name, text := screen.Pad(screen.Safe(s.kept[i].Name), wide), screen.Safe(s.kept[i].Query)
		if i == s.cursor {
			out = append(out, screen.Paint(s.theme.Selected, s.theme.Glyphs.Cursor+screen.Pad(name+"  "+text, max(s.width-1, 0))))
			continue
		}
		l := screen.Line{}.Add(" "+name+"  ", s.theme.Accent).Add(ansi.Truncate(text, max(s.width-wide-3, 0), s.theme.Glyphs.More), s.theme.Dim)
		out = append(out, ansi.Truncate(l.Styled(), s.width, ""))
	}
	return s.tell(out...)
}

// Title is what the head of the screen says.
func (s *Screen) Title() string {
	if s.text == "" {
		return "Find"
	}
	return "Find · " + screen.Safe(s.text)
}

// Status is what the status line says when there is no message.
func (s *Screen) Status() string {
	switch {
	case s.looking != nil && s.labelling.Now().Sub(s.looking.since) >= 2*tickEvery:
		return s.progress()
	case s.looking != nil:
		return "searching …"
	case s.wrong != nil || s.failed != nil || s.text == "" && len(s.kept) == 0:
		return ""
	case s.text == "":
		return screen.Count(len(s.kept), "kept search", "kept searches")
	case s.found == nil:
		return "nothing was looked for yet"
	}
	return s.counted()
}

// counted is how much was found: 23 reports, the best 200 shown, 570 passages.
func (s *Screen) counted() string {
	passages := 0
	for _, h := range s.found.Hits {
		passages += len(h.Passages)
	}
	out := screen.Count(s.found.All, "report", "reports")
	if n := len(s.found.Hits); n < s.found.All {
		out += fmt.Sprintf(", the best %s shown", screen.Number(n))
	}
	if passages > 0 {
		out += ", " + screen.Count(passages, "passage", "passages")
	}
	return out
}

// Help is the keys of the screen, in groups; the first of each is what the footer shows.
func (s *Screen) Help() []screen.Group {
	k := s.keys
	search := screen.Does(k.Search, "another query")
	back := screen.Group{Title: "Moving", Bindings: []key.Binding{k.Down, k.Up, k.First, k.Last, k.HalfDown, k.HalfUp, k.Page, k.PageUp, k.Back}}
	if s.text == "" {
		kept := screen.Group{Title: "Find", Bindings: []key.Binding{search}}
		if len(s.kept) > 0 {
			kept.Bindings = append(kept.Bindings, screen.Does(k.Open, "search"), screen.Does(k.Remove, "forget"))
		}
		kept.Bindings = append(kept.Bindings, k.Back)
		return []screen.Group{kept, back}
	}
	found := screen.Group{Title: "Find", Bindings: []key.Binding{
		screen.Does(k.Open, "open there"), search, k.Beside, screen.Does(k.Queue, "label what was found"), screen.Does(k.Write, "keep the search"),
		screen.Does(k.Next, "next report"), screen.Does(k.Previous, "previous report"),
		screen.Does(k.Unfold, "all passages"), screen.Does(k.Fold, "the best passages"), k.Copy, k.Back,
	}}
	return []screen.Group{found, back}
}
