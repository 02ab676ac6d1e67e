package task

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"rashomon/annotate"
)

func TestProdigyComesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := drawTask(t)
		if rapid.Bool().Draw(t, "extra") {
			k.Extra = map[string]json.RawMessage{"_task_hash": raw("-123"), "html": raw(`"<b>\u202e"`), "config": raw(`{"choice_style":"single"}`), "meta": raw(`{"score":"high","x":[]}`)}
		}
		file := fileOf(t, Prodigy(), k)
		plainFile(t, file)
		got, bad := tasksIn(t, Prodigy(), file)
		if len(got) != 1 || len(bad) > 0 {
			t.Fatalf("%d tasks, %v, of\n%s", len(got), bad, file)
		}
		sameTask(t, got[0], k)
	})
}

// The offsets of a file cut out of its text, counted in code points, what they should; tokens put together
// again are the text, and every span begins and ends with a token, as spaCy needs it.
func TestProdigyOffsets(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := drawTask(t)
		for line := range bytes.Lines(fileOf(t, Prodigy(), k)) {
			var in struct {
				Text   string
				Tokens []struct {
					Text           string
					Start, End, ID int
					WS             bool
				}
				Spans []struct {
					Start, End int
					TokenStart int `json:"token_start"`
					TokenEnd   int `json:"token_end"`
					Label      string
				}
			}
			if err := json.Unmarshal(line, &in); err != nil {
				t.Fatal(err)
			}
			runes, whole := []rune(in.Text), ""
			for i, x := range in.Tokens {
				if string(runes[x.Start:x.End]) != x.Text || x.ID != i {
					t.Fatalf("token %d is %q, not %q", i, string(runes[x.Start:x.End]), x.Text)
				}
				whole += x.Text
				if x.WS {
					whole += " "
				}
			}
			if in.Tokens != nil && whole != in.Text {
				t.Fatalf("the tokens make %q of %q", whole, in.Text)
			}
			for _, s := range in.Spans {
				if in.Tokens[s.TokenStart].Start != s.Start || in.Tokens[s.TokenEnd].End != s.End {
					t.Fatalf("span %+v does not lie on its tokens", s)
				}
				cut := string(runes[s.Start:s.End])
				if !slices.ContainsFunc(k.Said, func(x annotate.Annotation) bool {
					return x.Quote == cut && (x.Has(s.Label) || slices.Contains(x.Rejected, s.Label))
				}) && !slices.ContainsFunc(k.Suggested, func(g Suggestion) bool {
					return k.Text[g.Span.Start:g.Span.End] == cut && slices.Contains(g.Labels, s.Label)
				}) {
					t.Fatalf("nobody says %s of %q", s.Label, cut)
				}
			}
		}
	})
}

func TestProdigyReadsOthers(t *testing.T) {
	checkLines(t, Prodigy(), []line{
		{`{"text":"One sank.","label":"CLAIM","meta":{"source":"wire","score":0.7},"answer":"accept"}`, `sentence 0 "One sank." CLAIM; meta={"score":0.7}`},
		{`{"text":"One sank.","label":"CLAIM","answer":"reject","_task_hash":-7}`, `sentence 0 "One sank." not:CLAIM; _task_hash=-7`},
		{`{"text":"One sank.","label":"CLAIM"}`, `sentence 0 "One sank." CLAIM`},
		{`{"text":"One sank.","options":[{"id":"A","text":"An A"},{"id":"B","text":"B"}],"accept":["A","B"],"answer":"accept","_view_id":"choice"}`,
			`sentence 0 "One sank." A B; _view_id="choice"; options=[{"id":"A","text":"An A"},{"id":"B","text":"B"}]`},
		{`{"text":"One sank.","options":[{"id":1,"text":"FACT"},{"id":2,"text":"CLAIM"}],"accept":[2],"answer":"accept"}`, `sentence 0 "One sank." CLAIM`},
		{`{"text":"🚢 sank","spans":[{"start":0,"end":1,"label":"SHIP","pattern":4}],"answer":"accept","_session_id":"depot-ana"}`,
			`span "🚢" SHIP by:depot-ana extra:{"prodigy":{"spans":{"SHIP":{"pattern":4}}}}`},
		{`{"text":"a b","tokens":[{"text":"a","start":0,"end":1,"id":0},{"text":"b","start":2,"end":3,"id":1}],"spans":[{"token_start":0,"token_end":1,"label":"X"}],"answer":"accept"}`, `span "a b" X`},
		{`{"text":"a b","spans":[{"start":0,"end":1,"label":"X","text":"a"}],"label":"X","answer":"reject"}`, `span "a" not:X extra:{"prodigy":{"spans":{"X":{"text":"a"}}}}`},
		{`{"text":"a b","spans":[{"start":0,"end":3,"label":"X"},{"start":2,"end":3,"label":"Y"},{"start":0,"end":3,"label":"Z"}],"relations":[{"head":0}],"answer":"accept"}`,
			`span "a b" X Z; span "b" Y; relations=[{"head":0}]`},
		{`{"text":"a b","accept":["X"],"answer":"ignore","_annotator_id":"bo","_timestamp":1690289516}`, `sentence 0 "a b" flag:skip by:bo; sentence 0? "a b" X 0`},
		{`{"text":"a b","answer":"accept"}`, ``},
		{`{"text":"a\u0000\ud83d\udea2b","spans":[{"start":1,"end":3,"label":"X"}]}`, `span "\x00🚢" X`},
	})
}

