package export_test

import (
	"fmt"
	"path/filepath"
	"slices"

	"pgregory.net/rapid"

	"rashomon/annotate"
	"rashomon/store"
)

// tone is a second scheme, of which nothing is in a file of tasks by the first.
var tone = annotate.Scheme{Name: "tone", Labels: []annotate.Label{{Name: "calm"}}}

// shelf is a library on the disk with what is said in it, as it was put in.
type shelf struct {
	*store.Store
	bodies map[string]annotate.Body
	newest map[annotate.ID]annotate.Article
	said   []annotate.Annotation
	unsaid []annotate.Edit // what is said and not on the disk yet
}

func newShelf(t rapid.TB, folder string) *shelf {
	lib, err := store.Open(filepath.Join(folder, "library.db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	s := &shelf{Store: lib, bodies: map[string]annotate.Body{}, newest: map[annotate.ID]annotate.Article{}}
	s.apply(t, annotate.Edit{Scheme: &annotate.Replaced[annotate.Scheme]{After: &tone}})
	return s
}

func (s *shelf) apply(t rapid.TB, edits ...annotate.Edit) {
	t.Helper()
	if _, err := s.Apply(annotate.Change{By: "ana", What: "test", Edits: edits}); err != nil {
		t.Fatal(err)
	}
}

// bodyOf joins sentences; the text between them belongs to none.
func bodyOf(between string, sentences ...string) (b annotate.Body) {
	for _, s := range sentences {
		b.Text += between
		b.Sentences = append(b.Sentences, annotate.Span{Start: len(b.Text), End: len(b.Text) + len(s)})
		b.Text += s
	}
	b.Text += between
	return b
}

// add puts an article in; false where its text is there already.
func (s *shelf) add(t rapid.TB, source string, b annotate.Body) (annotate.Article, bool) {
	t.Helper()
	story := annotate.NewStory("The lighthouse")
	a := annotate.NewArticle(annotate.Article{Title: "Light", Source: source, Story: story.ID}, b, noon)
	out, err := s.Add([]annotate.Arrival{{Article: a, Body: b}}, []annotate.Story{story}, "ana", "test")
	if err != nil {
		t.Fatal(err)
	}
	a.ID = out[0].ID
	if !out[0].Existing {
		s.know(a, b)
	}
	return a, !out[0].Existing
}

func (s *shelf) know(a annotate.Article, b annotate.Body) {
	s.bodies[fmt.Sprint(a.ID, a.Revision)], s.newest[a.ID] = b, a
}

// recut gives an article its text again, with other sentences.
func (s *shelf) recut(t rapid.TB, a annotate.Article, b annotate.Body) annotate.Article {
	t.Helper()
	before, after := s.newest[a.ID], s.newest[a.ID]
	after.Revision, after.Sentences = before.Revision+1, len(b.Sentences)
	_, err := s.Recut(annotate.Change{By: "ana", What: "test", Edits: []annotate.Edit{{Article: &annotate.Replaced[annotate.Article]{Before: &before, After: &after}}}}, a.ID, b)
	if err != nil {
		t.Fatal(err)
	}
	s.know(after, b)
	return after
}

// say says something of a target, and nothing where that annotator did so before.
func (s *shelf) say(t rapid.TB, a annotate.Article, on annotate.Target, annotator string, edit func(*annotate.Annotation)) {
	t.Helper()
	s.note(a, on, annotator, edit)
	s.flush(t)
}

// note is say for what comes to the disk with the next flush: many at once.
func (s *shelf) note(a annotate.Article, on annotate.Target, annotator string, edit func(*annotate.Annotation)) {
	x := annotate.NewAnnotation(a, s.bodies[fmt.Sprint(a.ID, a.Revision)], on, "default", annotator)
	if annotator == annotate.Gold {
		x.Adjudicator, x.Origin = "eve", annotate.Adjudicated
	}
	x.Created, x.Updated = noon, noon
	edit(&x)
	if slices.ContainsFunc(s.said, func(y annotate.Annotation) bool { return y.ID == x.ID }) {
		return
	}
	s.unsaid = append(s.unsaid, annotate.Edit{Annotation: &annotate.Replaced[annotate.Annotation]{After: &x}})
	s.said = append(s.said, x)
}

// flush brings what is said to the disk.
func (s *shelf) flush(t rapid.TB) {
	t.Helper()
	if len(s.unsaid) > 0 {
		s.apply(t, s.unsaid...)
		s.unsaid = nil
	}
}

func labelled(labels ...string) func(*annotate.Annotation) {
	return func(x *annotate.Annotation) { x.Labels = labels }
}

// shelved is any library: some articles of few sentences in scripts that count differently,
// some of them copies, by several annotators, with spans that go anywhere.
func shelved(t *rapid.T, folder string) *shelf {
	s := newShelf(t, folder)
	wording := rapid.SampledFrom([]string{"Six people fell.", "Six  people\tfell.", "渡轮沉没了。", "🚢👩‍🚒 ahoy!", "Cafe\u0301 ablaze.", "Café ablaze.", "القبطان قال"})
	for n := range rapid.IntRange(1, 4).Draw(t, "articles") {
		b := bodyOf(rapid.SampledFrom([]string{"", "\r\n", " — "}).Draw(t, "between"), rapid.SliceOfN(wording, 1, 5).Draw(t, "sentences")...)
		a, isNew := s.add(t, fmt.Sprint("paper ", n), b)
		if !isNew {
			continue
		}
		s.drawSaid(t, a)
		if len(b.Sentences) > 1 && rapid.Bool().Draw(t, "recut") {
			joined := annotate.Body{Text: b.Text, Sentences: slices.Concat([]annotate.Span{{Start: b.Sentences[0].Start, End: b.Sentences[1].End}}, b.Sentences[2:])}
			s.drawSaid(t, s.recut(t, a, joined))
		}
	}
	return s
}

func (s *shelf) drawSaid(t *rapid.T, a annotate.Article) {
	b := s.bodies[fmt.Sprint(a.ID, a.Revision)]
	var starts []int
	for i := range b.Text {
		starts = append(starts, i)
	}
	starts = append(starts, len(b.Text))
	for range rapid.IntRange(0, 6).Draw(t, "annotations") {
		on := annotate.OnSentence(rapid.IntRange(0, len(b.Sentences)-1).Draw(t, "sentence"))
		if rapid.Bool().Draw(t, "span") {
			from := rapid.IntRange(0, len(starts)-2).Draw(t, "from")
			on = annotate.OnSpan(annotate.Span{Start: starts[from], End: starts[rapid.IntRange(from+1, len(starts)-1).Draw(t, "to")]})
		}
		s.note(a, on, rapid.SampledFrom([]string{"ana", "bo", annotate.Gold}).Draw(t, "annotator"), func(x *annotate.Annotation) {
			switch rapid.IntRange(0, 5).Draw(t, "what") {
			case 0:
				x.Flag = annotate.Skipped
			case 1:
				x.Flag, x.Reason = annotate.Flagged, "who says so?"
			case 2:
				x.Note = "look again"
			case 3:
				other := annotate.NewAnnotation(a, b, on, "tone", x.Annotator)
				x.ID, x.Scheme, x.Labels = other.ID, "tone", []string{"calm"}
			default:
				x.Labels = []string{rapid.SampledFrom([]string{"fact", "claim"}).Draw(t, "label")}
			}
		})
	}
	s.flush(t)
}
