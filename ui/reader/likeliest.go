package reader

import (
	"fmt"
	"math"
	"unicode/utf8"

	"rashomon/annotate"
	"rashomon/annotate/anchor"
	"rashomon/internal/segment"
)

// likeliest finds where in a text it may belong what was said of an older one. What stands
// there for certain was found when the text came in; this is for somebody to look at.
type likeliest struct {
	body  annotate.Body
	text  *anchor.Text
	words map[string][]int // word → the sentences that have it; nil until it is needed
	found map[annotate.ID]place
}

// place is where an orphan may belong.
type place struct {
	target annotate.Target
	why    string // what speaks for it
	ok     bool   // there is such a place
}

func newLikeliest(b annotate.Body) *likeliest {
	return &likeliest{body: b, text: anchor.NewText(b.Text), found: map[annotate.ID]place{}}
}

const (
	mostEdits   = 0.3 // of a quote's code points: with more it only looks alike
	leastShared = 0.3 // of the weight of a quote's words
)

// of is the place for an orphan: where nearly its words stand, else the sentence that has most
// of them, rare words counting more.
func (l *likeliest) of(x annotate.Annotation) place {
	p, known := l.found[x.ID]
	if !known {
		if p = l.passage(x); !p.ok {
			p = l.sentence(x)
		}
		l.found[x.ID] = p
	}
	return p
}

func (l *likeliest) passage(x annotate.Annotation) place {
	f, ok := l.text.Find(anchor.Passage{Quote: x.Quote, At: x.Span.Start})
	if !ok || len(l.body.Sentences) == 0 || float64(f.Edits) > mostEdits*float64(utf8.RuneCountInString(x.Quote)) {
		return place{}
	}
	out := place{target: annotate.OnSpan(f.Span), why: "nearly the same words", ok: true}
	if f.Edits == 0 {
		out.why = "the same words stand there"
	}
	if x.Sentence < 0 {
		return out
	}
	first := annotate.SentenceAt(l.body.Sentences, f.Span.Start)
	out.target = annotate.OnSentence(first)
	for n, most := first, 0; n < len(l.body.Sentences) && l.body.Sentences[n].Start < f.Span.End; n++ {
		s := l.body.Sentences[n]
		if shared := min(s.End, f.Span.End) - max(s.Start, f.Span.Start); shared > most {
			out.target, most = annotate.OnSentence(n), shared
		}
	}
	return out
}

func (l *likeliest) sentence(x annotate.Annotation) place {
	l.read()
	had, weights, shared, all := map[string]bool{}, map[int]float64{}, map[int]int{}, 0.0
	for _, w := range segment.Words(x.Quote) {
		if had[w.Lower] {
			continue
		}
		had[w.Lower] = true
		in := l.words[w.Lower]
		weight := math.Log(1 + float64(len(l.body.Sentences))/float64(len(in)+1))
		all += weight
		for _, n := range in {
			weights[n] += weight
			shared[n]++
		}
	}
	best := -1
	for n := range l.body.Sentences {
		if weights[n] > 0 && (best < 0 || weights[n] > weights[best]) {
			best = n
		}
	}
	if best < 0 || weights[best] < leastShared*all {
		return place{}
	}
	return place{annotate.OnSentence(best), fmt.Sprintf("%d of its %d words stand there", shared[best], len(had)), true}
}

// read notes which sentences have which words.
func (l *likeliest) read() {
	if l.words != nil {
		return
	}
	l.words = map[string][]int{}
	for n := range l.body.Sentences {
		for _, w := range segment.Words(l.body.Sentence(n)) {
			if in := l.words[w.Lower]; len(in) == 0 || in[len(in)-1] != n {
				l.words[w.Lower] = append(in, n)
			}
		}
	}
}
