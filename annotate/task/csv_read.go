package task

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"rashomon/annotate"
	"rashomon/annotate/jsonl"
)

// Why a row is no good.
var (
	errNoHeader  = errors.New("the first row has no column called text, and one called label or labels")
	errOtherText = errors.New("its text is not what stands at its start and end")
	errNoWithin  = errors.New("no row above it has the text that it is from: the rows of a whole report stay together, the first of them on top")
)

// csvReader reads rows, and makes tasks of those that belong together.
type csvReader struct {
	each func(Task) error
	bad  func(jsonl.LineError)
	rows *csvRows

	header []string
	ours   bool
	column []*csvColumn // of each of header; nil for a column that means nothing here
	r      ruler

	task   Task // of the rows before, not yet given
	number int  // its number, 0 where there is none
}

func (c *csvReader) read(r io.Reader) error {
	c.rows = newCSVRows(r)
	if beginning, _ := c.rows.in.Peek(32 << 10); len(beginning) > 0 {
		c.rows.comma = commaOf(string(beginning))
	}
	cells, line, err := c.rows.next()
	if err == nil {
		err = c.begin(cells)
	}
	for first := true; ; first = false {
		var row errRow
		switch {
		case err == io.EOF:
			return c.flush()
		case errors.As(err, &row):
			c.bad(jsonl.LineError{Line: line, Why: row.error})
			if first {
				return nil // without columns nothing can be read
			}
		case err != nil:
			return fmt.Errorf("line %d: %w", line, err)
		case !first:
			if err := c.row(cells, line); err != nil {
				return err
			}
		}
		cells, line, err = c.rows.next()
	}
}

// begin reads the header.
func (c *csvReader) begin(cells []string) error {
	c.header, c.ours = columnNames(cells)
	for i, name := range c.header {
		if name != "" && slices.Contains(c.header[:i], name) {
			return errRow{fmt.Errorf("the column %.40q stands twice", name)}
		}
		c.column = append(c.column, c.columnOf(name))
	}
	labels := slices.Contains(c.header, "label") || slices.Contains(c.header, "labels")
	if !slices.Contains(c.header, "text") || !c.ours && !labels {
		return errRow{errNoHeader}
	}
	return nil
}

// columnNames are the columns' names as they are known here.
func columnNames(cells []string) (names []string, ours bool) {
	for _, cell := range cells {
		name := strings.ToLower(strings.TrimSpace(cell))
		ours = ours || name == csvOwn
		names = append(names, name)
	}
	return names, ours
}

// columnOf is what a column means. Of another program's table that is only what everybody means by it.
func (c *csvReader) columnOf(name string) *csvColumn {
	i := slices.IndexFunc(csvColumns, func(col csvColumn) bool { return col.name == name })
	common := []string{"text", "labels", "start", "end", "before", "after", "story", "source", "title", "author", "date", "url", "language", "annotator", "speaker", "note"}
	if i < 0 || !c.ours && !slices.Contains(common, name) {
		return nil
	}
	return &csvColumns[i]
}

// row takes one row: into the task of the rows before, or into a new one.
func (c *csvReader) row(cells []string, line int) error {
	row := csvRow{sentence: -1, start: -1, end: -1}
	row.task.Sentence = -1
	err := c.cells(&row, cells)
	if err == nil && c.ours {
		err = c.own(&row, line)
	} else if err == nil {
		if err = c.foreign(&row); err == nil {
			row.task.Line = line
			return c.each(row.task)
		}
	}
	var stop errStop
	if errors.As(err, &stop) {
		return stop.error
	}
	if err != nil {
		c.bad(jsonl.LineError{Line: line, Why: err})
	}
	return nil
}

// errStop is what each has returned.
type errStop struct{ error }

// cells reads the cells by their columns.
func (c *csvReader) cells(row *csvRow, cells []string) error {
	if n := len(cells); n < len(c.header) || strings.Join(cells[len(c.header):], "") != "" {
		return fmt.Errorf("it has %d cells, and the first row %d", n, len(c.header))
	}
	for i, s := range cells {
		if s == "" {
			continue
		}
		if c.ours {
			s = unguard(s)
		}
		col := c.column[i]
		if !c.ours && (col == nil || col.name == "labels") {
			if err := c.kept(row, c.header[i], s); err != nil {
				return err
			}
		} else if col != nil {
			if err := col.read(row, s); err != nil {
				return err
			}
		}
	}
	return nil
}

