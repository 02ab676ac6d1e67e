package fetch

import (
	"bytes"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"path"
	"strings"
)

// kind is what an answer can be read as.
type kind int

const (
	webPage kind = iota
	plainText
	markdown
)

// mayBePage refuses, by what a server says of an answer, what is surely no page. It returns
// ErrKind or ErrFeed.
func mayBePage(contentType string) error {
	t := mediaType(contentType)
	sort, rest, _ := strings.Cut(t, "/")
	switch {
	case t == "application/rss+xml", t == "application/atom+xml", t == "application/rdf+xml", t == "application/feed+json":
		return ErrFeed
	case t == "application/pdf", t == "application/x-pdf":
		return fmt.Errorf("%w: it is a PDF", ErrKind)
	case sort == "image", sort == "audio", sort == "video", sort == "font":
		return fmt.Errorf("%w: it is %s (%s)", ErrKind, map[string]string{"image": "an image", "audio": "sound", "video": "a video", "font": "a font"}[sort], short(t))
	case sort == "text", t == "application/xhtml+xml", t == "":
		return nil
	case rest == "octet-stream", strings.HasSuffix(rest, "xml"), strings.HasSuffix(rest, "json"):
		return nil // that is to be seen
	}
	return fmt.Errorf("%w: it is %s", ErrKind, short(t))
}

// mediaType is the type alone, without parameters.
func mediaType(contentType string) string {
	t, _, err := mime.ParseMediaType(contentType)
	if err != nil {
		t, _, _ = strings.Cut(contentType, ";")
	}
	return strings.ToLower(strings.TrimSpace(t))
}

// sniffed is how much of an answer tells what it is, in bytes.
const sniffed = 2 << 10

// kind is what an answer is, by what the server says and how it begins. It returns ErrKind or ErrFeed.
func (a *Answer) kind() (kind, error) {
	if err := mayBePage(a.ContentType); err != nil {
		return 0, err
	}
	t := mediaType(a.ContentType)
	start := a.data[:min(len(a.data), sniffed)]
	found := mediaType(http.DetectContentType(start))
	if isFeed(start) {
		return 0, ErrFeed
	}
	switch {
	case t == "text/html", t == "application/xhtml+xml":
		if bytes.HasPrefix(start, []byte("%PDF-")) {
			return 0, mayBePage("application/pdf")
		}
		return webPage, nil
	case t == "text/markdown", t == "text/x-markdown", t == "text/plain" && a.named(".md", ".markdown"):
		return markdown, nil
	case t == "text/plain":
		return plainText, nil
	case bytes.Contains(bytes.ToLower(start), []byte("<html")), found == "text/html":
		return webPage, nil
	case t != "" && !strings.HasSuffix(t, "/octet-stream"):
		return 0, fmt.Errorf("%w: it is %s", ErrKind, short(t))
	case found == "text/plain" && a.named(".md", ".markdown"):
		return markdown, nil
	case found == "text/plain":
		return plainText, nil
	}
	if err := mayBePage(found); err != nil {
		return 0, err
	}
	return 0, fmt.Errorf("%w: it is %s", ErrKind, found)
}

// named says whether the address ends like a file of that name.
func (a *Answer) named(endings ...string) bool {
	u, err := url.Parse(a.URL)
	if err != nil {
		return false
	}
	for _, e := range endings {
		if strings.EqualFold(path.Ext(u.Path), e) {
			return true
		}
	}
	return false
}

// isFeed says whether a text begins as RSS, Atom and JSON feeds do.
func isFeed(start []byte) bool {
	s := bytes.TrimSpace(bytes.TrimPrefix(start, []byte("\xef\xbb\xbf")))
	if bytes.HasPrefix(s, []byte("{")) {
		return bytes.Contains(s, []byte("//jsonfeed.org/version/"))
	}
	for bytes.HasPrefix(s, []byte("<?")) || bytes.HasPrefix(s, []byte("<!--")) {
		end := "?>"
		if s[1] == '!' {
			end = "-->"
		}
		_, rest, ok := bytes.Cut(s, []byte(end))
		if !ok {
			return false
		}
		s = bytes.TrimSpace(rest)
	}
	for _, root := range []string{"<rss", "<feed", "<rdf:RDF"} {
		if rest, ok := bytes.CutPrefix(s, []byte(root)); ok && len(rest) > 0 && bytes.IndexByte([]byte(" \t\r\n>"), rest[0]) >= 0 {
			return true
		}
	}
	return false
}

// Ending is what the name of a file ends in that holds what Page fetched: .html, .txt or .md.
func (a *Answer) Ending() string {
	switch k, _ := a.kind(); k {
	case plainText:
		return ".txt"
	case markdown:
		return ".md"
	}
	return ".html"
}
