package annotate

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// cutAt is a text cut at its bars.
func cutAt(text string) (b Body) {
	for part := range strings.SplitSeq(text, "|") {
		b.Sentences = append(b.Sentences, Span{len(b.Text), len(b.Text) + len(strings.TrimRight(part, " "))})
		b.Text += part
	}
	return b
}

func TestKeepCut(t *testing.T) {
	for name, x := range map[string][3]string{
		"joined stays joined": {"One. |Dr. Ash left. |Three. |Four.", "One. |Dr. |Ash left. |Three. |Fourth.", "One. |Dr. Ash left. |Three. |Fourth."},
		"split stays split":   {"One. |Two; |and three. |Four.", "Zero. |One. |Two; and three. |Four.", "Zero. |One. |Two; |and three. |Four."},
		"beside a change":     {"Dr. Ash left. |The boats came.", "Dr. |Ash left. |The boats are there.", "Dr. Ash left. |The boats are there."},
		"changed itself":      {"One. |Dr. Ash left. |Three.", "One. |Dr. |Ash has left. |Three.", "One. |Dr. |Ash has left. |Three."},
		"at the end":          {"One. |Two. |Dr. Ash left.", "One. |Second. |Dr. |Ash left.", "One. |Second. |Dr. Ash left."},
		"moved":               {"One. |Two. |Dr. Ash left.", "Dr. |Ash left. |One. |Two.", "Dr. |Ash left. |One. |Two."},
		"nothing in common":   {"One.", "Two. |Three.", "Two. |Three."},
	} {
		old, body, want := cutAt(x[0]), cutAt(x[1]), cutAt(x[2])
		if got := KeepCut(old, body); !slices.Equal(got, want.Sentences) {
			t.Errorf("%s: %v, want %v", name, got, want.Sentences)
		}
	}
}

// Whatever the texts, the sentences are in the newer one, in order; all that it has as a sentence
// of its own is in one; and a text that is the same is cut as it was.
func TestKeepCutCutsTheNewerText(t *testing.T) {
	text := rapid.Custom(func(t *rapid.T) Body {
		return cutAt(strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"a. ", "b. ", "c. ", "d. ", "|"}), 1, 24).Draw(t, "parts"), "") + "e.")
	})
	rapid.Check(t, func(t *rapid.T) {
		old, body := text.Draw(t, "old"), text.Draw(t, "new")
		for _, b := range []*Body{&old, &body} {
			b.Sentences = slices.DeleteFunc(b.Sentences, func(s Span) bool { return s.Len() == 0 })
		}
		out := Body{Text: body.Text, Sentences: KeepCut(old, body)}
		if err := checkSentences(Body{Text: body.Text}, out.Sentences); err != nil && len(out.Sentences) > 0 {
			t.Fatal(err)
		}
		held := func(b Body) (all int) {
			for _, s := range b.Sentences {
				all += strings.Count(b.Text[s.Start:s.End], ".")
			}
			return all
		}
		if held(out) != held(body) {
			t.Fatalf("%d of %d: %v of %v", held(out), held(body), out.Sentences, body.Sentences)
		}
		if old.Text == body.Text && !slices.Equal(out.Sentences, old.Sentences) {
			t.Fatalf("cut as %v, not as %v", out.Sentences, old.Sentences)
		}
	})
}
