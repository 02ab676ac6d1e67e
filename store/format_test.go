package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.etcd.io/bbolt"

	"rashomon/annotate"
)

// With this variable set to 1 the file of the present format is made anew.
const makeVariable = "RASHOMON_MAKE_TESTDATA"

// A library as each format has it. They stay as they are for ever.
const (
	format1 = "testdata/format-1.db"
	format2 = "testdata/format-2.db" // with rulings
	format3 = "testdata/format-3.db" // with spans, attributes, speakers, searches and kept values
	format4 = "testdata/format-4.db" // with gold, extras and a batch
	format5 = "testdata/format-5.db" // with a feed, and a report of two texts
)

func makeTestdata(t *testing.T) {
	t.Helper()
	path, _, _ := decided(t)
	small := filepath.Join(t.TempDir(), "small.db")
	from, err := bbolt.Open(path, 0o600, nil)
	must(t, err)
	to, err := bbolt.Open(small, 0o600, nil)
	must(t, err)
	must(t, bbolt.Compact(to, from, 0))
	must(t, to.Close())
	must(t, from.Close())
	s := reopen(t, small)
	must(t, os.MkdirAll("testdata", 0o755))
	kept := fmt.Sprintf("testdata/format-%d.db", thisVersion)
	must(t, s.BackupOver(t.Context(), kept))
	must(t, os.Chmod(kept, 0o644))
	closed(t, s)
}

// Every format ever released must still open.
func TestFormat1StillOpens(t *testing.T) {
	t.Parallel()
	path := damagedFile(t, "library.db", contents(t, format1))
	_, err := Open(path, Options{ReadOnly: true})
	wantError(t, err, ErrOlder)
	s := reopen(t, path)
	isDefault(t, s)
	stillOpens(t, s, "24 40 1 0")
	rows, err := s.Rows(2)
	must(t, err)
	r := link(t, s, rows[0].ID, 0, rows[1].ID, 0)
	apply(t, s, rulingEdit(nil, &r))
	checked(t, s)
	closed(t, s)

	backup, err := filepath.Glob(path + ".format-1-*")
	must(t, err)
	want(t, "backups", fmt.Sprint(backup), "["+path+".format-1-20310504T120000]")
	_, err = Open(backup[0], Options{ReadOnly: true})
	wantError(t, err, ErrOlder)
	s = reopen(t, backup[0])
	stillOpens(t, s, "24 40 1 0")
	closed(t, s)
	s, err = Open(path, Options{ReadOnly: true})
	must(t, err)
	want(t, "rulings", checked(t, s).Rulings, 1)
	closed(t, s)
}

func TestFormat2StillOpens(t *testing.T) {
	t.Parallel()
	path := damagedFile(t, "library.db", contents(t, format2))
	s := reopen(t, path)
	all, err := s.Rulings()
	must(t, err)
	of, err := s.Rulings(all[0].Places[0].Article, all[0].Places[1].Article)
	must(t, err)
	want(t, "rulings of two articles", len(of) > 0 && len(of) < len(all), true)
	isDefault(t, s)
	stillOpens(t, s, "24 40 1 8")
	closed(t, s)
	backup, err := filepath.Glob(path + ".format-2-*")
	must(t, err)
	want(t, "backups", len(backup), 1)
}

func TestFormat3StillOpens(t *testing.T) {
	t.Parallel()
	path := damagedFile(t, "library.db", contents(t, format3))
	_, err := Open(path, Options{ReadOnly: true})
	wantError(t, err, ErrOlder)
	s := reopen(t, path)
	spoken(t, s)
	stillOpens(t, s, "24 43 1 8")
	closed(t, s)
	backup, err := filepath.Glob(path + ".format-3-*")
	must(t, err)
	want(t, "backups", len(backup), 1)
	_, err = Open(backup[0], Options{ReadOnly: true})
	wantError(t, err, ErrOlder)
}

// An older program does not open the library, so that it cannot lose what it does not know.
func TestAnOlderProgramDoesNotOpenANewerLibrary(t *testing.T) {
	t.Parallel()
	path := damagedFile(t, "library.db", contents(t, format4))
	older := thisFormat()
	older.version = 3
	_, err := Open(path, Options{format: &older})
	wantError(t, err, ErrNewer)
}

func TestFormat4StillOpens(t *testing.T) {
	t.Parallel()
	path := damagedFile(t, "library.db", contents(t, format4))
	s := reopen(t, path)
	batched(t, s, "25 45 1 8")
	for a, err := range s.Articles() {
		must(t, err)
		texts, err := s.Revisions(a.ID)
		must(t, err)
		want(t, "revisions", asJSON(texts), asJSON([]annotate.Revision{{Number: 1, Hash: a.Hash, Sentences: a.Sentences, At: a.Added, Said: texts[0].Said}}))
		ids, err := s.Known(annotate.Article{Source: strings.ToUpper(a.Source), Title: " " + a.Title})
		must(t, err)
		want(t, "is known", slices.Contains(ids, a.ID), true)
	}
	closed(t, s)
	left, err := os.ReadDir(filepath.Dir(path))
	must(t, err)
	want(t, "files", len(left), 2)
}

