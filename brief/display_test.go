package brief

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	unsafe "github.com/yuin/goldmark/renderer/html"
	"golang.org/x/net/html"
	"pgregory.net/rapid"

	"rashomon/annotate"
	"rashomon/compare"
)

// seenOf is what is seen of all of a text of Markdown.
func seenOf(text string) string {
	return newDisplay(text, annotate.Markdown).words(annotate.Span{End: len(text)})
}

func TestWhatIsSeenOfMarkdown(t *testing.T) {
	for in, want := range map[string]string{
		"He was *tired, wet* and **very** _so_.":          "He was tired, wet and very so.",
		"[the doctor](https://x.example/a_(b)) said":      "the doctor said",
		"![a *map*](map.png \"t\") of [it][1]\n\n[1]: /x": "a map of it",
		"It was done [by people] (so they say).":          "It was done [by people] (so they say).",
		"2 * 3 * 4 and snake_case_name and 5*":            "2 * 3 * 4 and snake_case_name and 5*",
		"`a *b*` and ``c ` d`` and `\\*`":                 "a *b* and c ` d and \\*",
		"\\*not\\* R&amp;D &copy; AT&T &#8212; &#039;":    "*not* R&D © AT&T — '",
		"\\&amp; &ampx; &nix;":                            "&amp; &ampx; &nix;",
		"<https://x.example> <b>bold</b> a < b > c":       "https://x.example bold a < b > c",
		"six<br>men, www.x.example too":                   "six men, www.x.example too",
		"> quoted\n> on":                                  "quoted on",
		"~~gone~~ and hard  \nbreak":                      "gone and hard break",
		"***both*** *a **b** c*":                          "both a b c",
		"# One\nTwo\n\n- three\n- [x] four\n\n---":        "One Two three four",
		"|a|b|\n|-|-|\n|*c*|d \\| e|":                     "a b c d | e",
		"<div>\nSix &amp; <b>two</b>\n</div>\n":           "Six & two",
		"Before\n|a|b|\n|-|-|\n|c|d|":                     "Before a b c d",
		"\tcode &amp; *so*\n":                             "code &amp; *so*",
		"  white \t\n space\u00a0 and\u2028lines ":        "white space and lines",
		"con\x00trols\x1b[31m \u202eturned\u202c \u200b":  "controls[31m turned",
	} {
		if got := seenOf(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

// TestEmphasisOverSentences: what one sentence opens and another closes is markup in both.
func TestEmphasisOverSentences(t *testing.T) {
	text := "**Six were hurt. Two * two were not.** 5* hotel."
	d := newDisplay(text, annotate.Markdown)
	at := 0
	for _, want := range []string{"Six were hurt.", "Two * two were not.", "5* hotel."} {
		end := at + strings.IndexByte(text[at:], '.') + 1
		if strings.HasPrefix(text[end:], "**") {
			end += 2
		}
		if got := d.words(annotate.Span{Start: at, End: end}); got != want {
			t.Errorf("%q, want %q", got, want)
		}
		at = end
	}
}

func TestInHeading(t *testing.T) {
	text := "# One\n\n#\n\nTwo # *three*\n\n> ## Four\n\nFive\n====\n\nSix"
	d := newDisplay(text, annotate.Markdown)
	for word, want := range map[string]bool{"One": true, "Two": false, "three": false, "Four": true, "Five": true, "Six": false} {
		at := strings.Index(text, word)
		if got := d.inHeading(annotate.Span{Start: at, End: at + len(word)}); got != want {
			t.Errorf("%s in a heading: %v", word, got)
		}
	}
}

// rendered is what a reader sees of Goldmark's own HTML.
func rendered(t *rapid.T, text string) string {
	var page bytes.Buffer
	if err := goldmark.New(goldmark.WithExtensions(extension.GFM), goldmark.WithRendererOptions(unsafe.WithUnsafe())).Convert([]byte(text), &page); err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for z := html.NewTokenizer(&page); z.Next() != html.ErrorToken; {
		switch token := z.Token(); {
		case token.Type == html.TextToken:
			out.WriteString(token.Data)
		case token.Data == "img":
			i := slices.IndexFunc(token.Attr, func(a html.Attribute) bool { return a.Key == "alt" })
			out.WriteString(token.Attr[i].Val)
		case slices.Contains([]string{"p", "h1", "h2", "li", "blockquote", "td", "th", "br", "pre", "ul"}, token.Data):
			out.WriteString(" ")
		}
	}
	return line(out.String())
}

// markup is what stands between words, and may be markup.
var markup = []string{
	" ", " ", " ", " ", "\n", "\n\n", "  \n", "\n# ", "\n## ", "\n- ", "\n> ", "\n===\n", "\n\n    ", "\n```\n", "\n\n|", "|", "\n\n|a|b|\n|-|-|\n|", "\n[r]: /x\n", "*", "**", "_", "__", " *", "* ", " **", "** ", " _", "_ ", "~~", "`", " `", "` ", "``",
	"[", "]", "](/x)", "](/x \"t\")", "][r]", " [", "![a *b* `c`](/x \"t\")", "x<b>", "x</b> ", "x<!-- c -->", " <https://x.example> ", " https://x.example ", " www.x.example ", " ana@x.example ",
	"\\", "\\*", "\\[", "&amp;", "&lt;", "&#42;", "&#x2A;", "&eacute;", "& ", "&nix;", ".", ", ", "(", ") ", "\"",
}

// TestSeenIsWhatGoldmarkRenders: all of a text, and of any stretch of it the words that are
// seen of the whole, in order, and nothing else.
func TestSeenIsWhatGoldmarkRenders(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var text strings.Builder
		var words []annotate.Span
		for i := range rapid.IntRange(1, 12).Draw(t, "words") {
			text.WriteString(strings.Join(rapid.SliceOfN(rapid.SampledFrom(markup), 0, 3).Draw(t, "markup"), ""))
			start := text.Len()
			text.WriteString("w" + string(rune('a'+i)) + "w")
			words = append(words, annotate.Span{Start: start, End: text.Len()})
		}
		text.WriteString(strings.Join(rapid.SliceOfN(rapid.SampledFrom(markup), 0, 3).Draw(t, "markup"), ""))
		d := newDisplay(text.String(), annotate.Markdown)
		want := rendered(t, text.String())
		if got := d.words(annotate.Span{End: text.Len()}); got != want {
			t.Fatalf("%q: %q, want %q", &text, got, want)
		}
		from := rapid.IntRange(0, len(words)-1).Draw(t, "from")
		to := rapid.IntRange(from, len(words)-1).Draw(t, "to")
		part := annotate.Span{Start: words[from].Start, End: words[to].End}
		got := d.words(part)
		if !strings.Contains(want, got) {
			t.Fatalf("%q: %q is not in %q", text.String()[part.Start:part.End], got, want)
		}
		for i, w := range words {
			word := text.String()[w.Start:w.End]
			if inside := from <= i && i <= to && strings.Contains(want, word); strings.Contains(got, word) != inside {
				t.Fatalf("%q: %q, and %s stands inside: %v", text.String()[part.Start:part.End], got, word, inside)
			}
			if s := d.find(w, part); s.Len() > 0 && got[s.Start:s.End] != word || s.Len() == 0 && strings.Contains(got, word) {
				t.Fatalf("%q: %s is found at %v of %q", &text, word, s, got)
			}
		}
	})
}

func TestMarksStandWhereTheNumberIsSeen(t *testing.T) {
	r := plainReading(annotate.Article{Format: annotate.Markdown}, "In all, **[some six](x) men** were hurt.")
	span := annotate.Span{Start: strings.Index(r.Body.Text, "some"), End: strings.Index(r.Body.Text, "](")}
	m := newMaker(Input{Readings: []*annotate.Reading{r}})
	ref := compare.Ref{}
	m.values[ref] = []claim{{span: span}}
	s := m.sentence(ref)
	if k := s.Marks[0]; s.Text != "In all, some six men were hurt." || s.Text[k.ByteStart:k.ByteEnd] != "some six" {
		t.Errorf("%q, %v", s.Text, s.Marks)
	}
}

// TestIntricateMarkdownIsSeenAsWritten: nothing in it stops the program, and nothing is lost.
func TestIntricateMarkdownIsSeenAsWritten(t *testing.T) {
	const many = 1_000_000
	for _, s := range []string{"[", "*a ", "*a_ ", "a**b", "`", "<", "[a](", "> ", "- ", "1. ", "<!", "~~a ", "![", "[x](y)\n", "|a|\n|-|\n"} {
		text := strings.Repeat(s, many/len(s))
		if got := seenOf(text); got != line(text) {
			t.Errorf("%q, many times, is seen as %.40q…", s, got)
		}
	}
	table := strings.Repeat("|a", 2000) + "|\n" + strings.Repeat("|-", 2000) + "|\n" + strings.Repeat("|b|\n", 2000)
	if got := seenOf(table); got != line(table) {
		t.Errorf("a huge table is seen as %.40q…", got)
	}
	honest := strings.Repeat("The *barge* rammed [the gate](https://post.example/gate) at **dawn**.\n\n- One of `six`\n- and two\n\n", 5000)
	if got := seenOf(honest); strings.ContainsAny(got, "*[`") {
		t.Errorf("a long article is seen as %.40q…", got)
	}
}

// FuzzDisplay says that what is seen of any span of any text is one clean line.
func FuzzDisplay(f *testing.F) {
	for _, s := range append(hostile, "**a** [b](c) `d` <e> &amp; \\*", "*_*_*_*_", "[[[[](](](", "<div>\n<p", "> <div>\n> <b>a") {
		f.Add(s, 0, len(s))
	}
	f.Fuzz(func(t *testing.T, s string, start, end int) {
		start = min(max(start, 0), len(s))
		end = min(max(end, start), len(s))
		for _, format := range []annotate.Format{annotate.Plain, annotate.Markdown} {
			d := newDisplay(s, format)
			for i := 1; i < len(d.seen); i++ {
				if d.seen[i].Start < d.seen[i-1].End {
					t.Errorf("%q: %v", s, d.seen)
				}
			}
			out := d.words(annotate.Span{Start: start, End: end})
			if out != strings.TrimSpace(out) || strings.ContainsAny(out, "\n\t\x1b\u202e") || strings.Contains(out, "  ") {
				t.Errorf("%q: %q is not one clean line", s, out)
			}
			d.find(annotate.Span{Start: start, End: end}, annotate.Span{End: len(s)})
		}
	})
}
