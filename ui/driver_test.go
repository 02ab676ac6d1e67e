package ui_test

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"rashomon/annotate"
	"rashomon/ingest"
	"rashomon/internal/sample"
	"rashomon/internal/termtest"
	"rashomon/store"
	"rashomon/ui"
)

const annotator = "ana"

// noon is the time on every clock of these tests.
func noon() time.Time { return time.Date(2031, 3, 12, 12, 0, 0, 0, time.UTC) }

// failer is what tests and property checks have in common.
type failer interface {
	Helper()
	Fatalf(format string, args ...any)
	Errorf(format string, args ...any)
}

// driver is the program without a terminal: it is given messages, and runs the commands it
// answers with when it is told to.
type driver struct {
	t             failer
	model         *ui.Model
	store         *store.Store
	width, height int
	pending       []tea.Cmd
	left          bool     // it has asked to quit
	copied        []string // what went to the clipboard
}

// options is how the tests run the program.
func options() ui.Options {
	return ui.Options{Name: "library.db", Annotator: annotator, Scheme: annotate.DefaultScheme(), Dark: true, Fixed: true, Colour: true, Mouse: true, Now: noon, Write: discard, After: never}
}

// never is a clock that stands: what waits for time to pass is told by a test itself.
func never(time.Duration, tea.Msg) tea.Cmd { return nil }

// discard writes a file nowhere.
func discard(_ string, _ bool, to func(io.Writer) error) error { return to(io.Discard) }

// start shows a library, with all of it read.
func start(t failer, lib *store.Store, width, height int, o ui.Options) *driver {
	t.Helper()
	return startOn(t, lib, lib, width, height, o)
}

// startOn is start with something between the program and the library.
func startOn(t failer, shown ui.Library, lib *store.Store, width, height int, o ui.Options) *driver {
	t.Helper()
	if o.Sample == nil {
		o.Sample = func() error { return addSample(lib) }
	}
	d := &driver{t: t, model: ui.New(shown, o), store: lib, width: width, height: height}
	d.pending = append(d.pending, d.model.Init())
	d.send(tea.WindowSizeMsg{Width: width, Height: height})
	d.drain()
	return d
}

// send gives the program a message; the command it answers with waits for drain or step.
func (d *driver) send(msg tea.Msg) {
	if s, ok := msg.(tea.WindowSizeMsg); ok {
		d.width, d.height = s.Width, s.Height
	}
	_, cmd := d.model.Update(msg)
	d.pending = append(d.pending, cmd)
}

// step runs the n-th of the commands that wait.
func (d *driver) step(n int) {
	d.t.Helper()
	cmd := d.pending[n]
	d.pending = append(d.pending[:n:n], d.pending[n+1:]...)
	if cmd == nil {
		return
	}
	answer := make(chan tea.Msg, 1)
	go func() { answer <- cmd() }()
	select {
	case msg := <-answer:
		d.answer(msg)
	case <-time.After(20 * time.Second):
		d.t.Fatalf("a command does not end")
	}
}

func (d *driver) answer(msg tea.Msg) {
	switch msg.(type) {
	case nil:
		return
	case tea.QuitMsg:
		d.left = true
		return
	}
	v := reflect.ValueOf(msg)
	if v.Kind() == reflect.Slice && v.Type().Elem() == reflect.TypeFor[tea.Cmd]() { // batches and sequences
		for i := range v.Len() {
			d.pending = append(d.pending, v.Index(i).Interface().(tea.Cmd))
		}
		return
	}
	if v.Type() == reflect.TypeOf(tea.SetClipboard("")()) {
		d.copied = append(d.copied, v.String())
		return
	}
	d.send(msg)
}

// drain runs commands until none is left.
func (d *driver) drain() {
	d.t.Helper()
	for len(d.pending) > 0 {
		d.step(0)
	}
}

// hang runs the commands that wait, each by itself, and does not wait for them.
func (d *driver) hang() (landed <-chan struct{}) {
	done := make(chan struct{})
	commands := d.pending
	d.pending = nil
	go func() {
		defer close(done)
		for _, cmd := range commands {
			if cmd != nil {
				cmd()
			}
		}
	}()
	return done
}

// keys presses keys by their names, which blanks separate, and drains after each.
func (d *driver) keys(names string) {
	d.t.Helper()
	for _, name := range strings.Fields(names) {
		d.send(press(name))
		d.drain()
	}
}

// ahead presses keys faster than anything can be read or stored.
func (d *driver) ahead(names string) {
	for _, name := range strings.Fields(names) {
		d.send(press(name))
	}
}

// write types text into the input that is open.
func (d *driver) write(text string) {
	for _, r := range text {
		name := string(r)
		if r == ' ' {
			name = "space"
		}
		d.send(press(name))
		d.drain()
	}
}

// press is the key press that a terminal reports for a key of that name.
func press(name string) tea.KeyPressMsg {
	var k tea.Key
	rest := name
	for _, m := range []struct {
		prefix string
		mod    tea.KeyMod
	}{{"ctrl+", tea.ModCtrl}, {"alt+", tea.ModAlt}, {"shift+", tea.ModShift}} {
		if after, ok := strings.CutPrefix(rest, m.prefix); ok && after != "" {
			k.Mod |= m.mod
			rest = after
		}
	}
	special := map[string]rune{
		"enter": tea.KeyEnter, "esc": tea.KeyEscape, "tab": tea.KeyTab, "backspace": tea.KeyBackspace, "delete": tea.KeyDelete,
		"up": tea.KeyUp, "down": tea.KeyDown, "left": tea.KeyLeft, "right": tea.KeyRight,
		"home": tea.KeyHome, "end": tea.KeyEnd, "pgup": tea.KeyPgUp, "pgdown": tea.KeyPgDown, "f1": tea.KeyF1,
	}
	switch code, ok := special[rest]; {
	case ok:
		k.Code = code
	case rest == "space":
		k.Code = ' '
		k.Text = " "
	default:
		k.Code, _ = utf8.DecodeRuneInString(rest)
		k.Text = rest
	}
	if k.Mod&^tea.ModShift != 0 {
		k.Text = ""
	}
	return tea.KeyPressMsg(k)
}

