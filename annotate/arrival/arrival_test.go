package arrival_test

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"rashomon/annotate"
	"rashomon/annotate/arrival"
	"rashomon/store"
)

// noon is when everything in these tests happens.
var noon = time.Date(2031, 5, 4, 12, 0, 0, 0, time.UTC)

const page = "https://post.example/2031/tower"

type failer interface {
	Fatal(...any)
	Fatalf(string, ...any)
}

func must(t failer, err error) {
	if err != nil {
		t.Fatal(err)
	}
}

func library(t failer, path string) *store.Store {
	lib, err := store.Open(path, store.Options{Now: func() time.Time { return noon }})
	must(t, err)
	return lib
}

// fresh is a new library, which must be whole in the end.
func fresh(t *testing.T) *store.Store {
	lib := library(t, filepath.Join(t.TempDir(), "library.db"))
	t.Cleanup(func() { check(t, lib); must(t, lib.Close()) })
	return lib
}

func report(url, title string, b annotate.Body) annotate.Arrival {
	a := annotate.Article{Title: title, Source: "Harbour Post", URL: url}
	return annotate.Arrival{Article: annotate.NewArticle(a, b, noon), Body: b}
}

// body is a text of sentences.
func body(sentences []string) (b annotate.Body) {
	for i, s := range sentences {
		if i > 0 {
			b.Text += " "
		}
		b.Sentences = append(b.Sentences, annotate.Span{Start: len(b.Text), End: len(b.Text) + len(s)})
		b.Text += s
	}
	return b
}

// holds is all that a library says of an article, as text.
func holds(t failer, lib *store.Store, id annotate.ID) string {
	a, err := lib.Article(id)
	must(t, err)
	said, err := lib.Annotations(id)
	must(t, err)
	rulings, err := lib.Rulings()
	must(t, err)
	slices.SortFunc(rulings, func(a, b annotate.Ruling) int { return strings.Compare(a.ID.String(), b.ID.String()) })
	slices.SortFunc(said, func(a, b annotate.Annotation) int { return strings.Compare(a.ID.String(), b.ID.String()) })
	out, err := json.Marshal([]any{a, said, rulings})
	must(t, err)
	return string(out)
}

func check(t failer, lib *store.Store) {
	if r, err := lib.Check(context.Background()); err != nil {
		t.Fatalf("check: %v: %q", err, r.Problems)
	}
}

// told is a report of lines, each a sentence.
func told(url, title string, lines ...string) annotate.Arrival {
	return report(url, title, body(lines))
}

func take(t failer, lib *store.Store, o arrival.Options, arrivals ...annotate.Arrival) []arrival.Outcome {
	o.By, o.What = "ana", "import"
	out, err := arrival.Take(context.Background(), lib, arrivals, o)
	must(t, err)
	if len(out) != len(arrivals) {
		t.Fatalf("%d outcomes of %d", len(out), len(arrivals))
	}
	return out
}

func newest(t failer, lib *store.Store, id annotate.ID) (annotate.Article, annotate.Body) {
	a, err := lib.Article(id)
	must(t, err)
	b, err := lib.Body(id, a.Revision)
	must(t, err)
	return a, b
}

// label says that the words are a claim.
func label(t failer, lib *store.Store, id annotate.ID, words string) annotate.ID {
	a, b := newest(t, lib, id)
	i := strings.Index(b.Text, words)
	if i < 0 {
		t.Fatalf("%q is not in %q", words, b.Text)
	}
	target := annotate.OnSpan(annotate.Span{Start: i, End: i + len(words)})
	for n, s := range b.Sentences {
		if s == target.Span {
			target = annotate.OnSentence(n)
		}
	}
	x := annotate.NewAnnotation(a, b, target, "default", "ana")
	x.Labels, x.Created, x.Updated = []string{"claim"}, noon, noon
	apply(t, lib, nil, &x)
	return x.ID
}

