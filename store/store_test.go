package store

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"rashomon/annotate"
)

// noon is when everything in these tests happens.
func noon() time.Time { return time.Date(2031, 5, 4, 12, 0, 0, 0, time.UTC) }

func quick() Options { return Options{Now: noon, noSync: true} }

// library opens a new library in a temporary folder. What the test leaves there must
// pass the check.
func library(t testing.TB) *Store {
	t.Helper()
	s := reopen(t, filepath.Join(t.TempDir(), "library.db"))
	t.Cleanup(func() { checked(t, s); closed(t, s) })
	return s
}

// failer is testing.TB as far as the helpers need it: rapid's T is one too.
type failer interface {
	Helper()
	Fatal(...any)
	Fatalf(string, ...any)
}

func reopen(t failer, path string) *Store {
	t.Helper()
	s, err := Open(path, quick())
	must(t, err)
	return s
}

func closed(t failer, s *Store) {
	t.Helper()
	must(t, s.Close())
}

func checked(t failer, s *Store) Report {
	t.Helper()
	r, err := s.Check(context.Background())
	if err != nil {
		t.Fatalf("check: %v: %q", err, r.Problems)
	}
	return r
}

func must(t failer, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func want[T comparable](t failer, what string, got, wanted T) {
	t.Helper()
	if got != wanted {
		t.Fatalf("%s: got %v, want %v", what, got, wanted)
	}
}

// report is an invented report, number n, of some sentences.
func report(n int, story annotate.ID) annotate.Arrival {
	var b annotate.Body
	for i := range 4 + n%3 {
		start := len(b.Text)
		b.Text += fmt.Sprintf("The ferry “Ida %d” left pier %d at dawn, its owner said.", n, i)
		b.Sentences = append(b.Sentences, annotate.Span{Start: start, End: len(b.Text)})
		b.Text += " "
	}
	a := annotate.Article{
		Story: story, Title: fmt.Sprintf("Ferry %d leaves", n), Source: fmt.Sprintf("Harbour Post %d", n%7),
		Date: "2031-05-04", Format: annotate.Plain,
	}
	return annotate.Arrival{Article: annotate.NewArticle(a, b, noon()), Body: b}
}

func added(t testing.TB, s *Store, arrivals ...annotate.Arrival) []annotate.Outcome {
	t.Helper()
	out, err := s.Add(arrivals, nil, "ana", "import")
	must(t, err)
	return out
}

func reading(t failer, s *Store, id annotate.ID, annotator string) *annotate.Reading {
	t.Helper()
	a, err := s.Article(id)
	must(t, err)
	b, err := s.Body(id, a.Revision)
	must(t, err)
	scheme, err := s.Scheme("default")
	must(t, err)
	said, err := s.Annotations(id)
	must(t, err)
	return annotate.NewReading(a, b, scheme, annotator, said)
}

func toggled(t testing.TB, s *Store, id annotate.ID, annotator string, sentence int, label string) annotate.Change {
	t.Helper()
	c, ok := reading(t, s, id, annotator).Toggle(annotate.OnSentence(sentence), label, noon())
	if !ok {
		t.Fatal("the label changes nothing")
	}
	made, err := s.Apply(c)
	must(t, err)
	return made[0]
}

func TestANewLibraryHasTheDefaultSchemeAndNothingElse(t *testing.T) {
	t.Parallel()
	s := library(t)
	scheme, err := s.Scheme("default")
	must(t, err)
	want(t, "labels", len(scheme.Labels), 3)
	rows, err := s.Rows(0)
	must(t, err)
	want(t, "rows", len(rows), 0)
}

func TestArticlesStoriesAndRows(t *testing.T) {
	t.Parallel()
	s := library(t)
	story := annotate.NewStory("The ferries of May")
	arrivals := []annotate.Arrival{report(1, story.ID), report(2, story.ID), report(3, 0)}
	out, err := s.Add(arrivals, []annotate.Story{story}, "ana", "import")
	must(t, err)
	rows, err := s.Rows(0)
	must(t, err)
	want(t, "rows", len(rows), 3)
	byID := map[annotate.ID]annotate.Row{}
	for _, r := range rows {
		byID[r.ID] = r
	}
	for i, a := range arrivals {
		got, err := s.Article(out[i].ID)
		must(t, err)
		want(t, "article", got, a.Article)
		want(t, "row", byID[got.ID], a.Article.Row())
		b, err := s.Body(got.ID, 1)
		must(t, err)
		want(t, "body", fmt.Sprint(b), fmt.Sprint(a.Body))
		found, err := s.Find(got.ID.String()[:9])
		must(t, err)
		want(t, "found", found, got.ID)
	}
	ids, err := s.StoryArticles(story.ID)
	must(t, err)
	want(t, "articles of the story", len(ids), 2)
	named, err := s.StoryNamed(" The ferries  of May")
	must(t, err)
	want(t, "story", named, story)
}

func TestRowsComeNewestFirst(t *testing.T) {
	t.Parallel()
	s := library(t)
	var arrivals []annotate.Arrival
	for i, date := range []string{"2031-05-02", "", "2031-05-03T08:00:00Z", "2031-05-03", "1999-12-31"} {
		a := report(i, 0)
		a.Article.Date = date
		arrivals = append(arrivals, a)
	}
	added(t, s, arrivals...)
	var dates []string
	rows, err := s.Rows(0)
	must(t, err)
	for _, r := range rows {
		dates = append(dates, r.Date)
	}
	want(t, "dates", fmt.Sprintf("%q", dates), `["2031-05-03T08:00:00Z" "2031-05-03" "2031-05-02" "1999-12-31" ""]`)
	rows, err = s.Rows(2)
	must(t, err)
	want(t, "the first two", len(rows), 2)
}

func TestProgressFollowsAnnotations(t *testing.T) {
	t.Parallel()
	s := library(t)
	id := added(t, s, report(1, 0), report(2, 0))[0].ID
	toggled(t, s, id, "ana", 0, "fact")
	toggled(t, s, id, "ana", 0, "claim")
	toggled(t, s, id, "ana", 2, "claim")
	toggled(t, s, id, "ben", 1, "quote")
	p, err := s.Progress("ana", "default")
	must(t, err)
	want(t, "articles", len(p), 1)
	whole := reading(t, s, id, "ana").Progress()
	whole.Sentences = 0
	want(t, "progress", fmt.Sprint(p[id]), fmt.Sprint(whole))
	named, err := s.Progress("ana", "default", id, annotate.ID(7))
	must(t, err)
	want(t, "progress of those named", fmt.Sprint(named), fmt.Sprint(p))
	want(t, "claims", p[id].Labels["claim"], 2)
	toggled(t, s, id, "ana", 2, "claim")
	toggled(t, s, id, "ana", 0, "claim")
	toggled(t, s, id, "ana", 0, "fact")
	p, err = s.Progress("ana", "default")
	must(t, err)
	want(t, "articles", len(p), 0)
}

func TestUndoAndRedoOutliveTheProgram(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "library.db")
	s := reopen(t, path)
	id := added(t, s, report(1, 0))[0].ID
	toggled(t, s, id, "ana", 0, "fact")
	made := toggled(t, s, id, "ana", 1, "claim")
	closed(t, s)

	s = reopen(t, path)
	u, err := s.Undo("ana")
	must(t, err)
	want(t, "undoes", u.Undoes, made.Number)
	want(t, "what", u.What, "undo: "+made.What)
	_, err = s.Undo("ana")
	must(t, err)
	_, err = s.Undo("ana")
	must(t, err)
	_, err = s.Article(id)
	wantError(t, err, ErrNotFound)
	_, err = s.Undo("ana")
	wantError(t, err, ErrNothingToUndo)
	checked(t, s)
	closed(t, s)

	s = reopen(t, path)
	for range 3 {
		_, err = s.Redo("ana")
		must(t, err)
	}
	_, err = s.Redo("ana")
	wantError(t, err, ErrNothingToRedo)
	said, err := s.Annotations(id)
	must(t, err)
	want(t, "annotations", len(said), 2)
	all, err := s.History(0, 100)
	must(t, err)
	want(t, "history", len(all), 9)
	want(t, "newest", all[0].Number, 9)
	want(t, "redoes", all[0].Redoes, made.Number)
	some, err := s.History(4, 2)
	must(t, err)
	want(t, "history from 4", fmt.Sprint(some[0].Number, some[1].Number), "4 3")
	checked(t, s)
	closed(t, s)
}

func wantError(t failer, err, wanted error) {
	t.Helper()
	if !errors.Is(err, wanted) {
		t.Fatalf("got error %v, want %v", err, wanted)
	}
}
