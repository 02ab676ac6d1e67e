package prose

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"rashomon/annotate"
	"rashomon/ui/theme"
)

// anyBrackets is brackets around anything, in the order of the text, longer ones first.
func anyBrackets(t *rapid.T, text string) (out []Bracket) {
	for range rapid.IntRange(0, 6).Draw(t, "brackets") {
		start := rapid.IntRange(0, len(text)).Draw(t, "start")
		s := annotate.Span{Start: start, End: start + rapid.SampledFrom([]int{1, 5, 20, 300}).Draw(t, "long")}
		out = append(out, Bracket{s, "⟦", "⟧", Style{Attrs: Bold}})
	}
	slices.SortStableFunc(out, func(a, b Bracket) int {
		if a.Span.Start != b.Span.Start {
			return a.Span.Start - b.Span.Start
		}
		return b.Span.End - a.Span.End
	})
	return out
}

// all is the lines of an article in a width.
func (p *Prose) all(width int) (out []Line) {
	for i := range p.Blocks() {
		out = append(out, p.Block(i, width)...)
	}
	return out
}

// wordsOf is the cells of the article in the lines, but for blanks.
func wordsOf(lines []Line) (words string) {
	for _, l := range lines {
		for _, c := range l {
			if c.Offset >= 0 && !c.blank() {
				words += c.Text
			}
		}
	}
	return words
}

// TestBracketsInAPane puts brackets around any spans, of which some overlap: all that stood
// there still does, no line is too wide, what opens closes, and without them every line is as
// it was.
func TestBracketsInAPane(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := paneOf(t)
		if rapid.Bool().Draw(t, "flow") {
			p.SetSentencePerLine(false)
		}
		width := p.textWidth()
		bare, words := textOf(p.prose.all(width)), wordsOf(p.prose.all(width))
		for range 2 {
			p.SetBrackets(anyBrackets(t, p.prose.text))
			lines := p.prose.all(width)
			if err := checkLines(p.prose.text, lines, width, false); err != nil {
				t.Fatal(err)
			}
			got, open := textOf(lines), 0
			for _, r := range got {
				switch r {
				case '⟦':
					open++
				case '⟧':
					open--
				}
				if open < 0 {
					t.Fatalf("closed before it was opened:\n%s", got)
				}
			}
			if open != 0 {
				t.Fatalf("%d left open:\n%s", open, got)
			}
			if wordsOf(lines) != words {
				t.Fatalf("got\n%s\nwant\n%s", got, bare)
			}
			checkPane(t, p)
		}
		p.SetBrackets(nil)
		if got := textOf(p.prose.all(width)); got != bare {
			t.Fatalf("without brackets it is\n%s\nwant\n%s", got, bare)
		}
	})
}

func TestBracketsBeginWithTheirSentence(t *testing.T) {
	p := NewPane(New(longStory, annotate.Plain, theme.New(true, true)), sentencesOf(longStory))
	p.SetSize(44, 9)
	around := func(words string) Bracket {
		at := strings.Index(longStory, words)
		return Bracket{annotate.Span{Start: at, End: at + len(words)}, "<", ">", Style{}}
	}
	p.SetBrackets([]Bracket{around("The quay was shut. Nobody was"), around("Nobody"), around("noon.\n\nA ferry"), around("It was full.")})
	want := "<The quay was shut.\n<Nobody> was> hurt, the warden said, and\n  boats were sent elsewhere while divers\n  looked at the wall.\n\nIt opened at <noon.\n\nA ferry> left at one.\n<It was full.>"
	if got := textOf(p.prose.all(p.textWidth())); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
}

// TestShown: markup has no cells, and what is shown of a character reference stands where it begins.
func TestShown(t *testing.T) {
	text := "A **b** [c](https://d.example) &amp;."
	p := New(text, annotate.Markdown, theme.New(true, true))
	var got string
	for _, o := range p.Shown(annotate.Span{Start: 0, End: len(text)}) {
		got += text[o : o+1]
	}
	if got != "A b c &." {
		t.Errorf("%q is shown", got)
	}
}

// TestOffsetNear: wherever one points, something that stands there or nearest is meant.
func TestOffsetNear(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := paneOf(t)
		x, y := rapid.IntRange(-3, 80).Draw(t, "x"), rapid.IntRange(-3, 20).Draw(t, "y")
		near, ok := p.OffsetNear(x, y)
		if at, exactly := p.OffsetAt(x, y); exactly && at >= 0 && (!ok || near != at) {
			t.Fatalf("%d, %v near to what stands at %d", near, ok, at)
		}
		any := false
		p.window(func(_ int, at position) bool { any = any || p.line(at).Start() >= 0; return true })
		if ok != any {
			t.Fatalf("something is near: %v; something shows: %v", ok, any)
		}
	})
}
