// Package table reads articles from JSON lines, a JSON array and CSV, a row each, by a mapping of
// fields.
package table

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"rashomon/annotate/jsonl"
	"rashomon/ingest"
)

// ErrNoText says that no column of a table is a text; the error names those that it has.
var ErrNoText = errors.New("no column of it is the text of a report")

// ErrNoColumn says that a column that was named is not in the table; the error names those that are.
var ErrNoColumn = errors.New("there is no such column")

// sampled is how many rows of JSON are looked at before it is decided which key is what, as long as
// they have fewer than sampledBytes.
const (
	sampled      = 100
	sampledBytes = 1 << 20
)

// mostColumns is how many columns of JSON are remembered: further ones are not told, and mean nothing.
const mostColumns = 1000

// Options is how a table is read.
type Options struct {
	Map   Mapping // what is named by hand; the other fields are found by their names
	Comma rune    // between the cells of a CSV; 0 to tell it by the first line
	// Live says that somebody may be writing the table: JSON lines are given one by one as they come,
	// and their keys are told by those that have come by then.
	Live bool
	// Begin is told how the table is read, before the first row is given; it may be nil.
	Begin func(m Mapping, note string)
}

// Used is how a table was read.
type Used struct {
	Mapping Mapping  // of the fields that any row has
	Unread  []string // columns that mean nothing here
	Note    string   // what was done to it further down than Begin knew; empty for nothing
}

// Read gives each the rows of a table one by one, in the memory of one. A row that is no good is given
// to bad with its line, and reading goes on. A row without a text is no good.
//
// It returns the error that each returned, as it is, that of the reader, ErrNoText or ErrNoColumn
// where nothing of it can be read, ingest.ErrBinary or ingest.ErrEncoding. An empty table is none.
func Read(r io.Reader, o Options, each func(Row) error, bad func(jsonl.LineError)) (Used, error) {
	t := &reading{Options: o, each: each, bad: bad}
	err := t.read(r)
	return t.used(), err
}

// reading is a table that is being read.
type reading struct {
	Options
	note string
	each func(Row) error
	bad  func(jsonl.LineError)

	columns []column
	places  map[string]int // of columns, by their names
	chosen  Mapping
	begun   bool
}

// read reads a table.
func (t *reading) read(r io.Reader) error {
	if t.Live {
		in := bufio.NewReaderSize(r, 64<<10)
		_, _ = in.Peek(1)
		start, _ := in.Peek(in.Buffered())
		start = bytes.TrimPrefix(start, []byte("\ufeff"))
		if line, _, whole := bytes.Cut(start, []byte("\n")); len(start) > 0 && start[0] == '{' && !(whole && opens(line)) {
			return (&jsonRows{reading: t}).all(in, false, false)
		}
		r, t.Live = in, false
	}
	text, err := ingest.Decoded(r, func(note string) { t.note = note })
	if err != nil {
		return err
	}
	in := bufio.NewReaderSize(text, 64<<10)
	start, err := in.Peek(64 << 10)
	switch start = bytes.TrimLeft(start, " \t\r\n"); {
	case err != nil && err != io.EOF:
		return err
	case len(start) == 0 && err == io.EOF:
		return nil
	case isJSON(start):
		line, _, _ := bytes.Cut(start, []byte("\n"))
		return (&jsonRows{reading: t}).all(in, start[0] == '[' || start[0] == '{' && opens(line), start[0] == '[')
	}
	return readCSV(in, start, t)
}

// isJSON says whether a table begins like JSON: most of its first lines do, if not the very first one.
func isJSON(start []byte) bool {
	if len(start) == 0 || start[0] == '{' || start[0] == '[' {
		return len(start) > 0
	}
	lines, objects := 0, 0
	for _, line := range bytes.SplitN(start, []byte("\n"), 20) {
		if line = bytes.TrimSpace(line); len(line) > 0 {
			lines++
		}
		if bytes.HasPrefix(line, []byte("{")) {
			objects++
		}
	}
	return 2*objects > lines
}

// column is one of a table's, or a key of its objects.
type column struct {
	name  string
	says  bool // anything stands in it
	texts bool // which can be a text
}

// add adds a column, and says whether it is a new one or says more now.
func (t *reading) add(c column) bool {
	if t.places == nil {
		t.places = map[string]int{}
	}
	n, there := t.places[c.name]
	if !there && len(t.columns) < mostColumns {
		t.places[c.name] = len(t.columns)
		t.columns = append(t.columns, c)
		return true
	}
	if !there || !c.says || t.columns[n].says && (t.columns[n].texts || !c.texts) {
		return false
	}
	c.texts = c.texts || t.columns[n].texts
	t.columns[n] = c
	return true
}

// begin decides what the columns are. With strict, all that are named by hand have to be there.
func (t *reading) begin(strict bool) error {
	var err error
	t.begun = true
	if t.chosen, err = choose(t.Map, t.columns, strict); err != nil {
		return err
	}
	if t.Begin != nil {
		t.Begin(t.chosen, t.note)
		t.note = ""
	}
	return nil
}

// used is what became of the columns.
func (t *reading) used() Used {
	u := Used{Mapping: t.chosen, Note: t.note}
	for _, c := range t.columns {
		if c.says && c.name != "" && !t.chosen.reads(c.name) {
			u.Unread = append(u.Unread, c.name)
		}
	}
	return u
}

// give gives a row, or says what is wrong with it.
func (t *reading) give(r Row) error {
	if strings.TrimSpace(r.Text) == "" {
		why := errors.New("a row without a text")
		if r.ID != "" {
			why = fmt.Errorf("row %.40q without a text", r.ID)
		}
		t.refuse(r.Line, why)
		return nil
	}
	if len(r.Text) > ingest.Limit {
		t.refuse(r.Line, ingest.ErrTooLarge)
		return nil
	}
	return t.each(r)
}

func (t *reading) refuse(line int, why error) {
	t.bad(jsonl.LineError{Line: line, What: "article", Why: why})
}

// listed is names for an error, as many as can be taken in.
func listed(columns []column) string {
	var names []string
	for _, c := range columns {
		if c.name != "" {
			names = append(names, fmt.Sprintf("%.40q", c.name))
		}
	}
	if more := len(names) - 12; more > 1 {
		names = append(slices.Clip(names[:12]), fmt.Sprintf("%d more", more))
	}
	return strings.Join(names, ", ")
}
