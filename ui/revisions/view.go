package revisions

import (
	"fmt"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	"github.com/charmbracelet/x/ansi"

	"rashomon/annotate"
	"rashomon/ui/prose"
	"rashomon/ui/screen"
)

// mostDrawn is the rows that are kept as they were drawn.
const mostDrawn = 512

// narrow is the columns below which numbers are left out.
const narrow = 16

// View draws the lines in view: at most the screen's height, none wider than its width.
func (s *Screen) View() []string {
	if s.height < 1 || s.width < 1 {
		return nil
	}
	out := s.head()
	if s.diff() == nil {
		return out[:min(len(out), s.height)]
	}
	over, bar := prose.StyleOf(s.theme.Cursor), screen.Paint(s.theme.CursorBar, s.theme.Glyphs.Cursor)
	for _, at := range s.window() {
		line := s.linesOf(at.row)[at.line]
		if at.row == s.cursor {
			out = append(out, string(line.AppendMarked([]byte(bar), s.width-1, over, nil)))
			continue
		}
		out = append(out, string(line.Append([]byte(" "), s.width-1)))
	}
	return out[:min(len(out), s.height)]
}

// head is what the two texts are and what changed, over the sentences; where there is nothing to
// compare, why.
func (s *Screen) head() []string {
	t := &s.theme
	style, text := t.Dim, s.summary()
	switch {
	case s.err != nil:
		style, text = t.StatusError, "these texts cannot be compared: "+screen.Safe(s.err.Error())
	case s.work != nil:
		text = s.progress()
	case len(s.revisions) < 2:
		style, text = t.Title, s.only()
	}
	most := 1
	switch {
	case s.diff() == nil || s.err != nil:
		most = max(s.height, 1)
	case s.height < 4:
		return nil
	case s.height >= 10:
		most = 3
	}
	var out []string
	for _, l := range prose.Fold(prose.Cells(text, prose.StyleOf(style)), s.width-1, most, t.Glyphs.More) {
		out = append(out, string(l.Append([]byte(" "), max(s.width-1, 0))))
	}
	if s.height >= 10 {
		out = append(out, "")
	}
	return out
}

// only is what there is to say of a report with one text.
func (s *Screen) only() string {
	came := s.article.Added
	if len(s.revisions) == 1 && !s.revisions[0].At.IsZero() {
		came = s.revisions[0].At
	}
	out := "This report has one text"
	if !came.IsZero() {
		out += ": it came in on " + came.Format("2006-01-02 15:04")
	}
	return out + ". A newer one of it becomes its next revision when it comes in, and is compared with this one here."
}

// summary is which texts these are, and how much changed.
func (s *Screen) summary() string {
	d := s.diff()
	if d == nil {
		return ""
	}
	newest := s.revisions[len(s.revisions)-1].Number
	out := fmt.Sprintf("revision %d of %d%s", s.after().Number, newest, day(s.after().At))
	if s.before().Number != s.after().Number-1 { // one between them was taken back
		out += fmt.Sprintf(", after %d", s.before().Number)
	}
	var parts []string
	for _, c := range []struct {
		n    int
		what string
	}{{d.changed, "changed"}, {d.came, "new"}, {d.gone, "gone"}, {d.moved, "moved"}, {d.recut, "cut otherwise"}} {
		if c.n > 0 {
			parts = append(parts, fmt.Sprintf("%s %s", screen.Number(c.n), c.what))
		}
	}
	out += " · " + screen.Count(d.sentences, "sentence", "sentences")
	switch {
	case len(parts) == 0 && d.sentences == len(d.old):
		out += ", none changed"
	case d.recut > 0:
		out += ", " + strings.Join(parts, ", ") + ": the same text, only where sentences begin and end differs"
	default:
		out += ", " + strings.Join(parts, ", ")
	}
	if s.placeless > 0 {
		out += " · " + screen.Count(s.placeless, "annotation without a place", "annotations without a place") + ": " + screen.Shortcut(s.keys.Orphans)
	}
	return out
}

// day is a time after a comma, nothing where nobody wrote it down.
func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return ", " + t.Format(time.DateOnly)
}

