package jsonl_test

import (
	"cmp"
	"errors"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"rashomon/annotate"
	"rashomon/annotate/jsonl"
)

// records is what a library's file says.
func records(t rapid.TB, l *library) []jsonl.Record { return read(t, l.write(t)) }

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

// The library cut the text into other sentences: what is said of a sentence follows it. Where
// the file does not say how it cut the text, it is said of the same words, as a span.
func TestSentencesCutDifferently(t *testing.T) {
	for _, alone := range []bool{false, true} {
		mine, file := ferry(), records(t, ferry())
		mine.said = nil
		a := &mine.articles[0]
		a.Body.Sentences = []annotate.Span{{Start: 0, End: 3}, {Start: 4, End: 15}, a.Body.Sentences[1]}
		want := []int{0, 1, 2}
		if alone {
			file, want = file[3:], []int{-1, 2}
		}
		for round := range 2 {
			out, refused := mine.take(t, file, 100)
			if count := (jsonl.Count{Added: len(want)}); round == 0 && out.Annotations != count || len(refused) > 0 {
				t.Fatalf("got %+v, %v", out, refused)
			}
			if count := (jsonl.Count{Same: len(want)}); round == 1 && out.Annotations != count {
				t.Fatalf("taken again: %+v", out)
			}
		}
		var got []int
		for _, x := range mine.said {
			got = append(got, x.Sentence)
		}
		if !slices.Equal(got, want) {
			t.Errorf("sentences %v, want %v", got, want)
		}
	}
}

// span is what somebody says of a span of the ferry's report, by its ID; updated in minutes.
func span(start, end int, id annotate.ID, label string, updated time.Duration) annotate.Annotation {
	a := ferry().articles[0]
	x := annotate.NewAnnotation(a.Article, a.Body, annotate.OnSpan(annotate.Span{Start: start, End: end}), "default", "ana")
	x.ID, x.Labels, x.Created, x.Updated = id, []string{label}, noon, noon.Add(updated*time.Minute)
	return x
}

// saying is the ferry's library with only these annotations.
func saying(all ...annotate.Annotation) *library {
	l := ferry()
	l.said = all
	slices.SortFunc(l.said, func(a, b annotate.Annotation) int {
		return cmp.Or(cmp.Compare(a.Span.Start, b.Span.Start), cmp.Compare(b.Span.End, a.Span.End))
	})
	return l
}

// Spans that were stretched leave their place to others, in whichever order the file has them.
func TestAMovedAnnotationHoldsItsPlaceNoLonger(t *testing.T) {
	for name, x := range map[string][2][]annotate.Annotation{
		"longer, and a new one before": {{span(0, 9, 1, "fact", 0)}, {span(0, 15, 1, "fact", 2), span(0, 9, 2, "claim", 3)}},
		"a new one first":              {{span(0, 9, 1, "fact", 0)}, {span(4, 15, 1, "fact", 2), span(0, 9, 2, "claim", 3)}},
		"in a row":                     {{span(0, 9, 1, "fact", 0), span(4, 15, 2, "claim", 0)}, {span(4, 15, 1, "fact", 2), span(4, 20, 2, "claim", 2)}},
		"change places":                {{span(0, 9, 1, "fact", 0), span(4, 15, 2, "claim", 0)}, {span(4, 15, 1, "fact", 2), span(0, 9, 2, "claim", 2)}},
	} {
		mine, theirs := saying(x[0]...), saying(x[1]...)
		out, _ := mine.take(t, records(t, theirs), 100)
		if !reflect.DeepEqual(saying(mine.said...), theirs) || out.Annotations.Removed > 0 {
			t.Errorf("%s: %+v\n%+v", name, out.Annotations, mine.said)
		}
		if out, _ = mine.take(t, records(t, theirs), 100); out.Annotations != (jsonl.Count{Same: 2}) {
			t.Errorf("%s: taken again: %+v", name, out.Annotations)
		}
	}
}

// An annotation moves to where another of the same person is: the later one stays.
func TestTwoAnnotationsCannotBeInOnePlace(t *testing.T) {
	for _, tt := range []struct {
		there time.Duration // when the other one was updated
		stays annotate.Annotation
		want  jsonl.Count
	}{
		{1, span(0, 15, 1, "fact", 2), jsonl.Count{Changed: 1, Removed: 1}},
		{2, span(0, 15, 9, "claim", 2), jsonl.Count{Kept: 1, Removed: 1}},
		{3, span(0, 15, 9, "claim", 3), jsonl.Count{Kept: 1, Removed: 1}},
	} {
		before := []annotate.Annotation{span(0, 9, 1, "fact", 0), span(0, 15, 9, "claim", tt.there)}
		mine := saying(slices.Clone(before)...)
		file := records(t, saying(span(0, 15, 1, "fact", 2)))
		taken, err := jsonl.Take(file, mine)
		if err != nil || taken.Outcome.Annotations != tt.want {
			t.Fatalf("%d: %+v, %v", tt.there, taken.Outcome.Annotations, err)
		}
		mine.make(t, taken.Annotations)
		if len(mine.said) != 1 || !reflect.DeepEqual(mine.said[0], tt.stays) {
			t.Errorf("%d: %+v", tt.there, mine.said)
		}
		if again, _ := jsonl.Take(file, mine); len(again.Annotations) > 0 {
			t.Errorf("%d: taken again: %+v", tt.there, again.Annotations)
		}
		mine.make(t, annotate.Change{Edits: taken.Annotations}.Inverse())
		if !reflect.DeepEqual(saying(mine.said...), saying(before...)) {
			t.Errorf("%d: taken back: %+v", tt.there, mine.said)
		}
	}
}

