package cli

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"rashomon/annotate"
	"rashomon/compare"
	"rashomon/internal/clean"
	"rashomon/ui/prose"
	"rashomon/ui/screen"
	"rashomon/ui/theme"
)

const (
	narrowest = 34 // columns that a report needs to stand beside others
	ruleWidth = 3  // columns between reports: a line between two blanks
)

// terminalTheme is how the screens look on this terminal. Colours that it does not have are
// taken out where the lines are written.
func terminalTheme() theme.Theme {
	colour := os.Getenv("NO_COLOR") == ""
	return theme.New(!colour || lipgloss.HasDarkBackground(os.Stdin, os.Stdout), colour)
}

// drawing is a sheet on a terminal of so many columns.
type drawing struct {
	*sheet
	theme  theme.Theme
	width  int
	column int // of each report; 0 where they stand below one another
	name   int // of the longest name of a report
}

// draw writes a comparison as a table. What matters most comes last: it stands above the
// prompt when the table has scrolled by.
func (s *sheet) draw(width int, t theme.Theme) {
	d := drawing{sheet: s, theme: t, width: width}
	s.setTheme(t)
	n := len(s.reports)
	d.name = len(screen.ReportName(max(n-1, 0)))
	if n > 0 && (width-ruleWidth*(n-1))/n >= narrowest {
		d.column = (width - ruleWidth*(n-1)) / n
	}
	d.line(t.Title, clean.Line(s.story))
	for i := range s.reports {
		fmt.Fprintln(s.out, screen.Paint(t.Header, ansi.Truncate(screen.ReportName(i)+"  "+s.facts(i), width, t.Glyphs.More)))
	}
	d.table()
	d.numbers()
	d.wording()
}

// line writes a line in a style, wrapped to the width.
func (d *drawing) line(style lipgloss.Style, text string) {
	if text == "" {
		return
	}
	for _, l := range wrapped(screen.Paint(style, text), d.width) {
		fmt.Fprintln(d.out, l)
	}
}

// wrapped is text with styles on lines of at most so many columns.
func wrapped(text string, width int) []string {
	lines := strings.Split(lipgloss.Wrap(text, width, ""), "\n")
	for i, l := range lines {
		if ansi.StringWidth(l) > width { // a grapheme is wider than there is room for
			lines[i] = ansi.Truncate(l, width, "")
		}
	}
	return lines
}

// table writes the rows that are asked for.
func (d *drawing) table() {
	told := 0
	for n, row := range d.sheet.table.Rows {
		if !d.passes(row) {
			continue
		}
		if told++; d.column > 0 {
			d.above(told == 1)
		} else {
			fmt.Fprintln(d.out)
			d.line(d.theme.Dim, fmt.Sprintf("row %d", n+1))
		}
		for _, x := range d.disputesOf(row) {
			d.line(d.theme.StatusWarn, d.dispute(x))
		}
		if d.column > 0 {
			d.across(row)
		} else {
			d.down(row)
		}
	}
	fmt.Fprintln(d.out)
	if all := len(d.sheet.table.Rows); told < all {
		d.line(d.theme.Dim, fmt.Sprintf("rows %s: %d of %d", d.called(), told, all))
		fmt.Fprintln(d.out)
	}
}

// above writes what stands above a row: the reports' names above the first one, and the
// lines between the columns above the others.
func (d *drawing) above(first bool) {
	g := d.theme.Glyphs
	names, rules := make([]string, len(d.reports)), make([]string, len(d.reports))
	for i, r := range d.order() {
		if first {
			names[i] = screen.Paint(d.theme.Header, screen.Pad(screen.ReportName(r)+" "+d.short(r), d.column))
		} else {
			names[i] = strings.Repeat(" ", d.column)
		}
		rules[i] = strings.Repeat(g.Horizontal, d.column)
	}
	if first {
		fmt.Fprintln(d.out)
	}
	d.join(names)
	if first {
		fmt.Fprintln(d.out, screen.Paint(d.theme.Border, strings.Join(rules, g.Horizontal+g.Crossing+g.Horizontal)))
	}
}

