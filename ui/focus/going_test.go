package focus

import (
	"slices"
	"testing"

	"rashomon/annotate/queue"
)

// TestGoesOnWhereItWasLeft has every order go on where one left it; what was passed over
// comes after the end.
func TestGoesOnWhereItWasLeft(t *testing.T) {
	for _, order := range []queue.Order{queue.Random, queue.Unlabelled, queue.InOrder} {
		d := with(t, 3, 4)
		d.open(queue.Spec{Order: order, Seed: 5}, false)
		was := slices.Clone(d.screen.places)
		d.keys("f f space f esc")
		if !d.left || d.kept.From != was[4] {
			t.Fatalf("%s: left at %v, want %v", order, d.kept.From, was[4])
		}
		d.open(d.kept, true)
		if got := d.screen.places[d.screen.at]; got != was[4] {
			t.Fatalf("%s: goes on at %v, want %v", order, got, was[4])
		}
		if order.Again() {
			continue
		}
		d.keys("f f f f f f f f")
		d.says("The queue is through", "1 passed over")
		d.keys("enter")
		if got := d.screen.places[d.screen.at]; got != was[2] {
			t.Fatalf("%s: goes back to %v, want the one passed over, %v", order, got, was[2])
		}
		d.keys("G j esc")
		d.open(d.kept, true)
		if got := d.screen.places[d.screen.at]; got != was[2] {
			t.Fatalf("%s: left at its end, goes on at %v", order, got)
		}
	}
}

// TestThePlaceIsKept asks a screen that is closed for its place, whatever closes it.
func TestThePlaceIsKept(t *testing.T) {
	d := with(t, 3, 20)
	d.begin(queue.Spec{Order: queue.InOrder}, false)
	if asked := d.screen.Leave(); len(asked) != 0 {
		t.Fatalf("a queue that is not there yet asks for %v", asked)
	}
	d.settle()
	for n := range 30 {
		d.keys("j")
		if want := (n + 1) / keepEvery * keepEvery; d.kept.From != d.screen.places[want] {
			t.Fatalf("after %d moves, %v is kept, want %v", n+1, d.kept.From, d.screen.places[want])
		}
	}
	for range 2 {
		if asked := d.screen.Leave(); len(asked) != 1 || queue.Spec(asked[0].(kept)).From != d.screen.places[30] {
			t.Fatalf("asks to keep %v", asked)
		}
	}
}

// TestGoesPastWhatIsAccepted accepts all that is suggested in a report of several, in each order
// that has the report's sentences follow one another: the next is one that is not done.
func TestGoesPastWhatIsAccepted(t *testing.T) {
	for _, order := range []queue.Order{queue.Unlabelled, queue.InOrder} {
		d := with(t, 2, 6)
		d.open(queue.Spec{Order: order}, false)
		for _, back := range []string{"", "u g f k"} { // also from a sentence that was done before
			d.keys("g " + back)
			d.until(func() bool { return d.screen.labelling.Ghosts.Remark(d.screen.page.Reading, 4, "") != "" })
			d.keys("A")
			d.write("0")
			d.keys("y")
			if p := d.screen.places[d.screen.at]; d.current() != 7 || d.label(p) != "" {
				t.Fatalf("%s: at %d, which is %q", order, d.current(), d.label(p))
			}
		}
		d.keys("u u g a A") // who does not want to be moved is not
		d.write("0")
		d.keys("y")
		if d.current() != 1 {
			t.Fatalf("%s: at %d", order, d.current())
		}
	}
}

// TestGoesBackInAQueueTakenUpAgain has what was done last before it was left be there.
func TestGoesBackInAQueueTakenUpAgain(t *testing.T) {
	for _, order := range []queue.Order{queue.Random, queue.Unlabelled, queue.LeastCertain} {
		d := with(t, 4, 5)
		d.open(queue.Spec{Order: order, Seed: 5}, false)
		was := slices.Clone(d.screen.places)
		d.keys("f q space f f f f f f f f esc") // eleven, one of them passed over
		for range 2 {                           // what was there to go back to is so once more
			d.open(d.kept, true)
			if p := d.screen.places[d.screen.at]; p != was[11] || len(d.screen.places) != 20-10+8 || d.current() != 10 {
				t.Fatalf("%s: goes on at %d of %d, %v", order, d.current(), len(d.screen.places), p)
			}
			for i := range 8 {
				d.keys("k")
				if p := d.screen.places[d.screen.at]; p != was[10-i] {
					t.Fatalf("%s: %d back is %v, want %v", order, i+1, p, was[10-i])
				}
			}
			d.keys("space")
			if p := d.screen.places[d.screen.at]; p != was[11] {
				t.Fatalf("%s: the next that is not done is %v", order, p)
			}
			d.keys("esc")
		}
		d.open(d.kept, true)
		d.keys("k c q f f f f f f f f f") // another label on one, which goes on; then those that are left
		d.says("The queue is through", "10 sentences labelled", "1 passed over")
		d.counts()
	}
}

// TestGoesBackOnlyToWhatIsDone takes up a queue when what was done is not, or is gone.
func TestGoesBackOnlyToWhatIsDone(t *testing.T) {
	d := with(t, 1, 5)
	d.open(queue.Spec{Order: queue.Unlabelled}, false)
	was := slices.Clone(d.screen.places)
	d.keys("f f f esc")
	left := d.kept
	d.open(queue.Spec{Order: queue.InOrder}, false)
	d.keys("j f esc") // takes the label off
	left.Done = append(left.Done, left.Done[0], queue.Place{Article: was[0].Article, Sentence: 99}, queue.Place{Article: was[0].Article, Sentence: -1}, queue.Place{Article: 1})
	d.open(left, true)
	want := []queue.Place{was[1], was[0], was[2], was[3], was[4]}
	if !slices.Equal(d.screen.places, want) || d.current() != 4 {
		t.Fatalf("at %d of %v, want %v", d.current(), d.screen.places, want)
	}
	d.counts()
}

// TestStaysForANote has one come back to sentences that were done on another day: who writes a note
// there, or says who speaks, has not labelled anything just now.
func TestStaysForANote(t *testing.T) {
	d := with(t, 1, 4)
	d.open(queue.Spec{Order: queue.InOrder}, false)
	d.keys("f X s enter esc")
	d.open(queue.Spec{Order: queue.InOrder}, false)
	for want := 1; want <= 2; want++ {
		d.keys("m")
		d.write("why")
		d.keys("enter")
		if got := d.current(); got != want {
			t.Fatalf("a note on sentence %d leads to %d", want, got)
		}
		d.keys("j")
	}
}
