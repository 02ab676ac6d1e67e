package ingest

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"rashomon/annotate"
)

// Clean makes text from outside harmless and comparable, and counts the code points
// it took out. What it does once it does not do again: a clean text stays as it is.
//
//   - Line ends (CR LF, CR, NEL, VT, FF, U+2028, U+2029) become \n.
//   - Control characters but \n and \t go, escape sequences as a whole (ECMA-48).
//   - What nobody sees goes: bidirectional embeddings, overrides and isolates (Boucher
//     and Anderson, "Trojan Source", 2021), tag characters, zero-width characters,
//     byte order marks, private-use and unassigned code points. Joiners and direction
//     marks stay beside letters of the scripts that need them, and joiners inside emoji.
//   - Bytes that are not UTF-8 become U+FFFD, so that a reader sees that something was there.
//   - More than eight combining marks in a row are cut to eight.
//   - The rest is put into normal form NFC (UAX #15).
func Clean(s string) (clean string, removed int) {
	if harmlessLength(s) == len(s) {
		return s, 0
	}
	c := cleaner{text: s}
	c.out.Grow(len(s))
	for c.at < len(s) {
		if n := harmlessLength(s[c.at:]); n > 0 {
			c.copy(n)
		} else {
			c.step()
		}
	}
	if clean = norm.NFC.String(c.out.String()); c.marked {
		clean, removed = capMarks(clean)
	}
	return clean, c.removed + removed
}

// Line is text as one clean line: for titles, names and file names.
func Line(s string) string {
	s, _ = Clean(s)
	return annotate.Line(s)
}

// maxMarks is how many combining marks a letter can carry; no script needs more.
const maxMarks = 8

// harmlessLength is how many bytes of printable ASCII, tabs and newlines s begins with.
func harmlessLength(s string) int {
	for i := range len(s) {
		if c := s[i]; c >= 0x7F || c < ' ' && c != '\n' && c != '\t' {
			return i
		}
	}
	return len(s)
}

// cleaner walks a text once and writes what may stay.
type cleaner struct {
	text    string
	at      int
	out     strings.Builder
	last    rune // written last
	base    rune // the last one written that is not a combining mark
	marks   int  // written since base
	marked  bool // any written at all
	removed int
}

func (c *cleaner) step() {
	r, size := utf8.DecodeRuneInString(c.text[c.at:])
	rest := c.text[c.at:]
	switch {
	case r == utf8.RuneError && size == 1:
		c.removed++
		c.write(utf8.RuneError, 1)
	case r == '\r' && strings.HasPrefix(rest, "\r\n"):
		c.at++
	case r == '\r' || r == '\v' || r == '\f' || r == '\u0085' || r == '\u2028' || r == '\u2029':
		c.write('\n', size)
	case r == 0x1B || 0x80 <= r && r <= 0x9F:
		c.drop(escapeLength(rest))
	case r == blackFlag && flagLength(rest) > 0:
		c.out.WriteString(rest[:flagLength(rest)])
		c.last, c.base, c.marks = r, r, 0
		c.at += flagLength(rest)
	case !ordinary(r) && !c.stays(r, rest[size:]):
		c.drop(size)
	default:
		c.write(r, size)
	}
}

// copy writes n bytes of ASCII.
func (c *cleaner) copy(n int) {
	c.out.WriteString(c.text[c.at : c.at+n])
	c.at += n
	c.last = rune(c.text[c.at-1])
	c.base, c.marks = c.last, 0
}

func (c *cleaner) write(r rune, size int) {
	if c.last = r; combining(r) {
		c.marks++
		c.marked = true
	} else {
		c.base, c.marks = r, 0
	}
	c.out.WriteRune(r)
	c.at += size
}

func (c *cleaner) drop(size int) {
	c.removed += utf8.RuneCountInString(c.text[c.at : c.at+size])
	c.at += size
}