func apply(t failer, lib *store.Store, before, after *annotate.Annotation) {
	_, err := lib.Apply(annotate.Change{By: "ana", What: "test", Edits: []annotate.Edit{{Annotation: &annotate.Replaced[annotate.Annotation]{Before: before, After: after}}}})
	must(t, err)
}

func annotation(t failer, lib *store.Store, article, id annotate.ID) annotate.Annotation {
	all, err := lib.Annotations(article)
	must(t, err)
	for _, x := range all {
		if x.ID == id {
			return x
		}
	}
	t.Fatalf("annotation %s is not there", id)
	return annotate.Annotation{}
}

func dated(x annotate.Arrival, date string) annotate.Arrival {
	x.Article.Date = date
	return x
}

func TestWhatIsARevision(t *testing.T) {
	const name = "The tower fell"
	old := dated(told(page, name, "The tower fell at noon.", "Nobody was hurt."), "2031-05-04")
	bare := dated(told("", name, "The tower fell at noon.", "Nobody was hurt."), "2031-05-04")
	lines := []string{"The tower fell at noon.", "Two people were hurt."}
	longer := []string{
		"The old tower of the harbour gave way shortly before noon on Sunday, after a night of heavy rain.",
		"Six people who were on the terrace below it were taken to the clinic of Salt Bay with broken bones.",
		"“We saw dust, and then there was no tower any more,” said Ida Ash of the harbour office.",
		"The council had been told of cracks in its foundations in the spring, as letters show.",
	}
	rewritten := []string{
		"They came with flowers on Monday morning, and stood where the terrace had been.",
		"A day after the tower gave way, three of the injured have left the clinic of Salt Bay.",
		"“We saw dust, and then there was no tower any more,” said Ida Ash of the harbour office.",
		"Why nobody acted on the letters of the spring is what an inquiry has to find out now.",
	}
	made := told("", name, lines...)
	made.Article.TitleMade = true
	elsewhere := told("", name, lines...)
	elsewhere.Article.Source = "Salt Coast Radio"
	for _, x := range []struct {
		name        string
		first, next annotate.Arrival
		o           arrival.Options
		want        arrival.Result
	}{
		{"the same page", old, dated(told("http://www.post.example/2031/tower/?utm_source=feed#top", "Two hurt", lines...), "2031-05-06"), arrival.Options{}, arrival.Revised},
		{"the same page, as new", old, told(page, name, lines...), arrival.Options{New: true}, arrival.Added},
		{"another page", old, told("https://post.example/2031/tower-2", name, lines...), arrival.Options{}, arrival.Added},
		{"a whole site", told("https://post.example/", "One", "The first."), told("https://post.example", "Two", "The second."), arrival.Options{}, arrival.Added},
		{"the same name", bare, told("", " the TOWER  fell ", lines...), arrival.Options{}, arrival.Revised},
		{"the same name, and an address now", bare, told(page, name, lines...), arrival.Options{}, arrival.Revised},
		{"the same name, and no address any more", old, told("", name, lines...), arrival.Options{}, arrival.Revised},
		{"the same name of the same day", bare, dated(told("", name, lines...), "2031-05-04T18:00:00Z"), arrival.Options{}, arrival.Revised},
		{"the same name another day", bare, dated(told("", name, lines...), "2031-05-05"), arrival.Options{}, arrival.Added},
		{"a name that was made", bare, made, arrival.Options{}, arrival.Added},
		{"the same page, nothing of it", old, told(page, "Salt is dear", "Traders in the old market complain."), arrival.Options{}, arrival.Added},
		{"the same name, nothing of it", told("", "Letters", "Why is the bay closed?", "I ask you."), told("", "Letters", "Salt is too dear for us.", "Nobody listens."), arrival.Options{}, arrival.Added},
		{"the same page, grown", old, told(page, "What we know", slices.Concat(lines[:1], longer)...), arrival.Options{}, arrival.Revised},
		{"the same page, written anew", told(page, "What we know", longer...), told(page, "A harbour mourns", rewritten...), arrival.Options{}, arrival.Revised},
		{"the same file", ofFile("/r/tower.txt", "The tower fell at noon.", "Nobody was hurt."), ofFile("/r/tower.txt", lines...), arrival.Options{}, arrival.Revised},
		{"the same file, nothing of it", ofFile("/r/tower.txt", "The tower fell at noon.", "Nobody was hurt."), ofFile("/r/tower.txt", "Salt is dear.", "Traders complain."), arrival.Options{}, arrival.Added},
		{"another file", ofFile("/r/tower.txt", "The tower fell at noon.", "Nobody was hurt."), ofFile("/r/tower 2.txt", lines...), arrival.Options{}, arrival.Added},
		{"another source", bare, elsewhere, arrival.Options{}, arrival.Added},
		{"the same text", old, told("https://elsewhere.example/x", "Another name", "The tower fell at noon.", "Nobody was hurt."), arrival.Options{}, arrival.There},
	} {
		t.Run(x.name, func(t *testing.T) {
			lib := fresh(t)
			first := take(t, lib, arrival.Options{}, x.first)[0]
			out := take(t, lib, x.o, x.next)[0]
			if out.Result != x.want || (out.ID == first.ID) != (x.want != arrival.Added) {
				t.Fatalf("%+v, after %+v", out, first)
			}
		})
	}
}

