package export_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"rashomon/annotate"
	"rashomon/annotate/split"
	"rashomon/export"
)

// quay is a library of ten reports in no story, each with a sentence that is labelled, one
// with labelled words that go into the next sentence, and a footer that nobody has labelled.
func quay(t *testing.T) *shelf {
	s := newShelf(t, t.TempDir())
	for i := range 10 {
		a := alone(t, s, bodyOf(" ", fmt.Sprintf("Ship%d left%d at%d dawn%d today%d.", i, i, i, i, i), "It rained.", "Read all of our reports in the evening letter."))
		on := annotate.OnSentence(0)
		if i == 3 {
			on = annotate.OnSpan(annotate.Span{Start: 1, End: len(s.bodies[key(a)].Text) - 60})
		}
		s.say(t, a, on, "ana", labelled("fact"))
	}
	return s
}

// alone puts in an article that is in no story.
func alone(t *testing.T, s *shelf, b annotate.Body) annotate.Article {
	a := annotate.NewArticle(annotate.Article{Title: "Quay", Source: "Quay News"}, b, noon)
	if _, err := s.Add([]annotate.Arrival{{Article: a, Body: b}}, nil, "ana", "test"); err != nil {
		t.Fatal(err)
	}
	s.know(a, b)
	return a
}

// key is that of a shelf's bodies.
func key(a annotate.Article) string { return fmt.Sprint(a.ID, a.Revision) }

// TestCardOfOnePart: it says what the rows are, and promises nothing that is about parts.
func TestCardOfOnePart(t *testing.T) {
	s := quay(t)
	o := export.TaskOptions{Scheme: annotate.DefaultScheme(), Unlabelled: true, Dedup: true}
	read := 0
	o.Progress = func(articles int) {
		if articles < read || articles > 10 {
			t.Errorf("after %d articles %d", read, articles)
		}
		read = articles
	}
	set, n, err := export.Divide(context.Background(), s, export.Filter{}, o, split.Options{Ratios: split.Undivided(), Tie: split.DefaultTie})
	if err != nil || n.Unlabelled == 0 || read != 10 {
		t.Fatal(n, read, err)
	}
	read = 0
	var card bytes.Buffer
	open := func(name string) (io.Writer, error) {
		if name == "README.md" {
			return &card, nil
		}
		return io.Discard, nil
	}
	c := export.CardOptions{Name: "quay", By: "rashomon export", Undivided: "too few stories", Chosen: []string{"also what nobody has labelled"}}
	if _, err := set.Write(context.Background(), c, open); err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{
		"in 10 stories, not divided.", fmt.Sprintf("\nNobody has labelled %d rows", n.Unlabelled), "\n1 annotator. ", "| ana | 10 | 10 |\n",
		"With `rashomon export`, not divided: too few stories.", "Chosen: also what nobody has labelled.", "dataset_info:", "- **fact**: ",
	} {
		if !strings.Contains(card.String(), part) {
			t.Errorf("the card does not say %q", part)
		}
	}
	for _, part := range []string{"two parts", "Leakage", "(not stated) |  "} {
		if strings.Contains(card.String(), part) {
			t.Errorf("the card says %q", part)
		}
	}
	if t.Failed() {
		t.Log(card.String())
	}
}

func TestRowsOfADataset(t *testing.T) {
	s := quay(t)
	r, err := split.ParseRatios("80/20")
	if err != nil {
		t.Fatal(err)
	}
	o := split.Options{Ratios: r, Tie: split.DefaultTie}
	for _, whole := range []bool{false, true} {
		to := export.TaskOptions{Scheme: annotate.DefaultScheme(), Whole: whole, Context: 2}
		if whole {
			to.Context = 0
		}
		set, n, err := export.Divide(context.Background(), s, export.Filter{}, to, o)
		if err != nil {
			t.Fatal(err)
		}
		files := map[string]*bytes.Buffer{}
		open := func(name string) (io.Writer, error) {
			files[name] = &bytes.Buffer{}
			return files[name], nil
		}
		if _, err := set.Write(context.Background(), export.CardOptions{Name: "quay"}, open); err != nil {
			t.Fatal(err)
		}
		train, test := files["train.jsonl"].String(), files["test.jsonl"].String()
		if got := strings.Count(train+test, "\n"); got != n.Tasks || got != 10 || strings.Count(test, "\n") != 2 {
			t.Errorf("whole %v: %d rows, %d of them to test", whole, got, strings.Count(test, "\n"))
		}
		card := files["README.md"].String()
		if both := strings.Contains(train, "evening letter") && strings.Contains(test, "evening letter"); both != whole || whole == strings.Contains(card, "no two sentences of different parts") {
			t.Errorf("whole %v: the footer is in both parts: %v", whole, both)
		}
		if whole == strings.Contains(card, "no sentence that is word for word") {
			t.Errorf("whole %v: the card promises\n%s", whole, card)
		}
		if whole && !strings.Contains(card, "2 reports have a sentence, such as a footer") {
			t.Errorf("the card does not say what is in both parts:\n%s", card)
		}
	}
	set, _, err := export.Divide(context.Background(), s, export.Filter{}, export.TaskOptions{Scheme: annotate.DefaultScheme()}, o)
	if err != nil {
		t.Fatal(err)
	}
	a := alone(t, s, bodyOf(" ", "One more came in at night."))
	s.say(t, a, annotate.OnSentence(0), "ana", labelled("claim"))
	if _, err := set.Write(context.Background(), export.CardOptions{}, func(string) (io.Writer, error) { return io.Discard, nil }); !errors.Is(err, export.ErrOtherRows) {
		t.Errorf("a library that has changed: %v", err)
	}
}
