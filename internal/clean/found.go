package clean

import (
	"cmp"
	"fmt"
	"iter"
	"slices"
	"strings"
	"unicode/utf8"
)

// Removal is something that Text takes out of a text, and where it stands there.
type Removal struct {
	Kind   Kind   `json:"kind"`
	Line   int    `json:"line"`   // from 1
	Column int    `json:"column"` // from 1, in code points
	Offset int    `json:"offset"` // in bytes
	Points int    `json:"points"` // code points
	Shown  string `json:"shown"`  // what it is, in characters that do no harm
}

// Found is what Text takes out of s, in order. What stands side by side and is of one kind is one
// removal, but for escape sequences.
func Found(s string) iter.Seq[Removal] {
	return func(yield func(Removal) bool) {
		at := position{line: 1, column: 1}
		for _, g := range takenOut(s, false) {
			at.pass(s, int(g.from), false)
			r := Removal{
				Kind: g.kind, Line: at.line, Column: at.column, Offset: int(g.from),
				Points: utf8.RuneCountInString(g.of(s)), Shown: spelled(g.kind, g.of(s)),
			}
			if at.pass(s, int(g.to), true); !yield(r) {
				return
			}
		}
	}
}

// takenOut is the stretches that go, in order.
func takenOut(s string, lenient bool) []gone {
	if plainLength(s) == len(s) {
		return nil
	}
	c := cleaner{text: s, keeping: true, lenient: lenient}
	c.walk()
	c.straight()
	slices.SortFunc(c.gone, func(a, b gone) int { return cmp.Compare(a.from, b.from) })
	out := c.gone[:0]
	for _, g := range c.gone {
		if last := len(out) - 1; last >= 0 && g.kind != Escape && out[last].kind == g.kind && out[last].to == g.from {
			out[last].to = g.to
			continue
		}
		out = append(out, g)
	}
	return out
}

// position is a place in a text.
type position struct{ offset, line, column int }

// pass goes on to an offset. In what was taken out no line ends.
func (p *position) pass(s string, to int, gone bool) {
	for p.offset < to {
		r, size := utf8.DecodeRuneInString(s[p.offset:])
		p.offset += size
		p.column++
		if !gone && (r == '\n' || lineEnd(r) && !(r == '\r' && strings.HasPrefix(s[p.offset:], "\n"))) {
			p.line, p.column = p.line+1, 1
		}
	}
}

const longestSpelling = 60 // code points

// spelled names what stands there.
func spelled(kind Kind, s string) string {
	switch kind {
	case Tag:
		return "tag characters that spell " + quoted(untagged(s))
	case Broken:
		return fmt.Sprintf("% X", s[:min(len(s), longestSpelling/3)])
	case Escape, Control:
		return sequence(s)
	}
	var names []string
	for _, r := range s {
		if names = append(names, named(r)); len(names) == 4 && utf8.RuneCountInString(s) > 4 {
			names = append(names, fmt.Sprintf("and %d more", utf8.RuneCountInString(s)-4))
			break
		}
	}
	return strings.Join(names, ", ")
}

// sequence spells controls by their names, and what they carry as it is.
func sequence(s string) string {
	var b strings.Builder
	gap, n := false, 0
	for _, r := range s {
		if n++; n > longestSpelling {
			b.WriteString("…")
			break
		}
		if Disturbs(r) || r == utf8.RuneError {
			if b.Len() > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(abbreviated(r))
			gap = true
			continue
		}
		if gap {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
		gap = false
	}
	return Line(b.String())
}

// untagged is what tag characters spell in ASCII.
func untagged(s string) string {
	return strings.Map(func(r rune) rune {
		if r -= 0xE0000; r < ' ' || r > '~' {
			return -1
		}
		return r
	}, s)
}

// quoted is text in quotation marks, cut to what a line bears.
func quoted(s string) string {
	if len(s) > longestSpelling {
		return fmt.Sprintf("%q…", s[:longestSpelling])
	}
	return fmt.Sprintf("%q", s)
}

// controls are the names of the C0 controls (ECMA-48).
const controls = "NULSOHSTXETXEOTENQACKBELBS HT LF VT FF CR SO SI DLEDC1DC2DC3DC4NAKSYNETBCANEM SUBESCFS GS RS US "

// abbreviated is a control by its short name, or another rune by its number.
func abbreviated(r rune) string {
	switch {
	case r < ' ':
		return strings.TrimSpace(controls[3*r : 3*r+3])
	case r == 0x7F:
		return "DEL"
	}
	for name, c := range map[string]rune{"DCS": 0x90, "SOS": 0x98, "CSI": 0x9B, "ST": 0x9C, "OSC": 0x9D, "PM": 0x9E, "APC": 0x9F} {
		if r == c {
			return name
		}
	}
	return fmt.Sprintf("%U", r)
}

// named is a rune by its number and, where people may have heard of it, its Unicode name.
func named(r rune) string {
	name := ""
	for _, known := range [...]struct {
		r    rune
		name string
	}{
		{0x00AD, "SOFT HYPHEN"}, {0x034F, "COMBINING GRAPHEME JOINER"}, {0x061C, "ARABIC LETTER MARK"}, {0x115F, "HANGUL CHOSEONG FILLER"},
		{0x1160, "HANGUL JUNGSEONG FILLER"}, {0x180E, "MONGOLIAN VOWEL SEPARATOR"}, {0x200B, "ZERO WIDTH SPACE"}, {0x200C, "ZERO WIDTH NON-JOINER"},
		{0x200D, "ZERO WIDTH JOINER"}, {0x200E, "LEFT-TO-RIGHT MARK"}, {0x200F, "RIGHT-TO-LEFT MARK"}, {0x202A, "LEFT-TO-RIGHT EMBEDDING"},
		{0x202B, "RIGHT-TO-LEFT EMBEDDING"}, {0x202C, "POP DIRECTIONAL FORMATTING"}, {0x202D, "LEFT-TO-RIGHT OVERRIDE"}, {0x202E, "RIGHT-TO-LEFT OVERRIDE"},
		{0x2060, "WORD JOINER"}, {0x2061, "FUNCTION APPLICATION"}, {0x2062, "INVISIBLE TIMES"}, {0x2063, "INVISIBLE SEPARATOR"}, {0x2064, "INVISIBLE PLUS"},
		{0x2066, "LEFT-TO-RIGHT ISOLATE"}, {0x2067, "RIGHT-TO-LEFT ISOLATE"}, {0x2068, "FIRST STRONG ISOLATE"}, {0x2069, "POP DIRECTIONAL ISOLATE"},
		{0x3164, "HANGUL FILLER"}, {0xFEFF, "BYTE ORDER MARK"}, {0xFFA0, "HALFWIDTH HANGUL FILLER"},
	} {
		if known.r == r {
			name = known.name
		}
	}
	switch {
	case name != "":
	case 0xFE00 <= r && r <= 0xFE0F:
		name = fmt.Sprintf("VARIATION SELECTOR-%d", r-0xFE00+1)
	case 0xE0100 <= r && r <= 0xE01EF:
		name = fmt.Sprintf("VARIATION SELECTOR-%d", r-0xE0100+17)
	case combining(r):
		name = "combining mark"
	case 0xE000 <= r && r <= 0xF8FF || r >= 0xF0000:
		name = "private use"
	case Disturbs(r):
		name = "unassigned"
	}
	return strings.TrimSpace(fmt.Sprintf("%U %s", r, name))
}
