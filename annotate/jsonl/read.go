package jsonl

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"rashomon/annotate"
)

// maxLine is the length in bytes of the longest line that is read.
const maxLine = 64 << 20

// Read reads records one by one, in the memory of one line, and gives each to each. A
// line that is no good is given to bad, and reading goes on. What is given was checked:
// an article's hash is that of its text, sentences and passages lie in the text and cut
// out what they say, in bytes and in code points. A passage whose article record does
// not stand before it, and every ruling, is checked for itself only; Take holds it against
// the library.
// What a line repeats of another record (a story's title, the words around a passage)
// is for people and programs that read single lines; it is not read back.
//
// What would do harm in a text (docs/cleaning.md) is not given on: it is counted, and sentences and
// passages follow the text that is left.
//
// Blank lines are skipped, as are a byte order mark and keys that this version does not
// know. Read returns the error that each returned, as it is, or that of the reader.
func Read(r io.Reader, each func(Record) error, bad func(LineError)) error {
	var d decoder
	return Lines(r, func(n int, line []byte, err error) error {
		var rec Record
		what := ""
		if err == nil {
			rec, what, err = d.record(line)
		}
		if err != nil {
			bad(LineError{Line: n, What: what, Why: err})
			return nil
		}
		rec.Line = n
		return each(rec)
	})
}

// Lines gives each the lines that are not blank, with their numbers from 1, in the memory of
// the longest: a line is gone when each returns. A line that is too long comes empty, with
// ErrLongLine. A byte order mark is passed over. Lines returns the error that each returned,
// as it is, or that of the reader.
func Lines(r io.Reader, each func(n int, line []byte, err error) error) error {
	in := lines{r: bufio.NewReaderSize(r, 64<<10)}
	for n := 1; ; n++ {
		line, err := in.next()
		if err == io.EOF {
			return nil
		}
		if err != nil && !errors.Is(err, ErrLongLine) {
			return fmt.Errorf("line %d: %w", n, err)
		}
		if n == 1 {
			line = bytes.TrimPrefix(line, []byte("\ufeff"))
		}
		if err == nil && len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		if err := each(n, line, err); err != nil {
			return err
		}
	}
}

// lines reads line by line into one piece of memory.
type lines struct {
	r    *bufio.Reader
	line []byte
}

// next is the next line, valid until the call after; io.EOF after the last one. A line
// that is too long is passed over, with ErrLongLine.
func (l *lines) next() ([]byte, error) {
	l.line = l.line[:0]
	long := false
	for {
		part, err := l.r.ReadSlice('\n')
		if long = long || len(l.line)+len(part) > maxLine; !long {
			l.line = append(l.line, part...)
		}
		switch {
		case err == bufio.ErrBufferFull:
			continue
		case err == io.EOF && (len(l.line) > 0 || long):
		case err != nil:
			return nil, err
		}
		if long {
			return nil, ErrLongLine
		}
		return l.line, nil
	}
}

// decoder turns lines into records. It remembers the article read last: what comes next
// is checked against it.
type decoder struct {
	article annotate.Article
	body    annotate.Body
	units   *annotate.Units
	mended  *mended // the same, as it is given on where it did harm as it was
}

// record is what one line says, and of which type it is where that can be seen.
func (d *decoder) record(line []byte) (rec Record, what string, err error) {
	if !utf8.Valid(line) {
		return Record{}, "", ErrEncoding
	}
	what, err = typeOf(line)
	if err != nil {
		return Record{}, "", err
	}
	switch what {
	case "scheme":
		rec.Scheme, err = readScheme(line)
	case "story":
		rec.Story, err = readStory(line)
	case "article":
		rec.Article, err = d.readArticle(line)
	case "annotation":
		rec.Annotation, rec.Hash, err = d.readAnnotation(line)
	case "ruling":
		rec.Ruling, rec.Hashes, err = readRuling(line)
	case "speaker":
		rec.Speaker, rec.Hash, err = d.readSpeaker(line)
	case "search":
		rec.Search, err = readSearch(line)
	default:
		return Record{}, "", fmt.Errorf("%w: unknown type %.40q", ErrNotRecord, what)
	}
	return rec, what, err
}

// typeOf is a line's type, of any version that can be read.
func typeOf(line []byte) (string, error) {
	for _, what := range []string{"annotation", "article"} { // as Encoder begins them: that saves a second look at the line
		if bytes.HasPrefix(line, []byte(`{"type":"`+what+`","version":1,`)) {
			return what, nil
		}
	}
	var head struct {
		Type    string `json:"type"`
		Version int    `json:"version"`
	}
	if err := Decode(line, &head); err != nil {
		return "", fmt.Errorf("%w: %w", ErrNotRecord, err)
	}
	switch {
	case head.Version > Version:
		return "", fmt.Errorf("version %d: %w", head.Version, ErrNewer)
	case head.Type == "":
		return "", fmt.Errorf("%w: it has no type", ErrNotRecord)
	case head.Version < 1:
		return "", fmt.Errorf("%w: it has no version", ErrNotRecord)
	}
	return head.Type, nil
}

// Decode is json.Unmarshal with errors that speak of the line, not of Go.
func Decode(line []byte, v any) error {
	err := json.Unmarshal(line, v)
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) {
		if wrong.Field == "" {
			return fmt.Errorf("a JSON %.40s, not an object", wrong.Value)
		}
		return fmt.Errorf("the value of %q is of the wrong kind: %.40s", wrong.Field, wrong.Value)
	}
	return err
}
