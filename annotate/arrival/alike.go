package arrival

import (
	"slices"
	"unicode"

	"rashomon/annotate"
)

// How much of the shorter of two texts must be in the other, for one to be a revision of the other.
// Prose on different matters shares a twentieth, seldom a tenth; a page that was written anew from
// the same facts shares names, numbers, quotes and some sentences.
const (
	leastAlike = 0.2
	leastNamed = 0.1 // where they are called the same
)

// enough says whether two articles share enough to be texts of one.
func enough(a, b annotate.Article, share float64) bool {
	if named := annotate.Line(a.Title) == annotate.Line(b.Title) && !a.TitleMade && !b.TitleMade; named {
		return share >= leastNamed
	}
	return share >= leastAlike
}

// shingle is how many letters in a row are looked for in both: about two words.
const shingle = 9

// shingles is each of a text in its order by hash: of its letters and digits, in small letters, so
// that marks and ends of lines do not matter, in any script, whether it has blanks or not.
type shingles []uint32

func shinglesOf(text string) shingles {
	out := make(shingles, 0, len(text))
	var last [shingle]rune
	n, blank := 0, false
	for _, r := range text {
		if !unicode.In(r, unicode.L, unicode.M, unicode.N) {
			blank = n > 0
			continue
		}
		if blank {
			out, n, blank = appendShingle(out, &last, ' ', n), n+1, false
		}
		out, n = appendShingle(out, &last, unicode.ToLower(r), n), n+1
	}
	if n > 0 && n < shingle { // too short for one
		out = append(out, hashRunes(last[shingle-n:]))
	}
	slices.Sort(out)
	return out
}

// appendShingle appends what ends with the rune, the n-th of a text.
func appendShingle(out shingles, last *[shingle]rune, r rune, n int) shingles {
	copy(last[:], last[1:])
	last[shingle-1] = r
	if n+1 < shingle {
		return out
	}
	return append(out, hashRunes(last[:]))
}

func hashRunes(runes []rune) uint32 {
	hash := uint64(14695981039346656037) // FNV-1a, a rune at a time
	for _, r := range runes {
		hash = (hash ^ uint64(r)) * 1099511628211
	}
	return uint32(hash ^ hash>>32)
}

// shared is how much of the shorter of two texts is in the other, from 0 to 1 (the overlap
// coefficient of D. Szymkiewicz, "Une contribution statistique à la géographie floristique", Acta
// Societatis Botanicorum Poloniae 11, 1934): a report that grows stays the same.
func shared(a, b shingles) float64 {
	both, least := 0, min(len(a), len(b))
	for i, k := 0, 0; i < len(a) && k < len(b); {
		switch {
		case a[i] < b[k]:
			i++
		case a[i] > b[k]:
			k++
		default:
			both, i, k = both+1, i+1, k+1
		}
	}
	return float64(both) / float64(max(least, 1))
}
