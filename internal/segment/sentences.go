package segment

import "strings"

// Sentences returns the sentences of an article's text, in order and disjoint, as spans of bytes trimmed of white space. Every
// letter and digit of the text is in exactly one of them, but for the header that ReadHeader finds. A sentence never goes over
// a block's end; quotations are split inside. lang is a language code such as "fr" or "pt-BR"; empty means English, or, block
// by block, what the script suggests where it is not Latin. The time is linear in the length of the text.
func Sentences(text, lang string) []Span {
	begin := ReadHeader(text).End
	blocks := Blocks(text)
	s := splitter{text: text, sentences: make([]Span, 0, len(blocks)+len(text)/usualSentence)}
	for _, b := range blocks {
		b.Start = max(b.Start, begin)
		if b.Start < b.End {
			s.language = languageOf(lang, text[b.Start:b.End])
			s.block(b)
		}
	}
	return s.sentences
}

// usualSentence is a low guess at a sentence's length in bytes, to allocate once.
const usualSentence = 80

// splitter walks one text. Its state is reset at every block, so that nothing (an unclosed quotation) reaches beyond one.
type splitter struct {
	text      string
	language  *language
	sentences []Span

	end    int  // of the block
	start  int  // of the sentence that is open
	quoted bool // inside straight double quotes
	list   listMarker
}

// plain are the bytes that can neither end a sentence nor change the splitter's state.
var plain = plainBytes()

// plainBytes holds the first bytes of whole ranges of letters too, and all that follow a first byte.
func plainBytes() (t [256]bool) {
	for c := range t {
		switch {
		case c < 0x80: // ASCII
			t[c] = !strings.ContainsRune(`.!?":;)*`, rune(c))
		case c < 0xC0, // not a first byte
			c >= 0xC3 && c <= 0xD5 && c != 0xCD, // Latin, Greek but for its question mark, Cyrillic
			c >= 0xE4 && c <= 0xE9,              // Han
			c >= 0xEB && c <= 0xED:              // Hangul
			t[c] = true
		}
	}
	return t
}

func (s *splitter) block(b Span) {
	s.end, s.quoted = b.End, false
	s.open(b.Start)
	for i := b.Start; i < b.End; {
		if plain[s.text[i]] {
			i++
		} else {
			i = s.visit(i)
		}
	}
	s.cut(b.End, b.End)
}

// visit looks at one character that may matter and returns where to go on.
func (s *splitter) visit(i int) int {
	switch s.text[i] {
	case '.', '!', '?':
		if s.text[i] == '.' {
			s.cutBeforeListed(i)
		}
		return s.terminator(i)
	case '"':
		s.quoted = !s.quoted
		return i + 1
	case ')':
		s.cutBeforeListed(i)
		return i + 1
	case '*':
		return s.bullet(i, 1)
	case ':', ';':
		if s.language.colon && s.text[i] == ':' || s.language.question == rune(s.text[i]) {
			return s.terminator(i)
		}
		s.cutBeforeCredit(i)
		return i + 1
	}
	r, size := decode(s.text, i, s.end)
	if isBullet(r) {
		return s.bullet(i, size)
	}
	if isTerminator(r) {
		return s.terminator(i)
	}
	return i + size
}

// terminator decides whether a sentence ends at the mark at i, and returns where to go on: past the mark.
func (s *splitter) terminator(i int) int {
	if s.insideWord(i) {
		return i + 1
	}
	m := s.readMark(i)
	if m.end < s.end {
		if n := s.readNext(m.end); s.ends(m, n) {
			s.cut(m.end, n.start)
		}
	}
	return m.end
}

// insideWord reports a full stop before a lower-case letter or a digit: "3.5", "example.org". No rule needs to look at it.
func (s *splitter) insideWord(i int) bool {
	if s.text[i] != '.' || i+1 >= s.end || i == s.start {
		return false
	}
	c := s.text[i+1]
	return c >= 'a' && c <= 'z' || isDigit(c) && isDigit(s.text[i-1])
}

// cut ends the open sentence and opens the next one. What holds no letter or digit ("***") is no sentence, and is left out.
func (s *splitter) cut(end, next int) {
	if span := trim(s.text, Span{s.start, end}); hasWord(s.text[span.Start:span.End]) {
		s.sentences = append(s.sentences, span)
	}
	s.open(next)
}

func (s *splitter) open(at int) {
	s.start = at
	s.list = s.readListMarker(at)
}
