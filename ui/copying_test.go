package ui_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"sync/atomic"
	"testing"

	"rashomon/annotate"
	"rashomon/store"
	"rashomon/ui"
)

// safely is the program with what looks after the library's file.
type safely struct {
	looks, copies, backups int
	names                  []string
	damage, amiss          error
	note, waiting          string
	clock
}

func (s *safely) options() ui.Options {
	o := options()
	o.After = s.after
	o.Left = func() (string, string) { return s.waiting, "" }
	o.Look = func(context.Context) error { s.looks++; return s.damage }
	o.Copy = func(context.Context) (string, error) { s.copies++; return s.note, s.amiss }
	o.Backup = func(_ context.Context, name string, replace bool) (string, error) {
		for _, n := range s.names {
			if n == name && !replace {
				return "", fs.ErrExist
			}
		}
		s.backups++
		s.names = append(s.names, name)
		return "/home/ana/" + name, nil
	}
	return o
}

func TestTheFileIsLookedThroughAndCopied(t *testing.T) {
	t.Parallel()
	s := safely{note: "the library was copied"}
	d := start(t, sampleStore(t), 120, 30, s.options())
	d.says("the library was copied", "✓ saved")
	if s.looks != 1 || s.copies != 1 {
		t.Fatalf("looked %d times, copied %d times; want 1 and 1", s.looks, s.copies)
	}
	s.note = ""
	s.pass(d, 1)
	if s.copies != 2 {
		t.Errorf("after an hour it was copied %d times, want 2", s.copies)
	}
	d.read("Lantern")
	d.keys("f q c")
	if s.looks != 1 || s.copies != 5 {
		t.Errorf("after 3 changes: looked %d times, asked %d times whether a copy is due; want 1 and 5", s.looks, s.copies)
	}
}

// TestWhatWentWrongBehindTheScreens stays until somebody has looked at it.
func TestWhatWentWrongBehindTheScreens(t *testing.T) {
	t.Parallel()
	s := safely{amiss: errors.New("the library was not copied: no room for \x1b[31mit, on a drive whose name is long enough to need two lines")}
	d := start(t, sampleStore(t), 80, 24, s.options())
	d.says("warning (alt+w): the library was not copied")
	s.amiss = nil
	d.read("Lantern")
	d.keys("f q c")
	d.says("warning (alt+w): the library", "✓ saved")
	d.keys("alt+w")
	d.says("long enough to need two lines")
	d.keys("esc")
	d.saysNot("warning (alt+w)")
	d.keys("alt+w")
	d.says("everything is saved")
}

// TestTwoThingsAreWrong has the head tell the worse one, and the key both; when the damage turns out to be
// none, copies are made again.
func TestTwoThingsAreWrong(t *testing.T) {
	t.Parallel()
	s := safely{amiss: errors.New("the library was not copied: no room")}
	d := start(t, sampleStore(t), 80, 24, s.options())
	s.amiss, s.damage = nil, fmt.Errorf("%w: page 7", annotate.ErrDamaged)
	d.says("warning (alt+w): the library was not copied")
	d.keys("alt+w esc alt+w")
	d.says("the library is damaged: page 7")
	copies := s.copies
	s.damage = nil
	d.keys("esc alt+w")
	d.says("everything is saved")
	if s.copies != copies+1 {
		t.Errorf("copied %d times since it is sound, want once", s.copies-copies)
	}
}

// TestChangesOfAnEarlierTime has a narrow screen: the whole of it is to be read there, too.
func TestChangesOfAnEarlierTime(t *testing.T) {
	t.Parallel()
	s := safely{waiting: "Changes of an earlier time are not saved yet. They are in /home/ana/a/long/way/to/library.db.rescue-20310312-120000.jsonl. Leave, and take them in: 'rashomon --library /home/ana/a/long/way/to/library.db rescue'"}
	d := start(t, sampleStore(t), 80, 24, s.options())
	d.says("changes of an earlier time are not saved yet: alt+w says more", "changes wait (alt+w)")
	d.keys("alt+w")
	d.says("library.db.rescue-20310312-120000.jsonl.", "library.db rescue'")
	d.keys("esc")
	d.says("changes wait (alt+w)")
}

