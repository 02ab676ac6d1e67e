package library

import (
	"fmt"
	"testing"

	"rashomon/annotate"
	"rashomon/compare/stories"
	"rashomon/ui/screen"
)

// large is contents of n rows in n/5 stories.
func large(n int) Contents {
	c := Contents{Progress: map[annotate.ID]annotate.Progress{}}
	for i := range n {
		story := annotate.ID(i/5 + 1)
		if i%5 == 0 {
			c.Stories = append(c.Stories, annotate.Story{ID: story, Title: fmt.Sprintf("Story %d of the harbour", i/5)})
		}
		c.Rows = append(c.Rows, annotate.Row{
			ID: annotate.MakeID("row", fmt.Sprint(i)), Story: story, Title: fmt.Sprintf("%06d The gate of the harbour", i),
			Source: fmt.Sprintf("Outlet %d", i%40), Date: fmt.Sprintf("2031-%02d-%02d", i*7%12+1, i*13%28+1), Sentences: 12,
		})
	}
	return c
}

func BenchmarkArrange100000(b *testing.B) {
	c := large(100_000)
	for _, order := range []Order{Newest, ByTitle, BySource, LeastLabelled} {
		b.Run(order.String(), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				arrange(c, suggestions{}, order, "")
			}
		})
	}
	b.Run("filtered", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			arrange(c, suggestions{}, Newest, "harbour 4")
		}
	})
	b.Run("suggested", func(b *testing.B) {
		loose, suggested := suggestedContents(100_000)
		b.ReportAllocs()
		for b.Loop() {
			arrange(loose, suggested, Newest, "")
		}
	})
}

// suggestedContents is contents in which every story is but a suggestion.
func suggestedContents(n int) (Contents, suggestions) {
	c := large(n)
	all := make([]screen.Together, len(c.Stories))
	for i := range c.Rows {
		all[c.Rows[i].Story-1].Articles = append(all[c.Rows[i].Story-1].Articles, c.Rows[i].ID)
		c.Rows[i].Story = 0
	}
	c.Stories = nil
	return c, newSuggestions(stories.Suggested{All: all})
}
