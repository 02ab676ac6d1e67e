package segment

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// sentenceTests are texts whose sentences are set off by "|"; a white space beside it belongs to no sentence.
var sentenceTests = []struct{ name, lang, text string }{
	{"two", "", "The dam at Orrin held. |The road did not."},
	{"asking and shouting", "", "Was it sabotage? |Nobody knows! |Nobody at all?! |Inspectors came!! |They left."},
	{"title", "", "Mr. Quill met Gen. Marta Dahl and Lt. Col. I. Ruud. |Dr. Osei did not come."},
	{"initials", "", "Tomas K. Brandt and J.P. Lowe signed. |A. R. Moss refused."},
	{"the letter that ends", "", "It was between the mayor and I. |Did you hear Albert I. Moss? |They gave him vitamin D. |Brandt slept."},
	{"month", "", "Polls opened on Oct. 10 and closed in Nov. |The count took a week."},
	{"reference", "", "See Fig. 3 and No. 12 on p. 55. |Is there more? |No. |There is none."},
	{"company", "", "Harbor & Pell Co. lost the tender. |It went to Moss Inc. |The mayor of Tarn Ltd. Village laughed."},
	{"small company", "", "Ask Lena and co. |They should know where Lena and co. went."},
	{"country", "", "The U.S. State Department and the U.N. Security Council met in the U.S. |It was late. |They left the U.S. in May."},
	{"place after a comma", "", "Fire broke out in Tulare, Calif. |Residents fled. |The Calif. National Guard came."},
	{"clock", "", "Guards came at 5 p.m. Sunday and left at 6 p.m. Eastern time. |At 5 a.m. Mr. Quill rang. |He slept at 9 p.m. |Snow fell."},
	{"spaced clock", "", "It hit at 4:45 p. m. EST near the pier. |It hit at 3 p.m. (1200 GMT). |Nobody saw it."},
	{"unit", "", "Water rose 5 ft. overnight. |It came in. |Lowe left. |The wall is 9 ft. |It fell."},
	{"and so on", "", "Boats, nets, etc. were lost. |They lost crates, etc. |Owners wept."},
	{"number", "", "It cost $3.50 in 2010. |In 2011 it was 4.75. |5 people paid."},
	{"address", "", "Write to Lena.Moss@example.org. |See https://example.org/a.b?c=D.E. |Then www.example.org opened."},
	{"missing space", "", "The pier burned.|Firemen came.|Mr. Lowe paid 1,000.|They left."},
	{"brand with a mark", "", "He works at Yahoo! in sales. |She starred on E! News for a year."},
	{"quotation inside", "", "“The bridge is gone,” Mayor Quill said. |“We need boats. |We need them now.”"},
	{"question, then the speaker", "", "“Who did this?” Lena Moss asked. |“Who?” she said again. |“Who?” |Nobody spoke."},
	{"stop, then the speaker", "", `She said, "This is it." |He left. |He said, "That is all." she wrote.`},
	{"full stop outside", "", "He was in “good health”. |It gave no details."},
	{"attribution after a dash", "", "“They lost the harbor.” — Lena Moss"},
	{"loose quotation mark", "", `They cried "Out with him, out! " |Guards came.`},
	{"unclosed", "", "“The militia lost the vote, the outlet continued. |Counting goes on.\n\n|The mayor rested. |He said “no” twice."},
	{"bracket inside", "", "He taught physics (He was a sapper before.) at the port school. |He left."},
	{"bracket after", "", "Versions are made by a program. |(maintained by Example Ltd.)"},
	{"bracketed question", "", "The third (?) blast was heard. |It was far."},
	{"pause", "", "Well ... we do not know. |The boat was . . . I forget. |We waited.... |Nobody came."},
	{"omission", "", "He lost his seat. |... He then left. |She wrote of duty. |. . . Duty came first."},
	{"cut", "", `"Moss [...] used the figure of a ladder [...]" (Dahl 55).`},
	{"note number", "", "The wall fell in spring.[3] |It was old. [4] |Nobody cared (they said).12 |This changed."},
	{"emoticon", "", "We made it! :) |See you."},
	{"name in lower case", "", "Six were hurt. |al-Sarraj said so. |eBay sold it. |ibn Tariq wept."},
	{"careless", "", "the pier burned. |we saw it. |it was bad."},
	{"list in a line", "", "1. Nets |2. Ropes |3. Boats"},
	{"list with brackets", "", "a) nets |b) ropes\n|(1) one |(2) two\n|1.) first |2.) second"},
	{"letters after a sentence", "", "It was John A. Moss. |a. he came |b. he saw |c. he left"},
	{"bullets", "", "• 9. The nets • of Tarn"[:len("• 9. The nets ")] + "|• 10. The ropes"},
	{"no list", "", "For 1. above pay 5, and for 2. above nothing. |Agreed on 3 questions: 1. Who did it?"},
	{"lines", "", "nets\n|ropes and oil\n|boats, oars"},
	{"heading", "", "The third blast was the worst.\n\n|Earlier Attacks\n\n|Two more came."},
	{"caption", "", "A barge in the new harbor |Image: Lena Moss. |Photo: Example Agency."},
	{"dash after", "", "What do you see? |- Men stood like posts."},
	{"header", "", "date 2031-05-04 TARN CITY (Harbor 9) – |Guards fled. |Nobody was hurt."},
	{"French", "fr", "M. Dubois est parti à 5 h. du soir. |« C'est fini ! » dit-il. |La Cie. Moss a payé, etc. |Mme Roux rit."},
	{"German", "de", "Am 3. Oktober kam Dr. Moos z. B. nach Tarn. |Es kostete ca. 5 Mio. Euro. |„Komm her!“, sagte er. |Sie ging."},
	{"Spanish", "es", "¿Quién vino? |¡Nadie! |El Sr. Peña vive en EE.UU. desde enero. |Es tarde."},
	{"Italian", "it", "Il sig. Rossi e l'avv. Neri sono qui. |Ma tardi."},
	{"Russian", "", "А. С. Мосс родился в 1799 г. в порту. |Он ушёл. |«Кто там?» |Никто."},
	{"French spaces", "fr", "«\u00a0C'est fini.\u00a0» |L'accord tient jusqu'en sept. |L'an prochain aussi. |Il a 5 m. de haut. |Pierre rit."},
	{"Chinese and numbers", "zh", "你来吗？|2031年见！|港口关了３．５天。|A区没有关。"},
	{"Chinese", "", "他說：「我來了。」|他走了。|“你是誰？”他問道。|價格是3.5元！|好。"},
	{"Japanese", "ja", "「行くぞ！」と彼は言った。|雨が降った。"},
	{"Arabic", "", "هل جاء أحد؟ |لا. |قال د. سالم ذلك."},
	{"Urdu", "ur", "کون آیا؟ |کوئی نہیں۔ |سب گئے۔"},
	{"Hindi", "hi", "पुल टूट गया। |कौन आया? |कोई नहीं।"},
	{"Greek", "el", "Ποιος ήρθε; |Κανείς. |Βλ. π.χ. το λιμάνι."},
	{"Armenian", "hy", "Նավահանգիստը այրվեց։ |Ոչ ոք չեկավ: |Վերջ։"},
	{"Amharic", "am", "ማን መጣ፧ |ማንም።"},
	{"Burmese", "my", "ဆိပ်ကမ်းမီးလောင်သည်။ |ဘယ်သူမှမလာပါ။"},
	{"empty", "", ""},
	{"nothing to say", "", " \n\n*** \n\n — "},
}

