package revisions

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"rashomon/annotate"
	"rashomon/internal/termtest"
	"rashomon/ui/screen"
	"rashomon/ui/theme"
)

func noon() time.Time { return time.Date(2031, 3, 12, 12, 0, 0, 0, time.UTC) }

// bodyOf is sentences with a blank between them.
func bodyOf(sentences ...string) (b annotate.Body) {
	at := 0
	for _, s := range sentences {
		b.Sentences = append(b.Sentences, annotate.Span{Start: at, End: at + len(s)})
		at += len(s) + 1
	}
	b.Text = strings.Join(sentences, " ")
	return b
}

func first() annotate.Body {
	return bodyOf("The lock at Vessel Quay was shut at noon.", "Six drones hit the lower dam before dawn, the warden said.", "Nobody was hurt.", "A heron left.",
		"“We heard nothing,” a ferryman said.", "The quay was empty.", "The mayor of Holm resigned.", "It rained.", "The harbour stays shut until Sunday.")
}

func second() annotate.Body {
	return bodyOf("It rained.", "The lock at Vessel Quay was shut at noon.", "Seven drones hit the lower dam at dawn, the warden said.", "Nobody was hurt.", "A heron left.",
		"“We heard nothing”, a ferryman said.", "The quay was empty.", "A crane is expected on 港 水門 Friday.", "The harbour stays shut until Sunday.")
}

// shown is the screen of these texts, compared.
func shown(t failer, look theme.Theme, width, height int, texts ...annotate.Body) *Screen {
	t.Helper()
	a := annotate.NewArticle(annotate.Article{Title: "The dam", Source: "Lantern News"}, texts[0], noon())
	var all []annotate.Revision
	for i, b := range texts {
		all = append(all, annotate.Revision{Number: i + 1, Hash: annotate.Hash(b.Text), Sentences: len(b.Sentences), At: noon().AddDate(0, 0, i)})
	}
	lost := annotate.NewAnnotation(a, texts[0], annotate.OnSentence(min(6, len(texts[0].Sentences)-1)), "default", "ana")
	lost.Labels, lost.Speaker = []string{"claim"}, "Osk \x1b[31mVerhale"
	if a.Revision = len(texts); len(texts) > 1 {
		all[0].Said = 1
	}
	said := []annotate.Annotation{lost}
	if len(texts[0].Sentences) == 0 {
		said = nil
	}
	s := New(a, all, said, func(n int) (annotate.Body, error) {
		if n > len(texts) {
			return annotate.Body{}, errors.New("no such \x1b[1mtext")
		}
		return texts[n-1], nil
	}, screen.NewKeys(annotate.DefaultScheme()), look)
	s.SetSize(width, height)
	s.do(s.Start())
	return s
}

type failer interface {
	Helper()
	Fatalf(format string, args ...any)
}

// do does what the screen asks for in the background, and returns the rest.
func (s *Screen) do(requests []screen.Request) (rest []screen.Request) {
	for i := 0; i < len(requests); i++ {
		switch r := requests[i].(type) {
		case screen.Do:
			if s.work != nil && i == 0 && len(requests) > 1 { // the ticks come last
				requests = append(requests, r)
				continue
			}
			requests = append(requests, s.Update(r.Cmd())...)
		case screen.Ask:
			rest = append(rest, s.do(r.Done("dam"))...)
		default:
			rest = append(rest, r)
		}
	}
	return rest
}

func (s *Screen) hits(names string) (rest []screen.Request) {
	for _, n := range strings.Fields(names) {
		rest = s.do(s.Update(screen.Press(n)))
	}
	return rest
}

func (s *Screen) text() string { return ansi.Strip(strings.Join(s.View(), "\n")) }

func (s *Screen) says(t *testing.T, texts ...string) {
	t.Helper()
	all := strings.Join(strings.Fields(s.text()+"\n"+s.Status()), " ")
	for _, x := range texts {
		if !strings.Contains(all, x) {
			t.Errorf("it does not say %q:\n%s\n%s", x, s.text(), s.Status())
		}
	}
}

