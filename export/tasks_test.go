package export_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"rashomon/annotate"
	"rashomon/annotate/suggest"
	"rashomon/annotate/task"
	"rashomon/export"
)

// made is all tasks of a library; each must stand in the text that it names.
func made(t rapid.TB, s *shelf, f export.Filter, o export.TaskOptions) (tasks []task.Task, n export.TaskCount) {
	t.Helper()
	o.Scheme = annotate.DefaultScheme()
	n, err := export.EachTask(context.Background(), s, f, o, func(x task.Task) error {
		tasks = append(tasks, x)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if n.Tasks != len(tasks) {
		t.Fatalf("%d tasks counted, %d made", n.Tasks, len(tasks))
	}
	for _, x := range tasks {
		stands(t, s, x)
	}
	return tasks, n
}

func stands(t rapid.TB, s *shelf, x task.Task) {
	t.Helper()
	b := s.bodies[fmt.Sprint(x.Article.ID, x.Article.Revision)]
	switch {
	case !strings.HasPrefix(b.Text[x.Start:], x.Text) || x.Text == "":
		t.Fatalf("%q does not stand at %d of %q", x.Text, x.Start, b.Text)
	case x.StartRune != utf8.RuneCountInString(b.Text[:x.Start]):
		t.Fatalf("%q stands after %d code points of %q", x.Text, x.StartRune, b.Text)
	case x.Article.Hash != annotate.Hash(b.Text) || x.Article.Sentences != len(b.Sentences) || x.Story != "The lighthouse":
		t.Fatalf("the article is %+v", x.Article)
	case x.Sentence >= 0 && (b.Sentence(x.Sentence) != x.Text || len(x.Sentences) > 0):
		t.Fatalf("%q is not sentence %d", x.Text, x.Sentence)
	case !strings.HasSuffix(b.Text[:x.Start], x.Before) && !strings.HasSuffix(strings.TrimRight(b.Text[:x.Start], "\r\n —"), x.Before):
		t.Fatalf("%q does not stand before %q in %q", x.Before, x.Text, b.Text)
	case !strings.Contains(b.Text[x.Start+len(x.Text):], x.After):
		t.Fatalf("%q does not stand after %q in %q", x.After, x.Text, b.Text)
	}
	end := x.Start + len(x.Text)
	if !strings.HasSuffix(b.Text[:x.Start], x.Prefix) || !strings.HasPrefix(b.Text[end:], x.Suffix) ||
		utf8.RuneCountInString(x.Prefix) != min(32, x.StartRune) || utf8.RuneCountInString(x.Suffix) != min(32, utf8.RuneCountInString(b.Text[end:])) {
		t.Fatalf("%q stands between %q and %q in %q", x.Text, x.Prefix, x.Suffix, b.Text)
	}
	for _, said := range x.Said {
		if x.Text[said.Span.Start:said.Span.End] != said.Quote || said.Annotator != x.Annotator {
			t.Fatalf("%s says %q of %q", said.Annotator, said.Quote, x.Text)
		}
		if said.Sentence >= 0 && x.Sentence != said.Sentence && !slices.Contains(x.Sentences, said.Span) {
			t.Fatalf("%q is no sentence of %q", said.Quote, x.Text)
		}
	}
	for _, p := range x.Suggested {
		if b.Sentence(p.Sentence) != x.Text[p.Span.Start:p.Span.End] {
			t.Fatalf("a suggestion for sentence %d stands on %q", p.Sentence, x.Text[p.Span.Start:p.Span.End])
		}
	}
}

// TestEverythingSaidIsInOneTask says that what a filter lets through is in exactly one task
// or counted, and that the order of the tasks is the one promised.
func TestEverythingSaidIsInOneTask(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		s := shelved(r, t.TempDir())
		defer s.Close()
		f := export.Filter{
			Gold:      rapid.Bool().Draw(r, "gold"),
			Label:     rapid.SampledFrom([]string{"", "", "claim"}).Draw(r, "label of"),
			Annotator: rapid.SampledFrom([]string{"", "", "bo"}).Draw(r, "by"),
		}
		o := export.TaskOptions{
			Whole: rapid.Bool().Draw(r, "whole"), Context: rapid.IntRange(0, 2).Draw(r, "context"), Dedup: rapid.Bool().Draw(r, "dedup"),
			Unlabelled: rapid.Bool().Draw(r, "unlabelled"),
		}
		if f.Gold {
			f.Annotator = ""
		}
		want := map[annotate.ID]bool{}
		for _, x := range s.said {
			if (f.Label == "" || x.Has(f.Label)) && (f.Annotator == "" || x.Annotator == f.Annotator) && (!f.Gold || x.Annotator == annotate.Gold) {
				want[x.ID] = true
			}
		}
		tasks, n := made(r, s, f, o)
		all, in := len(want), 0
		for _, x := range tasks {
			for _, said := range x.Said {
				in++
				if !want[said.ID] {
					r.Fatalf("%+v is in a second task, or should be in none", said)
				}
				delete(want, said.ID)
			}
		}
		if left := n.OtherSchemes + n.Gold + n.Open + n.CopiesSaid; in+left != all || n.Annotations != in {
			r.Fatalf("of %d annotations %d are in tasks (%d counted) and %d left out: %+v", all, in, n.Annotations, left, n)
		}
		if !slices.IsSortedFunc(tasks, func(x, y task.Task) int {
			return cmp.Or(cmp.Compare(x.Article.ID, y.Article.ID), cmp.Compare(x.Article.Revision, y.Article.Revision), cmp.Compare(x.Start, y.Start), cmp.Compare(x.Annotator, y.Annotator))
		}) {
			r.Fatal("the tasks are out of order")
		}
	})
}