func ofFile(path string, lines ...string) annotate.Arrival {
	x := told("", "", lines...)
	x.Article.File, x.Article.Title, x.Article.TitleMade, x.Article.Source = path, annotate.Line(lines[0]), true, ""
	return x
}

// A front page has one address for ever, and other reports every day.
func TestManyOfOneAddress(t *testing.T) {
	lib := fresh(t)
	word := func(n int) string { return fmt.Sprintf("%x", sha256.Sum256([]byte{byte(n), byte(n >> 8)})) }
	var all []annotate.Arrival
	for n := range 100 {
		all = append(all, told("https://post.example/news", "Number "+word(n), "Of "+word(n)+" we know "+word(n+1000)+"."))
	}
	for range 2 {
		for i, o := range take(t, lib, arrival.Options{}, all...) {
			if o.Result == arrival.Revised {
				t.Fatalf("%d: %+v", i, o)
			}
		}
	}
}

// Several revisions are one transaction and a change each: undo takes them back one by one, or as the
// batch that they are.
func TestSeveralRevisions(t *testing.T) {
	lib := fresh(t)
	var first, next []annotate.Arrival
	for n := range 120 {
		address, words := fmt.Sprintf("%s/%d", page, n), fmt.Sprintf("The tower number %d fell at noon, the keeper said.", n)
		first, next = append(first, told(address, "Tower", words)), append(next, told(address, "Tower", words, "Nobody was hurt."))
	}
	ids := take(t, lib, arrival.Options{}, first...)
	label(t, lib, ids[7].ID, "The tower number 7 fell at noon, the keeper said.")
	before := holds(t, lib, ids[7].ID)
	must(t, lib.Together(func(lib *store.Store) error {
		for i, o := range take(t, lib, arrival.Options{}, append(next, next[3])...) {
			if i < 120 && (o.Result != arrival.Revised || o.Number != 2 || o.ID != ids[i].ID) || i == 120 && o.Result != arrival.There {
				t.Fatalf("%d: %+v", i, o)
			}
		}
		return nil
	}))
	after := holds(t, lib, ids[7].ID)
	n, err := lib.TakeBack(context.Background(), "ana", func(annotate.Change) {})
	must(t, err)
	if got := holds(t, lib, ids[7].ID); n != 120 || got != before {
		t.Fatalf("%d taken back: %s\nwas %s", n, got, before)
	}
	check(t, lib)
	n, err = lib.MakeAgain(context.Background(), "ana", func(annotate.Change) {})
	must(t, err)
	if got := holds(t, lib, ids[7].ID); n != 120 || got != after {
		t.Fatalf("%d made again: %s\nwas %s", n, got, after)
	}
}

