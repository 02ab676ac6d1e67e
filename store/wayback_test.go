package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"rashomon/annotate"
)

func silent(int, int) {}

// wayBack goes back to any change there ever was.
func (m *machine) wayBack(t *rapid.T) {
	n := rapid.IntRange(0, len(m.states)-1).Draw(t, "number")
	c, err := m.s.WayBack(context.Background(), uint64(n), silent)
	must(m.t, err)
	if maps.Equal(m.model, m.states[n]) {
		want(m.t, "edits to where it is", len(c.Edits), 0)
		return
	}
	made, err := m.s.Apply(c)
	must(m.t, err)
	m.made(made[0])
	if !maps.Equal(m.model, m.states[n]) {
		m.t.Fatalf("back at change %d there is\n%v\nwant\n%v", n, m.model, m.states[n])
	}
}

// article is one of those there are.
func (m *machine) article(t *rapid.T) (annotate.Article, annotate.Body, bool) {
	rows, err := m.s.Rows(0)
	must(m.t, err)
	if len(rows) == 0 {
		return annotate.Article{}, annotate.Body{}, false
	}
	a, err := m.s.Article(rapid.SampledFrom(rows).Draw(t, "row").ID)
	must(m.t, err)
	b, err := m.s.Body(a.ID, a.Revision)
	must(m.t, err)
	return a, b, true
}

// remove takes an article away with all that is on it, and its story if that is empty then.
func (m *machine) remove(t *rapid.T) {
	a, _, ok := m.article(t)
	if !ok {
		return
	}
	c := annotate.Change{What: "remove"}
	said, err := m.s.Annotations(a.ID)
	must(m.t, err)
	for _, x := range said {
		c.Edits = append(c.Edits, annotationEdit(&x, nil).Edits...)
	}
	rulings, err := m.s.Rulings(a.ID)
	must(m.t, err)
	for _, x := range rulings {
		c.Edits = append(c.Edits, rulingEdit(&x, nil).Edits...)
	}
	c.Edits = append(c.Edits, m.silence(a.ID)...)
	c.Edits = append(c.Edits, articleEdit(&a, nil).Edits...)
	others, err := m.s.StoryArticles(a.Story)
	must(m.t, err)
	if len(others) == 1 {
		story, err := m.s.Story(a.Story)
		must(m.t, err)
		c.Edits = append(c.Edits, m.silence(a.Story)...)
		c.Edits = append(c.Edits, storyEdit(&story, nil).Edits...)
	}
	m.stored(c)
}

// silence is the edits that take speakers away.
func (m *machine) silence(of annotate.ID) (edits []annotate.Edit) {
	all, err := m.s.Speakers(of)
	must(m.t, err)
	for _, x := range all {
		edits = append(edits, speakerEdit(&x, nil).Edits...)
	}
	return edits
}

func (m *machine) stored(c annotate.Change) {
	made, err := m.s.Apply(c)
	must(m.t, err)
	m.made(made[0])
}

// revise gives an article another text, which may be one that another article had.
func (m *machine) revise(t *rapid.T) {
	a, _, ok := m.article(t)
	if !ok {
		return
	}
	other := report(rapid.IntRange(0, 7).Draw(t, "report"), 0)
	if _, err := m.s.ByHash(other.Article.Hash); err == nil {
		return // it is in the library
	}
	a.Revision++
	a.Hash, a.Sentences = other.Article.Hash, other.Article.Sentences
	must(m.t, m.s.Revise([]annotate.Arrival{{Article: a, Body: other.Body}}, "ana", "revise"))
	last, err := m.s.History(0, 1)
	must(m.t, err)
	m.made(last[0])
}

// recut joins two sentences of an article, or splits one, and moves what is said with it.
func (m *machine) recut(t *rapid.T) {
	a, b, ok := m.article(t)
	if !ok {
		return
	}
	n := rapid.IntRange(0, len(b.Sentences)-2).Draw(t, "join")
	b.Sentences = slices.Clone(b.Sentences)
	if len(b.Sentences) < 4 {
		n, cut := 0, b.Sentences[0]
		for i, s := range b.Sentences {
			if s.Len() > cut.Len() {
				n, cut = i, s
			}
		}
		if cut.Len() < 8 { // too short to be two
			return
		}
		b.Sentences[n].End = cut.Start + 3
		b.Sentences = slices.Insert(b.Sentences, n+1, annotate.Span{Start: cut.Start + 4, End: cut.End})
	} else {
		b.Sentences[n].End = b.Sentences[n+1].End
		b.Sentences = slices.Delete(b.Sentences, n+1, n+2)
	}
	if slices.ContainsFunc(b.Sentences, func(s annotate.Span) bool { return !s.In(b.Text) }) {
		return // that would cut a character in two
	}
	said, err := m.s.Annotations(a.ID)
	must(m.t, err)
	made, err := m.s.Recut(cut(a, b, said), a.ID, b)
	must(m.t, err)
	m.made(made)
}

