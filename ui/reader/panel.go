package reader

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/charmbracelet/x/ansi"

	"rashomon/annotate"
	"rashomon/ui/prose"
	"rashomon/ui/screen"
)

// lost says how many orphans there are and which key goes through them; nothing where there
// are none, or while somebody does.
func (s *Screen) lost(room int) string {
	n := s.page.Reading.OrphanCount()
	if n == 0 || s.orphans != nil {
		return ""
	}
	if room < 60 {
		return fmt.Sprintf("%d lost: %s", n, screen.Shortcut(s.keys.Orphans))
	}
	return fmt.Sprintf("%s no place: %s", screen.Count(n, "annotation has", "annotations have"), screen.Shortcut(s.keys.Orphans))
}

// panelHeight is the lines at the foot for an orphan: the same for each, so that the text stays.
func (s *Screen) panelHeight() int {
	switch {
	case s.orphans == nil || s.height < 3:
		return 0
	case s.height < 6:
		return 1
	case s.height < 9:
		return 2
	case s.height < 16:
		return 4
	}
	return 6
}

// panel is the orphan: where it stood, its words, what it says, and where enter would put it.
func (s *Screen) panel() []string {
	h, t, g := s.panelHeight(), &s.theme, s.theme.Glyphs
	if h == 0 {
		return nil
	}
	x, n, of := s.orphan()
	where := fmt.Sprintf("sentence %d", x.Sentence+1)
	if x.Sentence < 0 {
		where = "words"
	}
	head := fmt.Sprintf(" %d of %d without a place · %s of revision %d · %s", n+1, of, where, x.Revision, s.saying(x))
	quote := prose.Cells(quoted(x.Quote, len(x.Quote)), prose.StyleOf(t.Text))
	var out []string
	switch h {
	case 1:
	case 2:
		out = append(out, ansi.Truncate(fmt.Sprintf(" %d/%d %s", n+1, of, quoted(x.Quote, len(x.Quote))), s.width, g.More))
	default:
		out = append(out, screen.Paint(t.Header, screen.Pad(ansi.Truncate(head, s.width, g.More), s.width)))
		for _, l := range prose.Fold(quote, s.width-2, h-2, g.More) {
			out = append(out, string(l.Append([]byte(" "), max(s.width-1, 0))))
		}
	}
	for len(out) < h-1 {
		out = append(out, "")
	}
	return append(out, s.offer(x))
}

// offer says what enter would do.
func (s *Screen) offer(x annotate.Annotation) string {
	at, p := s.target(), s.likely.of(x)
	style, text := s.theme.Accent, fmt.Sprintf(" %s attaches it to %s", screen.Shortcut(s.keys.Open), s.called(at))
	if why := cmp.Or(s.unchosen(x), s.refused(x, at)); why != "" {
		style, text = s.theme.StatusWarn, " "+why
	} else if p.ok && at == p.target {
		text += ": " + p.why
	}
	return screen.Paint(style, ansi.Truncate(text, s.width, s.theme.Glyphs.More))
}

// marks is the marks of the page, and of the words where the orphan may belong.
func (s *Screen) marks() []prose.Mark {
	marks := s.page.Marks()
	if s.orphans == nil {
		return marks
	}
	at := s.target()
	if at.Sentence >= 0 || s.page.Selecting() {
		return marks
	}
	marks = append(slices.Clone(marks), prose.Mark{Span: at.Span, Style: prose.StyleOf(s.theme.Search)})
	slices.SortStableFunc(marks, func(a, b prose.Mark) int { return a.Span.Start - b.Span.Start })
	return marks
}
