package agreement_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"rashomon/annotate"
	"rashomon/annotate/agreement"
	"rashomon/annotate/query"
	"rashomon/store"
)

func noon() time.Time { return time.Date(2031, 3, 12, 12, 0, 0, 0, time.UTC) }

// report is an invented report of so many sentences. Its text is not of bytes that are letters.
func report(n, sentences int, story annotate.ID) annotate.Arrival {
	var b annotate.Body
	for i := range sentences {
		start := len(b.Text)
		b.Text += fmt.Sprintf("Çräne %d of pier %d was idle.", n, i)
		b.Sentences = append(b.Sentences, annotate.Span{Start: start, End: len(b.Text)})
		b.Text += " "
	}
	a := annotate.Article{Title: fmt.Sprintf("Cranes %d", n), Source: "Harbour Post", Story: story}
	return annotate.Arrival{Article: annotate.NewArticle(a, b, noon()), Body: b}
}

// says is an annotation of a target of the report.
func says(x annotate.Arrival, t annotate.Target, who string, labels ...string) annotate.Annotation {
	a := annotate.NewAnnotation(x.Article, x.Body, t, "default", who)
	a.Labels, a.Created, a.Updated = labels, noon(), noon()
	return a
}

// words is the span of so many code points of the report's text.
func words(x annotate.Arrival, from, to int) annotate.Target {
	runes := []rune(x.Body.Text)
	start := len(string(runes[:from]))
	return annotate.OnSpan(annotate.Span{Start: start, End: start + len(string(runes[from:to]))})
}

func newStore(t testing.TB) *store.Store {
	t.Helper()
	s, err := store.Open(filepath.Join(t.TempDir(), "library.db"), store.Options{Now: noon})
	check(t, err)
	t.Cleanup(func() { s.Close() })
	return s
}

