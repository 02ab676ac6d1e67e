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

// readHuggingFace reads rows: ours, and those of others that have text and a label, or labels, or
// spans.
func readHuggingFace(r io.Reader, each func(Task) error, bad func(jsonl.LineError)) error {
	var ruler ruler
	return readLines(r, func(line []byte, bad func(error)) (Task, bool, error) {
		row := hfRow{bad: bad}
		err := row.read(line, &ruler)
		return row.task, false, err
	}, each, bad)
}

// hfRow is one row on its way to a task.
type hfRow struct {
	task   Task
	x      annotate.Annotation   // what is said of all of the text
	said   []annotate.Annotation // of words
	spans  []byte
	beside []byte
	extra  map[string]json.RawMessage

	bad     func(why error) // is given spans that are no good
	refused bool
}

func (h *hfRow) read(line []byte, r *ruler) error {
	h.task.Sentence = -1
	if err := members(line, h.column); err != nil {
		return err
	}
	t := &h.task
	if t.Text == "" {
		return errNoText
	}
	r.measure(t.Text, false)
	h.x.Span = annotate.Span{End: len(t.Text)}
	if h.spans != nil {
		if err := h.readSpans(r); err != nil {
			return err
		}
	}
	if len(h.extra) > 0 {
		t.Extra = h.extra
	}
	b, err := h.readBeside(r)
	if err != nil {
		return err
	}
	return h.settle(b)
}

// column reads one column.
func (h *hfRow) column(key string, v []byte) (err error) {
	t, x := &h.task, &h.x
	switch key {
	case "text":
		t.Text, err = textOf(key, v)
	case "label", "labels":
		var labels []string
		labels, err = hfLabels(key, v)
		for _, l := range labels {
			if !x.Has(l) {
				x.Labels = append(x.Labels, l)
			}
			if len(x.Labels) > mostThere {
				return errCrowded
			}
		}
	case "spans":
		h.spans = v
	case "before":
		t.Before, err = textOf(key, v)
	case "after":
		t.After, err = textOf(key, v)
	case "attributes":
		err = h.attributes(v)
	case "story":
		t.Story, err = textOf(key, v)
	case "sentence":
		t.Sentence, err = intOf(key, v)
		t.Sentence = max(t.Sentence, -1)
	case "start":
		t.StartRune, err = countOf(key, v)
	case besideKey:
		h.beside = v
	default:
		known := false
		if known, err = h.articleColumn(key, v); !known && err == nil {
			known, err = h.saidColumn(key, v)
		}
		if !known && err == nil {
			if h.extra == nil {
				h.extra = map[string]json.RawMessage{}
			}
			h.extra[key] = slices.Clone(v)
		}
	}
	return err
}

// articleColumn reads a column about the article. A value of another kind is another program's
// column of the same name.
func (h *hfRow) articleColumn(key string, v []byte) (known bool, err error) {
	a := &h.task.Article
	to := textField(a, key)
	switch {
	case to != nil && (kind(v) == "string" || null(v)):
		*to, err = textOf(key, v)
		return true, err
	case key == "article" && kind(v) == "string":
		s, _ := unquote(v) // it was checked
		if a.ID, err = annotate.ParseID(s); err != nil {
			return false, nil
		}
		return true, nil
	case key == "revision" && kind(v) == "number":
		a.Revision, err = countOf(key, v)
		return true, err
	}
	return false, nil
}

// textField is the text of an article that a column of this name has; nil where none has.
func textField(a *annotate.Article, column string) *string {
	switch column {
	case "source":
		return &a.Source
	case "title":
		return &a.Title
	case "author":
		return &a.Author
	case "date":
		return &a.Date
	case "url":
		return &a.URL
	case "language":
		return &a.Language
	case "hash":
		return &a.Hash
	}
	return nil
}

// saidColumn reads a column about what is said of the text.
func (h *hfRow) saidColumn(key string, v []byte) (known bool, err error) {
	x := &h.x
	switch key {
	case "id":
		if kind(v) != "string" {
			return false, nil
		}
		s, _ := unquote(v) // it was checked
		x.ID, err = annotate.ParseID(s)
		return err == nil, nil
	case "speaker", "note", "flag", "reason", "annotator", "adjudicator", "scheme", "origin":
		if kind(v) != "string" && !null(v) {
			return false, nil
		}
	case "seconds":
		if kind(v) != "number" && !null(v) {
			return false, nil
		}
	case "created", "updated":
		if _, err := timeOf(key, v); err != nil {
			return false, nil
		}
	default:
		return false, nil
	}
	return true, readBesides(key, v, x)
}

// hfLabels is the labels of a column: one, or a list, of texts or of numbers. A number is the
// place of a name in a list that stands in the dataset card.
func hfLabels(key string, v []byte) (labels []string, err error) {
	err = oneOrMore(v, func(v []byte) error {
		var label string
		switch kind(v) {
		case "string":
			label, _ = unquote(v) // it was checked
		case "number":
			label = string(v)
		default:
			return wrongKind(key, v)
		}
		if strings.TrimSpace(label) == "" {
			if key == "label" { // ours: there is none
				return nil
			}
			return errNoLabel
		}
		labels = append(labels, label)
		return nil
	})
	return labels, err
}

