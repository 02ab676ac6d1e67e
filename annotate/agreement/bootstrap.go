package agreement

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"rashomon/annotate"
)

const (
	level   = 0.95 // of the intervals
	defined = 0.95 // of the samples must be, or there is no interval
)

// estimate is a value with its interval; what is undefined is not a number.
type estimate struct{ value, low, high float64 }

// bootstrap resamples units that come in kinds: units of one kind are alike.
type bootstrap struct {
	samples int
	seed    uint64
}

// estimates measures units, and so many samples of them: as many units, drawn with
// replacement (Bradley Efron, “Bootstrap methods: another look at the jackknife”, The Annals
// of Statistics 7, 1979). counts says how many units there are of each kind. measure fills in
// its measures of that many units of each kind. An interval is the percentiles of the
// samples. The random numbers go by the counts, so that the same units have the same interval
// wherever they are measured, and none depends on what else is. The error is the context's.
func (b bootstrap) estimates(ctx context.Context, counts []int, measures int, measure func(weights, out []float64)) ([]estimate, error) {
	weights, out := make([]float64, len(counts)), make([]float64, measures)
	d := newDraw(counts)
	for i, n := range counts {
		weights[i] = float64(n)
	}
	measure(weights, out)
	all := make([]estimate, measures)
	for i, v := range out {
		all[i] = estimate{v, math.NaN(), math.NaN()}
	}
	if d.all < 2 || b.samples == 0 { // one unit says nothing of how others would be
		return all, ctx.Err()
	}
	random := rand.New(rand.NewPCG(b.seed, uint64(annotate.MakeID("bootstrap", fmt.Sprint(counts)))))
	drawn := make([][]float64, measures)
	for i := range drawn {
		drawn[i] = make([]float64, 0, b.samples)
	}
	for range b.samples {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		d.sample(random, weights)
		measure(weights, out)
		for i, v := range out {
			if !math.IsNaN(v) {
				drawn[i] = append(drawn[i], v)
			}
		}
	}
	for i, values := range drawn {
		if float64(len(values)) >= defined*float64(b.samples) {
			slices.Sort(values)
			all[i].low, all[i].high = quantile(values, (1-level)/2), quantile(values, (1+level)/2)
		}
	}
	return all, nil
}

// quantile is of sorted values, of which there is one at least: between two of them it is in
// proportion (type 7 of Hyndman and Fan, “Sample quantiles in statistical packages”, 1996).
func quantile(sorted []float64, part float64) float64 {
	at := part * float64(len(sorted)-1)
	i := int(at)
	if i+1 >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	return sorted[i] + (at-float64(i))*(sorted[i+1]-sorted[i])
}

// draw draws as many units as there are, with replacement.
type draw struct {
	counts []int
	all    int
	units  []int32 // the kind of each unit, where they are drawn one by one
}

// oneByOne is how many units to a kind are drawn one by one: of more it is faster to draw how
// many there are of a kind.
const oneByOne = 8

func newDraw(counts []int) *draw {
	d := &draw{counts: counts}
	for _, n := range counts {
		d.all += n
	}
	if d.all <= oneByOne*len(counts) {
		d.units = make([]int32, 0, d.all)
		for kind, n := range counts {
			for range n {
				d.units = append(d.units, int32(kind))
			}
		}
	}
	return d
}

// sample fills in how many units of each kind are drawn: multinomial, either unit by unit or
// kind by kind, each being binomial given those before.
func (d *draw) sample(random *rand.Rand, weights []float64) {
	clear(weights)
	if d.units != nil {
		for range d.all {
			weights[d.units[random.Int32N(int32(d.all))]]++
		}
		return
	}
	left, rest := d.all, d.all // to be drawn, to be drawn from
	for kind, n := range d.counts {
		if left == 0 {
			return
		}
		k := left
		if n < rest {
			k = binomial(random, left, float64(n)/float64(rest))
		}
		weights[kind] = float64(k)
		left, rest = left-k, rest-n
	}
}

// binomial draws how many of n happen that happen with probability p each.
func binomial(random *rand.Rand, n int, p float64) int {
	switch {
	case p > 0.5:
		return n - binomial(random, n, 1-p)
	case float64(n)*p < 10:
		return inverted(random, n, p)
	}
	return rejected(random, n, p)
}

// inverted finds where a random number falls among the probabilities of 0, 1, 2, …
func inverted(random *rand.Rand, n int, p float64) int {
	odds := p / (1 - p)
	u, chance := random.Float64(), math.Exp(float64(n)*math.Log1p(-p))
	k := 0
	for ; u > chance && k < n; k++ {
		u -= chance
		chance *= odds * float64(n-k) / float64(k+1)
	}
	return k
}

// rejected is the algorithm BTRS of Wolfgang Hörmann, “The generation of binomial random
// variates”, Journal of Statistical Computation and Simulation 46, 1993; for np ≥ 10, p ≤ ½.
func rejected(random *rand.Rand, n int, p float64) int {
	spread := math.Sqrt(float64(n) * p * (1 - p))
	b := 1.15 + 2.53*spread
	a := -0.0873 + 0.0248*b + 0.01*p
	sure := 0.92 - 4.2/b
	for {
		u, v := random.Float64()-0.5, random.Float64()
		us := 0.5 - math.Abs(u)
		k := math.Floor((2*a/us+b)*u + float64(n)*p + 0.5)
		if us >= 0.07 && v <= sure {
			return int(k)
		}
		if k < 0 || k > float64(n) {
			continue
		}
		mode := math.Floor(float64(n+1) * p)
		v *= (2.83 + 5.1/b) * spread / (a/(us*us) + b)
		if math.Log(v) <= logChoose(n, k)-logChoose(n, mode)+(k-mode)*math.Log(p/(1-p)) {
			return int(k)
		}
	}
}

// logChoose is the logarithm of in how many ways k of n can be chosen.
func logChoose(n int, k float64) float64 {
	all, _ := math.Lgamma(float64(n) + 1)
	some, _ := math.Lgamma(k + 1)
	rest, _ := math.Lgamma(float64(n) - k + 1)
	return all - some - rest
}
