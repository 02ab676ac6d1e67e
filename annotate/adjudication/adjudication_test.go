package adjudication_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"rashomon/annotate"
	"rashomon/annotate/adjudication"
	"rashomon/annotate/query"
)

func (x *team) find(o adjudication.Options) adjudication.Found {
	x.t.Helper()
	o.Scheme = x.scheme
	f, err := adjudication.Find(context.Background(), query.Query{}, x.store, o)
	must(x.t, err)
	return f
}

func (x *team) at(report, sentence int) adjudication.Case {
	x.t.Helper()
	a := x.all[report]
	return adjudication.At(a.Article, a.Body, x.scheme, x.said(report), sentence)
}

// take has somebody take what an annotator says for gold.
func (x *team) take(report, sentence int, who string) {
	x.t.Helper()
	x.clock = x.clock.Add(time.Second)
	c := x.at(report, sentence)
	for _, s := range c.Says {
		if s.Annotator != who {
			continue
		}
		if change, ok := c.Take(s, adjudication.Decision{By: "lea", At: x.clock}); ok {
			x.apply(change)
		}
	}
}

func TestFind(t *testing.T) {
	x := newTeam(t, t.TempDir(), annotate.DefaultScheme(), 2, 8)
	defer x.store.Close()
	for _, who := range []string{"ana", "ben", "cem"} {
		x.labels(0, 0, who, "fact") // all agree
	}
	x.labels(0, 1, "ana", "fact") // two of them differ
	x.labels(0, 1, "ben", "claim")
	x.labels(0, 2, "ana", "fact") // all three differ
	x.labels(0, 2, "ben", "claim")
	x.labels(0, 2, "cem", "claim", "quote")
	x.labels(0, 3, "ana", "fact") // other words
	x.labels(0, 3, "ben", "fact")
	x.span(0, 3, 10, "ben", "quote")
	x.labels(0, 4, "ana", "claim") // other speakers
	x.labels(0, 4, "ben", "claim")
	x.does(0, "ana", func(r *annotate.Reading, now time.Time) (annotate.Change, bool) {
		return r.SetSpeaker(annotate.OnSentence(4), "the clerk", now)
	})
	x.labels(0, 5, "ana", "fact") // one skips it
	x.does(0, "ben", func(r *annotate.Reading, now time.Time) (annotate.Change, bool) {
		return r.SetFlag(annotate.OnSentence(5), annotate.Skipped, "a headline", now)
	})
	x.labels(0, 6, "ana", "fact") // one alone
	x.labels(1, 0, "ana", "fact") // two of three
	x.labels(1, 0, "ben", "fact")
	x.labels(1, 0, "cem", "quote")
	x.labels(0, 1, annotate.Gold, "quote") // gold is nobody's opinion

	f := x.find(adjudication.Options{})
	var got []string
	for _, d := range f.Disagreements {
		r := slices.IndexFunc(x.all, func(a annotate.Arrival) bool { return a.Article.ID == d.Article })
		c := x.at(r, int(d.Sentence))
		got = append(got, fmt.Sprintf("%d.%d %s %.2f: %s", r, d.Sentence, d.Kind, d.Weight, c.How()))
	}
	want := []string{
		"0.2 labels 4.75: 1 claim, 1 fact, 1 quote+claim",
		"1.0 labels 2.75: 2 fact, 1 quote",
		"0.1 labels 2.00: 1 claim, 1 fact",
		"0.5 labels 2.00: 1 fact, 1 skipped",
		"0.3 spans 2.00: same labels, other words",
		"0.4 details 2.00: same labels, other speakers",
	}
	if !slices.Equal(got, want) {
		t.Fatalf("found\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if f.Twice != 7 || !slices.Equal(f.Annotators, []string{"ana", "ben", "cem"}) {
		t.Fatalf("%d twice, by %v", f.Twice, f.Annotators)
	}
	some := x.find(adjudication.Options{Articles: []annotate.ID{x.all[1].Article.ID}})
	if len(some.Disagreements) != 1 || some.Disagreements[0].Article != x.all[1].Article.ID {
		t.Fatalf("of one report: %v", some)
	}
	asked, err := query.Parse("label:quote", noon())
	must(t, err)
	few, err := adjudication.Find(context.Background(), asked, x.store, adjudication.Options{Scheme: x.scheme})
	must(t, err)
	if len(few.Disagreements) != 4 { // 0.1 has it in gold
		t.Fatalf("of those labelled quote: %v", few.Disagreements)
	}
}

func TestStates(t *testing.T) {
	x := newTeam(t, t.TempDir(), annotate.DefaultScheme(), 1, 4)
	defer x.store.Close()
	for n := range 4 {
		x.labels(0, n, "ana", "fact")
		x.labels(0, n, "ben", "claim")
	}
	x.take(0, 1, "ben")
	x.take(0, 2, "ana")
	x.labels(0, 2, "ben", "quote")
	x.does(0, annotate.Gold, func(r *annotate.Reading, now time.Time) (annotate.Change, bool) {
		c, ok := r.SetFlag(annotate.OnSentence(3), annotate.Flagged, "ask the desk", now)
		here := x.at(0, 3)
		return here.Sign(c, "lea"), ok
	})
	for n, want := range []adjudication.State{adjudication.Open, adjudication.Decided, adjudication.Stale, adjudication.LeftOpen} {
		if c := x.at(0, n); c.State() != want {
			t.Errorf("sentence %d is %v, want %v", n, c.State(), want)
		}
	}
	open := x.find(adjudication.Options{States: []adjudication.State{adjudication.Open, adjudication.Stale}})
	if len(open.Disagreements) != 2 {
		t.Errorf("open: %v", open.Disagreements)
	}
	x.take(0, 2, "ana") // once more, having seen it
	if c := x.at(0, 2); c.State() != adjudication.Decided {
		t.Errorf("looked at again it is %v", c.State())
	}
	gold := x.at(0, 3)
	if g := gold.Gold.Sentence; g.Adjudicator != "lea" || g.Origin != annotate.Adjudicated || g.Reason != "ask the desk" {
		t.Errorf("left open: %+v", g)
	}
}

// TestSignedTwiceInOneChange has words of gold that are moved and labelled by one key: what the second
// edit starts from is what the first one leaves.
func TestSignedTwiceInOneChange(t *testing.T) {
	x := newTeam(t, t.TempDir(), annotate.DefaultScheme(), 1, 2)
	defer x.store.Close()
	x.labels(0, 0, "ana", "fact")
	said := func(span annotate.Span, labels ...string) *annotate.Annotation {
		return &annotate.Annotation{ID: 7, Article: 1, Sentence: -1, Span: span, Scheme: "default", Annotator: annotate.Gold, Speaker: "Ida Marsh", Labels: labels}
	}
	edit := func(before, after *annotate.Annotation) annotate.Edit {
		return annotate.Edit{Annotation: &annotate.Replaced[annotate.Annotation]{Before: before, After: after}}
	}
	was, moved, labelled := said(annotate.Span{Start: 3, End: 9}), said(annotate.Span{Start: 1, End: 9}), said(annotate.Span{Start: 1, End: 9}, "quote")
	here := x.at(0, 0)
	signed := here.Sign(annotate.Change{Edits: []annotate.Edit{edit(was, moved), edit(moved, labelled)}}, "lea").Edits
	if first, then := signed[0].Annotation, signed[1].Annotation; !reflect.DeepEqual(first.After, then.Before) || then.After.Adjudicator != "lea" || !reflect.DeepEqual(first.Before, was) {
		t.Errorf("the edits do not follow one another: %+v, then %+v", first.After, then.Before)
	}
}

// TestSigned has a note that names whose word was taken go with that word, and no other.
func TestSigned(t *testing.T) {
	x := newTeam(t, t.TempDir(), annotate.DefaultScheme(), 1, 2)
	defer x.store.Close()
	toggle := func(n int) annotate.Annotation {
		x.does(0, annotate.Gold, func(r *annotate.Reading, now time.Time) (annotate.Change, bool) {
			c, ok := r.Toggle(annotate.OnSentence(n), "quote", now)
			here := x.at(0, n)
			return here.Sign(c, "lea"), ok
		})
		return x.at(0, n).Gold.Sentence
	}
	for n := range 2 {
		x.labels(0, n, "ana", "fact")
		x.labels(0, n, "ben", "claim")
		x.take(0, n, "ben")
	}
	if g := x.at(0, 0).Gold.Sentence; g.Note != "as ben says" || !slices.Equal(g.Labels, []string{"claim"}) {
		t.Fatalf("taken: %+v", g)
	}
	if g := toggle(0); g.Note != "" || !slices.Equal(g.Labels, []string{"quote", "claim"}) {
		t.Fatalf("with another label: %+v", g)
	}
	x.does(0, annotate.Gold, func(r *annotate.Reading, now time.Time) (annotate.Change, bool) {
		c, ok := r.SetNote(annotate.OnSentence(1), "the wire says two", now)
		here := x.at(0, 1)
		return here.Sign(c, "lea"), ok
	})
	if g := toggle(1); g.Note != "the wire says two" {
		t.Fatalf("a note that was written: %+v", g)
	}
	x.take(0, 1, "ana")
	if g := x.at(0, 1).Gold.Sentence; g.Note != "the wire says two" || !slices.Equal(g.Labels, []string{"fact"}) {
		t.Fatalf("taken from another: %+v", g)
	}
}

func TestChanged(t *testing.T) {
	x := newTeam(t, t.TempDir(), annotate.DefaultScheme(), 1, 5)
	defer x.store.Close()
	for n := range 5 {
		x.labels(0, n, "ana", "fact")
		x.labels(0, n, "ben", "claim")
	}
	x.span(0, 1, 10, "ben", "quote")
	x.take(0, 0, "ben")
	x.does(0, annotate.Gold, func(r *annotate.Reading, now time.Time) (annotate.Change, bool) {
		return r.SetNote(annotate.OnSentence(0), "wire says\ntwo", now)
	})
	x.take(0, 1, "ben")
	x.take(0, 2, "ana")
	x.does(0, annotate.Gold, func(r *annotate.Reading, now time.Time) (annotate.Change, bool) {
		c, ok := r.SetFlag(annotate.OnSentence(3), annotate.Flagged, "ask the desk", now)
		here := x.at(0, 3)
		return here.Sign(c, "lea"), ok
	})
	var got []string
	for _, d := range adjudication.Changed(x.all[0].Article, x.all[0].Body, x.scheme, x.said(0), "ana") {
		got = append(got, fmt.Sprint(d.Sentence, " ", d.Line(noon())))
	}
	want := []string{
		"0 gold: claim, not fact · lea, 12 Mar: wire says two",
		"1 gold: claim, not fact; quote “The warden” · lea, 12 Mar: as ben says",
		"3 gold: left open · lea, 12 Mar: ask the desk",
	}
	if !slices.Equal(got, want) {
		t.Fatalf("changed\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	all, err := adjudication.Changes(context.Background(), query.Query{}, x.store, adjudication.Options{Scheme: x.scheme}, "ben")
	must(t, err)
	if len(all) != 2 || all[0].Sentence != 2 || all[0].Line(noon().AddDate(1, 0, 0)) != "gold: fact, not claim · lea, 12 Mar 2031: as ana says" {
		t.Fatalf("of ben: %+v", all)
	}
}

// TestWordsOnly has a scheme for words: who labels nothing in a sentence counts, as far as she
// has come.
func TestWordsOnly(t *testing.T) {
	scheme := annotate.Scheme{Name: "words", Labels: []annotate.Label{{Name: "count", On: annotate.OnSpans}, {Name: "name", On: annotate.OnSpans}}}
	x := newTeam(t, t.TempDir(), scheme, 1, 4)
	defer x.store.Close()
	x.apply(annotate.Change{By: "ana", What: "scheme", Edits: []annotate.Edit{{Scheme: &annotate.Replaced[annotate.Scheme]{After: &scheme}}}})
	x.span(0, 0, 3, "ana", "count")
	x.span(0, 1, 3, "ana", "count")
	x.span(0, 3, 3, "ana", "count")
	x.span(0, 1, 3, "ben", "name")
	x.span(0, 2, 3, "ben", "name")
	f := x.find(adjudication.Options{})
	if f.Twice != 3 || len(f.Disagreements) != 3 {
		t.Fatalf("found %+v", f)
	}
	x.take(0, 0, "ben") // who labels nothing there
	x.take(0, 1, "ana")
	if c := x.at(0, 0); c.State() != adjudication.Decided || len(c.Gold.Spans) != 0 || c.Gold.Sentence.Note != "as ben says" {
		t.Fatalf("nothing is labelled: %+v", c.Gold)
	}
	c := x.at(0, 1)
	if c.State() != adjudication.Decided || len(c.Gold.Spans) != 1 || c.Gold.Spans[0].Labels[0] != "count" {
		t.Fatalf("taken: %+v", c.Gold)
	}
	x.take(0, 1, "ben")
	if c := x.at(0, 1); len(c.Gold.Spans) != 1 || c.Gold.Spans[0].Labels[0] != "name" {
		t.Fatalf("taken from the other: %+v", c.Gold)
	}
}

func TestCancelled(t *testing.T) {
	x := newTeam(t, t.TempDir(), annotate.DefaultScheme(), 3, 3)
	defer x.store.Close()
	x.labels(0, 0, "ana", "fact")
	stopped := errors.New("enough")
	ctx, cancel := context.WithCancelCause(context.Background())
	cancel(stopped)
	if _, err := adjudication.Find(ctx, query.Query{}, x.store, adjudication.Options{Scheme: x.scheme}); !errors.Is(err, stopped) {
		t.Fatalf("find: %v", err)
	}
	if _, err := adjudication.Pass(ctx, query.Query{}, x.store, adjudication.PassOptions{Options: adjudication.Options{Scheme: x.scheme}, Rule: adjudication.Best, Now: noon()}); !errors.Is(err, stopped) {
		t.Fatalf("pass: %v", err)
	}
	o := adjudication.PassOptions{Options: adjudication.Options{Scheme: x.scheme}, Rule: adjudication.Best, Now: noon()}
	if _, err := adjudication.Pass(context.Background(), query.Query{}, x.store, o); !errors.Is(err, adjudication.ErrNobody) {
		t.Fatalf("the best of one: %v", err)
	}
}
