package reader

import (
	"path/filepath"
	"reflect"
	"testing"

	"rashomon/annotate"
	"rashomon/store"
	"rashomon/ui/screen"
	"rashomon/ui/theme"
)

// TestOrphansInALibrary: what is done with orphans is stored, and undone, whatever it is.
func TestOrphansInALibrary(t *testing.T) {
	lib, err := store.Open(filepath.Join(t.TempDir(), "library.db"), store.Options{Now: noon})
	must(t, err)
	t.Cleanup(func() { must(t, lib.Close()) })
	was := read(theme.New(true, true), older()...).page.Reading
	_, err = lib.Add([]annotate.Arrival{{Article: was.Article, Body: was.Body}}, nil, "ana", "import")
	must(t, err)
	was.Article, err = lib.Article(was.Article.ID)
	must(t, err)
	for _, label := range []struct {
		on   annotate.Target
		name string
	}{{annotate.OnSentence(0), "fact"}, {annotate.OnSpan(annotate.Span{Start: 4, End: 10}), "quote"}, {annotate.OnSentence(3), "claim"}} {
		c, _ := was.Toggle(label.on, label.name, noon())
		_, err = lib.Apply(c)
		must(t, err)
		was.Apply(c.Edits)
	}
	now := read(theme.New(true, true), newer()...).page.Reading
	a := was.Article
	a.Revision, a.Hash, a.Sentences = 2, annotate.Hash(now.Body.Text), len(now.Body.Sentences)
	must(t, lib.Revise([]annotate.Arrival{{Article: a, Body: now.Body}}, "ana", "revise"))
	a, err = lib.Article(a.ID)
	must(t, err)
	before, err := lib.Annotations(a.ID)
	must(t, err)

	r := annotate.NewReading(a, now.Body, was.Scheme, "ana", before)
	if r.OrphanCount() == 0 {
		t.Fatal("there is no orphan to give a place")
	}
	keys := screen.NewKeys(was.Scheme)
	s := New(r, "", 0, keys, screen.NewLabelling(keys, noon), theme.New(true, true))
	s.SetSize(80, 24)
	made := 0
	for _, asked := range s.hits("g f O j j j enter g enter + D enter D enter D") {
		if m, ok := asked.(screen.Make); ok {
			_, err := lib.Apply(m.Change)
			must(t, err)
			made++
		}
	}
	if made < 4 || r.OrphanCount() > 0 {
		t.Errorf("%d changes were made, and %d are orphans", made, r.OrphanCount())
	}
	after, err := lib.Annotations(a.ID)
	must(t, err)
	if stored := annotate.NewReading(a, now.Body, was.Scheme, "ana", after); !reflect.DeepEqual(stored.Annotations(), r.Annotations()) {
		t.Errorf("stored is %+v, not %+v", stored.Annotations(), r.Annotations())
	}
	for range made {
		_, err := lib.Undo("ana")
		must(t, err)
	}
	if again, err := lib.Annotations(a.ID); err != nil || !reflect.DeepEqual(again, before) {
		t.Errorf("taken back, it is %+v: %v", again, err)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
