package adjudication

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"rashomon/annotate"
)

// Case is one sentence with all that is said of it by a scheme: what is decided on.
type Case struct {
	Article annotate.Article
	Body    annotate.Body
	Scheme  annotate.Scheme
	Number  int   // of the sentence
	Says    []Say // of the annotators, by their names
	Gold    Say   // what holds; it says nothing where nobody has decided

	taken map[annotate.ID]bool // IDs of gold in this article
}

// Say is what one annotator says of a sentence, and of words that begin in it.
type Say struct {
	Annotator string
	Sentence  annotate.Annotation   // without an ID where nothing is said of the sentence itself
	Spans     []annotate.Annotation // in the order of the text
}

// Cases are the sentences of an article of which something is said by the scheme, in order.
// What is said of earlier revisions of the text is left out.
//
// By a scheme for words only nobody says that there is nothing to label: an annotator counts
// for all sentences up to the last one in which she labels words.
func Cases(a annotate.Article, b annotate.Body, scheme annotate.Scheme, said []annotate.Annotation) []Case {
	return gather(a, b, scheme, said, -1)
}

// At is sentence n of an article, whether or not something is said of it.
func At(a annotate.Article, b annotate.Body, scheme annotate.Scheme, said []annotate.Annotation, n int) Case {
	if cases := gather(a, b, scheme, said, n); len(cases) > 0 {
		return cases[0]
	}
	return Case{Article: a, Body: b, Scheme: scheme, Number: n, taken: taken(a, scheme, said)}
}

// placed is an annotation with the number of the sentence in which it begins.
type placed struct {
	n int
	x *annotate.Annotation
}

// gather makes the cases, or that of sentence `only` unless it is -1.
func gather(a annotate.Article, b annotate.Body, scheme annotate.Scheme, said []annotate.Annotation, only int) (out []Case) {
	var all []placed
	last := map[string]int{} // annotator → the last sentence in which she says something
	for i := range said {
		x := &said[i]
		if x.Revision != a.Revision || x.Scheme != scheme.Name || x.Article != a.ID {
			continue
		}
		n := x.Sentence
		if n < 0 {
			n = annotate.SentenceAt(b.Sentences, x.Span.Start)
		}
		if n >= len(b.Sentences) {
			continue
		}
		if x.Annotator != annotate.Gold {
			last[x.Annotator] = max(last[x.Annotator], n)
		}
		if only < 0 || n == only {
			all = append(all, placed{n, x})
		}
	}
	slices.SortFunc(all, func(p, q placed) int {
		return cmp.Or(cmp.Compare(p.n, q.n), cmp.Compare(p.x.Annotator, q.x.Annotator), cmp.Compare(q.x.Sentence, p.x.Sentence),
			cmp.Compare(p.x.Span.Start, q.x.Span.Start), cmp.Compare(q.x.Span.End, p.x.Span.End), cmp.Compare(p.x.ID, q.x.ID))
	})
	ids := taken(a, scheme, said)
	for len(all) > 0 {
		end := 1
		for end < len(all) && all[end].n == all[0].n {
			end++
		}
		c := Case{Article: a, Body: b, Scheme: scheme, Number: all[0].n, taken: ids}
		c.fill(all[:end])
		if scheme.BySpans() {
			c.hush(last)
		}
		out, all = append(out, c), all[end:]
	}
	return out
}

// taken is the IDs that gold of an article has.
func taken(a annotate.Article, scheme annotate.Scheme, said []annotate.Annotation) map[annotate.ID]bool {
	var out map[annotate.ID]bool
	for _, x := range said {
		if x.Annotator == annotate.Gold && x.Article == a.ID {
			if out == nil {
				out = map[annotate.ID]bool{}
			}
			out[x.ID] = true
		}
	}
	return out
}

