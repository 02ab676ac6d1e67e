package task

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"rashomon/annotate"
	"rashomon/annotate/jsonl"
)

const formatsDoc = "../../docs/formats.md"

// ferryReport is the report that the examples of docs/formats.md are of.
func ferryReport() (annotate.Article, annotate.Body) {
	body := annotate.Body{Text: "The ferry went down at dawn. Two of the crew drowned, a port official said.", Sentences: []annotate.Span{{End: 28}, {Start: 29, End: 75}}}
	a := annotate.NewArticle(annotate.Article{Title: "Two dead as ferry goes down", Source: "Pier Courier", Date: "2031-05-05", URL: "https://pier.example/two", Language: "en"}, body, noon)
	return a, body
}

// ferry is the task that they are of.
func ferry() Task {
	a, body := ferryReport()
	x := annotate.NewAnnotation(a, body, annotate.OnSentence(1), "voices", "ana")
	x.Labels, x.Speaker, x.Seconds, x.Created, x.Updated = []string{"claim"}, "a port official", 4.2, noon, noon
	y := annotate.NewAnnotation(a, body, annotate.OnSpan(annotate.Span{Start: 29, End: 44}), "voices", "ana")
	y.Labels, y.Created, y.Updated = []string{"count"}, noon, noon
	t := Task{Article: a, Story: "The ferry at Port Ellery", Text: body.Sentence(1), Sentence: 1, Start: 29, StartRune: 29, Annotator: "ana", Said: []annotate.Annotation{x, y}}
	for i := range t.Said {
		t.Said[i].Span.Start -= 29
		t.Said[i].Span.End -= 29
	}
	t.Prefix, t.Suffix = annotate.Context(body.Text, body.Sentences[1], 32)
	return t
}

// ours is the ferry as rashomon JSONL: the report and what is said of the sentence.
func ours(t *testing.T) []byte {
	t.Helper()
	var out bytes.Buffer
	e := jsonl.NewEncoder(&out)
	if err := e.Article(ferryReport()); err != nil {
		t.Fatal(err)
	}
	x := ferry().Said[0]
	x.Span = annotate.Span{Start: 29, End: 75}
	if err := e.Annotation(x); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// section is where the example of a format stands in the document.
func section(t *testing.T, doc, name string) (from, to int) {
	t.Helper()
	from = strings.Index(doc, "\n## "+name+"\n")
	for _, fence := range []string{"```json\n", "```csv\n"} {
		if at := strings.Index(doc[max(from, 0):], fence); from >= 0 && at >= 0 && at < 40+len(name) {
			from += at + len(fence)
			return from, from + strings.Index(doc[from:], "```\n")
		}
	}
	t.Fatalf("no example of %s", name)
	return 0, 0
}

// The examples of the document are what is written, and are read as what was written.
func TestExamplesOfTheDocument(t *testing.T) {
	text, err := os.ReadFile(formatsDoc)
	if err != nil {
		t.Fatal(err)
	}
	doc := string(text)
	for _, f := range append([]Format{{Name: "jsonl"}}, Formats()...) {
		from, to := section(t, doc, f.Name)
		want := ours(t)
		if f.Write != nil {
			want = fileOf(t, f, ferry())
		}
		if os.Getenv("RASHOMON_GOLDEN") == "update" {
			doc = doc[:from] + string(want) + doc[to:]
			continue
		}
		if doc[from:to] != string(want) {
			t.Errorf("%s: the example is\n%s\nand should be\n%s", f.Name, doc[from:to], want)
		}
		if f.Read == nil { // jsonl has its own tests
			continue
		}
		tasks, bad := tasksIn(t, f, []byte(doc[from:to]))
		if len(bad) > 0 || len(tasks) == 0 {
			t.Errorf("%s: %v", f.Name, bad)
			continue
		}
		if f.Name == webName { // an annotation a line
			for i, x := range ferry().Said {
				sameTask(t, tasks[i], inArticle(ferry(), x))
			}
			continue
		}
		want1 := ferry()
		sameTask(t, tasks[0], want1)
	}
	if doc != string(text) {
		if err := os.WriteFile(formatsDoc, []byte(doc), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// What the document's table says of a format is what its writer counts.
func TestTableOfTheDocument(t *testing.T) {
	text, err := os.ReadFile(formatsDoc)
	if err != nil {
		t.Fatal(err)
	}
	k := ferry()
	k.Said[0].Note, k.Said[0].Attributes, k.Said[0].Flag = "n", map[string]string{"tone": "calm"}, annotate.Flagged
	rows := map[string]string{"speaker": "speakers", "note": "notes", "attributes": "attributes", "flags": "flags", "skipped sentences": "skipped sentences", "seconds spent": "seconds spent", "suggestions": "suggestions"}
	for line := range strings.Lines(string(text)) {
		cells := strings.Split(line, "|")
		what, ok := rows[strings.TrimSpace(cells[min(1, len(cells)-1)])]
		if !ok || len(cells) != 10 {
			continue
		}
		for i, f := range Formats() {
			k := k
			k.Said = append([]annotate.Annotation(nil), k.Said[0])
			if what == "skipped sentences" {
				k.Said[0].Flag = annotate.Skipped
			}
			if what == "suggestions" {
				k.Said, k.Suggested = nil, []Suggestion{{Sentence: 1, Span: annotate.Span{End: len(k.Text)}, Labels: []string{"claim"}, Score: 0.5, Model: "rules"}}
			}
			w := f.Write(&bytes.Buffer{}, Options{Scheme: annotate.DefaultScheme()})
			if err := w.Write(k); err != nil {
				t.Fatal(err)
			}
			loss, cell := w.Lost()[what], strings.TrimSpace(cells[3+i])
			mark := map[Loss]string{{}: "●", {Beside: 1}: "○", {Dropped: 1}: "–"}[loss]
			if mark == "" || !strings.Contains(cell, mark) {
				t.Errorf("%s in %s: the table says %s, the writer %+v", what, f.Name, cell, loss)
			}
		}
	}
}
