package annotate

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// later is when the newer text came in.
var later = at.Add(time.Hour)

// revised is a reading of revision 3 of the gate, of which its crew's sentence and the words
// “Nobody slept” were labelled in revisions 1 and 2, and its second sentence in the newest.
func revised(t failer) (r *Reading, sentence, words, there Annotation) {
	t.Helper()
	a, old := report()
	say := func(on Target, what func(*Annotation)) Annotation {
		x := NewAnnotation(a, old, on, "default", "ana")
		x.Created, x.Updated = Instant(at), Instant(at)
		what(&x)
		return x
	}
	sentence = say(OnSentence(0), func(x *Annotation) { x.Labels, x.Speaker, x.Seconds = []string{"claim"}, "the warden", 4 })
	a.Revision = 2
	words = say(OnSpan(Span{old.Sentences[1].Start, old.Sentences[1].Start + len("“Nobody slept")}), func(x *Annotation) {
		x.Labels, x.Note, x.Origin = []string{"quote"}, "ask him", Suggestion
	})
	a.Revision = 3
	b := Body{Text: "The crew of the gate was hurt. No one slept."}
	b.Sentences = []Span{{0, 30}, {31, len(b.Text)}}
	a.Hash, a.Sentences = Hash(b.Text), 2
	there = NewAnnotation(a, b, OnSentence(1), "default", "ana")
	there.Labels, there.Note, there.Created, there.Updated = []string{"fact"}, "look", Instant(at), Instant(at)
	other, mine := sentence, there
	other.Annotator, other.ID = "ben", 99
	return NewReading(a, b, DefaultScheme(), "ana", []Annotation{sentence, mine, words, other}), sentence, words, there
}

type failer interface {
	Helper()
	Fatalf(format string, args ...any)
}

func orphansAre(t failer, r *Reading, want ...Annotation) {
	t.Helper()
	got := r.Orphans()
	if len(got) != r.OrphanCount() || len(got) != len(want) {
		t.Fatalf("%d orphans, %d counted, not %d", len(got), r.OrphanCount(), len(want))
	}
	for i := range want {
		if !reflect.DeepEqual(got[i], want[i]) {
			t.Fatalf("orphan %d is %+v", i, got[i])
		}
	}
}

func TestOrphansAreAttached(t *testing.T) {
	r, sentence, words, _ := revised(t)
	orphansAre(t, r, words, sentence) // not Ben's
	c, ok := r.Attach(sentence.ID, OnSentence(0), later)
	if !ok || c.What != "sentence 1: attach what was said of revision 1" || len(c.Edits) != 1 {
		t.Fatalf("%v %+v", ok, c)
	}
	want := sentence
	want.Revision, want.Span, want.Quote, want.Updated = 3, Span{0, 30}, "The crew of the gate was hurt.", Instant(later)
	r.Apply(c.Edits)
	if got, _ := r.Sentence(0); !reflect.DeepEqual(got, want) || got.Check(r.Body) != nil {
		t.Errorf("it is %+v: %v", got, got.Check(r.Body))
	}
	orphansAre(t, r, words)
	if c, ok = r.Attach(words.ID, OnSpan(Span{31, 37}), at.Add(-time.Hour)); !ok || !strings.HasPrefix(c.What, "span “No one” in sentence 2: ") {
		t.Fatalf("%v %+v", ok, c)
	}
	r.Apply(c.Edits)
	if got, ok := r.At(OnSpan(Span{31, 37})); !ok || got.Updated != words.Updated || got.Origin != Suggestion || got.Note != "ask him" || got.ID != words.ID {
		t.Errorf("the words are %+v", got)
	}
	orphansAre(t, r)
}

// TestOrphansMeetWhatIsSaid: a place that is taken is not taken over; both become one, or not.
func TestOrphansMeetWhatIsSaid(t *testing.T) {
	r, sentence, words, there := revised(t)
	for _, target := range []Target{OnSentence(1), OnSentence(2), OnSpan(Span{3, 3})} {
		if c, ok := r.Attach(sentence.ID, target, later); ok {
			t.Errorf("attached to %v: %+v", target, c)
		}
	}
	if _, ok := r.Attach(there.ID, OnSentence(0), later); ok {
		t.Error("what is no orphan was attached")
	}
	if _, ok := r.Unite(sentence.ID, OnSentence(0), later); ok {
		t.Error("united with nothing")
	}
	c, ok := r.Unite(sentence.ID, OnSentence(1), later)
	if !ok || len(c.Edits) != 2 {
		t.Fatalf("%v %+v", ok, c)
	}
	r.Apply(c.Edits)
	got, _ := r.Sentence(1)
	if got.ID != there.ID || !reflect.DeepEqual(got.Labels, []string{"fact", "claim"}) || got.Speaker != "the warden" || got.Note != "look" || got.Seconds != 4 || got.Check(r.Body) != nil {
		t.Errorf("together they say %+v", got)
	}
	if c, ok = r.Drop(words.ID, later); !ok || c.What != "delete what was said of ““Nobody slept” in revision 2" {
		t.Fatalf("%v %+v", ok, c)
	}
	r.Apply(c.Edits)
	orphansAre(t, r)
	r.Apply(c.Inverse())
	orphansAre(t, r, words)
}

// TestWhatIsDoneWithOrphansIsUndone: whatever is done with them, taking it back leaves all as
// it was, and nothing that was said is in two places or in none.
func TestWhatIsDoneWithOrphansIsUndone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r, _, _, _ := revised(t)
		before, orphans := r.Annotations(), r.Orphans()
		var made []Change
		for range rapid.IntRange(1, 6).Draw(t, "acts") {
			if r.OrphanCount() == 0 {
				break
			}
			x := r.Orphans()[rapid.IntRange(0, r.OrphanCount()-1).Draw(t, "orphan")]
			target := OnSentence(rapid.IntRange(0, 2).Draw(t, "sentence"))
			if rapid.Bool().Draw(t, "words") {
				target = OnSpan(Span{rapid.IntRange(0, 9).Draw(t, "from"), rapid.IntRange(8, 20).Draw(t, "to")})
			}
			all := len(r.Annotations()) + r.OrphanCount()
			do := rapid.SampledFrom([]func(ID, Target, time.Time) (Change, bool){r.Attach, r.Unite, func(id ID, _ Target, now time.Time) (Change, bool) { return r.Drop(id, now) }}).Draw(t, "act")
			c, ok := do(x.ID, target, later)
			if !ok {
				continue
			}
			r.Apply(c.Edits)
			made = append(made, c)
			want := all
			if strings.Contains(c.What, "unite") || strings.Contains(c.What, "delete") {
				want--
			}
			if now := len(r.Annotations()) + r.OrphanCount(); now != want {
				t.Fatalf("%s: %d annotations of %d", c.What, now, all)
			}
			for _, said := range r.Annotations() {
				if err := said.Check(r.Body); err != nil {
					t.Fatal(err)
				}
			}
		}
		for i := len(made) - 1; i >= 0; i-- {
			r.Apply(made[i].Inverse())
		}
		orphansAre(t, r, orphans...)
		if !reflect.DeepEqual(r.Annotations(), before) {
			t.Fatalf("what is said is %+v", r.Annotations())
		}
	})
}
