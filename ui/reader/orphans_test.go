package reader

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"rashomon/annotate"
	"rashomon/annotate/suggest"
	"rashomon/internal/termtest"
	"rashomon/ui/screen"
	"rashomon/ui/theme"
)

// older is the text of the gate that ana labelled; newer the one that came after.
func older() []string {
	return []string{"Six drones hit the lower dam before dawn.", "“We heard nothing at all,” a ferryman named Osk Verhale said.", "A heron left.", "The mayor of Holm resigned."}
}

func newer() []string {
	return []string{"It rained.", "Seven drones hit the dam at dawn.", "“We heard nothing at all”, said a ferryman.", "The harbour stays shut."}
}

// revised is a reader of revision 2 of the report, of whose first revision ana said this: a
// sentence that is reworded, words that stand elsewhere, and a sentence that is gone.
func revised(look theme.Theme, texts ...string) *Screen {
	s := read(look, texts...)
	was := read(look, older()...).page.Reading
	say := func(on annotate.Target, what func(*annotate.Annotation)) annotate.Annotation {
		x := annotate.NewAnnotation(was.Article, was.Body, on, "default", "ana")
		x.Created, x.Updated = noon(), noon()
		what(&x)
		return x
	}
	first := was.Body.Sentences[1].Start
	said := []annotate.Annotation{
		say(annotate.OnSentence(0), func(x *annotate.Annotation) { x.Labels, x.Note = []string{"fact"}, "how\nmany?" }),
		say(annotate.OnSpan(annotate.Span{Start: first, End: first + len("“We heard nothing at all")}), func(x *annotate.Annotation) {
			x.Labels, x.Speaker = []string{"quote"}, "Osk \x1b[31mVerhale"
		}),
		say(annotate.OnSentence(3), func(x *annotate.Annotation) { x.Labels = []string{"claim"} }),
	}
	r := s.page.Reading
	a := r.Article
	a.ID, a.Revision = was.Article.ID, 2
	s = New(annotate.NewReading(a, r.Body, r.Scheme, "ana", said), "", 0, s.keys, s.labelling, look)
	s.SetSize(80, 22)
	return s
}

// hits presses keys and returns all that was asked for; what is asked is confirmed.
func (s *Screen) hits(names string) (out []screen.Request) {
	for _, name := range strings.Fields(names) {
		for _, r := range s.Update(screen.Press(name)) {
			if c, ok := r.(screen.Confirm); ok {
				out = append(out, c.Yes()...)
				continue
			}
			if _, ok := r.(screen.Do); !ok {
				out = append(out, r)
			}
		}
	}
	return out
}

// changed is the change among what was asked for, and what is said of it.
func changed(t *testing.T, asked []screen.Request) (c annotate.Change, said string) {
	t.Helper()
	for _, r := range asked {
		switch r := r.(type) {
		case screen.Make:
			c = r.Change
		case screen.Say:
			said = r.Text
		}
	}
	return c, said
}

// TestOrphansInTwoKeys: O goes to where it may belong, enter attaches it there.
func TestOrphansInTwoKeys(t *testing.T) {
	s := revised(theme.New(true, true), newer()...)
	s.draws(t, "3 annotations have no place: O")
	s.hits("O")
	if !s.Modal() || s.page.Pane.Cursor() != 1 {
		t.Fatalf("the cursor is at %d", s.page.Pane.Cursor())
	}
	s.draws(t, "1 of 3 without a place · sentence 1 of revision 1 · fact · ✎ how many?", "“Six drones hit the lower dam before dawn.”", "⏎ attaches it to sentence 2")
	c, said := changed(t, s.hits("enter"))
	if c.What != "sentence 2: attach what was said of revision 1" || said != "attached to sentence 2; 2 are without a place" {
		t.Errorf("%+v, %q", c, said)
	}
	if a, ok := s.page.Reading.Sentence(1); !ok || a.Note != "how\nmany?" || a.Check(s.page.Reading.Body) != nil {
		t.Errorf("it is %+v", a)
	}
	s.draws(t, "1 of 2 without a place · words of revision 1 · quote · » Osk", "attaches it to “We heard nothing at all”: the same words stand there")
	if c, _ = changed(t, s.hits("enter")); len(c.Edits) != 1 || c.Edits[0].Annotation.After.Sentence != -1 || c.Edits[0].Annotation.After.Quote != "“We heard nothing at all" {
		t.Errorf("%+v", c)
	}
	s.draws(t, "1 of 1 without a place", "nothing in this text is like it")
	s.hits("j")
	if c, said = changed(t, s.hits("D")); len(c.Edits) != 1 || c.Edits[0].Annotation.After != nil || !strings.Contains(said, "deleted; none is without a place any more") || s.Modal() {
		t.Errorf("%+v %q", c, said)
	}
	s.Update(screen.Edited{Edits: c.Inverse(), Show: true})
	s.draws(t, "1 annotation has no place: O")
}

