package store

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"go.etcd.io/bbolt"
	"golang.org/x/sys/unix"

	"rashomon/annotate"
)

// waits is for a library that waits for the disk.
func waits() Options { return Options{Now: noon} }

// narrow is for one that also maps little at once, so that it has to map more.
func narrow() Options { return Options{Now: noon, room: 1 << 15} }

// aboutToChange is a library of a few reports on which ana has a change to make.
func aboutToChange(t *testing.T, o Options) (s *Store, before model, change annotate.Change) {
	t.Helper()
	s, err := Open(filepath.Join(t.TempDir(), "library.db"), o)
	must(t, err)
	out := added(t, s, report(1, 0), report(2, 0), report(3, 0))
	toggled(t, s, out[0].ID, "ana", 0, "fact")
	before, err = held(s)
	must(t, err)
	change, _ = reading(t, s, out[1].ID, "ana").Toggle(annotate.OnSentence(1), "claim", noon())
	return s, before, change
}

// large makes a change so large that the file and its memory map have to grow.
func large(c annotate.Change) annotate.Change {
	story := annotate.NewStory(strings.Repeat("The ferries of May. ", 40_000))
	c.Edits = append(c.Edits, annotate.Edit{Story: &annotate.Replaced[annotate.Story]{After: &story}})
	return c
}

// sameAs says whether the library holds what it should, bbolt's pages are right, and so they are in
// the file for whoever opens it next.
func sameAs(t failer, s *Store, wanted model) {
	t.Helper()
	have, err := held(s)
	must(t, err)
	want(t, "same", maps.Equal(have, wanted), true)
	must(t, s.view("look", func(tx *bbolt.Tx) error {
		for err := range tx.Check() {
			return err
		}
		return nil
	}))
	content, err := os.ReadFile(s.Path())
	must(t, err)
	next := s.Path() + ".next"
	must(t, os.WriteFile(next, content, 0o600))
	have, err = exercise(next)
	must(t, err)
	want(t, "same when it is opened", maps.Equal(have, wanted), true)
	must(t, os.Remove(next))
}

func TestAChangeThatTheDiskDoesNotTake(t *testing.T) {
	t.Parallel()
	const whole = 1 << 20
	for what, x := range map[string]struct {
		fault func(request) verdict
		errno syscall.Errno
		large bool // the change
		blind bool // nothing can be read before the disk is well again
	}{
		"a full disk":                         {fault: once(unix.SYS_PWRITE64, 1, unix.ENOSPC, 0), errno: unix.ENOSPC},
		"a full disk in the middle of a page": {fault: once(unix.SYS_PWRITE64, 2, unix.ENOSPC, 512), errno: unix.ENOSPC},
		"a full disk for ever":                {fault: always(unix.SYS_PWRITE64, unix.EDQUOT), errno: unix.EDQUOT},
		"the wait for the pages":              {fault: once(unix.SYS_FDATASYNC, 1, unix.EIO, 0), errno: unix.EIO},
		"the wait for the first page":         {fault: once(unix.SYS_FDATASYNC, 2, unix.EIO, 0), errno: unix.EIO},
		"the first page":                      {fault: ofTheFirstPages(unix.EIO, 0), errno: unix.EIO},
		"a torn first page":                   {fault: afterTheFirstPage(unix.EIO, 72, 1), errno: unix.EIO},
		"a first page that is there":          {fault: afterTheFirstPage(unix.EIO, whole, 1), errno: unix.EIO},
		"everything":                          {fault: always(0, unix.EIO), errno: unix.EIO},
		"everything, in a large change":       {fault: always(0, unix.EROFS), errno: unix.EROFS, large: true, blind: true},
		"growing":                             {fault: always(unix.SYS_FTRUNCATE, unix.ENOSPC), errno: unix.ENOSPC, large: true},
		"growing above a limit":               {fault: always(unix.SYS_FTRUNCATE, unix.EFBIG), errno: unix.EFBIG, large: true},
		"the wait for a file that grew":       {fault: once(unix.SYS_FSYNC, 1, unix.EIO, 0), errno: unix.EIO, large: true},
		"a larger map":                        {fault: once(unix.SYS_MMAP, 1, unix.ENOMEM, 0), errno: unix.ENOMEM, large: true},
		"a larger map, for ever":              {fault: always(unix.SYS_MMAP, unix.ENOMEM), errno: unix.ENOMEM, large: true, blind: true},
	} {
		t.Run(what, func(t *testing.T) {
			onDrive(t, func(d *drive) {
				s, before, change := aboutToChange(t, narrow())
				if x.large {
					change = large(change)
				}
				d.set(x.fault)
				made, err := s.Apply(change)
				wantError(t, err, annotate.ErrUnwritten)
				wantError(t, err, x.errno)
				want(t, "changes made", len(made), 0)
				have, err := held(s) // while the fault is there
				if x.blind {
					wantError(t, err, x.errno)
				} else {
					must(t, err)
					want(t, "same", maps.Equal(have, before), true)
				}
				d.set(nil)
				sameAs(t, s, before)
				triedAgain(t, s, before, change)
			})
		})
	}
}