// linesOf is a row in lines, without the cursor and its column.
func (s *Screen) linesOf(i int) []prose.Line {
	if lines, ok := s.drawn[i]; ok {
		return lines
	}
	if len(s.drawn) >= mostDrawn {
		clear(s.drawn)
	}
	lines := s.draw(s.rows[i])
	s.drawn[i] = lines
	return lines
}

func (s *Screen) draw(r row) []prose.Line {
	t, width := &s.theme, max(s.width-1, 1)
	dim := prose.StyleOf(t.Dim)
	if r.collapsed {
		from, to := s.diff().entries[r.first], s.diff().entries[r.last]
		text := fmt.Sprintf("%s %s, %d to %d", strings.Repeat(t.Glyphs.Horizontal, 2), screen.Count(r.last-r.first+1, "unchanged sentence", "unchanged sentences"), from.now+1, to.now+1)
		return []prose.Line{here(prose.Cells(ansi.Truncate(text, width, t.Glyphs.More), dim))}
	}
	e := &s.diff().entries[r.first]
	lead := prose.Cells(s.gutter(e), dim)
	if len(lead) > 0 && e.differs() {
		lead[0].Style = prose.StyleOf(t.Accent)
		if e.moved && len(lead) > 1 {
			lead[1].Style = lead[0].Style
		}
	}
	lines := prose.Fold(s.cells(e), width-len(lead), 0, "")
	if len(lines) == 0 { // nothing of it can be drawn
		lines = append(lines, nil)
	}
	for _, x := range s.lost[e.old] {
		lines = append(lines, prose.Fold(prose.Cells(s.remark(x), prose.StyleOf(t.StatusWarn)), width-len(lead), 2, t.Glyphs.More)...)
	}
	for i := range lines {
		before := lead
		if i > 0 {
			before = prose.Cells(strings.Repeat(" ", len(lead)), prose.Style{})
		}
		lines[i] = here(append(append(prose.Line{}, before...), lines[i]...))
	}
	return lines
}

// here gives cells a place, so that the cursor's style is laid over them.
func here(l prose.Line) prose.Line {
	for i := range l {
		l[i].Offset = 0
	}
	return l
}

// gutter is a sign for what became of a sentence, and its number: in the newer text, or where it
// is gone in the older one.
func (s *Screen) gutter(e *entry) string {
	g, n := s.theme.Glyphs, e.now
	sign := map[kind]string{same: " ", changed: g.Paraphrase, came: g.OnlyHere, gone: "-", recut: "|"}[e.kind]
	moved := " "
	if e.moved {
		moved = g.Moved
	}
	if n < 0 {
		n = e.old
	}
	if s.width < narrow {
		return sign + moved
	}
	digits := len(fmt.Sprint(max(s.diff().sentences, len(s.diff().old))))
	return fmt.Sprintf("%s%s%*d ", sign, moved, digits, n+1)
}

// cells is the words of a sentence: what was deleted and inserted by signs and by style, and
// where it stood before, if that was elsewhere.
func (s *Screen) cells(e *entry) (out prose.Line) {
	t := &s.theme
	del := prose.StyleOf(t.Dim).Over(prose.Style{Attrs: prose.Strike})
	ins := prose.StyleOf(t.Changed).Over(prose.Style{Attrs: prose.Bold})
	whole := map[kind]prose.Style{gone: del, came: {Attrs: prose.Bold}, same: {}, changed: {}, recut: {}}[e.kind]
	for _, p := range marked(e.pieces) {
		if p.how == inserted {
			out.MayBreak()
		}
		look := map[how]prose.Style{kept: whole, deleted: del, inserted: ins}[p.how]
		out = append(out, s.found(p.text, look)...)
	}
	if was := s.was(e); was != "" {
		out = append(out, prose.Cells(" "+was, prose.StyleOf(t.Dim))...)
	}
	return out
}

// found is text in a style, the words that are searched in that of a hit.
func (s *Screen) found(text string, look prose.Style) (out prose.Line) {
	text = screen.Safe(text)
	low, needle := strings.ToLower(text), strings.ToLower(s.needle)
	if needle == "" || len(low) != len(text) { // a letter that takes other bytes in lower case
		return prose.Cells(text, look)
	}
	at := 0
	for {
		i := strings.Index(low[at:], needle)
		if i < 0 {
			return append(out, prose.Cells(text[at:], look)...)
		}
		out = append(out, prose.Cells(text[at:at+i], look)...)
		out = append(out, prose.Cells(text[at+i:at+i+len(needle)], prose.StyleOf(s.theme.Search))...)
		at += i + len(needle)
	}
}