func TestSentences(t *testing.T) {
	for _, test := range sentenceTests {
		t.Run(test.name, func(t *testing.T) {
			var want []string
			for p := range strings.SplitSeq(test.text, "|") {
				if p = strings.TrimSpace(p); p != "" && hasWord(p) {
					want = append(want, p)
				}
			}
			text := strings.ReplaceAll(test.text, "|", "")
			if h := ReadHeader(text).End; h > 0 {
				want = want[1:]
			}
			if got := cutOut(text, Sentences(text, test.lang)); !slices.Equal(got, want) {
				t.Errorf("Sentences(%q)\n got %q\nwant %q", text, got, want)
			}
		})
	}
}

func cutOut(text string, spans []Span) []string {
	var out []string
	for _, s := range spans {
		out = append(out, text[s.Start:s.End])
	}
	return out
}

// checkSentences reports what is wrong with the sentences of a text, whatever the text.
func checkSentences(text string, spans []Span) error {
	at := ReadHeader(text).End
	if at < 0 || at > len(text) {
		return fmt.Errorf("header ends at %d of %d", at, len(text))
	}
	for i, s := range spans {
		if s.Start < at || s.End <= s.Start || s.End > len(text) {
			return fmt.Errorf("sentence %d is %v after %d in %d bytes", i, s, at, len(text))
		}
		if !atRune(text, s.Start) || !atRune(text, s.End) {
			return fmt.Errorf("sentence %d cuts a character: %v", i, s)
		}
		if trim(text, s) != s {
			return fmt.Errorf("sentence %d is not trimmed: %q", i, text[s.Start:s.End])
		}
		if hasWord(text[at:s.Start]) {
			return fmt.Errorf("words in no sentence: %q", text[at:s.Start])
		}
		at = s.End
	}
	if hasWord(text[at:]) {
		return fmt.Errorf("words after the last sentence: %q", text[at:])
	}
	return nil
}

// atRune reports that a position is not inside a valid character.
func atRune(text string, at int) bool {
	for back := 1; back < utf8.UTFMax && back <= at; back++ {
		if r, size := utf8.DecodeRuneInString(text[at-back:]); size > back && r != utf8.RuneError {
			return false
		}
	}
	return true
}

// checkAppended reports where a paragraph appended changes the sentences before it, or its own.
func checkAppended(a, b, lang string) error {
	if strings.TrimFunc(a, blank) == "" || ReadHeader(b).End > 0 || ReadHeader(a).End != ReadHeader(a+"\n\n"+b).End {
		return nil
	}
	want := Sentences(a, lang)
	for _, s := range Sentences(b, lang) {
		want = append(want, Span{s.Start + len(a) + 2, s.End + len(a) + 2})
	}
	if got := Sentences(a+"\n\n"+b, lang); !slices.Equal(got, want) {
		return fmt.Errorf("appending changed sentences: got %q want %q", cutOut(a+"\n\n"+b, got), cutOut(a+"\n\n"+b, want))
	}
	return nil
}

