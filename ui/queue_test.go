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
	if at, left := d.place(); at != 1 || left != of-4 {
		t.Fatalf("goes on at %d of %d, want 1 of %d", at, left, of-4)
	}
	d.says("4 today")
	d.keys("f esc")
	d.says("Library")
}

// TestKeysForAQueueAreHeld presses all keys before anything is read: the library's, the
// choice's, the queue's and those of an input that one of them opens.
func TestKeysForAQueueAreHeld(t *testing.T) {
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
	d.says("seed: ")
	d.write("x")
	d.keys("enter")
	d.says("is no seed")
	d.keys("Q r enter f")
	if n := labelled(t, s); n != 1 {
		t.Fatalf("%d are labelled", n)
	}
	if n := strings.Count(d.model.View().WindowTitle, "Queue"); n != 1 {
		t.Fatalf("the title is %q", d.model.View().WindowTitle)
	}
	d.keys("esc")
	d.says("Library") // a queue chosen from a queue takes its place
}

// TestUndoAcrossScreens undoes and redoes in the queue what was said in it and in the reader.
func TestUndoAcrossScreens(t *testing.T) {
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
