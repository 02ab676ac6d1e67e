package feed

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/net/html"

	"rashomon/annotate"
	"rashomon/ingest"
	"rashomon/ingest/page"
	"rashomon/internal/clean"
)

// Entry is what a feed says of one article.
type Entry struct {
	Number int    // in the feed, from 1
	Name   string // what names it in its feed: it has it still when it has changed
	Hash   string // of all that an article is made of: of an entry that has changed it is another
	// Stated is what the feed states of the article; not cleaned. The source is that of an entry
	// that comes from elsewhere; else it is empty, as the feed is the source.
	Stated annotate.Article

	texts    []text // the best first
	enclosed int    // files that come with it
	address  string // where the feed is from
}

// text is one of the texts that an entry has.
type text struct {
	text  string
	html  bool
	or    bool // HTML if it looks like that
	short bool // it is a summary, where there is another
}

// teaser is the length in code points below which a summary is no whole article.
const teaser = 600

// complete finishes an entry that a form has read. It returns ErrNothing.
func (e *Entry) complete(f *Reader) error {
	e.Number, e.address = f.number, cmp.Or(f.address, f.head.Site)
	e.Stated.Title = plain(e.Stated.Title)
	e.Stated.URL = absolute(e.address, e.Stated.URL)
	e.Stated.Source, e.Stated.Author = plain(e.Stated.Source), plain(e.Stated.Author)
	e.Stated.Language = cmp.Or(strings.TrimSpace(e.Stated.Language), f.head.Language)
	best := e.best()
	if e.Stated.Title == "" && best.text == "" {
		return ErrNothing
	}
	e.texts = []text{best}
	s := e.Stated
	e.Hash = annotate.Hash(strings.Join([]string{s.Title, s.Source, s.Author, s.Date, s.URL, best.text}, "\x00"))
	if e.Name = strings.TrimSpace(e.Name); e.Name == "" {
		e.Name = s.URL
	}
	if e.Name == "" {
		e.Name = "text " + annotate.Hash(s.Title + "\x00" + s.Date)[:16]
	}
	if len(e.Name) > longestTag {
		e.Name = annotate.Hash(e.Name)
	}
	if !f.first(e.Name) { // two of one name: some feeds name all their entries alike
		e.Name += " " + annotate.Hash(s.URL + "\x00" + s.Title)[:16]
		f.first(e.Name)
	}
	return nil
}

// best is the first text that says something, unless a later one says more than twice as much.
func (e *Entry) best() (best text) {
	most := 0
	for _, t := range e.texts {
		t.text = strings.TrimSpace(t.text)
		if t.or {
			t.html = looksHTML(t.text)
		}
		n := utf8.RuneCountInString(t.text)
		if t.html {
			n = utf8.RuneCountInString(plain(t.text))
		}
		if n > 2*most {
			best, most = t, n
		}
	}
	return best
}

// Teaser says whether the feed has a part of the article only, or nothing but its title.
func (e Entry) Teaser() bool {
	t := e.texts[0]
	if !t.short {
		return t.text == ""
	}
	shown := strings.TrimRight(plain(t.text), " ]")
	return utf8.RuneCountInString(shown) < teaser || strings.HasSuffix(shown, "…") || strings.HasSuffix(shown, "...")
}

// Article makes an article of what the feed has of it, that arrived at the given time. Source is the
// feed's, for entries that do not come from elsewhere. The error is ingest.ErrEmpty.
func (e Entry) Article(source string, added time.Time) (annotate.Arrival, ingest.Notes, error) {
	t, stated := e.texts[0], e.Stated
	stated.Source = cmp.Or(stated.Source, source)
	format := annotate.Plain
	var notes ingest.Notes
	switch {
	case t.text == "":
		t.text = stated.Title
		notes = append(notes, "the feed has its title only")
	case e.Teaser():
		notes = append(notes, "the feed has a summary only")
	}
	if e.enclosed > 0 {
		notes = append(notes, fmt.Sprintf("enclosed files left out: %d", e.enclosed))
	}
	if t.html {
		var note string
		if t.text, format, note = markdown(t.text, cmp.Or(stated.URL, e.address)); note != "" {
			notes = append(notes, note)
		}
	}
	a, more, err := ingest.Stated(t.text, format, stated, added)
	return a, append(notes, more...), err
}

