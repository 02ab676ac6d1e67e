package task

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"rashomon/annotate"
)

// hfName is the format's name, also in Extra.
const hfName = "hf"

// HuggingFace is the rows of a data set for the Hugging Face datasets library: every row has
// every column, none is null, and a column is of one type, so that every part of the file gives
// the same schema (HuggingFaceFeatures).
//
// label is the first of labels, or empty: what trains on one label takes it, what trains on
// several takes labels. Of a sentence that was skipped and of a whole article both are empty: what is said of its sentences are
// spans, as is what is said of words. The last column, rashomon, is a text: what the others have
// no place for, as JSON.
func HuggingFace() Format {
	return Format{
		Name: hfName, Ext: ".jsonl", Unit: "code points",
		Write: func(w io.Writer, _ Options) Writer { return &hfWriter{w: w, lost: Lost{}} },
		Read:  readHuggingFace,
		Fits:  fitsHuggingFace,
	}
}

// hfColumns are the columns in their order, with their types. A list of objects names the
// columns of these.
var hfColumns = []struct {
	name, kind string
	of         []string
}{
	{name: "id", kind: "string"}, {name: "text", kind: "string"}, {name: "label", kind: "string"}, {name: "labels", kind: "strings"},
	{name: "spans", kind: "list", of: []string{"start", "int64", "end", "int64", "label", "string", "text", "string"}},
	{name: "before", kind: "string"}, {name: "after", kind: "string"},
	{name: "speaker", kind: "string"}, {name: "note", kind: "string"}, {name: "flag", kind: "string"}, {name: "reason", kind: "string"},
	{name: "attributes", kind: "list", of: []string{"name", "string", "choice", "string"}},
	{name: "annotator", kind: "string"}, {name: "adjudicator", kind: "string"}, {name: "scheme", kind: "string"},
	{name: "source", kind: "string"}, {name: "title", kind: "string"}, {name: "author", kind: "string"}, {name: "date", kind: "string"},
	{name: "url", kind: "string"}, {name: "language", kind: "string"}, {name: "story", kind: "string"},
	{name: "article", kind: "string"}, {name: "hash", kind: "string"}, {name: "revision", kind: "int64"},
	{name: "sentence", kind: "int64"}, {name: "start", kind: "int64"},
	{name: "origin", kind: "string"}, {name: "seconds", kind: "float64"}, {name: "created", kind: "string"}, {name: "updated", kind: "string"},
	{name: besideKey, kind: "string"},
}

// HuggingFaceFeatures is the columns as the front matter of a dataset card has them, under the
// key dataset_info: without them the library guesses the types of each file from its beginning,
// and takes dates for times and a column of empty lists for one of nothing.
func HuggingFaceFeatures() string {
	var b strings.Builder
	b.WriteString("dataset_info:\n  features:\n")
	for _, c := range hfColumns {
		fmt.Fprintf(&b, "  - name: %s\n", c.name)
		switch c.kind {
		case "strings":
			b.WriteString("    sequence: string\n")
		case "list":
			b.WriteString("    list:\n")
			for i := 0; i < len(c.of); i += 2 {
				fmt.Fprintf(&b, "    - name: %s\n      dtype: %s\n", c.of[i], c.of[i+1])
			}
		default:
			fmt.Fprintf(&b, "    dtype: %s\n", c.kind)
		}
	}
	return b.String()
}

type hfWriter struct {
	w     io.Writer
	o     object
	rest  object // the last column
	lost  Lost
	ruler ruler
}

func (w *hfWriter) Lost() Lost   { return w.lost }
func (w *hfWriter) Close() error { return nil }

func (w *hfWriter) Write(t Task) error {
	if err := t.check(); err != nil {
		return err
	}
	w.ruler.measure(t.Text, false)
	x, labels := rowOf(t)
	w.count(t)
	o := &w.o
	o.begin()
	o.text("id", rowID(t, x))
	o.text("text", t.Text)
	label := ""
	if len(labels) > 0 {
		label = labels[0]
	}
	o.text("label", label)
	o.texts("labels", labels)
	w.spans(t)
	o.text("before", t.Before)
	o.text("after", t.After)
	o.row(t, x)
	w.beside(t)
	return o.end(w.w)
}

// rowOf is what is said of all of the text, and its labels: where it is said by several
// schemes, the first annotation and the labels of all. Nobody should learn from those of a skipped
// sentence: they stand beside.
func rowOf(t Task) (x annotate.Annotation, labels []string) {
	first := true
	for _, y := range t.Said {
		if t.Whole() || y.Sentence < 0 {
			continue
		}
		if first {
			x, first = y, false
		}
		for _, l := range y.Labels {
			if y.Flag != annotate.Skipped && !slices.Contains(labels, l) {
				labels = append(labels, l)
			}
		}
	}
	return x, labels
}

