package task

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"rashomon/annotate"
	"rashomon/annotate/jsonl"
)

// A ferry's report, as tasks of every kind.

const ferryText = "Two 🚢 sank, e\u0301 said."

func ferryTask() Task {
	return Task{
		Article: annotate.Article{ID: 0xfe, Hash: "aa", Revision: 1, Source: "Harbour Post", Title: "Ferries sink", Date: "2031-05-04", URL: "https://harbour.example/1"},
		Story:   "The ferries", Text: ferryText, Sentence: 2, Start: 40, StartRune: 39, Annotator: "ana", Before: "Fog lay on the water.",
	}
}

func ferrySaid(x annotate.Annotation) annotate.Annotation {
	if x.Span == (annotate.Span{}) {
		x.Sentence, x.Span = 2, annotate.Span{End: len(ferryText)}
	}
	x.ID, x.Article, x.Revision, x.Quote = 0xab, 0xfe, 1, ferryText[x.Span.Start:x.Span.End]
	x.Scheme, x.Annotator, x.Origin, x.Created, x.Updated = "default", "ana", annotate.Hand, noon, noon.Add(time.Second)
	return x
}

func chosenTask() Task {
	k := ferryTask()
	k.Said = []annotate.Annotation{ferrySaid(annotate.Annotation{Labels: []string{"claim"}, Speaker: "a diver", Note: "who?"})}
	return k
}

func spannedTask() Task {
	k := ferryTask()
	k.Said = []annotate.Annotation{ferrySaid(annotate.Annotation{Sentence: -1, Span: annotate.Span{Start: 4, End: 8}, Labels: []string{"fact"}})}
	return k
}

func bothTask() Task {
	k := spannedTask()
	k.Said = append(chosenTask().Said, k.Said...)
	return k
}

func skippedTask() Task {
	k := ferryTask()
	k.Said = []annotate.Annotation{ferrySaid(annotate.Annotation{Flag: annotate.Skipped, Reason: "a caption"})}
	return k
}

func waitingTask() Task {
	k := ferryTask()
	k.Suggested = []Suggestion{{Sentence: 2, Span: annotate.Span{End: len(ferryText)}, Labels: []string{"claim"}, Score: 0.75, Model: "rules"}}
	return k
}

func turnedTask() Task {
	k := chosenTask()
	k.Said[0].Rejected = []string{"fact"}
	return k
}

func articleTask() Task {
	k := ferryTask()
	k.Text, k.Sentence, k.Start, k.StartRune, k.Before = "One sank. No one drowned.", -1, 0, 0, ""
	k.Sentences = []annotate.Span{{Start: 0, End: 9}, {Start: 10, End: 25}}
	for i, l := range []string{"fact", "claim"} {
		x := ferrySaid(annotate.Annotation{Span: annotate.Span{Start: 0, End: 3}, Labels: []string{l}})
		x.ID, x.Sentence, x.Span = annotate.ID(i+1), i, k.Sentences[i]
		x.Quote = k.Text[x.Span.Start:x.Span.End]
		k.Said = append(k.Said, x)
	}
	return k
}

func shapes() []Task {
	return []Task{chosenTask(), spannedTask(), bothTask(), skippedTask(), waitingTask(), turnedTask(), articleTask()}
}

