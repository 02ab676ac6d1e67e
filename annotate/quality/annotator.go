package quality

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"

	"rashomon/annotate"
	"rashomon/annotate/agreement"
)

// annotator is one annotator's work, being counted.
type annotator struct {
	sentences int
	days      map[string]*day
	pairs     map[[2]string]int // what the annotator says, and gold → sentences
	labels    map[string]*Score
}

type day struct {
	Day
	seconds []float32
}

// what is the labels of an annotation as one category, as annotate/agreement has it.
func what(a annotate.Annotation) string {
	labels, skipped, _ := a.Rating()
	if skipped {
		return agreement.Skipped
	}
	return strings.Join(slices.Sorted(slices.Values(labels)), "+")
}

// sentence counts what annotators say of a sentence, for each of them.
func (c *counting) sentence(s *saying) {
	for _, a := range s.ratings {
		w := c.who[a.Annotator]
		if w == nil {
			w = &annotator{days: map[string]*day{}, pairs: map[[2]string]int{}, labels: map[string]*Score{}}
			c.who[a.Annotator] = w
		}
		w.sentences++
		date := a.Created.In(c.o.Zone).Format(time.DateOnly)
		d := w.days[date]
		if d == nil {
			d = &day{Day: Day{Date: date, Labels: map[string]int{}}}
			w.days[date] = d
		}
		d.add(a)
		if s.decided() && s.gold.Rated() {
			w.against(a, s.gold, d)
		}
	}
}

func (d *day) add(a annotate.Annotation) {
	d.Sentences++
	labels, skipped, _ := a.Rating()
	if skipped {
		d.Labels[agreement.Skipped]++
	}
	for _, l := range labels {
		d.Labels[l]++
	}
	if a.Seconds > 0 {
		d.seconds = append(d.seconds, float32(a.Seconds))
	}
}

// against holds what an annotator says against gold.
func (w *annotator) against(a, gold annotate.Annotation, d *day) {
	w.pairs[[2]string{what(a), what(gold)}]++
	d.Gold++
	if what(a) == what(gold) {
		d.Same++
	}
	score := func(label string) *Score {
		if w.labels[label] == nil {
			w.labels[label] = &Score{Name: label}
		}
		return w.labels[label]
	}
	given, _, _ := a.Rating()
	truth, _, _ := gold.Rating()
	for _, l := range given {
		score(l).Given++
		if slices.Contains(truth, l) {
			score(l).Both++
		}
	}
	for _, l := range truth {
		score(l).Gold++
	}
}

// annotators is all of them, who did most first.
func (c *counting) annotators() []Annotator {
	out := make([]Annotator, 0, len(c.who))
	for name, w := range c.who {
		out = append(out, Annotator{Name: name, Sentences: w.sentences, Gold: w.gold(c.o.Scheme), Days: w.byDay()})
	}
	slices.SortFunc(out, func(a, b Annotator) int {
		return cmp.Or(cmp.Compare(b.Sentences, a.Sentences), cmp.Compare(a.Name, b.Name))
	})
	return out
}

// gold is how near the annotator is to it.
func (w *annotator) gold(scheme annotate.Scheme) (g AgainstGold) {
	var categories []string
	for pair, n := range w.pairs {
		g.Sentences += n
		if pair[0] == pair[1] {
			g.Same += n
		}
		categories = append(categories, pair[:]...)
	}
	slices.Sort(categories)
	categories = slices.Compact(categories)
	table := make([][]int, len(categories))
	for i, a := range categories {
		table[i] = make([]int, len(categories))
		for j, b := range categories {
			table[i][j] = w.pairs[[2]string{a, b}]
		}
	}
	if kappa, why := agreement.Cohen(table); why != "" {
		g.Kappa.Why = why
	} else {
		g.Kappa.Value = &kappa
	}
	for _, l := range scheme.Labels {
		if s := w.labels[l.Name]; s != nil {
			s.Precision, s.Recall = share(s.Both, s.Given), share(s.Both, s.Gold)
			g.ByLabel = append(g.ByLabel, *s)
		}
	}
	return g
}

func share(n, of int) *float64 {
	if of == 0 {
		return nil
	}
	s := float64(n) / float64(of)
	return &s
}

// fewest is the labels that a day, and the other days together, must have for drift to be told.
const fewest = 20

// byDay is the annotator's days in their order, with their drift.
func (w *annotator) byDay() []Day {
	all := map[string]int{}
	for _, d := range w.days {
		for l, n := range d.Labels {
			all[l] += n
		}
	}
	out := make([]Day, 0, len(w.days))
	for _, d := range w.days {
		if len(d.seconds) > 0 {
			slices.Sort(d.seconds)
			n := len(d.seconds)
			median := (float64(d.seconds[(n-1)/2]) + float64(d.seconds[n/2])) / 2
			d.Seconds = &median
		}
		d.Drift, d.Drifts = drift(d.Labels, all)
		out = append(out, d.Day)
	}
	slices.SortFunc(out, func(a, b Day) int { return cmp.Compare(a.Date, b.Date) })
	return out
}

// drift is the Jensen-Shannon divergence (J. Lin, “Divergence Measures Based on the Shannon
// Entropy”, 1991) between a day's labels and those of all other days, each weighted by how many
// it has; and whether it is more than chance would have it in one of a hundred days: then twice the
// labels times the divergence in nats is Wilks' G, and that is chi-squared.
func drift(of, all map[string]int) (bits *float64, drifts bool) {
	n, rest, kinds := 0, 0, 0
	for l, total := range all {
		n, rest = n+of[l], rest+total-of[l]
		kinds++
	}
	if n < fewest || rest < fewest {
		return nil, false
	}
	both := float64(n + rest)
	var d float64
	for _, l := range sorted(all) {
		p, q := float64(of[l])/float64(n), float64(all[l]-of[l])/float64(rest)
		m := float64(all[l]) / both
		d += float64(n)/both*term(p, m) + float64(rest)/both*term(q, m)
	}
	d = max(d, 0)
	return &d, kinds > 1 && beyondChance(2*both*math.Ln2*d, float64(kinds-1))
}

// term is a term of a Kullback-Leibler divergence, in bits.
func term(p, m float64) float64 {
	if p == 0 {
		return 0
	}
	return p * math.Log2(p/m)
}

// sorted is the keys in their order: sums of floats depend on it.
func sorted(counts map[string]int) (keys []string) {
	for k := range counts {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// beyondChance says whether chi-squared of so many degrees of freedom is that great less than
// one time in a hundred: E. B. Wilson and M. M. Hilferty, “The Distribution of Chi-Square”, 1931.
func beyondChance(chi, degrees float64) bool {
	const percentile99 = 2.3263 // of the normal distribution
	spread := 2 / (9 * degrees)
	return (math.Cbrt(chi/degrees)-(1-spread))/math.Sqrt(spread) > percentile99
}

// byWork is the order of groups: those with most sentences labelled first.
func byWork(a, b Coverage, nameA, nameB string) int {
	return cmp.Or(cmp.Compare(b.Once+b.Twice, a.Once+a.Twice), cmp.Compare(b.Sentences, a.Sentences), cmp.Compare(nameA, nameB))
}
