package compare

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"rashomon/internal/segment"
)

// repeated is reports of so many lines, each as line makes it.
func repeated(reports, lines int, line func(report, i int) string) []Report {
	out := make([]Report, reports)
	for r := range out {
		var b strings.Builder
		for i := range lines {
			start := b.Len()
			b.WriteString(line(r, i))
			out[r].Sentences = append(out[r].Sentences, segment.Span{Start: start, End: b.Len()})
			b.WriteString("\n\n")
		}
		out[r].ID, out[r].Text = fmt.Sprint(r), b.String()
	}
	return out
}

// alikeLines is lines that are much the same, in their thousands: lists, refrains, minutes.
var alikeLines = map[string]func(report, i int) string{
	"one word":         func(int, int) string { return "Yes." },
	"one sentence":     func(int, int) string { return "The ferry left the old harbour at noon, and the crew waved." },
	"numbered":         func(_, i int) string { return fmt.Sprintf("Number %d came to the harbour.", i) },
	"numbered apart":   func(r, i int) string { return fmt.Sprintf("Number %d came to the harbour.", i+r) },
	"counted":          func(r, i int) string { return fmt.Sprintf("The flood killed %d guards in Dorvale.", i+r) },
	"counted the same": func(r, _ int) string { return fmt.Sprintf("The flood killed %d guards in Dorvale.", 3+r) },
	"counted apart":    func(r, i int) string { return fmt.Sprintf("The flood killed %d guards in Dorvale.", 10+i*5+r) },
	"few": func(_, i int) string {
		return []string{"Yes.", "No.", "The council met.", "The council did not meet."}[i%4]
	},
	"a growing word": func(_, i int) string { return strings.Repeat("bell ", 1+i%40) + "rang." },
}

func BenchmarkRepeated(b *testing.B) {
	for name, line := range alikeLines {
		for _, n := range []int{2, 5} {
			b.Run(fmt.Sprintf("%s/%d", name, n), func(b *testing.B) {
				reports := repeated(n, 1000, line)
				b.ReportAllocs()
				for b.Loop() {
					found, err := Compare(context.Background(), reports, Options{})
					if err != nil {
						b.Fatal(err)
					}
					disputes := Disputes(found.Conflicts)
					NewTable(found, countsOf(reports), 0)
					Matrix(found, disputes, countsOf(reports))
				}
			})
		}
	}
}