// afterTheFirstPage fails the first write of a first page after so many bytes, and as many other
// calls that come then.
func afterTheFirstPage(errno syscall.Errno, written, calls int) func(request) verdict {
	of := ofTheFirstPages(errno, written)
	return func(c request) verdict {
		v := of(c)
		if v.errno != 0 || written < 0 {
			of = func(request) verdict { return verdict{errno: errno} }
			if calls--; calls < 0 {
				return verdict{}
			}
			written = -1
		}
		return v
	}
}

// triedAgain makes the change that failed, closes the library and opens it again.
func triedAgain(t failer, s *Store, before model, change annotate.Change) {
	t.Helper()
	made, err := s.Apply(change)
	must(t, err)
	after := maps.Clone(before)
	for _, e := range made[0].Edits {
		after.edit(e)
	}
	sameAs(t, s, after)
	checked(t, s)
	closed(t, s)
	have, err := exercise(s.Path())
	must(t, err)
	want(t, "same when it is opened again", maps.Equal(have, after), true)
}

// Where the first page of a change that failed cannot be taken back at once, nobody reads what was
// not acknowledged; and all goes on when the disk is well again.
func TestAFirstPageThatCannotBeTakenBack(t *testing.T) {
	t.Parallel()
	const whole = 1 << 20
	onDrive(t, func(d *drive) {
		s, before, change := aboutToChange(t, narrow())
		d.set(afterTheFirstPage(unix.EIO, whole, 6)) // of the change, twice of each of what follows
		for range 2 {
			_, err := s.Apply(change)
			wantError(t, err, annotate.ErrUnwritten)
			_, err = held(s)
			wantError(t, err, unix.EIO)
		}
		d.set(nil)
		sameAs(t, s, before)
		triedAgain(t, s, before, change)
	})
}

// The second wait proves nothing of what the first one lost: the first page is written again.
func TestAWaitThatFailsAgainAndAgain(t *testing.T) {
	t.Parallel()
	onDrive(t, func(d *drive) {
		s, before, change := aboutToChange(t, narrow())
		var writes atomic.Int32
		d.set(func(c request) verdict {
			if c.number == unix.SYS_PWRITE64 && c.args[3] < 2*uint64(os.Getpagesize()) {
				writes.Add(1)
			}
			if c.number == unix.SYS_FDATASYNC && c.nth == 2 || c.number == unix.SYS_FSYNC && c.nth < 4 {
				return verdict{errno: unix.EIO}
			}
			return verdict{}
		})
		for tries := int32(1); tries < 4; tries++ {
			_, err := s.Apply(change)
			wantError(t, err, annotate.ErrUnwritten)
			want(t, "writes of a first page", writes.Load(), 1+tries)
			sameAs(t, s, before) // what is read is right all the same
		}
		triedAgain(t, s, before, change)
	})
}

// Whoever begins to read while the disk is waited for sees the change only when it is acknowledged.
func TestNobodyReadsWhatMayFail(t *testing.T) {
	t.Parallel()
	onDrive(t, func(d *drive) {
		s, before, change := aboutToChange(t, narrow())
		var free atomic.Bool
		read := make(chan model, 1)
		d.set(func(c request) verdict {
			if c.number != unix.SYS_FDATASYNC || c.nth != 2 {
				return verdict{}
			}
			if s.turn.TryRLock() {
				free.Store(true)
				s.turn.RUnlock()
			}
			go func() {
				have, _ := held(s)
				read <- have
			}()
			return verdict{errno: unix.EIO}
		})
		_, err := s.Apply(change)
		wantError(t, err, annotate.ErrUnwritten)
		want(t, "readers may begin", free.Load(), false)
		want(t, "same", maps.Equal(<-read, before), true)
		d.set(nil)
		triedAgain(t, s, before, change)
	})
}

