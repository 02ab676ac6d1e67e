package jsonl_test

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"pgregory.net/rapid"

	"rashomon/annotate"
	"rashomon/annotate/jsonl"
	"rashomon/internal/clean"
)

var noon = time.Date(2031, 5, 4, 12, 0, 0, 123e6, time.UTC)

// library is the smallest library that can be: it stores what a take hands it.
type library struct {
	schemes  []annotate.Scheme
	stories  []annotate.Story
	articles []annotate.Arrival // every revision
	said     []annotate.Annotation
	rulings  []annotate.Ruling  // in the order of their IDs
	speakers []annotate.Speaker // in the order of their IDs
	searches []annotate.Search
}

func pick[T any](all []T, is func(T) bool) (T, bool, error) {
	if i := slices.IndexFunc(all, is); i >= 0 {
		return all[i], true, nil
	}
	var none T
	return none, false, nil
}

func (l *library) Scheme(name string) (annotate.Scheme, bool, error) {
	return pick(l.schemes, func(s annotate.Scheme) bool { return s.Name == name })
}

func (l *library) Story(id annotate.ID) (annotate.Story, bool, error) {
	return pick(l.stories, func(s annotate.Story) bool { return s.ID == id })
}

func (l *library) Article(id annotate.ID) (a annotate.Article, have bool, err error) {
	for _, x := range l.articles {
		if x.Article.ID == id && x.Article.Revision > a.Revision {
			a, have = x.Article, true
		}
	}
	return a, have, nil
}

func (l *library) ByHash(hash string) (annotate.Article, bool, error) {
	a, have, err := pick(l.articles, func(a annotate.Arrival) bool {
		now, _, _ := l.Article(a.Article.ID)
		return now.Hash == hash
	})
	if !have {
		return annotate.Article{}, false, err
	}
	return l.Article(a.Article.ID)
}

func (l *library) Body(id annotate.ID, revision int) (annotate.Body, bool, error) {
	a, have, err := pick(l.articles, func(a annotate.Arrival) bool {
		return a.Article.ID == id && a.Article.Revision == revision
	})
	return a.Body, have, err
}

// annotation is the first with this ID.
func (l *library) annotation(id annotate.ID) (annotate.Annotation, bool) {
	x, have, _ := pick(l.said, func(x annotate.Annotation) bool { return x.ID == id })
	return x, have
}

func (l *library) Annotations(article annotate.ID) ([]annotate.Annotation, error) {
	var out []annotate.Annotation
	for _, x := range l.said {
		if x.Article == article {
			out = append(out, x)
		}
	}
	return out, nil
}

func (l *library) Ruling(id annotate.ID) (annotate.Ruling, bool, error) {
	return pick(l.rulings, func(r annotate.Ruling) bool { return r.ID == id })
}

// text is what an encoder asks for.
func (l *library) text(id annotate.ID, revision int) (annotate.Body, error) {
	b, have, _ := l.Body(id, revision)
	if !have {
		return b, errNoText
	}
	return b, nil
}

var errNoText = errors.New("no such text")

// put puts a ruling in, in the place of the one with its ID.
func (l *library) put(r annotate.Ruling) {
	i, have := slices.BinarySearchFunc(l.rulings, r.ID, func(r annotate.Ruling, id annotate.ID) int { return cmp.Compare(r.ID, id) })
	if have {
		l.rulings[i] = r
		return
	}
	l.rulings = slices.Insert(l.rulings, i, r)
}

// rule makes the edits of rulings, and fails where one does not fit what is there.
func (l *library) rule(t rapid.TB, edits []annotate.Edit) {
	t.Helper()
	for _, e := range edits {
		have, there, _ := l.Ruling(e.Ruling.After.ID)
		if there != (e.Ruling.Before != nil) || there && !reflect.DeepEqual(have, *e.Ruling.Before) {
			t.Fatalf("the edit replaces %v, and the library holds %v", e.Ruling.Before, have)
		}
		for _, p := range e.Ruling.After.Places {
			if b, err := l.text(p.Article, p.Revision); err != nil || p.Check(b) != nil {
				t.Fatalf("ruling %s: %v, %v", e.Ruling.After.ID, err, p.Check(b))
			}
		}
		l.put(*e.Ruling.After)
	}
}

