package task

import (
	"bytes"
	"encoding/json"
	"fmt"

	"maps"
	"slices"
	"strings"
	"testing"

	"rashomon/annotate"
	"rashomon/annotate/jsonl"
)

// One label that is no good loses neither the others nor what is wrong with them; where it is not known
// what is meant then, nothing is taken.
func TestTheRestGoesOn(t *testing.T) {
	checkLines(t, Prodigy(), []line{
		{`{"text":"a b c","spans":[{"start":0,"end":1,"label":"X"},{"start":0,"end":9,"label":"Y"},{"start":4,"end":5,"label":""},{"start":2,"end":3,"label":"Z"}],"answer":"accept"}`,
			"line 1: span 2: the offset 9 lies past the end of the text, which has 5\nline 1: span 3: a label without a name" + `span "a" X; span "b" Z`},
		{`{"text":"a b","spans":[{"start":0,"end":1,"label":"X"},{"start":0,"end":9,"label":"Y"}],"answer":"reject"}`, "line 1: span 2: the offset 9 lies past the end of the text, which has 3"},
		{changed(t, Prodigy(), bothTask(), `"spans":[{"start":4,"end":5`, `"spans":[{"start":4,"end":99`), "line 1: span 1: the offset 99 lies past the end of the text, which has 20" +
			`sentence 2 "` + ferryText + `" claim note:who? by:ana hand; span "🚢" fact by:ana hand`},
	})
	checkLines(t, Doccano(), []line{
		{`{"text":"a b c","label":[[0,1,"X"],[0,9,"Y"],[2,3]]}`, "line 1: label: label 2: the offset 9 lies past the end of the text, which has 5\nline 1: label: label 3: a label of a span is a start, an end and a name" + `span "a" X`},
	})
	checkLines(t, HuggingFace(), []line{
		{`{"text":"a b c","label":"Q","spans":[{"start":0,"end":9,"label":"Y"},{"start":2,"end":3,"label":"Z","text":"c"}]}`,
			"line 1: span 1: the offset 9 lies past the end of the text, which has 5\nline 1: span 2: at 2–3 stands \"b\", not its words, \"c\"" + `sentence 0 "a b c" Q`},
	})
	checkLines(t, LabelStudio(), []line{
		{`[{"id":7,"data":{"text":"a 🚢 b c"},"annotations":[{"result":[{"type":"choices","from_name":"kind","value":{"choices":["Q"]}},` +
			`{"id":"r1","type":"labels","value":{"start":0,"end":99,"labels":["X"]}},{"id":"r2","type":"labels","value":{"start":4,"end":5,"text":"b","labels":["Y"]}}]},7]}]`,
			"line 1: task 1, id 7: annotation 2: the value of \"annotations\" is of the wrong kind: number\n" +
				"line 1: task 1, id 7: annotation 1: result \"r1\": the offset 99 lies past the end of the text, which has 7" + `sentence 0 "a 🚢 b c" Q; span "b" Y; id=7`},
	})
}

// What is said of our own annotations: a note is only there already as whole lines, and new keys of
// another program's file are taken beside the old ones.
func TestWhatIsNewIsTaken(t *testing.T) {
	noted := chosenTask()
	noted.Said[0].Note = "who says so?"
	checkLines(t, Doccano(), []line{
		{changed(t, Doccano(), noted, `"label":["claim"]`, `"label":["claim"],"Comments":["who"]`), `sentence 2 "` + ferryText + "\" claim note:who says so?\nwho by:ana"},
		{changed(t, Doccano(), noted, `"label":["claim"]`, `"label":["claim"],"Comments":["who says so?"]`), `sentence 2 "` + ferryText + "\" claim note:who says so? by:ana hand"},
	})
	keyed := spannedTask()
	keyed.Said[0].Extra = `{"prodigy":{"spans":{"fact":{"pattern":4}}}}`
	got, _ := tasksIn(t, Prodigy(), []byte(changed(t, Prodigy(), keyed, `"pattern":4`, `"pattern":5,"sure":true`)))
	if x := got[0].Said[0]; x.Extra != `{"prodigy":{"spans":{"fact":{"pattern":5,"sure":true}}}}` {
		t.Errorf("%s", x.Extra)
	}
}

