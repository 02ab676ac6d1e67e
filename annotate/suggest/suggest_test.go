package suggest

import (
	"reflect"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"rashomon/annotate"
	"rashomon/internal/segment"
)

// sentencesOf splits a text as an import does.
func sentencesOf(text string) []annotate.Span {
	var spans []annotate.Span
	for _, s := range segment.Sentences(text, "en") {
		spans = append(spans, annotate.Span(s))
	}
	return spans
}

// suggestAll is the rules' word on each sentence of a text.
func suggestAll(text string) []Suggestion { return Article(text, "en", sentencesOf(text)) }

// TestSentences holds one sentence a line: what is proposed, who speaks, and the text.
func TestSentences(t *testing.T) {
	for _, c := range []struct{ label, speaker, text string }{
		{fact, "", "The ferry reached Port Ansel at noon."},
		{fact, "", "Two boats were damaged, and the pier stayed closed."},
		{claim, "Officials", "Officials said the ferry had struck a sandbank."},
		{claim, "the harbour master", "The ferry had struck a sandbank, the harbour master said."},
		{claim, "Ilse Tamm", "The ferry had struck a sandbank, said Ilse Tamm, the harbour master."},
		{claim, "Ilse Tamm", "Ilse Tamm, who runs the harbour, told the Ansel Courier that the ferry was late."},
		{claim, "Ilse Tamm", "Ilse Tamm (Harbour Party) announced on Friday that the pier would open."},
		{claim, "the coast guard", "According to the coast guard, nobody was on the pier."},
		{claim, "two witnesses", "The engine had failed before, according to two witnesses on the quay."},
		{claim, "She", "She also said that repairs would take a week."},
		{claim, "", "The captain is believed to have left the country."},
		{claim, "", "The captain had reportedly left the country."},
		{claim, "", "It is understood that the owner will pay."},
		{claim, "Tamm", "Tamm called the delay “shameful” and left early."},
		{claim, "the owner’s", "The council dismissed the owner’s claim that the engine was new."},
		{claim, "A survey by the port", "A survey by the port found that most passengers were late."},
		{claim, "Ansel Courier", "Ansel Courier: ferry owner knew of the broken engine."},
		{claim, "Some passengers", "Some passengers believe the captain was asleep."},
		{quote, "Ilse Tamm", "“We had no warning at all that night,” Ilse Tamm said."},
		{quote, "she", `"We had no warning at all that night," she told reporters.`},
		{quote, "Tamm", "«We had no warning at all that night», said Tamm."},
		{quote, "Tamm", "„We had no warning at all that night“, Tamm said."},
		{quote, "Tamm", "‘We had no warning at all that night,’ Tamm said."},
		{quote, "Tamm", "Tamm said: “We had no warning at all that night.”"},
		{quote, "Tamm", "''We had no warning at all that night,'' Tamm said."},
		{quote, "the port", "In a statement, the port said, “No vessel left the harbour after dark.”"},
		{claim, "the mayor", "“No,” the mayor answered when he was asked whether the pier was safe."},
	} {
		got := suggestAll(c.text)
		if len(got) != 1 {
			t.Fatalf("%d sentences in %q", len(got), c.text)
		}
		if got[0].Label != c.label || got[0].Speaker.Text != c.speaker {
			t.Errorf("%q is %s by %q, not %s by %q (%s)", c.text, got[0].Label, got[0].Speaker.Text, c.label, c.speaker, got[0].Why)
		}
	}
}

// TestTraps are facts that hold words of reporting: silence, nouns, names.
func TestTraps(t *testing.T) {
	for _, text := range []string{
		"No group has claimed responsibility for the fire.",
		"Nobody said anything.",
		"The company did not comment.",
		"The mayor has not said whether the pier will open.",
		"The claims office opened at nine.",
		"The storm claimed the lives of two sailors.",
		"The United States sent a frigate.",
		"The well-known captain sailed on Monday.",
		"The report ran to forty pages.",
		"The ferry reported for duty at noon was blue.",
		"He answered the phone at once.",
		"Asked about the fire, Tamm left the room.",
	} {
		for _, s := range suggestAll(text) {
			if s.Label != fact {
				t.Errorf("%q is %s: %s", text, s.Label, s.Why)
			}
		}
	}
}

