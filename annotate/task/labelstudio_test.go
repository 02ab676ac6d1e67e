package task

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"io"
	"strings"
	"testing"
	"unicode/utf16"

	"pgregory.net/rapid"

	"rashomon/annotate"
)

func TestLabelStudioComesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tasks := rapid.SliceOfN(rapid.Custom(drawTask), 0, 3).Draw(t, "tasks")
		for i := range tasks {
			if rapid.Bool().Draw(t, "extra") {
				tasks[i].Extra = map[string]json.RawMessage{
					"id": raw("7"), "meta": raw(`{"batch":"<b>"}`), lsData: raw(`{"ward":["é",null]}`), lsAnnotation: raw(`{"reviews":[]}`), lsResult: raw(`[{"type":"rating","value":{"rating":3}}]`),
				}
				if len(tasks[i].Said) == 0 {
					delete(tasks[i].Extra, lsAnnotation)
					delete(tasks[i].Extra, lsResult)
				}
			}
		}
		file := fileOf(t, LabelStudio(), tasks...)
		plainFile(t, file)
		if !json.Valid(file) || bytes.Count(file, []byte("\n")) != 2+max(len(tasks), 0) && len(tasks) > 0 {
			t.Fatalf("no JSON array with a task a line:\n%s", file)
		}
		checkUnits(t, file)
		got, bad := tasksIn(t, LabelStudio(), file)
		if len(bad) > 0 || len(got) != len(tasks) {
			t.Fatalf("%d tasks of %d, %v\n%s", len(got), len(tasks), bad, file)
		}
		for i, want := range tasks {
			if got[i].Line != i+2 {
				t.Fatalf("task %d stands on line %d", i, got[i].Line)
			}
			sameTask(t, got[i], want)
		}
		if again := fileOf(t, LabelStudio(), got...); !bytes.Equal(again, file) {
			t.Fatalf("the file is another the second time:\n%s\n%s", file, again)
		}
	})
}

// checkUnits holds the offsets of regions against what JavaScript would cut out.
func checkUnits(t *rapid.T, file []byte) {
	var tasks []struct {
		Data        struct{ Text string }
		Annotations []struct {
			Result []struct {
				Value struct {
					Start, End *int
					Text       string
				}
			}
		}
	}
	if err := json.Unmarshal(file, &tasks); err != nil {
		t.Fatal(err)
	}
	for _, k := range tasks {
		units := utf16.Encode([]rune(k.Data.Text))
		for _, a := range k.Annotations {
			for _, r := range a.Result {
				if v := r.Value; v.Start != nil && string(utf16.Decode(units[*v.Start:*v.End])) != v.Text {
					t.Fatalf("at %d–%d of %q does not stand %q", *v.Start, *v.End, k.Data.Text, v.Text)
				}
			}
		}
	}
}

// ship is a sentence with a ship before the words, so that units differ.
func ship() Task {
	a := annotate.Article{ID: 7, Hash: annotate.Hash("ship"), Revision: 1, Source: "Pier Courier", Title: "Two saved", Date: "2031-05-05"}
	text := "🚢 Two divers were saved."
	k := Task{Article: a, Story: "The ferry", Text: text, Sentence: 3, Start: 90, StartRune: 88, Annotator: "ana", Prefix: "It was late. ", Suffix: " Nobody saw it."}
	say := func(n int, from, to int) annotate.Annotation {
		return annotate.Annotation{
			ID: annotate.ID(n), Article: 7, Revision: 1, Sentence: -1, Span: annotate.Span{Start: from, End: to}, Quote: text[from:to],
			Scheme: "default", Annotator: "ana", Origin: annotate.Hand, Created: noon, Updated: noon,
		}
	}
	x, y := say(1, 0, len(text)), say(2, 5, 15)
	x.Sentence, x.Labels, x.Speaker, x.Note, x.Seconds = 3, []string{"claim"}, "the coast guard", "who says so?", 4.2
	y.Labels, y.Attributes = []string{"fact"}, map[string]string{"tone": "calm"}
	k.Said = []annotate.Annotation{x, y}
	return k
}

