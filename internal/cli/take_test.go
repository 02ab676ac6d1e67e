package cli

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"rashomon/annotate"
	"rashomon/store"
)

const pier = "The pier broke. Nobody fell in. The warden spoke at noon and left. It rained."

var monday = time.Date(2031, 3, 3, 12, 0, 0, 0, time.UTC)

// desk is a library on one person's machine.
type desk struct {
	t       *testing.T
	path    string
	minutes int // since noon, on its clock
}

func newDesk(t *testing.T) *desk {
	return &desk{t: t, path: filepath.Join(t.TempDir(), "library.db")}
}

func (d *desk) must(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) now() time.Time {
	d.minutes++
	return monday.Add(time.Duration(d.minutes) * time.Minute)
}

// run runs the program, and gives what it printed.
func (d *desk) run(in string, args ...string) string {
	d.t.Helper()
	var out, bad bytes.Buffer
	code := Main(context.Background(), append(args, "--library", d.path), Streams{In: strings.NewReader(in), Out: &out, Err: &bad})
	if code != 0 {
		d.t.Fatalf("%v: %d: %s", args, code, bad.String())
	}
	return out.String()
}

// open gives do the library, and the article in it.
func (d *desk) open(do func(*store.Store, annotate.Article, annotate.Body)) {
	d.t.Helper()
	lib, err := store.Open(d.path, store.Options{Now: d.now})
	d.must(err)
	id := annotate.ID(0)
	for a, err := range lib.Articles() {
		d.must(err)
		id = a.ID
	}
	a, err := lib.Article(id)
	d.must(err)
	b, err := lib.Body(id, a.Revision)
	d.must(err)
	do(lib, a, b)
	d.must(lib.Close())
}

// say has somebody put a label on a target.
func (d *desk) say(by string, t annotate.Target, label string) {
	d.t.Helper()
	d.change(by, func(r *annotate.Reading) (annotate.Change, bool) { return r.Toggle(t, label, d.now()) })
}

func (d *desk) change(by string, make func(*annotate.Reading) (annotate.Change, bool)) {
	d.t.Helper()
	d.open(func(lib *store.Store, a annotate.Article, b annotate.Body) {
		said, err := lib.Annotations(a.ID)
		d.must(err)
		c, ok := make(annotate.NewReading(a, b, annotate.DefaultScheme(), by, said))
		if !ok {
			d.t.Fatal("no change")
		}
		_, err = lib.Apply(c)
		d.must(err)
	})
}

// recut cuts the article's sentences anew.
func (d *desk) recut(cut func(annotate.Body) ([]annotate.Span, bool)) {
	d.t.Helper()
	d.open(func(lib *store.Store, a annotate.Article, b annotate.Body) {
		sentences, ok := cut(b)
		if !ok {
			d.t.Fatal("it cannot be cut so")
		}
		said, err := lib.Annotations(a.ID)
		d.must(err)
		rulings, err := lib.Rulings(a.ID)
		d.must(err)
		c, body, err := annotate.Recut(a, b, sentences, said, rulings, "ana", "cut anew", d.now())
		d.must(err)
		_, err = lib.Recut(c, a.ID, body)
		d.must(err)
	})
}

// said is what is in view: who says what of which words; and what is not.
func (d *desk) said() (view []string) {
	d.t.Helper()
	d.open(func(lib *store.Store, a annotate.Article, b annotate.Body) {
		all, err := lib.Annotations(a.ID)
		d.must(err)
		for _, x := range all {
			where := "span"
			if x.Sentence >= 0 {
				where = fmt.Sprint(x.Sentence)
			}
			if x.Revision != a.Revision {
				where = "out of view"
			}
			view = append(view, fmt.Sprintf("%s %s %v %s", x.Annotator, where, x.Labels, x.Quote))
		}
		slices.Sort(view)
	})
	return view
}

// takes imports what another library exports; again, that changes nothing.
func (d *desk) takes(from *desk) {
	d.t.Helper()
	file := from.run("", "export")
	d.run(file, "import", "--format", "jsonl", "-")
	d.run("", "check")
	after, changes := d.run("", "export"), d.changes()
	if d.run(file, "import", "--format", "jsonl", "-"); d.run("", "export") != after || d.changes() != changes {
		d.t.Errorf("taken again, it is another")
	}
}

func (d *desk) changes() (n uint64) {
	d.open(func(lib *store.Store, _ annotate.Article, _ annotate.Body) {
		all, err := lib.History(0, 1)
		d.must(err)
		n = all[0].Number
	})
	return n
}

