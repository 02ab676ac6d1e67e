package table

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"rashomon/annotate"
	"rashomon/ingest"
	"rashomon/ingest/page"
)

// Row is what a row says of a report. Nothing of it is cleaned.
type Row struct {
	Line   int    // where it begins, from 1
	ID     string // as the table has it; empty where it has none
	Story  string // the title of its story; empty for none
	Text   string
	Format string // of Text, as the table states it; empty where it does not
	// Stated is Title, Source, Author, Date, URL, Language and Place as they stand there; dates in
	// numbers (seconds and milliseconds of Unix, 20310504) are made readable.
	Stated annotate.Article
}

// The formats that a text can have; empty is told by the text, which is HTML or plain.
const (
	HTML     = "html"
	Markdown = "markdown"
	Plain    = "plain"
)

// Article makes an article of the row. The format, where it is not empty, is that of all texts of the table.
// The error is one of ingest's.
func (r Row) Article(format string, added time.Time) (annotate.Arrival, ingest.Notes, error) {
	text, format, notes := r.Text, r.format(format), ingest.Notes(nil)
	switch format {
	case HTML:
		if begin := strings.ToLower(strings.TrimSpace(text[:min(len(text), 1024)])); strings.HasPrefix(begin, "<!doctype") || strings.HasPrefix(begin, "<html") {
			if p, err := page.Read([]byte(text), r.Stated.URL, "text/html; charset=utf-8"); err == nil {
				r.Stated = filled(r.Stated, p.Stated)
				text, notes = p.Text, p.Notes
				break
			}
		}
		var err error
		if text, err = page.Fragment(r.Text, r.Stated.URL); err != nil {
			text, format, notes = r.Text, Plain, ingest.Notes{"its HTML cannot be read and stays as it is"}
		}
	}
	in := annotate.Plain
	if format != Plain {
		in = annotate.Markdown
	}
	a, more, err := ingest.Stated(text, in, r.Stated, added)
	if n := r.broken(); n > 0 {
		notes = append(notes, fmt.Sprintf("bytes that are not UTF-8, shown as %c: %d", utf8.RuneError, n))
	}
	return a, append(notes, more...), err
}

// broken is how many bytes of the row are not UTF-8.
func (r Row) broken() (n int) {
	for _, s := range []string{r.Text, r.Stated.Title, r.Stated.Source, r.Stated.Author, r.Stated.Place} {
		if utf8.ValidString(s) {
			continue
		}
		for i, c := range s {
			if c == utf8.RuneError && !strings.HasPrefix(s[i:], string(utf8.RuneError)) {
				n++
			}
		}
	}
	return n
}

// format is that of the text: the wanted one, else the stated one, else what it looks like.
func (r Row) format(wanted string) string {
	if wanted != "" {
		return wanted
	}
	switch stated := strings.ToLower(strings.TrimSpace(r.Format)); stated {
	case HTML, Markdown, Plain:
		return stated
	case "md":
		return Markdown
	case "text", "txt":
		return Plain
	case "htm", "text/html":
		return HTML
	}
	if looksHTML(r.Text) {
		return HTML
	}
	return Plain
}

// filled is what is stated, and what the page states besides.
func filled(stated, page annotate.Article) annotate.Article {
	for _, f := range []struct{ to, from *string }{
		{&stated.Title, &page.Title}, {&stated.Source, &page.Source}, {&stated.Author, &page.Author}, {&stated.Date, &page.Date},
		{&stated.URL, &page.URL}, {&stated.Language, &page.Language}, {&stated.Place, &page.Place},
	} {
		if *f.to == "" {
			*f.to = *f.from
		}
	}
	return stated
}

// looksHTML says whether a text is HTML: it begins with one of its tags, or has two of them.
func looksHTML(text string) bool {
	tags := 0
	for at := 0; tags < 2; {
		i := strings.IndexByte(text[at:], '<')
		if i < 0 {
			return false
		}
		if at += i + 1; isTag(text[at:min(len(text), at+16)]) {
			if tags++; strings.TrimSpace(text[:at-1]) == "" {
				return true
			}
		}
	}
	return true
}

// isTag says whether what follows a < is the rest of one of the tags that articles have.
func isTag(rest string) bool {
	rest = strings.ToLower(strings.TrimPrefix(rest, "/"))
	n := 0
	for n < len(rest) && (rest[n] >= 'a' && rest[n] <= 'z' || rest[n] >= '0' && rest[n] <= '9' || n == 0 && rest[n] == '!') {
		n++
	}
	if n == 0 || n == len(rest) || !strings.ContainsRune(" \t\r\n/>", rune(rest[n])) {
		return false
	}
	switch rest[:n] {
	case "p", "br", "div", "span", "a", "b", "i", "em", "strong", "ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6", "img", "figure",
		"figcaption", "blockquote", "table", "tr", "td", "section", "article", "html", "head", "body", "!doctype", "hr", "pre", "iframe", "script", "style":
		return true
	}
	return false
}

