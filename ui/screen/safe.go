package screen

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Safe is text as it may be drawn: one line, without controls, escape characters,
// characters that turn the direction of what follows, and invalid bytes. What enters a
// library is clean already; this is the second lock on the door.
func Safe(text string) string {
	for i := 0; i < len(text); i++ {
		if text[i] < ' ' || text[i] >= 0x7f {
			return strings.Map(drawable, text)
		}
	}
	return text
}

func drawable(r rune) rune {
	switch {
	case r == '\n', r == '\t':
		return ' '
	case r == 0x200c, r == 0x200d: // joiners, which scripts and emoji need
		return r
	case r == utf8.RuneError, unicode.IsControl(r), unicode.In(r, unicode.Cf, unicode.Co, unicode.Cs, unicode.Zl, unicode.Zp):
		return -1
	}
	return r
}
