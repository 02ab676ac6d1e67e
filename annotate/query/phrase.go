package query

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"rashomon/annotate"
	"rashomon/internal/segment"
)

// phrase is words that must stand next to one another in one sentence, title, speaker or
// note, or a sign.
type phrase struct {
	words    []token
	exact    bool   // as written; else their inflected forms do too
	sign     string // where there are no words
	language string
	start    string // what the fold of every text holds in which the phrase stands
}

// token is one word of a phrase.
type token struct {
	lower, fold string
	plain       bool   // of ASCII letters and digits
	stem, start string // in the phrase's language: the folds of all forms hold start
}

// id tells the phrase from the others of a query.
func (p phrase) id() string {
	var b strings.Builder
	b.WriteString(p.sign)
	for _, w := range p.words {
		b.WriteString(w.lower + "\x00" + w.stem + "\x00")
	}
	return b.String()
}

// inLanguage is the phrase in a language.
func (p phrase) inLanguage(language string) phrase {
	words := make([]token, len(p.words))
	p.language, p.start = language, ""
	longest := 0
	for i, w := range p.words {
		w.stem, w.start = "", w.fold
		if !p.exact {
			w.stem = stem(w.lower, language)
			w.start = beginning(w.fold, w.stem)
		}
		if len(w.fold) > longest {
			longest, p.start = len(w.fold), w.start
		}
		words[i] = w
	}
	p.words = words
	return p
}

// stem is the folded stem of a word in a text of the language. A word in another script
// than the language's is of another language, which its script tells.
func stem(word, language string) string {
	r, _ := utf8.DecodeRuneInString(word)
	primary, _, _ := strings.Cut(strings.ToLower(language), "-")
	if latin := unicode.Is(unicode.Latin, r); !latin || primary == "ru" || primary == "ar" {
		language = ""
	}
	return fold(segment.Stem(word, language))
}

// beginning is what the forms of a word have in common: its stem, or as much of it as the
// word begins with, without a vowel at the end, which forms change (hope, hoping; die, dying).
func beginning(word, stem string) string {
	if !strings.Contains(word, stem) {
		n := 0
		for n < len(word) && n < len(stem) && word[n] == stem[n] {
			n++
		}
		for n > 0 && n < len(stem) && !utf8.RuneStart(stem[n]) {
			n--
		}
		stem = stem[:n]
	}
	if short, found := strings.CutSuffix(stem, "ie"); found {
		return short
	}
	if n := len(stem) - 1; n >= 0 && strings.IndexByte("aeiouy", stem[n]) >= 0 {
		return stem[:n]
	}
	return stem
}

// marks is where the phrase stands in the text, in bytes; the places do not overlap.
func (p phrase) marks(text string) (out []annotate.Span) {
	p.each(text, func(s annotate.Span) bool {
		out = append(out, s)
		return true
	})
	return out
}

// in says whether the phrase stands in the text.
func (p phrase) in(text string) (found bool) {
	p.each(text, func(annotate.Span) bool {
		found = true
		return false
	})
	return found
}

// count is how often the phrase stands in the text.
func (p phrase) count(text string) (n int) {
	p.each(text, func(annotate.Span) bool {
		n++
		return true
	})
	return n
}

// each calls do with each place until it returns false.
func (p phrase) each(text string, do func(annotate.Span) bool) {
	switch {
	case len(p.words) == 0:
		p.eachSign(text, do)
	case !holds(text, p.start):
	case len(p.words) == 1 && isPlain(text) && p.words[0].plain:
		p.eachPlain(text, do)
	default:
		p.eachIn(text, segment.Words(text), do)
	}
}

func (p phrase) eachIn(text string, words []segment.Word, do func(annotate.Span) bool) {
	for i := 0; i+len(p.words) <= len(words); {
		n := 0
		for n < len(p.words) && p.words[n].is(text, words[i+n], p.language) {
			n++
		}
		if n < len(p.words) {
			i++
			continue
		}
		if !do(annotate.Span{Start: words[i].Start, End: words[i+n-1].End}) {
			return
		}
		i += n
	}
}

