package jsonl_test

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"rashomon/annotate"
	"rashomon/annotate/jsonl"
)

// on is the number of the ruling on that matter among those of [ferries].
func on(t *testing.T, l *library, matter annotate.Matter) int {
	t.Helper()
	i := slices.IndexFunc(l.rulings, func(r annotate.Ruling) bool { return r.On == matter })
	if i < 0 {
		t.Fatalf("no ruling on a %s", matter)
	}
	return i
}

func TestRulingsGoInWithTheirTexts(t *testing.T) {
	for _, batch := range []int{1, 100} {
		l := &library{}
		out, refused := l.take(t, records(t, ferries()), batch)
		if out.Rulings != (jsonl.Count{Added: 3}) || len(refused) > 0 || !reflect.DeepEqual(l, ferries()) {
			t.Errorf("batches of %d: %+v, %v", batch, out, refused)
		}
		out, refused = l.take(t, records(t, ferries()), batch)
		if out.Rulings != (jsonl.Count{Same: 3}) || len(refused) > 0 || !reflect.DeepEqual(l, ferries()) {
			t.Errorf("taken again in batches of %d: %+v, %v", batch, out, refused)
		}
	}
}

func TestRulingsAloneFindTheirArticles(t *testing.T) {
	mine := ferries()
	mine.rulings = nil
	out, refused := mine.take(t, records(t, ferries())[6:], 1)
	if out.Rulings != (jsonl.Count{Added: 3}) || len(refused) > 0 || !reflect.DeepEqual(mine, ferries()) {
		t.Errorf("got %+v, %v", out, refused)
	}
}

func TestRulingsWithoutTheirTextsAreRefused(t *testing.T) {
	mine := ferry()
	out, refused := mine.take(t, records(t, ferries())[6:], 100)
	if out.Rulings != (jsonl.Count{Refused: 3}) || len(refused) != 3 || len(mine.rulings) > 0 {
		t.Fatalf("got %+v, %v", out, refused)
	}
	lost := ferries().articles[1].Article.ID.String()
	for i, e := range refused {
		if e.Line != 7+i || e.What != "ruling" || !errors.Is(e, jsonl.ErrNoArticle) || !strings.Contains(e.Error(), lost) {
			t.Errorf("got %v", e)
		}
	}
	// A text of that revision and of other words is another text.
	theirs := records(t, ferries())[6:]
	for i := range theirs {
		theirs[i].Hashes = slices.Clone(theirs[i].Hashes)
		theirs[i].Hashes[0] = annotate.Hash("other")
	}
	if out, _ := ferries().take(t, theirs, 100); out.Rulings != (jsonl.Count{Refused: 3}) {
		t.Errorf("with another hash: %+v", out)
	}
	theirs[0].Hashes = nil
	if out, _ := ferries().take(t, theirs[:1], 100); out.Rulings != (jsonl.Count{Refused: 1}) {
		t.Errorf("without hashes: %+v", out)
	}
}

// A place that reads well in its line need not stand in the text.
func TestRulingsOnOtherWordsAreRefused(t *testing.T) {
	file := strings.Replace(string(ferries().write(t)), `"text":"Two"`, `"text":"Six"`, 1)
	mine := ferries()
	mine.rulings = nil
	out, refused := mine.take(t, read(t, []byte(file)), 100)
	if out.Rulings != (jsonl.Count{Added: 2, Refused: 1}) || len(refused) != 1 || refused[0].Line != 9 || !strings.Contains(refused[0].Error(), "is not the quote") {
		t.Errorf("got %+v, %v", out, refused)
	}
}

func TestTheLaterRulingWins(t *testing.T) {
	for _, x := range []struct {
		later time.Duration
		want  jsonl.Count
	}{{time.Second, jsonl.Count{Same: 2, Changed: 1}}, {0, jsonl.Count{Same: 2, Kept: 1}}, {-time.Second, jsonl.Count{Same: 2, Kept: 1}}} {
		theirs, mine := ferries(), ferries()
		r := &theirs.rulings[on(t, theirs, annotate.OnLink)]
		r.Stands, r.Text, r.By, r.Made = false, "two ferries", "bo", r.Made.Add(x.later)
		taken, err := jsonl.Take(records(t, theirs), mine)
		if err != nil || taken.Outcome.Rulings != x.want {
			t.Fatalf("%v later: %+v, %v", x.later, taken.Outcome, err)
		}
		mine.rule(t, taken.Rulings)
		want := ferries()
		if x.later > 0 {
			want = theirs
		}
		if !reflect.DeepEqual(mine.rulings, want.rulings) {
			t.Errorf("%v later: the library has %+v", x.later, mine.rulings)
		}
	}
}

// Two files one after the other in one: the same ruling stands there twice, and once more
// as it was.
func TestTheSameRulingTwiceInOneBatch(t *testing.T) {
	later := ferries()
	r := &later.rulings[0]
	r.Text, r.Made = "otherwise", r.Made.Add(time.Hour)
	l := &library{}
	out, _ := l.take(t, slices.Concat(records(t, ferries()), records(t, later), records(t, ferries())), 100)
	if out.Rulings != (jsonl.Count{Added: 3, Changed: 1, Same: 4, Kept: 1}) || !reflect.DeepEqual(l, later) {
		t.Errorf("got %+v, %+v", out, l.rulings)
	}
}

