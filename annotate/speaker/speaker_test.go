package speaker

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"rashomon/annotate"
)

// report is a reading of these sentences, each a paragraph.
func report(sentences ...string) *annotate.Reading {
	b := annotate.Body{Text: strings.Join(sentences, "\n\n")}
	at := 0
	for _, s := range sentences {
		b.Sentences = append(b.Sentences, annotate.Span{Start: at, End: at + len(s)})
		at += len(s) + 2
	}
	a := annotate.NewArticle(annotate.Article{Title: "Of a report", Language: "en"}, b, time.Unix(0, 0))
	return annotate.NewReading(a, b, annotate.DefaultScheme(), "ana", nil)
}

// TestSame has spellings of one name, and names that are alike and are not one.
func TestSame(t *testing.T) {
	for _, one := range []string{
		"Mayor Ilse Vanterpool|Vanterpool|Ilse Vanterpool|I. Vanterpool|Mrs Vanterpool|Ilse Van der Pool|ILSE VANTERPOOL|Vanterpool’s|the mayor, Ilse Vanterpool",
		"Orsam al-Mehzari|el-Mehzari|Mehzari|Mahzari|Mehzary|Orsam Al Mehzari|harbour master Orsam al-Mihzari",
		"Nabil al-Sharrawi|Nabeel ash-Sharrawi|Nabīl aš-Šarrāwī|Nabil Sharawi|Nabil bin Talal al-Sharrawi",
		"Abdul Rahim Dahroun|Abd al-Rahim Dahroun|Abdelrahim Dahroun|Abdulrahim Dahroon|Dahroun",
		"Mohammed Quttan|Muhammad Quttan|Mohamed Qutan",
		"the Gate Authority|Gate Authority|The Gate Authority|the Authority",
		"the duty doctor|duty doctor|The Duty Doctor|a duty doctor",
		"Juna Farrowby|foreign ministry spokeswoman Juna Farrowby|Farrowby, the spokeswoman|Farrowby",
		"Łucja Świętek|Lucja Swietek|Swietek",
		"سليم الدهرون|سليم دهرون",
	} {
		names := strings.Split(one, "|")
		for _, n := range names[1:] {
			if !nameOf(names[0]).same(nameOf(n)) || !nameOf(n).same(nameOf(names[0])) {
				t.Errorf("%q and %q should be one: %q, %q", names[0], n, nameOf(names[0]).words, nameOf(n).words)
			}
		}
		if g := Variants(names, nil); len(g) != 1 {
			t.Errorf("%q: %d speakers: %v", one, len(g), g)
		}
	}
	for _, two := range []string{
		"Juna Farrowby|Piet Farrowby", "the Gate Authority|a spokesman for the Gate Authority", "Teodar Anquish|Teodar Andrisk",
		"the foreign ministry|the works ministry", "Gate Authority|Gate Street", "Ilse Johnson|Ilse Johnston", "王伟明|王伟", "Old Bastian|Bastian Road",
		"the police|the policy", "rescue workers|dock workers", "Hartmoor|the government of Hartmoor", "Omar Quttan|Amal Quttan", "Mohamed Quttan|Mahmoud Quttan",
	} {
		a, b, _ := strings.Cut(two, "|")
		if nameOf(a).same(nameOf(b)) {
			t.Errorf("%q and %q should be two: %q, %q", a, b, nameOf(a).words, nameOf(b).words)
		}
	}
}

func TestVariants(t *testing.T) {
	of := annotate.ID(7)
	known := []annotate.Speaker{
		annotate.NewSpeaker(of, "Ilse Vanterpool", "the mayor"),
		annotate.NewSpeaker(of, "Vander Pool"), // taken apart by hand
	}
	groups := Variants([]string{"the mayor", "Vanterpool", "Vander Pool", "Juna Farrowby", "Piet Farrowby", "Farrowby", "J. Farrowby"}, known)
	var got []string
	for _, g := range groups {
		got = append(got, g.Name+": "+strings.Join(g.Spellings, ", "))
	}
	want := []string{"Ilse Vanterpool: the mayor, Vanterpool", "Vander Pool: Vander Pool", "Juna Farrowby: Juna Farrowby, J. Farrowby", "Piet Farrowby: Piet Farrowby", "Farrowby: Farrowby"}
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

// TestVariantsIsAPartition has every name in exactly one group, and no known speaker in two.
func TestVariantsIsAPartition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		names := rapid.SliceOfNDistinct(anyName(), 0, 20, rapid.ID).Draw(t, "names")
		known := anyKnown(t)
		count := map[string]int{}
		groups := Variants(names, known)
		for _, g := range groups {
			for _, s := range g.Spellings {
				count[s]++
			}
		}
		for _, n := range names {
			if count[n] != 1 {
				t.Fatalf("%q is in %d groups: %v", n, count[n], groups)
			}
		}
		if len(groups) > len(names)+len(known) {
			t.Fatalf("%d groups of %d names", len(groups), len(names))
		}
	})
}

