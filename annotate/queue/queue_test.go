package queue_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"rashomon/annotate"
	"rashomon/annotate/query"
	"rashomon/annotate/queue"
	"rashomon/annotate/suggest"
	"rashomon/store"
)

// five is two stories of two reports, and a report in none, which is the newest.
func five(t *testing.T) *store.Store {
	old, young := annotate.NewStory("The lock"), annotate.NewStory("The mill")
	s := library(t, t.TempDir(), []annotate.Story{old, young},
		report(annotate.Article{Title: "Loose", Source: "P", Date: "2031-04-01"}, "L0"),
		report(annotate.Article{Title: "Undated", Source: "P", Story: old.ID}, "O0", "O1"),
		report(annotate.Article{Title: "Dated", Source: "P", Story: old.ID, Date: "2031-02-01"}, "P0"),
		report(annotate.Article{Title: "Later", Source: "P", Story: young.ID, Date: "2031-03-02"}, "Z0", "Z1"),
		report(annotate.Article{Title: "Sooner", Source: "P", Story: young.ID, Date: "2031-03-01"}, "Y0", "Y1", "Y2"))
	t.Cleanup(func() { s.Close() })
	return s
}

func TestAsTheReportsHaveThem(t *testing.T) {
	s := five(t)
	same(t, "in order", texts(t, s, build(t, s, queue.Spec{Order: queue.InOrder})), strings.Fields("Y0 Y1 Y2 Z0 Z1 P0 O0 O1 L0"))
}

func TestWhatIsDoneIsLeftOut(t *testing.T) {
	s := five(t)
	all := build(t, s, queue.Spec{Order: queue.Unlabelled})
	say(t, s, "ana", all[0], "fact")
	skip(t, s, "ana", all[3])
	say(t, s, "ben", all[1], "fact") // another's work is not mine
	same(t, "unlabelled", texts(t, s, build(t, s, queue.Spec{Order: queue.Unlabelled})), strings.Fields("Y1 Y2 Z1 P0 O0 O1 L0"))
	same(t, "in order", build(t, s, queue.Spec{Order: queue.InOrder}), all)
	say(t, s, "ana", all[0])
	same(t, "unlabelled again", texts(t, s, build(t, s, queue.Spec{Order: queue.Unlabelled})), strings.Fields("Y0 Y1 Y2 Z1 P0 O0 O1 L0"))
}

func TestOnlyTheArticlesNamed(t *testing.T) {
	s := five(t)
	all := build(t, s, queue.Spec{Order: queue.Unlabelled})
	spec := queue.Spec{Order: queue.Unlabelled, Articles: []annotate.ID{all[5].Article, all[3].Article, all[5].Article}}
	same(t, "two articles", texts(t, s, build(t, s, spec)), strings.Fields("Z0 Z1 P0"))
	spec.Articles = []annotate.ID{12345}
	if _, err := queue.Build(context.Background(), spec, s, options()); !errors.Is(err, store.ErrNotFound) {
		t.Fatalf("%v", err)
	}
}

func TestLeastCertainFirst(t *testing.T) {
	s := library(t, t.TempDir(), nil, report(annotate.Article{Title: "A", Date: "2031-03-01"}, "seven..", "two", "ten letters or more", "five.", "2wo"))
	defer s.Close()
	same(t, "least certain", texts(t, s, build(t, s, queue.Spec{Order: queue.LeastCertain})), []string{"ten letters or more", "two", "2wo", "five.", "seven.."})
}

func TestMostDisagreeingFirst(t *testing.T) {
	s := library(t, t.TempDir(), nil, report(annotate.Article{Title: "A"}, "agreed", "two of three", "all differ", "alone", "half and half", "sets", "one skips"))
	defer s.Close()
	article := build(t, s, queue.Spec{Order: queue.InOrder})[0].Article
	for n, votes := range [][]string{{"fact", "fact", "fact"}, {"fact", "fact", "claim"}, {"fact", "quote", "claim"}, {"fact"}, {"fact", "claim"}, {"fact quote", "quote fact", "claim"}, {"fact"}} {
		for k, labels := range votes {
			say(t, s, []string{"ana", "ben", "cas"}[k], queue.Place{Article: article, Sentence: n}, strings.Fields(labels)...)
		}
	}
	skip(t, s, "ben", queue.Place{Article: article, Sentence: 6})
	same(t, "most disagreeing", texts(t, s, build(t, s, queue.Spec{Order: queue.MostDisagreeing})), []string{"all differ", "half and half", "two of three", "sets"})
}