func TestFormat5StillOpens(t *testing.T) {
	t.Parallel()
	if os.Getenv(makeVariable) == "1" {
		makeTestdata(t)
	}
	path := damagedFile(t, "library.db", contents(t, format5))
	s := reopen(t, path)
	feeds, err := s.Feeds()
	must(t, err)
	was, err := s.Entries(feeds[0].URL, []string{"ferry-51", "ferry-52"})
	must(t, err)
	want(t, "feeds", fmt.Sprint(len(feeds), feeds[0].Title, was), "1Harbour Postmap[ferry-51:b]")
	ids, err := s.Known(annotate.Article{URL: "http://www.post.example/2031/05/ferry-50/"})
	must(t, err)
	want(t, "at that address", len(ids), 1)
	texts, err := s.Revisions(ids[0])
	must(t, err)
	want(t, "revisions", fmt.Sprint(len(texts), texts[0].Said, texts[1].Said, texts[0].At), "2 0 1 "+noon().String())
	batched(t, s, "26 46 1 8")
	closed(t, s)
	left, err := os.ReadDir(filepath.Dir(path))
	must(t, err)
	want(t, "files", len(left), 1)
}

// batched says that what format 4 brought is there, and makes the library empty.
func batched(t *testing.T, s *Store, counts string) {
	t.Helper()
	spoken(t, s)
	gold, extras := 0, 0
	for a, err := range s.Articles() {
		must(t, err)
		said, err := s.Annotations(a.ID)
		must(t, err)
		if a.Extra != "" {
			extras++
		}
		for _, x := range said {
			if x.Annotator == annotate.Gold && x.Adjudicator == "ana" && x.Origin == annotate.Adjudicated {
				gold++
			}
			if x.Extra != "" {
				extras++
			}
		}
	}
	want(t, "gold, extras", fmt.Sprint(gold, extras), "1 2")
	stillOpens(t, s, counts)
	step, err := s.NextStep(t.Context())
	must(t, err)
	want(t, "a batch", fmt.Sprintf("%s: %d %+v %+v", step.What, step.Changes, step.Articles, step.Annotations),
		"merge ben.jsonl: 3 {In:0 Out:1 Changed:0} {In:0 Out:2 Changed:0}")
	c, err := s.WayBack(context.Background(), 0, silent)
	must(t, err)
	apply(t, s, c)
	checked(t, s)
}

// spoken says that what format 3 brought is there.
func spoken(t *testing.T, s *Store) {
	t.Helper()
	r := checked(t, s)
	want(t, "speakers, searches, kept", fmt.Sprint(r.Speakers, r.Searches, r.Kept), "2 1 1")
	kept, err := s.Kept("queue")
	must(t, err)
	want(t, "kept", string(kept), "sentence 7")
	spans, attributes, rejected := 0, 0, 0
	for a, err := range s.Articles() {
		must(t, err)
		said, err := s.Annotations(a.ID)
		must(t, err)
		for _, x := range said {
			if x.Sentence < 0 {
				spans++
			}
			attributes, rejected = attributes+len(x.Attributes), rejected+len(x.Rejected)
		}
	}
	want(t, "spans, attributes, rejected", fmt.Sprint(spans, attributes, rejected), "2 1 1")
}

// isDefault says that the default scheme is the present one.
func isDefault(t *testing.T, s *Store) {
	t.Helper()
	scheme, err := s.Scheme("default")
	must(t, err)
	want(t, "scheme", asJSON(scheme), asJSON(annotate.DefaultScheme()))
}

// A default scheme that somebody has changed stays, and so does what stood before it.
func TestAnEditedSchemeOutlivesTheMigration(t *testing.T) {
	t.Parallel()
	for _, undone := range []bool{false, true} {
		path := damagedFile(t, "library.db", contents(t, format2))
		s, err := Open(path, quick())
		must(t, err)
		must(t, s.commit(func(tx *bbolt.Tx) error { // as the older program left it, but for the edit
			was := annotate.Scheme{Name: "default", Guidelines: "older", Labels: []annotate.Label{{Name: "fact"}}}
			return errors.Join(put(in(tx, schemesBucket), []byte("default"), was), beginWith(tx, was))
		}))
		must(t, s.note())
		was, err := s.Scheme("default")
		must(t, err)
		mine := was
		mine.Guidelines = "mine"
		apply(t, s, schemeEdit(&was, &mine))
		if undone {
			_, err = s.Undo("ana")
			must(t, err)
			mine = was
		}
		must(t, s.commit(func(tx *bbolt.Tx) error {
			err := in(tx, metaBucket).Delete([]byte(firstSchemeKey))
			for _, name := range []string{speakersBucket, searchesBucket, keptBucket, revisionsBucket, knownBucket, feedsBucket, entriesBucket} {
				err = errors.Join(err, tx.DeleteBucket([]byte(name)))
			}
			return errors.Join(err, putNumber(tx, versionKey, 2))
		}))
		closed(t, s)
		s = reopen(t, path)
		now, err := s.Scheme("default")
		must(t, err)
		want(t, "guidelines", now.Guidelines, mine.Guidelines)
		checked(t, s)
		closed(t, s)
	}
}

// stillOpens says that the library is that of the function worked, with so many articles,
// annotations, stories and rulings.
func stillOpens(t *testing.T, s *Store, counts string) {
	t.Helper()
	r := checked(t, s)
	want(t, "articles, annotations, stories, rulings", fmt.Sprint(r.Articles, r.Annotations, r.Stories, r.Rulings), counts)
	p, err := s.Progress("ana", "default")
	must(t, err)
	want(t, "articles of ana", len(p), 10)
	u, err := s.Undo("ana")
	must(t, err)
	want(t, "undone", u.What, "undo: sentence 1: label quote")
}
