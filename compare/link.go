package compare

import (
	"cmp"
	"math"
	"runtime"
	"slices"
	"sync"

	"rashomon/annotate"
)

// linkScore is what a link needs, where the caller asks for nothing else.
const linkScore = 0.42

// Likeness from which on a pair is a link whatever its score, and a paraphrase.
const (
	copyLikeness       = 0.95
	paraphraseLikeness = 0.66
)

// copyCosine is what sentences need for their wording to be looked at, whatever
// their score: those word for word the same have it.
const copyCosine = 0.7

// perReport is how many sentences of another report are scored for a sentence:
// the nearest by weighed words. In small stories all of them are.
const (
	perReport   = 3
	smallStory  = 400  // sentences
	leastCosine = 0.1  // of those likely to be links
	leastWeight = 0.05 // of a word that the index holds
)

// pair is two sentences of different reports, the first before the second.
type pair struct {
	a, b     int
	evidence evidence
	score    float64
	ruling   *annotate.Ruling // nil where nobody ruled on it
}

// links finds the pairs that say the same. With a minimum score given, all that
// share a word that counts and reach it. What a person ruled holds in either case.
func (s *story) links(minScore *float64) ([]Link, []pair, error) {
	pairs, err := s.scored(minScore == nil)
	if err != nil {
		return nil, nil, err
	}
	least := linkScore
	if minScore != nil {
		least = *minScore
	}
	s.pace.phase(linkingPart)
	var links []Link
	for i := range pairs {
		p := &pairs[i]
		if i%64 == 0 {
			if err := s.pace.step(i, len(pairs)); err != nil {
				return nil, nil, err
			}
		}
		stands, cut := p.ruling != nil && p.ruling.Stands, p.ruling != nil && !p.ruling.Stands
		if cut || !stands && p.score < least && p.evidence.cosine < copyCosine {
			continue
		}
		likeness := dice(s.sentences[p.a].lowers, s.sentences[p.b].lowers)
		if likeness >= copyLikeness {
			p.score = max(p.score, likeness)
		}
		if stands || p.score >= least {
			links = append(links, s.link(*p, likeness))
		}
	}
	slices.SortFunc(links, func(x, y Link) int { return cmp.Or(compareRefs(x.A, y.A), compareRefs(x.B, y.B)) })
	return links, pairs, nil
}

func compareRefs(a, b Ref) int {
	return cmp.Or(cmp.Compare(a.Report, b.Report), cmp.Compare(a.Sentence, b.Sentence))
}

// scored is the pairs worth scoring with their scores; only those likely to be links, where
// that is all that is wanted.
func (s *story) scored(likely bool) ([]pair, error) {
	pairs, err := s.candidates(likely)
	if err != nil {
		return nil, err
	}
	if err := s.gather(pairs); err != nil {
		return nil, err
	}
	s.pace.phase(scoringPart)
	s.rank(pairs)
	if err := s.supportPairs(pairs); err != nil {
		return nil, err
	}
	return s.rule(pairs), nil
}

// candidates finds, by an index of terms, the pairs worth scoring; only those
// likely to be links, where that is all that is wanted.
func (s *story) candidates(likely bool) ([]pair, error) {
	s.pace.phase(candidatesPart)
	index := make([][]posting, len(s.terms))
	for i := range s.sentences {
		for _, e := range s.sentences[i].vector.entries {
			if e.weight >= leastWeight {
				index[e.term] = append(index[e.term], posting{int32(i), e.weight})
			}
		}
	}
	k, least := perReport, float32(leastCosine)
	if len(s.sentences) <= smallStory {
		k, least = smallStory, leastCosine/2
		if !likely {
			least = 0
		}
	}
	var keys []uint64
	sums := make([]float32, len(s.sentences))
	for a := range s.sentences {
		if err := s.pace.step(a, len(s.sentences)); err != nil {
			return nil, err
		}
		clear(sums)
		for _, e := range s.sentences[a].vector.entries {
			if e.weight >= leastWeight {
				for _, p := range index[e.term] {
					sums[p.sentence] += e.weight * p.weight
				}
			}
		}
		for report := range s.reports {
			if report != s.sentences[a].report {
				for _, b := range s.nearest(a, sums, report, k, least) {
					keys = append(keys, uint64(min(a, b.sentence))<<32|uint64(max(a, b.sentence)))
				}
			}
		}
	}
	slices.Sort(keys)
	keys = slices.Compact(keys)
	pairs := make([]pair, len(keys))
	for i, key := range keys {
		pairs[i] = pair{a: int(key >> 32), b: int(key & math.MaxUint32)}
	}
	return pairs, nil
}

// posting says that a term stands in a sentence, with what weight.
type posting struct {
	sentence int32
	weight   float32
}

// nearest returns up to k sentences of a report whose cosine to sentence a is at
// least what is given: the nearest, and of several as near those that stand in the report
// where a does in its own, so that the lines of a list or a refrain find each its own.
func (s *story) nearest(a int, sums []float32, report, k int, least float32) []neighbour {
	var out []neighbour
	least *= s.sentences[a].vector.norm
	before := func(x, y neighbour) int {
		return cmp.Or(cmp.Compare(y.near, x.near), cmp.Compare(x.apart, y.apart), cmp.Compare(x.sentence, y.sentence))
	}
	for b := s.first[report]; b < s.first[report+1]; b++ {
		near := sums[b] / s.sentences[b].vector.norm
		if sums[b] <= 0 || near < least {
			continue
		}
		if len(out) == k && near < out[k-1].near {
			continue
		}
		x := neighbour{b, apart(s.sentences[a].number, s.sentences[b].number), near}
		if len(out) == k && before(out[k-1], x) < 0 {
			continue
		}
		at, _ := slices.BinarySearchFunc(out, x, before)
		out = slices.Insert(out, at, x)
		out = out[:min(len(out), k)]
	}
	return out
}

