package ui_test

import "testing"

// TestWordsAreLabelled: words are selected and labelled in the reader, are in the library
// then, and undo and redo hold them again.
func TestWordsAreLabelled(t *testing.T) {
	t.Parallel()
	d := start(t, sampleStore(t), 120, 40, options())
	d.read("Lantern")
	id := d.article("Lantern News").ID
	d.keys("g v l")
	d.says("selected “A barge”", "f fact")
	d.keys("c v l f")
	d.says("⟨▲A barge⟩ ⟨■loaded with⟩ fertiliser", "0/17 labelled", "✓ saved")
	spans := func() (out []string) {
		said, err := d.store.Annotations(id)
		check(t, err)
		for _, a := range said {
			out = append(out, a.Labels[0]+" "+a.Quote)
		}
		return out
	}
	if got := spans(); len(got) != 2 || got[0] != "claim A barge" || got[1] != "fact loaded with" {
		t.Errorf("the library holds %q", got)
	}
	d.keys("l enter") // to three words
	d.says("⟨■loaded with fertiliser⟩ rammed")
	d.keys("u u")
	d.says("⟨▲A barge⟩ loaded with fertiliser")
	d.keys("ctrl+r")
	d.says("⟨■loaded with⟩ fertiliser", "redo: span “loaded with” in sentence 1: label fact")
	d.keys("]s")
	d.says("labelled span 1 of 2")
	d.keys("c esc")
	if got := spans(); len(got) != 1 || got[0] != "fact loaded with" {
		t.Errorf("the library holds %q", got)
	}
}

// TestKeysOfASelectionGoNowhereElse: H is a letter back while words are selected, and the
// history when they are labelled.
func TestKeysOfASelectionGoNowhereElse(t *testing.T) {
	t.Parallel()
	d := start(t, sampleStore(t), 120, 40, options())
	d.read("Lantern")
	d.keys("g v w H H")
	d.says("selected “bar”")
	d.keys("c")
	d.says("A ⟨▲bar⟩ge")
	d.keys("esc |")
	d.says("select the words that begin a sentence first")
}

// TestSplit: what is said of a sentence is said of both its parts, the words in it keep
// their label, and undo makes it whole again.
func TestSplit(t *testing.T) {
	t.Parallel()
	d := start(t, sampleStore(t), 120, 40, options())
	d.read("Lantern")
	a := d.article("Lantern News")
	d.keys("g c v l f v w w |")
	d.says("2/18 labelled", "⟨■A barge⟩ loaded with ")
	said, err := d.store.Annotations(a.ID)
	check(t, err)
	if len(said) != 3 {
		t.Errorf("%d are said: %+v", len(said), said)
	}
	now, err := d.store.Article(a.ID)
	check(t, err)
	body, err := d.store.Body(a.ID, now.Revision)
	check(t, err)
	for _, x := range said {
		if err := x.Check(body); err != nil || x.Revision != now.Revision {
			t.Errorf("%+v: %v", x, err)
		}
	}
	d.keys("u")
	d.says("1/17 labelled", "⟨■A barge⟩ loaded with fertiliser")
	said, err = d.store.Annotations(a.ID)
	check(t, err)
	if len(said) != 2 {
		t.Errorf("%d are said after undo", len(said))
	}
	report, err := d.store.Check(t.Context())
	check(t, err)
	if len(report.Problems) > 0 {
		t.Errorf("the library is not sound: %v", report.Problems)
	}
}
