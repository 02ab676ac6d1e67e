package prose

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"rashomon/annotate"
	"rashomon/internal/clean"
	"rashomon/ui/theme"
)

// checkLines says what is wrong with lines that no text, however hostile, may bring about.
func checkLines(text string, lines []Line, width int, ordered bool) error {
	last := int32(-1)
	for _, l := range lines {
		if l.Width() > max(width, minWidth) {
			return fmt.Errorf("line %q is %d columns wide, not %d", l, l.Width(), width)
		}
		for _, c := range l {
			if c.Width < 1 || c.Width > 2 || c.Text == "" || !utf8.ValidString(c.Text) {
				return fmt.Errorf("cell %q of width %d", c.Text, c.Width)
			}
			if clean.Safe(c.Text) != c.Text {
				return fmt.Errorf("cell %q has something in it that is not to be drawn", c.Text)
			}
			if c.Offset < 0 {
				continue
			}
			if ordered && c.Offset < last {
				return fmt.Errorf("cell %q at %d comes after %d", c.Text, c.Offset, last)
			}
			last = c.Offset
			if int(c.Offset) >= len(text) {
				return fmt.Errorf("cell %q at %d is past the end", c.Text, c.Offset)
			}
		}
	}
	return nil
}

// standsThere says whether the cell is what the text shows at its offset.
func standsThere(text string, c Cell) bool {
	at := text[c.Offset:]
	return strings.HasPrefix(at, c.Text) || at[0] == '&' ||
		c.Text == " " && (strings.HasPrefix(strings.TrimLeft(at, " \\"), "\n") || strings.HasPrefix(at, "\t"))
}

func seenLetters(blocks [][]Line) string {
	var b strings.Builder
	for _, lines := range blocks {
		for _, l := range lines {
			b.WriteString(l.String())
		}
	}
	return letters(b.String())
}

func sorted(s string) string {
	r := []rune(s)
	slices.Sort(r)
	return string(r)
}

func TestMarkdownCellsStandInTheArticle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w, tables := article(t)
		width := rapid.IntRange(1, 90).Draw(t, "width")
		var sentences []annotate.Span
		if rapid.Bool().Draw(t, "sentence per line") {
			sentences = sentencesIn(t, w.text)
		}
		p, blocks := drawAll(w.text, annotate.Markdown, width, sentences)
		for i, lines := range blocks {
			if err := checkLines(w.text, lines, width, !isTable(p.blocks[i].top())); err != nil {
				t.Fatal(err)
			}
			for _, l := range lines {
				for _, c := range l {
					if c.Offset >= 0 && !standsThere(w.text, c) {
						t.Fatalf("cell %q at %d, where %.10q stands", c.Text, c.Offset, w.text[c.Offset:])
					}
				}
			}
		}
		got := seenLetters(blocks)
		if tables && sorted(got) != sorted(w.letters) || !tables && got != w.letters {
			t.Fatalf("letters seen\n%s\nwant\n%s\nof\n%s", got, w.letters, w.text)
		}
	})
}

func TestPlainCellsStandInTheArticle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var b strings.Builder
		for range rapid.IntRange(1, 6).Draw(t, "lines") {
			b.WriteString(phrase(t))
			b.WriteString(rapid.SampledFrom([]string{"\n", "\n\n", "\n \n\n", " \t ", "\r\n", "\u202e\u2066", "\x1b[31m", "\u009b"}).Draw(t, "end"))
		}
		text := b.String()
		width := rapid.IntRange(1, 90).Draw(t, "width")
		_, blocks := drawAll(text, annotate.Plain, width, sentencesIn(t, text))
		for _, lines := range blocks {
			if err := checkLines(text, lines, width, true); err != nil {
				t.Fatal(err)
			}
			for _, l := range lines {
				for _, c := range l {
					if c.Offset >= 0 && !standsThere(text, c) {
						t.Fatalf("cell %q at %d, where %.10q stands", c.Text, c.Offset, text[c.Offset:])
					}
				}
			}
		}
		if got, want := seenLetters(blocks), letters(text); got != want {
			t.Fatalf("letters seen\n%s\nwant\n%s", got, want)
		}
	})
}

