package anchor

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"rashomon/annotate"
)

// What is found in a text without an index, and much speaks for it, is found with one.
func TestTheIndexHidesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sentences := rapid.SliceOfN(rapid.Custom(sentence), 8, 40).Draw(t, "sentences")
		old := body(sentences)
		text := body(edited(t, sentences)).Text
		p := PassageOf(old.Text, old.Sentences[rapid.IntRange(0, len(sentences)-1).Draw(t, "which")])
		plain, indexed := NewText(text), NewText(text)
		indexed.open()
		indexed.index = newIndex(indexed.runes)
		want, is := plain.Find(p)
		got, ok := indexed.Find(p)
		if is && want.Score > .8 && (!ok || got.Score < want.Score) {
			t.Fatalf("%q in %q:\nwith an index %v %+v\nwithout       %v %+v", p.Quote, text, ok, got, is, want)
		}
	})
}

// unlike is two long texts that have words in common and no sentence, and the annotations of one.
func unlike(sentences, said int) (from, to annotate.Arrival, all []annotate.Annotation) {
	var a, b []string
	for i := range sentences {
		a = append(a, fmt.Sprintf("Of the %d boats in the %s bay no %d was hit at %d past noon, the keeper of the %s said.", 9*i, words[i%11], 7*i, i, words[i%7]))
		b = append(b, fmt.Sprintf("Traders of the old market complain about %d carts of %s that nobody will pay %d crowns for at dawn.", 5*i, words[i%5], 3*i))
	}
	from, to = arrival(body(a), 1), arrival(body(b), 2)
	for i := range said {
		x := annotate.NewAnnotation(from.Article, from.Body, annotate.OnSentence(i*sentences/said), "default", "ana")
		x.Labels = []string{"fact"}
		all = append(all, x)
	}
	return from, to, all
}

func TestRewriteCanBeCancelled(t *testing.T) {
	from, to, said := unlike(20, 5)
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, err := Rewrite(ctx, from, to, said, nil, nil); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
}

// In a text that has nothing of the other nothing is found.
func TestWhollyDifferent(t *testing.T) {
	from, to, said := unlike(400, 50)
	if out := Follow(from, to, said); len(out.Moved) > 0 {
		t.Fatalf("%q became %q", out.Moved[0].Was, out.Moved[0].Quote)
	}
}

// BenchmarkFollowUnlike looks for 2,000 annotations of 5,000 sentences in 5,000 others.
func BenchmarkFollowUnlike(b *testing.B) {
	from, to, said := unlike(5000, 2000)
	b.ReportAllocs()
	for b.Loop() {
		if out := Follow(from, to, said); len(out.Moved) > 100 {
			b.Fatalf("%d moved", len(out.Moved))
		}
	}
}

// BenchmarkFollowAlike looks for them where each of these sentences resembles all others, and none is
// as it was.
func BenchmarkFollowAlike(b *testing.B) {
	from, _, said := unlike(5000, 2000)
	to := arrival(annotate.Body{Text: strings.ReplaceAll(from.Body.Text, "boats", "ships")}, 2)
	b.ReportAllocs()
	for b.Loop() {
		Follow(from, to, said)
	}
}
