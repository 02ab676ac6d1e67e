package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"rashomon/annotate"
)

// worked is a closed library with some of everything in it: its path, what it held before
// the last change, and what it holds.
func worked(t *testing.T) (path string, before, after model) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "library.db")
	s := reopen(t, path)
	story := annotate.NewStory("The ferries of May")
	var arrivals []annotate.Arrival
	for n := range 24 {
		arrivals = append(arrivals, report(n, []annotate.ID{0, story.ID}[n%2]))
	}
	out, err := s.Add(arrivals, []annotate.Story{story}, "ana", "import")
	must(t, err)
	for n := range 40 {
		toggled(t, s, out[n%10].ID, []string{"ana", "ben"}[n/20], n/10, []string{"fact", "claim"}[n%2])
	}
	_, err = s.Undo("ana")
	must(t, err)
	for n := range 8 {
		r := link(t, s, out[n].ID, 0, out[n+1].ID, n%4)
		apply(t, s, rulingEdit(nil, &r))
	}
	before, err = held(s)
	must(t, err)
	toggled(t, s, out[0].ID, "eve", 0, "quote")
	after, err = held(s)
	must(t, err)
	checked(t, s)
	closed(t, s)
	return path, before, after
}

// talked is a library as worked makes one, with all that format 3 added besides.
func talked(t *testing.T) (path string, before, after model) {
	t.Helper()
	path, _, _ = worked(t)
	s := reopen(t, path)
	_, err := s.Undo("eve") // what worked did last, to do it last again
	must(t, err)
	rows, err := s.Rows(0)
	must(t, err)
	story := slices.IndexFunc(rows, func(r annotate.Row) bool { return r.Story != 0 })
	alone := slices.IndexFunc(rows, func(r annotate.Row) bool { return r.Story == 0 })
	r := reading(t, s, rows[story].ID, "ben")
	do := func(c annotate.Change, ok bool) {
		t.Helper()
		want(t, "a change", ok, true)
		apply(t, s, c)
		r.Apply(c.Edits)
	}
	do(r.Toggle(annotate.OnSpan(annotate.Span{Start: 4, End: 9}), "fact", noon()))
	do(r.Stretch(annotate.OnSpan(annotate.Span{Start: 4, End: 9}), annotate.Span{Start: 0, End: 9}, noon()))
	do(r.SetAttribute(annotate.OnSpan(annotate.Span{Start: 4, End: 70}), "certainty", "sure", noon()))
	do(r.Reject(annotate.OnSentence(3), "quote", true, noon()))
	do(r.SetFlag(annotate.OnSentence(3), annotate.Flagged, "who says so?", noon()))
	for _, x := range []annotate.Speaker{annotate.NewSpeaker(rows[story].Story, "the owner", "its owner"), annotate.NewSpeaker(rows[alone].ID, "the owner")} {
		apply(t, s, speakerEdit(nil, &x))
	}
	search, tone := annotate.Search{Name: "owners", Query: "speaker:owner"}, annotate.Scheme{Name: "tone", Labels: []annotate.Label{{Name: "calm", On: annotate.OnSpans}},
		Attributes: []annotate.Attribute{{Name: "certainty", Key: "c", Choices: []string{"sure", "not sure"}}}}
	apply(t, s, searchEdit(nil, &search))
	apply(t, s, schemeEdit(nil, &tone))
	must(t, s.Keep("queue", []byte("sentence 7")))
	before, err = held(s)
	must(t, err)
	toggled(t, s, rows[0].ID, "eve", 0, "quote")
	after, err = held(s)
	must(t, err)
	checked(t, s)
	closed(t, s)
	return path, before, after
}

