package table

import (
	"bytes"
	"errors"
	"slices"

	"rashomon/annotate/jsonl"
	"rashomon/ingest"
)

// Why says why a file that begins so cannot be read as a table: ErrNoText, with the names of its
// columns, or nil where it can, or nothing of it is a row.
func Why(beginning []byte) error {
	if _, err := begun(beginning); errors.Is(err, ErrNoText) {
		return err
	}
	return nil
}

// begun is how a table begins. Whoever reads it on says if its encoding cannot be told: its columns can.
func begun(beginning []byte) (*reading, error) {
	t := &reading{each: func(Row) error { return nil }, bad: func(jsonl.LineError) {}}
	err := t.read(bytes.NewReader(beginning))
	if errors.Is(err, ingest.ErrEncoding) {
		return begun(bytes.ToValidUTF8(beginning, []byte("\uFFFD")))
	}
	return t, err
}

// Likely says whether a file that begins so is a table of articles: it has a column of texts and one of what
// reports have besides, and none of labels. A CSV has to have a header.
func Likely(beginning []byte) bool {
	t, err := begun(beginning)
	if err != nil || t.chosen["text"] == "" {
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
