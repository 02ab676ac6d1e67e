package agreement

import (
	"cmp"
	"encoding/binary"
	"maps"
	"slices"
	"strings"

	"rashomon/annotate"
	"rashomon/annotate/query"
)

// Skipped is the category of sentences that an annotator skipped, whatever the labels on them.
const Skipped = "skipped"

// tally gathers how sentences are rated, and which words are labelled.
type tally struct {
	o       Options
	only    map[string]bool // annotators; nil for everyone but gold
	earlier int

	people numbered
	labels numbered
	sets   numbered  // of labels: the key is their numbers
	inSet  [][]int32 // by set: its labels; nil of those skipped

	patterns numbered // of ratings
	found    []pattern
	byStory  map[inStory]int32 // sentences with two ratings or more
	shared   []int             // by annotator: sentences that somebody else rated too
	alone    []int
	spans    []int // by annotator: that are labelled
	spanned  []spanned
	ratings  []said // of the article at hand
}

// inStory is a pattern in a story, by its number.
type inStory struct {
	story   annotate.ID
	pattern int32
}

// said is a rating of a sentence.
type said struct {
	sentence int
	rating
}

// numbered numbers names in the order in which they are met.
type numbered struct {
	numbers map[string]int32
	names   []string
}

func (n *numbered) number(name []byte) (number int32, isNew bool) {
	if i, ok := n.numbers[string(name)]; ok {
		return i, false
	}
	if n.numbers == nil {
		n.numbers = map[string]int32{}
	}
	i := int32(len(n.names))
	n.names = append(n.names, string(name))
	n.numbers[n.names[i]] = i
	return i, true
}

func newTally(o Options) *tally {
	t := &tally{o: o, byStory: map[inStory]int32{}}
	for _, l := range o.Scheme.Labels {
		t.labels.number([]byte(l.Name))
	}
	if len(o.Annotators) > 0 {
		t.only = map[string]bool{}
		for _, name := range o.Annotators {
			t.only[name] = true
			t.person(name)
		}
	}
	return t
}

// rates says whether an annotation is a rating, of any revision, by one of those compared.
func (t *tally) rates(a annotate.Annotation) bool {
	switch {
	case a.Scheme != t.o.Scheme.Name:
		return false
	case t.only == nil && a.Annotator == annotate.Gold, t.only != nil && !t.only[a.Annotator]:
		return false
	}
	return a.Rated()
}

func (t *tally) person(name string) int32 {
	n, _ := t.people.number([]byte(name))
	t.shared, t.alone, t.spans = grown(t.shared, int(n)), grown(t.alone, int(n)), grown(t.spans, int(n))
	return n
}

// add counts the ratings of an article.
func (t *tally) add(x query.Heard) {
	t.ratings = t.ratings[:0]
	var article spanned
	var units *annotate.Units // of the text where words are labelled, else nil
	if t.words(x.Article, x.Said) {
		units = annotate.NewUnits(x.Body.Text)
		article.length = units.Rune(len(x.Body.Text))
	}
	for _, a := range x.Said {
		if !t.rates(a) {
			continue
		}
		if a.Revision != x.Article.Revision {
			t.earlier++
			continue
		}
		who := t.person(a.Annotator)
		if units != nil && !slices.Contains(article.people, who) {
			article.people = append(article.people, who)
		}
		if a.Sentence >= 0 && !t.o.Scheme.BySpans() {
			t.ratings = append(t.ratings, said{a.Sentence, rating{who, t.set(a)}})
		}
		if a.Sentence < 0 {
			t.spans[who]++
			article.spans = append(article.spans, t.span(who, a, units)...)
		}
	}
	slices.SortFunc(t.ratings, func(a, b said) int { return cmp.Or(a.sentence-b.sentence, int(a.who-b.who)) })
	t.ratings = slices.CompactFunc(t.ratings, func(a, b said) bool { return a.sentence == b.sentence && a.who == b.who })
	for from := 0; from < len(t.ratings); {
		to := from + 1
		for to < len(t.ratings) && t.ratings[to].sentence == t.ratings[from].sentence {
			to++
		}
		t.sentence(x.Article.Story, t.ratings[from:to])
		from = to
	}
	if len(article.spans) > 0 && len(article.people) > 1 {
		t.spanned = append(t.spanned, article)
	}
}

// set is the number of the category that a sentence was given.
func (t *tally) set(a annotate.Annotation) int32 {
	given, skipped, _ := a.Rating()
	if skipped {
		n, isNew := t.sets.number([]byte(Skipped))
		if isNew {
			t.inSet = append(t.inSet, nil)
		}
		return n
	}
	labels := t.numbers(given)
	var key [64]byte
	bytes := key[:0]
	for _, l := range labels {
		bytes = binary.BigEndian.AppendUint32(bytes, uint32(l))
	}
	n, isNew := t.sets.number(bytes)
	if isNew {
		t.inSet = append(t.inSet, labels)
	}
	return n
}

