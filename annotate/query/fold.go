package query

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// fold is text without what one may leave out when typing it: case, accents, vowel points,
// invisible characters, and the difference between typographic and plain letters. It goes
// character by character, so that the fold of a text holds the folds of its parts.
func fold(s string) string {
	if isASCII(s) {
		return strings.ToLower(s) // s itself where it is in lower case
	}
	return string(appendFold(make([]byte, 0, len(s)), s))
}

func isASCII(s string) bool { return foreign(s, 0) == len(s) }

// foreign is the first byte from at that is not ASCII, or the length.
func foreign(s string, at int) int {
	for ; at+8 <= len(s); at += 8 { // the compiler reads them as one number
		if p := s[at : at+8]; (p[0]|p[1]|p[2]|p[3]|p[4]|p[5]|p[6]|p[7])&utf8.RuneSelf != 0 {
			break
		}
	}
	for at < len(s) && s[at] < utf8.RuneSelf {
		at++
	}
	return at
}

func appendFold(out []byte, s string) []byte {
	for _, r := range s {
		switch {
		case 'A' <= r && r <= 'Z':
			out = append(out, byte(r)|0x20)
		case r < utf8.RuneSelf:
			out = append(out, byte(r))
		case r == 'й', r == 'Й': // a letter of its own
			out = append(out, "й"...)
		case 0x3400 <= r && r <= 0x9fff: // Han: stands for itself
			out = utf8.AppendRune(out, r)
		default:
			out = appendApart(out, r)
		}
	}
	return out
}

// appendApart takes a character apart by normal form NFKD and leaves out its marks.
func appendApart(out []byte, r rune) []byte {
	var small [4]byte
	apart := norm.NFKD.PropertiesString(string(utf8.AppendRune(small[:0], r))).Decomposition()
	if apart == nil {
		return appendLetter(out, r)
	}
	for len(apart) > 0 {
		d, size := utf8.DecodeRune(apart)
		out = appendLetter(out, d)
		apart = apart[size:]
	}
	return out
}

func appendLetter(out []byte, r rune) []byte {
	switch r = unicode.ToLower(r); r {
	case 'ß':
		return append(out, "ss"...)
	case 'æ':
		return append(out, "ae"...)
	case 'œ':
		return append(out, "oe"...)
	case 'þ':
		return append(out, "th"...)
	case 'ø':
		return append(out, 'o')
	case 'ł':
		return append(out, 'l')
	case 'đ', 'ð':
		return append(out, 'd')
	case 'ı':
		return append(out, 'i')
	case '’', '‘', 'ʼ':
		return append(out, '\'')
	case 'ς':
		return append(out, "σ"...)
	}
	if isMark(r) {
		return out
	}
	return utf8.AppendRune(out, r)
}

// isMark says whether a character is left out: accents of Latin, Greek and Cyrillic letters,
// points of Hebrew and Arabic ones, the Arabic dash, and what nobody sees. Marks of other
// scripts are vowels, or make other letters.
func isMark(r rune) bool {
	switch {
	case r < 0xad:
		return false
	case 0x300 <= r && r <= 0x36f, r == 0x640, 0xfe00 <= r && r <= 0xfe0f:
		return true
	case 0x591 <= r && r <= 0x5c7, 0x610 <= r && r <= 0x61a, 0x64b <= r && r <= 0x65f, r == 0x670, 0x6d6 <= r && r <= 0x6ed:
		return unicode.Is(unicode.Mn, r)
	}
	return unicode.Is(unicode.Cf, r)
}

// holds says whether the fold of the text holds s, which is folded and has no white space.
// It takes apart only words that have something other than ASCII in them.
func holds(text, s string) bool {
	if s == "" {
		return true
	}
	only := isASCII(s)
	if only && holdsASCII(text, s) {
		return true
	}
	wanted, folded := []byte(s), []byte(nil)
	for at := foreign(text, 0); at < len(text); at = foreign(text, at) {
		r, size := utf8.DecodeRuneInString(text[at:])
		if apart(r) || only && stranger(r) {
			at += size
			continue
		}
		start := strings.LastIndexAny(text[:at], " \n\t") + 1
		end := len(text)
		if n := strings.IndexAny(text[at:], " \n\t"); n >= 0 {
			end = at + n
		}
		if folded = appendFold(folded[:0], text[start:end]); bytes.Contains(folded, wanted) {
			return true
		}
		at = end
	}
	return false
}

// apart says whether a character is certainly in no word: quotation marks, dashes, blanks.
func apart(r rune) bool {
	return 0x2010 <= r && r <= 0x2015 || 0x201a <= r && r <= 0x2022 || r == '…' || r == 0xa0 || r == '«' || r == '»' || 0x1f300 <= r && r <= 0x1faff
}

// stranger says whether a character is certainly in no word of ASCII letters, accents
// apart: a letter of Cyrillic, Arabic, Han, kana or Hangul.
func stranger(r rune) bool {
	return 0x400 <= r && r <= 0x481 || 0x621 <= r && r <= 0x63a || 0x641 <= r && r <= 0x64a || 0x3041 <= r && r <= 0x3096 ||
		0x30a1 <= r && r <= 0x30fa || 0x3400 <= r && r <= 0x9fff || 0xac00 <= r && r <= 0xd7a3
}

// holdsASCII says whether s stands in the text in either case. It looks for the letter of s
// that is rarest in most languages, and then around it.
func holdsASCII(text, s string) bool {
	const common = "etaoinshrdlucmfwygpbvkxqjz" // in English, and nearly so in others of its script
	rare, rank := 0, -1
	for i := range len(s) {
		k := strings.IndexByte(common, s[i])
		if k < 0 {
			k = len(common) // a digit, a sign
		}
		if k > rank {
			rare, rank = i, k
		}
	}
	if c := s[rare]; 'a' <= c && c <= 'z' {
		return holdsAround(text, s, rare, c) || holdsAround(text, s, rare, c&^0x20)
	}
	return holdsAround(text, s, rare, s[rare])
}

// holdsAround says whether s stands in the text, in either case, with the byte c at its i-th place.
func holdsAround(text, s string, i int, c byte) bool {
	for at := i; at < len(text); at++ {
		n := strings.IndexByte(text[at:], c)
		if n < 0 {
			return false
		}
		at += n
		if start := at - i; start+len(s) <= len(text) && equalFold(text[start:start+len(s)], s) {
			return true
		}
	}
	return false
}

// equalFold says whether ASCII text is s, which is in lower case, in either case.
func equalFold(text, s string) bool {
	for i := range len(s) {
		c := text[i]
		if 'A' <= c && c <= 'Z' {
			c |= 0x20
		}
		if c != s[i] {
			return false
		}
	}
	return true
}