func TestLabelStudioGolden(t *testing.T) {
	k := ship()
	k.Suggested = []Suggestion{{Sentence: 3, Span: annotate.Span{End: len(k.Text)}, Labels: []string{"quote"}, Score: 0.75, Model: "rules"}}
	got := string(fileOf(t, LabelStudio(), k))
	beside := got[strings.Index(got, `"rashomon":`):strings.Index(got, `},"annotations"`)]
	want := `[
{"data":{"text":"🚢 Two divers were saved.","before":"","after":"","story":"The ferry","source":"Pier Courier","title":"Two saved","date":"2031-05-05","annotator":"ana",…},` +
		`"annotations":[{"was_cancelled":false,"ground_truth":false,"lead_time":4.2,"result":[` +
		`{"id":"0000000000000001","from_name":"kind","to_name":"text","type":"choices","value":{"choices":["claim"]}},` +
		`{"id":"0000000000000002","from_name":"span","to_name":"text","type":"labels","origin":"manual","value":{"start":3,"end":13,"text":"Two divers","labels":["fact"]}},` +
		`{"id":"0000000000000002","from_name":"span-tone","to_name":"text","type":"choices","value":{"start":3,"end":13,"text":"Two divers","choices":["calm"]}}]}],` +
		`"predictions":[{"model_version":"rules","score":0.75,"result":[{"id":"suggested-1","from_name":"kind","to_name":"text","type":"choices","value":{"choices":["quote"]}}]}]}
]
`
	if got = strings.Replace(got, beside, "…", 1); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if empty := string(fileOf(t, LabelStudio())); empty != "[\n]\n" {
		t.Errorf("no tasks are %q", empty)
	}
}

// Gold is ground truth, a skipped sentence is cancelled, and gold that another program's file
// speaks of is nobody's.
func TestLabelStudioGoldAndSkipped(t *testing.T) {
	k := ship()
	k.Annotator, k.Said = annotate.Gold, k.Said[:1]
	k.Said[0].Annotator, k.Said[0].Adjudicator, k.Said[0].Flag = annotate.Gold, "bo", annotate.Skipped
	file := fileOf(t, LabelStudio(), k)
	if !bytes.Contains(file, []byte(`"was_cancelled":true,"ground_truth":true`)) {
		t.Errorf("no ground truth, or not cancelled: %s", file)
	}
	foreign := `[{"data":{"text":"The pier burned.","annotator":"gold"},"annotations":[{"ground_truth":true,"result":[{"type":"choices","from_name":"sentiment","value":{"choices":["calm"]}}]}]}]`
	got, bad := tasksIn(t, LabelStudio(), []byte(foreign))
	if len(bad) > 0 || len(got) != 1 || got[0].Annotator != "" || string(got[0].Extra[lsAnnotation]) != `{"ground_truth":true}` || string(got[0].Extra[lsData]) != `{"annotator":"gold"}` {
		t.Errorf("%+v, %v", got, bad)
	}
}

// A file of another project: two annotators, offsets in code points, a textarea, a prediction.
func TestLabelStudioOfOthers(t *testing.T) {
	file := `[
  {"id": 1, "data": {"review": "🚢 Two divers\r\nwere saved."},
   "annotations": [
     {"id": 11, "completed_by": {"id": 3, "email": "bo@depot.example"}, "lead_time": 3.5, "created_at": "2031-05-05T09:00:00.123456Z", "was_cancelled": false, "result": [
       {"id": "Xy_1", "from_name": "label", "to_name": "text", "type": "labels", "value": {"start": 2, "end": 18, "text": "Two divers\\nwere", "labels": ["COUNT"]}, "meta": {"text": ["how many?"]}},
       {"id": "Xy_1", "from_name": "sure", "to_name": "text", "type": "choices", "value": {"start": 2, "end": 18, "text": "Two divers\\nwere", "choices": ["very"]}},
       {"id": "t", "from_name": "why", "type": "textarea", "value": {"text": ["hm"]}}]},
     {"id": 12, "completed_by": 4, "was_cancelled": true, "result": []},
     {"id": 13, "completed_by": 5, "result": [{"id": "z", "type": "labels", "value": {"start": 0, "end": 99, "labels": ["COUNT"]}}]}],
   "predictions": [{"model_version": "m-1", "score": 0.5, "result": [{"from_name": "tone", "type": "choices", "value": {"choices": ["calm"]}}]}]},
  7,
  {"data": {"text": "The pier burned."}}
]`
	got, bad := tasksIn(t, LabelStudio(), []byte(file))
	if len(got) != 3 || len(bad) != 2 || !strings.Contains(bad[0], "line 2: task 1, id 1: annotation 3: result \"z\": the offset 99 lies past the end") || !strings.Contains(bad[1], "line 11: task 2: this is no JSON object") {
		t.Fatalf("%d tasks, %v", len(got), bad)
	}
	a, b := got[0], got[1]
	if x := a.Said[0]; a.Annotator != "bo@depot.example" || x.Quote != "Two divers\r\nwere" || x.Note != "how many?" || x.Attributes["sure"] != "very" || x.Seconds != 3.5 || x.Created.IsZero() || x.Origin != annotate.Imported || x.Sentence != -1 {
		t.Errorf("%+v", x)
	}
	if b.Annotator != "user 4" || len(b.Said) != 1 || b.Said[0].Flag != annotate.Skipped || len(b.Suggested) != 0 {
		t.Errorf("%+v", b)
	}
	if len(a.Suggested) != 1 || a.Suggested[0].Model != "m-1" || a.Suggested[0].Score != 0.5 || !strings.Contains(string(a.Extra[lsResult]), "hm") || string(a.Extra["id"]) != "1" {
		t.Errorf("%+v %s", a.Suggested, a.Extra)
	}
	if c := got[2]; c.Text != "The pier burned." || c.Line != 12 || len(c.Said) != 0 {
		t.Errorf("%+v", c)
	}
}

