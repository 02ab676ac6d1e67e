package compare

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"rashomon/internal/segment"
)

// hostile is reports made to take long: many sentences alike, many unlike, one without end.
func hostile(n int) map[string][]Report {
	report := func(id string, sentence func(i int) string) Report {
		r := Report{ID: id}
		for i := range n {
			s := sentence(i)
			r.Sentences = append(r.Sentences, segment.Span{Start: len(r.Text), End: len(r.Text) + len(s)})
			r.Text += s + "\n\n"
		}
		return r
	}
	same := func(int) string { return "The gate of the harbour was closed by six pilots." }
	unlike := func(i int) string { return fmt.Sprintf("Barge %d met ferry %d near pier %d.", i, i*7, i%11) }
	long := strings.Repeat("the gate of the harbour was closed and ", n*12) + "six pilots left."
	endless := Report{ID: "c", Text: long, Sentences: []segment.Span{{Start: 0, End: len(long)}}}
	other := endless
	other.ID = "d"
	return map[string][]Report{
		"alike":   {report("a", same), report("b", same)},
		"unlike":  {report("a", unlike), report("b", unlike)},
		"endless": {endless, other},
	}
}

func BenchmarkHostile(b *testing.B) {
	for name, reports := range hostile(1000) {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := Compare(context.Background(), reports, Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
