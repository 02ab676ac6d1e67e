package clean

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// verdict is what a rune is taken out as, that is neither plain nor a line end nor begins an
// escape sequence; or that it stays. Marks says whether it is a combining mark.
func (c *cleaner) verdict(r rune, rest string, marks bool) Kind {
	fits, kind := true, Invisible
	switch {
	case r < utf8.RuneSelf:
		return Control // other ASCII is plain
	case 0x202A <= r && r <= 0x202E: // embeddings and overrides
		return Direction
	case 0xE0000 <= r && r <= 0xE007F:
		return Tag
	case turning(r), newPictograph(r):
	case r == zeroWidthJoiner || r == zeroWidthNonJoiner:
		fits = c.joins(r, rest)
	case r == zeroWidthSpace:
		next, _ := utf8.DecodeRuneInString(rest)
		fits = unicode.In(c.base, unspaced...) && unicode.In(next, unspaced...) && unicode.IsLetter(next)
	case unicode.Is(unicode.Variation_Selector, r):
		fits = c.varies(r)
	case r == mongolianVowelSeparator:
		next, _ := utf8.DecodeRuneInString(rest)
		fits = c.last != r && unicode.Is(unicode.Mongolian, c.base) && unicode.Is(unicode.Mongolian, next) && unicode.IsLetter(next)
	case r == choseongFiller || r == jungseongFiller:
		fits = c.lenient || c.fills(r, rest)
	case unicode.Is(invisible, r):
		fits = false
	case marks:
		fits, kind = c.carries(r), Mark
	case unicode.In(r, unicode.Co, unicode.Cn):
		return Private
	}
	if fits {
		return stays
	}
	return kind
}

// joins says whether a joiner does something where it stands.
func (c *cleaner) joins(r rune, rest string) bool {
	next, _ := utf8.DecodeRuneInString(rest)
	if r == zeroWidthJoiner && c.emoji(c.base) && c.emoji(next) {
		return true
	}
	if c.last == zeroWidthJoiner || c.last == zeroWidthNonJoiner {
		return false
	}
	after, before := unicode.In(c.base, cursive...), joined(next)
	brahmic := unicode.In(c.base, conjunct...) // there a joiner may end a word, after the virama
	if r == zeroWidthJoiner {
		return after || brahmic || before // alone it shows the form that a letter has inside a word
	}
	return brahmic || after && before
}

// joined says whether a rune is a letter that a joiner may stand before.
func joined(r rune) bool {
	return unicode.IsLetter(r) && (unicode.In(r, cursive...) || unicode.In(r, conjunct...))
}

// emoji says whether a joiner may stand beside a rune in an emoji.
func (c *cleaner) emoji(r rune) bool {
	return pictograph(r) || c.lenient && r >= 0x2190 && unicode.In(r, unicode.So, unicode.Sk, unicode.Sm)
}

// varies says whether there are variants of the rune before a variation selector (Unicode
// Standardized Variants, emoji-variation-sequences, the Ideographic Variation Database).
func (c *cleaner) varies(r rune) bool {
	switch {
	case c.lenient:
		return c.base > ' ' && !unicode.Is(unicode.Variation_Selector, c.last) && (r <= 0xFE0F || unicode.Is(unicode.Han, c.base))
	case c.last != c.base:
		return false
	case r < 0xFE00:
		return unicode.Is(unicode.Mongolian, c.base)
	case r <= 0xFE02:
		return unicode.In(c.base, unicode.Han, unicode.Myanmar, unicode.Phags_Pa) || r == 0xFE00 && c.base == '0' ||
			0x3001 <= c.base && c.base <= 0x3002 || 0xFF01 <= c.base && c.base <= 0xFF1F || 0x2190 <= c.base && c.base <= 0x22FF
	case r == 0xFE0E || r == 0xFE0F:
		return keycap(c.base) || pictograph(c.base) || unicode.Is(emojiSigns, c.base)
	}
	return 0xE0100 <= r && r <= lastIdeographVariant && unicode.Is(unicode.Han, c.base)
}

// fills says whether the filler stands for the one part that a syllable of old Korean lacks.
func (c *cleaner) fills(r rune, rest string) bool {
	next, size := utf8.DecodeRuneInString(rest)
	if r == choseongFiller {
		after, _ := utf8.DecodeRuneInString(rest[size:])
		return vowelJamo(next) || next == jungseongFiller && finalJamo(after)
	}
	return initialJamo(c.last) || c.last == choseongFiller && finalJamo(next)
}

// carries says whether the base can carry the mark as well, and if so counts it. Marks are counted in
// the canonical decomposition, which is the same before and after the text is put into normal form.
func (c *cleaner) carries(r rune) bool {
	if c.marks < 0 {
		c.marks = marksOf(c.base)
	}
	most, more := maxMarks, marksOf(r)
	if c.lenient {
		most *= 3
	}
	if c.marks+more > most {
		return false
	}
	c.marks += more
	return true
}

// marksOf is how many combining marks a rune's canonical decomposition ends in.
func marksOf(r rune) (n int) {
	var buf [utf8.UTFMax]byte
	parts := norm.NFD.Properties(buf[:utf8.EncodeRune(buf[:], r)]).Decomposition()
	if len(parts) == 0 {
		if combining(r) {
			return 1
		}
		return 0
	}
	for len(parts) > 0 {
		last, size := utf8.DecodeLastRune(parts)
		if !combining(last) {
			return n
		}
		n++
		parts = parts[:len(parts)-size]
	}
	return n
}

func combining(r rune) bool { return r >= 0x300 && unicode.In(r, unicode.Mn, unicode.Me) }
