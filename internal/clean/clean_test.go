package clean

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"rashomon/annotate"
)

func TestText(t *testing.T) {
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
		"marks that decompose":     {"Z" + strings.Repeat("\u0344", 8), "Z" + strings.Repeat("\u0308\u0301", 4), 4},
		"persian joiner":           {"می\u200cخواهم", "می\u200cخواهم", 0},
		"joiner after the word":    {"می\u200c خواهم", "می خواهم", 1},
		"hindi":                    {"क्\u200dष और क्ष", "क्\u200dष और क्ष", 0},
		"hebrew with mark":         {"שלום\u200f! בְּרֵאשִׁית", norm.NFC.String("שלום\u200f! בְּרֵאשִׁית"), 0},
		"mark among latin":         {"a\u200eb", "ab", 1},
		"arabic":                   {"قال المتحدث: «لا شيء»، ثم ٦ جرحى؟", "قال المتحدث: «لا شيء»، ثم ٦ جرحى؟", 0},
		"emoji family":             {"👩🏽‍🚀 👨‍👩‍👧 ❤️‍🔥 🏴‍☠️ 🏳️‍🌈 1️⃣ 🇰🇪", "👩🏽‍🚀 👨‍👩‍👧 ❤️‍🔥 🏴‍☠️ 🏳️‍🌈 1️⃣ 🇰🇪", 0},
		"flag of tags":             {"🏴\U000E0067\U000E0062\U000E0073\U000E0063\U000E0074\U000E007F!", "🏴\U000E0067\U000E0062\U000E0073\U000E0063\U000E0074\U000E007F!", 0},
		"flag that hides words":    {"🏴\U000E0068\U000E0069\U000E007F", "🏴", 3},
		"hidden variation":         {"a\ufe00\ufe01\ufe02b", "ab", 3},
		"variation beside nothing": {"\ufe0fa", "a", 1},
		"ideograph variant":        {"葛\U000E0100 x\U000E0100", "葛\U000E0100 x", 1},
	} {
		t.Run(name, func(t *testing.T) {
			got, removed := Text(c.in)
			if got != c.want || removed.Total() != c.removed {
				t.Errorf("Text(%q) = %q, %+v; want %q, %d", c.in, got, removed, c.want, c.removed)
			}
		})
	}
}

func TestLineIsOneLine(t *testing.T) {
	if got := Line("  The\r\n\tnight \x1b[31mof\u202e it\u2029 "); got != "The night of it" {
		t.Errorf("Line = %q", got)
	}
}

// FuzzText: a clean text is safe to draw, in normal form, and stays as it is; what is found in it
// is what is counted; and its lines can be cleaned one by one.
func FuzzText(f *testing.F) {
	for _, s := range []string{
		"", "a\x1b[1mb", "\x1b]8;;x\x07", "\u009d\u009c", "क्\u200dष", "क\u0301\u094d\u200dष", "🏴\U000E0067", "\xff\xe2\x80",
		"Z" + strings.Repeat("\u0344", 20), "\u0958\ufe00", "می\u200c\u200dخ", "\u1100\u1161\u11a8", "A\u030a\u0327\u034f\u0301", "\r\r\n\n",
		"\u2067שלום\u2066a\u2069\u2069 \u200f!\u2069", "\u2067\n\u2069א", "\u115f\u1160\u11a8", "\u180e\u1820\u180b\u200d", "⫝̸\u200d⫝̸", "ක\u0dd9\u0dca\u200c ",
		"ကြ\u200bဖ", "é" + strings.Repeat("\u0301", 9), "葛\U000E0121", "1\ufe0f\u20e3", "\x1bk t\x1b\\", "\x1b]\x1b]\x1b]",
	} {
		f.Add(s)
	}
	for _, a := range attacks {
		f.Add(a.text)
	}
	f.Fuzz(func(t *testing.T, s string) { checkText(t, s) })
}

