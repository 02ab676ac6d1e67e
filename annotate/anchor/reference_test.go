package anchor

import (
	"math"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"

	"rashomon/annotate"
)

// obvious is the place for which most speaks, found the slow way: every stretch of the text that
// is the quote but for at most min(256, length/2) edits is weighed, unless another that shares
// something with it is more like the quote.
func obvious(text string, p Passage) (best Found, ok bool) {
	runes, quote := []rune(text), []rune(p.Quote)
	offsets := []int{}
	for i := range text {
		offsets = append(offsets, i)
	}
	offsets = append(offsets, len(text))
	most := min(mostEdits, len(quote)/2)
	var places []Found
	fewest := make([]int, len(text)) // edits of a place that has the byte
	for i := range fewest {
		fewest[i] = math.MaxInt
	}
	for start := range runes {
		end := min(len(runes), start+len(quote)+most)
		for n, edits := range distances(quote, runes[start:end], true) {
			if edits > most || !wellCut(p, runes, start, start+n+1) {
				continue
			}
			f := Found{Span: annotate.Span{Start: offsets[start], End: offsets[start+n+1]}, Edits: edits}
			places = append(places, f)
			for i := f.Span.Start; i < f.Span.End; i++ {
				fewest[i] = min(fewest[i], edits)
			}
		}
	}
	for _, f := range places {
		if slices.Min(fewest[f.Span.Start:f.Span.End]) < f.Edits {
			continue
		}
		score, enough := weighed(text, p, f.Span, f.Edits)
		if f.Score = score; score > best.Score {
			best, ok = f, enough
		}
	}
	return best, ok
}

// wellCut says whether a place has no white space at its ends, and all of a word that the quote
// had all of.
func wellCut(p Passage, runes []rune, start, end int) bool {
	whole := func(before, after string, i int) bool {
		a, _ := utf8.DecodeLastRuneInString(before)
		b, _ := utf8.DecodeRuneInString(after)
		return within(a, b) || i == 0 || i == len(runes) || !within(runes[i-1], runes[i])
	}
	return !unicode.IsSpace(runes[start]) && !unicode.IsSpace(runes[end-1]) && whole(p.Prefix, p.Quote, start) && whole(p.Quote, p.Suffix, end)
}

// weighed is what a place weighs, by the weights as they are written down.
func weighed(text string, p Passage, s annotate.Span, edits int) (score float64, enough bool) {
	length := float64(utf8.RuneCountInString(p.Quote))
	before, after := annotate.Context(text, s, Around)
	prefix, suffix := alikeness(p.Prefix, before, true), alikeness(p.Suffix, after, false)
	near := max(0, 1-math.Abs(float64(s.Start-p.At))/float64(len(text)))
	sum := 50*(1-float64(edits)/length) + 20*prefix + 20*suffix
	return (sum + 2*near) / 92, (length >= Around || prefix+suffix >= 1) && (edits == 0 || sum >= .6*90)
}

// alikeness is how much of a context stands in the part of another that is next to the quote.
func alikeness(context, there string, atEnd bool) float64 {
	c, r := []rune(context), []rune(there)
	if len(c) == 0 {
		return 1
	}
	if n := min(len(c), len(r)); atEnd {
		r = r[len(r)-n:]
	} else {
		r = r[:n]
	}
	least := len(c)
	for _, edits := range distances(c, r, false) {
		least = min(least, edits)
	}
	return 1 - float64(least)/float64(len(c))
}

// changed is a text after a random revision: of words, sentences, paragraphs, case and lines.
func changed(t *rapid.T, paragraphs [][]string) string {
	var out []string
	for _, p := range paragraphs {
		var sentences []string
		for _, s := range p {
			w := strings.Fields(s)
			switch rapid.IntRange(0, 11).Draw(t, "edit") {
			case 0:
				continue
			case 1:
				w[rapid.IntRange(0, len(w)-1).Draw(t, "word")] = rapid.SampledFrom(words).Draw(t, "new word")
			case 2:
				sentences = append(sentences, s)
			case 3:
				sentences = append(sentences, sentence(t))
			case 4:
				i := rapid.IntRange(0, len(w)-1).Draw(t, "word")
				w[i] = strings.ToUpper(w[i])
			case 5:
				i := rapid.IntRange(0, len(w)-1).Draw(t, "word")
				w = append(w[:i:i], w[min(i+2, len(w)):]...)
			}
			if len(w) > 0 {
				sentences = append(sentences, strings.Join(w, " "))
			}
		}
		text := strings.Join(sentences, " ")
		switch at := len(out); rapid.IntRange(0, 7).Draw(t, "paragraph") {
		case 0:
		case 1:
			at = rapid.IntRange(0, len(out)).Draw(t, "to")
			fallthrough
		default:
			out = append(out[:at:at], append([]string{text}, out[at:]...)...)
		}
	}
	return strings.Join(out, " ")
}

// Nowhere in the text speaks more for a passage than where it is found; and it is found where much
// speaks for a place. Where little does it may be lost, never elsewhere.
func TestFindAgainstTheObvious(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		paragraphs := rapid.SliceOfN(rapid.SliceOfN(rapid.Custom(sentence), 1, 3), 1, 3).Draw(t, "paragraphs")
		var all []string
		for _, p := range paragraphs {
			all = append(all, p...)
		}
		old := strings.Join(all, " ")
		text := changed(t, paragraphs)
		runes := []rune(old)
		start := rapid.IntRange(0, len(runes)-1).Draw(t, "start")
		end := rapid.IntRange(start+1, min(len(runes), start+60)).Draw(t, "end")
		quote := strings.TrimSpace(string(runes[start:end]))
		if quote == "" {
			return
		}
		at := strings.Index(old[len(string(runes[:start])):], quote) + len(string(runes[:start]))
		p := PassageOf(old, annotate.Span{Start: at, End: at + len(quote)})
		got, ok := NewText(text).Find(p)
		best, is := obvious(text, p)
		slack := 1e-9
		if got.Span.Overlaps(best.Span) {
			slack = 0.05 // the same place, cut a letter away
		}
		switch {
		case ok && (got.Edits > min(mostEdits, utf8.RuneCountInString(p.Quote)/2)+longestWord):
			t.Fatalf("%q: found %q, %d edits", p.Quote, text[got.Span.Start:got.Span.End], got.Edits)
		case is && !ok && best.Score > .7, is && ok && best.Score > got.Score+slack:
			t.Fatalf("%q in %q in %q:\nfound %v %+v %q\nand is %+v %q", p.Quote, old, text, ok, got, text[got.Span.Start:got.Span.End], best, text[best.Span.Start:best.Span.End])
		}
	})
}
