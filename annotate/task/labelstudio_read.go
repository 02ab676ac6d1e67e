package task

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"rashomon/annotate"
)

// lsReader reads task after task.
type lsReader struct{ units, runes ruler }

// lsTask is one task of the file.
type lsTask struct {
	task        Task   // the text and what is known of its article
	annotator   string // of data
	beside      []byte
	annotations []lsSaid
	predictions []byte
	errs        []error                    // of annotations that are none
	data        map[string]json.RawMessage // what stands in data besides
	extra       map[string]json.RawMessage
}

// lsSaid is one annotation of a task.
type lsSaid struct {
	number    int // in the task, from 1
	results   []byte
	cancelled bool
	truth     bool
	seconds   float64
	account   string // who completed it
	created   time.Time
	updated   time.Time
	extra     map[string]json.RawMessage
}

var errNoResult = errors.New("an annotation without results: its result is no list")

// tasks are what a task of the file says, with its id as it stands there. What of it is no good is
// an error of its own, and an annotation of which nothing else is left is none.
func (in *lsReader) tasks(value []byte) (tasks []Task, id json.RawMessage, errs []error) {
	l := lsTask{task: Task{Sentence: -1}, data: map[string]json.RawMessage{}, extra: map[string]json.RawMessage{}}
	err := checkJSON(value)
	if err == nil {
		err = l.read(value)
	}
	if id = l.extra["id"]; len(id) > 0 && kind(id) != "number" && kind(id) != "string" {
		id = nil
	}
	if err == nil && l.task.Text == "" {
		err = errNoText
	}
	if err != nil {
		return nil, id, []error{err}
	}
	in.units.measure(l.task.Text, true)
	in.runes.measure(l.task.Text, false)
	b, err := readBeside(l.beside, &l.task, &in.runes)
	if err != nil {
		return nil, id, []error{err}
	}
	suggested, errs := in.predicted(&l, b)
	errs = append(errs, l.errs...)
	if len(l.annotations) == 0 && (len(errs) == 0 || len(suggested) > 0) {
		t := l.task
		t.Annotator, t.Suggested, t.Extra = l.annotator, suggested, l.extraOf(nil, nil)
		return []Task{t}, id, errs
	}
	for _, s := range l.annotations {
		t, wrong := in.said(&l, s, b, suggested)
		for _, err := range wrong {
			if len(l.annotations)+len(l.errs) > 1 {
				err = fmt.Errorf("annotation %d: %w", s.number, err)
			}
			errs = append(errs, err)
		}
		if len(wrong) > 0 && len(t.Said) == 0 {
			continue
		}
		tasks, suggested = append(tasks, t), nil // once is enough
	}
	return tasks, id, errs
}

// read reads the task, of the full export or of the smaller one (JSON-MIN), which has what stands
// in data in the task itself.
func (l *lsTask) read(value []byte) error {
	full := false
	_ = members(value, func(key string, v []byte) error { // it was checked
		full = full || key == lsData && kind(v) == "object"
		return nil
	})
	if !full {
		return l.readSmall(value)
	}
	return members(value, func(key string, v []byte) (err error) {
		switch key {
		case lsData:
			if err = members(v, l.dataKey); err == nil {
				err = l.findText(v)
			}
		case "annotations", "completions":
			err = l.readAnnotations(key, v)
		case "predictions":
			l.predictions = v
		default:
			l.extra[key] = slices.Clone(v)
		}
		return err
	})
}

// dataKey reads a key of data. A value that is no text is another program's.
func (l *lsTask) dataKey(key string, v []byte) (err error) {
	to := l.textField(key)
	switch {
	case key == besideKey && kind(v) == "object":
		l.beside = v
	case to != nil && kind(v) == "string":
		*to, err = unquote(v)
	default:
		l.data[key] = slices.Clone(v)
	}
	return err
}

// textField is the text that stands under a key of data; nil where none does.
func (l *lsTask) textField(key string) *string {
	t := &l.task
	switch key {
	case "text":
		return &t.Text
	case "before":
		return &t.Before
	case "after":
		return &t.After
	case "story":
		return &t.Story
	case "annotator":
		return &l.annotator
	case "source", "title", "date", "url":
		return textField(&t.Article, key)
	}
	return nil
}

// findText takes the only text that stands in data for the text, where none is called so.
func (l *lsTask) findText(data []byte) error {
	if l.task.Text != "" {
		return nil
	}
	found := ""
	for key, v := range l.data {
		if kind(v) == "string" {
			if found != "" {
				return errNoText
			}
			found = key
		}
	}
	if found == "" {
		return errNoText
	}
	text, err := unquote(l.data[found])
	l.task.Text = text
	delete(l.data, found)
	return err
}

func (l *lsTask) readAnnotations(key string, list []byte) error {
	if null(list) {
		return nil
	}
	if kind(list) != "array" {
		return wrongKind(key, list)
	}
	return elements(list, func(i int, v []byte) error {
		s, err := lsSaid{number: i + 1, extra: map[string]json.RawMessage{}}, error(nil)
		if kind(v) != "object" {
			err = wrongKind(key, v)
		} else if err = members(v, s.key); err == nil && s.results == nil {
			err = errNoResult
		}
		if err != nil {
			l.errs = append(l.errs, fmt.Errorf("annotation %d: %w", i+1, err))
			return nil
		}
		l.annotations = append(l.annotations, s)
		return nil
	})
}

