package sidebyside

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"rashomon/annotate"
	"rashomon/compare"
	"rashomon/internal/segment"
	"rashomon/ui/screen"
	"rashomon/ui/theme"
)

// noon is the time on every clock of these tests.
func noon() time.Time { return time.Date(2031, 3, 12, 12, 0, 0, 0, time.UTC) }

// report is a reading of sentences, with a blank between them.
func report(source string, sentences ...string) *annotate.Reading {
	var b annotate.Body
	for i, s := range sentences {
		if i > 0 {
			b.Text += " "
		}
		b.Sentences = append(b.Sentences, annotate.Span{Start: len(b.Text), End: len(b.Text) + len(s)})
		b.Text += s
	}
	a := annotate.NewArticle(annotate.Article{Source: source, Format: annotate.Plain}, b, noon())
	return annotate.NewReading(a, b, annotate.DefaultScheme(), "ana", nil)
}

// lay is reports side by side, not compared yet.
func lay(readings ...*annotate.Reading) *Screen {
	keys := screen.NewKeys(annotate.DefaultScheme())
	return New(screen.NewComparing(readings, nil, compare.NewCache(1)), annotate.Story{}, 0, 0, keys, screen.NewLabelling(keys, noon), theme.New(true, true))
}

// found has the screen take a comparison over.
func (s *Screen) found(c compare.Comparison) {
	s.comparing.Found = &c
	for _, r := range s.layOut(s.base) {
		s.Update(r.(screen.Do).Cmd())
	}
}

// keys presses keys, which blanks separate, and returns what was last said.
func (s *Screen) hit(names string) (said string) {
	for _, name := range strings.Fields(names) {
		for _, r := range s.Update(screen.Press(name)) {
			switch r := r.(type) {
			case screen.Say:
				said = r.Text
			case screen.Do:
				if name == "b" { // others compare what these tests set by hand
					s.Update(r.Cmd())
				}
			}
		}
	}
	return said
}

var word = rapid.SampledFrom([]string{
	"gate", "the", "barge", "six", "two", "several", "harbour", "a", "of", "tide", "340", "unhurt", "quay", "“slow”", "x-ray",
	"港は閉まった。", "水門", "👩‍👩‍👧‍👦", "🇳🇱", "שלום", "مرحبا", "e\u0301te\u0301", "antidisestablishmentarianism", "\u202eturned\u2066", "tab\there", "it’s", strings.Repeat("long", 30),
})

// anyReports is up to six reports of up to five sentences, one of them perhaps endless.
func anyReports(t *rapid.T) []*annotate.Reading {
	var out []*annotate.Reading
	for i := range rapid.IntRange(1, 6).Draw(t, "reports") {
		var sentences []string
		for range rapid.IntRange(0, 5).Draw(t, "sentences") {
			words := rapid.SliceOfN(word, 1, 5).Draw(t, "words")
			if rapid.IntRange(0, 20).Draw(t, "endless") == 0 {
				words = append(words, strings.Repeat("on and ", 100)+"on")
			}
			sentences = append(sentences, strings.Join(words, " ")+".")
		}
		out = append(out, report(fmt.Sprint("Outlet ", i), sentences...))
	}
	return out
}

// anyComparison links and sets against one another sentences that have nothing to do with
// each other.
func anyComparison(t *rapid.T, readings []*annotate.Reading) (c compare.Comparison) {
	var all []compare.Ref
	for i, r := range readings {
		for n := range r.Body.Sentences {
			all = append(all, compare.Ref{Report: i, Sentence: n})
		}
	}
	if len(all) < 2 {
		return c
	}
	seen := map[[2]compare.Ref]bool{}
	for range rapid.IntRange(0, 2*len(all)).Draw(t, "links") {
		a, b := rapid.SampledFrom(all).Draw(t, "a"), rapid.SampledFrom(all).Draw(t, "b")
		if a.Report > b.Report {
			a, b = b, a
		}
		if a.Report == b.Report || seen[[2]compare.Ref{a, b}] {
			continue
		}
		seen[[2]compare.Ref{a, b}] = true
		relation := rapid.SampledFrom([]compare.Relation{compare.Verbatim, compare.Paraphrase, compare.Partial}).Draw(t, "relation")
		c.Links = append(c.Links, compare.Link{A: a, B: b, Relation: relation, Score: rapid.Float64Range(0.1, 1).Draw(t, "score")})
		if rapid.IntRange(0, 4).Draw(t, "conflict") == 0 {
			x := compare.Conflict{A: a, B: b, Kind: "number", Strength: compare.Contradicts, About: "gates"}
			x.ASpan, x.AValue = anyValue(t, readings[a.Report], a.Sentence)
			x.BSpan, x.BValue = anyValue(t, readings[b.Report], b.Sentence)
			if rapid.Bool().Draw(t, "vague") {
				x.Strength, x.AValue = compare.Vague, "several"
			}
			c.Conflicts = append(c.Conflicts, x)
		}
	}
	return c
}

