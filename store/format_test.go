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

// format1 is a library as format 1 has it. It stays as it is for ever.
const format1 = "testdata/format-1.db"

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
	if os.Getenv(makeVariable) == "1" {
		makeTestdata(t)
	}
	content, err := os.ReadFile(format1)
	must(t, err)
	s := reopen(t, damagedFile(t, "library.db", content))
	r := checked(t, s)
	want(t, "articles, annotations, stories", fmt.Sprint(r.Articles, r.Annotations, r.Stories), "24 40 1")
	p, err := s.Progress("ana", "default")
	must(t, err)
	want(t, "articles of ana", len(p), 10)
	u, err := s.Undo("ana")
	must(t, err)
	want(t, "undone", u.What, "undo: sentence 1: label quote")
	closed(t, s)
}
