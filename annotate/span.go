package annotate

import (
	"sort"
	"unicode/utf8"
)

// Span is a half-open range of bytes of an article's text.
type Span struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

// Len is the length in bytes.
func (s Span) Len() int { return s.End - s.Start }

// Holds says whether the byte offset lies inside.
func (s Span) Holds(offset int) bool { return s.Start <= offset && offset < s.End }

// Overlaps says whether the two spans share a byte.
func (s Span) Overlaps(t Span) bool { return s.Start < t.End && t.Start < s.End }

// In says whether the span lies inside text, is not empty, and cuts no rune.
func (s Span) In(text string) bool {
	return 0 <= s.Start && s.Start < s.End && s.End <= len(text) &&
		utf8.RuneStart(text[s.Start]) && (s.End == len(text) || utf8.RuneStart(text[s.End]))
}

// SentenceAt is the number of the sentence that holds the byte offset, or else of the
// last one that begins before it; 0 where none does. Sentences are in order and disjoint.
func SentenceAt(sentences []Span, offset int) int {
	i := sort.Search(len(sentences), func(i int) bool { return sentences[i].Start > offset })
	return max(i-1, 0)
}

// Units converts between byte offsets and code points of one text, in either direction
// in a short walk from the nearest of the points it keeps.
type Units struct {
	text  string
	runes []int // code points before byte i*unitsStep, counted to the rune that begins there or before
}

const unitsStep = 256 // bytes between kept points: a walk is at most this long

// NewUnits reads the text once.
func NewUnits(text string) *Units {
	u := &Units{text: text, runes: make([]int, 0, len(text)/unitsStep+1)}
	n := 0
	for i := range len(text) {
		if i%unitsStep == 0 {
			u.runes = append(u.runes, n)
		}
		if utf8.RuneStart(text[i]) {
			n++
		}
	}
	return u
}

// Rune is the number of code points that begin before the byte offset.
func (u *Units) Rune(offset int) int {
	if len(u.runes) == 0 {
		return 0
	}
	offset = min(max(offset, 0), len(u.text))
	k := min(offset/unitsStep, len(u.runes)-1)
	n := u.runes[k]
	for i := k * unitsStep; i < offset; i++ {
		if utf8.RuneStart(u.text[i]) {
			n++
		}
	}
	return n
}

// Context is up to n code points of text before and after the span.
func Context(text string, s Span, n int) (before, after string) {
	i := s.Start
	for k := 0; k < n && i > 0; k++ {
		_, size := utf8.DecodeLastRuneInString(text[:i])
		i -= size
	}
	j := s.End
	for k := 0; k < n && j < len(text); k++ {
		_, size := utf8.DecodeRuneInString(text[j:])
		j += size
	}
	return text[i:s.Start], text[s.End:j]
}
