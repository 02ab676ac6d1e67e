package matrix

import (
	"slices"
	"strings"
	"testing"

	"rashomon/annotate"
	"rashomon/compare"
	"rashomon/internal/segment"
	"rashomon/ui/screen"
)

// made is the rulings of the change that the last key made, as they are after and before it.
func (d *driver) made() (after, before []annotate.Ruling) {
	d.t.Helper()
	c := request[screen.Make](d).Change
	for _, e := range c.Edits {
		if e.Ruling == nil {
			d.t.Fatalf("%+v is no ruling", e)
		}
		if x := e.Ruling.After; x != nil {
			if err := x.Check(); err != nil {
				d.t.Errorf("%v", err)
			}
			after = append(after, *x)
		}
		if x := e.Ruling.Before; x != nil {
			before = append(before, *x)
		}
	}
	if c.By != "ana" || !c.At.Equal(noon()) || c.What == "" {
		d.t.Errorf("the change is by %q at %s: %q", c.By, c.At, c.What)
	}
	return after, before
}

// TestName names a statement, names it otherwise, and takes the name away, with the cursor on it
// all the time; undo brings the name back.
func TestName(t *testing.T) {
	d := open(t, gate, samples(t), 0, 0, 100, 25)
	d.keys("j j j j j")
	x, _ := d.screen.row()
	want := refs(x)
	d.keys("r")
	d.write("the  heavy\tblow")
	after, before := d.made()
	if len(after) != 1 || len(before) != 0 || after[0].Text != "the heavy blow" || len(after[0].Places) != len(want) || after[0].On != annotate.OnStatement {
		t.Fatalf("%+v", after)
	}
	id := after[0].ID
	on := func(name string) {
		t.Helper()
		if x, _ := d.screen.row(); len(refs(x)) != len(want) || refs(x)[0] != want[0] {
			t.Fatalf("the cursor went to %v", refs(x))
		}
		if !strings.Contains(d.now(), name) {
			t.Errorf("%q is not in %q", name, d.now())
		}
	}
	on(" the heavy blow ")
	d.says("named by ana")
	d.keys("r")
	if ask := request[screen.Ask](d); ask.Value != "the heavy blow" {
		t.Errorf("%q stands there to begin with", ask.Value)
	}
	d.write("a blow")
	if after, before := d.made(); after[0].ID != id || before[0].Text != "the heavy blow" {
		t.Errorf("%+v after %+v", after, before)
	}
	on(" a blow ")
	d.keys("r")
	d.write(" ")
	if after, before := d.made(); len(after) != 0 || before[0].ID != id {
		t.Errorf("%+v after %+v", after, before)
	}
	on(" “")
	d.screen.cursor = 1
	d.undo()
	on(" a blow ")
	d.keys("r")
	d.write("a blow")
	if say := request[screen.Say](d); say.Text != "nothing to change" {
		t.Error(say)
	}
}

// TestNameOfOneSentence names what only one report says.
func TestNameOfOneSentence(t *testing.T) {
	readings := samples(t)
	d := open(t, gate, readings, readings[4].Article.ID, 3, 100, 25)
	d.keys("r")
	d.write("home with slings")
	after, _ := d.made()
	if len(after[0].Places) != 1 || after[0].Places[0].Sentence != 3 {
		t.Errorf("%+v", after)
	}
	if !strings.HasPrefix(d.now(), "▌+ home with slings ") {
		t.Error(d.now())
	}
	d.says("named by ana", "Both went home on Monday")
	d.keys("/")
	d.write("SLINGS home with")
	d.says("▌+ home with slings")
	d.keys("y")
	if text := request[screen.Copy](d).Text; !strings.HasPrefix(text, "home with slings\n\nBoth went home") {
		t.Error(text)
	}
	d.keys("r")
	d.write("")
	if _, before := d.made(); len(before) != 1 || before[0].ID != after[0].ID || !strings.HasPrefix(d.now(), "▌+ Both went") {
		t.Errorf("%+v, %q", before, d.now())
	}
}

// TestDismiss dismisses all conflicts of a dispute in one change; undo brings it back.
func TestDismiss(t *testing.T) {
	d := open(t, gate, samples(t), 0, 0, 100, 25)
	first := d.now()
	x, _ := d.screen.row()
	conflicts := d.screen.findings.disputes[x.Dispute].Conflicts
	d.keys("d")
	after, _ := d.made()
	if len(after) != len(conflicts) {
		t.Errorf("%d rulings on %d conflicts", len(after), len(conflicts))
	}
	for i, r := range after {
		c := d.screen.findings.of.Dismissed[i]
		if r.Stands || r.On != annotate.OnConflict || r.About != "injured" || r.Places[0].Quote == "" || strings.Contains(c.AValue, "crew") {
			t.Errorf("%+v", r)
		}
	}
	d.says("1 dismissed")
	if x, _ := d.screen.row(); x == nil || x.Dispute < 0 || d.now() == first {
		t.Errorf("the cursor is on %q", d.now())
	}
	for n := len(d.screen.findings.disputes); n > 0; n-- {
		d.keys("d")
		if made := request[screen.Make](d); len(d.screen.findings.disputes) != n-1 {
			t.Errorf("left after %s: %v", made.Change.What, d.screen.findings.disputes)
		}
	}
	d.keys("G")
	undone := d.screen.comparing.Rulings()
	for _, r := range undone {
		if r.About == "injured" {
			d.tell(screen.Edited{Show: true, Edits: []annotate.Edit{{Ruling: &annotate.Replaced[annotate.Ruling]{Before: &r}}}})
		}
	}
	if d.now() != first {
		t.Errorf("undone, the cursor is on %q", d.now())
	}
}

