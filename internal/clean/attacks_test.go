package clean

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"rashomon/annotate"
)

// attacks are what texts have been used for against terminals, readers and models: what comes in,
// what must be left of it, and what is counted.
var attacks = []struct {
	name, text, left string
	taken            annotate.Cleaned
}{
	// Sequences that a terminal obeys.
	{"sets the title", "Gate\x1b]0;owned\x07 shut.", "Gate shut.", annotate.Cleaned{Escapes: 10}},
	{"sets the title, ended by ST", "Gate\x1b]2;owned\x1b\\ shut.", "Gate shut.", annotate.Cleaned{Escapes: 11}},
	{"sets the title of a window of screen", "Gate\x1bkowned\x1b\\ shut.", "Gate shut.", annotate.Cleaned{Escapes: 9}},
	{"reads the title back as typed keys", "\x1b]2;rm -rf x\x07\x1b[21tGate", "Gate", annotate.Cleaned{Escapes: 18}},
	{"writes the clipboard", "\x1b]52;c;cm0gLXJmIH4=\x07Gate", "Gate", annotate.Cleaned{Escapes: 20}},
	{"reads the clipboard", "\x1b]52;c;?\x1b\\Gate", "Gate", annotate.Cleaned{Escapes: 10}},
	{"a link that deceives", "See \x1b]8;;https://evil.example\x1b\\https://quay.example\x1b]8;;\x1b\\.", "See https://quay.example.", annotate.Cleaned{Escapes: 34}},
	{"asks for what is typed back", "\x1bP$qm\x1b\\\x1b[c\x1b[6n\x1b[>0q\x05Gate", "Gate", annotate.Cleaned{Escapes: 19, Controls: 1}},
	{"tmux, passed through", "\x1bPtmux;\x1b\x1b]52;c;eA==\x07\x1b\\Gate", "Gate", annotate.Cleaned{Escapes: 22}},
	{"writes over the line above", "Nobody died.\n\x1b[1A\x1b[2KTen died.", "Nobody died.\nTen died.", annotate.Cleaned{Escapes: 8}},
	{"clears the screen", "\x1b[2J\x1b[3J\x1b[HGate", "Gate", annotate.Cleaned{Escapes: 11}},
	{"another screen", "\x1b[?1049hGate\x1b[?1049l", "Gate", annotate.Cleaned{Escapes: 16}},
	{"ends a paste and types on", "Gate\x1b[201~\nrm -rf x\n", "Gate\nrm -rf x\n", annotate.Cleaned{Escapes: 6}},
	{"reports the mouse", "\x1b[?1003h\x1b[?1006hGate", "Gate", annotate.Cleaned{Escapes: 16}},
	{"hides words", "Ten \x1b[8mdid not \x1b[28mdie.", "Ten did not die.", annotate.Cleaned{Escapes: 9}},
	{"black on black", "\x1b[30;40mGate\x1b[38;2;0;0;0m", "Gate", annotate.Cleaned{Escapes: 21}},
	{"another character set", "\x1b(0Gate\x1b(B\x0e\x0f", "Gate", annotate.Cleaned{Escapes: 6, Controls: 2}},
	{"turns off wrapping, resets", "\x1b[?7l\x1bc\x1b#8Gate", "Gate", annotate.Cleaned{Escapes: 10}},
	{"prints to a printer", "\x1b[5iGate\x1b[4i", "Gate", annotate.Cleaned{Escapes: 8}},
	{"an image of iTerm", "\x1b]1337;File=inline=1:QUJD\x07Gate", "Gate", annotate.Cleaned{Escapes: 26}},
	{"an image of kitty", "\x1b_Gf=24,s=1,v=1;AAAA\x1b\\Gate", "Gate", annotate.Cleaned{Escapes: 22}},
	{"a sixel image", "\x1bPq#0;2;0;0;0~~@@\x1b\\Gate", "Gate", annotate.Cleaned{Escapes: 19}},
	{"a private message", "\x1b^secret\x1b\\\x1bXsos\x1b\\Gate", "Gate", annotate.Cleaned{Escapes: 17}},
	{"the palette of Linux", "\x1b]P0ff0000Gate", "P0ff0000Gate", annotate.Cleaned{Escapes: 2}},
	// The same with eight bits, and broken.
	{"C1 in UTF-8", "\u009b2J\u009d0;owned\u009cGate\u0090q\u009c\u0085shut", "Gate\nshut", annotate.Cleaned{Escapes: 15}},
	{"C1 alone", "Ga\u0084\u008dte\u009c", "Gate", annotate.Cleaned{Controls: 3}},
	{"C1 as bytes of Latin-1", "\x9b2JGate\x9d0;owned\x07", "\ufffd2JGate\ufffd0;owned", annotate.Cleaned{Broken: 2, Controls: 1}},
	{"overlong UTF-8", "\xc0\x9b[2J\xe0\x80\x9bGate", "\ufffd\ufffd[2J\ufffd\ufffd\ufffdGate", annotate.Cleaned{Broken: 5}},
	{"surrogates in UTF-8", "Gate\xed\xa0\x80\xed\xb0\x80", "Gate" + strings.Repeat("\ufffd", 6), annotate.Cleaned{Broken: 6}},
	{"beyond Unicode", "Gate\xf4\x90\x80\x80", "Gate" + strings.Repeat("\ufffd", 4), annotate.Cleaned{Broken: 4}},
	{"cut in the middle of a letter", "Gat\xc3", "Gat\ufffd", annotate.Cleaned{Broken: 1}},
	{"a sequence over two lines", "Gate\x1b[31\nm shut", "Gate31\nm shut", annotate.Cleaned{Escapes: 2}},
	{"a string over two lines", "Gate\x1b]0;ow\nned\x07 shut", "Gate0;ow\nned shut", annotate.Cleaned{Escapes: 2, Controls: 1}},
	{"a sequence that does not end", "Gate\x1b[38;5;", "Gate38;5;", annotate.Cleaned{Escapes: 2}},
	{"ESC at the end", "Gate\x1b", "Gate", annotate.Cleaned{Escapes: 1}},
	{"ESC in ESC", "\x1b\x1b[2JGate\x1b[\x1b[31m", "Gate", annotate.Cleaned{Escapes: 12}},
	{"ESC that splits ESC", "\x1b\x1b[0m[2JGate", "[2JGate", annotate.Cleaned{Escapes: 5}},
	{"a control in a sequence", "\x1b[3\x081mGate", "31mGate", annotate.Cleaned{Escapes: 2, Controls: 1}},
	{"a nul in a sequence", "\x1b\x00[2JGate", "[2JGate", annotate.Cleaned{Escapes: 1, Controls: 1}},
	{"endless parameters", "\x1b[" + strings.Repeat("9", 3000) + "CGate", "Gate", annotate.Cleaned{Escapes: 3003}},
	{"endless strings", strings.Repeat("\x1b]", 2000) + "Gate", "Gate", annotate.Cleaned{Escapes: 4000}},
	// Controls.
	{"NUL, BEL, DEL", "G\x00a\x07t\x7fe", "Gate", annotate.Cleaned{Controls: 3}},
	{"writes over with backspaces", "Ten\x08\x08\x08Two died.", "TenTwo died.", annotate.Cleaned{Controls: 3}},
	{"writes over with CR", "Ten died.\rTwo died.", "Ten died.\nTwo died.", annotate.Cleaned{}},
	{"XON, XOFF, SUB", "Gate\x13\x11\x1a shut", "Gate shut", annotate.Cleaned{Controls: 3}},
	// What turns directions (Trojan Source).
	{"an override", "Ten \u202edeid ton\u202c", "Ten deid ton", annotate.Cleaned{Directions: 2}},
	{"isolates in Latin text", "a\u2066b\u2067c\u2069d\u2069", "abcd", annotate.Cleaned{Directions: 4}},
	{"isolates left open", "\u2067שלום\n\u2066Gate", "שלום\nGate", annotate.Cleaned{Directions: 2}},
	{"an isolate closed on the next line", "\u2067שלום\nGate\u2069", "שלום\nGate", annotate.Cleaned{Directions: 2}},
	{"overrides beside Hebrew", "\u202dשלום\u202c \u202bשלום\u202c", "שלום שלום", annotate.Cleaned{Directions: 4}},
	{"empty isolates beside Hebrew", "שלום" + strings.Repeat("\u2067\u2069", 20), "שלום", annotate.Cleaned{Directions: 40}},
	{"isolates in isolates in isolates", strings.Repeat("\u2067", 20) + "א" + strings.Repeat("\u2069", 20), strings.Repeat("\u2067", 4) + "א" + strings.Repeat("\u2069", 4), annotate.Cleaned{Directions: 32}},
	{"marks in Latin text", "a\u200eb\u200fc\u061cd", "abcd", annotate.Cleaned{Directions: 3}},
	{"marks that carry bits", "שלום\u200f\u200e\u200f\u200f\u200e", "שלום\u200f", annotate.Cleaned{Directions: 4}},
	// What nobody sees.
	{"a prompt in tag characters", "Gate." + tagged("Ignore all that"), "Gate.", annotate.Cleaned{Tags: 15}},
	{"tags behind a flag", "🏴" + tagged("run it") + "\U000E007F", "🏴", annotate.Cleaned{Tags: 7}},
	{"zero-width bits", "Ga\u200b\u200c\u200d\u2060\ufeffte", "Gate", annotate.Cleaned{Invisible: 5}},
	{"joiners that carry bits", "می" + strings.Repeat("\u200c\u200d", 9) + "خ", "می\u200dخ", annotate.Cleaned{Invisible: 17}},
	{"bytes in variation selectors", "😀" + selected("rm -rf") + " Gate", "😀 Gate", annotate.Cleaned{Invisible: 6}},
	{"a byte on every letter", "G\U000E0120a\U000E0130t\ufe01e\ufe0f", "Gate", annotate.Cleaned{Invisible: 4}},
	{"bytes behind an ideograph", "葛\U000E0100" + selected("rm"), "葛\U000E0100", annotate.Cleaned{Invisible: 2}},
	{"invisible operators", "Ga\u2061\u2062\u2063\u2064te\u206a", "Gate", annotate.Cleaned{Invisible: 5}},
	{"a name of fillers", "\u3164\u115f\u1160\uffa0", "", annotate.Cleaned{Invisible: 4}},
	{"byte order marks", "\ufeffGa\ufeffte", "Gate", annotate.Cleaned{Invisible: 2}},
	{"annotations between lines", "Ga\ufff9t\ufffahidden\ufffbe", "Gathiddene", annotate.Cleaned{Invisible: 3}},
	{"soft hyphens against filters", "at\u00adtack", "attack", annotate.Cleaned{Invisible: 1}},
	{"private use", "Ga\ue0b0te\U000F0000\U0010FFFD", "Gate", annotate.Cleaned{Private: 3}},
	{"unassigned, noncharacters", "Ga\u0378te\ufdd0\uffff\U0001FFFE\U000E0FFF", "Gate", annotate.Cleaned{Private: 5}},
	{"zalgo", "G" + strings.Repeat("\u0315\u0334\u0353", 30) + "ate", norm.NFC.String("G\u0315\u0334\u0353\u0315\u0334\u0353\u0315\u0334") + "ate", annotate.Cleaned{Marks: 82}},
	{"zalgo on what is composed", "ế" + strings.Repeat("\u0335", 30), norm.NFC.String("ế" + strings.Repeat("\u0335", 6)), annotate.Cleaned{Marks: 24}},
	{"zalgo with marks that turn", "א" + strings.Repeat("\u05b0\u200f", 30), "א" + strings.Repeat("\u05b0", 7) + "\u200f", annotate.Cleaned{}},
	// What only looks odd stays.
	{"long runs", strings.Repeat("a!—ж門", 500), strings.Repeat("a!—ж門", 500), annotate.Cleaned{}},
	{"letters that look like others", "раураl.example", "раураl.example", annotate.Cleaned{}},
	{"markup", "<script>x</script> [a](javascript:x) &#27;[31m", "<script>x</script> [a](javascript:x) &#27;[31m", annotate.Cleaned{}},
}

