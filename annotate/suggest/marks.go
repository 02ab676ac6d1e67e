package suggest

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"rashomon/annotate"
	"rashomon/internal/segment"
)

// style is a family of quotation marks: a mark of one style never closes another.
type style uint8

const (
	curly    style = iota // “ ”, and „ “
	straight              // " "
	doubled               // '' '', typewritten
	angle                 // « », and » «
	corner                // 「 」
	single                // ‘ ’
	plain                 // ' '
)

// mark is one quotation mark and what it can do where it stands.
type mark struct {
	at, end       int // in bytes of the text
	paragraph     int
	leads         bool // nothing but marks stands before it in its paragraph
	style         style
	opens, closes bool
}

// furtherParagraphs is how many paragraphs a quotation may run on for without an opening mark at their beginning.
const furtherParagraphs = 3

// quotations returns the stretches of the text that stand in quotation marks, marks included, in order and disjoint;
// quotations inside quotations are part of the outer one. A quotation may run over paragraphs when each begins with an
// opening mark, or when a later one closes it before any other opens. One that never closes ends with its sentence.
func quotations(text string, sentences []annotate.Span) []annotate.Span {
	marks := readMarks(text)
	var out []annotate.Span
	for i := 0; i < len(marks); {
		m := marks[i]
		if !m.opens {
			i++
			continue
		}
		if j := closing(marks, i); j > i {
			out = append(out, annotate.Span{Start: m.at, End: marks[j].end})
			i = j + 1
			continue
		}
		end := sentenceEnd(sentences, m.at, len(text))
		if next := m.goesOn(marks[i+1:]); next > 0 {
			end = next
		} else if i+1 < len(marks) {
			end = min(end, marks[i+1].at)
		}
		i++
		if m.style != single && m.style != plain && m.at < end {
			out = append(out, annotate.Span{Start: m.at, End: end})
		}
	}
	return out
}

// closing is the number of the mark that closes the mark numbered i, or 0. One quotation may stand inside with the same marks.
func closing(marks []mark, i int) int {
	open := marks[i]
	depth := 1
	inner := false // a straight mark has opened inside a curly quotation
	for j := i + 1; j < len(marks); j++ {
		m := marks[j]
		later := m.paragraph > open.paragraph
		if m.paragraph > open.paragraph+furtherParagraphs || later && (open.style == single || open.style == plain) {
			return 0
		}
		switch {
		case open.style == curly && m.style == straight && !later:
			if m.closes && !m.opens && !inner {
				return j
			}
			inner = m.opens
		case m.style != open.style:
		case later && m.opens: // ambiguous marks of a later paragraph open
			return 0
		case m.closes:
			if depth--; depth == 0 {
				return j
			}
		case m.opens:
			if depth++; depth > 2 || open.style == straight || open.style == doubled {
				return 0
			}
		}
	}
	return 0
}

// goesOn is where the next paragraph begins when it does so with an opening mark of the same style, so that the quotation runs
// on; else 0.
func (m mark) goesOn(rest []mark) int {
	for _, n := range rest {
		if n.paragraph > m.paragraph || n.style == m.style {
			if n.paragraph == m.paragraph+1 && n.style == m.style && n.opens && n.leads {
				return n.at
			}
			break
		}
	}
	return 0
}

func sentenceEnd(sentences []annotate.Span, at, limit int) int {
	if len(sentences) == 0 {
		return limit
	}
	if s := sentences[annotate.SentenceAt(sentences, at)]; s.Holds(at) {
		return s.End
	}
	return at
}

// readMarks finds the quotation marks of a text. Apostrophes are left out as far as their surroundings show them.
func readMarks(text string) []mark {
	var marks []mark
	for paragraph, b := range segment.Blocks(text) {
		leads, before := true, '\n'
		for i := b.Start; i < b.End; {
			if c := text[i]; c < utf8.RuneSelf && c != '"' && c != '\'' && c != '`' {
				leads = leads && c == ' '
				before, i = rune(c), i+1
				continue
			}
			r, size := utf8.DecodeRuneInString(text[i:b.End])
			m, found := readMark(text[:b.End], i, r, size, before)
			if found {
				m.paragraph, m.leads = paragraph, leads
				marks = append(marks, m)
				size = m.end - m.at
			}
			leads = leads && found
			before, i = r, i+size
		}
	}
	return marks
}

// readMark reads the mark at i, if one stands there, given the character before it.
func readMark(text string, i int, r rune, size int, before rune) (mark, bool) {
	m := mark{at: i, end: i + size}
	if (r == '\'' || r == '`') && i+1 < len(text) && text[i+1] == text[i] {
		m.end, r = i+2, '"'
		m.style = doubled
	}
	after, _ := utf8.DecodeRuneInString(text[m.end:])
	if m.end == len(text) {
		after = '\n'
	}
	free, beginsWord, endsWord := !inWord(before), inWord(after), !inWord(after)
	switch r {
	case '“':
		m.style, m.opens = curly, !unicode.IsSpace(after)
		m.closes = !m.opens || !free // „…“
	case '„':
		m.style, m.opens = curly, true
	case '”':
		m.style, m.opens = curly, unicode.IsSpace(before) && beginsWord // as Swedish has it, and careless typing
		m.closes = !m.opens
	case '"':
		if m.style != doubled {
			m.style = straight
		}
		m.opens = free && !unicode.IsSpace(after) && !closingMark(after)
		m.closes = !unicode.IsSpace(before) && (endsWord || !free)
		if !m.opens && !m.closes { // set apart on both sides: either
			m.opens, m.closes = m.style == straight || beginsWordAfterSpace(text[m.end:]), true
		}
	case '«', '»':
		m.style = angle
		m.opens = unicode.IsSpace(before) && beginsWord || r == '«' && (unicode.IsSpace(before) || !endsWord)
		m.closes = !m.opens
	case '「', '『':
		m.style, m.opens = corner, true
	case '」', '』':
		m.style, m.closes = corner, true
	case '‘':
		m.style, m.opens = single, free && beginsWord
	case '’':
		m.style, m.closes = single, endsWord && !unicode.IsSpace(before)
	case '\'':
		m.style = plain
		m.opens = free && unicode.IsLetter(after) && !elided(text[m.end:])
		m.closes = endsWord && !unicode.IsSpace(before)
	}
	return m, m.opens || m.closes
}

func inWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

func closingMark(r rune) bool { return strings.ContainsRune(".,;:!?)]”", r) }

// beginsWordAfterSpace reports a space and a word: where a mark that stands apart opens.
func beginsWordAfterSpace(rest string) bool {
	rest = strings.TrimLeft(rest, " \n")
	r, _ := utf8.DecodeRuneInString(rest)
	return inWord(r)
}

// elided reports what follows an apostrophe that stands for left-out letters: 'em, 'til.
func elided(rest string) bool {
	end := strings.IndexFunc(rest, func(r rune) bool { return !unicode.IsLetter(r) })
	if end < 0 {
		end = len(rest)
	}
	switch strings.ToLower(rest[:end]) {
	case "em", "til", "till", "tis", "twas", "cause", "n", "bout", "round":
		return true
	}
	return false
}