// A library that is closed while the disk fails holds what was acknowledged.
func TestClosedWhileTheDiskFails(t *testing.T) {
	t.Parallel()
	onDrive(t, func(d *drive) {
		s, before, change := aboutToChange(t, narrow())
		d.set(afterTheFirstPage(unix.EIO, 1<<20, 1))
		_, err := s.Apply(change)
		wantError(t, err, annotate.ErrUnwritten)
		d.set(nil)
		closed(t, s)
		have, err := exercise(s.Path())
		must(t, err)
		want(t, "same", maps.Equal(have, before), true)
	})
}

// Whatever fails, in whatever way and however often, what stands is what was acknowledged; and whoever
// was reading reads on what was there when they began.
func TestADriveThatFailsNowAndThen(t *testing.T) {
	t.Parallel()
	for seed := range uint64(6) {
		onDrive(t, func(d *drive) {
			random := rand.New(rand.NewPCG(seed, 31))
			reads := seed%2 == 0 // with a narrow map they would hold up whoever has to map more
			s, have, _ := aboutToChange(t, map[bool]Options{true: waits(), false: narrow()}[reads])
			failures := 0
			for range 60 {
				end := readingOn(t, s, reads && random.IntN(2) == 0)
				change := someChange(t, s, random)
				d.set(seldom(random, 2+random.IntN(14)))
				made, err := s.Apply(change)
				if err != nil {
					wantError(t, err, annotate.ErrUnwritten)
					failures++
				}
				for _, c := range made {
					for _, e := range c.Edits {
						have.edit(e)
					}
				}
				d.set(nil)
				end()
				now, err := held(s)
				must(t, err)
				if !maps.Equal(now, have) {
					t.Fatalf("seed %d: the library is not what was acknowledged", seed)
				}
			}
			sameAs(t, s, have)
			checked(t, s)
			closed(t, s)
			if failures < 10 {
				t.Fatalf("seed %d: only %d changes failed", seed, failures)
			}
		})
	}
}

// readingOn begins to read, if it shall, and returns what makes sure that the reader still sees it.
func readingOn(t failer, s *Store, really bool) (end func()) {
	t.Helper()
	if !really {
		return func() {}
	}
	tx, err := s.beginReading()
	must(t, err)
	all := func() string {
		var b strings.Builder
		must(t, tx.ForEach(func(name []byte, x *bbolt.Bucket) error {
			return x.ForEach(func(k, v []byte) error {
				_, err := fmt.Fprintf(&b, "%s %x %x\n", name, k, v)
				return err
			})
		}))
		return b.String()
	}
	before := all()
	return func() {
		want(t, "what somebody reads all the time", all() == before, true)
		must(t, tx.Rollback())
	}
}

// someChange labels a sentence, or adds a story, long enough now and then that the file grows.
func someChange(t failer, s *Store, random *rand.Rand) annotate.Change {
	t.Helper()
	rows, err := s.Rows(0)
	must(t, err)
	r := reading(t, s, rows[random.IntN(len(rows))].ID, []string{"ana", "ben"}[random.IntN(2)])
	c, ok := r.Toggle(annotate.OnSentence(random.IntN(4)), []string{"fact", "claim"}[random.IntN(2)], noon())
	want(t, "a change", ok, true)
	if random.IntN(4) == 0 {
		story := annotate.NewStory(strings.Repeat("The ferries of May. ", 1+random.IntN(3000)))
		c.Edits = append(c.Edits, annotate.Edit{Story: &annotate.Replaced[annotate.Story]{After: &story}})
	}
	return c
}

// A new library on a full disk is an error, and no file that could not be opened again.
func TestANewLibraryOnAFullDisk(t *testing.T) {
	t.Parallel()
	for nth := 1; nth < 20; nth++ {
		for _, written := range []int{0, 4096, 3 * 4096} {
			onDrive(t, func(d *drive) {
				path := filepath.Join(t.TempDir(), "library.db")
				d.set(once(unix.SYS_PWRITE64, nth, unix.ENOSPC, written))
				s, err := Open(path, waits())
				d.set(nil)
				if err != nil {
					wantError(t, err, unix.ENOSPC)
					s, err = Open(path, waits())
				}
				must(t, err)
				checked(t, s)
				closed(t, s)
			})
		}
	}
}

