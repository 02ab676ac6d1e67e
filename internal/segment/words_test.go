package segment

import (
	"math"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/words"
)

func lowers(ws []Word) []string {
	out := []string{}
	for _, w := range ws {
		out = append(out, w.Lower)
	}
	return out
}

func TestWords(t *testing.T) {
	for _, c := range []struct {
		text string
		want []string
	}{
		{"Mayor al-Tarabi’s office said: “calm!”", []string{"mayor", "al", "tarabi's", "office", "said", "calm"}},
		{"The U.S. paid $5.1 million, up 7%.", []string{"the", "u.s.", "paid", "$", "5.1", "million", "up", "7", "%"}},
		{"It didn't stop 1,200 Ostrand-backed men.", []string{"it", "didn't", "stop", "1,200", "ostrand", "backed", "men"}},
		{"ﬁre at ９ o'clock", []string{"fire", "at", "9", "o'clock"}},
		{"部长说", []string{"部", "长", "说"}},
		{"", []string{}},
		{" … — () \n", []string{}},
	} {
		if got := lowers(Words(c.text)); !slices.Equal(got, c.want) {
			t.Errorf("Words(%q) = %q, want %q", c.text, got, c.want)
		}
	}
}

// slowWords is [Words] with every boundary left to the Unicode rules.
func slowWords(text string) []Word {
	out := []Word{}
	it := words.FromString(text)
	for it.Next() {
		r, size := utf8.DecodeRuneInString(it.Value())
		if !startsWord(r, it.Value()[size:]) {
			continue
		}
		end := it.End()
		if strings.HasPrefix(text[end:], ".") && isAcronym(it.Value()) {
			end++
		}
		out = append(out, Word{Span{it.Start(), end}, lower(text[it.Start():end]), unicode.IsUpper(r), unicode.IsDigit(r)})
	}
	return out
}

func FuzzWords(f *testing.F) {
	f.Add("The U.S. and the U.K… said “no” to 3.5 % of l’accord.")
	f.Add("\xff\x00\u200b\u0301部长 ال١٢")
	f.Fuzz(func(t *testing.T, text string) {
		if got, want := Words(text), slowWords(text); !slices.Equal(got, want) {
			t.Fatalf("%q: got %v, want %v", text, got, want)
		}
		last := 0
		for _, w := range Words(text) {
			if w.Start < last || w.End <= w.Start || w.End > len(text) {
				t.Fatalf("span %v of %q after %d", w.Span, text, last)
			}
			if utf8.ValidString(text) && !utf8.ValidString(text[w.Start:w.End]) {
				t.Fatalf("span %v of %q cuts a character", w.Span, text)
			}
			last = w.End
			for _, lang := range []string{"", "en", "fr", "ar", "tr", "ru", "fi", "xx"} {
				if Stem(w.Lower, lang) == "" {
					t.Fatalf("no stem of %q in %q", w.Lower, lang)
				}
			}
			NameForm(w.Lower)
		}
	})
}

func TestStem(t *testing.T) {
	for _, c := range []struct{ a, b, lang string }{
		{"injured", "injuring", "en"},
		{"minister's", "ministers", "en-GB"},
		{"attaques", "l'attaque", "fr"},
		{"министра", "министру", ""},
		{"evlerimiz", "evleri", "tr"},
		{"guerras", "guerra", "es_MX"},
	} {
		if a, b := Stem(c.a, c.lang), Stem(c.b, c.lang); a != b {
			t.Errorf("%s: %q is %q, %q is %q", c.lang, c.a, a, c.b, b)
		}
	}
	for _, word := range []string{"", "2021", "covid-19", "\xff", strings.Repeat("ing", 40)} {
		if got := Stem(word, "en"); got != word {
			t.Errorf("Stem(%q) = %q, want it unchanged", word, got)
		}
	}
}

func TestStemLanguages(t *testing.T) {
	for _, lang := range StemLanguages() {
		if stemmer(lang, "word") == nil {
			t.Errorf("%s has no algorithm", lang)
		}
	}
}

func TestSameName(t *testing.T) {
	for _, pair := range [][2]string{
		{"Kharimi", "al-Karimi"}, {"Karimi", "Kareemi"}, {"Muqtar", "Moqtar"}, {"Iraq", "Iraqi"}, {"Sudan", "Sudanese"}, {"Velensky", "Velenskyy"}, {"Karimi’s", "Karimi"},
	} {
		if !SameName(pair[0], pair[1]) || !SameName(pair[1], pair[0]) {
			t.Errorf("%s and %s should be one name", pair[0], pair[1])
		}
	}
	for _, pair := range [][2]string{
		{"Iran", "Iraq"}, {"Austria", "Australia"}, {"Johnson", "Johnston"}, {"Mark", "Mary"}, {"", "Karimi"}, {"Bashir", "Beirut"},
	} {
		if SameName(pair[0], pair[1]) || SameName(pair[1], pair[0]) {
			t.Errorf("%s and %s should be two names", pair[0], pair[1])
		}
	}
}

func TestJaroWinklerPublishedFigures(t *testing.T) {
	// Winkler 1990, table of example pairs.
	for _, c := range []struct {
		a, b string
		want float64
	}{
		{"MARTHA", "MARHTA", 0.961}, {"DWAYNE", "DUANE", 0.840}, {"DIXON", "DICKSONX", 0.813}, {"", "", 1}, {"A", "", 0},
	} {
		if got := JaroWinkler(c.a, c.b); math.Abs(got-c.want) > 0.001 {
			t.Errorf("JaroWinkler(%q, %q) = %.3f, want %.3f", c.a, c.b, got, c.want)
		}
	}
}

func FuzzSameName(f *testing.F) {
	f.Add("al-Kharimi", "Kareemy")
	f.Add("\xff", "ال")
	f.Fuzz(func(t *testing.T, a, b string) {
		if SameName(a, b) != SameName(b, a) {
			t.Fatalf("%q and %q: not symmetric", a, b)
		}
		if !SameName(a, a) {
			t.Fatalf("%q is not its own name", a)
		}
		if j := JaroWinkler(a, b); j < 0 || j > 1.0000001 {
			t.Fatalf("JaroWinkler(%q, %q) = %v", a, b, j)
		}
	})
}

func BenchmarkWords(b *testing.B) {
	text := strings.Repeat("A fire broke out on Monday at a fuel depot outside Karvel and injured six members of the night crew. ", 20)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		Words(text)
	}
}
