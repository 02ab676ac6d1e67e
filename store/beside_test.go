package store

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"go.etcd.io/bbolt"

	"rashomon/annotate"
)

// beside opens a library that this test holds open by other means, and whose folder must not change.
func beside(t *testing.T, path string) *Store {
	t.Helper()
	before := names(t, filepath.Dir(path))
	s, err := Open(path, Options{ReadOnly: true, Beside: true, Now: noon})
	must(t, err)
	want(t, "files beside it", fmt.Sprint(names(t, filepath.Dir(path))), fmt.Sprint(before))
	return s
}

func names(t *testing.T, folder string) (out []string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	must(t, err)
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return out
}

// What is open elsewhere is read as it stands, whole, and nothing is left of the copy.
func TestBesideAnotherProcess(t *testing.T) {
	t.Parallel()
	path, _, after := worked(t)
	cmd, lines, stdin := child(t, "hold", path)
	want(t, "the child has it open", lines.Scan(), true)
	_, err := Open(path, Options{ReadOnly: true})
	wantError(t, err, ErrLocked)
	s := beside(t, path)
	elsewhere, process := s.Beside()
	want(t, "beside", elsewhere, true)
	if process != 0 { // the system tells
		want(t, "process", process, cmd.Process.Pid)
	}
	want(t, "path", s.Path(), path)
	checked(t, s)
	have, err := held(s)
	must(t, err)
	want(t, "all of it", maps.Equal(have, after), true)
	copied := filepath.Join(t.TempDir(), "copy.db")
	must(t, s.Backup(t.Context(), copied))
	closed(t, s)
	must(t, stdin.Close())
	must(t, cmd.Wait())

	s, err = Open(path, Options{ReadOnly: true, Beside: true})
	must(t, err)
	elsewhere, _ = s.Beside()
	want(t, "beside nobody", elsewhere, false)
	closed(t, s)
	s = reopen(t, copied)
	checked(t, s)
	closed(t, s)
}

// Each copy taken while somebody writes without a pause is one state of the library: it passes the
// check, and holds all that was acknowledged before it was taken.
func TestBesideAWriterThatNeverRests(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "library.db")
	writer, err := Open(path, Options{Now: noon})
	must(t, err)
	id := added(t, writer, report(1, 0))[0].ID
	r := reading(t, writer, id, "ana")
	var acknowledged atomic.Uint64
	stop, ended := make(chan struct{}), make(chan error, 1)
	go func() {
		for n := 0; ; n++ {
			select {
			case <-stop:
				ended <- nil
				return
			default:
			}
			c, _ := r.Toggle(annotate.OnSentence(n%4), []string{"fact", "claim"}[n/7%2], noon())
			made, err := writer.Apply(c)
			if err != nil {
				ended <- err
				return
			}
			r.Apply(made[0].Edits)
			acknowledged.Store(made[0].Number)
		}
	}()
	for range 30 {
		atLeast := acknowledged.Load()
		s := beside(t, path)
		last, err := s.History(0, 1)
		must(t, err)
		if last[0].Number < atLeast {
			t.Errorf("%d changes were acknowledged, %d are in the copy", atLeast, last[0].Number)
		}
		checked(t, s)
		closed(t, s)
	}
	close(stop)
	must(t, <-ended)
	closed(t, writer)
}

// A library of an older format is brought up to date in the copy, and stays as it is.
func TestBesideAnOlderFormat(t *testing.T) {
	t.Parallel()
	for _, format := range []string{format1, format2, format3, format4, format5} {
		path := damagedFile(t, "library.db", contents(t, format))
		held, err := bbolt.Open(path, 0o600, nil)
		must(t, err)
		s := beside(t, path)
		checked(t, s)
		closed(t, s)
		must(t, held.Close())
		want(t, format+" is as it was", string(contents(t, path)) == string(contents(t, format)), true)
	}
}

