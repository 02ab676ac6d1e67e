package focus

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"rashomon/annotate"
	"rashomon/annotate/queue"
	"rashomon/store"
	"rashomon/ui/screen"
	"rashomon/ui/theme"
)

// hostile is text that no import lets through: escapes, C1 controls, direction overrides.
const hostile = "a\x1b]0;owned\x07b\x1b[2Jc\u009b31md\u202eesrever\u202c\u2066e\x00\x7f\u0085f"

// hostileLibrary is the file of a library with reports past what ingest would clean.
var hostileLibrary = sync.OnceValue(func() []byte {
	return libraryFile(func(s *store.Store) {
		story := annotate.NewStory("A " + hostile + " story")
		var mills []string
		for i := range 12 {
			mills = append(mills, fmt.Sprintf("“The warden of mill %d,” she said, “left %d gates open.” Nobody was told.", i, i+2))
		}
		_, err := s.Add([]annotate.Arrival{
			arrival(annotate.Article{Title: hostile, Source: hostile, Date: hostile, Story: story.ID}, hostile, "港の新聞が書いた、水門は開いたまま。", "e"+strings.Repeat("\u0301", 60)+" and on", "👩‍👩‍👧‍👦🇳🇱👍🏽 stood\tby the gate", strings.Repeat("x", 400), "שלום עולם and مرحبا", " "),
			arrival(annotate.Article{Title: "Mills", Source: "Vess Lantern", Date: "2031-03-10", Story: story.ID}, mills...),
			arrival(annotate.Article{Title: "Markdown", Format: annotate.Markdown}, "# Gates", hostile, "[x](javascript:\x1b[2J) *so*", "![](x.png)", "> A quote. And more."),
			arrival(annotate.Article{Title: ""}, "No title, no source."),
			arrival(annotate.Article{Title: "Nothing to label"}),
		}, []annotate.Story{story}, "ana", "import")
		check(err)
	})
})

// wordy is a scheme with more labels and attributes than fit into one line.
func wordy() annotate.Scheme {
	s := annotate.DefaultScheme()
	s.Labels = append(s.Labels, annotate.Label{Name: hostile, Key: "Z", Colour: "red"}, annotate.Label{Name: strings.Repeat("long ", 30), Key: "Y"}, annotate.Label{Name: "words", Key: "w", On: annotate.OnSpans, Glyph: "w"})
	s.Attributes = []annotate.Attribute{{Name: "certainty", Key: "t", Choices: []string{"high", "low", hostile}}, {Name: "stance " + hostile, Key: "T", Choices: []string{"for", "against"}, Labels: []string{"claim"}}}
	return s
}

var anyKey = rapid.SampledFrom(strings.Fields(`
	f q c f q c 1 4 5 6 Z Y w t T s m x X . u u ctrl+r a a - I A enter enter space space j k n N g G h l o J | v v L H 0 $ ]s [s ]u [u
	y Q esc pgup pgdown ctrl+d ctrl+u up down tab é 港 y n f s 1 2`))

// TestAnythingMayBePressed has random hands at a queue, on a slow disk, with other screens and
// other sizes: the frame fits and is clean, and what is shown is what is kept.
func TestAnythingMayBePressed(t *testing.T) {
	dir := t.TempDir()
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		folder := filepath.Join(dir, fmt.Sprint(n))
		must(rt, os.Mkdir(folder, 0o700))
		s := openCopy(rt, folder, hostileLibrary())
		defer s.Close()
		d := newDriver(rt, s, rapid.IntRange(20, 200).Draw(rt, "width"), rapid.IntRange(1, 60).Draw(rt, "height"))
		d.goal = rapid.SampledFrom([]int{0, 7}).Draw(rt, "goal")
		d.lag = true
		if rapid.Bool().Draw(rt, "many labels") {
			d.scheme = wordy()
		}
		d.begin(queue.Spec{Order: rapid.SampledFrom(queue.Orders()).Draw(rt, "order"), Seed: 4}, rapid.Bool().Draw(rt, "resume"))
		for range rapid.IntRange(1, 40).Draw(rt, "acts") {
			d.act(rt)
			d.sound()
		}
		d.lag = false
		d.land()
		d.settle()
		d.sound()
		d.agrees()
		d.carryOut(d.screen.Leave())
		if d.kept.Order != "" { // as the next day
			d.open(d.kept, true)
			d.sound()
			d.agrees()
		}
	})
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
		d.carryOut(d.screen.Update(screen.Wheel{Lines: rapid.IntRange(-9, 9).Draw(rt, "lines")}))
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
		d.settle()
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
		d.carryOut(ask.Done(rapid.SampledFrom([]string{hostile, "Ida Marsh", "", "0", strings.Repeat("long ", 60)}).Draw(rt, "text")))
	}
}