func TestARevisionKeepsWhatTheNewerTextDoesNotState(t *testing.T) {
	lib := fresh(t)
	story := annotate.NewStory("The tower")
	first := dated(told(page, "The tower fell", "The tower fell at noon."), "2031-05-04")
	first.Article.Author, first.Article.Place, first.Article.Story, first.Article.Cleaned.Tags = "Ida Ash", "Salt Bay", story.ID, 3
	id := take(t, lib, arrival.Options{Stories: []annotate.Story{story}}, first)[0].ID
	next := told(page+"?utm_source=feed", "The tower fell: two hurt", "The tower fell at noon.", "Two people were hurt.")
	next.Article.Author, next.Article.Added = "Ben Orr", noon.Add(time.Hour)
	take(t, lib, arrival.Options{}, next)
	a, _ := newest(t, lib, id)
	want := first.Article
	want.Title, want.Author, want.Hash, want.Sentences, want.Revision, want.Cleaned, want.Revised = next.Article.Title, "Ben Orr", next.Article.Hash, 2, 2, annotate.Cleaned{}, noon
	if a != want {
		t.Fatalf("got  %+v\nwant %+v", a, want)
	}
	texts, err := lib.Revisions(id)
	must(t, err)
	if len(texts) != 2 || texts[0].Number != 2 || texts[1].Hash != first.Article.Hash || !texts[0].At.Equal(noon) {
		t.Fatalf("%+v", texts)
	}
	_, err = lib.Undo("ana")
	must(t, err)
	if texts, err = lib.Revisions(id); err != nil || len(texts) != 1 || texts[0].Number != 1 {
		t.Fatalf("after undo: %+v (%v)", texts, err)
	}
	take(t, lib, arrival.Options{}, told(page, "The tower fell", "The tower fell at noon, and nobody knows why."))
	if texts, err = lib.Revisions(id); err != nil || len(texts) != 2 || texts[0].Number != 3 || texts[1].Number != 1 {
		t.Fatalf("what was undone is no text of it: %+v (%v)", texts, err)
	}
}

// Several arrivals in one call: one after the other, as if each came by itself.
func TestSeveralOfOnePage(t *testing.T) {
	lib := fresh(t)
	a, b := told(page, "The tower", "The tower fell."), told(page, "The tower", "The tower fell at noon.")
	out := take(t, lib, arrival.Options{}, a, told("", "Else", "Salt is dear."), a, b, b, a, told("", "More", "The bay is closed."))
	var got []string
	for _, o := range out {
		got = append(got, string(o.Result))
	}
	if strings.Join(got, " ") != "added added there revised there older added" || out[5].Number != 1 || out[4].Number != 2 {
		t.Fatalf("%v: %+v", got, out)
	}
	out = take(t, lib, arrival.Options{Newest: true}, a)
	if out[0].Result != arrival.Revised || out[0].Number != 3 {
		t.Fatalf("%+v", out)
	}
}

func TestOfSeveralTheLikeliest(t *testing.T) {
	lib := fresh(t)
	flood := []string{"The river rose by two metres overnight.", "Forty houses stand in the water."}
	salt := []string{"The price of salt rose again.", "Traders in the old market complain."}
	out := take(t, lib, arrival.Options{New: true}, told("", "Briefing", flood...), told("", "Briefing", salt...))
	next := take(t, lib, arrival.Options{}, told("", "Briefing", "The price of salt rose again this week.", salt[1]))
	if next[0].Result != arrival.Revised || next[0].ID != out[1].ID {
		t.Fatalf("%+v of %+v", next, out)
	}
	if next = take(t, lib, arrival.Options{}, told("", "Briefing", "Ω")); next[0].Result != arrival.Added {
		t.Fatalf("as like neither: %+v", next)
	}
}

