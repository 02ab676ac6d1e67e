package segment

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// kind says what sort of mark may end a sentence.
type kind uint8

const (
	stop     kind = iota // a full stop, which may belong to an abbreviation
	asking               // ? and !, also several
	trailing             // an ellipsis
	firm                 // a mark that does nothing else: 。 ؟ ।
)

// mark is a run of terminators with what closes after it: quotation marks, brackets, note numbers.
type mark struct {
	start, end int // in bytes of the text
	kind       kind
	dots       int  // full stops in the run
	spaced     bool // an ellipsis set off by a space: "was . . . that"
	closed     bool // a quotation mark or bracket closes after the terminator
	quoted     bool // a quotation mark does
}

// isTerminator reports the characters that can end a sentence: Unicode's Sentence_Terminal (STerm and ATerm of UAX #29),
// and the ellipsis.
func isTerminator(r rune) bool {
	switch {
	case r < 0x80:
		return r == '.' || r == '!' || r == '?'
	case r == '…' || r == '。' || r == '！' || r == '？' || r == '｡':
		return true
	case r == '\u037E':
		return true
	case r < 0x0589, r >= 0x3040 && r < 0xA4FF: // Latin, Greek, Cyrillic; kana and Han: the table need not be asked
		return false
	}
	return unicode.Is(unicode.STerm, r)
}

// readMark reads the run of terminators at i and all that closes with it.
func (s *splitter) readMark(i int) mark {
	m := mark{start: i, kind: stop}
	m.end = s.readRun(i, &m)
	m.end = s.readClosers(m.end, &m)
	m.end = s.readNotes(m.end)
	m.end = s.readEmoticon(m.end)
	return m
}

// readRun reads terminators that belong together, "?!", "...", ". . .", and sets the mark's kind.
func (s *splitter) readRun(i int, m *mark) int {
	at := i
	for at < s.end {
		r, size := decode(s.text, at, s.end)
		switch {
		case r == '.' || r == '．':
			m.dots++
		case r == '…':
			m.kind, m.dots = trailing, m.dots+3
		case r == '!' || r == '?' || r == '！' || r == '？':
			m.kind = asking
		case isTerminator(r) || at == i:
			m.kind = firm
		default:
			return s.endRun(i, at, m)
		}
		at += size
		if m.kind == stop && s.spacedDot(at) && !(m.dots == 1 && s.omissionFollows(i, at)) {
			at++
		}
	}
	return s.endRun(i, at, m)
}

// spacedDot reports a space and one more full stop, as in ". . .".
func (s *splitter) spacedDot(at int) bool {
	return at+1 < s.end && s.text[at:at+2] == " ." && (at+2 >= s.end || s.text[at+2] != '.')
}

// omissionFollows reports a full stop at a word and three more after a space: "… compounds. . . . The practice …", where
// the three belong to the next sentence.
func (s *splitter) omissionFollows(stop, at int) bool {
	const three = " . . ."
	return stop > s.start && s.text[stop-1] != ' ' && strings.HasPrefix(s.text[at:s.end], three) && !strings.HasPrefix(s.text[at+len(three):s.end], " .")
}

func (s *splitter) endRun(i, at int, m *mark) int {
	if m.kind == stop && m.dots > 1 {
		m.kind = trailing
	}
	m.spaced = i > s.start && s.text[i-1] == ' '
	return at
}

// readClosers reads quotation marks and brackets that close after the terminators, with more terminators between them.
func (s *splitter) readClosers(at int, m *mark) int {
	for at < s.end {
		r, size := decode(s.text, at, s.end)
		switch {
		case r == '"':
			if !s.quoted && !s.closesHere(at+1) {
				return at
			}
			s.quoted, m.quoted = false, true
		case r == '\'' || r == '’' || r == '‘':
			if !s.closesHere(at + size) {
				return at
			}
			m.quoted = true
		case r == '”' || r == '»' || r == '“' || r == '«' || r == '›':
			if (r == '“' || r == '«') && !s.closesHere(at+size) {
				return at
			}
			m.quoted = true
		case r == '」' || r == '』':
			m.quoted = true
		case unicode.Is(unicode.Pe, r):
		case m.closed && isTerminator(r):
		case (r == ' ' || r == '\u00a0' || r == '\u202f') && s.looseCloser(at+size):
		default:
			return at
		}
		m.closed = true
		at += size
	}
	return at
}

// closesHere reports whether a quotation mark that ends at a position can be a closing one: no word follows at once.
func (s *splitter) closesHere(at int) bool {
	if at >= s.end {
		return true
	}
	r, _ := decode(s.text, at, s.end)
	return blank(r) || unicode.IsPunct(r)
}

// looseCloser reports whether a closing mark stands apart, after a space, as in text put together from tokens.
func (s *splitter) looseCloser(at int) bool {
	if at >= s.end {
		return false
	}
	r, size := decode(s.text, at, s.end)
	if r == '"' {
		return s.quoted && s.closesHere(at+1)
	}
	return r == '”' || r == '»' && s.closesHere(at+size)
}