// TestOrphansElsewhere: to another sentence, to words, and not where something is said already.
func TestOrphansElsewhere(t *testing.T) {
	s := revised(theme.New(true, true), newer()...)
	s.hits("j j j f k k k O")
	if _, said := changed(t, s.hits("j j enter")); !strings.Contains(said, "sentence 4 has an annotation already (fact): + adds this one to it") {
		t.Errorf("it says %q", said)
	}
	c, said := changed(t, s.hits("+"))
	if len(c.Edits) != 2 || said != "added to what is said of sentence 4; 2 are without a place" {
		t.Errorf("%+v %q", c, said)
	}
	before := s.page.Reading.Annotations()
	s.Update(screen.Edited{Edits: c.Inverse(), Show: true})
	if s.page.Reading.OrphanCount() != 3 || !s.Modal() {
		t.Error("taken back, it is no orphan again")
	}
	s.draws(t, "1 of 3 without a place · sentence 1 of revision 1")
	s.Update(screen.Edited{Edits: c.Edits, Show: true})
	if !reflect.DeepEqual(s.page.Reading.Annotations(), before) {
		t.Error("made again, it says something else")
	}
	c, _ = changed(t, s.hits("n g v l enter"))
	if len(c.Edits) != 1 || c.Edits[0].Annotation.After.Quote != "It rained" || c.Edits[0].Annotation.After.Labels[0] != "claim" {
		t.Errorf("%+v", c)
	}
	for keys, want := range map[string]string{"f": "esc leaves them", "n": "this is the only one", "+": "nothing is said of", "z": "⏎ attaches"} {
		if _, said := changed(t, s.hits(keys)); !strings.Contains(said, want) {
			t.Errorf("%s says %q", keys, said)
		}
	}
	if s.hits("esc"); s.Modal() || !strings.Contains(strings.Join(s.View(), ""), "1 annotation has no place: O") {
		t.Error("esc does not leave")
	}
	if asked := s.hits("V alt+i"); !reflect.DeepEqual(asked, []screen.Request{screen.Revisions{Article: s.page.Reading.Article.ID}, screen.Details{Article: s.page.Reading.Article.ID}}) {
		t.Errorf("V and alt+i ask for %+v", asked)
	}
}

// TestLabelsForWordsStayOnWords when an orphan is attached.
func TestLabelsForWordsStayOnWords(t *testing.T) {
	s := revised(theme.New(true, true), newer()...)
	for i := range s.page.Reading.Scheme.Labels {
		s.page.Reading.Scheme.Labels[i].On = annotate.OnSpans
	}
	c, said := changed(t, s.hits("O enter"))
	if len(c.Edits) > 0 || !strings.Contains(said, "fact is a label for words, not for a sentence: v selects words") {
		t.Errorf("%+v %q", c, said)
	}
}

func TestReaderWithoutOrphans(t *testing.T) {
	s := read(theme.New(true, true), "One.", "Two.")
	if _, said := changed(t, s.hits("O")); said != "all annotations have a place in this text" || s.Modal() {
		t.Errorf("it says %q", said)
	}
}

// TestOrphanScreens has the panel in the sizes that matter, and without colour in ASCII.
func TestOrphanScreens(t *testing.T) {
	for name, x := range map[string]struct {
		look          theme.Theme
		width, height int
	}{
		"80x22": {theme.New(true, true), 80, 22}, "200x48": {theme.New(true, true), 200, 48}, "20x4": {theme.New(true, true), 20, 4}, "20x6": {theme.New(true, true), 20, 6},
		"plain": {theme.New(true, false).Plain(), 60, 14},
	} {
		t.Run(name, func(t *testing.T) {
			s := revised(x.look, newer()...)
			s.SetSize(x.width, x.height)
			s.hits("O n")
			termtest.Golden(t, "orphans-"+name, termtest.Draw(strings.Join(s.View(), "\n"), x.width, x.height).Golden())
		})
	}
}

