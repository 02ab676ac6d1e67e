package export_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"pgregory.net/rapid"

	"rashomon/annotate"
	"rashomon/annotate/jsonl"
	"rashomon/annotate/query"
	"rashomon/export"
)

func schema(t testing.TB) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(export.Schema))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("rashomon.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("rashomon.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func validate(t rapid.TB, s *jsonschema.Schema, line string) error {
	t.Helper()
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(line))
	if err != nil {
		t.Fatal(err)
	}
	return s.Validate(v)
}

func TestEveryLineValidates(t *testing.T) {
	s := schema(t)
	file, _ := write(t, harbour(t), export.Filter{})
	for line := range strings.Lines(file) {
		if err := validate(t, s, line); err != nil {
			t.Errorf("%s%v", line, err)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		file, _ := write(t, drawn(t), export.Filter{})
		for line := range strings.Lines(file) {
			if err := validate(t, s, line); err != nil {
				t.Fatalf("%s%v", line, err)
			}
		}
	})
}

// A key that the schema does not know, one that is missing, and a value of another kind
// must all be found, in every type of record.
func TestSchemaIsStrict(t *testing.T) {
	s := schema(t)
	file, _ := write(t, harbour(t), export.Filter{})
	for line := range strings.Lines(file) {
		var keys map[string]json.RawMessage
		if err := json.Unmarshal([]byte(line), &keys); err != nil {
			t.Fatal(err)
		}
		for key, value := range keys {
			for what, put := range map[string]json.RawMessage{"missing": nil, "an object": json.RawMessage(`{"a":1}`)} {
				keys[key] = put
				if put == nil {
					delete(keys, key)
				}
				changed, _ := json.Marshal(keys)
				if validate(t, s, string(changed)) == nil {
					t.Errorf("%s may be %s in %s", key, what, line)
				}
			}
			keys[key] = value
		}
		keys["sequel"] = json.RawMessage(`1`)
		if changed, _ := json.Marshal(keys); validate(t, s, string(changed)) == nil {
			t.Errorf("an unknown key may stand in %s", line)
		}
	}
}

func TestSchemaDescribesEveryKey(t *testing.T) {
	var walk func(path string, v any)
	walk = func(path string, v any) {
		o, ok := v.(map[string]any)
		if !ok {
			return
		}
		properties, ok := o["properties"].(map[string]any)
		if ok && o["additionalProperties"] != false {
			t.Errorf("%s: additionalProperties", path)
		}
		if required, _ := o["required"].([]any); ok && len(required) != len(properties) {
			t.Errorf("%s: %d of %d keys are required", path, len(required), len(properties))
		}
		for key, p := range properties {
			if d, _ := p.(map[string]any)["description"].(string); d == "" {
				t.Errorf("%s.%s is not described", path, key)
			}
			walk(path+"."+key, p)
		}
		walk(path+"[]", o["items"])
		defs, _ := o["$defs"].(map[string]any)
		for name, d := range defs {
			walk(name, d)
		}
	}
	var doc any
	if err := json.Unmarshal([]byte(export.Schema), &doc); err != nil {
		t.Fatal(err)
	}
	walk("schema", doc)
}

func TestAFileRebuildsTheLibrary(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		file, count := write(t, drawn(t), export.Filter{})
		l := rebuild(t, file, rapid.IntRange(1, 9).Draw(t, "batch"))
		again, recount := write(t, l, export.Filter{})
		if again != file || recount != count {
			t.Fatalf("wrote\n%s\nthen\n%s", file, again)
		}
	})
}

