package cli_test

import (
	"bytes"
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rashomon/annotate"
	"rashomon/internal/cli"
	"rashomon/store"
)

// TestCleanedTravels: what was taken out of each text of a report, and when that came in, is the same
// in a library that is made of an exported file.
func TestCleanedTravels(t *testing.T) {
	dir := t.TempDir()
	now := time.Date(2031, 3, 1, 12, 0, 0, 0, time.UTC)
	first, second := filepath.Join(dir, "first.db"), filepath.Join(dir, "second.db")
	lib, err := store.Open(first, store.Options{Now: func() time.Time { now = now.Add(time.Hour); return now }})
	if err != nil {
		t.Fatal(err)
	}
	body := func(text string) annotate.Body {
		return annotate.Body{Text: text, Sentences: []annotate.Span{{Start: 0, End: len(text)}}}
	}
	b := body("The gate is shut.")
	a := annotate.NewArticle(annotate.Article{Title: "Gate", Cleaned: annotate.Cleaned{Tags: 7, Escapes: 2}}, b, now)
	x := annotate.NewAnnotation(a, b, annotate.OnSentence(0), "default", "ana")
	x.Labels, x.Created, x.Updated = []string{"fact"}, now, now
	later := a
	newer := body("The gate is open.")
	later.Revision, later.Hash, later.Cleaned = 2, annotate.Hash(newer.Text), annotate.Cleaned{Marks: 3}
	for _, step := range []func() error{
		func() error {
			_, err := lib.Add([]annotate.Arrival{{Article: a, Body: b}}, nil, "ana", "import")
			return err
		},
		func() error {
			_, err := lib.Apply(annotate.Change{By: "ana", Edits: []annotate.Edit{{Annotation: &annotate.Replaced[annotate.Annotation]{After: &x}}}})
			return err
		},
		func() error { return lib.Revise([]annotate.Arrival{{Article: later, Body: newer}}, "ana", "import") },
		lib.Close,
	} {
		if err := step(); err != nil {
			t.Fatal(err)
		}
	}
	run := func(in string, args ...string) string {
		t.Helper()
		var out, errs bytes.Buffer
		if code := cli.Main(context.Background(), args, cli.Streams{In: strings.NewReader(in), Out: &out, Err: &errs}); code != 0 {
			t.Fatalf("%q: %d: %s%s", args, code, out.String(), errs.String())
		}
		return out.String()
	}
	file := run("", "export", "--library", first)
	for _, part := range []string{`"revised":"",`, `"cleaned":{"escapes":2,`, `"tags":7`, `"revised":"2031-03-01T1`, `"marks":3`} {
		if !strings.Contains(file, part) {
			t.Errorf("%s is not in %s", part, file)
		}
	}
	run(file, "import", "-", "--library", second)
	if again := run("", "export", "--library", second); again != file {
		t.Errorf("exported\n%s\nthen\n%s", file, again)
	}
}
