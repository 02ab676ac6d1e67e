package store

import (
	"fmt"
	"maps"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"

	"rashomon/annotate"
	"rashomon/annotate/arrival"
)

// body is a text of paragraphs of sentences, each paragraph on a line, where wrapped with line ends
// at other places as well.
func body(paragraphs [][]string, wrapped bool) (b annotate.Body) {
	var text strings.Builder
	for i, p := range paragraphs {
		for j, s := range p {
			switch {
			case text.Len() == 0:
			case j == 0 && i > 0:
				text.WriteByte('\n')
			default:
				text.WriteByte(' ')
			}
			start := text.Len()
			if w := strings.Fields(s); wrapped && len(w) > 3 && w[3][0] < utf8.RuneSelf { // Chinese reads otherwise on one line
				s = strings.Join(w[:3], " ") + "\n" + strings.Join(w[3:], " ")
			}
			text.WriteString(s)
			b.Sentences = append(b.Sentences, annotate.Span{Start: start, End: text.Len()})
		}
	}
	b.Text = text.String()
	return b
}

var words = strings.Fields("the tower bay keeper said noon boats grey salt harbour nobody fell nine people were hurt, “we saw nothing” naïve étude 塔倒了 看守人说 里面没有人 كان الجو الطقس 👩\u200d🚒 🇺🇳 officials denied; at dawn")

var sentence = rapid.Custom(func(t *rapid.T) string {
	return strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 2, 14).Draw(t, "words"), " ") + rapid.SampledFrom([]string{".", "!", "。"}).Draw(t, "end")
})

var text = rapid.SliceOfN(rapid.SliceOfN(sentence, 1, 4), 1, 5)

// revised is a text after a random revision.
func revised(t *rapid.T, paragraphs [][]string) (out [][]string) {
	if rapid.IntRange(0, 15).Draw(t, "whole") == 0 {
		return text.Draw(t, "another")
	}
	for _, p := range paragraphs {
		var q []string
		for _, s := range p {
			w := strings.Fields(s)
			i := rapid.IntRange(0, len(w)-1).Draw(t, "word")
			switch rapid.IntRange(0, 13).Draw(t, "edit") {
			case 0:
				continue
			case 1:
				w[i] = rapid.SampledFrom(words).Draw(t, "new word")
			case 2:
				q = append(q, s)
			case 3:
				q = append(q, sentence.Draw(t, "new"))
			case 4:
				w[i] = strings.ToUpper(w[i])
			case 5:
				w = slices.Insert(w, i, rapid.SampledFrom(words).Draw(t, "more"))
			}
			q = append(q, strings.Join(w, " "))
		}
		if len(q) == 0 {
			continue
		}
		switch rapid.IntRange(0, 9).Draw(t, "paragraph") {
		case 0:
		case 1:
			out = slices.Insert(out, rapid.IntRange(0, len(out)).Draw(t, "to"), q)
		default:
			out = append(out, q)
		}
	}
	if len(out) == 0 {
		return text.Draw(t, "another")
	}
	return out
}

// say has annotators say things of a text, and rules on some of it.
func say(t *rapid.T, lib *Store, a annotate.Article, b annotate.Body, other annotate.Place) {
	taken := map[string]bool{}
	var edits []annotate.Edit
	for range rapid.IntRange(0, 10).Draw(t, "annotations") {
		target := annotate.OnSentence(rapid.IntRange(0, len(b.Sentences)-1).Draw(t, "sentence"))
		if s := b.Sentences[target.Sentence]; rapid.Bool().Draw(t, "words") {
			part := annotate.Span{Start: rapid.IntRange(s.Start, s.End-1).Draw(t, "start"), End: s.End}
			part.End = rapid.IntRange(part.Start+1, s.End).Draw(t, "end")
			if !part.In(b.Text) || strings.TrimSpace(b.Text[part.Start:part.End]) != b.Text[part.Start:part.End] {
				continue
			}
			target = annotate.OnSpan(part)
		}
		x := annotate.NewAnnotation(a, b, target, "default", rapid.SampledFrom([]string{"ana", "ben"}).Draw(t, "annotator"))
		x.Labels = []string{"claim"}
		x.Created = noon()
		x.Updated = noon().Add(time.Duration(rapid.IntRange(0, 3).Draw(t, "time")) * time.Minute)
		if key := fmt.Sprint(target, x.Annotator); !taken[key] {
			taken[key] = true
			edits = append(edits, annotate.Edit{Annotation: &annotate.Replaced[annotate.Annotation]{After: &x}})
		}
	}
	r := annotate.NewRuling(annotate.OnLink, true, "", "", "ana", noon(), annotate.PlaceOf(a, b, 0, annotate.Span{}), other)
	if _, err := lib.Ruling(r.ID); err != nil {
		edits = append(edits, annotate.Edit{Ruling: &annotate.Replaced[annotate.Ruling]{After: &r}})
	}
	if len(edits) == 0 {
		return
	}
	_, err := lib.Apply(annotate.Change{By: "ana", What: "say", Edits: edits})
	must(t, err)
}

