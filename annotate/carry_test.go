package annotate

import (
	"slices"
	"testing"
	"time"
)

// copies is two readings of one sentence each, and a change applied to the first.
func copies(t *testing.T) (from, to *Reading, at func(int) time.Time) {
	t.Helper()
	read := func(source string) *Reading {
		b := Body{Text: "The gate stood open.", Sentences: []Span{{0, 20}}}
		return NewReading(NewArticle(Article{Source: source, Title: source}, b, time.Time{}), b, DefaultScheme(), "ana", nil)
	}
	return read("Lantern News"), read("Saltline"), func(minute int) time.Time { return time.Date(2031, 3, 9, 12, minute, 0, 0, time.UTC) }
}

func made(t *testing.T, r *Reading, c Change, ok bool) {
	t.Helper()
	if !ok {
		t.Fatal("nothing changed")
	}
	r.Apply(c.Edits)
}

func TestCarryTakesWhatIsSaid(t *testing.T) {
	from, to, at := copies(t)
	if _, carried, _ := from.Carry(0, []Copy{{to, 0}}, at(0)); carried != 0 {
		t.Fatal("carried nothing to a copy")
	}
	c, ok := from.Toggle(OnSentence(0), "claim", at(0))
	made(t, from, c, ok)
	c, ok = from.SetSpeaker(OnSentence(0), "the duty doctor", at(1))
	made(t, from, c, ok)
	c, carried, kept := from.Carry(0, []Copy{{to, 0}}, at(2))
	if carried != 1 || kept != 0 || len(c.Edits) != 1 {
		t.Fatalf("carried %d, kept %d, %d edits", carried, kept, len(c.Edits))
	}
	to.Apply(c.Edits)
	got, _ := to.Sentence(0)
	if !slices.Equal(got.Labels, []string{"claim"}) || got.Speaker != "the duty doctor" || got.Origin != Carried || !got.Created.Equal(at(2)) {
		t.Errorf("%+v", got)
	}
	if _, carried, _ := from.Carry(0, []Copy{{to, 0}}, at(3)); carried != 0 {
		t.Error("carried the same again")
	}

	// What was carried follows when it is carried again; what a hand then changes does not.
	c, ok = from.SetLabels(OnSentence(0), []string{"fact"}, "", at(4))
	made(t, from, c, ok)
	c, carried, _ = from.Carry(0, []Copy{{to, 0}}, at(5))
	if to.Apply(c.Edits); carried != 1 {
		t.Error("a carried label does not follow")
	}
	c, ok = to.Toggle(OnSentence(0), "quote", at(6))
	made(t, to, c, ok)
	if got, _ := to.Sentence(0); got.Origin != Hand {
		t.Errorf("labelled by hand, and the origin is %s", got.Origin)
	}
	if _, carried, kept := from.Carry(0, []Copy{{to, 0}}, at(7)); carried != 0 || kept != 1 {
		t.Errorf("over a hand's labels: carried %d, kept %d", carried, kept)
	}

	to.Apply(c.Inverse())
	if got, _ := to.Sentence(0); got.Origin != Carried || !slices.Equal(got.Labels, []string{"fact"}) {
		t.Errorf("undone: %+v", got)
	}
}

// TestCarryLeavesWhatACopyHas takes labels to a copy that has a speaker and a note of its own.
func TestCarryLeavesWhatACopyHas(t *testing.T) {
	from, to, at := copies(t)
	c, ok := to.SetSpeaker(OnSentence(0), "a passer-by", at(0))
	made(t, to, c, ok)
	c, ok = from.SetSpeaker(OnSentence(0), "the duty doctor", at(1))
	made(t, from, c, ok)
	c, ok = from.Toggle(OnSentence(0), "fact", at(1))
	made(t, from, c, ok)
	c, ok = from.SetNote(OnSentence(0), "ask again", at(1))
	made(t, from, c, ok)
	c, carried, _ := from.Carry(0, []Copy{{to, 0}}, at(2))
	to.Apply(c.Edits)
	if got, _ := to.Sentence(0); carried != 1 || got.Speaker != "a passer-by" || got.Note != "ask again" || !slices.Equal(got.Labels, []string{"fact"}) {
		t.Errorf("%+v", got)
	}
}

// TestCarryLeavesWhatAHandWroteOnACopy carries again over a note and a speaker that were
// written on the copy since.
func TestCarryLeavesWhatAHandWroteOnACopy(t *testing.T) {
	from, to, at := copies(t)
	c, ok := from.Toggle(OnSentence(0), "claim", at(0))
	made(t, from, c, ok)
	c, ok = from.SetNote(OnSentence(0), "ask again", at(0))
	made(t, from, c, ok)
	c, _, _ = from.Carry(0, []Copy{{to, 0}}, at(1))
	to.Apply(c.Edits)
	c, ok = to.SetNote(OnSentence(0), "asked: they stand by it", at(2))
	made(t, to, c, ok)
	c, ok = to.SetSpeaker(OnSentence(0), "the harbour office", at(2))
	made(t, to, c, ok)
	c, ok = from.SetSpeaker(OnSentence(0), "the duty doctor", at(3))
	made(t, from, c, ok)
	c, _, _ = from.Carry(0, []Copy{{to, 0}}, at(4))
	to.Apply(c.Edits)
	if got, _ := to.Sentence(0); got.Note != "asked: they stand by it" || got.Speaker != "the harbour office" {
		t.Errorf("%+v", got)
	}
}
