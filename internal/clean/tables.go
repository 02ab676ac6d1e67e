package clean

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	escape                  = '\u001B'
	zeroWidthSpace          = '\u200B'
	zeroWidthNonJoiner      = '\u200C'
	zeroWidthJoiner         = '\u200D'
	mongolianVowelSeparator = '\u180E'
	choseongFiller          = '\u115F'
	jungseongFiller         = '\u1160'
	lastIdeographVariant    = '\U000E011F'   // no ideograph has more than 32 variants
	unreadable              = utf8.RuneError // stands for a byte that is no UTF-8
	blackFlag               = '\U0001F3F4'
)

// invisible is what is not drawn and has no business in a report, but for those that cleaner
// decides about one by one. Private-use and unassigned code points are found by their category.
var invisible = &unicode.RangeTable{
	R16: []unicode.Range16{
		{Lo: 0x00AD, Hi: 0x00AD, Stride: 1}, // soft hyphen
		{Lo: 0x034F, Hi: 0x034F, Stride: 1}, // combining grapheme joiner
		{Lo: 0x17B4, Hi: 0x17B5, Stride: 1}, // Khmer inherent vowels, deprecated
		{Lo: 0x200B, Hi: 0x200B, Stride: 1}, // zero width space
		{Lo: 0x202A, Hi: 0x202E, Stride: 1}, // embeddings and overrides
		{Lo: 0x2060, Hi: 0x206F, Stride: 1}, // word joiner, isolates, deprecated controls
		{Lo: 0x3164, Hi: 0x3164, Stride: 1}, // Hangul filler
		{Lo: 0xFEFF, Hi: 0xFEFF, Stride: 1}, // byte order mark
		{Lo: 0xFFA0, Hi: 0xFFA0, Stride: 1}, // halfwidth Hangul filler
		{Lo: 0xFFF9, Hi: 0xFFFB, Stride: 1}, // interlinear annotation
	},
	R32: []unicode.Range32{
		{Lo: 0x1BCA0, Hi: 0x1BCA3, Stride: 1}, // shorthand format controls
		{Lo: 0x1D173, Hi: 0x1D17A, Stride: 1}, // musical beams and slurs
		{Lo: 0xE0000, Hi: 0xE007F, Stride: 1}, // tags
	},
}

// turning says whether a rune is a direction mark or opens or closes an isolate. Whether it may
// stay depends on the letters of its line.
func turning(r rune) bool { return mark(r) || 0x2066 <= r && r <= 0x2069 }

// mark says whether a rune sets the direction of what stands beside it, and reaches no further.
func mark(r rune) bool { return r == 0x061C || r == 0x200E || r == 0x200F }

// cursive are the scripts in which joiners change the form of the letters beside them.
var cursive = []*unicode.RangeTable{
	unicode.Arabic, unicode.Syriac, unicode.Nko, unicode.Mongolian, unicode.Adlam, unicode.Mandaic, unicode.Phags_Pa, unicode.Hanifi_Rohingya,
}

// conjunct are the scripts in which joiners make and break conjuncts.
var conjunct = []*unicode.RangeTable{
	unicode.Devanagari, unicode.Bengali, unicode.Gurmukhi, unicode.Gujarati, unicode.Oriya,
	unicode.Tamil, unicode.Telugu, unicode.Kannada, unicode.Malayalam, unicode.Sinhala,
	unicode.Khmer, unicode.Myanmar, unicode.Tibetan, unicode.Javanese, unicode.Balinese,
}

// unspaced are the scripts in which a zero-width space says where a word ends.
var unspaced = []*unicode.RangeTable{unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar, unicode.Tai_Tham}

var rightToLeft = []*unicode.RangeTable{
	unicode.Hebrew, unicode.Arabic, unicode.Syriac, unicode.Thaana, unicode.Nko, unicode.Adlam, unicode.Mandaic, unicode.Hanifi_Rohingya,
}

// emojiSigns are the emoji that are neither pictographs nor parts of keycaps.
var emojiSigns = &unicode.RangeTable{R16: []unicode.Range16{
	{Lo: 0x00A9, Hi: 0x00AE, Stride: 5}, {Lo: 0x203C, Hi: 0x2049, Stride: 13}, {Lo: 0x2122, Hi: 0x2139, Stride: 23},
	{Lo: 0x3030, Hi: 0x303D, Stride: 13}, {Lo: 0x3297, Hi: 0x3299, Stride: 2},
}}

