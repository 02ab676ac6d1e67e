package task

import (
	"io"
	"slices"

	"rashomon/annotate"
	"rashomon/annotate/jsonl"
)

// Doccano is the tasks of doccano, a line each: what it exports as JSONL, and imports.
//
// A doccano project is of one kind. Labels of a sentence are for one of text classification:
// label is a list of names. Spans, and all that is said in a whole article, are for one of sequence
// labelling: label is a list of [start, end, name]. Where a task has both, they are cats and
// entities, as in a project of intent detection and slot filling: the only kind that has both.
// A file is of the kind of the first task that has a label: labels of tasks of another kind are
// there, but the project will pass over them, so they are counted. Spans between which there are
// relations are entities, for a project with these.
//
// What doccano does not know it keeps as metadata. Its importer makes the columns of a table of
// that: so every line has the same.
func Doccano() Format {
	return Format{
		Name: doccanoName, Ext: ".jsonl", Unit: "code points",
		Write: func(w io.Writer, _ Options) Writer { return &doccanoWriter{w: w, lost: Lost{}} },
		Read: func(r io.Reader, each func(Task) error, bad func(jsonl.LineError)) error {
			var in doccanoReader
			return readLines(r, in.task, each, bad)
		},
		Fits: fitsDoccano,
	}
}

const doccanoName = "doccano"

type doccanoWriter struct {
	w    io.Writer
	lost Lost
	kind doccanoKind // of the file, once it is known
	o    object
	r    ruler
}

// doccanoKind is the kind of project that a task is for.
type doccanoKind int

const (
	noLabels doccanoKind = iota
	classification
	labelling
	slotFilling
	relations
)

func (d *doccanoWriter) Lost() Lost   { return d.lost }
func (d *doccanoWriter) Close() error { return nil }

// Write writes a task.
func (d *doccanoWriter) Write(t Task) error {
	if err := t.check(); err != nil {
		return err
	}
	d.r.measure(t.Text, false)
	cats, spans := doccanoLabels(t)
	kind := doccanoKindOf(t, cats, spans)
	d.count(t, kind, cats, spans)
	o := &d.o
	o.begin()
	o.text("text", t.Text)
	d.labels(kind, cats, spans)
	var wrote []string
	for _, m := range doccanoMeta(&t) {
		if _, theirs := t.Extra[m.key]; !theirs || *m.text != "" {
			o.text(m.key, *m.text)
			wrote = append(wrote, m.key)
		}
	}
	o.more(t.Extra, append(wrote, "text", "label", "cats", "entities", besideKey)...)
	o.beside(t, &d.r, native{meta: true, context: true})
	return o.end(d.w)
}

// doccanoMeta is what is written as metadata, and where it stands in a task.
func doccanoMeta(t *Task) []struct {
	key  string
	text *string
} {
	return []struct {
		key  string
		text *string
	}{
		{"source", &t.Article.Source}, {"title", &t.Article.Title}, {"date", &t.Article.Date}, {"story", &t.Story},
		{"url", &t.Article.URL}, {"before", &t.Before}, {"after", &t.After},
	}
}

// labelled is a label of a span.
type labelled struct {
	annotate.Span
	label string
	extra string // as of an Annotation
}

// doccanoLabels are the labels of the text, and those of spans, each once.
func doccanoLabels(t Task) (cats []string, spans []labelled) {
	asSpans := sentencesAsSpans(t)
	for _, x := range t.Said {
		for _, l := range x.Labels {
			switch {
			case x.Sentence >= 0 && !asSpans:
				if !slices.Contains(cats, l) {
					cats = append(cats, l)
				}
			case !slices.ContainsFunc(spans, func(y labelled) bool { return y.Span == x.Span && y.label == l }):
				spans = append(spans, labelled{Span: x.Span, label: l, extra: x.Extra})
			}
		}
	}
	slices.SortStableFunc(spans, func(a, b labelled) int { return a.Start - b.Start })
	return cats, spans
}

func doccanoKindOf(t Task, cats []string, spans []labelled) doccanoKind {
	_, related := t.Extra["relations"]
	switch {
	case related:
		return relations
	case len(cats) > 0 && len(spans) > 0:
		return slotFilling
	case len(cats) > 0:
		return classification
	case len(spans) > 0:
		return labelling
	}
	return noLabels
}

// labels writes the labels where a project of the kind looks for them.
func (d *doccanoWriter) labels(kind doccanoKind, cats []string, spans []labelled) {
	o := &d.o
	triple := func(i int) {
		s := spans[i]
		o.raw('[')
		o.int(d.r.of(s.Start))
		o.raw(',')
		o.int(d.r.of(s.End))
		o.raw(',')
		o.value(s.label)
		o.raw(']')
	}
	switch kind {
	case labelling:
		o.list("label", len(spans), triple)
	case slotFilling:
		o.texts("cats", cats)
		o.list("entities", len(spans), triple)
	case relations:
		o.textsIf("cats", cats)
		o.list("entities", len(spans), func(i int) {
			s := spans[i]
			o.raw('{')
			o.text("label", s.label)
			o.number("start_offset", d.r.of(s.Start))
			o.number("end_offset", d.r.of(s.End))
			o.more(annotate.ExtraOf(s.extra, doccanoName), "label", "start_offset", "end_offset")
			o.closed()
		})
	default:
		o.texts("label", cats)
	}
}

// count counts what doccano has no place for, or not in a project of the file's kind.
func (d *doccanoWriter) count(t Task, kind doccanoKind, cats []string, spans []labelled) {
	for _, x := range t.Said {
		d.lost.beside(x)
	}
	if n := len(t.Suggested); n > 0 {
		d.lost.add("suggestions", Loss{Beside: n})
	}
	switch {
	case kind == noLabels || kind == d.kind:
	case d.kind == noLabels:
		d.kind = kind
	default:
		if len(cats) > 0 {
			d.lost.add("labels of sentences among those of spans", Loss{Beside: len(cats)})
		}
		if len(spans) > 0 {
			d.lost.add("labels of spans among those of sentences", Loss{Beside: len(spans)})
		}
	}
}

// fitsDoccano looks for the keys that doccano writes.
func fitsDoccano(beginning []byte) float64 {
	keys := topKeys(beginning)
	starts := func(key string, with byte) bool { return keys[key] != nil && keys[key][0] == with }
	if keys["text"] == nil && keys["data"] == nil || keys["_view_id"] != nil || keys["answer"] != nil || keys["_task_hash"] != nil {
		return 0
	}
	switch {
	case keys["Comments"] != nil, keys["annotation_approver"] != nil:
		return 0.95
	case starts("label", '['), starts("entities", '['), starts("annotations", '[') && keys["text"] != nil:
		return 0.85
	case starts("cats", '['), starts("labels", '['):
		return 0.5
	case starts("label", '"') && keys["id"] != nil:
		return 0.3
	case starts("label", '"'):
		return 0.2
	}
	return 0.1
}