func labelsOf(all []Suggestion) string {
	var b strings.Builder
	for _, s := range all {
		b.WriteByte(s.Label[0])
	}
	return b.String()
}

// TestQuotationsRunOn follows a quotation over sentences and paragraphs, and leaves it where it never closes.
func TestQuotationsRunOn(t *testing.T) {
	for _, c := range []struct{ name, labels, text string }{
		{"over sentences", "qqqf", "“The bell rang. We ran to the boats. The tide was out,” Tamm said. The pier burned for an hour."},
		{"straight marks", "qqqf", "\"The bell rang. We ran to the boats. The tide was out,\" Tamm said. The pier burned for an hour."},
		{"an opening mark at each paragraph", "qqqf", "“The bell rang that evening. We ran.\n\n“The tide was out.”\n\nThe pier burned for an hour."},
		{"closed a paragraph later", "qqqf", "“The bell rang that evening. We ran.\n\nThe tide was out.”\n\nThe pier burned for an hour."},
		{"never closed", "qff", "“The bell rang that evening. The pier burned for an hour.\n\nThe boats were lost."},
		{"never closed, straight", "qff", "\"The bell rang that evening. The pier burned for an hour.\n\nThe boats were lost."},
		{"unclosed before another", "qqf", "“The bell rang that evening. “We ran to the boats.” The boats were lost."},
		{"closed by the wrong mark", "qqf", "“The bell rang that evening. We ran to the boats.\" The boats were lost."},
		{"opened by the wrong mark", "qqf", "”The bell rang that evening. We ran to the boats.” The boats were lost."},
		{"words announced", "cccf", "Tamm added:\n\nThe bell rang that evening. We ran to the boats.\n\nThe boats were lost."},
		{"apostrophes are no marks", "fff", "The sailors' union met at the pilots' house. It's the crew's own. The ’90s were kinder."},
	} {
		if got := labelsOf(suggestAll(c.text)); got != c.labels {
			t.Errorf("%s: %s, not %s: %q", c.name, got, c.labels, c.text)
		}
	}
}

func TestHalfOfTheLettersMakeAQuote(t *testing.T) {
	for n, want := range map[int]string{4: quote, 3: claim} {
		text := "abcd “" + strings.Repeat("x", n) + "”."
		if got := suggestAll(text)[0]; got.Label != want {
			t.Errorf("%q is %s, not %s", text, got.Label, want)
		}
	}
}

func TestOtherLanguagesOnlyHaveMarks(t *testing.T) {
	text := "Das Boot lag im Hafen. »Wir hatten keine Warnung«, sagte Tamm."
	var spans []annotate.Span
	for _, s := range segment.Sentences(text, "de") {
		spans = append(spans, annotate.Span(s))
	}
	if got := labelsOf(Article(text, "de", spans)); got != "fq" {
		t.Errorf("labels are %s", got)
	}
}

// check holds what is true of any text: one suggestion a sentence, known labels, scores from 0 to 1, speakers inside the sentence.
func check(t *testing.T, text string, spans []annotate.Span, all []Suggestion) {
	t.Helper()
	if len(all) != len(spans) {
		t.Fatalf("%d suggestions for %d sentences", len(all), len(spans))
	}
	for i, s := range all {
		if strings.ContainsFunc(s.Why, unicode.IsControl) {
			t.Fatalf("sentence %d: control characters in %q", i, s.Why)
		}
		if labelNumber(s.Label) == 0 || !(s.Score >= 0 && s.Score <= 1) || s.Why == "" {
			t.Fatalf("sentence %d: %+v", i, s)
		}
		if s.Speaker == (Speaker{}) {
			continue
		}
		if p := s.Speaker.Span; p.Start < spans[i].Start || p.End > spans[i].End || p.Start >= p.End || text[p.Start:p.End] != s.Speaker.Text {
			t.Fatalf("sentence %d of %q: speaker %+v", i, text, s.Speaker)
		}
		if s.Label == fact {
			t.Fatalf("a fact has the speaker %q", s.Speaker.Text)
		}
	}
}

