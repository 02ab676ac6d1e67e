package ui_test

import (
	"strings"
	"testing"

	"rashomon/annotate"
)

// aligned is the sample story as a table, the cursor on a sentence of the base that holds
// the text.
func aligned(t *testing.T, text string) *driver {
	t.Helper()
	d := start(t, sampleStore(t), 200, 50, options())
	d.keys("g enter g /")
	d.write(text)
	d.keys("enter esc")
	return d
}

// rulings is all rulings that are stored.
func (d *driver) rulings() []annotate.Ruling {
	d.t.Helper()
	all, err := d.store.Rulings()
	check(d.t, err)
	return all
}

func (d *driver) statusSays(text string) {
	d.t.Helper()
	d.keys("ctrl+l") // the last message goes
	if !strings.Contains(d.status(), text) {
		d.t.Errorf("the status line says %q, not %q", d.status(), text)
	}
}

func (d *driver) statusSaysNot(text string) {
	d.t.Helper()
	d.keys("ctrl+l")
	if strings.Contains(d.status(), text) {
		d.t.Errorf("the status line says %q", d.status())
	}
}

// TestCarrying offers what is said of a sentence to its copy, and takes both back one by one.
func TestCarrying(t *testing.T) {
	t.Parallel()
	d := aligned(t, "Sea water poured")
	d.keys("C")
	d.says("nothing is said of A 9 yet")
	d.keys("f")
	d.says("word for word in B 6: C carries this there")
	d.keys("s")
	d.write("the harbour office")
	d.keys("enter")
	d.says("word for word in B 6: C carries this there")
	d.keys("C")
	d.says("carried to 1 copy")
	d.keys("C")
	d.says("the copies say so already")
	got := d.said(d.article("Meridian News").ID)[5]
	if !got.Has("fact") || got.Speaker != "the harbour office" || got.Origin != annotate.Carried {
		t.Fatalf("%+v", got)
	}
	d.keys("alt+2")
	d.statusSays("B sentence 6 of 14 · fact · » the harbour office")
	d.keys("q u u")
	if said := d.said(d.article("Meridian News").ID); len(said) != 0 {
		t.Errorf("one step back from carrying, and %v is said", said)
	}
	if got := d.said(d.article("Lantern News").ID)[8]; !got.Has("fact") {
		t.Error("undo took what was carried from as well")
	}
	d.keys("ctrl+r ctrl+r C")
	if got := d.said(d.article("Lantern News").ID)[8]; got.Has("quote") {
		t.Errorf("the labels of a hand were overwritten: %+v", got)
	}
}

// TestCuttingALink takes a link away for good, and undo brings it back.
func TestCuttingALink(t *testing.T) {
	t.Parallel()
	d := aligned(t, "Sea water poured")
	d.statusSays("= B 6")
	d.keys("-")
	d.says("cut the link of A 9 and B 6", "u undoes")
	d.statusSaysNot("B 6")
	if r := d.rulings(); len(r) != 1 || r[0].Stands || r[0].On != annotate.OnLink || r[0].By != "ana" {
		t.Fatalf("%+v", r)
	}
	d.keys("esc g enter g /")
	d.write("Sea water poured")
	d.keys("enter esc")
	d.statusSaysNot("B 6")
	d.keys("u")
	d.statusSays("= B 6")
	if r := d.rulings(); len(r) != 0 {
		t.Errorf("undone, and %+v stands", r)
	}
	d.keys("ctrl+r")
	d.statusSaysNot("B 6")
}

// TestLinkingByHand picks a sentence and links it with one that the program would not.
func TestLinkingByHand(t *testing.T) {
	t.Parallel()
	d := aligned(t, "Sea water poured")
	d.keys("p p")
	d.says("let go of A 9")
	d.keys("p")
	d.says("picked A 9: go to a sentence of another report, then = they say the same")
	d.keys("=")
	d.says("this is the picked sentence")
	d.keys("/")
	d.write("A barge loaded")
	d.keys("enter esc =")
	d.says("A 9 is of the same report")
	d.keys("alt+2 /")
	d.write("Osselan wrote on her page")
	d.keys("enter esc =")
	d.says("linked B 2 and A 9")
	d.statusSays("A 9")
	d.keys("=")
	d.says("the link of B 2 and A 9 is confirmed already")
	d.keys("u /")
	d.write("Osselan wrote on her page")
	d.keys("enter esc")
	d.statusSays("only here")
	d.keys("p esc")
	d.says("let go of the picked sentence")
}

// TestRulingOnConflicts dismisses a conflict, brings it back with a note, and makes one.
func TestRulingOnConflicts(t *testing.T) {
	t.Parallel()
	d := aligned(t, "Sea water poured")
	d.statusSays("! house: 340 (A, B) ≠ 512 (D)")
	d.keys("d")
	d.says("dismissed the conflict of A 9 about house")
	d.statusSaysNot("house")
	d.keys("d")
	d.says("A 9 is in no conflict")
	d.keys("!")
	d.says("note on the conflict about house")
	d.write("asked the office: 340")
	d.keys("enter")
	d.says("confirmed the conflict about house")
	d.statusSays("! house: 340 (A, B) ≠ 512 (D) ✓ ✎ asked the office: 340")
	var notes []string
	for _, r := range d.rulings() {
		notes = append(notes, r.Text)
	}
	if strings.Join(notes, "|") != "asked the office: 340" {
		t.Errorf("notes %q", notes)
	}
	d.keys("u u")
	d.statusSays("! house: 340 (A, B) ≠ 512 (D)")

	d.keys("/")
	d.write("Sea water poured")
	d.keys("enter esc p alt+3 /")
	d.write("Hartmoor was the first")
	d.keys("enter esc !")
	d.says("what A 9 and C 1 contradict each other about")
	d.keys("enter")
	d.says("a conflict is about something")
	d.keys("!")
	d.write("who came first")
	d.keys("enter")
	d.says("C 1 contradict each other about who came first")
	d.statusSays("who came first")
}

// TestRulingsOutliveTheProgram opens the library again.
func TestRulingsOutliveTheProgram(t *testing.T) {
	t.Parallel()
	lib := sampleStore(t)
	d := start(t, lib, 200, 50, options())
	d.keys("g enter g /")
	d.write("Sea water poured")
	d.keys("enter esc -")
	again := start(t, lib, 200, 50, options())
	again.keys("g enter g /")
	again.write("Sea water poured")
	again.keys("enter esc")
	again.statusSaysNot("B 6")
	again.keys("u")
	again.statusSays("= B 6")
}

// TestRemovingAReportTakesItsRulings, which undo brings back with it.
func TestRemovingAReportTakesItsRulings(t *testing.T) {
	t.Parallel()
	d := aligned(t, "Sea water poured")
	d.keys("- esc g /")
	d.write("Lantern")
	d.keys("enter g j D y")
	d.says("removed 1 report")
	if r := d.rulings(); len(r) != 0 {
		t.Errorf("%+v", r)
	}
	d.keys("u")
	if r := d.rulings(); len(r) != 1 {
		t.Errorf("%+v", r)
	}
	report, err := d.store.Check(t.Context())
	if check(t, err); len(report.Problems) > 0 {
		t.Error(report.Problems)
	}
}
