package jsonl_test

import (
	"errors"
	"reflect"
	"slices"
	"testing"
	"time"

	"rashomon/annotate"
	"rashomon/annotate/jsonl"
)

// records is what a library's file says.
func records(t testing.TB, l *library) []jsonl.Record { return read(t, l.write(t)) }

func TestTakeIntoEmpty(t *testing.T) {
	l := &library{}
	out, refused := l.take(t, records(t, ferry()), 100)
	want := jsonl.Outcome{
		Schemes: jsonl.Count{Added: 1}, Stories: jsonl.Count{Added: 1},
		Articles: jsonl.Count{Added: 1}, Annotations: jsonl.Count{Added: 2},
	}
	if out != want || len(refused) > 0 || !reflect.DeepEqual(l, ferry()) {
		t.Errorf("got %+v, %v, %+v", out, refused, l)
	}
	want = jsonl.Outcome{
		Schemes: jsonl.Count{Same: 1}, Stories: jsonl.Count{Same: 1},
		Articles: jsonl.Count{Same: 1}, Annotations: jsonl.Count{Same: 2},
	}
	if out, _ = l.take(t, records(t, ferry()), 100); out != want || !reflect.DeepEqual(l, ferry()) {
		t.Errorf("taken again: %+v, %+v", out, l)
	}
}

func TestLaterUpdateWinsAndCanBeTakenBack(t *testing.T) {
	theirs, mine := ferry(), ferry()
	theirs.said[0].Labels = []string{"claim"}
	theirs.said[0].Updated = noon.Add(time.Second)
	theirs.said[1].Note = "older"
	theirs.said[1].Updated = noon.Add(-time.Second)
	taken, err := jsonl.Take(records(t, theirs), mine)
	if err != nil || taken.Outcome.Annotations != (jsonl.Count{Changed: 1, Kept: 1}) {
		t.Fatalf("got %+v, %v", taken, err)
	}
	mine.make(t, taken.Annotations)
	if x, _ := mine.annotation(theirs.said[0].ID); !reflect.DeepEqual(x, theirs.said[0]) {
		t.Errorf("the library has %+v", x)
	}
	mine.make(t, annotate.Change{Edits: taken.Annotations}.Inverse())
	if x, _ := mine.annotation(theirs.said[0].ID); !reflect.DeepEqual(x, ferry().said[0]) {
		t.Errorf("taken back, the library has %+v", x)
	}
}

func TestAsLateAsMineChangesNothing(t *testing.T) {
	theirs, mine := ferry(), ferry()
	theirs.said[0].Labels = []string{"claim"}
	out, _ := mine.take(t, records(t, theirs), 100)
	if out.Annotations != (jsonl.Count{Same: 1, Kept: 1}) || !reflect.DeepEqual(mine, ferry()) {
		t.Errorf("got %+v", out)
	}
}

// Two files one after the other in one: the same annotation stands there twice.
func TestTheSameAnnotationTwiceInOneBatch(t *testing.T) {
	older, later := ferry(), ferry()
	later.said[0].Labels, later.said[0].Updated = []string{"claim"}, noon.Add(time.Hour)
	l := &library{}
	out, _ := l.take(t, slices.Concat(records(t, older), records(t, later)), 100)
	if out.Annotations != (jsonl.Count{Added: 2, Changed: 1, Same: 1}) || len(l.articles) != 1 {
		t.Errorf("got %+v, %d articles", out, len(l.articles))
	}
	if x, _ := l.annotation(later.said[0].ID); !x.Has("claim") {
		t.Errorf("the library has %+v", x)
	}
}

// Somebody else gave the report another title: it has another ID there.
func TestTheSameTextUnderAnotherID(t *testing.T) {
	for _, batch := range []int{1, 100} {
		theirs, mine := ferry(), ferry()
		theirs.articles[0].Article.ID = 77
		for i := range theirs.said {
			theirs.said[i].Article = 77
			theirs.said[i].ID = theirs.said[i].ID.Next()
		}
		theirs.said[0].Note, theirs.said[0].Updated = "theirs", noon.Add(time.Hour)
		theirs.said[1].Annotator = "bo"
		out, refused := mine.take(t, records(t, theirs), batch)
		if out.Articles != (jsonl.Count{Same: 1}) || out.Annotations != (jsonl.Count{Changed: 1, Added: 1}) || len(refused) > 0 {
			t.Fatalf("batches of %d: %+v, %v", batch, out, refused)
		}
		if x, _ := mine.annotation(ferry().said[0].ID); x.Note != "theirs" || len(mine.said) != 3 {
			t.Errorf("batches of %d: the library has %+v", batch, mine.said)
		}
		for _, x := range mine.said {
			if x.Article != mine.articles[0].Article.ID {
				t.Errorf("annotation %s stands on article %s", x.ID, x.Article)
			}
		}
	}
}

