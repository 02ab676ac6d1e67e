package clean

import (
	"strings"
	"testing"

	"rashomon/annotate"
)

func TestSpansFollowTheCleaning(t *testing.T) {
	for _, x := range []struct{ text, span, want string }{
		{"One.\r\nThe pier broke.\r\nTwo.", "The pier", "The pier"},
		{"a\x1b[1m pier\x1b[0m b", "pier", "pier"},
		{"cafe\u0301 closed", "closed", "closed"},
		{"cafe\u0301 closed", "cafe", "café"},
		{"cafe\u0301 closed", "\u0301", "é"},
		{"\ufeffthe\u202e pier", "the\u202e", "the"},
		{"👩\u200d🚒 and \u200bshe", "👩\u200d🚒", "👩\u200d🚒"},
		{"قال\u200b الوزير", "الوزير", "الوزير"},
		{"码头\u2028断了", "断了", "断了"},
		{"Z" + strings.Repeat("\u0344", 20) + " pier", "pier", "pier"},
		{"a\x07\x07b", "\x07", ""},
		{"a\xffb", "b", "b"},
	} {
		at := strings.Index(x.text, x.span)
		clean, there := Spans(x.text, []annotate.Span{{Start: at, End: at + len(x.span)}})
		if got := clean[there[0].Start:there[0].End]; got != x.want {
			t.Errorf("%q in %q is %q, want %q", x.span, x.text, got, x.want)
		}
	}
}

// Spans that follow one another follow one another, and all of them are all of the text.
func FuzzSpans(f *testing.F) {
	f.Add("a\x1b[1mb\r\ne\u0301", uint(2), uint(5))
	f.Add("Z"+strings.Repeat("\u0344", 20)+"\u1100\u1161\u11a8", uint(9), uint(30))
	f.Add("می\u200c\u200dخ\xff\xe2\x80", uint(1), uint(4))
	f.Fuzz(func(t *testing.T, s string, a, b uint) {
		n := uint(len(s)) + 1
		i, j := runeAt(s, min(a%n, b%n)), runeAt(s, max(a%n, b%n))
		clean, there := Spans(s, []annotate.Span{{Start: 0, End: i}, {Start: i, End: j}, {Start: j, End: len(s)}})
		if want, _ := Text(s); clean != want {
			t.Fatalf("Spans(%q) = %q, want %q", s, clean, want)
		}
		for k, x := range there {
			if x.Start < 0 || x.End < x.Start || x.End > len(clean) {
				t.Fatalf("%q: %v is not in %q", s, x, clean)
			}
			if k > 0 && (there[k-1].End < x.Start || there[k-1].Start > x.Start) {
				t.Errorf("%q becomes %q: %v follows %v", s, clean, x, there[k-1])
			}
			if x.Start < x.End && !x.In(clean) {
				t.Errorf("%q: %v cuts a rune of %q", s, x, clean)
			}
		}
		if there[0].Start != 0 && there[0].End > there[0].Start || there[2].End != len(clean) {
			t.Errorf("%q becomes %q: %v", s, clean, there)
		}
	})
}

// runeAt is where the rune begins that holds the offset.
func runeAt(s string, offset uint) (at int) {
	for i := range s {
		if uint(i) <= offset {
			at = i
		}
	}
	if offset == uint(len(s)) {
		return len(s)
	}
	return at
}
