package focus

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"rashomon/annotate"
	"rashomon/annotate/queue"
	"rashomon/ui/screen"
)

func same(t failer, what string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Fatalf("%s: %q, want %q", what, got, want)
	}
}

// TestOneKeyASentence labels a whole queue of several reports with one key each.
func TestOneKeyASentence(t *testing.T) {
	for _, order := range []queue.Order{queue.Unlabelled, queue.Random, queue.LeastCertain, queue.InOrder} {
		d := with(t, 4, 5)
		d.open(queue.Spec{Order: order, Seed: 3}, false)
		var want []string
		for i := range 20 {
			d.clock = d.clock.Add(4 * time.Second)
			k := []string{"f", "q", "c"}[i%3]
			want = append(want, map[string]string{"f": "fact", "q": "quote", "c": "claim"}[k])
			d.keys(k)
		}
		same(t, string(order), d.labels(), want)
		d.says("The queue is through", "20 sentences labelled", "1 min", "4.0 s each", "fact", "7", "20 today")
		for _, p := range d.screen.places {
			r, _, err := d.read(p.Article)
			must(t, err)
			if a, _ := r.Sentence(p.Sentence); a.Seconds != 4 {
				t.Fatalf("%v took %v seconds, want 4", p, a.Seconds)
			}
		}
	}
}

// TestKeysAheadOfTheDisk presses all keys before anything is made or read: none is lost, and
// each is about its own sentence.
func TestKeysAheadOfTheDisk(t *testing.T) {
	d := with(t, 6, 3)
	d.lag = true
	d.begin(queue.Spec{Order: queue.Random, Seed: 11}, false)
	var want []string
	for i := range 18 {
		d.send([]string{"f", "q", "c"}[i%3])
		want = append(want, []string{"fact", "quote", "claim"}[i%3])
	}
	d.settle()
	d.land()
	same(t, "labels", d.labels(), want)
}

func TestUndoInTheMiddle(t *testing.T) {
	d := with(t, 3, 3)
	d.open(queue.Spec{Order: queue.Unlabelled}, false)
	d.keys("f f f f u u")
	if d.current() != 3 {
		t.Fatalf("at %d after undoing the third of four, want 3:\n%s", d.current(), d.text())
	}
	d.keys("q")
	if d.current() != 4 {
		t.Fatalf("at %d, want 4", d.current())
	}
	d.keys("q u ctrl+r c")
	// redo goes back to the fourth, and labels it; c adds a label there, and goes on
	same(t, "labels", d.labels(), []string{"fact", "fact", "quote", "quote+claim", "", "", "", "", ""})
	d.keys("k k u u u u u")
	same(t, "nothing", d.labels(), make([]string, 9))
}

// TestWhereOnlyWordsAreLabelled goes through a queue by a scheme that has no label for a sentence.
func TestWhereOnlyWordsAreLabelled(t *testing.T) {
	d := with(t, 2, 2)
	d.scheme = annotate.Scheme{Name: "words", Labels: []annotate.Label{{Name: "name", Key: "n", On: annotate.OnSpans}, {Name: "place", Key: "p", On: annotate.OnSpans}}, Several: true}
	d.open(queue.Spec{Order: queue.Unlabelled}, false)
	d.keys("v n v l p space v n n space x x v p u space space")
	d.says("The queue is through", "1 sentence labelled, 1 skipped, 2 passed over", "N name       1", "P place      1")
	d.keys("enter v n")
	if d.current() != 2 || !d.screen.page.Selecting() {
		t.Fatalf("the words at %d are not held", d.current())
	}
	d.keys("esc space v n space")
	d.says("3 sentences labelled, 1 skipped")
	d.open(queue.Spec{Order: queue.Unlabelled}, false)
	d.says("Nothing to label")
}

// TestHints names keys of the footer by what they are about just now.
func TestHints(t *testing.T) {
	d := with(t, 1, 3)
	d.open(queue.Spec{Order: queue.Unlabelled}, false)
	hints := func(keys, has, hasNot string) {
		t.Helper()
		d.keys(keys)
		var out []string
		for _, b := range d.screen.Hints() {
			out = append(out, b.Help().Desc)
		}
		for _, name := range strings.Split(has, ",") {
			if !slices.Contains(out, name) {
				t.Fatalf("after %q no hint says %s: %q", keys, name, out)
			}
		}
		for _, name := range strings.Split(hasNot, ",") {
			if slices.Contains(out, name) {
				t.Fatalf("after %q a hint says %s: %q", keys, name, out)
			}
		}
	}
	extends := d.screen.keys.WordOn.Help().Desc
	d.until(func() bool { return d.screen.suggestion() != "" })
	hints("j k", "accept,turn down,next", extends)
	hints("v", extends+",leave the words", "accept,turn down")
	hints("f", extends+",leave the words", "accept,turn down,a sentence on")
	hints("j", "accept,turn down", extends)
	hints("f k", "next", "accept,turn down") // labelled
	hints("j -", "next", "accept,turn down") // turned down
	hints("- I", "next", "accept,turn down") // hidden
	hints("I", "accept,turn down", extends)
}

