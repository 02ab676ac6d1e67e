package screen

import (
	"slices"
	"sort"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"

	"rashomon/annotate"
	"rashomon/internal/segment"
)

// stops are the words and the letters of a sentence that can be seen, in order: where a
// selection in it may begin and end. None of them splits a grapheme cluster (UAX #29).
type stops struct{ words, letters []annotate.Span }

const mostStops = 32 // sentences whose stops are kept

// stopsOf is the stops of sentence n.
func (p *Page) stopsOf(n int) stops {
	if s, ok := p.stops[n]; ok {
		return s
	}
	if p.stops == nil || len(p.stops) >= mostStops {
		p.stops = map[int]stops{}
	}
	sentence := p.Reading.Body.Sentences[n]
	s := findStops(p.Reading.Body.Text, sentence, p.Pane.Prose().Shown(sentence))
	p.stops[n] = s
	return s
}

// findStops is the stops of a sentence of which the cells at the offsets are shown.
func findStops(text string, sentence annotate.Span, shown []int) (out stops) {
	seen := func(s annotate.Span) bool {
		i := sort.SearchInts(shown, s.Start)
		return i < len(shown) && shown[i] < s.End
	}
	clusters := clustersIn(text, sentence)
	for _, c := range clusters {
		if seen(c) && !blank(text[c.Start:c.End]) {
			out.letters = append(out.letters, c)
		}
	}
	next := 0
	signs := func(until int) { // what is neither a word nor punctuation counts as a word of its own: emoji
		for ; next < len(out.letters) && out.letters[next].Start < until; next++ {
			if r, _ := utf8.DecodeRuneInString(text[out.letters[next].Start:]); unicode.IsSymbol(r) && r >= utf8.RuneSelf {
				out.words = append(out.words, out.letters[next])
			}
		}
	}
	for _, w := range segment.Words(text[sentence.Start:sentence.End]) {
		s := whole(clusters, annotate.Span{Start: sentence.Start + w.Start, End: sentence.Start + w.End})
		if !seen(s) {
			continue
		}
		signs(s.Start)
		for next < len(out.letters) && out.letters[next].Start < s.End {
			next++
		}
		if n := len(out.words); n > 0 && s.Start < out.words[n-1].End { // two words share a cluster
			out.words[n-1].End = max(s.End, out.words[n-1].End)
			continue
		}
		out.words = append(out.words, s)
	}
	if signs(len(text)); len(out.words) == 0 {
		out.words = out.letters
	}
	return out
}

func blank(text string) bool {
	for _, r := range text {
		if !unicode.IsSpace(r) {
			return false
		}
	}
	return true
}

// whole is a span widened to whole clusters.
func whole(clusters []annotate.Span, s annotate.Span) annotate.Span {
	i := sort.Search(len(clusters), func(i int) bool { return clusters[i].End > s.Start })
	j := sort.Search(len(clusters), func(i int) bool { return clusters[i].End >= s.End })
	if i < len(clusters) {
		s.Start = clusters[i].Start
	}
	if j < len(clusters) {
		s.End = clusters[j].End
	}
	return s
}

// clustersIn is the grapheme clusters that overlap a span of the text.
func clustersIn(text string, s annotate.Span) (out []annotate.Span) {
	at := surely(text, s.Start)
	for it := graphemes.FromString(text[at:]); it.Next(); {
		c := annotate.Span{Start: at + it.Start(), End: at + it.End()}
		if c.Start >= s.End {
			break
		}
		if c.End > s.Start {
			out = append(out, c)
		}
	}
	return out
}

// surely is the last place at the offset or before it of which it takes no look at what
// stands before to know that a cluster begins there: between two letters of ASCII, or two
// Han characters, or after a line.
func surely(text string, offset int) int {
	for offset > 0 {
		before, size := utf8.DecodeLastRuneInString(text[:offset])
		after, _ := utf8.DecodeRuneInString(text[offset:])
		if before == '\n' || alone(before) && alone(after) {
			break
		}
		offset -= size
	}
	return offset
}

func alone(r rune) bool { return r >= ' ' && r < 0x7f || unicode.Is(unicode.Han, r) }

// sentence is the sentence from its first letter to its last, of those that are seen.
func (s stops) sentence() []annotate.Span {
	if len(s.letters) == 0 {
		return nil
	}
	return []annotate.Span{{Start: s.letters[0].Start, End: s.letters[len(s.letters)-1].End}}
}

// after is the first stop of a kind that ends (or with start begins) after the offset.
func (p *Page) after(kind func(stops) []annotate.Span, offset int, start bool) (annotate.Span, bool) {
	sentences := p.Reading.Body.Sentences
	for n := max(annotate.SentenceAt(sentences, offset)-1, 0); n < len(sentences); n++ {
		for _, s := range kind(p.stopsOf(n)) {
			if !start && s.End > offset || start && s.Start > offset {
				return s, true
			}
		}
	}
	return annotate.Span{}, false
}

// before is the last stop of a kind that begins (or with end ends) before the offset.
func (p *Page) before(kind func(stops) []annotate.Span, offset int, end bool) (annotate.Span, bool) {
	sentences := p.Reading.Body.Sentences
	for n := min(annotate.SentenceAt(sentences, offset)+1, len(sentences)-1); n >= 0; n-- {
		for _, s := range slices.Backward(kind(p.stopsOf(n))) {
			if !end && s.Start < offset || end && s.End < offset {
				return s, true
			}
		}
	}
	return annotate.Span{}, false
}

func wordsOf(s stops) []annotate.Span     { return s.words }
func lettersOf(s stops) []annotate.Span   { return s.letters }
func sentencesOf(s stops) []annotate.Span { return s.sentence() }