// attributes are a list of names with choices.
func (h *hfRow) attributes(v []byte) error {
	if null(v) {
		return nil
	}
	if kind(v) != "array" {
		return wrongKind("attributes", v)
	}
	return elements(v, func(_ int, v []byte) error {
		if kind(v) != "object" {
			return wrongKind("attributes", v)
		}
		var name, choice string
		err := members(v, func(key string, v []byte) (err error) {
			switch key {
			case "name":
				name, err = textOf(key, v)
			case "choice":
				choice, err = textOf(key, v)
			}
			return err
		})
		if err == nil && (name == "" || choice == "") {
			err = errors.New("an attribute without a name or a choice")
		}
		if h.x.Attributes == nil {
			h.x.Attributes = map[string]string{}
		}
		h.x.Attributes[name] = choice
		return err
	})
}

// readSpans reads the spans, and holds their words against the text where they are quoted.
func (h *hfRow) readSpans(r *ruler) error {
	if null(h.spans) {
		return nil
	}
	if kind(h.spans) != "array" {
		return wrongKind("spans", h.spans)
	}
	return elements(h.spans, func(i int, v []byte) error {
		x, err := readSpan(v, h.task.Text, r)
		if err != nil {
			h.refused = true
			h.bad(fmt.Errorf("span %d: %w", i+1, err))
			return nil
		}
		h.said = append(h.said, x)
		return nil
	})
}

func readSpan(v []byte, text string, r *ruler) (annotate.Annotation, error) {
	x := annotate.Annotation{Sentence: -1}
	if kind(v) != "object" {
		return x, wrongKind("spans", v)
	}
	var p offsets
	words := ""
	err := members(v, func(key string, v []byte) (err error) {
		switch key {
		case "start", "end":
			err = p.read(key, v)
		case "label":
			x.Labels, err = hfLabels(key, v)
		case "text":
			words, err = textOf(key, v)
		}
		return err
	})
	if err == nil {
		x.Span, err = p.span(r)
	}
	switch {
	case err != nil:
		return x, err
	case len(x.Labels) == 0:
		return x, errNoLabel
	case words != "" && text[x.Span.Start:x.Span.End] != words:
		return x, fmt.Errorf("at %d–%d stands %.60q, not its words, %.60q", p.start, p.end, text[x.Span.Start:x.Span.End], words)
	}
	return x, nil
}

// readBeside reads the last column.
func (h *hfRow) readBeside(r *ruler) (*besides, error) {
	if h.beside == nil || null(h.beside) || string(h.beside) == `""` {
		return readBeside(nil, &h.task, r)
	}
	s, err := textOf(besideKey, h.beside)
	if err == nil {
		err = checkJSON([]byte(s))
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", besideKey, err)
	}
	raw := bytes.TrimSpace([]byte(s))
	b, err := readBeside(raw, &h.task, r)
	if err != nil {
		return nil, err
	}
	return b, members(raw, func(key string, v []byte) error {
		if key != "columns" || kind(v) != "object" {
			return nil
		}
		return members(v, func(key string, v []byte) error {
			if h.task.Extra == nil {
				h.task.Extra = map[string]json.RawMessage{}
			}
			h.task.Extra[key] = slices.Clone(v)
			return nil
		})
	})
}

// settle makes the task whole, with the last column or without it.
func (h *hfRow) settle(b *besides) error {
	t, x := &h.task, h.x
	n := natively{format: hfName, asSpans: t.Whole(), skips: !t.Whole() && b.sentences() < 2, annotator: x.Annotator, updated: x.Updated, said: h.said, hides: true, refused: h.refused}
	ours := len(b.said) > 0 || b.annotator != "" || x.Adjudicator != "" || x.Origin == annotate.Adjudicated
	if x.Annotator == annotate.Gold && !ours { // nobody else can be called so
		n.annotator = ""
	}
	if !x.Empty() {
		x.Sentence = 0
		n.said = append([]annotate.Annotation{x}, n.said...)
	}
	if err := b.settle(t, n); err != nil || len(b.said) > 0 {
		return err
	}
	for i := range t.Said { // the columns tell most of what the last one would
		y := &t.Said[i]
		if y.Scheme == "" {
			y.Scheme = x.Scheme
		}
		if y.Sentence < 0 || y.Span != x.Span {
			continue
		}
		y.ID, y.Created, y.Seconds = x.ID, x.Created, x.Seconds
		if x.Origin != "" {
			y.Origin = x.Origin
		}
	}
	return nil
}

// sentences is how many annotations of sentences stood beside: by more than one scheme there are
// more, and the columns are about the first.
func (b *besides) sentences() (n int) {
	for _, x := range b.said {
		n += one(x.Sentence >= 0)
	}
	return n
}
