package sidebyside

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"rashomon/compare"
	"rashomon/ui/screen"
)

// stack lays the cells of a row below one another, under a line that says what kind of row
// it is. Copies that are the same word for word are named on a line at the end, unless the
// focus is on one of them.
func (a *aligned) stack(strip int) (l layout) {
	row := &a.table.Rows[a.strips[strip].row]
	l.head, l.body = a.rowHead(strip, row), 1
	width := a.width - a.gutter()
	shown, copies := map[compare.Ref]bool{}, []compare.Ref{}
	for _, report := range a.order() {
		b := block{strip: strip, report: report, nth: -1, width: a.width, y: l.body, height: 1}
		if len(row.Cells[report]) == 0 && report == a.focus {
			l.blocks = append(l.blocks, b)
			l.body++
		}
		for nth, cell := range row.Cells[report] {
			b.nth, b.cell, b.y = nth, cell, l.body
			if report != a.focus && shown[cell.To] && a.copied(b.ref(), cell) {
				copies = append(copies, b.ref())
				continue
			}
			shown[b.ref()] = true
			b.text = a.passage(b.ref(), width)
			b.height = max(len(b.text), 1)
			l.blocks = append(l.blocks, b)
			l.body += b.height
		}
	}
	l.foot = a.named(copies)
	l.body += len(l.foot)
	return l
}

// copied says whether a sentence has the very words of the one that it is compared with.
func (a *aligned) copied(ref compare.Ref, c compare.Cell) bool {
	return c.Relation == compare.Verbatim && len(a.linked.differing(ref, c.To, c.Relation)) == 0 &&
		len(a.linked.differing(c.To, ref, c.Relation)) == 0
}

// rowHead is what kind of row it is, in words.
func (a *aligned) rowHead(strip int, row *compare.TableRow) string {
	g, head := a.theme.Glyphs, fmt.Sprintf("row %d", a.strips[strip].row+1)
	if a.linked == nil {
		return head
	}
	var names []string
	for _, report := range a.order() {
		if len(row.Cells[report]) > 0 {
			names = append(names, screen.ReportName(report))
		}
	}
	said := strings.Join(names, ", ")
	switch row.Kind {
	case compare.Conflicting:
		return head + " " + a.inWords(a.disputesIn(row))
	case compare.Alone:
		return fmt.Sprintf("%s %s only in %s", head, g.OnlyHere, said)
	case compare.Alike:
		return fmt.Sprintf("%s %s word for word in %s", head, g.Verbatim, said)
	}
	return fmt.Sprintf("%s %s in %s", head, g.Paraphrase, said)
}

// named is references to copies on as many lines as they take: "= C 5 · D 9".
func (a *aligned) named(copies []compare.Ref) (out []string) {
	line := a.theme.Glyphs.Verbatim
	for i, ref := range copies {
		part := " " + refName(ref)
		if i > 0 {
			part = " ·" + part
		}
		if i > 0 && ansi.StringWidth(line+part) > a.width-2 {
			out = append(out, line)
			line, part = a.theme.Glyphs.Verbatim, " "+refName(ref)
		}
		line += part
	}
	if len(copies) > 0 {
		out = append(out, line)
	}
	return out
}
