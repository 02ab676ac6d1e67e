package agreement

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// Both ways to draw have the mean and the variance of the binomial distribution, and its
// probabilities: chi-square of as many degrees as there are values.
func TestBinomial(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 7))
	const times = 200_000
	for _, x := range []struct {
		n int
		p float64
	}{{5, 0.3}, {40, 0.02}, {100, 0.09}, {100, 0.2}, {60, 0.5}, {1000, 0.7}, {90_000, 0.4}, {100_000, 0.00002}} {
		seen := map[int]float64{}
		sum, squares := 0.0, 0.0
		for range times {
			k := binomial(random, x.n, x.p)
			if k < 0 || k > x.n {
				t.Fatalf("%d of %d", k, x.n)
			}
			seen[k]++
			sum += float64(k)
			squares += float64(k) * float64(k)
		}
		mean, variance := float64(x.n)*x.p, float64(x.n)*x.p*(1-x.p)
		if got := sum / times; math.Abs(got-mean) > 5*math.Sqrt(variance/times) {
			t.Errorf("n %d, p %v: mean %v, want %v", x.n, x.p, got, mean)
		}
		if got := squares/times - sum/times*sum/times; math.Abs(got/variance-1) > 0.03 {
			t.Errorf("n %d, p %v: variance %v, want %v", x.n, x.p, got, variance)
		}
		chi, degrees := 0.0, 0.0
		for k, n := range seen {
			want := times * math.Exp(logChoose(x.n, float64(k))+float64(k)*math.Log(x.p)+float64(x.n-k)*math.Log1p(-x.p))
			if want > 20 {
				chi += (n - want) * (n - want) / want
				degrees++
			}
		}
		if chi > degrees+5*math.Sqrt(2*degrees)+5 {
			t.Errorf("n %d, p %v: chi-square %v of %v degrees", x.n, x.p, chi, degrees)
		}
	}
}

// A sample has as many units as there are, whichever way it is drawn.
func TestSample(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, counts := range [][]int{{1, 1, 1, 1}, {1000, 500, 3, 1}, {90}, {0, 5}, {2000, 0, 2000}} {
		d := newDraw(counts)
		mean := make([]float64, len(counts))
		const times = 4000
		for range times {
			weights := make([]float64, len(counts))
			d.sample(random, weights)
			all := 0.0
			for i, w := range weights {
				all += w
				mean[i] += w / times
			}
			if int(all) != d.all {
				t.Fatalf("%v: %v units", counts, weights)
			}
		}
		for i, n := range counts {
			if math.Abs(mean[i]-float64(n)) > 5*math.Sqrt(float64(n)/times) {
				t.Errorf("%v: the mean of kind %d is %v", counts, i, mean[i])
			}
		}
	}
}

// rated is sentences rated by three, of whom some have gaps, who agree in most.
func rated(random *rand.Rand, sentences int) (units [][]rating) {
	for range sentences {
		truth := int32(random.IntN(3))
		var u []rating
		for who := range int32(3) {
			switch random.IntN(5) {
			case 0:
			case 1:
				u = append(u, rating{who, int32(random.IntN(3))})
			default:
				u = append(u, rating{who, truth})
			}
		}
		if len(u) > 1 {
			units = append(units, u)
		}
	}
	return units
}

func patternsOf(units [][]rating) []pattern {
	all := make([]pattern, len(units))
	for i, u := range units {
		all[i] = pattern{u, 1}
	}
	return projected(all, func(r rating) (rating, bool) { return r, true })
}

func categories(units [][]rating) [][]int {
	out := make([][]int, len(units))
	for i, u := range units {
		for _, r := range u {
			out[i] = append(out[i], int(r.what))
		}
	}
	return out
}