// TestAnyKeysOnOrphans: whatever is pressed, lines fit, and what was said is there still.
func TestAnyKeysOnOrphans(t *testing.T) {
	keys := rapid.SampledFrom(strings.Fields("O enter enter + n N j k g G v l o esc D u / ]s x q ctrl+d 0"))
	rapid.Check(t, func(t *rapid.T) {
		var sentences []string
		for range rapid.IntRange(0, 6).Draw(t, "sentences") {
			sentences = append(sentences, rapid.SampledFrom(append(newer(), older()...)).Draw(t, "sentence")+strings.Join(rapid.SliceOfN(word, 0, 3).Draw(t, "words"), " "))
		}
		look := theme.New(true, true)
		if rapid.Bool().Draw(t, "ascii") {
			look = theme.New(true, false).Plain()
		}
		s := revised(look, sentences...)
		var made []annotate.Change
		for range rapid.IntRange(1, 25).Draw(t, "acts") {
			if rapid.IntRange(0, 9).Draw(t, "resize") == 0 {
				s.SetSize(rapid.IntRange(1, 160).Draw(t, "width"), rapid.IntRange(1, 30).Draw(t, "height"))
			}
			for _, r := range s.hits(keys.Draw(t, "key")) {
				switch r := r.(type) {
				case screen.Make:
					made = append(made, r.Change)
				case screen.Undo:
					if n := len(made) - 1; n >= 0 {
						s.Update(screen.Edited{Edits: made[n].Inverse(), Show: true})
						made = made[:n]
					}
				}
			}
			lines := s.View()
			if len(lines) > s.height {
				t.Fatalf("%d lines on %d", len(lines), s.height)
			}
			for _, l := range lines {
				if ansi.StringWidth(l) > s.width || strings.ContainsAny(ansi.Strip(l), "\x1b\n\t\u202e") {
					t.Fatalf("%d columns on %d: %q", ansi.StringWidth(l), s.width, l)
				}
			}
			for _, a := range s.page.Reading.Annotations() {
				if err := a.Check(s.page.Reading.Body); err != nil {
					t.Fatal(err)
				}
			}
		}
		for i := len(made) - 1; i >= 0; i-- {
			s.Update(screen.Edited{Edits: made[i].Inverse()})
		}
		if got := s.page.Reading.OrphanCount(); got != 3 || len(s.page.Reading.Annotations()) > 0 {
			t.Fatalf("taken back, there are %d orphans", got)
		}
	})
}

// BenchmarkManyOrphans goes through 2,000 of them, of which half are like nothing in a report
// of 5,000 sentences, and attaches one.
func BenchmarkManyOrphans(b *testing.B) {
	text := func(i int) string {
		return fmt.Sprintf("On day %d the warden of weir %d counted %d herons and wrote them down in a book that nobody reads.", i, i%7, i*3)
	}
	var sentences []string
	for i := range 5000 {
		sentences = append(sentences, text(i))
	}
	s := revised(theme.New(true, true), sentences...)
	r := s.page.Reading
	var edits []annotate.Edit
	for i := range 2000 {
		quote := strings.Replace(text(i*2), "warden of weir", "keeper of the old mill at", 1)
		if i%2 > 0 {
			quote = fmt.Sprintf("Nobody knows why boat %d sank before noon, said its owner %d.", i, i)
		}
		x := annotate.Annotation{ID: annotate.ID(i + 1), Article: r.Article.ID, Revision: 1, Sentence: i, Span: annotate.Span{Start: i * 90, End: i*90 + len(quote)}, Quote: quote, Scheme: "default", Annotator: "ana", Labels: []string{"claim"}}
		edits = append(edits, annotate.Edit{Annotation: &annotate.Replaced[annotate.Annotation]{After: &x}})
	}
	s.Update(screen.Edited{Edits: edits})
	for _, keys := range []string{"O", "n", "j", "enter"} {
		b.Run(keys, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if keys == "O" {
					s.hits("esc")
				}
				var back []annotate.Edit
				for _, x := range s.hits(keys) {
					if m, ok := x.(screen.Make); ok {
						back = m.Change.Inverse()
					}
				}
				s.View()
				s.Status()
				if len(back) > 0 {
					b.StopTimer()
					s.Update(screen.Edited{Edits: back})
					s.hits("n")
					b.StartTimer()
				}
			}
		})
	}
}

