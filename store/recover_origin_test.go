package store

import (
	"bytes"
	"path/filepath"
	"testing"

	"go.etcd.io/bbolt"
)

func originNow(t *testing.T, s *Store) string {
	t.Helper()
	origin, err := s.Origin()
	must(t, err)
	return origin
}

// wiped is a library's content without some bytes, wherever they stand in it.
func wiped(content, what []byte) []byte {
	return bytes.ReplaceAll(content, what, bytes.Repeat([]byte("#"), len(what)))
}

// What comes out of a damaged library is known by the same origin, so that rescue files and copies of the
// one are those of the other; and where that cannot be had, the report says so.
func TestRecoverKeepsTheOrigin(t *testing.T) {
	t.Parallel()
	path, _, _ := decided(t)
	s := reopen(t, path)
	was := originNow(t, s)
	var first []byte
	must(t, s.view("read", func(tx *bbolt.Tx) error {
		first = bytes.Clone(in(tx, historyBucket).Get(numberKey(1)))
		return nil
	}))
	closed(t, s)
	before, content := first, contents(t, path)

	text := []byte(report(1, 0).Body.Text)
	if !bytes.Contains(content, text) {
		t.Fatal("the first report is not there")
	}
	r, _, s := recovered(t, wiped(content, text)) // the first change is another without it
	want(t, "origin", originNow(t, s), was)
	want(t, "another", r.NewOrigin, false)
	again := filepath.Join(t.TempDir(), "again.db")
	must(t, s.Backup(t.Context(), again))
	must(t, s.view("read", func(tx *bbolt.Tx) error {
		first = bytes.Clone(in(tx, historyBucket).Get(numberKey(1)))
		return nil
	}))
	r, _, s = recovered(t, wiped(contents(t, again), first))
	want(t, "origin of what was recovered twice", originNow(t, s), was)
	want(t, "another", r.NewOrigin, false)

	r, _, s = recovered(t, wiped(content, before))
	want(t, "another, where the first change is lost", r.NewOrigin, true)
	if is := originNow(t, s); is == was || is == "" {
		t.Fatalf("its origin is %q", is)
	}
}

func TestRecoverKeepsTheOriginOfEveryFormat(t *testing.T) {
	t.Parallel()
	for _, file := range []string{format1, format2, format3, format4, format5} {
		old := contents(t, file)
		s := reopen(t, damagedFile(t, "library.db", old))
		was := originNow(t, s)
		closed(t, s)
		r, _, s := recovered(t, old)
		want(t, "origin", originNow(t, s), was)
		want(t, "another", r.NewOrigin, false)
	}
}