func TestProdigyRefuses(t *testing.T) {
	span := func(s string) string {
		return `{"text":"e\u0301🚢\r\nx","spans":[{` + s + `,"label":"X"}],"answer":"accept"}`
	}
	checkLines(t, Prodigy(), []line{
		{`{"text":"a","answer":"reject"}`, `line 1: rejected task without a label`},
		{`{"text":"a","accept":["X","Y"],"answer":"reject"}`, `line 1: rejected task with 2 labels: it does not say which of them is wrong`},
		{`{"text":"a","answer":"perhaps\u001b"}`, `line 1: the answer is "perhaps\x1b", not accept, reject or ignore`},
		{`{"image":"a.png","answer":"accept"}`, `line 1: a task without a text`},
		{`{"text":"a","text":"b"}`, `line 1: the key "text" stands twice`},
		{`{"text":"a","x":{"y":1,"\u0079":2}}`, `line 1: the key "y" stands twice`},
		{`{"text":"a\ud800"}`, `line 1: half of a surrogate pair, which is no character`},
		{"{\"text\":\"a\xff\"}", `line 1: not valid UTF-8`},
		{`[{"text":"a"}]`, `line 1: a JSON array, not an object`},
		{`{"text":"a"`, `line 1: unexpected end of JSON input`},
		{`{"text":7}`, `line 1: the value of "text" is of the wrong kind: number`},
		{`{"text":"a","label":""}`, ``},
		{`{"text":"a","accept":[" "]}`, `line 1: a label without a name`},
		{`{"text":"a","_timestamp":1e300}`, `line 1: _timestamp: 1e300 is no time in seconds`},
		{`{"text":"a","_timestamp":1e999}`, `line 1: the value of "_timestamp" is not a number that can be: 1e999`},
		{span(`"start":-1,"end":2`), `line 1: span 1: an offset before the text`},
		{span(`"start":0,"end":99`), `line 1: span 1: the offset 99 lies past the end of the text, which has 6`},
		{span(`"start":2,"end":2`), `line 1: span 1: a span that ends before it begins, or at once`},
		{span(`"start":0.5,"end":2`), `line 1: span 1: the value of "start" is not a whole number that can be: 0.5`},
		{span(`"start":0,"end":1e99`), `line 1: span 1: the value of "end" is not a whole number that can be: 1e99`},
		{span(`"start":0,"end":99999999999999999999`), `line 1: span 1: the value of "end" is not a whole number that can be: 99999999999999999999`},
		{span(`"start":0,"end":1`), `line 1: span 1: an offset inside a character that several code points make`},
		{span(`"start":4,"end":6`), `line 1: span 1: an offset inside a character that several code points make`},
		{span(`"start":0`), `line 1: span 1: a place without its start or its end`},
		{span(`"start":0,"end":2,"text":"x"`), "line 1: span 1: its text is \"x\", and \"e\u0301\" stands there"},
		{`{"text":"a","spans":[{"start":0,"end":1}]}`, `line 1: span 1: a label without a name`},
		{`{"text":"a","rashomon":{"said":[{"start":0,"end":2,"labels":["X"]}]}}`, `line 1: rashomon: said 1: the offset 2 lies past the end of the text, which has 1`},
		{`{"text":"a","rashomon":7}`, `line 1: the value of "rashomon" is of the wrong kind: number`},
	})
}

