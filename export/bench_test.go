package export_test

import (
	"context"
	"fmt"
	"io"
	"iter"
	"os"
	"runtime"
	"testing"

	"rashomon/annotate"
	"rashomon/annotate/task"
	"rashomon/export"
	"rashomon/store"
)

// BenchmarkExport exports a library of 100,000 annotations, or with RASHOMON_BENCH_FULL of
// 1,000,000: it reports annotations a second, and the most memory that was in use beyond what
// was before.
func BenchmarkExport(b *testing.B) {
	articles := 2500
	if os.Getenv("RASHOMON_BENCH_FULL") != "" {
		articles = 25_000
	}
	lib := bigLibrary(b, articles)
	b.Run("jsonl", func(b *testing.B) {
		measured(b, lib, func(l export.Library) (int, error) {
			n, err := export.JSONL(io.Discard, l, export.Filter{})
			return n.Annotations, err
		})
	})
	for _, format := range task.Formats() {
		for _, dedup := range []bool{false, true} {
			name := format.Name
			if dedup {
				name += " dedup"
			}
			b.Run(name, func(b *testing.B) {
				measured(b, lib, func(l export.Library) (int, error) {
					o := export.TaskOptions{Scheme: annotate.DefaultScheme(), Dedup: dedup}
					n, _, err := export.Tasks(context.Background(), io.Discard, format, l, export.Filter{}, o)
					return n.Annotations + n.CopiesSaid, err
				})
			})
		}
	}
}

// bigLibrary is a library of so many articles of 40 sentences, of each of which somebody says something.
func bigLibrary(b *testing.B, articles int) *shelf {
	b.Helper()
	s := newShelf(b, b.TempDir())
	b.Cleanup(func() { s.Close() })
	const batch = 500
	for from := 0; from < articles; from += batch {
		var arrivals []annotate.Arrival
		edits := make([]annotate.Edit, 0, batch*40)
		for n := from; n < min(from+batch, articles); n++ {
			var body annotate.Body
			for i := range 40 {
				start := len(body.Text)
				body.Text += fmt.Sprintf("In ward %d the water rose by %d centimetres, the mayor’s office said on Tuesday.", n, i)
				body.Sentences = append(body.Sentences, annotate.Span{Start: start, End: len(body.Text)})
				body.Text += " "
			}
			a := annotate.NewArticle(annotate.Article{Title: fmt.Sprint("Water in ward ", n), Source: "Delta Courier", Date: "2031-05-04"}, body, noon)
			arrivals = append(arrivals, annotate.Arrival{Article: a, Body: body})
			for i := range body.Sentences {
				x := annotate.NewAnnotation(a, body, annotate.OnSentence(i), "default", "ana")
				x.Labels, x.Speaker, x.Seconds, x.Created, x.Updated = []string{"claim"}, "the mayor’s office", 4.2, noon, noon
				edits = append(edits, annotate.Edit{Annotation: &annotate.Replaced[annotate.Annotation]{After: &x}})
			}
		}
		if _, err := s.Add(arrivals, nil, "ana", "bench"); err != nil {
			b.Fatal(err)
		}
		s.apply(b, edits...)
	}
	return s
}

// watched is a library that notes the most memory in use while its articles are read.
type watched struct {
	*store.Store
	most *uint64
}

func (w watched) Articles() iter.Seq2[annotate.Article, error] {
	return func(yield func(annotate.Article, error) bool) {
		n := 0
		for a, err := range w.Store.Articles() {
			if n++; n%250 == 0 {
				*w.most = max(*w.most, inUse())
			}
			if !yield(a, err) {
				return
			}
		}
	}
}

func inUse() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func measured(b *testing.B, s *shelf, run func(export.Library) (int, error)) {
	runtime.GC()
	before, most, records := inUse(), uint64(0), 0
	b.ReportAllocs()
	for b.Loop() {
		n, err := run(watched{s.Store, &most})
		if err != nil || n == 0 {
			b.Fatal(n, err)
		}
		records += n
	}
	b.ReportMetric(float64(records)/b.Elapsed().Seconds(), "annotations/s")
	b.ReportMetric(float64(max(most, before)-before)/(1<<20), "peak-MB")
}