func add(t testing.TB, s *store.Store, stories []annotate.Story, reports []annotate.Arrival, said ...annotate.Annotation) {
	t.Helper()
	_, err := s.Add(reports, stories, "ana", "import")
	check(t, err)
	c := annotate.Change{What: "label"}
	for i := range said {
		c.Edits = append(c.Edits, annotate.Edit{Annotation: &annotate.Replaced[annotate.Annotation]{After: &said[i]}})
	}
	_, err = s.Apply(c)
	check(t, err)
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func options(annotators ...string) agreement.Options {
	return agreement.Options{Scheme: annotate.DefaultScheme(), Annotators: annotators, Samples: 200, Seed: 1}
}

func count(t testing.TB, s *store.Store, text string, o agreement.Options) agreement.Report {
	t.Helper()
	q, err := query.Parse(text, noon())
	check(t, err)
	r, err := agreement.Count(t.Context(), q, s, o)
	check(t, err)
	return r
}

func is(t testing.TB, what string, f agreement.Figure, want float64) {
	t.Helper()
	if f.Value == nil || math.Abs(*f.Value-want) > 1e-6 || f.Why != "" {
		t.Errorf("%s: %s, want %v", what, told(f), want)
	}
	if f.Value != nil && f.Low != nil && (*f.Low > *f.Value || *f.High < *f.Value) {
		t.Errorf("%s: %s", what, told(f))
	}
}

func undefined(t testing.TB, what string, f agreement.Figure, why string) {
	t.Helper()
	if f.Value != nil || f.Low != nil || f.High != nil || f.Why != why {
		t.Errorf("%s: %s, want none: %s", what, told(f), why)
	}
}

func told(f agreement.Figure) string {
	text, _ := json.Marshal(f)
	return string(text)
}

// byHand is two reports that ana and ben labelled, cyd a little, and a chair decided.
func byHand(t testing.TB) *store.Store {
	s, story := newStore(t), annotate.NewStory("The cranes")
	one, two := report(1, 6, story.ID), report(2, 2, 0)
	skip := func(a annotate.Annotation) annotate.Annotation { a.Flag = annotate.Skipped; return a }
	note := says(one, annotate.OnSentence(5), "ben")
	note.Note = "look again"
	gold := says(one, annotate.OnSentence(4), annotate.Gold, "fact")
	gold.Adjudicator, gold.Origin = "dee", annotate.Adjudicated
	other := says(one, annotate.OnSentence(5), "cyd", "fact")
	other.Scheme = "tone"
	add(t, s, []annotate.Story{story}, []annotate.Arrival{one, two},
		says(one, annotate.OnSentence(0), "ana", "fact"), says(one, annotate.OnSentence(0), "ben", "fact"),
		says(one, annotate.OnSentence(1), "ana", "quote", "claim"), says(one, annotate.OnSentence(1), "ben", "claim", "quote"),
		says(one, annotate.OnSentence(2), "ana", "quote"), says(one, annotate.OnSentence(2), "ben", "quote", "claim"),
		skip(says(one, annotate.OnSentence(3), "ana")), skip(says(one, annotate.OnSentence(3), "ben", "fact")),
		says(one, annotate.OnSentence(4), "ana", "claim"), gold,
		says(one, annotate.OnSentence(5), "ana", "fact"), note, other,
		says(two, annotate.OnSentence(0), "ana", "fact"), says(two, annotate.OnSentence(0), "ben", "claim"), says(two, annotate.OnSentence(0), "cyd", "claim"))
	return s
}

func TestCountByHand(t *testing.T) {
	r := count(t, byHand(t), "", options())
	if r.Sentences != 5 || r.Version != 1 || r.Level != 0.95 || r.Samples != 200 {
		t.Errorf("%+v", r)
	}
	if want := []agreement.Annotator{{Name: "ana", Sentences: 5, Alone: 2}, {Name: "ben", Sentences: 5}, {Name: "cyd", Sentences: 1}}; !reflect.DeepEqual(r.Annotators, want) {
		t.Errorf("annotators %+v", r.Annotators)
	}
	// Ratings: f f · qc qc · q qc · s s · f c c. Pairs that are the same: 3 of 4, and 1 of 3.
	is(t, "raw", r.Overall.Raw, 4./7)
	// Given are f 3, c 2, q 1, qc 3, s 2 of 11: expected 3·8 + 2·9 + 1·10 + 3·8 + 2·9 = 94.
	// Observed: 2 of the third, 4/2 of the last. Alpha: 1 − 10·4/94.
	is(t, "alpha", r.Overall.Alpha, 1-40./94)
	// Four have two ratings: f 2, q 1, qc 3, s 2 of 8; (3/4 − 18/64) / (1 − 18/64).
	is(t, "fleiss", r.Overall.Fleiss, 30./46)
	if m := r.Overall; m.FleissRatings != 2 || m.FleissSentences != 4 {
		t.Errorf("Fleiss' kappa of %d sentences with %d", m.FleissSentences, m.FleissRatings)
	}
	ab, bc := r.ByPair[0], r.ByPair[2]
	if ab.A != "ana" || ab.B != "ben" || bc.A != "ben" || bc.B != "cyd" || len(r.ByPair) != 3 {
		t.Errorf("pairs %+v", r.ByPair)
	}
	// ana: f 2, q 1, qc 1, s 1; ben: f 1, c 1, qc 2, s 1: (3·5 − 5) / (25 − 5).
	is(t, "ana and ben", ab.Cohen, 0.5)
	is(t, "ana and ben, raw", ab.Raw, 0.6)
	wanted := agreement.Confusion{
		Categories: []string{"fact", "quote", "claim", "quote+claim", "skipped"},
		Counts:     [][]int{{1, 0, 1, 0, 0}, {0, 0, 0, 1, 0}, {0, 0, 0, 0, 0}, {0, 0, 0, 1, 0}, {0, 0, 0, 0, 1}},
	}
	if !reflect.DeepEqual(ab.Confusion, wanted) {
		t.Errorf("%+v", ab.Confusion)
	}
	undefined(t, "ben and cyd", bc.Cohen, "only one label was used")
	undefined(t, "ben and cyd", bc.Alpha, "only one label was used")
	is(t, "ben and cyd, raw", bc.Raw, 1)
	if bc.Raw.Low != nil {
		t.Errorf("one sentence has an interval: %s", told(bc.Raw))
	}
	// Of ana and ben 0.5 by 5 sentences, of ana and cyd (f, c) 0 by 1.
	is(t, "mean of pairs", r.Overall.Cohen, 2.5/6)
	if l := r.ByLabel[1]; l.Name != "quote" || l.Given != 4 {
		t.Errorf("%+v", l)
	}
	is(t, "quote", r.ByLabel[1].Raw, 1)
	is(t, "quote", r.ByLabel[1].Alpha, 1)
	if len(r.ByStory) != 2 || r.ByStory[0].Title != "The cranes" || r.ByStory[0].Sentences != 4 || r.ByStory[1].ID != 0 {
		t.Errorf("stories %+v", r.ByStory)
	}
	undefined(t, "spans", r.Spans.Exact, "no words were labelled")
	undefined(t, "spans", r.Spans.Alpha, "no words were labelled")
}

func TestCountOfSome(t *testing.T) {
	s := byHand(t)
	if r := count(t, s, "", options("ana", "gold")); r.Sentences != 1 || r.ByPair[0].B != "gold" {
		t.Errorf("against gold: %+v", r)
	}
	if r := count(t, s, "", options("ana", "eve")); r.Sentences != 0 || len(r.Annotators) != 2 || r.Annotators[0].Alone != 7 {
		t.Errorf("with nobody: %+v", r)
	}
	// A sentence of which one says claim counts with all that is said of it.
	if r := count(t, s, "label:claim", options()); r.Sentences != 3 || r.Query != "label:claim" {
		t.Errorf("claims: %d sentences", r.Sentences)
	}
	if r := count(t, s, "story:cranes", options()); r.Sentences != 4 {
		t.Errorf("the story: %d sentences", r.Sentences)
	}
	r := count(t, s, "nowhere", options())
	undefined(t, "nothing", r.Overall.Raw, "no sentence has two ratings")
	undefined(t, "nothing", r.Overall.Cohen, "no sentence has two ratings")
	undefined(t, "nothing", r.ByLabel[0].Alpha, "no sentence has two ratings")
	text, err := json.Marshal(r)
	check(t, err)
	if strings.Contains(string(text), ":null,\"by_") || !strings.Contains(string(text), `"by_pair":[],"by_story":[],"spans":{"articles":0,"spans":0`) {
		t.Errorf("%s", text)
	}
}

// A sentence that one more rates alone changes nothing.
func TestOneMoreAlone(t *testing.T) {
	s := byHand(t)
	before := count(t, s, "", options())
	x := report(3, 1, 0)
	add(t, s, nil, []annotate.Arrival{x}, says(x, annotate.OnSentence(0), "ana", "quote"))
	after := count(t, s, "", options())
	if before.Annotators[0].Alone++; !reflect.DeepEqual(before, after) {
		t.Errorf("%+v\n%+v", before, after)
	}
}

// An earlier revision counts for nothing.
func TestEarlierRevisions(t *testing.T) {
	s := newStore(t)
	x := report(1, 2, 0)
	add(t, s, nil, []annotate.Arrival{x}, says(x, annotate.OnSentence(0), "ana", "fact"), says(x, words(x, 0, 5), "ana", "fact"))
	newer := report(1, 3, 0)
	newer.Article.ID, newer.Article.Revision = x.Article.ID, 2
	check(t, s.Revise([]annotate.Arrival{newer}, "ana", "update"))
	add(t, s, nil, nil, says(newer, annotate.OnSentence(0), "ben", "fact"))
	if r := count(t, s, "", options()); r.Sentences != 0 || r.EarlierRevisions != 2 || len(r.Annotators) != 1 || r.Annotators[0].Alone != 1 {
		t.Errorf("%+v", r)
	}
}

// One report of which words are labelled: ana has 0–6 fact, 10–14 quote; ben 0–6 fact, 12–16
// quote, 20–22 quote. cyd labels sentences only, and takes no part.
func TestSpansByHand(t *testing.T) {
	s := newStore(t)
	one, two := report(1, 3, 0), report(2, 1, 0)
	add(t, s, nil, []annotate.Arrival{one, two},
		says(one, words(one, 0, 6), "ana", "fact"), says(one, words(one, 10, 14), "ana", "quote"),
		says(one, words(one, 0, 6), "ben", "fact"), says(one, words(one, 12, 16), "ben", "quote"), says(one, words(one, 20, 22), "ben", "quote"),
		says(one, annotate.OnSentence(0), "cyd", "fact"), says(two, words(two, 0, 3), "ana", "fact"))
	r := count(t, s, "", options())
	if r.Spans.Articles != 1 || r.Spans.Spans != 5 || len(r.ByPair) != 1 || r.Annotators[0].Spans != 3 {
		t.Errorf("%+v", r)
	}
	is(t, "exact", r.Spans.Exact, 2./5)
	is(t, "overlap", r.Spans.Overlap, 4./5)
	is(t, "pair", r.ByPair[0].Spans.Exact, 2./5)
	undefined(t, "sentences", r.ByPair[0].Alpha, "both rated no sentence")
	fact, quote := r.Spans.ByLabel[0], r.Spans.ByLabel[1]
	is(t, "fact", fact.Exact, 1)
	is(t, "fact", fact.Alpha, 1)
	is(t, "quote", quote.Exact, 0)
	is(t, "quote", quote.Overlap, 2./3)
	undefined(t, "claim", r.Spans.ByLabel[2].Exact, "nobody gave it")
	undefined(t, "claim", r.Spans.ByLabel[2].Alpha, "nobody gave it")
	// Of L code points two ratings each. quote: 4 and 6 of them; they differ in 2 + 2 + 2.
	all := 2 * float64(len([]rune(one.Body.Text)))
	is(t, "quote", quote.Alpha, 1-(all-1)*12/(2*10*(all-10)))
	// Sets: nothing, fact 12, quote 10.
	is(t, "sets", r.Spans.Alpha, 1-(all-1)*12/((all-22)*22+12*(all-12)+10*(all-10)))
}

// Two labels on the same words are a set of their own, and spans of one annotator that overlap
// count as one stretch of characters.
func TestSpansThatOverlap(t *testing.T) {
	s := newStore(t)
	x := report(1, 1, 0)
	add(t, s, nil, []annotate.Arrival{x},
		says(x, words(x, 0, 6), "ana", "fact"), says(x, words(x, 3, 9), "ana", "fact"), says(x, words(x, 0, 9), "ben", "fact"),
		says(x, words(x, 12, 15), "ana", "fact", "quote"), says(x, words(x, 12, 15), "ben", "fact", "quote"))
	r := count(t, s, "", options())
	is(t, "characters", r.Spans.Alpha, 1)
	is(t, "exact", r.Spans.Exact, 4./7)
	is(t, "overlap", r.Spans.Overlap, 6./7)
}

// A span is counted once, however many annotators it is held against; and the same units have
// the same intervals, be they a story or everything, a label or all.
func TestOnceAndAlike(t *testing.T) {
	s := newStore(t)
	var all []annotate.Arrival
	var edits []annotate.Annotation
	for n := range 4 {
		x := report(n+1, 3, 0)
		all = append(all, x)
		for i, who := range []string{"ana", "ben", "cyd"} {
			edits = append(edits, says(x, words(x, 0, 3+(i*n)%2), who, "quote"))
			for k := range 3 {
				edits = append(edits, says(x, annotate.OnSentence(k), who, []string{"fact", "claim"}[(n*k+i)%2]))
			}
		}
	}
	add(t, s, nil, all, edits...)
	o := options()
	o.Samples = 200
	r := count(t, s, "", o)
	if r.Spans.Spans != 12 || r.ByPair[0].Spans.Spans != 8 {
		t.Errorf("%d spans, of a pair %d", r.Spans.Spans, r.ByPair[0].Spans.Spans)
	}
	if len(r.ByStory) != 1 || !reflect.DeepEqual(r.ByStory[0].Measures, r.Overall) {
		t.Errorf("of the only story %+v\nof all %+v", r.ByStory, r.Overall)
	}
	for _, l := range r.Spans.ByLabel {
		if l.Name == "quote" && !reflect.DeepEqual(l.SpanFigures, r.Spans.SpanFigures) {
			t.Errorf("of the only label %+v\nof all %+v", l.SpanFigures, r.Spans.SpanFigures)
		}
	}
}

// A scheme for words only has no figures of sentences, and who skipped all of a report's
// sentences took part in it.
func TestSchemeForWords(t *testing.T) {
	s := newStore(t)
	x, y := report(1, 1, 0), report(2, 1, 0)
	skipped := says(x, annotate.OnSentence(0), "ben")
	skipped.Flag = annotate.Skipped
	add(t, s, nil, []annotate.Arrival{x, y}, says(x, words(x, 0, 6), "ana", "fact"), skipped,
		says(y, words(y, 0, 6), "ana", "fact"), says(y, words(y, 0, 6), "ben", "fact"))
	o := options()
	for i := range o.Scheme.Labels {
		o.Scheme.Labels[i].On = annotate.OnSpans
	}
	r := count(t, s, "", o)
	undefined(t, "sentences", r.Overall.Alpha, "the scheme is for words only")
	is(t, "words", r.Spans.Exact, 2./3)
	if len(r.ByLabel) != 0 || r.Sentences != 0 || r.Spans.Articles != 2 {
		t.Errorf("%+v", r)
	}
}

// What reports and annotators are called is of no account, but for chance in the intervals.
func TestRenamedAnnotators(t *testing.T) {
	values := func(names ...string) []float64 {
		s := newStore(t)
		random := rand.New(rand.NewPCG(4, 4))
		for n := range 20 {
			x := report(n, 10, 0)
			var said []annotate.Annotation
			for i := range 10 {
				truth := random.IntN(3)
				for _, who := range names {
					k := truth
					if random.IntN(4) == 0 {
						k = random.IntN(3)
					}
					said = append(said, says(x, annotate.OnSentence(i), who, []string{"fact", "quote", "claim"}[k]))
				}
			}
			add(t, s, nil, []annotate.Arrival{x}, said...)
		}
		m := count(t, s, "", options()).Overall
		return []float64{*m.Raw.Value, *m.Cohen.Value, *m.Fleiss.Value, *m.Alpha.Value}
	}
	if a, b := values("ana", "ben", "cyd"), values("zoe", "ann", "max"); !reflect.DeepEqual(a, b) {
		t.Errorf("%v, %v", a, b)
	}
}

func TestSeed(t *testing.T) {
	s := byHand(t)
	a, b := count(t, s, "", options()), count(t, s, "", options())
	if !reflect.DeepEqual(a, b) {
		t.Errorf("the same seed: %+v\n%+v", a, b)
	}
	o := options()
	o.Samples = 0
	if r := count(t, s, "", o); r.Overall.Raw.Low != nil || *r.Overall.Raw.Value != *a.Overall.Raw.Value {
		t.Errorf("without samples: %s", told(r.Overall.Raw))
	}
}

func TestCountGivenUp(t *testing.T) {
	s := library(t, 20, 1)
	for _, after := range []float64{0.2, 0.6} { // reading, and measuring
		ctx, cancel := context.WithCancel(t.Context())
		o := options()
		last := 0.0
		o.Progress = func(part float64) {
			if part < last || part > 1 {
				t.Errorf("progress from %v to %v", last, part)
			}
			if last = part; part > after {
				cancel()
			}
		}
		if _, err := agreement.Count(ctx, query.Query{}, s, o); !errors.Is(err, context.Canceled) {
			t.Errorf("%v", err)
		}
		cancel()
	}
	check(t, s.Close())
	if _, err := agreement.Count(t.Context(), query.Query{}, s, options()); err == nil {
		t.Error("a closed library has no error")
	}
}
