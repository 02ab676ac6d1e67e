package preview

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"rashomon/annotate"
	"rashomon/brief"
	"rashomon/compare"
	"rashomon/ui/prose"
	"rashomon/ui/screen"
	"rashomon/ui/theme"
)

// line is a line of the brief's Markdown that shows something.
type line struct {
	span    annotate.Span
	heading int     // its level; 0 for a line that is none
	refs    []named // the sentences that it names: first the one whose words it gives
}

// named is a sentence where the brief names it: B 13.
type named struct {
	compare.Ref
	span annotate.Span
}

// String is the name.
func (n named) String() string {
	return fmt.Sprintf("%s %d", screen.ReportName(n.Report), n.Sentence+1)
}

// reference is the name of a sentence: the report's letter and the sentence's number.
var reference = regexp.MustCompile(`\b([A-Z]+) (\d+)\b`)

// linesOf is the lines of a brief of reports with so many sentences each. A blank one is none,
// nor is one that only draws: a rule, the line under the head of a table.
func linesOf(markdown string, counts []int) (out []line) {
	places := map[string]int{}
	for i := range counts {
		places[screen.ReportName(i)] = i
	}
	for start := 0; start < len(markdown); {
		end := len(markdown)
		if i := strings.IndexByte(markdown[start:], '\n'); i >= 0 {
			end = start + i
		}
		text := markdown[start:end]
		l := line{span: annotate.Span{Start: end - len(strings.TrimLeft(text, " \t")), End: end}}
		l.span.End -= len(text) - len(strings.TrimRight(text, " \t\r"))
		if strings.ContainsFunc(text, worded) {
			l.heading = len(text) - len(strings.TrimLeft(text, "#"))
			l.refs = refsIn(markdown, l.span, places, counts)
			out = append(out, l)
		}
		start = end + 1
	}
	return out
}

func worded(r rune) bool { return unicode.In(r, unicode.L, unicode.N, unicode.So) }

// refsIn is the sentences named in a span of text. The name of a sentence whose words follow
// is in bold.
func refsIn(text string, s annotate.Span, places map[string]int, counts []int) (out []named) {
	var leads []named
	for _, m := range reference.FindAllStringSubmatchIndex(text[s.Start:s.End], -1) {
		at := func(i int) int { return s.Start + m[i] }
		report, known := places[text[at(2):at(3)]]
		number, err := strconv.Atoi(text[at(4):at(5)])
		if !known || err != nil || number < 1 || number > counts[report] {
			continue
		}
		n := named{compare.Ref{Report: report, Sentence: number - 1}, annotate.Span{Start: at(0), End: at(1)}}
		if strings.HasSuffix(text[:at(0)], "**") && strings.HasPrefix(text[at(1):], "**") {
			leads = append(leads, n)
		} else {
			out = append(out, n)
		}
	}
	return append(leads, out...)
}

// page is a brief on the screen.
type page struct {
	*screen.Page
	brief  brief.Brief
	lines  []line
	height int
}

// newPage puts a brief of reports with so many sentences each into a page of text whose
// sentences are its lines.
func newPage(b brief.Brief, markdown string, counts []int, keys screen.Keys, t theme.Theme) *page {
	lines := linesOf(markdown, counts)
	body := annotate.Body{Text: markdown}
	for _, l := range lines {
		body.Sentences = append(body.Sentences, l.span)
	}
	r := annotate.NewReading(annotate.Article{Format: annotate.Markdown}, body, annotate.Scheme{}, "", nil)
	p := &page{Page: screen.NewPage(r, keys, nil, t), brief: b, lines: lines}
	p.Called = "brief"
	p.Pane.SetGutter(gutter)
	return p
}

func (p *page) setSize(width, height int) {
	p.height = height
	p.Pane.SetSize(width, height)
}

// down goes to the next line, by way of what is out of sight of a line that is long.
func (p *page) down() {
	n := p.Pane.Cursor()
	if next, near := p.Pane.LineOf(n + 1); n+1 >= len(p.lines) || !near || next > p.height {
		p.Pane.Scroll(1)
		return
	}
	p.Pane.SetCursor(n + 1)
}

// up goes to the line before, by way of what is out of sight of either that is long.
func (p *page) up() {
	n := p.Pane.Cursor()
	here, near := p.Pane.LineOf(n)
	before, known := p.Pane.LineOf(n - 1)
	if n == 0 || !near || here < 0 || before < 0 && (!known || here-before > p.height) {
		p.Pane.Scroll(-1)
		return
	}
	p.Pane.SetCursor(n - 1)
}

// last goes to the end of the last line.
func (p *page) last() {
	p.Pane.SetCursor(len(p.lines) - 1)
	p.Pane.Scroll(math.MaxInt32)
}

// opens is the sentences that a line leads to: those it names, and for a heading those of the
// first line under it that names any.
func (p *page) opens(n int) []named {
	for i := n; i >= 0 && i < len(p.lines) && (i == n || p.lines[n].heading > 0 && p.lines[i].heading == 0); i++ {
		if len(p.lines[i].refs) > 0 {
			return p.lines[i].refs
		}
	}
	return nil
}

// look is the style laid over a line: headings of sections stand out from those in them.
func (p *page) look(n int, t theme.Theme) prose.Style {
	if n >= len(p.lines) || p.lines[n].heading != 2 {
		return prose.Style{}
	}
	return prose.StyleOf(t.Accent).Over(prose.Style{Attrs: prose.Underline})
}

// heading goes to the next heading, or the one before, with what follows it in sight.
func (p *page) heading(step int) []screen.Request {
	for n := p.Pane.Cursor() + step; n >= 0 && n < len(p.lines); n += step {
		if p.lines[n].heading > 0 {
			p.Pane.SetCursor(n)
			p.Pane.ScrollSentenceTo(n, 0)
			return nil
		}
	}
	if step > 0 {
		return []screen.Request{screen.Say{Text: "this is the last heading"}}
	}
	return []screen.Request{screen.Say{Text: "this is the first heading"}}
}

// resume goes to where one was in the brief whose place this one takes: the same line, or
// the one at its place where it is not there any more.
func (p *page) resume(old *page) {
	p.Resume(old.Page)
	n := old.Pane.Cursor()
	window, seen := old.Pane.LineOf(n)
	text := old.text(n)
	for d := range max(len(p.lines), len(old.lines)) { // the nearest line with the same words
		if p.text(n-d) == text || p.text(n+d) == text {
			if n -= d; p.text(n) != text {
				n += 2 * d
			}
			break
		}
	}
	p.Pane.SetCursor(n)
	if seen {
		p.Pane.ScrollSentenceTo(p.Pane.Cursor(), window)
	}
}

// text is the words of a line, nothing where there is no such line.
func (p *page) text(n int) string {
	if n < 0 || n >= len(p.lines) {
		return ""
	}
	s := p.lines[n].span
	return p.Reading.Body.Text[s.Start:s.End]
}