// tagged is text in tag characters.
func tagged(s string) string {
	return strings.Map(func(r rune) rune { return r + 0xE0000 }, s)
}

// selected is bytes in variation selectors 17 to 256.
func selected(s string) string {
	return strings.Map(func(r rune) rune { return 0xE0100 + r - 16 }, s)
}

func TestAttacks(t *testing.T) {
	for _, a := range attacks {
		t.Run(a.name, func(t *testing.T) {
			got, taken := Text(a.text)
			if a.name == "zalgo with marks that turn" { // which of them stay is no matter
				if n := utf8.RuneCountInString(got); n > 1+maxMarks+maxMarks {
					t.Errorf("%d code points stay", n)
				}
				return
			}
			if got != a.left || taken != a.taken {
				t.Errorf("Text(%q)\n = %q, %+v\nwant %q, %+v", a.text, got, taken, a.left, a.taken)
			}
			checkClean(t, got)
			checkFound(t, a.text, taken)
		})
	}
}

// Text that people write comes through as it is.
func TestScriptsComeThroughWhole(t *testing.T) {
	for name, text := range map[string]string{
		"arabic":             "قال المتحدث: «لا شيء»، ثم ٦ جرحى؟ وَقَالَ الرَّجُلُ ٪٥٠ ﷺ",
		"arabic, isolates":   "قال \u2068Quay News\u2069 إن الميناء \u2067(مغلق)\u2069.",
		"english, isolated":  "The sign says \u2067שלום!\u2069 and the gate is shut.",
		"hebrew":             "בְּרֵאשִׁית, \u200fאמר \"לא\"!\u200f C++\u200e זה 3.5 ק״מ",
		"hebrew, cantilled":  "בְּרֵאשִׁ֖ית בָּרָ֣א אֱלֹהִ֑ים",
		"persian":            "می\u200cخواهم کتاب\u200cها را ببینم؛ ۱۴۰۳ ه\u200d.ش. \u200e+98 21\u200e",
		"persian date":       "\u200f۱۴۰۳/۰۵/۰۲",
		"urdu":               "وزیرِ اعظم نے کہا کہ ”کوئی زخمی نہیں ہوا“۔ ۱۲ فیصد",
		"sindhi, sorani":     "سنڌي ڳوٺ، کوردستان ڕۆژنامە",
		"syriac, thaana":     "ܫܠܡܐ ދިވެހި",
		"hindi":              "क्षत्रिय ने कहा, “र्\u200dय, क्\u200dष और क्\u200cष”। बैंक्\u200c में ₹५००",
		"bengali":            "র\u200d্যাব বলেছে, উৎসব ও সত্\u200d কথা—ড়াই য়া",
		"malayalam":          "അവന്\u200d പറഞ്ഞു: നന്മ ക്\u200cഷ",
		"tamil, telugu":      "க்ஷேத்ரம் கொ; తెలుగు వార్తలు బ్యాంక్\u200c",
		"sinhala":            "ශ්\u200dරී ලංකාව ක්\u200dෂ කෝ",
		"gurmukhi, odia":     "ਪੰਜਾਬੀ ਖ਼ਬਰਾਂ, ଓଡ଼ିଆ ଖବର ગુજરાતી ಕನ್ನಡ",
		"thai":               "ท่าเรือ\u200bปิด\u200bแล้ว น้ำ ที่ ผู้ว่าฯ กล่าว ๆ",
		"lao":                "ທ່າເຮືອ\u200bປິດ ຜູ້",
		"khmer":              "កំពង់ផែ\u200bត្រូវ\u200bបាន\u200bបិទ ស្ត្រី ខ្ញុំ",
		"burmese":            "ဆိပ်ကမ်း\u200bကို ပိတ်လိုက်သည်။ ကြွေ က္ကျွန်ုပ် ၁၂",
		"tibetan":            "བོད་ཡིག རྒྱལ་ཁབ། ཧྐྵྨླྺྼྻྂ ཨོཾ་མ་ཎི་པདྨེ་ཧཱུྃ",
		"mongolian":          "ᠮᠣᠩᠭᠣᠯ ᠪᠢᠴᠢᠭ ᠨᠢᠭᠡ\u180bᠨ ᠡᠯᠡ\u180eᠠ ᠶ\u202fᠢᠨ",
		"korean":             "항구의 문이 닫혔다고 소장이 말했다.",
		"old korean":         "나랏말ᄊᆞ미 듕귁에달아 ᄒᆞ\u302e \u115fᅡ ᄀ\u1160 ꥠᅡퟋ",
		"chinese":            "葛\U000E0100城的港口，“没有人”受伤。邊\U000E011F 㐂 𠮷野家",
		"chinese, variants":  "㐂︀ 逸︁ ，︀",
		"japanese":           "港の門が閉まった。ガギグ、々〆ヶ「だれも」ｶﾞ",
		"vietnamese":         "Cảng đã đóng cửa, ông nói “không ai bị thương”. Tiếng Việt: ẫ ự ợ ỡ",
		"greek, cyrillic":    "Το λιμάνι έκλεισε· ᾧ ῥῆμα. Порт закрыт, сказал Ёлкин. Їжак ћ, Ѕ",
		"georgian, ethiopic": "პორტი დაიკეტა. ወደቡ ተዘግቷል። Նավահանգիստ",
		"african letters":    "Ọ̀ṣun Ẹ̀kọ́ Ɓaakaat ŋ ɛ̃́ ɔ̀̃ ǃXóõ",
		"ipa":                "ˈt͡ʃɛ̝̃ː k̟ʷʰ n̪̊",
		"n'ko, adlam":        "ߒߞߏ ߞߊ߲ 𞤀𞤣𞤤𞤢𞤥 𞤆𞤵𞤤𞤢𞤪",
		"emoji":              "👩🏽\u200d🚀 👨\u200d👩\u200d👧 ❤\ufe0f\u200d🔥 🏴\u200d☠\ufe0f 🏳\ufe0f\u200d🌈 🐦\u200d⬛ 🙂\u200d↔\ufe0f ⛓\ufe0f\u200d💥 👩🏿\u200d❤\ufe0f\u200d💋\u200d👨🏼",
		"keycaps, flags":     "1\ufe0f\u20e3 #\ufe0f\u20e3 *\ufe0f\u20e3 🇰🇪🇺🇦 🏴\U000E0067\U000E0062\U000E0073\U000E0063\U000E0074\U000E007F 🏴\U000E0067\U000E0062\U000E0065\U000E006E\U000E0067\U000E007F",
		"signs as emoji":     "©\ufe0f ®\ufe0f ™\ufe0f ℹ\ufe0f ‼\ufe0f ⁉\ufe0f Ⓜ\ufe0f 〰\ufe0f 〽\ufe0f ㊗\ufe0f ㊙\ufe0f ☎\ufe0e ▶\ufe0f 🅰\ufe0f ↩\ufe0f",
		"emoji to come":      "\U0001FAE9 \U0001FADF \U0001FAC6 \U0001FABE \U0001FADC \U0001FAC8 \U0001F6D8",
		"mathematics":        "≤ ∑ x² ≠ 5\u00a0000\u202f€ 10\u2009km ½ ⅓ ∩\ufe00",
		"odd spaces":         "a\u2003b\u2005c\u3000d\u00a0e",
		"typesetting":        "— “a” ‘b’ … • † ‰ ′ ″ ‑ ﬁ № ℅ ☐ ✓ ★ ￼ \ufffd",
		"phags-pa, balinese": "ꡗꡦ\u200dꡙ ᬅᬓ᭄ᬱᬭ ꦲꦏ꧀ꦱꦫ",
	} {
		t.Run(name, func(t *testing.T) {
			got, removed := Text(text)
			if want := norm.NFC.String(text); got != want || removed.Total() != 0 {
				t.Errorf("%q\n = %q, %+v: %v", text, got, removed, slices.Collect(Found(text)))
			}
			if Harmless(text) != text {
				t.Errorf("%q is not taken back: %q", text, Harmless(text))
			}
			if _, there := Spans(text, []annotate.Span{{Start: 0, End: len(text)}}); there[0] != (annotate.Span{Start: 0, End: len(got)}) {
				t.Errorf("all of it is at %v", there)
			}
		})
	}
}

