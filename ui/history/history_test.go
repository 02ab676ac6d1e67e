package history

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"rashomon/annotate"
	"rashomon/store"
	"rashomon/ui/screen"
)

func TestEmpty(t *testing.T) {
	lib, err := store.Open(filepath.Join(t.TempDir(), "library.db"), store.Options{Now: noon})
	must(t, err)
	defer lib.Close()
	d := open(t, lib, 20, 6)
	d.says("Nothing was change")
	d.keys("j k G g enter b y / esc")
}

func TestListing(t *testing.T) {
	lib := openLibrary(t, t.TempDir())
	defer lib.Close()
	d := open(t, lib, 120, 20)
	d.label(2, "bo \x1b[31m")
	d.label(3, "ana")
	d.keys("g")
	d.says("3 min ago", "sentence 4: label fact · Outlet", "bo ", "import the report", "3 changes")
	d.keys("u")
	if l := d.line(3); !strings.Contains(l, "undone") || !strings.Contains(l, "⊘") {
		t.Errorf("%q", l)
	}
	if l := d.line(4); !strings.Contains(l, "undoes 3") {
		t.Errorf("%q", l)
	}
	d.keys("ctrl+r")
	if l := d.line(3); strings.Contains(l, "undone") {
		t.Errorf("%q", l)
	}
	d.keys("u u ctrl+r")
	for n, want := range map[uint64]bool{2: false, 3: true, 5: true} {
		if got := strings.Contains(d.line(n), "undone"); got != want {
			t.Errorf("change %d: %q", n, d.line(n))
		}
	}
	if strings.ContainsAny(d.text(), "\x1b\u202e") {
		t.Error("what is hostile is drawn")
	}
	d.keys("g y")
	if got := request[screen.Copy](d).Text; !strings.Contains(got, "\tana\tredo: ") {
		t.Errorf("%q", got)
	}
}

func TestWhatAChangeDid(t *testing.T) {
	lib := openLibrary(t, t.TempDir())
	defer lib.Close()
	d := open(t, lib, 100, 20)
	d.label(2, "ana")
	d.label(2, "ana")
	d.keys("g enter")
	d.says("change 3, by ana, Wednesday, 2031-03-12 11:57:00", "annotation went: ana, sentence 3 of Outlet", "labels: fact → none")
	d.keys("enter")
	if got, want := request[screen.Read](d), (screen.Read{Article: report().Article.ID, Sentence: 2}); got != want {
		t.Errorf("%+v", got)
	}
	d.keys("esc G enter")
	d.says("report came: Outlet: The weir", "title: none → The weir")
	d.keys("y")
	if got := request[screen.Copy](d).Text; !strings.Contains(got, "report came: Outlet: The weir\n") {
		t.Errorf("%q", got)
	}
}

func TestGoingBack(t *testing.T) {
	lib := openLibrary(t, t.TempDir())
	defer lib.Close()
	d := open(t, lib, 100, 20)
	for n := range 5 {
		d.label(n, "ana")
	}
	d.keys("g b")
	d.says("the newest change")
	d.keys("j j b")
	ask := request[screen.Confirm](d)
	if !strings.Contains(ask.Question, "after change 4") || ask.Lines[0] != "2 annotations go" || !slices.ContainsFunc(ask.Lines, func(l string) bool { return strings.Contains(l, "labels: fact → none") }) {
		t.Errorf("%+v", ask)
	}
	d.asked = nil
	d.do(ask.Yes())
	said, err := lib.Annotations(report().Article.ID)
	must(t, err)
	if len(said) != 3 {
		t.Errorf("%d annotations", len(said))
	}
	if n, _ := d.screen.current(); n != 4 || d.screen.newest != 7 {
		t.Errorf("the cursor is on %d of %d", n, d.screen.newest)
	}
	d.keys("b")
	d.says("nothing differs")
	d.keys("u") // one undo takes it back
	if said, _ = lib.Annotations(report().Article.ID); len(said) != 5 {
		t.Errorf("%d annotations", len(said))
	}
	d.keys("j enter b")
	if got := request[screen.Confirm](d).Question; !strings.Contains(got, "after change 3") {
		t.Errorf("%q", got)
	}
}

