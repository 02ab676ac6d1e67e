package prose

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestFold: no line is too wide, no word is lost or torn apart that has room on a line, and what
// does not fit on so many lines is shown to be cut.
func TestFold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.SampledFrom([]string{"gate", "a", "水門", "x-ray", "👩‍👩‍👧‍👦", "e\u0301te\u0301", strings.Repeat("moor", 9)}), 0, 12).Draw(t, "words")
		cells, text := Line(Cells(strings.Join(words, " "), Style{})), strings.Join(words, "")
		width, most := rapid.IntRange(-1, 30).Draw(t, "width"), rapid.IntRange(0, 4).Draw(t, "most")
		lines := Fold(cells, width, most, "…")
		got := ""
		for i, l := range lines {
			if l.Width() > max(width, minWidth) {
				t.Fatalf("%q has %d columns of %d", l, l.Width(), width)
			}
			line := strings.TrimRight(l.String(), " ")
			for _, w := range strings.Fields(line) {
				if torn := i+1 != most && strings.HasPrefix("gate", w) && w != "gate" && w != "a" && width >= 4; torn {
					t.Fatalf("gate is torn apart: %q", lines)
				}
			}
			got += strings.ReplaceAll(line, " ", "")
		}
		switch {
		case most > 0 && len(lines) > most:
			t.Fatalf("%d lines of %d", len(lines), most)
		case strings.HasSuffix(got, "…") && len(lines) == most && strings.HasPrefix(text, strings.TrimSuffix(got, "…")):
		case got != text:
			t.Fatalf("%q became %q", text, got)
		}
		if len(cells) > 0 && Line(cells).String() != strings.Join(words, " ") {
			t.Fatal("the cells were written to")
		}
	})
}

func TestFoldWhereItMayBreak(t *testing.T) {
	head := Line(Cells("[-six-]", Style{}))
	head.MayBreak()
	lines := Fold(append(head, Cells("{+seven+}", Style{})...), 10, 0, "")
	if len(lines) != 2 || lines[0].String() != "[-six-]" || lines[1].String() != "{+seven+}" {
		t.Errorf("%q", lines)
	}
}
