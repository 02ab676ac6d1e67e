package task

import (
	"io"
	"slices"

	"rashomon/annotate"
	"rashomon/annotate/jsonl"
)

// Doccano is the tasks of doccano, a line each: what it exports as JSONL, and imports.
//
// A doccano project is of one kind, and a file is for one. Classification: label is a list of names,
// for a project of text classification. Sequence: label is a list of [start, end, name], for one of
// sequence labelling. Relations: entities are objects, and relations a list, for one of these with
// relations. Both: cats are names and entities [start, end, name], for one of intent detection and slot
// filling. Labels that the kind has no place for stand beside, as do those of a skipped sentence, which
// nobody should learn from. In a whole article all labels are of spans.
//
// What doccano does not know it keeps as metadata. Its importer makes the columns of a table of
// that: so every line has the same.
func Doccano() Format {
	return Format{
		Name: doccanoName, Ext: ".jsonl", Unit: "code points",
		Shapes: []string{Classification, Sequence, Relations, Both},
		Write:  func(w io.Writer, o Options) Writer { return &doccanoWriter{w: w, shape: o.shape(), lost: Lost{}} },
		Read: func(r io.Reader, each func(Task) error, bad func(jsonl.LineError)) error {
			var in doccanoReader
			return readLines(r, in.task, each, bad)
		},
		Fits: fitsDoccano,
	}
}

const doccanoName = "doccano"

// entitiesKey is the key of entities, under which Extra has what doccano says of them besides.
const entitiesKey = "entities"

type doccanoWriter struct {
	w     io.Writer
	lost  Lost
	shape string
	o     object
	r     ruler
}

func (d *doccanoWriter) Lost() Lost   { return d.lost }
func (d *doccanoWriter) Close() error { return nil }

// Write writes a task.
func (d *doccanoWriter) Write(t Task) error {
	if err := t.check(); err != nil {
		return err
	}
	d.r.measure(t.Text, false)
	cats, spans := doccanoLabels(t)
	unsaid := d.count(t, cats, spans)
	o := &d.o
	o.begin()
	o.text("text", t.Text)
	d.labels(t, cats, spans)
	var wrote []string
	for _, m := range doccanoMeta(&t) {
		if _, theirs := t.Extra[m.key]; !theirs || *m.text != "" {
			o.text(m.key, *m.text)
			wrote = append(wrote, m.key)
		}
	}
	if d.shape == Relations {
		wrote = append(wrote, "relations")
	}
	o.more(t.Extra, append(wrote, "text", "label", "cats", entitiesKey, besideKey)...)
	o.beside(t, &d.r, native{meta: true, context: true, unsaid: unsaid})
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

// doccanoLabels are the labels of the text, and those of spans, each once, without those of skipped
// sentences.
func doccanoLabels(t Task) (cats []string, spans []labelled) {
	asSpans := sentencesAsSpans(t)
	has := map[proposed]bool{}
	for _, x := range t.Said {
		if x.Sentence >= 0 && x.Flag == annotate.Skipped {
			continue
		}
		for _, l := range x.Labels {
			switch {
			case x.Sentence >= 0 && !asSpans:
				if !slices.Contains(cats, l) {
					cats = append(cats, l)
				}
			case !has[proposed{x.Span, l}]:
				has[proposed{x.Span, l}] = true
				spans = append(spans, labelled{Span: x.Span, label: l, extra: x.Extra})
			}
		}
	}
	slices.SortStableFunc(spans, func(a, b labelled) int { return a.Start - b.Start })
	return cats, spans
}

// labels writes the labels where a project for the shape looks for them.
func (d *doccanoWriter) labels(t Task, cats []string, spans []labelled) {
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
	switch d.shape {
	case Sequence:
		o.list("label", len(spans), triple)
	case Both:
		o.texts("cats", cats)
		o.list(entitiesKey, len(spans), triple)
	case Relations:
		d.related(t, spans)
	default:
		o.texts("label", cats)
	}
}

// related writes entities, and the relations between those that are here.
func (d *doccanoWriter) related(t Task, spans []labelled) {
	o := &d.o
	ids := map[string]bool{}
	o.list(entitiesKey, len(spans), func(i int) {
		s := spans[i]
		more := keysOfLabel(s.extra, doccanoName, entitiesKey, s.label)
		if id := more["id"]; len(id) > 0 {
			ids[string(id)] = true
		}
		o.raw('{')
		o.text("label", s.label)
		o.number("start_offset", d.r.of(s.Start))
		o.number("end_offset", d.r.of(s.End))
		o.more(more, "label", "start_offset", "end_offset")
		o.closed()
	})
	list, cut := related(t.Extra["relations"], ids)
	if cut > 0 {
		d.lost.add("relations", Loss{Dropped: cut})
	}
	o.key("relations")
	o.raw('[')
	o.others(list)
	o.raw(']')
}

// count counts what doccano has no place for, or not in a project for the shape, and says which
// labels that is.
func (d *doccanoWriter) count(t Task, cats []string, spans []labelled) (unsaid string) {
	for _, x := range t.Said {
		d.lost.beside(x)
		if x.Sentence >= 0 && x.Flag == annotate.Skipped && len(x.Labels) > 0 {
			d.lost.add(lostSkipped, Loss{Beside: len(x.Labels)})
		}
	}
	if n := len(t.Suggested); n > 0 {
		d.lost.add("suggestions", Loss{Beside: n})
	}
	switch {
	case d.shape == Classification && len(spans) > 0:
		d.lost.add("word labels", Loss{Beside: len(spans)})
		if unsaid = unsaidSpans; sentencesAsSpans(t) {
			unsaid = unsaidAll
		}
	case (d.shape == Sequence || d.shape == Relations) && len(cats) > 0:
		d.lost.add("sentence labels", Loss{Beside: len(cats)})
		unsaid = unsaidSentences
	}
	return unsaid
}

// lostSkipped is labels of skipped sentences, which stand beside: nobody should learn from them.
const lostSkipped = "skipped sentences' labels"

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
