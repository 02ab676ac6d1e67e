package split

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"rashomon/annotate"
)

// invented makes sentences of words that are as rare as words are (Zipf's law), about one in
// eight of them a copy, or nearly so, of another sentence of its story, one in a hundred of
// any, and one in fifty a footer.
type invented struct {
	r    *rand.Rand
	zipf *rand.Zipf
	last []string // of the story
	old  []string // of all stories
}

func newInvented(seed uint64) *invented {
	r := rand.New(rand.NewPCG(seed, 3))
	return &invented{r: r, zipf: rand.NewZipf(r, 1.07, 8, 400_000)}
}

func (v *invented) sentence() string {
	switch n := v.r.IntN(200); {
	case n == 0:
		return "He declined to comment."
	case n < 5:
		return fmt.Sprintf("Read all of our reports on this every evening in letter number %d of the Quay News.", v.r.IntN(1000))
	case n < 7 && len(v.old) > 0:
		return v.old[v.r.IntN(len(v.old))]
	case n < 20 && len(v.last) > 0:
		return v.last[v.r.IntN(len(v.last))]
	case n < 32 && len(v.last) > 0:
		words := strings.Fields(v.last[v.r.IntN(len(v.last))])
		words[v.r.IntN(len(words))] = "altered"
		return strings.Join(words, " ")
	}
	var b strings.Builder
	for range 6 + v.r.IntN(30) {
		fmt.Fprintf(&b, "w%d ", v.zipf.Uint64())
	}
	v.last = append(v.last, b.String())
	if v.r.IntN(10) == 0 {
		v.old = append(v.old, b.String())
	}
	return b.String()
}

// BenchmarkSplit divides articles of 25 sentences in stories of five: 5,000 of them, or with
// RASHOMON_BENCH_FULL=1 100,000.
func BenchmarkSplit(b *testing.B) {
	articles := 5_000
	if os.Getenv("RASHOMON_BENCH_FULL") != "" {
		articles = 100_000
	}
	shares, err := ParseRatios("80/10/10")
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		runtime.GC()
		peak := watchMemory()
		v := newInvented(1)
		s := New(Options{Ratios: shares, Seed: 1, Tie: DefaultTie})
		adding := time.Duration(0)
		for a := range articles {
			if a%5 == 0 {
				v.last = nil
			}
			for n := range 25 {
				text, labels := v.sentence(), []string{[]string{"fact", "quote", "claim"}[v.r.IntN(3)]}
				began := time.Now()
				s.Add(Row{Story: annotate.ID(1 + a/5), Article: annotate.ID(1 + a), First: n, Sentences: []string{text}, Labels: labels})
				adding += time.Since(began)
			}
		}
		began := time.Now()
		p, err := s.Split(context.Background())
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(adding.Seconds(), "s-adding")
		b.ReportMetric(time.Since(began).Seconds(), "s-dividing")
		b.ReportMetric(peak(), "MB-peak")
		b.Logf("%d rows, %d sentences, %d bundles, left out %d, %+v", p.Rows(), p.Report.Sentences, p.Report.Bundles, p.Report.All.LeftOut, p.Report.Copies)
		for _, side := range p.Report.Sides {
			b.Logf("%s %.4f of %.2f", side.Name, side.Share, side.Asked)
		}
	}
}

// watchMemory measures the most memory in use until it is asked for it, in MB.
func watchMemory() func() float64 {
	var most atomic.Uint64
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for tick := time.NewTicker(20 * time.Millisecond); ; {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			most.Store(max(most.Load(), m.HeapInuse))
			select {
			case <-stop:
				tick.Stop()
				return
			case <-tick.C:
			}
		}
	}()
	return func() float64 {
		close(stop)
		<-stopped
		return math.Round(float64(most.Load()) / 1e6)
	}
}
