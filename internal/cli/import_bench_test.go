package cli

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"rashomon/annotate"
	"rashomon/annotate/jsonl"
	"rashomon/annotate/task"
	"rashomon/store"
)

// BenchmarkImport brings a file of annotations into an empty library, 100 of each report's 50
// sentences: 20,000, and with RASHOMON_BENCH_FULL set 1,000,000. It reports records a second, and
// the most memory.
func BenchmarkImport(b *testing.B) {
	reports := 200
	if os.Getenv("RASHOMON_BENCH_FULL") != "" {
		reports = 10_000
	}
	for _, f := range []struct {
		name  string
		write func(io.Writer, int) error
		read  func(*importing, string)
	}{
		{"jsonl", writeRecords, func(i *importing, path string) { i.format = "jsonl"; i.dataFile(path) }},
		{"prodigy", writeTasks, func(i *importing, path string) { i.format = "prodigy"; i.dataFile(path) }},
	} {
		b.Run(f.name, func(b *testing.B) {
			path := filepath.Join(b.TempDir(), "annotations.jsonl")
			must(b, fill(path, reports, f.write))
			b.ReportAllocs()
			for n := range b.N {
				b.StopTimer()
				lib, err := store.Open(filepath.Join(b.TempDir(), fmt.Sprint(n)+".db"), store.Options{})
				must(b, err)
				var out, bad bytes.Buffer
				i := &importing{arriving: arriving{app: &app{Streams: Streams{Out: &out, Err: &bad}, now: time.Now}, ctx: context.Background(), verb: "import"}}
				b.StartTimer()
				must(b, lib.Together(func(lib *store.Store) error {
					i.lib = lib
					f.read(i, path)
					return nil
				}))
				b.StopTimer()
				must(b, lib.Close())
				if want := fmt.Sprintf("annotations: %d added", reports*100); !strings.Contains(out.String(), want) || bad.Len() > 0 {
					b.Fatalf("%s%s, want %s", out.String(), bad.String(), want)
				}
			}
			b.ReportMetric(float64(reports*100*b.N)/b.Elapsed().Seconds(), "records/s")
			b.ReportMetric(peak(), "peak-MB")
		})
	}
}

func fill(path string, reports int, write func(io.Writer, int) error) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	w := bufio.NewWriter(f)
	if err := write(w, reports); err != nil {
		return err
	}
	return w.Flush()
}

// reported is a report of 50 sentences, and what two annotators say of each.
func reported(n int) (a annotate.Article, b annotate.Body, said []annotate.Annotation) {
	var text strings.Builder
	for k := range 50 {
		s := fmt.Sprintf("Report %d says in sentence %d that the pier of Tarn broke at noon and nobody fell in.", n, k)
		b.Sentences = append(b.Sentences, annotate.Span{Start: text.Len(), End: text.Len() + len(s)})
		text.WriteString(s + "\n")
	}
	b.Text = text.String()
	a = annotate.NewArticle(annotate.Article{Title: fmt.Sprint("Report ", n), Source: "Tarn Post"}, b, monday)
	for k := range b.Sentences {
		for _, by := range []string{"ana", "bob"} {
			x := annotate.NewAnnotation(a, b, annotate.OnSentence(k), "default", by)
			x.Labels, x.Created, x.Updated = []string{"fact"}, monday, monday
			said = append(said, x)
		}
	}
	return a, b, said
}

func writeRecords(w io.Writer, reports int) error {
	e := jsonl.NewEncoder(w)
	for n := range reports {
		a, b, said := reported(n)
		if err := e.Article(a, b); err != nil {
			return err
		}
		for _, x := range said {
			if err := e.Annotation(x); err != nil {
				return err
			}
		}
	}
	return nil
}

func writeTasks(w io.Writer, reports int) error {
	to := task.Prodigy().Write(w, task.Options{Scheme: annotate.DefaultScheme()})
	for n := range reports {
		a, _, said := reported(n)
		for _, x := range said {
			t := task.Task{Article: a, Text: x.Quote, Sentence: x.Sentence, Start: x.Span.Start, Annotator: x.Annotator}
			x.Span = annotate.Span{End: len(x.Quote)}
			t.Said = []annotate.Annotation{x}
			if err := to.Write(t); err != nil {
				return err
			}
		}
	}
	return to.Close()
}

// peak is the most memory that the program has had from the system, in MB. The pages of the
// library that the system keeps for it, and can have back, do not count.
func peak() float64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.Sys) / 1e6
}
