package stats_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"rashomon/annotate"
	"rashomon/annotate/stats"
)

func noon() time.Time { return time.Date(2031, 3, 12, 12, 0, 0, 0, time.UTC) }

// report is an invented report of so many sentences, with its text.
func report(n, sentences int, source string, story annotate.ID) annotate.Arrival {
	var b annotate.Body
	for i := range sentences {
		start := len(b.Text)
		b.Text += fmt.Sprintf("Crane %d of pier %d was idle.", n, i)
		b.Sentences = append(b.Sentences, annotate.Span{Start: start, End: len(b.Text)})
		b.Text += " "
	}
	a := annotate.Article{Title: fmt.Sprintf("Cranes %d", n), Source: source, Story: story}
	return annotate.Arrival{Article: annotate.NewArticle(a, b, noon()), Body: b}
}

// says is an annotation of a target of the report.
func says(x annotate.Arrival, t annotate.Target, who string, at time.Time, labels ...string) annotate.Annotation {
	a := annotate.NewAnnotation(x.Article, x.Body, t, "default", who)
	a.Labels, a.Created, a.Updated = labels, at, at
	return a
}

func TestTwoReportsByHand(t *testing.T) {
	scheme := annotate.DefaultScheme()
	scheme.Attributes = []annotate.Attribute{{Name: "certainty", Key: "e", Choices: []string{"sure", "unsure"}}}
	c := stats.New(stats.Options{Scheme: scheme, Zone: time.FixedZone("east", 2*60*60)})
	one, two := report(1, 4, "Harbour Post", 7), report(2, 2, "", 0)
	late := time.Date(2031, 3, 12, 22, 30, 0, 0, time.UTC) // the thirteenth in the east

	quote := says(one, annotate.OnSentence(0), "ana", noon(), "quote", "claim")
	quote.Speaker, quote.Seconds = "Orsam", 4
	quote.Attributes = map[string]string{"certainty": "unsure"}
	same := says(one, annotate.OnSentence(0), "ben", late, "quote")
	same.Seconds, same.Origin, same.Score = 1.5, annotate.Suggestion, 0.8
	skip := says(one, annotate.OnSentence(1), "ana", late)
	skip.Flag, skip.Note, skip.Seconds = annotate.Skipped, "a heading", 0.5
	turned := says(one, annotate.OnSentence(2), "ana", late)
	turned.Rejected, turned.Flag = []string{"claim", "fact"}, annotate.Flagged
	span := says(one, annotate.OnSpan(annotate.Span{Start: 0, End: 5}), "ana", late, "fact")
	span.Seconds = 2
	span.Was = "The cranes"
	old := says(one, annotate.OnSentence(3), "ana", noon(), "fact")
	old.Revision = 0
	other := says(one, annotate.OnSentence(3), "ana", noon(), "fact")
	other.Scheme = "tone"
	c.Add(one.Article, "The cranes", []annotate.Annotation{quote, same, skip, turned, span, old, other})
	c.Add(two.Article, "", []annotate.Annotation{says(two, annotate.OnSentence(0), "ana", noon(), "fact"), says(two, annotate.OnSentence(1), "ana", noon(), "gone")})

	r := c.Report()
	want(t, r.Articles, stats.Articles{All: 2, Begun: 2, Finished: 1})
	want(t, r.Stories, 1)
	want(t, r.Sentences, stats.Sentences{All: 6, Labelled: 3, Skipped: 1, Flagged: 1, Done: 4})
	want(t, r.Spans, 1)
	want(t, r.Annotations, stats.Annotations{Sentences: 6, Spans: 1, WithSpeaker: 1, WithNote: 1, EarlierRevisions: 1, Changed: 1})
	want(t, r.Suggestions, stats.Suggestions{Accepted: 1, Rejected: 2})
	want(t, r.Time.Seconds, 8.0)
	want(t, r.Time.Timed, 3)
	want(t, *r.Time.Mean, 2.0)
	want(t, *r.Time.Median, 1.5)
	want(t, r.ByLabel, []stats.Label{
		{Named: stats.Named{Name: "fact", Sentences: 1, Spans: 1}, Share: 0.2, SpanShare: 1},
		{Named: stats.Named{Name: "quote", Sentences: 2}, Share: 0.4},
		{Named: stats.Named{Name: "claim", Sentences: 1}, Share: 0.2},
		{Named: stats.Named{Name: "gone", Sentences: 1}, Share: 0.2},
	})
	want(t, *r.Balance.Sentences, 0.961) // −(3·0.2 ln 0.2 + 0.4 ln 0.4) / ln 4
	want(t, *r.Balance.Spans, 0.0)
	want(t, r.ByOrigin, []stats.Named{{Name: "hand", Sentences: 3, Spans: 1}, {Name: "suggestion", Sentences: 1}, {Name: "carried"}, {Name: "imported"}})
	want(t, r.ByAttribute, []stats.Attribute{{Name: "certainty", Choices: []stats.Named{{Name: "unsure", Sentences: 1}, {Name: "sure"}}}})
	want(t, names(r.BySource), []string{"", "Harbour Post"})
	want(t, names(r.ByStory), []string{"", "The cranes"})
	want(t, r.ByStory[1].Coverage, 0.25)
	want(t, r.ByStory[1].Labels, map[string]int{"quote": 2, "claim": 1})
	want(t, r.ByAnnotator[0].Name, "ana")
	want(t, r.ByAnnotator[0].Labelled, 3)
	want(t, r.ByAnnotator[1].Time.Seconds, 1.5)
	want(t, days(r.ByDay), map[string]int{"2031-03-12": 3, "2031-03-13": 2})
	want(t, days(r.ByAnnotator[0].ByDay), map[string]int{"2031-03-12": 3, "2031-03-13": 1})
	want(t, r.BySpeaker[0].Labels, map[string]int{"quote": 1, "claim": 1})
}

