package sidebyside

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"rashomon/compare"
	"rashomon/internal/termtest"
)

// sound fails if what is drawn is larger than the screen, or does not show the cursor.
func (s *Screen) sound(t *rapid.T) {
	t.Helper()
	lines := s.View()
	if len(lines) > s.height {
		t.Fatalf("%d lines on %d", len(lines), s.height)
	}
	for _, l := range lines {
		if w := ansi.StringWidth(l); w > s.width {
			t.Fatalf("%d columns on %d: %q", w, s.width, l)
		}
	}
	if s.view == view(s.aligned) && len(s.aligned.strips) > 0 && !strings.Contains(strings.Join(lines, "\n"), s.theme.Glyphs.Cursor) {
		t.Fatalf("no cursor on %dx%d:\n%s", s.width, s.height, ansi.Strip(strings.Join(lines, "\n")))
	}
	if w := ansi.StringWidth(s.Title() + s.Status()); w == 0 {
		t.Fatalf("nothing is said")
	}
}

func TestCursorIsAlwaysInSight(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anyScreen(t)
		s.sound(t)
		for range rapid.IntRange(1, 30).Draw(t, "acts") {
			s.act(t)
			s.sound(t)
		}
	})
}

// TestSwitchingBackChangesNothing shows the other view and comes back.
func TestSwitchingBackChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anyScreen(t)
		for range rapid.IntRange(0, 20).Draw(t, "acts") {
			s.act(t)
		}
		s.page().Deselect() // words are let go of when the view is left
		before := s.View()
		s.hit("t")
		s.sound(t)
		s.hit("t")
		if after := s.View(); !slices.Equal(before, after) {
			t.Fatalf("it was\n%s\nand is\n%s", plain(before), plain(after))
		}
	})
}

// TestResizingBackChangesNothing draws in other sizes and in the first one again.
func TestResizingBackChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anyScreen(t)
		for range rapid.IntRange(0, 20).Draw(t, "acts") {
			s.act(t)
		}
		if s.view == view(s.free) {
			s.hit("t")
		}
		before, width, height := s.View(), s.width, s.height
		for range 3 {
			s.anySize(t)
			s.sound(t)
		}
		s.SetSize(width, height)
		if after := s.View(); !slices.Equal(before, after) {
			t.Fatalf("it was\n%s\nand is\n%s", plain(before), plain(after))
		}
	})
}

func plain(lines []string) string { return ansi.Strip(strings.Join(lines, "\n")) }

// TestEverySentenceStandsOnce walks through the whole table on any base, from column to
// column, and reads the numbers of the sentences off the screen.
func TestEverySentenceStandsOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anyScreen(t)
		s.SetSize(rapid.IntRange(40, 200).Draw(t, "enough width"), rapid.IntRange(4, 60).Draw(t, "enough height"))
		s.hit("alt+" + strconv.Itoa(rapid.IntRange(1, len(s.pages)).Draw(t, "base")))
		s.hit("b")
		want := map[compare.Ref]bool{}
		for i, n := range s.comparing.Counts() {
			for k := range n {
				want[compare.Ref{Report: i, Sentence: k}] = true
			}
		}
		inTable := map[compare.Ref]int{}
		for _, row := range s.aligned.table.Rows {
			for report, cells := range row.Cells {
				for _, c := range cells {
					inTable[compare.Ref{Report: report, Sentence: c.Sentence}]++
				}
			}
		}
		drawn := map[compare.Ref]bool{}
		for i := range s.pages {
			s.hit(fmt.Sprintf("alt+%d", i+1))
			for ref, times := range s.readOff() {
				if times != 1 {
					t.Fatalf("%s is drawn %d times", refName(ref), times)
				}
				drawn[ref] = true
			}
		}
		if !maps.Equal(drawn, want) {
			t.Fatalf("drawn %v, want %v", drawn, want)
		}
		for ref := range want {
			if inTable[ref] != 1 {
				t.Fatalf("%s stands in %d rows", refName(ref), inTable[ref])
			}
		}
	})
}

// readOff walks down the table and counts the sentences whose numbers are drawn.
func (s *Screen) readOff() map[compare.Ref]int {
	out := map[compare.Ref]int{}
	a := s.aligned
	if len(a.strips) == 0 {
		return out
	}
	a.top = position{}
	for {
		grid := termtest.Draw(strings.Join(s.View(), "\n"), s.width, s.height)
		for _, row := range grid.Rows[a.headLines():min(len(grid.Rows), a.headLines()+a.room())] {
			line := make([]string, len(row))
			for i, c := range row {
				line[i] = c.Text
			}
			s.readLine(line, out)
		}
		moved := 0
		if a.top, moved = a.walk(a.top, a.room()); moved < a.room() {
			return out
		}
	}
}

// readLine counts the sentences that begin on a line, or are named as copies.
func (s *Screen) readLine(line []string, out map[compare.Ref]int) {
	a := s.aligned
	cells := func(from, n int) string {
		return strings.TrimSpace(strings.Join(line[min(from, len(line)):min(from+n, len(line))], ""))
	}
	if !s.stacked() {
		if second, _ := s.columnAt(1, len(a.seen)); len(a.seen) > 1 && cells(second-1, 1) != s.theme.Glyphs.Vertical {
			return // it goes through all columns
		}
		for i, report := range a.seen {
			x, _ := s.columnAt(i, len(a.seen))
			if n, err := strconv.Atoi(cells(x+4, a.digits)); err == nil && cells(x+1, 1) != s.theme.Glyphs.Silent {
				out[compare.Ref{Report: report, Sentence: n - 1}]++
			}
		}
		return
	}
	if n, err := strconv.Atoi(cells(3, a.digits)); err == nil && cells(1, 1) != "" {
		out[compare.Ref{Report: int(cells(1, 1)[0] - 'A'), Sentence: n - 1}]++
	}
	if text := cells(0, len(line)); strings.HasPrefix(text, "= ") && cells(0, 1) == "" {
		for _, ref := range strings.Split(strings.TrimPrefix(text, "= "), " · ") {
			var name byte
			var n int
			if _, err := fmt.Sscanf(ref, "%c %d", &name, &n); err == nil {
				out[compare.Ref{Report: int(name - 'A'), Sentence: n - 1}]++
			}
		}
	}
}