var languagesToTry = []string{"", "en", "fr", "de", "es", "it", "ru", "hy", "el", "ja", "xx"}

// newsish draws texts thick with what the rules look at.
func newsish(t *rapid.T, name string) string {
	pieces := rapid.SampledFrom([]string{" ", " ", " ", "\n", "\n\n", ".", ".", "?", "!", "...", "…", "\"", "“", "”", "'", "(", ")", "[1]",
		"Mr", "U.S", "p.m", "Oct", "No", "1", "2", "a", "I", "The", "he", "said", "Moss", "eBay", "al-", "•", "-", "—", "。", "？", "」", "他", "說",
		":", ";", ",", "Он", "г", "؟", "։", "Image:", "date 2031-05-04", "TARN", "/", "\u00a0", "\xff", "\ufeff", "é"})
	return strings.Join(rapid.SliceOfN(pieces, 0, 40).Draw(t, name), "")
}

func TestSentencesHold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lang := rapid.SampledFrom(languagesToTry).Draw(t, "lang")
		a, b := newsish(t, "a"), newsish(t, "b")
		if err := checkSentences(a, Sentences(a, lang)); err != nil {
			t.Fatal(err)
		}
		if err := checkAppended(a, b, lang); err != nil {
			t.Fatal(err)
		}
	})
}

// TestSentencesStand: a sentence cut out and split again in a paragraph of its own, white space around it, is found in its place.
func TestSentencesStand(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := newsish(t, "text")
		plain := Sentences(text, "en")
		padded := Sentences(" \n\n"+text+" \n ", "en")
		for i := range padded {
			padded[i].Start, padded[i].End = padded[i].Start-3, padded[i].End-3
		}
		if !slices.Equal(plain, padded) {
			t.Fatalf("white space around moved sentences: %v, %v", plain, padded)
		}
	})
}

func FuzzSentences(f *testing.F) {
	for _, test := range sentenceTests {
		f.Add(strings.ReplaceAll(test.text, "|", ""), test.lang, "He left. She stayed.")
	}
	f.Fuzz(func(t *testing.T, text, lang, more string) {
		if err := checkSentences(text, Sentences(text, lang)); err != nil {
			t.Fatal(err)
		}
		if err := checkAppended(text, more, lang); err != nil {
			t.Fatal(err)
		}
	})
}

// report is a text of the kind the splitter is for.
var report = strings.Repeat(`Guards at the port of Tarn said on Sunday that six members of Gov. Lena Moss's staff had been hurt by at least two blasts. `+
	`“This was aimed at the heart of the town,” spokesman J. K. Brandt said in a statement. “We have offered our help as they investigate.”

The U.S. State Department called for calm at 5 p.m. Sunday, and No. 10 did so on Oct. 12. Nobody has claimed the attack, which `+
	`came after a vote last month. Police responded with tear gas, killing at least one person, according to two hospitals.

`, 20)

func BenchmarkSentences(b *testing.B) {
	chinese := strings.Repeat("他說：「我們昨天晚上到了港口，沒有看見任何人。」市長說：“為什麼？”沒有人回答。\n\n", 100)
	french := strings.Repeat("M. Dubois est arrivé à Tarn le 5 mai, après l'élection. « C'est fini », a dit Mme Roux. Personne n'a répondu.\n\n", 50)
	for _, c := range []struct{ name, lang, text string }{{"news", "en", report}, {"guessed", "", report}, {"french", "fr", french}, {"chinese", "zh", chinese}} {
		b.Run(c.name, func(b *testing.B) {
			n := len(Sentences(c.text, c.lang))
			b.SetBytes(int64(len(c.text)))
			b.ReportAllocs()
			for b.Loop() {
				Sentences(c.text, c.lang)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/sentence")
		})
	}
}

// BenchmarkHostile splits texts made to provoke backtracking, at two lengths: ns/byte must not grow.
func BenchmarkHostile(b *testing.B) {
	for _, unit := range []string{".", ". ", "\"", "((", ".\" ", "a.", "U.S.", "1. ", "- ", ". -", "…", " . .", "[1", "•", "\n", "\u00a0", "A ", "A-", "。」", "\xff", "x", " Image:"} {
		for _, n := range []int{1 << 12, 1 << 16} {
			text := strings.Repeat(unit, n/len(unit))
			b.Run(fmt.Sprintf("%q/%d", unit, n), func(b *testing.B) {
				for b.Loop() {
					Sentences(text, "en")
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/byte")
			})
		}
	}
}

func TestHasWord(t *testing.T) {
	for _, text := range []string{"", "***", "—", "👍", "( ! )"} {
		if hasWord(text) {
			t.Errorf("hasWord(%q)", text)
		}
	}
	if !hasWord("— 7") || !hasWord("، ا") || !unicode.IsLetter('他') {
		t.Error("letters and digits are words")
	}
}