// cut is a change to other sentences of the same text, with what is said of its newest.
func cut(a annotate.Article, b annotate.Body, said []annotate.Annotation) annotate.Change {
	after := a
	after.Revision++
	after.Sentences = len(b.Sentences)
	c := articleEdit(&a, &after)
	for _, x := range said {
		if x.Revision != a.Revision {
			continue
		}
		moved := x
		moved.Revision = after.Revision
		if x.Sentence >= 0 {
			moved.Sentence = slices.Index(b.Sentences, x.Span)
		}
		c.Edits = append(c.Edits, annotationEdit(&x, &moved).Edits...)
	}
	return c
}

// name makes, changes or takes away a speaker, a search or a scheme.
func (m *machine) name(t *rapid.T) {
	switch rapid.IntRange(0, 2).Draw(t, "kind") {
	case 0:
		m.nameSpeaker(t)
	case 1:
		x := annotate.Search{Name: rapid.SampledFrom([]string{"mine", "doubtful"}).Draw(t, "name"), Query: rapid.String().Draw(t, "query")}
		have, err := m.s.Search(x.Name)
		switch {
		case err != nil:
			m.stored(searchEdit(nil, &x))
		case rapid.Bool().Draw(t, "forget"):
			m.stored(searchEdit(&have, nil))
		default:
			m.stored(searchEdit(&have, &x))
		}
	case 2:
		x := annotate.Scheme{Name: "tone", Labels: []annotate.Label{{Name: "calm"}}, Guidelines: rapid.String().Draw(t, "guidelines")}
		have, err := m.s.Scheme(x.Name)
		switch {
		case err != nil:
			m.stored(schemeEdit(nil, &x))
		case rapid.Bool().Draw(t, "delete"):
			m.stored(schemeEdit(&have, nil))
		default:
			m.stored(schemeEdit(&have, &x))
		}
	}
}

func (m *machine) nameSpeaker(t *rapid.T) {
	a, _, ok := m.article(t)
	if !ok {
		return
	}
	all, err := m.s.Speakers(a.VoicesIn())
	must(m.t, err)
	if len(all) < 2 {
		x := annotate.NewSpeaker(a.VoicesIn(), fmt.Sprint("speaker ", len(m.states)), fmt.Sprint("spelling ", len(m.states)))
		m.stored(speakerEdit(nil, &x))
		return
	}
	if rapid.Bool().Draw(t, "one goes") {
		m.stored(speakerEdit(&all[0], nil))
		return
	}
	one, two := all[0], all[1] // they change spellings: neither edit can come first
	one.Spellings, two.Spellings = two.Spellings, one.Spellings
	c := speakerEdit(&all[0], &one)
	c.Edits = append(c.Edits, speakerEdit(&all[1], &two).Edits...)
	m.stored(c)
}

func speakerEdit(before, after *annotate.Speaker) annotate.Change {
	return annotate.Change{What: "test", Edits: []annotate.Edit{{Speaker: &annotate.Replaced[annotate.Speaker]{Before: before, After: after}}}}
}

func searchEdit(before, after *annotate.Search) annotate.Change {
	return annotate.Change{What: "test", Edits: []annotate.Edit{{Search: &annotate.Replaced[annotate.Search]{Before: before, After: after}}}}
}

func schemeEdit(before, after *annotate.Scheme) annotate.Change {
	return annotate.Change{What: "test", Edits: []annotate.Edit{{Scheme: &annotate.Replaced[annotate.Scheme]{Before: before, After: after}}}}
}