// TestUnlabelledFillsTheGaps says that with all that is unlabelled each sentence of the newest
// texts is in a task, and in one of no annotator exactly where nobody says anything of it.
func TestUnlabelledFillsTheGaps(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		s := shelved(r, t.TempDir())
		defer s.Close()
		tasks, n := made(r, s, export.Filter{}, export.TaskOptions{Unlabelled: true, Suggest: export.Suggested(nil)})
		silent := 0
		for id, a := range s.newest {
			for i, span := range s.bodies[fmt.Sprint(id, a.Revision)].Sentences {
				said := slices.ContainsFunc(s.said, func(x annotate.Annotation) bool {
					on := x.Span.Overlaps(span) // or it begins after the sentence, and before the next
					if x.Sentence < 0 && !on {
						b := s.bodies[fmt.Sprint(id, a.Revision)]
						on = annotate.SentenceAt(b.Sentences, x.Span.Start) == i || annotate.SentenceAt(b.Sentences, x.Span.End-1) == i
					}
					return x.Article == id && x.Revision == a.Revision && x.Scheme == "default" && on
				})
				covers := func(x task.Task) bool {
					return x.Article.ID == id && x.Article.Revision == a.Revision && x.Start <= span.Start && span.End <= x.Start+len(x.Text)
				}
				alone := slices.ContainsFunc(tasks, func(x task.Task) bool { return covers(x) && x.Annotator == "" && x.Sentence == i })
				if alone == said {
					r.Fatalf("sentence %d: something is said of it: %v, it is in a task of its own: %v", i, said, alone)
				}
				if alone {
					silent++
				}
			}
		}
		if silent != n.Unlabelled {
			r.Fatalf("%d sentences of which nobody says anything, %d counted", silent, n.Unlabelled)
		}
	})
}

// TestDedupKeepsOneOfEach says that of an annotator's copies exactly one is kept, the first,
// and that nothing else is left out.
func TestDedupKeepsOneOfEach(t *testing.T) {
	plain := func(x task.Task) string {
		return x.Annotator + "\x00" + strings.Join(strings.Fields(norm.NFC.String(x.Text)), " ")
	}
	rapid.Check(t, func(r *rapid.T) {
		s := shelved(r, t.TempDir())
		defer s.Close()
		o := export.TaskOptions{Whole: rapid.Bool().Draw(r, "whole"), Unlabelled: rapid.Bool().Draw(r, "unlabelled")}
		all, _ := made(r, s, export.Filter{}, o)
		o.Dedup = true
		few, n := made(r, s, export.Filter{}, o)
		var want []task.Task
		met, labelled := map[string]bool{}, map[string]bool{}
		for _, x := range all {
			if x.Annotator != "" {
				_, text, _ := strings.Cut(plain(x), "\x00")
				labelled["\x00"+text] = true
			}
		}
		for _, x := range all {
			if key := plain(x); !met[key] && !(x.Annotator == "" && labelled[key]) {
				met[key] = true
				want = append(want, x)
			}
		}
		if fmt.Sprint(few) != fmt.Sprint(want) || n.Copies != len(all)-len(want) {
			r.Fatalf("of %d tasks %d are left, not %d; %d counted", len(all), len(few), len(want), n.Copies)
		}
	})
}