func names(groups []stats.Group) (out []string) {
	for _, g := range groups {
		out = append(out, g.Name)
	}
	return out
}

// days is what is done on each.
func days(work []stats.Work) map[string]int {
	out := map[string]int{}
	for _, w := range work {
		out[w.Name] = w.Done
	}
	return out
}

func want[T any](t testing.TB, got, wanted T) {
	t.Helper()
	if !reflect.DeepEqual(got, wanted) {
		t.Errorf("got %+v, want %+v", got, wanted)
	}
}

// Of nothing there is a report too, with every list in it.
func TestNothing(t *testing.T) {
	text, err := json.Marshal(stats.New(stats.Options{Scheme: annotate.Scheme{Name: "bare"}}).Report())
	if err != nil {
		t.Fatal(err)
	}
	const wanted = `{"version":1,"scheme":"bare","query":"","annotator":"","time_zone":"UTC",` +
		`"articles":{"all":0,"begun":0,"finished":0},"stories":0,"sentences":{"all":0,"labelled":0,"skipped":0,"flagged":0,"done":0},"spans":0,` +
		`"annotations":{"sentences":0,"spans":0,"with_speaker":0,"with_note":0,"earlier_revisions":0,"changed":0},"suggestions":{"accepted":0,"rejected":0},` +
		`"time":{"seconds":0,"timed_sentences":0,"mean":null,"median":null},"balance":{"sentences":null,"spans":null},"by_label":[],` +
		`"by_origin":[{"name":"carried","sentences":0,"spans":0},{"name":"hand","sentences":0,"spans":0},{"name":"imported","sentences":0,"spans":0},{"name":"suggestion","sentences":0,"spans":0}],` +
		`"by_attribute":[],"by_source":[],"by_story":[],"by_annotator":[],"by_day":[],"by_speaker":[]}`
	if string(text) != wanted {
		t.Errorf("got  %s\nwant %s", text, wanted)
	}
}

// Times that no clock could have shown count for nothing.
func TestBadSeconds(t *testing.T) {
	c := stats.New(stats.Options{Scheme: annotate.DefaultScheme()})
	x := report(1, 5, "Harbour Post", 0)
	var said []annotate.Annotation
	for i, s := range []float64{math.NaN(), math.Inf(1), -3, 0, 7} {
		a := says(x, annotate.OnSentence(i), "ana", noon(), "fact")
		a.Seconds = s
		said = append(said, a)
	}
	c.Add(x.Article, "", said)
	r := c.Report()
	want(t, r.Time.Seconds, 7.0)
	want(t, r.Time.Timed, 1)
	want(t, *r.Time.Median, 7.0)
}

// Whatever is said, the figures agree with one another and with a plain count, and the order
// in which articles come is of no account.
func TestFiguresAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.Uint64().Draw(t, "seed")
		random := rand.New(rand.NewPCG(seed, 1))
		articles := rapid.IntRange(0, 12).Draw(t, "articles")
		var reports []annotate.Arrival
		said := map[annotate.ID][]annotate.Annotation{}
		for n := range articles {
			x := report(n, random.IntN(6), []string{"Harbour Post", "Quay News", ""}[random.IntN(3)], annotate.ID(random.IntN(3)))
			reports = append(reports, x)
			said[x.Article.ID] = drawn(random, x)
		}
		first := counted(reports, said)
		random.Shuffle(len(reports), func(i, j int) { reports[i], reports[j] = reports[j], reports[i] })
		if again := counted(reports, said); !reflect.DeepEqual(first, again) {
			t.Fatalf("another order counts otherwise:\n%+v\n%+v", first, again)
		}
		agree(t, first, slices.Concat(slices.Collect(maps.Values(said))...))
	})
}