func TestCorrected(t *testing.T) {
	s := library(t, t.TempDir(), nil, report(annotate.Article{Title: "A"}, "agreed", "corrected", "not mine", "no gold", "corrected too"))
	defer s.Close()
	article := build(t, s, queue.Spec{Order: queue.InOrder})[0].Article
	for n, says := range [][2]string{{"fact", "fact"}, {"fact", "claim"}, {"", "claim"}, {"fact", ""}, {"quote", "fact quote"}} {
		for k, who := range []string{"ana", annotate.Gold} {
			if says[k] != "" {
				say(t, s, who, queue.Place{Article: article, Sentence: n}, strings.Fields(says[k])...)
			}
		}
	}
	same(t, "corrected", texts(t, s, build(t, s, queue.Spec{Order: queue.Corrected})), []string{"corrected", "corrected too"})
}

func TestByAQuery(t *testing.T) {
	young := annotate.NewStory("The mill")
	s := library(t, t.TempDir(), []annotate.Story{young},
		report(annotate.Article{Title: "A", Source: "Lantern", Date: "2031-03-01", Story: young.ID}, "The gate was open.", "Nobody saw it.", "The gate was shut."),
		report(annotate.Article{Title: "B", Source: "Saltline", Date: "2031-03-02", Story: young.ID}, "A gate burned."),
		report(annotate.Article{Title: "C", Source: "Saltline", Date: "2031-03-12"}, "The ferry left."))
	defer s.Close()
	of := func(order queue.Order, q string) []string {
		t.Helper()
		return texts(t, s, build(t, s, queue.Spec{Order: order, Query: q}))
	}
	same(t, "a word", of(queue.Unlabelled, "gate"), []string{"The gate was open.", "The gate was shut.", "A gate burned."})
	same(t, "a source", of(queue.Unlabelled, "source:saltline"), []string{"A gate burned.", "The ferry left."})
	same(t, "today", of(queue.InOrder, "date:today"), []string{"The ferry left."})
	same(t, "nothing", of(queue.InOrder, "dragon"), nil)
	first := build(t, s, queue.Spec{Order: queue.InOrder})[0]
	say(t, s, "ana", first, "claim")
	same(t, "a label", of(queue.InOrder, "label:claim"), []string{"The gate was open."})
	same(t, "a label, to be done", of(queue.Unlabelled, "label:claim"), nil)
	for q, want := range map[string]bool{"gate": false, "gate label:claim": true, "": false, "sauce:x": false} {
		if spec := (queue.Spec{Query: q}); spec.Asks(noon()) != want {
			t.Fatalf("%q asks for what is said: %v", q, !want)
		}
	}
	var bad *query.Error
	if _, err := queue.Build(context.Background(), queue.Spec{Order: queue.InOrder, Query: "sauce:x"}, s, options()); !errors.As(err, &bad) {
		t.Fatalf("%v", err)
	}
}

func TestWhatCannotBeBuilt(t *testing.T) {
	s := five(t)
	if _, err := queue.Build(context.Background(), queue.Spec{Order: "sideways"}, s, options()); err == nil {
		t.Fatal("there is no such order")
	}
	ctx, cancel := context.WithCancel(context.Background())
	o := options()
	o.Suggest = func(a annotate.Article, b annotate.Body) []suggest.Suggestion { cancel(); return scored(a, b) }
	if _, err := queue.Build(ctx, queue.Spec{Order: queue.LeastCertain}, s, o); !errors.Is(err, context.Canceled) {
		t.Fatalf("%v", err)
	}
}

// TestFirst leaves each order at each place, with some of the queue labelled meanwhile, and
// takes it up again.
func TestFirst(t *testing.T) {
	for _, order := range []queue.Order{queue.Unlabelled, queue.Random, queue.InOrder} {
		for _, labelled := range []string{"", "0", "3", "3 4", "0 1 2 3 4 5", "6 7 8", "0 8"} {
			s := five(t)
			spec := queue.Spec{Order: order, Seed: 9}
			before := build(t, s, spec)
			done := map[queue.Place]bool{}
			for _, i := range strings.Fields(labelled) {
				p := before[i[0]-'0']
				say(t, s, "ana", p, "fact")
				done[p] = true
			}
			after := build(t, s, spec)
			for i, from := range before {
				want := slices.IndexFunc(slices.Concat(before[i:], before), func(p queue.Place) bool { return order.Again() || !done[p] })
				spec.From = from
				got, err := queue.First(context.Background(), spec, after, s, options())
				must(t, err)
				if after[got] != slices.Concat(before, before)[i+want] {
					t.Fatalf("%s, %q labelled, left at %d: goes on at %v of %v", order, labelled, i, after[got], before)
				}
			}
		}
	}
}