// Each format has a file of all kinds of tasks, and what it holds comes back.
func TestShapes(t *testing.T) {
	for _, f := range []Format{Prodigy(), Doccano(), CSV()} {
		file := fileOf(t, f, shapes()...)
		path := filepath.Join("testdata", "shapes-"+f.Name+f.Ext)
		if os.Getenv("RASHOMON_GOLDEN") == "update" {
			if err := os.WriteFile(path, file, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatalf("%v (RASHOMON_GOLDEN=update writes it)", err)
		}
		if !bytes.Equal(file, want) {
			t.Errorf("%s differs (RASHOMON_GOLDEN=update rewrites it, git diff shows how)", path)
		}
		got, bad := tasksIn(t, f, want)
		if len(got) != len(shapes()) || len(bad) > 0 {
			t.Fatalf("%s: %d tasks, %v", f.Name, len(got), bad)
		}
		for i, k := range shapes() {
			sameTask(t, got[i], k)
		}
		if p := f.Fits(want[:min(len(want), 4<<10)]); p < 0.8 {
			t.Errorf("%s fits itself with %v", f.Name, p)
		}
	}
}

// tell is what a task says, in short.
func tell(k Task) string {
	var all []string
	for _, x := range k.Said {
		s := fmt.Sprintf("%s %q", target(x.Sentence), x.Quote)
		for _, l := range x.Labels {
			s += " " + l
		}
		for _, l := range x.Rejected {
			s += " not:" + l
		}
		for _, more := range []struct{ name, what string }{{"flag", string(x.Flag)}, {"note", x.Note}, {"by", x.Annotator}, {"extra", x.Extra}} {
			if more.what != "" {
				s += " " + more.name + ":" + more.what
			}
		}
		if x.Origin != annotate.Imported {
			s += " " + string(x.Origin)
		}
		all = append(all, s)
	}
	for _, g := range k.Suggested {
		all = append(all, fmt.Sprintf("%s? %q %s %v", target(g.Sentence), k.Text[g.Span.Start:g.Span.End], strings.Join(g.Labels, " "), g.Score))
	}
	for _, key := range slices.Sorted(maps.Keys(k.Extra)) {
		all = append(all, key+"="+string(k.Extra[key]))
	}
	return strings.Join(all, "; ")
}

func target(sentence int) string {
	if sentence < 0 {
		return "span"
	}
	return fmt.Sprintf("sentence %d", sentence)
}

// line is a line of a file, and what it says or why it is bad.
type line struct{ in, want string }

// checkLines reads each line by itself.
func checkLines(t *testing.T, f Format, lines []line) {
	t.Helper()
	for _, l := range lines {
		got, bad := tasksIn(t, f, []byte(l.in))
		told := strings.Join(bad, "\n")
		for _, k := range got {
			told += tell(k)
		}
		if told != l.want {
			t.Errorf("%s\ngot  %s\nwant %s", l.in, told, l.want)
		}
	}
}

// changed is the line of a task with something in it replaced, as another program does.
func changed(t *testing.T, f Format, k Task, old, new string) string {
	t.Helper()
	file := string(fileOf(t, f, k))
	if !strings.Contains(file, old) {
		t.Fatalf("%q is not in %s", old, file)
	}
	return strings.Replace(file, old, new, 1)
}

// again fails where what was read cannot be written, or says something else then.
func again(t rapid.TB, f Format, file []byte) {
	for _, part := range [][]byte{file, file[:len(file)/2]} {
		if p := f.Fits(part); p < 0 || p > 1 {
			t.Fatalf("%q fits with %v", part, p)
		}
	}
	got, _ := tasksIn(t, f, file)
	if len(got) == 0 {
		return
	}
	back, bad := tasksIn(t, f, fileOf(t, f, got...))
	if len(back) != len(got) || len(bad) > 0 {
		t.Fatalf("%d of %d tasks came back: %v", len(back), len(got), bad)
	}
	for i := range got {
		sameTask(t, back[i], got[i])
	}
}

func benchmarkWrite(b *testing.B, f Format) {
	k := bothTask()
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		w := bufio.NewWriter(io.Discard)
		x := f.Write(w, Options{Scheme: annotate.DefaultScheme()})
		for range 100_000 {
			if err := x.Write(k); err != nil {
				b.Fatal(err)
			}
			n++
		}
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "tasks/s")
}

func benchmarkRead(b *testing.B, f Format) {
	var file bytes.Buffer
	x := f.Write(&file, Options{Scheme: annotate.DefaultScheme()})
	for range 100_000 {
		if err := x.Write(bothTask()); err != nil {
			b.Fatal(err)
		}
	}
	b.SetBytes(int64(file.Len()))
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		err := f.Read(bytes.NewReader(file.Bytes()), func(Task) error { n++; return nil }, func(e jsonl.LineError) { b.Fatal(e) })
		if err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "tasks/s")
}

