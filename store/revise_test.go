package store

import (
	"maps"
	"testing"

	"rashomon/annotate"
)

func TestRevise(t *testing.T) {
	t.Parallel()
	s := library(t)
	first, taken := report(1, 0), report(2, 0)
	id := added(t, s, first, taken)[0].ID
	toggled(t, s, id, "ana", 0, "fact")
	before, err := held(s)
	must(t, err)

	newer := first
	newer.Body = report(3, 0).Body
	newer.Article.Hash, newer.Article.Sentences, newer.Article.Revision = annotate.Hash(newer.Body.Text), len(newer.Body.Sentences), 2
	must(t, s.Revise([]annotate.Arrival{newer}, "ana", "import"))
	a, err := s.ByHash(newer.Article.Hash)
	must(t, err)
	want(t, "came in", a.Revised, noon())
	a.Revised = newer.Article.Revised
	want(t, "article", a, newer.Article)
	_, err = s.ByHash(first.Article.Hash)
	wantError(t, err, ErrNotFound)
	said, err := s.Annotations(id)
	must(t, err)
	want(t, "annotations of the older text", len(said), 1)
	wantError(t, s.Revise([]annotate.Arrival{newer}, "ana", "import"), ErrStale)
	checked(t, s)

	clash := newer
	clash.Body, clash.Article.Revision = taken.Body, 3
	clash.Article.Hash, clash.Article.Sentences = taken.Article.Hash, len(taken.Body.Sentences)
	if err := s.Revise([]annotate.Arrival{clash}, "ana", "import"); err == nil {
		t.Fatal("two articles have one text")
	}
	_, err = s.Undo("ana")
	must(t, err)
	have, err := held(s)
	must(t, err)
	want(t, "as before", maps.Equal(have, before), true)
	_, err = s.Redo("ana")
	must(t, err)
	a, err = s.Article(id)
	must(t, err)
	want(t, "revision", a.Revision, 2)
}