func TestWhatChanged(t *testing.T) {
	s := shown(t, theme.New(true, true), 100, 30, first(), second())
	s.says(t, "revision 2 of 2, 2031-03-13 · 9 sentences, 2 changed, 1 new, 1 gone, 1 moved · 1 annotation without a place",
		"↕1 It rained. (was sentence 8)",
		"~ 3 [-Six-]{+Seven+} drones hit the lower dam [-before-]{+at+} dawn, the warden said.",
		"── 2 unchanged sentences, 4 to 5",
		"~ 6 “We heard nothing[-,”-]{+”,+} a ferryman said.",
		"- 7 The mayor of Holm resigned.", "⊘ without a place: ana · claim · » Osk", "+ 8 A crane is expected",
		"unchanged, moved: sentence 1 of revision 2, sentence 8 of revision 1")
	if r := s.hits("O"); len(r) != 1 || r[0] != (screen.Read{Article: s.article.ID, Orphans: true}) {
		t.Errorf("O asks for %+v", r)
	}
	s.hits("]d")
	s.says(t, "changed: sentence 3 of revision 2, sentence 2 of revision 1")
	if r := s.hits("y"); len(r) != 1 || r[0].(screen.Copy).Text != "[-Six-]{+Seven+} drones hit the lower dam [-before-]{+at+} dawn, the warden said.\n— Lantern News, The dam, sentence 3 of revision 2, sentence 2 of revision 1\n" {
		t.Errorf("y copies %q", r)
	}
	if r := s.hits("enter"); len(r) != 1 || r[0] != (screen.Read{Article: s.article.ID, Sentence: 2}) {
		t.Errorf("enter asks for %+v", r)
	}
	s.hits("]d ]d")
	s.says(t, "gone: sentence 7 of revision 1 · 1 annotation without a place")
	if r := s.hits("enter"); len(r) != 1 || r[0] != (screen.Read{Article: s.article.ID, Sentence: 6}) {
		t.Errorf("enter asks for %+v", r)
	}
	if r := s.hits("]d ]d"); fmt.Sprint(r) != "[{this is the last difference false}]" {
		t.Errorf("it says %v", r)
	}
	s.hits("e")
	s.says(t, "4 Nobody was hurt.", "5 A heron left.")
	s.says(t, "new: sentence 8 of revision 2")
	s.hits("e [d [d [d j")
	s.says(t, "2 unchanged sentences: ⏎ shows them, e all")
	s.hits("enter")
	s.says(t, "5 A heron left.", "unchanged: sentence 4 of revision 2, sentence 3 of revision 1")
	if r := s.hits("esc"); len(r) != 1 || r[0] != (screen.Back{}) {
		t.Errorf("esc asks for %+v", r)
	}
}

// TestAPlaceIsFound elsewhere, and the mark of what had none goes.
func TestAPlaceIsFound(t *testing.T) {
	s := shown(t, theme.New(true, true), 100, 30, first(), second())
	for _, x := range s.said {
		after := x
		after.Revision = 2
		s.Update(screen.Edited{Edits: []annotate.Edit{{Annotation: &annotate.Replaced[annotate.Annotation]{Before: &x, After: &after}}}})
	}
	if strings.Contains(s.text(), "without a place") {
		t.Error(s.text())
	}
}

func TestOlderRevisions(t *testing.T) {
	third := bodyOf("The lock at Vessel Quay was shut at noon.", "Seven drones hit the lower dam at dawn, the warden said.")
	s := shown(t, theme.New(true, true), 100, 30, first(), second(), third)
	s.says(t, "revision 3 of 3, 2031-03-14 · 2 sentences, 7 gone")
	s.hits("h")
	s.says(t, "revision 2 of 3", "1 annotation without a place")
	if r := s.hits("]d enter"); len(r) != 1 || r[0] != (screen.Read{Article: s.article.ID, Sentence: 1}) {
		t.Errorf("enter asks for %+v: it is sentence 2 of the newest", r)
	}
	if r := s.hits("h"); fmt.Sprint(r) != "[{these are its first two texts false}]" {
		t.Errorf("it says %v", r)
	}
	s.hits("l")
	s.says(t, "revision 3 of 3")
	if r := s.hits("l"); fmt.Sprint(r) != "[{this is its newest text false}]" {
		t.Errorf("it says %v", r)
	}
}

