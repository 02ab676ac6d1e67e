package sidebyside

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"rashomon/ui/prose"
	"rashomon/ui/screen"
)

const (
	narrowest = 38 // columns a report needs to stand beside others
	stackedAt = 80 // columns under which reports stand below one another
	gutter    = 5  // cursor, how it is linked, two glyphs, a blank
	between   = 2  // columns between reports: a blank and a line
)

// pane is a report in view: which, and where on the screen its text stands.
type pane struct {
	page                int
	x, y, width, height int
}

// panes is the reports in view and their places: columns, or bands where it is narrow. A
// line over each is for its name.
func (s *Screen) panes() []pane {
	shown := s.shown()
	out := make([]pane, len(shown))
	for i, page := range shown {
		if s.stacked() {
			y, next := s.height*i/len(shown), s.height*(i+1)/len(shown)
			out[i] = pane{page: page, x: 0, y: y + 1, width: s.width, height: max(next-y-1, 1)}
			continue
		}
		room := s.width - (len(shown)-1)*between
		x, next := room*i/len(shown), room*(i+1)/len(shown)
		out[i] = pane{page: page, x: x + i*between, y: 1, width: next - x, height: max(s.height-1, 1)}
	}
	return out
}

func (s *Screen) stacked() bool { return s.width < stackedAt }

// shown is the pages in view: the base, then as many others as fit.
func (s *Screen) shown() []int {
	fit := s.width / narrowest
	if s.stacked() {
		fit = max(s.height/6, 1)
	}
	fit = min(max(fit, 1), len(s.pages))
	if fit == 1 {
		return []int{s.focus}
	}
	out := []int{0}
	for i := range fit - 1 {
		out = append(out, min(1+s.first+i, len(s.pages)-1))
	}
	return out
}

// bringIntoView pages the columns beside the base so that the focused report has one.
func (s *Screen) bringIntoView() {
	fit := len(s.shown()) - 1
	if fit < 1 {
		return
	}
	if s.focus > 0 {
		s.first = min(max(s.first, s.focus-fit), s.focus-1)
	}
	s.first = max(min(s.first, len(s.pages)-1-fit), 0)
}

// SetSize sets the cells there are to draw in. The report in focus keeps its place, and the
// others theirs beside it.
func (s *Screen) SetSize(width, height int) {
	s.width, s.height = width, height
	s.bringIntoView()
	for _, p := range s.panes() {
		s.pages[p.page].Pane.SetSize(p.width, p.height)
	}
	s.together()
}

// goTo moves the focus to a report, there to the sentence that says what the current one
// says, if any does.
func (s *Screen) goTo(page int) {
	if page == s.focus {
		return
	}
	from := s.place(s.focus, s.page().Pane.Cursor())
	line, seen := s.page().Pane.LineOf(from.sentence)
	s.focus = page
	s.SetSize(s.width, s.height)
	if s.linked == nil || s.unhooked {
		return
	}
	if x, ok := s.linked.in(from, s.page().Reading.Article.ID); ok {
		s.page().Pane.SetCursor(x.to.sentence)
		if seen {
			s.page().Pane.ScrollSentenceTo(x.to.sentence, line)
		}
	} else if first, last := s.page().Pane.VisibleSentences(); s.page().Pane.Cursor() < first || s.page().Pane.Cursor() > last {
		s.page().Pane.SetCursor(max(first, 0))
	}
	s.together()
}

// together scrolls the other panes so that what they share with the focused one stands
// beside it: the current sentence if they have it, else the nearest one that they have.
func (s *Screen) together() {
	if s.unhooked || s.linked == nil {
		return
	}
	for _, p := range s.panes() {
		if p.page == s.focus {
			continue
		}
		if here, there, ok := s.landmark(p.page); ok {
			if line, seen := s.page().Pane.LineOf(here); seen {
				other := s.pages[p.page].Pane
				other.SetCursor(there) // its bar stands at what is shared, not where one was last
				other.ScrollSentenceTo(there, min(max(line, 0), p.height-1))
			}
		}
	}
}