// TestAnyMixture: so is a mixture of all that is decided about one by one, which bytes seldom make.
func TestAnyMixture(t *testing.T) {
	odd := []rune("a1#é \n\t\r\x1b\x07[m]\\\u009b\u009d\u0085\u00ad\u200b\u200c\u200d\u200e\u200f\u061c\u2028\u202a\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\ufffd" +
		"\u0300\u0301\u0344\u0335\u20e3\u034f\ufe00\ufe01\ufe0e\ufe0f\U000E0100\U000E0121\U000E0067\U000E007F🏴👩🏽❤⫝̸=≠\u0338\ue000\u0378\U0001FAE9" +
		"بی٦۱\u064bאְ\u05b0क्षव\u093cংড়\u09cdක\u0dd9\u0dca\u0dcfกำ\u0e33\u0e48កខ្\u17b5ကြༀ\u0fb9ᠮᠣ\u180b\u180e漢葛\uf900がカ\u3099" +
		"\u1100\u1161\u11a8\u115f\u1160\u3164\uac00𑂙\U000110ba\U0001d15e\u0ccb\u0cc6\u0cc2\u212b\u0958")
	rapid.Check(t, func(r *rapid.T) {
		s := rapid.StringOfN(rapid.SampledFrom(odd), 0, 25, -1).Draw(r, "text")
		checkText(r, s)
	})
}

