package adjudication_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"rashomon/annotate"
	"rashomon/annotate/adjudication"
	"rashomon/annotate/query"
	"rashomon/store"
)

// labelled is a library of reports of 25 sentences each that three annotators have labelled;
// on one sentence of ten they differ.
func labelled(b *testing.B, reports int) *store.Store {
	b.Helper()
	s, err := store.Open(filepath.Join(b.TempDir(), "library.db"), store.Options{Now: noon})
	must(b, err)
	b.Cleanup(func() { s.Close() })
	scheme := annotate.DefaultScheme()
	for i := 0; i < reports; {
		var arrivals []annotate.Arrival
		var changes []annotate.Change
		for ; i < reports && len(arrivals) < 500; i++ {
			var said []string
			for k := range 25 {
				said = append(said, fmt.Sprintf("The warden of lock %d said that sluice %d stood open.", i+1, k+1))
			}
			a := report(annotate.Article{Title: fmt.Sprint("Lock ", i+1), Source: "Vess Lantern", Date: fmt.Sprintf("2031-02-%02d", 1+i%28)}, said...)
			arrivals = append(arrivals, a)
			for w, who := range []string{"ana", "ben", "cem"} {
				r := annotate.NewReading(a.Article, a.Body, scheme, who, nil)
				var all annotate.Change
				for n := range 25 {
					label := scheme.Labels[(i+n)%3].Name
					if w == 2 && (i+n)%10 == 0 {
						label = scheme.Labels[(i+n+1)%3].Name
					}
					c, _ := r.SetLabels(annotate.OnSentence(n), []string{label}, "the warden", noon())
					all.Edits = append(all.Edits, c.Edits...)
				}
				changes = append(changes, all)
			}
		}
		_, err := s.Add(arrivals, nil, "ana", "import")
		must(b, err)
		_, err = s.Apply(changes...)
		must(b, err)
	}
	return s
}

// BenchmarkFind looks through 100,000 sentences that three annotators labelled, and plans a
// pass over them. RASHOMON_REPORTS says of how many reports of 25; 4,000 unless it is set.
func BenchmarkFind(b *testing.B) {
	reports := 4000
	if n, err := strconv.Atoi(os.Getenv("RASHOMON_REPORTS")); err == nil {
		reports = n
	}
	s := labelled(b, reports)
	o := adjudication.Options{Scheme: annotate.DefaultScheme()}
	b.Run("find", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			f, err := adjudication.Find(context.Background(), query.Query{}, s, o)
			if err != nil || len(f.Disagreements) != reports*25/10 {
				b.Fatalf("%d found: %v", len(f.Disagreements), err)
			}
		}
	})
	for _, rule := range adjudication.Rules() {
		b.Run(string(rule), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				p, err := adjudication.Pass(context.Background(), query.Query{}, s, adjudication.PassOptions{Options: o, Rule: rule, By: "lea", Now: noon()})
				if err != nil || p.Sentences == 0 {
					b.Fatalf("%d planned: %v", p.Sentences, err)
				}
			}
		})
	}
}
