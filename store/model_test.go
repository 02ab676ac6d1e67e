package store

import (
	"encoding/json"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"rashomon/annotate"
)

// model is what a library holds: every record as JSON, by kind and key.
type model map[string]string

func newModel() model {
	s := annotate.DefaultScheme()
	return model{"scheme " + s.Name: asJSON(s)}
}

func asJSON(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(text)
}

func (m model) edit(e annotate.Edit) {
	edited(m, "annotation", e.Annotation, func(a *annotate.Annotation) string { return a.Article.String() + a.ID.String() })
	edited(m, "article", e.Article, func(a *annotate.Article) string { return a.ID.String() })
	edited(m, "story", e.Story, func(s *annotate.Story) string { return s.ID.String() })
	edited(m, "scheme", e.Scheme, func(s *annotate.Scheme) string { return s.Name })
	edited(m, "ruling", e.Ruling, func(r *annotate.Ruling) string { return r.ID.String() })
	edited(m, "speaker", e.Speaker, func(x *annotate.Speaker) string { return x.Of.String() + x.ID.String() })
	edited(m, "search", e.Search, func(x *annotate.Search) string { return x.Name })
}

func edited[T any](m model, kind string, r *annotate.Replaced[T], key func(*T) string) {
	if r != nil && r.Before != nil {
		delete(m, kind+" "+key(r.Before))
	}
	if r != nil && r.After != nil {
		m[kind+" "+key(r.After)] = asJSON(r.After)
	}
}

// held reads the whole library.
func held(s *Store) (model, error) {
	m := model{}
	voices := func(of annotate.ID) error {
		all, err := s.Speakers(of)
		for _, x := range all {
			m.edit(annotate.Edit{Speaker: &annotate.Replaced[annotate.Speaker]{After: &x}})
		}
		return err
	}
	for a, err := range s.Articles() {
		if err != nil {
			return nil, err
		}
		if err := voices(a.ID); err != nil {
			return nil, err
		}
		m.edit(annotate.Edit{Article: &annotate.Replaced[annotate.Article]{After: &a}})
		said, err := s.Annotations(a.ID)
		if err != nil {
			return nil, err
		}
		for _, x := range said {
			m.edit(annotate.Edit{Annotation: &annotate.Replaced[annotate.Annotation]{After: &x}})
		}
	}
	rulings, err := s.Rulings()
	if err != nil {
		return nil, err
	}
	for _, x := range rulings {
		m.edit(annotate.Edit{Ruling: &annotate.Replaced[annotate.Ruling]{After: &x}})
	}
	stories, err := s.Stories()
	for _, x := range stories {
		m.edit(annotate.Edit{Story: &annotate.Replaced[annotate.Story]{After: &x}})
		err = errors.Join(err, voices(x.ID))
	}
	schemes, err2 := s.Schemes()
	for _, x := range schemes {
		m.edit(annotate.Edit{Scheme: &annotate.Replaced[annotate.Scheme]{After: &x}})
	}
	searches, err3 := s.Searches()
	for _, x := range searches {
		m.edit(annotate.Edit{Search: &annotate.Replaced[annotate.Search]{After: &x}})
	}
	return m, errors.Join(err, err2, err3)
}

// machine drives a library and the model of it.
type machine struct {
	t          *rapid.T
	path       string
	s          *Store
	model      model
	undo, redo []annotate.Change
	states     []model // after each change of the history, and before the first
}

func (m *machine) made(c annotate.Change) {
	m.undo, m.redo = append(m.undo, c), nil
	m.step(c.Edits)
}

// step is one change of the history.
func (m *machine) step(edits []annotate.Edit) {
	m.model = maps.Clone(m.model)
	for _, e := range edits {
		m.model.edit(e)
	}
	m.states = append(m.states, m.model)
}