// numbers is labels by their numbers, in order, each once.
func (t *tally) numbers(labels []string) []int32 {
	out := make([]int32, 0, len(labels))
	for _, l := range labels {
		n, _ := t.labels.number([]byte(l))
		out = append(out, n)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// span is the labels on words.
func (t *tally) span(who int32, a annotate.Annotation, units *annotate.Units) (out []labelled) {
	start, end := units.Rune(a.Span.Start), units.Rune(a.Span.End)
	for _, l := range t.numbers(a.Labels) {
		out = append(out, labelled{who, l, int32(start), int32(end)})
	}
	return out
}

// sentence counts a sentence with its ratings, by annotator.
func (t *tally) sentence(story annotate.ID, all []said) {
	if len(all) == 1 {
		t.alone[all[0].who]++
		return
	}
	ratings := make([]rating, len(all))
	for i, s := range all {
		t.shared[s.who]++
		ratings[i] = s.rating
	}
	n, isNew := t.patterns.number(keyOf(nil, ratings))
	if isNew {
		t.found = append(t.found, pattern{ratings: ratings})
	}
	t.found[n].count++
	t.byStory[inStory{story, n}]++
}

// settle numbers annotators in the order of the alphabet, labels in the scheme's and then the
// alphabet's, and sets in that of their labels, so that it is of no account which came first.
func (t *tally) settle() {
	people := t.people.rank(strings.Compare)
	labels := t.labels.rank(func(a, b string) int {
		x, y := t.inScheme(a), t.inScheme(b)
		return cmp.Or(x-y, strings.Compare(a, b))
	})
	for i, set := range t.inSet {
		t.inSet[i] = renumbered(set, labels)
	}
	sets := t.rankSets()
	for _, p := range t.found {
		for i, r := range p.ratings {
			p.ratings[i] = rating{people[r.who], sets[r.what]}
		}
		slices.SortFunc(p.ratings, func(a, b rating) int { return cmp.Compare(a.who, b.who) })
	}
	for _, x := range t.spanned {
		for i, who := range x.people {
			x.people[i] = people[who]
		}
		slices.Sort(x.people)
		for i, s := range x.spans {
			x.spans[i].who, x.spans[i].label = people[s.who], labels[s.label]
		}
	}
	t.shared, t.alone, t.spans = moved(t.shared, people), moved(t.alone, people), moved(t.spans, people)
	t.inSet = moved(t.inSet, sets)
	t.people.names, t.labels.names = moved(t.people.names, people), moved(t.labels.names, labels)
}

// inScheme is the place of a label in the scheme, or after all of these.
func (t *tally) inScheme(name string) int {
	i := slices.IndexFunc(t.o.Scheme.Labels, func(l annotate.Label) bool { return l.Name == name })
	if i < 0 {
		return len(t.o.Scheme.Labels)
	}
	return i
}

// rank is the new number of each old one, in the order of the names.
func (n *numbered) rank(compare func(a, b string) int) []int32 {
	return ranks(len(n.names), func(i, k int) int { return compare(n.names[i], n.names[k]) })
}

// rankSets puts those of fewer labels first, and skipped last.
func (t *tally) rankSets() []int32 {
	return ranks(len(t.inSet), func(i, k int) int {
		a, b := t.inSet[i], t.inSet[k]
		if (a == nil) != (b == nil) {
			return cmp.Compare(len(b), len(a))
		}
		return cmp.Or(len(a)-len(b), slices.Compare(a, b))
	})
}

func ranks(n int, compare func(i, k int) int) []int32 {
	order, out := make([]int, n), make([]int32, n)
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, compare)
	for to, from := range order {
		out[from] = int32(to)
	}
	return out
}

// moved is a list with each thing at its new number.
func moved[T any](list []T, to []int32) []T {
	out := make([]T, len(list))
	for i, x := range list {
		out[to[i]] = x
	}
	return out
}

func renumbered(list, to []int32) []int32 {
	for i, n := range list {
		list[i] = to[n]
	}
	slices.Sort(list)
	return list
}

// stories is the patterns of each story, by the stories' ids.
func (t *tally) stories() (ids []annotate.ID, patterns [][]pattern) {
	all := slices.SortedFunc(maps.Keys(t.byStory), func(a, b inStory) int {
		return cmp.Or(cmp.Compare(a.story, b.story), cmp.Compare(a.pattern, b.pattern))
	})
	for i, x := range all {
		if i == 0 || all[i-1].story != x.story {
			ids, patterns = append(ids, x.story), append(patterns, nil)
		}
		last := len(patterns) - 1
		patterns[last] = append(patterns[last], pattern{t.found[x.pattern].ratings, int(t.byStory[x])})
	}
	return ids, patterns
}
