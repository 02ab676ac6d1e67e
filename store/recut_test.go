package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"testing"

	"rashomon/annotate"
)

func TestRecut(t *testing.T) {
	t.Parallel()
	s := library(t)
	out := added(t, s, report(1, 0), report(2, 0))
	id := out[0].ID
	toggled(t, s, id, "ana", 0, "fact")
	toggled(t, s, id, "ana", 3, "claim")
	r := reading(t, s, id, "ana")
	joined := annotate.Body{Text: r.Body.Text, Sentences: slices.Delete(slices.Clone(r.Body.Sentences), 1, 2)}
	joined.Sentences[0].End = r.Body.Sentences[1].End
	before, err := held(s)
	must(t, err)

	made, err := s.Recut(cut(r.Article, joined, r.Annotations()), id, joined)
	must(t, err)
	want(t, "number", made.Number, 4)
	now := reading(t, s, id, "ana")
	want(t, "sentences", fmt.Sprint(now.Article.Sentences, now.Body.Sentences), fmt.Sprint(len(joined.Sentences), joined.Sentences))
	found, err := s.ByHash(r.Article.Hash)
	must(t, err)
	want(t, "by its text", found, now.Article)
	checked(t, s)
	after, err := held(s)
	must(t, err)
	_, err = s.Recut(cut(r.Article, joined, nil), id, joined)
	wantError(t, err, ErrStale)
	other := report(2, 0)
	foreign := now.Article
	foreign.Hash = other.Article.Hash
	if _, err := s.Recut(cut(foreign, other.Body, nil), id, other.Body); err == nil {
		t.Fatal("the text became another")
	}

	_, err = s.Undo("ana")
	must(t, err)
	have, err := held(s)
	must(t, err)
	want(t, "as before", maps.Equal(have, before), true)
	_, err = s.Redo("ana")
	must(t, err)
	have, err = held(s)
	must(t, err)
	want(t, "cut again", maps.Equal(have, after), true)
}

// Cut otherwise after that was undone: the revision that was taken back keeps its number and
// its sentences.
func TestRecutOtherwise(t *testing.T) {
	t.Parallel()
	s := library(t)
	out := added(t, s, report(1, 0), report(2, 0))
	id := out[0].ID
	toggled(t, s, id, "ana", 0, "fact")
	ruled := link(t, s, id, 1, out[1].ID, 0)
	apply(t, s, rulingEdit(nil, &ruled))
	r := reading(t, s, id, "ana")
	recut := func(sentences []annotate.Span) annotate.Change {
		t.Helper()
		c, b, err := annotate.Recut(r.Article, r.Body, sentences, r.Annotations(), []annotate.Ruling{ruled}, "ana", "cut", noon())
		must(t, err)
		made, err := s.Recut(c, id, b)
		must(t, err)
		return made
	}
	joined, _ := annotate.Joined(r.Body.Sentences, 0)
	first := recut(joined)
	after, err := held(s)
	must(t, err)
	_, err = s.Undo("ana")
	must(t, err)
	split, _ := annotate.SplitAt(r.Body, r.Body.Sentences[0].Start+4)
	made := recut(split)
	want(t, "revision", made.Edits[0].Article.After.Revision, 3)
	want(t, "revision of what is said", made.Edits[1].Annotation.After.Revision, 3)
	moved, err := s.Rulings(id)
	must(t, err)
	again := annotate.NewRuling(annotate.OnLink, false, "", "", "ana", noon(), moved[0].Places...)
	want(t, "rulings, and the id of one on the same", fmt.Sprint(len(moved), moved[0].ID == again.ID), "1 true")
	c, err := s.WayBack(context.Background(), first.Number, silent)
	must(t, err)
	apply(t, s, c)
	have, err := held(s)
	must(t, err)
	want(t, "back at the first cut", maps.Equal(have, after), true)
	want(t, "its sentences", fmt.Sprint(reading(t, s, id, "ana").Body.Sentences), fmt.Sprint(joined))
}
