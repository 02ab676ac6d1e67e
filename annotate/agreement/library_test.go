package agreement_test

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"rashomon/annotate"
	"rashomon/annotate/agreement"
	"rashomon/annotate/query"
	"rashomon/store"
)

// library is reports of ten sentences that five annotators labelled, who agree in four of five,
// with two labels on some; every tenth report has labelled words.
func library(t testing.TB, articles, stories int) *store.Store {
	s := newStore(t)
	var all []annotate.Story
	for n := range stories {
		all = append(all, annotate.NewStory(fmt.Sprintf("Story %d", n)))
	}
	random := rand.New(rand.NewPCG(1, 1))
	sets := [][]string{{"fact"}, {"quote"}, {"claim"}, {"quote", "claim"}, nil}
	people := []string{"ana", "ben", "cyd", "dee", "eve"}
	const some = 500
	for from := 0; from < articles; from += some {
		var reports []annotate.Arrival
		var said []annotate.Annotation
		for n := from; n < min(from+some, articles); n++ {
			x := report(n, 10, all[n%stories].ID)
			reports = append(reports, x)
			for i := range 10 {
				truth := random.IntN(len(sets))
				for _, who := range people {
					k := truth
					if random.IntN(5) == 0 {
						k = random.IntN(len(sets))
					}
					a := says(x, annotate.OnSentence(i), who, sets[k]...)
					if sets[k] == nil {
						a.Flag = annotate.Skipped
					}
					said = append(said, a)
					if n%10 == 0 && i < 3 {
						from := 28*i + random.IntN(3)
						said = append(said, says(x, words(x, from, from+6), who, "fact"))
					}
				}
			}
		}
		add(t, s, all, reports, said...)
	}
	return s
}

// 10,000 reports of ten sentences in 1,000 stories, five annotators: 500,000 annotations.
func BenchmarkCount100000(b *testing.B) {
	s := library(b, 10_000, 1000)
	for _, samples := range []int{0, 1000} {
		b.Run(fmt.Sprintf("samples=%d", samples), func(b *testing.B) {
			o := options()
			o.Samples = samples
			var most uint64
			calls := 0
			o.Progress = func(float64) {
				if calls++; calls%500 == 0 {
					var m runtime.MemStats
					runtime.ReadMemStats(&m)
					most = max(most, m.HeapAlloc)
				}
			}
			b.ReportAllocs()
			for b.Loop() {
				r, err := agreement.Count(b.Context(), query.Query{}, s, o)
				check(b, err)
				if r.Sentences != 100_000 || !slices.ContainsFunc(r.ByPair, func(p agreement.Pair) bool { return p.Alpha.Value != nil }) {
					b.Fatalf("%d sentences", r.Sentences)
				}
			}
			b.ReportMetric(float64(most)/1e6, "MB-heap")
		})
	}
}