// make makes the edits of annotations, and fails where one does not fit what is there.
func (l *library) make(t rapid.TB, edits []annotate.Edit) {
	t.Helper()
	for _, e := range edits {
		if b := e.Annotation.Before; b != nil {
			i := slices.IndexFunc(l.said, func(x annotate.Annotation) bool { return x.ID == b.ID })
			if i < 0 || !l.said[i].Updated.Equal(b.Updated) {
				t.Fatalf("the edit replaces %v, which the library does not hold", b)
			}
			l.said = slices.Delete(l.said, i, i+1)
		}
		if x := e.Annotation.After; x != nil {
			if y, have := l.annotation(x.ID); have && y.Article == x.Article {
				t.Fatalf("annotation %s is there already", x.ID)
			}
			l.said = append(l.said, *x)
		}
	}
}

// take takes the records in batches of n and stores what that gives.
func (l *library) take(t rapid.TB, records []jsonl.Record, n int) (jsonl.Outcome, []jsonl.LineError) {
	t.Helper()
	var out jsonl.Outcome
	var refused []jsonl.LineError
	for len(records) > 0 {
		batch := records[:min(n, len(records))]
		taken, err := jsonl.Take(batch, l)
		if err != nil {
			t.Fatal(err)
		}
		records = records[len(batch)-len(taken.Rest):]
		for _, e := range taken.Names {
			if e.Scheme != nil {
				l.schemes = slices.DeleteFunc(l.schemes, func(s annotate.Scheme) bool { return s.Name == e.Scheme.After.Name })
				l.schemes = append(l.schemes, *e.Scheme.After)
			} else if e.Search != nil {
				l.searches = append(l.searches, *e.Search.After)
			} else {
				l.stories = append(l.stories, *e.Story.After)
			}
		}
		for _, a := range taken.Arrivals {
			if _, have, _ := l.Article(a.Article.ID); have {
				t.Fatalf("article %s is there already", a.Article.ID)
			}
			l.articles = append(l.articles, a)
		}
		for _, a := range taken.Revisions { // each text after the older one, as it came
			i := 0
			for j, x := range l.articles {
				if x.Article.ID == a.Article.ID {
					i = j + 1
				}
			}
			l.articles = slices.Insert(l.articles, i, a)
		}
		l.make(t, taken.Annotations)
		l.speak(t, taken.Speakers)
		l.rule(t, taken.Rulings)
		if taken.Recut != nil {
			l.recut(t, *taken.Recut)
		}
		out.Add(taken.Outcome)
		refused = append(refused, taken.Refused...)
	}
	return out, refused
}

// recut cuts an article as the arrival is cut.
func (l *library) recut(t rapid.TB, x annotate.Arrival) {
	t.Helper()
	a, _, _ := l.Article(x.Article.ID)
	b, _, _ := l.Body(a.ID, a.Revision)
	said, _ := l.Annotations(a.ID)
	c, err := annotate.RecutAs(a, b, x, said, nil, "ana", "take")
	if err != nil {
		t.Fatal(err)
	}
	l.articles = append(l.articles, annotate.Arrival{Article: *c.Edits[0].Article.After, Body: x.Body})
	l.make(t, c.Edits[1:])
}

// write is the library as a file.
func (l *library) write(t rapid.TB) []byte {
	t.Helper()
	var out bytes.Buffer
	e := jsonl.NewEncoder(&out)
	check := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, s := range l.schemes {
		check(e.Scheme(s))
	}
	for _, s := range l.searches {
		check(e.Search(s))
	}
	voices := func(of annotate.ID) {
		all, _ := l.Speakers(of)
		for _, x := range all {
			check(e.Speaker(x))
		}
	}
	for _, s := range l.stories {
		check(e.Story(s))
		voices(s.ID)
	}
	for _, a := range l.articles {
		check(e.Article(a.Article, a.Body))
		for _, x := range l.said {
			if x.Article == a.Article.ID && x.Revision == a.Article.Revision {
				check(e.Annotation(x))
			}
		}
		if now, _, _ := l.Article(a.Article.ID); now.Revision == a.Article.Revision {
			voices(a.Article.ID)
		}
	}
	for _, r := range l.rulings {
		check(e.Ruling(r, l.text))
	}
	return out.Bytes()
}

func read(t rapid.TB, file []byte) []jsonl.Record {
	t.Helper()
	records, bad := readAll(t, file)
	if len(bad) > 0 {
		t.Fatalf("%d bad lines: %v", len(bad), bad[0])
	}
	return records
}

func readAll(t rapid.TB, file []byte) (records []jsonl.Record, bad []jsonl.LineError) {
	t.Helper()
	err := jsonl.Read(bytes.NewReader(file),
		func(r jsonl.Record) error { records = append(records, r); return nil },
		func(e jsonl.LineError) { bad = append(bad, e) })
	if err != nil {
		t.Fatal(err)
	}
	return records, bad
}