func counted(reports []annotate.Arrival, said map[annotate.ID][]annotate.Annotation) stats.Report {
	c := stats.New(stats.Options{Scheme: annotate.DefaultScheme()})
	for _, x := range reports {
		c.Add(x.Article, x.Article.Story.String(), said[x.Article.ID])
	}
	return c.Report()
}

// drawn is what two annotators say of some sentences and spans.
func drawn(random *rand.Rand, x annotate.Arrival) (out []annotate.Annotation) {
	labels := [][]string{nil, {"fact"}, {"quote"}, {"quote", "claim"}}
	for _, who := range []string{"ana", "ben"} {
		for n, s := range x.Body.Sentences {
			at := noon().Add(time.Duration(random.IntN(100)) * time.Hour)
			a := says(x, annotate.OnSentence(n), who, at, labels[random.IntN(4)]...)
			a.Flag = []annotate.Flag{annotate.Unflagged, annotate.Flagged, annotate.Skipped}[random.IntN(3)]
			a.Seconds = float64(random.IntN(300)) / 10
			if random.IntN(3) == 0 {
				a.Speaker = []string{"Orsam", "Pell"}[random.IntN(2)]
			}
			if !a.Empty() {
				out = append(out, a)
			}
			if random.IntN(4) == 0 {
				out = append(out, says(x, annotate.OnSpan(annotate.Span{Start: s.Start, End: s.Start + 5}), who, at, "fact"))
			}
		}
	}
	return out
}

func agree(t *rapid.T, r stats.Report, all []annotate.Annotation) {
	var seconds []float64
	total, done, spans := 0.0, 0, 0
	labels := map[string]int{}
	for _, a := range all {
		if a.Sentence < 0 {
			spans++
			continue
		}
		if a.Seconds > 0 {
			seconds = append(seconds, a.Seconds)
			total += a.Seconds
		}
		if len(a.Labels) > 0 || a.Flag == annotate.Skipped {
			done++
		}
		for _, l := range a.Labels {
			labels[l]++
		}
	}
	slices.Sort(seconds)
	if n := len(seconds); n > 0 {
		if median := (seconds[(n-1)/2] + seconds[n/2]) / 2; math.Abs(*r.Time.Median-median) > 0.006 {
			t.Fatalf("median %v, want %v of %v", *r.Time.Median, median, seconds)
		}
	}
	if math.Abs(r.Time.Seconds-total) > 0.01 || r.Time.Timed != len(seconds) {
		t.Fatalf("%v seconds of %d, want %v of %d", r.Time.Seconds, r.Time.Timed, total, len(seconds))
	}
	if r.Annotations.Sentences+r.Annotations.Spans != len(all) || r.Spans != spans || r.Annotations.Spans != spans {
		t.Fatalf("%+v of %d annotations, %d of spans", r.Annotations, len(all), spans)
	}
	byDay, byAnnotator, bySource, byStory, share := 0, 0, 0, 0, 0.0
	for _, w := range r.ByDay {
		byDay += w.Done
	}
	for _, w := range r.ByAnnotator {
		byAnnotator += w.Done
	}
	for _, g := range r.BySource {
		bySource += g.Done
	}
	for _, g := range r.ByStory {
		byStory += g.Done
	}
	for _, l := range r.ByLabel {
		share += l.Share
		if l.Sentences != labels[l.Name] {
			t.Fatalf("%s: %d, want %d", l.Name, l.Sentences, labels[l.Name])
		}
	}
	if byDay != done || byAnnotator != done {
		t.Fatalf("done: %d by day, %d by annotator, want %d", byDay, byAnnotator, done)
	}
	if bySource != r.Sentences.Done || byStory != r.Sentences.Done || r.Sentences.Done > done {
		t.Fatalf("done: %d by source, %d by story, want %d of at most %d", bySource, byStory, r.Sentences.Done, done)
	}
	if len(labels) > 0 && math.Abs(share-1) > 0.001 {
		t.Fatalf("the shares sum to %v", share)
	}
}

func TestEvenness(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		counts := rapid.SliceOf(rapid.IntRange(0, 1000)).Draw(t, "counts")
		e, ok := stats.Evenness(counts)
		some := slices.ContainsFunc(counts, func(n int) bool { return n > 0 })
		if ok != (some && len(counts) > 1) {
			t.Fatalf("%v: ok is %v", counts, ok)
		}
		if ok && (e < 0 || e > 1) {
			t.Fatalf("%v: %v is not in 0 to 1", counts, e)
		}
	})
	for _, x := range []struct {
		counts []int
		want   float64
	}{{[]int{5, 5, 5}, 1}, {[]int{9, 0}, 0}, {[]int{1, 3}, 0.8113}} {
		if e, _ := stats.Evenness(x.counts); e != x.want {
			t.Errorf("%v: %v, want %v", x.counts, e, x.want)
		}
	}
}
