package compare

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"rashomon/internal/segment"
)

// marked shows the differing spans in brackets.
func marked(text string, spans []segment.Span) string {
	var b strings.Builder
	last := 0
	for _, s := range spans {
		b.WriteString(text[last:s.Start] + "[" + text[s.Start:s.End] + "]")
		last = s.End
	}
	return b.String() + text[last:]
}

func TestDiffMarksWholeWords(t *testing.T) {
	for _, c := range []struct{ name, a, b string }{
		{"same", "The mayor was unhurt.", "The mayor was unhurt."},
		{"case and apostrophes are style", "Al-Tarabi’s office", "al-Tarabi's OFFICE"},
		{"one word", "[Six] sailors were hurt.", "[Two] sailors were hurt."},
		{"added", "The ministry condemned the blast.", "The ministry [swiftly] condemned the blast."},
		{"small words do not cut a run", "It [was on the way to Lund], police said.", "It [had left for Oslo by the coast], police said."},
		{"content words do", "[Three] miners died [in Karvel].", "[Several] miners died [near Ostrand]."},
		{"punctuation only where words agree", "He called for “calm[”.]", "He called for \"calm[.\"]"},
		{"quotation marks come and go", "He called for [“]calm[”.]", "He called for calm[.]"},
		{"nothing in common", "[Rain fell]", "[Snow melts]"},
		{"empty", "", "[Anything at all]"},
		{"Han", "部长谴责了[爆炸]", "部长谴责了[袭击]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			plain := strings.NewReplacer("[", "", "]", "")
			a, b := plain.Replace(c.a), plain.Replace(c.b)
			inA, inB := diff(a, b)
			if got := marked(a, inA); got != c.a {
				t.Errorf("a: got %q, want %q", got, c.a)
			}
			if got := marked(b, inB); got != c.b {
				t.Errorf("b: got %q, want %q", got, c.b)
			}
		})
	}
}

// slowScore is the best score of any alignment, by trying all of them.
func slowScore(a, b []segment.Word, inRun bool) float64 {
	if len(a) == 0 && len(b) == 0 {
		return 0
	}
	cost := openRun
	if inRun {
		cost = 0
	}
	best := math.Inf(-1)
	if len(a) > 0 {
		best = max(best, slowScore(a[1:], b, true)-cost)
	}
	if len(b) > 0 {
		best = max(best, slowScore(a, b[1:], true)-cost)
	}
	if len(a) > 0 && len(b) > 0 && a[0].Lower == b[0].Lower {
		weight := float64(min(diffWeight(a[0]), diffWeight(b[0])))
		best = max(best, slowScore(a[1:], b[1:], false)+weight)
	}
	return best
}

// scoreOf is the score of the alignment that keep describes.
func scoreOf(a, b []segment.Word, keepA, keepB []bool) float64 {
	score, i, j, inRun := 0.0, 0, 0, false
	for i < len(a) || j < len(b) {
		if i < len(a) && j < len(b) && keepA[i] && keepB[j] {
			score += float64(min(diffWeight(a[i]), diffWeight(b[j])))
			i, j, inRun = i+1, j+1, false
			continue
		}
		if !inRun {
			score, inRun = score-openRun, true
		}
		if i < len(a) && !keepA[i] {
			i++
		} else {
			j++
		}
	}
	return score
}

func TestAlignmentIsAsGoodAsTryingAll(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	some := func() string {
		vocabulary := []string{"the", "of", "harbour", "fire", "and", "warehouse"}
		out := make([]string, random.IntN(8))
		for i := range out {
			out[i] = vocabulary[random.IntN(len(vocabulary))]
		}
		return strings.Join(out, " ")
	}
	for range 500 {
		a, b := segment.Words(some()), segment.Words(some())
		keepA, keepB := make([]bool, len(a)), make([]bool, len(b))
		alignWords(a, b, keepA, keepB)
		if got, want := scoreOf(a, b, keepA, keepB), slowScore(a, b, false); math.Abs(got-want) > 1e-4 {
			t.Fatalf("%v against %v: score %.2f, best is %.2f", a, b, got, want)
		}
	}
}

