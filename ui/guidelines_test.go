package ui

import (
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"rashomon/annotate"
	"rashomon/ui/theme"
)

// every is all lines of an overlay, from its top to its end, as it is scrolled.
func every(g *guidelines, width, height int) (out []string) {
	g.press(tea.KeyPressMsg{Code: 'g', Text: "g"})
	for out = g.view(width, height); ; {
		top := g.top
		g.press(tea.KeyPressMsg{Code: 'j', Text: "j"})
		if lines := g.view(width, height); g.top > top {
			out = append(out, lines[len(lines)-1])
			continue
		}
		return out
	}
}

func TestGuidelinesTellAllAtAnySize(t *testing.T) {
	t.Parallel()
	s := annotate.DefaultScheme()
	s.Labels[1].On = annotate.OnSpans
	s.Attributes = []annotate.Attribute{{Name: "certainty", Key: "Y", Choices: []string{"certain", "likely"}, Labels: []string{"claim"}, Description: "how sure the speaker is"}}
	for _, th := range []theme.Theme{theme.New(true, true), theme.New(false, false).Plain()} {
		for _, size := range [][2]int{{120, 40}, {80, 24}, {20, 6}, {20, 1}, {1, 1}, {300, 10}} {
			g := newGuidelines(Options{Scheme: s}, th).(*guidelines)
			lines := every(g, size[0], size[1])
			for _, l := range lines {
				if w := ansi.StringWidth(l); w > size[0] {
					t.Fatalf("%v: %d columns: %q", size, w, l)
				}
			}
			if size[0] < 20 {
				continue
			}
			text := strings.Join(strings.Fields(ansi.Strip(strings.Join(lines, " "))), " ")
			for _, want := range []string{"default", "fact", "f 1", "for words", "several may stand", "certainty", "certain | likely", "whose word do we have for it?", "Borderline"} {
				if size[0] == 20 && strings.Contains(want, " ") {
					continue
				}
				if !strings.Contains(text, want) {
					t.Errorf("%v: nothing says %q:\n%s", size, want, text)
				}
			}
		}
	}
}

func TestGuidelinesScrollAndClose(t *testing.T) {
	t.Parallel()
	g := newGuidelines(Options{Scheme: annotate.DefaultScheme()}, theme.New(true, false)).(*guidelines)
	first := g.view(80, 10)
	drawn := &g.lines[0]
	for _, k := range []tea.KeyPressMsg{{Code: 'j', Text: "j"}, {Code: tea.KeySpace, Text: " "}, {Code: 'k', Text: "k"}, {Code: 'G', Text: "G"}} {
		if done, _ := g.press(k); done {
			t.Fatalf("%s closes", k)
		}
		if slices.Equal(g.view(80, 10), first) {
			t.Errorf("%s does not scroll", k)
		}
	}
	if drawn != &g.lines[0] {
		t.Error("the lines are wrapped again at each frame")
	}
	g.press(tea.KeyPressMsg{Code: 'g', Text: "g"})
	if !slices.Equal(g.view(80, 10), first) {
		t.Error("g does not go to the first line")
	}
	if done, chosen := g.press(tea.KeyPressMsg{Code: 'x', Text: "x"}); !done || chosen != "" {
		t.Error("another key does not close it")
	}
}

// A scheme with hostile texts, which no file would let in, disturbs no terminal.
func TestGuidelinesOfAHostileScheme(t *testing.T) {
	t.Parallel()
	evil := "a\x1b[31m\u009b2J\u202e\x07\rb"
	s := annotate.Scheme{Name: evil, Guidelines: "# " + evil + "\n\n" + evil + "\n\n    " + evil, Labels: []annotate.Label{{Name: evil, Key: "e", Glyph: "x", Description: evil}},
		Attributes: []annotate.Attribute{{Name: evil, Key: evil, Choices: []string{evil}, Labels: []string{evil}, Description: evil}}}
	for _, l := range every(newGuidelines(Options{Scheme: s}, theme.New(true, false)).(*guidelines), 60, 10) {
		if plain := ansi.Strip(l); strings.ContainsAny(plain, "\x1b\u009b\u202e\x07\r") {
			t.Errorf("%q", l)
		}
		if strings.Contains(l, "[31m") && strings.Contains(l, "\x1b[31m") {
			t.Errorf("%q", l)
		}
	}
	empty := newGuidelines(Options{Scheme: annotate.Scheme{Name: "s"}}, theme.New(true, false)).view(60, 20)
	if !strings.Contains(strings.Join(empty, "\n"), "has none") {
		t.Errorf("without guidelines: %q", empty)
	}
}

// The longest guidelines are laid out as far as they are looked at, and to their end when asked.
func TestLongGuidelines(t *testing.T) {
	t.Parallel()
	s := annotate.DefaultScheme()
	s.Guidelines = strings.Repeat("- ask *this* of it\n", 3000) + "- the end\n"
	if err := s.Check(); err != nil {
		t.Fatal(err)
	}
	g := newGuidelines(Options{Scheme: s}, theme.New(true, false)).(*guidelines)
	g.view(80, 24)
	if n := len(g.lines); n < 24+linesAhead || n > 100+linesAhead || !strings.HasPrefix(g.keys(), "over ") {
		t.Errorf("%d lines are laid out; %s", n, g.keys())
	}
	for range 100 {
		g.press(tea.KeyPressMsg{Code: tea.KeySpace, Text: " "})
		g.view(80, 24)
	}
	if top := g.top; top != 100*22 {
		t.Errorf("100 pages down is line %d", top)
	}
	g.press(tea.KeyPressMsg{Code: 'G', Text: "G"})
	if all := ansi.Strip(strings.Join(g.view(80, 24), "\n")); !strings.Contains(all, "the end") || strings.HasPrefix(g.keys(), "over ") {
		t.Errorf("at the end: %s\n%s", g.keys(), all)
	}
	top := g.top
	if g.view(60, 24); g.top < top-100 {
		t.Errorf("in another width it goes from line %d to %d", top, g.top)
	}
}

// BenchmarkLongGuidelines is K on guidelines as long as they may be.
func BenchmarkLongGuidelines(b *testing.B) {
	s := annotate.DefaultScheme()
	s.Guidelines = strings.Repeat("- ask *this*\n", (64<<10)/13)
	b.ReportAllocs()
	for b.Loop() {
		newGuidelines(Options{Scheme: s}, theme.New(true, true)).view(80, 24)
	}
}

func BenchmarkGuidelines(b *testing.B) {
	g := newGuidelines(Options{Scheme: annotate.DefaultScheme()}, theme.New(true, true))
	b.ReportAllocs()
	for b.Loop() {
		g.view(80, 24)
	}
}
