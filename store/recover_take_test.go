package store

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"rashomon/annotate"
)

// What was left over comes in again when the report is imported again, whatever is stated of it then; it is
// one step to undo, and a second time nothing happens.
func TestTakeInWhatWasLeftOver(t *testing.T) {
	t.Parallel()
	path, _, after := decided(t)
	lost := report(1, 0)
	content := contents(t, path)
	r, have, s := recovered(t, wiped(content, []byte(lost.Body.Text)))
	if r.Leftover == "" || maps.Equal(have, after) {
		t.Fatal("nothing is left over")
	}
	left := contents(t, r.Leftover)
	took, err := s.TakeIn(t.Context(), bytes.NewReader(left), "ana")
	must(t, err)
	for _, x := range took.Refused {
		if x.What == "" || x.Why == "" {
			t.Errorf("refused without a word: %v", x)
		}
	}
	if took.Records == 0 || took.Taken > 0 || len(took.Refused) != took.Records-took.There {
		t.Fatalf("before the report was imported again: %+v", took)
	}
	checked(t, s)

	lost.Article = annotate.NewArticle(annotate.Article{Title: "Another title"}, lost.Body, noon())
	id := added(t, s, lost)[0].ID
	before, err := held(s)
	must(t, err)
	took, err = s.TakeIn(t.Context(), bytes.NewReader(left), "ana")
	must(t, err)
	checked(t, s)
	if took.Taken == 0 {
		t.Fatalf("after it was: %+v", took)
	}
	a, err := s.Article(id)
	must(t, err)
	want(t, "title", a.Title, report(1, 0).Article.Title)
	said, err := s.Annotations(id)
	must(t, err)
	want(t, "annotations", len(said), strings.Count(string(left), `"kind":"annotations"`))
	if len(said) == 0 {
		t.Fatal("nothing was said of it")
	}
	again, err := s.TakeIn(t.Context(), bytes.NewReader(left), "ana")
	must(t, err)
	want(t, "a second time", again.Taken, 0)
	want(t, "there", again.There, took.Taken+took.There)
	_, err = s.TakeBack(t.Context(), "ana", func(annotate.Change) {})
	must(t, err)
	have, err = held(s)
	must(t, err)
	want(t, "undone", maps.Equal(have, before), true)
	checked(t, s)
}

// What a hand has made of a report since it was imported stays, before the first run and between two; what
// was undone since was never made.
func TestTakeInLeavesWhatAHandMended(t *testing.T) {
	t.Parallel()
	path, _, _ := decided(t)
	lost := report(1, 0)
	r, _, s := recovered(t, wiped(contents(t, path), []byte(lost.Body.Text)))
	left := contents(t, r.Leftover)
	lost.Article = annotate.NewArticle(annotate.Article{Title: "Another title", Place: "Odde", Extra: `{"a":{"b":1}}`}, lost.Body, noon())
	id := added(t, s, lost)[0].ID
	take := func() TakenIn {
		took, err := s.TakeIn(t.Context(), bytes.NewReader(left), "ana")
		must(t, err)
		return took
	}
	mend := func(change func(*annotate.Article)) annotate.Article {
		before, err := s.Article(id)
		must(t, err)
		after := before
		change(&after)
		after = after.Mend(before)
		apply(t, s, annotate.Change{By: "ben", What: "mend", Edits: []annotate.Edit{
			{Article: &annotate.Replaced[annotate.Article]{Before: &before, After: &after}},
		}})
		return after
	}
	stays := func(what string, want annotate.Article) {
		t.Helper()
		took := take()
		if !slices.ContainsFunc(took.Refused, func(x LeftOut) bool { return x.Kind == "articles" && strings.Contains(x.Why, "hand") }) {
			t.Errorf("%s: nothing says that it stays: %+v", what, took)
		}
		if a, err := s.Article(id); err != nil || a != want {
			t.Errorf("%s: %v\n%+v, want\n%+v", what, err, a, want)
		}
	}
	stays("mended before", mend(func(a *annotate.Article) { a.Date = "2031-05-06" }))
	for range 2 { // what was said of it, which came in, and the mending
		_, err := s.TakeBack(t.Context(), "ana", func(annotate.Change) {})
		must(t, err)
	}
	take()
	a, err := s.Article(id)
	must(t, err)
	want(t, "title, when nobody has mended it", a.Title, report(1, 0).Article.Title)
	want(t, "place", a.Place, "Odde")
	want(t, "extra", a.Extra, `{"a":{"b":1}}`)
	stays("mended between", mend(func(a *annotate.Article) { a.Title = "By hand" }))
	want(t, "in a story", a.Story != 0, true)
	stays("taken out of its story", mend(func(a *annotate.Article) { a.Story = 0 }))
	checked(t, s)
}