// pieces are what the texts of the tests are made of: one code point is one to four bytes
// here, one letter up to seven code points.
var pieces = []string{
	"The ferry left.", "Nobody was hurt 🚢!", "Café e\u0301te\u0301?", "👩‍👩‍👧‍👦 stood by.", "\r\n", "\n\n", "\t",
	"غادرت العبّارة.", "\u200fהמעבורת\u200e.", "\u2067פנה\u2069.", "渡轮离港了。", "“Quoted \\ \"twice\"”", "\u2028", "a\u00a0b", "</b>&amp;", "𝔄",
}

// arrivals draws an article with a text of such pieces, each a sentence.
func arrival(t *rapid.T, n int) annotate.Arrival {
	var b annotate.Body
	for _, p := range rapid.SliceOfN(rapid.SampledFrom(pieces), 1, 12).Draw(t, "pieces") {
		start := len(b.Text)
		b.Text += p
		if strings.TrimSpace(p) != "" {
			b.Sentences = append(b.Sentences, annotate.Span{Start: start, End: len(b.Text)})
		}
		b.Text += " "
	}
	b.Text += fmt.Sprint(n)
	word := rapid.Map(rapid.StringMatching(`[\pL\p{So} "\\]{0,12}`), clean.Harmless) // some letters are fillers
	a := annotate.Article{
		Title: word.Draw(t, "title"), TitleMade: rapid.Bool().Draw(t, "made"), Source: word.Draw(t, "source"), Author: word.Draw(t, "author"),
		Date: rapid.SampledFrom([]string{"", "2031-05-04", "2031-05-04T09:30:00+02:00"}).Draw(t, "date"), Place: word.Draw(t, "place"),
		URL: "https://harbour.example/?a=1&b=<2>", Language: "en", Format: rapid.SampledFrom([]annotate.Format{annotate.Plain, annotate.Markdown}).Draw(t, "format"),
	}
	a.Cleaned = annotate.Cleaned{Escapes: rapid.IntRange(0, 9).Draw(t, "escapes"), Tags: rapid.IntRange(0, 1).Draw(t, "tags"), Broken: rapid.IntRange(0, 1<<40).Draw(t, "broken")}
	if rapid.Bool().Draw(t, "later") {
		a.Revised = noon.Add(time.Millisecond)
	}
	return annotate.Arrival{Article: annotate.NewArticle(a, b, noon), Body: b}
}

// annotations draws annotations of some of the article's sentences and of a part of one.
func annotations(t *rapid.T, a annotate.Arrival) []annotate.Annotation {
	var out []annotate.Annotation
	for n := range a.Body.Sentences {
		if !rapid.Bool().Draw(t, "said") {
			continue
		}
		x := annotate.NewAnnotation(a.Article, a.Body, annotate.OnSentence(n), "default", rapid.SampledFrom([]string{"ana", "李", annotate.Gold}).Draw(t, "annotator"))
		if x.Annotator == annotate.Gold {
			x.Adjudicator = rapid.SampledFrom([]string{"", "ben"}).Draw(t, "adjudicator")
		}
		x.Extra = rapid.SampledFrom([]string{"", `{"prodigy":{"_task_hash":-12345678901234567890,"a<b":"\u202e"}}`}).Draw(t, "extra")
		x.Labels = rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"fact", "quote", "claim"}), 0, 3, rapid.ID).Draw(t, "labels")
		x.Speaker = rapid.SampledFrom([]string{"", "the harbour master", "ربّان"}).Draw(t, "speaker")
		if rapid.Bool().Draw(t, "attributes") {
			x.Attributes = map[string]string{"certainty": rapid.SampledFrom([]string{"sure", "غير مؤكد"}).Draw(t, "choice"), "tone": "calm"}
		}
		x.Rejected = rapid.SampledFrom([][]string{nil, {"fact"}, {"fact", "quote"}}).Draw(t, "rejected")
		x.Reason = rapid.SampledFrom([]string{"", "who says so?"}).Draw(t, "reason")
		x.Note = rapid.SampledFrom([]string{"", "two\nlines"}).Draw(t, "note")
		x.Flag = rapid.SampledFrom([]annotate.Flag{annotate.Flagged, annotate.Skipped}).Draw(t, "flag")
		x.Origin = rapid.SampledFrom([]annotate.Origin{annotate.Hand, annotate.Suggestion, annotate.Carried, annotate.Imported, annotate.Adjudicated}).Draw(t, "origin")
		x.Score = rapid.SampledFrom([]float64{0, 0.8341, 1}).Draw(t, "score")
		x.Seconds = rapid.SampledFrom([]float64{0, 4.2, 1e7}).Draw(t, "seconds")
		x.Created = annotate.Instant(noon.Add(time.Duration(n) * time.Millisecond))
		x.Updated = x.Created.Add(time.Hour)
		if len(x.Labels) == 0 {
			x.Labels = nil
		}
		out = append(out, x)
		part := x // the first rune of the sentence
		part.ID, part.Sentence = part.ID.Next(), -1
		if rapid.Bool().Draw(t, "far") { // to the end of the text, across sentences
			part.Span.End = len(a.Body.Text)
			part.Quote = a.Body.Text[part.Span.Start:]
			out = append(out, part)
			continue
		}
		part.Span.End = part.Span.Start + len(string([]rune(x.Quote)[:1]))
		if part.Quote = a.Body.Text[part.Span.Start:part.Span.End]; part.Span != x.Span {
			out = append(out, part)
		}
	}
	return out
}