// short is what a report is called where there is little room.
func (d *drawing) short(report int) string {
	out := clean.Line(d.reports[report].Source)
	if out == "" {
		out = clean.Line(d.titles[report])
	}
	if report == d.base && len(d.reports) > 1 {
		out += " · base"
	}
	return out
}

func (d *drawing) join(cells []string) {
	fmt.Fprintln(d.out, strings.TrimRight(strings.Join(cells, " "+screen.Paint(d.theme.Border, d.theme.Glyphs.Vertical)+" "), " "))
}

// across writes a row with the reports beside one another.
func (d *drawing) across(row compare.TableRow) {
	cells := make([][]string, len(row.Cells))
	height := 0
	for i, r := range d.order() {
		for _, c := range row.Cells[r] {
			cells[i] = append(cells[i], d.cell(compare.Ref{Report: r, Sentence: c.Sentence}, c, d.column, "")...)
		}
		if len(cells[i]) == 0 {
			cells[i] = []string{screen.Paint(d.theme.Dim, d.theme.Glyphs.Silent)}
		}
		height = max(height, len(cells[i]))
	}
	line := make([]string, len(cells))
	for y := range height {
		for i := range cells {
			line[i] = ""
			if y < len(cells[i]) {
				line[i] = cells[i][y]
			}
			line[i] += strings.Repeat(" ", max(d.column-ansi.StringWidth(line[i]), 0))
		}
		d.join(line)
	}
}

// down writes a row with the reports below one another.
func (d *drawing) down(row compare.TableRow) {
	for _, r := range d.order() {
		for _, c := range row.Cells[r] {
			name := screen.Pad(screen.ReportName(r), d.name) + " "
			for _, l := range d.cell(compare.Ref{Report: r, Sentence: c.Sentence}, c, d.width, name) {
				fmt.Fprintln(d.out, l)
			}
		}
	}
}

// cell is a sentence in so many columns: how it stands to the others, its number, its words,
// and what is said of it.
func (d *drawing) cell(me compare.Ref, c compare.Cell, width int, name string) []string {
	moved := " "
	if c.Moved {
		moved = d.theme.Glyphs.Moved
	}
	mark, style := d.relation(me, c)
	head := name + mark + moved + fmt.Sprintf("%3d ", me.Sentence+1)
	indent := ansi.StringWidth(head)
	room := max(width-indent, 1)
	lines := d.words(me, c, room, style)
	for _, a := range d.annotations(me) {
		lines = append(lines, wrapped(screen.Paint(d.theme.Dim, fmt.Sprintf("[%s] %s", clean.Line(a.Annotator), clean.Line(inWords(a)))), room)...)
	}
	if len(lines) == 0 {
		lines = []string{""}
	}
	for i, l := range lines {
		if i == 0 {
			l = screen.Paint(style, head) + l
		} else {
			l = strings.Repeat(" ", indent) + l
		}
		lines[i] = strings.TrimRight(ansi.Truncate(l, width, ""), " ")
	}
	return lines
}

// relation is the sign before a sentence and its style: a conflict first, then how like the
// sentence is that it is compared with.
func (d *drawing) relation(me compare.Ref, c compare.Cell) (string, lipgloss.Style) {
	g, t := d.theme.Glyphs, d.theme
	switch {
	case len(d.values[me]) > 0:
		return g.Conflict, t.StatusWarn
	case c.Relation == compare.Verbatim:
		return g.Verbatim, t.Verbatim
	case c.Relation == compare.Paraphrase:
		return g.Paraphrase, t.Paraphrase
	case c.Relation == compare.Partial:
		return g.Partial, t.Text
	}
	return g.OnlyHere, t.Text
}

