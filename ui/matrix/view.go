package matrix

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"rashomon/annotate"
	"rashomon/compare"
	"rashomon/ui/prose"
	"rashomon/ui/screen"
)

// mostDrawn is how many lines are kept as they were drawn.
const mostDrawn = 1000

// View draws the lines in view: at most the screen's height, none wider than its width.
func (s *Screen) View() []string {
	if s.findings == nil {
		text := s.comparing.Progress()
		if text == "" {
			text = "comparing …"
		}
		return []string{paint(piece{ansi.Truncate(" "+text, s.width, ""), s.looks.dim})}
	}
	out := make([]string, 0, s.height)
	if s.headLines() > 0 {
		out = append(append(out, s.legend...), s.heads())
	}
	end := min(s.top+s.listHeight(), len(s.lines))
	for i := s.top; i < end; i++ {
		out = append(out, s.line(i))
	}
	for i := end; i < s.top+s.listHeight() && len(s.foot) > 0; i++ {
		out = append(out, "")
	}
	return append(out, s.foot...)
}

// heads is the heads of the columns.
func (s *Screen) heads() string {
	p, look, what := s.plan, s.looks.header, "statement"
	if s.filter != "" {
		look, what = s.looks.warn, fmt.Sprintf("%d with %q", s.shownRows(), screen.Safe(s.filter))
	} else if p.shown < len(s.names) && p.shown > 0 {
		what = fmt.Sprintf("statement · %s–%s of %d", s.letters[p.first], s.letters[p.first+p.shown-1], len(s.names))
	}
	out := []piece{{s.fill("", lead) + s.fill(what, p.statement), look}}
	for r := p.first; r < p.first+p.shown; r++ {
		look, name := s.looks.header, s.letters[r]
		if r == s.column {
			look = s.looks.selected
		}
		if p.cell >= named {
			name = ansi.Truncate(s.names[r], p.cell-2, s.theme.Glyphs.More)
		}
		out = append(out, piece{s.cell(name), look})
	}
	if p.number > 0 {
		out = append(out, piece{fmt.Sprintf("%*s ", p.number-1, "n"), s.looks.header})
	}
	return s.cut(paint(out...))
}

func (s *Screen) shownRows() (n int) {
	for _, h := range s.headings {
		n += h.rows
	}
	return n
}

// fill is text in exactly so many columns.
func (s *Screen) fill(text string, width int) string {
	return screen.Pad(ansi.Truncate(text, max(width, 0), s.theme.Glyphs.More), width)
}

// cell is text in the columns of a report: to the left where its name stands over it, else
// to the right with a blank after it.
func (s *Screen) cell(text string) string {
	out, ok := s.cells[text]
	if !ok {
		wide, before := s.plan.cell, 1
		if wide < named && (wide > narrow || ansi.StringWidth(text) > 1) {
			before = max(wide-1-ansi.StringWidth(text), 0)
		}
		out = screen.Pad(strings.Repeat(" ", before)+text, wide)
		s.cells[text] = out
	}
	return out
}

// cut is a drawn line that is no wider than the screen.
func (s *Screen) cut(drawn string) string {
	if fits(s.width) {
		return drawn
	}
	return ansi.Truncate(drawn, s.width, "")
}

// line draws the i-th line. Lines are kept until something they show may have changed.
func (s *Screen) line(i int) string {
	l := s.lines[i]
	if i == s.cursor && l.kind != title {
		return s.cut(s.drawCurrent(s.parts(l)))
	}
	drawn, ok := s.drawn[l]
	if !ok {
		if l.kind == title {
			drawn = s.drawTitle(s.headings[l.at])
		} else {
			drawn = s.cut(" " + paint(s.parts(l)...))
		}
		if len(s.drawn) >= mostDrawn {
			clear(s.drawn)
		}
		s.drawn[l] = drawn
	}
	return drawn
}

// drawCurrent draws the line under the cursor: all of it selected, but for the cell of the
// current report, which stands out from that.
func (s *Screen) drawCurrent(parts []piece) string {
	for i := range parts {
		parts[i].look = s.looks.selected
	}
	if i := cellsFrom + s.column - s.plan.first; s.plan.shown > 0 && i < len(parts) {
		parts[i].look = s.looks.inverse
	}
	return paint(append([]piece{{s.theme.Glyphs.Cursor, s.looks.selected}}, parts...)...)
}