// What fails fails alone: what came before it is in.
func TestTheFirstOutcomesAndTheError(t *testing.T) {
	lib := fresh(t)
	broken := told("", "Broken", "No hash.")
	broken.Article.Hash = strings.Repeat("0", 64)
	arrivals := []annotate.Arrival{told("", "One", "One."), told("", "Two", "Two."), broken, told("", "Three", "Three.")}
	out, err := arrival.Take(context.Background(), lib, arrivals, arrival.Options{})
	if err == nil || len(out) != 2 || out[1].Result != arrival.Added {
		t.Fatalf("%+v, %v", out, err)
	}
	ctx, stop := context.WithCancel(context.Background())
	stop()
	if out, err := arrival.Take(ctx, lib, arrivals, arrival.Options{}); err == nil || len(out) != 0 {
		t.Fatalf("%+v, %v", out, err)
	}
}

// An orphan finds its place again when its paragraph is back.
func TestAnOrphanComesBack(t *testing.T) {
	lib := fresh(t)
	hurt := "Two people were hurt when the old tower of the harbour fell."
	full := told(page, "The tower", "The tower fell at noon.", hurt, "The bay is closed.")
	id := take(t, lib, arrival.Options{}, full)[0].ID
	x := label(t, lib, id, hurt)
	out := take(t, lib, arrival.Options{}, told(page, "The tower", "The tower fell at noon.", "The bay is closed."))[0]
	if out.Moved != 0 || out.Orphans != 1 || annotation(t, lib, id, x).Revision != 1 {
		t.Fatalf("%+v", out)
	}
	texts, err := lib.Revisions(id)
	must(t, err)
	if texts[0].Said != 0 || texts[1].Said != 1 {
		t.Fatalf("%+v", texts)
	}
	out = take(t, lib, arrival.Options{}, told(page, "The tower", "It is over.", "The tower fell at noon.", hurt, "The bay is closed."))[0]
	if got := annotation(t, lib, id, x); out.Moved != 1 || out.Orphans != 0 || got.Revision != 3 || got.Sentence != 2 {
		t.Fatalf("%+v: %+v", out, got)
	}
}

// Where two come to one sentence the later has it, and the other stays an orphan, time after time.
func TestOfTwoThatMeetOneStaysAnOrphan(t *testing.T) {
	lib := fresh(t)
	hurt := "Two people were hurt when the old tower of the harbour fell."
	id := take(t, lib, arrival.Options{}, told(page, "The tower", "It fell.", hurt, "The bay is closed.", hurt))[0].ID
	first := label(t, lib, id, hurt)
	a, b := newest(t, lib, id)
	later := annotate.NewAnnotation(a, b, annotate.OnSentence(3), "default", "ana")
	later.Labels, later.Created, later.Updated = []string{"fact"}, noon, noon.Add(time.Minute)
	apply(t, lib, nil, &later)
	for n, lines := range [][]string{{"It fell.", hurt}, {"It is over.", "It fell.", hurt}} {
		take(t, lib, arrival.Options{}, told(page, "The tower", lines...))
		if x, y := annotation(t, lib, id, first), annotation(t, lib, id, later.ID); x.Revision != 1 || y.Revision != n+2 || y.Quote != hurt {
			t.Fatalf("%+v, %+v", x, y)
		}
	}
}