// frame is the screen as it is drawn.
func (d *driver) frame() termtest.Grid {
	return termtest.Draw(d.model.View().Content, d.width, d.height)
}

// line is a line of the screen, from below where n is negative.
func (d *driver) line(n int) string {
	lines := strings.Split(ansi.Strip(d.model.View().Content), "\n")
	return lines[(n+len(lines))%len(lines)]
}

// status is the status line of a screen with a footer.
func (d *driver) status() string { return d.line(-2) }

// says fails unless the screen shows each of the texts.
func (d *driver) says(texts ...string) {
	d.t.Helper()
	shown := d.frame().Text()
	for _, text := range texts {
		if !strings.Contains(shown, text) {
			d.t.Fatalf("the screen does not say %q:\n%s", text, shown)
		}
	}
}

// saysNot fails if the screen shows one of the texts.
func (d *driver) saysNot(texts ...string) {
	d.t.Helper()
	shown := d.frame().Text()
	for _, text := range texts {
		if strings.Contains(shown, text) {
			d.t.Fatalf("the screen says %q:\n%s", text, shown)
		}
	}
}

// article is the article of that source; the first of them.
func (d *driver) article(source string) annotate.Article {
	d.t.Helper()
	rows, err := d.store.Rows(0)
	check(d.t, err)
	for _, r := range rows {
		if r.Source == source {
			a, err := d.store.Article(r.ID)
			check(d.t, err)
			return a
		}
	}
	d.t.Fatalf("no report of %s", source)
	return annotate.Article{}
}

// said is what the store says of the sentences of an article, by sentence.
func (d *driver) said(article annotate.ID) map[int]annotate.Annotation {
	d.t.Helper()
	all, err := d.store.Annotations(article)
	check(d.t, err)
	out := map[int]annotate.Annotation{}
	for _, a := range all {
		out[a.Sentence] = a
	}
	return out
}

func check(t failer, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("%v", err)
	}
}

// openStore is a library of its own for a test, from a file or new.
func openStore(t testing.TB, from []byte) *store.Store {
	t.Helper()
	path := filepath.Join(t.TempDir(), "library.db")
	if from != nil {
		check(t, os.WriteFile(path, from, 0o600))
	}
	s, err := store.Open(path, store.Options{Now: noon})
	check(t, err)
	t.Cleanup(func() { s.Close() })
	return s
}

// sampleStore is a library with the sample story.
func sampleStore(t testing.TB) *store.Store {
	t.Helper()
	return openStore(t, sampleLibrary())
}

// sampleLibrary is the file of a library with the sample story.
var sampleLibrary = sync.OnceValue(func() []byte { return libraryFile(func(s *store.Store) { must(addSample(s)) }) })

// libraryFile is the file of a library that has been filled. It fails by panicking: no one
// test is the reason for what all share.
func libraryFile(fill func(*store.Store)) []byte {
	dir, err := os.MkdirTemp("", "rashomon-test")
	must(err)
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "library.db")
	s, err := store.Open(path, store.Options{Now: noon})
	must(err)
	fill(s)
	must(s.Close())
	b, err := os.ReadFile(path)
	must(err)
	return b
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func addSample(s *store.Store) error {
	story := annotate.NewStory(sample.Story)
	var arrivals []annotate.Arrival
	names, err := fs.Glob(sample.Files(), "*")
	if err != nil {
		return err
	}
	for _, name := range names {
		f, err := sample.Files().Open(name)
		if err != nil {
			return err
		}
		format, err := ingest.FormatOf(name)
		if err != nil {
			return err
		}
		a, _, err := ingest.Read(f, name, format, noon())
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		a.Article.Story = story.ID
		arrivals = append(arrivals, a)
	}
	_, err = s.Add(arrivals, []annotate.Story{story}, annotator, "import the sample story")
	return err
}

// arrival is an article made of sentences, each a paragraph, past what ingest would clean.
func arrival(a annotate.Article, sentences ...string) annotate.Arrival {
	var b annotate.Body
	for i, s := range sentences {
		if i > 0 {
			b.Text += "\n\n"
		}
		b.Sentences = append(b.Sentences, annotate.Span{Start: len(b.Text), End: len(b.Text) + len(s)})
		b.Text += s
	}
	if a.Format == "" {
		a.Format = annotate.Plain
	}
	return annotate.Arrival{Article: annotate.NewArticle(a, b, noon()), Body: b}
}

// add puts articles into a library.
func add(t testing.TB, s *store.Store, stories []annotate.Story, arrivals ...annotate.Arrival) {
	t.Helper()
	_, err := s.Add(arrivals, stories, annotator, "import")
	check(t, err)
}

// labelled is the first article of which something is said.
func (d *driver) labelled(t testing.TB) annotate.ID {
	t.Helper()
	for a, err := range d.store.Articles() {
		check(t, err)
		if len(d.said(a.ID)) > 0 {
			return a.ID
		}
	}
	t.Fatal("nothing is labelled")
	return 0
}