// markdown is HTML as Markdown; or its bare text, which is said.
func markdown(source, address string) (text string, format annotate.Format, note string) {
	if !hasMarkup(source, '<') {
		return plain(source), annotate.Plain, "" // character references at most
	}
	if text, err := page.Fragment(source, address); err == nil {
		return text, annotate.Markdown, ""
	}
	return plain(source), annotate.Plain, "its HTML cannot be read: only the words are kept"
}

// looksHTML says whether a text has tags or character references.
func looksHTML(s string) bool { return hasMarkup(s, '<') || hasMarkup(s, '&') }

// hasMarkup says whether a text has what that character begins: a tag, a character reference.
func hasMarkup(s string, begins byte) bool {
	for i := range len(s) - 1 {
		letter := s[i+1] | 0x20
		if s[i] == begins && (letter >= 'a' && letter <= 'z' || begins == '<' && (s[i+1] == '/' || s[i+1] == '!') || begins == '&' && s[i+1] == '#') {
			return true
		}
	}
	return false
}

// plain is HTML without its tags. Text that is none stays as it is.
func plain(s string) string {
	if s = strings.TrimSpace(s); !looksHTML(s) {
		return s
	}
	var out strings.Builder
	for z := html.NewTokenizer(strings.NewReader(s)); ; {
		switch z.Next() {
		case html.ErrorToken:
			return strings.TrimSpace(out.String())
		case html.TextToken:
			out.Write(z.Text())
		case html.StartTagToken, html.EndTagToken, html.SelfClosingTagToken:
			if name, _ := z.TagName(); parts(string(name)) {
				out.WriteByte('\n')
			}
		}
	}
}

// parts says whether an element of that name parts the text before it from that behind it.
func parts(name string) bool {
	switch name {
	case "p", "br", "div", "li", "ul", "ol", "tr", "td", "th", "table", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "pre":
		return true
	}
	return false
}

// absolute is an address that may lean on another; empty for what is no web address.
func absolute(base, address string) string {
	address = strings.TrimSpace(address)
	u, err := url.Parse(address)
	if err != nil || address == "" {
		return address // what reads it says that it cannot
	}
	if b, err := url.Parse(base); err == nil && base != "" {
		u = b.ResolveReference(u)
	}
	if u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	return u.String()
}

// mended is a feed without references to characters that no XML may hold, and without these.
func mended(feed []byte) []byte {
	var out []byte
	for {
		i := bytes.IndexAny(feed, "&\uFFFE\uFFFF")
		if i < 0 {
			return append(out, feed...)
		}
		out, feed = append(out, feed[:i]...), feed[i:]
		n := 1
		if feed[0] != '&' {
			n = len("\uFFFE")
		} else if end := bytes.IndexByte(feed[:min(len(feed), 16)], ';'); end > 2 && feed[1] == '#' && illegal(string(feed[2:end])) {
			n = end + 1
		} else {
			out = append(out, '&')
		}
		feed = feed[n:]
	}
}

// illegal says whether a character reference names what no XML may hold.
func illegal(number string) bool {
	base := 10
	if hex, ok := strings.CutPrefix(strings.ToLower(number), "x"); ok {
		number, base = hex, 16
	}
	n, err := strconv.ParseUint(number, base, 32)
	return err != nil || n < ' ' && n != '\t' && n != '\n' && n != '\r' || n >= 0xD800 && n < 0xE000 || n == 0xFFFE || n == 0xFFFF || n > utf8.MaxRune
}

// Articles reads a feed that is held in a file, say, and gives each entry as an article that arrived
// at the given time, with the name that it has in the feed; or, without an article, why an entry
// cannot be one. It ends with the error that give returns, with ErrNotFeed, with ErrBroken for a
// feed of which the rest cannot be read, or with the reader's error.
func Articles(r io.Reader, address string, added time.Time, give func(name string, a annotate.Arrival, notes ingest.Notes, err error) error) (Head, error) {
	f, err := NewReader(r, address, "")
	if err != nil {
		return Head{}, err
	}
	for {
		e, err := f.Next()
		bad := (*EntryError)(nil)
		switch {
		case err == io.EOF:
			return f.Head(), nil
		case err == nil:
			a, notes, err := e.Article(f.Head().Title, added)
			err = give(clean.Line(e.Name), a, notes, err)
			if err != nil {
				return f.Head(), err
			}
		case errors.As(err, &bad):
			if err := give(fmt.Sprintf("entry %d", bad.Number), annotate.Arrival{}, nil, bad.Why); err != nil {
				return f.Head(), err
			}
		default:
			return f.Head(), err
		}
	}
}
