package screen

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/rivo/uniseg"
	"pgregory.net/rapid"

	"rashomon/annotate"
	"rashomon/ui/prose"
	"rashomon/ui/theme"
)

// pageOf is a page of sentences, with blanks between them where there is none yet.
func pageOf(format annotate.Format, t theme.Theme, sentences ...string) *Page {
	var b annotate.Body
	for _, s := range sentences {
		if b.Text != "" && !strings.HasSuffix(b.Text, "\n") {
			b.Text += " "
		}
		start := len(b.Text)
		b.Text += s
		b.Sentences = append(b.Sentences, annotate.Span{Start: start, End: start + len(strings.TrimRight(s, "\n"))})
	}
	a := annotate.NewArticle(annotate.Article{Source: "Lantern News", Format: format}, b, time.Time{})
	scheme := annotate.DefaultScheme()
	keys := NewKeys(scheme)
	clock := time.Date(2031, 3, 9, 12, 0, 0, 0, time.UTC)
	p := NewPage(annotate.NewReading(a, b, scheme, "ana", nil), keys, NewLabelling(keys, func() time.Time { return clock }), t)
	p.Pane.SetGutter(4)
	p.Pane.SetSize(60, 8)
	return p
}

// press presses keys, which blanks separate, as a screen does, and says what was said last.
func (p *Page) press(names string) (said string) {
	for _, name := range strings.Fields(names) {
		out, handled := p.Press(Press(name))
		if !handled {
			out, _, _ = p.labelling.Press(Press(name), p.Reading, p.Target())
		}
		for _, r := range out {
			if s, ok := r.(Say); ok {
				said = s.Text
			}
		}
	}
	return said
}

func (p *Page) selected() string {
	s := p.Selection()
	return p.Reading.Body.Text[s.Start:s.End]
}

func dark() theme.Theme { return theme.New(true, true) }

// TestKeysSelectWords goes through what each key selects.
func TestKeysSelectWords(t *testing.T) {
	for _, c := range []struct{ keys, want string }{
		{"", ""},
		{"v", "Six"},
		{"v l l", "Six drones hit"},
		{"v l l h", "Six drones"},
		{"v l h h", "Six"}, // there is nothing before it
		{"v right right left", "Six drones"},
		{"v w w", "hit"},
		{"v w w b", "drones"},
		{"v w w l l", "hit the dam"},
		{"v w w h", "drones hit"},
		{"v w w h h l l l", "hit the"}, // over the word that stays
		{"v w w l o h", "drones hit the"},
		{"v w w l o l", "the"},
		{"v w w l o l l", "the dam"},
		{"v w H", "drone"},
		{"v w H H L", "drone"},
		{"v w o L", "rones"},
		{"v H H H H", "S"},
		{"v $", "Six drones hit the dam."},
		{"v w w w w 0", "Six drones hit the dam"},
		{"v j", "Six drones hit the dam."},
		{"v j j", "Six drones hit the dam. “Nobody slept,” he said."},
		{"v j j k", "Six drones hit the dam."},
		{"v j k", "Six"},
		{"j v k", "“Nobody"},
		{"j v k k", "Six drones hit the dam. “Nobody"},
		{"v $ w", "Nobody"},
		{"v l l esc", ""},
		{"v l l esc v", "Six drones hit"}, // as it was left
		{"v l l esc j v", "Nobody"},
		{"v l v", ""},
		{"v l c", "Six drones"}, // held
		{"v l c v", "hit"},      // the next one
		{"v l c v l l f v", "Six"},
		{"v l c j", ""},
		{"v l c enter", ""},
		{"v l c f q", "Six drones"},
		{"v l c l", "Six drones hit"},
		{"v l c j v", "Nobody"},
	} {
		p := pageOf(annotate.Plain, dark(), "Six drones hit the dam.", "“Nobody slept,” he said.")
		p.press(c.keys)
		if got := p.selected(); got != c.want {
			t.Errorf("%q selects %q, want %q", c.keys, got, c.want)
		}
	}
}

// TestSelectionsInManyScripts: Han characters are words of their own, emoji count as words,
// and no cluster is ever split.
func TestSelectionsInManyScripts(t *testing.T) {
	for _, c := range []struct{ text, keys, want string }{
		{"港口关闭了。", "v l", "港口"},
		{"港口关闭了。", "v $", "港口关闭了。"},
		{"👩‍👩‍👧‍👦 came 🇫🇮.", "v", "👩‍👩‍👧‍👦"},
		{"👩‍👩‍👧‍👦 came 🇫🇮.", "v w l", "came 🇫🇮"},
		{"e\u0301te\u0301 passé", "v H", "e\u0301t"},
		{"השער נסגר בלילה.", "v l", "השער נסגר"},
		{"أغلق الميناء ليلا.", "v w", "الميناء"},
		{"…!", "v", "…"},
		{"…!", "v l", "…!"},
	} {
		p := pageOf(annotate.Plain, dark(), c.text)
		p.press(c.keys)
		if got := p.selected(); got != c.want {
			t.Errorf("in %q %q selects %q, want %q", c.text, c.keys, got, c.want)
		}
	}
}

