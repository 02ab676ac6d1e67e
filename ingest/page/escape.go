package page

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// around is what stands around a text.
type around struct {
	begins bool       // it begins a line
	link   bool       // it is in a link
	cell   bool       // it is in a table
	title  bool       // it is in a heading
	next   *html.Node // after it in the same element
}

// escape writes a text so that Markdown shows it as it is, with as few signs more as that takes:
// the same report reads the same as from a plain file. It takes time in proportion to the length.
func escape(s string, where around) string {
	if !where.begins && !where.title && !strings.ContainsAny(s, "\\*_`[]&~|!") {
		return s
	}
	var out strings.Builder
	out.Grow(len(s) + 8)
	rest := s
	if where.begins {
		head := lineHead(s)
		out.WriteString(head)
		if head != "" {
			rest = s[len(head)-1:]
		}
	}
	at, end := len(s)-len(rest), len(strings.TrimRightFunc(rest, unicode.IsSpace))
	for i, r := range rest {
		before, _ := utf8.DecodeLastRuneInString(s[:at+i])
		after, _ := utf8.DecodeRuneInString(rest[i+utf8.RuneLen(r):])
		switch {
		case r == '&' && reference(rest[i:]):
			out.WriteString("&amp;")
			continue
		case r == '#' && where.title && (after == utf8.RuneError || after == '#' || unicode.IsSpace(after)):
			out.WriteString("&#35;") // at the end it would be the heading's, which the library gets wrong
			continue
		case marks(r, before, after, where, i+utf8.RuneLen(r) >= end):
			out.WriteByte('\\')
		}
		out.WriteRune(r)
	}
	return out.String()
}

// marks says whether a sign would be read as markup where it stands; RuneError is no sign.
func marks(r, before, after rune, where around, last bool) bool {
	alone := unicode.IsSpace(before) && unicode.IsSpace(after) && !last
	switch r {
	case '\\':
		return after < utf8.RuneSelf && (unicode.IsPunct(after) || unicode.IsSymbol(after)) || last
	case '`':
		return true
	case '*':
		return !alone
	case '_':
		return !alone && !(word(before) && word(after))
	case '~':
		return !alone && !(unicode.IsDigit(after) && unicode.IsSpace(before))
	case '[':
		return where.link
	case ']':
		return where.link || after == '(' || after == '[' || after == ':' || last && where.next != nil
	case '|':
		return where.cell
	case '!':
		return last && where.next != nil && where.next.DataAtom == atom.A
	}
	return false
}

func word(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// reference says whether a text begins with a reference to a character.
func reference(s string) bool {
	for i := 1; i < len(s) && i < 40; i++ {
		switch c := s[i]; {
		case c == ';':
			return i > 1
		case c != '#' && (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'z'):
			return false
		}
	}
	return false
}

// lineHead is what a line begins with that would open a heading, a list, a quotation, a rule or a
// table, with the escape that keeps it from that; else nothing.
func lineHead(s string) string {
	switch c := s[0]; c {
	case '=', '|':
		return `\` + s[:1]
	case '#':
		if after := strings.TrimLeft(s, "#"); after == "" || strings.TrimLeft(after, " \t\n") != after {
			return `\` + s[:1]
		}
	case '-', '+', '*':
		if len(s) == 1 || s[1] == ' ' || s[1] == '\n' || s[1] == c {
			return `\` + s[:1]
		}
	case ':':
		if len(s) > 1 && s[1] == '-' {
			return `\` + s[:1]
		}
	case '[':
		if len(s) > 2 && s[2] == ']' && strings.IndexByte(" xX", s[1]) >= 0 {
			return `\` + s[:1] // a box to tick
		}
	}
	digits := 0
	for digits < len(s) && digits < 10 && '0' <= s[digits] && s[digits] <= '9' {
		digits++
	}
	if digits > 0 && digits < len(s) && (s[digits] == '.' || s[digits] == ')') && (digits+1 == len(s) || s[digits+1] == ' ' || s[digits+1] == '\n') {
		return s[:digits] + `\` + s[digits:digits+1]
	}
	return ""
}