// rowID names the row: by the annotation, where there is one of all of the text.
func rowID(t Task, x annotate.Annotation) string {
	if x.ID != 0 {
		return x.ID.String()
	}
	return annotate.MakeID("row", t.Article.ID.String(), t.Article.Hash, fmt.Sprint(t.Start, len(t.Text)), t.Text, t.Annotator).String()
}

// spans writes one span for each label that stands on words, or on a sentence of a whole article.
func (w *hfWriter) spans(t Task) {
	o := &w.o
	o.key("spans")
	o.raw('[')
	for _, x := range t.Said {
		if x.Sentence >= 0 && (!t.Whole() || x.Flag == annotate.Skipped) {
			continue
		}
		for _, l := range x.Labels {
			o.next()
			o.raw('{')
			o.number("start", w.ruler.of(x.Span.Start))
			o.number("end", w.ruler.of(x.Span.End))
			o.text("label", l)
			o.text("text", t.Text[x.Span.Start:x.Span.End])
			o.closed()
		}
	}
	o.raw(']')
}

// row writes the columns after the context, but for the last.
func (o *object) row(t Task, x annotate.Annotation) {
	a := t.Article
	scheme, annotator := x.Scheme, x.Annotator
	if x.ID == 0 && len(t.Said) > 0 {
		scheme = t.Said[0].Scheme
	}
	if annotator == "" {
		annotator = t.Annotator
	}
	o.text("speaker", x.Speaker)
	o.text("note", x.Note)
	o.text("flag", string(x.Flag))
	o.text("reason", x.Reason)
	names := slices.Sorted(maps.Keys(x.Attributes))
	o.list("attributes", len(names), func(i int) {
		o.raw('{')
		o.text("name", names[i])
		o.text("choice", x.Attributes[names[i]])
		o.closed()
	})
	o.text("annotator", annotator)
	o.text("adjudicator", x.Adjudicator)
	o.text("scheme", scheme)
	o.text("source", a.Source)
	o.text("title", a.Title)
	o.text("author", a.Author)
	o.text("date", a.Date)
	o.text("url", a.URL)
	o.text("language", a.Language)
	o.text("story", t.Story)
	o.text("article", a.ID.String())
	o.text("hash", a.Hash)
	o.number("revision", a.Revision)
	o.number("sentence", t.Sentence)
	o.number("start", t.StartRune)
	o.text("origin", string(x.Origin))
	o.float("seconds", x.Seconds)
	o.timeOrEmpty("created", x.Created)
	o.timeOrEmpty("updated", x.Updated)
}

// float writes a number that no reader takes for a whole one.
func (o *object) float(key string, f float64) {
	o.decimal(key, f)
	if f == math.Trunc(f) {
		o.line = append(o.line, ".0"...)
	}
}

func (o *object) timeOrEmpty(key string, t time.Time) {
	if t.IsZero() {
		o.text(key, "")
		return
	}
	o.timeIf(key, t)
}

// beside writes the last column: what fromBeside needs, and the columns of another program,
// which would make the rows unlike one another.
func (w *hfWriter) beside(t Task) {
	p := &w.rest
	p.begin()
	p.beside(t, &w.ruler, native{meta: true, context: true})
	if len(t.Extra) > 0 {
		p.line = bytes.TrimSuffix(p.line, []byte("}"))
		p.open("columns")
		p.more(t.Extra)
		p.closed()
		p.closed()
	}
	if p.err != nil {
		w.o.err = p.err
	}
	w.o.text(besideKey, string(p.line[len(`{"`+besideKey+`":`):]))
}

// count counts what has no column of its own.
func (w *hfWriter) count(t Task) {
	row := true
	for _, x := range t.Said {
		if x.Sentence >= 0 && x.Flag == annotate.Skipped && len(x.Labels) > 0 {
			w.lost.add(lostSkipped, Loss{Beside: len(x.Labels)})
		}
		if !t.Whole() && x.Sentence >= 0 && row {
			w.lost.beside(x, "speakers", "notes", "attributes", "flags", "skipped sentences", "reasons", "adjudicators", "seconds spent")
			row = false
			continue
		}
		w.lost.beside(x)
	}
	if n := len(t.Suggested); n > 0 {
		w.lost.add("suggestions", Loss{Beside: n})
	}
	if n := len(t.Extra); n > 0 {
		w.lost.add("foreign columns", Loss{Beside: n})
	}
}

// fitsHuggingFace looks for our own columns; a row of another program is JSON with a text, as
// other formats are.
func fitsHuggingFace(beginning []byte) float64 {
	keys := topKeys(beginning)
	is := func(key string, begins ...byte) bool {
		return keys[key] != nil && slices.Contains(begins, keys[key][0])
	}
	digits := []byte("-0123456789")
	switch {
	case !is("text", '"'):
		return 0
	case is("labels", '[') && is("spans", '[') && is("hash", '"'):
		return 1
	case is("labels", '[') && bytes.HasPrefix(bytes.TrimLeft(keys["labels"][1:], " \t\r\n"), []byte(`"`)), is("label", '"'), is("label", digits...):
		return 0.4
	}
	return 0
}
