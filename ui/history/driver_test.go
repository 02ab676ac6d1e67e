package history

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
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
func noon() time.Time {
	return time.Date(2031, 3, 12, 12, 0, 0, 0, time.FixedZone("KMT", 2*60*60))
}

type failer interface {
	Helper()
	Fatalf(format string, args ...any)
}

func must(t failer, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("%v", err)
	}
}

const sentences = 8

// report is an article of sentences about a weir.
func report() annotate.Arrival {
	var b annotate.Body
	for k := range sentences {
		s := fmt.Sprintf("Sentence %d of the weir is hostile: \x1b[31m\u202e.", k+1)
		if k > 0 {
			b.Text += "\n\n"
		}
		b.Sentences = append(b.Sentences, annotate.Span{Start: len(b.Text), End: len(b.Text) + len(s)})
		b.Text += s
	}
	a := annotate.Article{Source: "Outlet", Title: "The weir", Language: "en", Format: annotate.Plain}
	return annotate.Arrival{Article: annotate.NewArticle(a, b, noon()), Body: b}
}

// libraryFile is the file of a library with the report, and nothing said of it.
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
	_, err = lib.Add([]annotate.Arrival{report()}, nil, "ana", "import the report")
	if err := errors.Join(err, lib.Close()); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

// driver is the screen on a library, without the program around it.
type driver struct {
	t      failer
	lib    *store.Store
	screen *Screen
	asked  []screen.Request // by the last key, but for work in the background
	reads  int
	labels int // put on or taken off so far
}

func openLibrary(t failer, dir string) *store.Store {
	t.Helper()
	b, err := libraryFile()
	must(t, err)
	path := filepath.Join(dir, "library.db")
	must(t, os.WriteFile(path, b, 0o600))
	lib, err := store.Open(path, store.Options{Now: noon})
	must(t, err)
	return lib
}

func open(t failer, lib *store.Store, width, height int) *driver {
	t.Helper()
	d := &driver{t: t, lib: lib}
	d.show(Options{Read: lib.History, WayBack: lib.WayBack, Name: func(annotate.ID) string { return "Outlet \x1b[1m" }, Now: noon}, width, height)
	return d
}

func (d *driver) show(o Options, width, height int) {
	read := o.Read
	o.Read = func(from uint64, n int) ([]annotate.Change, error) {
		d.reads++
		return read(from, n)
	}
	d.screen = New(o, screen.NewKeys(annotate.DefaultScheme()), theme.New(true, true))
	d.screen.SetSize(width, height)
	d.do(d.screen.Start())
}

// do does what the screen asks for as the root does.
func (d *driver) do(requests []screen.Request) {
	d.t.Helper()
	for i := 0; i < len(requests); i++ {
		switch r := requests[i].(type) {
		case screen.Do:
			requests = append(requests, d.screen.Update(r.Cmd())...)
		case screen.Undo:
			if next, err := d.lib.NextUndo(); err == nil && next.Number > 1 {
				c, err := d.lib.Undo("ana")
				must(d.t, err)
				requests = append(requests, d.screen.Update(screen.Edited{Edits: c.Edits, Show: true})...)
			}
		case screen.Redo:
			if c, err := d.lib.Redo("ana"); err == nil {
				requests = append(requests, d.screen.Update(screen.Edited{Edits: c.Edits, Show: true})...)
			}
		case screen.BackTo:
			c, err := d.lib.WayBack(context.Background(), r.Number, func(int, int) {})
			must(d.t, err)
			c.By = "ana"
			if len(c.Edits) > 0 {
				_, err = d.lib.Apply(c)
				must(d.t, err)
			}
			requests = append(requests, d.screen.Update(screen.Edited{Edits: c.Edits})...)
		default:
			d.asked = append(d.asked, r)
		}
	}
}

func (d *driver) keys(names string) {
	d.t.Helper()
	for _, n := range strings.Fields(names) {
		d.asked = nil
		d.do(d.screen.Update(screen.Press(n)))
	}
}

func request[T any](d *driver) T {
	d.t.Helper()
	for _, r := range d.asked {
		if r, ok := r.(T); ok {
			return r
		}
	}
	d.t.Fatalf("asked for %v", d.asked)
	panic("unreachable")
}

// label toggles a label on a sentence, past the screen, and has it told.
func (d *driver) label(n int, by string) {
	d.t.Helper()
	a := report()
	said, err := d.lib.Annotations(a.Article.ID)
	must(d.t, err)
	article, err := d.lib.Article(a.Article.ID)
	must(d.t, err)
	r := annotate.NewReading(article, a.Body, annotate.DefaultScheme(), by, said)
	c, ok := r.Toggle(annotate.OnSentence(n), "fact", noon().Add(-3*time.Minute))
	if !ok {
		d.t.Fatalf("nothing to label")
	}
	d.labels++
	_, err = d.lib.Apply(c)
	must(d.t, err)
	d.do(d.screen.Update(screen.Edited{Edits: c.Edits}))
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

// line is the line of a change.
func (d *driver) line(n uint64) string {
	d.t.Helper()
	for _, l := range strings.Split(d.text(), "\n") {
		if f := strings.Fields(strings.TrimPrefix(l, "▌")); len(f) > 0 && f[0] == fmt.Sprint(n) {
			return l
		}
	}
	d.t.Fatalf("change %d is out of sight:\n%s", n, d.text())
	return ""
}
