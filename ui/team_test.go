package ui_test

import (
	"strings"
	"testing"

	"rashomon/annotate"
	"rashomon/store"
)

// labelledBy has an annotator label sentences of a report, from its second on: a label for
// each, or none.
func labelledBy(t testing.TB, lib *store.Store, who string, article annotate.ID, labels string) {
	t.Helper()
	a, err := lib.Article(article)
	check(t, err)
	b, err := lib.Body(article, a.Revision)
	check(t, err)
	r := annotate.NewReading(a, b, annotate.DefaultScheme(), who, nil)
	for n, label := range strings.Fields(labels) {
		if label == "-" {
			continue
		}
		c, _ := r.SetLabels(annotate.OnSentence(n+1), strings.Split(label, "+"), "", noon())
		_, err := lib.Apply(c)
		check(t, err)
	}
}

// team is the sample story with what ana, ben and cy say of a report.
func team(t testing.TB) (*store.Store, annotate.ID) {
	t.Helper()
	lib := sampleStore(t)
	var of annotate.ID
	for a, err := range lib.Articles() {
		check(t, err)
		if strings.Contains(a.Source, "Lantern") {
			of = a.ID
		}
	}
	labelledBy(t, lib, "ana", of, "fact claim fact quote - fact claim")
	labelledBy(t, lib, "ben", of, "fact fact fact quote claim fact claim+quote")
	labelledBy(t, lib, "cy", of, "fact claim claim quote fact fact claim")
	return lib, of
}

// TestTeamScreens has the screens of agreement and adjudication, in colour and with nothing
// but ASCII, and gold beside what it corrects.
func TestTeamScreens(t *testing.T) {
	t.Parallel()
	none := options()
	none.Colour, none.ASCII = false, true
	for name, look := range map[string]struct {
		size
		plain bool
	}{"120x40": {size{120, 40}, false}, "none": {size{80, 24}, true}, "small": {size{34, 10}, true}} {
		t.Run(name, func(t *testing.T) {
			o := options()
			if look.plain {
				o = none
			}
			lib, _ := team(t)
			d := start(t, lib, look.width, look.height, o)
			d.keys("R")
			d.golden(t, "agreement-"+name)
			d.keys("o o")
			d.golden(t, "pairs-"+name)
			d.keys("T")
			d.golden(t, "adjudication-"+name)
			d.keys("b")
			d.golden(t, "blind-"+name)
			d.keys("b 2 k")
			d.golden(t, "decided-"+name)
			d.keys("M")
			d.golden(t, "rule-"+name)
			d.keys("m")
			d.golden(t, "pass-"+name)
			d.keys("esc esc esc")
			d.read("Lantern")
			d.keys("j j")
			d.golden(t, "corrected-"+name)
		})
	}
}

// TestGoldIsToldAndUndone decides in the whole program: whoever said otherwise is told, in the
// reader and in a queue of its own, and undo takes the gold away again.
func TestGoldIsToldAndUndone(t *testing.T) {
	t.Parallel()
	lib, of := team(t)
	d := start(t, lib, 120, 40, options())
	d.keys("T")
	d.says("nobody has decided")
	before, err := lib.Annotations(of)
	check(t, err)
	d.keys("2 k")
	d.says("as ben says")
	gold := func() (out []annotate.Annotation) {
		said, err := lib.Annotations(of)
		check(t, err)
		for _, x := range said {
			if x.Annotator == annotate.Gold {
				out = append(out, x)
			}
		}
		return out
	}
	d.keys("esc")
	made := gold()
	if len(made) != 1 || made[0].Adjudicator != "ana" || made[0].Origin != annotate.Adjudicated {
		t.Fatalf("%+v", made)
	}
	d.keys("esc Q k")
	d.says("gold:")
	d.keys("esc u")
	if len(gold()) != 0 {
		t.Fatalf("after undo: %+v", gold())
	}
	after, err := lib.Annotations(of)
	check(t, err)
	if len(after) != len(before) {
		t.Errorf("%d annotations, and %d before", len(after), len(before))
	}
	d.keys("Q k")
	d.says("none of which gold says otherwise")
}

// TestGoldIsAccepted: in the queue of what gold corrects, enter makes gold's word the annotator's
// own; that does not unsettle gold, and undo takes it back.
func TestGoldIsAccepted(t *testing.T) {
	t.Parallel()
	lib, of := team(t)
	d := start(t, lib, 120, 40, options())
	d.keys("T 2 k")
	d.says("as ben says")
	d.keys("esc Q k")
	d.says("gold: fact, not claim", "accept gold")
	says := func() string {
		said, err := lib.Annotations(of)
		check(t, err)
		for _, x := range said {
			if x.Annotator == "ana" && x.Sentence == 2 {
				return strings.Join(x.Labels, "+")
			}
		}
		return ""
	}
	if was := says(); was != "claim" {
		t.Fatalf("ana said %q", was)
	}
	d.keys("enter esc")
	if now := says(); now != "fact" {
		t.Fatalf("accepted, ana says %q", now)
	}
	d.keys("T / d")
	d.says("decided · auto-advance")
	d.keys("esc u")
	if now := says(); now != "claim" {
		t.Errorf("undone, ana says %q", now)
	}
}

// TestBlindIsKept: who hid the names of annotators finds them hidden when the screen is opened anew.
func TestBlindIsKept(t *testing.T) {
	t.Parallel()
	lib, _ := team(t)
	d := start(t, lib, 120, 40, options())
	d.keys("T")
	d.says("1 ana ")
	d.keys("b esc T")
	d.says("1 A ", "blind")
	d.keys("b esc T")
	d.says("1 ana ")
}