// TestConfirm confirms a dispute with a note, which it keeps when it is confirmed again; and a
// ruling the other way takes the place of the first.
func TestConfirm(t *testing.T) {
	d := open(t, gate, samples(t), 0, 0, 100, 30)
	d.keys("!")
	d.write("asked the hospital:\n  six it is ")
	after, _ := d.made()
	if !after[0].Stands || after[0].Text != "asked the hospital:\n  six it is" {
		t.Errorf("%+v", after)
	}
	d.says("confirmed", "asked the hospital: six it is", "injured")
	d.keys("!")
	if ask := request[screen.Ask](d); ask.Value != "asked the hospital:\n  six it is" {
		t.Errorf("%q", ask.Value)
	}
	d.keys("d")
	other, before := d.made()
	for _, r := range after { // what was confirmed is dismissed; what names no number besides
		if !slices.ContainsFunc(other, func(x annotate.Ruling) bool { return x.ID == r.ID && !x.Stands }) {
			t.Errorf("%+v stands", r)
		}
	}
	if len(before) != len(after) {
		t.Errorf("%d of %d rulings are replaced", len(before), len(after))
	}
	d.undo()
	d.says("confirmed", "six it is")
}

// TestWhyNot has the keys that rule on something say why they cannot where they cannot.
func TestWhyNot(t *testing.T) {
	d := open(t, gate, samples(t), 0, 0, 100, 25)
	said := func(keys, want string) {
		t.Helper()
		d.keys(keys)
		if say := request[screen.Say](d); !strings.Contains(say.Text, want) {
			t.Errorf("%s says %q", keys, say.Text)
		}
	}
	said("r", "a dispute has its name from what is counted")
	d.keys("j")
	for x, _ := d.screen.row(); x.Dispute >= 0 || !clashes(x); x, _ = d.screen.row() {
		d.keys("j")
	}
	said("d", "[c goes there")
	for x, _ := d.screen.row(); clashes(x); x, _ = d.screen.row() {
		d.keys("j")
	}
	said("d", "no numbers conflict here")
	said("!", "no numbers conflict here")
	said("G r", "no statement to name")
	said("d", "no numbers conflict here")
	d.keys("u")
	request[screen.Undo](d)
	d.keys("ctrl+r")
	request[screen.Redo](d)
}

// TestCursorOutlivesComparison has the comparison made again under the cursor, with another
// link, and the cursor on what it was on.
func TestCursorOutlivesComparison(t *testing.T) {
	readings := samples(t)
	d := open(t, gate, readings, 0, 0, 100, 25)
	place := func(r, n int) annotate.Place {
		return annotate.PlaceOf(readings[r].Article, readings[r].Body, n, annotate.Span{})
	}
	for k, l := range d.screen.lines {
		if l.kind == title {
			continue
		}
		d.screen.cursor = k
		was := d.screen.spot()
		link := annotate.NewRuling(annotate.OnLink, k%2 == 0, "", "", "bo", noon(), place(0, k%len(readings[0].Body.Sentences)), place(4, k%len(readings[4].Body.Sentences)))
		d.tell(screen.Edited{Edits: []annotate.Edit{{Ruling: &annotate.Replaced[annotate.Ruling]{After: &link}}}})
		if d.screen.alike(d.screen.current(), was) == 0 {
			t.Fatalf("the cursor went from %+v to %+v", was, d.screen.spot())
		}
		d.tell(screen.Edited{Edits: []annotate.Edit{{Ruling: &annotate.Replaced[annotate.Ruling]{Before: &link}}}})
		if got := d.screen.spot(); d.screen.alike(d.screen.current(), was) != max(len(was.refs), 1) {
			t.Fatalf("the cursor went from %+v to %+v and did not come back", was, got)
		}
		if k > 40 {
			return
		}
	}
}

// TestValuesInOneAnother keeps the longer of two values that overlap: a bracket that is shut
// was opened.
func TestValuesInOneAnother(t *testing.T) {
	ref := compare.Ref{Report: 0, Sentence: 1}
	given := func(start, end int) compare.Dispute {
		return compare.Dispute{Values: []compare.Value{{Refs: []compare.Ref{ref}, Spans: []segment.Span{{Start: start, End: end}}}}}
	}
	f := findings{disputes: []compare.Dispute{given(0, 3), given(0, 20), given(15, 30), given(40, 42)}, values: map[compare.Ref][]value{}, about: map[compare.Ref][]int{}}
	f.value()
	got := f.values[ref]
	if len(got) != 2 || got[0].span != (annotate.Span{Start: 0, End: 20}) || got[1].span != (annotate.Span{Start: 40, End: 42}) {
		t.Errorf("%+v", got)
	}
	if len(f.about[ref]) != 4 {
		t.Errorf("in disputes %v", f.about[ref])
	}
}
