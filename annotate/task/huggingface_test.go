package task

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
	"pgregory.net/rapid"

	"rashomon/annotate"
)

func TestHuggingFaceComesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tasks := rapid.SliceOfN(rapid.Custom(drawTask), 1, 3).Draw(t, "tasks")
		if rapid.Bool().Draw(t, "extra") {
			tasks[0].Extra = map[string]json.RawMessage{"idx": raw("7"), "toxic": raw(`{"a":[null]}`)}
		}
		file := fileOf(t, HuggingFace(), tasks...)
		plainFile(t, file)
		checkColumns(t, file)
		got, bad := tasksIn(t, HuggingFace(), file)
		if len(bad) > 0 || len(got) != len(tasks) {
			t.Fatalf("%d tasks of %d, %v\n%s", len(got), len(tasks), bad, file)
		}
		for i, want := range tasks {
			sameTask(t, got[i], want)
		}
		if again := fileOf(t, HuggingFace(), got...); !bytes.Equal(again, file) {
			t.Fatalf("the file is another the second time:\n%s\n%s", file, again)
		}
	})
}

// checkColumns holds every row against the columns: their order and types, and no null; and spans
// against what Python would cut out.
func checkColumns(t *rapid.T, file []byte) {
	for line := range bytes.Lines(file) {
		i := 0
		err := members(bytes.TrimSpace(line), func(key string, v []byte) error {
			c := hfColumns[i]
			want := map[string]string{"string": "string", "strings": "array", "list": "array", "int64": "number", "float64": "number"}[c.kind]
			if i++; key != c.name || kind(v) != want || c.kind == "float64" != bytes.Contains(v, []byte(".")) && want == "number" {
				t.Fatalf("column %d is %s: %s, and should be %s: %s", i, key, v, c.name, c.kind)
			}
			return nil
		})
		if err != nil || i != len(hfColumns) {
			t.Fatalf("%d columns, %v", i, err)
		}
		var row struct {
			Text  string
			Spans []struct {
				Start, End int
				Text       string
			}
		}
		if err := json.Unmarshal(line, &row); err != nil {
			t.Fatal(err)
		}
		for _, s := range row.Spans {
			if string([]rune(row.Text)[s.Start:s.End]) != s.Text {
				t.Fatalf("at %d–%d of %q does not stand %q", s.Start, s.End, row.Text, s.Text)
			}
		}
	}
}