func (d *desk) wants(what string, want ...string) {
	d.t.Helper()
	if got := d.said(); !slices.Equal(got, want) {
		d.t.Errorf("%s:\n%s\nwant\n%s", what, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// join makes one sentence of the first two; parted two of the third, then.
func join(b annotate.Body) ([]annotate.Span, bool) { return annotate.Joined(b.Sentences, 0) }

func parted(b annotate.Body) ([]annotate.Span, bool) {
	return annotate.SplitAt(b, strings.Index(b.Text, "and left"))
}

// twoDesks is Ana's library with three sentences and a span labelled, and Bob's, who took that
// and labelled some himself.
func twoDesks(t *testing.T) (ana, bob *desk) {
	ana, bob = newDesk(t), newDesk(t)
	ana.run(pier, "import", "-")
	for n := range 3 {
		ana.say("ana", annotate.OnSentence(n), []string{"fact", "claim", "quote"}[n])
	}
	ana.say("ana", annotate.OnSpan(annotate.Span{Start: 4, End: 8}), "fact")
	bob.takes(ana)
	bob.say("bob", annotate.OnSentence(1), "quote")
	bob.say("bob", annotate.OnSentence(2), "claim")
	bob.say("bob", annotate.OnSpan(annotate.Span{Start: 0, End: 3}), "quote")
	return ana, bob
}

var both = []string{
	"ana 0 [fact claim] The pier broke. Nobody fell in.",
	"ana 1 [quote] The warden spoke at noon",
	"ana 2 [quote] and left.",
	"ana span [fact] pier",
	"bob 0 [quote] The pier broke. Nobody fell in.",
	"bob 1 [claim] The warden spoke at noon",
	"bob 2 [claim] and left.",
	"bob span [quote] The",
}

// Sentences that are joined and split on one machine are so on the other, and nothing that
// anybody says is out of view on either.
func TestACutTravels(t *testing.T) {
	ana, bob := twoDesks(t)
	ana.recut(join)
	ana.recut(parted)
	ana.minutes += 60
	ana.say("ana", annotate.OnSentence(3), "fact")
	want := append(slices.Clone(both[:3]), append([]string{"ana 3 [fact] It rained."}, both[3:]...)...)
	bob.takes(ana)
	bob.wants("Bob's", want...)
	ana.takes(bob)
	ana.wants("Ana's", want...)
	bob.takes(ana)
	bob.wants("Bob's again", want...)
}

// Bob's labels of the sentences as they were come to where these are cut anew already.
func TestLabelsOfAnOlderCutFollow(t *testing.T) {
	ana, bob := twoDesks(t)
	ana.recut(join)
	ana.recut(parted)
	ana.takes(bob)
	ana.wants("Ana's", both...)
	bob.takes(ana)
	bob.wants("Bob's", both...)
	ana.takes(bob)
	ana.wants("Ana's again", both...)
}

// Both cut the text, each otherwise: the later revision is that of both in the end.
func TestBothCutTheText(t *testing.T) {
	ana, bob := twoDesks(t)
	bob.recut(parted)
	ana.recut(join)
	ana.recut(parted)
	bob.takes(ana)
	bob.wants("Bob's", both...)
	ana.takes(bob)
	ana.wants("Ana's", both...)
}

// What Bob changed after the cut stays his.
func TestALaterLabelWinsOverTheCut(t *testing.T) {
	ana, bob := twoDesks(t)
	ana.takes(bob)
	ana.recut(join)
	bob.minutes += 60
	bob.say("bob", annotate.OnSentence(2), "fact")
	bob.takes(ana)
	bob.wants("Bob's", "ana 0 [fact claim] The pier broke. Nobody fell in.", "ana 1 [quote] The warden spoke at noon and left.", "ana span [fact] pier",
		"bob 0 [quote] The pier broke. Nobody fell in.", "bob 1 [fact claim] The warden spoke at noon and left.", "bob span [quote] The")
}

func TestAStretchedSpanLeavesItsPlace(t *testing.T) {
	ana, bob := twoDesks(t)
	first := annotate.OnSpan(annotate.Span{Start: 4, End: 8})
	ana.change("ana", func(r *annotate.Reading) (annotate.Change, bool) {
		return r.Stretch(first, annotate.Span{Start: 6, End: 15}, ana.now())
	})
	ana.say("ana", first, "claim")
	bob.takes(ana)
	for _, want := range []string{"ana span [claim] pier", "ana span [fact] er broke."} {
		if !slices.Contains(bob.said(), want) {
			t.Errorf("%s is not in\n%s", want, strings.Join(bob.said(), "\n"))
		}
	}
}

// An annotation whose scheme the library has not is kept, and there when the scheme comes.
func TestAnAnnotationWaitsForItsScheme(t *testing.T) {
	ana, bob := twoDesks(t)
	ana.run("name = \"tone\"\n[[label]]\nname = \"calm\"\nkey = \"c\"\n", "scheme", "new", "tone", "-")
	ana.open(func(lib *store.Store, a annotate.Article, b annotate.Body) {
		tone, err := lib.Scheme("tone")
		ana.must(err)
		c, _ := annotate.NewReading(a, b, tone, "ana", nil).Toggle(annotate.OnSentence(0), "calm", ana.now())
		_, err = lib.Apply(c)
		ana.must(err)
	})
	var without []string
	file := strings.SplitAfter(ana.run("", "export"), "\n")
	for _, line := range file {
		if !strings.HasPrefix(line, `{"type":"scheme"`) {
			without = append(without, line)
		}
	}
	bob.run(strings.Join(without, ""), "import", "--format", "jsonl", "-")
	bob.run("", "check")
	if got := bob.run("", "export"); strings.Count(got, `"scheme":"tone"`) != 1 {
		t.Errorf("it is lost: %s", got)
	}
	bob.run(strings.Join(file, ""), "import", "--format", "jsonl", "-")
	if got := bob.run("", "export", "--where", "label:calm scheme:tone"); !strings.Contains(got, `"labels":["calm"]`) {
		t.Errorf("it is not there with its scheme: %s", got)
	}
}