// was is where a sentence stood in the older text, where that is not plain.
func (s *Screen) was(e *entry) string {
	switch {
	case e.moved:
		return fmt.Sprintf("(was sentence %d)", e.old+1)
	case e.kind != recut || e.old < 0:
		return ""
	case e.old == e.until:
		return fmt.Sprintf("(was part of sentence %d)", e.old+1)
	}
	return fmt.Sprintf("(was sentences %d to %d)", e.old+1, e.until+1)
}

// remark is what was said of a sentence and has no place in the newest text.
func (s *Screen) remark(x annotate.Annotation) string {
	g := s.theme.Glyphs
	parts := []string{x.Annotator}
	if len(x.Labels) > 0 {
		parts = append(parts, strings.Join(x.Labels, ", "))
	}
	if x.Speaker != "" {
		parts = append(parts, g.Speaker+" "+x.Speaker)
	}
	if x.Note != "" {
		parts = append(parts, g.Note+" "+annotate.Line(x.Note))
	}
	if flag := screen.Flag(x); flag != "" {
		parts = append(parts, flag)
	}
	return screen.Safe(g.Skip + " without a place: " + strings.Join(parts, " · "))
}

// Title is what the head of the screen says.
func (s *Screen) Title() string {
	title := screen.Safe(s.article.Title)
	if title == "" {
		title = screen.Safe(s.article.Source)
	}
	return "Revisions · " + title
}

// Status is what the status line says when there is no message.
func (s *Screen) Status() string {
	switch {
	case s.work != nil:
		return s.progress()
	case s.diff() == nil || len(s.rows) == 0:
		return screen.Count(max(len(s.revisions), 1), "text", "texts")
	}
	r := s.rows[s.cursor]
	if r.collapsed {
		return fmt.Sprintf("%s: %s shows them, %s all", screen.Count(r.last-r.first+1, "unchanged sentence", "unchanged sentences"), screen.Shortcut(s.keys.Open), screen.Shortcut(s.keys.Collapse))
	}
	e := s.entry(s.cursor)
	out := map[kind]string{same: "unchanged", changed: "changed", came: "new", gone: "gone", recut: "cut otherwise"}[e.kind]
	if e.moved {
		out += ", moved"
	}
	out += ": " + s.where(e)
	if n := len(s.lost[e.old]); n > 0 {
		out += " · " + screen.Count(n, "annotation without a place", "annotations without a place")
	}
	return out
}

// Help is the keys of the screen, in groups.
func (s *Screen) Help() []screen.Group {
	k := s.keys
	if len(s.revisions) < 2 {
		return []screen.Group{{Title: "Revisions", Bindings: []key.Binding{k.Back}}}
	}
	signs := screen.Group{Title: screen.SignsTitle}
	g := s.theme.Glyphs
	for _, x := range [][2]string{
		{g.Paraphrase, "changed: [-words that went-], {+words that came+}"}, {g.OnlyHere, "new"}, {"-", "gone"}, {g.Moved, "stood elsewhere"},
		{"|", "the same text, cut into other sentences"}, {g.Skip, "said of the older text, without a place in the newest"},
	} {
		signs.Bindings = append(signs.Bindings, key.NewBinding(key.WithHelp(x[0], x[1])))
	}
	return []screen.Group{
		{Title: "Revisions", Bindings: []key.Binding{
			k.NextChange, k.PreviousChange, k.Older, k.Newer, screen.Does(k.Collapse, "collapse what did not change"),
			screen.Does(k.Open, "read the report here"), k.Orphans, screen.Does(k.Copy, "copy with its change"), k.Back,
		}},
		{Title: "Moving", Bindings: []key.Binding{k.Down, k.Up, k.First, k.Last, k.HalfDown, k.HalfUp, k.Page, k.PageUp, k.Search, k.Next, k.Previous}},
		signs,
	}
}