func TestWideTasks(t *testing.T) {
	s := newShelf(t, t.TempDir())
	defer s.Close()
	a, _ := s.add(t, "post", bodyOf(" ", "One.", "Two.", "Three.", "Four."))
	s.say(t, a, annotate.OnSentence(0), "ana", labelled("fact"))
	s.say(t, a, annotate.OnSentence(1), "ana", labelled("claim"))
	s.say(t, a, annotate.OnSpan(annotate.Span{Start: 7, End: 12}), "ana", labelled("quote")) // "wo. T"
	s.say(t, a, annotate.OnSentence(1), "bo", labelled("fact"))
	tasks, n := made(t, s, export.Filter{}, export.TaskOptions{Context: 1})
	var got []string
	for _, x := range tasks {
		got = append(got, fmt.Sprintf("%s %d %q|%q|%q %d %d", x.Annotator, x.Sentence, x.Before, x.Text, x.After, len(x.Said), len(x.Sentences)))
	}
	want := []string{`ana 0 ""|"One."|"Two." 1 0`, `ana -1 "One."|"Two. Three."|"Four." 2 2`, `bo 1 "One."|"Two."|"Three." 1 0`}
	if !slices.Equal(got, want) || n.Wide != 1 {
		t.Errorf("%d wide:\n%s", n.Wide, strings.Join(got, "\n"))
	}
}

func TestGoldAndWhatItLeavesOut(t *testing.T) {
	s := newShelf(t, t.TempDir())
	defer s.Close()
	a, _ := s.add(t, "post", bodyOf(" ", "One.", "Two.", "Three.", "Four."))
	s.add(t, "wire", bodyOf(" ", "Nothing is said here."))
	for n := range 3 {
		s.say(t, a, annotate.OnSentence(n), "ana", labelled("fact"))
	}
	s.say(t, a, annotate.OnSentence(0), annotate.Gold, labelled("claim"))
	s.say(t, a, annotate.OnSentence(1), annotate.Gold, func(x *annotate.Annotation) { x.Flag, x.Reason = annotate.Flagged, "left open" })
	tasks, n := made(t, s, export.Filter{Gold: true}, export.TaskOptions{})
	if len(tasks) != 1 || tasks[0].Text != "One." || tasks[0].Annotator != annotate.Gold || n.NoGold != 1 || n.Open != 1 {
		t.Errorf("%+v of %d tasks", n, len(tasks))
	}
	if _, n := made(t, s, export.Filter{Gold: true}, export.TaskOptions{Whole: true}); n.Tasks != 1 || n.NoGold != 0 || n.Open != 1 {
		t.Errorf("whole: %+v", n)
	}
	if _, n := made(t, s, export.Filter{}, export.TaskOptions{}); n.Tasks != 3 || n.Gold != 2 || n.Unsaid != 1 {
		t.Errorf("without gold: %+v", n)
	}
}

func TestSuggestionsGoWhereNobodySaysAnything(t *testing.T) {
	s := newShelf(t, t.TempDir())
	defer s.Close()
	a, _ := s.add(t, "post", bodyOf(" ", "“Nobody slept”, the keeper said.", "The lamp burned for nine hours.", "It may have gone out, officials said."))
	s.say(t, a, annotate.OnSentence(1), "ana", labelled("fact"))
	o := export.TaskOptions{Unlabelled: true, Suggest: export.Suggested(suggest.NewLearner(annotate.DefaultScheme()))}
	tasks, n := made(t, s, export.Filter{}, o)
	if n.Tasks != 3 || n.Suggestions != 2 || len(tasks[1].Suggested) != 0 {
		t.Fatalf("%+v", n)
	}
	if p := tasks[0].Suggested[0]; len(p.Labels) != 1 || p.Model != "rules" || p.Score <= 0 {
		t.Errorf("%+v", p)
	}
	o.Whole = true
	if tasks, n := made(t, s, export.Filter{}, o); n.Tasks != 1 || n.Suggestions != 2 || len(tasks[0].Suggested) != 2 {
		t.Errorf("whole: %+v", n)
	}
}

// TestSuggestionsSayWhoProposes says that a learner which is ahead is told from the rules.
func TestSuggestionsSayWhoProposes(t *testing.T) {
	l := suggest.NewLearner(annotate.Scheme{Labels: []annotate.Label{{Name: "calm"}, {Name: "wild"}}})
	calm, wild := bodyOf("", "The bay lay calm and smooth."), bodyOf("", "The storm tore the roofs off.")
	for range 60 {
		l.Learn(suggest.Article(calm.Text, "en", calm.Sentences)[0], "calm")
		l.Learn(suggest.Article(wild.Text, "en", wild.Sentences)[0], "wild")
	}
	got := export.Suggested(l)(annotate.Article{Language: "en"}, wild)
	if len(got) != 1 || got[0].Model != "learner" || !slices.Equal(got[0].Labels, []string{"wild"}) || got[0].Span != wild.Sentences[0] {
		t.Errorf("%+v", got)
	}
}

