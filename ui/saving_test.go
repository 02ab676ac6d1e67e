package ui_test

import (
	"cmp"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"rashomon/annotate"
	"rashomon/ui"
)

// onFullDisk shows the first sentence of a report in the reader, over a disk that is full.
func onFullDisk(t *testing.T, with ...func(*ui.Options)) (*driver, *failing, annotate.ID) {
	t.Helper()
	s := sampleStore(t)
	f := &failing{Store: s}
	o := options()
	for _, w := range with {
		w(&o)
	}
	d := startOn(t, f, s, 120, 30, o)
	d.read("Lantern")
	f.full.Store(true)
	return d, f, d.article("Lantern News").ID
}

// clock is time that passes when a test says so.
type clock struct{ waiting []tea.Msg }

func (c *clock) after(_ time.Duration, then tea.Msg) tea.Cmd {
	c.waiting = append(c.waiting, then)
	return nil
}

// pass lets everything happen that waits for time to pass, so many times.
func (c *clock) pass(d *driver, times int) {
	for range times {
		now := c.waiting
		c.waiting = nil
		for _, msg := range now {
			d.send(msg)
			d.drain()
		}
	}
}

func TestWhatTheDiskDoesNotTakeIsKept(t *testing.T) {
	t.Parallel()
	d, f, id := onFullDisk(t)
	d.ahead("f j q j c")
	d.says("saving", "3/17 labelled")
	d.drain()
	d.says("3 changes are not saved: kept here and tried again", "not saved (alt+w): no space left on device", "3/17 labelled", "! 3 not saved, again in 1 s")
	d.saysNot("✓ saved")
	if len(d.said(id)) > 0 {
		t.Errorf("the library holds %v", d.said(id))
	}
	d.keys("g j")
	d.says("sentence 2 of 17 · quote", "not saved (alt+w): no space left on device", "! 3 not saved")

	f.full.Store(false)
	d.keys("f")
	d.says("saved: 4 changes are on the disk now", "✓ saved", "3/17 labelled")
	d.saysNot("not saved")
	if got := d.said(id); len(got) != 3 || strings.Join(got[1].Labels, " ") != "fact quote" {
		t.Errorf("the library holds %v after the disk had room again", got)
	}
}

// TestTheDiskIsTriedAgain has nobody at the keys: each pause is longer than the one before, up to half a minute.
func TestTheDiskIsTriedAgain(t *testing.T) {
	t.Parallel()
	var c clock
	d, f, id := onFullDisk(t, func(o *ui.Options) { o.After = c.after })
	d.keys("f")
	for _, pause := range []int{1, 2, 4, 8, 16, 30, 30} {
		d.says(fmt.Sprintf("1 not saved, again in %d s", pause))
		c.pass(d, pause)
	}
	d.keys("alt+w s")
	d.says("1 change is not saved: kept here and tried again")
	f.full.Store(false)
	c.pass(d, 30)
	d.says("saved: 1 change is on the disk now", "✓ saved")
	if len(d.said(id)) != 1 {
		t.Errorf("the library holds %v", d.said(id))
	}
	c.pass(d, 40)
	d.says("✓ saved")
}

// TestUnsavedChangesAreOnEveryScreen opens screens, and one of them anew, while nothing can be saved.
func TestUnsavedChangesAreOnEveryScreen(t *testing.T) {
	t.Parallel()
	d, f, id := onFullDisk(t)
	d.keys("f j q s ctrl+u B o enter esc")
	d.says("Library", "! 3 not saved")
	d.read("Lantern")
	d.keys("g")
	d.says("sentence 1 of 17 · fact", "2/17 labelled")
	d.keys("c j")
	d.says("sentence 2 of 17 · quote · » Bo", "! 4 not saved")
	f.full.Store(false)
	d.keys("f")
	d.says("✓ saved")
	if got := d.said(id); strings.Join(got[0].Labels, " ") != "fact claim" || got[1].Speaker != "Bo" {
		t.Errorf("the library holds %v", got)
	}
}

func TestUndoOfWhatIsNotSaved(t *testing.T) {
	t.Parallel()
	d, f, id := onFullDisk(t)
	d.keys("f j q u")
	d.says("taken back before it was saved: sentence 2: label quote", "! 1 not saved", "1/17 labelled")
	d.keys("ctrl+r")
	d.says("made again: sentence 2: label quote", "! 2 not saved", "2/17 labelled", "❝… ")
	d.keys("u ctrl+r u u")
	d.says("0/17 labelled", "✓ saved")
	d.keys("f")
	f.full.Store(false)
	d.keys("u")
	d.says("✓ saved", "0/17 labelled")
	if len(d.said(id)) > 0 {
		t.Errorf("the library holds %v", d.said(id))
	}
}