func FuzzArticle(f *testing.F) {
	for _, text := range []string{"", "“", "\"a\" \"", "Tamm said: “No.\n\n“Yes.” ", "said said said", "''", "« a » b » c", "‘a’ 'b' \xff\xfe “\xe2\x80", "(Tamm) — said, -",
		"A: b c d e", "according to", "per the", "「あ」と言った。", "\n\n\n“\n\n”", "that said by", "X’s claim that", "to to say, made clear that", "according\x1b[2J\nto the \u202eport"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		spans := sentencesOf(text)
		all := Article(text, "", spans)
		check(t, text, spans, all)
		if utf8.ValidString(text) {
			if again := Article(text, "", spans); !reflect.DeepEqual(all, again) {
				t.Fatalf("two answers for %q", text)
			}
		}
	})
}

// TestSpansOfAnyKind gives sentences that no splitter would: overlong, empty, in the middle of quotations.
func TestSpansOfAnyKind(t *testing.T) {
	text := "“One two three. Four,” she said. Five."
	for start := range text {
		for end := start + 1; end < len(text); end++ {
			spans := []annotate.Span{{Start: start, End: end}}
			if spans[0].In(text) {
				check(t, text, spans, Article(text, "", spans))
			}
		}
	}
}

// TestMeasuredAsCounted compares the sweep over an article's words and quotations with reading each sentence alone, letter by letter.
func TestMeasuredAsCounted(t *testing.T) {
	text := strings.Repeat("“The bell rang. We ran,” Tamm said.\n\nIt was “quite” late. \"So it was.\" 'Late,' he said. «Oui» — no. ", 3)
	spans := sentencesOf(text)
	quotes := quotations(text, spans)
	for i, r := range readArticle(text, "en", spans) {
		if slow := slowCover(text, spans[i], quotes); slow != r.cover {
			t.Errorf("sentence %d: %g of its letters are quoted, not %g", i, slow, r.cover)
		}
	}
}

// slowCover counts letters one by one, and for each looks at every quotation.
func slowCover(text string, span annotate.Span, quotes []annotate.Span) float64 {
	all, quoted := 0, 0
	for i, r := range text[span.Start:span.End] {
		if letters(string(r)) == 0 {
			continue
		}
		all++
		for _, q := range quotes {
			if q.Holds(span.Start + i) {
				quoted++
			}
		}
	}
	if all == 0 {
		return 0
	}
	return float64(quoted) / float64(all)
}

// hostile are texts made to take long: one sentence without an end, marks without partners.
func hostile(n int) []string {
	return []string{strings.Repeat("said, ", n), strings.Repeat("“", n), strings.Repeat("\"", n), strings.Repeat("“a « b ", n), strings.Repeat("'a ", n),
		strings.Repeat("Tamm and ", n), strings.Repeat("a “b” ", n), strings.Repeat("which said, that ", n), strings.Repeat("“x\n\n", n)}
}

func TestHostileTextsEnd(t *testing.T) {
	for _, text := range hostile(20000) {
		spans := sentencesOf(text)
		check(t, text, spans, Article(text, "", spans))
	}
}

var benchmarkText = strings.Repeat(`The ferry reached Port Ansel at noon, two hours late. Officials said it had struck a sandbank near the old mole. “We had no warning,” Ilse Tamm, the harbour master, told the Ansel Courier. “The charts were old. Nobody knew.” According to the coast guard, nobody was on the pier.

The owner, a company from Vell, is believed to have known about the engine since spring. No group has claimed responsibility for the fire that followed. Tamm called the delay “shameful” and said repairs would take a week.

`, 6)

func BenchmarkArticle(b *testing.B) {
	spans := sentencesOf(benchmarkText)
	b.ReportAllocs()
	b.SetBytes(int64(len(benchmarkText)))
	for b.Loop() {
		Article(benchmarkText, "en", spans)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(spans)), "ns/sentence")
}

func BenchmarkCover(b *testing.B) {
	spans := sentencesOf(benchmarkText)
	quotes := quotations(benchmarkText, spans)
	b.Run("sweep", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			q := 0
			for _, s := range spans {
				for q < len(quotes) && quotes[q].End <= s.Start {
					q++
				}
				r := sentence{text: benchmarkText, span: s}
				r.measureQuotes(quotes[q:])
			}
		}
	})
	b.Run("slow", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			for _, s := range spans {
				slowCover(benchmarkText, s, quotes)
			}
		}
	})
}
