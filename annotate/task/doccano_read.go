package task

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"rashomon/annotate"
)

// Why a task of doccano's is no good.
var (
	errTriple   = errors.New("a label of a span is a start, an end and a name")
	errNameless = errors.New("a label is a number, and the file does not tell its name")
)

// doccanoReader reads line after line.
type doccanoReader struct{ r ruler }

// doccanoLine is what one line says, before it is known what it means.
type doccanoLine struct {
	text, data string
	labels     []rawLabels
	beside     []byte
	comments   []string
	said       []annotate.Annotation
	wholes     *wholes         // nil where the line is ours
	bad        func(why error) // is given labels that are no good
	refused    bool
}

// rawLabels is the value of one of the keys that labels stand under.
type rawLabels struct {
	key   string
	value []byte
}

// task is what a line says.
func (d *doccanoReader) task(line []byte, bad func(error)) (t Task, pass bool, err error) {
	t.Sentence = -1
	in := doccanoLine{bad: bad}
	extra := map[string]json.RawMessage{}
	if err := in.read(line, &t, extra); err != nil {
		return t, false, err
	}
	if t.Text = in.text; t.Text == "" {
		t.Text = in.data
	}
	if t.Text == "" {
		return t, false, errNoText
	}
	if len(extra) > 0 {
		t.Extra = extra
	}
	d.r.measure(t.Text, false)
	b, err := readBeside(in.beside, &t, &d.r)
	if err != nil {
		return t, false, err
	}
	if in.beside == nil {
		in.wholes = &wholes{text: t.Text}
	}
	for _, l := range in.labels {
		if err := in.readLabels(l.key, l.value, &d.r); err != nil {
			return t, false, fmt.Errorf("%s: %w", l.key, err)
		}
	}
	if len(in.comments) > 0 {
		where := annotate.Span{End: len(t.Text)}
		if len(t.Sentences) > 0 {
			where = t.Sentences[0]
		}
		in.said = append(in.said, annotate.Annotation{Span: where, Note: strings.Join(in.comments, "\n")})
	}
	asSpans := sentencesAsSpans(Task{Text: t.Text, Sentence: t.Sentence, Sentences: t.Sentences, Said: b.said, Suggested: b.suggested})
	err = b.settle(&t, natively{said: in.said, format: doccanoName, asSpans: asSpans, hides: true, refused: in.refused})
	return t, false, err
}

// read takes the line apart.
func (in *doccanoLine) read(line []byte, t *Task, extra map[string]json.RawMessage) error {
	meta := doccanoMeta(t)
	return members(line, func(key string, v []byte) (err error) {
		switch key {
		case "text":
			in.text, err = textOf(key, v)
			return err
		case "data":
			if kind(v) == "string" {
				in.data, err = unquote(v)
				return err
			}
		case "label", "labels", "cats", entitiesKey, "annotations":
			in.labels = append(in.labels, rawLabels{key, v})
			return nil
		case "Comments", "comments":
			return in.readComments(key, v, extra)
		case besideKey:
			in.beside = v
			return nil
		case "relations":
			if string(v) == "[]" { // between no entities: it says nothing
				return nil
			}
		}
		for _, m := range meta {
			if m.key == key && kind(v) == "string" {
				*m.text, err = unquote(v)
				return err
			}
		}
		return keep(extra, key, v, nil)
	})
}

// readComments reads texts, or objects that hold one: these are kept besides, for they say who
// wrote it.
func (in *doccanoLine) readComments(key string, v []byte, extra map[string]json.RawMessage) error {
	switch kind(v) {
	case "null":
		return nil
	case "string":
		s, err := unquote(v)
		in.comment(s)
		return err
	case "array":
	default:
		return wrongKind(key, v)
	}
	return elements(v, func(_ int, c []byte) error {
		switch kind(c) {
		case "string":
			s, err := unquote(c)
			in.comment(s)
			return err
		case "object":
			if err := keep(extra, key, v, nil); err != nil {
				return err
			}
			return members(c, func(name string, c []byte) error {
				if name != "text" && name != "comment" {
					return nil
				}
				s, err := textOf(name, c)
				in.comment(s)
				return err
			})
		}
		return wrongKind(key, c)
	})
}