// The smaller export (JSON-MIN) has the results under the controls' names.
func TestLabelStudioSmall(t *testing.T) {
	file := `[{"id":1,"text":"Two divers were saved.","kind":{"choices":["fact","claim"]},"span":[{"start":0,"end":10,"text":"Two divers","labels":["who"]}],"kind-tone":"calm","annotator":2,"annotation_id":9,"created_at":"2031-05-05T09:00:00Z","updated_at":"2031-05-05T09:00:00Z","lead_time":1.5}]`
	got, bad := tasksIn(t, LabelStudio(), []byte(file))
	if len(bad) > 0 || len(got) != 1 || len(got[0].Said) != 2 {
		t.Fatalf("%+v, %v", got, bad)
	}
	x, y := got[0].Said[0], got[0].Said[1]
	if got[0].Annotator != "user 2" || strings.Join(x.Labels, " ") != "fact claim" || x.Attributes["tone"] != "calm" || x.Sentence != 0 || y.Quote != "Two divers" || y.Labels[0] != "who" {
		t.Errorf("%+v", got[0])
	}
}

// What somebody changed in Label Studio is changed, and the rest is as it was.
func TestLabelStudioChanged(t *testing.T) {
	file := string(fileOf(t, LabelStudio(), ship()))
	file = strings.Replace(file, `"value":{"choices":["claim"]}`, `"value":{"choices":["quote"]}`, 1)
	file = strings.Replace(file, `"choices":["calm"]`, `"choices":["wild"]`, 1)
	got, bad := tasksIn(t, LabelStudio(), []byte(file))
	if len(bad) > 0 || len(got) != 1 || len(got[0].Said) != 2 {
		t.Fatalf("%+v, %v", got, bad)
	}
	x, y := got[0].Said[0], got[0].Said[1]
	if x.Labels[0] != "quote" || x.Speaker != "the coast guard" || x.Origin != annotate.Imported || x.ID != 1 {
		t.Errorf("%+v", x)
	}
	if y.Attributes["tone"] != "wild" || y.Labels[0] != "fact" || y.Origin != annotate.Imported {
		t.Errorf("%+v", y)
	}
}