func TestWhatTheLibraryRefusesIsTakenBack(t *testing.T) {
	t.Parallel()
	d, f, id := onFullDisk(t)
	f.full.Store(false)
	f.refuses.Store(true)
	d.ahead("f") // flies alone
	d.ahead("q j c")

	d.drain()
	d.says("not saved, taken back (", "it has changed in the meantime", "0/17 labelled", "✓ saved")
	d.keys("g")
	d.saysNot("■ ", "❝ ", "▲ ", "· fact") // what is suggested has a question mark
	if len(d.said(id)) > 0 {
		t.Errorf("the library holds %v", d.said(id))
	}
	f.refuses.Store(false)
	d.keys("f")
	d.says("1/17 labelled", "✓ saved")
}

// TestOneUnsoundChangeTakesNoOtherWithIt has somebody else label a sentence while the disk is full.
func TestOneUnsoundChangeTakesNoOtherWithIt(t *testing.T) {
	t.Parallel()
	d, f, id := onFullDisk(t)
	d.keys("f j q j c")
	other := d.model
	d2 := start(t, d.store, 120, 30, options())
	d2.read("Lantern")
	d2.keys("j f")
	if d.model != other {
		t.Fatal("another program")
	}
	f.full.Store(false)
	d.keys("x")
	d.says("not saved, taken back (1)", "✓ saved")
	got := d.said(id)
	if len(got) != 3 || got[0].Labels[0] != "fact" || got[1].Labels[0] != "fact" || got[2].Labels[0] != "claim" {
		t.Errorf("the library holds %v", got)
	}
}

// TestAFailedUndoTakesNothingBack has the keys after an undo that cannot be.
func TestAFailedUndoTakesNothingBack(t *testing.T) {
	t.Parallel()
	s := openStore(t, nil)
	d := start(t, s, 100, 30, options())
	d.keys("u")
	d.says("nothing to undo")
	d.keys("e")
	d.ahead("ctrl+r j enter f")
	d.drain()
	d.says("1/21 labelled", "✓ saved")
	d.saysNot("taken back")
}

func TestQuittingWaitsForTheQueue(t *testing.T) {
	t.Parallel()
	d := start(t, sampleStore(t), 120, 30, options())
	d.read("Lantern")
	d.ahead("f j q ctrl+c")
	d.says("saving, then leaving")
	if d.left {
		t.Fatal("it left before all was saved")
	}
	d.drain()
	if !d.left {
		t.Fatal("it did not leave when all was saved")
	}
	if got := d.said(d.article("Lantern News").ID); len(got) != 2 {
		t.Errorf("the library holds %v", got)
	}
}

// rescues is a place for what is not saved.
type rescues struct {
	names   []string
	changes []annotate.Change
	fails   error
}

func (r *rescues) write(name string, replace bool, changes []annotate.Change) (string, error) {
	if r.fails != nil {
		return "", r.fails
	}
	if name != "" && slices.Contains(r.names, name) && !replace {
		return "", fs.ErrExist
	}
	r.names, r.changes = append(r.names, name), changes
	return cmp.Or(name, "beside.jsonl"), nil
}

func TestLeavingWithUnsavedChanges(t *testing.T) {
	t.Parallel()
	var r rescues
	d, _, _ := onFullDisk(t, func(o *ui.Options) { o.Rescue = r.write })
	d.ahead("f ctrl+c")
	d.drain()
	if d.left {
		t.Fatal("it left although a change is not saved")
	}
	d.says("write 1 unsaved change to a file and leave? no space left on device y/n")
	d.keys("n j f ctrl+c")
	d.says("write 2 unsaved changes to a file and leave?")
	r.fails = errFull
	d.keys("y")
	d.says("lose 2 unsaved changes and leave? no file can be written either")
	d.keys("n")
	if d.left {
		t.Fatal("it left although the changes are nowhere")
	}
	r.fails = nil
	d.keys("ctrl+c y")
	if !d.left || len(r.changes) != 2 {
		t.Errorf("left: %v, with %v", d.left, r.changes)
	}
}

// TestLeavingTwice does not ask again, and writes the file all the same.
func TestLeavingTwice(t *testing.T) {
	t.Parallel()
	var r rescues
	d, _, _ := onFullDisk(t, func(o *ui.Options) { o.Rescue = r.write })
	d.keys("f ctrl+c ctrl+c")
	if !d.left || len(r.changes) != 1 {
		t.Errorf("left: %v, with %v", d.left, r.changes)
	}
	d, _, _ = onFullDisk(t, func(o *ui.Options) { o.Rescue = r.write })
	d.ahead("f j q ctrl+c ctrl+c")
	d.drain()
	if !d.left || len(r.changes) != 2 {
		t.Errorf("in haste: left: %v, with %v", d.left, r.changes)
	}
}

