package queue

import (
	"cmp"
	"context"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"

	"rashomon/annotate"
	"rashomon/annotate/adjudication"
	"rashomon/annotate/query"
	"rashomon/annotate/suggest"
)

// building is a queue being made.
type building struct {
	spec   Spec
	query  *query.Query // nil lets everything through
	lib    Library
	o      Options
	rows   []annotate.Row // in the order of the queue
	titles map[annotate.ID]string
}

// weighed is a sentence with what its order goes by: the least comes first.
type weighed struct{ weight, row, sentence uint32 }

func (a weighed) compare(b weighed) int {
	return cmp.Or(cmp.Compare(a.weight, b.weight), cmp.Compare(a.row, b.row), cmp.Compare(a.sentence, b.sentence))
}

// run looks at all articles, several at a time.
func (b *building) run(ctx context.Context) ([]weighed, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var mu sync.Mutex
	next := 0
	take := func() (row int, ok bool) { // one at a time, so that progress only grows
		mu.Lock()
		defer mu.Unlock()
		if next == len(b.rows) || ctx.Err() != nil {
			return 0, false
		}
		if b.o.Progress != nil {
			b.o.Progress(float64(next) / float64(len(b.rows)))
		}
		next++
		return next - 1, true
	}
	parts := make([][]weighed, runtime.GOMAXPROCS(0))
	var working sync.WaitGroup
	for i := range parts {
		working.Go(func() {
			for row, ok := take(); ok; row, ok = take() {
				var err error
				if parts[i], err = b.article(parts[i], row); err != nil {
					cancel(err)
				}
			}
		})
	}
	working.Wait()
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	return slices.Concat(parts...), nil
}

// article adds those sentences of an article that belong into the queue.
func (b *building) article(out []weighed, row int) ([]weighed, error) {
	r := &b.rows[row]
	if b.spec.Order == InOrder && b.query == nil {
		for n := range r.Sentences {
			out = append(out, weighed{row: uint32(row), sentence: uint32(n)})
		}
		return out, nil
	}
	said, err := b.lib.Annotations(r.ID)
	if err != nil || len(said) == 0 && (b.spec.Order == MostDisagreeing || b.spec.Order == Corrected) {
		return out, err
	}
	s := subject{building: b, Row: r, said: said}
	passes, err := s.passes()
	if err != nil || passes == nil {
		return out, err
	}
	weigh, err := s.weigh()
	if err != nil {
		return out, err
	}
	for n := range r.Sentences {
		if weight, in := weigh(n); in && passes(n) {
			out = append(out, weighed{weight, uint32(row), uint32(n)})
		}
	}
	return out, nil
}

// subject is one article that is looked at: what it takes is read when it is needed.
type subject struct {
	*building
	*annotate.Row
	said    []annotate.Annotation
	article *annotate.Article
	body    *annotate.Body
}

func (s *subject) readArticle() (annotate.Article, error) {
	if s.article == nil {
		a, err := s.lib.Article(s.ID)
		if err != nil {
			return a, err
		}
		s.article = &a
	}
	return *s.article, nil
}

func (s *subject) readBody() (annotate.Body, error) {
	if s.body == nil {
		a, err := s.readArticle()
		if err != nil {
			return annotate.Body{}, err
		}
		b, err := s.lib.Body(s.ID, a.Revision)
		if err != nil {
			return b, err
		}
		s.body = &b
	}
	return *s.body, nil
}

// passes is which sentences the query lets through; nil where the article does not pass.
func (s *subject) passes() (func(n int) bool, error) {
	if s.query == nil {
		return func(int) bool { return true }, nil
	}
	a, err := s.readArticle()
	if err != nil {
		return nil, err
	}
	ok, err := s.query.Article(query.Subject{
		Article: a, Story: s.titles[a.Story], Body: s.readBody,
		Said: func() ([]annotate.Annotation, error) { return s.said, nil },
	})
	if err != nil || !ok {
		return nil, err
	}
	body, err := s.readBody()
	if err != nil {
		return nil, err
	}
	said := bySentence(a, body, s.said)
	q := s.query.For(a)
	return func(n int) bool { return q.Sentence(body, n, said[n]) }, nil
}

// bySentence is what is said of each sentence, and of spans in it.
func bySentence(a annotate.Article, b annotate.Body, said []annotate.Annotation) [][]annotate.Annotation {
	out := make([][]annotate.Annotation, len(b.Sentences))
	for _, x := range said {
		if x.Revision != a.Revision {
			continue
		}
		n := x.Sentence
		if n < 0 {
			n = annotate.SentenceAt(b.Sentences, x.Span.Start)
		}
		for ; n < len(out) && b.Sentences[n].Start < x.Span.End; n++ {
			out[n] = append(out[n], x)
		}
	}
	return out
}

