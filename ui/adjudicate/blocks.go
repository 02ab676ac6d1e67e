package adjudicate

import (
	"slices"
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"rashomon/annotate"
	"rashomon/annotate/adjudication"
	"rashomon/ui/screen"
)

// part is one of the things that somebody says.
type part struct {
	text  string
	style lipgloss.Style
}

const (
	longestName = 16 // columns of an annotator's name
	marker      = 4  // columns of the bar, the digit and the blank before and after it
)

// names is the columns that the names of the annotators take.
func (s *Screen) names() int {
	n := 4 // gold
	for i := range s.order {
		n = max(n, ansi.StringWidth(s.called(i)))
	}
	return min(n, longestName, max(s.layout.column/4, 4))
}

// lines is what all annotators say, a line each piece that fits: the lines of all blocks, and
// whose each of them is.
func (s *Screen) says() (lines []string, whose []int) {
	if s.now == nil {
		return nil, nil
	}
	t, g := &s.theme, s.theme.Glyphs
	name := s.names()
	room := max(s.layout.column-marker-name-2, 1)
	digits := s.keys.Choose.Keys()
	for i, k := range s.order {
		digit := " "
		if i < len(digits) {
			digit = digits[i]
		}
		bar, style := " ", t.Text
		if i == s.who {
			bar, style = g.Cursor, t.Accent
		}
		head := screen.Paint(t.CursorBar, bar) + " " + screen.Paint(t.Key, screen.Pad(digit, 1)) + " " + screen.Paint(style, screen.Pad(s.called(i), name)) + "  "
		rest := screen.Paint(t.CursorBar, bar) + strings.Repeat(" ", marker+name+1)
		for n, l := range flow(s.parts(s.now.Says[k]), room) {
			if n > 0 {
				head = rest
			}
			lines, whose = append(lines, ansi.Truncate(head+l, s.layout.column, "")), append(whose, i)
		}
	}
	return lines, whose
}

// parts is what an annotator says, piece by piece, each with a glyph or a word.
func (s *Screen) parts(say adjudication.Say) (out []part) {
	t, g := &s.theme, s.theme.Glyphs
	a := say.Sentence
	out = s.labels(a)
	switch {
	case say.Rated():
	case a.Annotator == annotate.Gold && s.now.State() == adjudication.Open:
		out = append(out, part{"not decided", t.Dim})
	default:
		out = append(out, part{"no label", t.Dim})
	}
	for _, words := range s.page.Attributes(a) {
		out = append(out, part{words, t.Text})
	}
	if a.Speaker != "" {
		out = append(out, part{g.Speaker + " " + screen.Safe(a.Speaker), t.Accent})
	}
	if flag := screen.Flag(a); flag != "" {
		out = append(out, part{flag, t.Dim})
	}
	for _, x := range say.Spans {
		out = append(out, part{s.span(x), t.Text})
	}
	if a.Note != "" && a.Annotator != annotate.Gold {
		out = append(out, part{g.Note + " " + screen.Safe(annotate.Line(a.Note)), t.Dim})
	}
	return out
}

// labels is an annotation's labels with their glyphs.
func (s *Screen) labels(a annotate.Annotation) (out []part) {
	for _, name := range a.Labels {
		l, known := s.o.Scheme.Label(name)
		if !known {
			l = annotate.Label{Name: name}
		}
		out = append(out, part{screen.Safe(screen.LabelGlyph(l, s.theme) + " " + name), s.theme.Label(l.Colour)})
	}
	return out
}

// span is labelled words, what they are, and what else is said of them.
func (s *Screen) span(x annotate.Annotation) string {
	const most = 40 // columns of the words
	g := s.theme.Glyphs
	before, after := annotate.Context(annotate.Line(x.Quote), annotate.Span{}, 2*most)
	words := ansi.Truncate(screen.Safe(before+after), most, g.More)
	var about []string
	for _, p := range s.labels(x) {
		about = append(about, p.text)
	}
	about = append(about, s.page.Attributes(x)...)
	if x.Speaker != "" {
		about = append(about, g.Speaker+" "+screen.Safe(x.Speaker))
	}
	if flag := screen.Flag(x); flag != "" {
		about = append(about, flag)
	}
	if x.Note != "" && x.Annotator != annotate.Gold {
		about = append(about, g.Note+" "+screen.Safe(annotate.Line(x.Note)))
	}
	return g.SpanOpen + words + g.SpanClose + " " + strings.Join(about, ", ")
}

// gold is what is decided, by whom, when and why.
func (s *Screen) gold() []string {
	if s.now == nil {
		return nil
	}
	t, g := &s.theme, s.theme.Glyphs
	name := s.names()
	room := max(s.layout.column-marker-name-2, 1)
	mark, state := g.Open, s.now.State()
	switch {
	case s.pending():
		mark = g.Pending
	case state == adjudication.Decided:
		mark = g.Done
	case state == adjudication.Stale:
		mark = g.Conflict
	case state == adjudication.LeftOpen:
		mark = g.Flag
	}
	head := "  " + screen.Paint(t.Accent, mark) + " " + screen.Paint(t.Title, screen.Pad("gold", name)) + "  "
	var out []string
	for i, l := range flow(s.goldParts(state), room) {
		if i > 0 {
			head = strings.Repeat(" ", marker+name+2)
		}
		out = append(out, ansi.Truncate(head+l, s.layout.column, ""))
	}
	return out
}