func TestLabelStudioRefuses(t *testing.T) {
	region := func(value string) string {
		return `[{"data":{"text":"a🚢b"},"annotations":[{"result":[{"id":"r","type":"labels","value":` + value + `}]}]}]`
	}
	for _, c := range []struct{ file, want string }{
		{region(`{"start":-1,"end":2,"labels":["x"]}`), "an offset before the text"},
		{region(`{"start":0,"end":2,"text":"zz","labels":["x"]}`), "surrogate pair"},
		{region(`{"start":0,"end":1,"text":"b","labels":["x"]}`), `at 0–1 stands "a", not its words, "b"`},
		{region(`{"start":2,"end":1,"labels":["x"]}`), "ends before it begins"},
		{region(`{"start":0,"labels":["x"]}`), "without its start or its end"},
		{region(`{"start":0,"end":1,"labels":["\u001b"]}`), ""},
		{region(`{"start":0,"end":1,"labels":[7]}`), "of the wrong kind"},
		{`[{"data":{"a":"b","c":"d"}}]`, "a task without a text"},
		{`[{"data":{"text":"a"},"annotations":[{}]}]`, "its result is no list"},
		{`[{"data":{"text":"a"}},` + "\n", "line 2: what follows is not read: the file ends in the middle"},
		{`[{"data":{"text":"a"}}` + "\n" + `{"data":{"text":"b"}}]`, "line 2: what follows is not read"},
		{`[{"data":{"text":"a"}}]` + "\n[]", "goes on after the end"},
		{"[{\"data\":{\"text\":\"\xff\"}}]", "not valid UTF-8"},
	} {
		_, bad := tasksIn(t, LabelStudio(), []byte(c.file))
		if c.want != "" && (len(bad) != 1 || !strings.Contains(bad[0], c.want)) {
			t.Errorf("%s\ngot  %q\nwant %q", c.file, bad, c.want)
		}
	}
}

// The configuration is XML that names what the tasks name, whatever labels are called.
func TestLabelStudioConfig(t *testing.T) {
	s := annotate.Scheme{
		Labels:     []annotate.Label{{Name: `a "b" <c> & 'd'`, On: annotate.OnSpans, Key: "a"}, {Name: "渡", Colour: "blue", Key: "x", Description: "two\nlines"}},
		Attributes: []annotate.Attribute{{Name: "how <sure>", Choices: []string{"very", "not \x01"}}},
	}
	d := xml.NewDecoder(strings.NewReader(LabelStudioConfig(s)))
	var values, names []string
	for {
		token, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if e, ok := token.(xml.StartElement); ok {
			for _, a := range e.Attr {
				switch {
				case a.Name.Local == "value" && strings.HasSuffix(e.Name.Local, "Label") || e.Name.Local == "Choice" && a.Name.Local == "value":
					values = append(values, a.Value)
				case a.Name.Local == "name":
					names = append(names, a.Value)
				}
			}
		}
	}
	if got := strings.Join(values, "|"); got != `a "b" <c> & 'd'|渡|渡|very|not `+"\ufffd|very|not \ufffd" {
		t.Errorf("the labels and choices are %s", got)
	}
	if got := strings.Join(names, "|"); got != "span|text|kind|kind-how <sure>|span-how <sure>" {
		t.Errorf("the controls are %s", got)
	}
}

func FuzzLabelStudio(f *testing.F) {
	f.Add(fileOf(f, LabelStudio(), ship(), ship()))
	f.Add([]byte(`[{"id":1,"text":"a","kind":"x","span":[{"start":0,"end":1,"labels":["y"]}],"lead_time":1}]`))
	f.Add([]byte("{\"data\":{\"text\":\"a\"},\"completions\":[{\"result\":[]}]}\n{}"))
	f.Fuzz(func(t *testing.T, file []byte) { fuzzed(t, LabelStudio(), file) })
}

// fuzzed reads whatever it is; of what was read everything lies in its text and can be written,
// and comes back.
func fuzzed(t *testing.T, f Format, file []byte) {
	fit := f.Fits(file[:min(len(file), 4096)])
	if fit < 0 || fit > 1 {
		t.Fatalf("it fits by %v", fit)
	}
	tasks, _ := tasksIn(t, f, file)
	for _, k := range tasks {
		if err := k.check(); err != nil {
			t.Fatal(err)
		}
	}
	if len(tasks) == 0 {
		return
	}
	var out bytes.Buffer
	w := f.Write(&out, Options{})
	for _, k := range tasks {
		if err := w.Write(k); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	plainFile(t, out.Bytes())
	again, bad := tasksIn(t, f, out.Bytes())
	if n := said(tasks); len(bad) > 0 || said(again) != n || f.Name != webName && len(again) != len(tasks) {
		t.Fatalf("%d tasks with %d annotations come back as %d with %d, %v\n%s", len(tasks), n, len(again), said(again), bad, out.Bytes())
	}
}

// said is how many annotations tasks have.
func said(tasks []Task) (n int) {
	for _, k := range tasks {
		n += len(k.Said)
	}
	return n
}
