package mail

import (
	"io"
	"strings"
	"unicode/utf8"

	"github.com/emersion/go-message"
	"golang.org/x/net/html/charset"

	"rashomon/internal/clean"
)

const (
	deepest   = 20  // parts inside each other
	mostParts = 500 // of one message
)

// parts is what the parts of a message hold.
type parts struct {
	html, plain string
	attached    []string // names of what is left out
	seen        int
	broken      bool // a part could not be read to its end
}

// read reads an entity and those in it.
func (p *parts) read(e *message.Entity, depth int) {
	if p.seen++; p.seen > mostParts || depth > deepest {
		p.broken = true
		return
	}
	if r := e.MultipartReader(); r != nil {
		p.several(r, depth)
		return
	}
	kind, parameters, _ := e.Header.ContentType()
	disposition, names, _ := e.Header.ContentDisposition()
	name := names["filename"]
	if name == "" {
		name = parameters["name"]
	}
	switch {
	case disposition == "attachment":
		p.attach(name, kind)
	case kind == "text/html":
		p.html += decoded(p.all(e.Body), parameters["charset"])
	case kind == "text/plain", kind == "":
		text := decoded(p.all(e.Body), parameters["charset"])
		if strings.EqualFold(parameters["format"], "flowed") {
			text = flowed(text)
		}
		p.plain += text + "\n"
	case kind == "message/rfc822" && p.html+p.plain == "":
		p.forwarded(e, depth)
	case strings.HasPrefix(kind, "image/") && e.Header.Get("Content-Id") != "":
		// a picture in the text
	default:
		p.attach(name, kind)
	}
}

func (p *parts) several(r message.MultipartReader, depth int) {
	for {
		e, err := r.NextPart()
		if err == io.EOF {
			return
		}
		if err != nil && !message.IsUnknownCharset(err) && !message.IsUnknownEncoding(err) {
			p.broken = true
			return
		}
		p.read(e, depth+1)
	}
}

// forwarded reads a message that another one only carries.
func (p *parts) forwarded(e *message.Entity, depth int) {
	inner, err := open([]byte(p.all(e.Body)))
	if err != nil {
		p.attach("", "message/rfc822")
		return
	}
	p.read(inner, depth+1)
}

// all is what can be read of a part.
func (p *parts) all(r io.Reader) string {
	data, err := io.ReadAll(r)
	if err != nil {
		p.broken = true
	}
	return string(data)
}

func (p *parts) attach(name, kind string) {
	if name = clean.Line(name); name == "" {
		name = clean.Line(kind)
	}
	p.attached = append(p.attached, name)
}

func (p *parts) notes() (notes []string) {
	if n := len(p.attached); n > 10 {
		p.attached = append(p.attached[:10], "…")
	}
	if len(p.attached) > 0 {
		notes = append(notes, "attachments are left out: "+strings.Join(p.attached, ", "))
	}
	if p.broken {
		notes = append(notes, "the message is broken: what could be read of it is kept")
	}
	return notes
}

// decoded makes UTF-8 of a part of which nobody said the charset, or a wrong one.
func decoded(text, stated string) string {
	if utf8.ValidString(text) {
		return text
	}
	if stated != "" && strings.EqualFold(stated, "utf-8") {
		return strings.ToValidUTF8(text, "\uFFFD")
	}
	e, _, _ := charset.DetermineEncoding([]byte(text), "")
	if out, err := e.NewDecoder().String(text); err == nil {
		return out
	}
	return strings.ToValidUTF8(text, "\uFFFD")
}

// flowed joins lines that were only broken for the way (RFC 3676).
func flowed(text string) string {
	var out strings.Builder
	for line := range strings.SplitAfterSeq(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		body := strings.TrimSuffix(line, "\n")
		if strings.HasSuffix(body, " ") && body != "-- " {
			out.WriteString(body)
			continue
		}
		out.WriteString(line)
	}
	return out.String()
}
