package task_test

import (
	"encoding/json"
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"rashomon/annotate"
	"rashomon/annotate/task"
)

// Tasks of any kind, hostile ones among them, give records that can be taken, written and read.
func TestAnyTasksArePlaced(t *testing.T) {
	lib := newShelf(t)
	x := lib.add(t, pier, "https://example.org/pier")
	texts := []string{"", " ", pier, "He left.", "The pier broke.", "pier", "\x1b[2J", "a\xffb\r\nc", "Cafe\u0301s 🚑 closed.", "قال \u202eالوزير", "码头断了。", "He left.\r\nSix", "\u200b", "x\u0300\u0301 y"}
	articles := []annotate.Article{{}, x.Article, {ID: x.Article.ID}, {ID: x.Article.ID, Hash: "no hash", Revision: -4}, {ID: 7, Hash: annotate.Hash("He left."), Revision: math.MaxInt}, {ID: 7},
		{Hash: x.Article.Hash}, {URL: x.Article.URL}, {URL: "\x1b]8;;x\x07", Title: "\u202e\n", Source: "\xff", Language: "xx", Format: "odd"}, {Title: "Pier", Story: 5, Extra: "no JSON"}}
	annotation := rapid.Custom(func(t *rapid.T) annotate.Annotation {
		any := rapid.SampledFrom([]string{"", "fact", "FACT", "claim", "nothing", "\x1b[31m", "\xff", " a\nb ", "gold", "ana"})
		return annotate.Annotation{
			ID: annotate.ID(rapid.IntRange(0, 3).Draw(t, "id")), Sentence: rapid.IntRange(-1, 2).Draw(t, "sentence"),
			Span:      annotate.Span{Start: rapid.IntRange(-1, 9).Draw(t, "start"), End: rapid.IntRange(-1, 30).Draw(t, "end")},
			Labels:    rapid.SliceOfN(rapid.SampledFrom([]string{"fact", "CLAIM", "quote", "nothing", ""}), 0, 2).Draw(t, "labels"),
			Annotator: any.Draw(t, "annotator"), Adjudicator: any.Draw(t, "adjudicator"), Speaker: any.Draw(t, "speaker"), Note: any.Draw(t, "note"), Scheme: any.Draw(t, "scheme"),
			Flag: annotate.Flag(rapid.SampledFrom([]string{"", "skip", "flag", "odd"}).Draw(t, "flag")), Origin: annotate.Origin(any.Draw(t, "origin")),
			Seconds: rapid.SampledFrom([]float64{0, 4.2, -1, math.NaN(), math.Inf(1), 1e300}).Draw(t, "seconds"), Score: rapid.SampledFrom([]float64{0, 0.5, 7, math.NaN()}).Draw(t, "score"),
			Extra:   rapid.SampledFrom([]string{"", `{"prodigy":{"a":1}}`, "{", `{"a": {}}`}).Draw(t, "extra"),
			Updated: rapid.SampledFrom([]time.Time{{}, noon, time.Unix(1<<55, 0), time.Date(-5, 1, 1, 0, 0, 0, 0, time.UTC)}).Draw(t, "updated"),
		}
	})
	any := rapid.Custom(func(t *rapid.T) task.Task {
		text := rapid.SampledFrom(texts)
		return task.Task{
			Article: rapid.SampledFrom(articles).Draw(t, "article"), Story: rapid.SampledFrom([]string{"", "The pier", "\x07"}).Draw(t, "story"),
			Text: text.Draw(t, "text"), Before: text.Draw(t, "before"), Suffix: text.Draw(t, "suffix"),
			Sentence: rapid.IntRange(-2, 4).Draw(t, "number"), Start: rapid.IntRange(-3, 70).Draw(t, "at"), StartRune: rapid.IntRange(-3, 70).Draw(t, "rune"),
			Sentences: rapid.SampledFrom([][]annotate.Span{nil, {{Start: 0, End: 4}}, {{Start: 3, End: 1}, {Start: 0, End: 99}}, {{Start: -1, End: 2}}}).Draw(t, "sentences"),
			Annotator: rapid.SampledFrom([]string{"", "bob", "\x1b"}).Draw(t, "by"), Said: rapid.SliceOfN(annotation, 0, 3).Draw(t, "said"),
			Extra: rapid.SampledFrom([]map[string]json.RawMessage{nil, {"a": json.RawMessage("1")}, {"\xff": json.RawMessage("{")}, {"b": json.RawMessage("\"\xff\"")}}).Draw(t, "keys"),
		}
	})
	rapid.Check(t, func(r *rapid.T) {
		o := options()
		o.Format = rapid.SampledFrom([]string{"prodigy", "webannotation"}).Draw(r, "format")
		records, _ := place(t, lib, o, rapid.SliceOfN(any, 1, 6).Draw(r, "tasks")...)
		checkRecords(t, lib, records, x)
		if t.Failed() {
			r.FailNow()
		}
	})
}

// FuzzPlacing does the same with whatever somebody thinks of.
func FuzzPlacing(f *testing.F) {
	lib := newShelf(f)
	x := lib.add(f, pier, "https://example.org/pier")
	f.Add("It rained.\x1b]8;;x\x07\u202e", "fact", -1, 0, 10, "https://example.org/pier", 3)
	f.Add("He left.", "CLAIM", 3, 0, 2, "", 0)
	f.Add("a\xffb\r\nc", "", 0, 1, 2, "\x9b", 99)
	f.Fuzz(func(t *testing.T, text, label string, sentence, start, end int, url string, at int) {
		one := task.Task{Article: annotate.Article{URL: url, Title: label}, Text: text, Sentence: sentence, Start: at, Said: []annotate.Annotation{{Sentence: sentence, Span: annotate.Span{Start: start, End: end}, Labels: []string{label}, Note: url}}}
		two := one
		two.Said = []annotate.Annotation{{Span: annotate.Span{End: len(text)}, Labels: []string{"fact"}, Speaker: text}}
		two.Start, two.Prefix = 0, label
		records, _ := place(t, lib, options(), one, two)
		checkRecords(t, lib, records, x)
	})
}