// drawn is a library of some articles of the harbour's pieces, and annotations.
func drawn(t *rapid.T) *library {
	l := &library{schemes: []annotate.Scheme{annotate.DefaultScheme()}, stories: []annotate.Story{annotate.NewStory("渡轮")}}
	pieces := rapid.SampledFrom([]string{"The ferry sank.", "“Nobody 🚢”", "e\u0301te\u0301", "\u2067غرقت\u2069", "渡轮沉没了。", "👩‍👩‍👧‍👦", "a\r\nb"})
	for n := range rapid.IntRange(0, 4).Draw(t, "articles") {
		b := annotate.Body{Text: fmt.Sprint(n)}
		for _, p := range rapid.SliceOfN(pieces, 0, 6).Draw(t, "pieces") {
			b.Text += " \r\n"
			b.Sentences = append(b.Sentences, annotate.Span{Start: len(b.Text), End: len(b.Text) + len(p)})
			b.Text += p
		}
		a := annotate.NewArticle(annotate.Article{Title: pieces.Draw(t, "title"), Story: l.stories[0].ID, Cleaned: annotate.Cleaned{Tags: n}}, b, noon)
		l.add(annotate.Arrival{Article: a, Body: b})
		for i := range b.Sentences {
			x := annotate.NewAnnotation(a, b, annotate.OnSentence(i), "default", "ana")
			x.Labels = rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"fact", "quote"}), 0, 2, rapid.ID).Draw(t, "labels")
			x.Score, x.Seconds = rapid.Float64Range(0, 1).Draw(t, "score"), rapid.Float64Range(0, 1e7).Draw(t, "seconds")
			x.Speaker, x.Flag, x.Created, x.Updated = pieces.Draw(t, "speaker"), annotate.Flagged, noon, noon
			l.said = append(l.said, x)
			part := annotate.NewAnnotation(a, b, annotate.OnSpan(annotate.Span{Start: b.Sentences[0].Start, End: b.Sentences[i].End}), "default", "ana")
			part.Attributes, part.Rejected = map[string]string{"tone": rapid.SampledFrom([]string{"calm", "غاضب"}).Draw(t, "tone"), "a": "b"}, []string{"quote"}
			part.Created, part.Updated = noon, noon
			l.said = append(l.said, part)
		}
		if rapid.Bool().Draw(t, "revised") {
			a.Revision++
			b.Text += "!"
			a.Hash, a.Revised, a.Cleaned = annotate.Hash(b.Text), noon.Add(time.Hour), annotate.Cleaned{Marks: 7}
			l.add(annotate.Arrival{Article: a, Body: b})
		}
	}
	for n, of := range []annotate.ID{l.stories[0].ID, 0} {
		if of == 0 && len(l.articles) > 0 {
			of = l.articles[0].ID
		}
		if of != 0 {
			l.speakers = append(l.speakers, annotate.NewSpeaker(of, fmt.Sprint("the master ", n), pieces.Draw(t, "spelling")))
		}
	}
	l.searches = []annotate.Search{{Name: "mine", Query: pieces.Draw(t, "query")}}
	for range rapid.IntRange(0, 3).Draw(t, "rulings") {
		var places []annotate.Place
		for _, a := range l.articles {
			if revision := rapid.IntRange(0, a.Revision).Draw(t, "revision"); revision > 0 && a.Sentences > 0 {
				places = append(places, l.place(a.ID, revision, rapid.IntRange(0, a.Sentences-1).Draw(t, "sentence")))
			}
		}
		on := rapid.SampledFrom([]annotate.Matter{annotate.OnLink, annotate.OnConflict, annotate.OnStatement}).Draw(t, "on")
		if r := annotate.NewRuling(on, true, pieces.Draw(t, "about"), pieces.Draw(t, "text"), "ana", noon, places...); r.Check() == nil {
			l.rule(r)
		}
	}
	return l
}

