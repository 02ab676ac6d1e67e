package matrix

import (
	"fmt"
	"io/fs"
	"math/rand/v2"
	"reflect"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"rashomon/annotate"
	"rashomon/compare"
	"rashomon/ingest"
	"rashomon/internal/sample"
	"rashomon/internal/termtest"
	"rashomon/ui/screen"
	"rashomon/ui/theme"
)

// noon is the time on every clock of these tests.
func noon() time.Time { return time.Date(2031, 3, 12, 12, 0, 0, 0, time.UTC) }

// failer is what tests, benchmarks and property checks have in common.
type failer interface {
	Helper()
	Fatalf(format string, args ...any)
	Errorf(format string, args ...any)
}

// driver is the screen without the program around it: what the root would do with the
// screen's requests is noted.
type driver struct {
	t             failer
	screen        *Screen
	width, height int
	asked         []screen.Request // since the last key, but for work in the background
	answers       chan tea.Msg
}

// opened shows readings as they are compared here, whatever the engine would find.
func opened(t failer, readings []*annotate.Reading, of compare.Comparison, width, height int) *driver {
	t.Helper()
	d := unopened(t, annotate.Story{}, readings, 0, 0, width, height)
	d.screen.comparing.Found = &of
	d.carryOut(d.screen.find())
	d.wait()
	return d
}

// unopened shows readings that are not compared yet.
func unopened(t failer, story annotate.Story, readings []*annotate.Reading, article annotate.ID, sentence int, width, height int) *driver {
	keys := screen.NewKeys(annotate.DefaultScheme())
	c := screen.NewComparing(readings, nil, compare.NewCache(4))
	s := New(c, story, article, sentence, keys, screen.NewLabelling(keys, noon), theme.New(true, true))
	d := &driver{t: t, screen: s, answers: make(chan tea.Msg, 100)}
	d.size(width, height)
	return d
}

// open shows the matrix of readings with the cursor on the row of a sentence, compared.
func open(t failer, story annotate.Story, readings []*annotate.Reading, article annotate.ID, sentence int, width, height int) *driver {
	t.Helper()
	d := unopened(t, story, readings, article, sentence, width, height)
	d.carryOut(d.screen.Start())
	d.wait()
	return d
}

// carryOut starts what is to be done in the background, and notes the rest.
func (d *driver) carryOut(requests []screen.Request) {
	for _, r := range requests {
		if do, ok := r.(screen.Do); ok {
			go func() { d.answers <- do.Cmd() }()
			continue
		}
		d.asked = append(d.asked, r)
	}
}

// wait gives the screen what comes back until it has the findings of the last comparison.
func (d *driver) wait() {
	d.t.Helper()
	for !d.settled() {
		select {
		case msg := <-d.answers:
			d.carryOut(d.screen.Update(msg))
		case <-time.After(20 * time.Second):
			d.t.Fatalf("the comparison does not end")
		}
	}
}

func (d *driver) settled() bool {
	s := d.screen
	return s.comparing.Err != nil || s.comparing.Progress() == "" && s.findings != nil && s.findings.of == s.comparing.Found
}

func (d *driver) size(width, height int) {
	d.width, d.height = width, height
	d.screen.SetSize(width, height)
}

// keys presses keys by their names, which blanks separate, and waits after each.
func (d *driver) keys(names string) {
	d.t.Helper()
	for _, name := range strings.Fields(names) {
		d.asked = nil
		d.carryOut(d.screen.Update(screen.Press(name)))
		d.wait()
	}
}

// write enters a line where the last key asked for one.
func (d *driver) write(text string) {
	d.t.Helper()
	ask := request[screen.Ask](d)
	d.asked = nil
	if ask.Typing != nil {
		d.carryOut(ask.Typing(text))
	}
	d.carryOut(ask.Done(text))
	d.wait()
}

// request is what the last key asked of the root, which must be one of that type.
func request[T any](d *driver) T {
	d.t.Helper()
	for _, r := range d.asked {
		if r, ok := r.(T); ok {
			return r
		}
	}
	d.t.Fatalf("asked for %v, not for a %s", d.asked, reflect.TypeFor[T]())
	panic("unreachable")
}

// tell gives the screen a message and waits.
func (d *driver) tell(msg tea.Msg) {
	d.t.Helper()
	d.carryOut(d.screen.Update(msg))
	d.wait()
}

