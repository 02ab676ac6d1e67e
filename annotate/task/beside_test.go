package task

import (
	"bytes"
	"cmp"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"

	"rashomon/annotate"
	"rashomon/annotate/jsonl"
)

var noon = time.Date(2031, 5, 4, 12, 0, 0, 123e6, time.UTC)

// pieces is what texts are drawn of: what tends to come back as something else.
var pieces = []string{
	"The", "ferry", "sank", " ", " ", "  ", ".", "...", ",", "'", "=1+1", "-", "@", "|", "\\", "\"", "\t", "\n", "\r\n", "\n\n", "\x00", "\x1b[2J",
	"é", "e\u0301", "\u0301", "🚢", "👩\u200d👧", "🇸🇪", "👍🏽", "غرق", "القارب", "שָׁלוֹם", "\u202e", "\u2066", "渡轮", "沉没。", "“", "”", "U.S.", "\u2028", "\ufeff", "\u00a0",
}

// drawText is a text and where its pieces begin and end.
func drawText(t *rapid.T) (string, []int) {
	var b strings.Builder
	at := []int{0}
	for _, p := range rapid.SliceOfN(rapid.SampledFrom(pieces), 1, 16).Draw(t, "pieces") {
		b.WriteString(p)
		at = append(at, b.Len())
	}
	return b.String(), at
}

func drawSpan(t *rapid.T, at []int) annotate.Span {
	i := rapid.IntRange(0, len(at)-2).Draw(t, "from")
	return annotate.Span{Start: at[i], End: at[rapid.IntRange(i+1, len(at)-1).Draw(t, "to")]}
}

var (
	labelNames = rapid.SampledFrom([]string{"fact", "quote", "claim", "a|b", `c\d`, "=sum", "渡", "e\u0301", " x ", "'y"})
	words      = rapid.SampledFrom([]string{"", "", "a diver", "the mayor\nof the port", "=1", "'", "'=1", "-", "|", "غ", "\x1b]", "\ttab", "e\u0301 🚢", `"quoted", twice`, "\r\n", " "})
)

func drawTime(t *rapid.T) time.Time {
	if rapid.Bool().Draw(t, "timeless") {
		return time.Time{}
	}
	return noon.Add(time.Duration(rapid.IntRange(0, 1e9).Draw(t, "ms")) * time.Millisecond)
}

func drawLabels(t *rapid.T, least int) []string {
	labels := rapid.SliceOfNDistinct(labelNames, least, 3, rapid.ID).Draw(t, "labels")
	if len(labels) == 0 {
		return nil
	}
	return labels
}

func drawExtra(t *rapid.T) string {
	return rapid.SampledFrom([]string{"", "", `{"prodigy":{"pattern":7,"source":"p"}}`, `{"doccano":{"id":11}}`, `{"csv":{"rater":"3"}}`, `{"other":{"x":[1,{"y":"é"}]},"prodigy":{"z":null}}`}).Draw(t, "extra")
}

func drawArticle(t *rapid.T) annotate.Article {
	if rapid.IntRange(0, 3).Draw(t, "known") == 0 {
		return annotate.Article{}
	}
	return annotate.Article{
		ID: annotate.ID(rapid.Uint64().Draw(t, "id")), Story: annotate.ID(rapid.Uint64().Draw(t, "story")), Hash: annotate.Hash("a"),
		Revision: rapid.IntRange(1, 3).Draw(t, "revision"), Source: words.Draw(t, "source"), Title: words.Draw(t, "title"), TitleMade: rapid.Bool().Draw(t, "made"),
		Author: words.Draw(t, "author"), Date: "2031-05-04", URL: words.Draw(t, "url"), Language: "en", Format: annotate.Plain, Sentences: 3, Added: noon, Extra: drawExtra(t),
	}
}

// drawSaid is an annotation of the target. It says something.
func drawSaid(t *rapid.T, x annotate.Annotation, least int) annotate.Annotation {
	x.ID, x.Scheme, x.Origin = annotate.ID(rapid.Uint64().Draw(t, "id")), "default", annotate.Hand
	x.Labels = drawLabels(t, least)
	x.Speaker, x.Note, x.Reason = words.Draw(t, "speaker"), words.Draw(t, "note"), words.Draw(t, "reason")
	x.Flag = rapid.SampledFrom([]annotate.Flag{"", "", annotate.Flagged, annotate.Skipped}).Draw(t, "flag")
	x.Created, x.Updated = drawTime(t), drawTime(t)
	x.Score, x.Seconds, x.Extra = rapid.SampledFrom([]float64{0, 0.25, 1}).Draw(t, "score"), rapid.SampledFrom([]float64{0, 4.2}).Draw(t, "seconds"), drawExtra(t)
	if rapid.Bool().Draw(t, "attributes") {
		x.Attributes = map[string]string{"tone=|": "calm", "\\sure": "very;a"}
	}
	if rapid.IntRange(0, 3).Draw(t, "rejected") == 0 {
		x.Rejected = slices.Sorted(slices.Values(rapid.SliceOfNDistinct(labelNames, 1, 2, rapid.ID).Draw(t, "turned down")))
	}
	if x.Annotator == annotate.Gold {
		x.Adjudicator, x.Origin = "bo", annotate.Adjudicated
	}
	if x.Empty() {
		x.Labels = []string{"fact"}
	}
	return x
}