// change is some change that fits the library as it stands, or none.
func (m *machine) change(t *rapid.T) (annotate.Change, bool) {
	rows, err := m.s.Rows(0)
	must(m.t, err)
	if len(rows) == 0 {
		return annotate.Change{}, false
	}
	id := rapid.SampledFrom(rows).Draw(t, "row").ID
	annotator := rapid.SampledFrom([]string{"ana", "ben"}).Draw(t, "annotator")
	if len(rows) > 1 && rapid.IntRange(0, 3).Draw(t, "rule") == 0 {
		return m.rule(t, rows, annotator), true
	}
	r := reading(m.t, m.s, id, annotator)
	n := rapid.IntRange(0, len(r.Body.Sentences)-1).Draw(t, "sentence")
	switch rapid.IntRange(0, 7).Draw(t, "what") {
	case 5:
		return r.Toggle(part(t, r), "claim", noon())
	case 6:
		if spans := r.Spans(annotate.Span{End: len(r.Body.Text)}); len(spans) > 0 {
			return r.Stretch(spans[0].Target(), part(t, r).Span, noon())
		}
		return r.SetAttribute(annotate.OnSentence(n), "certainty", rapid.SampledFrom([]string{"sure", "not sure"}).Draw(t, "choice"), noon())
	case 7:
		return r.Reject(annotate.OnSentence(n), "quote", true, noon())
	case 0:
		return r.SetNote(annotate.OnSentence(n), rapid.StringN(0, 5, 20).Draw(t, "note"), noon())
	case 1:
		return r.NextFlag(annotate.OnSentence(n), noon())
	case 2:
		before, after := r.Article, r.Article
		after.Title = rapid.StringN(0, 9, 30).Draw(t, "title")
		return annotate.Change{Edits: []annotate.Edit{{Article: &annotate.Replaced[annotate.Article]{Before: &before, After: &after}}}}, true
	}
	return r.Toggle(annotate.OnSentence(n), rapid.SampledFrom([]string{"fact", "quote", "claim"}).Draw(t, "label"), noon())
}

// part is some words of the text, all in one sentence or not.
func part(t *rapid.T, r *annotate.Reading) annotate.Target {
	start := 5 * rapid.IntRange(0, len(r.Body.Text)/10-1).Draw(t, "start")
	s := annotate.Span{Start: start, End: start + 1 + rapid.IntRange(0, 40).Draw(t, "length")}
	for !s.In(r.Body.Text) {
		if s.Start++; s.Start >= s.End {
			s.End += 3
		}
	}
	return annotate.OnSpan(s)
}

// rule is a ruling on sentences of two or three of the articles, or what is made of one that
// stands: its opposite, or nothing.
func (m *machine) rule(t *rapid.T, rows []annotate.Row, by string) annotate.Change {
	standing, err := m.s.Rulings()
	must(m.t, err)
	if len(standing) > 0 && rapid.Bool().Draw(t, "overrule") {
		before := rapid.SampledFrom(standing).Draw(t, "ruling")
		after := before
		after.Text, after.By = "not so", by
		if rapid.Bool().Draw(t, "withdraw") {
			return rulingEdit(&before, nil)
		}
		return rulingEdit(&before, &after)
	}
	var places []annotate.Place
	on := rapid.SampledFrom([]annotate.Matter{annotate.OnLink, annotate.OnConflict, annotate.OnStatement}).Draw(t, "on")
	for _, row := range rapid.Permutation(rows).Draw(t, "articles")[:2] {
		places = append(places, place(m.t, m.s, row.ID, rapid.IntRange(0, row.Sentences-1).Draw(t, "sentence")))
		if on == annotate.OnStatement && rapid.Bool().Draw(t, "again") {
			places = append(places, place(m.t, m.s, row.ID, 0))
		}
	}
	r := annotate.NewRuling(on, true, "", "so it is", by, noon(), places...)
	if have, err := m.s.Ruling(r.ID); err == nil {
		return rulingEdit(&have, &r)
	}
	return rulingEdit(nil, &r)
}

func (m *machine) apply(t *rapid.T) {
	c, ok := m.change(t)
	if !ok {
		return
	}
	made, err := m.s.Apply(c)
	must(m.t, err)
	m.made(made[0])
	if rapid.IntRange(0, 3).Draw(t, "again") == 0 { // it has changed in the meantime
		_, err = m.s.Apply(c)
		same := toTheSame(c.Edits[0].Article) || toTheSame(c.Edits[0].Ruling)
		if same {
			m.made(c)
			return
		}
		wantError(m.t, err, ErrStale)
	}
}

// toTheSame says whether an edit replaces a record by the same one, and so can be made again.
func toTheSame[T any](r *annotate.Replaced[T]) bool {
	return r != nil && r.Before != nil && r.After != nil && asJSON(r.Before) == asJSON(r.After)
}

