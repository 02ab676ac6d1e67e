package speakers

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/charmbracelet/x/ansi"

	"rashomon/annotate"
	"rashomon/store"
	"rashomon/ui/screen"
	"rashomon/ui/theme"
)

// noon is the time on every clock of these tests.
func noon() time.Time { return time.Date(2031, 3, 12, 12, 0, 0, 0, time.UTC) }

func must(t failer, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("%v", err)
	}
}

type failer interface {
	Helper()
	Fatalf(format string, args ...any)
}

// driver is the screen on a library, without the program around it.
type driver struct {
	t      failer
	store  *store.Store
	story  annotate.Story
	screen *Screen
	asked  []screen.Request // by the last key, but for what the driver has done
	filled uint64           // the last change before the screen was opened
}

var reports = [][]string{
	{"Mayor Ilse Vanterpool said the weir would hold.", "“It has held for ninety years,” Vanterpool added.", "Nabeel ash-Sharrawi owns the barge."},
	{"Ilse Van der Pool told Saltline that nobody slept.", "Nabil al-Sharrawi said he was sorry.", "“Very sorry,” said Sharrawi."},
}

// said is who says the sentences of the reports.
var said = [][]string{{"Ilse Vanterpool", "Vanterpool", ""}, {"Van der Pool", "Nabil al-Sharrawi", "the owner \x1b[31m\u202e"}}

var story = annotate.NewStory("The weir")

// libraryFile is the file of a library with the reports, and what ana and bo say of them.
var libraryFile = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "rashomon-test")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "library.db")
	lib, err := store.Open(path, store.Options{Now: noon})
	if err != nil {
		return nil, err
	}
	if err := errors.Join(fill(lib), lib.Close()); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

func fill(lib *store.Store) error {
	var changes []annotate.Change
	for i, sentences := range reports {
		var b annotate.Body
		for k, s := range sentences {
			if k > 0 {
				b.Text += "\n\n"
			}
			b.Sentences = append(b.Sentences, annotate.Span{Start: len(b.Text), End: len(b.Text) + len(s)})
			b.Text += s
		}
		a := annotate.Article{Source: fmt.Sprint("Outlet ", i+1), Title: "The weir", Language: "en", Format: annotate.Plain, Story: story.ID}
		x := annotate.Arrival{Article: annotate.NewArticle(a, b, noon()), Body: b}
		if _, err := lib.Add([]annotate.Arrival{x}, []annotate.Story{story}, "ana", "import"); err != nil {
			return err
		}
		for _, by := range []string{"ana", "bo"} {
			r := annotate.NewReading(x.Article, x.Body, annotate.DefaultScheme(), by, nil)
			for k, who := range said[i] {
				if c, ok := r.SetLabels(annotate.OnSentence(k), []string{"claim"}, who, noon()); ok {
					changes = append(changes, c)
				}
			}
		}
	}
	_, err := lib.Apply(changes...)
	return err
}

// open shows a library of its own.
func open(t failer, dir string, width, height int) *driver {
	t.Helper()
	b, err := libraryFile()
	must(t, err)
	path := filepath.Join(dir, "library.db")
	must(t, os.WriteFile(path, b, 0o600))
	lib, err := store.Open(path, store.Options{Now: noon})
	must(t, err)
	last, err := lib.NextUndo()
	must(t, err)
	d := &driver{t: t, store: lib, story: story, filled: last.Number}
	d.reopen(width, height)
	return d
}

// reopen shows what the library holds.
func (d *driver) reopen(width, height int) {
	d.t.Helper()
	keys := screen.NewKeys(annotate.DefaultScheme())
	known, err := d.store.Speakers(d.story.ID)
	must(d.t, err)
	d.screen = New(d.story.Title, d.readings("ana"), known, keys, screen.NewLabelling(keys, noon), theme.New(true, true))
	d.screen.SetSize(width, height)
	d.do(d.screen.Start())
}

func (d *driver) readings(by string) (out []*annotate.Reading) {
	d.t.Helper()
	ids, err := d.store.StoryArticles(d.story.ID)
	must(d.t, err)
	for _, id := range ids {
		a, err := d.store.Article(id)
		must(d.t, err)
		b, err := d.store.Body(id, a.Revision)
		must(d.t, err)
		x, err := d.store.Annotations(id)
		must(d.t, err)
		out = append(out, annotate.NewReading(a, b, annotate.DefaultScheme(), by, x))
	}
	slices.SortFunc(out, func(a, b *annotate.Reading) int { return strings.Compare(a.Article.Source, b.Article.Source) })
	return out
}

// do does what the screen asks for as the root does.
func (d *driver) do(requests []screen.Request) {
	d.t.Helper()
	d.asked = nil
	for _, r := range requests {
		switch r := r.(type) {
		case screen.Do:
			d.screen.Update(r.Cmd())
		case screen.Make:
			_, err := d.store.Apply(r.Change)
			must(d.t, err)
		case screen.Undo:
			if next, err := d.store.NextUndo(); err != nil || next.Number <= d.filled {
				continue
			}
			c, err := d.store.Undo("ana")
			must(d.t, err)
			d.screen.Update(screen.Edited{Edits: c.Edits, Show: true})
		case screen.Redo:
			if c, err := d.store.Redo("ana"); err == nil {
				d.screen.Update(screen.Edited{Edits: c.Edits, Show: true})
			}
		default:
			d.asked = append(d.asked, r)
		}
	}
}

func (d *driver) keys(names string) {
	d.t.Helper()
	for _, n := range strings.Fields(names) {
		d.do(d.screen.Update(screen.Press(n)))
	}
}

// write enters a line where the last key asked for one.
func (d *driver) write(text string) {
	d.t.Helper()
	for _, r := range d.asked {
		if ask, ok := r.(screen.Ask); ok {
			if ask.Typing != nil {
				d.do(ask.Typing(text))
			}
			d.do(ask.Done(text))
			return
		}
	}
	d.t.Fatalf("nothing was asked: %v", d.asked)
}

func (d *driver) text() string { return ansi.Strip(strings.Join(d.screen.View(), "\n")) }

func (d *driver) says(texts ...string) {
	d.t.Helper()
	shown := d.text() + "\n" + d.screen.Status() + fmt.Sprint(d.asked)
	for _, x := range texts {
		if !strings.Contains(shown, x) {
			d.t.Fatalf("the screen does not say %q:\n%s", x, shown)
		}
	}
}

func (d *driver) saysNot(text string) {
	d.t.Helper()
	if strings.Contains(d.text(), text) {
		d.t.Fatalf("the screen says %q:\n%s", text, d.text())
	}
}

// stored is how often who speaks, by annotator, as the library has it.
func (d *driver) stored(by string) map[string]int {
	d.t.Helper()
	out := map[string]int{}
	for _, r := range d.readings(by) {
		for _, a := range r.Annotations() {
			if a.Speaker != "" {
				out[a.Speaker]++
			}
		}
	}
	return out
}