// Whatever an editor does to a text, time after time: every annotation is at its words, or an
// orphan as it was on the older text; none is lost, none is where less speaks for it than where its
// words stand as well; and undo brings all of it back, and redo as well.
func TestNothingSaidIsLost(t *testing.T) {
	t.Parallel()
	folder, n := t.TempDir(), 0
	rapid.Check(t, func(t *rapid.T) {
		n++
		lib := reopen(t, filepath.Join(folder, fmt.Sprint(n)+".db"))
		defer closed(t, lib)
		other := report(1, 0)
		beside := place(t, lib, arrived(t, lib, other.Article, other.Body).ID, 0)
		page := annotate.Article{Title: "The tower", Source: "Harbour Post", URL: "https://post.example/2031/tower"}
		paragraphs := text.Draw(t, "text")
		id := arrived(t, lib, page, body(paragraphs, false)).ID
		for range rapid.IntRange(1, 3).Draw(t, "revisions") {
			a, b := newest(t, lib, id)
			if left, err := lib.Annotations(id); err == nil && !slices.ContainsFunc(left, func(x annotate.Annotation) bool { return x.Revision == a.Revision }) {
				say(t, lib, a, b, beside)
			}
			before, err := lib.Annotations(id)
			must(t, err)
			was, err := held(lib)
			must(t, err)
			paragraphs = revised(t, paragraphs)
			out := arrived(t, lib, page, body(paragraphs, rapid.Bool().Draw(t, "wrapped")))
			if out.Result == arrival.Added { // next to nothing of it is left
				checked(t, lib)
				return
			}
			if out.ID != id || out.Result != arrival.Revised && out.Result != arrival.There {
				t.Fatalf("%+v", out)
			}
			checked(t, lib)
			wellPlaced(t, lib, id, b, a.Revision, before, out)
			if out.Result == arrival.Revised {
				thereAndBack(t, lib, was)
			}
		}
	})
}

func arrived(t *rapid.T, lib *Store, a annotate.Article, b annotate.Body) arrival.Outcome {
	x := annotate.Arrival{Article: annotate.NewArticle(a, b, noon()), Body: b}
	out, err := arrival.Take(t.Context(), lib, []annotate.Arrival{x}, arrival.Options{By: "ana", What: "fetch", Newest: true})
	must(t, err)
	return out[0]
}

func newest(t failer, lib *Store, id annotate.ID) (annotate.Article, annotate.Body) {
	a, err := lib.Article(id)
	must(t, err)
	b, err := lib.Body(id, a.Revision)
	must(t, err)
	return a, b
}

// thereAndBack says that undo makes the library what it was, and redo what it is.
func thereAndBack(t *rapid.T, lib *Store, was model) {
	is, err := held(lib)
	must(t, err)
	for _, x := range []struct {
		step func(by string) (annotate.Change, error)
		want model
	}{{lib.Undo, was}, {lib.Redo, is}} {
		c, err := x.step("ana")
		must(t, err)
		checked(t, lib)
		got, err := held(lib)
		must(t, err)
		if !maps.Equal(got, x.want) {
			t.Fatalf("%s: it is another library:\n%v\nnot\n%v", c.What, got, x.want)
		}
	}
}