// fill puts what is said of the sentence, sorted by annotator, into the case.
func (c *Case) fill(all []placed) {
	for _, p := range all {
		say := &c.Gold
		if p.x.Annotator != annotate.Gold {
			if n := len(c.Says); n == 0 || c.Says[n-1].Annotator != p.x.Annotator {
				c.Says = append(c.Says, Say{})
			}
			say = &c.Says[len(c.Says)-1]
		}
		say.Annotator = p.x.Annotator
		if p.x.Sentence >= 0 {
			say.Sentence = *p.x
		} else {
			say.Spans = append(say.Spans, *p.x)
		}
	}
}

// hush adds the annotators who labelled no words here, and some further on.
func (c *Case) hush(last map[string]int) {
	for _, name := range slices.Sorted(maps.Keys(last)) {
		i, has := slices.BinarySearchFunc(c.Says, name, func(s Say, name string) int { return cmp.Compare(s.Annotator, name) })
		if !has && last[name] >= c.Number {
			c.Says = slices.Insert(c.Says, i, Say{Annotator: name})
		}
	}
}

// Empty says whether nothing is said.
func (s Say) Empty() bool { return s.Sentence.ID == 0 && len(s.Spans) == 0 }

// Rated says whether the sentence itself is labelled or skipped.
func (s Say) Rated() bool { return s.Sentence.Rated() }

// Updated is when it was last said otherwise.
func (s Say) Updated() time.Time {
	at := s.Sentence.Updated
	for _, x := range s.Spans {
		if x.Updated.After(at) {
			at = x.Updated
		}
	}
	return at
}

// labelled is the spans that carry a label.
func (s Say) labelled() (out []annotate.Annotation) {
	for _, x := range s.Spans {
		if x.Rated() {
			out = append(out, x)
		}
	}
	return out
}

// What is the labels of the sentence in the scheme's order, joined by +; "skipped" where it is
// skipped, which is the later word whatever labels are left, and empty where there are none.
func (s Say) What(scheme annotate.Scheme) string {
	labels, skipped, _ := s.Sentence.Rating()
	if skipped {
		return "skipped"
	}
	return strings.Join(inScheme(labels, scheme), "+")
}

// inScheme is labels in the scheme's order; those that it does not know come after.
func inScheme(labels []string, scheme annotate.Scheme) []string {
	if len(labels) < 2 {
		return labels
	}
	place := func(name string) int {
		i := slices.IndexFunc(scheme.Labels, func(l annotate.Label) bool { return l.Name == name })
		if i < 0 {
			return len(scheme.Labels)
		}
		return i
	}
	out := slices.Clone(labels)
	slices.SortFunc(out, func(a, b string) int { return cmp.Or(cmp.Compare(place(a), place(b)), cmp.Compare(a, b)) })
	return out
}

// same says whether two say the same in what is of a kind.
func same(a, b *Say, k Kind) bool {
	switch k {
	case Labels:
		return a.sentenceKey() == b.sentenceKey()
	case Spans:
		return a.spanKey(false) == b.spanKey(false)
	}
	return a.Sentence.Speaker == b.Sentence.Speaker && maps.Equal(a.Sentence.Attributes, b.Sentence.Attributes) && a.spanKey(true) == b.spanKey(true)
}

// sentenceKey is the same for two that say the same of the sentence.
func (s Say) sentenceKey() string {
	labels, skipped, _ := s.Sentence.Rating()
	switch {
	case skipped:
		return "\x00skipped"
	case len(labels) == 1:
		return labels[0]
	}
	return strings.Join(slices.Sorted(slices.Values(labels)), "\x00")
}

