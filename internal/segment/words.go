package segment

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/words"
	"golang.org/x/text/unicode/norm"
)

// Word is a token worth comparing: letters, digits, or a sign that gives a
// number its meaning (currency, per cent, degree). White space and punctuation
// are never words.
type Word struct {
	Span
	// Lower is the word in lower case, in normal form NFKC, with typographic
	// apostrophes made straight; two spellings of the same word compare equal.
	Lower string
	// Upper says whether the word as written starts with a capital letter.
	Upper bool
	// Digit says whether the word starts with a digit.
	Digit bool
}

// Words returns the words of text in order; spans are bytes of text.
//
// Boundaries are those of UAX #29, with one join of our own: the final full
// stop of an acronym belongs to it ("U.S."). Hyphens separate words, so that
// "Iran-backed" and "backed by Iran" share two. A Han character is a word of
// its own; whoever weighs words should weigh pairs of neighbours (see [IsHan]).
func Words(text string) []Word {
	out := make([]Word, 0, len(text)/6+1)
	it := words.FromString("")
	for at := 0; at < len(text); {
		end := plainWord(text, at)
		if end == at {
			it.SetText(text[at:])
			it.Next()
			end = at + it.End()
		}
		r, size := utf8.DecodeRuneInString(text[at:])
		if !startsWord(r, text[at+size:end]) {
			at = end
			continue
		}
		if end < len(text) && text[end] == '.' && isAcronym(text[at:end]) {
			end++
		}
		out = append(out, Word{
			Span:  Span{Start: at, End: end},
			Lower: lower(text[at:end]),
			Upper: unicode.IsUpper(r),
			Digit: unicode.IsDigit(r),
		})
		at = end
	}
	return out
}

// plainWord is a short cut past UAX #29 for what most text is made of: it returns
// the end of the run of ASCII letters and digits at at, or of one ASCII sign, where
// no rule could carry the segment further; else at itself.
func plainWord(text string, at int) int {
	end := at
	for end < len(text) && isAlnum(text[end]) {
		end++
	}
	next := func(i int) bool {
		return i == len(text) || text[i] < utf8.RuneSelf && !isAlnum(text[i]) && text[i] != '_'
	}
	switch {
	case end == at:
		if text[at] < utf8.RuneSelf && text[at] != '_' && (at+1 == len(text) || text[at+1] < utf8.RuneSelf) {
			return at + 1
		}
	case end == len(text):
		return end
	case strings.IndexByte(".,:;'\"", text[end]) >= 0:
		if next(end + 1) {
			return end
		}
	case next(end):
		return end
	}
	return at
}

func isAlnum(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}

// startsWord says whether a UAX #29 segment that begins with r is a word.
// Segments that begin with a connector ("_") or mark count when a letter or
// digit follows.
func startsWord(r rune, rest string) bool {
	switch {
	case r < utf8.RuneSelf:
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '$' || r == '%' {
			return true
		}
		if r != '_' {
			return false
		}
	case unicode.IsLetter(r), unicode.IsNumber(r), unicode.Is(unicode.Sc, r), r == '°', r == '٪', r == '%', r == '‰':
		return true
	}
	return strings.ContainsFunc(rest, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
}

// isAcronym reports single letters with full stops between them: "U.S".
func isAcronym(s string) bool {
	dots, letter := 0, false
	for _, r := range s {
		switch {
		case r == '.' && letter:
			dots, letter = dots+1, false
		case unicode.IsLetter(r) && !letter:
			letter = true
		default:
			return false
		}
	}
	return dots > 0 && letter
}

// lower folds case, compatibility forms and apostrophes.
func lower(s string) string {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			s = strings.ToLower(norm.NFKC.String(s))
			return strings.NewReplacer("’", "'", "‘", "'", "ʼ", "'").Replace(s)
		}
	}
	return strings.ToLower(s)
}

// IsHan says whether a word is written in Han characters, where a single
// character means little and pairs of neighbours carry the sense.
func IsHan(word string) bool {
	r, _ := utf8.DecodeRuneInString(word)
	return unicode.Is(unicode.Han, r)
}