// Whatever was moved here and there: one annotation is in a place, and the file taken again
// changes nothing.
func TestWhateverMoved(t *testing.T) {
	places := [][2]int{{0, 3}, {0, 9}, {4, 9}, {4, 15}}
	rapid.Check(t, func(t *rapid.T) {
		desk := func(name string) (all []annotate.Annotation) {
			ids := rapid.Permutation([]annotate.ID{0, 1, 2, 3, 4}).Draw(t, name)
			for i, id := range ids[:len(places)] {
				if id > 0 && rapid.IntRange(0, 3).Draw(t, "there") > 0 {
					updated := rapid.IntRange(0, 5).Draw(t, "updated")
					all = append(all, span(places[i][0], places[i][1], id, name, time.Duration(updated)))
				}
			}
			return all
		}
		mine, theirs := saying(desk("mine")...), saying(desk("theirs")...)
		file := records(t, theirs)
		mine.take(t, file, 100)
		seats := map[annotate.Span]annotate.Annotation{}
		for _, x := range mine.said {
			if y, twice := seats[x.Span]; twice {
				t.Fatalf("%+v and %+v", x, y)
			}
			seats[x.Span] = x
		}
		if out, _ := mine.take(t, file, 100); out.Annotations.Added+out.Annotations.Changed+out.Annotations.Removed > 0 {
			t.Fatalf("taken again: %+v", out)
		}
	})
}

// A later cut of the text that the library has comes alone, with what is to be taken after it.
func TestATextCutAnewIsARecut(t *testing.T) {
	theirs := ferry()
	a := &theirs.articles[0]
	a.Article.Revision, a.Article.Sentences = 4, 1
	a.Body.Sentences = []annotate.Span{{Start: 0, End: len(a.Body.Text)}}
	theirs.said = nil
	file := records(t, theirs)
	taken, err := jsonl.Take(file, ferry())
	if err != nil || taken.Recut == nil || taken.Recut.Article.Revision != 4 || len(taken.Revisions) > 0 || len(taken.Rest) != len(file)-3 {
		t.Fatalf("%+v, %v", taken, err)
	}
	if taken.Outcome.Articles != (jsonl.Count{Changed: 1}) {
		t.Errorf("%+v", taken.Outcome)
	}
	mine := ferry() // with another cut of that number, of a change that was undone
	undone := mine.articles[0]
	undone.Article.Revision = 4
	taken, err = jsonl.Take(file, undid{mine, undone})
	if err != nil || taken.Recut == nil || taken.Recut.Article.Revision != 5 {
		t.Errorf("%+v, %v", taken.Recut, err)
	}
}

// undid is a library with a text of a change that was undone.
type undid struct {
	*library
	text annotate.Arrival
}

func (l undid) Body(id annotate.ID, revision int) (annotate.Body, bool, error) {
	if id == l.text.Article.ID && revision == l.text.Article.Revision {
		return l.text.Body, true, nil
	}
	return l.library.Body(id, revision)
}

// Schemes of files that were written before labels had targets, and attributes were asked.
func TestASchemeOfAnOlderFile(t *testing.T) {
	for _, line := range []string{
		`{"type":"scheme","version":1,"name":"default","several":true,"labels":[{"name":"fact","key":"f","colour":"green","glyph":"■","description":"so"},{"name":"quote","key":"q","colour":"blue","glyph":"❝","description":"words"}],"guidelines":""}`,
		`{"type":"scheme","version":1,"name":"two","several":false,"labels":[{"name":"yes","key":"1"},{"name":"no","key":""}]}`,
	} {
		if got := read(t, []byte(line+"\n")); len(got) != 1 || got[0].Scheme == nil || len(got[0].Scheme.Labels) != 2 {
			t.Errorf("%+v", got)
		}
	}
}

// An annotation by a scheme of which nobody has a record is not lost.
func TestAnAnnotationWithoutItsScheme(t *testing.T) {
	file := slices.DeleteFunc(records(t, ferry()), func(r jsonl.Record) bool { return r.Scheme != nil })
	mine := &library{}
	out, refused := mine.take(t, file, 100)
	if out.Annotations != (jsonl.Count{Added: 2}) || len(refused) > 0 || !reflect.DeepEqual(mine.said, ferry().said) {
		t.Errorf("got %+v, %v, %+v", out, refused, mine.said)
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
