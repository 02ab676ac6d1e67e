package agreement

import (
	"cmp"
	"context"
	"math"
	"runtime"
	"slices"
	"strings"
	"sync"

	"rashomon/annotate"
)

// Why a measure of one label, of words or of a scheme for words is undefined.
const (
	whyNever    = "nobody gave it"
	whyAlways   = "everybody always gave it"
	whyNoWords  = "no words were labelled"
	whyNotTwo   = "no report with labelled words has two annotators"
	whyNowhere  = "not in any report of both"
	whyBySpans  = "the scheme is for words only"
	whyOneSet   = "all characters have the same labels"
	whyMany     = "too many annotators: see each pair"
	whyAllWords = "every character has it"
)

// sampled is how many stories have intervals: the measures of more of them would take longer
// than those of everything else.
const sampled = 1000

// job measures one thing; weight is how long that takes, about.
type job struct {
	weight int
	do     func(ctx context.Context) error
}

// reporter makes a report of a tally. Its jobs write to places of their own.
type reporter struct {
	*tally
	bootstrap
	r    Report
	jobs []job
}

// report measures what was gathered. The error is the context's.
func (t *tally) report(ctx context.Context, titles map[annotate.ID]string, progress func(float64)) (Report, error) {
	t.settle()
	x := &reporter{tally: t, bootstrap: bootstrap{max(t.o.Samples, 0), t.o.Seed}}
	x.r = Report{
		Version: 1, Scheme: t.o.Scheme.Name, Samples: x.samples, Seed: x.seed, Level: level, EarlierRevisions: t.earlier,
		Annotators: []Annotator{}, ByLabel: []Label{}, ByPair: []Pair{}, ByStory: []Story{},
	}
	for i, name := range t.people.names {
		x.r.Annotators = append(x.r.Annotators, Annotator{name, t.shared[i], t.alone[i], t.spans[i]})
	}
	all := sorted(slices.Clone(t.found))
	for _, p := range all {
		x.r.Sentences += p.count
	}
	x.overall(all)
	x.byLabel(all)
	words := x.labelledWords()
	x.byPair(all, words)
	x.byStory(titles)
	err := run(ctx, x.jobs, progress)
	return x.r, err
}

// run does the jobs, as many at a time as the machine has processors, the longest first.
func run(ctx context.Context, jobs []job, progress func(float64)) error {
	slices.SortStableFunc(jobs, func(a, b job) int { return cmp.Compare(b.weight, a.weight) })
	next, done, all := 0, 0, 0
	for _, j := range jobs {
		all += j.weight
	}
	var lock sync.Mutex
	var failed error
	var workers sync.WaitGroup
	work := func() {
		for {
			lock.Lock()
			i := next
			next++
			stop := failed != nil
			lock.Unlock()
			if stop || i >= len(jobs) {
				return
			}
			err := jobs[i].do(ctx)
			lock.Lock()
			failed = cmp.Or(failed, err)
			done += jobs[i].weight
			progress(float64(done) / float64(max(all, 1)))
			lock.Unlock()
		}
	}
	for range runtime.GOMAXPROCS(0) {
		workers.Go(work)
	}
	workers.Wait()
	return cmp.Or(failed, ctx.Err())
}

// why is a reason in place of another: of the measures of a label, whether it was given.
type why map[string]string

func (w why) instead(of string) string { return cmp.Or(w[of], of) }

// measures has the sentences measured, and the figures put in their place; those of the MASI
// distance only where there is one for them.
func (x *reporter) measures(patterns []pattern, samples bool, instead why, to *Measures, masi *Figure) {
	for _, p := range patterns {
		to.Sentences += p.count
	}
	b := x.bootstrap
	if !samples {
		b.samples = 0
	}
	x.jobs = append(x.jobs, job{1 + len(patterns), func(ctx context.Context) error {
		var s *sheet
		if masi == nil {
			s = newSheet(patterns, nil)
		} else {
			s = newSheet(patterns, x.masi)
		}
		to.FleissRatings, to.FleissSentences = s.most()
		all, err := b.estimates(ctx, s.counts, ways, s.measure)
		if err != nil {
			return err
		}
		one, pairs := whyOne, whyOnePair
		if len(patterns) == 0 {
			one, pairs = whyNoTwo, whyNoTwo
		}
		switch {
		case s.heavy:
			pairs = whyMany
		case len(s.n) == 1:
			pairs = one
		}
		to.Raw, to.Alpha = figure(all[rawly], whyNoTwo, instead), figure(all[alphas], one, instead)
		to.Cohen, to.Fleiss = figure(all[cohens], pairs, instead), figure(all[fleisses], one, instead)
		if masi != nil {
			*masi = figure(all[masis], one, instead)
		}
		return nil
	}})
}

