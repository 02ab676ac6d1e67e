package prose

import (
	"strings"
	"unicode"

	"pgregory.net/rapid"

	"rashomon/annotate"
	"rashomon/ui/theme"
)

// written is generated text, and the letters that a reader should see of it, in order.
type written struct{ text, letters string }

func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return r
		}
		return -1
	}, s)
}

var words = []string{
	"harbour", "ship", "a", "of", "well-known", "crew", "lantern", "déjà", "naïve", "Ångström", "e\u0301te\u0301",
	"港口", "報道によると", "船", "항구", "👩‍👩‍👧‍👦", "🇫🇮", "👍🏽", "ميناء", "נמל", "ท่าเรือ", "12,400", "“quoted”", "end.", "so,", "uncharacteristically",
}

func word(t *rapid.T) string { return rapid.SampledFrom(words).Draw(t, "word") }

func phrase(t *rapid.T) string {
	var b strings.Builder
	for i := range rapid.IntRange(1, 8).Draw(t, "words") {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(word(t))
	}
	return b.String()
}

// inline is a line of Markdown with all that can stand in one.
func inline(t *rapid.T) written {
	var out written
	for i := range rapid.IntRange(1, 5).Draw(t, "pieces") {
		if i > 0 {
			out.text += " "
		}
		p := phrase(t)
		switch rapid.IntRange(0, 11).Draw(t, "piece") {
		case 0:
			out.text += "*" + strings.Trim(p, "“”.,") + "*"
		case 1:
			out.text += "**" + strings.Trim(p, "“”.,") + "**"
		case 2:
			out.text += "`" + p + "`"
		case 3:
			out.text += "[" + p + "](https://example.org/a?b=c&d=e \"title\")"
		case 4:
			out.text += "~~" + strings.Trim(p, "“”.,") + "~~"
		case 5:
			out.text += p + " &amp; &lt; &#42; &copy;"
		case 6:
			out.text += p + ` \* \[ \& \\`
		case 7:
			out.text += "<https://example.org/x>"
			p = "https://example.org/x"
		case 8:
			out.text += "https://example.com/y"
			p = "https://example.com/y"
		case 9:
			out.text += "![" + p + "](pic.png)"
		case 10:
			out.text += p + "<!-- unseen --> <b>" + p + "</b>"
			p += p
		default:
			out.text += p
		}
		out.letters += letters(p)
	}
	return out
}

func lines(t *rapid.T, first, other string) written {
	var out written
	for i := range rapid.IntRange(1, 3).Draw(t, "lines") {
		lead := other
		if i == 0 {
			lead = first
		}
		l := inline(t)
		out.text += lead + "See " + l.text + rapid.SampledFrom([]string{"", "", "  ", "\\"}).Draw(t, "end") + "\n"
		out.letters += "See" + l.letters
	}
	out.text = strings.TrimRight(out.text, " \\\n") + "\n"
	return out
}

func codeBlock(t *rapid.T) written {
	out := written{text: "```go &\n"}
	for range rapid.IntRange(0, 3).Draw(t, "lines") {
		p := phrase(t)
		out.text += "\tif " + p + " \\* &amp; {\n\n"
		out.letters += "if" + letters(p) + "amp"
	}
	out.text += "```\n"
	return out
}

func table(t *rapid.T) written {
	columns := rapid.IntRange(1, 4).Draw(t, "columns")
	var out written
	for r := range rapid.IntRange(2, 4).Draw(t, "rows") {
		if r == 1 {
			out.text += strings.Repeat("|---", columns) + "|\n"
			continue
		}
		for range columns {
			cell := inline(t)
			out.text += "| " + cell.text + " "
			out.letters += cell.letters
		}
		out.text += "|\n"
	}
	return out
}

// article is generated Markdown, and whether a table is in it.
func article(t *rapid.T) (w written, tables bool) {
	for range rapid.IntRange(1, 5).Draw(t, "blocks") {
		var b written
		switch rapid.IntRange(0, 8).Draw(t, "block") {
		case 0:
			b = inline(t)
			b.text = "## " + b.text + "\n"
		case 1:
			b = lines(t, "> ", "> ")
		case 2:
			b = lines(t, "> > ", "> > ")
		case 3:
			one, two, three := lines(t, "- ", "  "), lines(t, "  - ", "    "), lines(t, "- ", "  ")
			gap := rapid.SampledFrom([]string{"", "\n"}).Draw(t, "loose")
			b = written{one.text + gap + two.text + gap + three.text, one.letters + two.letters + three.letters}
		case 4:
			one, more := lines(t, "9. ", "   "), lines(t, "   ", "   ")
			b = written{one.text + "\n" + more.text, one.letters + more.letters}
		case 5:
			b = codeBlock(t)
		case 6:
			b, tables = table(t), true
		case 7:
			p := phrase(t)
			b = written{"<div>" + p + "<p>" + p + "</p>\n<script>unseen</script></div>\n", letters(p + p)}
		default:
			b = lines(t, "", "")
		}
		w.text += b.text + "\n"
		w.letters += b.letters
	}
	return w, tables
}

// sentencesIn is spans in order over the text, with gaps, cutting no rune.
func sentencesIn(t *rapid.T, text string) []annotate.Span {
	var out []annotate.Span
	for at := 0; at < len(text); {
		end := min(at+rapid.IntRange(1, 90).Draw(t, "length"), len(text))
		s := annotate.Span{Start: at, End: end}
		for s.Start < len(text) && text[s.Start]&0xc0 == 0x80 {
			s.Start++
		}
		for s.End < len(text) && text[s.End]&0xc0 == 0x80 {
			s.End++
		}
		if s.In(text) {
			out = append(out, s)
		}
		at = s.End + rapid.IntRange(0, 3).Draw(t, "gap")
	}
	return out
}

func drawAll(text string, format annotate.Format, width int, sentences []annotate.Span) (*Prose, [][]Line) {
	p := New(text, format, theme.New(true, true))
	p.SentencePerLine(sentences)
	blocks := make([][]Line, p.Blocks())
	for i := range blocks {
		blocks[i] = p.Block(i, width)
	}
	return p, blocks
}
