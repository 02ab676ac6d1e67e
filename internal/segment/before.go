package segment

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// before is the word a mark stands after, with the full stops inside it: "p.m" of "p.m.".
type before struct {
	start int
	text  string
}

// wordBefore returns the word that ends at a position of the open sentence, back to white space, a bracket, a quotation mark,
// an apostrophe, a slash or a hyphen.
func (s *splitter) wordBefore(end int) before {
	if end <= s.start {
		return before{start: s.start}
	}
	limit := max(s.start, end-longestWord)
	at := end
	for at > limit {
		if c := s.text[at-1]; c < utf8.RuneSelf {
			if wordLimits[c] {
				break
			}
			at--
			continue
		}
		r, size := utf8.DecodeLastRuneInString(s.text[limit:at])
		if blank(r) || strings.ContainsRune("’“”‘«»„–—", r) {
			break
		}
		at -= size
	}
	return before{at, s.text[at:end]}
}

// wordLimits are the ASCII characters that a word before a mark does not go beyond.
var wordLimits = asciiSet(" \t\n\v\f\r\"'()[]{}/-,;:?!*_<>")

func asciiSet(chars string) (t [utf8.RuneSelf]bool) {
	for _, c := range chars {
		t[c] = true
	}
	return t
}

// inAddress reports that the token around a position is a web or mail address.
func (s *splitter) inAddress(at int) bool {
	begin, end := s.text[max(s.start, at-longestWord):at], s.text[at:min(s.end, at+longestWord)]
	if i := strings.LastIndexAny(begin, " \t\n"); i >= 0 {
		begin = begin[i+1:]
	}
	if i := strings.IndexAny(end, " \t\n"); i >= 0 {
		end = end[:i]
	}
	return strings.ContainsAny(begin, "@/:=&") || strings.ContainsAny(end, "@=") || strings.HasPrefix(begin, "www.")
}

// classOf returns what a full stop after a word can mean. English titles, months, places and closing abbreviations have a capital,
// or a full stop inside, or no vowel; without, they are words: gen, sat, mass.
func (s *splitter) classOf(w before) class {
	if w.text == "" || len(w.text) > 16 {
		return ordinary
	}
	var buffer [longestWord * 2]byte
	lower := appendLower(buffer[:0], w.text)
	c, own := s.language.own[string(lower)]
	if own && !(c == title && len(w.text) == 1 && isLowerWord(w.text)) {
		return c // "M." is a title, "m." is not
	}
	c = englishAbbreviations[string(lower)]
	switch {
	case len(w.text) == 1 && unicode.IsUpper(rune(w.text[0])):
		return ordinary // an initial
	case w.text == "m" && (strings.HasSuffix(s.text[s.start:w.start], "p. ") || strings.HasSuffix(s.text[s.start:w.start], "a. ")):
		return clock
	case c == ordinary:
		if looksShort(w.text) {
			return closing
		}
	case c == unit:
		if s.numberBefore(w.start) {
			return closing
		}
		return ordinary
	case c == title || c == month || c == place || c == closing:
		if hasVowel(lower) && isLowerWord(w.text) && len(lower) > 2 {
			return ordinary
		}
	}
	return c
}

// numberBefore reports a digit before a position, with or without a space.
func (s *splitter) numberBefore(at int) bool {
	for at > s.start && (s.text[at-1] == ' ' || s.text[at-1] == '-') {
		at--
	}
	return at > s.start && isDigit(s.text[at-1])
}

// looksShort reports a word of two to four Latin letters without a vowel, "Pvt", "nr", which is an abbreviation not in the tables.
// Words in capitals (DVD) and sounds (hmm) are not.
func looksShort(word string) bool {
	if len(word) < 2 || len(word) > 4 || !isLowerWord(word[1:]) {
		return false
	}
	for i := range len(word) {
		if c := word[i] | 0x20; c < 'a' || c > 'z' || strings.IndexByte("aeiouy", c) >= 0 {
			return false
		}
	}
	return strings.Trim(strings.ToLower(word), "bghmprstzf") != ""
}

func hasVowel(lower []byte) bool {
	for _, c := range lower {
		if strings.IndexByte("aeiouy", c) >= 0 || c >= utf8.RuneSelf {
			return true
		}
	}
	return false
}

// isLowerWord reports a word of lower-case letters only.
func isLowerWord(word string) bool {
	for _, r := range word {
		if !unicode.IsLower(r) && !unicode.IsMark(r) {
			return false
		}
	}
	return word != ""
}

// isInitial reports "J", "J.K", "Ж" or a single letter of a script without case.
func isInitial(word string) bool {
	letter := false
	for _, r := range word {
		if letter == (r != '.') || !letter && !unicode.IsUpper(r) && !caseless(r) {
			return false
		}
		letter = !letter
	}
	return letter
}

// isNumber reports digits with what stands inside a number.
func isNumber(word string) bool {
	for i := range len(word) {
		if !isDigit(word[i]) && word[i] != ',' && word[i] != '.' {
			return false
		}
	}
	return word != ""
}

// isNumbering reports what follows "No.", "Fig." or "p." when the sentence goes on: a number, a Roman numeral, a single letter.
func isNumbering(n opening) bool {
	if n.word == "" {
		return strings.ContainsRune("#№°§$€£¥", n.first)
	}
	return unicode.IsDigit(n.first) || strings.Trim(n.word, "IVXLCDM") == "" && n.word != "I" || utf8.RuneCountInString(n.word) == 1 && n.word != "A" && n.word != "I"
}

// capitalised reports a word with a capital and lower-case letters: "Today".
func capitalised(word string) bool {
	r, size := utf8.DecodeRuneInString(word)
	if !unicode.IsUpper(r) || size == len(word) {
		return false
	}
	r, _ = utf8.DecodeRuneInString(word[size:])
	return unicode.IsLower(r) || r == '\'' || r == '’'
}

// mixedCase reports a word that begins in lower case and holds a capital: "eBay".
func mixedCase(word string) bool {
	return strings.IndexFunc(word, unicode.IsUpper) > 0
}

// caseless reports a letter of a script without capitals.
func caseless(r rune) bool {
	return r >= 0x0590 && unicode.IsLetter(r) && !unicode.IsUpper(r) && !unicode.IsLower(r)
}

// isWide reports characters of the scripts that set no spaces between words.
func isWide(r rune) bool {
	return r >= 0x2E80 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana)
}

// isRoman reports a Roman numeral of two letters or more.
func isRoman(word string) bool { return len(word) > 1 && strings.Trim(word, "IVXLCDM") == "" }

// goesOnInKana reports the particles that carry a sentence on after a closed quotation in Japanese.
func goesOnInKana(r rune) bool { return strings.ContainsRune("とってなのがをはにでも", r) }

// closesOn reports punctuation that goes on with a sentence: a comma, a colon, a closing mark.
func closesOn(r rune) bool {
	return strings.ContainsRune(",;:)]}”»、，；：）」』،؛", r)
}

// appendLower appends a word in lower case, with straight apostrophes.
func appendLower(to []byte, word string) []byte {
	for _, r := range word {
		if r == '’' {
			r = '\''
		}
		to = utf8.AppendRune(to, unicode.ToLower(r))
	}
	return to
}