// spanKey is the same for two that label the same words alike; with details also if they say
// the same of who speaks them, and of their attributes.
func (s Say) spanKey(details bool) string {
	var keys []string
	for _, x := range s.Spans {
		if len(x.Labels) == 0 {
			continue
		}
		k := fmt.Sprintf("%d %d %q", x.Span.Start, x.Span.End, slices.Sorted(slices.Values(x.Labels)))
		if details {
			k += fmt.Sprintf(" %q %q", x.Speaker, x.Attributes) // fmt sorts the keys of maps
		}
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return strings.Join(keys, "\n")
}

// speaking is who says something that can be compared: of the sentence, or of words in it.
func (c *Case) speaking() []*Say {
	out := make([]*Say, 0, len(c.Says))
	for i := range c.Says {
		if s := &c.Says[i]; c.speaks(s) {
			out = append(out, s)
		}
	}
	return out
}

// speaks says whether somebody says something that can be compared.
func (c *Case) speaks(s *Say) bool {
	return c.Scheme.BySpans() || s.Rated() || slices.ContainsFunc(s.Spans, annotate.Annotation.Rated)
}

// voting is whose labels of the sentence count; where nobody labels it, whose spans do.
func (c *Case) voting() []*Say {
	speaking := c.speaking()
	if c.Scheme.BySpans() {
		return speaking
	}
	out := make([]*Say, 0, len(speaking))
	for _, s := range speaking {
		if s.Rated() {
			out = append(out, s)
		}
	}
	if len(out) == 0 {
		return speaking
	}
	return out
}

// Differ is in what annotators differ, and how much: the entropy of what they say, in bits,
// times how many say it. Ok is false where they do not.
func (c *Case) Differ() (k Kind, weight float64, ok bool) {
	speaking := c.speaking()
	if len(speaking) < 2 {
		return Details, 0, false
	}
	for k := Labels; k <= Details; k++ {
		says := speaking
		if k == Labels {
			says = c.voting()
		}
		if shares := votes(says, k); len(shares) > 1 {
			return k, entropy(shares) * float64(len(says)), true
		}
	}
	return Details, 0, false
}

// votes is how many say each of the things that are said, the fewest first.
func votes(says []*Say, k Kind) (counts []int) {
	done := make([]bool, len(says))
	for i := range says {
		if done[i] {
			continue
		}
		n := 0
		for j := i; j < len(says); j++ {
			if !done[j] && (j == i || same(says[i], says[j], k)) {
				done[j] = true
				n++
			}
		}
		counts = append(counts, n)
	}
	slices.Sort(counts)
	return counts
}

// entropy is Shannon's, in bits.
func entropy(counts []int) (bits float64) {
	all := 0
	for _, n := range counts {
		all += n
	}
	for _, n := range counts {
		p := float64(n) / float64(all)
		bits -= p * math.Log2(p)
	}
	return bits
}

// How is how they differ, in words: 2 claim, 1 fact; same labels, other words.
func (c *Case) How() string {
	k, _, ok := c.Differ()
	switch {
	case !ok && len(c.speaking()) < 2:
		return "said by one only"
	case !ok:
		return "they agree"
	case k == Spans && len(c.voting()) > 0 && c.voting()[0].Rated():
		return "same labels, other words"
	case k == Spans:
		return "other words"
	case k == Details:
		return "same labels, other " + c.details()
	}
	counts := map[string]int{}
	for _, s := range c.voting() {
		counts[cmp.Or(s.What(c.Scheme), "no label")]++
	}
	names := slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
	})
	for i, name := range names {
		names[i] = fmt.Sprintf("%d %s", counts[name], name)
	}
	return strings.Join(names, ", ")
}

// details is whether it is speakers or attributes that differ.
func (c *Case) details() string {
	speakers, answers := false, false
	says := c.speaking()
	for _, s := range says {
		speakers = speakers || s.Sentence.Speaker != says[0].Sentence.Speaker
		answers = answers || !maps.Equal(s.Sentence.Attributes, says[0].Sentence.Attributes)
	}
	switch {
	case speakers && answers:
		return "speakers and answers"
	case answers:
		return "answers"
	case speakers:
		return "speakers"
	}
	return "details of words"
}

// State is how far the sentence is decided.
func (c *Case) State() State {
	g := c.Gold
	if g.Sentence.Flag == annotate.Flagged {
		return LeftOpen
	}
	rated := slices.ContainsFunc(c.Says, Say.Rated)
	if !g.Rated() && (rated || len(g.labelled()) == 0 && g.Sentence.Note == "") {
		return Open
	}
	if len(c.Since()) > 0 {
		return Stale
	}
	return Decided
}
