package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"rashomon/annotate"
)

// A copy is due by changes or by days, and only where something changed; the newest stay.
func TestCopyIfDue(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "library.db")
	now := noon()
	s, err := Open(path, Options{Now: func() time.Time { return now }, noSync: true})
	must(t, err)
	id := added(t, s, report(1, 0))[0].ID
	label := 0
	change := func(n int) {
		for range n {
			label++
			toggled(t, s, id, "ana", label%4, "fact")
		}
	}
	due := func(c Copies, wanted bool) {
		t.Helper()
		made, err := s.CopyIfDue(t.Context(), c)
		must(t, err)
		want(t, "due", made != nil, wanted)
	}
	each := Copies{Changes: 10, Days: 1, Keep: 3}
	due(each, false) // one change, just made
	change(8)
	due(each, false)
	change(1)
	due(Copies{Changes: 10, Keep: 0}, false)
	due(Copies{Keep: 3}, false)
	due(Copies{Days: 1, Keep: 3}, false)
	due(each, true)
	due(each, false)
	now = now.Add(23 * time.Hour)
	change(1)
	due(each, false)
	now = now.Add(time.Hour)
	due(each, true)
	now = now.Add(1000 * time.Hour)
	due(each, false) // nothing changed
	change(1)
	now = now.Add(-2000 * time.Hour) // the clock goes wrong
	due(each, true)
	change(9)
	due(each, false)
	change(1)
	due(each, true)

	copies, err := CopiesOf(path)
	must(t, err)
	want(t, "copies", len(copies), 3)
	var numbers []string
	for _, c := range copies {
		numbers = append(numbers, fmt.Sprint(c.Number, " ", c.Change))
		info, err := os.Stat(c.Path)
		must(t, err)
		want(t, "mode", info.Mode().Perm(), 0o600)
		want(t, "bytes", info.Size(), c.Bytes)
		old := reopen(t, c.Path)
		last, err := old.History(0, 1)
		must(t, err)
		want(t, "newest change", last[0].Number, c.Change)
		checked(t, old)
		closed(t, old)
	}
	want(t, "numbers and changes", strings.Join(numbers, ", "), "4 22, 3 12, 2 11")
	info, err := os.Stat(path + ".copies")
	must(t, err)
	want(t, "mode of the folder", info.Mode().Perm(), 0o700)
	closed(t, s)

	kept, err := restored(t, copies[2].Path, path) // an older copy: then the next change makes one due
	must(t, err)
	want(t, "kept", filepath.Base(kept) != "", true)
	s = reopen(t, path)
	due(each, true)
	closed(t, s)
}

// restored puts one file in the place of another.
func restored(t *testing.T, from, to string) (kept string, err error) {
	t.Helper()
	s, err := OpenCopy(from, Options{Now: noon})
	must(t, err)
	checked(t, s)
	defer closed(t, s)
	return s.Restore(t.Context(), to)
}

// A library that is not sound makes no copy of itself, and the older copies stay.
func TestADamagedLibraryTakesNoCopyAway(t *testing.T) {
	t.Parallel()
	path, _, _ := worked(t)
	s := reopen(t, path)
	all := Copies{Changes: 1, Keep: 1}
	made, err := s.CopyIfDue(t.Context(), all)
	must(t, err)
	want(t, "first copy", made != nil, true)
	older := filepath.Join(t.TempDir(), "copy.db")
	must(t, s.Backup(t.Context(), older))
	before := contents(t, older)
	must(t, s.commit(func(tx *bbolt.Tx) error {
		k, v := in(tx, bodiesBucket).Cursor().First()
		v = slices.Clone(v)
		v[len(v)/2] ^= 1
		return in(tx, bodiesBucket).Put(slices.Clone(k), v)
	}))
	must(t, s.note()) // as if that had been so from the start
	_, err = s.Undo("ana")
	must(t, err)
	made, err = s.CopyIfDue(t.Context(), all)
	wantError(t, err, ErrDamaged)
	if made != nil {
		t.Fatal("a copy was made")
	}
	wantError(t, s.Backup(t.Context(), older), ErrDamaged)
	want(t, "the older copy", string(contents(t, older)) == string(before), true)
	closed(t, s)
	want(t, "files", fmt.Sprint(len(names(t, path+".copies")), names(t, filepath.Dir(older))), "1 [copy.db]")
}

