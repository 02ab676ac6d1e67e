package export_test

import (
	"cmp"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"rashomon/annotate"
	"rashomon/annotate/jsonl"
	"rashomon/export"
)

var noon = time.Date(2031, 5, 4, 12, 0, 0, 123e6, time.UTC)

var errNotThere = errors.New("not there")

// library holds everything in slices; articles are in the order of their IDs.
type library struct {
	schemes  []annotate.Scheme
	stories  []annotate.Story
	articles []annotate.Article
	bodies   map[string]annotate.Body
	texts    []annotate.Article // each revision of each
	said     []annotate.Annotation
	rulings  []annotate.Ruling // in the order of their IDs
	speakers []annotate.Speaker
	searches []annotate.Search
}

func (l *library) Searches() ([]annotate.Search, error) { return l.searches, nil }

func (l *library) Speakers(of annotate.ID) ([]annotate.Speaker, error) {
	var out []annotate.Speaker
	for _, x := range l.speakers {
		if x.Of == of {
			out = append(out, x)
		}
	}
	return out, nil
}

func (l *library) Schemes() ([]annotate.Scheme, error) { return l.schemes, nil }
func (l *library) Stories() ([]annotate.Story, error)  { return l.stories, nil }

func (l *library) Articles() iter.Seq2[annotate.Article, error] {
	return func(yield func(annotate.Article, error) bool) {
		for _, a := range l.articles {
			if !yield(a, nil) {
				return
			}
		}
	}
}

func (l *library) Body(id annotate.ID, revision int) (annotate.Body, error) {
	b, have := l.bodies[fmt.Sprint(id, revision)]
	if !have {
		return b, errNotThere
	}
	return b, nil
}

func (l *library) Revisions(article annotate.ID) (out []annotate.Revision, err error) {
	for _, a := range l.texts {
		if a.ID == article {
			at := a.Revised
			if at.IsZero() {
				at = a.Added
			}
			out = append(out, annotate.Revision{Number: a.Revision, Hash: a.Hash, Sentences: a.Sentences, At: at, Cleaned: a.Cleaned})
		}
	}
	return out, nil
}

func (l *library) Annotations(article annotate.ID) ([]annotate.Annotation, error) {
	var out []annotate.Annotation
	for _, x := range l.said {
		if x.Article == article {
			out = append(out, x)
		}
	}
	return out, nil
}

func (l *library) Rulings(articles ...annotate.ID) ([]annotate.Ruling, error) {
	if len(articles) > 0 {
		return nil, errors.New("of some articles: not asked for by an export")
	}
	return l.rulings, nil
}

// rule puts a ruling in, in the place of the one with its ID.
func (l *library) rule(r annotate.Ruling) {
	i, have := slices.BinarySearchFunc(l.rulings, r.ID, func(r annotate.Ruling, id annotate.ID) int { return cmp.Compare(r.ID, id) })
	if have {
		l.rulings[i] = r
		return
	}
	l.rulings = slices.Insert(l.rulings, i, r)
}

// place is sentence n of a text of an article.
func (l *library) place(article annotate.ID, revision, n int) annotate.Place {
	return annotate.PlaceOf(annotate.Article{ID: article, Revision: revision}, l.bodies[fmt.Sprint(article, revision)], n, annotate.Span{})
}

// add puts an article in, or a newer text of one that is there.
func (l *library) add(a annotate.Arrival) {
	if l.bodies == nil {
		l.bodies = map[string]annotate.Body{}
	}
	l.bodies[fmt.Sprint(a.Article.ID, a.Article.Revision)] = a.Body
	l.texts = append(l.texts, a.Article)
	l.articles = slices.DeleteFunc(l.articles, func(b annotate.Article) bool { return b.ID == a.Article.ID })
	i, _ := slices.BinarySearchFunc(l.articles, a.Article.ID, func(b annotate.Article, id annotate.ID) int {
		if b.ID < id {
			return -1
		}
		return 1
	})
	l.articles = slices.Insert(l.articles, i, a.Article)
}

