package table

import (
	"bytes"
	"slices"

	"rashomon/annotate/jsonl"
)

// Likely says whether a file that begins so is a table of articles: it has a column of texts and one of what
// reports have besides, and none of labels. A CSV has to have a header.
func Likely(beginning []byte) bool {
	t := &reading{each: func(Row) error { return nil }, bad: func(jsonl.LineError) {}}
	if t.read(bytes.NewReader(beginning)) != nil || t.chosen["text"] == "" {
		return false
	}
	names := map[string]bool{}
	for _, c := range t.columns {
		names[bare(c.name)] = true
	}
	said := func(name string) bool { return names[name] }
	if slices.ContainsFunc([]string{"label", "labels", "spans", "entities", "annotation", "annotations", "predictions", "accept", "answer", "cats", "annotator", "rashomontask"}, said) ||
		names["type"] && names["version"] { // of a record of rashomon's own
		return false
	}
	return slices.ContainsFunc([]string{"title", "source", "author", "date", "url", "lang", "id"}, func(field string) bool { return t.chosen[field] != "" })
}