// set takes over what a row says of a field.
func (r *Row) set(field, value string) {
	switch field {
	case "text":
		r.Text = value
	case "title":
		r.Stated.Title = value
	case "source":
		r.Stated.Source = value
	case "author":
		r.Stated.Author = value
	case "date":
		r.Stated.Date = date(value)
	case "url":
		r.Stated.URL = value
	case "lang":
		r.Stated.Language = value
	case "story":
		r.Story = value
	case "place":
		r.Stated.Place = value
	case "format":
		r.Format = value
	case "id":
		r.ID = value
	}
}

// date is a date that tables have and reports do not as ingest reads it; any other as it is.
func date(s string) string {
	s = strings.TrimSpace(s)
	if whole, fraction, ok := strings.Cut(s, "."); ok && digits(whole) && digits(fraction) {
		s = whole
	}
	if digits(s) {
		return numeric(s)
	}
	for _, layout := range []string{time.RFC1123, time.RFC850, time.ANSIC, "2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05 MST", "2006-01-02T15:04:05Z0700", "Mon, 2 Jan 2006 15:04:05 -0700", "20060102T150405Z"} {
		t, err := time.Parse(layout, s)
		if _, offset := t.Zone(); err != nil || offset == 0 && zoned(s) {
			continue // the name of a zone is not where it is
		}
		if layout == time.ANSIC {
			return t.Format(time.DateOnly)
		}
		return t.Format(time.RFC3339)
	}
	return s
}

// zoned says whether a date ends with the name of a zone that is not that of Greenwich.
func zoned(s string) bool {
	last := s[strings.LastIndexByte(s, ' ')+1:]
	return len(last) > 1 && strings.Trim(last, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == "" && last != "GMT" && last != "UTC"
}

// numeric is a date in digits only: a day, a day and a time, or what has passed since 1970.
func numeric(s string) string {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return s
	}
	switch len(s) {
	case 8:
		if t, err := time.Parse("20060102", s); err == nil {
			return t.Format(time.DateOnly)
		}
	case 9, 10:
		return time.Unix(n, 0).UTC().Format(time.RFC3339)
	case 12, 13:
		return time.UnixMilli(n).UTC().Format(time.RFC3339)
	case 14:
		if t, err := time.Parse("20060102150405", s); err == nil {
			return t.Format(time.DateOnly) // of which zone nobody says
		}
	case 16:
		return time.UnixMicro(n).UTC().Format(time.RFC3339)
	}
	return s
}

func digits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// shape says whether a JSON value says anything, and whether it can be a text.
func shape(value json.RawMessage) (texts, says bool) {
	if len(value) == 0 {
		return false, false
	}
	switch value[0] {
	case '"':
		return true, len(value) > 2
	case '[':
		first := bytes.TrimLeft(value[1:], " \t\r\n")
		return first[0] == '"', first[0] != ']'
	case '{':
		first := bytes.TrimLeft(value[1:], " \t\r\n")
		return bytes.HasPrefix(first, []byte(`"rendered"`)), first[0] != '}'
	}
	return false, value[0] != 'n'
}

// words is what a JSON value says: a text, a number, the parts of a list, or the name in an object.
func words(value json.RawMessage, paragraphs bool, depth int) string {
	if len(value) == 0 || depth > 3 || value[0] == 'n' {
		return ""
	}
	switch value[0] {
	case '"':
		var s string
		_ = json.Unmarshal(value, &s) // it has been read once
		return s
	case '[':
		var parts []json.RawMessage
		_ = json.Unmarshal(value, &parts)
		var all []string
		for _, p := range parts {
			if s := words(p, paragraphs, depth+1); strings.TrimSpace(s) != "" {
				all = append(all, s)
			}
		}
		if paragraphs {
			return strings.Join(all, "\n\n")
		}
		return strings.Join(all, ", ")
	case '{':
		var inner map[string]json.RawMessage
		_ = json.Unmarshal(value, &inner)
		for _, key := range []string{"name", "rendered", "@value", "$date", "title", "value", "text"} {
			if s := words(inner[key], paragraphs, depth+1); s != "" {
				return s
			}
		}
		return ""
	}
	return string(value)
}
