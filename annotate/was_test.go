package annotate

import (
	"reflect"
	"testing"

	"pgregory.net/rapid"
)

// followed is a reading of the gate in which a label on a sentence and one on words of it have
// followed from other words.
func followed() (r *Reading, targets []Target) {
	a, b := report()
	targets = []Target{OnSentence(0), OnSpan(Span{b.Sentences[0].Start, b.Sentences[0].Start + 8})}
	var said []Annotation
	for _, t := range targets {
		x := NewAnnotation(a, b, t, "default", "ana")
		x.Labels, x.Was, x.Created, x.Updated = []string{"claim"}, "The gate’s crew was not hurt.", Instant(at), Instant(at)
		said = append(said, x)
	}
	return NewReading(a, b, DefaultScheme(), "ana", said), targets
}

// TestSayingAgainIsOfTheseWords: whatever a hand says of words that have changed, it says of
// those that are there now, also where it is what was said already; and that is taken back whole.
func TestSayingAgainIsOfTheseWords(t *testing.T) {
	for name, say := range map[string]func(*Reading, Target) (Change, bool){
		"it holds":          func(r *Reading, t Target) (Change, bool) { return r.Confirm(t, later) },
		"another label":     func(r *Reading, t Target) (Change, bool) { return r.Toggle(t, "fact", later) },
		"the same again":    func(r *Reading, t Target) (Change, bool) { return r.SetLabels(t, []string{"claim"}, "", later) },
		"an attribute":      func(r *Reading, t Target) (Change, bool) { return r.SetAttribute(t, "certainty", "low", later) },
		"the speaker":       func(r *Reading, t Target) (Change, bool) { return r.SetSpeaker(t, "the warden", later) },
		"a note":            func(r *Reading, t Target) (Change, bool) { return r.SetNote(t, "ask", later) },
		"a flag":            func(r *Reading, t Target) (Change, bool) { return r.NextFlag(t, later) },
		"a suggestion":      func(r *Reading, t Target) (Change, bool) { return r.Accept(t, Proposal{Label: "fact"}, later) },
		"none":              func(r *Reading, t Target) (Change, bool) { return r.Reject(t, "fact", true, later) },
		"the label, not it": func(r *Reading, t Target) (Change, bool) { return r.Toggle(t, "claim", later) },
	} {
		r, targets := followed()
		for _, x := range targets {
			before := mustAt(r, x)
			c, ok := say(r, x)
			made(t, r, c, ok)
			got, there := r.At(x)
			if got.Was != "" || there && !got.Updated.After(before.Updated) {
				t.Errorf("%s: %+v", name, got)
			}
			if r.Apply(c.Inverse()); !reflect.DeepEqual(mustAt(r, x), before) {
				t.Errorf("%s, taken back: %+v", name, mustAt(r, x))
			}
		}
	}
}

func TestConfirm(t *testing.T) {
	r, targets := followed()
	for _, x := range targets {
		want := mustAt(r, x)
		c, ok := r.Confirm(x, later)
		made(t, r, c, ok)
		if want.Was, want.Updated = "", Instant(later); !reflect.DeepEqual(mustAt(r, x), want) {
			t.Errorf("%+v", mustAt(r, x))
		}
		if c, ok := r.Confirm(x, later); ok {
			t.Errorf("again: %+v", c)
		}
	}
	if c, ok := r.Confirm(OnSentence(1), later); ok {
		t.Errorf("nothing is said: %+v", c)
	}
}

// TestWhatWasSaidOfOtherWordsStaysSoWhereNobodyLooks: in copies and where sentences are joined.
func TestWhatWasSaidOfOtherWordsStaysSoWhereNobodyLooks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r, targets := followed()
		before := r.Annotations()
		from := NewReading(r.Article, r.Body, r.Scheme, "ana", nil)
		labels := []string{rapid.SampledFrom([]string{"claim", "fact"}).Draw(t, "label")}
		c, _ := from.SetLabels(OnSentence(0), labels, rapid.SampledFrom([]string{"", "the warden"}).Draw(t, "speaker"), later)
		from.Apply(c.Edits)
		c, _, _ = from.Carry(0, []Copy{{r, 0}}, later)
		r.Apply(c.Edits)
		if got := mustAt(r, targets[0]); got.Was == "" {
			t.Fatalf("carried: %+v", got)
		}
		if r.Apply(c.Inverse()); !reflect.DeepEqual(r.Annotations(), before) {
			t.Fatalf("taken back: %+v", r.Annotations())
		}
		joined, _ := Joined(r.Body.Sentences, 0)
		c, _, err := Recut(r.Article, r.Body, joined, before, nil, "ana", "join", later)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range c.Edits {
			if x := e.Annotation; x != nil && x.After != nil && x.After.Was == "" {
				t.Fatalf("joined: %+v", x.After)
			}
		}
	})
}
