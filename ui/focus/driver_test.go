package focus

import (
	"context"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"rashomon/annotate"
	"rashomon/annotate/queue"
	"rashomon/annotate/suggest"
	"rashomon/store"
	"rashomon/ui/screen"
	"rashomon/ui/theme"
)

// failer is what tests, benchmarks and property checks have in common.
type failer interface {
	Helper()
	Fatalf(format string, args ...any)
	Errorf(format string, args ...any)
}

func must(t failer, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("%v", err)
	}
}

// driver is the screen on a real library without the program around it: it saves, undoes and
// answers as the root does. A key that the screen waits for something with is held.
type driver struct {
	t         failer
	store     *store.Store
	labelling *screen.Labelling
	screen    *Screen
	clock     time.Time
	scheme    annotate.Scheme
	goal      int
	width     int
	height    int

	answers chan tea.Msg
	unsaved []annotate.Change // made, and not in the library yet
	lag     bool              // they are saved when land is called
	held    []string
	asked   []screen.Request // but for those that are carried out here
	said    screen.Say
	ask     *screen.Ask
	choose  *screen.Choose
	confirm *screen.Confirm
	left    bool
	days    int // counted
	kept    queue.Spec
}

// kept is the request to remember a queue.
type kept queue.Spec

func newDriver(t failer, s *store.Store, width, height int) *driver {
	d := &driver{t: t, store: s, clock: time.Date(2031, 3, 12, 12, 0, 0, 0, time.UTC), scheme: annotate.DefaultScheme(), width: width, height: height, answers: make(chan tea.Msg, 10_000)}
	return d
}

func (d *driver) now() time.Time { return d.clock }

// open shows a queue, made and read.
func (d *driver) open(spec queue.Spec, resume bool) {
	d.t.Helper()
	d.begin(spec, resume)
	d.settle()
}

// begin shows a queue that is still to be made.
func (d *driver) begin(spec queue.Spec, resume bool) {
	keys := screen.NewKeys(d.scheme)
	d.labelling = screen.NewLabelling(keys, d.now)
	d.labelling.Ghosts = screen.NewGhosts(suggested)
	d.screen = New(spec, d.options(resume), keys, d.labelling, theme.New(true, true))
	d.left, d.asked, d.ask, d.choose, d.confirm = false, nil, nil, nil, nil
	d.size(d.width, d.height)
	d.carryOut(d.screen.Start())
}

func suggested(a annotate.Article, b annotate.Body) []suggest.Suggestion {
	return suggest.Article(b.Text, a.Language, b.Sentences)
}

func (d *driver) options(resume bool) Options {
	o := queue.Options{Scheme: d.scheme, Annotator: "ana", Now: d.clock, Suggest: suggested}
	out := Options{
		Annotator: "ana", Scheme: d.scheme, Goal: d.goal,
		Build: func(ctx context.Context, spec queue.Spec, progress func(float64)) ([]queue.Place, error) {
			o.Progress = progress
			return queue.Build(ctx, spec, d.store, o)
		},
		Read: d.read, Others: d.store.Annotations,
		Keep:  func(spec queue.Spec) screen.Request { return kept(spec) },
		Today: func() (*queue.Day, error) { return queue.NewDay("ana"), nil },
	}
	if resume {
		out.First = func(ctx context.Context, spec queue.Spec, places []queue.Place) (int, error) {
			return queue.First(ctx, spec, places, d.store, o)
		}
	}
	return out
}

func (d *driver) read(id annotate.ID) (*annotate.Reading, string, error) {
	a, err := d.store.Article(id)
	if err != nil {
		return nil, "", err
	}
	b, err := d.store.Body(id, a.Revision)
	if err != nil {
		return nil, "", err
	}
	all, err := d.store.Annotations(id)
	if err != nil {
		return nil, "", err
	}
	title := ""
	if a.Story != 0 {
		story, err := d.store.Story(a.Story)
		if err != nil {
			return nil, "", err
		}
		title = story.Title
	}
	return annotate.NewReading(a, b, d.scheme, "ana", all), title, nil
}

// carryOut does what the screen asks for, as the root does.
func (d *driver) carryOut(requests []screen.Request) {
	for _, r := range requests {
		switch r := r.(type) {
		case screen.Do:
			go func() { d.answers <- r.Cmd() }()
		case screen.Make:
			d.unsaved = append(d.unsaved, r.Change)
		case screen.Say:
			d.said = r
		case screen.Ask:
			d.ask = &r
		case screen.Choose:
			d.choose = &r
		case screen.Confirm:
			d.confirm = &r
		case screen.Undo:
			if next, err := d.store.NextUndo(); err == nil && next.Edits[0].Annotation == nil {
				continue // the root asks before it takes articles out
			}
			d.back(func() (annotate.Change, error) { return d.store.Undo("ana") })
		case screen.Redo:
			d.back(func() (annotate.Change, error) { return d.store.Redo("ana") })
		case kept:
			d.kept = queue.Spec(r)
		case screen.Back:
			d.left = true
			d.carryOut(d.screen.Leave())
			d.screen.Close()
		default:
			d.asked = append(d.asked, r)
		}
	}
	if !d.lag {
		d.land()
	}
}

