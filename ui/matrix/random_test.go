package matrix

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"rashomon/annotate"
	"rashomon/ui/prose"
	"rashomon/ui/screen"
	"rashomon/ui/theme"
)

// hostile is text that no import lets through: escapes, C1 controls, direction overrides.
const hostile = "a\x1b]0;owned\x07b\x1b[2Jc\u009b31md\u202eesrever\u202c\u2066e\x00\x7f\u0085f"

// readingsOf draws reports of one event, some of them hostile.
func readingsOf(rt *rapid.T) []*annotate.Reading {
	sentence := rapid.OneOf(
		rapid.SampledFrom([]string{
			"The fire at the rope mill injured six people on Friday night.", "The fire at the rope mill injured two people on Friday night.",
			"The fire at the rope mill injured several people.", "Nine people were injured by the fire at the rope mill, police said.",
			"The mayor thanked the crews who came from Ostrel and from Vess.", "The mayor, who was abroad, thanked the crews who came from Ostrel.",
			"The mill has stood empty since spring.", "港の新聞が書いた、水門は開いたまま。", "e" + strings.Repeat("\u0301", 60) + " and on", "👩‍👩‍👧‍👦🇳🇱👍🏽 stood\tby the gate",
			strings.Repeat("x", 400), "שלום עולם and مرحبا", hostile, "[x](javascript:\x1b[2J) *so*", "![](x.png)", " ",
		}),
		rapid.StringN(1, 30, -1),
	)
	source := rapid.SampledFrom([]string{"Lantern", "Saltline", "", hostile, "港の新聞", strings.Repeat("Courier and ", 20)})
	out := make([]*annotate.Reading, rapid.SampledFrom([]int{1, 2, 3, 5, 14}).Draw(rt, "reports"))
	for i := range out {
		out[i] = report(source.Draw(rt, "source"), rapid.SliceOfN(sentence, 0, 6).Draw(rt, "sentences")...)
		if rapid.Bool().Draw(rt, "markdown") {
			out[i].Article.Format = annotate.Markdown
		}
		out[i].Article.ID += annotate.ID(i) // two reports may have the same words
	}
	return out
}

var anyKey = rapid.SampledFrom(strings.Fields(`
	j k g G h l tab shift+tab up down left right home end pgup pgdown space ctrl+d ctrl+u
	]c [c alt+1 alt+2 alt+9 enter r r d ! ! / / y u ctrl+r B esc esc q x é 港`))

// TestFits presses any keys in any story at any size: the frame fits, holds nothing but text and
// colour, and shows the current line.
func TestFits(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		d := open(rt, annotate.NewStory(hostile), readingsOf(rt), 0, 0, 80, 24)
		for range rapid.IntRange(1, 20).Draw(rt, "acts") {
			d.act(rt)
			d.sound()
		}
	})
}

// act does one thing that a hand, or another screen, could do.
func (d *driver) act(rt *rapid.T) {
	ids := d.screen.articles()
	article, sentence := rapid.SampledFrom(ids).Draw(rt, "article"), rapid.IntRange(-1, 5).Draw(rt, "sentence")
	switch rapid.IntRange(0, 9).Draw(rt, "act") {
	case 0:
		d.size(rapid.IntRange(1, 300).Draw(rt, "width"), rapid.IntRange(1, 100).Draw(rt, "height"))
	case 1:
		d.tell(screen.Click{X: rapid.IntRange(-1, d.width).Draw(rt, "x"), Y: rapid.IntRange(-1, d.height).Draw(rt, "y")})
	case 2:
		d.tell(screen.Wheel{Lines: rapid.IntRange(-9, 9).Draw(rt, "lines")})
	case 3:
		th := theme.New(rapid.Bool().Draw(rt, "dark"), rapid.Bool().Draw(rt, "colour"))
		if rapid.Bool().Draw(rt, "ascii") {
			th = th.Plain()
		}
		d.screen.SetTheme(th)
	case 4:
		d.screen.Take(screen.Matrix{Articles: ids, Article: article, Sentence: sentence})
	case 5:
		r := d.screen.comparing.Readings[d.screen.comparing.Place(article)]
		if c, ok := r.SetNote(annotate.OnSentence(max(sentence, 0)), hostile, noon()); ok {
			d.tell(screen.Edited{Edits: c.Edits, Show: true})
		}
	default:
		d.keys(anyKey.Draw(rt, "key"))
		d.answerAsk(rt)
	}
}

