package task

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"

	"rashomon/annotate"
	"rashomon/annotate/jsonl"
)

// lsName is the format's name, also in Extra. What a file said besides stands in Extra as it stood
// in the task; what it said besides in data, in the annotation and among the results is a value
// each, under these keys.
const (
	lsName       = "label-studio"
	lsData       = "data"
	lsAnnotation = "annotation"
	lsResult     = "result"
	lsRegionID   = "region" // of an annotation: what relations call its words
)

// LabelStudio is Label Studio's JSON: one array, a task a line. LabelStudioConfig is the labelling
// configuration that goes with it. What Label Studio has no place for stands in data, which it
// keeps as it is, under the key rashomon.
func LabelStudio() Format {
	return Format{
		Name: lsName, Ext: ".json", Unit: "UTF-16 code units",
		Write: func(w io.Writer, _ Options) Writer { return &lsWriter{w: w, lost: Lost{}} },
		Read:  readLabelStudio,
		Fits:  fitsLabelStudio,
	}
}

type lsWriter struct {
	w     io.Writer
	o     object
	lost  Lost
	begun bool
	units ruler // UTF-16 code units of the task's text
	runes ruler // its code points
}

func (w *lsWriter) Lost() Lost { return w.lost }

func (w *lsWriter) Close() error {
	end := "\n]\n"
	if !w.begun {
		end = "[\n]\n"
	}
	_, err := io.WriteString(w.w, end)
	return err
}

func (w *lsWriter) Write(t Task) error {
	if err := t.check(); err != nil {
		return err
	}
	w.units.measure(t.Text, true)
	w.runes.measure(t.Text, false)
	o := &w.o
	o.line, o.err = append(o.line[:0], "[\n"...), nil
	if w.begun {
		o.line = append(o.line[:0], ",\n"...)
	}
	o.raw('{')
	w.data(t)
	o.key("annotations")
	o.raw('[')
	if len(t.Said) > 0 {
		w.annotation(t)
	}
	o.raw(']')
	if len(t.Suggested) > 0 {
		w.predictions(t)
	}
	o.more(t.Extra, lsData, lsAnnotation, lsResult, lsRegionID, "annotations", "predictions")
	o.raw('}')
	if o.err != nil {
		return fmt.Errorf("%.60q: %w", t.Text, o.err)
	}
	w.count(t)
	w.begun = true
	_, err := w.w.Write(o.line)
	return err
}

// data writes what the labelling configuration shows, and what is for people and programs that
// filter tasks.
func (w *lsWriter) data(t Task) {
	o := &w.o
	o.open("data")
	o.text("text", t.Text)
	o.text("before", t.Before)
	o.text("after", t.After)
	o.textIf("story", t.Story)
	o.textIf("source", t.Article.Source)
	o.textIf("title", t.Article.Title)
	o.textIf("date", t.Article.Date)
	o.textIf("url", t.Article.URL)
	o.textIf("annotator", t.Annotator)
	o.more(partOf(t.Extra, lsData), "text", "before", "after", "story", "source", "title", "date", "url", "annotator", besideKey)
	o.beside(t, &w.runes, native{meta: true, context: true})
	o.closed()
}

// partOf is the object under a key of Extra; nil where there is none.
func partOf(extra map[string]json.RawMessage, key string) map[string]json.RawMessage {
	var part map[string]json.RawMessage
	if len(extra[key]) == 0 || json.Unmarshal(extra[key], &part) != nil {
		return nil
	}
	return part
}