// A file of doccano's is of one shape, whatever is said in it.
func TestDoccanoHasOneShape(t *testing.T) {
	words := annotate.Scheme{Name: "words", Labels: []annotate.Label{{Name: "count", On: annotate.OnSpans}}}
	for _, c := range []struct {
		o    Options
		keys string
		lost Lost
	}{
		{Options{}, "label", Lost{"word labels": {Beside: 4}}},
		{Options{Shape: Classification}, "label", Lost{"word labels": {Beside: 4}}},
		{Options{Shape: Sequence}, "label", Lost{"sentence labels": {Beside: 3}}},
		{Options{Whole: true}, "label", Lost{"sentence labels": {Beside: 3}}},
		{Options{Scheme: words}, "label", Lost{"sentence labels": {Beside: 3}}},
		{Options{Shape: Relations}, "entities relations", Lost{"sentence labels": {Beside: 3}}},
		{Options{Shape: Both}, "cats entities", Lost{}},
	} {
		var file bytes.Buffer
		w := Doccano().Write(&file, c.o)
		for _, k := range shapes() {
			if err := w.Write(k); err != nil {
				t.Fatal(err)
			}
		}
		for line := range bytes.Lines(file.Bytes()) {
			var keys map[string]json.RawMessage
			if err := json.Unmarshal(line, &keys); err != nil {
				t.Fatal(err)
			}
			maps.DeleteFunc(keys, func(key string, _ json.RawMessage) bool {
				return !slices.Contains([]string{"label", "cats", "entities", "relations"}, key)
			})
			triples := bytes.HasPrefix(keys["label"], []byte("[["))
			names := bytes.HasPrefix(keys["label"], []byte(`["`))
			spans := c.o.Shape == Sequence || c.o.Whole || c.o.Scheme.BySpans()
			if got := strings.Join(slices.Sorted(maps.Keys(keys)), " "); got != c.keys || triples && !spans || names && spans {
				t.Errorf("%+v: %s", c.o, line)
			}
		}
		for _, what := range []string{"word labels", "sentence labels"} {
			if w.Lost()[what] != c.lost[what] {
				t.Errorf("%+v: %v", c.o, w.Lost())
			}
		}
		got, bad := tasksIn(t, Doccano(), file.Bytes())
		for i, k := range shapes() {
			sameTask(t, got[i], k)
		}
		if len(bad) > 0 {
			t.Error(bad)
		}
	}
	// What is labelled there in another shape than here is added, and nothing is lost.
	checkLines(t, Doccano(), []line{
		{changed(t, inShape(Sequence), chosenTask(), `"label":[]`, `"label":[[4,5,"ship"]]`), `sentence 2 "` + ferryText + `" claim note:who? by:ana hand; span "🚢" ship by:ana`},
		{changed(t, inShape(Classification), spannedTask(), `"label":[]`, `"label":["quote"]`), `sentence 2 "` + ferryText + `" quote by:ana; span "🚢" fact by:ana hand`},
	})
}

