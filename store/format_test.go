package store

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"go.etcd.io/bbolt"
)

// With this variable set to 1 the file of the present format is made anew.
const makeVariable = "RASHOMON_MAKE_TESTDATA"

// A library as each format has it. They stay as they are for ever.
const (
	format1 = "testdata/format-1.db"
	format2 = "testdata/format-2.db" // with rulings
)

func makeTestdata(t *testing.T) {
	t.Helper()
	path, _, _ := worked(t)
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
	must(t, s.Backup(kept))
	must(t, os.Chmod(kept, 0o644))
	closed(t, s)
}

// Every format ever released must still open.
func TestFormat1StillOpens(t *testing.T) {
	path := damagedFile(t, "library.db", contents(t, format1))
	_, err := Open(path, Options{ReadOnly: true})
	wantError(t, err, ErrOlder)
	s := reopen(t, path)
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
	if os.Getenv(makeVariable) == "1" {
		makeTestdata(t)
	}
	path := damagedFile(t, "library.db", contents(t, format2))
	s := reopen(t, path)
	all, err := s.Rulings()
	must(t, err)
	of, err := s.Rulings(all[0].Places[0].Article, all[0].Places[1].Article)
	must(t, err)
	want(t, "rulings of two articles", len(of) > 0 && len(of) < len(all), true)
	stillOpens(t, s, "24 40 1 8")
	closed(t, s)
	left, err := os.ReadDir(filepath.Dir(path))
	must(t, err)
	want(t, "files", len(left), 1)
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