// annotation writes what is said. Whom Label Studio calls completed_by is an account there: one
// that it does not have stops its import, so it is left out.
func (w *lsWriter) annotation(t Task) {
	o := &w.o
	extra := partOf(t.Extra, lsAnnotation)
	o.raw('{')
	o.key("was_cancelled")
	o.bool(skipped(t))
	o.key("ground_truth")
	o.bool(t.Annotator == annotate.Gold || string(extra["ground_truth"]) == "true")
	seconds := 0.0
	for _, x := range t.Said {
		seconds += x.Seconds
	}
	o.decimalIf("lead_time", seconds)
	o.key("result")
	o.raw('[')
	for i, x := range t.Said {
		w.results(t, x, fmt.Sprintf("said-%d", i+1))
	}
	others, cut := related(t.Extra[lsResult], regionsOf(t))
	if o.others(others); cut > 0 {
		w.lost.add("relations", Loss{Dropped: cut})
	}
	o.raw(']')
	o.more(extra, "was_cancelled", "ground_truth", "lead_time", "result", "completed_by")
	o.closed()
	if extra["completed_by"] != nil {
		w.lost.add("Label Studio accounts", Loss{Dropped: 1})
	}
}

// regionsOf is the ids of the regions that are written of a task, as JSON.
func regionsOf(t Task) map[string]bool {
	ids := map[string]bool{}
	for _, x := range t.Said {
		if len(x.Labels) > 0 && (x.Sentence < 0 || t.Whole()) {
			var o object
			o.value(lsID(x))
			ids[string(o.line)] = true
		}
	}
	return ids
}

// lsID is the id of an annotation's results: another program's, where relations name it.
func lsID(x annotate.Annotation) string {
	if id, has := annotate.ExtraOf(x.Extra, lsName)[lsRegionID]; has && kind(id) == "string" && x.Sentence < 0 {
		if s, err := unquote(id); err == nil {
			return s
		}
	}
	return x.ID.String()
}

func (o *object) bool(b bool) { o.line = fmt.Appendf(o.line, "%t", b) }

// skipped says whether the sentence that the task is was skipped.
func skipped(t Task) bool {
	return !t.Whole() && slices.ContainsFunc(t.Said, func(x annotate.Annotation) bool { return x.Sentence >= 0 && x.Flag == annotate.Skipped })
}

// results writes an annotation: labels of the whole text are choices, labels of words are a
// region. What carries no label has no place: it stands beside.
func (w *lsWriter) results(t Task, x annotate.Annotation, id string) {
	o := &w.o
	if own := lsID(x); own != "" {
		id = own
	}
	names := slices.Sorted(maps.Keys(x.Attributes))
	if x.Sentence >= 0 && !t.Whole() {
		if len(x.Labels) > 0 {
			o.choices(id, kindControl, x.Labels)
		}
		for i, name := range names {
			o.choices(fmt.Sprintf("%s-%d", id, i+1), kindControl+"-"+name, []string{x.Attributes[name]})
		}
		return
	}
	if len(x.Labels) == 0 {
		return
	}
	o.result(id, spanControl, "labels")
	o.text("origin", lsOrigin(x.Origin))
	w.value(t, x.Span)
	o.texts("labels", x.Labels)
	o.closed()
	if x.Note != "" {
		o.open("meta")
		o.texts("text", []string{x.Note})
		o.closed()
	}
	o.closed()
	for _, name := range names {
		o.result(id, spanControl+"-"+name, "choices")
		w.value(t, x.Span)
		o.texts("choices", []string{x.Attributes[name]})
		o.closed()
		o.closed()
	}
}

func lsOrigin(o annotate.Origin) string {
	if o == annotate.Suggestion {
		return "prediction"
	}
	return "manual"
}

// result begins a result.
func (o *object) result(id, control, kind string) {
	o.next()
	o.raw('{')
	o.text("id", id)
	o.text("from_name", control)
	o.text("to_name", "text")
	o.text("type", kind)
}

// choices writes choices of the whole text.
func (o *object) choices(id, control string, choices []string) {
	o.result(id, control, "choices")
	o.open("value")
	o.texts("choices", choices)
	o.closed()
	o.closed()
}