// drawTask is a task as an export makes it, with anything that can be said in it.
func drawTask(t *rapid.T) Task {
	text, at := drawText(t)
	k := Task{Article: drawArticle(t), Story: words.Draw(t, "story"), Text: text, Sentence: -1, Annotator: rapid.SampledFrom([]string{"", "ana", "gold", "=bo", "אן"}).Draw(t, "annotator")}
	whole := rapid.Bool().Draw(t, "whole")
	targets := []annotate.Annotation{}
	if whole {
		for i := 0; i < len(at)-1; {
			j := rapid.IntRange(i+1, len(at)-1).Draw(t, "end")
			targets = append(targets, annotate.Annotation{Sentence: len(k.Sentences), Span: annotate.Span{Start: at[i], End: at[j]}})
			k.Sentences = append(k.Sentences, targets[len(targets)-1].Span)
			i = j
		}
	} else {
		k.Sentence, k.Start = rapid.IntRange(0, 9).Draw(t, "sentence"), rapid.IntRange(0, 900).Draw(t, "start")
		k.StartRune, k.Prefix, k.Suffix = k.Start/2, words.Draw(t, "prefix"), words.Draw(t, "suffix")
		k.Before, k.After = words.Draw(t, "before"), words.Draw(t, "after")
		targets = append(targets, annotate.Annotation{Sentence: k.Sentence, Span: annotate.Span{End: len(text)}})
	}
	for range rapid.IntRange(0, 3).Draw(t, "spans") {
		x := annotate.Annotation{Sentence: -1, Span: drawSpan(t, at)}
		if !slices.ContainsFunc(targets, func(y annotate.Annotation) bool { return y.Sentence < 0 && y.Span == x.Span }) {
			targets = append(targets, x)
		}
	}
	for _, x := range targets {
		switch rapid.IntRange(0, 3).Draw(t, "what") {
		case 0, 1:
			x.Article, x.Revision, x.Annotator, x.Quote = k.Article.ID, k.Article.Revision, k.Annotator, text[x.Span.Start:x.Span.End]
			k.Said = append(k.Said, drawSaid(t, x, 0))
		case 2:
			k.Suggested = append(k.Suggested, Suggestion{Sentence: x.Sentence, Span: x.Span, Labels: drawLabels(t, 1), Score: 0.5, Speaker: words.Draw(t, "speaker"), Model: "rules"})
		}
	}
	slices.SortStableFunc(k.Said, func(x, y annotate.Annotation) int { return cmp.Compare(x.Span.Start, y.Span.Start) })
	return k
}

// fileOf is the tasks as a file of the format.
func fileOf(t rapid.TB, f Format, tasks ...Task) []byte {
	t.Helper()
	var out bytes.Buffer
	w := f.Write(&out, Options{Scheme: annotate.DefaultScheme()})
	for _, k := range tasks {
		if err := w.Write(k); err != nil {
			t.Fatalf("%s: %v", f.Name, err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// tasksIn is the tasks that a file holds, and its bad lines.
func tasksIn(t rapid.TB, f Format, file []byte) (tasks []Task, bad []string) {
	t.Helper()
	err := f.Read(bytes.NewReader(file), func(k Task) error {
		tasks = append(tasks, k)
		return nil
	}, func(e jsonl.LineError) {
		if strings.ContainsFunc(e.Error(), unicode.IsControl) || e.Line < 1 {
			t.Fatalf("a message that cannot be shown: %q", e.Error())
		}
		bad = append(bad, e.Error())
	})
	if err != nil {
		t.Fatal(err)
	}
	return tasks, bad
}

// sameTask fails where two tasks differ, and names the first thing in which they do.
func sameTask(t rapid.TB, got, want Task) {
	t.Helper()
	got.Line, want.Line = 0, 0
	got.Gone, want.Gone = nil, nil // no writer has it
	if reflect.DeepEqual(got, want) {
		return
	}
	for i := range min(len(got.Said), len(want.Said)) {
		if !reflect.DeepEqual(got.Said[i], want.Said[i]) {
			t.Fatalf("annotation %d\ngot  %+v\nwant %+v", i, got.Said[i], want.Said[i])
		}
	}
	t.Fatalf("got\n%+v\nwant\n%+v", got, want)
}

// plainFile fails where a terminal that is shown the file would be disturbed.
func plainFile(t rapid.TB, file []byte) {
	t.Helper()
	if !utf8.Valid(file) {
		t.Fatal("not UTF-8")
	}
	for _, r := range string(file) {
		if r != '\n' && jsonl.Disturbs(r) {
			t.Fatalf("%U stands in %q", r, file)
		}
	}
}

func raw(s string) json.RawMessage { return json.RawMessage(s) }
