package segment

import (
	"slices"
	"strings"
	"testing"
)

func TestBlocks(t *testing.T) {
	wrapped := "The harbor council of Tarn met for the third time this week to\nhear what its engineers had found below the old sea wall, and\nheard little."
	for _, test := range []struct {
		name, text string
		want       []string
	}{
		{"empty", "", nil},
		{"only white space", " \n\t\n\u00a0", nil},
		{"blank lines", "One.\n\n\n Two. \n \t\nThree.", []string{"One.", "Two.", "Three."}},
		{"line ends of other systems", "One.\r\nTwo.\rThree.\u2028Four.\u2029Five.\u0085Six.\fSeven.", []string{"One.", "Two.", "Three.", "Four.", "Five.", "Six.", "Seven."}},
		{"byte order mark", "\ufeffOne.\nTwo.", []string{"One.", "Two."}},
		{"a newline ends a paragraph", "Guards fled.\nNobody was hurt.", []string{"Guards fled.", "Nobody was hurt."}},
		{"hard-wrapped", wrapped + "\n\nNext.", []string{wrapped, "Next."}},
		{"long paragraphs are not hard-wrapped", strings.Repeat("long ", 60) + ".\n" + strings.Repeat("Longer ", 50), []string{strings.Repeat("long ", 60) + ".", strings.TrimSpace(strings.Repeat("Longer ", 50))}},
		{"a list", "nets\nropes and oil\nboats", []string{"nets", "ropes and oil", "boats"}},
		{"a link on a line of its own", "The outlet has said many times that the mayor often\nspreads rumors\nabout the port.\nThe end.",
			[]string{"The outlet has said many times that the mayor often\nspreads rumors\nabout the port.", "The end."}},
		{"a colon does not break off", "The engineers of Tarn asked the council for these things:\nropes\nnets", []string{"The engineers of Tarn asked the council for these things:", "ropes", "nets"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := cutOut(test.text, Blocks(test.text)); !slices.Equal(got, test.want) {
				t.Errorf("Blocks(%q)\n got %q\nwant %q", test.text, got, test.want)
			}
		})
	}
}

func FuzzBlocks(f *testing.F) {
	f.Add("One.\r\n\r\nTwo\nthree.\u2029Four")
	f.Fuzz(func(t *testing.T, text string) {
		at := 0
		for _, b := range Blocks(text) {
			if b.Start < at || b.End <= b.Start || b.End > len(text) || trim(text, b) != b {
				t.Fatalf("block %v after %d", b, at)
			}
			if trim(text, Span{at, b.Start}) != (Span{b.Start, b.Start}) {
				t.Fatalf("text in no block: %q", text[at:b.Start])
			}
			at = b.End
		}
		if trim(text, Span{at, len(text)}) != (Span{len(text), len(text)}) {
			t.Fatalf("text after the last block: %q", text[at:])
		}
	})
}
