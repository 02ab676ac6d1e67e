package anchor

import (
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"rashomon/annotate"
)

// reading is a text as it reads: without the marks of Markdown, and all white space between two
// words as one blank, so that a text that was only set otherwise reads the same.
type reading struct {
	raw  string
	text string
	at   []uint32 // where each byte of text stands in raw; and the end
}

func read(raw string, format annotate.Format) *reading {
	r := &reading{raw: raw, at: make([]uint32, 0, len(raw)+1)}
	var marks []annotate.Span
	if format == annotate.Markdown {
		marks = marksOf(raw)
	}
	var out strings.Builder
	out.Grow(len(raw))
	blank, line, last := -1, false, rune(0)
	for i := 0; i < len(raw); {
		if len(marks) > 0 && i >= marks[0].Start {
			i, marks = max(i, marks[0].End), marks[1:]
			continue
		}
		c, size := utf8.DecodeRuneInString(raw[i:])
		if unicode.IsSpace(c) {
			if blank < 0 {
				blank, line = i, false
			}
			line = line || c == '\n'
			i += size
			continue
		}
		if blank >= 0 && out.Len() > 0 && !(line && unbroken(last) && unbroken(c)) {
			out.WriteByte(' ')
			r.at = append(r.at, uint32(blank))
		}
		blank, last = -1, c
		out.WriteString(raw[i : i+size])
		for k := range size {
			r.at = append(r.at, uint32(i+k))
		}
		i += size
	}
	r.text, r.at = out.String(), append(r.at, uint32(len(raw)))
	return r
}

// unbroken says whether a rune is of a script in which the end of a line is no blank.
func unbroken(c rune) bool { return unicode.In(c, unicode.Han, unicode.Hiragana, unicode.Katakana) }

// of is what a span of the raw text reads as; of no length where it reads as nothing.
func (r *reading) of(raw annotate.Span) annotate.Span {
	offset := func(at int) int { return sort.Search(len(r.text), func(i int) bool { return int(r.at[i]) >= at }) }
	s := annotate.Span{Start: offset(raw.Start), End: offset(raw.End)}
	for s.Len() > 0 && r.text[s.Start] == ' ' {
		s.Start++
	}
	for s.Len() > 0 && r.text[s.End-1] == ' ' {
		s.End--
	}
	return s
}

// back is where a span of what is read, which ends in no blank, stands in the raw text.
func (r *reading) back(s annotate.Span) annotate.Span {
	_, size := utf8.DecodeLastRuneInString(r.text[:s.End])
	return annotate.Span{Start: int(r.at[s.Start]), End: int(r.at[s.End-size]) + size}
}

// marksOf is what of a text in Markdown is no words: marks at the beginning of lines and around
// words, the addresses of links and pictures. It is no parser: what it takes for a mark it takes
// for one in every revision.
func marksOf(text string) []annotate.Span {
	m := marking{text: text}
	for m.at < len(text) {
		end := len(text)
		if i := strings.IndexByte(text[m.at:], '\n'); i >= 0 {
			end = m.at + i
		}
		m.line(end)
		m.at = end + 1
	}
	slices.SortFunc(m.marks, func(a, b annotate.Span) int { return a.Start - b.Start })
	return m.marks
}

type marking struct {
	text  string
	at    int
	open  []int // brackets of the paragraph
	marks []annotate.Span
}

// mark takes so many bytes for a mark.
func (m *marking) mark(n int) {
	m.marks = append(m.marks, annotate.Span{Start: m.at, End: m.at + n})
	m.at += n
}

// line goes through a line.
func (m *marking) line(end int) {
	line := m.text[m.at:end]
	if strings.Trim(line, "-=*_ \t") == "" {
		if m.open = m.open[:0]; line != "" {
			m.mark(len(line))
		}
		return
	}
	for m.at < end { // what a line begins with
		rest := m.text[m.at:end]
		hashes := len(rest) - len(strings.TrimLeft(rest, "#"))
		switch {
		case rest[0] == ' ' || rest[0] == '\t':
			m.at++
			continue
		case rest[0] == '>':
			m.mark(1)
			continue
		case 0 < hashes && hashes <= 6 && strings.HasPrefix(rest[hashes:], " "):
			m.mark(hashes)
		case strings.HasPrefix(rest, "- "), strings.HasPrefix(rest, "* "), strings.HasPrefix(rest, "+ "):
			m.mark(1)
			continue
		}
		break
	}
	for m.at < end {
		m.inline(end)
	}
}

// inline goes one step through the words of a line.
func (m *marking) inline(end int) {
	rest := m.text[m.at:end]
	switch c := rest[0]; {
	case c == '\\' && (len(rest) == 1 || ascii(rest[1])):
		m.mark(1)
		m.at = min(m.at+1, end)
	case c == '`', c == '*' && !(m.blankBefore() && (len(rest) == 1 || rest[1] == ' ')):
		m.mark(1)
	case strings.HasPrefix(rest, "~~"):
		m.mark(2)
	case c == '_' && !m.inWord():
		m.mark(1)
	case c == '[':
		m.open = append(m.open, m.at)
		m.at++
	case c == ']' && len(m.open) > 0:
		m.link(end)
	case c == '<' && strings.HasPrefix(rest, "<http") && strings.IndexByte(rest, '>') > 0:
		m.mark(1)
		m.at += strings.IndexByte(rest, '>') - 1
		m.mark(1)
	default:
		m.at++
	}
}

// link takes what follows a closed bracket for an address, where it is one.
func (m *marking) link(end int) {
	open := m.open[len(m.open)-1]
	m.open = m.open[:len(m.open)-1]
	length := addressLength(m.text[m.at+1 : end])
	if length == 0 {
		m.at++
		return
	}
	first := open
	if open > 0 && m.text[open-1] == '!' {
		first--
	}
	m.marks = append(m.marks, annotate.Span{Start: first, End: open + 1})
	m.mark(1 + length)
}

// longestAddress is the bytes that the address of a link has at most.
const longestAddress = 4096

// addressLength is how many bytes of the text are an address in brackets.
func addressLength(text string) int {
	depth := 0
	for i := range min(len(text), longestAddress) {
		switch text[i] {
		case '(':
			depth++
		case ')':
			depth--
		}
		if depth == 0 {
			return min(i, 1) * (i + 1)
		}
	}
	return 0
}

func (m *marking) blankBefore() bool {
	return m.at == 0 || m.text[m.at-1] == ' ' || m.text[m.at-1] == '\n'
}

// inWord says whether the byte is between letters or digits.
func (m *marking) inWord() bool {
	before, _ := utf8.DecodeLastRuneInString(m.text[:m.at])
	after, _ := utf8.DecodeRuneInString(m.text[m.at+1:])
	word := func(c rune) bool { return unicode.IsLetter(c) || unicode.IsDigit(c) }
	return word(before) && word(after)
}

func ascii(c byte) bool {
	return c > ' ' && c < 0x7F && !('0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z')
}
