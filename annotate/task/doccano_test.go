package task

import (
	"bytes"
	"encoding/json"
	"io"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"rashomon/annotate"
)

// inShape is doccano's format in a shape.
func inShape(shape string) Format {
	f := Doccano()
	write := f.Write
	f.Write = func(w io.Writer, o Options) Writer {
		o.Shape = shape
		return write(w, o)
	}
	return f
}

var shapeNames = rapid.SampledFrom([]string{"", Classification, Sequence, Relations, Both})

func TestDoccanoComesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k, f := drawTask(t), inShape(shapeNames.Draw(t, "shape"))
		if rapid.Bool().Draw(t, "extra") && !bytes.Contains(fileOf(t, f, Task{Text: "a"}), []byte(`"relations"`)) { // that shape prunes them

			k.Extra = map[string]json.RawMessage{"id": raw("7"), "html": raw(`"<b>\u202e"`), "relations": raw(`[{"from_id":11,"to_id":12,"type":"OF"}]`)}
		}
		file := fileOf(t, f, k)
		plainFile(t, file)
		got, bad := tasksIn(t, f, file)
		if len(got) != 1 || len(bad) > 0 {
			t.Fatalf("%d tasks, %v, of\n%s", len(got), bad, file)
		}
		sameTask(t, got[0], k)
	})
}

// The offsets of a file cut out of its text, counted in code points, what they should.
func TestDoccanoOffsets(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := drawTask(t)
		var in struct {
			Text            string
			Label, Entities []any
		}
		if err := json.Unmarshal(fileOf(t, inShape(rapid.SampledFrom([]string{Classification, Sequence, Both}).Draw(t, "shape")), k), &in); err != nil {
			t.Fatal(err)
		}
		runes := []rune(in.Text)
		for _, l := range slices.Concat(in.Label, in.Entities) {
			s, is := l.([]any)
			if !is {
				continue // the label of a sentence
			}
			cut := string(runes[int(s[0].(float64)):int(s[1].(float64))])
			if !slices.ContainsFunc(k.Said, func(x annotate.Annotation) bool { return x.Quote == cut && x.Has(s[2].(string)) }) {
				t.Fatalf("nobody says %s of %q", s[2], cut)
			}
		}
	})
}

func TestDoccanoReadsOthers(t *testing.T) {
	checkLines(t, Doccano(), []line{
		{`{"id":7,"text":"One sank.","label":["CLAIM","FACT"],"Comments":["sure?","no"]}`, `sentence 0 "One sank." CLAIM FACT note:sure?` + "\n" + `no; id=7`},
		{`{"text":"One sank.","label":"CLAIM"}`, `sentence 0 "One sank." CLAIM`},
		{`{"text":"🚢 sank","label":[[0,1,"SHIP"],[2,6,"FATE"]],"Comments":[]}`, `span "🚢" SHIP; span "sank" FATE`},
		{`{"text":"🚢 sank","labels":[[0,1,"SHIP"]]}`, `span "🚢" SHIP`},
		{`{"text":"a b","entities":[{"id":11,"label":"X","start_offset":0,"end_offset":1},{"id":12,"label":"Y","start_offset":2,"end_offset":3}],"relations":[{"id":1,"from_id":11,"to_id":12,"type":"OF"}]}`,
			`span "a" X extra:{"doccano":{"entities":{"X":{"id":11}}}}; span "b" Y extra:{"doccano":{"entities":{"Y":{"id":12}}}}; relations=[{"id":1,"from_id":11,"to_id":12,"type":"OF"}]`},
		{`{"text":"a b","cats":["Q"],"entities":[[0,1,"X"]]}`, `sentence 0 "a b" Q; span "a" X`},
		{`{"text":"a b","cats":{"Q":1.0,"R":0,"S":true,"T":false}}`, `sentence 0 "a b" Q S`},
		{`{"data":"a b","label":[[0,1,"X"]],"source":7,"x":null}`, `span "a" X; source=7`},
		{`{"id":3,"text":"a b","annotations":[{"label":"X","start_offset":0,"end_offset":1,"user":2}],"annotation_approver":null}`, `span "a" X extra:{"doccano":{"entities":{"X":{"user":2}}}}; id=3`},
		{`{"text":"a b","label":[],"Comments":[{"user":2,"text":"why"}]}`, `sentence 0 "a b" note:why; Comments=[{"user":2,"text":"why"}]`},
		{`{"text":"a b","label":null}`, ``},
		{`{"text":"a b","label":[4]}`, `sentence 0 "a b" 4`},
	})
}

