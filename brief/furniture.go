package brief

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"rashomon/annotate"
	"rashomon/compare"
	"rashomon/internal/segment"
)

// What of a report is not its text: headings, who wrote it, what a page says around it. Only
// short lines are taken for that, and only where the brief would say that this report alone
// has them; the words are English.

const (
	headingWords = 10 // most words of a heading
	noticeWords  = 14 // most words of a byline or a notice
)

// bylines and notices are how such lines begin, in lower case.
var (
	bylines = []string{"reporting by ", "editing by ", "writing by ", "additional reporting", "photo: ", "photo by ", "photograph: ", "image: ", "picture: ", "source: ", "credit: ", "video: ", "(reporting by "}
	notices = []string{"advertisement", "subscribe ", "sign up ", "read more", "read also", "also read", "see also", "related:", "follow us", "click here", "share this", "download our", "copyright ", "©", "(c) ", "all rights reserved"}
)

// furniture is why a sentence is no statement of its own; empty where it is one. Text is what
// is seen of it.
func (m *maker) furniture(r compare.Ref, text string) Why {
	body := m.in.Readings[r.Report].Body
	span := body.Sentences[r.Sentence]
	words := len(segment.Words(text))
	own := alone(body.Text, span) && words <= noticeWords
	low := strings.ToLower(text)
	switch {
	case words == 0, own && begins(low, notices):
		return Notice
	case own && (begins(low, bylines) || strings.HasPrefix(text, "By ") && allNames(text[len("By "):])):
		return Byline
	case m.displays[r.Report].inHeading(span), own && words <= headingWords && unfinished(text):
		return Heading
	}
	return ""
}

// alone says whether a span has its lines for itself, and is not the last of the text.
func alone(text string, span annotate.Span) bool {
	before := strings.TrimRight(text[:span.Start], " \t")
	after := strings.TrimLeft(text[span.End:], " \t")
	return (before == "" || strings.HasSuffix(before, "\n")) && strings.HasPrefix(after, "\n")
}

// unfinished says whether a line ends in a letter, as no sentence does in scripts that have
// capitals, and gives no number, which would be worth reading.
func unfinished(text string) bool {
	last, _ := utf8.DecodeLastRuneInString(text)
	return (unicode.IsLower(last) || unicode.IsUpper(last)) && strings.IndexFunc(text, unicode.IsDigit) < 0
}

// allNames says whether each word has a capital, "and" apart.
func allNames(text string) bool {
	words := segment.Words(text)
	for _, w := range words {
		if !w.Upper && w.Lower != "and" {
			return false
		}
	}
	return len(words) > 1
}

func begins(text string, with []string) bool {
	for _, w := range with {
		if strings.HasPrefix(text, w) {
			return true
		}
	}
	return false
}
