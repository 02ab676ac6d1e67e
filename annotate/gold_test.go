package annotate_test

import (
	"testing"
	"time"

	"rashomon/annotate"
)

// TestDecided: gold is told to whoever said otherwise, and to nobody who has not labelled yet.
func TestDecided(t *testing.T) {
	b := annotate.Body{Text: "The mast broke. Two fell.", Sentences: []annotate.Span{{Start: 0, End: 15}, {Start: 16, End: 25}}}
	a := annotate.NewArticle(annotate.Article{Title: "Mast"}, b, time.Date(2031, 5, 4, 9, 0, 0, 0, time.UTC))
	say := func(who string, t annotate.Target, labels ...string) annotate.Annotation {
		x := annotate.NewAnnotation(a, b, t, "default", who)
		x.Labels = labels
		return x
	}
	first, words := annotate.OnSentence(0), annotate.OnSpan(annotate.Span{Start: 4, End: 8})
	skipped, open := say("ana", first), say(annotate.Gold, first)
	skipped.Flag, open.Flag = annotate.Skipped, annotate.Flagged
	left, goldSkips := say("ana", first, "fact"), say(annotate.Gold, first)
	left.Flag, goldSkips.Flag = annotate.Skipped, annotate.Skipped
	spoken := say(annotate.Gold, first, "fact")
	spoken.Speaker = "the pilot"
	for name, c := range map[string]struct {
		said    []annotate.Annotation
		differs bool
	}{
		"no gold":                        {[]annotate.Annotation{say("ana", first, "fact")}, false},
		"gold agrees":                    {[]annotate.Annotation{say("ana", first, "fact"), say(annotate.Gold, first, "fact")}, false},
		"in another order":               {[]annotate.Annotation{say("ana", first, "fact", "claim"), say(annotate.Gold, first, "claim", "fact")}, false},
		"gold says otherwise":            {[]annotate.Annotation{say("ana", first, "fact"), say(annotate.Gold, first, "claim")}, true},
		"not labelled yet":               {[]annotate.Annotation{say("ben", first, "fact"), say(annotate.Gold, first, "claim")}, false},
		"skipped":                        {[]annotate.Annotation{skipped, say(annotate.Gold, first, "claim")}, true},
		"both skipped, whatever is left": {[]annotate.Annotation{left, say(annotate.Gold, annotate.OnSentence(1)), goldSkips}, false},
		"left open":                      {[]annotate.Annotation{say("ana", first, "fact"), open}, false},
		"another speaker":                {[]annotate.Annotation{say("ana", first, "fact"), spoken}, true},
		"words that gold has not":        {[]annotate.Annotation{say("ana", first, "fact"), say("ana", words, "fact"), say(annotate.Gold, first, "fact")}, true},
		"words that gold has too":        {[]annotate.Annotation{say("ana", first, "fact"), say("ana", words, "fact"), say(annotate.Gold, first, "fact"), say(annotate.Gold, words, "fact")}, false},
		"words that only gold has":       {[]annotate.Annotation{say("ana", first, "fact"), say(annotate.Gold, first, "fact"), say(annotate.Gold, words, "fact")}, true},
		"of the sentence after":          {[]annotate.Annotation{say("ana", first, "fact"), say(annotate.Gold, annotate.OnSentence(1), "claim")}, false},
	} {
		r := annotate.NewReading(a, b, annotate.DefaultScheme(), "ana", c.said)
		if _, differs := r.Decided(0); differs != c.differs {
			t.Errorf("%s: %v", name, differs)
		}
		if got := len(r.Annotations()); got > 2 {
			t.Errorf("%s: %d annotations of gold or another annotator are read as ana's", name, got)
		}
	}
}

// TestDecidedFollowsEdits: what is undone is gone.
func TestDecidedFollowsEdits(t *testing.T) {
	b := annotate.Body{Text: "The mast broke.", Sentences: []annotate.Span{{Start: 0, End: 15}}}
	a := annotate.NewArticle(annotate.Article{Title: "Mast"}, b, time.Now())
	mine := annotate.NewAnnotation(a, b, annotate.OnSentence(0), "default", "ana")
	mine.Labels = []string{"fact"}
	gold := annotate.NewAnnotation(a, b, annotate.OnSentence(0), "default", annotate.Gold)
	gold.Labels = []string{"claim"}
	r := annotate.NewReading(a, b, annotate.DefaultScheme(), "ana", []annotate.Annotation{mine})
	made := annotate.Edit{Annotation: &annotate.Replaced[annotate.Annotation]{After: &gold}}
	if !r.Apply([]annotate.Edit{made}) {
		t.Error("gold on the article is no edit of the reading")
	}
	if _, differs := r.Decided(0); !differs {
		t.Error("gold that was made is not told")
	}
	if _, differs := r.Clone().Decided(0); !differs {
		t.Error("a clone does not know of it")
	}
	r.Apply([]annotate.Edit{made.Inverse()})
	if _, differs := r.Decided(0); differs {
		t.Error("gold that was taken back is told")
	}
}