// What was changed in Prodigy wins over what was put beside.
func TestProdigyTakesWhatWasChanged(t *testing.T) {
	const all = "\"" + ferryText + "\""
	checkLines(t, Prodigy(), []line{
		{changed(t, Prodigy(), chosenTask(), `"accept":["claim"]`, `"accept":["fact","claim"]`), `sentence 2 ` + all + ` claim fact note:who? by:ana`},
		{changed(t, Prodigy(), chosenTask(), `"accept":["claim"]`, `"accept":[]`), `sentence 2 ` + all + ` note:who? by:ana`},
		{changed(t, Prodigy(), chosenTask(), `"answer":"accept"`, `"answer":"reject"`), `sentence 2 ` + all + ` not:claim note:who? by:ana`},
		{changed(t, Prodigy(), chosenTask(), `"answer":"accept"`, `"answer":"ignore"`), `sentence 2 ` + all + ` claim flag:skip note:who? by:ana`},
		{changed(t, Prodigy(), skippedTask(), `"answer":"ignore"`, `"answer":"accept"`), ``},
		{changed(t, Prodigy(), chosenTask(), `"_annotator_id":"ana"`, `"_annotator_id":"bo"`), `sentence 2 ` + all + ` claim note:who? by:ana hand; sentence 2 ` + all + ` claim by:bo; _session_id="ana"`},
		{changed(t, Prodigy(), waitingTask(), `"rashomon"`, `"answer":"accept","rashomon"`), `sentence 2 ` + all + ` claim by:ana suggestion`},
		{changed(t, Prodigy(), waitingTask(), `"accept":["claim"]`, `"accept":["fact"],"answer":"accept"`), `sentence 2 ` + all + ` fact by:ana`},
		{changed(t, Prodigy(), spannedTask(), `"label":"fact"`, `"label":"ship"`), `span "🚢" ship by:ana`},
		{changed(t, Prodigy(), spannedTask(), `"spans":[`, `"spans":[{"start":0,"end":3,"label":"count"},`), `span "Two" count by:ana; span "🚢" fact by:ana hand`},
		{changed(t, Prodigy(), articleTask(), `"label":"fact"`, `"label":"quote"`), `sentence 0 "One sank." quote by:ana; sentence 1 "No one drowned." claim by:ana hand`},
		{changed(t, Prodigy(), articleTask(), `"answer":"accept"`, `"answer":"ignore"`), `line 1: the article was ignored as a whole: it does not say which sentences are to be skipped`},
	})
}

func TestProdigyLost(t *testing.T) {
	var out bytes.Buffer
	w := Prodigy().Write(&out, Options{})
	for _, k := range shapes() {
		if err := w.Write(k); err != nil {
			t.Fatal(err)
		}
	}
	want := Lost{"speakers": {Beside: 3}, "notes": {Beside: 3}, "reasons": {Beside: 1}}
	if !reflect.DeepEqual(w.Lost(), want) {
		t.Errorf("got %v", w.Lost())
	}
	if err := w.Write(Task{}); err != errNoText {
		t.Errorf("a task without a text: %v", err)
	}
	if err := w.Write(Task{Text: "a", Said: []annotate.Annotation{{Span: annotate.Span{End: 2}}}}); err == nil {
		t.Error("a span past the end was written")
	}
}

func FuzzProdigy(f *testing.F) {
	for line := range bytes.Lines(fileOf(f, Prodigy(), shapes()...)) {
		f.Add(line)
	}
	f.Add([]byte(`{"text":"a b","tokens":[{"start":0,"end":1}],"spans":[{"token_start":0,"token_end":0,"label":"X","z":[1]}],"label":"Y","options":[{"id":1,"text":"q"}],"accept":[1,"w"],"config":{"a":1},"meta":{"title":"t","n":2},"_session_id":"s","_view_id":"ner","answer":"ignore"}`))
	f.Add([]byte("\ufeff{\"text\":\"e\u0301\",\"label\":\"X\",\"answer\":\"reject\",\"config\":{\"x\":\"\u202e\"}}\r\n[]\n"))
	f.Fuzz(func(t *testing.T, file []byte) { again(t, Prodigy(), file) })
}