// TestFirstOfWhatIsDoneMeanwhile takes up queues in which places are done, or gone.
func TestFirstOfWhatIsDoneMeanwhile(t *testing.T) {
	s := five(t)
	first := func(order queue.Order, from queue.Place, places []queue.Place) int {
		t.Helper()
		i, err := queue.First(context.Background(), queue.Spec{Order: order, From: from}, places, s, options())
		must(t, err)
		return i
	}
	places := build(t, s, queue.Spec{Order: queue.LeastCertain})
	same(t, "where it was left", []int{first(queue.LeastCertain, places[4], places)}, []int{4})
	say(t, s, "ana", places[4], "fact")
	same(t, "what is done is passed", []int{first(queue.LeastCertain, places[4], places)}, []int{5})
	for _, p := range places {
		say(t, s, "ana", p, "fact")
	}
	same(t, "all is done", []int{first(queue.LeastCertain, places[4], places), first(queue.Unlabelled, places[4], nil)}, []int{0, 0})
	for _, order := range queue.Orders() {
		same(t, "where it was left is gone", []int{first(order, queue.Place{Article: 99}, places)}, []int{0})
	}
	say(t, s, "ben", places[1], "claim")
	say(t, s, "ben", places[2], "claim")
	again := build(t, s, queue.Spec{Order: queue.MostDisagreeing})
	same(t, "another look", []int{len(again), first(queue.MostDisagreeing, again[1], again)}, []int{2, 1})
}

// TestWhereOnlyWordsAreLabelled has a sentence be done by a label on words in it, where the
// scheme has none for sentences.
func TestWhereOnlyWordsAreLabelled(t *testing.T) {
	s := five(t)
	o := options()
	o.Scheme = annotate.Scheme{Name: "words", Labels: []annotate.Label{{Name: "name", On: annotate.OnSpans}}}
	all := build(t, s, queue.Spec{Order: queue.InOrder})
	b := body(t, s, all[0].Article)
	for _, span := range []annotate.Span{{Start: b.Sentences[0].Start, End: b.Sentences[0].Start + 1}, {Start: b.Sentences[1].Start, End: b.Sentences[2].End}} {
		a, err := s.Article(all[0].Article)
		must(t, err)
		for _, scheme := range []annotate.Scheme{o.Scheme, annotate.DefaultScheme()} {
			c, _ := annotate.NewReading(a, b, scheme, "ana", nil).SetLabels(annotate.OnSpan(span), []string{scheme.Labels[0].Name}, "", noon())
			_, err = s.Apply(c)
			must(t, err)
		}
	}
	for _, order := range []queue.Order{queue.Unlabelled, queue.LeastCertain, queue.Random} {
		places, err := queue.Build(context.Background(), queue.Spec{Order: order}, s, o)
		must(t, err)
		if len(places) != len(all)-3 || slices.ContainsFunc(places, func(p queue.Place) bool { return p.Article == all[0].Article }) {
			t.Fatalf("%s: %v", order, texts(t, s, places))
		}
	}
	i, err := queue.First(context.Background(), queue.Spec{Order: queue.Unlabelled}, all, s, o)
	must(t, err)
	same(t, "goes on", []int{i}, []int{3})
	same(t, "by a scheme for sentences", build(t, s, queue.Spec{Order: queue.Unlabelled}), all)
}

// drawn is a library of drawn reports, with drawn labels of ana, ben and cas on them.
func drawn(rt *rapid.T, dir string) *store.Store {
	var stories []annotate.Story
	for i := range rapid.IntRange(0, 3).Draw(rt, "stories") {
		stories = append(stories, annotate.NewStory(fmt.Sprint("Story ", i)))
	}
	var reports []annotate.Arrival
	for i := range rapid.IntRange(1, 6).Draw(rt, "reports") {
		a := annotate.Article{Title: fmt.Sprint("Report ", i), Date: rapid.SampledFrom([]string{"", "2031-03-01", "2031-03-02T04:05:06Z"}).Draw(rt, "date")}
		if k := rapid.IntRange(0, len(stories)).Draw(rt, "story"); k > 0 {
			a.Story = stories[k-1].ID
		}
		words := []string{fmt.Sprint("report number ", i)}
		for range rapid.IntRange(0, 5).Draw(rt, "sentences") {
			words = append(words, strings.Repeat("x", rapid.IntRange(1, 12).Draw(rt, "letters")))
		}
		reports = append(reports, report(a, words...))
	}
	s := library(rt, dir, stories, reports...)
	readings := map[string]*annotate.Reading{}
	var changes []annotate.Change
	places := build(rt, s, queue.Spec{Order: queue.InOrder})
	for range rapid.IntRange(0, 20).Draw(rt, "labels") {
		p, who := rapid.SampledFrom(places).Draw(rt, "place"), rapid.SampledFrom([]string{"ana", "ben", "cas"}).Draw(rt, "who")
		r := readings[who+p.Article.String()]
		if r == nil {
			r = reading(rt, s, who, p.Article)
			readings[who+p.Article.String()] = r
		}
		if c, ok := r.SetLabels(annotate.OnSentence(p.Sentence), rapid.SliceOfNDistinct(label, 0, 2, rapid.ID).Draw(rt, "set"), "", noon()); ok {
			r.Apply(c.Edits)
			changes = append(changes, c)
		}
	}
	if len(changes) > 0 {
		_, err := s.Apply(changes...)
		must(rt, err)
	}
	return s
}

