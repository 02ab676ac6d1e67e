package clean

import (
	"sort"
	"strings"
	"unicode/utf8"

	"rashomon/annotate"
)

// Mended is a text of another library without what no version of this program has let into one,
// and otherwise as it was: not in another normal form, not with other line ends. So what one
// library holds another can hold, byte by byte.
type Mended struct {
	Text    string
	Removed annotate.Cleaned
	gone    []gone // of the text as it was
	shift   []int  // of what follows so many of them
}

// Mend mends a text. One of which nothing goes stays as it is.
func Mend(s string) Mended {
	m := Mended{gone: takenOut(s, true), shift: []int{0}}
	var b strings.Builder
	from := 0
	for _, g := range m.gone {
		g.kind.Count(&m.Removed, utf8.RuneCountInString(g.of(s)))
		b.WriteString(s[from:g.from])
		if from = int(g.to); g.kind == Broken {
			b.WriteRune(unreadable)
		}
		m.shift = append(m.shift, b.Len()-from)
	}
	if m.Text = s; from > 0 {
		m.Text = b.String() + s[from:]
	}
	return m
}

// Span is where a span of the text as it was stands now: without what went. It is empty where
// nothing is left of it.
func (m Mended) Span(x annotate.Span) annotate.Span {
	start := m.at(x.Start, false)
	return annotate.Span{Start: start, End: max(start, m.at(x.End, true))}
}

// at is where an offset is now; an end stands behind what took the place of a broken byte.
func (m Mended) at(offset int, end bool) int {
	n := sort.Search(len(m.gone), func(i int) bool { return int(m.gone[i].from) >= offset }) // gone before it, or around it
	if n == 0 {
		return offset
	}
	last := m.gone[n-1]
	if offset >= int(last.to) {
		return offset + m.shift[n]
	}
	now := int(last.from) + m.shift[n-1]
	if end && last.kind == Broken {
		now += utf8.RuneLen(unreadable)
	}
	return now
}

// Harmless is a name or a note of another library, mended.
func Harmless(s string) string {
	if plainLength(s) == len(s) {
		return s
	}
	return Mend(s).Text
}