func TestOnlyBoundariesDiffer(t *testing.T) {
	old := bodyOf("One gate.", "Two.", "Three gates and a weir.")
	now := old
	now.Sentences = []annotate.Span{{Start: 0, End: 14}, {Start: 15, End: 26}, {Start: 27, End: len(old.Text)}}
	s := shown(t, theme.New(true, true), 100, 30, old, now)
	s.says(t, "3 sentences, 3 cut otherwise: the same text, only where sentences begin and end differs", "| 1 One gate. Two. (was sentences 1 to 2)", "| 3 and a weir. (was part of sentence 3)")
	s = shown(t, theme.New(true, true), 100, 30, old, old)
	s.says(t, "3 sentences, none changed")
}

func TestOneRevision(t *testing.T) {
	s := shown(t, theme.New(true, true), 80, 24, first())
	s.says(t, "This report has one text: it came in on 2031-03-12 12:00.")
	if r := s.hits("j ]d h"); fmt.Sprint(r) != "[{the report has one text only false}]" {
		t.Errorf("it says %v", r)
	}
	none := New(s.article, nil, nil, nil, s.keys, s.theme)
	none.SetSize(80, 24)
	none.do(none.Start())
	none.says(t, "it came in on 2031-03-12 12:00")
}

// TestTextsThatCannotBeRead are told, and the other pairs stay.
func TestTextsThatCannotBeRead(t *testing.T) {
	s := shown(t, theme.New(true, true), 80, 24, first(), second())
	read := s.read
	s.read = func(n int) (annotate.Body, error) {
		if n == 2 {
			return annotate.Body{}, errors.New("damaged \x1b[1m")
		}
		return read(n)
	}
	s.pairs = map[int]*diff{}
	s.do(s.compare())
	s.says(t, "these texts cannot be compared: revision 2: damaged [1m")
	s.hits("j ]d enter y e / G")
}

func TestSearch(t *testing.T) {
	s := shown(t, theme.New(true, true), 100, 30, first(), second())
	s.hits("/")
	s.says(t, "changed: sentence 3 of revision 2")
	s.needle = "heron"
	s.hits("n")
	s.says(t, "unchanged: sentence 5 of revision 2", "4 Nobody was hurt.")
	s.needle = "no such"
	if r := s.hits("N"); fmt.Sprint(r) != `[{"no such" is in neither text false}]` {
		t.Errorf("it says %v", r)
	}
}

func TestScreens(t *testing.T) {
	for name, x := range map[string]struct {
		look          theme.Theme
		width, height int
	}{
		"80x24": {theme.New(true, true), 80, 24}, "200x50": {theme.New(true, true), 200, 50}, "20x6": {theme.New(true, true), 20, 6},
		"light": {theme.New(false, true), 80, 16}, "none": {theme.New(true, false).Plain(), 80, 24},
	} {
		t.Run(name, func(t *testing.T) {
			s := shown(t, x.look, x.width, x.height, first(), second())
			s.hits("]d")
			termtest.Golden(t, name, termtest.Draw(strings.Join(s.View(), "\n"), x.width, x.height).Golden())
		})
	}
}

// someWords is what texts are made of, wide, hidden and turned letters among it.
var someWords = rapid.SampledFrom([]string{
	"gate", "the", "six", "harbour", "“slow”", "x-ray", "港は閉まった。", "水門", "👩‍👩‍👧‍👦", "🇳🇱", "שלום", "مرحبا", "e\u0301te\u0301", "\u0301", "\u202eturned\u2066", "tab\there", "it’s", "It's", "U.S.", ",", "—", "[-", "+}", strings.Repeat("long", 30),
})

func someText(t *rapid.T, name string) annotate.Body {
	var sentences []string
	for range rapid.IntRange(0, 9).Draw(t, name) {
		sentences = append(sentences, strings.Join(rapid.SliceOfN(someWords, 1, 7).Draw(t, "words"), " ")+".")
	}
	return bodyOf(sentences...)
}

// someEdits is a text with sentences taken out, put elsewhere, and changed in a word.
func someEdits(t *rapid.T, b annotate.Body) annotate.Body {
	sentences := make([]string, len(b.Sentences))
	for n := range sentences {
		sentences[n] = b.Sentence(n)
	}
	for range rapid.IntRange(0, 5).Draw(t, "edits") {
		if len(sentences) == 0 {
			break
		}
		i, j := rapid.IntRange(0, len(sentences)-1).Draw(t, "i"), rapid.IntRange(0, len(sentences)-1).Draw(t, "j")
		switch rapid.IntRange(0, 3).Draw(t, "edit") {
		case 0:
			sentences = append(sentences[:i:i], sentences[i+1:]...)
		case 1:
			sentences[i], sentences[j] = sentences[j], sentences[i]
		case 2:
			sentences[i] = someWords.Draw(t, "word") + " " + sentences[i]
		default:
			sentences[i] = strings.Replace(sentences[i], " ", " "+someWords.Draw(t, "word")+" ", 1)
		}
	}
	return bodyOf(sentences...)
}