// answerAsk enters a line, or takes it back, where one is asked for.
func (d *driver) answerAsk(rt *rapid.T) {
	for _, r := range d.asked {
		ask, ok := r.(screen.Ask)
		if !ok {
			continue
		}
		text := rapid.SampledFrom([]string{hostile, "the mill", "mill", "", "no such word", "港"}).Draw(rt, "text")
		if ask.Typing != nil {
			d.carryOut(ask.Typing(text))
			d.sound()
		}
		if ask.Cancelled != nil && rapid.Bool().Draw(rt, "cancel") {
			d.carryOut(ask.Cancelled())
		} else {
			d.carryOut(ask.Done(text))
		}
		d.wait()
		return
	}
}

var sgr = regexp.MustCompile(`\x1b\[[0-9;:]*m`)

// clean fails if text holds anything that acts on a terminal or turns its direction.
func clean(t failer, what, text string) {
	t.Helper()
	for _, r := range text {
		if unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp) && r != 0x200c && r != 0x200d {
			t.Fatalf("%s holds %U: %q", what, r, text)
		}
	}
}

// sound fails if the frame is larger than the screen, holds what is not text or colour, or does
// not show where the cursor is.
func (d *driver) sound() {
	d.t.Helper()
	s := d.screen
	clean(d.t, "the title", s.Title())
	clean(d.t, "the status line", s.Status())
	lines := s.View()
	if len(lines) > d.height {
		d.t.Fatalf("%d lines on a screen of %d", len(lines), d.height)
	}
	bars := 0
	for i, l := range lines {
		if w := ansi.StringWidth(l); w > d.width {
			d.t.Fatalf("line %d is %d columns wide on a screen of %d: %q", i, w, d.width, l)
		}
		text := sgr.ReplaceAllString(l, "")
		clean(d.t, fmt.Sprintf("line %d", i), text)
		if i >= s.headLines() && i < s.headLines()+s.listHeight() && strings.HasPrefix(text, s.theme.Glyphs.Cursor) {
			bars++
		}
	}
	if want := s.current().kind != title; (bars == 1) != want || bars > 1 {
		d.t.Fatalf("%d lines look current on a screen of %d×%d:\n%s", bars, d.width, d.height, d.text())
	}
	if p := s.plan; p.shown > 0 && (s.column < p.first || s.column >= p.first+p.shown) || p.shown == 0 && fits(d.width) {
		d.t.Fatalf("report %d is not in view: %+v", s.column, p)
	}
}

// TestWrap has all cells of a text on lines that fit, but for blanks between them.
func TestWrap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := screen.Safe(strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"a", "the", " ", "  ", "港", "👍🏽", "é", "xxxxxxxxxx"}), 0, 40).Draw(t, "text"), ""))
		width := rapid.IntRange(-2, 30).Draw(t, "width")
		var got strings.Builder
		for _, l := range wrap(prose.Cells(text, prose.Style{}), width) {
			if w := l.Width(); w > max(width, 2) || w == 0 {
				t.Fatalf("%q is %d columns wide, not %d", l.String(), w, width)
			}
			got.WriteString(l.String())
		}
		bare := func(s string) string { return strings.ReplaceAll(s, " ", "") }
		if bare(got.String()) != bare(text) {
			t.Fatalf("%q became %q", text, got.String())
		}
	})
}