// landmark is the sentence nearest to the cursor that the other report has too, here and there.
func (s *Screen) landmark(page int) (here, there int, ok bool) {
	cursor, count := s.page().Pane.Cursor(), len(s.page().Reading.Body.Sentences)
	other := s.pages[page].Reading.Article.ID
	for d := range count {
		for _, n := range [2]int{cursor - d, cursor + d} {
			if n < 0 || n >= count {
				continue
			}
			if x, ok := s.linked.in(s.place(s.focus, n), other); ok {
				return n, x.to.sentence, true
			}
		}
	}
	return 0, 0, false
}

func (s *Screen) wheel(w screen.Wheel) {
	for _, p := range s.panes() {
		if p.holds(w.X, w.Y) {
			s.pages[p.page].Pane.Scroll(w.Lines)
			if p.page == s.focus {
				s.together()
			}
		}
	}
}

func (s *Screen) click(c screen.Click) {
	for _, p := range s.panes() {
		if !p.holds(c.X, c.Y) {
			continue
		}
		s.focus = p.page
		if n, ok := s.page().Pane.SentenceAt(c.X-p.x, c.Y-p.y); ok {
			s.page().Pane.SetCursor(n)
			s.together()
		}
	}
}

// holds says whether a cell of the screen is the pane's or its name's.
func (p pane) holds(x, y int) bool {
	return x >= p.x && x < p.x+p.width && y >= p.y-1 && y < p.y+p.height
}

// View draws the reports in view, each under its name.
func (s *Screen) View() []string {
	panes := s.panes()
	text := make([][]string, len(panes))
	for i, p := range panes {
		text[i] = append([]string{s.head(p)}, s.pages[p.page].Pane.Lines(s.decoration(p.page))...)
	}
	if s.stacked() {
		var out []string
		for _, t := range text {
			out = append(out, t...)
		}
		return out
	}
	bar := " " + screen.Paint(s.theme.Border, s.theme.Glyphs.Vertical)
	out := make([]string, 0, s.height)
	for y := range text[0] {
		row := make([]string, len(text))
		for i := range text {
			row[i] = text[i][y]
		}
		out = append(out, strings.Join(row, bar))
	}
	return out
}

// head is a report's name over its text: letter, source, date, and how far it is labelled.
func (s *Screen) head(p pane) string {
	page, t := s.pages[p.page], &s.theme
	left := " " + s.names[p.page] + " " + page.Name()
	if p.page == 0 && len(s.pages) > 1 {
		left += " · base"
	}
	right := screen.Progress(page.Reading.Progress()) + " "
	room := p.width - ansi.StringWidth(right)
	if d := screen.Safe(page.Reading.Article.Date); d != "" && ansi.StringWidth(left+" · "+d) < room {
		left += " · " + d
	}
	text := screen.Pad(ansi.Truncate(left, max(room-1, 0), t.Glyphs.More), max(room, 0)) + right
	if ansi.StringWidth(text) > p.width {
		text = screen.Pad(left, p.width)
	}
	if p.page == s.focus {
		return screen.Paint(t.Selected, text)
	}
	return screen.Paint(t.Header, text)
}

// decoration is how a report's sentences look: linked sentences, labels, differing words,
// hits, and the counterparts of the current sentence.
func (s *Screen) decoration(page int) prose.Decoration {
	p := s.pages[page]
	here := s.place(s.focus, s.page().Pane.Cursor())
	counterpart := prose.StyleOf(s.theme.Cursor)
	return prose.Decoration{
		Focused: page == s.focus,
		Gutter: func(n int) []prose.Cell {
			return append([]prose.Cell{s.relationGlyph(page, n)}, p.Gutter(n, gutter-3)...)
		},
		Sentence: func(n int) prose.Style {
			look := p.Look(n)
			if page != s.focus && s.linked != nil {
				if x, ok := s.linked.in(here, p.Reading.Article.ID); ok && x.to.sentence == n {
					look = look.Over(counterpart)
				}
			}
			return look
		},
		Marks: mergeMarks(s.changed(page), p.Hits()),
	}
}

// mergeMarks puts two ordered lists of marks into one.
func mergeMarks(a, b []prose.Mark) []prose.Mark {
	out := make([]prose.Mark, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		if a[0].Span.Start <= b[0].Span.Start {
			out, a = append(out, a[0]), a[1:]
		} else {
			out, b = append(out, b[0]), b[1:]
		}
	}
	return append(append(out, a...), b...)
}