func BenchmarkProdigyWrite(b *testing.B) { benchmarkWrite(b, Prodigy()) }
func BenchmarkProdigyRead(b *testing.B)  { benchmarkRead(b, Prodigy()) }
func BenchmarkDoccanoWrite(b *testing.B) { benchmarkWrite(b, Doccano()) }
func BenchmarkDoccanoRead(b *testing.B)  { benchmarkRead(b, Doccano()) }
func BenchmarkCSVWrite(b *testing.B)     { benchmarkWrite(b, CSV()) }
func BenchmarkCSVRead(b *testing.B)      { benchmarkRead(b, CSV()) }

// foreign draws a line as no one program writes it: keys of all of them, with values of all kinds.
func foreign(t *rapid.T) []byte {
	value := map[string][]string{
		"text": {`"a b c"`, `"e\u0301 🚢 b"`, `"a\r\nb"`, `"שלום א"`}, "data": {`"a b"`}, "label": {`"X"`, `["X","Y"]`, `[[0,1,"X"],[2,3,"Y"]]`, `[]`, `[4]`, `null`},
		"labels": {`["Z"]`, `[[0,3,"X"]]`}, "cats": {`["Q"]`, `{"Q":1,"R":0}`}, "answer": {`"accept"`, `"reject"`, `"ignore"`},
		"spans":  {`[{"start":0,"end":1,"label":"X"},{"start":0,"end":1,"label":"Y","score":0.5}]`, `[{"start":2,"end":3,"label":"Z"}]`, `[]`, `[{"token_start":0,"token_end":0,"label":"X"}]`},
		"tokens": {`[{"start":0,"end":1,"id":0}]`}, "accept": {`["X"]`, `["X","Y"]`, `[1]`, `[]`}, "options": {`[{"id":"X","text":"An X"}]`, `[{"id":1,"text":"One"}]`},
		"config": {`{"a":1}`, `null`}, "_view_id": {`"ner"`, `"choice"`}, "meta": {`{"source":"s","score":2,"x":null}`, `{"title":7}`, `{}`}, "_session_id": {`"d-ana"`, `null`, `""`},
		"_annotator_id": {`"ana"`, `""`}, "_timestamp": {`1690289516`, `1690289516.25`, `null`}, "entities": {`[{"id":1,"label":"X","start_offset":0,"end_offset":1}]`, `[[0,1,"X"]]`},
		"relations": {`[{"from_id":1}]`}, "Comments": {`["why"]`, `[{"text":"why","user":1}]`, `"w"`}, "id": {`7`}, "title": {`"T"`, `7`, `""`}, "story": {`"S"`, `[1]`}, "before": {`"B"`},
		"_task_hash": {`-1`}, "\\u202e": {`"\u202e"`}, "rashomon": {`{}`, `{"sentence":3,"said":[{"sentence":3,"start":0,"end":5,"labels":["X"],"flag":"skip"}]}`,
			`{"annotator":"bo","said":[{"start":0,"end":1,"labels":["X"],"rejected":["Y"],"updated":"2031-05-04T12:00:00Z"}],"suggested":[{"start":2,"end":3,"labels":["Z"]}]}`,
			`{"sentences":[[0,1],[2,3]],"said":[{"sentence":0,"start":0,"end":1,"labels":["X"]},{"sentence":1,"start":2,"end":3,"note":"n"}]}`},
	}
	keys := slices.Sorted(maps.Keys(value))
	out := []byte(`{"text":` + rapid.SampledFrom(value["text"]).Draw(t, "text"))
	for _, k := range rapid.SliceOfNDistinct(rapid.SampledFrom(keys), 0, 9, rapid.ID).Draw(t, "keys") {
		if k != "text" {
			out = append(out, `,"`+k+`":`+rapid.SampledFrom(value[k]).Draw(t, k)...)
		}
	}
	return append(out, '}')
}

// What a file of another program says, and what is changed in one of ours, is the same once it is
// written and read again.
func TestOthersComeBack(t *testing.T) {
	for _, f := range []Format{Prodigy(), Doccano()} {
		t.Run(f.Name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) { again(t, f, foreign(t)) })
		})
	}
}
