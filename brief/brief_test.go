package brief

import (
	"bytes"
	"errors"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"rashomon/annotate"
	"rashomon/compare"
	"rashomon/ui/screen"
)

// TestDocsKnowEveryKey keeps docs/brief.md and the JSON in step, both ways.
func TestDocsKnowEveryKey(t *testing.T) {
	text, err := os.ReadFile("../docs/brief.md")
	if err != nil {
		t.Fatal(err)
	}
	_, described, _ := strings.Cut(string(text), "## JSON")
	keys := map[string]bool{}
	keysOf(reflect.TypeFor[Brief](), keys)
	for k := range keys {
		if !strings.Contains(described, "`"+k+"`") {
			t.Errorf("docs/brief.md does not describe %q", k)
		}
	}
	values := []string{"conflict", "differs", "vague", "verbatim", "paraphrase", "partial", "number", "wording", "skipped", "heading", "byline", "notice", "flag", "skip", "quote", "claim", "rune_…", "byte_…"}
	for i, part := range strings.Split(described, "`") {
		if i%2 == 1 && !keys[part] && !slices.Contains(values, part) {
			t.Errorf("docs/brief.md describes %q, which is not there", part)
		}
	}
}

func keysOf(t reflect.Type, keys map[string]bool) {
	switch {
	case t.Kind() == reflect.Slice:
		keysOf(t.Elem(), keys)
	case t.Kind() == reflect.Struct && t != reflect.TypeFor[time.Time]():
		for i := range t.NumField() {
			f := t.Field(i)
			if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); name != "" {
				keys[name] = true
			}
			keysOf(f.Type, keys)
		}
	}
}

// plainReading is an article of plain text whose sentences are its lines.
func plainReading(a annotate.Article, lines ...string) *annotate.Reading {
	text := strings.Join(lines, "\n") + "\n"
	body := annotate.Body{Text: text}
	at := 0
	for _, l := range lines {
		body.Sentences = append(body.Sentences, annotate.Span{Start: at, End: at + len(l)})
		at += len(l) + 1
	}
	return annotate.NewReading(annotate.NewArticle(a, body, time.Time{}), body, annotate.DefaultScheme(), "ana", nil)
}