// words is a sentence's text in so many columns: values in conflict reversed and in brackets,
// vague ones in parentheses, and words that the sentence it is compared with does not have
// underlined.
func (d *drawing) words(me compare.Ref, c compare.Cell, width int, style lipgloss.Style) (out []string) {
	var marks []prose.Mark
	var brackets []prose.Bracket
	differing := compare.DifferingWords(me, c.To, c.Relation, func(r compare.Ref) (string, int) {
		s := d.reports[r.Report].Sentences[r.Sentence]
		return d.reports[r.Report].Text[s.Start:s.End], s.Start
	})
	for _, span := range differing {
		marks = append(marks, prose.Mark{Span: annotate.Span(span), Style: prose.StyleOf(d.theme.Changed)})
	}
	for _, v := range d.values[me] {
		b := prose.Bracket{Span: annotate.Span(v.span), Open: "[", Close: "]", Style: prose.StyleOf(d.theme.Conflict)}
		if v.vague {
			b.Open, b.Close = "(", ")"
		}
		if n := len(brackets); n == 0 || brackets[n-1].Span.End <= b.Span.Start {
			brackets = append(brackets, b)
			marks = append(marks, prose.Mark{Span: b.Span, Style: b.Style})
		}
	}
	slices.SortStableFunc(marks, func(x, y prose.Mark) int { return x.Span.Start - y.Span.Start })
	over := prose.StyleOf(style)
	if len(brackets) > 0 {
		over = prose.Style{} // the sign and the value say it
	}
	span := annotate.Span(d.reports[me.Report].Sentences[me.Sentence])
	for _, l := range d.texts[me.Report].Passage(span, width, brackets...) {
		out = append(out, string(l.AppendMarked(nil, width, over, marks)))
	}
	return out
}

// dispute is who says which number.
func (d *drawing) dispute(x compare.Dispute) string {
	out := d.theme.Glyphs.Conflict + " " + x.Words(screen.ReportName, d.theme.Glyphs.Unequal())
	if x.Strength == compare.Differs {
		out += " (may count other things)"
	}
	if x.Note != "" {
		out += " · " + x.Note
	}
	return clean.Line(out)
}

// numbers lists the numbers that do not go together, and if asked why.
func (d *drawing) numbers() {
	for i, x := range d.disputes {
		if i == 0 {
			d.line(d.theme.Title, "Numbers")
		}
		d.line(d.theme.StatusWarn, d.dispute(x))
		for _, k := range x.Conflicts {
			if c := d.found.Conflicts[k]; d.explain {
				d.line(d.theme.Dim, fmt.Sprintf("    %s, %s: %s", at(c.A), at(c.B), clean.Line(c.Why)))
			}
		}
	}
	for _, c := range d.found.Dismissed {
		d.line(d.theme.Dim, fmt.Sprintf("dismissed: %s: %s (%s), %s (%s)", clean.Line(c.About), clean.Line(c.AValue), at(c.A), clean.Line(c.BValue), at(c.B)))
	}
	if len(d.disputes)+len(d.found.Dismissed) > 0 {
		fmt.Fprintln(d.out)
	}
	if d.explain {
		d.links()
	}
}

// links lists every link with the words it rests on.
func (d *drawing) links() {
	d.line(d.theme.Title, "Links")
	for _, l := range d.found.Links {
		text := fmt.Sprintf("%s %s %s  %.2f  likeness %.2f, clause %.2f: %s", at(l.A), l.Relation, at(l.B), l.Score, l.Why.Likeness, l.Why.Clause, clean.Line(strings.Join(l.Why.Words, ", ")))
		if l.Ruling != 0 {
			text += " (by hand)"
		}
		d.line(d.theme.Dim, text)
	}
	fmt.Fprintln(d.out)
}

// wording lists who shares whose wording.
func (d *drawing) wording() {
	shared := d.shared()
	if len(shared) > 0 {
		d.line(d.theme.Title, "Shared wording")
	}
	for _, x := range shared {
		a, b := screen.ReportName(x.a), screen.ReportName(x.b)
		d.line(d.theme.Text, fmt.Sprintf("%s %s %s  %.0f %% of %s is in %s, %.0f %% of %s in %s, the longest run has %s",
			a, d.theme.Glyphs.Partial, b, 100*x.ofA, a, b, 100*x.ofB, b, a, screen.Count(x.longestWords, "word", "words")))
	}
}