func TestFilter(t *testing.T) {
	l := harbour(t)
	ferry, buoy := l.stories[0].ID, l.stories[1].ID
	post := l.said[0].Article
	for _, tt := range []struct {
		name   string
		filter export.Filter
		want   export.Count
	}{
		{"everything", export.Filter{}, export.Count{Schemes: 2, Searches: 1, Stories: 3, Speakers: 3, Articles: 3, Annotations: 6, Rulings: 3}},
		{"story", export.Filter{Story: ferry}, export.Count{Schemes: 2, Stories: 1, Speakers: 2, Articles: 2, Annotations: 4, Rulings: 2}},
		{"source", export.Filter{Source: "渡轮日报"}, export.Count{Schemes: 2, Stories: 1, Speakers: 1, Articles: 1, Annotations: 2}},
		{"from", export.Filter{From: "2031-05-05"}, export.Count{Schemes: 2, Stories: 1, Speakers: 1, Articles: 1, Annotations: 2}},
		{"from and to the same day", export.Filter{From: "2031-05-06", To: "2031-05-06"}, export.Count{Schemes: 2, Stories: 1, Speakers: 1, Articles: 1, Annotations: 2}},
		{"to", export.Filter{To: "2031-05-05"}, export.Count{Schemes: 2, Stories: 1, Speakers: 2, Articles: 1, Annotations: 2}},
		{"article", export.Filter{IDs: []annotate.ID{post}}, export.Count{Schemes: 2, Stories: 1, Speakers: 2, Articles: 1, Annotations: 2}},
		{"label", export.Filter{Label: "claim"}, export.Count{Schemes: 2, Stories: 2, Speakers: 3, Articles: 2, Annotations: 2, Unsaid: 1}},
		{"label and all articles", export.Filter{Label: "claim", Articles: true}, export.Count{Schemes: 2, Stories: 3, Speakers: 3, Articles: 3, Annotations: 2}},
		{"annotator", export.Filter{Annotator: "ana"}, export.Count{Schemes: 2, Stories: 2, Speakers: 3, Articles: 3, Annotations: 4, Rulings: 1}},
		{"ruled only", export.Filter{Annotator: "eve"}, export.Count{Schemes: 2, Stories: 2, Speakers: 2, Articles: 2, Rulings: 1, Unsaid: 1}},
		{"annotator of a story", export.Filter{Story: ferry, Annotator: "bo"}, export.Count{Schemes: 2, Stories: 1, Speakers: 2, Articles: 2, Annotations: 2, Rulings: 1}},
		{"both articles", export.Filter{IDs: []annotate.ID{post, l.said[2].Article}}, export.Count{Schemes: 2, Stories: 1, Speakers: 2, Articles: 2, Annotations: 4, Rulings: 2}},
		{"scheme", export.Filter{Scheme: "tone"}, export.Count{Schemes: 1, Stories: 2, Speakers: 2, Articles: 1, Annotations: 1, Unsaid: 2}},
		{"story and annotator", export.Filter{Story: buoy, Annotator: "bo"}, export.Count{Unsaid: 1}},
		{"a word", export.Filter{Where: asked(t, "ferry")}, export.Count{Schemes: 2, Stories: 1, Speakers: 2, Articles: 1, Annotations: 2}},
		{"a word and a label", export.Filter{Where: asked(t, "ferry label:claim")}, export.Count{Schemes: 2, Stories: 1, Speakers: 2, Articles: 1, Annotations: 1}},
		{"a label asked for", export.Filter{Where: asked(t, "label:claim")}, export.Count{Schemes: 2, Stories: 1, Speakers: 2, Articles: 2, Annotations: 2}},
		{"a source asked for", export.Filter{Where: asked(t, "source:harbour"), Annotator: "bo"}, export.Count{Schemes: 2, Stories: 1, Speakers: 2, Articles: 1, Annotations: 1}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			file, got := write(t, l, tt.filter)
			if got != tt.want {
				t.Errorf("got %+v want %+v", got, tt.want)
			}
			if (file == "") != (got.Articles == 0) {
				t.Errorf("%d bytes of no report", len(file))
			}
			l := rebuild(t, strings.ReplaceAll(file, `\u001b`, ""), 100)
			if a, r := len(l.said), len(l.rulings); a != tt.want.Annotations || r != tt.want.Rulings {
				t.Errorf("%d annotations and %d rulings came back", a, r)
			}
		})
	}
}

