// Package mail reads a message (RFC 5322, an .eml file) as a newsletter: its text, and what its
// header states.
package mail

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"
	"time"

	"github.com/emersion/go-message"
	"github.com/emersion/go-message/mail"
	"golang.org/x/net/html/charset"

	"rashomon/annotate"
	"rashomon/ingest/page"
	"rashomon/internal/clean"
)

// ErrNotMail says that it is no message.
var ErrNotMail = errors.New("it is not a mail message")

// Message is a newsletter.
type Message struct {
	Text   string           // not cleaned
	Format annotate.Format  // of Text: Markdown where it was HTML
	Stated annotate.Article // Title (the subject), Source (who sent it), Date, URL (where a header names the page), Language
	Notes  []string         // attachments that are left out, say
}

// limit is how many bytes of a message are read; what is longer ends there.
const limit = 32 << 20

// Charsets are read as the Encoding Standard has them: what calls itself iso-8859-1 is windows-1252,
// with quotation marks where the other has controls. The library asks for this once for all.
func init() { message.CharsetReader = charset.NewReaderLabel }

// Read reads a message. It returns ErrNotMail, or the reader's error.
func Read(r io.Reader) (Message, error) {
	data, err := io.ReadAll(io.LimitReader(r, limit))
	if err != nil {
		return Message{}, err
	}
	e, err := open(data)
	if err != nil {
		return Message{}, err
	}
	var parts parts
	parts.read(e, 0)
	if parts.html+parts.plain == "" && len(parts.attached) == 0 {
		parts.plain = decoded(afterHeader(data), "") // in no shape, but words may be
	}
	m := parts.message()
	m.state(mail.Header{Header: e.Header})
	return m, nil
}

// open reads a message's header, and leaves lines out that are none.
func open(data []byte) (*message.Entity, error) {
	e, err := message.Read(bytes.NewReader(orderly(data)))
	if err != nil && !message.IsUnknownCharset(err) && !message.IsUnknownEncoding(err) {
		return nil, ErrNotMail
	}
	for _, field := range []string{"From", "Subject", "Date", "Sender"} {
		if e.Header.Get(field) != "" {
			return e, nil
		}
	}
	return nil, ErrNotMail
}

// orderly is a message without the lines of its header that no header can have: the first one of
// a mailbox file, and what has no colon.
func orderly(data []byte) []byte {
	data = bytes.TrimLeft(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")), "\r\n")
	var out bytes.Buffer
	kept := false
	for len(data) > 0 {
		line, rest, _ := bytes.Cut(data, []byte("\n"))
		bare := bytes.TrimRight(line, "\r")
		if len(bare) == 0 {
			break
		}
		folded := bare[0] == ' ' || bare[0] == '\t'
		name, _, colon := bytes.Cut(bare, []byte(":"))
		if !folded {
			kept = colon && len(name) > 0 && bytes.IndexFunc(name, func(r rune) bool { return r <= ' ' || r > '~' }) < 0
		}
		if kept {
			out.Write(bytes.ReplaceAll(bare, []byte{0}, nil))
			out.WriteString("\r\n")
		}
		data = rest
	}
	if !bytes.HasPrefix(data, []byte("\n")) && !bytes.HasPrefix(data, []byte("\r\n")) {
		out.WriteString("\r\n")
	}
	return append(out.Bytes(), data...)
}

// afterHeader is what follows the first blank line.
func afterHeader(data []byte) string {
	_, body, _ := strings.Cut(strings.ReplaceAll(string(data), "\r\n", "\n"), "\n\n")
	return body
}

// state takes over what the header states.
func (m *Message) state(h mail.Header) {
	a := &m.Stated
	a.Title = field(h, "Subject")
	a.Source = sender(h)
	a.Language, _, _ = strings.Cut(field(h, "Content-Language"), ",")
	if at, err := h.Date(); err == nil && !at.IsZero() {
		a.Date = at.Format(time.RFC3339)
	} else {
		a.Date = field(h, "Date")
	}
	for _, name := range []string{"Archived-At", "List-Post"} {
		if u := address(field(h, name)); u != "" {
			a.URL = u
			break
		}
	}
}

// field is a header's field, decoded as far as it can be.
func field(h mail.Header, name string) string {
	s, err := h.Text(name)
	if err != nil {
		s = h.Get(name)
	}
	return clean.Line(s)
}

// sender is the name of who sent it, else the host of the address.
func sender(h mail.Header) string {
	list, err := h.AddressList("From")
	if err == nil && len(list) > 0 {
		if list[0].Name != "" {
			return clean.Line(list[0].Name)
		}
		_, host, _ := strings.Cut(list[0].Address, "@")
		return strings.ToLower(host)
	}
	name, _, _ := strings.Cut(field(h, "From"), "<")
	if name = strings.Trim(name, " \""); strings.Contains(name, "@") {
		_, name, _ = strings.Cut(name, "@")
	}
	return name
}

// address is a web address in a field, of a page: that of a whole site would make one article of
// all that comes from there.
func address(s string) string {
	s = strings.Trim(strings.TrimSpace(s), "<>")
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || len(u.Path) < 2 {
		return ""
	}
	return u.String()
}

// message makes one text of the parts: of the HTML, unless that holds much less than the plain text.
func (p *parts) message() (m Message) {
	m.Notes = p.notes()
	if text, view := p.markdown(); len(text)*2 >= len(p.plain) && strings.TrimSpace(text) != "" {
		m.Text, m.Format, m.Stated.URL = text, annotate.Markdown, view
	} else {
		m.Text, m.Format = strings.TrimSpace(p.plain), annotate.Plain
	}
	text, foot := withoutFoot(m.Text)
	if foot > 0 {
		m.Text = text
		m.Notes = append(m.Notes, fmt.Sprintf("what is about the subscription is left out: %s", lines(foot)))
	}
	return m
}

func lines(n int) string {
	if n == 1 {
		return "1 paragraph"
	}
	return fmt.Sprintf("%d paragraphs", n)
}

// markdown makes Markdown of the HTML, and finds the address at which it can be read on the web.
func (p *parts) markdown() (text, view string) {
	if strings.TrimSpace(p.html) == "" {
		return "", ""
	}
	text, err := page.Fragment(p.html, "")
	if err != nil {
		return "", ""
	}
	return withoutView(text)
}
