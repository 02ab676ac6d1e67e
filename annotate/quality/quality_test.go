package quality_test

import (
	"context"
	"fmt"
	"math"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rashomon/annotate"
	"rashomon/annotate/quality"
	"rashomon/annotate/query"
	"rashomon/annotate/suggest"
	"rashomon/store"
)

// desk is a library, and how annotators label in it.
type desk struct {
	t     *testing.T
	store *store.Store
	now   time.Time
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	lib, err := store.Open(filepath.Join(t.TempDir(), "library.db"), store.Options{})
	check(t, err)
	t.Cleanup(func() { check(t, lib.Close()) })
	return &desk{t, lib, time.Date(2031, 5, 4, 9, 0, 0, 0, time.UTC)}
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// article brings in a report with a sentence a line.
func (d *desk) article(title string, lines ...string) annotate.ID {
	d.t.Helper()
	b := annotate.Body{Text: strings.Join(lines, "\n")}
	at := 0
	for _, l := range lines {
		b.Sentences = append(b.Sentences, annotate.Span{Start: at, End: at + len(l)})
		at += len(l) + 1
	}
	out, err := d.store.Add([]annotate.Arrival{{Article: annotate.NewArticle(annotate.Article{Title: title}, b, d.now), Body: b}}, nil, "ana", "import")
	check(d.t, err)
	return out[0].ID
}

// says has an annotator label a sentence.
func (d *desk) says(who string, article annotate.ID, n int, edit func(*annotate.Annotation)) {
	d.t.Helper()
	a, err := d.store.Article(article)
	check(d.t, err)
	b, err := d.store.Body(article, a.Revision)
	check(d.t, err)
	x := annotate.NewAnnotation(a, b, annotate.OnSentence(n), "default", who)
	x.Created, x.Updated = d.now, d.now
	edit(&x)
	_, err = d.store.Apply(annotate.Change{By: who, What: "label", Edits: []annotate.Edit{{Annotation: &annotate.Replaced[annotate.Annotation]{After: &x}}}})
	check(d.t, err)
}

func labels(names ...string) func(*annotate.Annotation) {
	return func(a *annotate.Annotation) { a.Labels = names }
}

func (d *desk) report(o quality.Options) quality.Report {
	d.t.Helper()
	o.Scheme = annotate.DefaultScheme()
	r, err := quality.Count(context.Background(), query.Query{}, d.store, o)
	check(d.t, err)
	return r
}

func TestCoverage(t *testing.T) {
	d := newDesk(t)
	a := d.article("Crane falls", "The crane fell.", "Nobody was hurt.", "It rained.", "The end.", "A line.")
	d.says("ana", a, 0, labels("fact"))
	d.says("ben", a, 0, labels("fact"))
	d.says("ana", a, 1, labels("claim"))
	d.says("ben", a, 1, labels("fact"))
	d.says(annotate.Gold, a, 1, labels("claim"))
	d.says("ana", a, 2, func(x *annotate.Annotation) { x.Flag = annotate.Skipped })
	d.says("ben", a, 2, labels("fact"))
	d.says(annotate.Gold, a, 2, func(x *annotate.Annotation) { x.Flag, x.Reason = annotate.Flagged, "ask the desk" })
	d.says("ana", a, 3, labels("fact"))
	d.says("ben", a, 4, func(x *annotate.Annotation) { x.Note = "only a note" })
	got := d.report(quality.Options{}).Coverage
	want := quality.Coverage{Sentences: 5, None: 1, Once: 1, Twice: 3, Differ: 2, Gold: 1, Open: 1, Undecided: 0}
	if got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}

func TestAgainstGold(t *testing.T) {
	d := newDesk(t)
	a := d.article("Crane falls", "One.", "Two.", "Three.", "Four.")
	for n, pair := range [][2]string{{"fact", "fact"}, {"fact", "claim"}, {"claim", "claim"}, {"claim", "claim"}} {
		d.says("ana", a, n, labels(pair[0]))
		d.says(annotate.Gold, a, n, labels(pair[1]))
	}
	g := d.report(quality.Options{}).ByAnnotator[0].Gold
	if g.Sentences != 4 || g.Same != 3 {
		t.Fatalf("%+v", g)
	}
	// po = 3/4; pe = (2·1 + 2·3)/16 = 1/2; kappa = (3/4 − 1/2)/(1 − 1/2) = 1/2
	if g.Kappa.Value == nil || math.Abs(*g.Kappa.Value-.5) > 1e-12 {
		t.Errorf("kappa %v", g.Kappa)
	}
	fact, claim := g.ByLabel[0], g.ByLabel[1]
	if *fact.Precision != .5 || *fact.Recall != 1 || *claim.Precision != 1 || math.Abs(*claim.Recall-2.0/3) > 1e-12 {
		t.Errorf("%+v %+v", fact, claim)
	}
}

// TestDrift has an annotator whose second day of ten is unlike the others.
func TestDrift(t *testing.T) {
	d := newDesk(t)
	lines := make([]string, 300)
	for i := range lines {
		lines[i] = fmt.Sprintf("Line number %d.", i)
	}
	a := d.article("Long", lines...)
	for n := range lines {
		label := []string{"fact", "claim"}[n%2]
		if n/30 == 1 {
			label = "quote"
		}
		d.now = time.Date(2031, 5, 4+n/30, 9, n%30, 0, 0, time.UTC)
		d.says("ana", a, n, labels(label))
	}
	days := d.report(quality.Options{}).ByAnnotator[0].Days
	if len(days) != 10 {
		t.Fatalf("%+v", days)
	}
	for n, day := range days {
		if day.Drifts != (n == 1) {
			t.Errorf("day %d: %v %v", n+1, *day.Drift, day.Drifts)
		}
	}
	// nothing in common: weighted by .1 and .9 the divergence is the entropy of these weights
	want := -(.1*math.Log2(.1) + .9*math.Log2(.9))
	if math.Abs(*days[1].Drift-want) > 1e-12 {
		t.Errorf("drift %v, want %v", *days[1].Drift, want)
	}
}

// TestALittleIsNoDrift: of few labels nothing is told.
func TestALittleIsNoDrift(t *testing.T) {
	d := newDesk(t)
	a := d.article("Short", "One.", "Two.")
	d.says("ana", a, 0, labels("fact"))
	d.now = d.now.AddDate(0, 0, 1)
	d.says("ana", a, 1, labels("claim"))
	for _, day := range d.report(quality.Options{}).ByAnnotator[0].Days {
		if day.Drift != nil || day.Drifts {
			t.Errorf("%+v", day)
		}
	}
}

func TestSecondLook(t *testing.T) {
	d := newDesk(t)
	a := d.article("Crane falls", "The crane fell on the pier.", "Nobody was hurt, the owner said.", "It had rained all through the night.", "The owner was there.", "Fine.")
	b := d.article("Pier shut", "The crane fell on the pier.")
	d.says("ana", a, 0, labels("fact"))
	d.says("ana", b, 0, labels("claim"))
	d.says("ana", a, 1, labels("claim"))
	d.says("ben", a, 1, labels("fact"))
	d.says("ana", a, 2, func(x *annotate.Annotation) { x.Labels, x.Seconds = []string{"fact"}, .1 })
	d.says("ana", a, 3, func(x *annotate.Annotation) {
		x.Labels, x.Flag, x.Reason = []string{"fact"}, annotate.Flagged, "was he?"
	})
	d.says("ana", a, 4, labels("fact"))
	o := quality.Options{Most: 10, Suggest: func(x annotate.Article, body annotate.Body) []suggest.Suggestion {
		out := make([]suggest.Suggestion, len(body.Sentences))
		if x.ID == a {
			out[2] = suggest.Suggestion{Label: "quote", Score: .95}
			out[4] = suggest.Suggestion{Label: "quote", Score: .5}
		}
		return out
	}}
	r := d.report(o)
	reasons := map[string]string{}
	for _, l := range r.Look {
		reasons[l.Text] += l.Title + ": " + strings.Join(l.Why, "; ")
	}
	if r.Looks != 4 || len(r.Look) != 4 || r.Look[0].Sentence != 1 {
		t.Fatalf("%d: %+v", r.Looks, r.Look)
	}
	for text, want := range map[string]string{
		"The crane fell on the pier.":          "of the same words in sentence 1 of",
		"Nobody was hurt, the owner said.":     "annotators differ: 1 claim, 1 fact",
		"It had rained all through the night.": "ana labelled 7 words in 0.1 s; quote is suggested (0.95), not fact",
		"The owner was there.":                 "flagged by ana: was he?",
	} {
		if !strings.Contains(reasons[text], want) {
			t.Errorf("%s: %q, want %q", text, reasons[text], want)
		}
	}
	o.Most = 2
	if few := d.report(o); len(few.Look) != 2 || few.Looks != 4 || few.Look[0].Weight != r.Look[0].Weight || few.Look[1].Weight != r.Look[1].Weight {
		t.Errorf("the best two: %+v", few.Look)
	}
}

// A sentence that is skipped has no labels, whatever is left on it: nothing is given, and no
// precision comes of it.
func TestSkippedIsNoLabel(t *testing.T) {
	d := newDesk(t)
	a := d.article("Mast", "The mast broke.")
	d.says("ana", a, 0, func(x *annotate.Annotation) { x.Labels, x.Flag = []string{"claim"}, annotate.Skipped })
	d.says(annotate.Gold, a, 0, labels("claim"))
	r := d.report(quality.Options{})
	gold := r.ByAnnotator[0].Gold
	if gold.Same != 0 || len(gold.ByLabel) != 1 || gold.ByLabel[0].Given != 0 || gold.ByLabel[0].Both != 0 || gold.ByLabel[0].Precision != nil {
		t.Errorf("%+v", gold)
	}
}

// A query that asks for what is said asks for the sentences of which somebody says it, with what
// all others say of them.
func TestAsked(t *testing.T) {
	d := newDesk(t)
	a := d.article("Mast", "The mast broke.", "Two fell.", "It rained.")
	for i, who := range []string{"ana", "ben", "cem"} {
		d.says(who, a, 0, labels([]string{"quote", "fact", "fact"}[i]))
		d.says(who, a, 1, labels("fact"))
	}
	q, err := query.Parse("label:quote", d.now)
	check(t, err)
	r, err := quality.Count(context.Background(), q, d.store, quality.Options{Scheme: annotate.DefaultScheme()})
	check(t, err)
	if want := (quality.Coverage{Sentences: 1, Twice: 1, Differ: 1, Undecided: 1}); r.Coverage != want {
		t.Errorf("%+v", r.Coverage)
	}
	if len(r.ByAnnotator) != 3 {
		t.Errorf("%+v", r.ByAnnotator)
	}
}

// By a scheme for words only, a sentence has the labels of the words in it.
func TestWordsOnly(t *testing.T) {
	d := newDesk(t)
	id := d.article("Mast", "The mast broke.", "Two fell.", "It rained.")
	scheme := annotate.DefaultScheme()
	for i := range scheme.Labels {
		scheme.Labels[i].On = annotate.OnSpans
	}
	says := func(who, label string, from, to int) {
		a, err := d.store.Article(id)
		check(t, err)
		b, err := d.store.Body(id, a.Revision)
		check(t, err)
		x := annotate.NewAnnotation(a, b, annotate.OnSpan(annotate.Span{Start: from, End: to}), "default", who)
		x.Created, x.Updated, x.Labels = d.now, d.now, []string{label}
		_, err = d.store.Apply(annotate.Change{By: who, What: "label", Edits: []annotate.Edit{{Annotation: &annotate.Replaced[annotate.Annotation]{After: &x}}}})
		check(t, err)
	}
	says("ana", "fact", 0, 3)
	says("ana", "quote", 4, 8)
	says("ben", "fact", 0, 3)
	says("ana", "claim", 16, 19)
	says(annotate.Gold, "fact", 0, 3)
	r, err := quality.Count(context.Background(), query.Query{}, d.store, quality.Options{Scheme: scheme, Most: 5})
	check(t, err)
	if want := (quality.Coverage{Sentences: 3, None: 1, Once: 1, Twice: 1, Differ: 1, Gold: 1}); r.Coverage != want {
		t.Errorf("%+v", r.Coverage)
	}
	if len(r.ByAnnotator) != 2 || r.ByAnnotator[0].Name != "ana" || r.ByAnnotator[0].Sentences != 2 || r.ByAnnotator[0].Gold.Same != 0 || r.ByAnnotator[1].Gold.Same != 1 {
		t.Errorf("%+v", r.ByAnnotator)
	}
}