func asked(t *testing.T, text string) query.Query {
	t.Helper()
	q, err := query.Parse(text, noon)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

func TestOlderTextsStandBeforeTheNewest(t *testing.T) {
	l := harbour(t)
	post, daily := l.said[0].Article, l.said[2].Article
	for _, tt := range []struct {
		filter export.Filter
		want   string
	}{
		{export.Filter{IDs: []annotate.ID{post}}, "scheme scheme story speaker article2 annotation2 article3 annotation3 speaker"},
		{export.Filter{IDs: []annotate.ID{post, daily}, Annotator: "ana"}, "scheme scheme story speaker article1 annotation1 article1 article2 annotation2 article3 speaker ruling"},
		{export.Filter{Story: l.stories[0].ID}, "scheme scheme story speaker article1 annotation1 annotation1 article1 article2 annotation2 article3 annotation3 speaker ruling ruling"},
	} {
		file, _ := write(t, l, tt.filter)
		if got := outline(t, file); got != tt.want {
			t.Errorf("%+v: got %s want %s", tt.filter, got, tt.want)
		}
	}
}

// outline is the types of a file's records, with the revisions of those that have one.
func outline(t *testing.T, file string) string {
	var got []string
	for line := range strings.Lines(file) {
		var r struct {
			Type     string
			Revision int
		}
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			t.Fatal(err)
		}
		got = append(got, strings.TrimSuffix(fmt.Sprint(r.Type, r.Revision), "0"))
	}
	return strings.Join(got, " ")
}

// broken is a library that fails at one of its articles.
type broken struct {
	*library
	err error
}

func (l broken) Articles() iter.Seq2[annotate.Article, error] {
	return func(yield func(annotate.Article, error) bool) { yield(annotate.Article{}, l.err) }
}

type full struct{ err error }

func (f full) Write([]byte) (int, error) { return 0, f.err }

func TestErrorsComeThrough(t *testing.T) {
	gone := errors.New("disk gone")
	var out strings.Builder
	if _, err := export.JSONL(&out, broken{harbour(t), gone}, export.Filter{}); !errors.Is(err, gone) {
		t.Errorf("the library's error: %v", err)
	}
	if _, err := export.JSONL(full{gone}, harbour(t), export.Filter{}); !errors.Is(err, gone) {
		t.Errorf("the writer's error: %v", err)
	}
	l := harbour(t)
	l.bodies = nil
	if _, err := export.JSONL(&out, l, export.Filter{}); !errors.Is(err, errNotThere) {
		t.Errorf("a text that is not there: %v", err)
	}
	l = harbour(t)
	l.said[0].Quote = "other"
	if _, err := export.JSONL(&out, l, export.Filter{}); err == nil {
		t.Error("an annotation that does not fit its text was written")
	}
	l = harbour(t)
	l.rulings[0].Places[0].Quote = "other"
	if _, err := export.JSONL(&out, l, export.Filter{}); err == nil {
		t.Error("a ruling that does not fit its texts was written")
	}
}

// The page that describes the format shows lines as they are.
func TestExamplesOfThePage(t *testing.T) {
	page, err := os.ReadFile("../docs/jsonl.md")
	if err != nil {
		t.Fatal(err)
	}
	var lines strings.Builder
	for line := range strings.Lines(string(page)) {
		if strings.HasPrefix(line, `{"type":`) {
			lines.WriteString(line)
		}
	}
	s := schema(t)
	seen := map[string]bool{}
	err = jsonl.Read(strings.NewReader(lines.String()), func(r jsonl.Record) error {
		seen[fmt.Sprint(r.Scheme != nil, r.Story != nil, r.Article != nil, r.Annotation != nil, r.Ruling != nil, r.Speaker != nil)] = true
		return nil
	}, func(e jsonl.LineError) { t.Error(e) })
	if err != nil || len(seen) != 7 {
		t.Errorf("%d types of records, %v", len(seen), err)
	}
	for line := range strings.Lines(lines.String()) {
		if err := validate(t, s, line); err != nil {
			t.Errorf("%s%v", line, err)
		}
	}
	if again, _ := write(t, rebuild(t, lines.String(), 100), export.Filter{}); again != lines.String() {
		t.Errorf("the program writes\n%s", again)
	}
}
