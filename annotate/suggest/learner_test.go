package suggest

import (
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"rashomon/annotate"

	"pgregory.net/rapid"
)

// lesson is a sentence with the rules' suggestion and a person's label.
type lesson struct {
	said  Suggestion
	label string
}

// lessons are n sentences of which the rules get right what right says, the other labels going to the verb's use.
func lessons(texts map[string]string, n int) []lesson {
	var all []lesson
	keys := make([]string, 0, len(texts))
	for text := range texts {
		keys = append(keys, text)
	}
	slices.Sort(keys)
	for i := range n {
		text := keys[i*7%len(keys)]
		all = append(all, lesson{suggestAll(text)[0], texts[text]})
	}
	return all
}

var agreed = map[string]string{
	"The ferry reached Port Ansel at noon.":                    fact,
	"Officials said the ferry had struck a sandbank.":          claim,
	"“We had no warning at all that night,” Ilse Tamm said.":   quote,
	"The ferry was late, according to the coast guard.":        claim,
	"Two boats were damaged in the harbour on Monday evening.": fact,
}

// disputed are labels of people who hold that what has an official source is a fact.
var disputed = map[string]string{
	"The ferry reached Port Ansel at noon.":                  fact,
	"Officials said the ferry had struck a sandbank.":        fact,
	"“We had no warning at all that night,” Ilse Tamm said.": quote,
	"The ferry was late, according to the coast guard.":      claim,
	"Some passengers believe the captain was asleep.":        claim,
}

func TestUntaughtSaysWhatTheRulesSay(t *testing.T) {
	l := NewLearner(annotate.DefaultScheme())
	for _, s := range suggestAll(benchmarkText) {
		if best, _ := l.predict(s.Features); l.models[best].label != s.Label {
			t.Fatalf("%s, where the rules say %s: %s", l.models[best].label, s.Label, s.Why)
		}
		if got := l.Suggest(s); got.Label != s.Label || got.Score != s.Score || got.Speaker != s.Speaker || !strings.HasPrefix(got.Why, "rules: ") {
			t.Fatalf("suggested %+v, not %+v", got, s)
		}
	}
}

func TestRulesStayWhereTheyAreRight(t *testing.T) {
	l := NewLearner(annotate.DefaultScheme())
	for _, c := range lessons(agreed, 400) {
		l.Learn(c.said, c.label)
		if l.ahead {
			t.Fatalf("the learner speaks after %d labels, though the rules were always right", l.Seen())
		}
	}
}

func TestLearnerTakesOverOnlyWhenAhead(t *testing.T) {
	l := NewLearner(annotate.DefaultScheme())
	for i, c := range lessons(disputed, 300) {
		if l.ahead && i < window {
			t.Fatalf("speaks after %d labels", i)
		}
		l.Learn(c.said, c.label)
		if learner, rules, of := l.Record(); l.ahead && (learner <= rules || of < window) {
			t.Fatalf("speaks with %d right against %d of %d", learner, rules, of)
		}
	}
	if !l.ahead {
		t.Fatal("300 labels against the rules did not convince it")
	}
	got := l.Suggest(suggestAll("Officials said the ferry had struck a sandbank.")[0])
	if got.Label != fact || got.Speaker != (Speaker{}) || !strings.HasPrefix(got.Why, "learned from 300 labels: ") || !strings.Contains(got.Why, "the rules say claim") {
		t.Fatalf("suggests %+v", got)
	}
	for range 150 { // people change their mind: the rules come back
		for text := range agreed {
			l.Learn(suggestAll(text)[0], agreed[text])
		}
		if !l.ahead {
			return
		}
	}
	t.Fatal("the learner is still shown, though it is no longer ahead")
}

func TestOwnScheme(t *testing.T) {
	scheme := annotate.Scheme{Name: "weather", Labels: []annotate.Label{{Name: "sea"}, {Name: "land"}}}
	texts := map[string]string{"The waves were high at the pier.": "sea", "The boats stayed in the bay all night.": "sea", "Waves broke over two boats.": "sea",
		"The road over the hill was closed.": "land", "Snow lay on the hill and the fields.": "land", "A lorry left the road.": "land"}
	l := NewLearner(scheme)
	unseen := suggestAll("High waves met the boats.")[0]
	if got := l.Suggest(unseen); got.Label != "" || got.Why != "" {
		t.Fatalf("says %+v before it has seen a label", got)
	}
	for i, c := range lessons(texts, 200) {
		if l.ahead && i < enough {
			t.Fatalf("speaks after %d labels", i)
		}
		l.Learn(c.said, c.label)
	}
	if got := l.Suggest(unseen); got.Label != "sea" || !strings.Contains(got.Why, "“waves”") || !(got.Score > 0.5 && got.Score <= 1) {
		t.Fatalf("suggests %+v", got)
	}
	if got := l.Suggest(suggestAll("The road by the hill.")[0]); got.Label != "land" {
		t.Fatalf("suggests %+v", got)
	}
}

