package task

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"rashomon/annotate"
)

// inArticle is the task as one annotation has it: its text is the words that it is about.
func inArticle(t Task, x annotate.Annotation) Task {
	before, after := around(t, x.Span)
	k := Task{
		Article: t.Article, Story: t.Story, Text: x.Quote, Before: before, After: after, Prefix: before, Suffix: after,
		Sentence: x.Sentence, Start: t.Start + x.Span.Start, StartRune: t.StartRune + utf8.RuneCountInString(t.Text[:x.Span.Start]),
		Annotator: x.Annotator,
	}
	x.Span = annotate.Span{End: len(x.Quote)}
	k.Said = []annotate.Annotation{x}
	return k
}

func TestWebAnnotationComesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := drawTask(t)
		k.Article.Hash = annotate.Hash("the article")
		var want []Task
		for i := range k.Said {
			x := &k.Said[i]
			x.Extra = rapid.SampledFrom([]string{"", `{"webannotation":{"body":[{"type":"Image","id":"https://pier.example/1"}],"rights":"<free>","target":{"scope":"https://pier.example","selector":[{"type":"XPathSelector","value":"/p[1]"}]}}}`}).Draw(t, "foreign")
			y := inArticle(k, *x)
			y.Extra = annotate.ExtraOf(x.Extra, webName)
			want = append(want, y)
		}
		file := fileOf(t, WebAnnotation(), k)
		plainFile(t, file)
		got, bad := tasksIn(t, WebAnnotation(), file)
		if len(bad) > 0 || len(got) != len(want) {
			t.Fatalf("%d annotations of %d, %v\n%s", len(got), len(want), bad, file)
		}
		for i := range want {
			if got[i].Line != i+1 {
				t.Fatalf("annotation %d stands on line %d", i, got[i].Line)
			}
			sameTask(t, got[i], want[i])
		}
		var again bytes.Buffer
		w := WebAnnotation().Write(&again, Options{})
		for _, y := range got {
			if err := w.Write(y); err != nil {
				t.Fatal(err)
			}
		}
		if !bytes.Equal(again.Bytes(), file) {
			t.Fatalf("the file is another the second time:\n%s\n%s", file, again.Bytes())
		}
	})
}

func TestWebAnnotationGolden(t *testing.T) {
	k := ship()
	lines := strings.Split(string(fileOf(t, WebAnnotation(), k)), "\n")
	if len(lines) != 3 {
		t.Fatalf("%d lines", len(lines))
	}
	got, _, _ := strings.Cut(lines[1], `,"rashomon":`)
	want := `{"@context":"http://www.w3.org/ns/anno.jsonld","id":"urn:uuid:UUID","type":"Annotation","motivation":"classifying","creator":{"type":"Person","name":"ana"},` +
		`"created":"2031-05-04T12:00:00.123Z","modified":"2031-05-04T12:00:00.123Z","body":[{"type":"TextualBody","purpose":"tagging","value":"fact"}],` +
		`"target":{"source":"urn:sha256:` + k.Article.Hash + `","selector":[{"type":"TextQuoteSelector","exact":"Two divers","prefix":"It was late. 🚢 ","suffix":" were saved. Nobody saw it."},` +
		`{"type":"TextPositionSelector","start":90,"end":100}]}`
	id := got[strings.Index(got, "uuid:")+5:][:36]
	if got = strings.Replace(got, id, "UUID", 1); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if id[14] != '5' || !strings.ContainsAny(id[19:20], "89ab") {
		t.Errorf("%s is no UUID of version 5", id)
	}
	if !strings.Contains(lines[0], `{"type":"TextualBody","purpose":"commenting","value":"who says so?"}`) {
		t.Errorf("no note in %s", lines[0])
	}
}

// The UUID of a name is the one that everybody makes of it: of the namespace for URLs, as
// uuidgen --sha1 --namespace @url does.
func TestWebID(t *testing.T) {
	if got := webID(annotate.Annotation{ID: 1}, "", 0); got != webID(annotate.Annotation{ID: 1, Quote: "x"}, "y", 3) || got == webID(annotate.Annotation{ID: 2}, "", 0) || len(got) != 45 {
		t.Errorf("%s", got)
	}
	if a, b := webID(annotate.Annotation{Quote: "a"}, "s", 1), webID(annotate.Annotation{Quote: "a"}, "s", 2); a == b {
		t.Error("two annotations without an id have one")
	}
}

func TestWebAnnotationSkippedAndLost(t *testing.T) {
	k := ship()
	k.Said[0].Labels, k.Said[0].Note, k.Said[0].Flag = nil, "", annotate.Skipped
	k.Said[1].Span.End, k.Said[1].Quote = 6, "T"
	k.Text = strings.Replace(k.Text, "Two", "T\u0301o", 1)
	k.Suggested = []Suggestion{{Sentence: 3, Span: annotate.Span{End: len(k.Text)}, Labels: []string{"quote"}}}
	k.Said[0].Span.End, k.Said[0].Quote = len(k.Text), k.Text
	var out bytes.Buffer
	w := WebAnnotation().Write(&out, Options{})
	for _, y := range []Task{k, {Text: "nothing"}} {
		if err := w.Write(y); err != nil {
			t.Fatal(err)
		}
	}
	if !strings.Contains(out.String(), `"motivation":"assessing"`) || !strings.Contains(out.String(), `{"type":"TextualBody","purpose":"assessing","value":"skip"}`) {
		t.Errorf("not skipped: %s", out.String())
	}
	lost := w.Lost()
	for what, n := range map[string]Loss{
		"suggestions": {Dropped: 1}, "unlabelled texts": {Dropped: 1}, "speakers": {Beside: 1}, "attributes": {Beside: 1},
		"split letters": {Beside: 1},
	} {
		if lost[what] != n {
			t.Errorf("%s: %v, not %v", what, lost[what], n)
		}
	}
}