// TestWhatIsDamagedIsNotCopied would put it in the place of copies that are sound.
func TestWhatIsDamagedIsNotCopied(t *testing.T) {
	t.Parallel()
	s := safely{damage: fmt.Errorf("%w: page 7: nothing but zeroes", annotate.ErrDamaged)}
	d := start(t, sampleStore(t), 120, 30, s.options())
	d.says("page 7: nothing but zeroes", "the library is damaged: 'rashomon check'")
	d.read("Lantern")
	d.keys(strings.Repeat("f ", 101))
	s.pass(d, 2)
	d.saysNot("page 7")
	d.says("the library is damaged: 'rashomon check'", "✓ saved")
	if s.copies != 0 {
		t.Errorf("it was copied %d times", s.copies)
	}
}

func TestBackup(t *testing.T) {
	t.Parallel()
	s := safely{}
	f := &failing{Store: sampleStore(t)}
	d := startOn(t, f, f.Store, 120, 30, s.options())
	d.keys("alt+b")
	d.says("back up the library to: library-2031-03-12.db")
	d.keys("enter")
	d.says("backed up to /home/ana/library-2031-03-12.db")
	d.keys(":")
	d.write("back up the")
	d.keys("enter enter")
	d.says("there is a file library-2031-03-12.db already: write over it? y/n")
	d.keys("n")
	d.keys("alt+b enter y")
	d.says("backed up to ")
	if s.backups != 2 {
		t.Errorf("backed up %d times, want 2", s.backups)
	}
	f.full.Store(true)
	d.read("Lantern")
	d.keys("f alt+b x enter")
	d.says("backed up without 1 unsaved change: ", "! 1 not saved")
}

// unreadable is a library of which what is said of articles can become damaged.
type unreadable struct {
	*store.Store
	damaged atomic.Bool
}

func (u *unreadable) Annotations(id annotate.ID) ([]annotate.Annotation, error) {
	if u.damaged.Load() {
		return nil, fmt.Errorf("annotations: %w: page 7", annotate.ErrDamaged)
	}
	return u.Store.Annotations(id)
}

// TestTheFileIsLookedAt before it is said that everything is saved, every minute, and when a read meets damage.
func TestTheFileIsLookedAt(t *testing.T) {
	t.Parallel()
	s, f := safely{}, &unreadable{Store: sampleStore(t)}
	o, gone := s.options(), error(nil)
	o.Stands = func() error { return gone }
	d := startOn(t, f, f.Store, 80, 24, o)
	d.read("Lantern")
	d.keys("f alt+w")
	d.says("everything is saved")
	gone = errors.New("the file is no longer the one opened: somebody removed it; it is written anew with the next change, or when you leave")
	d.saysNot("warning")
	s.pass(d, 1)
	d.says("warning (alt+w): the file is no longer the one opened")
	d.keys("alt+w")
	d.says("anew with the next change, or when you leave")
	d.saysNot("everything is saved")
	d.keys("esc q")
	d.saysNot("warning") // the change was taken
	gone = nil
	s.damage = fmt.Errorf("%w: page 7", annotate.ErrDamaged)
	d.keys("alt+w")
	d.says("the library is damaged: page 7", "the library is damaged: 'rashomon check'")
	s.damage = nil
	d.keys("esc alt+w")
	d.saysNot("damaged")

	s.damage = fmt.Errorf("%w: page 7", annotate.ErrDamaged)
	f.damaged.Store(true)
	d.keys("esc enter")
	d.says("the library is damaged: 'rashomon check'")
}

// TestARefusedBackupIsReadWhole has more to say than the status line has room for.
func TestARefusedBackupIsReadWhole(t *testing.T) {
	t.Parallel()
	s := safely{}
	o := s.options()
	o.Backup = func(context.Context, string, bool) (string, error) {
		return "", errors.New("backup: \"y9.db\": what is there is no older backup of this library: changes are in it that this one has not")
	}
	d := start(t, sampleStore(t), 80, 24, o)
	d.keys("alt+b enter")
	d.says("that this one has not")
}

// TestCommandsNameTheLibrary has a library that a plain command would not find.
func TestCommandsNameTheLibrary(t *testing.T) {
	t.Parallel()
	s := safely{damage: fmt.Errorf("%w: page 7: nothing but zeroes", annotate.ErrDamaged)}
	o := s.options()
	o.Command = "rashomon --library k.db"
	d := start(t, sampleStore(t), 120, 30, o)
	d.says("the library is damaged: 'rashomon --library k.db check'")
	o.Command = "rashomon --library /home/ana/a/long/way/to/library.db"
	d = start(t, sampleStore(t), 80, 24, o)
	d.says("the library is damaged: alt+w")
}