func (p phrase) eachSign(text string, do func(annotate.Span) bool) {
	for at := 0; p.sign != ""; {
		n := strings.Index(text[at:], p.sign)
		if n < 0 {
			return
		}
		at += n + len(p.sign)
		if !do(annotate.Span{Start: at - len(p.sign), End: at}) {
			return
		}
	}
}

// isPlain says whether the words of a text are its runs of ASCII letters and digits, so
// that the rules of segment.Words need not be asked: most sentences are so.
func isPlain(text string) bool {
	for at := 0; at < len(text); at++ {
		switch c := text[at]; {
		case c >= utf8.RuneSelf:
			r, size := utf8.DecodeRuneInString(text[at:])
			if !apart(r) {
				return false
			}
			at += size - 1
		case c == '_':
			return false
		case c == '.', c == ',', c == ':', c == ';', c == '\'', c == '"':
			if at > 0 && isAlnum(text[at-1]) && joins(text[at+1:]) {
				return false
			}
		}
	}
	return true
}

// joins says whether what follows a full stop or the like may belong to the word before it.
func joins(rest string) bool {
	r, _ := utf8.DecodeRuneInString(rest)
	return rest != "" && (r == '_' || r < utf8.RuneSelf && isAlnum(byte(r)) || r >= utf8.RuneSelf && !apart(r))
}

func isAlnum(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}

// eachPlain is each for one word in a plain text.
func (p phrase) eachPlain(text string, do func(annotate.Span) bool) {
	for at := 0; at < len(text); at++ {
		if !isAlnum(text[at]) {
			continue
		}
		start := at
		for at < len(text) && isAlnum(text[at]) {
			at++
		}
		if p.words[0].isPlain(text[start:at], p.language) && !do(annotate.Span{Start: start, End: at}) {
			return
		}
	}
}

// isPlain is is for a word of ASCII letters and digits.
func (t token) isPlain(word, language string) bool {
	if len(word) == len(t.fold) && equalFold(word, t.fold) {
		return true
	}
	if t.stem == "" || len(word) < len(t.start) || !equalFold(word[:len(t.start)], t.start) {
		return false
	}
	return stem(strings.ToLower(word), language) == t.stem
}

// is says whether a word of the text is the token, or a form of it.
func (t token) is(text string, w segment.Word, language string) bool {
	folded := w.Lower
	if raw := text[w.Start:w.End]; !isASCII(raw) {
		folded = fold(raw)
	}
	if folded == t.fold {
		return true
	}
	at := strings.Index(folded, t.start)
	if t.stem == "" || at < 0 || at > 0 && !strings.ContainsFunc(folded, notPlain) {
		return false // articles and elided words stand before stems in other scripts, and after an apostrophe
	}
	return stem(w.Lower, language) == t.stem
}

func notPlain(r rune) bool { return r >= utf8.RuneSelf || !isAlnum(byte(r)) }

// stands says whether the phrase stands in the article: in its title, its text, or in a
// speaker or a note of it.
func (p phrase) stands(a annotate.Article, b annotate.Body, said []annotate.Annotation) bool {
	return p.in(a.Title) || p.inText(b) || p.inSaid(said)
}

// inText says whether the phrase stands in one of the sentences.
func (p phrase) inText(b annotate.Body) bool {
	if len(p.words) > 0 && !holds(b.Text, p.start) {
		return false
	}
	for n := range b.Sentences {
		if p.in(b.Sentence(n)) {
			return true
		}
	}
	return false
}

// inSaid says whether the phrase stands in a speaker or a note.
func (p phrase) inSaid(said []annotate.Annotation) bool {
	for _, x := range said {
		if p.in(x.Speaker) || p.in(x.Note) {
			return true
		}
	}
	return false
}
