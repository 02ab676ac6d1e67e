package query

import (
	"context"
	"path/filepath"
	"reflect"
	"testing"

	"rashomon/annotate"
	"rashomon/store"
)

// TestOrphansAreFound in a library of which a report has a newer text: what is said of the
// older one is found, with its words, and what is said of the newest is none.
func TestOrphansAreFound(t *testing.T) {
	lib, err := store.Open(filepath.Join(t.TempDir(), "library.db"), store.Options{Now: noon})
	must(t, err)
	t.Cleanup(func() { must(t, lib.Close()) })
	s, old := crane()
	s.Article.Story = 0
	other := annotate.Body{Text: "A lock was shut.", Sentences: []annotate.Span{{Start: 0, End: 16}}}
	_, err = lib.Add([]annotate.Arrival{{Article: s.Article, Body: old}, {Article: annotate.NewArticle(annotate.Article{Title: "The lock"}, other, noon()), Body: other}}, nil, "ana", "import")
	must(t, err)
	say := func(a annotate.Article, b annotate.Body, n int, label string) annotate.Annotation {
		x := annotate.NewAnnotation(a, b, annotate.OnSentence(n), "default", "ana")
		x.Labels, x.Note = []string{label}, "ask the hospital"
		_, err := lib.Apply(annotate.Change{By: "ana", What: "label", Edits: []annotate.Edit{{Annotation: &annotate.Replaced[annotate.Annotation]{After: &x}}}})
		must(t, err)
		return x
	}
	lost := say(s.Article, old, 1, "quote")
	newer := s.Article
	body := annotate.Body{Text: "The cranes fell.", Sentences: []annotate.Span{{Start: 0, End: 16}}}
	newer.Revision, newer.Hash, newer.Sentences = 2, annotate.Hash(body.Text), 1
	must(t, lib.Revise([]annotate.Arrival{{Article: newer, Body: body}}, "ana", "revise"))
	kept := say(newer, body, 0, "claim")
	kept.Was, lost.Was = "One crane fell.", "A crane stood." // said of other words; one has no place besides
	for _, x := range []annotate.Annotation{kept, lost} {
		before := x
		before.Was = ""
		_, err := lib.Apply(annotate.Change{By: "ana", What: "follow", Edits: []annotate.Edit{{Annotation: &annotate.Replaced[annotate.Annotation]{Before: &before, After: &x}}}})
		must(t, err)
	}

	orphan := Passage{Sentence: -1, In: "orphan", Text: lost.Quote}
	for text, want := range map[string][]Passage{
		"is:orphan":               {orphan},
		"is:orphan label:quote":   {orphan},
		"is:orphan label:claim":   nil,
		"label:claim -is:orphan":  {{Sentence: 0, In: "text", Text: kept.Quote}},
		"label:quote -is:orphan":  nil,
		"note:hospital is:orphan": {orphan, {Sentence: -1, In: "note", Text: lost.Note, Marks: []annotate.Span{{Start: 8, End: 16}}}},
		"is:changed":              {{Sentence: 0, In: "text", Text: kept.Quote}},
		"is:changed label:quote":  nil,
		"label:claim -is:changed": nil,
		"is:orphan crane":         {{Sentence: 0, In: "text", Text: kept.Quote, Marks: []annotate.Span{{Start: 4, End: 10}}}, orphan},
	} {
		found, err := Search(context.Background(), parsed(t, text), lib, 10, nil)
		must(t, err)
		switch {
		case want == nil && found.All == 0:
		case found.All != 1 || !reflect.DeepEqual(found.Hits[0].Passages, want):
			t.Errorf("%s finds %+v", text, found)
		}
		var said []annotate.Annotation
		must(t, Read(context.Background(), parsed(t, text), lib, ReadOptions{}, func(h Heard) error {
			said = append(said, h.Said...)
			return nil
		}))
		of := lost.ID
		if len(want) == 1 && want[0].In == "text" {
			of = kept.ID
		}
		if len(want) == 0 && len(said) > 0 || len(want) > 0 && (len(said) != 1 || said[0].ID != of) {
			t.Errorf("%s reads %+v", text, said)
		}
	}
}