var label = rapid.SampledFrom([]string{"fact", "quote", "claim"})

// TestOrders has every order hold each sentence that belongs into it once, and hold to what
// it says it goes by.
func TestOrders(t *testing.T) {
	dir := t.TempDir()
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		s := drawn(rt, fmt.Sprint(dir, "/", n))
		defer s.Close()
		all, undone := build(rt, s, queue.Spec{Order: queue.InOrder}), build(rt, s, queue.Spec{Order: queue.Unlabelled})
		at := map[queue.Place]int{}
		for i, p := range all {
			at[p] = i
		}
		if len(at) != len(all) || !slices.IsSortedFunc(undone, func(p, q queue.Place) int { return at[p] - at[q] }) {
			rt.Fatalf("a sentence twice, or out of order: %v, %v", all, undone)
		}
		spec := queue.Spec{Order: queue.Random, Seed: rapid.Uint64().Draw(rt, "seed")}
		shuffled, certain := build(rt, s, spec), build(rt, s, queue.Spec{Order: queue.LeastCertain})
		same(rt, "the same seed", build(rt, s, spec), shuffled)
		for _, other := range [][]queue.Place{shuffled, certain} {
			back := slices.Clone(other)
			slices.SortFunc(back, func(p, q queue.Place) int { return at[p] - at[q] })
			same(rt, "other sentences than unlabelled", back, undone)
		}
		score := func(p queue.Place) float64 {
			return scored(annotate.Article{}, body(rt, s, p.Article))[p.Sentence].Score
		}
		if !slices.IsSortedFunc(certain, func(p, q queue.Place) int {
			if a, b := score(p), score(q); a != b {
				return int((a - b) * 100)
			}
			return at[p] - at[q]
		}) {
			rt.Fatalf("not by score: %v", certain)
		}
		if len(shuffled) > 0 { // labelling one moves no other
			i := rapid.IntRange(0, len(shuffled)-1).Draw(rt, "labelled")
			say(rt, s, "ana", shuffled[i], "claim")
			same(rt, "after a label", build(rt, s, spec), slices.Delete(shuffled, i, i+1))
		}
	})
}

// TestDay has a day that is read back to its beginning, and goes on, say what one says that
// was there all along.
func TestDay(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		a := report(annotate.Article{Title: "A"}, "One.", "Two.", "Three.", "Four.")
		ana, ben := annotate.NewReading(a.Article, a.Body, annotate.DefaultScheme(), "ana", nil), annotate.NewReading(a.Article, a.Body, annotate.DefaultScheme(), "ben", nil)
		var all []annotate.Change
		act := func() {
			r := rapid.SampledFrom([]*annotate.Reading{ana, ana, ben}).Draw(rt, "who")
			target := annotate.OnSentence(rapid.IntRange(0, 3).Draw(rt, "sentence"))
			if rapid.IntRange(0, 9).Draw(rt, "span") == 0 {
				target = annotate.OnSpan(annotate.Span{Start: 0, End: 2})
			}
			c, ok := r.SetLabels(target, rapid.SliceOfN(label, 0, 1).Draw(rt, "set"), "", noon())
			if ok && rapid.Bool().Draw(rt, "in one change with the last") && len(all) > 0 {
				last := &all[len(all)-1]
				last.Edits = append(last.Edits, c.Edits...)
			} else if ok {
				all = append(all, c)
			}
			r.Apply(c.Edits)
		}
		labelled := func() map[int]bool {
			out := map[int]bool{}
			for _, x := range ana.Annotations() {
				out[x.Sentence] = len(x.Labels) > 0 && x.Sentence >= 0
			}
			return out
		}
		for range rapid.IntRange(0, 5).Draw(rt, "yesterday") {
			act()
		}
		before := labelled()
		all = nil
		for range rapid.IntRange(0, 15).Draw(rt, "today") {
			act()
		}
		want := 0
		for n, on := range labelled() {
			if on && !before[n] {
				want++
			}
		}
		opened := rapid.IntRange(0, len(all)).Draw(rt, "opened after")
		day := queue.NewDay("ana")
		for _, c := range slices.Backward(all[:opened]) {
			day.Earlier(c)
		}
		for _, c := range all[opened:] {
			day.Later(c.Edits)
			day.Later(c.Edits) // to hear of it twice changes nothing
		}
		if day.Count() != want {
			rt.Fatalf("%d labelled today, want %d", day.Count(), want)
		}
	})
}