// anyValue is a word of a sentence.
func anyValue(t *rapid.T, r *annotate.Reading, n int) (segment.Span, string) {
	text, start := r.Body.Sentence(n), r.Body.Sentences[n].Start
	words := strings.Fields(text)
	w := rapid.SampledFrom(words).Draw(t, "value")
	at := strings.Index(text, w)
	return segment.Span{Start: start + at, End: start + at + len(w)}, w
}

// anyScreen is reports side by side, most of the time compared.
func anyScreen(t *rapid.T) *Screen {
	s := lay(anyReports(t)...)
	if rapid.IntRange(0, 4).Draw(t, "compared") > 0 {
		s.found(anyComparison(t, s.comparing.Readings))
	}
	if rapid.Bool().Draw(t, "plain") {
		s.SetTheme(theme.New(true, false))
	}
	s.anySize(t)
	return s
}

func (s *Screen) anySize(t *rapid.T) {
	width, height := rapid.IntRange(1, 300).Draw(t, "width"), rapid.IntRange(1, 100).Draw(t, "height")
	if rapid.Bool().Draw(t, "usual size") {
		width, height = rapid.IntRange(20, 200).Draw(t, "usual width"), rapid.IntRange(3, 40).Draw(t, "usual height")
	}
	s.SetSize(width, height)
}

var anyKey = rapid.SampledFrom(strings.Fields(`
	j j j k k g G h l tab shift+tab alt+1 alt+2 alt+3 alt+7 ctrl+d ctrl+u space pgup ]d [d ]c [c ]u [u o e t b z a . n N
	f q c x enter esc p = - C v v w l $ L ]s [s J |`))

// act does one thing that a hand could do, or lets another comparison arrive.
func (s *Screen) act(t *rapid.T) {
	switch rapid.IntRange(0, 15).Draw(t, "act") {
	case 0:
		s.anySize(t)
	case 1:
		s.Update(screen.Click{X: rapid.IntRange(0, s.width).Draw(t, "x"), Y: rapid.IntRange(0, s.height).Draw(t, "y")})
	case 2, 3:
		s.Update(screen.Wheel{X: rapid.IntRange(0, s.width).Draw(t, "x"), Y: rapid.IntRange(0, s.height).Draw(t, "y"), Lines: rapid.SampledFrom([]int{-3, 3, 40}).Draw(t, "lines")})
	case 4:
		for _, r := range s.Update(screen.Press("/")) {
			if ask, ok := r.(screen.Ask); ok {
				ask.Typing("g")
				ask.Done(rapid.SampledFrom([]string{"gate", "x", "barge six", "", "nowhere"}).Draw(t, "words"))
			}
		}
	case 7:
		cell := func() (x, y int) {
			return rapid.IntRange(-1, s.width).Draw(t, "x"), rapid.IntRange(-1, s.height).Draw(t, "y")
		}
		x, y := cell()
		s.Update(screen.Click{X: x, Y: y})
		x, y = cell()
		s.Update(screen.Drag{X: x, Y: y})
		s.Update(screen.Drop{X: x, Y: y})
	case 6:
		r := rapid.SampledFrom(s.comparing.Readings).Draw(t, "article")
		s.Take(screen.Beside{Articles: s.articles(), Base: r.Article.ID, Sentence: rapid.IntRange(-1, 5).Draw(t, "sentence")})
	case 5:
		if rapid.IntRange(0, 3).Draw(t, "again") == 0 {
			s.found(anyComparison(t, s.comparing.Readings))
		}
	default:
		s.hit(anyKey.Draw(t, "key"))
	}
}

func TestTake(t *testing.T) {
	s := lay(report("One", "The gate stood open.", "It was shut at noon."), report("Two", "The gate was shut."))
	s.SetSize(120, 20)
	one, two := s.comparing.Readings[0].Article.ID, s.comparing.Readings[1].Article.ID
	if s.Take(screen.Beside{Articles: []annotate.ID{one}}) || s.Take(screen.Read{Article: one}) || s.Take(screen.Beside{Story: 7}) {
		t.Error("it takes what it does not show")
	}
	if !s.Take(screen.Beside{Articles: []annotate.ID{two, one}, Base: one, Sentence: 1}) {
		t.Fatal("it does not take its own reports")
	}
	if page, n, ok := s.current(); page != 0 || n != 1 || !ok {
		t.Errorf("at %d, %d, %v", page, n, ok)
	}
}