// Where there is no room, or somebody stops it, nothing is left and nothing is lost.
func TestACopyThatFails(t *testing.T) {
	t.Parallel()
	path, _, _ := worked(t)
	s := reopen(t, path)
	defer closed(t, s)
	stopped, stop := context.WithCancel(t.Context())
	stop()
	_, err := s.CopyIfDue(stopped, Copies{Changes: 1, Keep: 1})
	wantError(t, err, context.Canceled)
	wantError(t, s.Backup(stopped, path+".copy"), context.Canceled)
	want(t, "files", len(names(t, path+".copies")), 0)
	must(t, os.Remove(path+".copies"))
	must(t, os.WriteFile(path+".copies", nil, 0o600))
	if _, err = s.CopyIfDue(t.Context(), Copies{Changes: 1, Keep: 1}); err == nil {
		t.Fatal("a file is no folder")
	}
	want(t, "files", fmt.Sprint(names(t, filepath.Dir(path))), fmt.Sprintf("[%s %[1]s.copies]", filepath.Base(path)))
}

// Every format is backed up, restored and compacted.
func TestEveryFormatIsCopied(t *testing.T) {
	t.Parallel()
	for _, format := range []string{format1, format2, format3, format4, format5} {
		path := damagedFile(t, "library.db", contents(t, format))
		s, err := OpenCopy(path, Options{Now: noon})
		must(t, err)
		backup := filepath.Join(t.TempDir(), "backup.db")
		must(t, s.Backup(t.Context(), backup))
		have, err := held(s)
		must(t, err)
		closed(t, s)
		want(t, format+" is as it was", string(contents(t, path)) == string(contents(t, format)), true)
		for what, do := range map[string]func(string) error{
			"backup":   func(string) error { return nil },
			"restore":  func(p string) error { _, err := restored(t, path, p); return err },
			"compact":  func(p string) error { _, err := Compact(t.Context(), p, false, quick()); return err },
			"compact ": func(p string) error { _, err := Compact(t.Context(), p, true, quick()); return err },
		} {
			p := damagedFile(t, "copy.db", contents(t, backup))
			must(t, do(p))
			s := reopen(t, p)
			now, err := held(s)
			must(t, err)
			want(t, format+": "+what, maps.Equal(have, now), true)
			checked(t, s)
			closed(t, s)
		}
	}
}

// What a restore replaces is kept, whatever it is; what is open stays.
func TestRestore(t *testing.T) {
	t.Parallel()
	path, before, after := worked(t)
	first := filepath.Join(filepath.Dir(path), "first.db")
	s := reopen(t, path)
	c, err := s.WayBack(context.Background(), 0, silent)
	must(t, err)
	apply(t, s, c)
	must(t, s.Backup(t.Context(), first))
	_, err = restored(t, first, path)
	wantError(t, err, ErrLocked)
	_, err = s.Undo("ana")
	must(t, err)
	closed(t, s)
	_ = before

	kept, err := restored(t, first, path)
	must(t, err)
	want(t, "kept", kept, path+".before-restore-20310504T120000")
	again, err := restored(t, kept, path)
	must(t, err)
	want(t, "kept", again, path+".before-restore-20310504T120000-2")
	s = reopen(t, path)
	have, err := held(s)
	must(t, err)
	want(t, "there and back", maps.Equal(have, after), true)
	checked(t, s)
	closed(t, s)

	must(t, os.WriteFile(path, []byte("no library"), 0o600)) // damaged beyond opening
	kept, err = restored(t, first, path)
	must(t, err)
	want(t, "kept", string(contents(t, kept)), "no library")
	elsewhere := filepath.Join(t.TempDir(), "new", "library.db")
	kept, err = restored(t, first, elsewhere)
	must(t, err)
	want(t, "kept", kept, "")
	s = reopen(t, elsewhere)
	checked(t, s)
	closed(t, s)
	link := filepath.Join(t.TempDir(), "link.db")
	must(t, os.Symlink(path, link))
	_, err = restored(t, first, link)
	must(t, err)
	info, err := os.Lstat(link)
	must(t, err)
	want(t, "still a link", info.Mode()&os.ModeSymlink != 0, true)
}