// decided is a library as talked leaves it, with gold, what other programs said besides, and a
// batch; the last change is the same.
func decided(t *testing.T) (path string, before, after model) {
	t.Helper()
	path, _, _ = talked(t)
	s := reopen(t, path)
	_, err := s.Undo("eve") // what talked did last, to do it last again
	must(t, err)
	rows, err := s.Rows(0)
	must(t, err)
	followed(t, s)
	must(t, s.Together(func(s *Store) error {
		x := report(40, 0)
		x.Article.Extra = `{"prodigy":{"meta":{"shelf":4}}}`
		out, err := s.Add([]annotate.Arrival{x}, nil, "ana", "merge ben.jsonl")
		must(t, err)
		for n, annotator := range []string{"ben", annotate.Gold} {
			c, _ := reading(t, s, out[0].ID, annotator).Toggle(annotate.OnSentence(0), "claim", noon())
			said := c.Edits[0].Annotation.After
			if said.Origin, said.Adjudicator = annotate.Adjudicated, "ana"; n == 0 {
				said.Origin, said.Adjudicator, said.Extra = annotate.Imported, "", `{"doccano":{"id":7}}`
			}
			c.What = "merge ben.jsonl"
			apply(t, s, c)
		}
		return nil
	}))
	before, err = held(s)
	must(t, err)
	toggled(t, s, rows[0].ID, "eve", 0, "quote")
	after, err = held(s)
	must(t, err)
	checked(t, s)
	closed(t, s)
	return path, before, after
}

// followed makes a library follow a feed, from which a report came that has had two texts since.
func followed(t *testing.T, s *Store) {
	t.Helper()
	x := report(50, 0)
	x.Article.URL = "https://post.example/2031/05/ferry-50"
	id := added(t, s, x)[0].ID
	toggled(t, s, id, "ben", 0, "claim")
	next := report(51, 0)
	next.Article.ID, next.Article.URL, next.Article.Revision = id, x.Article.URL+"?utm_source=feed", 2
	must(t, s.Revise([]annotate.Arrival{next}, "ana", "update of feeds"))
	must(t, s.PutFeed(annotate.Feed{URL: "https://post.example/feed", Title: "Harbour Post", Added: noon(), ETag: `"7"`}, map[string]string{"ferry-50": "a", "ferry-51": "b"}))
}

// exercise opens a library that may be damaged and does a little of everything. It
// returns what the library holds, or the first error. It must not panic.
func exercise(path string) (model, error) {
	s, err := Open(path, quick())
	if err != nil {
		return nil, err
	}
	defer s.Close()
	if _, err := s.Check(context.Background()); err != nil {
		_, _ = held(s)
		_, _ = s.Rows(0)
		_, _ = s.Progress("ana", "default")
		_, _ = s.Undo("ana")
		_, _ = s.History(0, 1000)
		return nil, err
	}
	return held(s)
}

func damagedFile(t testing.TB, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	must(t, os.WriteFile(path, content, 0o600))
	return path
}

func contents(t testing.TB, path string) []byte {
	t.Helper()
	content, err := os.ReadFile(path)
	must(t, err)
	return content
}

func TestFilesCutShort(t *testing.T) {
	t.Parallel()
	path, _, after := talked(t)
	content := contents(t, path)
	for size := 9; size < len(content); size += 1 + len(content)/97 { // of less nobody can tell that it was a library
		have, err := exercise(damagedFile(t, "cut.db", content[:size]))
		if err == nil && !maps.Equal(have, after) || err != nil && !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrNotALibrary) {
			t.Fatalf("cut to %d of %d bytes: %v", size, len(content), err)
		}
	}
}

// Of bbolt's pages only the first two carry a checksum: what is flipped anywhere must be
// found all the same. The file is always the same, so that the rounds are.
func TestFlippedBytes(t *testing.T) {
	t.Parallel()
	content := contents(t, format3)
	whole, err := exercise(damagedFile(t, "whole.db", content))
	must(t, err)
	random := rand.New(rand.NewPCG(7, 11))
	keys := branchKeys(content)
	found := 0
	for round := range 200 {
		flipped := slices.Clone(content)
		for range 1 + random.IntN(8) {
			at := random.IntN(len(flipped))
			if round%2 == 0 { // a walk goes past these unharmed
				at = keys[random.IntN(len(keys))]
			}
			flipped[at] ^= byte(1 + random.IntN(255))
		}
		have, err := exercise(damagedFile(t, "flipped.db", flipped))
		if err != nil {
			found++
		} else if !maps.Equal(have, whole) {
			t.Fatalf("round %d: the damage was not found", round)
		}
	}
	if found < 100 {
		t.Fatalf("only %d of 200 damaged libraries were found out", found)
	}
}

