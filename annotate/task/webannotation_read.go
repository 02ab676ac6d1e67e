package task

import (
	"bufio"
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

// Why a Web Annotation says nothing that can be kept.
var (
	errNoQuote    = errors.New("the target has no TextQuoteSelector: without the words it is about, it finds no place")
	errNoSource   = errors.New("the target has no source: nothing says in which text it stands")
	errSaysNot    = errors.New("it says nothing: no body is a tag or a comment")
	errNoWeb      = errors.New(`no Web Annotation: its "type" is not "Annotation"`)
	errTwoTargets = errors.New("it has more than one target")
)

// readWebAnnotations reads a line for each annotation, or a JSON array of them. A page of
// annotations (AnnotationPage) is read as what it lists.
func readWebAnnotations(r io.Reader, each func(Task) error, bad func(jsonl.LineError)) error {
	in := bufio.NewReaderSize(r, 64<<10)
	w := &webReader{each: each, bad: bad}
	if mark, _ := in.Peek(3); string(mark) == "\ufeff" {
		_, _ = in.Discard(3) // they are in its buffer
	}
	array, err := begins(in, '[')
	if err != nil {
		return err
	}
	if array {
		return readArray(in, func(where stand, value []byte) error {
			w.number = where.number
			return w.value(where.line, value)
		}, bad)
	}
	return jsonl.Lines(in, func(n int, line []byte, err error) error {
		if err != nil {
			bad(jsonl.LineError{Line: n, Why: err})
			return nil
		}
		return w.value(n, line)
	})
}

type webReader struct {
	each   func(Task) error
	bad    func(jsonl.LineError)
	ruler  ruler
	number int // of the annotation in an array, from 1; 0 where there is none
}

// refuse tells what is wrong with an annotation.
func (w *webReader) refuse(line int, why error) {
	if w.number > 0 {
		why = fmt.Errorf("annotation %d: %w", w.number, why)
	}
	w.bad(jsonl.LineError{Line: line, What: "annotation", Why: why})
}

// value reads one JSON object. It returns the error of each.
func (w *webReader) value(line int, value []byte) error {
	err := checkJSON(value)
	if err == nil && isPage(value) {
		return w.page(line, value)
	}
	var t Task
	if err == nil {
		t, err = w.annotation(bytes.TrimSpace(value))
	}
	if err != nil {
		w.refuse(line, err)
		return nil
	}
	t.Line = line
	return w.each(t)
}

func isPage(value []byte) bool {
	const page = "AnnotationPage"
	return bytes.Contains(value, []byte(page)) && typeOf(bytes.TrimSpace(value)) == page
}

// typeOf is the type that an object says it is of; empty where it says none, or more than one.
func typeOf(object []byte) (name string) {
	_ = members(object, func(key string, v []byte) error { // it was checked
		if key == "type" && kind(v) == "string" {
			name, _ = unquote(v)
		}
		return nil
	})
	return name
}

func (w *webReader) page(line int, value []byte) error {
	var page struct {
		Items []json.RawMessage `json:"items"`
	}
	if err := jsonl.Decode(value, &page); err != nil {
		w.refuse(line, err)
		return nil
	}
	for _, item := range page.Items {
		if kind(item) != "object" {
			w.refuse(line, errNoWeb)
		} else if isPage(item) {
			w.refuse(line, errNoWeb)
		} else if err := w.value(line, item); err != nil {
			return err
		}
	}
	return nil
}

// webLine is one annotation as it is read.
type webLine struct {
	task     Task
	x        annotate.Annotation // what it says; its span is all of the words
	is       bool                // its type says so
	name     string              // of its creator
	beside   []byte
	position offsets
	extra    map[string]json.RawMessage
}

func (w *webReader) annotation(value []byte) (Task, error) {
	l := webLine{task: Task{Sentence: -1}, extra: map[string]json.RawMessage{}}
	err := members(value, l.member)
	switch {
	case err != nil:
		return Task{}, err
	case !l.is:
		return Task{}, errNoWeb
	case l.task.Text == "":
		return Task{}, errNoQuote
	case l.task.Article.Hash == "" && l.task.Article.URL == "":
		return Task{}, errNoSource
	}
	if err := l.place(); err != nil {
		return Task{}, err
	}
	return l.settle(&w.ruler)
}

// member reads one of the annotation's keys.
func (l *webLine) member(key string, v []byte) (err error) {
	switch key {
	case "type":
		if l.is = lists(v, "Annotation"); l.is && kind(v) == "array" {
			l.keep(key, v)
		}
	case "creator":
		err = l.readCreator(v)
	case "created":
		l.x.Created, err = timeOf(key, v)
	case "modified":
		l.x.Updated, err = timeOf(key, v)
	case "body":
		err = oneOrMore(v, l.readBody)
	case "bodyValue":
		var note string
		note, err = textOf(key, v)
		l.comment(note)
	case "target":
		n := 0
		err = oneOrMore(v, func(v []byte) error {
			if n++; n > 1 {
				return errTwoTargets
			}
			return l.readTarget(v)
		})
	case besideKey:
		l.beside = v
	default:
		if key != "@context" || string(v) != `"`+webContext+`"` {
			l.keep(key, v)
		}
	}
	return err
}

func (l *webLine) keep(key string, v []byte) { l.extra[key] = slices.Clone(v) }

// keepOne adds a value to the list that is kept under the key.
func keepOne(extra map[string]json.RawMessage, key string, v []byte) {
	list := extra[key]
	if len(list) == 0 {
		list = json.RawMessage("[]")
	}
	list = list[:len(list)-1]
	if len(list) > 1 {
		list = append(list, ',')
	}
	extra[key] = append(append(list, v...), ']')
}

// lists says whether a value is the text, or a list with it.
func lists(v []byte, text string) (has bool) {
	_ = oneOrMore(v, func(v []byte) error { // the function returns no error
		has = has || string(v) == `"`+text+`"`
		return nil
	})
	return has
}

// oneOrMore gives each a value, or those of a list: JSON-LD writes a list of one without brackets.
func oneOrMore(v []byte, each func(v []byte) error) error {
	switch kind(v) {
	case "array":
		return elements(v, func(_ int, v []byte) error { return each(v) })
	case "null":
		return nil
	}
	return each(v)
}

// readCreator takes the first name that it finds; the rest is kept.
func (l *webLine) readCreator(v []byte) error {
	plain := false // as it is written here
	err := oneOrMore(v, func(v []byte) error {
		if l.name != "" || kind(v) == "string" {
			if l.name == "" {
				l.name, _ = unquote(v) // it was checked
			}
			plain = false
			return nil
		}
		var by [4]string
		n := 0
		err := members(v, func(key string, v []byte) (err error) {
			n++
			if i := slices.Index([]string{"name", "nickname", "email", "id"}, key); i >= 0 {
				by[i], err = textOf(key, v)
			}
			return err
		})
		for _, name := range by {
			if l.name == "" {
				l.name = annotate.Line(name)
			}
		}
		plain = n == 2 && by[0] == l.name && bytes.Contains(v, []byte(`"Person"`))
		return err
	})
	if !plain {
		l.keep("creator", v)
	}
	if len(l.name) > annotate.LongestName {
		return fmt.Errorf("the name of the creator is longer than %d bytes", annotate.LongestName)
	}
	return err
}

// readBody takes a tag, a comment or an assessment; any other body is kept as it is.
func (l *webLine) readBody(v []byte) error {
	var b struct{ kind, purpose, value string }
	more := kind(v) != "object"
	if !more {
		err := members(v, func(key string, v []byte) (err error) {
			switch {
			case key == "type" && kind(v) == "string":
				b.kind, err = unquote(v)
			case key == "purpose" && kind(v) == "string":
				b.purpose, err = unquote(v)
			case key == "value":
				b.value, err = textOf(key, v)
			default:
				more = true
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	text := b.kind == "TextualBody" || b.kind == "" && b.value != ""
	switch flag := annotate.Flag(b.value); {
	case text && (b.purpose == "tagging" || b.purpose == "classifying"):
		if err := checkLabel(b.value); err != nil {
			return err
		}
		if !l.x.Has(b.value) {
			l.x.Labels = append(l.x.Labels, b.value)
		}
	case text && (b.purpose == "" || b.purpose == "commenting"):
		l.comment(b.value)
	case text && b.purpose == "assessing" && (flag == annotate.Flagged || flag == annotate.Skipped):
		l.x.Flag = flag
	default:
		keepOne(l.extra, "body", v)
		return nil
	}
	if more { // a language, a format, its own creator
		keepOne(l.extra, "bodies", v)
	}
	return nil
}

func (l *webLine) comment(note string) {
	if note = annotate.Lines(note); note != "" {
		l.x.Note = strings.TrimPrefix(l.x.Note+"\n"+note, "\n")
	}
}

// settle makes the task whole with what stands beside.
func (l *webLine) settle(r *ruler) (Task, error) {
	t := l.task
	r.measure(t.Text, false)
	b, err := readBeside(l.beside, &t, r)
	if err != nil {
		return Task{}, err
	}
	if l.name == annotate.Gold && b.annotator != annotate.Gold { // nobody else can be called so
		l.name = ""
		l.extra["creator"] = json.RawMessage(`{"type":"Person","name":"` + annotate.Gold + `"}`)
	}
	l.x.Sentence, l.x.Span = -1, annotate.Span{End: len(t.Text)}
	updated := l.x.Updated
	if updated.IsZero() {
		updated = l.x.Created
	}
	if l.derived(b) {
		delete(l.extra, "id")
		delete(l.extra, "motivation")
	}
	if len(l.extra) > 0 {
		t.Extra = l.extra
	}
	if l.x.Empty() && len(b.said) == 0 {
		return Task{}, errSaysNot
	}
	n := natively{format: webName, asSpans: true, skips: true, annotator: l.name, updated: updated}
	if !l.x.Empty() {
		n.said = []annotate.Annotation{l.x}
	}
	if err := b.settle(&t, n); err != nil {
		return Task{}, err
	}
	if len(t.Said) == 0 {
		return Task{}, errSaysNot
	}
	for i := range t.Said {
		if x := &t.Said[i]; len(b.said) == 0 && !l.x.Created.IsZero() {
			x.Created = l.x.Created
		}
	}
	return t, nil
}

// derived says whether id and motivation are those that are written of what stands beside: they
// say nothing then that would be lost.
func (l *webLine) derived(b *besides) bool {
	if len(b.said) != 1 {
		return false
	}
	source, err := sourceOf(l.task.Article)
	x := b.said[0]
	x.Quote = l.task.Text
	return err == nil && string(l.extra["id"]) == `"`+webID(x, source, l.task.StartRune)+`"` &&
		string(l.extra["motivation"]) == `"`+motivation(x)+`"`
}

// fitsWebAnnotation looks for the context, and for selectors.
func fitsWebAnnotation(beginning []byte) float64 {
	switch {
	case bytes.Contains(beginning, []byte(webContext)):
		return 1
	case bytes.Contains(beginning, []byte(`"TextQuoteSelector"`)):
		return 0.9
	}
	return 0
}