func TestHuggingFaceGolden(t *testing.T) {
	got, _, _ := strings.Cut(string(fileOf(t, HuggingFace(), ship())), `,"rashomon":`)
	want := `{"id":"0000000000000001","text":"🚢 Two divers were saved.","label":"claim","labels":["claim"],"spans":[{"start":2,"end":12,"label":"fact","text":"Two divers"}],` +
		`"before":"","after":"","speaker":"the coast guard","note":"who says so?","flag":"","reason":"","attributes":[],"annotator":"ana","adjudicator":"","scheme":"default",` +
		`"source":"Pier Courier","title":"Two saved","author":"","date":"2031-05-05","url":"","language":"","story":"The ferry","article":"0000000000000007","hash":"` + annotate.Hash("ship") + `","revision":1,` +
		`"sentence":3,"start":88,"origin":"hand","seconds":4.2,"created":"2031-05-04T12:00:00.123Z","updated":"2031-05-04T12:00:00.123Z"`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// Without the last column most still comes back: people take it out.
func TestHuggingFaceWithoutTheLastColumn(t *testing.T) {
	k := ship()
	file := fileOf(t, HuggingFace(), k)
	bare := append(file[:bytes.Index(file, []byte(`,"rashomon":`))], "}\n"...)
	got, bad := tasksIn(t, HuggingFace(), bare)
	if len(bad) > 0 || len(got) != 1 || len(got[0].Said) != 2 {
		t.Fatalf("%+v, %v", got, bad)
	}
	if got[0].Start != 0 || got[0].StartRune != 88 || got[0].Article != k.Article || got[0].Sentence != 3 || got[0].Story != "The ferry" {
		t.Errorf("%+v", got[0])
	}
	x, y := got[0].Said[0], got[0].Said[1]
	if x.ID != 1 || x.Speaker != "the coast guard" || x.Origin != annotate.Hand || x.Seconds != 4.2 || !x.Created.Equal(noon) || x.Scheme != "default" {
		t.Errorf("%+v", x)
	}
	if y.Quote != "Two divers" || !slices.Equal(y.Labels, []string{"fact"}) || y.Origin != annotate.Imported || y.Scheme != "default" {
		t.Errorf("%+v", y)
	}
}

func TestHuggingFaceOfOthers(t *testing.T) {
	file := `{"text":"The pier burned.","label":"fire","idx":3}` + "\r\n" +
		`{"text":"Nobody was hurt.","labels":["people","calm"],"author":7,"id":"row-2"}` + "\n" +
		`{"text":"🚢 left","label":2,"spans":[{"start":0,"end":1,"label":"SHIP"}]}` + "\n\n" +
		`{"text":"Nobody says anything.","label":null}`
	got, bad := tasksIn(t, HuggingFace(), []byte(file))
	if len(bad) > 0 || len(got) != 4 {
		t.Fatalf("%+v, %v", got, bad)
	}
	labels := ""
	for _, k := range got {
		labels += fmt.Sprint(k.Line)
		for _, x := range k.Said {
			labels += fmt.Sprintf("%d %v %s", x.Sentence, x.Labels, x.Origin)
		}
	}
	if labels != "10 [fire] imported20 [people calm] imported30 [2] imported-1 [SHIP] imported5" {
		t.Errorf("%s", labels)
	}
	if string(got[1].Extra["author"]) != "7" || string(got[1].Extra["id"]) != `"row-2"` || string(got[0].Extra["idx"]) != "3" || got[2].Said[1].Quote != "🚢" {
		t.Errorf("%+v", got)
	}
}

func TestHuggingFaceRefuses(t *testing.T) {
	for _, c := range []struct{ line, want string }{
		{`{"label":"x"}`, "without a text"},
		{`{"text":"a🚢b","spans":[{"start":1,"end":4,"label":"x"}]}`, "span 1: the offset 4 lies past the end of the text, which has 3"},
		{`{"text":"a","spans":[{"start":-1,"end":1,"label":"x"}]}`, "an offset before the text"},
		{`{"text":"a","spans":[{"start":0,"end":1}]}`, "a label without a name"},
		{`{"text":"ab","spans":[{"start":0,"end":1,"label":"x","text":"b"}]}`, `at 0–1 stands "a", not its words, "b"`},
		{`{"text":"a","labels":[{"x":1}]}`, "of the wrong kind"},
		{`{"text":"a","rashomon":"{"}`, "rashomon: "},
		{`{"text":"a","attributes":[{"name":"tone"}]}`, "an attribute without a name or a choice"},
		{"{\"text\":\"\xff\"}", "not valid UTF-8"},
		{`[1]`, "not an object"},
	} {
		if _, bad := tasksIn(t, HuggingFace(), []byte(c.line)); len(bad) != 1 || !strings.Contains(bad[0], c.want) {
			t.Errorf("%s\ngot  %q\nwant %q", c.line, bad, c.want)
		}
	}
}

// The features are YAML that names every column.
func TestHuggingFaceFeatures(t *testing.T) {
	var card struct {
		Info struct {
			Features []struct {
				Name, Dtype, Sequence string
				List                  []struct{ Name, Dtype string }
			}
		} `yaml:"dataset_info"`
	}
	if err := yaml.Unmarshal([]byte(HuggingFaceFeatures()), &card); err != nil {
		t.Fatal(err)
	}
	for i, f := range card.Info.Features {
		if f.Name != hfColumns[i].name || f.Dtype == "" && f.Sequence == "" && len(f.List)*2 != len(hfColumns[i].of) {
			t.Errorf("feature %d is %+v", i, f)
		}
	}
	if len(card.Info.Features) != len(hfColumns) {
		t.Errorf("%d features", len(card.Info.Features))
	}
}

func FuzzHuggingFace(f *testing.F) {
	f.Add(fileOf(f, HuggingFace(), ship()))
	f.Add([]byte(`{"text":"a","label":1,"attributes":[{"name":"t","choice":"c"}],"flag":"skip","sentence":-1}` + "\r\n" + `{"text":"b","labels":"x"}`))
	f.Fuzz(func(t *testing.T, file []byte) { fuzzed(t, HuggingFace(), file) })
}
