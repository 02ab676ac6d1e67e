package ui_test

import (
	"regexp"
	"strconv"
	"strings"
	"testing"

	"rashomon/annotate"
	"rashomon/store"
)

// labelled is how many sentences of the library carry a label of the annotator.
func labelled(t testing.TB, s *store.Store) (n int) {
	t.Helper()
	all, err := s.Progress(annotator, annotate.DefaultScheme().Name)
	check(t, err)
	for _, p := range all {
		n += p.Labelled
	}
	return n
}

var counter = regexp.MustCompile(`(\d+) of (\d+) · `)

// place is where the queue on the screen is, and how many places it has.
func (d *driver) place() (at, of int) {
	d.t.Helper()
	m := counter.FindStringSubmatch(d.frame().Text())
	if m == nil {
		d.t.Fatalf("the screen shows no place in a queue:\n%s", d.frame().Text())
	}
	at, _ = strconv.Atoi(m[1])
	of, _ = strconv.Atoi(m[2])
	return at, of
}

func TestAQueueIsChosenLabelledAndTakenUpAgain(t *testing.T) {
	t.Parallel()
	s := sampleStore(t)
	d := start(t, s, 110, 30, options())
	d.keys("Q")
	d.says("label these 5 reports", "unlabelled", "least certain first", "everything instead")
	d.saysNot("go on with")
	d.keys("e")
	d.says("label everything")
	d.keys("u f q c")
	at, of := d.place()
	if n := labelled(t, s); n != 3 || at != 4 || of < 50 {
		t.Fatalf("%d are labelled, at %d of %d", n, at, of)
	}
	d.says("3 today")
	d.keys("space f k")
	d = start(t, s, 110, 30, options()) // as after a kill
	d.keys("Q")
	d.says("go on with unlabelled")
	d.keys("g")
	if at, left := d.place(); at != 6 || left != of { // what was done last is there to go back to
		t.Fatalf("goes on at %d of %d, want 6 of %d", at, left, of)
	}
	d.says("4 today")
	d.keys("q c esc")
	d.says("Library")
	d.keys("Q g") // what was done before it was left is there to go back to
	if at, left := d.place(); at != 8 || left != of {
		t.Fatalf("goes on at %d of %d, want 8 of %d", at, left, of)
	}
	d.keys("k")
	d.says("[c ▲ claim]")
}

// TestThePlaceInAQueueIsKept leaves a queue in every way there is, with the disk behind.
func TestThePlaceInAQueueIsKept(t *testing.T) {
	t.Parallel()
	for _, leaving := range []string{"esc", "ctrl+c", "alt+s 2", "Q", "Q g", "o Q", "F ctrl+c"} {
		s := sampleStore(t)
		addScheme(t, s, stance())
		d := start(t, s, 110, 30, options())
		d.keys("Q e i j j j j f k k")
		before, of := d.place()
		d.ahead(leaving)
		d.drain()
		d = start(t, s, 110, 30, options())
		d.keys("Q")
		d.says("go on with in order")
		d.keys("g")
		if at, left := d.place(); at != before || left != of {
			t.Errorf("left by %q at %d of %d, goes on at %d of %d", leaving, before, of, at, left)
		}
	}
}

// TestTheNextQueueIsKept: a queue that is chosen in one takes its place, also for another day.
func TestTheNextQueueIsKept(t *testing.T) {
	t.Parallel()
	s := sampleStore(t)
	d := start(t, s, 110, 30, options())
	d.keys("Q e i j j")
	d.keys("Q u f space space")
	d.ahead("ctrl+c")
	d.drain()
	if !d.left {
		t.Fatal("it did not leave")
	}
	d = start(t, s, 110, 30, options())
	d.keys("Q g")
	d.says("Queue · unlabelled")
	if at, _ := d.place(); at != 4 { // one is done, and there to go back to
		t.Fatalf("goes on at %d, want 4", at)
	}
}