// drawn is a whole library: some articles have an older text that annotations stand on.
func drawn(t *rapid.T) *library {
	l := &library{schemes: []annotate.Scheme{annotate.DefaultScheme(), {Name: "one", Labels: []annotate.Label{{Name: "name", On: annotate.OnSpans}},
		Attributes: []annotate.Attribute{{Name: "certainty", Key: "c", Choices: []string{"sure", "غير مؤكد"}, Labels: []string{"name"}}, {Name: "tone", Key: "t", Choices: []string{"calm"}}}}}, stories: []annotate.Story{annotate.NewStory("The ferry"), annotate.NewStory("渡轮")}}
	for n := range rapid.IntRange(0, 4).Draw(t, "articles") {
		a := arrival(t, n)
		a.Article.Story = rapid.SampledFrom([]annotate.ID{0, l.stories[0].ID, l.stories[1].ID}).Draw(t, "story")
		l.articles = append(l.articles, a)
		l.said = append(l.said, annotations(t, a)...)
		if rapid.Bool().Draw(t, "revised") {
			b := arrival(t, n+100)
			a.Article.Revision, a.Article.Hash, a.Article.Sentences, a.Body = 2, b.Article.Hash, len(b.Body.Sentences), b.Body
			l.articles = append(l.articles, a)
			for _, x := range annotations(t, a) {
				x.ID = annotate.MakeID(x.ID.String(), "later")
				l.said = append(l.said, x)
			}
			if rapid.Bool().Draw(t, "as before") { // a third text that is the first again
				a = l.articles[len(l.articles)-2]
				a.Article.Revision = 3
				l.articles = append(l.articles, a)
			}
		}
	}
	l.drawNames(t)
	for range rapid.IntRange(0, 4).Draw(t, "rulings") {
		if r, ok := ruling(t, l.articles); ok {
			l.put(r)
		}
	}
	return l
}

// ruling draws a ruling on sentences, or first runes of them, of some of the texts.
func ruling(t *rapid.T, texts []annotate.Arrival) (annotate.Ruling, bool) {
	var places []annotate.Place
	for _, a := range texts {
		if len(a.Body.Sentences) == 0 || rapid.IntRange(0, 2).Draw(t, "skip") == 0 {
			continue
		}
		n := rapid.IntRange(0, len(a.Body.Sentences)-1).Draw(t, "sentence")
		var value annotate.Span
		if rapid.Bool().Draw(t, "value") {
			value = a.Body.Sentences[n]
			value.End = value.Start + len(string([]rune(a.Body.Sentence(n))[:1]))
		}
		places = append(places, annotate.PlaceOf(a.Article, a.Body, n, value))
	}
	on := rapid.SampledFrom([]annotate.Matter{annotate.OnLink, annotate.OnConflict, annotate.OnStatement}).Draw(t, "on")
	about := rapid.SampledFrom([]string{"", "injured", "جرحى"}).Draw(t, "about")
	text := rapid.SampledFrom([]string{"so 🚢", "two\nlines", "\u2067פנה\u2069"}).Draw(t, "text")
	stands := on == annotate.OnStatement || rapid.Bool().Draw(t, "stands")
	r := annotate.NewRuling(on, stands, about, text, rapid.SampledFrom([]string{"ana", "李"}).Draw(t, "by"), noon, places...)
	if on != annotate.OnStatement && len(places) > 2 {
		r = annotate.NewRuling(on, stands, about, text, r.By, noon, places[0], places[len(places)-1])
	}
	return r, r.Check() == nil
}
