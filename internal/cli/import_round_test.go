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
	"rashomon/ingest"
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
		for range rapid.IntRange(1, 6).Draw(t, "sentences") {
			text.WriteString(rapid.SampledFrom(sayings).Draw(t, "sentence"))
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
	i := &importing{app: a, lib: lib, ctx: context.Background(), json: true}
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
		quote, _ := ingest.Clean(x.Quote)
		all = append(all, fmt.Sprintf("%s %q %s %v %s %q %s %v %s", what, quote, x.Annotator, x.Labels, x.Speaker, x.Note, x.Flag, x.Attributes, x.Updated.Format(time.RFC3339)))
	}
	slices.Sort(all)
	return all
}

// What goes out in a format comes back: into the library that it is of nothing, into one without
// annotations all of them, into an empty one all that is said of the same words; and once.
func TestRoundTrips(t *testing.T) {
	if checks := flag.Lookup("rapid.checks"); checks.Value.String() == checks.DefValue { // each makes three libraries
		must(t, flag.Set(checks.Name, "8"))
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
