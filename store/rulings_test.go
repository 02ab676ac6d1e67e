package store

import (
	"fmt"
	"slices"
	"testing"

	"go.etcd.io/bbolt"

	"rashomon/annotate"
)

// place is sentence n of an article as it stands.
func place(t failer, s *Store, article annotate.ID, n int) annotate.Place {
	t.Helper()
	a, err := s.Article(article)
	must(t, err)
	b, err := s.Body(article, a.Revision)
	must(t, err)
	return annotate.PlaceOf(a, b, n, annotate.Span{})
}

// link is a ruling that two sentences say the same.
func link(t failer, s *Store, a annotate.ID, n int, b annotate.ID, m int) annotate.Ruling {
	t.Helper()
	return annotate.NewRuling(annotate.OnLink, true, "", "the same ferry", "ana", noon(), place(t, s, a, n), place(t, s, b, m))
}

func rulingEdit(before, after *annotate.Ruling) annotate.Change {
	return annotate.Change{What: "test", Edits: []annotate.Edit{{Ruling: &annotate.Replaced[annotate.Ruling]{Before: before, After: after}}}}
}

func apply(t failer, s *Store, c annotate.Change) {
	t.Helper()
	_, err := s.Apply(c)
	must(t, err)
}

func ids(rulings []annotate.Ruling) (out []annotate.ID) {
	for _, r := range rulings {
		out = append(out, r.ID)
	}
	return out
}

func TestRulingsOfArticles(t *testing.T) {
	t.Parallel()
	s := library(t)
	out := added(t, s, report(1, 0), report(2, 0), report(3, 0), report(4, 0))
	a, b, c, d := out[0].ID, out[1].ID, out[2].ID, out[3].ID
	ab, bc := link(t, s, a, 0, b, 1), link(t, s, b, 0, c, 1)
	named := annotate.NewRuling(annotate.OnStatement, true, "", "When it left", "ben", noon(), place(t, s, a, 1), place(t, s, a, 2), place(t, s, c, 0))
	for _, r := range []annotate.Ruling{ab, bc, named} {
		apply(t, s, rulingEdit(nil, &r))
	}
	sorted := func(rulings ...annotate.Ruling) []annotate.ID { return slices.Sorted(slices.Values(ids(rulings))) }
	for name, x := range map[string]struct {
		of     []annotate.ID
		wanted []annotate.ID
	}{
		"all":              {nil, sorted(ab, bc, named)},
		"two rulings":      {[]annotate.ID{a}, sorted(ab, named)},
		"each once":        {[]annotate.ID{c, a, b, a}, sorted(ab, bc, named)},
		"none":             {[]annotate.ID{d}, nil},
		"no such article":  {[]annotate.ID{77}, nil},
		"one and no other": {[]annotate.ID{77, b, d}, sorted(ab, bc)},
	} {
		have, err := s.Rulings(x.of...)
		must(t, err)
		want(t, name, fmt.Sprint(ids(have)), fmt.Sprint(x.wanted))
	}
	got, err := s.Ruling(named.ID)
	must(t, err)
	want(t, "ruling", asJSON(got), asJSON(named))
	_, err = s.Ruling(7)
	wantError(t, err, ErrNotFound)
}

// An article goes only with all that is said of it, and comes back with that.
func TestAnArticleGoesWithItsRulings(t *testing.T) {
	t.Parallel()
	s := library(t)
	out := added(t, s, report(1, 0), report(2, 0))
	r := link(t, s, out[0].ID, 0, out[1].ID, 0)
	apply(t, s, rulingEdit(nil, &r))
	a, err := s.Article(out[0].ID)
	must(t, err)
	if _, err := s.Apply(articleEdit(&a, nil)); err == nil {
		t.Fatal("an article with a ruling was removed")
	}
	remove := rulingEdit(&r, nil)
	remove.Edits = append(remove.Edits, articleEdit(&a, nil).Edits...)
	apply(t, s, remove)
	none, err := s.Rulings(out[1].ID)
	must(t, err)
	want(t, "rulings left", len(none), 0)
	_, err = s.Undo("ana")
	must(t, err)
	again, err := s.Rulings(out[0].ID)
	must(t, err)
	want(t, "rulings again", asJSON(again), asJSON([]annotate.Ruling{r}))
}

