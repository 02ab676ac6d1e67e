package stats_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"rashomon/annotate"
	"rashomon/annotate/query"
	"rashomon/annotate/stats"
	"rashomon/store"
)

// library is a store of so many reports of ten sentences, all of which are labelled, in so many stories.
func library(t testing.TB, articles, stories int) *store.Store {
	t.Helper()
	s, err := store.Open(filepath.Join(t.TempDir(), "library.db"), store.Options{Now: noon})
	check(t, err)
	t.Cleanup(func() { s.Close() })
	var all []annotate.Story
	for n := range stories {
		all = append(all, annotate.NewStory(fmt.Sprintf("Story %d", n)))
	}
	const some = 1000
	labels := []string{"fact", "quote", "claim"}
	for from := 0; from < articles; from += some {
		var reports []annotate.Arrival
		c := annotate.Change{What: "label"}
		for n := from; n < min(from+some, articles); n++ {
			x := report(n, 10, fmt.Sprintf("Harbour Post %d", n%50), all[n%stories].ID)
			reports = append(reports, x)
			for i := range 10 {
				a := says(x, annotate.OnSentence(i), []string{"ana", "ben"}[n%2], noon().Add(-time.Duration(n%4000)*time.Hour), labels[(n+i*i)%3]) // every third report has no fact
				a.Seconds = float64((n*7+i)%250) / 10
				if i == 3 {
					a.Speaker = fmt.Sprintf("Speaker %d", n%2000)
				}
				c.Edits = append(c.Edits, annotate.Edit{Annotation: &annotate.Replaced[annotate.Annotation]{After: &a}})
			}
		}
		_, err := s.Add(reports, all, "ana", "import")
		check(t, err)
		_, err = s.Apply(c)
		check(t, err)
	}
	return s
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func options() stats.Options { return stats.Options{Scheme: annotate.DefaultScheme()} }

func TestCountOfALibrary(t *testing.T) {
	s := library(t, 30, 3)
	o := options()
	last := 0.0
	o.Progress = func(part float64) {
		if part < last || part > 1 {
			t.Errorf("progress goes from %v to %v", last, part)
		}
		last = part
	}
	r, err := stats.Count(t.Context(), query.Query{}, s, o)
	check(t, err)
	want(t, r.Articles, stats.Articles{All: 30, Begun: 30, Finished: 30})
	want(t, r.Stories, 3)
	want(t, r.Sentences, stats.Sentences{All: 300, Labelled: 300, Done: 300})
	want(t, r.ByStory[0].Coverage, 1.0)
	want(t, len(r.BySpeaker), 30)
	if last < 0.5 {
		t.Errorf("the progress ends at %v", last)
	}

	o = options()
	o.Annotator = "ben"
	r, err = stats.Count(t.Context(), query.Query{}, s, o)
	check(t, err)
	want(t, r.Sentences, stats.Sentences{All: 300, Labelled: 150, Done: 150})
	want(t, len(r.ByAnnotator), 1)
}

// A query says which articles are counted, and of these which annotations.
func TestCountOfAQuery(t *testing.T) {
	s := library(t, 30, 3)
	for text, wanted := range map[string]stats.Sentences{
		`source:"Harbour Post 7"`:  {All: 10, Labelled: 10, Done: 10},
		`label:fact`:               {All: 200, Labelled: 100, Done: 100},
		`annotator:ben label:fact`: {All: 100, Labelled: 50, Done: 50},
		`nowhere`:                  {},
	} {
		q, err := query.Parse(text, noon())
		check(t, err)
		r, err := stats.Count(t.Context(), q, s, options())
		check(t, err)
		if r.Sentences != wanted || r.Query != text {
			t.Errorf("%s: %+v of %q, want %+v", text, r.Sentences, r.Query, wanted)
		}
	}
}

func TestCountGivenUp(t *testing.T) {
	s := library(t, 30, 3)
	ctx, cancel := context.WithCancel(t.Context())
	o, seen := options(), 0
	o.Progress = func(float64) {
		if seen++; seen == 5 {
			cancel()
		}
	}
	_, err := stats.Count(ctx, query.Query{}, s, o)
	if !errors.Is(err, context.Canceled) || seen > 6 {
		t.Errorf("%v after %d articles", err, seen)
	}
}

func TestCountOfAClosedLibrary(t *testing.T) {
	s := library(t, 3, 1)
	check(t, s.Close())
	if r, err := stats.Count(t.Context(), query.Query{}, s, options()); err == nil {
		t.Errorf("no error, but %+v", r.Sentences)
	}
}

// Articles of ten sentences each, all labelled, a tenth as many stories.
func BenchmarkCount10000(b *testing.B)  { benchmark(b, 10_000) }
func BenchmarkCount100000(b *testing.B) { benchmark(b, 100_000) }

func benchmark(b *testing.B, articles int) {
	s := library(b, articles, articles/10)
	var most uint64
	o := options()
	calls := 0
	o.Progress = func(float64) {
		if calls++; calls%10_000 == 0 {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			most = max(most, m.HeapAlloc)
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		r, err := stats.Count(b.Context(), query.Query{}, s, o)
		check(b, err)
		want(b, r.Sentences.Labelled, 10*articles)
	}
	b.ReportMetric(float64(most)/1e6, "MB-heap")
}
