package store

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	"go.etcd.io/bbolt"

	"rashomon/annotate"
)

func TestFeeds(t *testing.T) {
	t.Parallel()
	s := library(t)
	long := "https://post.example/" + strings.Repeat("feed/", 20_000)
	for _, f := range []annotate.Feed{{URL: long, Added: noon()}, {URL: "https://post.example/a", Title: "Post"}, {URL: "https://post.example/a", Title: "Harbour Post", Failures: 2, Failed: "no answer"}} {
		must(t, s.PutFeed(f, map[string]string{"one": f.Title, strings.Repeat("x", 100_000): "long"}))
	}
	must(t, s.PutFeed(annotate.Feed{URL: "https://post.example/a", Title: "Harbour Post"}, map[string]string{"two": "2", "": "nameless"}))
	feeds, err := s.Feeds()
	must(t, err)
	want(t, "feeds", fmt.Sprint(len(feeds), feeds[0].Title == "Harbour Post", feeds[0].Failures, feeds[1].URL == long), "2 true 0 true")
	was, err := s.Entries("https://post.example/a", []string{"one", "two", "three", ""})
	must(t, err)
	want(t, "entries", maps.Equal(was, map[string]string{"one": "Harbour Post", "two": "2", "": "nameless"}), true)
	r := checked(t, s)
	want(t, "counts", fmt.Sprint(r.Feeds, r.Entries, r.Changes), "2 6 0")
	must(t, s.RemoveFeed("https://post.example/a"))
	wantError(t, s.RemoveFeed("https://post.example/a"), ErrNotFound)
	r = checked(t, s)
	want(t, "left", fmt.Sprint(r.Feeds, r.Entries), "1 2")
	if err := s.PutFeed(annotate.Feed{}, nil); err == nil {
		t.Fatal("a feed of no address is kept")
	}
}

// What damage does to what format 5 brought is found.
func TestDamagedRevisionsAndFeedsAreFound(t *testing.T) {
	t.Parallel()
	for name, damage := range map[string]func(tx *bbolt.Tx) error{
		"a text without its record": func(tx *bbolt.Tx) error {
			k, _ := in(tx, revisionsBucket).Cursor().First()
			return in(tx, revisionsBucket).Delete(k)
		},
		"a record of no text": func(tx *bbolt.Tx) error {
			k := bodyKey(9, 9)
			return in(tx, revisionsBucket).Put(k, seal(k, revision{hash: make([]byte, 32)}.payload()))
		},
		"another text's record": func(tx *bbolt.Tx) error {
			k, _ := in(tx, revisionsBucket).Cursor().First()
			return in(tx, revisionsBucket).Put(k, seal(k, revision{hash: make([]byte, 32)}.payload()))
		},
		"an article that nobody knows": func(tx *bbolt.Tx) error {
			k, _ := in(tx, knownBucket).Cursor().First()
			return in(tx, knownBucket).Delete(k)
		},
		"one known by another name too": func(tx *bbolt.Tx) error { k := make([]byte, 24); return in(tx, knownBucket).Put(k, seal(k, nil)) },
		"an entry without its feed": func(tx *bbolt.Tx) error {
			k, _ := in(tx, feedsBucket).Cursor().First()
			return in(tx, feedsBucket).Delete(k)
		},
		"another feed's record": func(tx *bbolt.Tx) error {
			k, _ := in(tx, feedsBucket).Cursor().First()
			return put(in(tx, feedsBucket), k, annotate.Feed{URL: "x"})
		},
	} {
		path := damagedFile(t, "library.db", contents(t, format5))
		s := reopen(t, path)
		must(t, s.commit(damage))
		if _, err := s.Check(t.Context()); err == nil {
			t.Errorf("%s: not found", name)
		}
		closed(t, s)
	}
}

// What is known of an article follows its record, through undo as well.
func TestKnown(t *testing.T) {
	t.Parallel()
	s := library(t)
	a := report(1, 0)
	a.Article.URL, a.Article.Title = "https://post.example/ferry?b=2&a=1", "Ferry"
	id := added(t, s, a)[0].ID
	knows := func(what string, x annotate.Article, wanted bool) {
		t.Helper()
		ids, err := s.Known(x)
		must(t, err)
		want(t, what, fmt.Sprint(ids), map[bool]string{true: fmt.Sprintf("[%s]", id), false: "[]"}[wanted])
	}
	at := annotate.Article{URL: "http://WWW.post.example:80/ferry/?a=1&b=2&utm_medium=x#top"}
	named := annotate.Article{Source: strings.ToUpper(a.Article.Source), Title: "  ferry"}
	day := named
	day.Date = "2031-05-05"
	knows("its address", at, true)
	knows("its name", named, true)
	knows("its name of another day", day, false)
	knows("its text", annotate.Article{Hash: a.Article.Hash}, true)
	knows("nothing", annotate.Article{}, false)
	before, err := s.Article(id)
	must(t, err)
	after := before
	after.URL, after.Title, after.TitleMade = "", "Ferry", true
	apply(t, s, annotate.Change{What: "test", Edits: []annotate.Edit{{Article: &annotate.Replaced[annotate.Article]{Before: &before, After: &after}}}})
	knows("its address that was", at, false)
	knows("a name that was made", named, false)
	_, err = s.Undo("ana")
	must(t, err)
	knows("its address again", at, true)
	knows("its name again", named, true)
}
