package counts

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"rashomon/annotate"
	"rashomon/annotate/query"
	"rashomon/annotate/stats"
	"rashomon/store"
	"rashomon/ui/screen"
	"rashomon/ui/theme"
)

// noon is the time on every clock of these tests.
func noon() time.Time { return time.Date(2031, 3, 12, 12, 0, 0, 0, time.UTC) }

// library is a store with a story of two reports and a report in none, partly labelled by
// two annotators on two days.
func library(t *testing.T) *store.Store {
	t.Helper()
	s, err := store.Open(filepath.Join(t.TempDir(), "library.db"), store.Options{Now: noon})
	check(t, err)
	t.Cleanup(func() { s.Close() })
	story := annotate.NewStory("The cranes of the north quay")
	var reports []annotate.Arrival
	for n, source := range []string{"Harbour Post", "Quay News", ""} {
		var b annotate.Body
		for i := range 10 {
			start := len(b.Text)
			b.Text += fmt.Sprintf("Crane %d stood at pier %d.", i, n)
			b.Sentences = append(b.Sentences, annotate.Span{Start: start, End: len(b.Text)})
			b.Text += " "
		}
		a := annotate.Article{Title: fmt.Sprintf("Cranes %d", n), Source: source, Story: story.ID}
		if n == 2 {
			a.Story = 0
		}
		reports = append(reports, annotate.Arrival{Article: annotate.NewArticle(a, b, noon()), Body: b})
	}
	_, err = s.Add(reports, []annotate.Story{story}, "ana", "import")
	check(t, err)
	for n, x := range reports {
		r := annotate.NewReading(x.Article, x.Body, annotate.DefaultScheme(), []string{"ana", "ben", "ana"}[n], nil)
		for i := range 4 {
			at := noon().Add(-24 * time.Hour * time.Duration(i%2))
			c, _ := r.Toggle(annotate.OnSentence(i), []string{"fact", "quote"}[i%2], at)
			c = c.Spent(float64(3 + i))
			r.Apply(c.Edits)
			said, _ := r.SetSpeaker(annotate.OnSentence(i), "Marit Osselan", at)
			_, err := s.Apply(c, said)
			check(t, err)
		}
	}
	return s
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// driver is the screen without the program around it.
type driver struct {
	t      *testing.T
	screen *Screen
	store  *store.Store
	asked  []screen.Request // since the last key, but for work in the background
	work   []tea.Cmd        // in the background
}

func opened(t *testing.T, text string, width, height int) *driver {
	t.Helper()
	d := &driver{t: t, store: library(t)}
	o := Options{Goal: 10, Annotator: "ana", Now: noon, Count: func(ctx context.Context, q query.Query, progress func(float64)) (stats.Report, error) {
		return stats.Count(ctx, q, d.store, stats.Options{Scheme: annotate.DefaultScheme(), Progress: progress})
	}}
	d.screen = New(text, o, screen.NewKeys(annotate.DefaultScheme()), theme.New(true, true))
	d.screen.SetSize(width, height)
	d.carryOut(d.screen.Start())
	return d
}

func (d *driver) carryOut(requests []screen.Request) {
	for _, r := range requests {
		if do, ok := r.(screen.Do); ok {
			d.work = append(d.work, do.Cmd)
			continue
		}
		d.asked = append(d.asked, r)
	}
}

// settle does what is to be done in the background until the count has ended.
func (d *driver) settle() {
	d.t.Helper()
	for i := 0; d.screen.Busy(); i++ {
		if len(d.work) == 0 || i > 1000 {
			d.t.Fatal("the count does not end")
		}
		cmd := d.work[0]
		d.work = d.work[1:]
		d.carryOut(d.screen.Update(cmd()))
	}
}

// keys presses keys by their names, which blanks separate.
func (d *driver) keys(names string) {
	for _, name := range strings.Fields(names) {
		d.asked = nil
		d.carryOut(d.screen.Update(screen.Press(name)))
	}
}

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

func (d *driver) text() string { return ansi.Strip(strings.Join(d.screen.View(), "\n")) }

func (d *driver) says(texts ...string) {
	d.t.Helper()
	for _, text := range texts {
		if !strings.Contains(d.text(), text) {
			d.t.Errorf("the screen does not say %q:\n%s", text, d.text())
		}
	}
}

func TestFiguresOfALibrary(t *testing.T) {
	d := opened(t, "", 100, 80)
	d.says("counting … 0 %")
	d.settle()
	d.says("3 reports: 3 begun, 0 finished · 1 story", "Today", "Labels", "balance 0.63: ", "Time", "54.0 s", "4.5 s",
		"The cranes of the north quay", "(in no story)", "Harbour Post", "(no source)", "ana", "ben", "2031-03-12", "2031-03-11", "Marit Osselan")
	if s := d.screen.Status(); !strings.HasPrefix(s, "12 of 30 sentences labelled") {
		t.Errorf("status %q", s)
	}
	for _, line := range strings.Split(d.text(), "\n") {
		if strings.HasPrefix(line, " ana") && strings.Contains(line, "40 %") { // four of ten are from today
			return
		}
	}
	t.Errorf("the goal of today is not there:\n%s", d.text())
}

func TestBreakingDown(t *testing.T) {
	d := opened(t, "", 100, 60)
	d.settle()
	for _, by := range []string{"label", "story", "source", "annotator", "day", "speaker", "everything"} {
		d.keys("o")
		if said := request[screen.Say](d); said.Text != "by "+by {
			t.Errorf("%q, want by %s", said.Text, by)
		}
	}
	d.keys("o o o")
	d.says("Sources", "Harbour Post", "40.0 %")
	if strings.Contains(d.text(), "Marit") {
		t.Errorf("by source there are speakers:\n%s", d.text())
	}
	if title := d.screen.Title(); title != "Progress by source" {
		t.Errorf("title %q", title)
	}
}

func TestScrolling(t *testing.T) {
	d := opened(t, "", 80, 10)
	d.settle()
	top := func() string { return strings.Fields(strings.Split(d.text(), "\n")[0])[0] }
	for _, x := range [][2]string{{"", "Sentences"}, {"]d", "Today"}, {"]d", "Labels"}, {"[d", "Today"}, {"j", "ana"}, {"[d", "Today"}, {"[d", "Sentences"}, {"k", "Sentences"}} {
		if d.keys(x[0]); top() != x[1] {
			t.Errorf("%s: %q is at the top, want %q", x[0], top(), x[1])
		}
	}
	d.keys("[d")
	request[screen.Say](d)
	d.keys("G")
	end := d.text()
	d.keys("space j ctrl+d")
	if d.text() != end || !strings.Contains(end, "Marit Osselan") {
		t.Errorf("at the end:\n%s\nand below:\n%s", end, d.text())
	}
	for range 30 {
		d.keys("]d")
	}
	request[screen.Say](d)
	d.carryOut(d.screen.Update(screen.Wheel{Lines: -1000}))
	if top() != "Sentences" {
		t.Errorf("the wheel leads to %q", top())
	}
}

func TestQuery(t *testing.T) {
	d := opened(t, "", 100, 60)
	d.settle()
	d.keys("/")
	d.carryOut(request[screen.Ask](d).Done(`source:"quay news"`))
	d.settle()
	d.says(`of what passes "source:\"quay news\""`, "1 report: 1 begun")
	if strings.Contains(d.text(), "Today") {
		t.Errorf("the goal is of all, not of a query:\n%s", d.text())
	}
	before := d.text()
	d.asked = nil
	d.keys("/")
	d.carryOut(request[screen.Ask](d).Done(`nofield:x`))
	if say := request[screen.Say](d); !say.Bad || d.text() != before {
		t.Errorf("a bad query: %+v\n%s", say, d.text())
	}
	if !d.screen.Take(screen.Counts{}) || d.screen.Take(screen.Counts{Query: "label:fact"}) || d.screen.Take(screen.History{}) {
		t.Error("it goes on with what it does not show")
	}

	d = opened(t, "label:fact", 100, 60)
	d.settle()
	d.says("3 reports", `of what passes "label:fact"`)
}

// What is said meanwhile makes the figures old, and they are counted again when that is asked for.
func TestChangedSince(t *testing.T) {
	d := opened(t, "", 100, 60)
	d.settle()
	d.carryOut(d.screen.Update(screen.Edited{Edits: []annotate.Edit{{Search: &annotate.Replaced[annotate.Search]{}}}}))
	if strings.Contains(d.text(), "changed since") {
		t.Error("a kept search changes no figure")
	}
	rows, err := d.store.Rows(1)
	check(t, err)
	a, err := d.store.Article(rows[0].ID)
	check(t, err)
	b, err := d.store.Body(a.ID, 1)
	check(t, err)
	c, _ := annotate.NewReading(a, b, annotate.DefaultScheme(), "eve", nil).Toggle(annotate.OnSentence(9), "claim", noon())
	_, err = d.store.Apply(c)
	check(t, err)
	d.carryOut(d.screen.Update(screen.Edited{Edits: c.Edits}))
	d.says("changed since: r counts again", " 12 ")
	d.keys("r")
	d.settle()
	d.says(" 13 ", "eve")
	if strings.Contains(d.text(), "changed since") {
		t.Errorf("still old:\n%s", d.text())
	}
}

func TestGivingUp(t *testing.T) {
	var given context.Context
	o := Options{Now: noon, Count: func(ctx context.Context, _ query.Query, progress func(float64)) (stats.Report, error) {
		given = ctx
		progress(0.74)
		<-ctx.Done()
		return stats.Report{}, ctx.Err()
	}}
	d := &driver{t: t, screen: New("", o, screen.NewKeys(annotate.DefaultScheme()), theme.New(true, true))}
	d.screen.SetSize(60, 10)
	d.carryOut(d.screen.Start())
	answer, count := make(chan tea.Msg), d.work[0]
	go func() { answer <- count() }()
	for i := 0; !strings.Contains(d.text(), "counting … 37 % · esc leaves"); i++ {
		d.carryOut(d.screen.Update(d.work[1]())) // waits for the next tick
		d.work = append(d.work[:1], d.work[2:]...)
		if i > 100 {
			t.Fatalf("no progress:\n%s", d.text())
		}
	}
	d.keys("esc")
	request[screen.Back](d)
	d.screen.Close()
	msg := <-answer
	if given.Err() == nil {
		t.Error("the count goes on")
	}
	d.screen.Update(msg)
	if d.screen.Status() != "" {
		t.Errorf("status %q", d.screen.Status())
	}
}

func TestALibraryThatCannotBeRead(t *testing.T) {
	o := Options{Now: noon, Count: func(context.Context, query.Query, func(float64)) (stats.Report, error) {
		return stats.Report{}, errors.New("the disk\x1b[31m is gone")
	}}
	d := &driver{t: t, screen: New("", o, screen.NewKeys(annotate.DefaultScheme()), theme.New(true, true))}
	d.screen.SetSize(60, 10)
	d.carryOut(d.screen.Start())
	d.settle()
	d.says("not counted: the disk[31m is gone")
}