// Somebody else gave a report another title: it has another ID there, and comes after the
// other report instead of before it.
func TestRulingsOnTheSameTextUnderAnotherID(t *testing.T) {
	for _, batch := range []int{1, 100} {
		theirs, mine := ferries(), ferries()
		theirs.said, theirs.rulings = nil, nil
		theirs.articles[0].Article.ID = ^annotate.ID(0)
		there := annotate.PlaceOf(theirs.articles[0].Article, theirs.articles[0].Body, 0, annotate.Span{})
		here := annotate.PlaceOf(theirs.articles[1].Article, theirs.articles[1].Body, 0, annotate.Span{})
		cut := annotate.NewRuling(annotate.OnLink, false, "", "two ferries", "bo", noon.Add(time.Hour), there, here)
		theirs.put(cut)
		out, refused := mine.take(t, records(t, theirs), batch)
		if out.Articles != (jsonl.Count{Same: 2}) || out.Rulings != (jsonl.Count{Changed: 1}) || len(refused) > 0 {
			t.Fatalf("batches of %d: %+v, %v", batch, out, refused)
		}
		n := on(t, mine, annotate.OnLink)
		got, was := mine.rulings[n], ferries().rulings[n]
		if len(mine.rulings) != 3 || got.ID != was.ID || got.Stands || got.Text != "two ferries" || !slices.Equal(got.Places, was.Places) {
			t.Errorf("batches of %d: the library has %+v", batch, mine.rulings)
		}
		if out, _ = mine.take(t, records(t, theirs), batch); out.Rulings != (jsonl.Count{Same: 1}) {
			t.Errorf("taken again in batches of %d: %+v", batch, out)
		}
		// Back there it is the one it was.
		out, refused = theirs.take(t, records(t, mine), batch)
		if got, _, _ := theirs.Ruling(cut.ID); out.Rulings != (jsonl.Count{Added: 2, Same: 1}) || len(refused) > 0 || !reflect.DeepEqual(got, cut) {
			t.Errorf("taken back in batches of %d: %+v, %v", batch, out, refused)
		}
	}
}

// The library has the text as another revision of the article: the rulings are on that, and
// have the IDs of rulings on that.
func TestRulingsOnTheSameTextOfAnotherRevision(t *testing.T) {
	mine := ferries()
	mine.said, mine.rulings = nil, nil
	mine.articles[0].Article.Revision = 2
	for _, want := range []jsonl.Count{{Added: 3}, {Same: 3}} {
		out, refused := mine.take(t, records(t, ferries())[6:], 1)
		if out.Rulings != want || len(refused) > 0 {
			t.Fatalf("got %+v, %v", out, refused)
		}
	}
	for _, r := range mine.rulings {
		if id := annotate.NewRuling(r.On, r.Stands, "", "", "", noon, r.Places...).ID; id != r.ID || r.Places[0].Revision != 2 {
			t.Errorf("ruling %s, which on its places is %s: %+v", r.ID, id, r.Places)
		}
	}
}

// Where the library cut the text otherwise, a place is in the sentence that has most of it: all
// of that where it was a whole sentence.
func TestRulingsOnSentencesCutDifferently(t *testing.T) {
	mine := ferries()
	mine.rulings = nil
	b := &mine.articles[0].Body
	b.Sentences = []annotate.Span{{Start: 0, End: 3}, {Start: 4, End: 15}, b.Sentences[1]}
	out, refused := mine.take(t, records(t, ferries()), 100)
	if out.Rulings != (jsonl.Count{Added: 3}) || len(refused) > 0 {
		t.Fatalf("got %+v, %v", out, refused)
	}
	link, conflict := mine.rulings[on(t, mine, annotate.OnLink)], mine.rulings[on(t, mine, annotate.OnConflict)]
	if link.Places[0].Sentence != 1 || link.Places[0].Span != b.Sentences[1] || conflict.Places[0].Sentence != 2 {
		t.Errorf("%+v and sentence %d", link.Places[0], conflict.Places[0].Sentence)
	}
	if out, _ = mine.take(t, records(t, ferries()), 100); out.Rulings != (jsonl.Count{Same: 3}) {
		t.Errorf("taken again: %+v", out)
	}
}

// A third text that is the first again: what was ruled on the first stays on the first.
func TestRulingsStayOnTheirRevision(t *testing.T) {
	l := revised(ferries())
	third := l.articles[0]
	third.Article.Revision = 3
	l.articles = []annotate.Arrival{l.articles[0], l.articles[2], third, l.articles[1]}
	file := l.write(t)
	for _, batch := range []int{1, 2, 100} {
		mine := &library{}
		for range 2 {
			if _, refused := mine.take(t, read(t, file), batch); len(refused) > 0 || string(mine.write(t)) != string(file) {
				t.Fatalf("batches of %d: %v\n%s\nwant\n%s", batch, refused, mine.write(t), file)
			}
		}
	}
}
