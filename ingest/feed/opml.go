package feed

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"
	"time"

	"golang.org/x/net/html/charset"

	"rashomon/annotate"
	"rashomon/ingest/fetch"
	"rashomon/internal/clean"
)

// ErrNotOPML says that what was to be a list of feeds is something else.
var ErrNotOPML = errors.New("it is not an OPML file")

// opmlLimit is the largest list of feeds that is read, in bytes.
const opmlLimit = 64 << 20

// own is the namespace of what OPML has no attribute for.
const own = "urn:rashomon:feed"

// Listed is a feed in an OPML file.
type Listed struct {
	Feed  annotate.Feed // URL, Title, Site, Full
	Story string        // the title of the story that its articles go to; empty for none
	Line  int
}

// LineError is what is wrong with one line of an OPML file; the others can be read.
type LineError struct {
	Line int
	Why  error
}

// Error names the line.
func (e *LineError) Error() string { return fmt.Sprintf("line %d: %v", e.Line, e.Why) }

// Unwrap is why.
func (e *LineError) Unwrap() error { return e.Why }

// ReadOPML reads the feeds of an OPML file, those within folders too, and gives each of them, or what
// is wrong with one (a *LineError). It returns ErrNotOPML, ErrTooLarge, a *LineError for a file that
// cannot be read on, or the reader's error.
func ReadOPML(r io.Reader, give func(Listed, error)) error {
	bounded := &io.LimitedReader{R: r, N: opmlLimit}
	d := xml.NewDecoder(bounded)
	d.Strict = false
	d.CharsetReader = charset.NewReaderLabel
	root := false
	for {
		t, err := d.RawToken()
		line, _ := d.InputPos()
		broken := (*xml.SyntaxError)(nil)
		switch {
		case err == io.EOF && bounded.N == 0:
			return fmt.Errorf("%w: more than %d MiB", ErrBroken, opmlLimit>>20)
		case !root && (err == io.EOF || errors.As(err, &broken)):
			return ErrNotOPML
		case err == io.EOF:
			return nil
		case errors.As(err, &broken):
			return &LineError{broken.Line, fmt.Errorf("%w: %s", ErrBroken, clean.Line(broken.Msg))}
		case err != nil:
			return err
		}
		start, ok := t.(xml.StartElement)
		switch {
		case !ok:
		case !root && !strings.EqualFold(start.Name.Local, "opml"):
			return ErrNotOPML
		case strings.EqualFold(start.Name.Local, "outline"):
			if x, err := outline(start, line); err != nil || x.Feed.URL != "" {
				give(x, err)
			}
		}
		root = root || ok
	}
}

// outline is the feed of an outline: none, where it is a folder.
func outline(start xml.StartElement, line int) (x Listed, err error) {
	x.Line = line
	kind, title, story := "", "", ""
	for _, a := range start.Attr {
		value := clean.Line(a.Value)
		switch strings.ToLower(a.Name.Local) {
		case "xmlurl":
			x.Feed.URL = value
		case "htmlurl":
			x.Feed.Site = value
		case "text":
			x.Feed.Title = value
		case "title":
			title = value
		case "type":
			kind = strings.ToLower(value)
		case "full":
			x.Feed.Full = value == "true"
		case "story":
			story = value
		}
	}
	if x.Story = story; title != "" {
		x.Feed.Title = title
	}
	if x.Feed.URL == "" && kind != "rss" && kind != "atom" {
		return Listed{}, nil
	}
	if x.Feed.URL, err = Address(x.Feed.URL); err != nil {
		return Listed{}, &LineError{line, err}
	}
	return x, nil
}

// ErrAddress says that something is no web address.
var ErrAddress = errors.New("it is not a web address")

// Address is where a feed is fetched, of what a person or a file says it is: feed:// stands for http://,
// and what has no scheme is https. It returns ErrAddress.
func Address(s string) (string, error) {
	s = clean.Line(s)
	if rest, ok := strings.CutPrefix(s, "feed:"); ok {
		if s = rest; strings.HasPrefix(rest, "//") {
			s = "http:" + rest
		}
	}
	if !strings.Contains(s, "://") && strings.Contains(s, ".") && !strings.ContainsAny(s, " \\@") {
		s = "https://" + s
	}
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return "", fmt.Errorf("%s: %w", fetch.Shown(s), ErrAddress)
	}
	u.Fragment = ""
	return u.String(), nil
}

// WriteOPML writes feeds as OPML 2.0, without the names and passwords of their addresses. What it has
// no attribute for is in a namespace of its own.
func WriteOPML(w io.Writer, feeds []Listed, at time.Time) error {
	var b bytes.Buffer
	b.WriteString(xml.Header + `<opml version="2.0" xmlns:rashomon="` + own + "\">\n  <head>\n    <title>Feeds</title>\n    <dateCreated>" +
		at.UTC().Format(time.RFC1123Z) + "</dateCreated>\n  </head>\n  <body>\n")
	for _, x := range feeds {
		b.WriteString(`    <outline type="rss"`)
		title, address := x.Feed.Title, fetch.Bare(x.Feed.URL)
		if title == "" {
			title = address // text is what an outline has to have
		}
		attribute(&b, "text", title)
		attribute(&b, "title", x.Feed.Title)
		attribute(&b, "xmlUrl", address)
		attribute(&b, "htmlUrl", x.Feed.Site)
		if x.Feed.Full {
			attribute(&b, "rashomon:full", "true")
		}
		attribute(&b, "rashomon:story", x.Story)
		b.WriteString("/>\n")
	}
	b.WriteString("  </body>\n</opml>\n")
	_, err := w.Write(b.Bytes())
	return err
}

// attribute writes an attribute that says something.
func attribute(b *bytes.Buffer, name, value string) {
	if value == "" {
		return
	}
	fmt.Fprintf(b, ` %s="`, name)
	_ = xml.EscapeText(b, []byte(value)) // a buffer takes all
	b.WriteByte('"')
}
