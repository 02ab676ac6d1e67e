package adjudicate

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"rashomon/annotate"
	"rashomon/annotate/adjudication"
	"rashomon/store"
	"rashomon/ui/screen"
	"rashomon/ui/theme"
)

// hostile is text that no import lets through: escapes, C1 controls, direction overrides.
const hostile = "a\x1b]0;owned\x07b\x1b[2Jc\u009b31md\u202eesrever\u202c\u2066e\x00\x7f\u0085f"

// hostileLibrary is the file of a library with reports past what ingest would clean, of which
// several people say something.
var hostileLibrary = sync.OnceValue(func() []byte {
	return libraryFile(func(s *store.Store) {
		story := annotate.NewStory("A " + hostile + " story")
		all := []annotate.Arrival{
			arrival(annotate.Article{Title: hostile, Source: hostile, Date: hostile, Story: story.ID}, hostile, "港の新聞が書いた、水門は開いたまま。", "e"+strings.Repeat("\u0301", 60)+" and on", "👩‍👩‍👧‍👦🇳🇱👍🏽 stood\tby the gate", strings.Repeat("x", 400), "שלום עולם and مرحبا", " "),
			arrival(annotate.Article{Title: "Mills", Source: "Vess Lantern", Date: "2031-03-10", Story: story.ID}, "The warden left it open.", "Nobody was told.", "The gate held."),
			arrival(annotate.Article{Title: "Markdown", Format: annotate.Markdown}, "# Gates", hostile, "[x](javascript:\x1b[2J) *so*", "> A quote. And more."),
		}
		_, err := s.Add(all, []annotate.Story{story}, "ana", "import")
		check(err)
		scheme := annotate.DefaultScheme()
		var changes []annotate.Change
		for i, who := range []string{"ana", "ben", hostile, "港の記者", strings.Repeat("long ", 20), "f", "g", "h", "i", "j", "k"} {
			for k, a := range all {
				if k > 0 && i > 3 {
					continue
				}
				r := annotate.NewReading(a.Article, a.Body, scheme, who, nil)
				make := func(c annotate.Change, ok bool) {
					if ok {
						r.Apply(c.Edits)
						changes = append(changes, c)
					}
				}
				for n, span := range a.Body.Sentences {
					t := annotate.OnSentence(n)
					switch (n + i) % 6 {
					case 0:
						make(r.SetFlag(t, annotate.Skipped, hostile, early))
					case 1:
						make(r.SetNote(t, strings.Repeat("look "+hostile+" ", 8), early))
						fallthrough
					default:
						make(r.SetLabels(t, []string{scheme.Labels[(n*i)%3].Name}, hostile, early))
					}
					if i%3 == 1 {
						make(r.SetLabels(annotate.OnSpan(annotate.Span{Start: span.Start, End: span.Start + 1 + strings.IndexFunc(a.Body.Text[span.Start+1:]+"z", func(r rune) bool { return r != 0xfffd })}), []string{"quote"}, hostile, early))
					}
				}
			}
		}
		changes = slices.DeleteFunc(changes, func(c annotate.Change) bool { // of what cuts a letter
			return c.Edits[0].Annotation.After.Check(bodyOf(all, c.Article)) != nil
		})
		_, err = s.Apply(changes...)
		check(err)
	})
})

func bodyOf(all []annotate.Arrival, id annotate.ID) annotate.Body {
	for _, a := range all {
		if a.Article.ID == id {
			return a.Body
		}
	}
	return annotate.Body{}
}

// wordy is a scheme with more labels and attributes than fit into one line.
func wordy() annotate.Scheme {
	s := annotate.DefaultScheme()
	s.Labels = append(s.Labels, annotate.Label{Name: hostile, Key: "Z", Colour: "red"}, annotate.Label{Name: strings.Repeat("long ", 30), Key: "Y"}, annotate.Label{Name: "words", Key: "w", On: annotate.OnSpans, Glyph: "w"}, annotate.Label{Name: "none"})
	s.Attributes = []annotate.Attribute{{Name: "certainty", Key: "t", Choices: []string{"high", "low", hostile}}, {Name: "stance " + hostile, Key: "T", Choices: []string{"for", "against"}, Labels: []string{"claim"}}}
	return s
}