// TestMarkupIsNoWord: what Markdown does not show is passed over.
func TestMarkupIsNoWord(t *testing.T) {
	p := pageOf(annotate.Markdown, dark(), "The **[dam](https://example.org/dam-gone)** broke &amp; *fell*.")
	for keys, want := range map[string]string{"v w": "dam", "v w w": "broke", "v w w w": "fell", "v w w w L": "fell*."} {
		p.sel, p.next = nil, nowhere()
		p.press(keys)
		if got := p.selected(); got != want {
			t.Errorf("%q selects %q, want %q", keys, got, want)
		}
	}
}

func TestTheMouseSelects(t *testing.T) {
	p := pageOf(annotate.Plain, dark(), "Six drones hit the dam.", "“Nobody slept,” he said.")
	drag := func(x, y, x2, y2 int) string {
		p.Click(x, y)
		p.Drag((x+x2)/2, (y+y2)/2)
		p.Drag(x2, y2)
		p.Drop()
		return p.selected()
	}
	for _, c := range []struct {
		x, y, x2, y2 int
		want         string
	}{
		{5, 0, 5, 0, ""}, {5, 0, 6, 0, ""}, // a hand that trembles
		{4, 0, 6, 0, "Six"}, {9, 0, 16, 0, "drones hit"}, {16, 0, 9, 0, "drones hit"},
		{5, 0, 59, 0, "Six drones hit the dam"}, {9, 0, 6, 1, "drones hit the dam. “Nobody"}, {6, 1, 9, 0, "drones hit the dam. “Nobody"},
		{9, 0, 59, 30, "drones hit the dam. “Nobody slept,” he said"},
	} {
		if got := drag(c.x, c.y, c.x2, c.y2); got != c.want {
			t.Errorf("from %d,%d to %d,%d: %q, want %q", c.x, c.y, c.x2, c.y2, got, c.want)
		}
	}
	p.press("esc g v l l c esc g v w q esc") // ⟨▲Six ⟨❝drones⟩ hit⟩
	p.Click(5, 1)
	for i, want := range []string{"", "drones", "Six drones hit", "", "drones"} {
		p.Click(14, 0)
		p.Drop()
		if got := p.selected(); got != want {
			t.Errorf("click %d: %q, want %q", i, got, want)
		}
	}
}

func TestSelectionsBeginAtHits(t *testing.T) {
	p := pageOf(annotate.Plain, dark(), "Six drones hit the dam.", "The dam broke at the dam.")
	out, _ := p.Press("/")
	out[0].(Ask).Typing("the dam")
	out[0].(Ask).Done("the dam")
	for _, c := range []struct{ keys, want string }{{"v", "the dam"}, {"c n v", "The dam"}, {"esc k v", "the dam"}} {
		if p.press(c.keys); p.selected() != c.want {
			t.Errorf("%q: %q, want %q", c.keys, p.selected(), c.want)
		}
	}
}

var piece = rapid.SampledFrom([]string{
	"gate", "six", "tide", "“slow”", "x-ray", "港は閉まった", "水門", "👩‍👩‍👧‍👦", "🇳🇱🇫🇮", "שלום", "مرحبا", "e\u0301te\u0301", "it’s", "U.S.", "340", "한국", "ท่าเรือ",
	"**bold**", "[crews](https://example.org/a-b)", "&amp;", "`code`", "\n\n> ", "\n\n", "\n| a | b |\n|---|---|\n| six | two |\n\n", "<!-- x -->", strings.Repeat("long", 20), "क्षि", "\u0301",
})

// anyPage is a page of anything, in some window.
func anyPage(t *rapid.T) *Page {
	var sentences []string
	for range rapid.IntRange(0, 5).Draw(t, "sentences") {
		sentences = append(sentences, strings.Join(rapid.SliceOfN(piece, 1, 6).Draw(t, "pieces"), rapid.SampledFrom([]string{" ", ""}).Draw(t, "between"))+".")
	}
	look := rapid.SampledFrom([]theme.Theme{dark(), theme.New(false, false), theme.New(true, false).Plain()}).Draw(t, "theme")
	p := pageOf(rapid.SampledFrom([]annotate.Format{annotate.Plain, annotate.Markdown}).Draw(t, "format"), look, sentences...)
	p.anySize(t)
	return p
}

func (p *Page) anySize(t *rapid.T) {
	p.Pane.SetSize(rapid.IntRange(8, 80).Draw(t, "width"), rapid.IntRange(1, 12).Draw(t, "height"))
}

var pageKey = rapid.SampledFrom(strings.Fields("v v l l h h L H w b 0 $ o j k g G ]s [s f q c x u . esc enter ]u n space ctrl+d"))