// TestNothingIsLeftOut of either text, whatever changed: each of its sentences is in one entry,
// in the newer one's order, and to the byte in what was kept and deleted, or inserted.
func TestNothingIsLeftOut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		old := someText(t, "old")
		now := someEdits(t, old)
		if rapid.Bool().Draw(t, "other") {
			now = someText(t, "now")
		}
		entries := compared(old, now, func(float64) {})
		seen, next := map[int]bool{}, 0
		for _, e := range entries {
			var was, is string
			for _, p := range e.pieces {
				if p.how != inserted {
					was += p.text
				}
				if p.how != deleted {
					is += p.text
				}
			}
			if e.now >= 0 {
				if e.now != next || is != annotate.Line(now.Sentence(e.now)) {
					t.Fatalf("entry %+v is %q, after %d", e, is, next)
				}
				next++
			}
			if e.old >= 0 && e.kind != recut {
				if seen[e.old] || was != annotate.Line(old.Sentence(e.old)) {
					t.Fatalf("entry %+v was %q", e, was)
				}
				seen[e.old] = true
			}
			if (e.kind == gone) != (e.now < 0) || (e.kind == came) != (e.old < 0) || e.kind == same && was != is {
				t.Fatalf("%+v", e)
			}
		}
		if next != len(now.Sentences) || old.Text != now.Text && len(seen) != len(old.Sentences) {
			t.Fatalf("%d of %d sentences, %d of %d older ones", next, len(now.Sentences), len(seen), len(old.Sentences))
		}
	})
}

// TestAnyKeysDraw presses anything in a window of any size: lines fit, and the cursor is in sight.
func TestAnyKeysDraw(t *testing.T) {
	keys := rapid.SampledFrom(strings.Fields("j j k k g G ctrl+d ctrl+u space pgup ]d [d e enter h l y / n N u ctrl+r"))
	rapid.Check(t, func(t *rapid.T) {
		old := someText(t, "old")
		middle := someEdits(t, old)
		look := theme.New(true, rapid.Bool().Draw(t, "colour"))
		if rapid.Bool().Draw(t, "ascii") {
			look = look.Plain()
		}
		s := shown(t, look, rapid.IntRange(1, 120).Draw(t, "width"), rapid.IntRange(1, 30).Draw(t, "height"), old, middle, someEdits(t, middle))
		for range rapid.IntRange(1, 25).Draw(t, "acts") {
			cursor := true
			switch rapid.IntRange(0, 9).Draw(t, "act") {
			case 0:
				s.SetSize(rapid.IntRange(1, 160).Draw(t, "width"), rapid.IntRange(1, 30).Draw(t, "height"))
			case 1:
				s.Update(screen.Click{Y: rapid.IntRange(-1, s.height).Draw(t, "y")})
			case 2:
				s.Update(screen.Wheel{Lines: rapid.SampledFrom([]int{3, -3}).Draw(t, "lines")})
			default:
				s.hits(keys.Draw(t, "key"))
			}
			lines := s.View()
			if len(lines) > s.height {
				t.Fatalf("%d lines on %d", len(lines), s.height)
			}
			cursor = len(s.rows) == 0
			for _, l := range lines {
				cursor = cursor || strings.HasPrefix(ansi.Strip(l), s.theme.Glyphs.Cursor)
				if ansi.StringWidth(l) > s.width || strings.ContainsAny(ansi.Strip(l), "\x1b\n\t\u202e\u2066") {
					t.Fatalf("%d columns on %d: %q", ansi.StringWidth(l), s.width, l)
				}
			}
			if !cursor {
				t.Fatalf("the cursor is out of sight:\n%s", strings.Join(lines, "\n"))
			}
			if said := s.Status(); strings.ContainsAny(said, "\x1b\n\t") || said == "" {
				t.Fatalf("it says %q", said)
			}
		}
	})
}
