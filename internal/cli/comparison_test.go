package cli

import (
	"bytes"
	"context"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"rashomon/annotate"
	"rashomon/compare"
	"rashomon/internal/segment"
	"rashomon/ui/screen"
	"rashomon/ui/theme"
)

// word is a word that no other sentence has: it says where a sentence is printed.
func word(report, sentence int) string {
	return fmt.Sprintf("qzx%c%cx", 'a'+report, 'a'+sentence)
}

// drawBeside is reports of sentences, some of them hostile, that share wording and differ in
// numbers; each has its own word.
func drawBeside(t *rapid.T) *beside {
	piece := rapid.SampledFrom([]string{
		"the harbour crane fell into the bay at noon", "six workers were injured", "two workers were injured", "several workers were injured",
		"divers found the hook", "340 homes were flooded", "512 homes were flooded", "\x1b[31mred", "a\u202eb", "港の夜は静か", "👩\u200d👩\u200d👧", "*stars* [link](http://x.example)",
		"line\nbreak", strings.Repeat("x", 90), "\u009b2J", "e\u0301\u0301",
	})
	b := &beside{story: rapid.SampledFrom([]string{"", "The crane", "\x1b[2Jcrane\u202e"}).Draw(t, "story")}
	for r := range rapid.IntRange(1, 4).Draw(t, "reports") {
		report := compare.Report{ID: fmt.Sprint("id", r, "\x1b[1m"), Source: rapid.SampledFrom([]string{"", "Harbour Post", "港のニュース\u202e"}).Draw(t, "source"), Lang: "en"}
		said := map[int][]annotate.Annotation{}
		for n := range rapid.IntRange(1, 6).Draw(t, "sentences") {
			text := strings.Join(rapid.SliceOfN(piece, 1, 3).Draw(t, "pieces"), ", ") + " " + word(r, n) + "."
			if n > 0 {
				report.Text += rapid.SampledFrom([]string{" ", "\n\n"}).Draw(t, "between")
			}
			report.Sentences = append(report.Sentences, segment.Span{Start: len(report.Text), End: len(report.Text) + len(text)})
			report.Text += text
			if rapid.IntRange(0, 3).Draw(t, "labelled") == 0 {
				said[n] = []annotate.Annotation{{Sentence: n, Annotator: "ana\x1b[0m", Labels: []string{"quote"}, Speaker: "the foreman\u202e", Note: "a long note, " + strings.Repeat("long ", 30)}}
			}
		}
		b.add(report, "A title\x07", rapid.SampledFrom([]annotate.Format{"", annotate.Plain, annotate.Markdown}).Draw(t, "format"))
		b.said = append(b.said, said)
	}
	b.base = rapid.IntRange(0, len(b.reports)-1).Draw(t, "base")
	return b
}

func printed(t *rapid.T, b *beside, print func(*sheet)) string {
	found, err := compare.Compare(context.Background(), b.reports, compare.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	print(newSheet(printing{filter: "all", explain: rapid.Bool().Draw(t, "explain")}, b, found, &out))
	for _, r := range ansi.Strip(out.String()) {
		if r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == unicode.ReplacementChar) {
			t.Fatalf("%U in %q", r, out.String())
		}
	}
	return out.String()
}

// TestTellingEverySentenceOnce has each sentence of each report on one line of its own, which
// begins with its name.
func TestTellingEverySentenceOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := drawBeside(t)
		out := printed(t, b, (*sheet).tell)
		if strings.Contains(out, "\x1b") {
			t.Fatalf("a style in %q", out)
		}
		rows := out[strings.Index(out, "\n\nrow "):]
		for r, report := range b.reports {
			for n := range report.Sentences {
				line := regexp.MustCompile(fmt.Sprintf(`(?m)^%s sentence %d, [^\n]*\b%s\b`, screen.ReportName(r), n+1, word(r, n)))
				if got := len(line.FindAllString(rows, -1)); got != 1 || strings.Count(rows, word(r, n)) != 1 {
					t.Fatalf("%s %d is told %d times in\n%s", screen.ReportName(r), n+1, got, out)
				}
			}
		}
	})
}

// TestDrawingKeepsToTheWidth draws tables of any width: no line is wider, and every sentence
// is there once.
func TestDrawingKeepsToTheWidth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := drawBeside(t)
		width := rapid.IntRange(20, 220).Draw(t, "width")
		look := theme.New(rapid.Bool().Draw(t, "dark"), rapid.Bool().Draw(t, "colour"))
		out := ansi.Strip(printed(t, b, func(s *sheet) { s.explain = false; s.draw(width, look) }))
		for _, l := range strings.Split(out, "\n") {
			if ansi.StringWidth(l) > width {
				t.Fatalf("%d columns in %d: %q", ansi.StringWidth(l), width, l)
			}
		}
		for r, report := range b.reports {
			for n := range report.Sentences {
				if got := strings.Count(out, word(r, n)); got != 1 {
					t.Fatalf("%s %d is drawn %d times at %d columns in\n%s", screen.ReportName(r), n+1, got, width, out)
				}
			}
		}
	})
}

func TestBaseByIDAndLetter(t *testing.T) {
	b := &beside{reports: []compare.Report{{ID: "3f2a00"}, {ID: "b"}, {ID: "91b7"}, {ID: "B"}}}
	for name, want := range map[string]int{"3f2a": 0, "A": 0, "b": 1, "C": 2, "9": 2, "B": 3, "D": 3, "x": -1, "E": -1} {
		p := printing{baseName: name}
		found := p.place(b)
		if found != (want >= 0) || found && b.base != want {
			t.Errorf("%s: %v, %d, want %d", name, found, b.base, want)
		}
	}
}
