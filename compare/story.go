package compare

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"rashomon/internal/segment"
)

// story is the reports of one story, read: every word numbered, named and
// weighed. Reports stand in an order of their own, by text, so that nothing
// depends on the order they were given in.
type story struct {
	pace      *pace
	ruled     ruled
	reports   []Report
	given     []int // place of each report in the slice given to Compare
	sentences []sentence
	first     []int     // number of each report's first sentence; one more at the end
	terms     []string  // as text
	weight    []float32 // of each term, whatever the story
	rare      []float32 // how rare each term is in the story, 0 to 1
}

// sentence is a sentence read.
type sentence struct {
	report, number int
	words          []word
	han            []int32 // terms of neighbouring Han characters
	vector         vector  // of the whole
	plain          vector  // of the words without a capital or figure
	clauses        []clause
	wording        []int32  // all its words by their lower-cased form, and the signs of numbers
	lowers         []int32  // those of them that are compared
	pairs          []uint64 // neighbouring words that carry weight, sorted
	lead           float32  // how near the start of its report, 1 to 0
}

// word is a word of a sentence.
type word struct {
	segment.Word
	lower int32 // number of the word as lower-cased
	term  int32 // number of its stem, name or figure
	sense int32 // number of its sense, or -1
}

// newStory reads reports. Its only error is that of the context.
func newStory(p *pace, reports []Report) (*story, error) {
	s := &story{pace: p, given: make([]int, len(reports))}
	p.phase(readingPart)
	for i := range reports {
		s.given[i] = i
	}
	slices.SortStableFunc(s.given, func(i, j int) int {
		a, b := reports[i], reports[j]
		return cmp.Or(strings.Compare(a.Text, b.Text), strings.Compare(a.ID, b.ID))
	})
	r := newReader()
	for place, i := range s.given {
		if err := p.step(place, 2*len(reports)); err != nil {
			return nil, err
		}
		s.reports = append(s.reports, reports[i])
		s.first = append(s.first, len(s.sentences))
		for n, span := range reports[i].Sentences {
			if span.Start < 0 || span.End < span.Start || span.End > len(reports[i].Text) {
				span = segment.Span{} // outside the text: a sentence without words
			}
			lead := 1 - float32(n)/float32(len(reports[i].Sentences))
			words := r.read(reports[i], span)
			lowers := lowersOf(words)
			s.sentences = append(s.sentences, sentence{report: place, number: n, lead: lead, words: firstWords(words), wording: withSigns(reports[i].Text, words, lowers), lowers: firstWords(lowers)})
		}
	}
	s.first = append(s.first, len(s.sentences))
	names, err := r.joinNames(p.ctx, s.sentences)
	if err != nil {
		return nil, err
	}
	for i := range s.sentences {
		words := s.sentences[i].words
		r.joinAcronyms(words)
		for j := range words {
			words[j].term = names[words[j].term]
		}
	}
	s.weigh(r)
	s.terms = r.terms // all of them: weighing found the pairs of Han characters
	for i := range s.sentences {
		if err := p.step(len(s.sentences)+i, 2*len(s.sentences)); err != nil {
			return nil, err
		}
		s.measure(&s.sentences[i])
	}
	return s, nil
}

// mostWords is how many words of a sentence are compared: no sentence that somebody wrote
// has more, and time grows with the square of them. Only whether two are the same is
// asked of all.
const mostWords = 400

func firstWords[W any](words []W) []W { return words[:min(len(words), mostWords)] }

// lowersOf is the numbers of the words as lower-cased.
func lowersOf(words []word) []int32 {
	out := make([]int32, len(words))
	for i, w := range words {
		out[i] = w.lower
	}
	return out
}

// withSigns is the numbers of words with a number below zero before those with a sign of
// their own: minus five is not five, nor is less than five.
func withSigns(text string, words []word, lowers []int32) []int32 {
	var out []int32
	for i, w := range words {
		sign, size := utf8.DecodeLastRuneInString(text[:w.Start])
		before, _ := utf8.DecodeLastRuneInString(text[:w.Start-size])
		if w.Digit && strings.ContainsRune("-−–+<>≤≥±~≈", sign) && !unicode.IsLetter(before) && !unicode.IsDigit(before) {
			if out == nil {
				out = slices.Clone(lowers[:i])
			}
			if sign == '−' || sign == '–' {
				sign = '-'
			}
			out = append(out, -int32(sign))
		}
		if out != nil {
			out = append(out, lowers[i])
		}
	}
	if out == nil {
		return lowers
	}
	return out
}

// ref is how the outside names a sentence.
func (s *story) ref(i int) Ref {
	return Ref{Report: s.given[s.sentences[i].report], Sentence: s.sentences[i].number}
}

// wording is the words of each sentence of each report, in the order of reports given.
func (s *story) wording() [][][]int32 {
	out := make([][][]int32, len(s.reports))
	for i := range s.sentences {
		report := s.given[s.sentences[i].report]
		out[report] = append(out[report], s.sentences[i].wording)
	}
	return out
}

// counts is the number of sentences of each report, in the order of reports given.
func (s *story) counts() []int {
	out := make([]int, len(s.reports))
	for place, given := range s.given {
		out[given] = s.first[place+1] - s.first[place]
	}
	return out
}

// weigh gives each term its weight: what it says anywhere, times how rare it is
// among the sentences of the story (K. Spärck Jones, "A statistical
// interpretation of term specificity", 1972). A term never seen elsewhere weighs
// as much as a rare one, never more.
func (s *story) weigh(r *reader) {
	for i := range s.sentences {
		s.sentences[i].han = r.hanPairs(s.sentences[i].words)
	}
	df := make([]int, len(r.terms))
	seen := make([]int, len(r.terms))
	for i := range s.sentences {
		sent := &s.sentences[i]
		count := func(t int32) {
			if t >= 0 && seen[t] <= i {
				seen[t], df[t] = i+1, df[t]+1
			}
		}
		for _, w := range sent.words {
			count(w.term)
			count(w.sense)
		}
		for _, t := range sent.han {
			count(t)
		}
	}
	s.rare = make([]float32, len(r.terms))
	s.weight = make([]float32, len(r.terms))
	n := float64(len(s.sentences))
	for t := range s.weight {
		s.rare[t] = float32(math.Log(1+n/float64(max(1, df[t]-1))) / math.Log(1+n))
		s.weight[t] = float32(r.background[t])
	}
}