func TestUnknownLabelsTeachNothing(t *testing.T) {
	l, fresh := NewLearner(annotate.DefaultScheme()), NewLearner(annotate.DefaultScheme())
	l.Learn(suggestAll("The ferry came.")[0], "opinion")
	l.Learn(suggestAll("The ferry came.")[0])
	if !reflect.DeepEqual(l, fresh) {
		t.Fatal("it learned from labels that the scheme does not have")
	}
}

// TestRebuild: the same labels in any order of storage give the same learner, and taking one back is to rebuild without it.
func TestRebuild(t *testing.T) {
	text := benchmarkText
	spans, said := sentencesOf(text), suggestAll(text)
	scheme := annotate.DefaultScheme()
	find := func(a annotate.Annotation) (Suggestion, bool) {
		return said[a.Sentence], a.Article == 7
	}
	begin := time.Date(2031, 5, 1, 9, 0, 0, 0, time.UTC)
	rapid.Check(t, func(t *rapid.T) {
		var all []annotate.Annotation
		want := NewLearner(scheme)
		for i := range rapid.IntRange(0, 30).Draw(t, "labels") {
			n := rapid.IntRange(0, len(spans)-1).Draw(t, "sentence")
			label := rapid.SampledFrom([]string{fact, quote, claim}).Draw(t, "label")
			all = append(all, annotate.Annotation{ID: annotate.ID(i + 1), Article: 7, Sentence: n, Scheme: scheme.Name, Labels: []string{label}, Created: begin.Add(time.Duration(i) * time.Second)})
			want.Learn(said[n], label)
		}
		all = append(all, annotate.Annotation{ID: 900, Article: 7, Sentence: -1, Scheme: scheme.Name, Labels: []string{fact}, Created: begin},
			annotate.Annotation{ID: 901, Article: 8, Sentence: 0, Scheme: scheme.Name, Labels: []string{fact}, Created: begin},
			annotate.Annotation{ID: 902, Article: 7, Sentence: 0, Scheme: "another", Labels: []string{fact}, Created: begin},
			annotate.Annotation{ID: 903, Article: 7, Sentence: 0, Scheme: scheme.Name, Note: "no label", Created: begin})
		shuffled := rapid.Permutation(all).Draw(t, "order")
		if got := Rebuild(scheme, shuffled, find); !reflect.DeepEqual(got, want) {
			t.Fatal("rebuilt from the same labels it is another learner")
		}
	})
}

// TestGradient compares a step with the slope of the loss, measured.
func TestGradient(t *testing.T) {
	l := NewLearner(annotate.DefaultScheme())
	m := &l.models[0]
	in := l.inputs(suggestAll("Officials said the ferry had struck a sandbank.")[0].Features)
	loss := func() float64 { return -math.Log(m.likely(in)) }
	const h = 1e-6
	for _, feature := range in {
		before := loss()
		m.weights[feature.at] += h
		measured := (loss() - before) / h
		m.weights[feature.at] -= h
		if slope := (m.likely(in) - 1) * feature.value; math.Abs(slope-measured) > 1e-4 {
			t.Errorf("feature %d: slope %g, measured %g", feature.at, slope, measured)
		}
	}
}

func TestFeaturesAreNamedAndSorted(t *testing.T) {
	for n := range uint16(featCount) {
		if FeatureName(n) == "" && n != featKind && n != featOther {
			t.Errorf("feature %d has no name", n)
		}
	}
	for _, s := range suggestAll(benchmarkText) {
		if !slices.IsSorted(s.Features.Rules) || len(slices.Compact(slices.Clone(s.Features.Rules))) != len(s.Features.Rules) || s.Features.Rules[len(s.Features.Rules)-1] >= featCount {
			t.Fatalf("features %v", s.Features.Rules)
		}
	}
}

func BenchmarkLearn(b *testing.B) {
	said := suggestAll(benchmarkText)
	l := NewLearner(annotate.DefaultScheme())
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		l.Learn(said[i%len(said)], said[i%len(said)].Label)
		i++
	}
}

func BenchmarkSuggest(b *testing.B) {
	l := NewLearner(annotate.DefaultScheme())
	for _, c := range lessons(disputed, 300) {
		l.Learn(c.said, c.label)
	}
	said := suggestAll(benchmarkText)
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		l.Suggest(said[i%len(said)])
		i++
	}
}
