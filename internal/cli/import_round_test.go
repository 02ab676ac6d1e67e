package cli

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"pgregory.net/rapid"

	"rashomon/annotate"
	"rashomon/annotate/jsonl"
	"rashomon/annotate/task"
	"rashomon/export"
	"rashomon/internal/clean"
	"rashomon/internal/segment"
	"rashomon/store"
)

// sayings are sentences of an invented event, with all that texts have in them.
var sayings = []string{
	"The pier broke at noon.", "Six people were injured 🚑👩\u200d🚒.", "Cafe\u0301 Sjo\u0308 stayed open.", "码头断了。", "没有人受伤。",
	"قال المتحدث إن الجسر آمن.", "הרציף נשבר.", "Nobody fell in.", "\"It held for years,\" said Ada Brook.", "Z\u0301\u0323 was there.", "It rained.",
}

// shores is a library of a few reports, of which some is said.
type shores struct {
	articles []annotate.Arrival
	said     []annotate.Annotation
}

func drawShores(t *rapid.T) (s shores) {
	scheme := stance()
	count := rapid.IntRange(1, 3).Draw(t, "reports")
	for n := range count {
		var text strings.Builder
		var own []string // a sentence alone, in two reports, would be one and the same report
		for i := n; i < len(sayings); i += 3 {
			own = append(own, sayings[i])
		}
		for range rapid.IntRange(1, 6).Draw(t, "sentences") {
			text.WriteString(rapid.SampledFrom(own).Draw(t, "sentence"))
			text.WriteString(rapid.SampledFrom([]string{" ", "\r\n", "\n\n", "\n"}).Draw(t, "between"))
		}
		fmt.Fprintf(&text, "Report %d.", n)
		body := annotate.Body{Text: text.String()}
		for _, x := range segment.Sentences(body.Text, "") {
			body.Sentences = append(body.Sentences, annotate.Span{Start: x.Start, End: x.End})
		}
		a := annotate.NewArticle(annotate.Article{Title: "Pier " + fmt.Sprint(n), Source: "Shore Post", Date: "2031-03-03"}, body, monday)
		s.articles = append(s.articles, annotate.Arrival{Article: a, Body: body})
		for _, by := range []string{"ana", "bob"} {
			s.say(t, annotate.NewReading(a, body, scheme, by, nil))
		}
	}
	return s
}

// say has an annotator say something of sentences and of words.
func (s *shores) say(t *rapid.T, r *annotate.Reading) {
	at := monday
	do := func(target annotate.Target) {
		keep := func(c annotate.Change, ok bool) {
			if ok {
				r.Apply(c.Edits)
			}
			at = at.Add(time.Second)
		}
		for _, l := range rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"fact", "quote", "claim"}), 0, 2, rapid.ID).Draw(t, "labels") {
			keep(r.Toggle(target, l, at))
		}
		switch rapid.IntRange(0, 5).Draw(t, "more") {
		case 0:
			keep(r.SetNote(target, "wire says two\nor three “🚒”", at))
		case 1:
			keep(r.SetSpeaker(target, "Ada Brook", at))
		case 2:
			keep(r.SetFlag(target, annotate.Flagged, "unsure", at))
		case 3:
			if _, said := r.At(target); !said && target.Sentence >= 0 {
				keep(r.SetFlag(target, annotate.Skipped, "a footer", at))
			}
		case 4:
			keep(r.SetAttribute(target, "certainty", "likely", at))
		}
	}
	for n := range r.Body.Sentences {
		if rapid.Bool().Draw(t, "said") {
			do(annotate.OnSentence(n))
		}
	}
	var starts []int
	for i, c := range r.Body.Text { // between letters
		if !unicode.In(c, unicode.M, unicode.Cf) && !strings.HasSuffix(r.Body.Text[:i], "\u200d") && !(c == '\n' && strings.HasSuffix(r.Body.Text[:i], "\r")) {
			starts = append(starts, i)
		}
	}
	starts = append(starts, len(r.Body.Text))
	for range rapid.IntRange(0, 3).Draw(t, "spans") {
		i := rapid.IntRange(0, len(starts)-2).Draw(t, "start")
		j := rapid.IntRange(i+1, min(len(starts)-1, i+20)).Draw(t, "end")
		if x := (annotate.Span{Start: starts[i], End: starts[j]}); strings.TrimSpace(r.Body.Text[x.Start:x.End]) != "" {
			do(annotate.OnSpan(x))
		}
	}
	s.said = append(s.said, r.Annotations()...)
}

func stance() annotate.Scheme {
	s := annotate.DefaultScheme()
	s.Attributes = []annotate.Attribute{{Name: "certainty", Key: "Y", Choices: []string{"certain", "likely"}}}
	return s
}