// land saves what is not saved yet.
func (d *driver) land() {
	d.t.Helper()
	if len(d.unsaved) == 0 {
		return
	}
	_, err := d.store.Apply(d.unsaved...)
	must(d.t, err)
	for _, c := range d.unsaved {
		d.labelling.Saved(c)
	}
	d.unsaved = nil
}

func (d *driver) back(change func() (annotate.Change, error)) {
	d.land()
	c, err := change()
	if err != nil {
		d.said = screen.Say{Text: err.Error(), Bad: true}
		return
	}
	d.carryOut(d.screen.Update(screen.Edited{Edits: c.Edits, Show: true}))
}

// arrive gives the screen one message that is on its way, and then the keys that waited.
func (d *driver) arrive() {
	d.t.Helper()
	select {
	case msg := <-d.answers:
		switch msg := msg.(type) {
		case screen.Suggested:
			d.labelling.Ghosts.Take(msg)
			return
		case counted:
			d.days++
		}
		d.carryOut(d.screen.Update(msg))
	case <-time.After(20 * time.Second):
		d.t.Fatalf("nothing comes of what is under way")
	}
	held := d.held
	d.held = nil
	for _, k := range held {
		d.send(k)
	}
}

// settle waits until nothing is on its way.
func (d *driver) settle() {
	d.t.Helper()
	for !d.left && d.busy() {
		d.arrive()
	}
}

// until waits for more.
func (d *driver) until(there func() bool) {
	d.t.Helper()
	for !there() {
		d.arrive()
	}
}

func (d *driver) busy() bool {
	for _, r := range d.screen.reports {
		if r.reading {
			return true
		}
	}
	return d.screen.making != nil || d.screen.today.day == nil || len(d.held) > 0
}

// send presses a key, as the root does: it goes to what is open, waits, or goes to the screen.
func (d *driver) send(name string) {
	d.t.Helper()
	p := screen.Press(name)
	switch {
	case d.left:
	case d.choose != nil:
		c := d.choose
		for i, x := range c.Choices {
			if x.Key == name {
				d.choose = nil
				d.carryOut(c.Done(i))
				return
			}
		}
		if name == "esc" {
			d.choose = nil
		}
	case d.confirm != nil:
		c := d.confirm
		d.confirm = nil
		if name == "y" {
			d.carryOut(c.Yes())
		}
	case d.screen.Waits(p):
		d.held = append(d.held, name)
	default:
		d.said = screen.Say{}
		d.carryOut(d.screen.Update(p))
	}
}

// keys presses keys by their names, which blanks separate, and waits after each.
func (d *driver) keys(names string) {
	d.t.Helper()
	for _, name := range strings.Fields(names) {
		d.send(name)
		d.settle()
	}
}

// write enters a line where one is asked for.
func (d *driver) write(text string) {
	d.t.Helper()
	if d.ask == nil {
		d.t.Fatalf("nothing is asked for")
	}
	ask := d.ask
	d.ask = nil
	d.carryOut(ask.Done(text))
	d.settle()
}

func (d *driver) size(width, height int) {
	d.width, d.height = width, height
	d.screen.SetSize(width, height)
}

// text is the screen without styles.
func (d *driver) text() string { return ansi.Strip(strings.Join(d.screen.View(), "\n")) }

// says fails unless the screen, its status line or its message shows each of the texts.
func (d *driver) says(texts ...string) {
	d.t.Helper()
	shown := d.screen.Title() + "\n" + d.text() + "\n" + d.screen.Status() + "\n" + d.said.Text
	for _, text := range texts {
		if !strings.Contains(shown, text) {
			d.t.Fatalf("the screen does not say %q:\n%s", text, shown)
		}
	}
}

// labels is what the library says of each sentence of the queue: its labels, or its flag.
func (d *driver) labels() (out []string) {
	d.t.Helper()
	for _, p := range d.screen.places {
		out = append(out, d.label(p))
	}
	return out
}

func (d *driver) label(p queue.Place) string {
	r, _, err := d.read(p.Article)
	must(d.t, err)
	a, _ := r.Sentence(p.Sentence)
	if len(a.Labels) == 0 {
		return string(a.Flag)
	}
	return strings.Join(a.Labels, "+")
}

// current is the number of the current place, from 1.
func (d *driver) current() int { return d.screen.at + 1 }
