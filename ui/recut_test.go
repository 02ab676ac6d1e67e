package ui_test

import (
	"fmt"
	"testing"
)

// TestJoin: two sentences are joined in the reader, what is said of them comes together,
// and undo and redo take every screen with them.
func TestJoin(t *testing.T) {
	t.Parallel()
	d := start(t, sampleStore(t), 120, 40, options())
	d.keys("enter enter g") // side by side, and there one report alone
	d.keys("f j q k")
	id := d.labelled(t)
	a, err := d.store.Article(id)
	check(t, err)
	count := a.Sentences
	sentences := func(want int) {
		t.Helper()
		if a, err := d.store.Article(id); err != nil || a.Sentences != want {
			t.Fatalf("%d sentences, %v: want %d", a.Sentences, err, want)
		}
		d.says(fmt.Sprintf("/%d labelled", want))
	}
	d.keys("J")
	sentences(count - 1)
	if got := d.said(id)[0]; !got.Has("fact") || !got.Has("quote") {
		t.Errorf("the joined sentence is labelled %v", got.Labels)
	}
	d.says("/16 labelled")
	d.keys("u")
	sentences(count)
	d.keys("ctrl+r")
	sentences(count - 1)
	d.keys("u u")
	if got := d.said(id); !got[0].Has("fact") || len(got) != 1 {
		t.Errorf("after undo of the join and a label the report says %v", got)
	}
	d.keys("ctrl+r ctrl+r")
	sentences(count - 1)
	d.keys("esc") // the side-by-side view below was read again too
	d.says("Lantern News", "Meridian News")
	d.keys("f")
	if r, err := d.store.Check(t.Context()); err != nil || len(r.Problems) > 0 {
		t.Errorf("the check says %v, %v", r.Problems, err)
	}
}

// TestBackTo: from the history one goes back to any point, and undo takes that back too.
func TestBackTo(t *testing.T) {
	t.Parallel()
	d := start(t, sampleStore(t), 120, 40, options())
	d.keys("j enter g f j q j c j f")
	id := d.labelled(t)
	d.keys("H")
	d.says("fact", "claim", "import the sample story")
	d.keys("j j b") // to where two were labelled
	d.says("y/n")
	d.keys("y")
	if got := d.said(id); len(got) != 2 || !got[0].Has("fact") || !got[1].Has("quote") {
		t.Fatalf("back at the second label %d sentences are labelled", len(got))
	}
	d.keys("u")
	if got := len(d.said(id)); got != 4 {
		t.Fatalf("after undo %d sentences are labelled, want 4", got)
	}
	d.keys("esc")
	d.says("sentence")
}

// TestUndoOfAJoinStaysThere: the cursor stays where the sentences were joined, whatever is
// labelled elsewhere in the report.
func TestUndoOfAJoinStaysThere(t *testing.T) {
	t.Parallel()
	d := start(t, sampleStore(t), 120, 40, options())
	d.keys("j enter G f g j c g j J u k")
	d.says("sentence 1 of 21")
	d.keys("j ctrl+r k")
	d.says("sentence 1 of 20")
}

// TestUndoOfSomebodyElses asks first, and takes it back when that is meant.
func TestUndoOfSomebodyElses(t *testing.T) {
	t.Parallel()
	s := sampleStore(t)
	bo := options()
	bo.Annotator = "bo"
	d := start(t, s, 120, 40, bo)
	d.keys("j enter g f")
	id := d.labelled(t)
	d = start(t, s, 120, 40, options())
	d.keys("u")
	d.says("undo takes back what bo did", "y/n")
	d.keys("n")
	if len(d.said(id)) != 1 {
		t.Fatal("it was taken back all the same")
	}
	d.keys("u y")
	if len(d.said(id)) != 0 {
		t.Fatal("it was not taken back")
	}
}
