package quality_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rashomon/annotate"
	"rashomon/annotate/quality"
	"rashomon/annotate/query"
	"rashomon/store"
)

// BenchmarkCount reports on three annotators of 4,000 sentences, and with RASHOMON_BENCH_FULL of 100,000.
func BenchmarkCount(b *testing.B) {
	articles := 160
	if os.Getenv("RASHOMON_BENCH_FULL") != "" {
		articles = 4000
	}
	lib, err := store.Open(filepath.Join(b.TempDir(), "library.db"), store.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer lib.Close()
	now := time.Date(2031, 5, 4, 9, 0, 0, 0, time.UTC)
	for n := range articles {
		body := annotate.Body{}
		for s := range 25 {
			line := fmt.Sprintf("Sentence %d of report %d says that the crane fell.", s, n)
			body.Sentences = append(body.Sentences, annotate.Span{Start: len(body.Text), End: len(body.Text) + len(line)})
			body.Text += line + "\n"
		}
		a := annotate.NewArticle(annotate.Article{Title: fmt.Sprint("Report ", n)}, body, now)
		if _, err := lib.Add([]annotate.Arrival{{Article: a, Body: body}}, nil, "ana", "import"); err != nil {
			b.Fatal(err)
		}
		c := annotate.Change{By: "ana", What: "label"}
		for s := range 25 {
			for k, who := range []string{"ana", "ben", "cy"} {
				x := annotate.NewAnnotation(a, body, annotate.OnSentence(s), "default", who)
				x.Labels, x.Created, x.Updated = strings.Fields([]string{"fact", "claim", "quote"}[(n*s+k*(s%5/4))%3]), now.AddDate(0, 0, s), now
				c.Edits = append(c.Edits, annotate.Edit{Annotation: &annotate.Replaced[annotate.Annotation]{After: &x}})
			}
		}
		if _, err := lib.Apply(c); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		r, err := quality.Count(context.Background(), query.Query{}, lib, quality.Options{Scheme: annotate.DefaultScheme(), Most: 20})
		if err != nil || r.Coverage.Twice != 25*articles {
			b.Fatalf("%+v, %v", r.Coverage, err)
		}
	}
}
