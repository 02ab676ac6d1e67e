package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/transform"

	"rashomon/annotate"
	"rashomon/annotate/jsonl"
	"rashomon/ingest"
	"rashomon/internal/clean"
)

// report reads a file as one report, which knows its file: what stands there later is another text of it.
func (i *importing) report(path string) (annotate.Arrival, ingest.Notes, error) {
	a, notes, err := i.reportIn(path)
	if whole, failed := filepath.Abs(path); err == nil && failed == nil && utf8.ValidString(whole) {
		a.Article.File = whole
	}
	return a, notes, err
}

func (i *importing) reportIn(path string) (annotate.Arrival, ingest.Notes, error) {
	kind, report := reportFormats()[i.format]
	if !report && i.encoding == "" {
		a, notes, err := ingest.File(path, i.now())
		return a, notes, namable(err)
	}
	if !report {
		var err error
		if kind, err = ingest.KindOf(path); err != nil {
			return annotate.Arrival{}, nil, fmt.Errorf("read %s: %w", clean.Name(path), err)
		}
	}
	f, err := os.Open(path)
	if err != nil {
		return annotate.Arrival{}, nil, fmt.Errorf("read %s: %w", clean.Name(path), plain(err))
	}
	defer f.Close()
	return i.oneReport(f, path, kind)
}

// oneReport reads one report of that kind, in the encoding that is named.
func (i *importing) oneReport(r io.Reader, name string, kind ingest.Kind) (annotate.Arrival, ingest.Notes, error) {
	if kind != ingest.MailFile {
		r = i.decoded(r)
	}
	a, notes, err := ingest.ReadAs(r, name, kind, i.now())
	if n := strings.Count(a.Body.Text, "\uFFFD"); n > 0 && i.encoding != "" && kind != ingest.MailFile {
		notes = append(notes, fmt.Sprintf("not in that encoding, shown as \uFFFD: %d", n))
	}
	return a, notes, namable(err)
}

// decoded is what r says in the encoding that is named; r where none is.
func (i *importing) decoded(r io.Reader) io.Reader {
	enc, err := ingest.Encoding(i.encoding)
	if i.encoding == "" || err != nil { // args has looked at it
		return r
	}
	return transform.NewReader(r, enc.NewDecoder())
}

// namable tells where an encoding can be named that cannot be told.
func namable(err error) error {
	if errors.Is(err, ingest.ErrEncoding) || errors.Is(err, jsonl.ErrEncoding) {
		return hinted{err, "--encoding NAME says which it is, as --encoding windows-1252"}
	}
	return err
}
