package store

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/metrics"
	"testing"
	"time"

	"rashomon/annotate"
)

// filled is a library of n articles, written without waiting for the disk.
func filled(b *testing.B, n int, o Options) *Store {
	b.Helper()
	path := filepath.Join(b.TempDir(), "library.db")
	s := reopen(b, path)
	for from := 0; from < n; from += 10_000 {
		some := make([]annotate.Arrival, 0, 10_000)
		for i := from; i < min(n, from+10_000); i++ {
			a := report(i, 0)
			a.Article.Title = fmt.Sprintf("Ferry %d of the northern line leaves before its passengers", i)
			some = append(some, a)
		}
		added(b, s, some...)
	}
	closed(b, s)
	s, err := Open(path, o)
	must(b, err)
	b.Cleanup(func() { closed(b, s) })
	return s
}

func firstRow(b *testing.B, s *Store) annotate.ID {
	b.Helper()
	for a, err := range s.Articles() {
		must(b, err)
		return a.ID
	}
	b.Fatal("no articles")
	return 0
}

// BenchmarkApply labels one sentence and waits for the disk.
func BenchmarkApply(b *testing.B) {
	s := filled(b, 1000, Options{})
	r := reading(b, s, firstRow(b, s), "ana")
	b.ReportAllocs()
	for b.Loop() {
		c, _ := r.Toggle(annotate.OnSentence(1), "fact", noon())
		made, err := s.Apply(c)
		must(b, err)
		r.Apply(made[0].Edits)
	}
}

func BenchmarkUndoRedo(b *testing.B) {
	s := filled(b, 1000, Options{})
	toggled(b, s, firstRow(b, s), "ana", 1, "fact")
	b.ReportAllocs()
	for b.Loop() {
		_, err := s.Undo("ana")
		must(b, err)
		_, err = s.Redo("ana")
		must(b, err)
	}
}

func BenchmarkRows100000(b *testing.B) {
	s := filled(b, 100_000, Options{})
	b.ReportAllocs()
	for b.Loop() {
		rows, err := s.Rows(0)
		must(b, err)
		want(b, "rows", len(rows), 100_000)
	}
}

func BenchmarkOpen100000(b *testing.B) {
	path := filled(b, 100_000, Options{ReadOnly: true}).Path()
	b.ReportAllocs()
	for b.Loop() {
		s, err := Open(path, Options{ReadOnly: true})
		must(b, err)
		closed(b, s)
	}
}

// BenchmarkProgress100000 is where one annotator has labelled every tenth of 100,000 articles.
func BenchmarkProgress100000(b *testing.B) {
	s := filled(b, 100_000, quick())
	scheme := annotate.DefaultScheme()
	var changes []annotate.Change
	n := 0
	for a, err := range s.Articles() {
		must(b, err)
		if n++; n%10 != 0 {
			continue
		}
		body, err := s.Body(a.ID, 1)
		must(b, err)
		c, _ := annotate.NewReading(a, body, scheme, "ana", nil).Toggle(annotate.OnSentence(0), "fact", noon())
		changes = append(changes, c)
	}
	_, err := s.Apply(changes...)
	must(b, err)
	b.ReportAllocs()
	for b.Loop() {
		p, err := s.Progress("ana", "default")
		must(b, err)
		want(b, "articles", len(p), 10_000)
	}
}

func BenchmarkAdd1000(b *testing.B) {
	path := filepath.Join(b.TempDir(), "library.db")
	s, err := Open(path, Options{})
	must(b, err)
	b.Cleanup(func() { closed(b, s) })
	n := 0
	b.ReportAllocs()
	for b.Loop() {
		some := make([]annotate.Arrival, 1000)
		for i := range some {
			some[i] = report(n, 0)
			n++
		}
		added(b, s, some...)
	}
}