// held is the library as Take asks for it.
type held struct{ *library }

func first[T any](all []T, is func(T) bool) (T, bool, error) {
	var none T
	if i := slices.IndexFunc(all, is); i >= 0 {
		return all[i], true, nil
	}
	return none, false, nil
}

func (l held) Scheme(name string) (annotate.Scheme, bool, error) {
	return first(l.schemes, func(s annotate.Scheme) bool { return s.Name == name })
}

func (l held) Story(id annotate.ID) (annotate.Story, bool, error) {
	return first(l.stories, func(s annotate.Story) bool { return s.ID == id })
}

func (l held) Article(id annotate.ID) (annotate.Article, bool, error) {
	return first(l.articles, func(a annotate.Article) bool { return a.ID == id })
}

func (l held) ByHash(hash string) (annotate.Article, bool, error) {
	return first(l.articles, func(a annotate.Article) bool { return a.Hash == hash })
}

func (l held) Body(id annotate.ID, revision int) (annotate.Body, bool, error) {
	b, have := l.bodies[fmt.Sprint(id, revision)]
	return b, have, nil
}

func (l held) Ruling(id annotate.ID) (annotate.Ruling, bool, error) {
	return first(l.rulings, func(r annotate.Ruling) bool { return r.ID == id })
}

func (l held) Fresh() (bool, error) { return len(l.articles) == 0, nil }

func (l held) Search(name string) (annotate.Search, bool, error) {
	return first(l.searches, func(s annotate.Search) bool { return s.Name == name })
}

// rebuild takes a file into an empty library, in batches of n records.
func rebuild(t rapid.TB, file string, n int) *library {
	var records []jsonl.Record
	err := jsonl.Read(strings.NewReader(file),
		func(r jsonl.Record) error { records = append(records, r); return nil },
		func(e jsonl.LineError) { t.Fatal(e) })
	if err != nil {
		t.Fatal(err)
	}
	l := &library{}
	for len(records) > 0 {
		batch := records[:min(n, len(records))]
		taken, err := jsonl.Take(batch, held{l})
		if err != nil || len(taken.Refused) > 0 {
			t.Fatal(err, taken.Refused)
		}
		records = records[len(batch)-len(taken.Rest):]
		for _, e := range taken.Names {
			if e.Scheme != nil {
				l.schemes = append(l.schemes, *e.Scheme.After)
			} else if e.Search != nil {
				l.searches = append(l.searches, *e.Search.After)
			} else {
				l.stories = append(l.stories, *e.Story.After)
			}
		}
		for _, a := range slices.Concat(taken.Arrivals, taken.Revisions) {
			l.add(a)
		}
		for _, e := range taken.Annotations {
			l.said = append(l.said, *e.Annotation.After)
		}
		for _, e := range taken.Speakers {
			l.speakers = append(l.speakers, *e.Speaker.After)
		}
		for _, e := range taken.Rulings {
			l.rule(*e.Ruling.After)
		}
	}
	return l
}

func write(t rapid.TB, l export.Library, f export.Filter) (string, export.Count) {
	t.Helper()
	var out strings.Builder
	count, err := export.JSONL(&out, l, f)
	if err != nil {
		t.Fatal(err)
	}
	return out.String(), count
}