// What is done to a copy is done to nothing else, whoever has the library open.
func TestOpenCopy(t *testing.T) {
	t.Parallel()
	path, _, after := worked(t)
	s := reopen(t, path)
	for range 2 {
		c, err := OpenCopy(path, Options{Now: noon})
		must(t, err)
		_, err = c.Undo("ana")
		must(t, err)
		added(t, c, report(99, 0))
		checked(t, c)
		closed(t, c)
	}
	have, err := held(s)
	must(t, err)
	want(t, "as it was", maps.Equal(have, after), true)
	closed(t, s)

	nowhere := filepath.Join(t.TempDir(), "none.db")
	c, err := OpenCopy(nowhere, Options{Now: noon})
	must(t, err)
	added(t, c, report(1, 0))
	closed(t, c)
	want(t, "files", len(names(t, filepath.Dir(nowhere))), 0)
}

// Where no file can be made beside the library, the copy is elsewhere.
func TestBesideInAFolderWithoutWriting(t *testing.T) {
	t.Parallel()
	path, _, _ := worked(t)
	quiet := func(string, int, int) {}
	_, err := copyIn(t.Context(), []string{filepath.Join(t.TempDir(), "nowhere"), t.TempDir()}, path, quiet)
	must(t, err)
	_, err = copyIn(t.Context(), []string{filepath.Join(t.TempDir(), "nowhere")}, path, quiet)
	wantError(t, err, os.ErrNotExist)
}

// What is no library, is cut short, or has no whole meta page is told as such.
func TestACopyOfWhatIsNoLibrary(t *testing.T) {
	t.Parallel()
	path, _, _ := worked(t)
	whole := contents(t, path)
	for what, c := range map[string]struct {
		content []byte
		says    error
	}{
		"text":         {[]byte(strings.Repeat("It rained. ", 4000)), ErrNotALibrary},
		"short text":   {[]byte("It rained."), ErrNotALibrary},
		"cut short":    {whole[:len(whole)/2/4096*4096], ErrDamaged},
		"no meta page": {slices.Concat(make([]byte, 8192), whole[8192:]), ErrDamaged},
	} {
		if _, err := OpenCopy(damagedFile(t, "other.db", c.content), Options{Now: noon}); !errors.Is(err, c.says) {
			t.Errorf("%s: %v, want %v", what, err, c.says)
		}
	}
	for torn := range 2 { // the other meta page is enough: it is the state before
		content := slices.Clone(whole)
		copy(content[torn*4096+20:], "torn")
		s, err := OpenCopy(damagedFile(t, "torn.db", content), Options{Now: noon})
		must(t, err)
		checked(t, s)
		closed(t, s)
	}
}

func BenchmarkOpenCopy(b *testing.B) {
	s := filled(b, 2000, quick())
	b.ReportAllocs()
	for b.Loop() {
		c, err := OpenCopy(s.Path(), Options{Now: noon})
		must(b, err)
		closed(b, c)
	}
}

// Each folder's own reason is told, and the first one first.
func TestNoFolderForACopy(t *testing.T) {
	t.Parallel()
	path, _, _ := worked(t)
	nowhere, file := filepath.Join(t.TempDir(), "nowhere"), filepath.Join(t.TempDir(), "file")
	must(t, os.WriteFile(file, nil, 0o600))
	_, err := copyIn(t.Context(), []string{nowhere, file}, path, func(string, int, int) {})
	wantError(t, err, os.ErrNotExist)
	if !strings.HasPrefix(err.Error(), "make a copy to read: no such file or directory; where temporary files are: ") {
		t.Error(err)
	}
}

// Nothing is written where a drive has not the room for it.
func TestNoRoom(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	if room, known := roomIn(folder); known {
		must(t, hasRoom(folder, room/2))
		wantError(t, hasRoom(folder, room+1<<40), ErrNoRoom)
	}
	must(t, hasRoom(filepath.Join(folder, "nowhere"), 1<<60)) // what is wrong shows when it is written
	path := filepath.Join(folder, "huge.db")
	must(t, os.WriteFile(path, nil, 0o600))
	if err := os.Truncate(path, 1<<42); err != nil {
		return // the drive has no holes
	}
	_, err := copyInto(t.Context(), folder, path, func(string, int, int) {})
	if _, known := roomIn(folder); known {
		wantError(t, err, ErrNoRoom)
	}
}