// wellPlaced says that each annotation is where it should be after a revision.
func wellPlaced(t *rapid.T, lib *Store, id annotate.ID, old annotate.Body, revision int, before []annotate.Annotation, out arrival.Outcome) {
	a, b := newest(t, lib, id)
	after, err := lib.Annotations(id)
	must(t, err)
	if len(after) != len(before) {
		t.Fatalf("%d annotations of %d", len(after), len(before))
	}
	moved, orphans := 0, 0
	for _, x := range before {
		i := slices.IndexFunc(after, func(y annotate.Annotation) bool { return y.ID == x.ID })
		if i < 0 {
			t.Fatalf("%q is lost", x.Quote)
		}
		y := after[i]
		switch {
		case y.Revision != a.Revision:
			if fmt.Sprint(x) != fmt.Sprint(y) {
				t.Fatalf("an orphan is another: %v, was %v", y, x)
			}
			if x.Revision == revision {
				orphans++
			}
			continue
		case y.Revision != x.Revision:
			moved++
		}
		if words, now := oneLine(x.Quote), oneLine(y.Quote); x.Sentence < 0 {
			length := utf8.RuneCountInString(words)
			if d := distance([]rune(words), []rune(now)); d > min(256, length/2)+2*longestWord(words, now) {
				t.Fatalf("%q went to %q: %d edits", words, now, d)
			}
			if x.Revision == revision {
				rightly(t, oneLine(old.Text), oneLine(b.Text), x, y)
			}
		}
	}
	if out.Result == arrival.Revised && (moved != out.Moved || orphans != out.Orphans) {
		t.Fatalf("%d moved and %d orphans, said to be %+v", moved, orphans, out)
	}
}

// rightly says that where the words of an annotation stand as they did, no more speaks for that
// place than for where it went.
func rightly(t *rapid.T, old, now string, x, y annotate.Annotation) {
	words := oneLine(x.Quote)
	length := float64(utf8.RuneCountInString(words))
	weigh := func(s annotate.Span) float64 {
		before, after := annotate.Context(old, x.Span, 32)
		left, right := annotate.Context(now, s, 32)
		near := 1 - math.Abs(float64(s.Start-x.Span.Start))/float64(len(now))
		edits := float64(distance([]rune(words), []rune(now[s.Start:s.End])))
		return 50*(1-edits/length) + 20*alike(before, left, true) + 20*alike(after, right, false) + 2*max(0, near)
	}
	is := weigh(y.Span)
	for at := 0; ; {
		i := strings.Index(now[at:], words)
		if i < 0 {
			return
		}
		at += i
		if there := weigh(annotate.Span{Start: at, End: at + len(words)}); there > is+1e-6 {
			t.Fatalf("%q is at %d (%q) with %.2f, and at %d with %.2f\n%s\n%s", words, y.Span.Start, y.Quote, is, at, there, old, now)
		}
		at++
		for at < len(now) && !utf8.RuneStart(now[at]) {
			at++
		}
	}
}

// oneLine is a text on one line: the bytes stay where they are.
func oneLine(text string) string { return strings.ReplaceAll(text, "\n", " ") }

func longestWord(texts ...string) (n int) {
	for _, text := range texts {
		for _, w := range strings.FieldsFunc(text, unicode.IsSpace) {
			n = max(n, utf8.RuneCountInString(w))
		}
	}
	return n
}

// distance is the edits between two texts, the long way.
func distance(a, b []rune) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i, x := range a {
		diagonal := row[0]
		row[0] = i + 1
		for j, y := range b {
			cost := 1
			if x == y {
				cost = 0
			}
			diagonal, row[j+1] = row[j+1], min(row[j+1]+1, row[j]+1, diagonal+cost)
		}
	}
	return row[len(b)]
}

// alike is how much of a context stands somewhere in the part of another that is next to the words.
func alike(context, there string, atEnd bool) float64 {
	c, r := []rune(context), []rune(there)
	if len(c) == 0 {
		return 1
	}
	if n := min(len(c), len(r)); atEnd {
		r = r[len(r)-n:]
	} else {
		r = r[:n]
	}
	least := len(c)
	for i := range r {
		for j := i + 1; j <= len(r); j++ {
			if j-i > len(c)+least {
				break
			}
			least = min(least, distance(c, r[i:j]))
		}
	}
	return 1 - float64(least)/float64(len(c))
}