func TestWayBack(t *testing.T) {
	t.Parallel()
	s := library(t)
	first, err := held(s)
	must(t, err)
	id := added(t, s, report(1, 0), report(2, 0))[0].ID
	for range 3 { // on and off and on: one record
		toggled(t, s, id, "ana", 0, "fact")
	}
	_, err = s.Undo("ana")
	must(t, err)
	last, err := held(s)
	must(t, err)
	c, err := s.WayBack(context.Background(), 2, silent)
	must(t, err)
	want(t, "what", c.What, "go back to change 2")
	want(t, "edits", len(c.Edits), 1)
	c, err = s.WayBack(context.Background(), 5, silent)
	must(t, err)
	want(t, "edits to where it is", len(c.Edits), 0)
	_, err = s.WayBack(context.Background(), 6, silent)
	wantError(t, err, ErrNotFound)

	c, err = s.WayBack(context.Background(), 0, silent)
	must(t, err)
	apply(t, s, c)
	have, err := held(s)
	must(t, err)
	want(t, "as it began", maps.Equal(have, first), true)
	checked(t, s)
	_, err = s.Undo("ana")
	must(t, err)
	have, err = held(s)
	must(t, err)
	want(t, "as it was later", maps.Equal(have, last), true)
	_, err = s.Redo("ana")
	must(t, err)
	c, err = s.WayBack(context.Background(), 5, silent)
	must(t, err)
	apply(t, s, c)
	have, err = held(s)
	must(t, err)
	want(t, "forth again", maps.Equal(have, last), true)
}

// Two articles have changed texts: neither of them can have its old one back first.
func TestWayBackWhereTextsChangedPlaces(t *testing.T) {
	t.Parallel()
	s := library(t)
	one, two, three := report(1, 0), report(2, 0), report(3, 0)
	added(t, s, one, two)
	before, err := held(s)
	must(t, err)
	for n, x := range []struct{ of, text annotate.Arrival }{{one, three}, {two, one}, {one, two}} {
		a := x.of.Article
		a.Revision, a.Hash, a.Sentences = n+2, x.text.Article.Hash, x.text.Article.Sentences
		must(t, s.Revise([]annotate.Arrival{{Article: a, Body: x.text.Body}}, "ana", "revise"))
	}
	after, err := held(s)
	must(t, err)
	c, err := s.WayBack(context.Background(), 1, silent)
	must(t, err)
	want(t, "edits", len(c.Edits), 2)
	apply(t, s, c)
	have, err := held(s)
	must(t, err)
	want(t, "back", maps.Equal(have, before), true)
	checked(t, s)
	_, err = s.Undo("ana")
	must(t, err)
	have, err = held(s)
	must(t, err)
	want(t, "forth", maps.Equal(have, after), true)
}

// A text that is added again, cut otherwise, after its adding was undone leaves the older
// cut where the history leads back to it.
func TestATextThatComesAgainIsAnotherRevision(t *testing.T) {
	t.Parallel()
	s := library(t)
	first := report(1, 0)
	id := added(t, s, first)[0].ID
	before, err := held(s)
	must(t, err)
	_, err = s.Undo("ana")
	must(t, err)
	want(t, "the same again", added(t, s, first)[0], annotate.Outcome{ID: id, Revision: 1})
	a, err := s.Article(id)
	must(t, err)
	want(t, "its revision", a.Revision, 1)
	_, err = s.Undo("ana")
	must(t, err)

	again := first
	again.Body.Sentences = slices.Clone(first.Body.Sentences)[:3]
	again.Body.Sentences[2].End = first.Body.Sentences[3].End
	again.Article.Sentences = 3
	added(t, s, again)
	a, err = s.Article(id)
	must(t, err)
	want(t, "revision and sentences", fmt.Sprint(a.Revision, a.Sentences), "2 3")
	c, err := s.WayBack(context.Background(), 1, silent)
	must(t, err)
	apply(t, s, c)
	have, err := held(s)
	must(t, err)
	want(t, "back", maps.Equal(have, before), true)
	want(t, "its sentences", len(reading(t, s, id, "ana").Body.Sentences), len(first.Body.Sentences))
}

// Going back can be given up at any time before the disk has it, and then nothing is changed.
func TestGoBackEnds(t *testing.T) {
	t.Parallel()
	path, _, after := decided(t)
	s := reopen(t, path)
	defer func() { closed(t, s) }()
	newest, err := s.History(0, 1)
	must(t, err)
	ends := func(when int) int {
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		told := 0
		_, err := s.GoBack(ctx, 0, "ana", noon(), func(string, int, int) {
			if told++; told == when {
				cancel()
			}
		})
		if when > 0 {
			wantError(t, err, context.Canceled)
			have, err := held(s)
			must(t, err)
			want(t, "as it was", maps.Equal(have, after), true)
		} else {
			must(t, err)
		}
		return told
	}
	first := int(newest[0].Number)
	for _, when := range []int{1, first, first + 1, first + 3} {
		ends(when)
	}
	if told := ends(0); told < first+3 {
		t.Fatalf("told %d times", told)
	}
	made, err := s.History(0, 1)
	must(t, err)
	want(t, "one change", made[0].Number, newest[0].Number+1)
	want(t, "by", made[0].By, "ana")
	checked(t, s)
}
