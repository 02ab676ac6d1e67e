package sidebyside

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"rashomon/annotate"
	"rashomon/compare"
	"rashomon/ui/prose"
	"rashomon/ui/screen"
	"rashomon/ui/theme"
)

// laid is so many reports of one sentence each, side by side and not compared.
func laid(n int) *Screen {
	keys := screen.NewKeys(annotate.DefaultScheme())
	l := screen.NewLabelling(keys, func() time.Time { return time.Time{} })
	var readings []*annotate.Reading
	for i := range n {
		b := annotate.Body{Text: fmt.Sprintf("The gate stood open %d times.", i)}
		b.Sentences = []annotate.Span{{Start: 0, End: len(b.Text)}}
		a := annotate.NewArticle(annotate.Article{Source: fmt.Sprint("Outlet ", i), Format: annotate.Plain}, b, time.Time{})
		readings = append(readings, annotate.NewReading(a, b, annotate.DefaultScheme(), "ana", nil))
	}
	return New(screen.NewComparing(readings, nil, compare.NewCache(1)), annotate.Story{}, 0, 0, keys, l, theme.New(true, true))
}

// TestPanesTile resizes and moves the focus about: the panes never overlap nor leave the
// screen, each shows another report, the focused one is there, and so is the base beside others.
func TestPanesTile(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := laid(rapid.IntRange(1, 9).Draw(t, "reports"))
		for range rapid.IntRange(1, 12).Draw(t, "acts") {
			switch rapid.IntRange(0, 2).Draw(t, "act") {
			case 0:
				s.SetSize(rapid.IntRange(20, 400).Draw(t, "width"), rapid.IntRange(3, 60).Draw(t, "height"))
			case 1:
				s.Update(screen.Press(rapid.SampledFrom([]string{"h", "l", "alt+1", "alt+3", "b"}).Draw(t, "key")))
			case 2:
				s.Update(screen.Click{X: rapid.IntRange(0, 399).Draw(t, "x"), Y: rapid.IntRange(0, 59).Draw(t, "y")})
			}
			checkPanes(t, s)
		}
	})
}

func checkPanes(t *rapid.T, s *Screen) {
	if s.width == 0 {
		return
	}
	seen := map[int]bool{}
	taken := map[[2]int]bool{}
	for _, p := range s.free.panes() {
		if seen[p.page] {
			t.Fatalf("report %d stands twice: %v", p.page, s.free.shown())
		}
		seen[p.page] = true
		for y := p.y - 1; y < p.y+p.height; y++ {
			for x := p.x; x < p.x+p.width; x++ {
				if taken[[2]int{x, y}] || x < 0 || y < 0 || x >= s.width || y >= s.height {
					t.Fatalf("cell %d, %d on %dx%d: %+v", x, y, s.width, s.height, s.free.panes())
				}
				taken[[2]int{x, y}] = true
			}
		}
		if !s.stacked() && len(s.pages) > 1 && p.width < narrowest-between {
			t.Fatalf("a column of %d on %d", p.width, s.width)
		}
	}
	if !seen[s.focus] || len(seen) > 1 && !seen[s.base] {
		t.Fatalf("focus %d, shown %v", s.focus, s.free.shown())
	}
	view := s.View()
	if len(view) > s.height {
		t.Fatalf("%d lines on %d", len(view), s.height)
	}
	for _, l := range view {
		if ansi.StringWidth(l) > s.width {
			t.Fatalf("%d columns on %d: %q", ansi.StringWidth(l), s.width, l)
		}
	}
}

func TestMergeMarks(t *testing.T) {
	marks := func(starts ...int) (out []prose.Mark) {
		for _, s := range starts {
			out = append(out, prose.Mark{Span: annotate.Span{Start: s, End: s + 1}})
		}
		return out
	}
	got := mergeMarks(marks(1, 4, 9), marks(0, 4, 5, 10, 11))
	if len(got) != 8 || !slices.IsSortedFunc(got, func(a, b prose.Mark) int { return a.Span.Start - b.Span.Start }) {
		t.Errorf("%v", got)
	}
	if got := mergeMarks(nil, nil); len(got) != 0 {
		t.Errorf("%v", got)
	}
}
