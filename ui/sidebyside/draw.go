package sidebyside

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"rashomon/compare"
	"rashomon/ui/prose"
	"rashomon/ui/screen"
)

// headLines is the lines above the window: who is in which column, then what the reports
// conflict about.
func (a *aligned) headLines() int {
	switch {
	case a.height < 5:
		return 0
	case a.height < 10 || a.stacked() && a.height < 16:
		return 1
	}
	return 2
}

// heads is the lines above the window.
func (a *aligned) heads() []string {
	names := []string{a.head(a.focus, a.width)}
	if !a.stacked() {
		names = names[:0]
		for i, report := range a.seen {
			_, width := a.columnAt(i, len(a.seen))
			names = append(names, a.head(report, width))
		}
	}
	return append(make([]string, 0, a.height), strings.Join(names, a.bar()), a.rule())[:a.headLines()]
}

// rule is the line under the names: all that the reports conflict about, so that it is seen
// before anything is read, and what the marks mean if there is room.
func (a *aligned) rule() string {
	g, t := a.theme.Glyphs, &a.theme
	legend := ""
	if a.linked != nil && len(a.pages) > 1 {
		legend = fmt.Sprintf(" %s word for word %s reworded %s in part %s only here ", g.Verbatim, g.Paraphrase, g.Partial, g.OnlyHere)
	}
	said := a.comparing.Progress()
	if a.linked != nil {
		said = a.inWords(a.linked.disputes)
	}
	if said != "" {
		said = " " + ansi.Truncate(said, max(a.width-4, 0), g.More) + " "
	}
	rest := a.width - 1 - ansi.StringWidth(said) - ansi.StringWidth(legend)
	if rest < 1 {
		rest, legend = rest+ansi.StringWidth(legend), ""
	}
	if rest < 0 {
		said, rest = "", a.width-1
	}
	line := screen.Line{}.Add(g.Horizontal, t.Border).Add(said, t.StatusWarn)
	return line.Add(strings.Repeat(g.Horizontal, max(rest, 0)), t.Border).Add(legend, t.Dim).Styled()
}

// bar is what stands between columns.
func (a *aligned) bar() string {
	return " " + screen.Paint(a.theme.Border, a.theme.Glyphs.Vertical)
}

// lines draws the window.
func (a *aligned) lines() []string {
	heads := a.heads()
	if len(a.strips) == 0 {
		return append(heads, screen.Paint(a.theme.Dim, screen.Pad(" "+a.silence(), a.width)))
	}
	f := drawing{aligned: a, between: a.bar(), out: make([]byte, 0, a.room()*(2*a.width+32))}
	var ends []int
	for at := a.top; at.strip < len(a.strips) && len(ends) < a.room(); at = (position{at.strip + 1, 0}) {
		f.begin(at.strip)
		for height := a.heightOf(at.strip); at.line < height && len(ends) < a.room(); at.line++ {
			f.line(at.line)
			ends = append(ends, len(f.out))
		}
	}
	out, all, from := heads, string(f.out), 0
	for _, end := range ends {
		out, from = append(out, all[from:end]), end
	}
	return out
}

// drawing draws strips line by line.
type drawing struct {
	*aligned
	between string
	strip   int
	layout  layout
	styles  []look // of the layout's blocks
	gutters prose.Line
	out     []byte
}

// look is how a block's words look.
type look struct {
	drawn bool // over and marks are known
	over  prose.Style
	marks []prose.Mark
}

func (f *drawing) begin(strip int) {
	f.strip, f.layout = strip, f.aligned.layout(strip)
	f.styles = append(f.styles[:0], make([]look, len(f.layout.blocks))...)
}

// line draws a line of the strip.
func (f *drawing) line(y int) {
	if y == 0 && f.strips[f.strip].rows > 0 && f.layout.head == "" {
		f.layout.head = f.run(f.strips[f.strip])
		f.layouts[f.strip] = f.layout
	}
	foot := f.layout.body - len(f.layout.foot)
	switch {
	case y == 0 && f.layout.head != "":
		f.words(f.layout.head)
		return
	case foot <= y && y < f.layout.body:
		f.words(f.layout.foot[y-foot])
		return
	}
	if len(f.layout.blocks) == 0 && !f.stacked() {
		f.layout.blocks = f.empty()
	}
	x := 0
	for i := range f.layout.blocks {
		b := &f.layout.blocks[i]
		last := i+1 == len(f.layout.blocks) || f.layout.blocks[i+1].x != b.x
		if y < b.y || y >= b.y+b.height && !last {
			continue
		}
		if x > 0 && b.x > 0 {
			f.out = append(f.out, f.between...)
		}
		f.block(b, &f.styles[i], y-b.y)
		x = b.x + b.width
	}
	f.out = prose.Line{}.Append(f.out, f.width-x)
}

// empty is columns with nothing in them: the line below a run of rows.
func (f *drawing) empty() []block {
	out := make([]block, len(f.seen))
	for i := range out {
		out[i].x, out[i].width = f.columnAt(i, len(out))
		out[i].y, out[i].height = -1, 0
	}
	f.styles = make([]look, len(out))
	return out
}