// branchKeys is where the keys stand that lead to others: in pages with flag 1 at byte 8
// and a count at byte 10, each element has the key's place, counted from the element,
// its length, and a page number.
func branchKeys(content []byte) (offsets []int) {
	const page, header, element = 4096, 16, 16
	number := func(at, size int) (n int) {
		for i := range size {
			n |= int(content[at+i]) << (8 * i)
		}
		return n
	}
	for at := 0; at < len(content); at += page {
		if number(at+8, 2) != 1 {
			continue
		}
		for i := range number(at+10, 2) {
			e := at + header + i*element
			for k := range number(e+4, 4) {
				offsets = append(offsets, e+number(e, 4)+k)
			}
		}
	}
	return offsets
}

func TestAFileCutWhileItIsOpen(t *testing.T) {
	t.Parallel()
	path, _, _ := worked(t)
	s := reopen(t, path)
	must(t, os.Truncate(path, 3*4096))
	_, err := held(s)
	wantError(t, err, ErrDamaged)
	_, err = s.Undo("ana")
	wantError(t, err, ErrDamaged)
	wantError(t, s.Close(), ErrDamaged)
}

func TestOtherFilesAreNotLibraries(t *testing.T) {
	t.Parallel()
	text := damagedFile(t, "text.db", []byte(strings.Repeat("The harbour was quiet.\n", 4000)))
	_, err := Open(text, quick())
	wantError(t, err, ErrNotALibrary)

	other := filepath.Join(t.TempDir(), "other.db")
	db, err := bbolt.Open(other, 0o600, nil)
	must(t, err)
	must(t, db.Update(func(tx *bbolt.Tx) error {
		_, err := tx.CreateBucket([]byte("pantry"))
		return err
	}))
	must(t, db.Close())
	_, err = Open(other, quick())
	wantError(t, err, ErrNotALibrary)

	_, err = Open(t.TempDir(), quick())
	wantError(t, err, ErrNotALibrary)
}

func TestAnEmptyFileBecomesALibrary(t *testing.T) {
	t.Parallel()
	path := damagedFile(t, "empty.db", nil)
	_, err := Open(path, Options{ReadOnly: true})
	wantError(t, err, ErrNotALibrary)
	s := reopen(t, path)
	checked(t, s)
	closed(t, s)
}

func TestANewerLibraryIsRefused(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "library.db")
	s := reopen(t, path)
	must(t, s.commit(func(tx *bbolt.Tx) error { return putNumber(tx, versionKey, thisVersion+1) }))
	closed(t, s)
	_, err := Open(path, quick())
	wantError(t, err, ErrNewer)
	_, err = Open(path, Options{ReadOnly: true})
	wantError(t, err, ErrNewer)
}

func TestMigration(t *testing.T) {
	t.Parallel()
	path, _, after := worked(t)
	fail := errors.New("the step fails")
	step := func(err error) map[uint64]step {
		return map[uint64]step{thisVersion: func(tx *bbolt.Tx, _ *moving) error {
			_, made := tx.CreateBucket([]byte("harbours"))
			return errors.Join(made, err)
		}}
	}
	o := quick()
	o.format = &format{version: thisVersion + 1, steps: step(fail)}
	_, err := Open(path, o)
	wantError(t, err, fail)
	have, err := exercise(path) // still of this version, and whole
	must(t, err)
	want(t, "same", maps.Equal(have, after), true)

	o.Now = func() time.Time { return noon().Add(time.Hour) }
	o.format.steps = step(nil)
	s, err := Open(path, o)
	must(t, err)
	closed(t, s)
	_, err = Open(path, quick())
	wantError(t, err, ErrNewer)
	have, err = exercise(fmt.Sprintf("%s.format-%d-20310504T130000", path, thisVersion))
	must(t, err)
	want(t, "same", maps.Equal(have, after), true)
}

func TestErrorsQuoteFileNames(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "bad\x1b]0;name")
	_, err := Open(path, Options{ReadOnly: true})
	wantError(t, err, fs.ErrNotExist)
	want(t, "control characters", strings.ContainsRune(err.Error(), '\x1b'), false)
	must(t, os.Mkdir(path, 0o000))
	_, err = Open(filepath.Join(path, "x", "library.db"), quick())
	if err != nil { // the superuser may
		want(t, "control characters", strings.ContainsRune(err.Error(), '\x1b'), false)
	}
	must(t, os.Chmod(path, 0o700))
}