func TestNothingToLabelSaysWhy(t *testing.T) {
	d := with(t, 1, 2)
	d.open(queue.Spec{Order: queue.MostDisagreeing}, false)
	d.says("Nothing to label", "Of the 2 sentences in the library, none is labelled by two annotators who disagree.")
	d.open(queue.Spec{Order: queue.Unlabelled}, false)
	d.keys("f f")
	d.open(queue.Spec{Order: queue.Unlabelled}, false)
	d.says("All of the 2 sentences in the library are labelled or skipped.", "Q chooses another queue")
	d.open(queue.Spec{Order: queue.Unlabelled, Query: "gate label:fact"}, false)
	d.says("All of the 2 sentences that “gate label:fact” lets through are labelled or skipped.", "“unlabelled” leaves out what is labelled; “in order” shows it.")
	d.open(queue.Spec{Order: queue.Random, Query: "gate"}, false)
	if strings.Contains(d.text(), "leaves out") {
		t.Fatalf("the query asks for no label:\n%s", d.text())
	}
	d.open(queue.Spec{Order: queue.Unlabelled, Query: "label:claim"}, false)
	d.says("There is no sentence that “label:claim” lets through.")
	if strings.Contains(d.text(), "leaves out") {
		t.Fatalf("in order would show nothing:\n%s", d.text())
	}
	d.keys("f")
	d.keys("Q")
	if _, ok := d.asked[0].(screen.Queue); !ok {
		t.Fatalf("Q asks for %v", d.asked)
	}
	d.keys("esc")
	if !d.left {
		t.Fatal("esc does not leave")
	}
}

// TestWhatGoesOn has skipping and accepting go on, and nothing else but labels.
func TestWhatGoesOn(t *testing.T) {
	d := with(t, 1, 9)
	d.open(queue.Spec{Order: queue.Unlabelled}, false)
	d.until(func() bool { return d.screen.suggestion() != "" })
	at := func(n int, keys string) {
		t.Helper()
		d.keys(keys)
		if d.current() != n {
			t.Fatalf("%s leads to %d, want %d", keys, d.current(), n)
		}
	}
	at(1, "x")       // flagged
	at(2, "x")       // skipped
	at(2, "X f")     // flagged because …
	d.write("odd")   //
	at(2, "X s")     //
	d.write("a cut") // skipped because …
	at(3, "a a")     // off, on
	at(3, "m")       //
	d.write("a note")
	at(3, "s")
	d.write("The warden")
	at(4, "c")
	at(5, ".")
	at(5, "a f")
	at(5, "a -")
	at(6, "space")
	at(7, "enter") // accepts what is suggested
	at(7, "A")
	d.write("0")
	d.keys("y") // accepts the rest, and goes on to the end
	if d.current() != 10 {
		t.Fatalf("at %d", d.current())
	}
	got := d.labels()
	same(t, "labels", got[:5], []string{"skip", "skip", "claim", "claim", "fact"})
	if slices.Contains(got, "") {
		t.Fatalf("not all is done: %q", got)
	}
	d.says("2 skipped", "The queue is through")
	at(9, "k")
	d.keys("G g")
	d.says("1 of 9", "skipped")
}

func TestWhatIsPassedOver(t *testing.T) {
	d := with(t, 1, 5)
	d.open(queue.Spec{Order: queue.Unlabelled}, false)
	d.keys("f space f j f")
	d.says("The queue is through", "3 sentences labelled", "2 passed over", "goes back to those passed over")
	d.keys("enter f")
	if d.current() != 4 {
		t.Fatalf("at %d, want the other one passed over, 4", d.current())
	}
	d.keys("f")
	d.says("5 sentences labelled")
	d.keys("enter")
	d.says("every sentence of the queue is labelled or skipped")
}

// TestTimeAway leaves out of the pace what took longer than anybody looks at a sentence.
func TestTimeAway(t *testing.T) {
	d := with(t, 1, 13)
	d.goal = 18
	d.open(queue.Spec{Order: queue.Unlabelled}, false)
	for i, s := range []int{2, 4, 3600, 6, 2, 4, 6, 3, 5} {
		d.clock = d.clock.Add(time.Duration(s) * time.Second)
		if strings.Contains(d.text(), "each") {
			t.Fatalf("%d sentences are told as a pace:\n%s", i, d.text())
		}
		d.keys("f")
	}
	d.says("10 of 13", "9 of 18 today", "4.0 s each", "16 s left", "█████░░░░░")
	r, _, err := d.read(d.screen.places[2].Article)
	must(t, err)
	if a, _ := r.Sentence(d.screen.places[2].Sentence); a.Seconds != 60 {
		t.Fatalf("an hour away counts %v seconds, want 60", a.Seconds)
	}
	d.clock = d.clock.Add(12 * time.Hour) // past midnight
	d.keys("f")
	d.says("1 of 18 today")
}