// The words are spans of the report, not of the sentence; where a part is all that two share,
// or nothing links them, no sentence is looked at.
func TestDifferingWords(t *testing.T) {
	reports := []Report{
		report("post", "The ferry left at noon.", "Six passengers were late for the ferry."),
		report("bell", "Two passengers were late for the last ferry."),
	}
	asked := 0
	sentence := func(r Ref) (string, int) {
		asked++
		span := reports[r.Report].Sentences[r.Sentence]
		return reports[r.Report].Text[span.Start:span.End], span.Start
	}
	a, b := Ref{0, 1}, Ref{1, 0}
	for _, c := range []struct {
		me, to   Ref
		relation Relation
		want     []string
	}{
		{a, b, Paraphrase, []string{"Six"}},
		{b, a, Paraphrase, []string{"Two", "last"}},
		{b, a, Verbatim, []string{"Two", "last"}},
		{a, a, Verbatim, nil},
		{a, b, Partial, nil},
		{a, Ref{Report: -1}, "", nil},
	} {
		var got []string
		for _, span := range DifferingWords(c.me, c.to, c.relation, sentence) {
			got = append(got, reports[c.me.Report].Text[span.Start:span.End])
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%v beside %v, %q: %q, want %q", c.me, c.to, c.relation, got, c.want)
		}
	}
	if asked != 8 {
		t.Errorf("%d sentences looked at, want 8", asked)
	}
}

func TestLikeness(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want float64
	}{
		{"Six sailors were hurt.", "six sailors were hurt", 1},
		{"Six sailors were hurt", "Two sailors were hurt", 0.75},
		{"one two", "three four", 0},
		{"", "", 1},
		{"", "word", 0},
	} {
		if got := Likeness(c.a, c.b); math.Abs(got-c.want) > 1e-9 {
			t.Errorf("Likeness(%q, %q) = %v, want %v", c.a, c.b, got, c.want)
		}
	}
}

func FuzzDiff(f *testing.F) {
	f.Add("The mayor was unhurt.", "“The mayor” was hurt!")
	f.Add("\xff\xfe a b", "a \x00 b ’ U.S.")
	f.Add("部长谴责了爆炸", "وقال الوزير")
	f.Fuzz(func(t *testing.T, a, b string) {
		inA, inB := diff(a, b)
		for text, spans := range map[string][]segment.Span{a: inA, b: inB} {
			checkSpans(t, text, spans)
		}
		backB, backA := diff(b, a)
		if !slices.Equal(inA, backA) || !slices.Equal(inB, backB) {
			t.Fatal("not symmetric")
		}
		like := Likeness(a, b)
		if like < 0 || like > 1 || like != Likeness(b, a) {
			t.Fatalf("likeness %v", like)
		}
		if x, y := diff(a, a); len(x)+len(y) > 0 || Likeness(a, a) != 1 {
			t.Fatal("a text differs from itself")
		}
	})
}

// checkSpans fails unless spans are ordered, apart, inside text and cut no
// character.
func checkSpans(t *testing.T, text string, spans []segment.Span) {
	t.Helper()
	last := -1
	for _, s := range spans {
		if s.Start <= last || s.End <= s.Start || s.End > len(text) {
			t.Fatalf("bad span %v in %q", s, text)
		}
		if utf8.ValidString(text) && !utf8.ValidString(text[s.Start:s.End]) {
			t.Fatalf("span %v cuts a character of %q", s, text)
		}
		last = s.End
	}
}

func BenchmarkDiff(b *testing.B) {
	x := "A fire broke out on Monday at a fuel depot outside Karvel and injured six members of the night crew, the harbour office said in a statement."
	y := "Six of the crew at the Karvel fuel depot were hurt when a fire broke out there late on Monday, said a statement by the office of the harbour."
	b.ReportAllocs()
	for b.Loop() {
		diff(x, y)
	}
}

func BenchmarkLikeness(b *testing.B) {
	x := "A fire broke out on Monday at a fuel depot outside Karvel and injured six members of the night crew, the harbour office said in a statement."
	y := "Six of the crew at the Karvel fuel depot were hurt when a fire broke out there late on Monday, said a statement by the office of the harbour."
	b.ReportAllocs()
	for b.Loop() {
		Likeness(x, y)
	}
}
