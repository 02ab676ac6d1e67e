package adjudicate

import (
	"context"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"rashomon/annotate"
	"rashomon/annotate/adjudication"
	"rashomon/annotate/query"
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
	query     string
	figure    string
	blind     bool
	wasBlind  bool // when the screen was left
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
	touched bool // annotators said something on other screens
}

func newDriver(t failer, s *store.Store, width, height int) *driver {
	return &driver{t: t, store: s, clock: time.Date(2031, 3, 12, 12, 0, 0, 0, time.UTC), scheme: annotate.DefaultScheme(), width: width, height: height, answers: make(chan tea.Msg, 10_000)}
}

func (d *driver) now() time.Time { return d.clock }

// open shows the sentences on which annotators differ, found and read.
func (d *driver) open() {
	d.t.Helper()
	d.begin()
	d.settle()
}

// begin shows sentences that are still to be found.
func (d *driver) begin() {
	keys := screen.NewKeys(d.scheme)
	d.labelling = screen.NewLabelling(keys, d.now)
	d.screen = New(d.query, nil, d.options(), keys, d.labelling, theme.New(true, true))
	d.left, d.asked, d.ask, d.choose, d.confirm = false, nil, nil, nil, nil
	d.size(d.width, d.height)
	d.carryOut(d.screen.Start())
}

func (d *driver) options() Options {
	out := Options{
		Annotator: "lea", Scheme: d.scheme, Blind: d.blind,
		Find: func(ctx context.Context, text string, articles []annotate.ID, progress func(float64)) (adjudication.Found, error) {
			q, err := query.Parse(text, d.clock)
			if err != nil {
				return adjudication.Found{}, err
			}
			return adjudication.Find(ctx, q, d.store, adjudication.Options{Scheme: d.scheme, Articles: articles, Progress: progress})
		},
		Plan: func(ctx context.Context, text string, articles []annotate.ID, rule adjudication.Rule, best string, progress func(float64)) (adjudication.Plan, error) {
			q, err := query.Parse(text, d.clock)
			if err != nil {
				return adjudication.Plan{}, err
			}
			o := adjudication.Options{Scheme: d.scheme, Articles: articles, Progress: progress}
			return adjudication.Pass(ctx, q, d.store, adjudication.PassOptions{Options: o, Rule: rule, Best: best, By: "lea", Now: d.clock})
		},
		Read: d.read, Said: d.store.Annotations,
		WasBlind: func() bool { return d.wasBlind },
		KeepBlind: func(blind bool) screen.Request {
			d.wasBlind = blind
			return screen.Keep{Name: "blind"}
		},
	}
	if d.figure != "" {
		out.Agreement = func(context.Context) (string, error) { return d.figure, nil }
	}
	return out
}

func (d *driver) read(id annotate.ID) (*annotate.Reading, string, error) {
	return d.readAs(id, annotate.Gold)
}

func (d *driver) readAs(id annotate.ID, who string) (*annotate.Reading, string, error) {
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
	return annotate.NewReading(a, b, d.scheme, who, all), title, nil
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
			if next, err := d.store.NextUndo(); err == nil && (next.By != "lea" || next.Edits[0].Annotation == nil) {
				continue // the root asks before it takes back what somebody else did
			}
			d.back(func() (annotate.Change, error) { return d.store.Undo("lea") })
		case screen.Redo:
			d.back(func() (annotate.Change, error) { return d.store.Redo("lea") })
		case screen.Back:
			d.left = true
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

func (d *driver) busy() bool {
	for _, r := range d.screen.reports {
		if r.reading {
			return true
		}
	}
	return d.screen.making != nil || d.screen.planning != nil || len(d.held) > 0 || d.figure != "" && d.screen.figure == ""
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

// gold is what the library says of the place so far down in the list: its labels, or its flag.
func (d *driver) gold(i int) string {
	d.t.Helper()
	x := d.screen.found.Disagreements[d.screen.places[i]]
	r, _, err := d.read(x.Article)
	must(d.t, err)
	a, _ := r.Sentence(int(x.Sentence))
	if len(a.Labels) == 0 {
		return string(a.Flag)
	}
	return strings.Join(a.Labels, "+")
}
