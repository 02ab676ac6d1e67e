package prose

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"rashomon/annotate"
	"rashomon/ui/theme"
)

type failer interface {
	Helper()
	Fatalf(format string, args ...any)
}

// checkPane checks what must hold of any pane: a full window of the right size, the
// cursor in it, and clicks that agree with what is drawn.
func checkPane(t failer, p *Pane) {
	t.Helper()
	lines := p.Lines(Decoration{Focused: true, Gutter: func(n int) []Cell { return Cells("#", Style{}) }})
	if len(lines) != p.height {
		t.Fatalf("%d lines in a window of %d", len(lines), p.height)
	}
	for _, l := range lines {
		if ansi.StringWidth(l) != p.width {
			t.Fatalf("line %q has %d columns, not %d", l, ansi.StringWidth(l), p.width)
		}
	}
	if len(p.sentences) == 0 || p.height == 0 {
		return
	}
	if at := p.lineAt(p.sentences[p.cursor].Start); p.prose.Blocks() > 0 && holds(p.safeLine(at), p.sentences[p.cursor]) {
		first, last := p.VisibleSentences()
		if p.cursor < first || p.cursor > last {
			t.Fatalf("the cursor %d is not among %d–%d", p.cursor, first, last)
		}
		if p.width > p.gutter && p.gutter > 0 && !strings.Contains(strings.Join(lines, ""), p.bar.glyph) {
			t.Fatalf("no cursor bar in\n%s", strings.Join(lines, "\n"))
		}
	}
	for y := range p.height {
		for x := range p.width {
			n, ok := p.SentenceAt(x, y)
			if offset, words := p.OffsetAt(x, y); words && p.sentenceOf(offset) >= 0 && (!ok || n != p.sentenceOf(offset)) {
				t.Fatalf("sentence %d, %v at %d, %d, where words of %d stand", n, ok, x, y, p.sentenceOf(offset))
			}
		}
	}
}

func paneOf(t *rapid.T) *Pane {
	w, _ := article(t)
	format := rapid.SampledFrom([]annotate.Format{annotate.Plain, annotate.Markdown}).Draw(t, "format")
	p := NewPane(New(w.text, format, theme.New(true, true)), sentencesIn(t, w.text))
	p.SetSize(rapid.IntRange(1, 70).Draw(t, "width"), rapid.IntRange(0, 14).Draw(t, "height"))
	return p
}

func TestCursorStaysInSight(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := paneOf(t)
		checkPane(t, p)
		step := func(name string) int { return rapid.IntRange(-7, 7).Draw(t, name) }
		t.Repeat(map[string]func(*rapid.T){
			"cursor": func(t *rapid.T) { p.SetCursor(p.Cursor() + step("by")) },
			"jump":   func(t *rapid.T) { p.SetCursor(rapid.IntRange(-1, len(p.sentences)).Draw(t, "to")) },
			"scroll": func(t *rapid.T) { p.Scroll(step("lines")) },
			"half":   func(t *rapid.T) { p.HalfPage(step("halves")) },
			"page":   func(t *rapid.T) { p.Page(step("pages")) },
			"size": func(t *rapid.T) {
				p.SetSize(rapid.IntRange(1, 70).Draw(t, "width"), rapid.IntRange(1, 14).Draw(t, "height"))
			},
			"flow":   func(t *rapid.T) { p.SetSentencePerLine(rapid.Bool().Draw(t, "on")) },
			"gutter": func(t *rapid.T) { p.SetGutter(rapid.IntRange(0, 8).Draw(t, "columns")) },
			"theme":  func(t *rapid.T) { p.SetTheme(theme.New(rapid.Bool().Draw(t, "dark"), false)) },
			"put":    func(t *rapid.T) { p.ScrollSentenceTo(rapid.IntRange(0, 20).Draw(t, "n"), step("line")) },
			"reveal": func(t *rapid.T) {
				if n := len(p.prose.text); n > 0 {
					at := rapid.IntRange(0, n-1).Draw(t, "at")
					p.Reveal(annotate.Span{Start: at, End: at + 1})
				}
			},
			"brackets": func(t *rapid.T) { p.SetBrackets(anyBrackets(t, p.prose.text)) },
			"follow": func(t *rapid.T) {
				if n := len(p.prose.text); n > 0 {
					at := rapid.IntRange(0, n-1).Draw(t, "at")
					p.Follow(annotate.Span{Start: at, End: at + 1})
				}
			},
			"": func(t *rapid.T) { checkPane(t, p) },
		})
	})
}

func TestCursorShowsTheWholeSentence(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := paneOf(t)
		if p.height == 0 || len(p.sentences) == 0 {
			return
		}
		n := rapid.IntRange(0, len(p.sentences)-1).Draw(t, "n")
		p.SetCursor(n)
		s := p.sentences[n]
		first := p.lineAt(s.Start)
		if !holds(p.safeLine(first), s) {
			return
		}
		y, ok := p.LineOf(n)
		if !ok || y < 0 || y >= p.height {
			t.Fatalf("sentence %d begins on line %d of %d", n, y, p.height)
		}
		tall, at := 0, first
		for more := true; more && p.line(at).Start() < s.End; more = p.next(&at) {
			if tall++; holds(p.line(at), s) && tall+y > p.height && y > 0 {
				t.Fatalf("sentence %d begins on line %d, and its line %d is out of sight", n, y, tall)
			}
		}
	})
}