// The library cut the text into other sentences: passages keep their place, and their
// number only where there is such a sentence.
func TestSentencesCutDifferently(t *testing.T) {
	mine := ferry()
	mine.said = nil
	a := &mine.articles[0]
	a.Body.Sentences = []annotate.Span{{Start: 0, End: 3}, {Start: 4, End: 15}, a.Body.Sentences[1]}
	out, refused := mine.take(t, records(t, ferry()), 100)
	if out.Annotations != (jsonl.Count{Added: 2}) || len(refused) > 0 {
		t.Fatalf("got %+v, %v", out, refused)
	}
	if got := []int{mine.said[0].Sentence, mine.said[1].Sentence}; !slices.Equal(got, []int{-1, 2}) {
		t.Errorf("sentences %v", got)
	}
}

func revised(l *library) *library {
	a := l.articles[0]
	a.Body = annotate.Body{Text: "The ferry sank fast.", Sentences: []annotate.Span{{Start: 0, End: 20}}}
	a.Article.Revision, a.Article.Hash, a.Article.Sentences = 2, annotate.Hash(a.Body.Text), 1
	l.articles = append(l.articles, a)
	return l
}

func TestNewerTextArrives(t *testing.T) {
	mine := ferry()
	out, refused := mine.take(t, records(t, revised(ferry())), 100)
	if out.Articles != (jsonl.Count{Same: 1, Changed: 1}) || len(refused) > 0 || !reflect.DeepEqual(mine, revised(ferry())) {
		t.Errorf("got %+v, %v", out, refused)
	}
}

func TestOlderTextIsFound(t *testing.T) {
	mine := revised(ferry())
	mine.said = nil
	out, refused := mine.take(t, records(t, ferry()), 1)
	if out.Articles != (jsonl.Count{Same: 1}) || out.Annotations != (jsonl.Count{Added: 2}) || len(refused) > 0 || mine.said[0].Revision != 1 {
		t.Errorf("got %+v, %v, %+v", out, refused, mine.said)
	}
}

func TestRefused(t *testing.T) {
	t.Run("another text of the same revision", func(t *testing.T) {
		theirs := revised(ferry())
		theirs.articles = theirs.articles[1:]
		theirs.articles[0].Article.Revision = 1
		theirs.said = nil
		mine := ferry()
		out, refused := mine.take(t, records(t, theirs), 100)
		if out.Articles != (jsonl.Count{Refused: 1}) || len(refused) != 1 || refused[0].Line != 3 || !errors.Is(refused[0], jsonl.ErrOtherHere) {
			t.Errorf("got %+v, %v", out, refused)
		}
	})
	t.Run("annotations without their article", func(t *testing.T) {
		mine := &library{}
		out, refused := mine.take(t, records(t, ferry())[3:], 100)
		if out.Annotations != (jsonl.Count{Refused: 2}) || len(refused) != 2 || !errors.Is(refused[0], jsonl.ErrNoArticle) || len(mine.said) > 0 {
			t.Errorf("got %+v, %v", out, refused)
		}
	})
}

func TestAnnotationsAloneFindTheirArticle(t *testing.T) {
	mine := ferry()
	mine.said = nil
	if out, refused := mine.take(t, records(t, ferry())[3:], 1); out.Annotations.Added != 2 || len(refused) > 0 || !reflect.DeepEqual(mine, ferry()) {
		t.Errorf("got %+v, %v", out, refused)
	}
}

func TestNamesOfTheLibraryStay(t *testing.T) {
	theirs, mine := ferry(), ferry()
	theirs.schemes[0].Guidelines = "other"
	theirs.stories[0].Title = "other"
	out, _ := mine.take(t, records(t, theirs), 100)
	if out.Schemes != (jsonl.Count{Kept: 1}) || out.Stories != (jsonl.Count{Kept: 1}) || !reflect.DeepEqual(mine, ferry()) {
		t.Errorf("got %+v", out)
	}
}

// A new library comes with a scheme that nobody has edited: the file's is taken.
func TestASchemeOfAFreshLibraryGivesWay(t *testing.T) {
	theirs, mine := ferry(), &library{schemes: []annotate.Scheme{annotate.DefaultScheme()}}
	theirs.schemes[0].Guidelines = "theirs"
	out, _ := mine.take(t, records(t, theirs), 100)
	if out.Schemes != (jsonl.Count{Changed: 1}) || !reflect.DeepEqual(mine, theirs) {
		t.Errorf("got %+v", out)
	}
}

func TestAStoryWithoutARecordIsNone(t *testing.T) {
	l := &library{}
	l.take(t, records(t, ferry())[2:], 100)
	if l.articles[0].Article.Story != 0 {
		t.Errorf("the article is of story %s, which is not there", l.articles[0].Article.Story)
	}
}

// lost is a library that cannot be read.
type lost struct {
	*library
	err error
}

func (l lost) Annotations(annotate.ID) ([]annotate.Annotation, error) { return nil, l.err }

func (l lost) Ruling(annotate.ID) (annotate.Ruling, bool, error) {
	return annotate.Ruling{}, false, l.err
}

func TestTakeReturnsTheLibrarysError(t *testing.T) {
	gone := errors.New("disk gone")
	if _, err := jsonl.Take(records(t, ferries())[6:], lost{ferries(), gone}); !errors.Is(err, gone) {
		t.Errorf("of a ruling: got %v", err)
	}
	if _, err := jsonl.Take(records(t, ferry()), lost{ferry(), gone}); !errors.Is(err, gone) {
		t.Errorf("got %v", err)
	}
}
