package query

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"rashomon/annotate"
	"rashomon/internal/segment"
	"rashomon/store"
)

// slowMarks is phrase.marks without any short cut.
func slowMarks(p phrase, text string) (out []annotate.Span) {
	add := func(s annotate.Span) bool {
		out = append(out, s)
		return true
	}
	if len(p.words) == 0 {
		p.eachSign(text, add)
	} else {
		p.eachIn(text, segment.Words(text), add)
	}
	return out
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// shelf is a library of so many made-up reports of these words, some of them labelled.
func shelf(t testing.TB, reports, sentences int, words []string) *store.Store {
	t.Helper()
	lib, err := store.Open(filepath.Join(t.TempDir(), "library.db"), store.Options{Now: noon})
	must(t, err)
	t.Cleanup(func() { must(t, lib.Close()) })
	random := rand.New(rand.NewPCG(1, uint64(reports)))
	pick := func(n int) string {
		out := make([]string, n)
		for i := range out {
			out[i] = words[min(random.IntN(len(words)), random.IntN(len(words)))]
		}
		return strings.Join(out, " ")
	}
	stories := []annotate.Story{annotate.NewStory("The crane"), annotate.NewStory("Der Kran von Ørsund")}
	var arrivals []annotate.Arrival
	for i := range reports {
		var b annotate.Body
		for range 1 + random.IntN(sentences) {
			s := pick(2+random.IntN(9)) + "."
			b.Sentences = append(b.Sentences, annotate.Span{Start: len(b.Text), End: len(b.Text) + len(s)})
			b.Text += s + "\n"
		}
		a := annotate.Article{
			Title: pick(3), Source: []string{"Harbour Post", "Coast Radio", "Ørsund Avis"}[i%3], Date: []string{"", "2031-03-11", "2031-02-10T10:00:00Z"}[random.IntN(3)],
			Language: []string{"", "en", "de", "fr", "ar"}[random.IntN(5)], Story: []annotate.ID{0, stories[0].ID, stories[1].ID}[random.IntN(3)],
		}
		arrivals = append(arrivals, annotate.Arrival{Article: annotate.NewArticle(a, b, noon()), Body: b})
	}
	_, err = lib.Add(arrivals, stories, "ana", "import")
	must(t, err)
	for _, x := range arrivals[:min(len(arrivals), 200)] {
		label(t, lib, x, random, pick)
	}
	return lib
}

// label says something of a few sentences and spans of a report.
func label(t testing.TB, lib *store.Store, x annotate.Arrival, random *rand.Rand, pick func(int) string) {
	c, odd := annotate.Change{By: "ana", What: "label"}, escapedWords()
	for range random.IntN(4) {
		n := random.IntN(len(x.Body.Sentences))
		at := annotate.OnSentence(n)
		if random.IntN(3) == 0 {
			s := x.Body.Sentences[n]
			at = annotate.OnSpan(annotate.Span{Start: s.Start, End: s.Start + strings.IndexByte(x.Body.Text[s.Start:], ' ')})
		}
		a := annotate.NewAnnotation(x.Article, x.Body, at, "default", []string{"ana", "ben"}[random.IntN(2)])
		a.Labels = [][]string{nil, {"fact"}, {"claim"}, {"quote", "claim"}}[random.IntN(4)]
		a.Speaker, a.Note = []string{"", "Karimi", "the Foreman", "of " + odd[random.IntN(len(odd))]}[random.IntN(4)], []string{"", pick(2), pick(1) + " " + odd[random.IntN(len(odd))]}[random.IntN(3)]
		a.Flag = []annotate.Flag{"", "", annotate.Flagged, annotate.Skipped}[random.IntN(4)]
		if a.Created, a.Updated = noon(), noon(); !a.Empty() && !slices.ContainsFunc(c.Edits, func(e annotate.Edit) bool { return e.Annotation.After.ID == a.ID }) {
			c.Edits = append(c.Edits, annotate.Edit{Annotation: &annotate.Replaced[annotate.Annotation]{After: &a}})
		}
	}
	if len(c.Edits) > 0 {
		_, err := lib.Apply(c)
		must(t, err)
	}
}

// vocabulary is words with what makes searching hard, the frequent ones first.
func vocabulary() []string {
	return strings.Fields("the of crane cranes fell harbour Harbour's hope hoping die dying dies Ørsund orsund “Müller” Muller; U.S. Haus Häuser al-Kharimi Karimi " +
		"l’attaque attaques 12:30 10,000 爆炸 爆炸声 взрыв Взрывы الحرب حرب 🔥 a_b _x Ｆｕｌｌ ﬁre fire résumé resume İzmir izmir straße strasse quay-four 2nd $5")
}

// escapedWords is words in which JSON does not write each character as it is.
func escapedWords() []string {
	return strings.Fields(`צה"ל R&D AT&T a<b <❤ "<❤" ❤&❤ \❤\`)
}

// slowSearch is Search in so many words: every article is read, and every word of it.
func slowSearch(t testing.TB, q Query, lib *store.Store) (found []Hit) {
	stories := map[annotate.ID]string{}
	all, err := lib.Stories()
	must(t, err)
	for _, s := range all {
		stories[s.ID] = s.Title
	}
	rows, err := lib.Rows(0)
	must(t, err)
	for _, r := range rows {
		a, err := lib.Article(r.ID)
		must(t, err)
		b, err := lib.Body(a.ID, a.Revision)
		must(t, err)
		said, err := lib.Annotations(a.ID)
		must(t, err)
		texts := []string{a.Title}
		for n := range b.Sentences {
			texts = append(texts, b.Sentence(n))
		}
		for _, x := range said {
			texts = append(texts, x.Speaker, x.Note)
		}
		q := q.For(a)
		worded := q.worded(func(x term) bool {
			return slices.ContainsFunc(texts, func(text string) bool { return len(slowMarks(x.phrases[0], text)) > 0 })
		})
		if worded && q.fields(a, stories[a.Story]) && (len(q.said) == 0 || q.saidOf(a, said)) {
			found = append(found, Hit{Article: a, Story: stories[a.Story], Passages: q.passages(a, b, said)})
		}
	}
	return found
}

// TestSearchIsAsSlowSearch searches for made-up queries fast and slowly.
func TestSearchIsAsSlowSearch(t *testing.T) {
	words := vocabulary()
	lib := shelf(t, 60, 5, words)
	words = append(words, escapedWords()...)
	parts := append(slices.Clone(words), "source:post", "source:orsund", "-source:radio", "title:crane", "story:kran", "date:2031-03", "date:<2031-03", "-date:2031", "label:claim", "-label:claim",
		"label:fact,quote", "speaker:kareemi", "note:fire", "is:span", "is:unlabelled", "is:labelled", "-is:unlabelled", "annotator:ben", "-annotator:ben", "flag:flag", "has:note", "zeppelin")
	rapid.Check(t, func(rt *rapid.T) {
		var some []string
		for range rapid.IntRange(1, 3).Draw(rt, "parts") {
			part := rapid.SampledFrom(parts).Draw(rt, "part")
			switch rapid.IntRange(0, 7).Draw(rt, "how") {
			case 0:
				part = "-" + strings.TrimPrefix(part, "-")
			case 1:
				part = rapid.SampledFrom(words).Draw(rt, "or") + " OR " + rapid.SampledFrom(words).Draw(rt, "or")
			case 2:
				part = `"` + strings.Trim(rapid.SampledFrom(words).Draw(rt, "first")+" "+rapid.SampledFrom(words).Draw(rt, "second"), `"`) + `"`
			}
			some = append(some, part)
		}
		text := strings.Join(some, " ")
		q, err := Parse(text, noon())
		if err != nil {
			rt.Fatalf("%s: %v", text, err)
		}
		fast, err := Search(t.Context(), q, lib, 1000, nil)
		must(t, err)
		slow := slowSearch(t, q, lib)
		if fast.All != len(slow) || len(fast.Hits) != len(slow) {
			rt.Fatalf("%s: %d reports, %d shown, slowly %d", text, fast.All, len(fast.Hits), len(slow))
		}
		for i, h := range fast.Hits {
			if i > 0 && h.Score > fast.Hits[i-1].Score {
				rt.Fatalf("%s: hit %d is better than the one before it", text, i)
			}
			k := slices.IndexFunc(slow, func(s Hit) bool { return s.Article.ID == h.Article.ID })
			if h.Score = 0; k < 0 || fmt.Sprint(h) != fmt.Sprint(slow[k]) {
				rt.Fatalf("%s: %+v is no hit, or another one", text, h)
			}
		}
		few, err := Search(t.Context(), q, lib, 3, nil)
		must(t, err)
		if few.All != fast.All || fmt.Sprint(few.Hits) != fmt.Sprint(fast.Hits[:min(3, len(fast.Hits))]) {
			rt.Fatalf("%s: three hits are not the first three of all", text)
		}
	})
}

