package cli

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rashomon/annotate"
	"rashomon/store"
)

// BenchmarkMerge merges 100,000 annotations of five annotators, a tenth of the texts in another
// version here.
func BenchmarkMerge(b *testing.B) {
	dir := b.TempDir()
	check := func(err error) {
		b.Helper()
		if err != nil {
			b.Fatal(err)
		}
	}
	fill := func(path, annotator string, changed int) {
		lib, err := store.Open(path, store.Options{Now: clock(monday.Format("2006-01-02T15:04:05Z07:00"))})
		check(err)
		for from := 0; from < 500; from += 50 {
			var arrivals []annotate.Arrival
			var c annotate.Change
			for n := from; n < from+50; n++ {
				var body annotate.Body
				for k := range 5 {
					part := version(5*n+k, changed*(1-min(1, n%10)))
					for _, s := range part.Sentences {
						body.Sentences = append(body.Sentences, annotate.Span{Start: s.Start + len(body.Text), End: s.End + len(body.Text)})
					}
					body.Text += part.Text + " "
				}
				a := annotate.NewArticle(annotate.Article{Source: "Lantern News", Title: fmt.Sprint("Crane ", n)}, body, monday)
				arrivals = append(arrivals, annotate.Arrival{Article: a, Body: body})
				for k := range min(40*len(annotator), len(body.Sentences)) {
					x := annotate.NewAnnotation(a, body, annotate.OnSentence(k), "default", annotator)
					x.Labels, x.Created, x.Updated = []string{"claim"}, monday, monday
					c.Edits = append(c.Edits, annotate.Edit{Annotation: &annotate.Replaced[annotate.Annotation]{After: &x}})
				}
			}
			_, err := lib.Add(arrivals, nil, "ana", "import")
			check(err)
			if len(c.Edits) > 0 {
				_, err = lib.Apply(c)
				check(err)
			}
		}
		check(lib.Close())
	}
	fill(filepath.Join(dir, "team.db"), "", 3)
	team, err := os.ReadFile(filepath.Join(dir, "team.db"))
	check(err)
	args := []string{"merge", "--yes", "--library", filepath.Join(dir, "library.db")}
	for _, annotator := range []string{"ana", "ben", "cyd", "dee", "eve"} {
		path := filepath.Join(dir, annotator)
		fill(path+".db", annotator, 0)
		if code := Main(b.Context(), []string{"export", "--library", path + ".db", "-o", path + ".jsonl"}, Streams{In: strings.NewReader(""), Out: &bytes.Buffer{}, Err: os.Stderr}); code != 0 {
			b.Fatal(code)
		}
		args = append(args, path+".jsonl")
	}
	b.ReportAllocs()
	for b.Loop() {
		check(os.WriteFile(filepath.Join(dir, "library.db"), team, 0o600))
		var out bytes.Buffer
		if code := Main(b.Context(), args, Streams{In: strings.NewReader(""), Out: &out, Err: os.Stderr}); code != 0 {
			b.Fatal(code)
		}
		b.Log(out.String())
	}
}
