package store

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"rashomon/annotate"
)

// A backup goes in the place of an older one of the same library, and of nothing else that somebody has.
func TestABackupReplacesOnlyItsOwn(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	at := func(name string) string { return filepath.Join(folder, name) }
	s, other := reopen(t, at("library.db")), reopen(t, at("other.db"))
	id := added(t, s, report(1, 0))[0].ID
	added(t, other, report(2, 0))
	must(t, s.Backup(t.Context(), at("older.db")))
	toggled(t, s, id, "ana", 0, "fact")
	_, err := s.Undo("ana")
	must(t, err)
	must(t, s.Backup(t.Context(), at("newer.db")))
	older := reopen(t, at("older.db"))
	closed(t, reopen(t, at("empty.db")))
	feeds := reopen(t, at("feeds.db"))
	must(t, feeds.PutFeed(annotate.Feed{URL: "https://post.example/feed", Title: "Harbour Post", Added: noon()}, nil))
	closed(t, feeds)
	content := contents(t, at("newer.db"))
	clear(content[8192:])
	must(t, os.WriteFile(at("damaged.db"), content, 0o600))
	must(t, os.WriteFile(at("text.db"), []byte("no library"), 0o600))
	must(t, os.Mkdir(at("folder.db"), 0o700))
	must(t, os.WriteFile(at("further.db"), contents(t, at("older.db")), 0o600))
	further(t, at("further.db"))
	closed(t, other)

	for name, why := range map[string]string{"other": "another library", "damaged": "damaged", "text": "no library", "folder": "a folder", "feeds": "another library", "further": "a newer rashomon wrote it"} {
		err := s.Backup(t.Context(), at(name+".db"))
		wantError(t, err, ErrNotABackup)
		wantError(t, s.MayBackUp(t.Context(), at(name+".db")), ErrNotABackup)
		if err != nil && !strings.Contains(err.Error(), why) {
			t.Errorf("%s: %v", name, err)
		}
	}
	wantError(t, older.Backup(t.Context(), at("newer.db")), ErrNotABackup)
	closed(t, older)
	for _, name := range []string{"older", "newer", "empty"} {
		must(t, s.Backup(t.Context(), at(name+".db")))
	}
	for name, can := range map[string]bool{"other": true, "damaged": true, "text": false} {
		if err := s.BackupOver(t.Context(), at(name+".db")); (err == nil) != can {
			t.Errorf("over %s: %v", name, err)
		}
	}
	have, err := held(s)
	must(t, err)
	closed(t, s)
	for _, name := range []string{"older", "newer", "empty", "other", "damaged"} {
		c := reopen(t, at(name+".db"))
		there, err := held(c)
		must(t, err)
		want(t, name, asJSON(there), asJSON(have))
		closed(t, c)
	}
	want(t, "what is no library", string(contents(t, at("text.db"))), "no library")
}

// further makes a library one of a later format.
func further(t *testing.T, path string) {
	db, err := bbolt.Open(path, 0o600, nil)
	must(t, err)
	must(t, db.Update(func(tx *bbolt.Tx) error { return putNumber(tx, versionKey, thisVersion+1) }))
	must(t, db.Close())
}

// The copies of a library that was lost stay when another gets its name, and those with changes that a
// restored one has not do not all go.
func TestCopiesOfAnotherLibraryStay(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "library.db")
	now := noon()
	o := Options{Now: func() time.Time { return now }, noSync: true}
	c := Copies{Changes: 1000, Days: 1, Keep: 3}
	work := func(days int) (origin string) {
		t.Helper()
		s, err := Open(path, o)
		must(t, err)
		for range days {
			added(t, s, report(int(now.Unix()/3600), 0))
			now = now.Add(25 * time.Hour)
			made, err := s.CopyIfDue(t.Context(), c)
			must(t, err)
			want(t, "copied", made != nil, true)
		}
		origin, err = s.Origin()
		must(t, err)
		closed(t, s)
		return origin
	}
	count := func() map[string]string {
		t.Helper()
		copies, err := CopiesOf(path)
		must(t, err)
		found := map[string]string{}
		for _, c := range copies {
			found[c.Origin] += fmt.Sprint(" ", c.Change)
		}
		return found
	}
	first := work(6)
	oldest, err := CopiesOf(path)
	must(t, err)
	must(t, os.Rename(path, path+".lost"))

	s, err := Open(path, o)
	must(t, err)
	made, err := s.CopyIfDue(t.Context(), Copies{Changes: 1, Keep: 1})
	must(t, err)
	want(t, "an empty library is copied", made != nil, false)
	closed(t, s)
	second := work(5)
	want(t, "copies", fmt.Sprint(count()), fmt.Sprint(map[string]string{first: " 6 5 4", second: " 5 4 3"}))

	_, err = restored(t, oldest[2].Path, path) // with 4 changes
	must(t, err)
	s, err = Open(path, o)
	must(t, err)
	for _, wanted := range []string{" 5 6", " 6"} {
		_, err = s.Undo("ana")
		must(t, err)
		now = now.Add(25 * time.Hour)
		_, err = s.CopyIfDue(t.Context(), Copies{Days: 1, Keep: 1})
		must(t, err)
		want(t, "copies", count()[first], wanted)
	}
	closed(t, s)
	want(t, "copies of the second", count()[second], " 5 4 3")
}

// After how many changes somebody who saves is to ask whether a copy is due.
func TestAskAfter(t *testing.T) {
	t.Parallel()
	for changes, wanted := range map[int]int{0: 100, 2: 2, 99: 99, 1000: 100} {
		want(t, fmt.Sprint(changes), Copies{Changes: changes}.AskAfter(), wanted)
	}
}