// cellsFrom is the part of a line from which on it has a cell for each report in view.
const cellsFrom = 3

// parts is a line that can be current, but for the cursor: how the row stands, two pieces of
// text, a cell for each report in view, and what comes after.
func (s *Screen) parts(l line) []piece {
	switch l.kind {
	case sharing:
		return s.sharingParts(l.at)
	case sharers:
		return []piece{{"  ", s.looks.text}, {s.fill(s.sharersWords(s.findings.pairs[l.at], l.at == 0), s.width-lead), s.looks.text}}
	}
	x, p, more := &s.findings.rows[l.at], s.plan, s.theme.Glyphs.More
	glyph, look := s.rowGlyph(x)
	out := append(make([]piece, 0, cellsFrom+p.shown+2), piece{glyph + " ", look})
	first, second, look := s.statement(x)
	first = ansi.Truncate(first, max(p.statement-1, 0), more)
	rest := p.statement - ansi.StringWidth(first)
	second = screen.Pad(ansi.Truncate(second, max(rest-1, 0), more), rest)
	out = append(out, piece{first, look}, piece{second, s.looks.dim})
	for r := p.first; r < p.first+p.shown; r++ {
		glyph, look := s.glyph(x, r)
		out = append(out, piece{s.cell(glyph), look})
	}
	if p.number > 0 {
		out = append(out, piece{fmt.Sprintf("%*d ", p.number-1, x.Coverage), s.looks.dim})
	}
	return out
}

// drawTitle draws the heading of a section, as wide as the screen.
func (s *Screen) drawTitle(h heading) string {
	if h.rows > 0 {
		return s.rule(fmt.Sprintf("%s · %d", h.text, h.rows))
	}
	return s.rule(h.text)
}

// rule is a line across the screen with words in it.
func (s *Screen) rule(words string) string {
	g := s.theme.Glyphs
	text := " " + ansi.Truncate(words, max(s.width-4, 0), g.More) + " "
	rest := strings.Repeat(g.Horizontal, max(s.width-1-ansi.StringWidth(text), 0))
	return s.cut(paint(piece{g.Horizontal, s.looks.border}, piece{text, s.looks.header}, piece{rest, s.looks.border}))
}

// statement is what a row says, in two pieces: what a person called it, or the numbers of a
// dispute, stand out, and the lead comes after a dispute's; else it is the lead alone.
func (s *Screen) statement(x *compare.MatrixRow) (first, second string, look prose.Style) {
	if name, _ := s.findings.name(x); name != "" {
		return screen.Safe(name), "", s.looks.title
	}
	if x.Dispute >= 0 {
		return s.words(x), " · " + s.text(x.Lead), s.looks.title
	}
	return s.text(x.Lead), "", s.looks.text
}

// words is the dispute of a row: injured: six (A, C, D) ≠ two (E).
func (s *Screen) words(x *compare.MatrixRow) string {
	return screen.Safe(annotate.Line(s.findings.disputes[x.Dispute].Words(s.letter, s.theme.Glyphs.Unequal())))
}

func (s *Screen) letter(report int) string { return s.letters[report] }

// text is a sentence as it is read: on one line, without the signs of Markdown.
func (s *Screen) text(ref compare.Ref) string {
	if t, ok := s.texts[ref]; ok {
		return t
	}
	var b strings.Builder
	for _, l := range s.proseOf(ref.Report).Passage(s.span(ref), unwrapped) {
		b.WriteString(l.String())
	}
	out := screen.Safe(b.String())
	if strings.TrimSpace(out) == "" { // it shows nothing: a picture
		out = screen.Safe(annotate.Line(s.comparing.Readings[ref.Report].Body.Sentence(ref.Sentence)))
	}
	s.texts[ref] = out
	return out
}

// unwrapped is more columns than any sentence has.
const unwrapped = 1 << 30

func (s *Screen) span(ref compare.Ref) annotate.Span {
	return s.comparing.Readings[ref.Report].Body.Sentences[ref.Sentence]
}

func (s *Screen) proseOf(report int) *prose.Prose {
	if s.prose[report] == nil {
		r := s.comparing.Readings[report]
		s.prose[report] = prose.New(r.Body.Text, r.Article.Format, s.theme)
	}
	return s.prose[report]
}