// TestKeysForAQueueAreHeld presses all keys before anything is read: the library's, the
// choice's, the queue's and those of an input that one of them opens.
func TestKeysForAQueueAreHeld(t *testing.T) {
	t.Parallel()
	s := sampleStore(t)
	d := start(t, s, 110, 30, options())
	d.ahead("Q e u f f s I d a enter k q")
	d.drain()
	if n := labelled(t, s); n != 2 {
		t.Fatalf("%d sentences are labelled, want 2:\n%s", n, d.frame().Text())
	}
	d.keys("k k") // q went on to the third
	d.says("fact")
	d.keys("j")
	d.says("fact", "quote")
	d.keys("j")
	d.says("» Ida")
	d.keys("esc")
	d.ahead("Q u esc j") // gives it up before it is there
	d.drain()
	d.says("Library")
}

func TestAQueueByAQuery(t *testing.T) {
	t.Parallel()
	s := sampleStore(t)
	d := start(t, s, 110, 30, options())
	d.keys("Q q")
	d.write("sauce:lantern")
	d.keys("enter")
	d.says("of those that pass: sauce:lantern", "source")
	d.keys("ctrl+u")
	d.write("source:lantern")
	d.keys("enter")
	d.says("“source:lantern” lets through")
	d.keys("i")
	rows, err := s.Rows(0)
	check(t, err)
	want := 0
	for _, r := range rows {
		if strings.Contains(r.Source, "Lantern") {
			want += r.Sentences
		}
	}
	if _, of := d.place(); of != want {
		t.Fatalf("%d sentences, want %d", of, want)
	}
	d.says("source:lantern", "Lantern")
	d.keys("Q r")
	d.says("seed, a number: ")
	d.write("x")
	d.keys("enter")
	d.says("x” is no number")
	if asked := regexp.MustCompile(`seed, a number: \d+x`); !asked.MatchString(d.frame().Text()) {
		t.Fatalf("what was typed is gone:\n%s", d.frame().Text())
	}
	d.keys("ctrl+u")
	d.write("17")
	d.keys("enter f")
	if n := labelled(t, s); n != 1 {
		t.Fatalf("%d are labelled", n)
	}
	if n := strings.Count(d.model.View().WindowTitle, "Queue"); n != 1 {
		t.Fatalf("the title is %q", d.model.View().WindowTitle)
	}
	d.keys("esc")
	d.says("Library") // a queue chosen from a queue takes its place
}

// TestAQueueOfWhatWasFound asks in which order; where a label was asked for, “unlabelled” has
// nothing and says what has.
func TestAQueueOfWhatWasFound(t *testing.T) {
	t.Parallel()
	s := sampleStore(t)
	d := start(t, s, 110, 30, options())
	d.keys("Q e u c c esc F")
	d.write("label:claim")
	d.keys("enter Q")
	d.says("“label:claim” lets through", "in order", "unlabelled")
	d.keys("u")
	d.says("Nothing to label", "“unlabelled” leaves out what is labelled; “in order” shows it")
	d.keys("esc Q i")
	if _, of := d.place(); of != 2 {
		t.Fatalf("%d sentences", of)
	}
}

// TestDisagreementIsShown shows what another annotator of the library says.
func TestDisagreementIsShown(t *testing.T) {
	t.Parallel()
	s := sampleStore(t)
	other := options()
	other.Annotator = "bo"
	start(t, s, 110, 30, other).keys("Q e i c q")
	d := start(t, s, 110, 30, options())
	d.keys("Q e i f f esc Q e d")
	d.says("most disagreeing", "1 of 2", "bo: ▲ claim")
	d.keys("Q e i")
	d.saysNot("bo:")
}

// TestUndoAcrossScreens undoes and redoes in the queue what was said in it and in the reader.
func TestUndoAcrossScreens(t *testing.T) {
	t.Parallel()
	s := sampleStore(t)
	d := start(t, s, 110, 30, options())
	d.keys("Q u f f f o")
	d.keys("f esc")
	if at, _ := d.place(); at != 4 {
		t.Fatalf("at %d", at)
	}
	d.says("fact") // labelled in the reader
	d.keys("u u")
	if at, _ := d.place(); at != 3 || labelled(t, s) != 2 {
		t.Fatalf("at %d, %d labelled", at, labelled(t, s))
	}
	d.keys("ctrl+r ctrl+r")
	if at, _ := d.place(); at != 4 || labelled(t, s) != 4 {
		t.Fatalf("at %d, %d labelled", at, labelled(t, s))
	}
}