func TestResizeKeepsThePlace(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := paneOf(t)
		p.SetSize(max(p.width, 8), max(p.height, 3))
		p.Scroll(rapid.IntRange(0, 30).Draw(t, "lines"))
		top, columns, was := p.top, p.width, p.anchor
		p.SetSize(rapid.IntRange(8, 70).Draw(t, "other width"), p.height)
		got := p.top
		p.top = p.lineAt(was)
		if was == 0 {
			p.top = p.beginning()
		}
		p.fillWindow()
		if want := p.top; got != want && p.width != columns && (len(p.sentences) == 0 || p.cursorInSight()) {
			t.Fatalf("offset %d was at the top, line %v; now %v is", was, want, got)
		}
		p.SetSize(columns, p.height)
		if p.top != top && p.lineAt(was) != p.top {
			t.Fatalf("the top was %v, and is %v after two resizes", top, p.top)
		}
	})
}

const longStory = "The quay was shut. Nobody was hurt, the warden said, and boats were sent elsewhere while divers looked at the wall.\n\nIt opened at noon.\n\nA ferry left at one. It was full."

func sentencesOf(text string) []annotate.Span {
	var out []annotate.Span
	for at := 0; at < len(text); {
		end := len(text)
		if i := strings.IndexByte(text[at:], '.'); i >= 0 {
			end = at + i + 1
		}
		out = append(out, annotate.Span{Start: at, End: end})
		for at = end; at < len(text) && (text[at] == ' ' || text[at] == '\n'); at++ {
		}
	}
	return out
}

func TestScrollSentenceTo(t *testing.T) {
	p := NewPane(New(longStory, annotate.Plain, theme.New(true, true)), sentencesOf(longStory))
	p.SetSize(34, 4)
	for n := range p.sentences {
		for line := range 3 {
			p.ScrollSentenceTo(n, line)
			y, ok := p.LineOf(n)
			if !ok || y != line && p.top != p.beginning() && p.Percent() < 100 {
				t.Errorf("sentence %d is on line %d, not %d", n, y, line)
			}
		}
	}
}

func TestPercent(t *testing.T) {
	p := NewPane(New(longStory, annotate.Plain, theme.New(true, true)), sentencesOf(longStory))
	p.SetSize(34, 4)
	last := 0.0
	for n := range p.sentences {
		p.SetCursor(n)
		if got := p.Percent(); got < last || got > 100 {
			t.Errorf("%.1f %% at sentence %d, after %.1f", got, n, last)
		} else {
			last = got
		}
	}
	if last != 100 {
		t.Errorf("%.1f %% at the end", last)
	}
}

func TestDecoration(t *testing.T) {
	p := NewPane(New(longStory, annotate.Plain, theme.New(true, true)), sentencesOf(longStory))
	p.SetSize(34, 5)
	p.SetCursor(1)
	red, under := Style{Fg: direct | 0xff0000}, Style{Attrs: Underline}
	lines := p.Lines(Decoration{
		Focused:  true,
		Gutter:   func(n int) []Cell { return Cells(string(rune('a'+n))+"!?", Style{}) },
		Sentence: func(n int) Style { return map[int]Style{0: red}[n] },
		Marks:    []Mark{{annotate.Span{Start: 4, End: 8}, under}, {annotate.Span{Start: 6, End: 12}, Style{Attrs: Bold}}},
	})
	want := " a!  " + "\x1b[0;38;2;255;0;0mThe \x1b[0;4;38;2;255;0;0mqu\x1b[0;1;4;38;2;255;0;0may\x1b[0;1;38;2;255;0;0m was\x1b[0;38;2;255;0;0m shut.\x1b[m"
	want = strings.Replace(want, "!  ", "! ", 1)
	if !strings.HasPrefix(lines[0], want) {
		t.Errorf("got  %q\nwant %q", lines[0], want)
	}
	for y, want := range []string{" a! The quay", "▌b! Nobody was", "▌     said, and boats", "▌     elsewhere", "▌     looked at"} {
		if got := ansi.Strip(lines[y]); !strings.HasPrefix(got, want) {
			t.Errorf("line %d is %q, want %q", y, got, want)
		}
	}
}

func TestEmptyArticle(t *testing.T) {
	for _, text := range []string{"", "\n\n", "<!-- nothing -->", "[a]: b"} {
		for _, format := range []annotate.Format{annotate.Plain, annotate.Markdown} {
			p := NewPane(New(text, format, theme.New(true, true)), nil)
			p.SetSize(20, 3)
			p.SetCursor(3)
			p.Scroll(2)
			p.Page(-1)
			checkPane(t, p)
			if _, ok := p.SentenceAt(5, 0); ok {
				t.Errorf("a sentence in %q", text)
			}
		}
	}
}
