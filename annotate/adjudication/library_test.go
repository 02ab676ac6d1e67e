package adjudication_test

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"rashomon/annotate"
	"rashomon/store"
)

// noon is the time on every clock of these tests.
func noon() time.Time { return time.Date(2031, 3, 12, 12, 0, 0, 0, time.UTC) }

// failer is what tests, benchmarks and property checks have in common.
type failer interface {
	Helper()
	Fatalf(format string, args ...any)
}

func must(t failer, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("%v", err)
	}
}

// report is a report of these sentences.
func report(a annotate.Article, sentences ...string) annotate.Arrival {
	var b annotate.Body
	for i, s := range sentences {
		if i > 0 {
			b.Text += "\n\n"
		}
		b.Sentences = append(b.Sentences, annotate.Span{Start: len(b.Text), End: len(b.Text) + len(s)})
		b.Text += s
	}
	return annotate.Arrival{Article: annotate.NewArticle(a, b, noon()), Body: b}
}

// team is a library that several annotators label, and the readings of all of them.
type team struct {
	t      failer
	store  *store.Store
	scheme annotate.Scheme
	all    []annotate.Arrival
	clock  time.Time
	now    map[annotate.ID]annotate.Annotation // all that is said
	held   bool                                // changes are kept back, to be stored at once
	back   []annotate.Change
}

func newTeam(t failer, dir string, scheme annotate.Scheme, reports, sentences int) *team {
	t.Helper()
	s, err := store.Open(filepath.Join(dir, "library.db"), store.Options{Now: noon})
	must(t, err)
	out := &team{t: t, store: s, scheme: scheme, clock: noon(), now: map[annotate.ID]annotate.Annotation{}}
	for i := range reports {
		var said []string
		for k := range sentences {
			said = append(said, fmt.Sprintf("The warden of lock %d said that sluice %d stood open.", i+1, k+1))
		}
		out.all = append(out.all, report(annotate.Article{Title: fmt.Sprint("Lock ", i+1), Source: "Vess Lantern", Date: fmt.Sprintf("2031-02-%02d", 1+i%28)}, said...))
	}
	_, err = s.Add(out.all, nil, "ana", "import")
	must(t, err)
	return out
}

func (x *team) reading(report int, who string) *annotate.Reading {
	x.t.Helper()
	a := x.all[report]
	return annotate.NewReading(a.Article, a.Body, x.scheme, who, x.said(report))
}

// does has an annotator do something, a second after what was done before.
func (x *team) does(report int, who string, do func(r *annotate.Reading, now time.Time) (annotate.Change, bool)) {
	x.t.Helper()
	x.clock = x.clock.Add(time.Second)
	if c, ok := do(x.reading(report, who), x.clock); ok {
		x.apply(c)
	}
}

func (x *team) apply(c annotate.Change) {
	x.t.Helper()
	for _, e := range c.Edits {
		if e.Annotation != nil && e.Annotation.Before != nil {
			delete(x.now, e.Annotation.Before.ID)
		}
		if e.Annotation != nil && e.Annotation.After != nil {
			x.now[e.Annotation.After.ID] = *e.Annotation.After
		}
	}
	if x.back = append(x.back, c); !x.held {
		x.flush()
	}
}

// flush stores what was kept back.
func (x *team) flush() {
	x.t.Helper()
	_, err := x.store.Apply(x.back...)
	must(x.t, err)
	x.back, x.held = nil, false
}

// labels has an annotator give a sentence these labels.
func (x *team) labels(report, sentence int, who string, labels ...string) {
	x.t.Helper()
	x.does(report, who, func(r *annotate.Reading, now time.Time) (annotate.Change, bool) {
		return r.SetLabels(annotate.OnSentence(sentence), labels, "", now)
	})
}

// span has an annotator label the first bytes of a sentence.
func (x *team) span(report, sentence, bytes int, who, label string) {
	x.t.Helper()
	x.does(report, who, func(r *annotate.Reading, now time.Time) (annotate.Change, bool) {
		at := r.Body.Sentences[sentence].Start
		return r.SetLabels(annotate.OnSpan(annotate.Span{Start: at, End: at + bytes}), []string{label}, "", now)
	})
}

// said is all that is said of a report: as it is stored, unless some of it is kept back.
func (x *team) said(report int) (out []annotate.Annotation) {
	x.t.Helper()
	id := x.all[report].Article.ID
	if !x.held {
		said, err := x.store.Annotations(id)
		must(x.t, err)
		return said
	}
	for _, a := range x.now {
		if a.Article == id {
			out = append(out, a)
		}
	}
	slices.SortFunc(out, func(a, b annotate.Annotation) int { return cmp.Compare(a.ID, b.ID) })
	return out
}
