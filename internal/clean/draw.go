package clean

import (
	"unicode"
	"unicode/utf8"
)

// Disturbs says whether a rune moves, turns or hides what a terminal or an editor shows, wherever
// it stands: control characters, bidirectional controls, line and paragraph separators, tags,
// zero-width characters but the joiners, variation selectors but the first sixteen, private-use
// and unassigned code points. What is written for programs holds it as an escape only.
func Disturbs(r rune) bool {
	switch {
	case r < ' ', 0x7F <= r && r < 0xA0:
		return true
	case r < 0x7F, plain(r), newPictograph(r):
		return false
	case turning(r), r == 0x2028, r == 0x2029, r == mongolianVowelSeparator, 0xE0100 <= r && r <= 0xE01EF:
		return true
	}
	return unicode.Is(invisible, r) || unicode.In(r, unicode.Co, unicode.Cn)
}

// Safe is text as it may be drawn: one line, of which a terminal shows every character where it
// stands. It is the second lock on the door, and cheap: what enters a library is clean already.
// Of what a clean text may hold it leaves out what turns directions and zero-width spaces;
// joiners, flags and variants are drawn. Bytes that are not UTF-8 are U+FFFD.
func Safe(s string) string {
	if n := safeLength(s); n < len(s) {
		return redrawn(s, n)
	}
	return s
}

// safeLength is how many bytes s begins with that are drawn as they are, each by itself.
func safeLength(s string) int {
	for i := 0; i < len(s); {
		if c := s[i]; c < utf8.RuneSelf {
			if c < ' ' || c == 0x7F {
				return i
			}
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if !plain(r) && (r < 0x2500 || r > 0x25FF) { // boxes and blocks: what the program itself draws
			return i
		}
		i += size
	}
	return len(s)
}

// redrawn is Safe for a text that is drawn as it is up to an offset.
func redrawn(s string, from int) string {
	var out []byte // once something is other than in s
	var d drawn
	if from > 0 {
		d.last, _ = utf8.DecodeLastRuneInString(s[:from])
	}
	for i := from; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == blackFlag {
			size = max(size, flagLength(s[i:]))
		}
		is := s[i : i+size]
		switch {
		case r == utf8.RuneError:
			is = "\ufffd"
		case r == '\n' || r == '\t':
			is = " "
		case !d.bears(r):
			is = ""
		}
		if is != "" {
			d.last = r
		}
		if out == nil && is != s[i:i+size] {
			out = append(make([]byte, 0, len(s)+2), s[:i]...)
		}
		if out != nil {
			out = append(out, is...)
		}
		i += size
	}
	if out == nil {
		return s
	}
	return string(out)
}

// drawn is what was drawn last of a text.
type drawn struct {
	last  rune
	marks int // on it
}

// bears says whether a rune may be drawn after what was drawn last.
func (d *drawn) bears(r rune) bool {
	switch {
	case r == zeroWidthJoiner || r == zeroWidthNonJoiner:
		return d.last > ' ' && d.last != zeroWidthJoiner && d.last != zeroWidthNonJoiner
	case 0xE0100 <= r && r <= lastIdeographVariant:
		return unicode.Is(unicode.Han, d.last)
	case plain(r):
		d.marks = 0
		return true
	case Disturbs(r), unicode.Is(unicode.Cf, r):
		return false
	case combining(r):
		d.marks++
		return d.marks <= maxMarks
	}
	d.marks = 0
	return true
}