// plain is a library of reports of these texts, in which the first word is the title.
func plain(t testing.TB, texts ...string) *store.Store {
	t.Helper()
	lib, err := store.Open(filepath.Join(t.TempDir(), "library.db"), store.Options{Now: noon})
	must(t, err)
	t.Cleanup(func() { must(t, lib.Close()) })
	var arrivals []annotate.Arrival
	for _, text := range texts {
		title, rest, _ := strings.Cut(text, "|")
		b := annotate.Body{Text: rest, Sentences: []annotate.Span{{Start: 0, End: len(rest)}}}
		arrivals = append(arrivals, annotate.Arrival{Article: annotate.NewArticle(annotate.Article{Title: title}, b, noon()), Body: b})
	}
	_, err = lib.Add(arrivals, nil, "ana", "import")
	must(t, err)
	return lib
}

func TestRanking(t *testing.T) {
	lib := plain(t,
		"D|A crane was seen, and the sea, and the sky, and the old pier, and the road, and the mill, and the rain.",
		"C|A crane. The crane stood.",
		"Crane B|A crane stood there, and fell.",
		"A|The rain fell on the quay. It fell on the crane.",
		"E|Nothing.")
	for text, want := range map[string]string{"crane": "Crane B C A D", "rain quay": "A", "rain fell": "A", "nothing OR crane": "E Crane B C A D"} {
		found, err := Search(t.Context(), parsed(t, text), lib, 10, nil)
		must(t, err)
		var got []string
		for _, h := range found.Hits {
			got = append(got, h.Article.Title)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %s, want %s", text, strings.Join(got, " "), want)
		}
	}
	adjacent := plain(t, "A|The mill has a rope, and the rope is in a mill there.", "B|A rope mill, a mill and a rope, and the rest of it.")
	found, err := Search(t.Context(), parsed(t, "rope mill"), adjacent, 10, nil)
	must(t, err)
	if len(found.Hits) != 2 || found.Hits[0].Article.Title != "B" {
		t.Errorf("words that stand together are not first: %+v", found.Hits)
	}
}

