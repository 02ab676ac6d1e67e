package task_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"rashomon/annotate"
	"rashomon/annotate/anchor"
	"rashomon/annotate/jsonl"
	"rashomon/annotate/task"
	"rashomon/ingest"
	"rashomon/internal/clean"
	"rashomon/internal/segment"
	"rashomon/store"
)

var noon = time.Date(2031, 3, 3, 12, 0, 0, 0, time.UTC)

const pier = "The pier broke. He left.\r\nSix people were injured 🚑. He left."

// shelf is a real library as tasks and records are held against it.
type shelf struct{ *store.Store }

func newShelf(t testing.TB) shelf {
	t.Helper()
	lib, err := store.Open(filepath.Join(t.TempDir(), "library.db"), store.Options{Now: func() time.Time { return noon }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { lib.Close() })
	return shelf{lib}
}

func there[T any](x T, err error) (T, bool, error) {
	if errors.Is(err, store.ErrNotFound) {
		return x, false, nil
	}
	return x, err == nil, err
}

func (s shelf) Fresh() (bool, error)                               { return false, nil }
func (s shelf) Scheme(name string) (annotate.Scheme, bool, error)  { return there(s.Store.Scheme(name)) }
func (s shelf) Story(id annotate.ID) (annotate.Story, bool, error) { return there(s.Store.Story(id)) }
func (s shelf) Article(id annotate.ID) (annotate.Article, bool, error) {
	return there(s.Store.Article(id))
}
func (s shelf) ByHash(hash string) (annotate.Article, bool, error) {
	return there(s.Store.ByHash(hash))
}
func (s shelf) Body(id annotate.ID, revision int) (annotate.Body, bool, error) {
	return there(s.Store.Body(id, revision))
}
func (s shelf) Ruling(id annotate.ID) (annotate.Ruling, bool, error) {
	return there(s.Store.Ruling(id))
}
func (s shelf) Search(name string) (annotate.Search, bool, error) { return there(s.Store.Search(name)) }
func (s shelf) ByURL(url string) (annotate.Article, bool, error) {
	for a, err := range s.Articles() {
		if err != nil || a.URL == url {
			return a, err == nil, err
		}
	}
	return annotate.Article{}, false, nil
}

// add puts a report into the library.
func (s shelf) add(t testing.TB, text, url string) annotate.Arrival {
	t.Helper()
	b := annotate.Body{Text: text, Sentences: cut(text, "")}
	x := annotate.Arrival{Article: annotate.NewArticle(annotate.Article{Title: "Pier", URL: url}, b, noon), Body: b}
	if _, err := s.Add([]annotate.Arrival{x}, nil, "ana", "import"); err != nil {
		t.Fatal(err)
	}
	return x
}

func cut(text, language string) (out []annotate.Span) {
	for _, s := range segment.Sentences(text, language) {
		out = append(out, annotate.Span{Start: s.Start, End: s.End})
	}
	return out
}

func options() task.PlaceOptions {
	return task.PlaceOptions{
		Format: "prodigy", Scheme: annotate.DefaultScheme(), Annotator: "ana", At: noon,
		Sentences: cut, Clean: clean.Spans, Title: ingest.Title,
	}
}

// place places tasks, and gives the records and what was refused.
func place(t testing.TB, lib shelf, o task.PlaceOptions, tasks ...task.Task) (records []jsonl.Record, bad []string) {
	t.Helper()
	p := task.NewPlacing(lib, o)
	take := func(more []jsonl.Record, err error) {
		records = append(records, more...)
		if err == nil {
			return
		}
		for _, err := range err.(interface{ Unwrap() []error }).Unwrap() {
			if line := (jsonl.LineError{}); !errors.As(err, &line) {
				t.Fatal(err)
			}
			bad = append(bad, err.Error())
		}
	}
	for n, x := range tasks {
		if x.Line == 0 {
			x.Line = n + 1
		}
		take(p.Place(x))
	}
	take(p.Rest())
	return records, bad
}

// shown is records in a few words.
func shown(records []jsonl.Record) (out []string) {
	for _, r := range records {
		switch {
		case r.Article != nil:
			out = append(out, fmt.Sprintf("article %q %d", r.Article.Body.Text, len(r.Article.Body.Sentences)))
		case r.Annotation != nil:
			x := r.Annotation
			out = append(out, fmt.Sprintf("%s %d %q %v", x.Annotator, x.Sentence, x.Quote, x.Labels))
		case r.Story != nil:
			out = append(out, "story "+r.Story.Title)
		}
	}
	return out
}

func on(sentence int, from, to int, labels ...string) annotate.Annotation {
	return annotate.Annotation{Sentence: sentence, Span: annotate.Span{Start: from, End: to}, Labels: labels}
}

// sentence is a task of a text that says something of all of it.
func sentence(text string, labels ...string) task.Task {
	return task.Task{Sentence: -1, Text: text, Said: []annotate.Annotation{on(0, 0, len(text), labels...)}}
}

func TestWhereTasksGo(t *testing.T) {
	lib := newShelf(t)
	x := lib.add(t, pier, "https://example.org/pier")
	at := strings.LastIndex(pier, "He left.")
	for name, c := range map[string]struct {
		task task.Task
		want []string
	}{
		"by its number": {task.Task{Article: x.Article, Text: "He left.", Sentence: 3, Said: []annotate.Annotation{on(3, 0, 8, "fact"), on(-1, 3, 7, "claim")}},
			[]string{`ana 3 "He left." [fact]`, `ana -1 "left" [claim]`}},
		"by its place": {task.Task{Article: annotate.Article{Hash: x.Article.Hash}, Text: "He left.", Start: at, Sentence: 7, Said: []annotate.Annotation{on(7, 0, 8, "fact")}},
			[]string{`ana 3 "He left." [fact]`}},
		"by code points": {task.Task{Article: annotate.Article{URL: x.Article.URL}, Text: "He left.", StartRune: 53, Sentence: -1, Said: []annotate.Annotation{on(-1, 0, 2, "fact")}},
			[]string{`ana -1 "He" [fact]`}},
		"by what stands around it": {task.Task{Article: annotate.Article{URL: x.Article.URL}, Text: "He left.", Prefix: "🚑. ", Sentence: -1, Said: []annotate.Annotation{on(0, 0, 8, "fact")}},
			[]string{`ana 3 "He left." [fact]`}},
		"a whole text": {sentence(pier, "fact"), []string{fmt.Sprintf(`ana -1 %q [fact]`, pier)}},
		"an article of its own": {sentence("It rained.\x1b[2J\r\n", "CLAIM"),
			[]string{`article "It rained.\n" 1`, `ana 0 "It rained." [claim]`}},
		"of words in a new text": {task.Task{Text: "Cafe\u0301s closed. Nobody came.", Sentence: -1, Said: []annotate.Annotation{on(-1, 8, 14, "fact")}},
			[]string{`article "Cafés closed. Nobody came." 2`, `ana -1 "closed" [fact]`}},
	} {
		records, bad := place(t, lib, options(), c.task)
		got := shown(records)
		if len(got) > 0 && strings.HasPrefix(got[0], "article") && name == "an article of its own" {
			records[1].Annotation.Quote = strings.TrimSpace(records[1].Annotation.Quote)
			got = shown(records)
		}
		if !slices.Equal(got, c.want) || len(bad) > 0 {
			t.Errorf("%s: %q %q, want %q", name, got, bad, c.want)
		}
	}
}

func TestSentencesOfOneArticleAreJoined(t *testing.T) {
	lib := newShelf(t)
	of := annotate.Article{Hash: annotate.Hash(pier), Title: "Pier", Source: "Shore Post"}
	say := func(by string, n, start int, text string, said ...annotate.Annotation) task.Task {
		return task.Task{Article: of, Story: "The pier", Sentence: n, Start: start, Text: text, Annotator: by, Said: said}
	}
	six := strings.Index(pier, "Six")
	tasks := []task.Task{
		say("bob", 2, six, "Six people were injured 🚑.", on(2, 0, 29, "fact"), on(-1, 0, 10, "claim")),
		say("ana", 0, 0, "The pier broke.", on(0, 0, 15, "fact")),
		say("bob", 0, 0, "The pier broke.", on(0, 0, 15, "quote")),
		{Article: of, Sentence: -1, Start: 4, Text: "pier", Annotator: "cyd", Said: []annotate.Annotation{on(-1, 0, 4, "claim")}},
	}
	want := []string{"story The pier", `article "The pier broke.\nSix people were injured 🚑." 2`, `ana 0 "The pier broke." [fact]`, `bob 0 "The pier broke." [quote]`,
		`cyd -1 "pier" [claim]`, `bob 1 "Six people were injured 🚑." [fact]`, `bob -1 "Six people" [claim]`}
	records, bad := place(t, lib, options(), tasks...)
	if got := shown(records); !slices.Equal(got, want) || len(bad) > 0 {
		t.Fatalf("%q %q, want\n%q", got, bad, want)
	}
	if _, err := lib.Add([]annotate.Arrival{{Article: noStory(records[1].Article.Article), Body: records[1].Article.Body}}, nil, "ana", "import"); err != nil {
		t.Fatal(err)
	}
	tasks = append(tasks, say("ana", 1, 16, "He left.", on(1, 0, 8, "fact")))
	records, _ = place(t, lib, options(), tasks...)
	if got := shown(records); len(got) != 8 || !slices.Contains(got, `article "He left." 1`) || slices.Contains(got, want[1]) {
		t.Errorf("a sentence more: %q", got)
	}
}

func noStory(a annotate.Article) annotate.Article {
	a.Story = 0
	return a
}

// What was said of an older text goes to the newest one, but for what the library has of the older.
func TestAnOlderText(t *testing.T) {
	lib := newShelf(t)
	x := lib.add(t, pier, "")
	six := annotate.NewAnnotation(x.Article, x.Body, annotate.OnSentence(2), "default", "bob")
	six.Labels, six.Created, six.Updated = []string{"fact"}, noon, noon
	if _, err := lib.Apply(annotate.Change{By: "bob", What: "label", Edits: []annotate.Edit{{Annotation: &annotate.Replaced[annotate.Annotation]{After: &six}}}}); err != nil {
		t.Fatal(err)
	}
	newer := annotate.Arrival{Article: x.Article}
	newer.Body.Text = "By noon it rained. Six persons were injured 🚑. The pier broke."
	newer.Body.Sentences = cut(newer.Body.Text, "")
	newer.Article.Revision, newer.Article.Hash, newer.Article.Sentences = 2, annotate.Hash(newer.Body.Text), len(newer.Body.Sentences)
	if err := lib.Revise([]annotate.Arrival{newer}, "ana", "a newer text"); err != nil {
		t.Fatal(err)
	}
	o := options()
	o.Anchor = func(text, quote, before, after string, near int) (annotate.Span, bool) {
		f, ok := anchor.NewText(text).Find(anchor.Passage{Quote: quote, At: near})
		return f.Span, ok
	}
	tasks := []task.Task{
		{Article: x.Article, Text: "The pier broke.", Annotator: "ana", Said: []annotate.Annotation{on(0, 0, 15, "claim")}},
		{Article: x.Article, Text: "Six people were injured 🚑.", Sentence: 2, Start: strings.Index(pier, "Six"), Annotator: "ana", Said: []annotate.Annotation{on(2, 0, 29, "claim")}},
	}
	tasks = append(tasks, tasks[1])
	tasks[2].Annotator = "bob"
	records, bad := place(t, lib, o, tasks...)
	want := []string{`ana 2 "The pier broke." [claim]`, `ana 1 "Six persons were injured 🚑." [claim]`, `bob 2 "Six people were injured 🚑." [claim]`}
	if got := shown(records); !slices.Equal(got, want) || len(bad) > 0 || records[2].Annotation.Revision != 1 || records[1].Annotation.Revision != 2 {
		t.Errorf("%q %q", got, bad)
	}
}

func TestNobodyIsCalledGold(t *testing.T) {
	lib := newShelf(t)
	x := lib.add(t, pier, "")
	foreign, own := sentence("It rained.", "fact"), sentence(pier, "fact")
	foreign.Annotator, own.Annotator, own.Article = annotate.Gold, annotate.Gold, x.Article
	own.Said[0].Origin, own.Said[0].Adjudicator = annotate.Adjudicated, "eve"
	records, bad := place(t, lib, options(), foreign, own)
	if len(bad) != 1 || !strings.Contains(bad[0], "line 1: ") || len(records) != 2 || records[1].Annotation.Adjudicator != "eve" {
		t.Errorf("%q %q", shown(records), bad)
	}
}

func TestWhatTheSchemeHasNotIsRefused(t *testing.T) {
	lib := newShelf(t)
	o := options()
	o.Scheme.Labels = append(slices.Clone(o.Scheme.Labels), annotate.Label{Name: "count", Key: "o", On: annotate.OnSpans})
	x := task.Task{Line: 12, Sentence: -1, Text: "Six left.", Said: []annotate.Annotation{
		on(0, 0, 9, "count"), on(-1, 0, 3, "COUNT", "PLACE"), on(-1, 4, 8, "Claim"), on(-1, 4, 99, "claim"),
	}}
	records, bad := place(t, lib, o, x)
	wantBad := []string{
		`line 12: bytes 4–99 are not in its text, or cut a character`,
		`line 12: label "count": the scheme default has it for words, not for sentences`,
		`line 12: label "PLACE": the scheme default has fact, quote, claim, count`,
	}
	if got := shown(records); !slices.Equal(bad, wantBad) || !slices.Equal(got, []string{`article "Six left." 1`, `ana -1 "left" [claim]`}) {
		t.Errorf("%q\n%q", got, bad)
	}
}

func TestKeysThatMeanNothingAreKept(t *testing.T) {
	lib := newShelf(t)
	x, y := sentence("It rained.", "fact"), task.Task{Sentence: -1, Text: "It poured."}
	x.Extra = map[string]json.RawMessage{"_task_hash": json.RawMessage("17")}
	y.Extra = x.Extra
	records, bad := place(t, lib, options(), x, y)
	const want = `{"prodigy":{"_task_hash":17}}`
	if len(bad) > 0 || len(records) != 3 || records[1].Annotation.Extra != want || records[0].Article.Article.Extra != "" || records[2].Article.Article.Extra != want {
		t.Errorf("%q %+v", bad, records)
	}
	x.Extra["long"] = json.RawMessage(`"` + strings.Repeat("x", annotate.MostExtra) + `"`)
	if records, bad = place(t, lib, options(), x); len(records) != 2 || len(bad) != 1 {
		t.Errorf("%q %+v", bad, records)
	}
}

// checkRecords holds what came of tasks against what a library and a file take.
func checkRecords(t *testing.T, lib shelf, records []jsonl.Record, held annotate.Arrival) {
	t.Helper()
	taken, err := jsonl.Take(records, lib)
	if err != nil || taken.Recut != nil {
		t.Fatalf("%v %v", err, taken.Recut)
	}
	for _, bad := range taken.Refused {
		t.Errorf("not taken: %v", bad)
	}
	file := write(t, records, held)
	if err := jsonl.Read(file, func(jsonl.Record) error { return nil }, func(bad jsonl.LineError) { t.Error(bad) }); err != nil {
		t.Error(err)
	}
}

// write writes records, each annotation after its article.
func write(t *testing.T, records []jsonl.Record, held annotate.Arrival) *bytes.Buffer {
	var file bytes.Buffer
	e := jsonl.NewEncoder(&file)
	texts := map[annotate.ID]annotate.Arrival{held.Article.ID: held}
	last := annotate.ID(0)
	for _, r := range records {
		var err error
		switch {
		case r.Story != nil:
			err = e.Story(*r.Story)
		case r.Article != nil:
			last = r.Article.Article.ID
			texts[last] = *r.Article
			err = e.Article(r.Article.Article, r.Article.Body)
		case r.Annotation.Article != last:
			last = r.Annotation.Article
			err = e.Article(texts[last].Article, texts[last].Body)
		}
		if err == nil && r.Annotation != nil {
			err = e.Annotation(*r.Annotation)
		}
		if err != nil {
			t.Errorf("write: %v", err)
		}
	}
	return &file
}