func TestGivingUpTheWayBack(t *testing.T) {
	lib := openLibrary(t, t.TempDir())
	defer lib.Close()
	d := open(t, lib, 100, 20)
	d.label(0, "ana")
	d.keys("g j")
	requests := d.screen.Update(screen.Press("b"))
	d.says("working out what to change to go back to 1")
	d.keys("esc")
	d.says("given up")
	d.asked = nil
	d.do(requests)
	for _, r := range d.asked {
		if _, ok := r.(screen.Confirm); ok {
			t.Error("asked all the same")
		}
	}
}

// TestAnotherWayBack gives up the one that is being worked out.
func TestAnotherWayBack(t *testing.T) {
	lib := openLibrary(t, t.TempDir())
	defer lib.Close()
	d := open(t, lib, 100, 20)
	d.label(0, "ana")
	d.label(1, "ana")
	d.keys("g j")
	first := d.screen.Update(screen.Press("b"))
	d.asked = nil
	d.do(d.screen.Update(screen.Press("b")))
	d.says("still working out the way back to 2")
	d.keys("j")
	second := d.screen.Update(screen.Press("b"))
	d.says("go back to 1")
	d.asked = nil
	d.do(append(first, second...))
	if ask := request[screen.Confirm](d); len(d.asked) != 1 || !strings.Contains(ask.Question, "after change 1") || ask.Lines[0] != "2 annotations go" {
		t.Errorf("%v", d.asked)
	}
	d.keys("b") // nobody answered: another screen was shown
	request[screen.Confirm](d)
}

// TestLabelsElsewhere are not read one by one while another screen is shown; what was asked
// for here is at once.
func TestLabelsElsewhere(t *testing.T) {
	lib := openLibrary(t, t.TempDir())
	defer lib.Close()
	d := open(t, lib, 100, 20)
	before := d.reads
	for n := range 5 {
		d.label(n, "ana")
	}
	if d.reads != before {
		t.Errorf("%d reads", d.reads-before)
	}
	if !d.screen.Take(screen.History{}) || d.screen.Take(screen.Find{}) {
		t.Error("it takes what is not its own, or not what is")
	}
	d.keys("k")
	d.says("6 changes", "sentence 5: label fact")
	d.keys("u")
	d.says("undoes 6", "7 changes")
}

func TestSummary(t *testing.T) {
	a, b := annotate.Annotation{ID: 1}, annotate.Annotation{ID: 2}
	come, went := annotate.Edit{Annotation: &annotate.Replaced[annotate.Annotation]{After: &a}}, annotate.Edit{Annotation: &annotate.Replaced[annotate.Annotation]{Before: &b}}
	story := annotate.NewStory("The weir")
	for want, edits := range map[string][]annotate.Edit{
		"1 annotation comes": {come}, "2 annotations go": {went, went}, "3 annotations: 2 come, 1 goes": {come, went, come},
		"1 story changes": {{Story: &annotate.Replaced[annotate.Story]{Before: &story, After: &story}}}, "": nil,
	} {
		if got := strings.Join(summary(edits), "|"); got != want {
			t.Errorf("%q, not %q", got, want)
		}
	}
}

