package annotate

import (
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// told is a reading of the gate with a label on a sentence and one on words of it.
func told(t *testing.T) (r *Reading, on, words Target) {
	t.Helper()
	a, b := report()
	r = NewReading(a, b, DefaultScheme(), "ana", nil)
	on, words = OnSentence(0), OnSpan(Span{b.Sentences[0].Start, b.Sentences[0].Start + 8})
	for _, target := range []Target{on, words} {
		c, ok := r.Toggle(target, "claim", at)
		made(t, r, c, ok)
	}
	return r, on, words
}

// TestSaying says one thing after another of a sentence and of words of it: it is said of
// that alone.
func TestSaying(t *testing.T) {
	for name, c := range map[string]struct {
		say  func(*Reading, Target) (Change, bool)
		want func(*Annotation)
	}{
		"an attribute": {
			func(r *Reading, t Target) (Change, bool) { return r.SetAttribute(t, "certainty", "high", at) },
			func(a *Annotation) { a.Attributes = map[string]string{"certainty": "high"} },
		},
		"a flag with its reason": {
			func(r *Reading, t Target) (Change, bool) { return r.SetFlag(t, Skipped, " a \n heading ", at) },
			func(a *Annotation) { a.Flag, a.Reason = Skipped, "a heading" },
		},
		"a suggestion accepted": {
			func(r *Reading, t Target) (Change, bool) {
				return r.Accept(t, Proposal{"fact", 0.7, " the\twarden "}, at)
			},
			func(a *Annotation) {
				a.Labels, a.Origin, a.Score, a.Speaker = []string{"fact", "claim"}, Suggestion, 0.7, "the warden"
			},
		},
		"a suggestion that stands": {
			func(r *Reading, t Target) (Change, bool) { return r.Accept(t, Proposal{"claim", 0.7, ""}, at) },
			func(a *Annotation) { a.Origin, a.Score = Suggestion, 0.7 },
		},
		"a suggestion turned down": {
			func(r *Reading, t Target) (Change, bool) { return r.Reject(t, "quote", true, at) },
			func(a *Annotation) { a.Rejected = []string{"quote"} },
		},
	} {
		r, on, words := told(t)
		for _, x := range [2]struct{ target, other Target }{{on, words}, {words, on}} {
			want, _ := r.At(x.target)
			beside, _ := r.At(x.other)
			c.want(&want)
			change, ok := c.say(r, x.target)
			made(t, r, change, ok)
			if got, _ := r.At(x.target); !reflect.DeepEqual(got, want) {
				t.Errorf("%s on %s: %+v, want %+v", name, x.target.Name(), got, want)
			}
			if got, _ := r.At(x.other); !reflect.DeepEqual(got, beside) {
				t.Errorf("%s on %s: %s has it too", name, x.target.Name(), x.other.Name())
			}
		}
	}
}

// TestSayingTheSameAgain takes an attribute back, and changes nothing else.
func TestSayingTheSameAgain(t *testing.T) {
	r, on, _ := told(t)
	before, _ := r.At(on)
	for range 2 {
		c, ok := r.SetAttribute(on, "certainty", "high", at)
		made(t, r, c, ok)
	}
	for _, down := range []bool{true, false} {
		c, ok := r.Reject(on, "fact", down, at)
		made(t, r, c, ok)
	}
	if got := mustAt(r, on); !reflect.DeepEqual(got, before) {
		t.Errorf("%+v, want %+v", got, before)
	}
	c, ok := r.SetFlag(on, Flagged, "odd", at)
	made(t, r, c, ok)
	for name, again := range map[string]func() (Change, bool){
		"the flag":        func() (Change, bool) { return r.SetFlag(on, Flagged, "odd", at) },
		"no note":         func() (Change, bool) { return r.SetNote(on, "", at) },
		"not turned down": func() (Change, bool) { return r.Reject(on, "fact", false, at) },
	} {
		if c, ok := again(); ok {
			t.Errorf("%s is a change: %+v", name, c)
		}
	}
	c, ok = r.SetFlag(on, Unflagged, "odd", at)
	made(t, r, c, ok)
	if got := mustAt(r, on); got.Flag != Unflagged || got.Reason != "" {
		t.Errorf("a reason without a flag: %+v", got)
	}
}

func mustAt(r *Reading, t Target) Annotation {
	a, _ := r.At(t)
	return a
}

// TestStretch gives spans other words: all that is said goes along, under the same ID, and
// no two spans ever have the same words.
func TestStretch(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := report()
		r := NewReading(a, b, DefaultScheme(), "ana", nil)
		for range rapid.IntRange(1, 20).Draw(t, "times") {
			from, to := anyTarget(t, r), anyTarget(t, r).Span
			said, had := r.At(from)
			_, taken := r.At(OnSpan(to))
			c, ok := r.Stretch(from, to, at)
			if may := had && from.Sentence < 0 && !taken && to.In(b.Text); ok != may {
				t.Fatalf("%+v to %v: %v", from, to, ok)
			}
			if ok {
				r.Apply(c.Edits)
				said.Span, said.Quote = to, b.Text[to.Start:to.End]
				if got := mustAt(r, OnSpan(to)); !reflect.DeepEqual(got, said) {
					t.Fatalf("%+v, want %+v", got, said)
				}
				if _, left := r.At(from); left {
					t.Fatal("something is still said of the words that were left")
				}
			} else if c, ok := r.Toggle(from, "fact", at); ok && !had {
				r.Apply(c.Edits)
			}
			seen := map[Span]bool{}
			for _, x := range r.Annotations() {
				if seen[x.Span] && x.Sentence < 0 {
					t.Fatalf("two spans at %v", x.Span)
				}
				if x.Sentence < 0 {
					seen[x.Span] = true
				}
				if err := x.Check(b); err != nil {
					t.Fatal(err)
				}
			}
		}
	})
}

// TestSpansInTheOrderOfTheText: longer ones come first where several begin together.
func TestSpansInTheOrderOfTheText(t *testing.T) {
	a, b := report()
	r := NewReading(a, b, DefaultScheme(), "ana", nil)
	first := b.Sentences[0].Start
	edits := r.SpanEdits()
	for _, s := range []Span{{first + 4, first + 8}, {first, first + 8}, {first, first + 4}, {first, first + 12}} {
		c, ok := r.Toggle(OnSpan(s), "fact", at)
		made(t, r, c, ok)
	}
	c, ok := r.Toggle(OnSentence(0), "fact", at)
	made(t, r, c, ok)
	if r.SpanEdits() != edits+4 {
		t.Errorf("%d edits of spans", r.SpanEdits()-edits)
	}
	var got []Span
	for _, x := range r.Spans(Span{first + 3, first + 5}) {
		got = append(got, x.Span)
	}
	if want := []Span{{first, first + 12}, {first, first + 8}, {first, first + 4}, {first + 4, first + 8}}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if got := r.Spans(Span{first + 12, first + 20}); len(got) != 0 {
		t.Errorf("%v", got)
	}
}
