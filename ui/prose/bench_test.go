package prose

import (
	"fmt"
	"strings"
	"testing"

	"rashomon/annotate"
	"rashomon/ui/theme"
)

// longArticle is a report of n sentences, five to a paragraph.
func longArticle(n int, format annotate.Format) (string, []annotate.Span) {
	var b strings.Builder
	var out []annotate.Span
	for i := range n {
		start := b.Len()
		fmt.Fprintf(&b, "The harbour master of pier %d said that %d ships had left before the storm, ", i%40, i)
		if format == annotate.Markdown && i%3 == 0 {
			b.WriteString("and *none* of the [crews](https://example.org/crews) had been **told** of the closed lock.")
		} else {
			b.WriteString("and that “none of the crews” had been told of the closed lock.")
		}
		out = append(out, annotate.Span{Start: start, End: b.Len()})
		switch {
		case i%5 == 4 && i%50 == 44 && format == annotate.Markdown:
			b.WriteString("\n\n> ")
		case i%5 == 4:
			b.WriteString("\n\n")
		default:
			b.WriteString(" ")
		}
	}
	return b.String(), out
}

func bothFormats(b *testing.B, run func(b *testing.B, format annotate.Format)) {
	for _, format := range []annotate.Format{annotate.Plain, annotate.Markdown} {
		b.Run(string(format), func(b *testing.B) {
			b.ReportAllocs()
			run(b, format)
		})
	}
}

func BenchmarkNew5000Sentences(b *testing.B) {
	bothFormats(b, func(b *testing.B, format annotate.Format) {
		text, _ := longArticle(5000, format)
		for b.Loop() {
			New(text, format, theme.New(true, true))
		}
	})
}

// BenchmarkFirstScreen is from the text of 5,000 sentences to the first window.
func BenchmarkFirstScreen(b *testing.B) {
	bothFormats(b, func(b *testing.B, format annotate.Format) {
		text, sentences := longArticle(5000, format)
		for b.Loop() {
			p := NewPane(New(text, format, theme.New(true, true)), sentences)
			p.SetSize(66, 60)
			p.Lines(Decoration{Focused: true})
		}
	})
}

// BenchmarkWindow is the first window of an article that has been read.
func BenchmarkWindow(b *testing.B) {
	bothFormats(b, func(b *testing.B, format annotate.Format) {
		text, sentences := longArticle(5000, format)
		prose := New(text, format, theme.New(true, true))
		for b.Loop() {
			prose.rows.clear()
			p := NewPane(prose, sentences)
			p.SetSize(66, 60)
			p.Lines(Decoration{Focused: true})
		}
	})
}

// BenchmarkFrame is three decorated panes of a 200x60 screen, drawn already.
func BenchmarkFrame(b *testing.B) {
	bothFormats(b, func(b *testing.B, format annotate.Format) {
		text, sentences := longArticle(5000, format)
		t := theme.New(true, true)
		var panes [3]*Pane
		for i := range panes {
			panes[i] = NewPane(New(text, format, t), sentences)
			panes[i].SetSize(66, 60)
			panes[i].SetCursor(20)
		}
		labels := [2]Style{StyleOf(t.Label("blue")), StyleOf(t.Label("orange"))}
		glyphs := Cells("■▲", labels[0])
		changed := StyleOf(t.Changed)
		d := Decoration{
			Focused:  true,
			Gutter:   func(int) []Cell { return glyphs },
			Sentence: func(n int) Style { return labels[n%2] },
		}
		for _, s := range sentences[:200] {
			d.Marks = append(d.Marks, Mark{annotate.Span{Start: s.Start + 4, End: s.Start + 11}, changed}, Mark{annotate.Span{Start: s.End - 20, End: s.End - 8}, changed})
		}
		for b.Loop() {
			for _, p := range panes {
				p.Lines(d)
			}
		}
	})
}

// BenchmarkCursorWalk is a cursor that goes on to the next sentence, with the frame.
func BenchmarkCursorWalk(b *testing.B) {
	bothFormats(b, func(b *testing.B, format annotate.Format) {
		text, sentences := longArticle(5000, format)
		p := NewPane(New(text, format, theme.New(true, true)), sentences)
		p.SetSize(66, 60)
		for n := 0; b.Loop(); n++ {
			p.SetCursor(n % len(sentences))
			p.Lines(Decoration{Focused: true})
		}
	})
}

// BenchmarkJump is a cursor that goes from one end of the article to the other.
func BenchmarkJump(b *testing.B) {
	bothFormats(b, func(b *testing.B, format annotate.Format) {
		text, sentences := longArticle(5000, format)
		p := NewPane(New(text, format, theme.New(true, true)), sentences)
		p.SetSize(66, 60)
		for n := 0; b.Loop(); n++ {
			p.SetCursor(n % 2 * len(sentences))
		}
	})
}

// BenchmarkResize is a window whose width changes by a column.
func BenchmarkResize(b *testing.B) {
	bothFormats(b, func(b *testing.B, format annotate.Format) {
		text, sentences := longArticle(5000, format)
		p := NewPane(New(text, format, theme.New(true, true)), sentences)
		for n := 0; b.Loop(); n++ {
			p.SetSize(40+n%160, 60)
			p.Lines(Decoration{})
		}
	})
}