// key reads a key of an annotation. Who completed it is an account there: it is kept.
func (s *lsSaid) key(key string, v []byte) (err error) {
	switch key {
	case "result":
		if kind(v) != "array" {
			return errNoResult
		}
		s.results = v
	case "was_cancelled":
		s.cancelled = string(v) == "true"
	case "ground_truth":
		s.truth = string(v) == "true"
	case "lead_time":
		s.seconds, err = numberOf(key, v)
	case "created_at":
		s.created, _ = timeOf(key, v) // old versions write Unix seconds: then it is not known
	case "updated_at":
		s.updated, _ = timeOf(key, v)
	case "completed_by":
		s.account = account(v)
		s.extra[key] = slices.Clone(v)
	default:
		s.extra[key] = slices.Clone(v)
	}
	return err
}

// account is who has an account: by the address, else by the number.
func account(v []byte) string {
	var by struct {
		Email, Username string
		ID              json.Number
	}
	switch kind(v) {
	case "number":
		return "user " + string(v)
	case "string":
		s, _ := unquote(v) // it was checked
		return annotate.Line(s)
	case "object":
		if json.Unmarshal(v, &by) == nil {
			name := cmp.Or(by.Email, by.Username)
			if name == "" && by.ID != "" {
				name = "user " + by.ID.String()
			}
			return annotate.Line(name)
		}
	}
	return ""
}

// said is one annotation as a Task, and what of it is no good.
func (in *lsReader) said(l *lsTask, s lsSaid, b *besides, suggested []Suggestion) (t Task, wrong []error) {
	t = l.task
	t.Sentences = slices.Clone(t.Sentences)
	results, wrong := in.results(t.Text, s.results)
	n := natively{
		said: results.said, format: lsName, asSpans: t.Whole(), annotator: l.annotator,
		skips: !t.Whole() && b.sentences() < 2, updated: s.updated, refused: len(wrong) > 0,
	}
	if n.updated.IsZero() {
		n.updated = s.created
	}
	if s.cancelled {
		if t.Whole() && len(t.Sentences) > 0 {
			return t, append(wrong, errIgnored)
		}
		n.said = append(n.said, annotate.Annotation{Span: annotate.Span{End: len(t.Text)}, Flag: annotate.Skipped})
	}
	ours := len(l.annotations) == 1 && (l.annotator != "" || len(b.said) > 0) || b.named(results.ids)
	if b = b.suggesting(suggested); !ours {
		b.annotator, b.said = "", nil
		n.annotator = cmp.Or(s.account, l.annotator)
	}
	if n.annotator == annotate.Gold && l.beside == nil { // nobody else can be called so
		n.annotator = ""
		l.data["annotator"] = json.RawMessage(`"` + annotate.Gold + `"`)
	}
	b.noted(n.said)
	if len(n.annotator) > annotate.LongestName {
		return t, append(wrong, fmt.Errorf("the name of the annotator is longer than %d bytes", annotate.LongestName))
	}
	if s.truth && n.annotator != annotate.Gold {
		s.extra["ground_truth"] = json.RawMessage("true")
	}
	if err := b.settle(&t, n); err != nil {
		return t, append(wrong, err)
	}
	if t.Annotator == "" {
		t.Annotator = n.annotator
	}
	results.answer(&t, n.updated)
	t.Extra = l.extraOf(s.extra, results.others)
	if len(b.said) == 0 && len(t.Said) > 0 {
		s.tell(t.Said)
	}
	return t, wrong
}

// suggesting is the same with these suggestions.
func (b *besides) suggesting(suggested []Suggestion) *besides {
	c := *b
	c.suggested = suggested
	return &c
}

// named says whether one of the results is one that was written of what stood beside.
func (b *besides) named(ids map[string]bool) bool {
	return slices.ContainsFunc(b.said, func(x annotate.Annotation) bool { return x.ID != 0 && ids[lsID(x)] })
}

// noted takes the note from what is said natively, where it is that of what stood beside there.
func (b *besides) noted(said []annotate.Annotation) {
	type note struct {
		annotate.Span
		text string
	}
	had := map[note]bool{}
	for _, x := range b.said {
		had[note{x.Span, annotate.Lines(x.Note)}] = true
	}
	for i, x := range said {
		if had[note{x.Span, x.Note}] {
			said[i].Note = ""
		}
	}
}

// tell says of what is new when it was said, and how long it took.
func (s lsSaid) tell(said []annotate.Annotation) {
	said[0].Seconds = max(s.seconds, 0)
	for i := range said {
		if !s.created.IsZero() {
			said[i].Created = s.created
		}
	}
}

// extraOf is what the file says besides, in one map.
func (l *lsTask) extraOf(annotation map[string]json.RawMessage, results json.RawMessage) map[string]json.RawMessage {
	out := map[string]json.RawMessage{}
	for k, v := range l.extra {
		out[k] = v
	}
	if len(l.data) > 0 {
		out[lsData] = objectOf(l.data)
	}
	if len(annotation) > 0 {
		out[lsAnnotation] = objectOf(annotation)
	}
	if len(results) > 0 {
		out[lsResult] = results
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

// objectOf is keys as one JSON object, in the order of the alphabet.
func objectOf(keys map[string]json.RawMessage) json.RawMessage {
	var o object
	o.begin()
	o.more(keys) // they were checked
	o.raw('}')
	return o.line
}
