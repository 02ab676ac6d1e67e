package ui_test

import (
	"errors"
	"strings"
	"testing"

	"rashomon/annotate"
	"rashomon/ui"
)

// TestRedoOfWhatWasNeverSaved makes again, when the disk has room, what was taken back while it had none:
// after what the library itself took back later.
func TestRedoOfWhatWasNeverSaved(t *testing.T) {
	t.Parallel()
	d, f, id := onFullDisk(t)
	d.keys("f j q j c u u")
	d.says("1/17 labelled")
	f.full.Store(false)
	d.keys("alt+w s")
	d.says("saved: 1 change is on the disk now", "✓ saved")
	d.keys("u")
	d.says("0/17 labelled")
	d.keys("ctrl+r ctrl+r ctrl+r")
	d.says("3/17 labelled", "✓ saved")
	if got := d.said(id); len(got) != 3 || got[2].Labels[0] != "claim" {
		t.Errorf("the library holds %v", got)
	}
	d.keys("ctrl+r")
	d.says("nothing to redo")

	f.full.Store(true)
	d.keys("j f u")
	f.full.Store(false)
	d.keys("q ctrl+r") // what was done since then comes in between
	d.says("nothing to redo", "4/17 labelled")
}

// TestADamagedLibraryTakesNothingBack has the file become damaged while it is open: what is not saved
// stays, and leaving writes it to a file.
func TestADamagedLibraryTakesNothingBack(t *testing.T) {
	t.Parallel()
	var r rescues
	d, f, id := onFullDisk(t, func(o *ui.Options) { o.Rescue = r.write })
	f.full.Store(false)
	f.damaged.Store(true)
	d.keys("f j q")
	d.says("not saved (alt+w): the library is damaged", "2/17 labelled", "! 2 not saved")
	d.saysNot("✓ saved", "taken back", "again in")
	d.keys("alt+w")
	d.says("Not saved: the library is damaged: page 4", "'rashomon recover'", "try to save now")
	d.keys("esc ctrl+c")
	d.says("write 2 unsaved changes to a file and leave?")
	d.keys("y")
	if !d.left || len(r.changes) != 2 {
		t.Errorf("left: %v, with %v", d.left, r.changes)
	}
	if err := d.model.Flush(); !errors.Is(err, annotate.ErrDamaged) {
		t.Errorf("the program ends with %v", err)
	}
	if len(d.said(id)) > 0 {
		t.Errorf("the library holds %v", d.said(id))
	}
}

// TestARecordThatIsDamaged holds what is about it, and what is built on that; the rest is saved.
func TestARecordThatIsDamaged(t *testing.T) {
	t.Parallel()
	d, f, id := onFullDisk(t)
	f.full.Store(false)
	f.damagedAt.Store("sentence 1:")
	d.ahead("f q j c")
	d.drain()
	d.keys("f")
	d.says("! 2 not saved", "2/17 labelled")
	if got := d.said(id); len(got) != 1 || strings.Join(got[1].Labels, " ") != "fact claim" {
		t.Errorf("the library holds %v", got)
	}
}

// TestWhatIsNotSavedOutlivesAKill is in a file as soon as that is known, and the file goes when all is saved.
func TestWhatIsNotSavedOutlivesAKill(t *testing.T) {
	t.Parallel()
	var r rescues
	d, f, _ := onFullDisk(t, func(o *ui.Options) { o.Rescue = r.write })
	for n, key := range []string{"f", "q", "c"} {
		d.keys(key)
		if len(r.changes) != n+1 {
			t.Fatalf("after %d changes %d are in the file", n+1, len(r.changes))
		}
	}
	d.keys("u")
	if len(r.changes) != 2 {
		t.Fatalf("after an undo %d are in the file", len(r.changes))
	}
	d.keys("alt+w")
	d.says("A copy is kept in beside.jsonl")
	d.keys("s")
	f.full.Store(false)
	d.keys("alt+w s")
	if d.says("✓ saved"); len(r.changes) > 0 {
		t.Errorf("in the file are %v, which are saved", r.changes)
	}
}

// TestWhyAtEightyColumns has a reason that is longer than a line.
func TestWhyAtEightyColumns(t *testing.T) {
	t.Parallel()
	f := &failing{Store: sampleStore(t)}
	f.reason.Store("the file may grow no further: a limit is set on the size of files, or the drive has one")
	d := startOn(t, f, f.Store, 80, 24, options())
	d.read("Lantern")
	f.full.Store(true)
	d.keys("f alt+w")
	d.says("Not saved: the file may grow no further", "or the drive has one", "try to save now")
	d.keys("esc ctrl+c")
	d.says("or the drive has one", "write 1 unsaved change to a file and leave? y/n")
	d.keys("n ?")
	d.says("1 change is not saved · the file may grow", "alt+w")
	d.keys("esc H")
	d.says("1 change is not saved, and in no history yet")
}

// TestADiskThatDoesNotAnswer has a write that never returns: whoever asks twice to leave does leave, and
// what was not saved is elsewhere.
func TestADiskThatDoesNotAnswer(t *testing.T) {
	t.Parallel()
	for _, how := range []string{"ctrl+c", "signals"} {
		var elsewhere rescues
		var c clock
		s := sampleStore(t)
		f := &failing{Store: s, hangs: make(chan struct{})}
		o := options()
		o.After = c.after
		o.Elsewhere = func(changes []annotate.Change) (string, error) { return elsewhere.write("", true, changes) }
		d := startOn(t, f, s, 120, 30, o)
		d.read("Lantern")
		f.hung.Store(true)
		d.ahead("f")
		landed := d.hang()
		d.ahead("j q ctrl+c")
		d.says("saving, then leaving")
		if how == "ctrl+c" {
			d.ahead("ctrl+c")
			d.says("if the disk does not answer, what is not saved goes elsewhere")
			c.pass(d, 1)
			if !d.left {
				t.Error("it did not leave")
			}
		} else {
			d.model.Hurry()
		}
		err := d.model.Flushed()
		if left := (ui.Unsaved{}); !errors.As(err, &left) || !errors.Is(err, ui.ErrHangs) || left.Where == "" || left.Changes != 2 || len(elsewhere.changes) != 2 {
			t.Errorf("%s: it ends with %v; elsewhere are %v", how, err, elsewhere.changes)
		}
		close(f.hangs)
		<-landed
	}
}