// figure is an estimate as it is told, to a millionth.
func figure(e estimate, why string, instead why) Figure {
	if math.IsNaN(e.value) {
		return Figure{Why: instead.instead(why)}
	}
	return Figure{Value: told(e.value), Low: told(e.low), High: told(e.high)}
}

func told(v float64) *float64 {
	if math.IsNaN(v) {
		return nil
	}
	v = math.Round(v*1e6)/1e6 + 0 // and no −0
	return &v
}

func (x *reporter) overall(all []pattern) {
	instead := why{}
	if x.o.Scheme.BySpans() {
		instead[whyNoTwo] = whyBySpans
	}
	x.measures(all, true, instead, &x.r.Overall, &x.r.Masi)
}

// masi is the distance of two sets; a skipped sentence is far from every label.
func (t *tally) masi(a, b int) float64 {
	if (t.inSet[a] == nil) != (t.inSet[b] == nil) {
		return 1
	}
	return Masi(t.inSet[a], t.inSet[b])
}

// byLabel measures whether each label of the scheme, and each other in use, is there or not.
func (x *reporter) byLabel(all []pattern) {
	given, ratings := make([]int, len(x.labels.names)), 0
	for _, p := range all {
		ratings += p.count * len(p.ratings)
		for _, r := range p.ratings {
			for _, l := range x.inSet[r.what] {
				given[l] += p.count
			}
		}
	}
	for l, name := range x.labels.names {
		known, inScheme := x.o.Scheme.Label(name)
		if given[l] > 0 || inScheme && known.Allows(annotate.OnSentence(0)) {
			x.r.ByLabel = append(x.r.ByLabel, Label{Name: name, Given: given[l]})
		}
	}
	at := 0
	for l, name := range x.labels.names {
		if at == len(x.r.ByLabel) || x.r.ByLabel[at].Name != name {
			continue
		}
		has := projected(all, func(r rating) (rating, bool) {
			r.what = there(slices.Contains(x.inSet[r.what], int32(l)))
			return r, true
		})
		instead := why{}
		switch given[l] {
		case 0:
			instead[whyOne], instead[whyOnePair] = whyNever, whyNever
		case ratings:
			instead[whyOne], instead[whyOnePair] = whyAlways, whyAlways
		}
		if ratings == 0 {
			instead = why{}
		}
		x.measures(has, true, instead, &x.r.ByLabel[at].Measures, nil)
		at++
	}
}

// there is the category of a label that is there, or not.
func there(is bool) int32 {
	if is {
		return 1
	}
	return 0
}

// byStory measures the sentences of each story.
func (x *reporter) byStory(titles map[annotate.ID]string) {
	ids, patterns := x.stories()
	order := make([]int, len(ids))
	sentences := make([]int, len(ids))
	for i := range ids {
		order[i] = i
		for _, p := range patterns[i] {
			sentences[i] += p.count
		}
	}
	slices.SortFunc(order, func(i, k int) int {
		return cmp.Or(sentences[k]-sentences[i], strings.Compare(titles[ids[i]], titles[ids[k]]), cmp.Compare(ids[i], ids[k]))
	})
	x.r.ByStory = make([]Story, len(ids))
	for at, i := range order {
		x.r.ByStory[at] = Story{ID: ids[i], Title: titles[ids[i]]}
		x.measures(sorted(patterns[i]), at < sampled, nil, &x.r.ByStory[at].Measures, nil)
	}
}
