package store

import (
	"bytes"
	"context"
	"errors"
	"maps"
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