// TestTheOne finds by the letter what comparing with every group finds.
func TestTheOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v, left := recorded(rapid.SliceOfNDistinct(anyName(), 0, 20, rapid.ID).Draw(t, "names"), anyKnown(t))
		for _, n := range read(left) {
			all := variants{groups: v.groups, by: map[rune][]int{}}
			for i := range v.groups {
				all.by[n.ending()] = append(all.by[n.ending()], i)
			}
			i, ok := v.theOne(n)
			if want, is := all.theOne(n); i != want || ok != is {
				t.Fatalf("%q is of %d, not of %d", n.text, i, want)
			}
			if !ok {
				i = len(v.groups)
				v.groups = append(v.groups, group{Group: Group{Name: n.text}})
			}
			v.add(i, n)
		}
	})
}

func anyName() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		words := rapid.SliceOfN(rapid.SampledFrom(strings.Fields("Ilse Piet al-Dahroun el-Dahroon Dahroun Vanterpool van der Pool the The Authority Gate mayor of Dr Abd Abdul al-Rahim Rahim , . J. 港 दल \x00 ' Šarr \u202e ’s al-")), 0, 4).Draw(t, "words")
		return annotate.Line(strings.Join(words, " "))
	}).Filter(func(s string) bool { return s != "" })
}

func anyKnown(t *rapid.T) (out []annotate.Speaker) {
	for _, n := range rapid.SliceOfNDistinct(anyName(), 0, 3, strings.ToLower).Draw(t, "known") {
		out = append(out, annotate.NewSpeaker(7, n, rapid.SliceOfN(anyName(), 0, 2).Draw(t, "spellings")...))
	}
	return out
}

var story = []string{
	"Mayor Ilse Vanterpool said on Monday that the weir would hold.",
	"“It has held for ninety years,” Vanterpool added.",
	"The duty doctor told reporters that nine people were treated in Old Quay Street.",
	"Nothing moved on the river.",
	"According to the Harbour Office, the barge of Nabeel al-Sharrawi broke loose.",
	"Pell Andriske, who watched it, walked home.",
}

func TestCandidates(t *testing.T) {
	r := report(story...)
	for _, c := range []struct {
		at          int
		known, used string
		want        string
	}{
		{0, "", "", "Mayor Ilse Vanterpool|the duty doctor|the Harbour Office|"},
		{1, "", "", "Mayor Ilse Vanterpool|"},
		{1, "", "Vanterpool", "Vanterpool|"},
		{1, "I. Vander Pool+Vanterpool", "", "I. Vander Pool|"},
		{2, "", "Nabil Sharawi|the Harbour Office", "the duty doctor|Mayor Ilse Vanterpool|the Harbour Office|Nabil Sharawi|"},
		{3, "", "Ilse Vanterpool", "the duty doctor|the Harbour Office|Ilse Vanterpool|"},
		{5, "", "Andriske", "Andriske|the Harbour Office|"},
		{5, "the duty doctor", "", "the Harbour Office|"},
	} {
		var known []annotate.Speaker
		if name, spelling, _ := strings.Cut(c.known, "+"); name != "" {
			known = append(known, annotate.NewSpeaker(7, name, spelling))
		}
		var used []string
		if c.used != "" {
			used = strings.Split(c.used, "|")
		}
		got := strings.Join(Candidates(r, annotate.OnSentence(c.at), known, used), "|") + "|"
		if !strings.HasPrefix(got, c.want) {
			t.Errorf("sentence %d, known %q, used %q: %s, not %s", c.at, c.known, c.used, got, c.want)
		}
	}
	all := Candidates(r, annotate.OnSentence(3), nil, nil)
	for _, n := range []string{"Nabeel al-Sharrawi", "Pell Andriske", "Old Quay Street"} {
		if !slices.Contains(all, n) {
			t.Errorf("%q is not offered: %q", n, all)
		}
	}
	for _, n := range []string{"Nothing", "Monday", "Vanterpool", "The", "According"} {
		if slices.Contains(all, n) {
			t.Errorf("%q is offered: %q", n, all)
		}
	}
}