func BenchmarkAnnotations(b *testing.B) {
	s := filled(b, 1000, quick())
	id := firstRow(b, s)
	for _, annotator := range []string{"ana", "ben", "eve"} {
		for n := range 4 {
			toggled(b, s, id, annotator, n, "claim")
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		said, err := s.Annotations(id)
		must(b, err)
		want(b, "annotations", len(said), 12)
	}
}

func BenchmarkArticles10000(b *testing.B) {
	s := filled(b, 10_000, Options{ReadOnly: true})
	b.ReportAllocs()
	for b.Loop() {
		n := 0
		for _, err := range s.Articles() {
			must(b, err)
			n++
		}
		want(b, "articles", n, 10_000)
	}
}

// BenchmarkRulings asks for the rulings of a story of 50 articles, each ruled on 20 times, in
// a library with 1,000 rulings in all.
func BenchmarkRulings(b *testing.B) {
	s := filled(b, 100, quick())
	var ids []annotate.ID
	for a, err := range s.Articles() {
		must(b, err)
		ids = append(ids, a.ID)
	}
	change := annotate.Change{What: "rule"}
	for n := range 1000 {
		x := link(b, s, ids[n%100], n/100%4, ids[(n+1+n/400)%100], n/100%4)
		change.Edits = append(change.Edits, annotate.Edit{Ruling: &annotate.Replaced[annotate.Ruling]{After: &x}})
	}
	apply(b, s, change)
	b.ReportAllocs()
	for b.Loop() {
		_, err := s.Rulings(ids[:50]...)
		must(b, err)
	}
}

// peak is the most memory in use, in MiB, while do runs, above what was in use before.
func peak(do func()) float64 {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	read := func() uint64 { metrics.Read(sample); return sample[0].Value.Uint64() }
	runtime.GC()
	before, most := read(), uint64(0)
	stop, done := make(chan bool), make(chan bool)
	go func() {
		defer close(done)
		tick := time.NewTicker(5 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-stop:
				return
			case <-tick.C:
				most = max(most, read())
			}
		}
	}()
	do()
	close(stop)
	<-done
	return float64(max(most, before)-before) / (1 << 20)
}

// BenchmarkBulk makes, changes and takes back 100,000 annotations, each time as one change
// that waits for the disk, and goes back over all of it.
func BenchmarkBulk(b *testing.B) {
	s := filled(b, 25_000, Options{Now: noon})
	var label, change annotate.Change
	for a, err := range s.Articles() {
		must(b, err)
		body, err := s.Body(a.ID, 1)
		must(b, err)
		for n := range 4 {
			x := annotate.NewAnnotation(a, body, annotate.OnSentence(n), "default", "ana")
			x.Labels, x.Speaker, x.Created, x.Updated = []string{"claim"}, "its owner", noon(), noon()
			y := x
			y.Labels = []string{"statement"}
			label.Edits = append(label.Edits, annotationEdit(nil, &x).Edits...)
			change.Edits = append(change.Edits, annotationEdit(&x, &y).Edits...)
		}
	}
	for _, step := range []struct {
		name string
		do   func() error
	}{
		{"label", func() error { _, err := s.Apply(label); return err }},
		{"rename a label", func() error { _, err := s.Apply(change); return err }},
		{"undo", func() error { _, err := s.Undo("ana"); return err }},
		{"redo", func() error { _, err := s.Redo("ana"); return err }},
		{"history", func() error { _, err := s.History(0, 4); return err }},
		{"way back", func() error {
			c, err := s.WayBack(context.Background(), 1+2, silent)
			if err == nil {
				_, err = s.Apply(c)
			}
			return err
		}},
	} {
		b.Run(step.name, func(b *testing.B) {
			b.ReportAllocs()
			n := 0
			for b.Loop() {
				if n++; n > 1 {
					b.Fatal("once is enough: -benchtime 1x")
				}
				var err error
				b.ReportMetric(peak(func() { err = step.do() }), "MiB-peak")
				must(b, err)
			}
		})
	}
	info, err := os.Stat(s.Path())
	must(b, err)
	b.Logf("the file: %d MiB", info.Size()>>20)
}

// BenchmarkAdd200 adds to a library of 20,000 articles, so many at once as an import does.
func BenchmarkAdd200(b *testing.B) {
	s := filled(b, 20_000, Options{})
	n := 1_000_000
	b.ReportAllocs()
	for b.Loop() {
		some := make([]annotate.Arrival, 200)
		for i := range some {
			some[i] = report(n, 0)
			some[i].Article.URL = fmt.Sprintf("https://gazette.example/2031/05/ferry-%d?utm_source=feed", n)
			n++
		}
		added(b, s, some...)
	}
}

// BenchmarkKnown looks for an earlier text of an article among 20,000.
func BenchmarkKnown(b *testing.B) {
	s := filled(b, 20_000, quick())
	a := report(1_000_000, 0).Article
	a.Title, a.URL = "Ferry 7001 of the northern line leaves before its passengers", "https://gazette.example/2031/05/ferry-9"
	b.ReportAllocs()
	for b.Loop() {
		ids, err := s.Known(a)
		must(b, err)
		want(b, "articles", len(ids), 1)
	}
}