func TestDoccanoRefuses(t *testing.T) {
	label := func(s string) string { return `{"text":"e\u0301🚢\r\nx","label":[` + s + `]}` }
	checkLines(t, Doccano(), []line{
		{`{"label":["X"]}`, `line 1: a task without a text`},
		{label(`[-1,2,"X"]`), `line 1: label: label 1: an offset before the text`},
		{label(`[0,2,"X"],[0,7,"X"]`), `line 1: label: label 2: the offset 7 lies past the end of the text, which has 6` + "span \"e\u0301\" X"},
		{label(`[0,1,"X"]`), `line 1: label: label 1: an offset inside a character that several code points make`},
		{label(`[2,2,"X"]`), `line 1: label: label 1: a span that ends before it begins, or at once`},
		{label(`[0,2.5,"X"]`), `line 1: label: label 1: the value of "end" is not a whole number that can be: 2.5`},
		{label(`[0,2]`), `line 1: label: label 1: a label of a span is a start, an end and a name`},
		{label(`[0,2,null]`), `line 1: label: label 1: a label of a span is a start, an end and a name`},
		{label(`[0,2,"X",1]`), `line 1: label: label 1: a label of a span is a start, an end and a name`},
		{label(`""`), `line 1: label: label 1: a label without a name`},
		{label(`true`), `line 1: label: label 1: the value of "label" is of the wrong kind: bool`},
		{`{"text":"a","annotations":[{"label":4,"start_offset":0,"end_offset":1}]}`, `line 1: annotations: label 1: a label is a number, and the file does not tell its name`},
		{`{"text":"a","entities":[{"label":"X","start_offset":0}]}`, `line 1: entities: label 1: a place without its start or its end`},
		{`{"text":"a","label":["X"],"label":["Y"]}`, `line 1: the key "label" stands twice`},
		{`{"text":"a","Comments":7}`, `line 1: the value of "Comments" is of the wrong kind: number`},
	})
}

// What was changed in doccano wins over what was put beside.
func TestDoccanoTakesWhatWasChanged(t *testing.T) {
	const all = "\"" + ferryText + "\""
	checkLines(t, Doccano(), []line{
		{changed(t, Doccano(), chosenTask(), `"label":["claim"]`, `"id":4,"label":["quote"],"Comments":["he?"]`), `sentence 2 ` + all + " quote note:who?\nhe? by:ana; id=4"},
		{changed(t, Doccano(), chosenTask(), `"label":["claim"]`, `"label":[]`), `sentence 2 ` + all + ` note:who? by:ana`},
		{changed(t, inShape(Sequence), spannedTask(), `[4,5,"fact"]`, `[4,5,"fact"],[0,3,"count"]`), `span "Two" count by:ana; span "🚢" fact by:ana hand`},
		{changed(t, inShape(Sequence), articleTask(), `[0,9,"fact"]`, `[0,9,"quote"],[4,8,"fate"]`), `sentence 0 "One sank." quote by:ana; span "sank" fate by:ana; sentence 1 "No one drowned." claim by:ana hand`},
		{changed(t, Doccano(), waitingTask(), `"label":[]`, `"label":["claim"]`), `sentence 2 ` + all + ` claim by:ana suggestion`},
	})
}

func TestDoccanoLost(t *testing.T) {
	w := Doccano().Write(io.Discard, Options{})
	for _, k := range shapes() {
		if err := w.Write(k); err != nil {
			t.Fatal(err)
		}
	}
	want := Lost{
		"speakers": {Beside: 3}, "notes": {Beside: 3}, "reasons": {Beside: 1}, "skipped sentences": {Beside: 1}, "suggestions": {Beside: 1}, "rejected labels": {Beside: 1},
		"word labels": {Beside: 4},
	}
	if !reflect.DeepEqual(w.Lost(), want) {
		t.Errorf("got %v", w.Lost())
	}
}

func FuzzDoccano(f *testing.F) {
	for line := range bytes.Lines(fileOf(f, Doccano(), shapes()...)) {
		f.Add(line)
	}
	f.Add([]byte(`{"data":"a b","label":[4,[0,1,"X"]],"cats":{"Q":1},"entities":[{"id":1,"label":"Y","start":0,"end":3}],"Comments":[{"text":"c"}],"relations":[],"title":7}`))
	f.Fuzz(func(t *testing.T, file []byte) { again(t, Doccano(), file) })
}
