package agreement

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"rashomon/annotate"
)

// byPair measures each two annotators who rated a sentence, or took part in an article with
// labelled words, both.
func (x *reporter) byPair(all []pattern, words *matching) {
	crossed := map[[2]rating]int{}
	for _, p := range all {
		for i, b := range p.ratings {
			for _, a := range p.ratings[:i] {
				crossed[[2]rating{a, b}] += p.count
			}
		}
	}
	of := map[[2]int32][]pattern{}
	for x, n := range crossed {
		pair := [2]int32{x[0].who, x[1].who}
		of[pair] = append(of[pair], pattern{x[:], n})
	}
	for pair := range words.byPair {
		if of[pair] == nil {
			of[pair] = []pattern{}
		}
	}
	pairs := slices.SortedFunc(maps.Keys(of), func(a, b [2]int32) int { return cmp.Or(int(a[0]-b[0]), int(a[1]-b[1])) })
	x.r.ByPair = make([]Pair, len(pairs))
	for i, pair := range pairs {
		p := &x.r.ByPair[i]
		p.A, p.B = x.people.names[pair[0]], x.people.names[pair[1]]
		same := sorted(of[pair])
		p.Confusion = x.confusion(same)
		instead := why{whyNoTwo: "both rated no sentence"}
		if x.o.Scheme.BySpans() {
			instead[whyNoTwo] = whyBySpans
		}
		x.measures(same, true, instead, &p.Measures, nil)
		reason := whyNowhere
		if words.byPair[pair] != nil {
			reason = whyNoWords
		}
		x.figures(words.byPair[pair], reason, &p.Spans)
	}
}

// confusion is the table of two annotators' categories.
func (x *reporter) confusion(patterns []pattern) Confusion {
	var sets []int32
	for _, p := range patterns {
		sets = append(sets, p.ratings[0].what, p.ratings[1].what)
	}
	slices.Sort(sets)
	sets = slices.Compact(sets)
	c := Confusion{Categories: make([]string, len(sets)), Counts: make([][]int, len(sets))}
	for i, set := range sets {
		c.Categories[i], c.Counts[i] = x.category(set), make([]int, len(sets))
	}
	for _, p := range patterns {
		row, _ := slices.BinarySearch(sets, p.ratings[0].what)
		column, _ := slices.BinarySearch(sets, p.ratings[1].what)
		c.Counts[row][column] += p.count
	}
	return c
}

// category is what a set of labels is called.
func (t *tally) category(set int32) string {
	if t.inSet[set] == nil {
		return Skipped
	}
	var names []string
	for _, l := range t.inSet[set] {
		names = append(names, t.labels.names[l])
	}
	return strings.Join(names, "+")
}

// figures has the matches of articles measured.
func (x *reporter) figures(of map[matches]int, reason string, to *SpanFigures) {
	for m, n := range of {
		to.Spans += m.spans * n
	}
	x.jobs = append(x.jobs, job{1 + len(of), func(ctx context.Context) error {
		all, counts := kinds(of)
		found, err := x.estimates(ctx, counts, 2, f1s(all))
		if err != nil {
			return err
		}
		to.Exact, to.Overlap = figure(found[0], reason, nil), figure(found[1], reason, nil)
		return nil
	}})
}

// labelledWords measures labelled words, and gives back the matches, of which there are those of pairs too.
func (x *reporter) labelledWords() *matching {
	words := newMatching(len(x.labels.names))
	units := newCharacters(len(x.labels.names))
	used := make([]int, len(x.labels.names)) // spans that have the label
	for _, a := range x.spanned {
		a.people = slices.DeleteFunc(slices.Clone(a.people), func(who int32) bool { return x.tally.spans[who] == 0 })
		if len(a.people) < 2 {
			continue
		}
		x.r.Spans.Articles++
		words.add(a)
		units.add(a)
		for _, s := range a.spans {
			if slices.Contains(a.people, s.who) {
				used[s.label]++
			}
		}
	}
	to, reason := &x.r.Spans, whyNotTwo
	if !slices.ContainsFunc(x.tally.spans, func(n int) bool { return n > 0 }) {
		reason = whyNoWords
	}
	x.figures(words.all, reason, &to.SpanFigures)
	to.SpanFigures.Spans = 0 // each once, and not once for each pair
	to.ByLabel = []SpanLabel{}
	var labels []int
	for l, name := range x.labels.names {
		known, inScheme := x.o.Scheme.Label(name)
		to.SpanFigures.Spans += used[l]
		if used[l] > 0 || to.Articles > 0 && inScheme && known.Allows(annotate.OnSpan(annotate.Span{})) {
			to.ByLabel, labels = append(to.ByLabel, SpanLabel{Name: name}), append(labels, l)
		}
	}
	for i, l := range labels {
		x.figures(words.byLabel[l], whyNever, &to.ByLabel[i].SpanFigures)
		to.ByLabel[i].Spans = used[l]
	}
	x.alphas(units, labels, reason)
	return words
}

// alphas has the characters measured.
func (x *reporter) alphas(units *characters, labels []int, reason string) {
	x.jobs = append(x.jobs, job{1 + len(units.all)*(1+len(labels)), func(ctx context.Context) error {
		each := make([]int, len(units.all))
		for i := range each {
			each[i] = 1
		}
		found, err := x.estimates(ctx, each, 1+len(units.labels), units.measure)
		if err != nil {
			return err
		}
		if len(each) > 0 {
			reason = whyOneSet
		}
		x.r.Spans.Alpha = figure(found[0], reason, nil)
		for i, l := range labels {
			reason := whyAllWords
			if len(units.labels[l].given) == 0 {
				reason = whyNever
			}
			x.r.Spans.ByLabel[i].Alpha = figure(found[1+l], reason, nil)
		}
		return nil
	}})
}
