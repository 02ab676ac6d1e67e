package suggest

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"rashomon/annotate"
	"rashomon/internal/segment"
)

// gap is what stands between a word and the one before it.
type gap uint16

const (
	comma gap = 1 << iota
	colon
	semicolon
	dash
	stop
	opensQuote
	closesQuote
	opensBracket
	closesBracket
	newParagraph
)

// hard gaps are those no noun phrase goes over.
const hard = comma | colon | semicolon | dash | opensQuote | closesQuote | opensBracket | closesBracket | newParagraph

// token is a word of a sentence and what the rules need to know of its place.
type token struct {
	segment.Word
	gap    gap  // before the word
	quoted bool // inside quotation marks
}

// sentence is one sentence as the rules read it.
type sentence struct {
	text    string // of the article
	span    annotate.Span
	tokens  []token
	tail    gap     // after the last word
	letters int     // in the sentence
	cover   float64 // share of the letters that stand in quotation marks
	pieces  int     // stretches of quoted text
	piece   int     // letters of the longest stretch
	mark    rune    // that the longest stretch begins with
	before  bool    // it begins inside a quotation that an earlier sentence opened
	titled  bool    // most of its words have capitals: a headline
}

// mostWords is how many words of a sentence the rules read: what has more is no sentence, and looking around in it takes time
// that grows with the square of its length.
const mostWords = 400

// readSentence reads the words of one sentence; quotes are the article's quotations from the first that ends after its start.
func readSentence(text string, span annotate.Span, words []segment.Word, quotes []annotate.Span) sentence {
	s := sentence{text: text, span: span, tokens: make([]token, 0, len(words))}
	s.measureQuotes(quotes)
	words = words[:min(len(words), mostWords)]
	at, upper := span.Start, 0
	for _, w := range words {
		for len(quotes) > 0 && quotes[0].End <= at {
			quotes = quotes[1:]
		}
		g := readGap(text[at:max(at, w.Start)], at, quotes)
		quoted := len(quotes) > 0 && quotes[0].Holds(w.Start) || len(quotes) > 1 && quotes[1].Holds(w.Start)
		s.tokens = append(s.tokens, token{Word: w, gap: g, quoted: quoted})
		at = max(at, w.End)
		if w.Upper {
			upper++
		}
	}
	s.titled = len(words) > 3 && upper*10 >= len(words)*6
	s.tail = readGap(text[at:max(at, span.End)], at, quotes)
	return s
}

// measureQuotes counts letters inside and outside quotation marks.
func (s *sentence) measureQuotes(quotes []annotate.Span) {
	s.letters = letters(s.text[s.span.Start:s.span.End])
	quoted := 0
	for _, q := range quotes {
		if q.Start >= s.span.End {
			break
		}
		s.before = s.before || q.Start < s.span.Start
		start, end := max(q.Start, s.span.Start), min(q.End, s.span.End)
		if start < end {
			n := letters(s.text[start:end])
			quoted += n
			if n > s.piece {
				s.piece = n
				s.mark, _ = utf8.DecodeRuneInString(s.text[q.Start:])
			}
			s.pieces++
		}
	}
	if s.letters > 0 {
		s.cover = float64(quoted) / float64(s.letters)
	}
}

func letters(text string) int {
	n := 0
	for i := 0; i < len(text); {
		if c := text[i]; c < utf8.RuneSelf {
			if c|0x20 >= 'a' && c|0x20 <= 'z' {
				n++
			}
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		if unicode.IsLetter(r) {
			n++
		}
		i += size
	}
	return n
}

// longestGap is how many bytes at either end of what stands between two words are read.
const longestGap = 32

// readGap reads punctuation; at is where it stands in the text.
func readGap(between string, at int, quotes []annotate.Span) gap {
	if between == " " || between == "" {
		return 0
	}
	if len(between) > 2*longestGap { // what closes stands first, what opens last
		return readGap(between[:longestGap], at, quotes) | readGap(between[len(between)-longestGap:], at+len(between)-longestGap, quotes)
	}
	var g gap
	for i, r := range between {
		switch r {
		case ',':
			g |= comma
		case ':':
			g |= colon
		case ';':
			g |= semicolon
		case '–', '—', '―':
			g |= dash
		case '-':
			if strings.Contains(between, " -") || strings.Contains(between, "--") {
				g |= dash
			}
		case '.', '!', '?', '…':
			g |= stop
		case '(', '[':
			g |= opensBracket
		case ')', ']':
			g |= closesBracket
		case '\n':
			if strings.Contains(between, "\n\n") {
				g |= newParagraph
			}
		case '"', '“', '”', '„', '«', '»', '‘', '’', '\'', '「', '」', '『', '』', '`':
			g |= quoteGap(at+i, quotes)
		}
	}
	return g
}

// quoteGap says whether the mark at a place is where a quotation begins or ends.
func quoteGap(at int, quotes []annotate.Span) gap {
	for _, q := range quotes {
		switch {
		case q.Start > at:
			return 0
		case q.Start == at:
			return opensQuote
		case at < q.End && q.End-at <= 3:
			return closesQuote
		}
	}
	return 0
}

// is reports whether the word numbered i is one of those given; false outside the sentence.
func (s *sentence) is(i int, words map[string]bool) bool {
	return i >= 0 && i < len(s.tokens) && words[s.tokens[i].Lower]
}

// word is the word numbered i in lower case, or nothing outside the sentence.
func (s *sentence) word(i int) string {
	if i < 0 || i >= len(s.tokens) {
		return ""
	}
	return s.tokens[i].Lower
}

// after is the gap after the word numbered i.
func (s *sentence) after(i int) gap {
	if i+1 < len(s.tokens) {
		return s.tokens[i+1].gap
	}
	return s.tail
}

// stretch is the span of the words from a up to b.
func (s *sentence) stretch(a, b int) annotate.Span {
	return annotate.Span{Start: s.tokens[a].Start, End: s.tokens[b-1].End}
}
