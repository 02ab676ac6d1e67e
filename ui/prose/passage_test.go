package prose

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"rashomon/annotate"
	"rashomon/ui/theme"
)

func textOf(lines []Line) string {
	var out []string
	for _, l := range lines {
		out = append(out, l.String())
	}
	return strings.Join(out, "\n")
}

func TestBrackets(t *testing.T) {
	text := "They saw six drones, and twenty-one more; several fell. 港口关闭了"
	p := New(text, annotate.Plain, theme.New(false, false))
	look := Style{Attrs: Reverse}
	around := func(words, open, closing string) Bracket {
		at := strings.Index(text, words)
		return Bracket{annotate.Span{Start: at, End: at + len(words)}, open, closing, look}
	}
	brackets := []Bracket{around("six", "[", "]"), around("twenty-one", "[", "]"), around("several", "(", ")"), around("关闭", "[", "]"), {annotate.Span{Start: 900, End: 903}, "<", ">", look}}
	for width, want := range map[int]string{
		80: "They saw [six] drones, and [twenty-one] more; (several) fell. 港口[关闭]了",
		12: "They saw\n[six]\ndrones, and\n[twenty-one]\nmore;\n(several)\nfell. 港口\n[关闭]了",
		11: "They saw\n[six]\ndrones, and\n[twenty-\none] more;\n(several)\nfell. 港口\n[关闭]了",
	} {
		lines := p.Passage(annotate.Span{Start: 0, End: len(text)}, width, brackets...)
		if got := textOf(lines); got != want {
			t.Errorf("%d columns:\n%s\nwant\n%s", width, got, want)
		}
		for _, l := range lines {
			for _, c := range l {
				if decoration := strings.ContainsAny(c.Text, "[]()"); decoration != (c.Offset < 0 && !c.blank()) || decoration && c.Style != look {
					t.Errorf("cell %q stands at %d", c.Text, c.Offset)
				}
			}
		}
	}
	if got := textOf(p.Passage(annotate.Span{Start: 5, End: 12}, 80, brackets...)); got != "saw [six]" {
		t.Errorf("%q", got)
	}
}

// TestBracketsAreDecoration puts brackets around any spans: all that stood there still does,
// no line is too wide, and none begins or ends between a bracket and what it is around.
func TestBracketsAreDecoration(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w, _ := article(t)
		format := rapid.SampledFrom([]annotate.Format{annotate.Plain, annotate.Markdown}).Draw(t, "format")
		p := New(w.text, format, theme.New(true, true))
		all := annotate.Span{Start: 0, End: len(w.text)}
		width := rapid.IntRange(1, 90).Draw(t, "width")
		var brackets []Bracket
		for at := 0; at < len(w.text); {
			start := at + rapid.IntRange(0, 30).Draw(t, "from")
			end := start + rapid.IntRange(1, 12).Draw(t, "long")
			brackets = append(brackets, Bracket{annotate.Span{Start: start, End: end}, "⟦", "⟧", Style{Attrs: Bold}})
			at = end
		}
		bare, lines := p.Passage(all, width), p.Passage(all, width, brackets...)
		if err := checkLines(w.text, lines, width, false); err != nil {
			t.Fatal(err)
		}
		var opened int
		for _, l := range lines {
			for i, c := range l {
				switch {
				case c.Text == "⟦" && c.Offset < 0:
					opened++
					if width > 60 && (i+1 == len(l) || l[i+1].Offset < 0) {
						t.Fatalf("%q parts a bracket from what it is around", l)
					}
				case c.Text == "⟧" && c.Offset < 0:
					opened--
					if width > 60 && (i == 0 || l[i-1].Offset < 0) {
						t.Fatalf("%q parts a bracket from what it is around", l)
					}
				}
				if opened < 0 || opened > 1 {
					t.Fatalf("%d open in %q", opened, textOf(lines))
				}
			}
		}
		without := strings.NewReplacer("⟦", "", "⟧", "", "\n", "", " ", "").Replace(textOf(lines))
		if want := strings.NewReplacer("\n", "", " ", "").Replace(textOf(bare)); without != want || opened != 0 {
			t.Fatalf("got %q, want %q", without, want)
		}
	})
}