// neighbour is a sentence of another report, and how far it stands from where one's own does.
type neighbour struct {
	sentence, apart int
	near            float32 // cosine, times the norm of one's own
}

func apart(i, j int) int { return max(i-j, j-i) }

// gather fills in the evidence of all pairs.
func (s *story) gather(pairs []pair) error {
	s.pace.phase(gatheringPart)
	workers := min(runtime.GOMAXPROCS(0), len(pairs)/256+1)
	var wait sync.WaitGroup
	for w := range workers {
		part := pairs[len(pairs)*w/workers : len(pairs)*(w+1)/workers]
		wait.Go(func() {
			for i := range part {
				if i%64 == 0 && s.goOn(w, i, len(part)) != nil {
					return
				}
				part[i].evidence = s.evidenceOf(&s.sentences[part[i].a], &s.sentences[part[i].b])
			}
		})
	}
	wait.Wait()
	return s.pace.ctx.Err()
}

// goOn is the context's error. The first worker tells how far they are.
func (s *story) goOn(worker, i, n int) error {
	if worker == 0 {
		return s.pace.step(i, n)
	}
	return s.pace.ctx.Err()
}

// rank sets the rank of all pairs, then their score without support.
func (s *story) rank(pairs []pair) {
	best := make([]float64, len(s.sentences)*len(s.reports)) // by sentence and other report
	near := func(p *pair) float64 { return p.evidence.cosine + p.evidence.part }
	for i := range pairs {
		p := &pairs[i]
		ka, kb := s.toReport(p.a, p.b), s.toReport(p.b, p.a)
		best[ka], best[kb] = max(best[ka], near(p)), max(best[kb], near(p))
	}
	for i := range pairs {
		p := &pairs[i]
		ka, kb := s.toReport(p.a, p.b), s.toReport(p.b, p.a)
		if near(p) > 0 {
			p.evidence.rank = (near(p)/best[ka] + near(p)/best[kb]) / 2
		}
		p.score = p.evidence.score()
	}
}

// toReport numbers a sentence together with the report of another.
func (s *story) toReport(a, b int) int { return a*len(s.reports) + s.sentences[b].report }

// detourScore is the least score of a leg of a detour.
const detourScore = 0.2

// supportPairs looks for a sentence of a third report that is near to both
// sentences of a pair, and scores all pairs again with what it finds.
func (s *story) supportPairs(pairs []pair) error {
	type leg struct {
		to    int
		score float64
	}
	legs := make([][]leg, len(s.sentences))
	for _, p := range pairs {
		if p.score >= detourScore {
			legs[p.a] = append(legs[p.a], leg{p.b, p.score})
			legs[p.b] = append(legs[p.b], leg{p.a, p.score})
		}
	}
	reach := make([]float64, len(s.sentences))
	for i := 0; i < len(pairs); { // pairs are in order of their first sentence
		a := pairs[i].a
		if err := s.pace.step(i, len(pairs)); err != nil {
			return err
		}
		clear(reach)
		for _, l := range legs[a] {
			reach[l.to] = l.score
		}
		for ; i < len(pairs) && pairs[i].a == a; i++ {
			p := &pairs[i]
			for _, l := range legs[p.b] {
				p.evidence.support = max(p.evidence.support, min(l.score, reach[l.to]))
			}
			p.score = p.evidence.score()
		}
	}
	return nil
}

// link puts a pair into the order of the reports as given, with its reasons.
func (s *story) link(p pair, likeness float64) Link {
	a, b := p.a, p.b
	if compareRefs(s.ref(a), s.ref(b)) > 0 {
		a, b = b, a
	}
	why := Why{Words: s.wordsInCommon(&s.sentences[a], &s.sentences[b]), Likeness: likeness, Clause: p.evidence.clause}
	out := Link{A: s.ref(a), B: s.ref(b), Relation: relationOf(slices.Equal(s.sentences[a].wording, s.sentences[b].wording), likeness), Score: p.score, Why: why}
	if p.ruling != nil {
		out.Ruling = p.ruling.ID
	}
	return out
}

// relationOf is the relation of two sentences of that likeness; same says that all
// their words are.
func relationOf(same bool, likeness float64) Relation {
	switch {
	case same:
		return Verbatim
	case likeness >= paraphraseLikeness:
		return Paraphrase
	}
	return Partial
}

// whyWords is how many words explain a link.
const whyWords = 5

// wordsInCommon are the weightiest words of a that b has too, in its own form or
// by its sense.
func (s *story) wordsInCommon(a, b *sentence) []string {
	type shared struct {
		text   string
		weight float32
		term   int32
	}
	var all []shared
	for _, w := range a.words {
		weight := s.wordWeight(w)
		same := func(v word) bool { return v.term == w.term || w.sense >= 0 && v.sense == w.sense }
		if weight < 0.1 || !slices.ContainsFunc(b.words, same) || slices.ContainsFunc(all, func(x shared) bool { return x.term == w.term }) {
			continue
		}
		all = append(all, shared{s.reports[a.report].Text[w.Start:w.End], weight, w.term})
	}
	slices.SortStableFunc(all, func(x, y shared) int { return cmp.Compare(y.weight, x.weight) })
	var out []string
	for _, x := range all[:min(len(all), whyWords)] {
		out = append(out, x.text)
	}
	return out
}