// What is drawn of it is all of it but what turns directions, as terminals know directions themselves or not at all.
func TestScriptsAreDrawn(t *testing.T) {
	for _, text := range []string{
		"می\u200cخواهم", "क्\u200dष", "👩🏽\u200d🚀 ❤\ufe0f\u200d🔥 1\ufe0f\u20e3 🇰🇪", "葛\U000E0100城", "ᠨᠢᠭᠡ\u180bᠨ", "ᄒᆞᆫ", "Ọ̀ṣun", "caf\ufffd",
		"🏴\U000E0067\U000E0062\U000E0073\U000E0063\U000E0074\U000E007F", "┌─┐▁▂█ 2031", "\U0001FAE9",
	} {
		if got := Safe(text); got != text {
			t.Errorf("Safe(%q) = %q", text, got)
		}
	}
	for text, want := range map[string]string{
		"a\nb\tc": "a b c", "\x1b[31mred\u009b": "[31mred", "\u2067שלום\u2069 \u200f": "שלום ", "ปิด\u200bแล้ว": "ปิดแล้ว", "\xffa\xc3": "\ufffda\ufffd",
		"\u200da\u200d\u200db": "a\u200db", "G\ue0b0\u0378\U000E0041\ufdd0": "G", "a\U000E0100": "a", "🏴\U000E0067\U000E0062": "🏴",
		"G" + strings.Repeat("\u0335", 50): "G" + strings.Repeat("\u0335", 8), "\u00ad\u034f\u3164\ufeff": "",
	} {
		if got := Safe(text); got != want {
			t.Errorf("Safe(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestFoundSaysWhatAndWhere(t *testing.T) {
	text := "Gate\x1b[31m shut.\r\né\u202eabc\u202c " + tagged("run it") + "\n\xff\xfe\u200b\u200b\u200b\u200b\u200b\u200b!\x07\u009d0;x\u009c"
	var got []string
	for r := range Found(text) {
		got = append(got, fmt.Sprintf("%d:%d+%d %s %d %s", r.Line, r.Column, r.Offset, r.Kind, r.Points, r.Shown))
	}
	want := []string{
		"1:5+4 escape 5 ESC [31m", "2:2+19 direction 1 U+202E RIGHT-TO-LEFT OVERRIDE", "2:6+25 direction 1 U+202C POP DIRECTIONAL FORMATTING",
		`2:8+29 tag 6 tag characters that spell "run it"`, "3:1+54 broken 2 FF FE",
		"3:3+56 invisible 6 U+200B ZERO WIDTH SPACE, U+200B ZERO WIDTH SPACE, U+200B ZERO WIDTH SPACE, U+200B ZERO WIDTH SPACE, and 2 more",
		"3:10+75 control 1 BEL", "3:11+76 escape 5 OSC 0;x ST",
	}
	if fmt.Sprintf("%q", got) != fmt.Sprintf("%q", want) {
		t.Errorf("found\n%q\nwant\n%q", got, want)
	}
}