// undo takes the change that the last key made back, as the root does.
func (d *driver) undo() {
	d.t.Helper()
	d.tell(screen.Edited{Edits: request[screen.Make](d).Change.Inverse(), Show: true})
}

// text is the screen without styles.
func (d *driver) text() string { return ansi.Strip(strings.Join(d.screen.View(), "\n")) }

// now is the line under the cursor, without styles.
func (d *driver) now() string {
	d.t.Helper()
	for _, l := range strings.Split(d.text(), "\n") {
		if strings.HasPrefix(l, d.screen.theme.Glyphs.Cursor) {
			return l
		}
	}
	d.t.Fatalf("the cursor is out of sight:\n%s", d.text())
	return ""
}

// says fails unless the screen or its status line shows each of the texts.
func (d *driver) says(texts ...string) {
	d.t.Helper()
	shown := d.text() + "\n" + d.screen.Status()
	for _, text := range texts {
		if !strings.Contains(shown, text) {
			d.t.Fatalf("the screen does not say %q:\n%s", text, shown)
		}
	}
}

// golden is the screen for a golden file, with its title and its status line.
func (d *driver) golden() string {
	lines := append([]string{d.screen.Title()}, d.screen.View()...)
	for len(lines) < d.height+1 {
		lines = append(lines, "")
	}
	lines = append(lines, ansi.Truncate(d.screen.Status(), d.width, "…"))
	return termtest.Draw(strings.Join(lines, "\n"), d.width, d.height+2).Golden()
}

// read is an article as ana reads it.
func read(a annotate.Article, b annotate.Body) *annotate.Reading {
	return annotate.NewReading(a, b, annotate.DefaultScheme(), "ana", nil)
}

// report is a reading of a report of these sentences, each a paragraph.
func report(source string, sentences ...string) *annotate.Reading {
	var b annotate.Body
	for i, s := range sentences {
		if i > 0 {
			b.Text += "\n\n"
		}
		b.Sentences = append(b.Sentences, annotate.Span{Start: len(b.Text), End: len(b.Text) + len(s)})
		b.Text += s
	}
	a := annotate.Article{Source: source, Title: "Of " + source, Date: "2031-03-10", Language: "en", Format: annotate.Plain}
	return read(annotate.NewArticle(a, b, noon()), b)
}

// samples is readings of the sample story's reports.
func samples(t failer) []*annotate.Reading {
	t.Helper()
	names, err := fs.Glob(sample.Files(), "*")
	if err != nil {
		t.Fatalf("%v", err)
	}
	var out []*annotate.Reading
	for _, name := range names {
		f, err := sample.Files().Open(name)
		if err != nil {
			t.Fatalf("%v", err)
		}
		format, err := ingest.FormatOf(name)
		if err != nil {
			t.Fatalf("%v", err)
		}
		a, _, err := ingest.Read(f, name, format, noon())
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		out = append(out, read(a.Article, a.Body))
	}
	return out
}

// invented is readings of so many reports of so many sentences, many of which others have
// too, word for word or nearly, some with another number.
func invented(seed uint64, reports, sentences int) []*annotate.Reading {
	random := rand.New(rand.NewPCG(seed, 1))
	pool := make([]string, sentences*2)
	for i := range pool {
		pool[i] = madeUp(random, 8+random.IntN(14))
	}
	out := make([]*annotate.Reading, reports)
	for r := range out {
		var said []string
		for k := range sentences {
			words := strings.Fields(pool[random.IntN(len(pool))])
			for i := range words {
				if random.IntN(10) == 0 {
					words[i] = madeUp(random, 1)
				}
			}
			if k == sentences/2 {
				words = strings.Fields("The fire at the rope mill injured " + strings.Fields("two six several nine")[random.IntN(4)] + " people")
			}
			said = append(said, strings.Join(words, " ")+".")
		}
		out[r] = report(fmt.Sprint("Outlet ", r+1), said...)
	}
	return out
}

// madeUp is so many words that mean nothing.
func madeUp(random *rand.Rand, words int) string {
	syllables := strings.Fields("ka ro ven ti mar lo shu ped gri na os tel bu fen")
	out := make([]string, words)
	for i := range out {
		for range 1 + random.IntN(3) {
			out[i] += syllables[random.IntN(len(syllables))]
		}
	}
	return strings.Join(out, " ")
}