func (in *doccanoLine) comment(s string) {
	if s = annotate.Lines(s); s != "" {
		in.comments = append(in.comments, s)
	}
}

// readLabels reads a label, or a list of labels of any shape that doccano has had.
func (in *doccanoLine) readLabels(key string, v []byte, r *ruler) error {
	switch kind(v) {
	case "null":
		return nil
	case "array":
		return elements(v, func(i int, v []byte) error {
			if err := in.readLabel(key, v, r); err != nil {
				in.refused = true
				in.bad(fmt.Errorf("%s: label %d: %w", key, i+1, err))
			}
			return nil
		})
	case "object": // a name and how far it holds, as spaCy has it
		return members(v, func(name string, v []byte) error {
			holds := string(v) == "true"
			if kind(v) == "number" {
				f, err := numberOf(name, v)
				if holds = f >= 0.5; err != nil {
					return err
				}
			} else if kind(v) != "bool" {
				return wrongKind(name, v)
			}
			if !holds {
				return nil
			}
			return in.category(name)
		})
	}
	return in.readLabel(key, v, r)
}

func (in *doccanoLine) readLabel(key string, v []byte, r *ruler) error {
	switch kind(v) {
	case "string":
		name, err := unquote(v)
		if err != nil {
			return err
		}
		return in.category(name)
	case "number":
		if key == "annotations" {
			return errNameless
		}
		return in.category(string(v))
	case "array":
		return in.readTriple(v, r)
	case "object":
		return in.readEntity(key, v, r)
	}
	return wrongKind(key, v)
}

// category takes a label of all of the text.
func (in *doccanoLine) category(name string) error {
	if err := checkLabel(name); err != nil {
		return err
	}
	text := in.text
	if text == "" {
		text = in.data
	}
	in.said = append(in.said, annotate.Annotation{Span: annotate.Span{End: len(text)}, Labels: []string{name}})
	return nil
}

// readTriple reads [start, end, name].
func (in *doccanoLine) readTriple(list []byte, r *ruler) error {
	var at [2]int
	var name string
	n := 0
	err := elements(list, func(i int, v []byte) (err error) {
		switch n = i + 1; {
		case i < 2:
			at[i], err = intOf([2]string{"start", "end"}[i], v)
		case i == 2 && kind(v) == "number":
			name = string(v)
		case i == 2 && kind(v) == "string":
			name, err = unquote(v)
		default:
			err = errTriple
		}
		return err
	})
	if err == nil && n != 3 {
		err = errTriple
	}
	if err != nil {
		return err
	}
	return in.span(offsets{start: at[0], end: at[1], hasStart: true, hasEnd: true}, name, nil, r)
}

// readEntity reads an object with a label and its offsets, or without them where all of the text is meant.
func (in *doccanoLine) readEntity(key string, object []byte, r *ruler) error {
	var at offsets
	var name string
	extra := map[string]json.RawMessage{}
	err := members(object, func(k string, v []byte) (err error) {
		switch k {
		case "label":
			if kind(v) == "number" {
				return errNameless
			}
			name, err = textOf(k, v)
			return err
		case "start_offset", "end_offset", "start", "end":
			if slices.Contains([]string{"start", "end"}, k) && kind(v) != "number" {
				break
			}
			return at.read(k, v)
		}
		return keep(extra, k, v, nil)
	})
	switch {
	case err != nil:
		return err
	case key == "annotations" && !at.hasStart && !at.hasEnd:
		return in.category(name)
	}
	return in.span(at, name, extra, r)
}

// span takes a label of a span.
func (in *doccanoLine) span(at offsets, name string, extra map[string]json.RawMessage, r *ruler) (err error) {
	x := annotate.Annotation{Sentence: -1, Labels: []string{name}}
	if err := checkLabel(name); err != nil {
		return err
	}
	if x.Span, err = at.span(r); err == nil && in.wholes != nil {
		err = in.wholes.check(x.Span)
	}
	if err == nil {
		x.Extra, err = withLabel(doccanoName, entitiesKey, name, extra)
	}
	if err == nil {
		in.said = append(in.said, x)
	}
	return err
}
