package annotate

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// spoken is a reading whose sentences are said by the speakers.
func spoken(t *testing.T, speakers ...string) *Reading {
	t.Helper()
	a, b := report()
	r := NewReading(a, b, DefaultScheme(), "ana", nil)
	for i, s := range speakers {
		if c, ok := r.SetSpeaker(OnSentence(i), s, at); ok {
			r.Apply(c.Edits)
		}
	}
	return r
}

func speakersOf(r *Reading) (out []string) {
	for _, a := range r.Annotations() {
		out = append(out, a.Speaker)
	}
	return out
}

func TestCallSpeaker(t *testing.T) {
	of := ID(7)
	r := spoken(t, "Juna Farowby", "farrowby", "Pell Andriske")
	known := []Speaker{NewSpeaker(of, "Farrowby", "J. Farrowby")}
	c, ok := CallSpeaker([]*Reading{r}, known, of, []string{"Juna Farowby", "Farrowby"}, " Juna  Farrowby ", "what", at)
	if !ok || c.What != "what" || c.By != "ana" || c.Article != r.Article.ID {
		t.Fatalf("%v %+v", ok, c)
	}
	r.Apply(c.Edits)
	if got := speakersOf(r); !slices.Equal(got, []string{"Juna Farrowby", "Juna Farrowby", "Pell Andriske"}) {
		t.Errorf("%q", got)
	}
	known = SpeakersAfter(known, of, c.Edits)
	if len(known) != 1 || known[0].Name != "Juna Farrowby" || !slices.Equal(known[0].Spellings, []string{"Farrowby", "J. Farrowby", "Juna Farowby"}) || known[0].Check() != nil {
		t.Errorf("%+v", known)
	}
	if _, ok := CallSpeaker([]*Reading{r}, known, of, []string{"Farrowby"}, "Juna Farrowby", "again", at); ok {
		t.Error("the same again is a change")
	}
	if _, ok := CallSpeaker([]*Reading{r}, known, of, []string{"Farrowby"}, " ", "nobody", at); ok {
		t.Error("an empty name is taken")
	}

	c, ok = PartSpeaker(known, of, "Juna Farrowby", "Farrowby", "ana", at)
	if !ok || c.What != "speaker Farrowby: is not Juna Farrowby" {
		t.Fatalf("%v %+v", ok, c)
	}
	known = SpeakersAfter(known, of, c.Edits)
	if SpeakerNamed(known, "farrowby") != "Farrowby" || SpeakerNamed(known, "J. Farrowby") != "Juna Farrowby" || len(known) != 2 {
		t.Errorf("%+v", known)
	}
	if _, ok := PartSpeaker(known, of, "Juna Farrowby", "Farrowby", "ana", at); ok {
		t.Error("what is apart is parted")
	}
}

// TestPartSpeakerInAnyCase takes the case of letters for what the records take it.
func TestPartSpeakerInAnyCase(t *testing.T) {
	of := ID(7)
	known := []Speaker{NewSpeaker(of, "Farrowby", "J. Farrowby", "the envoy")}
	c, ok := PartSpeaker(known, of, "FARROWBY", "The Envoy", "ana", at)
	if known = SpeakersAfter(known, of, c.Edits); !ok || len(known) != 2 || SpeakerNamed(known, "the envoy") != "The Envoy" || SpeakerNamed(known, "j. farrowby") != "Farrowby" {
		t.Errorf("%v %+v", ok, known)
	}
	if _, ok := PartSpeaker(known, of, "J. Farrowby", "farrowby", "ana", at); ok {
		t.Error("the name itself is taken out")
	}
}

// TestSpeakersInAnyOrder calls speakers one and parts them, at random: each spelling stays
// one speaker's, what is said is said under names, and each step can be taken back.
func TestSpeakersInAnyOrder(t *testing.T) {
	of := ID(7)
	name := rapid.SampledFrom(strings.Split("Dahroun|dahroun|al-Dahroun|Salim Dahroun|Ilse|Vanterpool|Ilse Vanterpool|the mayor", "|"))
	rapid.Check(t, func(rt *rapid.T) {
		var known []Speaker
		readings := []*Reading{spoken(t, name.Draw(rt, "0"), name.Draw(rt, "1"), name.Draw(rt, "2"))}
		for range rapid.IntRange(1, 6).Draw(rt, "steps") {
			var c Change
			var ok bool
			if rapid.Bool().Draw(rt, "call") {
				c, ok = CallSpeaker(readings, known, of, rapid.SliceOfN(name, 1, 3).Draw(rt, "names"), name.Draw(rt, "name"), "", at)
			} else if from := SpeakerNamed(known, name.Draw(rt, "from")); true {
				spelling := name.Draw(rt, "spelling")
				if SpeakerNamed(known, spelling) != from {
					continue
				}
				c, ok = PartSpeaker(known, of, from, spelling, "ana", at)
			}
			if !ok {
				continue
			}
			before, said := slices.Clone(known), readings[0].Annotations()
			readings[0].Apply(c.Edits)
			known = SpeakersAfter(known, of, c.Edits)
			sound(rt, known, readings[0])
			undone := readings[0].Clone()
			undone.Apply(c.Inverse())
			if got := SpeakersAfter(known, of, c.Inverse()); !alike(got, before) || !reflect.DeepEqual(undone.Annotations(), said) {
				rt.Fatalf("taken back, %+v is not %+v", got, before)
			}
		}
	})
}

// sound fails where speakers share an ID or a spelling, or something is said under a
// spelling of the last change.
func sound(t *rapid.T, known []Speaker, r *Reading) {
	ids := map[ID]bool{}
	spelled := map[string]ID{}
	for _, k := range known {
		if err := k.Check(); err != nil || ids[k.ID] {
			t.Fatalf("%+v: %v", known, err)
		}
		ids[k.ID] = true
		for _, s := range append([]string{k.Name}, k.Spellings...) {
			if by, ok := spelled[strings.ToLower(s)]; ok && by != k.ID {
				t.Fatalf("%q is two speakers': %+v", s, known)
			}
			spelled[strings.ToLower(s)] = k.ID
		}
	}
	for _, s := range speakersOf(r) {
		for _, k := range known {
			if slices.Contains(k.Spellings, s) && SpeakerNamed(known, s) != s {
				t.Fatalf("said under %q: %+v", s, known)
			}
		}
	}
}

func alike(a, b []Speaker) bool {
	sort := func(s []Speaker) []Speaker {
		return slices.SortedFunc(slices.Values(s), func(a, b Speaker) int { return strings.Compare(a.ID.String(), b.ID.String()) })
	}
	return slices.EqualFunc(sort(a), sort(b), func(a, b Speaker) bool { return a.ID == b.ID && sameSpeaker(a, b) })
}
