package store

import (
	"errors"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"rashomon/annotate"
)

// refused makes a change that must not be taken, and says why it was not. What can be read is as it was.
func refused(t *testing.T, s *Store, change annotate.Change, before model, because error) string {
	t.Helper()
	_, err := s.Apply(change)
	wantError(t, err, annotate.ErrUnwritten)
	wantError(t, err, because)
	have, again := held(s)
	must(t, again)
	want(t, "same", maps.Equal(have, before), true)
	return err.Error()
}

// changing is a library in a folder of its own, what it holds, and a change to make.
func changing(t *testing.T) (s *Store, path string, before model, change annotate.Change) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "folder", "library.db")
	s = reopen(t, path)
	out := added(t, s, report(1, 0), report(2, 0))
	toggled(t, s, out[0].ID, "ana", 0, "fact")
	before, err := held(s)
	must(t, err)
	change, _ = reading(t, s, out[1].ID, "ana").Toggle(annotate.OnSentence(1), "claim", noon())
	return s, path, before, change
}

func applied(t failer, s *Store, before model, change annotate.Change) model {
	t.Helper()
	made, err := s.Apply(change)
	must(t, err)
	after := maps.Clone(before)
	for _, e := range made[0].Edits {
		after.edit(e)
	}
	return after
}

func TestALibraryThatIsMovedWhileItIsOpen(t *testing.T) {
	t.Parallel()
	s, path, before, change := changing(t)
	must(t, os.Rename(path, path+".old"))
	said := refused(t, s, change, before, ErrRemoved)
	want(t, "words", strings.Contains(said, "it was moved or renamed, or its folder was"), true)
	must(t, os.Rename(path+".old", path))
	after := applied(t, s, before, change)
	must(t, os.Rename(filepath.Dir(path), filepath.Dir(path)+".old"))
	_, err := s.Undo("ana")
	wantError(t, err, ErrRemoved)
	must(t, os.Rename(filepath.Dir(path)+".old", filepath.Dir(path)))
	checked(t, s)
	closed(t, s)
	have, err := exercise(path)
	must(t, err)
	want(t, "same", maps.Equal(have, after), true)
}

func TestALibraryInWhosePlaceAnotherIsPut(t *testing.T) {
	t.Parallel()
	s, path, before, change := changing(t)
	other, _, others := talked(t)
	must(t, os.Rename(other, path))
	said := refused(t, s, change, before, ErrRemoved)
	want(t, "words", strings.HasSuffix(said, "another is in its place"), true)
	want(t, "kept", maps.Equal(savedElsewhere(t, s), before), true)
	have, err := exercise(path)
	must(t, err)
	want(t, "the other is as it was", len(have), len(others))
}

// savedElsewhere closes a library in whose place another is, and gives what is in the file that it was kept in.
func savedElsewhere(t *testing.T, s *Store) model {
	t.Helper()
	err := s.Close()
	wantError(t, err, ErrRemoved)
	kept := strings.Trim(err.Error()[strings.LastIndex(err.Error(), " ")+1:], `"`)
	want(t, "a telling name", strings.HasPrefix(filepath.Base(kept), "library.db.saved-2"), true)
	want(t, "near", strings.HasPrefix(s.Path(), filepath.Dir(kept)), true)
	have, err := exercise(kept)
	must(t, err)
	return have
}

// What was saved is not gone where another was put in its place after the last change, or the file was
// moved away for another; a program that brings files of two machines together does that.
func TestALibraryInWhosePlaceAnotherIsPutAtLast(t *testing.T) {
	t.Parallel()
	for what, put := range map[string]func(t *testing.T, path, other string){
		"over it": func(t *testing.T, path, other string) { must(t, os.Rename(other, path)) },
		"after a move": func(t *testing.T, path, other string) {
			must(t, errors.Join(os.Rename(path, path+".old"), os.Rename(other, path)))
		},
	} {
		t.Run(what, func(t *testing.T) {
			s, path, before, change := changing(t)
			after := applied(t, s, before, change)
			other := filepath.Join(t.TempDir(), "other.db")
			closed(t, reopen(t, other))
			put(t, path, other)
			want(t, "kept", maps.Equal(savedElsewhere(t, s), after), true)
			have, err := exercise(path)
			must(t, err)
			want(t, "in the other", len(have) < len(after), true)
		})
	}
}