// failer is what tests and property checks have in common.
type failer interface {
	Helper()
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

func checkText(t failer, s string) {
	t.Helper()
	got, removed := Text(s)
	if again, more := Text(got); again != got || more.Total() != 0 {
		t.Errorf("Text(%q) = %q, then %q (%v more)", s, got, again, more)
	}
	if removed.Total() < 0 || removed.Total() > len(s) {
		t.Errorf("Text(%q) took %v out of %d bytes", s, removed, len(s))
	}
	if Harmless(got) != got {
		t.Errorf("%q is clean, and not harmless: %q", got, Harmless(got))
	}
	checkClean(t, got)
	checkFound(t, s, removed)
	var lines strings.Builder
	var sum annotate.Cleaned
	for line := range strings.SplitAfterSeq(s, "\n") {
		part, out := Text(line)
		lines.WriteString(part)
		sum.Add(out)
	}
	if lines.String() != got || sum != removed {
		t.Errorf("%q, line by line: %q, %v; want %q, %v", s, lines.String(), sum, got, removed)
	}
}

// checkFound: the removals lie in the text, in order, are as many as were counted, and are spelled harmlessly.
func checkFound(t failer, s string, removed annotate.Cleaned) {
	t.Helper()
	var sum annotate.Cleaned
	end, line := 0, 1
	for r := range Found(s) {
		if r.Offset < end || r.Offset >= len(s) || r.Line < line || r.Column < 1 || r.Points < 1 {
			t.Fatalf("%q: %+v after byte %d of line %d", s, r, end, line)
		}
		r.Kind.Count(&sum, r.Points)
		if end, line = r.Offset+r.Points, r.Line; r.Shown == "" || Line(r.Shown) != r.Shown || Safe(r.Shown) != r.Shown {
			t.Fatalf("%q: %+v is not to be shown", s, r)
		}
	}
	if sum != removed {
		t.Fatalf("%q: found %+v, counted %+v", s, sum, removed)
	}
}

// FuzzMend: what comes from another library is changed where it would do harm, and nowhere else;
// and what stood in it follows.
func FuzzMend(f *testing.F) {
	for _, a := range attacks {
		f.Add(a.text, uint(3), uint(9))
	}
	f.Add("e\u0301\r\n\ufe0f a\ufe00", uint(0), uint(4))
	f.Fuzz(func(t *testing.T, s string, a, b uint) {
		m := Mend(s)
		if again := Mend(m.Text); again.Text != m.Text || again.Removed.Total() != 0 || Harmless(s) != m.Text {
			t.Fatalf("Mend(%q) = %q, then %q", s, m.Text, again.Text)
		}
		if (m.Removed.Total() == 0) != (m.Text == s) {
			t.Fatalf("Mend(%q) = %q, and %v was taken out", s, m.Text, m.Removed)
		}
		n := uint(len(s)) + 1
		i, j := runeAt(s, min(a%n, b%n)), runeAt(s, max(a%n, b%n))
		one, two, three := m.Span(annotate.Span{Start: 0, End: i}), m.Span(annotate.Span{Start: i, End: j}), m.Span(annotate.Span{Start: j, End: len(s)})
		if one.Start != 0 || one.End < two.Start || two.End < three.Start || three.End != len(m.Text) || two.Len() > 0 && !two.In(m.Text) {
			t.Fatalf("%q becomes %q: %v %v %v", s, m.Text, one, two, three)
		}
	})
}

// FuzzSafe: what is drawn is one line without anything that disturbs, of any text.
func FuzzSafe(f *testing.F) {
	for _, a := range attacks {
		f.Add(a.text)
	}
	f.Add("🏴\U000E0067\U000E0062\U000E0073\U000E0063\U000E0074\U000E007F\U000E0068 葛\U000E0100 a\u200d\u200d👩\u200d🚒")
	f.Fuzz(func(t *testing.T, s string) {
		got := Safe(s)
		if !utf8.ValidString(got) || Safe(got) != got {
			t.Fatalf("Safe(%q) = %q, then %q", s, got, Safe(got))
		}
		for _, r := range withoutFlags(got) {
			if (Disturbs(r) || unicode.Is(unicode.Cf, r)) && r != zeroWidthJoiner && r != zeroWidthNonJoiner && (r < 0xE0100 || r > lastIdeographVariant) {
				t.Fatalf("Safe(%q) holds %U", s, r)
			}
		}
	})
}

func withoutFlags(s string) string {
	return strings.NewReplacer(
		"🏴\U000E0067\U000E0062\U000E0065\U000E006E\U000E0067\U000E007F", "",
		"🏴\U000E0067\U000E0062\U000E0073\U000E0063\U000E0074\U000E007F", "",
		"🏴\U000E0067\U000E0062\U000E0077\U000E006C\U000E0073\U000E007F", "").Replace(s)
}

// checkClean reports what may never be stored.
func checkClean(t failer, s string) {
	t.Helper()
	if !utf8.ValidString(s) || !norm.NFC.IsNormalString(s) {
		t.Errorf("%q is not valid UTF-8 in normal form", s)
	}
	open := 0
	for _, r := range withoutFlags(s) {
		switch {
		case r == '\n':
			if open != 0 {
				t.Fatalf("%q leaves an isolate open", s)
			}
		case 0x2066 <= r && r <= 0x2068:
			open++
		case r == 0x2069:
			open--
		case mark(r), r == '\t', r == zeroWidthSpace, r == mongolianVowelSeparator, 0xE0100 <= r && r <= lastIdeographVariant:
		case Disturbs(r):
			t.Fatalf("%q holds %U", s, r)
		}
		if open < 0 {
			t.Fatalf("%q closes an isolate that is not open", s)
		}
	}
	if open != 0 {
		t.Fatalf("%q leaves an isolate open", s)
	}
}

// TestPlainIsInNormalForm: a text of plain runes needs no look at its normal form.
func TestPlainIsInNormalForm(t *testing.T) {
	for r := range rune(0x110000) {
		if !plain(r) {
			continue
		}
		p := norm.NFC.PropertiesString(string(r))
		if !norm.NFC.IsNormalString(string(r)) || !p.BoundaryBefore() || p.CCC() != 0 || combining(r) || Disturbs(r) || pictograph(r) && r < 0x1F000 && r != 0x3012 && r != 0x3013 && r != 0x3020 {
			t.Errorf("%U is not plain", r)
		}
	}
}

func BenchmarkText(b *testing.B) {
	for name, line := range map[string]string{
		"english": "The harbour master’s office said “nobody” was hurt, and closed the gate.\n",
		"persian": "رئیس بندر گفت «هیچ\u200cکس» آسیب ندید و دروازه را بست؛ می\u200cخواهند آن را باز کنند.\n",
		"hindi":   "बंदरगाह के प्रमुख ने कहा कि किसी को चोट नहीं आई और फाटक बंद कर दिया।\n",
		"chinese": "港务局长说“没有人”受伤，并关闭了闸门。\n",
		"hostile": "The \x1b]0;owned\x07crane \x1b[31mfell\x1b[0m at\x08 noon. \u202eNobody\u202c was \u2066hurt\u2069.\n",
		"endless": strings.Repeat("\x1b]", 40),
	} {
		b.Run(name, func(b *testing.B) {
			text := strings.Repeat(line, 60)
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				Text(text)
			}
		})
	}
}

func BenchmarkSafe(b *testing.B) {
	for name, text := range map[string]string{"ascii": "The gate, 2031", "cell": "é", "quoted": "“Nobody” was hurt", "emoji": "🚒 came", "hindi": "फाटक बंद"} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Safe(text)
			}
		})
	}
}
