package annotate_test

import (
	"testing"
	"time"

	"rashomon/annotate"
)

// accepting is a reading by ana of two sentences, and a way to say something of them.
func accepting(said func(say func(who string, t annotate.Target, labels ...string) annotate.Annotation) []annotate.Annotation) *annotate.Reading {
	b := annotate.Body{Text: "The mast broke. Two fell.", Sentences: []annotate.Span{{Start: 0, End: 15}, {Start: 16, End: 25}}}
	a := annotate.NewArticle(annotate.Article{Title: "Mast"}, b, may())
	return annotate.NewReading(a, b, annotate.DefaultScheme(), "ana", said(func(who string, t annotate.Target, labels ...string) annotate.Annotation {
		x := annotate.NewAnnotation(a, b, t, "default", who)
		x.Labels = labels
		return x
	}))
}

func may() time.Time { return time.Date(2031, 5, 4, 9, 0, 0, 0, time.UTC) }

// TestAcceptGold: what gold says of a sentence and of words in it becomes what the annotator
// says, her note and all else stay, and the inverse takes it back.
func TestAcceptGold(t *testing.T) {
	first, words, other := annotate.OnSentence(0), annotate.OnSpan(annotate.Span{Start: 4, End: 8}), annotate.OnSpan(annotate.Span{Start: 9, End: 14})
	r := accepting(func(say func(string, annotate.Target, ...string) annotate.Annotation) []annotate.Annotation {
		mine, gold, next := say("ana", first, "fact"), say(annotate.Gold, first, "claim"), say("ana", annotate.OnSentence(1), "quote")
		mine.Note, mine.Speaker, gold.Speaker, gold.Note = "hm", "the pilot", "the cook", "as ben says"
		return []annotate.Annotation{mine, gold, next, say("ana", words, "quote"), say(annotate.Gold, other, "quote")}
	})
	before := r.Annotations()
	c, ok := r.AcceptGold(0, may())
	if !ok || c.By != "ana" || c.What != "sentence 1: as gold has it, claim" {
		t.Fatalf("%v %+v", ok, c)
	}
	r.Apply(c.Edits)
	got, _ := r.Sentence(0)
	if !got.Has("claim") || got.Has("fact") || got.Note != "hm" || got.Speaker != "the cook" || got.Annotator != "ana" || got.Origin != annotate.Hand {
		t.Errorf("the sentence: %+v", got)
	}
	if _, has := r.At(words); has {
		t.Error("words that gold has not are labelled still")
	}
	if x, _ := r.At(other); !x.Has("quote") || x.Annotator != "ana" {
		t.Errorf("words that gold has: %+v", x)
	}
	if x, _ := r.Sentence(1); !x.Has("quote") {
		t.Errorf("the next sentence: %+v", x)
	}
	if c, ok := r.AcceptGold(0, may()); ok {
		t.Errorf("accepted twice: %+v", c)
	}
	r.Apply(c.Inverse())
	after := r.Annotations()
	if len(after) != len(before) {
		t.Fatalf("taken back: %+v", after)
	}
	for i := range after {
		if after[i].ID != before[i].ID || len(after[i].Labels) != len(before[i].Labels) || after[i].Speaker != before[i].Speaker {
			t.Errorf("taken back: %+v, not %+v", after[i], before[i])
		}
	}
}

// TestNothingToAccept: no gold, gold that was left open, and gold that says the same; gold of
// words leaves the labels of the sentence; and a skip is accepted too.
func TestNothingToAccept(t *testing.T) {
	first, words := annotate.OnSentence(0), annotate.OnSpan(annotate.Span{Start: 4, End: 8})
	type says func(string, annotate.Target, ...string) annotate.Annotation
	for name, c := range map[string]struct {
		gold func(say says) annotate.Annotation
		ok   bool
		want string
	}{
		"no gold":  {func(say says) annotate.Annotation { return say("ben", first, "claim") }, false, "fact"},
		"the same": {func(say says) annotate.Annotation { return say(annotate.Gold, first, "fact") }, false, "fact"},
		"left open": {func(say says) annotate.Annotation {
			x := say(annotate.Gold, first, "claim")
			x.Flag = annotate.Flagged
			return x
		}, false, "fact"},
		"skipped": {func(say says) annotate.Annotation {
			x := say(annotate.Gold, first)
			x.Flag = annotate.Skipped
			return x
		}, true, ""},
		"only words": {func(say says) annotate.Annotation { return say(annotate.Gold, words, "quote") }, true, "fact"},
	} {
		r := accepting(func(say func(string, annotate.Target, ...string) annotate.Annotation) []annotate.Annotation {
			return []annotate.Annotation{say("ana", first, "fact"), c.gold(say)}
		})
		change, ok := r.AcceptGold(0, may())
		r.Apply(change.Edits)
		got, _ := r.Sentence(0)
		if ok != c.ok || len(got.Labels) > 0 != (c.want != "") || c.want != "" && !got.Has(c.want) {
			t.Errorf("%s: %v, %+v", name, ok, got)
		}
		if !r.Done(0) {
			t.Errorf("%s: not done", name)
		}
	}
}

// TestWithGold: gold is told with what the annotator says, follows edits, and is not hers.
func TestWithGold(t *testing.T) {
	first := annotate.OnSentence(0)
	var gold annotate.Annotation
	r := accepting(func(say func(string, annotate.Target, ...string) annotate.Annotation) []annotate.Annotation {
		gold = say(annotate.Gold, first, "claim")
		return []annotate.Annotation{say("ana", first, "fact"), say("ben", first, "fact")}
	})
	if got := r.WithGold(); got != nil {
		t.Errorf("without gold: %+v", got)
	}
	made := annotate.Edit{Annotation: &annotate.Replaced[annotate.Annotation]{After: &gold}}
	if !r.Apply([]annotate.Edit{made}) {
		t.Error("gold on the article is no edit of the reading")
	}
	if got := r.Clone().WithGold(); len(got) != 2 || len(r.Annotations()) != 1 {
		t.Errorf("with gold: %+v", got)
	}
	r.Apply([]annotate.Edit{made.Inverse()})
	if got := r.WithGold(); got != nil {
		t.Errorf("gold that was taken back: %+v", got)
	}
}