// Where what was begun cannot be taken back either, both are said.
func TestWhatWasBegunAndStays(t *testing.T) {
	t.Parallel()
	onDrive(t, func(d *drive) {
		path := filepath.Join(t.TempDir(), "library.db")
		must(t, os.WriteFile(path, nil, 0o600))
		d.set(always(unix.SYS_FTRUNCATE, unix.ENOSPC))
		_, err := Open(path, waits())
		d.set(nil)
		wantError(t, err, unix.ENOSPC)
		if said := "the disk is full; what was begun stays: the disk is full"; !strings.HasSuffix(err.Error(), said) {
			t.Errorf("%v", err)
		}
		s, err := Open(path, waits())
		must(t, err)
		closed(t, s)
	})
}

// Drives that cannot do what a library needs are refused, in words.
func TestADriveThatCannotMapFiles(t *testing.T) {
	t.Parallel()
	onDrive(t, func(d *drive) {
		d.set(always(unix.SYS_MMAP, unix.ENODEV))
		_, err := Open(filepath.Join(t.TempDir(), "library.db"), waits())
		wantError(t, err, unix.ENODEV)
		want(t, "words", strings.Contains(err.Error(), "network drives"), true)
	})
}

func TestErrorsOfTheDiskAreInWords(t *testing.T) {
	t.Parallel()
	path := &os.PathError{Op: "truncate", Path: "/bad\x1b]0;name", Err: unix.ENOSPC}
	for _, err := range []error{path, fmt.Errorf("file resize error: %s", path), fmt.Errorf("grow: %w", path)} {
		err = unwritten(err)
		want(t, "words", err.Error(), "not on the disk: the disk is full")
		wantError(t, err, unix.ENOSPC)
	}
	want(t, "damage", errors.Is(unwritten(ErrDamaged), annotate.ErrUnwritten), false)
}

// Somebody who copies the file while a change fails and is tried again never takes the one for the other:
// no first page is there twice that leads to two things.
func TestWhatFailedIsNotTakenForWhatIsTriedAgain(t *testing.T) {
	t.Parallel()
	onDrive(t, func(d *drive) {
		s, before, change := aboutToChange(t, narrow())
		f, err := os.Open(s.Path())
		must(t, err)
		defer f.Close()
		var failed atomic.Uint64
		d.set(func(c request) verdict {
			if c.number != unix.SYS_FDATASYNC || c.nth != 2 {
				return verdict{}
			}
			shown, _, _ := stateOf(f)
			failed.Store(shown.Tx)
			return verdict{errno: unix.EIO}
		})
		_, err = s.Apply(change)
		wantError(t, err, annotate.ErrUnwritten)
		want(t, "it was seen", failed.Load() > 0, true)
		d.set(nil)
		made, err := s.Apply(change)
		must(t, err)
		want(t, "changes", len(made), 1)
		now, _, err := stateOf(f)
		must(t, err)
		want(t, "a number of its own", now.Tx > failed.Load(), true)
		undone, err := s.Undo("ana")
		must(t, err)
		after := maps.Clone(before)
		for _, e := range slices.Concat(made[0].Edits, undone.Edits) {
			after.edit(e)
		}
		sameAs(t, s, after)
		closed(t, s)
	})
}

// Others read while a change is made and written, up to the last wait of all.
func TestOthersReadWhileAChangeIsWritten(t *testing.T) {
	t.Parallel()
	onDrive(t, func(d *drive) {
		s, before, change := aboutToChange(t, waits())
		seen := make(chan model, 100)
		d.set(func(c request) verdict {
			first := c.number == unix.SYS_PWRITE64 && c.args[3] < 2*uint64(os.Getpagesize())
			if c.number == unix.SYS_FDATASYNC && c.nth == 1 || c.number == unix.SYS_PWRITE64 && !first {
				have, _ := held(s)
				seen <- have
			}
			return verdict{}
		})
		after := applied(t, s, before, change)
		d.set(nil)
		want(t, "reads", len(seen) > 1, true)
		close(seen)
		for have := range seen {
			want(t, "what was before", maps.Equal(have, before), true)
		}
		sameAs(t, s, after)
		closed(t, s)
	})
}

// A copy that loses its memory map does not take the library, to which its path leads, for its own.
func TestACopyThatLosesItsMap(t *testing.T) {
	t.Parallel()
	path, _, _ := worked(t)
	s, err := OpenCopy(path, quick())
	must(t, err)
	wantError(t, s.openAgain(), unix.ENOMEM)
	_, err = s.Rows(0)
	must(t, err)
	closed(t, reopen(t, path))
	closed(t, s)
}