// Entities keep their ids, and relations are between those that are in the file.
func TestRelationsHold(t *testing.T) {
	const in = `{"id":3,"text":"a b","entities":[{"id":11,"label":"X","start_offset":0,"end_offset":1},{"id":12,"label":"Y","start_offset":2,"end_offset":3}],"relations":[{"id":1,"from_id":11,"to_id":12,"type":"OF"}]}`
	got, bad := tasksIn(t, Doccano(), []byte(in))
	if len(bad) > 0 {
		t.Fatal(bad)
	}
	k := got[0]
	for i := range k.Said { // what an import makes of the keys of the line
		keys := maps.Clone(k.Extra)
		maps.Copy(keys, annotate.ExtraOf(k.Said[i].Extra, doccanoName))
		k.Said[i].Extra, _ = annotate.WithExtra("", doccanoName, keys)
	}
	const want = `"entities":[{"label":"X","start_offset":0,"end_offset":1,"id":11},{"label":"Y","start_offset":2,"end_offset":3,"id":12}],"relations":[{"id":1,"from_id":11,"to_id":12,"type":"OF"}],`
	if out := string(fileOf(t, inShape(Relations), k)); !strings.Contains(out, want) || !strings.Contains(out, `"id":3,`) {
		t.Errorf("%s", out)
	}
	k.Said = k.Said[:1]
	var out bytes.Buffer
	w := inShape(Relations).Write(&out, Options{})
	if err := w.Write(k); err != nil || !strings.Contains(out.String(), `"relations":[]`) || w.Lost()["relations"].Dropped != 1 {
		t.Errorf("%v %v %s", err, w.Lost(), out.String())
	}

	const studio = `[{"data":{"text":"a b"},"annotations":[{"result":[{"id":"r1","type":"labels","value":{"start":0,"end":1,"labels":["X"]}},{"id":"r2","type":"labels","value":{"start":2,"end":3,"labels":["Y"]}},` +
		`{"type":"relation","from_id":"r1","to_id":"r2","direction":"right"}]}]}]`
	got, bad = tasksIn(t, LabelStudio(), []byte(studio))
	if len(bad) > 0 || got[0].Said[0].Extra != `{"label-studio":{"region":"r1"}}` {
		t.Fatalf("%+v, %v", got, bad)
	}
	for i := range got[0].Said {
		got[0].Said[i].ID, got[0].Said[i].Annotator = annotate.ID(i+1), "bo"
	}
	got[0].Annotator = "bo"
	file := string(fileOf(t, LabelStudio(), got[0]))
	for _, part := range []string{`{"id":"r1","from_name":"span"`, `{"id":"r2","from_name":"span"`, `{"type":"relation","from_id":"r1","to_id":"r2","direction":"right"}`} {
		if !strings.Contains(file, part) {
			t.Errorf("%s is not in %s", part, file)
		}
	}
	back, bad := tasksIn(t, LabelStudio(), []byte(file))
	if len(bad) > 0 {
		t.Fatal(bad)
	}
	sameTask(t, back[0], got[0])
}

// Nobody learns from the labels of a sentence that was skipped, and they come back.
func TestSkippedSentencesTeachNothing(t *testing.T) {
	k := chosenTask()
	k.Said[0].Flag, k.Said[0].Reason = annotate.Skipped, "a caption"
	for _, f := range []Format{HuggingFace(), inShape(Classification), inShape(Sequence), inShape(Both)} {
		var out bytes.Buffer
		w := f.Write(&out, Options{})
		if err := w.Write(k); err != nil {
			t.Fatal(err)
		}
		shown, _, _ := strings.Cut(out.String(), `"rashomon":`)
		if strings.Contains(shown, `"claim"`) || w.Lost()[lostSkipped].Beside != 1 {
			t.Errorf("%s: %s, %v", f.Name, shown, w.Lost())
		}
		got, bad := tasksIn(t, f, out.Bytes())
		if len(bad) > 0 {
			t.Fatal(bad)
		}
		sameTask(t, got[0], k)
	}
	const all = `sentence 2 "` + ferryText + `" `
	checkLines(t, HuggingFace(), []line{
		{changed(t, HuggingFace(), k, `"flag":"skip"`, `"flag":""`), all + `note:who? by:ana`},
		{changed(t, HuggingFace(), k, `"label":"","labels":[]`, `"label":"quote","labels":["quote"]`), all + `quote flag:skip note:who? by:ana`},
	})
}

// Each format is told by its keys, however they are written.
func TestFitsWhateverTheWhiteSpace(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{`{"text":"a","label":"CLAIM"}`, "hf"},
		{`{ "text" : "a" , "label" : "CLAIM" }`, "hf"},
		{`{"text":"a","label":1}`, "hf"},
		{`{"label":["x"],"text":"a"}`, "doccano"},
		{`{"text":"a","label":"X","meta":{}}`, "prodigy"},
	} {
		if f, err := Sniff("", []byte(c.in+"\n")); err != nil || f.Name != c.want {
			t.Errorf("%s is %s, %v", c.in, f.Name, err)
		}
	}
	for _, f := range Formats() {
		for _, k := range []Task{ferry(), ship()} {
			if got, err := Sniff("", fileOf(t, f, k)); err != nil || got.Name != f.Name {
				t.Errorf("a file of %s is one of %s, %v", f.Name, got.Name, err)
			}
		}
	}
}

