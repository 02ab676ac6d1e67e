package table

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"rashomon/annotate/jsonl"
)

// longest is the bytes that one row of a table may have.
const longest = 64 << 20

// errLong says that a row is longer.
var errLong = fmt.Errorf("longer than %d MiB", longest>>20)

// object is a row of JSON: its keys, and their values as they stand there.
type object struct {
	line int
	keys map[string]json.RawMessage
}

// opens says whether a line begins an object that goes on in the next one.
func opens(line []byte) bool {
	line = bytes.TrimSpace(line)
	return len(line) > 0 && bytes.IndexByte([]byte("{[,"), line[len(line)-1]) >= 0
}

// jsonRows takes rows of JSON: it keeps the first ones, until it is decided what their keys are.
type jsonRows struct {
	*reading
	kept  []object
	bytes int
}

// all reads JSON lines or, of values, objects that follow one another or stand in an array. Of an array, or
// an object over several lines, nothing can be read after one that is broken: that is said.
func (j *jsonRows) all(in io.Reader, values, array bool) (err error) {
	if values {
		err = j.values(in, array)
	} else {
		err = j.lines(in)
	}
	if err == nil && !j.begun {
		err = j.start()
	}
	return err
}

// lines reads an object a line.
func (j *jsonRows) lines(in io.Reader) error {
	return jsonl.Lines(in, func(n int, line []byte, err error) error {
		if err == nil && !utf8.Valid(line) {
			err = jsonl.ErrEncoding
		}
		keys := map[string]json.RawMessage{}
		if err == nil {
			err = jsonl.Decode(line, &keys)
		}
		if err != nil {
			j.refuse(n, notOne(err))
			return nil
		}
		return j.put(object{n, keys}, len(line))
	})
}

// values reads the objects of an array, or objects that follow one another.
func (j *jsonRows) values(in io.Reader, array bool) error {
	src := &measured{r: in, line: 1, allowed: longest}
	d := json.NewDecoder(src)
	if array {
		if _, err := d.Token(); err != nil {
			return j.broken(src, 1, 1, err)
		}
	}
	for n := 1; ; n++ {
		src.allowed = d.InputOffset() + longest
		if array && !d.More() {
			return j.ended(d, src, n)
		}
		var value json.RawMessage
		err := d.Decode(&value)
		if err == io.EOF && !array {
			return nil
		}
		line := src.lineOf(d.InputOffset() - int64(len(value)))
		if err != nil {
			return j.broken(src, line, n, err)
		}
		keys := map[string]json.RawMessage{}
		if err := jsonl.Decode(value, &keys); err != nil {
			j.refuse(line, fmt.Errorf("row %d: %w", n, notOne(err)))
			continue
		}
		if err := j.put(object{line, keys}, len(value)); err != nil {
			return err
		}
	}
}

// ended reads the end of an array.
func (j *jsonRows) ended(d *json.Decoder, src *measured, n int) error {
	if _, err := d.Token(); err != nil {
		return j.broken(src, src.lineOf(d.InputOffset()), n, err)
	}
	return nil
}

// broken says that nothing can be read from a row on.
func (j *jsonRows) broken(src *measured, line, n int, err error) error {
	switch {
	case src.err != nil:
		return src.err
	case err == io.EOF, errors.Is(err, io.ErrUnexpectedEOF):
		err = errors.New("the file ends in the middle")
	}
	j.refuse(line, fmt.Errorf("row %d: %w: what follows is not read", n, err))
	return nil
}

func notOne(err error) error {
	if errors.Is(err, jsonl.ErrLongLine) || errors.Is(err, jsonl.ErrEncoding) {
		return err
	}
	return fmt.Errorf("not an article in JSON: %w", err)
}

// put takes a row.
func (j *jsonRows) put(x object, size int) error {
	if j.begun && at(x.keys, j.chosen["text"]) != nil {
		return j.one(x, size)
	}
	rows, nested := nestedIn(x)
	if !nested {
		return j.one(x, size)
	}
	for _, x := range rows {
		if err := j.one(x, size/len(rows)); err != nil {
			return err
		}
	}
	return nil
}

