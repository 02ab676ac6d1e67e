package screen

import (
	"strings"
	"testing"

	"rashomon/annotate"
	"rashomon/ui/theme"
)

// followed says of the first sentence of a page, and of its first two words, what was said of others.
func (p *Page) followed(words string) {
	r := p.Reading
	for _, t := range []annotate.Target{annotate.OnSentence(0), annotate.OnSpan(annotate.Span{Start: 0, End: len("Six drones")})} {
		x := annotate.NewAnnotation(r.Article, r.Body, t, r.Scheme.Name, r.Annotator)
		x.Labels, x.Was = []string{"claim"}, words
		r.Apply([]annotate.Edit{{Annotation: &annotate.Replaced[annotate.Annotation]{After: &x}}})
	}
	p.layOut()
}

// TestChangedIsSeen in the gutter, around words and in the status line, in ASCII and without
// colours too; however much else is said of the sentence.
func TestChangedIsSeen(t *testing.T) {
	for _, look := range []theme.Theme{dark(), theme.New(true, false).Plain()} {
		p := pageOf(annotate.Plain, look, "Six drones hit the dam.", "It rained.")
		if p.followed("No \x1b[31mdrone\nhit the dam."); !strings.Contains(p.Describe(0), "claim · said of other words: "+p.quote("No [31mdrone hit the dam.", 99)) {
			t.Errorf("it says %q", p.Describe(0))
		}
		if open := p.Brackets(annotate.Span{End: 9})[0].Open; !strings.Contains(open, look.Glyphs.Changed) {
			t.Errorf("around the words is %q", open)
		}
		for range 2 {
			for most := 1; most <= 5; most++ {
				cells := p.Gutter(0, most)
				seen := 0
				for _, c := range cells {
					if c.Text == look.Glyphs.Changed {
						seen++
					}
				}
				if seen != 1 || len(cells) > most {
					t.Errorf("in %d columns: %v", most, cells)
				}
			}
			a, _ := p.Reading.Sentence(0)
			a.Labels, a.Flag, a.Note, a.Speaker = []string{"fact", "quote", "claim"}, annotate.Flagged, "why", "the warden"
			p.Reading.Apply([]annotate.Edit{{Annotation: &annotate.Replaced[annotate.Annotation]{After: &a}}})
		}
	}
}

// TestEnterSaysThatItHolds of a sentence and of words, once; what is said stays.
func TestEnterSaysThatItHolds(t *testing.T) {
	p := pageOf(annotate.Plain, dark(), "Six drones hit the dam.", "It rained.")
	p.followed("No drone hit the dam.")
	p.labelling.Ghosts = byRules()
	l, on := p.labelling, annotate.OnSentence(0)
	if said := l.Suggestion(p.Reading, 0, "»"); said != "⏎ it holds for these" {
		t.Errorf("it offers %q", said)
	}
	out, advanced, handled := l.Judge("enter", p.Reading, on)
	made, is := out[0].(Make)
	if a, _ := p.Reading.At(on); !handled || advanced || !is || a.Was != "" || len(a.Labels) != 1 || !l.Unsaved(a) {
		t.Fatalf("%+v: %+v", out, a)
	}
	if out, _, _ := l.Judge("enter", p.Reading, on); out[0] != (Say{Text: "labelled already: nothing is suggested"}) {
		t.Errorf("again: %+v", out)
	}
	p.Reading.Apply(made.Change.Inverse())
	if a, _ := p.Reading.At(on); a.Was == "" {
		t.Error("it is not taken back")
	}
	if said := p.press("]s enter"); !strings.HasPrefix(said, "it holds for these words") || !p.Selecting() {
		t.Errorf("of words it says %q", said)
	}
	if p.press("enter"); p.Selecting() {
		t.Error("then enter does not let go of the words")
	}
}