func (s *Screen) goldParts(state adjudication.State) (out []part) {
	t, x := &s.theme, s.now.Gold
	if x.Empty() {
		return []part{{"nobody has decided", t.Dim}}
	}
	switch a := x.Sentence; {
	case state == adjudication.LeftOpen:
		out = append(out, part{strings.TrimSuffix("left open: "+screen.Safe(a.Reason), ": "), t.Accent})
		out = append(out, s.labels(a)...)
	default:
		out = s.parts(x)
	}
	if note := s.why(x.Sentence.Note); note != "" {
		out = append(out, part{s.theme.Glyphs.Note + " " + note, t.Text})
	}
	by := x.Sentence
	if by.ID == 0 {
		by = x.Spans[0]
	}
	when := x.Updated().In(s.clockNow().Location())
	layout := "2 Jan 15:04"
	if when.Year() != s.clockNow().Year() {
		layout = "2 Jan 2006"
	}
	who := strings.TrimPrefix(screen.Safe(by.Adjudicator)+", ", ", ")
	out = append(out, part{who + when.Format(layout), t.Dim})
	if state == adjudication.Stale {
		out = append(out, part{"since then somebody says otherwise: " + strings.Join(s.since(), ", "), t.Accent})
	}
	return out
}

// why is why gold is so; without names it does not name whose word was taken.
func (s *Screen) why(note string) string {
	for i, k := range s.order {
		if note == "as "+s.now.Says[k].Annotator+" says" {
			note = "as " + s.called(i) + " says"
			break
		}
	}
	return screen.Safe(annotate.Line(note))
}

// since is who says something else since it was decided.
func (s *Screen) since() (out []string) {
	names := s.now.Since()
	for i, k := range s.order {
		if slices.Contains(names, s.now.Says[k].Annotator) {
			out = append(out, s.called(i))
		}
	}
	for _, name := range names {
		gone := !slices.ContainsFunc(s.now.Says, func(x adjudication.Say) bool { return x.Annotator == name })
		switch {
		case gone && s.blind:
			out = append(out, "one who says nothing now")
		case gone:
			out = append(out, screen.Safe(name)+", who says nothing now")
		}
	}
	return out
}

// pending says whether gold of the sentence is not on the disk yet.
func (s *Screen) pending() bool {
	g := s.now.Gold
	return g.Sentence.ID != 0 && s.labelling.Unsaved(g.Sentence) || slices.ContainsFunc(g.Spans, s.labelling.Unsaved)
}

// flow fills lines with parts, with blanks between them; what is wider than a line is wrapped.
func flow(parts []part, width int) (out []string) {
	line, used := "", 0
	end := func() {
		if used > 0 {
			out = append(out, line)
		}
		line, used = "", 0
	}
	for _, p := range parts {
		if p.text = strings.TrimSpace(p.text); p.text == "" {
			continue
		}
		w := ansi.StringWidth(p.text)
		if used > 0 && used+3+w > width {
			end()
		}
		if w > width {
			for _, l := range wrapped(p.text, width) {
				out = append(out, screen.Paint(p.style, l))
			}
			continue
		}
		if used > 0 {
			line += "   "
			used += 3
		}
		line += screen.Paint(p.style, p.text)
		used += w
	}
	end()
	if len(out) == 0 {
		out = []string{""}
	}
	return out
}

// wrapped is text in lines of at most so many columns.
func wrapped(text string, width int) []string {
	lines := strings.Split(ansi.Wrap(text, max(width, 1), ""), "\n")
	for i, l := range lines {
		lines[i] = ansi.Truncate(strings.TrimRight(l, " "), max(width, 0), "")
	}
	return lines
}

// choices is the scheme's labels with the letters that give them, in at most so many lines.
func (s *Screen) choices(width, most int) []string {
	t := &s.theme
	keys := s.labelKeys()
	var out []string
	line, used := "", 0
	for i, l := range s.o.Scheme.Labels {
		if i >= len(keys) {
			break
		}
		opening, closing, style := " ", " ", t.Text
		if s.now != nil && s.now.Gold.Sentence.Has(l.Name) {
			opening, closing, style = "[", "]", t.Accent
		}
		c := screen.Line{}.Add(opening, t.Accent)
		if p := screen.Shortcut(keys[i]); p != "" {
			c = c.Add(p+" ", t.Key)
		}
		c = c.Add(screen.Safe(screen.LabelGlyph(l, s.theme)), t.Label(l.Colour)).Add(" "+screen.Safe(l.Name), style).Add(closing, t.Accent)
		w := c.Width()
		if used > 0 && used+w > width {
			if len(out)+1 == most {
				return append(out, ansi.Truncate(line+t.Glyphs.More, width, t.Glyphs.More))
			}
			out, line, used = append(out, line), "", 0
		}
		line += ansi.Truncate(c.Styled(), width, t.Glyphs.More)
		used += w
	}
	return append(out, line)
}
