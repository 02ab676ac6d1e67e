package queue_test

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"testing"

	"rashomon/annotate"
	"rashomon/annotate/queue"
	"rashomon/annotate/suggest"
)

// BenchmarkBuild makes queues of 25 sentences a report. RASHOMON_REPORTS says of how many
// reports; 2,000 unless it is set.
func BenchmarkBuild(b *testing.B) {
	reports := 2000
	if n, err := strconv.Atoi(os.Getenv("RASHOMON_REPORTS")); err == nil {
		reports = n
	}
	s := generated(b, reports, 25)
	o := options()
	o.Suggest = func(a annotate.Article, b annotate.Body) []suggest.Suggestion {
		return suggest.Article(b.Text, a.Language, b.Sentences)
	}
	for _, order := range queue.Orders() {
		b.Run(fmt.Sprintf("%s/%d reports", order, reports), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				places, err := queue.Build(context.Background(), queue.Spec{Order: order, Seed: 7}, s, o)
				if err != nil || len(places) == 0 && order != queue.MostDisagreeing && order != queue.Corrected {
					b.Fatalf("%d places, %v", len(places), err)
				}
			}
		})
	}
}