// TestNames are asked for once, and again when the report is another.
func TestNames(t *testing.T) {
	lib := openLibrary(t, t.TempDir())
	defer lib.Close()
	d := &driver{t: t, lib: lib}
	name, calls := "The weir", 0
	d.show(Options{Read: lib.History, WayBack: lib.WayBack, Now: noon, Name: func(annotate.ID) string { calls++; return name }}, 100, 20)
	for n := range 3 {
		d.label(n, "ana")
		d.keys("g")
		d.text()
	}
	if calls != 1 {
		t.Errorf("asked for %d times", calls)
	}
	name = "The lock"
	a := report().Article
	d.do(d.screen.Update(screen.Edited{Edits: []annotate.Edit{{Article: &annotate.Replaced[annotate.Article]{Before: &a, After: &a}}}}))
	d.says("The lock")
	d.keys("/")
	d.do(request[screen.Ask](d).Done("lock LABEL"))
	d.says(`3 of the 4 changes read so far have "lock LABEL"`)
}

func TestFilter(t *testing.T) {
	lib := openLibrary(t, t.TempDir())
	defer lib.Close()
	d := open(t, lib, 100, 20)
	d.label(2, "bo")
	d.label(3, "ana")
	d.label(4, "bo")
	d.keys("/")
	ask := request[screen.Ask](d)
	d.do(ask.Typing("bo LABEL"))
	d.do(ask.Done("bo LABEL"))
	d.says(`2 of the 4 changes read so far have "bo LABEL"`)
	d.keys("j")
	if n, _ := d.screen.current(); n != 2 {
		t.Errorf("on %d", n)
	}
	d.keys("esc")
	if n, _ := d.screen.current(); n != 2 || strings.Contains(d.text(), "read so far") {
		t.Errorf("on %d", n)
	}
}

// made is a history of so many invented changes: every seventh undoes the one before.
func made(count uint64) func(from uint64, n int) ([]annotate.Change, error) {
	return func(from uint64, n int) (out []annotate.Change, err error) {
		if from == 0 || from > count {
			from = count
		}
		for k := from; k > 0 && len(out) < n; k-- {
			c := annotate.Change{Number: k, By: "ana", At: noon().Add(-time.Duration(count-k) * time.Minute), What: fmt.Sprintf("change %d", k)}
			if k%7 == 0 {
				c.Undoes = k - 1
			}
			out = append(out, c)
		}
		return out, nil
	}
}

// TestAMillionChanges goes anywhere in a long history, reading and keeping what is near.
func TestAMillionChanges(t *testing.T) {
	const count = 1_000_000
	d := &driver{t: t}
	o := Options{Read: made(count), Name: func(annotate.ID) string { return "" }, Now: noon}
	d.show(o, 80, 24)
	if d.reads > 2 {
		t.Errorf("%d reads to open", d.reads)
	}
	d.says("change 1000000", "just now", "1,000,000 changes")
	for range 30 {
		d.keys("pgdown")
	}
	if d.reads > 60 || len(d.screen.rows) > 5*near { // one of them each key, for what is new
		t.Errorf("%d reads, %d changes kept", d.reads, len(d.screen.rows))
	}
	d.keys("G")
	d.says("change 1 ", "change 13 ", "undoes 13")
	if len(d.screen.rows) > 5*near || !strings.Contains(d.line(13), "undone") {
		t.Errorf("%d changes kept, %q", len(d.screen.rows), d.line(13))
	}
	d.keys("g")
	d.says("change 999980")
}

// TestReadingFails says why, and tries again at the next key.
func TestReadingFails(t *testing.T) {
	fails := true
	read := made(30)
	d := &driver{t: t}
	d.show(Options{Now: noon, Name: func(annotate.ID) string { return "" }, Read: func(from uint64, n int) ([]annotate.Change, error) {
		if fails {
			return nil, errors.New("the disk \x1b[2J is gone")
		}
		return read(from, n)
	}}, 80, 24)
	d.says("the history cannot be read: the disk")
	fails = false
	d.keys("j")
	d.says("change 30")
}