// readNotes reads reference numbers after a sentence: "[1]", "[2–11]", superscripts, and a bare number stuck to the full stop.
func (s *splitter) readNotes(at int) int {
	for {
		n := at
		if n < s.end && s.text[n] == ' ' {
			n++
		}
		if n >= s.end || s.text[n] != '[' {
			break
		}
		close := n + 1
		for close < s.end && close-n < 12 && strings.IndexByte("0123456789,- ", s.text[close]) >= 0 {
			close++
		}
		if close == n+1 || close >= s.end || s.text[close] != ']' {
			break
		}
		at = close + 1
	}
	for at < s.end {
		r, size := decode(s.text, at, s.end)
		if r != '¹' && r != '²' && r != '³' && (r < '⁰' || r > '⁹') {
			break
		}
		at += size
	}
	return s.readStuckNumber(at)
}

// readStuckNumber reads the note number in "… two kinds).10 This …".
func (s *splitter) readStuckNumber(at int) int {
	n := at
	for n < s.end && n-at < 4 && isDigit(s.text[n]) {
		n++
	}
	if n == at || n-at > 3 || n+1 >= s.end || s.text[n] != ' ' || at < s.start+3 || isDigit(s.text[at-2]) {
		return at
	}
	if r, _ := decode(s.text, n+1, s.end); !unicode.IsUpper(r) {
		return at
	}
	return n
}

// readEmoticon reads ":)" and its like, which belong to the sentence before.
func (s *splitter) readEmoticon(at int) int {
	n := at
	if n < s.end && s.text[n] == ' ' {
		n++
	}
	if n+1 >= s.end || s.text[n] != ':' && s.text[n] != ';' {
		return at
	}
	n++
	if s.text[n] == '-' {
		n++
	}
	if n >= s.end || strings.IndexByte(")(DPp/|", s.text[n]) < 0 || n+1 < s.end && s.text[n+1] != ' ' {
		return at
	}
	return n + 1
}

// opening is what stands after a mark.
type opening struct {
	start   int    // where the next sentence would begin
	letters int    // where its first word begins, past quotation marks, brackets and dashes
	word    string // its first word; empty where a symbol or punctuation stands there
	first   rune
	spaced  bool // white space stands between
	dash    bool // a dash stands before the word
	bracket bool // a bracket does
	opened  bool // a quotation mark or a bracket does
}

// readNext reads what stands after a mark.
func (s *splitter) readNext(at int) opening {
	var n opening
	dots := false
	start := s.skipBlank(at)
	n.start, n.spaced = start, start > at
	limit := min(s.end, start+longestRule)
	for start < limit {
		r, size := decode(s.text, start, s.end)
		n.first = r
		switch {
		case r == '-' || r == '–' || r == '—' || r == '―':
			n.dash = true
		case r == '.' || r == '…': // "… of it. … He then …"
			dots = true
		case unicode.In(r, unicode.Ps, unicode.Pi) || r == '"' || r == '\'' || r == '„' || r == '¿' || r == '¡' || r == '*' || r == '_' || r == '»':
			n.opened = n.opened || r != '*' && r != '_'
			n.bracket = n.bracket || r == '(' || r == '['
		case r == ' ' && (n.dash || dots):
		default:
			n.letters = start
			n.word = s.text[start:s.wordEnd(start)]
			return n
		}
		start += size
	}
	n.letters, n.first = s.end, utf8.RuneError
	return n
}

// skipBlank returns where white space that begins at a position ends.
func (s *splitter) skipBlank(at int) int {
	for at < s.end {
		r, size := decode(s.text, at, s.end)
		if !blank(r) {
			break
		}
		at += size
	}
	return at
}

// longestWord bounds how far any rule looks to either side, in bytes, so that no text takes more than linear time.
const longestWord = 48

// longestRule is how long a row of dashes, brackets and quotation marks may stand before a sentence, in bytes.
const longestRule = 4 * longestWord

// wordEnd returns where the letters, digits and inner apostrophes that begin at a position end.
func (s *splitter) wordEnd(at int) int {
	limit := min(s.end, at+longestWord)
	for at < limit {
		if isASCIIWord(s.text[at]) {
			at++
			continue
		}
		r, size := decode(s.text, at, s.end)
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && r != '\'' && r != '’' {
			return at
		}
		at += size
	}
	return at
}

// decode reads a character within text[:end].
func decode(text string, at, end int) (rune, int) {
	if c := text[at]; c < utf8.RuneSelf {
		return rune(c), 1
	}
	return utf8.DecodeRuneInString(text[at:end])
}

func isASCIIWord(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' || isDigit(c) }

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// hasWord reports whether a text holds a letter or digit.
func hasWord(text string) bool {
	for _, r := range text {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return true
		}
	}
	return false
}
