package store

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"go.etcd.io/bbolt"
)

// What a power cut leaves of a file that bbolt has just begun, any of its four pages and any length,
// becomes a library. What is left of a library, or is something else, does not.
func TestAFileThatWasJustBegun(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "library.db")
	db, err := bbolt.Open(path, 0o600, nil)
	must(t, err)
	must(t, db.Close())
	begun := contents(t, path)
	page := len(begun) / 4
	for there := range 1 << 4 {
		for _, length := range []int{len(begun), 3*page + sector, page, sector} {
			content := make([]byte, length)
			for n := range 4 {
				if there&(1<<n) != 0 {
					copy(content[min(n*page, length):], begun[n*page:min((n+1)*page, max(length, n*page))])
				}
			}
			must(t, os.WriteFile(path, content, 0o600))
			s := reopen(t, path)
			want(t, "changes", checked(t, s).Changes, 0)
			closed(t, s)
		}
	}

	s := reopen(t, path)
	added(t, s, report(1, 0))
	closed(t, s)
	whole := contents(t, path)
	for name, content := range map[string][]byte{
		"a library cut short": whole[:4*page], "its first page": whole[:page], "pages of it": whole[2*page : 4*page],
		"a few words": []byte("The ferry left."), "words in the second page": append(make([]byte, page), "The ferry left."...),
	} {
		must(t, os.WriteFile(path, content, 0o600))
		if s, err := Open(path, quick()); err == nil {
			closed(t, s)
			t.Errorf("%s has become a library", name)
		}
		want(t, name+" is as it was", string(contents(t, path)), string(content))
	}
}

const sector = 512 // bytes that a disk writes wholly or not at all

// What only works on a library makes none, neither of nothing nor of what is not one yet.
func TestWhereALibraryHasToBeThere(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "library.db")
	o := quick()
	o.There = true
	for name, content := range notYet(t) {
		must(t, os.WriteFile(path, content, 0o600))
		_, err := Compact(t.Context(), path, false, quick())
		wantError(t, err, ErrNotALibrary)
		_, err = Open(path, o)
		wantError(t, err, ErrNotALibrary)
		_, err = OpenCopy(path, o)
		wantError(t, err, ErrNotALibrary)
		want(t, name+" is as it was", string(contents(t, path)), string(content))
	}
	must(t, os.Remove(path))
	_, err := Compact(t.Context(), path, false, quick())
	wantError(t, err, fs.ErrNotExist)
	_, err = os.Lstat(path)
	wantError(t, err, fs.ErrNotExist)
}

// notYet is what a file may hold that is about to be a library.
func notYet(t *testing.T) map[string][]byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "begun.db")
	db, err := bbolt.Open(path, 0o600, nil)
	must(t, err)
	must(t, db.Close())
	begun := contents(t, path)
	return map[string][]byte{
		"nothing": {}, "what bbolt begins with": begun, "a part of it": begun[:len(begun)/4],
		"that with room to grow": append(begun[:len(begun):len(begun)], make([]byte, growthSteps)...),
	}
}

// Who reads beside another process gets no library of what that has not made yet.
func TestReadingBesideWhatIsNotYetALibrary(t *testing.T) {
	t.Parallel()
	for name, content := range notYet(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := damagedFile(t, "library.db", content)
			h, err := holdFile(path)
			must(t, err)
			defer h.letGo()
			_, err = Open(path, Options{ReadOnly: true, Beside: true, Now: noon})
			wantError(t, err, ErrLocked)
			want(t, "as it was", string(contents(t, path)), string(content))
		})
	}
}

// Who reads waits for another process that may be making a library of an empty file, and not where nobody
// touched that for long.
func TestAnEmptyFileIsWaitedForWhileItIsYoung(t *testing.T) {
	t.Parallel()
	for age, waits := range map[time.Duration]bool{0: true, time.Hour: false} {
		for name, content := range notYet(t) {
			path := filepath.Join(t.TempDir(), "library.db")
			must(t, os.WriteFile(path, content, 0o600))
			synctest.Test(t, func(t *testing.T) { // time goes on only where somebody sleeps
				begun := time.Now()
				must(t, os.Chtimes(path, begun, begun.Add(-age)))
				o := Options{ReadOnly: true}
				s := newStore(path, o)
				wantError(t, s.waitUntilMade(o), ErrLocked)
				want(t, name+": a copy waited", time.Since(begun) > 0, waits)
				begun = time.Now()
				f, err := s.openLocked(path, os.O_RDONLY, 0, o)
				if err == nil { // it has room to grow: who opens it finds out later that nothing is in it
					must(t, f.Close())
					return
				}
				wantError(t, err, ErrNotALibrary)
				want(t, name+": waited", time.Since(begun) > 0, waits)
			})
		}
	}
}