func TestEachSentenceBeginsALine(t *testing.T) {
	text := "The quay was shut. Nobody was hurt, the warden said, and boats were sent elsewhere. It opened at noon.\n\n> A quoted line. Another one.\n"
	var sentences []annotate.Span
	for _, s := range []string{"The quay", "Nobody", "It opened", "A quoted", "Another"} {
		start := strings.Index(text, s)
		sentences = append(sentences, annotate.Span{Start: start, End: start + strings.Index(text[start:], ".") + 1})
	}
	_, blocks := drawAll(text, annotate.Markdown, 40, sentences)
	var got []string
	for _, lines := range blocks {
		for _, l := range lines {
			got = append(got, l.String())
		}
	}
	want := []string{
		"The quay was shut.",
		"Nobody was hurt, the warden said, and",
		"  boats were sent elsewhere.",
		"It opened at noon.",
		"",
		"│ A quoted line.",
		"│ Another one.",
	}
	if !slices.Equal(got, want) {
		t.Fatalf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestMarkdownLooks(t *testing.T) {
	for _, c := range []struct {
		name, text string
		width      int
		want       []string
	}{
		{"hanging lists", "1. one two three four\n   - five six seven eight\n\n- [x] done\n- [ ] not", 16, []string{
			"1. one two three", "   four", "  • five six", "    seven eight", "", "[✓] done", "[ ] not"}},
		{"loose list", "- one\n\n  more of one\n\n- two", 20, []string{"• one", "  more of one", "", "• two"}},
		{"hard break", "first  \nsecond\\\nthird\nfourth", 30, []string{"first", "second", "third fourth"}},
		{"quotes in quotes", "> one two three\n>\n> > four five", 9, []string{"│ one two", "│ three", "│", "│ │ four", "│ │ five"}},
		{"code keeps blanks and escapes", "    x  =  \"\\*&amp;\"\n    \ty", 40, []string{"x  =  \"\\*&amp;\"", "    y"}},
		{"entities", "a &amp;lt; b &copy; &#27;[31m &bogus; &amp", 60, []string{"a &lt; b © [31m &bogus; &amp"}},
		{"backslashes", `a \\\* b \q \\[x\\]`, 60, []string{`a \* b \q \[x\]`}},
		{"table", "|a|b|\n|-|-|\n|c|d|", 20, []string{" a │ b", "───┼───", " c │ d"}},
		{"html", "<p>One <b>two</b></p>\n<p>three &lt; four</p>", 40, []string{"One two", "three < four"}},
		{"breaks in html", "one<br>two <i>three</i>", 40, []string{"one", "two three"}},
		{"Chinese lines join", "港口\n关闭", 20, []string{"港口关闭"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, blocks := drawAll(c.text, annotate.Markdown, c.width, nil)
			var got []string
			for _, lines := range blocks {
				for _, l := range lines {
					got = append(got, strings.TrimRight(l.String(), " "))
				}
			}
			if !slices.Equal(got, c.want) {
				t.Fatalf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
		})
	}
}

func TestThemeChangesNoLine(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w, _ := article(t)
		w.text += "\n---\n\n<!-- nothing -->\n"
		p, before := drawAll(w.text, annotate.Markdown, 30, nil)
		p.SetTheme(theme.New(false, false))
		for i, lines := range before {
			after := p.Block(i, 30)
			if !slices.EqualFunc(lines, after, func(a, b Line) bool { return a.String() == b.String() }) {
				t.Fatalf("block %d was %q, and is %q", i, lines, after)
			}
		}
	})
}

func TestStylesCome(t *testing.T) {
	text := "# Top\n\nplain *slanted* **strong** ~~gone~~ [far](https://example.org)"
	_, blocks := drawAll(text, annotate.Markdown, 60, nil)
	for word, want := range map[string]Attrs{"Top": Bold, "plain": 0, "slanted": Italic, "strong": Bold, "gone": Strike, "far": Underline} {
		at := int32(strings.Index(text, word))
		for _, l := range slices.Concat(blocks...) {
			for _, c := range l {
				if c.Offset == at && c.Style.Attrs != want {
					t.Errorf("%s has attributes %b, want %b", word, c.Style.Attrs, want)
				}
			}
		}
	}
}

func TestLink(t *testing.T) {
	text := "See [the *log*](https://example.org/log), https://example.com and <a@example.net>."
	p := New(text, annotate.Markdown, theme.New(true, true))
	for word, want := range map[string]string{
		"See": "", "the": "https://example.org/log", "log*": "https://example.org/log", "and": "",
		"https://example.com": "https://example.com", "a@": "mailto:a@example.net",
	} {
		if got := p.Link(strings.Index(text, word)); got != want {
			t.Errorf("link at %q: %q, want %q", word, got, want)
		}
	}
}

func TestExcessIsShownAsWritten(t *testing.T) {
	for _, text := range []string{
		strings.Repeat("> ", 100) + "deep",
		"|" + strings.Repeat("a|", 300) + "\n|" + strings.Repeat("-|", 300) + "\n" + strings.Repeat("|b|\n", 100),
	} {
		_, blocks := drawAll(text, annotate.Markdown, 40, nil)
		if got, want := seenLetters(blocks), letters(text); got != want {
			t.Errorf("letters seen %q of %.40q", got, text)
		}
	}
}

func TestPassage(t *testing.T) {
	text := "- One *bold* claim. Another\n  one follows.\n"
	p := New(text, annotate.Markdown, theme.New(false, false))
	s := annotate.Span{Start: strings.Index(text, "Another"), End: len(text) - 1}
	var got []string
	for _, l := range p.Passage(s, 12) {
		got = append(got, l.String())
	}
	if want := []string{"Another one", "follows."}; !slices.Equal(got, want) {
		t.Fatalf("got %q, want %q", got, want)
	}
	plain := New("A line that\nis broken. Next.", annotate.Plain, theme.New(false, false))
	if got := plain.Passage(annotate.Span{Start: 2, End: 22}, 40); len(got) != 1 || got[0].String() != "line that is broken." {
		t.Fatalf("got %q", got)
	}
}

func FuzzBlock(f *testing.F) {
	for _, s := range []string{
		"", "\n", "# a\n\n> b\n- c\n1. d", "|a|\n|-|\n|`b\\|c`|", "a\u0300\u0300\n\u0301*\u0301*", "\x1b]8;;x\x07&#155;&#x202e;", "&\\", "> - > - > -\n\t\tx",
		"[a]: b\n[a] ![c][a] <d@e.f> http://g.h", "<div\n<script>", "👩‍👩‍👧‍👦-\u200d\u200b\u00ad-", "\xff\xfe[\xc0](\xaf)", "- \n  - \n    # x\n\n  y", "a\\\nb  \nc", "```\n\t\u202ex\n", "x[^1]\n\n[^1]: y",
		strings.Repeat("> ", 60) + "deep", strings.Repeat("*a ", 50) + strings.Repeat("b* ", 50),
	} {
		f.Add(s, 3, true)
		f.Add(s, 9, false)
	}
	f.Fuzz(func(t *testing.T, text string, width int, markdown bool) {
		width = 1 + (width%10+10)%10
		format := annotate.Plain
		if markdown {
			format = annotate.Markdown
		}
		var sentences []annotate.Span
		for at := 0; at+4 <= len(text); at += 5 {
			sentences = append(sentences, annotate.Span{Start: at, End: at + 4})
		}
		p, blocks := drawAll(text, format, width, sentences)
		for i, lines := range blocks {
			if err := checkLines(text, lines, width, !strings.Contains(text, "|")); err != nil {
				t.Fatal(i, err)
			}
		}
		pane := NewPane(p, sentences)
		pane.SetSize(width+4, 5)
		for n := range sentences {
			pane.SetCursor(n)
			checkPane(t, pane)
		}
	})
}
