package counts

import (
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"rashomon/annotate"
	"rashomon/annotate/stats"
	"rashomon/ui/figures"
	"rashomon/ui/theme"
)

// invented is a report of counts with names that may be anything.
func invented(t *rapid.T) stats.Report {
	scheme := annotate.DefaultScheme()
	name := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"", "\x1b[31mred", "左右左右左右左右左右左右左右左右", "a very long name of a story about a harbour and its cranes", "\u202etfel"}))
	scheme.Labels[0].Name = name.Draw(t, "label")
	scheme.Attributes = []annotate.Attribute{{Name: name.Draw(t, "attribute"), Choices: []string{"sure", name.Draw(t, "choice")}}}
	c := stats.New(stats.Options{Scheme: scheme})
	for n := range rapid.IntRange(0, 14).Draw(t, "articles") {
		a := annotate.Article{ID: annotate.ID(n + 1), Source: name.Draw(t, "source"), Story: annotate.ID(n % 12), Sentences: 3}
		x := annotate.Annotation{
			Article: a.ID, Scheme: scheme.Name, Annotator: name.Draw(t, "annotator"), Labels: []string{scheme.Labels[n%3].Name}, Speaker: name.Draw(t, "speaker"),
			Seconds: rapid.Float64Range(0, 1e6).Draw(t, "seconds"), Created: noon().Add(time.Duration(n) * 24 * time.Hour),
		}
		c.Add(a, name.Draw(t, "story"), []annotate.Annotation{x})
	}
	return c.Report()
}

// No line is wider than there is room for, or holds what disturbs a terminal.
func TestSheetsFit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := invented(t)
		width, by := rapid.IntRange(0, 200).Draw(t, "width"), By(rapid.IntRange(0, int(ways)-1).Draw(t, "by"))
		look := theme.New(true, true)
		tables := Tables(r, by, 3)
		s := figures.Lay(tables, width, look)
		blanks := 0
		for n := range s.Len() {
			line := s.Line(n)
			if w := ansi.StringWidth(line); width > 0 && w > width {
				t.Fatalf("%d columns, but %d are there: %q", w, width, line)
			}
			if width == 0 && strings.Contains(line, "\x1b") {
				t.Fatalf("styles in a pipe: %q", line)
			}
			plain := ansi.Strip(line)
			if strings.IndexFunc(plain, func(r rune) bool { return unicode.IsControl(r) || r == 0x202e }) >= 0 {
				t.Fatalf("%q", plain)
			}
			if plain == "" {
				blanks++
			}
		}
		if blanks != len(tables)-1 {
			t.Fatalf("%d blank lines between %d tables", blanks, len(tables))
		}
		for i, first := range s.Firsts() {
			if width == 0 && !strings.HasPrefix(s.Line(first), tables[i].Title) {
				t.Fatalf("line %d is %q, not of %q", first, s.Line(first), tables[i].Title)
			}
		}
	})
}

// In ASCII there is nothing else, but for names.
func TestSheetInASCII(t *testing.T) {
	d := opened(t, "", 60, 200)
	d.settle()
	d.screen.SetTheme(theme.New(true, false).Plain())
	for _, line := range strings.Split(d.text(), "\n") {
		if strings.ContainsAny(line, "█▌░…") {
			t.Errorf("%q", line)
		}
	}
	d.says("####", "....")
}

// Bars grow with the width, and figures come before bars where it is narrow.
func TestBarsScale(t *testing.T) {
	d := opened(t, "", 100, 200)
	d.settle()
	last := 0
	for _, width := range []int{20, 40, 60, 80, 100} {
		d.screen.SetSize(width, 200)
		var line string
		for _, l := range strings.Split(d.text(), "\n") {
			if strings.Contains(l, "labelled") && strings.Contains(l+" ", " 12 ") {
				line = l
				break
			}
		}
		bar := strings.Count(line, "█") + strings.Count(line, "▌") + strings.Count(line, "░")
		if line == "" || bar < last || width >= 60 && bar == 0 {
			t.Errorf("%d columns: %q", width, line)
		}
		last = bar
	}
}

func TestDuration(t *testing.T) {
	for seconds, want := range map[float64]string{0: "0.0 s", 4.25: "4.2 s", 99.9: "99.9 s", 99.96: "2 min", 600: "10 min", 6000: "1.7 h", 359_000: "99.7 h", 1e9: "277,778 h"} {
		if got := Duration(seconds); got != want {
			t.Errorf("%v: %q, want %q", seconds, got, want)
		}
	}
}
