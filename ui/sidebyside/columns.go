package sidebyside

import (
	"slices"

	"github.com/charmbracelet/x/ansi"

	"rashomon/compare"
	"rashomon/ui/prose"
	"rashomon/ui/screen"
	"rashomon/ui/theme"
)

const (
	narrowest = 38 // columns a report needs to stand beside others
	stackedAt = 80 // columns under which reports stand below one another
)

func (s *Screen) stacked() bool { return s.width < stackedAt }

// columns is how many reports stand beside one another.
func (s *Screen) columns() int { return min(max(s.width/narrowest, 1), len(s.pages)) }

// columnAt is where the i-th of n columns stands.
func (s *Screen) columnAt(i, n int) (x, width int) {
	room := s.width - (n-1)*between
	x, next := room*i/n, room*(i+1)/n
	return x + i*between, next - x
}

// inColumns is the reports that are in view when so many are: the base, then as many others
// as fit, the focused one among them.
func (s *Screen) inColumns(fit int) []int {
	if fit = min(fit, len(s.pages)); fit == 1 {
		return []int{s.focus}
	}
	order, first := s.order(), s.firstBeside(fit-1)
	return append(order[:1:1], order[1+first:fit+first]...)
}

// firstBeside is the first of the reports after the base that is in view when so many of
// them are.
func (s *Screen) firstBeside(fit int) int {
	first := s.first
	if at := slices.Index(s.order(), s.focus); at > 0 {
		first = min(max(first, at-fit), at-1)
	}
	return max(min(first, len(s.pages)-1-fit), 0)
}

// attend gives a report the focus. The columns are paged sideways as little as that takes,
// and stay so: those that only another size brings into view do not.
func (s *Screen) attend(page int) {
	s.keepFirst()
	s.focus = page
	s.keepFirst()
	s.aligned.relay()
}

func (s *Screen) keepFirst() {
	if n := s.inView(); n > 1 && n < len(s.pages) {
		s.first = s.firstBeside(n - 1)
	}
}

// inView is how many reports are in view.
func (s *Screen) inView() int {
	switch {
	case s.view == s.free:
		return len(s.free.shown())
	case s.stacked():
		return len(s.pages)
	}
	return s.columns()
}

// head is a report's name over its text: letter, source, date, and how far it is labelled.
func (s *Screen) head(page, width int) string {
	p, t := s.pages[page], &s.theme
	left := " " + screen.ReportName(page) + " " + p.Name()
	if page == s.base && len(s.pages) > 1 {
		left += " · base"
	}
	right := s.progress(page) + " "
	room := width - ansi.StringWidth(right)
	if d := screen.When(p.Reading.Article.Date); d != "" && ansi.StringWidth(left+" · "+d) < room {
		left += " · " + d
	}
	text := screen.Pad(ansi.Truncate(left, max(room-1, 0), t.Glyphs.More), max(room, 0)) + right
	if ansi.StringWidth(text) > width {
		text = screen.Pad(left, width)
	}
	if page == s.focus {
		return screen.Paint(t.Selected, text)
	}
	return screen.Paint(t.Header, text)
}

// progress is how far a report is labelled. It is counted again only when something is said
// of a sentence: a long report has thousands.
func (s *Screen) progress(page int) string {
	if s.counted == nil {
		s.counted = make([]string, len(s.pages))
	}
	if s.counted[page] == "" {
		s.counted[page] = screen.Progress(s.pages[page].Reading.Progress())
	}
	return s.counted[page]
}

// pickedLook is a sentence's style, or that of the one that is picked.
func (s *Screen) pickedLook(ref compare.Ref, look prose.Style) prose.Style {
	if s.picked != nil && *s.picked == ref {
		return look.Over(s.looks.selection)
	}
	return look
}

// looks is the theme's styles for cells.
type looks struct {
	dim, header, bar, cursor, selection                      prose.Style
	changed, conflict, vague, verbatim, paraphrase, disputed prose.Style
}

func newLooks(t theme.Theme) looks {
	return looks{
		dim: prose.StyleOf(t.Dim), header: prose.StyleOf(t.Header), bar: prose.StyleOf(t.CursorBar),
		cursor: prose.StyleOf(t.Cursor), selection: prose.StyleOf(t.Selection),
		changed: prose.StyleOf(t.Changed), conflict: prose.StyleOf(t.Conflict), vague: prose.StyleOf(t.StatusWarn),
		verbatim: prose.StyleOf(t.Verbatim), paraphrase: prose.StyleOf(t.Paraphrase), disputed: prose.StyleOf(t.StatusWarn),
	}
}