// TestNoCandidateTwice holds for any text, target and names used before.
func TestNoCandidateTwice(t *testing.T) {
	piece := rapid.SampledFrom(append(slices.Clone(story), "\x1b[31m", "“", "said Vander Pool.", "Ilse", "al-", "[Dahroun](https://x.example)", "U.S. officials said so.", "\xff", "المصدر قال."))
	rapid.Check(t, func(t *rapid.T) {
		r := report(rapid.SliceOfN(piece, 0, 8).Draw(t, "sentences")...)
		target := annotate.OnSentence(rapid.IntRange(0, 8).Draw(t, "sentence"))
		if n := len(r.Body.Text); rapid.Bool().Draw(t, "span") {
			from := rapid.IntRange(0, n).Draw(t, "from")
			target = annotate.OnSpan(annotate.Span{Start: from, End: rapid.IntRange(from, n).Draw(t, "to")})
		}
		known, used := anyKnown(t), rapid.SliceOfN(anyName(), 0, 5).Draw(t, "used")
		got := Candidates(r, target, known, used)
		had := map[string]bool{}
		for _, n := range got {
			if had[n] || n == "" || n != annotate.Line(n) && utf8.ValidString(n) {
				t.Fatalf("%q in %q", n, got)
			}
			had[n] = true
			if as := annotate.SpeakerNamed(known, n); as != n {
				t.Fatalf("%q is a spelling of %q", n, as)
			}
		}
		if len(got) > most || !target.In(r.Body) && len(used) == 0 && len(known) == 0 && len(got) > 0 {
			t.Fatalf("%q of %v", got, target)
		}
	})
}

func TestOffers(t *testing.T) {
	for typed, want := range map[string]bool{"Van der Pool": true, "vanterpol": false, "Vanterpol": true, "": false, " ": false, "Ilse": false} {
		if got := Offers(typed, "Ilse Vanterpool"); got != want {
			t.Errorf("%q: %v", typed, got)
		}
	}
}

// FuzzNames never fails, and finds names that are in the text.
func FuzzNames(f *testing.F) {
	for _, s := range story {
		f.Add(s)
	}
	f.Add("Dr. A. B’s “C” *D* _E’s_ the F of the g H. 港 \xff\x00")
	f.Fuzz(func(t *testing.T, text string) {
		for _, n := range Names(text, "en", []annotate.Span{{Start: 0, End: len(text)}}) {
			if n.Text == "" || n.Times != 1 || strings.Contains(n.Text, opens) {
				t.Fatalf("%q: %+v", text, n)
			}
		}
	})
}

// long is a report of so many sentences in which so many people speak.
func long(sentences, people int) *annotate.Reading {
	random := rand.New(rand.NewPCG(1, 2))
	syllable := strings.Fields("ka ro ven ti mar lo shu ped gri na os tel bu fen dah qur")
	word := func() string {
		return strings.ToUpper(string(rune('a'+random.IntN(26)))) + syllable[random.IntN(16)] + syllable[random.IntN(16)] + syllable[random.IntN(16)]
	}
	names := make([]string, people)
	for i := range names {
		names[i] = word() + " " + word()
	}
	out := make([]string, sentences)
	for i := range out {
		out[i] = fmt.Sprintf("On Monday %s told %s that the water of the %s stood %d feet higher than in any year before.", names[random.IntN(people)], names[random.IntN(people)], word(), i)
	}
	return report(out...)
}

func BenchmarkCandidates(b *testing.B) {
	r := long(5000, 300)
	used := Candidates(long(400, 60), annotate.OnSentence(9), nil, nil)
	b.ReportAllocs()
	for b.Loop() {
		Candidates(r, annotate.OnSentence(2500), nil, used)
	}
}

func BenchmarkNames(b *testing.B) {
	r := long(5000, 300)
	b.SetBytes(int64(len(r.Body.Text)))
	b.ReportAllocs()
	for b.Loop() {
		Names(r.Body.Text, "en", r.Body.Sentences)
	}
}

// BenchmarkVariants groups ten thousand names beside five hundred known speakers.
func BenchmarkVariants(b *testing.B) {
	r := long(10_000, 6000)
	var names []string
	for _, n := range Names(r.Body.Text, "en", r.Body.Sentences) {
		names = append(names, n.Text)
	}
	names = names[:min(len(names), 10_000)]
	var known []annotate.Speaker
	for _, n := range names[:500] {
		known = append(known, annotate.NewSpeaker(7, n))
	}
	b.ReportMetric(float64(len(names)), "names")
	b.ReportAllocs()
	for b.Loop() {
		Variants(names, known)
	}
}