func TestUnsavedChangesAreWrittenElsewhere(t *testing.T) {
	t.Parallel()
	var r rescues
	d, f, _ := onFullDisk(t, func(o *ui.Options) { o.Rescue = r.write })
	d.keys("alt+w")
	d.says("everything is saved")
	d.keys("f j q alt+w w")
	d.says("write what is not saved to: library.rescue.jsonl")
	d.keys("enter")
	d.says("2 changes are in library.rescue.jsonl: 'rashomon rescue FILE' takes them in", "! 2 not saved")
	d.keys("alt+w w enter")
	d.says("there is a file library.rescue.jsonl already: write over it? y/n")
	d.keys("y")
	if d.says("2 changes are in "); len(r.changes) != 2 || r.changes[1].What != "sentence 2: label quote" {
		t.Errorf("in the file are %v", r.changes)
	}
	f.full.Store(false)
	d.keys("alt+w s")
	d.says("saved: 2 changes are on the disk now")
}

// TestFlush has an event loop that ends while one change flies and others wait.
func TestFlush(t *testing.T) {
	t.Parallel()
	for _, flown := range []bool{false, true} {
		s := sampleStore(t)
		f := &failing{Store: s}
		d := startOn(t, f, s, 120, 30, options())
		d.read("Lantern")
		d.ahead("f j q j c")
		if flown { // the first has landed, but the loop ended before it was told
			for _, cmd := range d.pending {
				if cmd != nil {
					cmd()
				}
			}
		}
		check(t, d.model.Flush())
		if got := d.said(d.article("Lantern News").ID); len(got) != 3 {
			t.Errorf("flown %t: the library holds %v", flown, got)
		}
		d.ahead("j f j f")
		f.full.Store(true)
		if err := d.model.Flush(); err == nil || !strings.Contains(err.Error(), "2 changes are not saved: no space left") {
			t.Errorf("flown %t: flushing to a full disk: %v", flown, err)
		}
	}
}

// TestFlushAfterAPanic has the program fail in the middle of a save: nobody knows what is on disk, so
// it is saved once more.
func TestFlushAfterAPanic(t *testing.T) {
	t.Parallel()
	d, f, id := onFullDisk(t)
	f.full.Store(false)
	f.panics.Store(true)
	d.ahead("f j q")
	for _, cmd := range d.pending {
		func() {
			defer func() { _ = recover() }()
			if cmd != nil {
				cmd()
			}
		}()
	}
	f.panics.Store(false)
	check(t, d.model.Flush())
	if got := d.said(id); len(got) != 2 {
		t.Errorf("the library holds %v", got)
	}
}

func TestKeysTypedAheadGoToTheScreenThatOpens(t *testing.T) {
	t.Parallel()
	d := start(t, sampleStore(t), 120, 30, options())
	d.keys("/ L a n t e r n enter g j")
	d.ahead("enter j j f f q s A n n enter j x")
	d.says("opening")
	d.drain()
	said := d.said(d.article("Lantern News").ID)
	if a := said[2]; len(a.Labels) != 1 || a.Labels[0] != "quote" || a.Speaker != "Ann" {
		t.Errorf("of sentence 3 the library says %+v", a)
	}
	if said[3].Flag != annotate.Flagged || len(said) != 2 {
		t.Errorf("the library holds %v", said)
	}
	d.says("✓ saved", "sentence 4 of 17 · flagged")
}

// TestKeysTypedAheadInTheHistory wait for the changes, and for what one of them did.
func TestKeysTypedAheadInTheHistory(t *testing.T) {
	t.Parallel()
	d := start(t, sampleStore(t), 120, 30, options())
	d.read("Lantern")
	d.keys("f j q")
	d.ahead("H enter")
	d.drain()
	d.says("Change 3", "quote")
	d.keys("esc")
	d.ahead("j enter esc enter enter") // what it did, back, what it did, and to the sentence
	d.drain()
	d.says("sentence 1 of 17")
	d.ahead("H esc j")
	d.drain()
	d.says("sentence 2 of 17")
}

// TestKeysAfterAnUndoWaitForIt has a label on the sentence whose label is being undone.
func TestKeysAfterAnUndoWaitForIt(t *testing.T) {
	t.Parallel()
	d := start(t, sampleStore(t), 120, 30, options())
	d.read("Lantern")
	d.ahead("f u f u f q")
	d.drain()
	d.says("fact, quote", "1/17 labelled", "✓ saved")
	if got := d.said(d.article("Lantern News").ID)[0].Labels; strings.Join(got, " ") != "fact quote" {
		t.Errorf("labels %v", got)
	}
}