var anyKey = rapid.SampledFrom(strings.Fields(`
	1 2 3 9 1 2 f q c f q c Z Y w t T s m x x X . u u ctrl+r a - b b M M / enter enter space space j k n N g G h l tab shift+tab o J | v v L H 0 $ ]s [s ]u [u
	y Q esc pgup pgdown ctrl+d ctrl+u up down é 港 y m u o l d a`))

// TestAnythingMayBePressed has random hands decide, on a slow disk, with other screens and
// other sizes: the frame fits and is clean, and what is shown is what is kept.
func TestAnythingMayBePressed(t *testing.T) {
	dir := t.TempDir()
	n := 0
	var others map[annotate.ID]annotate.Annotation // before anybody decides
	rapid.Check(t, func(rt *rapid.T) {
		n++
		folder := filepath.Join(dir, fmt.Sprint(n))
		must(rt, os.Mkdir(folder, 0o700))
		s := openCopy(rt, folder, hostileLibrary())
		defer s.Close()
		d := newDriver(rt, s, rapid.IntRange(20, 200).Draw(rt, "width"), rapid.IntRange(1, 60).Draw(rt, "height"))
		d.lag, d.blind = true, rapid.Bool().Draw(rt, "blind")
		if rapid.Bool().Draw(rt, "many labels") {
			d.scheme = wordy()
		}
		if others == nil {
			others = d.others()
		}
		d.open()
		for range rapid.IntRange(1, 30).Draw(rt, "acts") {
			d.act(rt)
			d.sound()
		}
		d.lag = false
		d.land()
		d.settle()
		d.sound()
		d.agrees()
		if !d.touched && !reflect.DeepEqual(d.others(), others) {
			rt.Fatalf("what annotators say is not what it was")
		}
	})
}

// others is what annotators say, but for gold.
func (d *driver) others() map[annotate.ID]annotate.Annotation {
	d.t.Helper()
	out := map[annotate.ID]annotate.Annotation{}
	rows, err := d.store.Rows(0)
	must(d.t, err)
	for _, r := range rows {
		said, err := d.store.Annotations(r.ID)
		must(d.t, err)
		for _, x := range said {
			if x.Annotator != annotate.Gold {
				out[x.ID] = x
			}
		}
	}
	return out
}

// act does one thing that a hand, a disk or another screen could do.
func (d *driver) act(rt *rapid.T) {
	switch rapid.IntRange(0, 19).Draw(rt, "act") {
	case 0:
		d.size(rapid.IntRange(1, 200).Draw(rt, "width"), rapid.IntRange(0, 60).Draw(rt, "height"))
	case 1:
		x, y := rapid.IntRange(-1, d.width).Draw(rt, "x"), rapid.IntRange(-1, d.height).Draw(rt, "y")
		d.carryOut(d.screen.Update(screen.Click{X: x, Y: y}))
		d.carryOut(d.screen.Update(screen.Drag{X: rapid.IntRange(-1, d.width).Draw(rt, "to"), Y: y}))
		d.carryOut(d.screen.Update(screen.Drop{}))
	case 2:
		d.carryOut(d.screen.Update(screen.Wheel{Y: rapid.IntRange(-1, d.height).Draw(rt, "y"), Lines: rapid.IntRange(-9, 9).Draw(rt, "lines")}))
	case 3:
		th := theme.New(rapid.Bool().Draw(rt, "dark"), rapid.Bool().Draw(rt, "colour"))
		if rapid.Bool().Draw(rt, "ascii") {
			th = th.Plain()
		}
		d.screen.SetTheme(th)
	case 4:
		d.elsewhere(rt)
	case 5:
		d.land()
	case 6, 7:
		if d.screen.planning == nil { // which waits for the disk
			d.settle()
		}
	case 8:
		d.clock = d.clock.Add(time.Duration(rapid.IntRange(0, 50_000).Draw(rt, "seconds")) * time.Second)
	default:
		d.send(anyKey.Draw(rt, "key"))
		if d.ask != nil {
			d.answer(rt)
		}
	}
}

