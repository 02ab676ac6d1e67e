package adjudication_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"rashomon/annotate"
	"rashomon/annotate/adjudication"
	"rashomon/annotate/query"
)

func (x *team) pass(o adjudication.PassOptions) adjudication.Plan {
	x.t.Helper()
	x.clock = x.clock.Add(time.Second)
	o.Options, o.By, o.Now = adjudication.Options{Scheme: x.scheme}, "lea", x.clock
	p, err := adjudication.Pass(context.Background(), query.Query{}, x.store, o)
	must(x.t, err)
	if p.Sentences > 0 {
		x.apply(p.Change)
	}
	return p
}

// earlier has an annotator say something that reaches the library only now, and was said long ago.
func (x *team) earlier(sentence int, who, label string) {
	x.t.Helper()
	now := x.clock
	x.clock = noon().AddDate(0, -1, 0)
	x.labels(0, sentence, who, label)
	x.clock = now
}

// TestStale: gold is stale where somebody says otherwise than when it was decided, whenever she
// said that, and where somebody takes back what it was decided on; not where somebody comes to
// say what gold says, or only notes something.
func TestStale(t *testing.T) {
	for name, c := range map[string]struct {
		then func(x *team)
		want []string
	}{
		"nothing":                  {func(x *team) {}, nil},
		"older work comes in":      {func(x *team) { x.earlier(0, "cem", "claim") }, []string{"cem"}},
		"older work that agrees":   {func(x *team) { x.earlier(0, "cem", "fact") }, nil},
		"another label":            {func(x *team) { x.labels(0, 0, "ben", "quote") }, []string{"ben"}},
		"comes round":              {func(x *team) { x.labels(0, 0, "ben", "fact") }, nil},
		"a label is taken back":    {func(x *team) { x.labels(0, 0, "ben") }, []string{"ben"}},
		"words besides":            {func(x *team) { x.span(0, 0, 5, "ana", "quote") }, []string{"ana"}},
		"a label of the next":      {func(x *team) { x.labels(0, 1, "ben", "quote") }, nil},
		"a note":                   {func(x *team) { x.note(0, "ben", "hm") }, nil},
		"a speaker":                {func(x *team) { x.speaker(0, "ben", "the clerk") }, []string{"ben"}},
		"away and back again":      {func(x *team) { x.labels(0, 0, "ben", "quote"); x.labels(0, 0, "ben", "claim") }, nil},
		"two of them":              {func(x *team) { x.labels(0, 0, "ben", "quote"); x.earlier(0, "abe", "quote") }, []string{"abe", "ben"}},
		"gold of before the marks": {func(x *team) { x.unmark(); x.labels(0, 0, "ben", "quote") }, []string{"ben"}},
	} {
		t.Run(name, func(t *testing.T) {
			x := newTeam(t, t.TempDir(), annotate.DefaultScheme(), 1, 2)
			defer x.store.Close()
			x.labels(0, 0, "ana", "fact")
			x.labels(0, 0, "ben", "claim")
			x.take(0, 0, "ana")
			c.then(x)
			at := x.at(0, 0)
			if state := at.State(); state == adjudication.Stale != (c.want != nil) || state != adjudication.Stale && state != adjudication.Decided {
				t.Errorf("it is %v", state)
			}
			if got := at.Since(); !slices.Equal(got, c.want) {
				t.Errorf("since: %v, want %v", got, c.want)
			}
			x.take(0, 0, "ana")
			if at := x.at(0, 0); at.State() != adjudication.Decided {
				t.Errorf("confirmed it is %v", at.State())
			}
		})
	}
}

func (x *team) note(sentence int, who, note string) {
	x.does(0, who, func(r *annotate.Reading, now time.Time) (annotate.Change, bool) {
		return r.SetNote(annotate.OnSentence(sentence), note, now)
	})
}

func (x *team) speaker(sentence int, who, name string) {
	x.does(0, who, func(r *annotate.Reading, now time.Time) (annotate.Change, bool) {
		return r.SetSpeaker(annotate.OnSentence(sentence), name, now)
	})
}

// unmark has gold forget what it was decided on.
func (x *team) unmark() {
	g := x.at(0, 0).Gold.Sentence
	after := g
	after.Extra = ""
	x.apply(annotate.Change{At: x.clock, By: "lea", What: "unmark", Edits: []annotate.Edit{{Annotation: &annotate.Replaced[annotate.Annotation]{Before: &g, After: &after}}}})
}

// TestRuleSettlesStale: what a rule decided it decides again where it is stale; what somebody
// decided is hers to confirm, and is told apart.
func TestRuleSettlesStale(t *testing.T) {
	x := newTeam(t, t.TempDir(), annotate.DefaultScheme(), 1, 2)
	defer x.store.Close()
	for n := range 2 {
		x.labels(0, n, "ana", "fact")
		x.labels(0, n, "ben", "claim")
	}
	x.take(0, 0, "ben")
	best := adjudication.PassOptions{Rule: adjudication.Best, Best: "ana"}
	if p := x.pass(best); p.Sentences != 1 || p.Decided != 1 {
		t.Fatalf("the first pass: %+v", p)
	}
	for n := range 2 {
		x.labels(0, n, "ben", "quote")
	}
	if p := x.pass(best); p.Sentences != 1 || p.Replaced != 1 || p.Stale != 1 || p.Decided != 0 || p.Same != 0 {
		t.Fatalf("after what ben says now: %+v", p)
	}
	for n, want := range []adjudication.State{adjudication.Stale, adjudication.Decided} {
		if c := x.at(0, n); c.State() != want {
			t.Errorf("sentence %d is %v", n, c.State())
		}
	}
	if p := x.pass(best); p.Same != 1 || p.Sentences != 0 {
		t.Fatalf("once more: %+v", p)
	}
}