// Measured by patterns, raw agreement, alpha, Fleiss' and Cohen's kappa are what they are
// measured sentence by sentence.
func TestPatternsMeasureAsSentencesDo(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for range 50 {
		units := rated(random, 40)
		s := newSheet(patternsOf(units), func(a, b int) float64 { return math.Abs(float64(a-b)) / 2 })
		out, weights := make([]float64, ways), make([]float64, len(s.counts))
		for i, n := range s.counts {
			weights[i] = float64(n)
		}
		s.measure(weights, out)
		raw, _ := Raw(categories(units))
		alpha, _ := Alpha(categories(units), nil)
		far, _ := Alpha(categories(units), func(a, b int) float64 { return math.Abs(float64(a-b)) / 2 })
		var counts [][]int
		tables := map[[2]int32][][]int{}
		for _, u := range units {
			row := make([]int, 3)
			for i, r := range u {
				row[r.what]++
				for _, q := range u[:i] {
					key := [2]int32{q.who, r.who}
					if tables[key] == nil {
						tables[key] = [][]int{make([]int, 3), make([]int, 3), make([]int, 3)}
					}
					tables[key][q.what][r.what]++
				}
			}
			if len(u) == s.fixed {
				counts = append(counts, row)
			}
		}
		kappa, _ := Fleiss(counts)
		light, all := 0.0, 0.0
		for _, table := range tables {
			n := 0
			for _, row := range table {
				for _, k := range row {
					n += k
				}
			}
			k, _ := Cohen(table)
			light, all = light+k*float64(n), all+float64(n)
		}
		for i, want := range []float64{raw, light / all, kappa, alpha, far} {
			if math.Abs(out[i]-want) > 1e-9 {
				t.Fatalf("measure %d is %v, want %v", i, out[i], want)
			}
		}
	}
}

// The bootstrap over patterns is distributed as the plain one, which draws sentences one by one
// and measures them: their intervals are the same but for chance.
func TestBootstrapAsThePlainOne(t *testing.T) {
	const samples = 4000
	for _, sentences := range []int{60, 3000} { // drawn one by one, and kind by kind
		units := categories(rated(rand.New(rand.NewPCG(5, 6)), sentences))
		random := rand.New(rand.NewPCG(8, 9))
		var plain []float64
		for range samples {
			drawn := make([][]int, len(units))
			for i := range drawn {
				drawn[i] = units[random.IntN(len(units))]
			}
			alpha, _ := Alpha(drawn, nil)
			plain = append(plain, alpha)
		}
		slices.Sort(plain)
		s := newSheet(patternsOf(rated(rand.New(rand.NewPCG(5, 6)), sentences)), nil)
		got, err := bootstrap{samples, 1}.estimates(t.Context(), s.counts, ways, s.measure)
		if err != nil {
			t.Fatal(err)
		}
		low, high, e := quantile(plain, 0.025), quantile(plain, 0.975), got[alphas]
		within := 0.06 * (high - low)
		if math.Abs(e.low-low) > within || math.Abs(e.high-high) > within || e.low >= e.value || e.high <= e.value {
			t.Errorf("%d sentences: %v–%v, want %v–%v", sentences, e.low, e.high, low, high)
		}
		again, _ := bootstrap{samples, 1}.estimates(t.Context(), s.counts, ways, s.measure)
		if again[alphas] != e {
			t.Errorf("the same seed: %v, then %v", e, again[alphas])
		}
	}
}

func TestQuantile(t *testing.T) {
	for part, want := range map[float64]float64{0: 1, 0.5: 2.5, 1: 4, 0.25: 1.75} {
		if got := quantile([]float64{1, 2, 3, 4}, part); got != want {
			t.Errorf("%v: %v, want %v", part, got, want)
		}
	}
}

// Fifty annotators who all rate thousands of sentences, each in their own way, are compared
// without going through all pairs for each sample.
func TestManyAnnotators(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 9))
	all := make([]pattern, 2000)
	for i := range all {
		all[i].count = 1
		for who := range int32(50) {
			all[i].ratings = append(all[i].ratings, rating{who, int32(random.IntN(4))})
		}
	}
	s := newSheet(all, nil)
	out := make([]float64, ways)
	weights := make([]float64, len(all))
	for i := range weights {
		weights[i] = 1
	}
	s.measure(weights, out)
	if !s.heavy || !math.IsNaN(out[cohens]) || math.Abs(out[alphas]) > 0.01 || math.Abs(out[fleisses]-out[alphas]) > 0.001 {
		t.Errorf("%v", out)
	}
}