// answer enters a line, or not.
func (d *driver) answer(rt *rapid.T) {
	ask := d.ask
	d.ask = nil
	if rapid.Bool().Draw(rt, "enter") {
		d.carryOut(ask.Done(rapid.SampledFrom([]string{hostile, "Ida Marsh", "", "ben", strings.Repeat("long ", 60)}).Draw(rt, "text")))
	}
}

// elsewhere has another screen say something of a sentence, in the name of an annotator.
func (d *driver) elsewhere(rt *rapid.T) {
	if len(d.screen.places) == 0 {
		return
	}
	d.land()
	d.touched = true
	x := d.screen.found.Disagreements[rapid.SampledFrom(d.screen.places).Draw(rt, "place")]
	r, _, err := d.readAs(x.Article, "ben")
	must(d.t, err)
	c, ok := r.Toggle(annotate.OnSentence(int(x.Sentence)), "quote", d.now())
	if rapid.Bool().Draw(rt, "skip") {
		c, ok = r.NextFlag(annotate.OnSentence(int(x.Sentence)), d.now())
	}
	if ok {
		d.carryOut(d.labelling.Make(c))
		d.carryOut(d.screen.Update(screen.Edited{Edits: c.Edits}))
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

// sound fails if the frame is larger than the screen, holds what is not text or colour, or
// does not show the current sentence, an annotator and gold.
func (d *driver) sound() {
	d.t.Helper()
	s := d.screen
	clean(d.t, "the title", s.Title())
	clean(d.t, "the status line", s.Status())
	s.Hints()
	s.Help()
	lines := s.View()
	if len(lines) > max(d.height, 0) {
		d.t.Fatalf("%d lines on a screen of %d", len(lines), d.height)
	}
	for i, l := range lines {
		if w := ansi.StringWidth(l); w > d.width {
			d.t.Fatalf("line %d is %d columns wide on a screen of %d: %q", i, w, d.width, l)
		}
		clean(d.t, fmt.Sprintf("line %d", i), sgr.ReplaceAllString(l, ""))
	}
	if s.page == nil || d.width < 20 || d.height < 4 {
		return
	}
	if len(lines) != d.height {
		d.t.Fatalf("%d lines on a screen of %d", len(lines), d.height)
	}
	shown := d.text()
	if x := s.current(); !s.page.Selecting() && strings.TrimSpace(screen.Safe(s.page.Reading.Body.Sentence(int(x.Sentence)))) != "" &&
		len(s.page.Pane.Prose().Shown(s.page.Reading.Body.Sentences[x.Sentence])) > 0 && !strings.Contains(shown, s.theme.Glyphs.Cursor) {
		d.t.Fatalf("the current sentence is not in sight:\n%s", shown)
	}
	if !strings.Contains(shown, "gold") {
		d.t.Fatalf("gold is not in sight:\n%s", shown)
	}
	if d.blind && s.blind && strings.Contains(shown, "港の記者") {
		d.t.Fatalf("an annotator is named:\n%s", shown)
	}
}

// agrees fails unless the reports that are held say what the library does, gold names who
// decided, and the states are those of what is said.
func (d *driver) agrees() {
	d.t.Helper()
	s := d.screen
	for id, r := range s.reports {
		if r.page == nil {
			continue
		}
		kept, _, err := d.read(id)
		must(d.t, err)
		if shown := r.page.Reading; !reflect.DeepEqual(shown.Annotations(), kept.Annotations()) {
			d.t.Fatalf("shown: %+v\nkept: %+v", shown.Annotations(), kept.Annotations())
		}
		for _, x := range kept.Annotations() {
			if x.Adjudicator == "" || x.Origin != annotate.Adjudicated {
				d.t.Fatalf("nobody decided on %+v", x)
			}
		}
	}
	if s.making != nil {
		return
	}
	for id, r := range s.reports {
		if r.page == nil {
			continue
		}
		said, err := d.store.Annotations(id)
		must(d.t, err)
		for _, c := range adjudication.Cases(r.page.Reading.Article, r.page.Reading.Body, d.scheme, said) {
			if i, ok := s.index[place{id, int32(c.Number)}]; ok && s.found.Disagreements[i].State != c.State() {
				d.t.Fatalf("sentence %d is %v, the screen says %v", c.Number, c.State(), s.found.Disagreements[i].State)
			}
		}
	}
}