// TestRuleByMark: a rule is known by its mark and not by what it is called: somebody may be
// called so.
func TestRuleByMark(t *testing.T) {
	x := newTeam(t, t.TempDir(), annotate.DefaultScheme(), 1, 1)
	defer x.store.Close()
	x.labels(0, 0, "ana", "fact")
	x.labels(0, 0, "ben", "claim")
	c := x.at(0, 0)
	change, _ := c.Take(c.Says[1], adjudication.Decision{By: "majority rule", At: x.clock})
	x.apply(change)
	if g := x.at(0, 0).Gold.Sentence; adjudication.ByRule(g) {
		t.Fatalf("somebody's: %+v", g)
	}
	x.labels(0, 0, "cem", "fact")
	x.take(0, 0, "cem")
	if p := x.pass(adjudication.PassOptions{Rule: adjudication.Majority}); p.Decided != 1 || p.Sentences != 0 {
		t.Fatalf("a rule overrules somebody: %+v", p)
	}
}

// TestOneLabels: where one labels the sentence, and another only words in it, no majority says
// anything of it.
func TestOneLabels(t *testing.T) {
	x := newTeam(t, t.TempDir(), annotate.DefaultScheme(), 1, 1)
	defer x.store.Close()
	x.labels(0, 0, "ana", "fact")
	x.span(0, 0, 5, "ben", "quote")
	for _, rule := range adjudication.Rules() {
		o := adjudication.PassOptions{Rule: rule}
		if rule == adjudication.Best {
			o.Best = "ana"
		}
		if p := x.pass(o); p.Alone != 1 || p.Sentences != 0 {
			t.Errorf("%s: %+v", rule, p)
		}
	}
	if p := x.pass(adjudication.PassOptions{Rule: adjudication.Majority, Alone: true}); p.Sentences != 1 {
		t.Errorf("with what one says: %+v", p)
	}
}

// TestChangedWords: what gold says of words, and of who speaks them, is told where an annotator
// said otherwise; who said nothing is told nothing.
func TestChangedWords(t *testing.T) {
	says := func(labels []string, words, speaker string) func(x *team, who string) {
		return func(x *team, who string) {
			if labels != nil {
				x.labels(0, 0, who, labels...)
			}
			if words != "" {
				x.span(0, 0, 10, who, words)
			}
			if speaker != "" {
				x.does(0, who, func(r *annotate.Reading, now time.Time) (annotate.Change, bool) {
					at := r.Body.Sentences[0].Start
					return r.SetSpeaker(annotate.OnSpan(annotate.Span{Start: at, End: at + 10}), speaker, now)
				})
			}
		}
	}
	fact := []string{"fact"}
	for name, c := range map[string]struct {
		ana, gold func(x *team, who string)
		want      string
	}{
		"only gold has words, and nothing of the sentence": {says(fact, "", ""), says(nil, "quote", ""), "quote “The warden”"},
		"the same words":                   {says(fact, "quote", ""), says(fact, "quote", ""), ""},
		"another speaker of the words":     {says(fact, "quote", "Ida Marsh"), says(fact, "quote", "the clerk"), "quote “The warden”, speaker the clerk; not quote “The warden”, speaker Ida Marsh"},
		"she labels words, gold both":      {says(nil, "quote", ""), says(fact, "quote", ""), "fact, not none"},
		"words that gold has not":          {says(fact, "quote", ""), says(fact, "", ""), "not quote “The warden”"},
		"she has only noted something":     {func(x *team, who string) { x.note(0, who, "hm") }, says(fact, "quote", ""), ""},
		"gold is silent":                   {says(fact, "", ""), func(x *team, who string) {}, ""},
		"gold only notes, nobody decided":  {says(fact, "", ""), func(x *team, who string) { x.note(0, who, "hm") }, ""},
		"she has a speaker, gold has none": {func(x *team, who string) { x.labels(0, 0, who, "fact"); x.speaker(0, who, "Ida Marsh") }, says(fact, "", ""), "no speaker, not Ida Marsh"},
	} {
		t.Run(name, func(t *testing.T) {
			x := newTeam(t, t.TempDir(), annotate.DefaultScheme(), 1, 1)
			defer x.store.Close()
			c.ana(x, "ana")
			c.gold(x, annotate.Gold)
			at := x.at(0, 0)
			d, ok := at.Changed("ana")
			if d.What != c.want || ok != (c.want != "") {
				t.Fatalf("%q, want %q", d.What, c.want)
			}
			x.does(0, "ana", func(r *annotate.Reading, now time.Time) (annotate.Change, bool) { return r.AcceptGold(0, now) })
			at = x.at(0, 0)
			if d, ok := at.Changed("ana"); ok && !strings.Contains(name, "noted") {
				t.Errorf("accepted, it says %q", d.What)
			}
		})
	}
}