func TestRestated(t *testing.T) {
	t.Parallel()
	now := annotate.Article{Title: "By hand", Source: "Import", Author: "I. Mport", Place: "Odde", Mended: "title,place"}
	was := annotate.Article{Title: "Before", TitleMade: true, Source: "Post", Extra: "{}", Mended: "author,place"}
	next, stays := restated(now, was)
	want(t, "all", next, annotate.Article{Title: "By hand", Source: "Post", Place: "Odde", Extra: "{}", Mended: "title,author,place"})
	want(t, "stays", strings.Join(stays, ","), "title,place")
}

// What is about another text than the newest of a report cannot follow it to where that is now.
func TestTakeInRefusesOtherTexts(t *testing.T) {
	t.Parallel()
	path, _, _ := decided(t)
	lost := report(1, 0)
	r, _, s := recovered(t, wiped(contents(t, path), []byte(lost.Body.Text)))
	var older [][]byte
	for line := range bytes.Lines(contents(t, r.Leftover)) {
		if !bytes.Contains(line, []byte(`"kind":"articles"`)) {
			line = bytes.ReplaceAll(line, []byte(`"revision":1,`), []byte(`"revision":7,`))
		}
		older = append(older, line)
	}
	added(t, s, lost)
	took, err := s.TakeIn(t.Context(), bytes.NewReader(bytes.Join(older, nil)), "ana")
	must(t, err)
	said := 0
	for _, x := range took.Refused {
		if x.Kind == "annotations" {
			want(t, "why", x.Why, errOtherText.Error())
			said++
		}
	}
	want(t, "annotations", said, strings.Count(string(bytes.Join(older, nil)), `"kind":"annotations"`))
	if said == 0 {
		t.Error("nothing was said of it")
	}
}

// Of a run that ends in an error what was taken in by then is counted.
func TestTakeInCountsWhatIsInAtAnError(t *testing.T) {
	t.Parallel()
	s := library(t)
	var left strings.Builder
	for n := range editsAtOnce + 1 {
		story, err := json.Marshal(annotate.NewStory(fmt.Sprint("story ", n)))
		must(t, err)
		fmt.Fprintf(&left, `{"kind":"stories","key":"01","record":%s}`+"\n", story)
	}
	ctx := &endsAfter{Context: t.Context(), asked: 2} // of read and of the first change
	took, err := s.TakeIn(ctx, strings.NewReader(left.String()), "ana")
	wantError(t, err, context.Canceled)
	want(t, "taken", took.Taken, editsAtOnce)
}

// endsAfter has ended once it was asked so often.
type endsAfter struct {
	context.Context
	asked int
}

func (c *endsAfter) Err() error {
	if c.asked--; c.asked < 0 {
		return context.Canceled
	}
	return nil
}

func TestTakeInRefuses(t *testing.T) {
	t.Parallel()
	path, _, _ := decided(t)
	s := reopen(t, path)
	defer func() { closed(t, s) }()
	before, err := held(s)
	must(t, err)
	for _, text := range []string{"", "no line of it", "{}\n", `{"kind":"annotations","key":"zz","record":{}}`, `{"rashomon":"rescue","version":1}`} {
		_, err := s.TakeIn(t.Context(), strings.NewReader(text), "ana")
		wantError(t, err, ErrNotLeftovers)
	}
	for _, record := range []string{"7", `"x"`, "[]", "null", "{}"} {
		for _, kind := range recordKinds() {
			took, err := s.TakeIn(t.Context(), strings.NewReader(`{"kind":"`+kind.name+`","key":"0102030405060708","why":"","record":`+record+"}\n"), "ana")
			if err != nil && !errors.Is(err, ErrNotLeftovers) {
				t.Fatal(err)
			}
			want(t, kind.name+" "+record, took.Taken, 0)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err = s.TakeIn(ctx, strings.NewReader(`{"kind":"stories","key":"01","record":{"title":"x"}}`), "ana")
	wantError(t, err, context.Canceled)
	have, err := held(s)
	must(t, err)
	want(t, "as it was", maps.Equal(have, before), true)
	checked(t, s)
}
