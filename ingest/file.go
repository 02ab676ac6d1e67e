package ingest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"rashomon/annotate"
	"rashomon/ingest/mail"
	"rashomon/ingest/page"
	"rashomon/internal/clean"
)

// Limit is the size in bytes of the largest file that is read.
const Limit = 16 << 20

// Why a text was not imported. Errors of the operating system come as they are
// (fs.ErrNotExist, fs.ErrPermission, …).
var (
	ErrEmpty       = errors.New("there is no text in it")
	ErrBinary      = errors.New("it is not text")
	ErrTooLarge    = fmt.Errorf("it is larger than %d MiB", Limit>>20)
	ErrEncoding    = errors.New("its encoding cannot be told")
	ErrUnsupported = errors.New("only .txt, .md, .markdown, .html, .htm, .xhtml and .eml can be imported")
	ErrNotHTML     = page.ErrNotHTML
	ErrNotMail     = mail.ErrNotMail
)

// Notes say what was done to a text on its way in, a line each: "converted from
// windows-1251". They are for people.
type Notes []string

// Kind is what a file is, as against the Format in which an article's text is stored.
type Kind string

// The kinds of files that are read. A page and a message become Markdown, or plain text.
const (
	PlainFile    Kind = "plain"
	MarkdownFile Kind = "markdown"
	PageFile     Kind = "html"
	MailFile     Kind = "mail"
	AnyFile      Kind = "" // how it begins says whether it is a page, a message or plain text
)

// File reads one file as an article that arrived at the given time. The error names the
// file, on one line, and is one of this package's or the operating system's.
func File(path string, added time.Time) (annotate.Arrival, Notes, error) {
	arrival, notes, err := readFile(path, added)
	if err != nil {
		return annotate.Arrival{}, nil, named(path, err)
	}
	return arrival, notes, nil
}

// Read reads one article from r, in the given format. The name is for the error only.
func Read(r io.Reader, name string, format annotate.Format, added time.Time) (annotate.Arrival, Notes, error) {
	return ReadAs(r, name, Kind(format), added)
}

// ReadAs reads one article of any kind from r. The name is for the error only.
func ReadAs(r io.Reader, name string, kind Kind, added time.Time) (annotate.Arrival, Notes, error) {
	arrival, notes, err := read(r, kind, added)
	if err != nil {
		return annotate.Arrival{}, nil, named(name, err)
	}
	return arrival, notes, nil
}

// KindOf tells the kind by a file's name. It returns ErrUnsupported for a name that ends in none
// of those that can be imported; one without an extension may be of any kind.
func KindOf(name string) (Kind, error) {
	switch strings.ToLower(filepath.Ext(name)) {
	case "":
		return AnyFile, nil
	case ".txt":
		return PlainFile, nil
	case ".md", ".markdown":
		return MarkdownFile, nil
	case ".html", ".htm", ".xhtml":
		return PageFile, nil
	case ".eml":
		return MailFile, nil
	}
	return AnyFile, ErrUnsupported
}

// FormatOf tells the format of a text by its file's name. It returns ErrUnsupported for a name
// that is not a text's; one without an extension is plain text.
func FormatOf(name string) (annotate.Format, error) {
	switch kind, err := KindOf(name); {
	case kind == MarkdownFile:
		return annotate.Markdown, nil
	case kind == PlainFile || kind == AnyFile && err == nil:
		return annotate.Plain, nil
	}
	return "", ErrUnsupported
}

// HTML makes an article of a page. Address is where the page is from, contentType what a server said of
// it; both may be empty. The error is one of this package's, without a name.
func HTML(data []byte, address, contentType string, added time.Time) (annotate.Arrival, Notes, error) {
	p, err := page.Read(data, address, contentType)
	if err != nil {
		return annotate.Arrival{}, nil, err
	}
	a, notes, err := Stated(p.Text, annotate.Markdown, p.Stated, added)
	return a, append(p.Notes, notes...), err
}

// Mail makes an article of a message. The error is one of this package's, without a name.
func Mail(data []byte, added time.Time) (annotate.Arrival, Notes, error) {
	m, err := mail.Read(bytes.NewReader(data))
	if err != nil {
		return annotate.Arrival{}, nil, err
	}
	a, notes, err := Stated(m.Text, m.Format, m.Stated, added)
	return a, append(m.Notes, notes...), err
}

// Stated makes an article of a text of which something else states title, source, date and so on: the
// row of a table, the entry of a feed. What is stated unreadably is noted and left out; what is not
// stated is taken from the text, as Read does. The error is ErrEmpty or nil, without a name.
func Stated(text string, format annotate.Format, stated annotate.Article, added time.Time) (annotate.Arrival, Notes, error) {
	return arrive(text, format, false, stated, added)
}

func readFile(path string, added time.Time) (annotate.Arrival, Notes, error) {
	info, err := os.Stat(path)
	if err != nil {
		return annotate.Arrival{}, nil, err
	}
	kind, err := KindOf(path)
	switch {
	case info.IsDir():
		return annotate.Arrival{}, nil, syscall.EISDIR
	case err != nil:
		return annotate.Arrival{}, nil, err
	case info.Size() > Limit:
		return annotate.Arrival{}, nil, ErrTooLarge
	}
	f, err := os.Open(path)
	if err != nil {
		return annotate.Arrival{}, nil, err
	}
	defer f.Close()
	return read(f, kind, added)
}

func read(r io.Reader, kind Kind, added time.Time) (annotate.Arrival, Notes, error) {
	data, err := io.ReadAll(io.LimitReader(r, Limit+1))
	if err != nil {
		return annotate.Arrival{}, nil, err
	}
	if len(data) > Limit {
		return annotate.Arrival{}, nil, ErrTooLarge
	}
	if kind == AnyFile {
		kind = kindBy(data)
	}
	switch kind {
	case PageFile:
		return HTML(data, "", "", added)
	case MailFile:
		return Mail(data, added)
	}
	text, note, err := decode(data)
	if err != nil {
		return annotate.Arrival{}, nil, err
	}
	arrival, notes, err := arrive(text, annotate.Format(kind), true, annotate.Article{}, added)
	if note != "" {
		notes = append(Notes{note}, notes...)
	}
	return arrival, notes, err
}

// kindBy tells the kind of what has no name by how it begins.
func kindBy(data []byte) Kind {
	start := strings.ToLower(string(data[:min(len(data), 4<<10)]))
	start = strings.TrimLeft(strings.TrimPrefix(start, "\ufeff"), " \t\r\n")
	if strings.HasPrefix(start, "<?xml") || strings.HasPrefix(start, "<!--") {
		_, start, _ = strings.Cut(start, ">")
		start = strings.TrimLeft(start, " \t\r\n")
	}
	if strings.HasPrefix(start, "<!doctype html") || strings.HasPrefix(start, "<html") {
		return PageFile
	}
	header, _, _ := strings.Cut(strings.ReplaceAll(start, "\r\n", "\n"), "\n\n")
	header = "\n" + header
	if strings.Contains(header, "\nfrom:") && (strings.Contains(header, "\nmime-version:") || strings.Contains(header, "\nmessage-id:")) {
		return MailFile
	}
	return PlainFile
}

// named is the error with the name it is about, made safe to print. What the operating
// system says loses the path that it repeats.
func named(name string, err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		err = path.Err
	}
	return fmt.Errorf("read %s: %w", clean.Name(name), err)
}