func TestOrderIsByDateSourceTitle(t *testing.T) {
	var readings []*annotate.Reading
	for _, a := range []annotate.Article{
		{Title: "undated", Source: "A Post"}, {Title: "b", Source: "Wire", Date: "2031-03-09"}, {Title: "a", Source: "Wire", Date: "2031-03-09"},
		{Title: "c", Source: "Coast", Date: "2031-03-09"}, {Title: "early", Source: "Wire", Date: "2031-03-08"},
	} {
		readings = append(readings, plainReading(a, "One."))
	}
	Order(readings)
	var got []string
	for _, r := range readings {
		got = append(got, r.Article.Title)
	}
	if want := []string{"early", "c", "a", "b", "undated"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestLettersAreThoseOfTheScreens(t *testing.T) {
	for i := range 1000 {
		if letter(i) != screen.ReportName(i) {
			t.Errorf("report %d is %s here and %s there", i, letter(i), screen.ReportName(i))
		}
	}
}

func TestNoReportsAndOne(t *testing.T) {
	for _, in := range []Input{{}, {Readings: []*annotate.Reading{plainReading(annotate.Article{Title: "The crane"}, "The crane fell.", "It rained.")}}} {
		b := New(in)
		var md, page, object bytes.Buffer
		if err := errors.Join(b.Markdown(&md), b.HTML(&page), b.JSON(&object)); err != nil {
			t.Fatal(err)
		}
		if len(in.Readings) == 1 && (len(b.Only) != 2 || !strings.HasPrefix(md.String(), "# The crane\n")) {
			t.Errorf("%s", &md)
		}
	}
}

// failing is a place that takes nothing.
type failing struct{}

var errFull = errors.New("no room")

func (failing) Write([]byte) (int, error) { return 0, errFull }

func TestErrorsOfTheWriter(t *testing.T) {
	b := New(Input{Title: "x"})
	for _, err := range []error{b.Markdown(failing{}), b.HTML(failing{}), b.JSON(failing{})} {
		if !errors.Is(err, errFull) {
			t.Errorf("%v", err)
		}
	}
}

func TestFurniture(t *testing.T) {
	for text, want := range map[string]Why{
		"A Gate With a Memory": Heading, "Two dead, 4 hurt": "", "It rained.": "", "By Ana Karel and Bo Lind": Byline, "By dawn the gate stood open": Heading,
		"Read more: The barge that nobody moored.": Notice, "Photo: Harbour Post.": Byline, "Reporting by Ana Karel; editing by Bo Lind.": Byline,
		"Subscribe to our letter!": Notice, "* * *": Notice, "洪水は夜に来た": "", "The barge, which nobody had moored and nobody had seen, came loose in the night and then": "",
	} {
		m := newMaker(Input{Readings: []*annotate.Reading{plainReading(annotate.Article{}, "First.", text, "Last.")}})
		if got := m.furniture(compare.Ref{Sentence: 1}, text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	r := plainReading(annotate.Article{Format: annotate.Markdown}, "## What the log says, at 4.10", "It rained.", "", "Setext, at 4.10", "===", "It rained, # and more.")
	r.Body.Sentences[0].Start += len("## ") // as an import has it
	m := newMaker(Input{Readings: []*annotate.Reading{r}})
	for n, want := range map[int]Why{0: Heading, 1: "", 3: Heading, 5: ""} {
		ref := compare.Ref{Sentence: n}
		if got := m.furniture(ref, m.words(ref)); got != want {
			t.Errorf("sentence %d: %q, want %q", n, got, want)
		}
	}
}

func TestOneSpeakerByManyNames(t *testing.T) {
	var all []saying
	for _, s := range []string{"Farrowby", "spokeswoman Juna Farrowby", "the Authority", "The Gate Authority", "a source", "a security source", "Sources", "Price", "Ned Price", "Mary Price", "el-Mehzari", "Orsam al-Mehzari", "dock families", "Dock families"} {
		all = append(all, saying{speaker: s})
	}
	leader := sameSpeakers(all)
	for s, want := range map[string]string{
		"Farrowby": "spokeswoman Juna Farrowby", "the Authority": "The Gate Authority", "a source": "a source", "a security source": "a security source",
		"Price": "Price", "el-Mehzari": "Orsam al-Mehzari", "Dock families": "dock families",
	} {
		if leader[s] != want {
			t.Errorf("%q is %q, want %q", s, leader[s], want)
		}
	}
}

func TestWebAddresses(t *testing.T) {
	for in, want := range map[string]string{
		"https://post.example/a?b=1&c=2#d": "https://post.example/a?b=1&c=2#d", "HTTP://post.example": "http://post.example", "https://post.example/\"><script>": "https://post.example/%22%3E%3Cscript%3E",
		"javascript:alert(1)": "", "java\nscript:alert(1)": "", "data:text/html,x": "", "file:///etc/passwd": "", "//post.example": "", "post.example": "", "https://": "", "https:post.example": "", "": "",
	} {
		if got := webAddress(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestDays(t *testing.T) {
	for in, want := range map[[2]string]string{
		{"2031-03-09", "2031-03-09T10:00:00Z"}: "9 March 2031", {"2031-03-09", "2031-03-11"}: "9 to 11 March 2031",
		{"2031-02-28", "2031-03-11"}: "28 February to 11 March 2031", {"2030-12-31", "2031-01-01"}: "31 December 2030 to 1 January 2031", {"Monday", "2031-01-01"}: "Monday to 1 January 2031",
	} {
		if got := days(in[0], in[1]); got != want {
			t.Errorf("%v: %q, want %q", in, got, want)
		}
	}
}

// TestConflictsOnTop: who says what, for people who know no letters yet.
func TestConflictsOnTop(t *testing.T) {
	value := func(text string, vague bool, reports ...string) Value {
		return Value{Text: text, Vague: vague, Reports: reports}
	}
	b := Brief{}
	for i := range 30 {
		b.Reports = append(b.Reports, Report{Letter: letter(i), Source: "Post " + letter(i)})
	}
	b.Reports[1].Source, b.Reports[1].Title = "", "The crane that nobody had looked at in forty years"
	b.Reports[2].Source = ""
	many := []string{"D", "E", "F", "G", "H", "I", "AA"}
	for _, c := range []struct {
		d    Dispute
		want string
	}{
		{Dispute{Kind: number, About: "hurt", Values: []Value{value("Six", false, "A", "B"), value("two", false, "C"), value("several", true, "A", "D")}}, "Numbers conflict, hurt: six in Post A (A) and “The crane that …” (B); two in C; no number (“several”) in Post D (D)."},
		{Dispute{Kind: number, Values: []Value{value("6", false, "A"), value("2", false, "A", "AB"), value("many", true, "A")}}, "Numbers conflict: 6 in Post A (A); 2 in A and Post AB (AB)."},
		{Dispute{Kind: "wording", About: "gate", Values: []Value{value("Shut", false, "A"), value("open", false, many...), value("ajar", false, "AA")}}, "Reports conflict, gate: “Shut” in Post A (A); “open” in 7 reports; “ajar” in AA."},
		{Dispute{Kind: number, Strength: compare.Vague, Values: []Value{value("6", false, "A"), value("many", true, many...)}}, "Numbers conflict: 6 in Post A (A); no number (“many”) in 7 reports — one side names no number."},
	} {
		b.Disputes = []Dispute{c.d}
		if got := plainOf(b.page().Head[2].List[0]); got != c.want {
			t.Errorf("%s\nwant %s", got, c.want)
		}
	}
}

// TestOneDismissalOfManyPairs: what a person dismisses with one key is one conflict.
func TestOneDismissalOfManyPairs(t *testing.T) {
	var in Input
	for i, text := range []string{"Six were hurt.", "Six men were hurt.", "Two were hurt."} {
		in.Readings = append(in.Readings, plainReading(annotate.Article{Title: letter(i)}, text))
	}
	for i := range 2 {
		c := compare.Conflict{A: compare.Ref{Report: i}, B: compare.Ref{Report: 2}, Kind: number, Strength: compare.Contradicts, About: "hurt", AValue: "Six", BValue: "Two"}
		c.ASpan.End, c.BSpan.End = 3, 3
		in.Found.Dismissed = append(in.Found.Dismissed, c)
	}
	var md bytes.Buffer
	if err := New(in).Markdown(&md); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"\n1 conflict was dismissed by a person and is not shown.\n", " No sentence is labelled by ana.\n"} {
		if !strings.Contains(md.String(), want) {
			t.Errorf("%q is not in\n%s", want, &md)
		}
	}
}

// TestStatementsInFull: what leads a statement is not cut short, even where it stands above.
func TestStatementsInFull(t *testing.T) {
	long := strings.Repeat("the crane fell onto the quay ", 6) + "and six were hurt."
	l := Line{Sentence: Sentence{Ref: Ref{"A", 0}, Text: long}}
	b := Brief{Reports: []Report{{Letter: "A"}, {Letter: "B"}}, All: []Line{l}, Some: []Line{l}, SuggestedClaims: []Voice{{Lines: []Line{l}}}}
	b.Disputes = []Dispute{{Kind: number, Values: []Value{{Text: "six", Reports: []string{"A"}, Lines: []Line{l}}}}}
	var md bytes.Buffer
	if err := b.Markdown(&md); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(md.String(), long); n != 3 {
		t.Errorf("%d times in full, want 3:\n%s", n, &md)
	}
}

func BenchmarkBrief(b *testing.B) {
	var in Input
	for i := range 50 {
		lines := make([]string, 40)
		for n := range lines {
			lines[n] = strings.Repeat("the barge rammed the gate and ", n%5) + "six were hurt, said harbour master Orsam al-Mehzari."
		}
		in.Readings = append(in.Readings, plainReading(annotate.Article{Title: letter(i), Source: letter(i)}, lines...))
	}
	in.Suggestions = true
	for n := range 40 {
		s := compare.Statement{}
		for i := range 50 {
			s.Members = append(s.Members, compare.Ref{Report: i, Sentence: n})
			for j := range i {
				in.Found.Links = append(in.Found.Links, compare.Link{A: compare.Ref{Report: j, Sentence: n}, B: compare.Ref{Report: i, Sentence: n}, Relation: compare.Paraphrase, Score: 0.8})
			}
		}
		in.Found.Statements = append(in.Found.Statements, s)
	}
	b.ReportAllocs()
	for b.Loop() {
		var out bytes.Buffer
		if err := New(in).Markdown(&out); err != nil {
			b.Fatal(err)
		}
	}
}

// TestDiffer has numbers and denials as reasons to read another report's own words.
func TestDiffer(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"The gate will open on Monday.", "The gate will not open on Monday.", true},
		{"He didn’t give the order.", "He gave the order.", true},
		{"No gate was open.", "Never was a gate open.", false},
		{"Six men were hurt.", "Two men were hurt.", true},
		{"Six men were hurt.", "6 men were hurt.", false},
		{"The gate is open.", "Open is the gate.", false},
	} {
		if got := differ(c.a, c.b); got != c.want {
			t.Errorf("%q, %q: %t", c.a, c.b, got)
		}
	}
}
