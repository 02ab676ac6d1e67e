package task

import (
	"encoding/json"
	"io"

	"rashomon/annotate"
	"rashomon/annotate/jsonl"
)

// CSV is a table (RFC 4180, UTF-8) with a row for each annotation, for spreadsheets and data frames.
// Nothing is lost in it.
//
// Text is the words that are labelled, labels stand with | between them. Start and end are code
// points of the text that a task is about: that is text, unless within holds it, so that rows can be
// sorted. Of a whole article only the first row has within: its rows stay together. A sentence of which nothing is said has a row with
// empty labels. A cell that a spreadsheet could take for a formula has an apostrophe before it.
//
// Of another program's table text and label (one of them), or labels (with |, or as a JSON
// list), are needed, in any order and case, with commas, semicolons or tabs between the cells;
// start and end make it a label of a span. Columns that mean nothing here are kept.
func CSV() Format {
	return Format{
		Name: csvName, Ext: ".csv", Unit: "code points",
		Write: func(w io.Writer, _ Options) Writer { return &csvWriter{w: w, lost: Lost{}} },
		Read: func(r io.Reader, each func(Task) error, bad func(jsonl.LineError)) error {
			in := csvReader{each: each, bad: bad}
			return in.read(r)
		},
		Fits: fitsCSV,
	}
}

const csvName = "csv"

type csvWriter struct {
	w      io.Writer
	lost   Lost
	line   []byte
	r      ruler
	number int
}

func (c *csvWriter) Lost() Lost { return c.lost }

// Close writes the header of a table without rows.
func (c *csvWriter) Close() error {
	if c.number > 0 {
		return nil
	}
	return c.header()
}

func (c *csvWriter) header() error {
	c.line = c.line[:0]
	for i, col := range csvColumns {
		if i > 0 {
			c.line = append(c.line, ',')
		}
		c.line = append(c.line, col.name...)
	}
	_, err := c.w.Write(append(c.line, '\n'))
	return err
}

// Write writes the rows of a task.
func (c *csvWriter) Write(t Task) error {
	if err := t.check(); err != nil {
		return err
	}
	if c.number == 0 {
		if err := c.header(); err != nil {
			return err
		}
	}
	c.number++
	c.r.measure(t.Text, false)
	row := csvRow{number: c.number, task: t, unit: "sentence", sentence: -1, start: -1, end: -1}
	if t.Whole() {
		row.unit = "article"
		row.sentences = joinedSpans(t.Sentences, &c.r)
	}
	if len(t.Said) == 0 && len(t.Suggested) == 0 {
		row.text, row.sentence = t.Text, t.Sentence
		return c.row(&row)
	}
	for _, x := range t.Said {
		row.said = x
		if x.Revision == t.Article.Revision {
			row.said.Revision = 0
		}
		if err := c.place(&row, x.Sentence, x.Span); err != nil {
			return err
		}
	}
	row.said = annotate.Annotation{}
	for _, g := range t.Suggested {
		row.suggestion = g
		if err := c.place(&row, g.Sentence, g.Span); err != nil {
			return err
		}
	}
	return nil
}

// place writes the row of what is said or suggested of a place.
func (c *csvWriter) place(row *csvRow, sentence int, s annotate.Span) error {
	t := &row.task
	row.text, row.start, row.end = t.Text[s.Start:s.End], c.r.of(s.Start), c.r.of(s.End)
	row.on, row.sentence = "sentence", sentence
	if sentence < 0 {
		row.on, row.sentence = "span", t.Sentence
	}
	if row.within = ""; row.text != t.Text && row.unit != "" {
		row.within = t.Text
	}
	if err := c.row(row); err != nil {
		return err
	}
	if t.Whole() && len(t.Sentences) >= t.Article.Sentences { // it is long, and what follows is of the same
		row.unit, row.sentences = "", ""
	}
	return nil
}

// row writes a row in one call of Write.
func (c *csvWriter) row(row *csvRow) error {
	c.line = c.line[:0]
	for i, col := range csvColumns {
		if i > 0 {
			c.line = append(c.line, ',')
		}
		c.line = appendCell(c.line, guard(col.write(row)))
	}
	_, err := c.w.Write(append(c.line, '\n'))
	return err
}

// fitsCSV looks at the header.
func fitsCSV(beginning []byte) float64 {
	header, ours := csvHeader(beginning)
	switch {
	case header == nil:
		return 0
	case ours:
		return 1
	}
	names := map[string]bool{}
	for _, name := range header {
		names[name] = true
	}
	switch {
	case names["text"] && (names["label"] || names["labels"]):
		return 0.9
	case names["text"] && len(header) > 1:
		return 0.3
	}
	return 0
}

// extraText is a text as a value of Extra.
func extraText(s string) (json.RawMessage, error) {
	var o object
	o.value(s)
	return o.line, o.err
}
