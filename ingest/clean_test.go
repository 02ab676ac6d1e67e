package ingest

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

func TestClean(t *testing.T) {
	for name, c := range map[string]struct {
		in, want string
		removed  int
	}{
		"plain":                    {"Two boats.\n\tOne dog.\n", "Two boats.\n\tOne dog.\n", 0},
		"line ends":                {"a\r\nb\rc\u0085d\u2028e\u2029f\fg\vh", "a\nb\nc\nd\ne\nf\ng\nh", 0},
		"controls":                 {"a\x00b\x07c\x08d\x7fe", "abcde", 4},
		"colours":                  {"\x1b[1;31mred\x1b[0m", "red", 11},
		"title set":                {"a\x1b]0;evil\x07b\x1b]0;evil\x1b\\c", "abc", 19},
		"eight-bit introducers":    {"a\u009b31mb\u009d0;evil\u009cc", "abc", 12},
		"device control":           {"a\x1bPq#0\x1b\\b", "ab", 7},
		"unfinished title":         {"a\x1b]0;b\nSix injured.", "a0;b\nSix injured.", 2},
		"unfinished colour":        {"a\x1b[31", "a31", 2},
		"character set":            {"a\x1b(Bb\x1bcc\x1bOPd", "abcd", 8},
		"escape, then a letter":    {"a\x1béb", "aéb", 1},
		"trojan source":            {"a\u202eb\u2066c\u2069d\u202ce", "abcde", 4},
		"tag characters":           {"ok\U000E0068\U000E0069", "ok", 2},
		"zero width":               {"de\u200bpot\u2060 \ufefffire\u00ad", "depot fire", 4},
		"joiner among latin":       {"de\u200dpo\u200ct", "depot", 2},
		"private, unassigned":      {"a\ue000b\U000F0000c\u0378d\ufdd0e", "abcde", 4},
		"not UTF-8":                {"caf\xe9 \xff\xfe", "caf\ufffd \ufffd\ufffd", 3},
		"composed":                 {"cafe\u0301", "café", 0},
		"marks without end":        {"Z" + strings.Repeat("\u0335", 40) + "!", "Z" + strings.Repeat("\u0335", 8) + "!", 32},
		"marks that decompose":     {"Z" + strings.Repeat("\u0344", 8), "Z" + strings.Repeat("\u0308\u0301", 4), 8},
		"persian joiner":           {"می\u200cخواهم", "می\u200cخواهم", 0},
		"joiner after the word":    {"می\u200c خواهم", "می خواهم", 1},
		"hindi":                    {"क्\u200dष और क्ष", "क्\u200dष और क्ष", 0},
		"hebrew with mark":         {"שלום\u200f! בְּרֵאשִׁית", norm.NFC.String("שלום\u200f! בְּרֵאשִׁית"), 0},
		"mark among latin":         {"a\u200eb", "ab", 1},
		"arabic":                   {"قال المتحدث: «لا شيء»، ثم ٦ جرحى؟", "قال المتحدث: «لا شيء»، ثم ٦ جرحى؟", 0},
		"emoji family":             {"👩🏽‍🚀 👨‍👩‍👧 ❤️‍🔥 🏴‍☠️ 🏳️‍🌈 1️⃣ 🇰🇪", "👩🏽‍🚀 👨‍👩‍👧 ❤️‍🔥 🏴‍☠️ 🏳️‍🌈 1️⃣ 🇰🇪", 0},
		"flag of tags":             {"🏴\U000E0067\U000E0062\U000E0073\U000E0063\U000E0074\U000E007F!", "🏴\U000E0067\U000E0062\U000E0073\U000E0063\U000E0074\U000E007F!", 0},
		"flag that hides words":    {"🏴\U000E0068\U000E0069\U000E007F", "🏴", 3},
		"hidden variation":         {"a\ufe00\ufe01\ufe02b", "a\ufe00b", 2},
		"variation beside nothing": {"\ufe0fa", "a", 1},
		"ideograph variant":        {"葛\U000E0100 x\U000E0100", "葛\U000E0100 x", 1},
	} {
		t.Run(name, func(t *testing.T) {
			got, removed := Clean(c.in)
			if got != c.want || removed != c.removed {
				t.Errorf("Clean(%q) = %q, %d; want %q, %d", c.in, got, removed, c.want, c.removed)
			}
		})
	}
}

func TestLineIsOneLine(t *testing.T) {
	if got := Line("  The\r\n\tnight \x1b[31mof\u202e it\u2029 "); got != "The night of it" {
		t.Errorf("Line = %q", got)
	}
}

// FuzzClean: a clean text is safe to draw, in normal form, and stays as it is.
func FuzzClean(f *testing.F) {
	for _, s := range []string{
		"", "a\x1b[1mb", "\x1b]8;;x\x07", "\u009d\u009c", "क्\u200dष", "क\u0301\u094d\u200dष", "🏴\U000E0067", "\xff\xe2\x80",
		"Z" + strings.Repeat("\u0344", 20), "\u0958\ufe00", "می\u200c\u200dخ", "\u1100\u1161\u11a8", "A\u030a\u0327\u034f\u0301", "\r\r\n\n",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, removed := Clean(s)
		if again, more := Clean(got); again != got || more != 0 {
			t.Errorf("Clean(%q) = %q, then %q (%d more)", s, got, again, more)
		}
		if removed < 0 || removed > len(s) {
			t.Errorf("Clean(%q) took %d out of %d bytes", s, removed, len(s))
		}
		checkClean(t, got)
	})
}

// checkClean reports what may never reach a terminal.
func checkClean(t *testing.T, s string) {
	t.Helper()
	if !utf8.ValidString(s) || !norm.NFC.IsNormalString(s) {
		t.Errorf("%q is not valid UTF-8 in normal form", s)
	}
	for _, r := range strings.NewReplacer(
		"🏴\U000E0067\U000E0062\U000E0065\U000E006E\U000E0067\U000E007F", "",
		"🏴\U000E0067\U000E0062\U000E0073\U000E0063\U000E0074\U000E007F", "",
		"🏴\U000E0067\U000E0062\U000E0077\U000E006C\U000E0073\U000E007F", "").Replace(s) {
		switch {
		case r == '\n' || r == '\t':
		case unicode.IsControl(r), unicode.In(r, unicode.Co, unicode.Cn, unicode.Zl, unicode.Zp, unicode.Bidi_Control) && !unicode.Is(directionMarks, r),
			r == '\u200b', r == '\ufeff', 0xE0000 <= r && r <= 0xE007F:
			t.Fatalf("%q holds %U", s, r)
		}
	}
}

func BenchmarkClean(b *testing.B) {
	text := strings.Repeat("The harbour master’s office said “nobody” was hurt, and closed the gate.\n", 60)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		Clean(text)
	}
}
