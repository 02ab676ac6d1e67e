package jsonl_test

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"rashomon/annotate"
	"rashomon/annotate/jsonl"
)

func (l *library) Speakers(of annotate.ID) (out []annotate.Speaker, err error) {
	for _, x := range l.speakers {
		if x.Of == of {
			out = append(out, x)
		}
	}
	return out, nil
}

func (l *library) Fresh() (bool, error) { return len(l.articles) == 0, nil }

func (l *library) Search(name string) (annotate.Search, bool, error) {
	return pick(l.searches, func(s annotate.Search) bool { return s.Name == name })
}

// speak makes the edits of speakers, and fails where one does not fit what is there.
func (l *library) speak(t rapid.TB, edits []annotate.Edit) {
	t.Helper()
	for _, e := range edits {
		if b := e.Speaker.Before; b != nil {
			i := slices.IndexFunc(l.speakers, func(x annotate.Speaker) bool { return reflect.DeepEqual(x, *b) })
			if i < 0 {
				t.Fatalf("the edit replaces %v, which the library does not hold", b)
			}
			l.speakers = slices.Delete(l.speakers, i, i+1)
		}
		x := e.Speaker.After
		for _, y := range l.speakers {
			if y.Of == x.Of && (y.ID == x.ID || y.Spells(x.Name) || slices.ContainsFunc(x.Spellings, y.Spells)) {
				t.Fatalf("%v and %v share a spelling", x, y)
			}
		}
		l.speakers = append(l.speakers, *x)
		slices.SortFunc(l.speakers, func(a, b annotate.Speaker) int { return cmp.Compare(a.ID, b.ID) })
	}
}

// drawNames draws searches, and speakers of the stories and of an article.
func (l *library) drawNames(t *rapid.T) {
	l.searches = rapid.SampledFrom([][]annotate.Search{nil, {{Name: "مشكوك", Query: "label:claim -\"so it is\""}, {Name: "none"}}}).Draw(t, "searches")
	for n, of := range []annotate.ID{l.stories[0].ID, l.stories[1].ID, 0} {
		if of == 0 && len(l.articles) > 0 {
			of = l.articles[0].Article.ID
		}
		if of == 0 || rapid.Bool().Draw(t, "silent") {
			continue
		}
		for _, x := range []annotate.Speaker{annotate.NewSpeaker(of, "the harbour master", "ربّان", "harbour master"), annotate.NewSpeaker(of, fmt.Sprint("diver ", n))} {
			l.speak(t, []annotate.Edit{{Speaker: &annotate.Replaced[annotate.Speaker]{After: &x}}})
		}
	}
}

// named is the ferries' library with speakers of its story and of an article that is in
// none, a search, a scheme with an attribute, and an annotation of two words.
func named() *library {
	l := ferries()
	l.articles[1].Article.Story = 0
	story, article := l.stories[0].ID, l.articles[1].Article.ID
	for _, x := range []annotate.Speaker{annotate.NewSpeaker(story, "the harbour master", "harbour master", "the master"), annotate.NewSpeaker(article, "a diver")} {
		l.put1(x)
	}
	l.searches = []annotate.Search{{Name: "mine", Query: "label:claim"}}
	l.schemes = append(l.schemes, annotate.Scheme{Name: "tone", Labels: []annotate.Label{{Name: "calm"}}, Attributes: []annotate.Attribute{{Name: "certainty", Key: "c", Choices: []string{"sure", "not sure"}}}})
	a := l.articles[1]
	x := annotate.NewAnnotation(a.Article, a.Body, annotate.OnSpan(annotate.Span{Start: 2, End: 12}), "tone", "ana")
	x.Attributes, x.Rejected, x.Reason = map[string]string{"certainty": "sure"}, []string{"claim"}, "too short"
	x.Created, x.Updated = noon, noon
	l.said = append(l.said, x)
	return l
}

func (l *library) put1(x annotate.Speaker) {
	l.speakers = append(l.speakers, x)
	if n := len(l.speakers); n > 1 && l.speakers[n-2].ID > x.ID {
		l.speakers[n-2], l.speakers[n-1] = l.speakers[n-1], l.speakers[n-2]
	}
}