func keycap(r rune) bool { return '0' <= r && r <= '9' || r == '#' || r == '*' }

// pictograph says whether r is of what emoji are made: symbols, skin tones, and the arrows,
// signs and dingbats among them.
func pictograph(r rune) bool {
	switch {
	case r < 0x2190 || 0x22FF < r && r < 0x2300 || 0x2BFF < r && r < 0x1F000 || r > 0x1FAFF || 0x2980 <= r && r < 0x2B00:
		return false
	}
	return unicode.In(r, unicode.So, unicode.Sk, unicode.Sm) || newPictograph(r)
}

// newPictograph says whether r is one of the code points that Unicode keeps for emoji to come
// (Extended_Pictographic, UTS #51), which people write before every table has them.
func newPictograph(r rune) bool {
	return 0x1F6D8 <= r && r <= 0x1F6DB || 0x1F6ED <= r && r <= 0x1F6EF || 0x1FA7D <= r && r <= 0x1FAFF
}

func initialJamo(r rune) bool { return 0x1100 <= r && r < choseongFiller || 0xA960 <= r && r <= 0xA97C }
func vowelJamo(r rune) bool {
	return jungseongFiller < r && r <= 0x11A7 || 0xD7B0 <= r && r <= 0xD7C6
}
func finalJamo(r rune) bool { return 0x11A8 <= r && r <= 0x11FF || 0xD7CB <= r && r <= 0xD7FB }

// plain is what most texts are made of besides ASCII: letters, ideographs, dashes, quotation
// marks. None of it is a combining mark, or changes in normal form whatever follows it, if that is plain too.
func plain(r rune) bool {
	switch {
	case r < 0x300:
		return r >= 0xA0 && r != 0xAD
	case r < 0x900:
		return 0x400 <= r && r <= 0x482 || 0x48A <= r && r <= 0x52F || 0x3A3 <= r && r <= 0x3FF || 0x391 <= r && r <= 0x3A1 ||
			0x620 <= r && r <= 0x64A || 0x660 <= r && r <= 0x66F || 0x671 <= r && r <= 0x6D3 || 0x5D0 <= r && r <= 0x5EA
	case r < 0x3000:
		return 0x2010 <= r && r <= 0x2027 || 0x904 <= r && r <= 0x939 || 0x93D <= r && r <= 0x940 || 0x949 <= r && r <= 0x94C || 0x964 <= r && r <= 0x970 || 0xE01 <= r && r <= 0xE30 || 0x1E00 <= r && r <= 0x1EFF && r != 0x1E9B
	case r < 0xA000:
		return r >= 0x4E00 || 0x3400 <= r && r <= 0x4DBF || 0x3001 <= r && r <= 0x3029 || 0x3041 <= r && r <= 0x3096 || 0x30A0 <= r && r <= 0x30FF
	}
	return 0xAC00 <= r && r <= 0xD7A3 || 0xFF01 <= r && r <= 0xFF5E
}

// plainLength is how many bytes of plain text, tabs and newlines s begins with.
func plainLength(s string) int {
	for i := 0; i < len(s); {
		if c := s[i]; c < utf8.RuneSelf {
			if c < ' ' && c != '\n' && c != '\t' || c == 0x7F {
				return i
			}
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if !plain(r) {
			return i
		}
		i += size
	}
	return len(s)
}

// flagLength is the length in bytes of the flag of England, Scotland or Wales at the start
// of s, the only emoji that are written with tag characters; 0 where none stands.
func flagLength(s string) int {
	for _, flag := range []string{
		"\U0001F3F4\U000E0067\U000E0062\U000E0065\U000E006E\U000E0067\U000E007F",
		"\U0001F3F4\U000E0067\U000E0062\U000E0073\U000E0063\U000E0074\U000E007F",
		"\U0001F3F4\U000E0067\U000E0062\U000E0077\U000E006C\U000E0073\U000E007F",
	} {
		if strings.HasPrefix(s, flag) {
			return len(flag)
		}
	}
	return 0
}