// kept takes a cell of another program's table: its labels, or what means nothing here.
func (c *csvReader) kept(row *csvRow, name, s string) error {
	labels := []string{s}
	switch name {
	case "labels":
		labels = parted(s)
		if v := []byte(strings.TrimSpace(s)); bytes.HasPrefix(v, []byte("[")) && json.Valid(v) {
			all, err := textsOf(name, v)
			if err != nil {
				return err
			}
			labels = all
		}
	case "label":
	default:
		value, err := extraText(s)
		if row.task.Extra == nil {
			row.task.Extra = map[string]json.RawMessage{}
		}
		row.task.Extra[name] = value
		return err
	}
	for _, l := range labels {
		if l = strings.TrimSpace(l); l != "" && !slices.Contains(row.said.Labels, l) {
			row.said.Labels = append(row.said.Labels, l)
		}
		if len(row.said.Labels) > mostThere {
			return errCrowded
		}
	}
	return nil
}

// foreign makes a task of a row of another program's table.
func (c *csvReader) foreign(row *csvRow) error {
	t := &row.task
	if t.Text = row.text; t.Text == "" {
		return errNoText
	}
	t.Annotator = row.said.Annotator
	x := row.said
	x.Span, x.Origin = annotate.Span{End: len(t.Text)}, annotate.Imported
	if row.start >= 0 || row.end >= 0 {
		c.r.measure(t.Text, false)
		var err error
		x.Sentence = -1
		if x.Span, err = (&offsets{row.start, row.end, row.start >= 0, row.end >= 0}).span(&c.r); err != nil {
			return err
		}
		if err := (&wholes{text: t.Text}).check(x.Span); err != nil {
			return err
		}
	}
	x.Quote = t.Text[x.Span.Start:x.Span.End]
	if !x.Empty() {
		t.Said = append(t.Said, x)
	}
	return nil
}

// own takes a row of a table of ours.
func (c *csvReader) own(row *csvRow, line int) error {
	if c.number == 0 || row.number != c.number {
		if err := c.flush(); err != nil {
			return errStop{err}
		}
		if err := c.start(row, line); err != nil {
			return err
		}
	}
	where := annotate.Span{End: len(c.task.Text)}
	if row.start >= 0 || row.end >= 0 {
		var err error
		if where, err = (&offsets{row.start, row.end, row.start >= 0, row.end >= 0}).span(&c.r); err != nil {
			return err
		}
	}
	if row.text != c.task.Text[where.Start:where.End] {
		return errOtherText
	}
	if row.on == "span" {
		row.sentence = -1
	} else if row.on != "" && row.on != "sentence" {
		return fmt.Errorf("on is %.40q, not sentence or span", row.on)
	}
	g, x := row.suggestion, row.said
	if len(g.Labels) > 0 || g.Model != "" || g.Speaker != "" || g.Score != 0 {
		g.Sentence, g.Span = row.sentence, where
		c.task.Suggested = append(c.task.Suggested, g)
	}
	if x.Annotator == "" {
		x.Annotator = c.task.Annotator
	}
	if x.Empty() {
		return nil
	}
	if x.Revision == 0 {
		x.Revision = c.task.Article.Revision
	}
	x.Article, x.Sentence, x.Span, x.Quote = c.task.Article.ID, row.sentence, where, row.text
	c.task.Said = append(c.task.Said, x)
	return nil
}

// start begins a task with its first row.
func (c *csvReader) start(row *csvRow, line int) error {
	t := row.task
	if t.Text = row.within; t.Text == "" {
		t.Text = row.text
	}
	switch {
	case t.Text == "":
		return errNoText
	case row.unit == "":
		return errNoWithin
	case row.unit == "sentence":
		t.Sentence = row.sentence
	case row.unit != "article":
		return fmt.Errorf("unit is %.40q, not sentence or article", row.unit)
	}
	c.r.measure(t.Text, false)
	var err error
	if t.Sentences, err = partedSpans(row.sentences, &c.r); err != nil {
		return err
	}
	t.Line = line
	c.task, c.number = t, row.number
	return nil
}

// flush gives the task of the rows before.
func (c *csvReader) flush() error {
	if c.number == 0 {
		return nil
	}
	c.number = 0
	return c.each(c.task)
}

// csvHeader is the columns' names of what may be a table; nil of what cannot be one.
func csvHeader(beginning []byte) (names []string, ours bool) {
	begins := bytes.TrimLeft(bytes.TrimPrefix(beginning, []byte("\ufeff")), " \t\r\n")
	if len(begins) == 0 || begins[0] == '{' || begins[0] == '[' || begins[0] == '<' {
		return nil, false
	}
	rows := newCSVRows(bytes.NewReader(beginning))
	rows.comma = commaOf(string(begins))
	cells, _, err := rows.next()
	if err != nil {
		return nil, false
	}
	return columnNames(cells)
}
