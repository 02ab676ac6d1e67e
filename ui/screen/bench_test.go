package screen

import (
	"fmt"
	"testing"

	"rashomon/annotate"
	"rashomon/ui/prose"
)

// longPage is a page of 5,000 sentences, each with so many labelled spans of a word or two.
func longPage(b *testing.B, spans int) *Page {
	b.Helper()
	sentences := make([]string, 5000)
	for i := range sentences {
		sentences[i] = fmt.Sprintf("The harbour master of pier %d said that “none of the crews” had been told of the closed lock.", i)
		if i%5 == 4 {
			sentences[i] += "\n\n"
		}
	}
	p := pageOf(annotate.Plain, dark(), sentences...)
	var edits []annotate.Edit
	for n := range p.Reading.Body.Sentences {
		for k := range spans {
			words := p.stopsOf(n).words
			t := annotate.OnSpan(annotate.Span{Start: words[2*k].Start, End: words[2*k+1].End})
			a := annotate.NewAnnotation(p.Reading.Article, p.Reading.Body, t, "default", "ana")
			a.Labels = []string{"claim"}
			edits = append(edits, annotate.Edit{Annotation: &annotate.Replaced[annotate.Annotation]{After: &a}})
		}
	}
	p.Reading.Apply(edits)
	p.layOut()
	p.Pane.SetSize(88, 58)
	return p
}

func (p *Page) frame() {
	p.Pane.Lines(prose.Decoration{Focused: true, Marks: p.Marks(), Sentence: p.Look, Gutter: func(n int) []prose.Cell { return p.Gutter(n, 4) }})
}

func benchmarkPage(b *testing.B, keys ...Press) {
	for _, spans := range []int{0, 2} {
		b.Run(fmt.Sprintf("spans=%d", 5000*spans), func(b *testing.B) {
			p := longPage(b, spans)
			b.ReportAllocs()
			for n := 0; b.Loop(); n++ {
				p.Press(keys[n%len(keys)])
				p.frame()
			}
		})
	}
}

// BenchmarkMove is a key that goes to the next sentence, with the frame.
func BenchmarkMove(b *testing.B) { benchmarkPage(b, "j") }

// BenchmarkSelect is a key that selects a word more or less, with the frame.
func BenchmarkSelect(b *testing.B) {
	benchmarkPage(b, "v", "l", "l", "l", "h", "H", "o", "w", "esc", "j")
}

// BenchmarkLabelSpan is a key that selects words or labels them, with the frame.
func BenchmarkLabelSpan(b *testing.B) { benchmarkPage(b, "v", "l", "c", "esc", "j") }
