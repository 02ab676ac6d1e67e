package sidebyside

import (
	"fmt"
	"slices"

	"rashomon/compare"
	"rashomon/ui/prose"
	"rashomon/ui/screen"
)

// block is a sentence of a row, or the silence of a report in it, where it is drawn.
type block struct {
	strip, report int
	nth           int // of the report's sentences in the row; -1 where it is silent
	cell          compare.Cell
	x, width      int
	y, height     int // lines of the strip; of the last in a column up to the row's end
	text          []prose.Line
}

func (b *block) ref() compare.Ref { return compare.Ref{Report: b.report, Sentence: b.cell.Sentence} }

// layout is where everything of a strip stands.
type layout struct {
	head   string   // on its first line, "" for none
	blocks []block  // from left to right, then downwards
	foot   []string // on its last lines
	body   int      // lines, without the empty one below
}

// layout is where everything of a strip that is a row stands.
func (a *aligned) layout(strip int) layout {
	if l, ok := a.layouts[strip]; ok {
		return l
	}
	l := layout{body: 1}
	switch {
	case a.strips[strip].rows > 0:
	case a.stacked():
		l = a.stack(strip)
	default:
		l = a.spread(strip)
	}
	if a.layouts == nil || len(a.layouts) > mostLayouts {
		a.layouts = map[int]layout{}
	}
	a.layouts[strip] = l
	return l
}

const mostLayouts = 512 // a few windows of them

// relay lets go of all layouts: there is another size, or other things to lay out.
func (a *aligned) relay() { a.layouts = nil }

// spread lays the cells of a row beside one another.
func (a *aligned) spread(strip int) (l layout) {
	row := &a.table.Rows[a.strips[strip].row]
	if row.Kind == compare.Conflicting {
		l.head, l.body = a.inWords(a.disputesIn(row)), 1
	}
	top := l.body
	l.body++
	l.blocks = make([]block, 0, len(a.seen))
	for i, report := range a.seen {
		b := block{strip: strip, report: report, nth: -1, y: top, height: 1}
		b.x, b.width = a.columnAt(i, len(a.seen))
		if len(row.Cells[report]) == 0 {
			l.blocks = append(l.blocks, b)
		}
		for nth, cell := range row.Cells[report] {
			b.nth, b.cell = nth, cell
			b.text = a.passage(b.ref(), b.width-a.gutter())
			b.height = max(len(b.text), 1)
			l.blocks = append(l.blocks, b)
			b.y += b.height
		}
		l.body = max(l.body, b.y)
	}
	for i := range l.blocks {
		if b := &l.blocks[i]; i+1 == len(l.blocks) || l.blocks[i+1].x != b.x {
			b.height = l.body - b.y
		}
	}
	return l
}

// heightOf is the lines of a strip, the empty one below it included.
func (a *aligned) heightOf(strip int) int {
	run := func(i int) bool { return i < len(a.strips) && a.strips[i].rows > 0 }
	switch {
	case run(strip) && run(strip+1):
		return 1
	case !a.airy():
		return a.layout(strip).body
	}
	return a.layout(strip).body + 1
}

// airy says whether there is room for empty lines between rows.
func (a *aligned) airy() bool { return a.height >= 10 }

// disputesIn is the disputes that sentences of a row give values in, each once.
func (a *aligned) disputesIn(row *compare.TableRow) (out []compare.Dispute) {
	var seen []int
	for _, report := range a.order() {
		for _, c := range row.Cells[report] {
			for _, i := range a.linked.disputed[compare.Ref{Report: report, Sentence: c.Sentence}] {
				if !slices.Contains(seen, i) {
					seen = append(seen, i)
					out = append(out, a.linked.disputes[i])
				}
			}
		}
	}
	return out
}

// run is a run of rows in words: "= 3 rows that all share: A 4–6".
func (a *aligned) run(s strip) string {
	glyph, what := a.theme.Glyphs.Verbatim, " that all share: "
	if s.unseen {
		glyph, what = a.theme.Glyphs.Silent, " not in view: "
	}
	out := glyph + " " + screen.Count(s.rows, "row", "rows") + what
	var from, to compare.Ref
	named := false
	for i := s.row; i <= s.last && len(out) < a.width; i++ {
		if !a.only.shows(a.table.Rows[i].Kind) {
			continue
		}
		report := a.speaker(i)
		for _, c := range a.table.Rows[i].Cells[report] {
			switch ref := (compare.Ref{Report: report, Sentence: c.Sentence}); {
			case !named:
				from, to, named = ref, ref, true
			case ref == compare.Ref{Report: to.Report, Sentence: to.Sentence + 1}:
				to = ref
			default:
				out += through(from, to) + ", "
				from, to = ref, ref
			}
		}
	}
	return out + through(from, to)
}

// speaker is the first report, from left to right, that speaks in a row.
func (a *aligned) speaker(row int) int {
	order := a.order()
	return order[slices.IndexFunc(order, func(report int) bool { return len(a.table.Rows[row].Cells[report]) > 0 })]
}

// through is sentences one after the other: A 4–6.
func through(from, to compare.Ref) string {
	if from == to {
		return refName(from)
	}
	return fmt.Sprintf("%s–%d", refName(from), to.Sentence+1)
}

// cursorBlock is what the cursor is on.
func (a *aligned) cursorBlock() block {
	blocks := a.layout(a.strip).blocks
	i := slices.IndexFunc(blocks, func(b block) bool { return b.report == a.focus && max(b.nth, 0) == a.nth })
	if i < 0 {
		return block{strip: a.strip, report: a.focus, nth: -1, height: 1}
	}
	return blocks[i]
}

// nearest is the block in sight that is nearest to a line of the window: one of the focused
// report's if any is.
func (a *aligned) nearest(y int) (near block, ok bool) {
	far := 2 * a.room()
	see := func(b block, line int) {
		first, last := max(line+b.y, 0), min(line+b.y+b.height, a.room())-1
		d := max(first-y, y-last, 0)
		if b.report != a.focus {
			d += a.room()
		}
		if first <= last && d < far {
			near, far, ok = b, d, true
		}
	}
	line := -a.top.line
	for strip := a.top.strip; strip < len(a.strips) && line < a.room(); strip++ {
		l := a.layout(strip)
		for _, b := range l.blocks {
			see(b, line)
		}
		if a.strips[strip].rows > 0 {
			see(block{strip: strip, report: a.focus, nth: -1, height: 1}, line)
		}
		line += a.heightOf(strip)
	}
	return near, ok
}

// passage is a sentence wrapped to a width.
type passage struct {
	ref   compare.Ref
	width int
}

const mostKept = 1 << 19 // cells of passages: about 20 MB

// passage is the lines of a sentence, with brackets around labelled spans and values that conflict.
func (a *aligned) passage(ref compare.Ref, width int) []prose.Line {
	at := passage{ref, width}
	if lines, ok := a.passages[at]; ok {
		return lines
	}
	if a.passages == nil || a.kept > mostKept {
		a.forget()
	}
	var brackets []prose.Bracket
	if a.linked != nil {
		brackets = a.linked.brackets(ref, &a.looks)
	}
	p := a.pages[ref.Report]
	s := p.Reading.Body.Sentences[ref.Sentence]
	lines := p.Pane.Prose().Passage(s, width, append(p.Brackets(s), brackets...)...)
	for _, l := range lines {
		a.kept += len(l) + 1
	}
	a.passages[at] = lines
	return lines
}

// forget lets go of what was wrapped: there are other colours, or other values.
func (a *aligned) forget() {
	a.passages, a.kept = map[passage][]prose.Line{}, 0
	a.relay()
}
