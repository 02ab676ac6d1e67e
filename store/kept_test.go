package store

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"go.etcd.io/bbolt"

	"rashomon/annotate"
)

func TestKept(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "library.db")
	s := reopen(t, path)
	value, err := s.Kept("queue")
	must(t, err)
	want(t, "nothing", value == nil, true)
	must(t, s.Keep("queue", []byte("sentence 6")))
	must(t, s.Keep("queue", []byte("sentence 7")))
	must(t, s.Keep("other", []byte{0, 0xff}))
	closed(t, s)

	s = reopen(t, path)
	value, err = s.Kept("queue")
	must(t, err)
	want(t, "kept", string(value), "sentence 7")
	must(t, s.Keep("queue", nil))
	value, err = s.Kept("queue")
	must(t, err)
	want(t, "forgotten", value == nil, true)
	want(t, "left", checked(t, s).Kept, 1)
	all, err := s.History(0, 10)
	must(t, err)
	want(t, "changes", len(all), 0)
	for _, name := range []string{"", strings.Repeat("n", 256)} {
		if s.Keep(name, []byte("x")) == nil {
			t.Fatalf("kept under a name of %d bytes", len(name))
		}
	}
	must(t, s.commit(func(tx *bbolt.Tx) error { return in(tx, keptBucket).Put([]byte("other"), []byte("xxxxxx")) }))
	_, err = s.Kept("other")
	wantError(t, err, ErrDamaged)
	closed(t, s)
}

func TestSpeakersAndSearches(t *testing.T) {
	t.Parallel()
	s := library(t)
	story := annotate.NewStory("The ferries of May")
	out, err := s.Add([]annotate.Arrival{report(1, story.ID), report(2, 0)}, []annotate.Story{story}, "ana", "import")
	must(t, err)
	owner, pilot, other := annotate.NewSpeaker(story.ID, "the owner", "its owner"), annotate.NewSpeaker(story.ID, "the pilot"), annotate.NewSpeaker(out[1].ID, "the owner")
	for _, x := range []annotate.Speaker{owner, pilot, other} {
		apply(t, s, speakerEdit(nil, &x))
	}
	names := func(of annotate.ID) int {
		all, err := s.Speakers(of)
		must(t, err)
		return len(all)
	}
	want(t, "speakers", fmt.Sprint(names(story.ID), names(out[1].ID), names(out[0].ID), names(0)), "2 1 0 0")
	one, two := owner, pilot // the one becomes the other's spelling, and the other its
	one.Name, one.Spellings, two.Name = "the pilot", nil, "the owner"
	swap := speakerEdit(&owner, &one)
	swap.Edits = append(swap.Edits, speakerEdit(&pilot, &two).Edits...)
	apply(t, s, swap)
	if _, err := s.Apply(speakerEdit(&one, &owner)); err == nil {
		t.Fatal("two speakers are the owner")
	}

	a, err := s.Article(out[1].ID)
	must(t, err)
	if _, err := s.Apply(articleEdit(&a, nil)); err == nil || !strings.Contains(err.Error(), "it still has speakers") {
		t.Fatalf("an article with a speaker was removed: %v", err)
	}
	b, err := s.Article(out[0].ID)
	must(t, err)
	empty := articleEdit(&b, nil)
	empty.Edits = append(empty.Edits, storyEdit(&story, nil).Edits...)
	if _, err := s.Apply(empty); err == nil || !strings.Contains(err.Error(), "it still has speakers") {
		t.Fatalf("a story with speakers was removed: %v", err)
	}

	for _, name := range []string{"b", "a"} {
		apply(t, s, searchEdit(nil, &annotate.Search{Name: name, Query: "label:claim"}))
	}
	all, err := s.Searches()
	must(t, err)
	want(t, "searches", fmt.Sprint(all), "[{a label:claim} {b label:claim}]")
	found, err := s.Search("b")
	must(t, err)
	want(t, "search", found, all[1])
	_, err = s.Search("c")
	wantError(t, err, ErrNotFound)
}

// What is out of step among speakers, searches, kept values and the first scheme is found.
func TestCheckFindsNamesOutOfStep(t *testing.T) {
	t.Parallel()
	path, _, _ := talked(t)
	s := reopen(t, path)
	var x annotate.Speaker
	must(t, s.db.View(func(tx *bbolt.Tx) (err error) {
		k, v := in(tx, speakersBucket).Cursor().First()
		x, err = openRecord[annotate.Speaker](k, v)
		return err
	}))
	closed(t, s)
	twin, lost, mute := x, x, x
	twin.ID, lost.Of, mute.Name = x.ID.Next(), 77, ""
	for name, harm := range map[string]func(tx *bbolt.Tx) error{
		"a speaker that is not there": func(tx *bbolt.Tx) error { return in(tx, speakersBucket).Delete(speakerKey(&x)) },
		"a spelling of two":           func(tx *bbolt.Tx) error { return put(in(tx, speakersBucket), speakerKey(&twin), twin) },
		"another's record":            func(tx *bbolt.Tx) error { return put(in(tx, speakersBucket), speakerKey(&lost), x) },
		"a speaker of nothing":        func(tx *bbolt.Tx) error { return put(in(tx, speakersBucket), speakerKey(&lost), lost) },
		"a speaker without a name":    func(tx *bbolt.Tx) error { return put(in(tx, speakersBucket), speakerKey(&mute), mute) },
		"another search": func(tx *bbolt.Tx) error {
			return put(in(tx, searchesBucket), []byte("owners"), annotate.Search{Name: "owners"})
		},
		"a search elsewhere": func(tx *bbolt.Tx) error {
			return put(in(tx, searchesBucket), []byte("x"), annotate.Search{Name: "owners"})
		},
		"a kept value":      func(tx *bbolt.Tx) error { return in(tx, keptBucket).Put([]byte("queue"), bytes.Repeat([]byte("x"), 9)) },
		"no first scheme":   func(tx *bbolt.Tx) error { return in(tx, metaBucket).Delete([]byte(firstSchemeKey)) },
		"a bucket":          func(tx *bbolt.Tx) error { return tx.DeleteBucket([]byte(searchesBucket)) },
		"another beginning": func(tx *bbolt.Tx) error { return beginWith(tx, annotate.Scheme{Name: "default"}) },
	} {
		t.Run(name, func(t *testing.T) {
			copied := damagedFile(t, "copy.db", contents(t, path))
			s := reopen(t, copied)
			must(t, s.commit(harm))
			if name == "a bucket" {
				closed(t, s)
				_, err := Open(copied, quick())
				wantError(t, err, ErrDamaged)
				return
			}
			_, err := s.Check(t.Context())
			wantError(t, err, ErrDamaged)
			closed(t, s)
		})
	}
}

// A scheme goes when nobody uses it any more.
func TestASchemeGoes(t *testing.T) {
	t.Parallel()
	s := library(t)
	id := added(t, s, report(1, 0))[0].ID
	x := *toggled(t, s, id, "ana", 0, "fact").Edits[0].Annotation.After
	scheme, err := s.Scheme("default")
	must(t, err)
	c := annotationEdit(&x, nil)
	c.Edits = append(c.Edits, schemeEdit(&scheme, nil).Edits...)
	apply(t, s, c)
	_, err = s.Scheme("default")
	wantError(t, err, ErrNotFound)
	checked(t, s)
	_, err = s.Undo("ana")
	must(t, err)
	_, err = s.Scheme("default")
	must(t, err)
}