// shelve makes a library of them, with or without what is said.
func (s shores) shelve(t *rapid.T, folder string, articles, said bool) *store.Store {
	lib, err := store.Open(filepath.Join(folder, fmt.Sprint(articles, said)+".db"), store.Options{Now: func() time.Time { return monday }})
	must(t, err)
	t.Cleanup(func() { lib.Close() })
	before, after := annotate.DefaultScheme(), stance()
	c := annotate.Change{By: "ana", What: "ask", Edits: []annotate.Edit{{Scheme: &annotate.Replaced[annotate.Scheme]{Before: &before, After: &after}}}}
	if articles {
		_, err = lib.Add(s.articles, nil, "ana", "import")
		must(t, err)
	}
	for _, x := range s.said {
		if said {
			c.Edits = append(c.Edits, annotate.Edit{Annotation: &annotate.Replaced[annotate.Annotation]{After: &x}})
		}
	}
	_, err = lib.Apply(c)
	must(t, err)
	return lib
}

func must(t interface {
	Helper()
	Fatal(...any)
}, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// bring imports a file into a library, and gives what became of it.
func bring(t *rapid.T, lib *store.Store, f task.Format, file []byte) taken {
	t.Helper()
	var out, bad bytes.Buffer
	a := &app{Streams: Streams{Out: &out, Err: &bad}, now: func() time.Time { return monday }}
	i := &importing{arriving: arriving{app: a, lib: lib, ctx: context.Background(), verb: "import", json: true}}
	i.config.Annotator = "nobody"
	i.tasks("file", f, bytes.NewReader(file), monday.Add(time.Hour))
	var o outcome
	must(t, json.Unmarshal(out.Bytes(), &o))
	if bad.Len() > 0 || o.Taken == nil {
		t.Fatalf("%s%s\n%s", out.Bytes(), bad.Bytes(), file)
	}
	return *o.Taken
}

func wholly(lib *store.Store) (all []annotate.Annotation) {
	for a, err := range lib.Articles() {
		if err == nil {
			said, _ := lib.Annotations(a.ID)
			all = append(all, said...)
		}
	}
	slices.SortFunc(all, func(a, b annotate.Annotation) int { return cmp.Compare(a.ID, b.ID) })
	return all
}

// anywhere is what is said of which words, wherever they are.
func anywhere(lib *store.Store) (all []string) {
	for _, x := range wholly(lib) {
		what := "words"
		if x.Sentence >= 0 {
			what = "sentence"
		}
		quote, _ := clean.Text(x.Quote)
		all = append(all, fmt.Sprintf("%s %q %s %v %s %q %s %v %s", what, quote, x.Annotator, x.Labels, x.Speaker, x.Note, x.Flag, x.Attributes, x.Updated.Format(time.RFC3339)))
	}
	slices.Sort(all)
	return all
}

// What goes out in a format comes back: into the library that it is of nothing, into one without
// annotations all of them, into an empty one all that is said of the same words; and once.
func TestRoundTrips(t *testing.T) {
	if checks := flag.Lookup("rapid.checks"); checks.Value.String() == checks.DefValue { // each makes three libraries
		must(t, flag.Set(checks.Name, "4"))
		defer flag.Set(checks.Name, checks.DefValue)
	}
	for _, f := range task.Formats() {
		t.Run(f.Name, func(t *testing.T) {
			folder, n := t.TempDir(), 0
			rapid.Check(t, func(t *rapid.T) {
				n++
				checkRound(t, f, filepath.Join(folder, fmt.Sprint(n)))
			})
		})
	}
}

func checkRound(t *rapid.T, f task.Format, folder string) {
	s := drawShores(t)
	full, without, empty := s.shelve(t, folder, true, true), s.shelve(t, folder, true, false), s.shelve(t, folder, false, false)
	var file bytes.Buffer
	o := export.TaskOptions{Scheme: stance(), Whole: rapid.Bool().Draw(t, "whole"), Context: rapid.IntRange(0, 1).Draw(t, "context")}
	_, _, err := export.Tasks(context.Background(), &file, f, full, export.Filter{}, o)
	must(t, err)
	want := wholly(full)

	if got := bring(t, full, f, file.Bytes()); got.Annotations != (jsonl.Count{Same: len(want)}) || got.Articles != (jsonl.Count{}) {
		t.Fatalf("into the same: %+v, want %d that are there\n%s", got, len(want), file.Bytes())
	}
	same(t, "the same", wholly(full), want)

	bring(t, without, f, file.Bytes())
	same(t, "one without", wholly(without), want)

	bring(t, empty, f, file.Bytes())
	same(t, "an empty one", anywhere(empty), anywhere(full))
	was := wholly(empty)
	if got := bring(t, empty, f, file.Bytes()); got.Annotations.Same != len(want) || got.Articles.Added > 0 {
		t.Fatalf("again: %+v\n%s", got, file.Bytes())
	}
	same(t, "an empty one, again", wholly(empty), was)
}

func same[T any](t *rapid.T, what string, got, want []T) {
	t.Helper()
	for i := range max(len(got), len(want)) {
		switch {
		case i >= len(got):
			t.Fatalf("%s: %+v is not there", what, want[i])
		case i >= len(want):
			t.Fatalf("%s: %+v is too much", what, got[i])
		case !reflect.DeepEqual(got[i], want[i]):
			t.Fatalf("%s:\n%+v, want\n%+v", what, got[i], want[i])
		}
	}
}

// What another program changed between an export and an import, the library says: though nothing in the
// file tells when, and the file's own time may be that of the library's.
func TestChangesMadeElsewhereComeIn(t *testing.T) {
	if checks := flag.Lookup("rapid.checks"); checks.Value.String() == checks.DefValue {
		must(t, flag.Set(checks.Name, "4"))
		defer flag.Set(checks.Name, checks.DefValue)
	}
	for _, f := range task.Formats() {
		t.Run(f.Name, func(t *testing.T) {
			folder, n := t.TempDir(), 0
			rapid.Check(t, func(t *rapid.T) {
				n++
				checkChange(t, f, filepath.Join(folder, fmt.Sprint(n)))
			})
		})
	}
}

// checkChange says one thing of each of some sentences, and has another program say another.
func checkChange(t *rapid.T, f task.Format, folder string) {
	labels := []string{"fact", "quote", "claim"}
	text := "The pier broke at noon 🚑. Six people were injured. Nobody fell in."
	body := annotate.Body{Text: text}
	for _, x := range segment.Sentences(text, "") {
		body.Sentences = append(body.Sentences, annotate.Span{Start: x.Start, End: x.End})
	}
	a := annotate.NewArticle(annotate.Article{Title: "Pier", Source: "Shore Post"}, body, monday)
	r := annotate.NewReading(a, body, stance(), "ana", nil)
	before := rapid.SampledFrom(labels).Draw(t, "before")
	noted := rapid.Bool().Draw(t, "noted")
	target := annotate.OnSentence(rapid.IntRange(0, len(body.Sentences)-1).Draw(t, "sentence"))
	apply := func(c annotate.Change, ok bool) {
		if ok {
			r.Apply(c.Edits)
		}
	}
	apply(r.Toggle(target, before, monday))
	if noted {
		apply(r.SetNote(target, "seen twice", monday.Add(time.Minute)))
	}
	s := shores{articles: []annotate.Arrival{{Article: a, Body: body}}, said: r.Annotations()}
	lib := s.shelve(t, folder, true, true)
	var file bytes.Buffer
	o := export.TaskOptions{Scheme: stance(), Whole: rapid.Bool().Draw(t, "whole")}
	_, _, err := export.Tasks(context.Background(), &file, f, lib, export.Filter{}, o)
	must(t, err)

	after := rapid.SampledFrom(slices.DeleteFunc(labels, func(l string) bool { return l == before })).Draw(t, "after")
	got := bring(t, lib, f, relabelled(t, f, file.Bytes(), before, after))
	if want := (jsonl.Count{Changed: 1}); got.Annotations != want {
		t.Fatalf("%+v, want %+v\n%s", got.Annotations, want, file.Bytes())
	}
	said := wholly(lib)
	if len(said) != 1 || !slices.Equal(said[0].Labels, []string{after}) || said[0].Note != s.said[0].Note || said[0].Annotator != "ana" {
		t.Fatalf("%+v, want %s\n%s", said, after, file.Bytes())
	}
}

// relabelled is a file in which another program gave a label for another: everywhere but under
// the key that is rashomon's.
func relabelled(t *rapid.T, f task.Format, file []byte, before, after string) []byte {
	if f.Name == "csv" {
		return bytes.ReplaceAll(file, []byte(","+before+","), []byte(","+after+","))
	}
	var out bytes.Buffer
	d := json.NewDecoder(bytes.NewReader(file))
	d.UseNumber()
	e := json.NewEncoder(&out)
	for d.More() {
		var v any
		must(t, d.Decode(&v))
		must(t, e.Encode(relabel(v, before, after)))
	}
	return out.Bytes()
}

func relabel(v any, before, after string) any {
	switch v := v.(type) {
	case string:
		if v == before {
			return after
		}
	case []any:
		for i := range v {
			v[i] = relabel(v[i], before, after)
		}
	case map[string]any:
		for key := range v {
			if key != "rashomon" && key != "options" && key != "config" {
				v[key] = relabel(v[key], before, after)
			}
		}
	}
	return v
}
