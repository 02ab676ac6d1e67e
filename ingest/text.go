package ingest

import (
	"strings"
	"time"
	"unicode/utf8"

	"rashomon/annotate"
	"rashomon/internal/clean"
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
	cleaned   annotate.Cleaned // what was taken out
	notes     Notes
}

// arrive makes an article of a decoded text. Front matter is taken off it where it is a file's, or Markdown:
// plain text of a table or a feed is what that says it is. It returns ErrEmpty where nothing is left of it.
func arrive(raw string, format annotate.Format, file bool, stated annotate.Article, added time.Time) (annotate.Arrival, Notes, error) {
	text, cleaned := clean.Text(raw)
	r := reading{text: text, format: format, cleaned: cleaned}
	r.state(stated)
	if file || format == annotate.Markdown {
		r.takeFrontMatter()
	}
	if format == annotate.Markdown {
		r = readMarkdown(r)
	} else {
		r = readPlain(r)
	}
	if strings.TrimSpace(r.text) == "" {
		return annotate.Arrival{}, nil, ErrEmpty
	}
	if taken := r.takenOut(); taken != "" {
		r.notes = append(Notes{"taken out: " + taken}, r.notes...)
	}
	a := r.stated
	a.Cleaned = r.cleaned
	a.Format = r.format
	a.Title, a.TitleMade = Title(a.Title, r.opening)
	body := annotate.Body{Text: r.text, Sentences: r.sentences}
	return annotate.Arrival{Article: annotate.NewArticle(a, body, added), Body: body}, r.notes, nil
}

// takenOut says what was taken out. How many bytes were not UTF-8 is told where they were decoded.
func (r *reading) takenOut() string {
	taken := r.cleaned
	taken.Broken = 0
	return taken.String()
}

// Title is a report's title as one clean line of a sensible length: the stated one, or where that
// says nothing one that is made of how the text begins.
func Title(stated, opening string) (title string, made bool) {
	if title = cut(clean.Line(stated), statedTitle); title != "" {
		return title, false
	}
	return cut(clean.Line(opening), madeTitle), true
}

// state takes over what something else states of the report, as far as it can be read.
func (r *reading) state(a annotate.Article) {
	for _, value := range []string{a.Title, a.Source, a.Author, a.Place, a.Date, a.URL, a.Language} {
		_, cleaned := clean.Text(value)
		r.cleaned.Add(cleaned)
	}
	fill(&r.stated.Title, a.Title)
	fill(&r.stated.Source, a.Source)
	fill(&r.stated.Author, a.Author)
	fill(&r.stated.Place, a.Place)
	fill(&r.stated.Date, r.readable("date", clean.Line(a.Date), readDate))
	fill(&r.stated.URL, r.readable("url", clean.Line(a.URL), readURL))
	fill(&r.stated.Language, r.readable("lang", clean.Line(a.Language), readLanguage))
}

// readPlain reads plain text. The header stays in the text, and lies in no sentence.
func readPlain(r reading) reading {
	text := r.text
	spans := segment.Sentences(text, r.stated.Language)
	r.format, r.sentences = annotate.Plain, make([]annotate.Span, len(spans))
	for i, s := range spans {
		r.sentences[i] = annotate.Span{Start: s.Start, End: s.End}
	}
	r.readHeader()
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
		*field = clean.Line(value)
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
	return strings.TrimRight(clean.Line(line), " ,;:.–—-") + "…" // nothing that the rest would have closed stays open
}
