package ingest

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"rashomon/annotate"
	"rashomon/internal/segment"
)

const (
	madeTitle   = 80  // code points of a title made from the first sentence, at most
	statedTitle = 300 // of one that the report states
)

// reading is what a format's reader found in a clean text.
type reading struct {
	text      string // as it is stored
	sentences []annotate.Span
	opening   string           // the first sentence as it is shown, for a title where none is stated
	stated    annotate.Article // what the report says of itself
	format    annotate.Format
	notes     Notes
}

// arrive makes an article of a decoded text. It returns ErrEmpty where nothing is left of it.
func arrive(raw string, format annotate.Format, added time.Time) (annotate.Arrival, Notes, error) {
	text, removed := Clean(raw)
	var r reading
	if format == annotate.Markdown {
		r = readMarkdown(text)
	} else {
		r = readPlain(text, "")
	}
	if strings.TrimSpace(r.text) == "" {
		return annotate.Arrival{}, nil, ErrEmpty
	}
	if removed > 0 {
		r.notes = append(Notes{fmt.Sprintf("control or invisible characters taken out: %d", removed)}, r.notes...)
	}
	a := r.stated
	a.Format = r.format
	a.Title, a.TitleMade = Title(a.Title, r.opening)
	body := annotate.Body{Text: r.text, Sentences: r.sentences}
	return annotate.Arrival{Article: annotate.NewArticle(a, body, added), Body: body}, r.notes, nil
}

// Title is a report's title as one clean line of a sensible length: the stated one, or where that
// says nothing one that is made of how the text begins.
func Title(stated, opening string) (title string, made bool) {
	if title = cut(Line(stated), statedTitle); title != "" {
		return title, false
	}
	return cut(Line(opening), madeTitle), true
}

// readPlain reads plain text. The header stays in the text, and lies in no sentence.
func readPlain(text, language string) reading {
	spans := segment.Sentences(text, language)
	r := reading{text: text, format: annotate.Plain, sentences: make([]annotate.Span, len(spans))}
	for i, s := range spans {
		r.sentences[i] = annotate.Span{Start: s.Start, End: s.End}
	}
	r.stateHeader(segment.ReadHeader(text))
	r.opening = opening(text)
	if len(spans) > 0 {
		r.opening = text[spans[0].Start:spans[0].End]
	}
	return r
}

// stateHeader fills in what nothing before it stated.
func (r *reading) stateHeader(h segment.Header) {
	fill(&r.stated.Date, h.Date)
	fill(&r.stated.Place, h.Place)
	fill(&r.stated.Source, h.Source)
}

// fill sets a field that is still empty to one clean line.
func fill(field *string, value string) {
	if *field == "" {
		*field = Line(value)
	}
}

// opening is the beginning of a text, enough to make a title of.
func opening(text string) string {
	text = strings.TrimSpace(text)
	line, _, _ := strings.Cut(text, "\n")
	return line
}

// cut shortens a line to so many code points, at a word where there is one, and says so with an ellipsis.
func cut(line string, most int) string {
	if utf8.RuneCountInString(line) <= most {
		return line
	}
	n := 0
	for i := range line {
		if n++; n == most {
			line = line[:i]
			break
		}
	}
	if space := strings.LastIndexByte(line, ' '); space > len(line)/2 {
		line = line[:space]
	}
	return strings.TrimRight(line, " ,;:.–—-") + "…"
}
