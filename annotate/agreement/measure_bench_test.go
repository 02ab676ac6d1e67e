package agreement

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"rashomon/annotate"
	"rashomon/annotate/query"
)

// agreeing is a tally of so many sentences in so many stories that five annotators rated, who
// agree in four of five.
func agreeing(sentences, stories, samples int) *tally {
	t := newTally(Options{Scheme: annotate.DefaultScheme(), Samples: samples, Seed: 1})
	random := rand.New(rand.NewPCG(1, 1))
	sets := [][]string{{"fact"}, {"quote"}, {"claim"}, {"quote", "claim"}, nil}
	people := []string{"ana", "ben", "cyd", "dee", "eve"}
	for n := range sentences / 10 {
		x := query.Heard{Article: annotate.Article{ID: annotate.ID(n + 1), Story: annotate.ID(n%stories + 1)}}
		for i := range 10 {
			truth := random.IntN(len(sets))
			for _, who := range people {
				k := truth
				if random.IntN(5) == 0 {
					k = random.IntN(len(sets))
				}
				a := annotate.Annotation{Sentence: i, Scheme: "default", Annotator: who, Labels: sets[k]}
				if sets[k] == nil {
					a.Flag = annotate.Skipped
				}
				x.Said = append(x.Said, a)
			}
		}
		t.add(x)
	}
	return t
}

// The measures alone, with 1,000 samples: 100,000 sentences that five annotators rated.
func BenchmarkMeasures(b *testing.B) {
	for _, stories := range []int{1, 1000} {
		b.Run(fmt.Sprintf("stories=%d", stories), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				b.StopTimer()
				t := agreeing(100_000, stories, 1000)
				b.StartTimer()
				r, err := t.report(b.Context(), nil, func(float64) {})
				if err != nil || r.Sentences != 100_000 || r.Overall.Alpha.Low == nil {
					b.Fatalf("%d sentences, %v", r.Sentences, err)
				}
			}
			b.ReportMetric(float64(len(agreeing(100_000, stories, 0).found)), "patterns")
		})
	}
}
