package ui_test

import (
	"testing"

	"rashomon/annotate"
	"rashomon/store"
)

// stance is a scheme besides the default one.
func stance() annotate.Scheme {
	return annotate.Scheme{
		Name:       "stance",
		Labels:     []annotate.Label{{Name: "blames", Key: "f", Glyph: "◢"}, {Name: "excuses", Glyph: "◣"}, {Name: "place", Glyph: "◈", On: annotate.OnSpans}},
		Attributes: []annotate.Attribute{{Name: "certainty", Key: "Z", Choices: []string{"sure", "guessed"}, Labels: []string{"blames"}}},
		Guidelines: "# Whose fault\n\nLook at the *verb*.",
	}
}

func addScheme(t *testing.T, s *store.Store, schemes ...annotate.Scheme) {
	t.Helper()
	c := annotate.Change{By: annotator, What: "schemes"}
	for _, x := range schemes {
		c.Edits = append(c.Edits, annotate.Edit{Scheme: &annotate.Replaced[annotate.Scheme]{After: &x}})
	}
	_, err := s.Apply(c)
	check(t, err)
}

// TestSchemes: one goes from one scheme to another and back, each with its own keys, its
// own labels and its own counts.
func TestSchemes(t *testing.T) {
	t.Parallel()
	s := sampleStore(t)
	addScheme(t, s, stance())
	d := start(t, s, 120, 40, options())
	d.keys("j enter g f")
	d.says("fact")
	d.keys("alt+s")
	d.says("1 default", "2 stance")
	d.keys("2")
	d.says("labelling by the scheme stance", "0/")
	d.keys("j enter g f")
	d.says("blames")
	d.keys("Z")
	d.says("1 sure", "2 guessed")
	d.keys("2")
	article := d.only(t)
	for _, want := range []string{"stance", "default"} {
		if _, ok := article[want]; !ok {
			t.Errorf("nothing is said by the scheme %s", want)
		}
	}
	if got := article["stance"]; got.Labels[0] != "blames" || got.Attributes["certainty"] != "guessed" {
		t.Errorf("by stance it says %v, %v", got.Labels, got.Attributes)
	}
	d.keys("3")
	d.says("place is a label for words, not for a sentence")
	d.keys("2") // one label at a time
	if got := d.only(t)["stance"]; len(got.Labels) != 1 || got.Labels[0] != "excuses" {
		t.Errorf("labels are %v, want excuses alone", got.Labels)
	}
	d.keys("Z")
	d.says("certainty is asked only of: blames")
	d.keys("K")
	d.says("Whose fault", "blames")
	d.keys("K alt+s 1")
	d.says("labelling by the scheme default")
}

// only is what is said of the one sentence that is labelled, by scheme.
func (d *driver) only(t *testing.T) map[string]annotate.Annotation {
	t.Helper()
	out := map[string]annotate.Annotation{}
	for a, err := range d.store.Articles() {
		check(t, err)
		all, err := d.store.Annotations(a.ID)
		check(t, err)
		for _, x := range all {
			out[x.Scheme] = x
		}
	}
	return out
}

// TestSchemeWhoseKeysAreTaken still labels by its digits, and says which key it cannot have.
func TestSchemeWhoseKeysAreTaken(t *testing.T) {
	t.Parallel()
	s := sampleStore(t)
	taken := stance()
	taken.Name, taken.Labels[0].Key = "taken", "u"
	addScheme(t, s, taken)
	o := options()
	o.Scheme = taken
	d := start(t, s, 120, 40, o)
	d.says("blames", "undo")
	d.keys("j enter g 1")
	if got := d.only(t)["taken"]; !got.Has("blames") {
		t.Errorf("1 gives %v, want blames", got.Labels)
	}
}

// TestUndoOfAScheme: when a change to the scheme in use is taken back, the screens go with it.
func TestUndoOfAScheme(t *testing.T) {
	t.Parallel()
	s := sampleStore(t)
	addScheme(t, s, stance())
	o := options()
	o.Scheme = stance()
	d := start(t, s, 120, 40, o)
	d.keys("j enter g f esc")
	before, after := stance(), stance()
	after.Labels[0].Name = "accuses"
	all, err := s.Annotations(d.only(t)["stance"].Article)
	check(t, err)
	c, _ := annotate.Recast(before, after, map[string][]string{"accuses": {"blames"}}, all, annotator, noon())
	_, err = s.Apply(c)
	check(t, err)
	o.Scheme = after
	d = start(t, s, 120, 40, o)
	d.keys("j enter g")
	d.says("accuses")
	d.keys("u")
	d.keys("j enter g")
	d.says("blames")
	d.saysNot("accuses")
}

// TestKeysAfterTheSchemeKeyWait: typed ahead, they choose a scheme and label by it.
func TestKeysAfterTheSchemeKeyWait(t *testing.T) {
	t.Parallel()
	s := sampleStore(t)
	addScheme(t, s, stance())
	d := start(t, s, 120, 40, options())
	d.keys("j enter g")
	d.ahead("alt+s 2")
	d.drain()
	d.says("labelling by the scheme stance")
	for _, x := range d.only(t) {
		t.Errorf("typing ahead labelled a sentence %v by %s", x.Labels, x.Scheme)
	}
}

// TestUndoThatTakesTheSchemeAway goes back to the default one.
func TestUndoThatTakesTheSchemeAway(t *testing.T) {
	t.Parallel()
	s := sampleStore(t)
	addScheme(t, s, stance())
	d := start(t, s, 120, 40, options())
	d.keys("alt+s 2 u")
	d.says("labelling by the scheme default")
	d.keys("j enter g f")
	if got := d.only(t); got["default"].Labels == nil || len(got) != 1 {
		t.Errorf("said: %v", got)
	}
}