// BenchmarkOrphans goes to the likeliest place in a report of 5,000 sentences.
func BenchmarkOrphans(b *testing.B) {
	var sentences []string
	for i := range 5000 {
		sentences = append(sentences, fmt.Sprintf("On day %d the warden of weir %d counted %d herons and wrote them down in a book that nobody reads.", i, i%7, i*3))
	}
	s := revised(theme.New(true, true), sentences...)
	b.ReportAllocs()
	for b.Loop() {
		s.hits("O n n")
		s.View()
		s.hits("esc")
	}
}

// TestWhereNothingIsLike: the cursor goes about where it stood, and enter does nothing until
// somebody has gone to a sentence; nothing else is offered there.
func TestWhereNothingIsLike(t *testing.T) {
	for _, choose := range []string{"j", "click"} {
		s := revised(theme.New(true, true), append(newer(), "It snowed.", "It froze.", "The ferry sank.")...)
		s.labelling.Ghosts = screen.NewGhosts(func(annotate.Article, annotate.Body) []suggest.Suggestion {
			return []suggest.Suggestion{{}, {}, {}, {}, {Label: "fact", Score: 0.9}}
		})
		for _, r := range s.Update(screen.Press("O")) {
			if do, ok := r.(screen.Do); ok {
				s.labelling.Ghosts.Take(do.Cmd().(screen.Suggested))
			}
		}
		s.hits("N") // the mayor's, the last of his report
		if at := s.page.Pane.Cursor(); at != 4 {
			t.Fatalf("the cursor is at %d", at)
		}
		s.draws(t, "3 of 3 without a place", "nothing in this text is like it; it stood about here: j k choose a sentence")
		if said := s.Status(); strings.Contains(said, "suggested") {
			t.Errorf("it offers %q", said)
		}
		for _, key := range []string{"enter", "+"} {
			if c, said := changed(t, s.hits(key)); len(c.Edits) > 0 || !strings.HasPrefix(said, "nothing in this text is like it") {
				t.Errorf("%s: %+v %q", key, c, said)
			}
		}
		if choose == "click" {
			s.Update(screen.Click{X: 10, Y: 3})
		} else {
			s.hits("j k")
		}
		if c, said := changed(t, s.hits("enter")); len(c.Edits) != 1 {
			t.Errorf("after %s: %+v %q", choose, c, said)
		}
	}
}

// TestOthersHaveNoPlace says whose annotations are without a place where the annotator's own are not.
func TestOthersHaveNoPlace(t *testing.T) {
	s := read(theme.New(true, true), newer()...)
	r := s.page.Reading
	a := r.Article
	a.Revision = 2
	var said []annotate.Annotation
	for i, who := range []string{"ben", "cy", "ana"} {
		x := annotate.Annotation{ID: annotate.ID(i + 1), Article: a.ID, Revision: 1, Quote: "It was.", Scheme: r.Scheme.Name, Annotator: who, Labels: []string{"claim"}}
		if who == "ana" {
			x.Scheme = "tone"
		}
		said = append(said, x)
	}
	s = New(annotate.NewReading(a, r.Body, r.Scheme, "ana", said), "", 0, s.keys, s.labelling, theme.New(true, true))
	s.SetSize(80, 22)
	want := "all of yours have a place in this text; 3 of ana by tone, ben and cy have none: is:orphan finds them"
	if _, said := changed(t, s.hits("O")); said != want || s.Modal() {
		t.Errorf("it says %q", said)
	}
	if !s.Take(screen.Read{Article: a.ID, Orphans: true}) || s.Status() != want {
		t.Errorf("asked from elsewhere it says %q", s.Status())
	}
	if s.hits("j"); s.Status() == want {
		t.Error("it goes on to say so")
	}
	s.Update(screen.Edited{Edits: []annotate.Edit{{Annotation: &annotate.Replaced[annotate.Annotation]{Before: &said[0]}}, {Annotation: &annotate.Replaced[annotate.Annotation]{Before: &said[2]}}}})
	if _, said := changed(t, s.hits("O")); said != "all of yours have a place in this text; 1 of cy has none: is:orphan finds them" {
		t.Errorf("it says %q", said)
	}
}

// TestOrphansAskedFor opens the reader at them.
func TestOrphansAskedFor(t *testing.T) {
	s := revised(theme.New(true, true), newer()...)
	ask := screen.Read{Article: s.page.Reading.Article.ID, Orphans: true}
	if !s.Take(ask) || !s.Modal() || s.page.Pane.Cursor() != 1 {
		t.Error("it does not go through them")
	}
	if !s.Take(ask) || s.orphans.moved {
		t.Error("asked again it has lost where one belongs")
	}
}