// A row with too few cells is told, as is one with too many; rows of one sentence can be sorted.
func TestCSVRows(t *testing.T) {
	checkLines(t, CSV(), []line{
		{"text,label\na\nb,Y\n", "line 2: it has 1 cells, and the first row 2" + `sentence 0 "b" Y`},
		{"text,label\nb,Y,\n", `sentence 0 "b" Y`},
		{"text,label\n" + strings.Repeat(",", mostCells) + "\nb,Y\n", fmt.Sprintf("line 2: a row of more than %d cells", mostCells) + `sentence 0 "b" Y`},
	})
	wide := articleTask() // two sentences of a report of more
	wide.Article.Sentences = 3
	rows := strings.SplitAfter(string(fileOf(t, CSV(), wide)), "\n")
	got, bad := tasksIn(t, CSV(), []byte(rows[0]+rows[2]+rows[1]))
	if len(bad) > 0 || len(got) != 1 || len(got[0].Said) != 2 || got[0].Text != wide.Text {
		t.Errorf("%+v, %v", got, bad)
	}
}

// What is long takes time that grows with its length.
func TestLongTasks(t *testing.T) {
	const n = 4000
	list := func(f func(i int) string) string {
		var b strings.Builder
		for i := range n {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(f(i))
		}
		return b.String()
	}
	text := strings.Repeat("a ", n)
	read := func(f Format, file string) (tasks, bad int) {
		err := f.Read(strings.NewReader(file), func(Task) error { tasks++; return nil }, func(jsonl.LineError) { bad++ })
		if err != nil {
			t.Fatal(err)
		}
		return tasks, bad
	}
	// line ends in an array, tokens by their numbers, labels and annotations of one place
	if tasks, bad := read(LabelStudio(), "["+list(func(int) string { return "{\"data\":{\"text\":\"a\"}}\n\n\n" })+"]"); tasks != n || bad != 0 {
		t.Errorf("an array: %d, %d", tasks, bad)
	}
	if tasks, bad := read(Prodigy(), `{"text":"`+text+`","tokens":[`+list(func(i int) string { return fmt.Sprintf(`{"start":%d,"end":%d}`, 2*i, 2*i+1) })+`],"spans":[`+
		list(func(i int) string { return fmt.Sprintf(`{"token_start":%d,"token_end":%d,"label":"X"}`, i, i) })+`],"answer":"accept"}`); tasks != 1 || bad != 0 {
		t.Errorf("tokens: %d, %d", tasks, bad)
	}
	said := `{"start":0,"end":1,"label":"X"}`
	if tasks, bad := read(Prodigy(), `{"text":"a","spans":[`+list(func(int) string { return said })+`],"rashomon":{"said":[`+list(func(int) string { return `{"start":0,"end":1,"labels":["X"]}` })+`]}}`); tasks != 0 || bad != 1 {
		t.Errorf("one place: %d, %d", tasks, bad)
	}
	if tasks, bad := read(HuggingFace(), `{"text":"a","labels":[`+list(func(i int) string { return fmt.Sprintf(`"l%d"`, i) })+`]}`); tasks != 0 || bad != 1 {
		t.Errorf("labels: %d, %d", tasks, bad)
	}
	// spans of their own places, written and read
	k := Task{Text: text, Sentence: 0, Annotator: "ana"}
	for i := range n {
		k.Said = append(k.Said, annotate.Annotation{ID: annotate.ID(i + 1), Sentence: -1, Span: annotate.Span{Start: 2 * i, End: 2*i + 1}, Quote: "a", Labels: []string{"X"}, Origin: annotate.Hand, Attributes: map[string]string{"sure": "very"}})
	}
	for _, f := range []Format{Prodigy(), inShape(Sequence), LabelStudio(), HuggingFace()} {
		got, bad := tasksIn(t, f, fileOf(t, f, k))
		if len(bad) > 0 || len(got) != 1 || len(got[0].Said) != n {
			t.Errorf("%s: %d tasks, %v", f.Name, len(got), bad)
		}
	}
}