// harbour is, besides schemes, a search and speakers, three articles of two stories, with annotations by two people; the first was
// revised, and an annotation still stands on its older text, and a ruling on one that is
// older still. Two rulings are on the ferry and one, by
// somebody who says nothing else, is on it and the buoy.
func harbour(t testing.TB) *library {
	ferry, buoy := annotate.NewStory("The ferry"), annotate.NewStory("The buoy")
	l := &library{
		schemes: []annotate.Scheme{annotate.DefaultScheme(), {
			Name: "tone", Labels: []annotate.Label{{Name: "calm", Key: "c", On: annotate.OnSpans}},
			Attributes: []annotate.Attribute{{Name: "certainty", Key: "s", Choices: []string{"sure", "not sure"}, Labels: []string{"calm"}}},
		}},
		searches: []annotate.Search{{Name: "doubts", Query: "flag:flag"}},
		stories:  []annotate.Story{ferry, buoy, annotate.NewStory("Nothing yet")},
	}
	for i, r := range []struct {
		source, date, story string
		sentences           []string
	}{
		{"Harbour Post", "2031-05-04", "The ferry", []string{"The ferry sank.", "“Nobody drowned”, the harbour master said."}},
		{"渡轮日报", "2031-05-06T08:00:00+08:00", "The ferry", []string{"渡轮沉没了。", "无人溺水 🚢。"}},
		{"البوصلة", "", "The buoy", []string{"غرقت العوّامة.", "\u200fקול\u200e e\u0301."}},
	} {
		var b annotate.Body
		for _, s := range r.sentences {
			b.Sentences = append(b.Sentences, annotate.Span{Start: len(b.Text), End: len(b.Text) + len(s)})
			b.Text += s + "\r\n"
		}
		a := annotate.NewArticle(annotate.Article{Title: r.sentences[0], Source: r.source, Date: r.date, Story: annotate.NewStory(r.story).ID}, b, noon)
		l.add(annotate.Arrival{Article: a, Body: b})
		for n := range b.Sentences[:2-i/2] { // of the last one only the first
			x := annotate.NewAnnotation(a, b, annotate.OnSentence(n), "default", []string{"ana", "bo"}[n])
			x.Labels, x.Note, x.Created, x.Updated = []string{[]string{"fact", "claim"}[n]}, "a\x1bb", noon, noon
			l.said = append(l.said, x)
		}
	}
	a, _, _ := held{l}.Article(l.said[0].Article)
	b, _ := l.Body(a.ID, 1)
	for n, more := range []string{"More follows.", "All are safe."} {
		b.Text += more
		a.Revision, a.Hash = n+2, annotate.Hash(b.Text)
		l.add(annotate.Arrival{Article: a, Body: b})
	}
	l.said[0].Revision, l.said[1].Revision = 2, 3
	post, daily, compass := a.ID, l.said[2].Article, l.said[4].Article
	l.rule(annotate.NewRuling(annotate.OnLink, true, "", "a\x1bb", "ana", noon, l.place(post, 1, 0), l.place(daily, 1, 0)))
	l.rule(annotate.NewRuling(annotate.OnConflict, false, "drowned", "", "bo", noon, l.place(post, 3, 1), l.place(daily, 1, 1)))
	l.rule(annotate.NewRuling(annotate.OnStatement, true, "", "غرق", "eve", noon, l.place(daily, 1, 0), l.place(compass, 1, 0), l.place(compass, 1, 1)))
	l.said[0].Attributes, l.said[0].Rejected = map[string]string{"certainty": "sure"}, []string{"claim"}
	l.said[0].Flag, l.said[0].Reason = annotate.Flagged, "who says so?"
	compass1, _, _ := held{l}.Article(compass)
	body, _ := l.Body(compass, 1)
	span := annotate.NewAnnotation(compass1, body, annotate.OnSpan(annotate.Span{Start: 0, End: len(body.Text)}), "tone", "ana")
	span.Labels, span.Speaker, span.Created, span.Updated = []string{"calm"}, "القبطان", noon, noon
	l.said = append(l.said, span)
	l.speakers = []annotate.Speaker{annotate.NewSpeaker(ferry.ID, "the harbour master", "harbour master"), annotate.NewSpeaker(buoy.ID, "القبطان"), annotate.NewSpeaker(post, "a diver", "diver")}
	for _, x := range l.said {
		if b, err := l.Body(x.Article, x.Revision); err != nil || x.Check(b) != nil {
			t.Fatal(err, x.Check(b))
		}
	}
	return l
}
