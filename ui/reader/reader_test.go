package reader

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"rashomon/annotate"
	"rashomon/ui/screen"
	"rashomon/ui/theme"
)

// noon is the time on every clock of these tests.
func noon() time.Time { return time.Date(2031, 3, 12, 12, 0, 0, 0, time.UTC) }

// read is a reader of sentences, with a blank between them.
func read(look theme.Theme, sentences ...string) *Screen {
	var b annotate.Body
	for i, s := range sentences {
		if i > 0 {
			b.Text += " "
		}
		b.Sentences = append(b.Sentences, annotate.Span{Start: len(b.Text), End: len(b.Text) + len(s)})
		b.Text += s
	}
	a := annotate.NewArticle(annotate.Article{Title: "The gate", Source: "Lantern News", Format: annotate.Plain}, b, noon())
	scheme := annotate.DefaultScheme()
	scheme.Attributes = []annotate.Attribute{{Name: "certainty", Key: "y1", Choices: []string{"high", "low"}}}
	keys := screen.NewKeys(scheme)
	s := New(annotate.NewReading(a, b, scheme, "ana", nil), "", 0, keys, screen.NewLabelling(keys, noon), look)
	s.SetSize(120, 20)
	return s
}

// hit presses keys, which blanks separate, answers all that is asked, and returns the last
// request that is none.
func (s *Screen) hit(names, answer string) (last screen.Request) {
	var answered func(requests []screen.Request)
	answered = func(requests []screen.Request) {
		for _, r := range requests {
			switch r := r.(type) {
			case screen.Ask:
				if r.Typing != nil {
					r.Typing(answer)
				}
				answered(r.Done(answer))
			case screen.Choose:
				answered(r.Done(0))
			case screen.Do:
			default:
				last = r
			}
		}
	}
	for _, name := range strings.Fields(names) {
		answered(s.Update(screen.Press(name)))
	}
	return last
}

func (s *Screen) draws(t *testing.T, want ...string) {
	t.Helper()
	got := ansi.Strip(strings.Join(s.View(), "\n"))
	for _, w := range want {
		if !strings.Contains(got, w) {
			t.Errorf("it does not show %q:\n%s", w, got)
		}
	}
}

// TestTheMarginSaysWhatIsSaid of a sentence and of words in it, at its height.
func TestTheMarginSaysWhatIsSaid(t *testing.T) {
	s := read(theme.New(true, true), "Six drones hit the dam, the warden said.", "It rained.")
	s.hit("c s", "the warden")
	s.hit("m y1 X", "look again")
	s.hit("v l q s", "a driver")
	s.draws(t, "⟨❝Six drones⟩ hit the dam", "» the warden", "certainty high", "flagged: look again", "✎ look again", "❝ quote “Six drones” (» a driver)")
	s.SetSize(60, 20)
	s.draws(t, "⟨❝Six drones⟩ hit the dam")
	if got := s.Status(); !strings.HasPrefix(got, "selected “Six drones” · quote · » a driver") {
		t.Errorf("of the words it says %q", got)
	}
	s.hit("esc", "")
	if got, want := s.Status(), "sentence 1 of 2 · claim · certainty high · flagged: look again · » the warden · ✎ look again · ❝ quote “Six drones” (» a driver)"; got != want {
		t.Errorf("of the sentence it says %q, not %q", got, want)
	}
}

// TestKeysWhileSelecting: those that lead elsewhere wait, and help says what the others do.
func TestKeysWhileSelecting(t *testing.T) {
	s := read(theme.New(true, true), "Six drones hit the dam.", "It rained.")
	choosable := func() bool {
		for _, g := range s.Help() {
			for _, b := range g.Bindings {
				if b.Help().Desc == s.keys.LetterBack.Help().Desc {
					return b.Enabled()
				}
			}
		}
		t.Fatal("help does not show the keys that select")
		return false
	}
	if s.Modal() || choosable() {
		t.Error("nothing is selected, and the keys are about it")
	}
	s.hit("v", "")
	if !s.Modal() || !choosable() {
		t.Error("words are selected, and the keys are not about them")
	}
	s.hit("l c", "")
	if s.Modal() {
		t.Error("the words are labelled, and the keys are still about them")
	}
	if r := s.hit("tab", ""); fmt.Sprintf("%T", r) != "screen.Beside" {
		t.Errorf("tab asks for %T", r)
	}
}

func TestCuttingSentencesAnew(t *testing.T) {
	s := read(theme.New(true, true), "Six drones hit the dam.", "It rained.")
	if r, ok := s.hit("J", "").(screen.Recut); !ok || len(r.Sentences) != 1 || r.What != "join sentences 1 and 2" {
		t.Errorf("%+v", r)
	}
	if r, ok := s.hit("|", "").(screen.Say); !ok || !strings.Contains(r.Text, "select the words that begin a sentence first") {
		t.Errorf("%+v", r)
	}
	if r, ok := s.hit("v w w |", "").(screen.Recut); !ok || len(r.Sentences) != 3 || r.What != "split sentence 1" {
		t.Errorf("%+v", r)
	}
	if r, ok := s.hit("j J", "").(screen.Say); !ok || r.Text == "" {
		t.Errorf("%+v", r)
	}
	if r := s.Again(); r != (screen.Read{Article: s.page.Reading.Article.ID, Sentence: 1}) {
		t.Errorf("it is opened again by %+v", r)
	}
}