// undoneNow is which changes of a history are undone: what undo would take back, from the
// newest to the oldest, is not.
func undoneNow(t failer, lib *store.Store) map[uint64]bool {
	t.Helper()
	changes, err := lib.History(0, 10_000)
	must(t, err)
	var undo, redo []uint64
	out := map[uint64]bool{}
	of := map[uint64]uint64{} // a redo → the change that it makes again
	for _, c := range slices.Backward(changes) {
		switch {
		case c.Undoes != 0:
			undo = undo[:len(undo)-1]
			redo = append(redo, c.Undoes)
			for n := c.Undoes; n != 0; n = of[n] {
				out[n] = true
			}
		case c.Redoes != 0:
			redo = redo[:len(redo)-1]
			undo = append(undo, c.Number)
			of[c.Number] = c.Redoes
			for n := c.Redoes; n != 0; n = of[n] {
				delete(out, n)
			}
		default:
			undo, redo = append(undo, c.Number), nil
		}
	}
	return out
}

// TestRandomHands does anything, in any size, while changes are made, undone and gone back
// over: lines fit, and what is undone is shown as such.
func TestRandomHands(t *testing.T) {
	press := rapid.SampledFrom(strings.Fields("j j k G g enter esc u u u ctrl+r ctrl+r b y ctrl+d pgup space / label label label size wheel click"))
	dir := t.TempDir()
	rapid.Check(t, func(rt *rapid.T) {
		lib := openLibrary(rt, dir)
		defer lib.Close()
		d := open(rt, lib, 100, 30)
		w, h := 100, 30
		for range rapid.IntRange(1, 25).Draw(rt, "presses") {
			switch p := press.Draw(rt, "key"); p {
			case "label":
				d.label(rapid.IntRange(0, sentences-1).Draw(rt, "sentence"), rapid.SampledFrom([]string{"ana", "bo"}).Draw(rt, "by"))
			case "size":
				w, h = rapid.SampledFrom([]int{20, 44, 60, 100, 200}).Draw(rt, "w"), rapid.SampledFrom([]int{1, 4, 30}).Draw(rt, "h")
				d.screen.SetSize(w, h)
			case "wheel":
				d.do(d.screen.Update(screen.Wheel{Lines: rapid.SampledFrom([]int{-3, 3}).Draw(rt, "lines")}))
			case "click":
				d.do(d.screen.Update(screen.Click{X: 2, Y: rapid.IntRange(-1, 31).Draw(rt, "y")}))
			default:
				d.keys(p)
				for _, r := range slices.Clone(d.asked) {
					switch r := r.(type) {
					case screen.Ask:
						d.do(r.Done(rapid.SampledFrom([]string{"", "fact", "undone", "\x1b", "bo"}).Draw(rt, "filter")))
					case screen.Confirm:
						d.do(r.Yes())
					}
				}
			}
			lines := d.screen.View()
			if len(lines) > max(h, 1) {
				rt.Fatalf("%d lines of %d", len(lines), h)
			}
			for _, l := range lines {
				if ansi.StringWidth(l) > w || strings.ContainsAny(ansi.Strip(l), "\x1b\u202e\n") {
					rt.Fatalf("%d columns: %q", w, l)
				}
			}
		}
		d.keys("esc esc esc g")
		changes, err := lib.History(0, 10_000)
		must(rt, err)
		if int(d.screen.newest) != len(changes) {
			rt.Fatalf("%d changes are shown of %d", d.screen.newest, len(changes))
		}
		want := undoneNow(rt, lib)
		for _, c := range changes {
			if got := d.screen.undone(c.Number); got != want[c.Number] {
				rt.Fatalf("change %d is undone: %v, shown: %v", c.Number, want[c.Number], got)
			}
		}
	})
}

// BenchmarkView draws a history of a million changes.
func BenchmarkView(b *testing.B) {
	d := &driver{t: b}
	d.show(Options{Read: made(1_000_000), Name: func(annotate.ID) string { return "Outlet" }, Now: noon}, 200, 60)
	b.ReportAllocs()
	for b.Loop() {
		d.screen.move(1)
		d.screen.View()
	}
}
