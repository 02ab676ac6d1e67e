package screen

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"charm.land/bubbles/v2/key"
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"rashomon/annotate"
)

func FuzzSafe(f *testing.F) {
	for _, s := range []string{"", "plain", "\x1b[31mred", "a\nb\tc", "\u202eesrever", "\u009b31m", "\xff\xfe", "👩‍👩‍👧", "\u2066x\u2069", "\ue000", "é\u0301"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := Safe(s)
		if !utf8.ValidString(got) {
			t.Fatalf("%q is not UTF-8", got)
		}
		for _, r := range got {
			if flag := 0xe0020 <= r && r <= 0xe007f && strings.ContainsRune(got, '🏴'); !flag && (unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp) && r != 0x200c && r != 0x200d) {
				t.Fatalf("Safe(%q) holds %U", s, r)
			}
		}
		if Safe(got) != got {
			t.Fatalf("Safe(%q) is not safe yet", s)
		}
		if printable := strings.IndexFunc(s, func(r rune) bool { return r < ' ' || r > '~' }) < 0; printable && got != s {
			t.Fatalf("Safe(%q) = %q", s, got)
		}
	})
}

func TestPad(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := Safe(rapid.StringN(0, 30, -1).Draw(t, "text"))
		width := rapid.IntRange(-1, 40).Draw(t, "width")
		got := ansi.StringWidth(Pad(text, width))
		if want := max(width, 0); got > want || got < want && ansi.StringWidth(text) <= width {
			t.Fatalf("Pad(%q, %d) is %d columns wide", text, width, got)
		}
	})
}

func TestNumber(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 1234567: "1,234,567", 100000: "100,000"} {
		if got := Number(n); got != want {
			t.Errorf("Number(%d) = %s", n, got)
		}
	}
	if got := Count(1, "report", "reports") + ", " + Count(1200, "report", "reports"); got != "1 report, 1,200 reports" {
		t.Error(got)
	}
}

func TestLine(t *testing.T) {
	l := Line{}.Add("one ", lipgloss.NewStyle().Bold(true)).Add("  ", lipgloss.NewStyle().Bold(true)).Add("港", lipgloss.NewStyle())
	if l.Plain() != "one   港" || l.Width() != 8 || ansi.Strip(l.Styled()) != l.Plain() {
		t.Errorf("%q, %d columns, %q", l.Plain(), l.Width(), l.Styled())
	}
}

// TestFindAll compares with folding both sides, and tells what is found of them.
func TestFindAll(t *testing.T) {
	piece := rapid.SampledFrom([]string{"a", "A", "b", "é", "É", " ", "\n", "\n\n ", "港", "ß"})
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(piece, 0, 20).Draw(t, "text"), "")
		words := strings.TrimSpace(strings.Join(rapid.SliceOfN(piece, 0, 4).Draw(t, "words"), ""))
		fold := func(s string) string {
			return strings.Join(strings.FieldsFunc(strings.ToLower(s), unicode.IsSpace), " ")
		}
		last := 0
		for _, h := range findAll(text, words) {
			if h.Start < last || h.End <= h.Start || !h.In(text) {
				t.Fatalf("%q in %q: %v", words, text, h)
			}
			last = h.End
			if got := fold(text[h.Start:h.End]); got != fold(words) {
				t.Fatalf("%q in %q: found %q", words, text, got)
			}
		}
		simple := !strings.ContainsFunc(words, unicode.IsSpace)
		if n := len(findAll(text, words)); simple && words != "" && n != strings.Count(strings.ToLower(text), strings.ToLower(words)) {
			t.Fatalf("%q is found %d times in %q", words, n, text)
		}
	})
}

// TestKeysAreFree has no key do two things in a text, or in the list.
func TestKeysAreFree(t *testing.T) {
	k := NewKeys(annotate.DefaultScheme())
	beside := Group{"", []key.Binding{k.Left, k.Right, k.Column, k.NextChange, k.PreviousChange, k.Base, k.Hook, k.Open, k.NextConflict, k.PreviousConflict, k.View, k.Only, k.Collapse, k.Pick, k.Same, k.Cut, k.Clash, k.Dismiss, k.Carry, k.Matrix, k.Brief}}
	list := Group{"", []key.Binding{k.Down, k.Up, k.First, k.Last, k.HalfDown, k.HalfUp, k.PageDown, k.PageUp, k.Back, k.Open, k.Beside, k.Filter, k.Mark, k.Story, k.Sort, k.Rename, k.Remove, k.Fold, k.Unfold, k.Sample, k.Leave, k.Suggest, k.Accept, k.AcceptAll, k.Dismiss, k.Next, k.Previous, k.Matrix, k.Brief}}
	brief := Group{"", []key.Binding{k.Write, k.Format, k.Suggestions, k.Copy, k.Open, k.NextChange, k.PreviousChange}}
	for name, groups := range map[string][]Group{"brief": {brief, k.Moving(), k.Everywhere()}, "text": {k.Moving(), k.Labelling(), beside, k.Everywhere()}, "list": {list, k.Everywhere()}} {
		taken := map[string]string{}
		for _, g := range groups {
			for _, b := range g.Bindings {
				if b.Help().Desc == "" || b.Help().Key == "" {
					t.Errorf("%s: %v does not say what it does", name, b.Keys())
				}
				for _, key := range b.Keys() {
					if by, ok := taken[key]; ok {
						t.Errorf("%s: %s is %q and %q", name, key, by, b.Help().Desc)
					}
					taken[key] = b.Help().Desc
				}
			}
		}
	}
}

func TestCitation(t *testing.T) {
	r := &annotate.Reading{
		Article: annotate.Article{Title: "Made of the first words", TitleMade: true, Source: "Saltline", URL: "https://saltline.example/1"},
		Body:    annotate.Body{Text: "It was\nwet.", Sentences: []annotate.Span{{Start: 0, End: 11}}},
	}
	if got, want := Citation(r, annotate.OnSentence(0)), "It was wet.\n— Saltline, https://saltline.example/1, sentence 1\n"; got != want {
		t.Errorf("%q", got)
	}
}