// Whoever rules again replaces the ruling, and its index follows.
func TestARulingIsReplaced(t *testing.T) {
	t.Parallel()
	s := library(t)
	out := added(t, s, report(1, 0), report(2, 0), report(3, 0))
	r := link(t, s, out[0].ID, 0, out[1].ID, 0)
	apply(t, s, rulingEdit(nil, &r))
	cut := r
	cut.Stands, cut.By = false, "ben"
	apply(t, s, rulingEdit(&r, &cut))
	moved := link(t, s, out[1].ID, 0, out[2].ID, 0)
	moved.ID = r.ID
	apply(t, s, rulingEdit(&cut, &moved))
	for i, wanted := range []int{0, 1, 1} {
		have, err := s.Rulings(out[i].ID)
		must(t, err)
		want(t, "rulings", len(have), wanted)
	}
	for range 2 {
		_, err := s.Undo("ana")
		must(t, err)
	}
	have, err := s.Rulings(out[0].ID)
	must(t, err)
	want(t, "the first again", asJSON(have), asJSON([]annotate.Ruling{r}))
}

// Rulings on an older text stay on it when the article changes.
func TestRulingsOnAnOlderText(t *testing.T) {
	t.Parallel()
	s := library(t)
	first := report(1, 0)
	out := added(t, s, first, report(2, 0))
	old := place(t, s, out[0].ID, 0)
	newer := first
	newer.Body = report(3, 0).Body
	newer.Article.Hash, newer.Article.Sentences, newer.Article.Revision = annotate.Hash(newer.Body.Text), len(newer.Body.Sentences), 2
	must(t, s.Revise([]annotate.Arrival{newer}, "ana", "import"))
	for n, p := range []annotate.Place{old, place(t, s, out[0].ID, 0)} {
		r := annotate.NewRuling(annotate.OnLink, true, "", "", "ana", noon(), p, place(t, s, out[1].ID, n))
		apply(t, s, rulingEdit(nil, &r))
	}
	have, err := s.Rulings(out[0].ID)
	must(t, err)
	want(t, "rulings", len(have), 2)
}

// What is said of rulings in two places must be the same in both.
func TestCheckFindsRulingsOutOfStep(t *testing.T) {
	t.Parallel()
	path, _, _ := worked(t)
	s := reopen(t, path)
	all, err := s.Rulings()
	must(t, err)
	r := all[0]
	listed := pairKey(r.Places[0].Article, r.ID)
	stray := pairKey(r.Places[0].Article, 7)
	closed(t, s)
	reworded, astray := r, r
	reworded.Text = "other"
	astray.Places = slices.Clone(r.Places)
	astray.Places[0].Quote = "other"
	for name, harm := range map[string]func(tx *bbolt.Tx) error{
		"a ruling that is not listed": func(tx *bbolt.Tx) error { return in(tx, articleRulingsBucket).Delete(listed) },
		"a ruling that is not there":  func(tx *bbolt.Tx) error { return in(tx, rulingsBucket).Delete(idKey(r.ID)) },
		"a list of nothing":           func(tx *bbolt.Tx) error { return in(tx, articleRulingsBucket).Put(stray, seal(stray, nil)) },
		"a key too short":             func(tx *bbolt.Tx) error { return in(tx, articleRulingsBucket).Put([]byte("x"), seal([]byte("x"), nil)) },
		"another's record":            func(tx *bbolt.Tx) error { return put(in(tx, rulingsBucket), idKey(7), r) },
		"another text of it":          func(tx *bbolt.Tx) error { return put(in(tx, rulingsBucket), idKey(r.ID), reworded) },
		"another quote":               func(tx *bbolt.Tx) error { return put(in(tx, rulingsBucket), idKey(r.ID), astray) },
		"no article": func(tx *bbolt.Tx) error {
			return in(tx, articlesBucket).Delete(idKey(r.Places[0].Article))
		},
	} {
		t.Run(name, func(t *testing.T) {
			copied := damagedFile(t, "copy.db", contents(t, path))
			s := reopen(t, copied)
			must(t, s.commit(harm))
			_, err := s.Check(t.Context())
			wantError(t, err, ErrDamaged)
			closed(t, s)
		})
	}
}