func (m *machine) add(t *rapid.T) {
	stories := []annotate.Story{annotate.NewStory("North pier"), annotate.NewStory("South pier")}
	var arrivals []annotate.Arrival
	for range rapid.IntRange(1, 3).Draw(t, "arrivals") {
		story := rapid.SampledFrom([]annotate.ID{0, stories[0].ID, stories[1].ID}).Draw(t, "story")
		arrivals = append(arrivals, report(rapid.IntRange(0, 7).Draw(t, "report"), story))
	}
	before := maps.Clone(m.model)
	out, err := m.s.Add(arrivals, stories, "ana", "import")
	must(m.t, err)
	news := 0
	for _, o := range out {
		_, had := before["article "+o.ID.String()]
		if !o.Existing {
			want(m.t, "had", had, false)
			news++
			before["article "+o.ID.String()] = ""
		} else {
			want(m.t, "had", had, true)
		}
	}
	if news == 0 {
		return
	}
	last, err := m.s.History(0, 1)
	must(m.t, err)
	m.made(last[0])
}

func (m *machine) takeBack(*rapid.T) {
	c, err := m.s.Undo("ana")
	if len(m.undo) == 0 {
		wantError(m.t, err, ErrNothingToUndo)
		return
	}
	must(m.t, err)
	top := m.undo[len(m.undo)-1]
	m.undo, m.redo = m.undo[:len(m.undo)-1], append(m.redo, top)
	m.step(top.Inverse())
	want(m.t, "edits", asJSON(c.Edits), asJSON(top.Inverse()))
}

func (m *machine) makeAgain(*rapid.T) {
	_, err := m.s.Redo("ana")
	if len(m.redo) == 0 {
		wantError(m.t, err, ErrNothingToRedo)
		return
	}
	must(m.t, err)
	top := m.redo[len(m.redo)-1]
	m.redo, m.undo = m.redo[:len(m.redo)-1], append(m.undo, top)
	m.step(top.Edits)
}

func (m *machine) reopen(*rapid.T) {
	want(m.t, "changes", checked(m.t, m.s).Changes, len(m.states)-1)
	closed(m.t, m.s)
	m.s = reopen(m.t, m.path)
}

func (m *machine) compare(*rapid.T) {
	have, err := held(m.s)
	must(m.t, err)
	if !maps.Equal(have, m.model) {
		m.t.Fatalf("the library holds\n%v\nwant\n%v", have, m.model)
	}
	m.byArticle()
}

// byArticle asks for the rulings of each article, which an index knows.
func (m *machine) byArticle() {
	all, err := m.s.Rulings()
	must(m.t, err)
	rows, err := m.s.Rows(0)
	must(m.t, err)
	for _, row := range rows {
		have, err := m.s.Rulings(row.ID)
		must(m.t, err)
		mine := slices.DeleteFunc(slices.Clone(all), func(r annotate.Ruling) bool { return !slices.Contains(r.Articles(), row.ID) })
		want(m.t, "rulings of an article", asJSON(ids(have)), asJSON(ids(mine)))
	}
}

// A library behaves as a map of records with two stacks, however often it is reopened.
func TestLibraryAgainstModel(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	fresh := filepath.Join(dir, "fresh") // copied, not made again: making one waits for the disk
	closed(t, reopen(t, fresh))
	empty, err := os.ReadFile(fresh)
	must(t, err)
	rapid.Check(t, func(rt *rapid.T) {
		m := &machine{t: rt, path: filepath.Join(dir, "library.db"), model: newModel()}
		must(rt, os.WriteFile(m.path, empty, 0o600))
		m.states = []model{m.model}
		m.s = reopen(t, m.path)
		defer func() { m.s.Close() }()
		rt.Repeat(map[string]func(*rapid.T){
			"add": m.add, "apply": m.apply, "undo": m.takeBack, "redo": m.makeAgain, "reopen": m.reopen, "": m.compare,
			"remove": m.remove, "revise": m.revise, "recut": m.recut, "name": m.name, "way back": m.wayBack,
			"together": m.together, "undo step": m.takeBackStep, "redo step": m.makeAgainStep,
		})
		m.reopen(rt)
	})
}