// weigh is whether a sentence belongs into an order, and what its place in it goes by.
func (s *subject) weigh() (func(n int) (weight uint32, in bool), error) {
	var a annotate.Article
	if len(s.said) > 0 || s.spec.Order == LeastCertain {
		var err error
		if a, err = s.readArticle(); err != nil {
			return nil, err
		}
	}
	switch s.spec.Order {
	case MostDisagreeing:
		return disagreement(a, s.said, s.o.Scheme.Name), nil
	case Corrected:
		return s.corrected(a)
	}
	done, err := doneOf(a, s.said, s.o, s.readBody)
	if err != nil {
		return nil, err
	}
	weight := func(int) uint32 { return 0 }
	switch {
	case s.spec.Order == Random:
		weight = func(n int) uint32 { return shuffled(s.spec.Seed, Place{s.ID, n}) }
	case s.spec.Order == LeastCertain && len(done) < s.Sentences:
		body, err := s.readBody()
		if err != nil {
			return nil, err
		}
		weight = certainty(s.o.Suggest(a, body))
	}
	return func(n int) (uint32, bool) { return weight(n), s.spec.Order == InOrder || !done[n] }, nil
}

// corrected is the sentences of which gold says otherwise than the annotator.
func (s *subject) corrected(a annotate.Article) (func(n int) (uint32, bool), error) {
	if !slices.ContainsFunc(s.said, func(x annotate.Annotation) bool { return x.Annotator == annotate.Gold }) {
		return func(int) (uint32, bool) { return 0, false }, nil
	}
	body, err := s.readBody()
	if err != nil {
		return nil, err
	}
	differs := map[int]bool{}
	for _, d := range adjudication.Changed(a, body, s.o.Scheme, s.said, s.o.Annotator) {
		differs[d.Sentence] = true
	}
	return func(n int) (uint32, bool) { return 0, differs[n] }, nil
}

// doneOf is which sentences the annotator has labelled, or skipped, by the scheme; by one for
// words only, also those with a labelled span in them.
func doneOf(a annotate.Article, said []annotate.Annotation, o Options, body func() (annotate.Body, error)) (map[int]bool, error) {
	done := map[int]bool{}
	var spans []annotate.Annotation
	for _, x := range said {
		if x.Revision != a.Revision || x.Annotator != o.Annotator || x.Scheme != o.Scheme.Name {
			continue
		}
		switch {
		case !x.Rated():
		case x.Sentence < 0:
			spans = append(spans, x)
		default:
			done[x.Sentence] = true
		}
	}
	if len(spans) == 0 || !o.Scheme.BySpans() {
		return done, nil
	}
	b, err := body()
	if err != nil {
		return nil, err
	}
	for _, x := range spans {
		for n := annotate.SentenceAt(b.Sentences, x.Span.Start); n < len(b.Sentences) && b.Sentences[n].Start < x.Span.End; n++ {
			done[n] = done[n] || b.Sentences[n].Overlaps(x.Span)
		}
	}
	return done, nil
}

// shuffled is where a place stands in random order. It goes by the seed and the place alone,
// so that what is labelled, or imported, leaves all others in their order: a queue that is
// left and taken up again is the same. PCG: M. E. O'Neill, “PCG: A Family of Simple Fast
// Space-Efficient Statistically Good Algorithms for Random Number Generation”, 2014.
func shuffled(seed uint64, p Place) uint32 {
	return uint32(rand.NewPCG(seed^uint64(p.Article), uint64(p.Sentence)).Uint64() >> 32)
}

// certainty is how sure the suggester is of each sentence's label; of one for which it
// proposes none, not at all. Taking the least sure first is uncertainty sampling: D. D. Lewis
// and W. A. Gale, “A Sequential Algorithm for Training Text Classifiers”, SIGIR 1994.
func certainty(all []suggest.Suggestion) func(n int) uint32 {
	return func(n int) uint32 {
		if n >= len(all) || all[n].Label == "" {
			return 0
		}
		return math.Float32bits(float32(max(all[n].Score, 0))) // of numbers from 0 on, bits compare as the numbers do
	}
}

// disagreement is the sentences that at least two annotators have labelled by the scheme, and
// not alike: first those where the entropy of their sets of labels is greatest. That is vote
// entropy: I. Dagan and S. P. Engelson, “Committee-Based Sampling for Training Probabilistic
// Classifiers”, ICML 1995, with people for the committee.
func disagreement(a annotate.Article, said []annotate.Annotation, scheme string) func(n int) (uint32, bool) {
	votes := map[int]map[string]int{} // sentence → set of labels → annotators
	for _, x := range said {
		if x.Sentence < 0 || x.Revision != a.Revision || x.Scheme != scheme || x.Annotator == annotate.Gold {
			continue
		}
		labels, skipped, ok := x.Rating()
		if skipped || !ok {
			continue
		}
		if votes[x.Sentence] == nil {
			votes[x.Sentence] = map[string]int{}
		}
		votes[x.Sentence][strings.Join(slices.Sorted(slices.Values(labels)), "\x00")]++
	}
	return func(n int) (uint32, bool) {
		return ^math.Float32bits(float32(entropy(votes[n]))), len(votes[n]) > 1
	}
}

// entropy is Shannon's, in bits. The order in which a map is walked must not show in it.
func entropy(votes map[string]int) (bits float64) {
	all := 0
	counts := make([]int, 0, len(votes))
	for _, n := range votes {
		counts = append(counts, n)
		all += n
	}
	slices.Sort(counts)
	for _, n := range counts {
		p := float64(n) / float64(all)
		bits -= p * math.Log2(p)
	}
	return bits
}