// words draws a line that goes through all columns: what a row is about, or a run of rows.
func (f *drawing) words(text string) {
	style := f.looks.dim
	if f.table.Rows[f.strips[f.strip].row].Kind == compare.Conflicting {
		style = f.looks.disputed
	}
	line := append(f.gutters[:0], blank())
	if f.strip == f.aligned.strip && f.strips[f.strip].rows > 0 {
		line[0] = prose.Cell{Text: f.theme.Glyphs.Cursor, Style: f.looks.bar, Offset: -1, Width: 1}
	}
	line = append(line, prose.Cells(ansi.Truncate(text, max(f.width-1, 0), f.theme.Glyphs.More), style)...)
	f.out = line.Append(f.out, f.width)
}

// block draws line y of a block, which may be below its end.
func (f *drawing) block(b *block, l *look, y int) {
	current := y < b.height && b.strip == f.aligned.strip && b.report == f.focus && max(b.nth, 0) == f.nth
	gutter := min(f.gutter(), b.width)
	f.gutterOf(b, current, y == 0)
	f.out = f.gutters.Append(f.out, gutter)
	var text prose.Line
	if y < len(b.text) {
		text = b.text[y]
	}
	if !l.drawn && len(b.text) > 0 {
		*l = f.lookOf(b, current)
	}
	f.out = text.AppendMarked(f.out, b.width-gutter, l.over, l.marks)
}

// lookOf is how a sentence looks: its label, the cursor, words that differ, values, hits.
func (f *drawing) lookOf(b *block, current bool) look {
	ref, page := b.ref(), f.pages[b.report]
	out := look{drawn: true, over: page.Look(b.cell.Sentence)}
	if current {
		out.over = out.over.Over(f.looks.cursor)
	}
	out.over = f.pickedLook(ref, out.over)
	if f.linked != nil {
		out.marks = f.linked.marks(ref, b.cell.To, b.cell.Relation, &f.looks)
	}
	sentence := page.Reading.Body.Sentences[b.cell.Sentence]
	out.marks = mergeMarks(page.SpanMarks(sentence), out.marks)
	if page.Searching() {
		out.marks = mergeMarks(out.marks, page.HitsIn(sentence))
	}
	return out
}

// gutter is the columns before a sentence's words. Beside others: the cursor's bar, how it
// is linked, two labels, its number, and whether it stands elsewhere, a blank. Below others: the bar,
// the report's letter, then the same; where that leaves little, no number and one label.
func (a *aligned) gutter() int {
	switch {
	case !a.stacked():
		return 6 + a.digits
	case a.tight():
		return 4 + len(a.longestName())
	}
	return 7 + len(a.longestName()) + a.digits
}

// tight says whether there is little room beside the words.
func (a *aligned) tight() bool { return a.width < 40 }

func (a *aligned) longestName() string { return screen.ReportName(len(a.pages) - 1) }

// gutterOf makes the cells before a line of a block: all of them on its first line.
func (f *drawing) gutterOf(b *block, current, first bool) {
	f.gutters = append(f.gutters[:0], blank())
	if current {
		f.gutters[0] = prose.Cell{Text: f.theme.Glyphs.Cursor, Style: f.looks.bar, Offset: -1, Width: 1}
	}
	if !first {
		return
	}
	looks := &f.looks
	if f.stacked() {
		f.write(screen.Pad(screen.ReportName(b.report), len(f.longestName())), looks.header)
	}
	ref, number := b.ref(), strconv.Itoa(b.cell.Sentence+1)
	number = "        "[:min(max(f.digits-len(number), 0), 8)] + number
	switch {
	case b.nth < 0 && f.stacked():
		f.write(" "+f.theme.Glyphs.Silent, looks.dim)
	case b.nth < 0:
		f.write(f.theme.Glyphs.Silent, looks.dim)
	case f.stacked() && f.tight():
		f.gutters = append(f.gutters, f.relationGlyph(ref, b.cell.Relation))
		f.labels(ref, 1)
	case f.stacked():
		f.write(" "+number, looks.dim)
		f.write(f.elsewhere(ref, b.cell.Moved), looks.dim)
		f.gutters = append(f.gutters, f.relationGlyph(ref, b.cell.Relation))
		f.labels(ref, 2)
	default:
		f.gutters = append(f.gutters, f.relationGlyph(ref, b.cell.Relation))
		f.labels(ref, 2)
		f.write(number, looks.dim)
		f.write(f.elsewhere(ref, b.cell.Moved), looks.dim)
	}
}

// write adds text to the gutter, of which each character takes a column.
func (f *drawing) write(text string, look prose.Style) {
	for i, r := range text {
		f.gutters = append(f.gutters, prose.Cell{Text: text[i : i+utf8.RuneLen(r)], Style: look, Offset: -1, Width: 1})
	}
}

// labels adds the glyphs of what is said of a sentence, in so many columns.
func (f *drawing) labels(ref compare.Ref, columns int) {
	glyphs := f.pages[ref.Report].Gutter(ref.Sentence, columns)
	f.gutters = append(f.gutters, glyphs...)
	for range columns - len(glyphs) {
		f.gutters = append(f.gutters, blank())
	}
}

func blank() prose.Cell { return prose.Cell{Text: " ", Offset: -1, Width: 1} }

// elsewhere is the mark behind a number: that the sentence is picked, or that it stands
// elsewhere in its report's order.
func (a *aligned) elsewhere(ref compare.Ref, moved bool) string {
	switch {
	case a.picked != nil && *a.picked == ref:
		return a.theme.Glyphs.Picked
	case moved:
		return a.theme.Glyphs.Moved
	}
	return " "
}
