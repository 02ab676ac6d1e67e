package queue_test

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"rashomon/annotate"
	"rashomon/annotate/queue"
	"rashomon/annotate/suggest"
	"rashomon/store"
)

// noon is the time on every clock of these tests.
func noon() time.Time { return time.Date(2031, 3, 12, 12, 0, 0, 0, time.UTC) }

// failer is what tests, benchmarks and property checks have in common.
type failer interface {
	Helper()
	Fatalf(format string, args ...any)
}

func must(t failer, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("%v", err)
	}
}

// library is a library in a folder, with these reports.
func library(t failer, dir string, stories []annotate.Story, reports ...annotate.Arrival) *store.Store {
	t.Helper()
	s, err := store.Open(filepath.Join(dir, "library.db"), store.Options{Now: noon})
	must(t, err)
	if len(reports) > 0 {
		_, err = s.Add(reports, stories, "ana", "import")
		must(t, err)
	}
	return s
}

// report is a report of these sentences.
func report(a annotate.Article, sentences ...string) annotate.Arrival {
	var b annotate.Body
	for _, s := range sentences {
		b.Sentences = append(b.Sentences, annotate.Span{Start: len(b.Text), End: len(b.Text) + len(s)})
		b.Text += s + " "
	}
	a.Format = annotate.Plain
	return annotate.Arrival{Article: annotate.NewArticle(a, b, noon()), Body: b}
}

func body(t failer, s *store.Store, id annotate.ID) annotate.Body {
	t.Helper()
	a, err := s.Article(id)
	must(t, err)
	b, err := s.Body(id, a.Revision)
	must(t, err)
	return b
}

// say has an annotator put exactly these labels on a sentence.
func say(t failer, s *store.Store, who string, p queue.Place, labels ...string) {
	t.Helper()
	apply(t, s, who, p, func(r *annotate.Reading) (annotate.Change, bool) {
		return r.SetLabels(annotate.OnSentence(p.Sentence), labels, "", noon())
	})
}

func skip(t failer, s *store.Store, who string, p queue.Place) {
	t.Helper()
	apply(t, s, who, p, func(r *annotate.Reading) (annotate.Change, bool) {
		return r.SetFlag(annotate.OnSentence(p.Sentence), annotate.Skipped, "", noon())
	})
}

func reading(t failer, s *store.Store, who string, id annotate.ID) *annotate.Reading {
	t.Helper()
	a, err := s.Article(id)
	must(t, err)
	all, err := s.Annotations(id)
	must(t, err)
	return annotate.NewReading(a, body(t, s, id), annotate.DefaultScheme(), who, all)
}

func apply(t failer, s *store.Store, who string, p queue.Place, make func(*annotate.Reading) (annotate.Change, bool)) {
	t.Helper()
	if c, ok := make(reading(t, s, who, p.Article)); ok {
		_, err := s.Apply(c)
		must(t, err)
	}
}

// options is those of ana, with a suggester whose score is in the words: one tenth for each
// letter of a sentence, and no label for those of ten letters or more.
func options() queue.Options {
	return queue.Options{Scheme: annotate.DefaultScheme(), Annotator: "ana", Now: noon(), Suggest: scored}
}

func scored(_ annotate.Article, b annotate.Body) (out []suggest.Suggestion) {
	for _, s := range b.Sentences {
		x := suggest.Suggestion{Label: "fact", Score: float64(s.Len()) / 10}
		if s.Len() >= 10 {
			x = suggest.Suggestion{}
		}
		out = append(out, x)
	}
	return out
}

func build(t failer, s *store.Store, spec queue.Spec) []queue.Place {
	t.Helper()
	out, err := queue.Build(context.Background(), spec, s, options())
	must(t, err)
	return out
}

// texts is the words at the places of a queue.
func texts(t failer, s *store.Store, places []queue.Place) (out []string) {
	t.Helper()
	for _, p := range places {
		out = append(out, body(t, s, p.Article).Sentence(p.Sentence))
	}
	return out
}

func same[T comparable](t failer, what string, got, want []T) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Fatalf("%s: %v, want %v", what, got, want)
	}
}

// generated is a library of so many reports of so many sentences, five reports a story, a
// third of the first reports' sentences labelled.
func generated(b *testing.B, reports, sentences int) *store.Store {
	b.Helper()
	s := library(b, b.TempDir(), nil)
	b.Cleanup(func() { s.Close() })
	for from := 0; from < reports; from += 10_000 {
		var some []annotate.Arrival
		stories := map[annotate.ID]annotate.Story{}
		for i := from; i < min(reports, from+10_000); i++ {
			story := annotate.NewStory(fmt.Sprint("The lock of pier ", i/5))
			stories[story.ID] = story
			var words []string
			for k := range sentences {
				words = append(words, fmt.Sprintf("The warden said the gate of lock %d had been left open %d times.", i, k))
			}
			some = append(some, report(annotate.Article{Story: story.ID, Title: fmt.Sprint("Lock ", i), Source: fmt.Sprint("Post ", i%7), Date: fmt.Sprintf("2030-%02d-%02d", 1+i%12, 1+i%28)}, words...))
		}
		var all []annotate.Story
		for _, st := range stories {
			all = append(all, st)
		}
		_, err := s.Add(some, all, "ana", "import")
		must(b, err)
		if from == 0 {
			for _, a := range some[:min(len(some), 100)] {
				r := reading(b, s, "ana", a.Article.ID)
				var changes []annotate.Change
				for n := 0; n < sentences; n += 3 {
					c, _ := r.Toggle(annotate.OnSentence(n), "fact", noon())
					changes = append(changes, c)
				}
				_, err := s.Apply(changes...)
				must(b, err)
			}
		}
	}
	return s
}
