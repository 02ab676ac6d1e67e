package clean

import (
	"strings"
	"unicode/utf8"
)

// escapeLength is the length in bytes of the escape sequence or C1 control that stands next. A
// sequence that is not finished on its line is only its introducer.
func (c *cleaner) escapeLength() int {
	s := c.text[c.at:]
	r, size := utf8.DecodeRuneInString(s)
	if r == escape {
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
	case 0x90, 0x98, 0x9D, 0x9E, 0x9F, 'k': // strings, and the title of a window of screen: up to BEL or ST
		return c.stringLength(size)
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

// stringLength is the length of the next escape sequence, which carries a string behind its
// introducer of so many bytes. It looks at no byte twice for strings that have no end.
func (c *cleaner) stringLength(introducer int) int {
	i := c.at + introducer
	if i < c.endless {
		return introducer
	}
	s := c.text
	for ; i < len(s) && s[i] != '\n' && s[i] != '\r'; i++ {
		switch {
		case s[i] == 0x07:
			return i + 1 - c.at
		case s[i] == escape && strings.HasPrefix(s[i:], "\x1b\\"), s[i] == 0xC2 && strings.HasPrefix(s[i:], "\u009c"):
			return i + 2 - c.at
		}
	}
	c.endless = i
	return introducer
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