// value begins the value of a region: its place and its words.
func (w *lsWriter) value(t Task, s annotate.Span) {
	o := &w.o
	o.open("value")
	o.number("start", w.units.of(s.Start))
	o.number("end", w.units.of(s.End))
	o.text("text", t.Text[s.Start:s.End])
}

// predictions writes what is proposed: one prediction for each model, whose score is the lowest
// of its results'.
func (w *lsWriter) predictions(t Task) {
	o := &w.o
	var models []string
	for _, g := range t.Suggested {
		if !slices.Contains(models, g.Model) {
			models = append(models, g.Model)
		}
	}
	o.list("predictions", len(models), func(i int) {
		lowest, n := 1.0, 0
		for _, g := range t.Suggested {
			if g.Model == models[i] {
				lowest, n = min(lowest, g.Score), n+1
			}
		}
		o.raw('{')
		o.text("model_version", models[i])
		o.decimal("score", lowest)
		o.key("result")
		o.raw('[')
		for k, g := range t.Suggested {
			if g.Model == models[i] {
				w.suggestion(t, g, fmt.Sprintf("suggested-%d", k+1), n > 1)
			}
		}
		o.raw(']')
		o.closed()
	})
}

func (w *lsWriter) suggestion(t Task, g Suggestion, id string, scored bool) {
	o := &w.o
	if g.Sentence >= 0 && !t.Whole() {
		o.result(id, kindControl, "choices")
		o.open("value")
		o.texts("choices", g.Labels)
	} else {
		o.result(id, spanControl, "labels")
		w.value(t, g.Span)
		o.texts("labels", g.Labels)
	}
	o.closed()
	if scored {
		o.decimal("score", g.Score)
	}
	o.closed()
}

// count counts what Label Studio has no place for.
func (w *lsWriter) count(t Task) {
	for _, x := range t.Said {
		switch {
		case x.Sentence >= 0 && !t.Whole():
			w.lost.beside(x, "attributes", "skipped sentences", "seconds spent")
		case len(x.Labels) > 0:
			w.lost.beside(x, "attributes", "notes", "seconds spent")
		default:
			w.lost.beside(x, "seconds spent")
		}
	}
	for _, g := range t.Suggested {
		if g.Speaker != "" {
			w.lost.add("speakers", Loss{Beside: 1})
		}
	}
}

// fitsLabelStudio looks for an array of tasks with data, or for what the smaller export has.
func fitsLabelStudio(beginning []byte) float64 {
	head := bytes.TrimLeft(bytes.TrimPrefix(beginning, []byte("\ufeff")), " \t\r\n")
	has := func(key string) bool { return bytes.Contains(head, []byte(`"`+key+`"`)) }
	array := bytes.HasPrefix(head, []byte("["))
	switch {
	case !array && !bytes.HasPrefix(head, []byte("{")):
		return 0
	case has("data") && (has("annotations") || has("predictions") || has("completions")) && (has("from_name") || array):
		return 1
	case array && (has("annotation_id") && has("lead_time") || has("from_name")):
		return 0.9
	case array && has("text"):
		return 0.3
	}
	return 0
}

// readLabelStudio reads tasks with their annotations: one Task for each annotation, or one where
// there is none. A file of one line is told apart by the tasks' numbers, and their ids.
func readLabelStudio(r io.Reader, each func(Task) error, bad func(jsonl.LineError)) error {
	in := &lsReader{}
	return readArray(r, func(where stand, value []byte) error {
		tasks, id, errs := in.tasks(value)
		name := fmt.Sprintf("task %d", where.number)
		if len(id) > 0 {
			name += fmt.Sprintf(", id %.40s", id)
		}
		for _, err := range errs {
			bad(jsonl.LineError{Line: where.line, What: "task", Why: fmt.Errorf("%s: %w", name, err)})
		}
		for _, t := range tasks {
			t.Line = where.line
			if err := each(t); err != nil {
				return err
			}
		}
		return nil
	}, bad)
}