// TestAnyKeysSelectWhole presses anything: a selection is never empty, never splits a
// grapheme cluster, and stands in the text; so does what is said of it, and every line that
// is drawn has its width.
func TestAnyKeysSelectWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := anyPage(t)
		whole := map[int]bool{0: true}
		for at, state, rest := 0, -1, p.Reading.Body.Text; rest != ""; {
			var g string
			g, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
			at += len(g)
			whole[at] = true
		}
		for range rapid.IntRange(1, 40).Draw(t, "acts") {
			switch rapid.IntRange(0, 9).Draw(t, "act") {
			case 0:
				p.anySize(t)
			case 1:
				width, height := p.Pane.Size()
				cell := func() (int, int) {
					return rapid.IntRange(-1, width).Draw(t, "x"), rapid.IntRange(-1, height).Draw(t, "y")
				}
				p.Click(cell())
				p.Drag(cell())
				p.Drop()
			default:
				p.press(pageKey.Draw(t, "key"))
			}
			p.holds(t, whole)
		}
	})
}

func (p *Page) holds(t *rapid.T, whole map[int]bool) {
	if s := p.Selection(); p.Selecting() && (!s.In(p.Reading.Body.Text) || !whole[s.Start] || !whole[s.End]) {
		t.Fatalf("%v is selected in %q", s, p.Reading.Body.Text)
	}
	if s := p.sel; s != nil && (s.fixed != s.home.Start && s.fixed != s.home.End || s.home.Len() <= 0 || s.home.Start < s.span().Start || s.home.End > s.span().End) {
		t.Fatalf("%+v", *s)
	}
	for _, a := range p.Reading.Annotations() {
		if err := a.Check(p.Reading.Body); err != nil {
			t.Fatal(err)
		}
	}
	width, height := p.Pane.Size()
	lines := p.Pane.Lines(prose.Decoration{Focused: true, Marks: p.Marks(), Sentence: p.Look, Gutter: func(n int) []prose.Cell { return p.Gutter(n, 2) }})
	if len(lines) != height {
		t.Fatalf("%d lines in a window of %d", len(lines), height)
	}
	for _, l := range lines {
		if ansi.StringWidth(l) != width {
			t.Fatalf("%q has %d columns of %d", l, ansi.StringWidth(l), width)
		}
	}
	marks := p.Marks()
	if !slices.IsSortedFunc(marks, func(a, b prose.Mark) int { return a.Span.Start - b.Span.Start }) {
		t.Fatalf("marks out of order: %v", marks)
	}
	if said := p.Describe(p.Pane.Cursor()); strings.ContainsAny(said, "\n\t\x1b") {
		t.Fatalf("it says %q", said)
	}
}

// TestSplitAndJoinAskForSentences in the places where the words are.
func TestSplitAndJoinAskForSentences(t *testing.T) {
	for _, c := range []struct{ keys, want string }{
		{"v w w |", "Six drones / hit the dam, “all of it”. / It rained."},
		{"v l |", "Six drones / hit the dam, “all of it”. / It rained."}, // words that begin it: after them
		{"v w w l l |", "Six drones / hit the dam, “all of it”. / It rained."},
		{"v w w w w w |", "Six drones hit the dam, / “all of it”. / It rained."}, // with its quotation mark
		{"v w w c |", "Six drones / hit the dam, “all of it”. / It rained."},     // held
		{"v 0 $ |", ""},
		{"|", ""},
		{"J", "Six drones hit the dam, “all of it”. It rained."},
		{"j J", ""},
	} {
		p := pageOf(annotate.Plain, dark(), "Six drones hit the dam, “all of it”.", "It rained.")
		names := strings.Fields(c.keys)
		p.press(strings.Join(names[:len(names)-1], " "))
		out := p.Split()
		if names[len(names)-1] == "J" {
			out = p.Join(p.Pane.Cursor())
		}
		var got []string
		switch r := out[0].(type) {
		case Recut:
			for _, s := range r.Sentences {
				got = append(got, p.Reading.Body.Text[s.Start:s.End])
			}
		case Say:
			if r.Text == "" {
				t.Errorf("%q says nothing", c.keys)
			}
		}
		if got := strings.Join(got, " / "); got != c.want {
			t.Errorf("%q: %s, want %s", c.keys, got, c.want)
		}
	}
}

func TestDescribe(t *testing.T) {
	p := pageOf(annotate.Plain, dark(), "Six drones hit the dam.")
	p.Reading.Scheme.Attributes = []annotate.Attribute{{Name: "stance", Choices: []string{"for", "against"}}, {Name: "certainty", Choices: []string{"high"}}}
	a := annotate.NewAnnotation(p.Reading.Article, p.Reading.Body, annotate.OnSentence(0), "default", "ana")
	a.Labels, a.Rejected, a.Flag, a.Reason, a.Speaker = []string{"claim"}, []string{"fact"}, annotate.Flagged, "ask\nBen", "the warden"
	a.Attributes = map[string]string{"old": "yes", "certainty": "high", "stance": "for"}
	p.Reading.Apply([]annotate.Edit{{Annotation: &annotate.Replaced[annotate.Annotation]{After: &a}}})
	want := fmt.Sprintf("sentence 1 of 1 · claim · stance for · certainty high · old yes · flagged: ask Ben · %s the warden · not fact", p.theme.Glyphs.Speaker)
	if got := p.Describe(0); got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