// one takes a row that is no list of rows.
func (j *jsonRows) one(x object, size int) error {
	more := false
	for _, c := range columnsOf(x) {
		more = j.add(c) || more
	}
	if j.begun {
		if more { // no row before had that key
			if m, err := choose(j.Map, j.columns, false); err == nil {
				for field, column := range m {
					if j.chosen[field] == "" {
						j.chosen[field] = column
					}
				}
			}
		}
		return j.give(j.row(x))
	}
	j.kept, j.bytes = append(j.kept, x), j.bytes+size
	enough := len(j.kept) >= sampled || j.bytes >= sampledBytes
	if j.Live && !enough {
		_, err := choose(j.Map, j.columns, false)
		enough = err == nil
	}
	if !enough {
		return nil
	}
	return j.start()
}

// start decides what the keys are, and gives the rows that wait for that.
func (j *jsonRows) start() error {
	kept := j.kept
	if j.kept = nil; len(kept) == 0 {
		return nil // there was nothing but what is no good
	}
	if err := j.begin(false); err != nil {
		return err
	}
	for _, x := range kept {
		if err := j.give(j.row(x)); err != nil {
			return err
		}
	}
	return nil
}

// row is what an object says.
func (j *jsonRows) row(x object) Row {
	r := Row{Line: x.line}
	for name, column := range j.chosen {
		if value := at(x.keys, column); value != nil {
			r.set(name, words(value, name == "text", 0))
		}
	}
	return r
}

// at is the value under a key, or a path of keys.
func at(keys map[string]json.RawMessage, path string) json.RawMessage {
	if value, ok := keys[path]; ok {
		return value
	}
	head, rest, ok := strings.Cut(path, ".")
	if !ok || keys[head] == nil {
		return nil
	}
	var inner map[string]json.RawMessage
	if json.Unmarshal(keys[head], &inner) != nil {
		return nil
	}
	return at(inner, rest)
}

// nestedIn is the rows of an object that is no row itself but has a list of them: the answer of a news API.
func nestedIn(x object) (rows []object, nested bool) {
	if _, err := choose(nil, columnsOf(x), false); err == nil {
		return nil, false
	}
	for _, key := range []string{"articles", "items", "results", "documents", "docs", "news", "data"} {
		var list []map[string]json.RawMessage
		if value := x.keys[key]; len(value) > 0 && value[0] == '[' && json.Unmarshal(value, &list) == nil && len(list) > 0 {
			for _, keys := range list {
				rows = append(rows, object{x.line, keys})
			}
			return rows, true
		}
	}
	return nil, false
}

// columnsOf is the keys of an object, in the order of the alphabet.
func columnsOf(x object) (columns []column) {
	for name, value := range x.keys {
		texts, says := shape(value)
		columns = append(columns, column{name, says, texts})
	}
	slices.SortFunc(columns, func(a, b column) int { return strings.Compare(a.name, b.name) })
	return columns
}

// measured is a reader that knows where lines end, and allows a row only so many bytes.
type measured struct {
	r       io.Reader
	read    int64
	allowed int64
	ends    []int64 // of lines, as far as they have been read and not passed
	line    int     // of the first byte after those that were passed, from 1
	err     error   // of r, but for io.EOF
}

func (m *measured) Read(b []byte) (int, error) {
	if m.read >= m.allowed {
		return 0, errLong
	}
	n, err := m.r.Read(b)
	for i, c := range b[:n] {
		if c == '\n' {
			m.ends = append(m.ends, m.read+int64(i))
		}
	}
	m.read += int64(n)
	if err != nil && err != io.EOF {
		m.err = err
	}
	return n, err
}

// lineOf is the line of a byte; those of bytes before it cannot be asked for any more.
func (m *measured) lineOf(at int64) int {
	n := 0
	for n < len(m.ends) && m.ends[n] < at {
		n++
	}
	m.ends = append(m.ends[:0], m.ends[n:]...)
	m.line += n
	return m.line
}