var (
	word = rapid.SampledFrom([]string{
		"gate", "the", "six", "harbour", "“slow”", "x-ray", "港は閉まった。", "水門", "👩‍👩‍👧‍👦", "🇳🇱", "שלום", "مرحبا", "e\u0301te\u0301", "\u202eturned\u2066", "tab\there", "it’s", strings.Repeat("long", 30),
	})
	anyKey = rapid.SampledFrom(strings.Fields("j j k g G ctrl+d ctrl+u space ]u ]s [s v v l l h L H w b 0 $ o f q c s m x X y1 . a n N / J | enter esc - I A"))
)

// TestAnyKeysDraw presses anything in a window of any size: every line fits.
func TestAnyKeysDraw(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var sentences []string
		for range rapid.IntRange(0, 6).Draw(t, "sentences") {
			sentences = append(sentences, strings.Join(rapid.SliceOfN(word, 1, 6).Draw(t, "words"), " ")+".")
		}
		s := read(rapid.SampledFrom([]theme.Theme{theme.New(true, true), theme.New(false, false), theme.New(true, false).Plain()}).Draw(t, "theme"), sentences...)
		for range rapid.IntRange(1, 30).Draw(t, "acts") {
			x, y := rapid.IntRange(-1, s.width).Draw(t, "x"), rapid.IntRange(-1, s.height).Draw(t, "y")
			switch rapid.IntRange(0, 9).Draw(t, "act") {
			case 0:
				s.SetSize(rapid.IntRange(1, 160).Draw(t, "width"), rapid.IntRange(1, 30).Draw(t, "height"))
			case 1:
				s.Update(screen.Click{X: x, Y: y})
				s.Update(screen.Drag{X: rapid.IntRange(0, s.width).Draw(t, "to"), Y: y})
				s.Update(screen.Drop{X: x, Y: y})
			case 2:
				s.Update(screen.Wheel{X: x, Y: y, Lines: 3})
			default:
				s.hit(anyKey.Draw(t, "key"), "the \x1b[31mwarden gate")
			}
			lines := s.View()
			if len(lines) > s.height {
				t.Fatalf("%d lines on %d", len(lines), s.height)
			}
			for _, l := range lines {
				if ansi.StringWidth(l) > s.width {
					t.Fatalf("%d columns on %d: %q", ansi.StringWidth(l), s.width, l)
				}
			}
			if said := s.Status(); strings.ContainsAny(said, "\x1b\n\t") || said == "" {
				t.Fatalf("it says %q", said)
			}
		}
	})
}

// TestWhatWasSaidOfOtherWords stands beside the sentence with these words; enter says that it holds.
func TestWhatWasSaidOfOtherWords(t *testing.T) {
	s := read(theme.New(true, true), "Six drones hit the dam.", "It rained.")
	s.hit("c", "")
	a, _ := s.page.Reading.Sentence(0)
	before := a
	a.Was = "At least nine drones hit the dam before dawn, the warden said."
	s.Update(screen.Edited{Edits: []annotate.Edit{{Annotation: &annotate.Replaced[annotate.Annotation]{Before: &before, After: &a}}}})
	s.draws(t, "▲Δ", "said of other words: “At least", "nine drones hit the dam before", "dawn, the warden said.”")
	want := "sentence 1 of 2 · claim · said of other words: “At least nine drones hit the da…” · ⏎ it holds for these"
	s.labelling.Ghosts = screen.NewGhosts(nil)
	if got := s.Status(); got != want {
		t.Errorf("it says %q, not %q", got, want)
	}
	var c annotate.Change
	for _, r := range s.Update(screen.Press("enter")) {
		if m, ok := r.(screen.Make); ok {
			c = m.Change
		}
	}
	if got, _ := s.page.Reading.Sentence(0); got.Was != "" || got.Labels[0] != "claim" || len(c.Edits) != 1 {
		t.Errorf("it is %+v", got)
	}
	if got := s.Status(); strings.Contains(got, "said of") {
		t.Errorf("then it says %q", got)
	}
}

// TestTheMarginBesideATable stands beside the lines of its rows, and what comes after the table
// beside its own; what there is no room for is cut, and a suggestion gives way.
func TestTheMarginBesideATable(t *testing.T) {
	text := "The tide rose.\n\n| Street | Houses |\n|---|---|\n| Quay | six |\n| Weir | nine |\n\nNobody slept."
	b := annotate.Body{Text: text}
	for _, words := range []string{"The tide rose.", "Street", "Houses", "Quay", "six", "Weir", "nine", "Nobody slept."} {
		at := strings.Index(text, words)
		b.Sentences = append(b.Sentences, annotate.Span{Start: at, End: at + len(words)})
	}
	a := annotate.NewArticle(annotate.Article{Title: "The tide", Format: annotate.Markdown}, b, noon())
	scheme := annotate.DefaultScheme()
	keys := screen.NewKeys(scheme)
	s := New(annotate.NewReading(a, b, scheme, "ana", nil), "", 0, keys, screen.NewLabelling(keys, noon), theme.New(true, true))
	s.SetSize(120, 20)
	for n := range b.Sentences {
		s.page.SetCursor(n)
		s.hit("s", fmt.Sprintf("voice %d", n))
	}
	s.page.SetCursor(4)
	s.hit("m", strings.Repeat("a note of words ", 9))
	beside := func(words string) string {
		for _, l := range s.View() {
			if l = ansi.Strip(l); strings.Contains(l, words) {
				return l
			}
		}
		return ""
	}
	for words, want := range map[string][]string{"The tide": {"voice 0"}, "Street": {"voice 1", "voice 2"}, "Quay": {"» voice 4 · » voice 3 · ✎ a note", "…"}, "Weir": {"voice 5 · » voice 6"}, "Nobody": {"voice 7"}} {
		for _, w := range want {
			if got := beside(words); !strings.Contains(got, w) {
				t.Errorf("beside %q stands %q, not %q", words, got, w)
			}
		}
	}
}