// Annotations of other programs: a list, a page, a body of one, an address as the source.
func TestWebAnnotationOfOthers(t *testing.T) {
	file := `[{"type":["Annotation"],"id":"https://notes.example/1","creator":"https://notes.example/bo","bodyValue":"really?","target":{"source":"https://pier.example/two","selector":{"type":"TextQuoteSelector","exact":"Two divers"}}},
{"type":"AnnotationPage","items":[{"type":"Annotation","creator":{"name":"bo","email":"bo@depot.example"},"created":"2031-05-05T09:00:00Z","body":{"type":"TextualBody","purpose":"tagging","value":"fact"},"target":{"source":{"id":"https://pier.example/two"},"selector":[{"type":"TextPositionSelector","start":2,"end":4},{"type":"TextQuoteSelector","exact":"🚢","prefix":"a ","suffix":" b"}]}},
{"type":"Annotation","target":{"source":"https://pier.example/two","selector":{"type":"TextQuoteSelector","exact":"Two"}}}]}]`
	got, bad := tasksIn(t, WebAnnotation(), []byte(file))
	if len(got) != 2 || len(bad) != 1 || !strings.Contains(bad[0], "line 2: annotation 2: it says nothing") {
		t.Fatalf("%d, %v", len(got), bad)
	}
	a, b := got[0], got[1]
	if a.Article.URL != "https://pier.example/two" || a.Annotator != "https://notes.example/bo" || a.Said[0].Note != "really?" || a.Said[0].Sentence != -1 || string(a.Extra["id"]) != `"https://notes.example/1"` {
		t.Errorf("%+v", a)
	}
	if b.Article.URL != a.Article.URL || b.Annotator != "bo" || b.Said[0].Labels[0] != "fact" || b.StartRune != 2 || b.Prefix != "a " || b.Before != "a " || b.Said[0].Created.IsZero() || !json.Valid(b.Extra["creator"]) {
		t.Errorf("%+v", b)
	}
}

func TestWebAnnotationRefuses(t *testing.T) {
	with := func(selectors string) string {
		return `{"type":"Annotation","bodyValue":"n","target":{"source":"urn:sha256:ab","selector":[` + selectors + `]}}`
	}
	quote := `{"type":"TextQuoteSelector","exact":"a🚢b"}`
	for _, c := range []struct{ line, want string }{
		{`{"type":"Note"}`, "no Web Annotation"},
		{`[`, "what follows is not read"},
		{`{"type":"Annotation","target":"https://pier.example"}`, "no TextQuoteSelector"},
		{with(`{"type":"TextPositionSelector","start":0,"end":1}`), "no TextQuoteSelector"},
		{with(quote + `,{"type":"TextPositionSelector","start":-1,"end":2}`), "an offset before the text"},
		{with(quote + `,{"type":"TextPositionSelector","start":5,"end":5}`), "ends before it begins"},
		{with(quote + `,{"type":"TextPositionSelector","start":5}`), "without its start or its end"},
		{with(quote + `,{"type":"TextPositionSelector","start":5,"end":7}`), "its position is 2 code points long and its words are 3"},
		{`{"type":"Annotation","bodyValue":"n","target":{"selector":` + quote + `}}`, "no source"},
		{`{"type":"Annotation","target":[{"source":"urn:a","selector":` + quote + `},{}]}`, "more than one target"},
		{`{"type":"Annotation","type":"Annotation"}`, "stands twice"},
		{`{"type":"Annotation","body":{"purpose":"tagging","value":" "}}`, "a label without a name"},
	} {
		_, bad := tasksIn(t, WebAnnotation(), []byte(c.line))
		if len(bad) != 1 || !strings.Contains(bad[0], c.want) {
			t.Errorf("%s\ngot  %q\nwant %q", c.line, bad, c.want)
		}
	}
	if err := WebAnnotation().Write(&bytes.Buffer{}, Options{}).Write(Task{Text: "a", Said: []annotate.Annotation{{Span: annotate.Span{End: 1}, Labels: []string{"x"}}}}); err == nil || !strings.Contains(err.Error(), "neither a hash nor a URL") {
		t.Errorf("an annotation of no article: %v", err)
	}
}

func FuzzWebAnnotation(f *testing.F) {
	f.Add(fileOf(f, WebAnnotation(), ship()))
	f.Add([]byte(`[{"type":"Annotation","bodyValue":"x","target":{"source":"u","selector":{"type":"TextQuoteSelector","exact":"a"}}}]`))
	f.Add([]byte(`{"type":"AnnotationPage","items":[{"type":"Annotation","body":[7,"x",{"purpose":"assessing","value":"skip"}],"target":[{"source":"u","selector":[{"type":"TextQuoteSelector","exact":"a"},7]}]}]}`))
	f.Fuzz(func(t *testing.T, file []byte) { fuzzed(t, WebAnnotation(), file) })
}