func TestNamesComeBack(t *testing.T) {
	for _, batch := range []int{1, 3, 100} {
		l := &library{}
		out, refused := l.take(t, records(t, named()), batch)
		if out.Speakers != (jsonl.Count{Added: 2}) || out.Searches != (jsonl.Count{Added: 1}) || len(refused) > 0 || !reflect.DeepEqual(l, named()) {
			t.Errorf("batches of %d: %+v, %v", batch, out, refused)
		}
		out, _ = l.take(t, records(t, named()), batch)
		if out.Speakers != (jsonl.Count{Same: 2}) || out.Searches != (jsonl.Count{Same: 1}) || !bytes.Equal(l.write(t), named().write(t)) {
			t.Errorf("taken again in batches of %d: %+v", batch, out)
		}
	}
}

// What the file says of a speaker and the library does not know is added; what the library
// calls whom stays.
func TestSpeakersAreMerged(t *testing.T) {
	theirs, mine := named(), named()
	story := mine.stories[0].ID
	theirs.speakers, mine.speakers = nil, nil
	mine.put1(annotate.NewSpeaker(story, "Ottla Reim", "the harbour master", "Reim"))
	mine.put1(annotate.NewSpeaker(story, "the owner"))
	for _, x := range []annotate.Speaker{
		annotate.NewSpeaker(story, "The harbour master", "the master", "reim", "The Owner"),
		annotate.NewSpeaker(story, "Reim's deputy", "deputy"),
	} {
		theirs.put1(x)
	}
	theirs.searches[0].Query = "other"
	for _, want := range []jsonl.Count{{Added: 1, Changed: 1}, {Same: 1, Kept: 1}} {
		out, refused := mine.take(t, records(t, theirs), 2)
		if out.Speakers != want || out.Searches != (jsonl.Count{Kept: 1}) || len(refused) > 0 {
			t.Fatalf("got %+v, %v", out, refused)
		}
	}
	var got []string
	for _, x := range mine.speakers {
		got = append(got, x.Name+": "+strings.Join(x.Spellings, ", "))
	}
	for _, want := range []string{"Ottla Reim: Reim, the harbour master, the master", "the owner: ", "Reim's deputy: deputy"} {
		if !strings.Contains(strings.Join(got, "; ")+";", want+";") {
			t.Errorf("%q is not in %q", want, got)
		}
	}
}

// The article is there under another ID: its speakers speak there.
func TestSpeakersOfTheSameTextUnderAnotherID(t *testing.T) {
	for _, batch := range []int{1, 100} {
		theirs, mine := named(), named()
		mine.speakers = nil
		was := theirs.articles[1].Article.ID
		theirs.articles[1].Article.ID, theirs.said, theirs.rulings = 77, theirs.said[:2], nil
		for i, x := range theirs.speakers {
			if x.Of == was {
				theirs.speakers[i] = annotate.NewSpeaker(77, x.Name)
			}
		}
		out, refused := mine.take(t, records(t, theirs), batch)
		if out.Speakers != (jsonl.Count{Added: 2}) || len(refused) > 0 || !reflect.DeepEqual(mine.speakers, named().speakers) {
			t.Errorf("batches of %d: %+v, %v, %+v", batch, out, refused, mine.speakers)
		}
	}
}

func TestSpeakersWithoutTheirStoryAreRefused(t *testing.T) {
	var alone []jsonl.Record
	for _, r := range records(t, named()) {
		if r.Speaker != nil {
			alone = append(alone, r)
		}
	}
	mine := &library{}
	out, refused := mine.take(t, alone, 100)
	if out.Speakers != (jsonl.Count{Refused: 2}) || len(refused) != 2 || !errors.Is(refused[0], jsonl.ErrNoStory) || refused[1].What != "speaker" {
		t.Errorf("got %+v, %v", out, refused)
	}
	if err := jsonl.NewEncoder(io.Discard).Speaker(named().speakers[0]); !errors.Is(err, jsonl.ErrOtherText) {
		t.Errorf("written without its story: %v", err)
	}
}

// A file of an older program has fewer keys.
func TestOlderFilesStillRead(t *testing.T) {
	file := string(ferries().write(t))
	for _, key := range []string{`"attributes":[],`, `"rejected":[],`, `"reason":"",`, `"on":"",`} {
		if !strings.Contains(file, key) {
			t.Fatalf("%s is not written", key)
		}
		file = strings.ReplaceAll(file, key, "")
	}
	if got := read(t, []byte(file)); !reflect.DeepEqual(got, records(t, ferries())) {
		t.Errorf("got %+v", got)
	}
}
