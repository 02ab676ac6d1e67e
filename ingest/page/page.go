// Package page takes the main text out of an HTML page, as Markdown, and what the page states of
// itself.
package page

import (
	"bytes"
	"errors"
	"mime"
	"net/url"
	"strings"

	"golang.org/x/net/html"

	"rashomon/annotate"
)

// ErrNotHTML says that what was to be a page is something else.
var ErrNotHTML = errors.New("it is not an HTML page")

// Page is what a page says.
type Page struct {
	Text   string           // its main text as Markdown; not cleaned
	Stated annotate.Article // what it states of itself: Title, Source, Author, Date, URL (canonical), Language; not cleaned
	Whole  bool             // no main text stood out: Text is all that the page shows
	Notes  []string         // what was done to it, a line each, for people
}

// What is said of a page that is not as others are.
const (
	noteWhole   = "no main text stood out: all that the page shows is kept"
	noteLarge   = "too large a page to find its main text: all that it shows is kept"
	noteMachine = "the text is the one that the page states for machines (articleBody)"
)

// Read reads a page. Address is where it is from, for links that lean on it, or empty; contentType
// is what a server said of it, or empty. It returns ErrNotHTML.
func Read(data []byte, address, contentType string) (Page, error) {
	if !likely(data, contentType) {
		return Page{}, ErrNotHTML
	}
	source, notes := decode(data, contentType)
	if address == "" {
		address = savedFrom(source)
	}
	s := sheet{source: trim(source), base: webAddress(nil, address)}
	s.read()
	s.page.Notes = append(notes, s.page.Notes...)
	return s.page, nil
}

// Fragment makes Markdown of a piece of HTML, all of it, as feeds and mail carry it. Address is
// where it is from, for links that lean on it, or empty. It returns ErrNotHTML for what is not text.
func Fragment(source, address string) (markdown string, err error) {
	if !likely([]byte(source), "") {
		return "", ErrNotHTML
	}
	s := sheet{source: trim(strings.ToValidUTF8(source, "\uFFFD")), base: webAddress(nil, address)}
	if doc := s.parse(); doc != nil {
		s.lean(doc)
		drop(doc, func(n *html.Node, _ float64) bool { return origin(n) })
		attempt(func() { markdown = s.all(doc) })
	}
	if markdown == "" {
		markdown = shown(s.source)
	}
	return markdown, nil
}

// sheet is a page while it is read.
type sheet struct {
	source string
	base   *url.URL // that links lean on, nil where nobody says
	page   Page
	walled bool // it asks to subscribe or to log in
}

// read reads what the page states, then its text. Where a step cannot deal with a page, a simpler
// one does: nothing that a page shows is lost because the page is odd.
func (s *sheet) read() {
	doc := s.parse()
	if doc == nil {
		s.whole(shown(s.source), noteLarge)
		return
	}
	s.lean(doc)
	var said statements
	attempt(func() {
		said = s.state(doc)
		s.page.Stated = said.article
		if s.base == nil {
			s.base = webAddress(nil, said.article.URL)
		}
	})
	note := noteWhole
	attempt(func() { note = s.main(doc, said) })
	defer func() {
		if little(s.page.Text, s.walled) && (s.walled || !s.page.Whole) {
			s.page.Notes = append(s.page.Notes, noteLittle)
		}
	}()
	if note == "" {
		return
	}
	var all string
	if doc = s.parse(); doc != nil {
		drop(doc, func(n *html.Node, _ float64) bool { return wall(n) })
		attempt(func() { all = s.all(doc) })
	}
	if strings.TrimSpace(all) == "" {
		all = shown(s.source)
	}
	s.whole(all, note)
}

func (s *sheet) whole(text, note string) {
	s.page.Text, s.page.Whole = text, true
	s.page.Notes = append(s.page.Notes, note)
}

// lean makes links lean on what <base> names.
func (s *sheet) lean(doc *html.Node) {
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode && n.Data == "base" && attribute(n, "href") != "" {
			if base := webAddress(s.base, attribute(n, "href")); base != nil {
				s.base = base
			}
			return
		}
	}
}

// attempt calls a function that may panic: libraries do on some broken input.
func attempt(f func()) {
	defer func() { _ = recover() }()
	f()
}

// likely says whether it can be a page: what a server says, and no file of another kind.
func likely(data []byte, contentType string) bool {
	if kind, _, err := mime.ParseMediaType(contentType); err == nil {
		switch kind {
		case "text/html", "application/xhtml+xml", "text/xml", "application/xml", "text/plain", "application/octet-stream":
		default:
			return false
		}
	}
	for _, magic := range []string{"%PDF-", "\x89PNG", "GIF8", "PK\x03\x04", "\xff\xd8\xff", "\x1f\x8b", "bplist00", "RIFF", "\x7fELF"} {
		if bytes.HasPrefix(data, []byte(magic)) {
			return false
		}
	}
	return true
}

// savedFrom is the address that a browser writes into a page that it saves.
func savedFrom(source string) string {
	head := source[:min(len(source), 2048)]
	for _, mark := range []string{"<!-- saved from url=", "Page saved with SingleFile"} {
		_, after, found := strings.Cut(head, mark)
		if !found {
			continue
		}
		if at := strings.Index(after, "http"); at >= 0 && at < 200 {
			address := after[at:]
			if end := strings.IndexAny(address, " \t\r\n<>\"'"); end >= 0 {
				address = address[:end]
			}
			return address
		}
	}
	return ""
}

// webAddress is an absolute address of the web, or nil: nothing else becomes a link.
func webAddress(base *url.URL, address string) *url.URL {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || address == "" {
		return nil
	}
	if base != nil {
		u = base.ResolveReference(u)
	}
	if u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil
	}
	return u
}