// Words are found whatever marks of Markdown stand around them now.
func TestFromPlainTextToMarkdown(t *testing.T) {
	lib := fresh(t)
	first := told(page, "The tower", "The tower fell at noon, the keeper said.", "Two boats were hit.", "“We saw nothing,” said Ida Ash of the harbour office.", "Lights out.")
	id := take(t, lib, arrival.Options{}, first)[0].ID
	ids := map[string]annotate.ID{}
	for _, words := range []string{"The tower fell at noon, the keeper said.", "the keeper said", "Two boats were hit.", "We saw nothing", "Ida Ash"} {
		ids[words] = label(t, lib, id, words)
	}
	text := "# The tower\n\nThe **tower** fell\nat noon, the [keeper](https://post.example/people/the-keeper-of-the-tower-and-of-the-bay) said.\n\n* Two *boats* were hit.\n\n> “We saw *nothing*,” said [Ida Ash](https://post.example/people/ida-ash) of the harbour office.\n"
	b := annotate.Body{Text: text}
	for _, s := range []string{"The **tower**", "Two *boats*", "“We saw"} {
		start := strings.Index(text, s)
		b.Sentences = append(b.Sentences, annotate.Span{Start: start, End: start + strings.Index(text[start:], "\n\n")})
		if s == "“We saw" {
			b.Sentences[2].End = len(text) - 1
		}
	}
	b.Sentences[0].End = strings.Index(text, " said.") + len(" said.")
	next := report(page, "The tower", b)
	next.Article.Format = annotate.Markdown
	out := take(t, lib, arrival.Options{}, next)[0]
	if out.Moved != 5 || out.Orphans != 0 {
		t.Fatalf("%+v", out)
	}
	for words, want := range map[string]string{
		"The tower fell at noon, the keeper said.": text[b.Sentences[0].Start:b.Sentences[0].End], "Two boats were hit.": "Two *boats* were hit.",
		"the keeper said": "the [keeper](https://post.example/people/the-keeper-of-the-tower-and-of-the-bay) said", "We saw nothing": "We saw *nothing", "Ida Ash": "Ida Ash",
	} {
		if got := annotation(t, lib, id, ids[words]); got.Quote != want || got.Revision != 2 {
			t.Errorf("%q is at %q", words, got.Quote)
		}
	}
}

// What a hand joined stays joined where the text is the same, and so does what is said of it.
func TestTheHandsCutStays(t *testing.T) {
	lib := fresh(t)
	id := take(t, lib, arrival.Options{}, told(page, "The tower", "It fell.", "Mr.", "Ash left.", "Two boats were hit."))[0].ID
	a, b := newest(t, lib, id)
	joined, _ := annotate.Joined(b.Sentences, 1)
	c, cut, err := annotate.Recut(a, b, joined, nil, nil, "ana", "join", noon)
	must(t, err)
	_, err = lib.Recut(c, id, cut)
	must(t, err)
	x := label(t, lib, id, "Mr. Ash left.")
	take(t, lib, arrival.Options{}, told(page, "The tower", "It fell at noon.", "Mr.", "Ash left.", "Two boats were hit.", "It is over."))
	if got := annotation(t, lib, id, x); got.Quote != "Mr. Ash left." || got.Sentence != 1 || got.Revision != 3 {
		t.Fatalf("%+v", got)
	}
}

// An orphan is given a place by hand, or goes; both are undone.
func TestAnOrphanIsAttachedByHand(t *testing.T) {
	lib := fresh(t)
	id := take(t, lib, arrival.Options{}, told(page, "The tower", "The tower fell at noon.", "Nobody at all was hurt, officials of the harbour say."))[0].ID
	x := label(t, lib, id, "Nobody at all was hurt, officials of the harbour say.")
	take(t, lib, arrival.Options{}, told(page, "The tower", "The tower fell at noon.", "Two were injured."))
	before := annotation(t, lib, id, x)
	a, b := newest(t, lib, id)
	after := before
	after.Revision, after.Sentence, after.Span, after.Quote, after.Updated = a.Revision, 1, b.Sentences[1], b.Sentence(1), noon.Add(time.Hour)
	was := holds(t, lib, id)
	for _, to := range []*annotate.Annotation{&after, nil} {
		apply(t, lib, &before, to)
		check(t, lib)
		_, err := lib.Undo("ana")
		must(t, err)
		if got := holds(t, lib, id); got != was {
			t.Fatalf("undone: %s\nwas %s", got, was)
		}
		check(t, lib)
	}
	_, err := lib.Redo("ana")
	must(t, err)
	if left, err := lib.Annotations(id); err != nil || len(left) != 0 {
		t.Fatalf("%v, %v", left, err)
	}
}