// ordinary is what most texts are made of besides ASCII: Latin letters, dashes, quotation marks.
func ordinary(r rune) bool {
	return 0xA0 <= r && r < 0x300 && r != 0xAD || 0x2010 <= r && r <= 0x2027
}

// stays decides about a rune that is neither a line end nor begins an escape sequence.
func (c *cleaner) stays(r rune, rest string) bool {
	switch {
	case r < utf8.RuneSelf:
		return false // a control: other ASCII was copied
	case r == zeroWidthJoiner || r == zeroWidthNonJoiner:
		next, _ := utf8.DecodeRuneInString(rest)
		return unicode.In(c.base, joined...) && unicode.In(next, joined...) ||
			r == zeroWidthJoiner && pictograph(c.base) && pictograph(next)
	case unicode.Is(directionMarks, r):
		next, _ := utf8.DecodeRuneInString(rest)
		return unicode.In(c.base, rightToLeft...) || unicode.In(next, rightToLeft...)
	case unicode.Is(unicode.Variation_Selector, r):
		return c.base > ' ' && !unicode.Is(unicode.Variation_Selector, c.last) &&
			(r <= 0xFE0F || unicode.Is(unicode.Han, c.base))
	case unicode.Is(invisible, r) || unicode.In(r, unicode.Co, unicode.Cn):
		return false
	case combining(r):
		return c.marks < maxMarks
	}
	return true
}

func combining(r rune) bool { return r >= 0x300 && unicode.In(r, unicode.Mn, unicode.Me) }

// capMarks cuts what the normal form made longer again: a mark can decompose into two.
func capMarks(s string) (string, int) {
	marks, cut := 0, 0
	capped := strings.Map(func(r rune) rune {
		if !combining(r) {
			marks = 0
			return r
		}
		if marks++; marks > maxMarks {
			cut++
			return -1
		}
		return r
	}, s)
	return capped, cut
}

// escapeLength is the length in bytes of the escape sequence or C1 control that s begins
// with. A sequence that is not finished on its line is only its introducer.
func escapeLength(s string) int {
	r, size := utf8.DecodeRuneInString(s)
	if r == 0x1B {
		if len(s) == 1 || s[1] >= utf8.RuneSelf {
			return 1
		}
		r, size = rune(s[1]), 2
		if 0x40 <= r && r <= 0x5F {
			r += 0x40 // ESC [ is U+009B, and so on
		}
	}
	switch r {
	case 0x9B: // control sequence: parameters, intermediates, one final byte
		i := size
		for i < len(s) && 0x20 <= s[i] && s[i] <= 0x3F {
			i++
		}
		if i < len(s) && 0x40 <= s[i] && s[i] <= 0x7E {
			return i + 1
		}
		return size
	case 0x90, 0x98, 0x9D, 0x9E, 0x9F: // strings: up to BEL or ST
		return stringLength(s, size)
	case 0x8E, 0x8F: // single shifts: the one character after them
		if size < len(s) && 0x20 <= s[size] && s[size] <= 0x7E {
			return size + 1
		}
	}
	if r >= 0x80 || size == 1 {
		return size
	}
	return shortLength(s)
}

// stringLength is the length of an escape sequence that carries a string from the offset on.
func stringLength(s string, from int) int {
	for i := from; i < len(s) && s[i] != '\n' && s[i] != '\r'; i++ {
		switch {
		case s[i] == 0x07:
			return i + 1
		case strings.HasPrefix(s[i:], "\x1b\\"), strings.HasPrefix(s[i:], "\u009c"):
			return i + 2
		}
	}
	return from
}

// shortLength is the length of ESC, intermediate bytes and one final byte.
func shortLength(s string) int {
	i := 1
	for i < len(s) && 0x20 <= s[i] && s[i] <= 0x2F {
		i++
	}
	if i < len(s) && 0x30 <= s[i] && s[i] <= 0x7E {
		return i + 1
	}
	return 1
}