// elsewhere has another screen say something of a sentence.
func (d *driver) elsewhere(rt *rapid.T) {
	if len(d.screen.places) == 0 {
		return
	}
	d.land()
	p := rapid.SampledFrom(d.screen.places).Draw(rt, "place")
	r, _, err := d.read(p.Article)
	must(d.t, err)
	c, ok := r.Toggle(annotate.OnSentence(p.Sentence), "quote", d.now())
	if rapid.Bool().Draw(rt, "skip") {
		c, ok = r.NextFlag(annotate.OnSentence(p.Sentence), d.now())
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
// does not show the current sentence and the keys of the labels.
func (d *driver) sound() {
	d.t.Helper()
	s := d.screen
	clean(d.t, "the title", s.Title())
	clean(d.t, "the status line", s.Status())
	lines := s.View()
	if len(lines) > d.height {
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
		d.t.Fatalf("%d lines on a screen of %d: the labels are not at its foot", len(lines), d.height)
	}
	shown := d.text()
	if p := s.places[s.at]; !s.page.Selecting() && strings.TrimSpace(screen.Safe(s.page.Reading.Body.Sentence(p.Sentence))) != "" &&
		len(s.page.Pane.Prose().Shown(s.page.Reading.Body.Sentences[p.Sentence])) > 0 && !strings.Contains(shown, s.theme.Glyphs.Cursor) {
		d.t.Fatalf("the current sentence is not in sight:\n%s", shown)
	}
	if !strings.Contains(shown, "f ") {
		d.t.Fatalf("the labels are not in sight:\n%s", shown)
	}
}

// agrees fails unless the reports that are held say what the library does, and the tally
// knows all that is done.
func (d *driver) agrees() {
	d.t.Helper()
	s := d.screen
	for id, r := range s.reports {
		kept, _, err := d.read(id)
		must(d.t, err)
		if shown := r.page.Reading; !reflect.DeepEqual(shown.Annotations(), kept.Annotations()) {
			d.t.Fatalf("shown: %+v\nkept: %+v", shown.Annotations(), kept.Annotations())
		}
	}
	d.counts()
	if s.spec.Order.Again() {
		return
	}
	for i, p := range s.places {
		if s.index.find(p) != i {
			d.t.Fatalf("place %d is found at %d", i, s.index.find(p))
		}
		r, _, err := d.read(p.Article)
		must(d.t, err)
		if _, done := s.tally.answers[i]; done != r.Done(p.Sentence) {
			d.t.Fatalf("place %d is done: the tally says %v", i, done)
		}
	}
}

// counts fails unless the tally's counts are those of its answers.
func (d *driver) counts() {
	d.t.Helper()
	again := newTally()
	for _, a := range d.screen.tally.answers {
		again.count(a, 1)
	}
	maps.DeleteFunc(d.screen.tally.by, func(_ string, n int) bool { return n == 0 })
	if t := d.screen.tally; t.skipped != again.skipped || t.earlier != again.earlier || !maps.Equal(t.by, again.by) {
		d.t.Fatalf("counted: %d skipped, %v; are: %d, %v", t.skipped, t.by, again.skipped, again.by)
	}
}