func TestGivenUp(t *testing.T) {
	lib := shelf(t, 300, 4, vocabulary())
	ctx, cancel := context.WithCancel(t.Context())
	_, err := Search(ctx, parsed(t, "the"), lib, 10, func(part float64) {
		if cancel(); part <= 0 || part > 1 {
			t.Errorf("%v is no part", part)
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("a search that was given up: %v", err)
	}
	last := 0.0
	_, err = Search(t.Context(), parsed(t, "the"), lib, 10, func(part float64) { last = part })
	if err != nil || last != 1 {
		t.Errorf("a search ends at %v: %v", last, err)
	}
}

// BenchmarkSearch searches 20,000 reports for a word that a hundredth of them has, for one
// that nearly all have, and for one that none has.
func BenchmarkSearch(b *testing.B) {
	words := strings.Fields(strings.Repeat("the of harbour council gate report crew on at noon ", 30) + "crane zeppelins")
	lib := shelf(b, 20_000, 12, words)
	for _, text := range []string{"crane", "harbour", "submarine", "label:claim"} {
		b.Run(text, func(b *testing.B) {
			q := parsed(b, text)
			b.ReportAllocs()
			for b.Loop() {
				_, err := Search(b.Context(), q, lib, 200, nil)
				must(b, err)
			}
		})
	}
}

// TestRevised says that the text is searched that a report has now, also after an undo.
func TestRevised(t *testing.T) {
	lib := plain(t, "A|The crane fell.")
	body := func(text string) annotate.Body {
		return annotate.Body{Text: text, Sentences: []annotate.Span{{Start: 0, End: len(text)}}}
	}
	rows, err := lib.Rows(0)
	must(t, err)
	a, err := lib.Article(rows[0].ID)
	must(t, err)
	c, cut, err := annotate.Recut(a, body("The crane fell."), []annotate.Span{{Start: 0, End: 9}, {Start: 10, End: 15}}, nil, nil, "ana", "cut", noon())
	must(t, err)
	_, err = lib.Recut(c, a.ID, cut)
	must(t, err)
	_, err = lib.Add([]annotate.Arrival{{Article: annotate.NewArticle(annotate.Article{Title: "B"}, body("It fell too."), noon()), Body: body("It fell too.")}}, nil, "ana", "import")
	must(t, err)
	count := func(text string, want int) {
		t.Helper()
		found, err := Search(t.Context(), parsed(t, text), lib, 10, nil)
		must(t, err)
		if found.All != want {
			t.Errorf("%s: %d reports, want %d", text, found.All, want)
		}
	}
	count("fell", 2)
	count(`"crane fell"`, 0) // they are in two sentences now
	_, err = lib.Undo("ana")
	must(t, err)
	_, err = lib.Undo("ana")
	must(t, err)
	count(`"crane fell"`, 1)
	count("fell", 1)
}
