package screen

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"rashomon/annotate"
)

// Join asks to make sentence n and the one after it one.
func (p *Page) Join(n int) []Request {
	sentences, ok := annotate.Joined(p.Reading.Body.Sentences, n)
	if !ok {
		return []Request{Say{Text: "there is no sentence after this one to join it with"}}
	}
	return p.recut(sentences, fmt.Sprintf("join sentences %d and %d", n+1, n+2))
}

// Split asks to end a sentence before the selected words: after them, where they begin it.
func (p *Page) Split() []Request {
	if p.sel == nil {
		return []Request{Say{Text: fmt.Sprintf("select the words that begin a sentence first: %s, then %s and %s", Shortcut(p.keys.Select), Shortcut(p.keys.WordAfter), Shortcut(p.keys.Split))}}
	}
	b, s := p.Reading.Body, p.Selection()
	offset := wordStart(b.Text, s.Start)
	sentences, ok := annotate.SplitAt(b, offset)
	if !ok {
		offset = wordEnd(b.Text, s.End)
		sentences, ok = annotate.SplitAt(b, offset)
	}
	if !ok {
		return []Request{Say{Text: "a part without words would be left: select words within the sentence"}}
	}
	n := annotate.SentenceAt(b.Sentences, offset)
	p.Pane.SetCursor(n)
	p.sel = nil
	return p.recut(sentences, fmt.Sprintf("split sentence %d", n+1))
}

func (p *Page) recut(sentences []annotate.Span, what string) []Request {
	return []Request{Recut{Article: p.Reading.Article.ID, Sentences: sentences, What: what}}
}

// wordStart is the offset without the signs before it that belong to its word: what opens a
// quotation, a bracket, emphasis.
func wordStart(text string, offset int) int {
	for offset > 0 {
		r, size := utf8.DecodeLastRuneInString(text[:offset])
		if !unicode.In(r, unicode.Ps, unicode.Pi) && !strings.ContainsRune("\"'*_~`„", r) {
			break
		}
		offset -= size
	}
	return offset
}

// wordEnd is the offset with the punctuation after it that belongs to its word.
func wordEnd(text string, offset int) int {
	for offset < len(text) {
		r, size := utf8.DecodeRuneInString(text[offset:])
		if !unicode.IsPunct(r) && !unicode.Is(unicode.Mn, r) && r != '`' && r != '~' || unicode.In(r, unicode.Ps, unicode.Pi) {
			break
		}
		offset += size
	}
	return offset
}
