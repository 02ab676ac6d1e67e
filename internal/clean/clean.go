// Package clean makes text from outside harmless: before anything is stored, and once more before
// anything is drawn. docs/cleaning.md says what goes, what stays, and why.
package clean

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"rashomon/annotate"
)

// Text makes text from outside harmless and comparable, and counts the code points
// it took out. What it does once it does not do again: a clean text stays as it is. The lines of
// a text are cleaned for themselves: what is cut after a \n may be cleaned part by part.
//
//   - Line ends (CR LF, CR, NEL, VT, FF, U+2028, U+2029) become \n.
//   - Control characters but \n and \t go, escape sequences as a whole (ECMA-48).
//   - What turns the direction of what follows goes (Boucher and Anderson, "Trojan Source", 2021):
//     embeddings, overrides, and isolates but those that are closed on their line and have
//     letters of a right-to-left script in them or beside them. So do direction marks beside none.
//   - What nobody sees goes: tag characters, zero-width characters, byte order marks, private-use
//     and unassigned code points, variation selectors on what has no variants. Joiners stay
//     beside letters of the scripts that need them and inside emoji, zero-width spaces between
//     letters of the scripts that are written without spaces.
//   - Bytes that are not UTF-8 become U+FFFD, so that a reader sees that something was there.
//   - Combining marks beyond eight on a letter go.
//   - The rest is put into normal form NFC (UAX #15).
func Text(s string) (clean string, removed annotate.Cleaned) {
	if plainLength(s) == len(s) {
		return s, removed
	}
	c := cleaner{text: s}
	c.walk()
	return norm.NFC.String(c.straight()), c.removed
}

// Line is text as one clean line: for titles, names and file names.
func Line(s string) string {
	s, _ = Text(s)
	return annotate.Line(s)
}

// Name is a name from outside, of a file or a feed, as it may be printed: quoted where it holds
// anything but plain characters.
func Name(name string) string {
	if name != "" && Line(name) == name {
		return name
	}
	quoted := strconv.Quote(name)
	if strings.ContainsFunc(quoted, Disturbs) { // some marks are graphic to strconv, and invisible
		return strconv.QuoteToASCII(name)
	}
	return quoted
}

// maxMarks is how many combining marks a letter can carry; no script needs more.
const maxMarks = 8

// cleaner walks a text once and writes what may stay.
type cleaner struct {
	text    string
	at      int
	out     strings.Builder
	last    rune   // written last
	base    rune   // the last one written that is no combining mark and turns no direction
	marks   int    // on base, in its canonical decomposition; -1 where nobody has counted yet
	turns   []turn // written, of which some may still have to go
	endless int    // no string of an escape sequence that begins before this offset has an end
	removed annotate.Cleaned
	keeping bool // what goes is kept in gone
	lenient bool // takes out only what no version of this program let in
	gone    []gone
}

// gone is a stretch of the text that was taken out, in bytes. A hostile text has many: it is small.
type gone struct {
	from, to uint32
	kind     Kind
}

func stretch(kind Kind, from, to int) gone { return gone{uint32(from), uint32(to), kind} }

// of is the stretch of the text.
func (g gone) of(s string) string { return s[g.from:g.to] }

func (c *cleaner) walk() {
	c.out.Grow(len(c.text))
	for c.at < len(c.text) {
		c.advance()
	}
}

// advance writes a stretch of plain text, or decides about what comes next. It says whether what
// it wrote is byte by byte what was read.
func (c *cleaner) advance() (same bool) {
	if n := plainLength(c.text[c.at:]); n > 0 {
		c.out.WriteString(c.text[c.at : c.at+n])
		c.at += n
		c.last, _ = utf8.DecodeLastRuneInString(c.text[:c.at])
		c.base, c.marks = c.last, -1
		return true
	}
	c.step()
	return false
}

func (c *cleaner) step() {
	rest := c.text[c.at:]
	r, size := utf8.DecodeRuneInString(rest)
	switch {
	case r == utf8.RuneError && size == 1:
		c.note(Broken, size)
		c.write(r, size)
	case r == '\r' && strings.HasPrefix(rest, "\r\n"):
		c.at++
	case lineEnd(r):
		c.write('\n', size)
	case r == escape || 0x80 <= r && r <= 0x9F:
		kind, n := Escape, c.escapeLength()
		if r != escape && n == size {
			kind = Control
		}
		c.drop(kind, n)
	case r == blackFlag && flagLength(rest) > 0:
		c.out.WriteString(rest[:flagLength(rest)])
		c.last, c.base, c.marks = r, r, 0
		c.at += flagLength(rest)
	default:
		marks := combining(r)
		if kind := c.verdict(r, rest[size:], marks); kind != stays {
			c.drop(kind, size)
			return
		}
		if marks {
			c.follow(r, size)
		} else {
			c.write(r, size)
		}
	}
}

// write writes a rune, no combining mark, that stands for the next bytes.
func (c *cleaner) write(r rune, size int) {
	if turning(r) {
		c.turns = append(c.turns, turn{r: r, was: c.at, is: c.out.Len()})
	} else {
		c.base, c.marks = r, -1
	}
	c.follow(r, size)
}

// follow writes a rune that belongs to the base before it.
func (c *cleaner) follow(r rune, size int) {
	c.last = r
	c.out.WriteRune(r)
	c.at += size
}

func (c *cleaner) drop(kind Kind, size int) {
	c.note(kind, size)
	c.at += size
}

// note counts the next bytes as taken out.
func (c *cleaner) note(kind Kind, size int) {
	kind.Count(&c.removed, utf8.RuneCountInString(c.text[c.at:c.at+size]))
	if c.keeping {
		c.gone = append(c.gone, stretch(kind, c.at, c.at+size))
	}
}

func lineEnd(r rune) bool {
	return r == '\r' || r == '\v' || r == '\f' || r == '\u0085' || r == '\u2028' || r == '\u2029'
}