// What is damaged is not compacted, what cannot become smaller stays, and nobody may have it open.
func TestCompact(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "library.db")
	s := reopen(t, path)
	var arrivals []annotate.Arrival
	for n := range 300 {
		arrivals = append(arrivals, report(n, 0))
	}
	added(t, s, arrivals...)
	_, err := s.Undo("ana")
	must(t, err)
	have, err := held(s)
	must(t, err)
	_, err = Compact(t.Context(), path, false, quick())
	wantError(t, err, ErrLocked)
	closed(t, s)
	was := contents(t, path)

	stopped, stop := context.WithCancel(t.Context())
	stop()
	if _, err = Compact(stopped, path, false, quick()); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	want(t, "as it was", string(contents(t, path)) == string(was), true)
	c, err := Compact(t.Context(), path, true, quick())
	must(t, err)
	want(t, "kept", string(contents(t, c.Kept)) == string(was), true)
	info, err := os.Stat(path)
	must(t, err)
	want(t, "bytes", info.Size(), c.Is)
	want(t, "mode", info.Mode().Perm(), 0o600)
	if c.Is >= c.Was {
		t.Errorf("%d bytes became %d", c.Was, c.Is)
	}
	again, err := Compact(t.Context(), path, false, quick())
	must(t, err)
	want(t, "once more", again.Is <= c.Is, true)
	s = reopen(t, path)
	now, err := held(s)
	must(t, err)
	want(t, "the same", maps.Equal(have, now), true)
	checked(t, s)
	closed(t, s)
	want(t, "files", len(names(t, filepath.Dir(path))), 2)
}

func BenchmarkBackup(b *testing.B) {
	s := filled(b, 2000, quick())
	path := filepath.Join(b.TempDir(), "copy.db")
	b.ReportAllocs()
	for b.Loop() {
		must(b, s.Backup(b.Context(), path))
	}
}

// A migration that fails leaves no backup behind, or the one that is there already, if it is not certain that
// nothing was done.
func TestAMigrationThatFailsLeavesOneBackup(t *testing.T) {
	t.Parallel()
	path := damagedFile(t, "library.db", contents(t, format5))
	link := filepath.Join(t.TempDir(), "link.db")
	must(t, os.Symlink(path, link))
	fails := func(*bbolt.Tx, *moving) error { return errors.New("not today") }
	next := format{version: thisVersion + 1, steps: map[uint64]step{thisVersion: fails}}
	for range 3 {
		if _, err := Open(link, Options{Now: noon, noSync: true, format: &next}); err == nil {
			t.Fatal("it did not fail")
		}
	}
	want(t, "files", len(names(t, filepath.Dir(path))), 1)

	next.steps[thisVersion] = nothing
	before := fmt.Sprintf("%s.format-%d-", path, thisVersion)
	s := reopen(t, path)
	must(t, s.backup(t.Context(), before+"20310101T000000", nil, &heldFile{})) // of a commit that failed
	_, err := s.Undo("ana")
	must(t, err)
	must(t, s.backup(t.Context(), before+"20310102T000000", nil, &heldFile{}))
	closed(t, s)
	must(t, os.WriteFile(before+"20310103T000000", []byte("cut short"), 0o600))
	s, err = Open(link, Options{Now: noon, noSync: true, format: &next})
	must(t, err)
	closed(t, s)
	want(t, "files", len(names(t, filepath.Dir(path))), 4) // the second was as it stands
	want(t, "beside the link", len(names(t, filepath.Dir(link))), 1)
}