// TestCopiesLabelledOtherwise says that a copy of which another thing is said is told apart
// from one of which the same is said, whatever white space is in it.
func TestCopiesLabelledOtherwise(t *testing.T) {
	s := newShelf(t, t.TempDir())
	defer s.Close()
	for i, text := range []string{"Six people fell.", "Six  people fell. ", "Six people\nfell."} {
		a, _ := s.add(t, fmt.Sprint(i), bodyOf("", text))
		s.say(t, a, annotate.OnSentence(0), "bo", labelled("claim"))
		s.say(t, a, annotate.OnSentence(0), "ana", labelled([]string{"fact", "claim"}[i%2]))
	}
	_, n := made(t, s, export.Filter{}, export.TaskOptions{Dedup: true})
	if n.Tasks != 2 || n.Copies != 4 || n.Otherwise < 1 || n.Otherwise > 2 {
		t.Errorf("%+v", n)
	}
}

// TestWhatTasksHaveNoPlaceFor counts what else the harbour's library holds.
func TestWhatTasksHaveNoPlaceFor(t *testing.T) {
	l := harbour(t)
	for _, tt := range []struct {
		filter                      export.Filter
		rulings, speakers, searches int
	}{
		{export.Filter{}, 3, 1, 1},
		{export.Filter{Story: l.stories[0].ID}, 2, 1, 0},
		{export.Filter{Story: l.stories[1].ID}, 0, 0, 0},
		{export.Filter{Gold: true}, 0, 1, 0},
	} {
		n, err := export.EachTask(t.Context(), l, tt.filter, export.TaskOptions{Scheme: l.schemes[0]}, func(task.Task) error { return nil })
		if err != nil || n.Rulings != tt.rulings || n.Speakers != tt.speakers || n.Searches != tt.searches {
			t.Errorf("%+v: %+v, %v", tt.filter, n.Left, err)
		}
	}
}

func TestExtraGoesIntoItsFormatOnly(t *testing.T) {
	s := newShelf(t, t.TempDir())
	defer s.Close()
	a, _ := s.add(t, "post", bodyOf(" ", "One.", "Two.", "Three."))
	s.say(t, a, annotate.OnSentence(0), "ana", func(x *annotate.Annotation) {
		x.Labels, x.Extra = []string{"fact"}, `{"doccano":{"id":7},"prodigy":{"_input_hash":-3}}`
	})
	tasks, _ := made(t, s, export.Filter{}, export.TaskOptions{Format: "doccano"})
	if got := fmt.Sprintf("%s", tasks[0].Extra); got != "map[id:7]" {
		t.Error(got)
	}
	s.say(t, a, annotate.OnSentence(1), "ana", func(x *annotate.Annotation) {
		x.Labels, x.Extra = []string{"fact"}, `{"doccano":{"id":8}}`
	})
	s.say(t, a, annotate.OnSentence(2), "ana", func(x *annotate.Annotation) {
		x.Labels, x.Extra = []string{"fact"}, `{"doccano":{"id":7}}`
	})
	for whole, twice := range map[bool]int{false: 0, true: 1} { // of a whole article there is one id, and one that is told
		if _, n := made(t, s, export.Filter{}, export.TaskOptions{Format: "doccano", Whole: whole}); n.Keys != twice {
			t.Errorf("whole %v: %d values counted", whole, n.Keys)
		}
	}
	if tasks, _ := made(t, s, export.Filter{}, export.TaskOptions{}); tasks[0].Extra != nil {
		t.Errorf("for nobody: %v", tasks[0].Extra)
	}
}

func TestTasksStop(t *testing.T) {
	s := newShelf(t, t.TempDir())
	defer s.Close()
	a, _ := s.add(t, "post", bodyOf(" ", "One."))
	s.say(t, a, annotate.OnSentence(0), "ana", labelled("fact"))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	o := export.TaskOptions{Scheme: annotate.DefaultScheme()}
	if _, err := export.EachTask(ctx, s, export.Filter{}, o, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	if _, err := export.EachTask(t.Context(), s, export.Filter{Scheme: "tone"}, o, nil); err == nil {
		t.Error("a filter about another scheme passes")
	}
	full := errors.New("the disk is full")
	for _, format := range task.Formats() {
		if _, _, err := export.Tasks(t.Context(), failing{full}, format, s, export.Filter{}, o); !errors.Is(err, full) {
			t.Errorf("%s: %v", format.Name, err)
		}
		if _, _, err := export.Tasks(t.Context(), io.Discard, format, s, export.Filter{}, o); err != nil {
			t.Errorf("%s: %v", format.Name, err)
		}
	}
}

type failing struct{ error }

func (f failing) Write([]byte) (int, error) { return 0, f.error }