// TestEditsFromElsewhere has a report that is let go of, and one that is being read, show
// what other screens say of them, before it is on the disk.
func TestEditsFromElsewhere(t *testing.T) {
	d := with(t, 40, 1)
	d.lag = true
	d.open(queue.Spec{Order: queue.Unlabelled}, false)
	last := d.screen.places[39]
	r, _, err := d.read(last.Article)
	must(t, err)
	c, _ := r.SetNote(annotate.OnSentence(0), "seen elsewhere", d.now())
	d.labelling.Make(c)
	d.carryOut(d.screen.Update(screen.Edited{Edits: c.Edits}))
	d.keys("G")
	d.says("40 of 40", "seen elsewhere")
	d.keys("g f")
	for range 38 {
		d.keys("j")
	}
	d.keys("g")
	d.says("1 of 40", "fact")
	if n := len(d.screen.reports); n > mostReports {
		t.Fatalf("%d reports are kept", n)
	}
	if d.labelling.Saved(c); len(d.screen.recent) == 0 {
		t.Fatal("what is not on the disk is forgotten")
	}
	d.land()
	d.keys("j")
	d.screen.forget()
	if len(d.screen.recent) > 0 {
		t.Fatalf("what is on the disk is remembered: %v", d.screen.recent)
	}
}

func TestSpans(t *testing.T) {
	d := with(t, 1, 3)
	d.open(queue.Spec{Order: queue.Unlabelled}, false)
	d.keys("v l q")
	if !d.screen.page.Selecting() || d.current() != 1 {
		t.Fatal("the words are not held, or auto-advance left them")
	}
	d.keys("f")
	d.keys("j")
	if d.current() != 2 || d.screen.page.Selecting() {
		t.Fatalf("j leads to %d", d.current())
	}
	r, _, err := d.read(d.screen.places[0].Article)
	must(t, err)
	spans := r.Spans(r.Body.Sentences[0])
	if len(spans) != 1 || spans[0].Quote != "The warden" || !spans[0].Has("quote") || !spans[0].Has("fact") {
		t.Fatalf("%+v", spans)
	}
	d.keys("u")
	if d.current() != 1 || !d.screen.page.Selecting() {
		t.Fatalf("undo of a span leads to %d", d.current())
	}
}

// TestCutAnew goes on in the same place when its sentences are others.
func TestCutAnew(t *testing.T) {
	d := with(t, 2, 4)
	d.open(queue.Spec{Order: queue.Unlabelled}, false)
	d.keys("f f J")
	r, ok := d.asked[0].(screen.Recut)
	if !ok {
		t.Fatalf("J asks for %v", d.asked)
	}
	a, err := d.store.Article(r.Article)
	must(t, err)
	b, err := d.store.Body(a.ID, a.Revision)
	must(t, err)
	all, err := d.store.Annotations(a.ID)
	must(t, err)
	c, body, err := annotate.Recut(a, b, r.Sentences, all, nil, "ana", r.What, d.now())
	must(t, err)
	c, err = d.store.Recut(c, a.ID, body)
	must(t, err)
	d.carryOut(d.screen.Update(screen.Edited{Edits: c.Edits}))
	d.settle()
	d.says("1 of 5", "gate 3 of mill", "gate 4 of mill")
	d.keys("q")
	d.says("2 of 5")
}

func TestReportsThatCannotBeRead(t *testing.T) {
	d := with(t, 2, 2)
	d.begin(queue.Spec{Order: queue.Unlabelled}, false)
	places, err := queue.Build(t.Context(), queue.Spec{Order: queue.Unlabelled}, d.store, queue.Options{Scheme: d.scheme, Annotator: "ana"})
	must(t, err)
	read := d.screen.o.Read
	d.screen.o.Read = func(id annotate.ID) (*annotate.Reading, string, error) {
		if id == places[0].Article {
			return nil, "", errors.New("the disk is full of holes")
		}
		return read(id)
	}
	d.settle()
	d.says("This report cannot be read: the disk is full of holes")
	d.keys("f")
	d.says("cannot be read")
	d.keys("g")
	for range d.screen.places {
		if d.screen.page != nil {
			d.keys("f")
		} else {
			d.keys("space")
		}
	}
	if n := strings.Count(strings.Join(d.labels(), " "), "fact"); n != 2 {
		t.Fatalf("%d are labelled", n)
	}
}

func TestEscGivesUpMaking(t *testing.T) {
	d := with(t, 3, 2)
	d.begin(queue.Spec{Order: queue.LeastCertain}, false)
	d.send("f")
	d.send("esc")
	if !d.left {
		t.Fatal("esc does not give up")
	}
}
