package task

import (
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// A ruler counts what unicode/utf16 and unicode/utf8 count, and finds its way back.
func TestRulerAgreesWithUnicode(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Repeat(rapid.StringOfN(rapid.SampledFrom([]rune("ae\u0301🚢👩\u200d\r\n渡غ")), 0, 40, -1).Draw(t, "text"), rapid.IntRange(1, 30).Draw(t, "times"))
		var runes, wide ruler
		runes.measure(text, false)
		wide.measure(text, true)
		starts := map[int]int{} // by UTF-16 unit
		for i := range text + "x" {
			units := len(utf16.Encode([]rune(text[:i])))
			starts[units] = i
			if n := utf8.RuneCountInString(text[:i]); runes.of(i) != n || wide.of(i) != units {
				t.Fatalf("byte %d: %d code points, not %d; %d units, not %d", i, runes.of(i), n, wide.of(i), units)
			} else if back, err := runes.byte(n); err != nil || back != i {
				t.Fatalf("code point %d is byte %d, not %d: %v", n, back, i, err)
			}
		}
		for n := range len(utf16.Encode([]rune(text))) + 1 {
			want, whole := starts[n]
			if got, err := wide.byte(n); whole && (err != nil || got != want) || !whole && err != errSurrogate {
				t.Fatalf("unit %d is byte %d, not %d: %v", n, got, want, err)
			}
		}
	})
}

func TestRulerRefuses(t *testing.T) {
	var r ruler
	r.measure("a🚢b", true)
	for _, c := range []struct {
		start, end int
		want       string
	}{
		{-1, 2, "before the text"}, {0, 5, "past the end of the text, which has 4"}, {2, 3, "surrogate"},
		{0, 2, "surrogate"}, {3, 3, "ends before it begins"}, {3, 1, "ends before it begins"},
	} {
		if _, err := r.span(c.start, c.end); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%d–%d: %v", c.start, c.end, err)
		}
	}
	if s, err := r.span(1, 3); err != nil || r.text[s.Start:s.End] != "🚢" {
		t.Errorf("the ship stands at %v: %v", s, err)
	}
}
