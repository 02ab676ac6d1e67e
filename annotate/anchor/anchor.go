// Package anchor finds what was said of one text in another: a newer revision of an article.
package anchor

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"rashomon/annotate"
)

// Around is the code points before and after a quote that help to find it again.
const Around = 32

// Passage is some words of a text, with what they stood between.
type Passage struct {
	Quote          string
	Prefix, Suffix string // at most Around code points; shorter only where the text begins or ends there
	At             int    // the byte where the quote began
}

// PassageOf is the passage at a span of a text, which must hold it.
func PassageOf(text string, s annotate.Span) Passage {
	before, after := annotate.Context(text, s, Around)
	return Passage{Quote: text[s.Start:s.End], Prefix: before, Suffix: after, At: s.Start}
}

// Found is where a passage stands.
type Found struct {
	Span  annotate.Span // it cuts no rune
	Edits int           // code points by which what stands there differs from the quote
	Score float64       // from 0 to 1: how much speaks for it
}

// Text is a text in which passages are looked for.
type Text struct {
	text    string
	runes   []rune // made when they are needed first
	offsets []int  // where each of them begins; and the end of the text
	index   *index // of a long text
}

// NewText makes a text ready to look for passages.
func NewText(text string) *Text { return &Text{text: text} }

// Find looks for a passage; ok is false where it is nowhere, so that it is better said to be
// lost than put somewhere.
//
// Where the quote stands as it was, those places are weighed: by what stands before and after
// it, and a little by how near it is to where it was. Where more could speak for another place,
// or it stands nowhere, what differs in at most min(256, length/2) code points is weighed as well
// (G. Myers, "A fast bit-vector algorithm for approximate string matching", Journal of the ACM 46,
// 1999): a copy that stands elsewhere does not win over the passage itself with a letter changed.
// Of places that weigh the same it is the nearest to the old one, and of those the first. A quote
// that is shorter than what is known of its surroundings is found only where these are there as
// well: short words are everywhere. Where too little speaks for the best place there is no other.
// In a text of more than 16,384 code points what differs is looked for only where some of the
// rarest words of the passage are, so that most of what is nowhere costs next to nothing.
//
// The way is that of the Hypothesis annotator's (github.com/hypothesis/client, match-quote):
// quote 50, prefix 20, suffix 20, nearness 2.
func (t *Text) Find(p Passage) (f Found, ok bool) {
	if p.Quote == "" || !utf8.ValidString(p.Quote) {
		return Found{}, false
	}
	if t.unmoved(p) {
		return Found{Span: annotate.Span{Start: p.At, End: p.At + len(p.Quote)}, Score: 1}, true
	}
	w := newWeighing(t.text, p)
	f, ok = w.best(t.exact(w))
	if most := w.mayDiffer(f.Score); most > 0 {
		if g, enough := w.best(t.alike(w, most)); g.Score > f.Score {
			f, ok = g, enough
		}
	}
	if !ok {
		return Found{}, false
	}
	return f, true
}

// unmoved says whether the passage stands where it did, between what it did.
func (t *Text) unmoved(p Passage) bool {
	start, end := p.At-len(p.Prefix), p.At+len(p.Quote)+len(p.Suffix)
	return start >= 0 && end <= len(t.text) && t.text[start:p.At] == p.Prefix && t.text[p.At:p.At+len(p.Quote)] == p.Quote && t.text[end-len(p.Suffix):end] == p.Suffix
}

// mostCandidates is how many places are weighed, of more than that those which look best.
const mostCandidates = 1024

// exact is the places where the quote stands as it was.
func (t *Text) exact(w *weighing) (out []Found) {
	type place struct{ at, shared, away int }
	var places []place
	better := func(a, b place) int {
		return cmp.Or(cmp.Compare(b.shared, a.shared), cmp.Compare(a.away, b.away), cmp.Compare(a.at, b.at))
	}
	if t.index != nil && t.index.without(w.Quote) {
		return nil
	}
	step, _ := utf8.DecodeRuneInString(w.Quote)
	for at := 0; ; at += utf8.RuneLen(step) {
		i := strings.Index(t.text[at:], w.Quote)
		if i < 0 {
			break
		}
		at += i
		places = append(places, place{at, w.shared(at, at+len(w.Quote)), abs(at - w.At)})
		if len(places) == 4*mostCandidates {
			slices.SortFunc(places, better)
			places = places[:mostCandidates]
		}
	}
	slices.SortFunc(places, better)
	for _, x := range places[:min(len(places), mostCandidates)] {
		out = append(out, Found{Span: annotate.Span{Start: x.at, End: x.at + len(w.Quote)}})
	}
	return out
}

// mostAlike is how many of those that are nearly the quote.
const mostAlike = 16

// mostEdits is the most code points in which what is found may differ from its quote.
const mostEdits = 256

// alike is the places where something stands that is the quote but for at most so many edits.
func (t *Text) alike(w *weighing, most int) (out []Found) {
	if t.text == "" {
		return nil
	}
	quote := []rune(w.Quote)
	if t.runes == nil {
		t.open()
	}
	pattern := newPattern(quote)
	ends := t.ends(pattern, w.Passage, most)
	old, _ := slices.BinarySearch(t.offsets, w.At)
	slices.SortFunc(ends, func(a, b hit) int {
		return cmp.Or(cmp.Compare(a.edits, b.edits), cmp.Compare(abs(a.ends[0]-len(quote)-old), abs(b.ends[0]-len(quote)-old)), cmp.Compare(a.ends[0], b.ends[0]))
	})
	slices.Reverse(quote)
	backward := newPattern(quote)
	for _, x := range ends[:min(len(ends), mostAlike)] {
		seen := map[[2]int]bool{}
		for _, end := range x.ends {
			for _, n := range backward.reach(t.runes, end, x.edits) {
				for _, cut := range t.cuts(w, end-n, end) {
					if first, last := cut[0], cut[1]; first < last && !seen[cut] {
						seen[cut] = true
						f := Found{Span: annotate.Span{Start: t.offsets[first], End: t.offsets[last]}, Edits: x.edits}
						if first != end-n || last != end {
							f.Edits = pattern.distance(t.runes[first:last], x.edits+abs(end-n-first)+abs(end-last))
						}
						out = append(out, f)
					}
				}
			}
		}
	}
	return out
}

// ends is where what is the pattern but for most edits ends in the text.
func (t *Text) ends(pattern *pattern, p Passage, most int) (out []hit) {
	if t.index == nil {
		return pattern.ends(t.runes, most)
	}
	for _, window := range t.index.windows(p, len(t.runes)) {
		for _, x := range pattern.ends(t.runes[window[0]:window[1]], most) {
			for i := range x.ends {
				x.ends[i] += window[0]
			}
			out = append(out, x)
		}
	}
	return out
}

func (t *Text) open() {
	t.runes, t.offsets = make([]rune, 0, len(t.text)), make([]int, 0, len(t.text)+1)
	for i, r := range t.text {
		t.runes, t.offsets = append(t.runes, r), append(t.offsets, i)
	}
	t.offsets = append(t.offsets, len(t.text))
	if len(t.runes) > longText {
		t.index = newIndex(t.runes)
	}
}

func abs(n int) int { return max(n, -n) }
