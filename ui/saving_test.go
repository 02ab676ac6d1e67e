package ui_test

import (
	"strings"
	"testing"

	"rashomon/annotate"
)

// onFullDisk shows the first sentence of a report in the reader, over a disk that is full.
func onFullDisk(t *testing.T) (*driver, *failing, annotate.ID) {
	t.Helper()
	s := sampleStore(t)
	f := &failing{Store: s}
	d := startOn(t, f, s, 120, 30, options())
	d.read("Lantern")
	f.full.Store(true)
	return d, f, d.article("Lantern News").ID
}

func TestWhatIsNotSavedIsTakenBack(t *testing.T) {
	d, f, id := onFullDisk(t)
	d.ahead("f j q j c")
	d.says("saving", "3/17 labelled")
	d.drain()
	d.says("not saved, taken back (3): no space left on device", "0/17 labelled", "✓ saved")
	if len(d.said(id)) > 0 {
		t.Errorf("the library holds %v", d.said(id))
	}
	d.keys("g")
	d.saysNot("■ ", "❝ ", "▲ ", "· fact") // what is suggested has a question mark

	f.full.Store(false)
	d.keys("f")
	d.says("1/17 labelled", "✓ saved")
	if got := d.said(id)[0].Labels; len(got) != 1 || got[0] != "fact" {
		t.Errorf("labels %v after the disk had room again", got)
	}
}

// TestLaterChangesAreTakenBackToo has a change on its way that fails when another waits.
func TestLaterChangesAreTakenBackToo(t *testing.T) {
	d, _, id := onFullDisk(t)
	d.ahead("f") // flies alone
	d.ahead("q j c")
	d.drain()
	d.says("not saved, taken back (3)", "0/17 labelled")
	if len(d.said(id)) > 0 {
		t.Errorf("the library holds %v", d.said(id))
	}
}

// TestAFailedUndoTakesNothingBack has the keys after an undo that cannot be.
func TestAFailedUndoTakesNothingBack(t *testing.T) {
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

func TestAFailedSaveKeepsTheProgramOpen(t *testing.T) {
	d, _, _ := onFullDisk(t)
	d.ahead("f ctrl+c")
	d.drain()
	if d.left {
		t.Error("it left although a change was lost")
	}
	d.says("not saved, taken back (1)")
}

// TestFlush has an event loop that ends while one change flies and others wait.
func TestFlush(t *testing.T) {
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

func TestKeysTypedAheadGoToTheScreenThatOpens(t *testing.T) {
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

// TestKeysAfterAnUndoWaitForIt has a label on the sentence whose label is being undone.
func TestKeysAfterAnUndoWaitForIt(t *testing.T) {
	d := start(t, sampleStore(t), 120, 30, options())
	d.read("Lantern")
	d.ahead("f u f u f q")
	d.drain()
	d.says("fact, quote", "1/17 labelled", "✓ saved")
	if got := d.said(d.article("Lantern News").ID)[0].Labels; strings.Join(got, " ") != "fact quote" {
		t.Errorf("labels %v", got)
	}
}