// A library that was moved has everything in it: nothing is kept besides, and nothing is said.
func TestALibraryThatIsMovedAtLast(t *testing.T) {
	t.Parallel()
	s, path, before, change := changing(t)
	after := applied(t, s, before, change)
	must(t, os.Rename(path, path+".moved"))
	closed(t, s)
	have, err := exercise(path + ".moved")
	must(t, err)
	want(t, "same", maps.Equal(have, after), true)
	files, err := os.ReadDir(filepath.Dir(path))
	must(t, err)
	want(t, "files", len(files), 1)
}

// Nothing is lost and nothing of the other is spoilt where somebody copies a file over it.
func TestALibraryThatIsWrittenOver(t *testing.T) {
	t.Parallel()
	s, path, _, change := changing(t)
	other, _, others := talked(t)
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	must(t, err)
	content := contents(t, other)
	_, err = f.Write(content)
	must(t, err)
	must(t, f.Close())
	_, err = s.Apply(change)
	wantError(t, err, annotate.ErrUnwritten)
	wantError(t, err, ErrRemoved)
	want(t, "words", strings.HasSuffix(err.Error(), "another program wrote into it"), true)
	wantError(t, s.Close(), ErrRemoved)
	want(t, "the same bytes", string(contents(t, path)[:len(content)]) == string(content), true)
	must(t, os.Truncate(path, int64(len(content))))
	have, err := exercise(path)
	must(t, err)
	want(t, "the other is as it was", len(have), len(others))
}

// What is open for reading takes no change, also where it is a copy that could.
func TestACopyToReadTakesNoChange(t *testing.T) {
	t.Parallel()
	s, path, before, change := changing(t)
	beside, err := Open(path, Options{ReadOnly: true, Beside: true, Now: noon})
	must(t, err)
	is, _ := beside.Beside()
	want(t, "a copy", is, true)
	if _, err := beside.Apply(change); err == nil {
		t.Fatal("the change was acknowledged, and is gone")
	}
	closed(t, beside)
	have, err := held(s)
	must(t, err)
	want(t, "same", maps.Equal(have, before), true)
	closed(t, s)
}

// The clock goes backwards, and stands still: changes come in the order in which they were made.
func TestAClockThatGoesBackwards(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "library.db")
	clock := noon()
	o := Options{noSync: true, Now: func() time.Time {
		clock = clock.AddDate(-7, 0, 0)
		return clock
	}}
	s, err := Open(path, o)
	must(t, err)
	id := added(t, s, report(1, 0))[0].ID
	said := []model{}
	for n := range 12 {
		c, _ := reading(t, s, id, "ana").Toggle(annotate.OnSentence(n%4), []string{"fact", "claim", "quote"}[n/4], clock)
		c.At = time.Time{}
		before, err := held(s)
		must(t, err)
		said = append(said, before)
		_, err = s.Apply(c)
		must(t, err)
	}
	all, err := s.History(0, 100)
	must(t, err)
	for i, c := range all {
		want(t, "number", c.Number, uint64(len(all)-i))
	}
	for i := range said {
		_, err := s.Undo("ana")
		must(t, err)
		have, err := held(s)
		must(t, err)
		want(t, "what was before", maps.Equal(have, said[len(said)-1-i]), true)
	}
	checked(t, s)
	closed(t, s)
	s = reopen(t, path)
	checked(t, s)
	closed(t, s)
}

// newlyMade is a file as bbolt begins it, before the first transaction.
func newlyMade(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "new.db")
	db, err := bbolt.Open(path, 0o600, nil)
	must(t, err)
	must(t, db.Close())
	return path
}

// What is left where the making of a library was cut off is none yet, and becomes one.
func TestALibraryThatWasNeverBegun(t *testing.T) {
	t.Parallel()
	whole := contents(t, newlyMade(t))
	for _, content := range [][]byte{whole[:4096], whole[:9216], whole, make([]byte, 4096), make([]byte, len(whole))} {
		s := reopen(t, damagedFile(t, "library.db", content))
		checked(t, s)
		closed(t, s)
	}
	for _, content := range []string{"\x00\x00a", "\x00", string(whole[:60]), string(make([]byte, 5*os.Getpagesize())), "a letter"} {
		path := damagedFile(t, "letter.db", []byte(content))
		_, err := Open(path, quick())
		if err == nil {
			t.Fatalf("%.20q became a library", content)
		}
		want(t, "as it was", string(contents(t, path)) == content, true)
	}
}
