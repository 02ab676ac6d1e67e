package details

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"rashomon/annotate"
	"rashomon/internal/termtest"
	"rashomon/store"
	"rashomon/ui/screen"
	"rashomon/ui/theme"
)

func noon() time.Time { return time.Date(2031, 3, 12, 12, 0, 0, 0, time.UTC) }

// driver answers what the screen asks as the program would.
type driver struct {
	t      *testing.T
	screen *Screen
	ask    *screen.Ask
	yes    func() []screen.Request
	asked  []screen.Request // but for what the driver answers
	said   string
}

func (d *driver) do(requests []screen.Request) {
	for _, r := range requests {
		switch r := r.(type) {
		case screen.Do:
			d.do(d.screen.Update(r.Cmd()))
		case screen.Ask:
			d.ask = &r
		case screen.Confirm:
			d.yes = r.Yes
		case screen.Say:
			d.said = r.Text
		default:
			d.asked = append(d.asked, r)
		}
	}
}

func (d *driver) keys(keys string) {
	for _, k := range strings.Fields(keys) {
		d.said = ""
		d.do(d.screen.Update(screen.Press(k)))
	}
}

// write fills in the field under the cursor.
func (d *driver) write(text string) {
	d.t.Helper()
	d.keys("enter")
	if d.ask == nil {
		d.t.Fatal("no field is open")
	}
	ask := d.ask
	d.ask = nil
	for i := range text {
		d.do(ask.Typing(text[:i]))
	}
	d.do(ask.Done(text))
}

func (d *driver) text() string { return ansi.Strip(strings.Join(d.screen.View(), "\n")) }

func (d *driver) says(texts ...string) {
	d.t.Helper()
	for _, x := range texts {
		if shown := d.text() + "\n" + d.said; !strings.Contains(shown, x) {
			d.t.Fatalf("the screen does not say %q:\n%s", x, shown)
		}
	}
}

// normal reads dates of one form and web addresses, as the program's own does.
func normal(field, value string) (string, error) {
	switch field {
	case Date:
		for _, layout := range []string{time.DateOnly, "2 January 2006"} {
			if at, err := time.Parse(layout, value); err == nil {
				return at.Format(time.DateOnly), nil
			}
		}
		return "", fmt.Errorf("no date can be read in %q", value)
	case URL:
		if !strings.HasPrefix(value, "https://") {
			return "", errors.New("no web address")
		}
	}
	return value, nil
}

func pastedReport() annotate.Arrival {
	text := "The bell of Saint Orrin was gone from its tower when the sexton of Larchmoor came to ring for matins.\n\nPolice said that thieves had lowered it with a winch."
	b := annotate.Body{Text: text, Sentences: []annotate.Span{{Start: 0, End: 101}, {Start: 103, End: len(text)}}}
	a := annotate.NewArticle(annotate.Article{Title: "The bell of Saint Orrin was gone …", TitleMade: true, Cleaned: annotate.Cleaned{Invisible: 3}}, b, noon())
	return annotate.Arrival{Article: a, Body: b}
}

func show(t *testing.T, s *Screen, width, height int) *driver {
	d := &driver{t: t, screen: s}
	s.SetSize(width, height)
	d.do(s.Start())
	return d
}

func options(seen func(annotate.Arrival) (Seen, error)) Options {
	return Options{Normal: normal, Seen: seen, Sources: func() []string { return []string{"Saltline"} }, Stories: func() []string { return nil }, Annotator: "ana", Now: noon}
}

func keys() screen.Keys { return screen.NewKeys(annotate.DefaultScheme()) }

func pasted(t *testing.T, width, height int, seen func(annotate.Arrival) (Seen, error)) *driver {
	s := NewPasted(pastedReport(), []string{"a link was cut short"}, "The bell", options(seen), keys(), theme.New(true, true))
	return show(t, s, width, height)
}

// stored is a library with the report, which states what it is.
func stored(t *testing.T) (*store.Store, annotate.Article, annotate.Body) {
	t.Helper()
	lib, err := store.Open(filepath.Join(t.TempDir(), "library.db"), store.Options{Now: noon})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { lib.Close() })
	x := pastedReport()
	x.Article.Source, x.Article.Date, x.Article.URL = "Lantern News", "2031-03-11", "https://lantern.example/bell"
	x.Article = annotate.NewArticle(x.Article, x.Body, noon())
	if _, err := lib.Add([]annotate.Arrival{x}, nil, "ana", "import"); err != nil {
		t.Fatal(err)
	}
	return lib, x.Article, x.Body
}

func existing(t *testing.T, width, height int) (*driver, *store.Store) {
	lib, a, b := stored(t)
	return show(t, NewDetails(a, b, options(nil), keys(), theme.New(true, true)), width, height), lib
}

func TestTakingIn(t *testing.T) {
	looks := 0
	d := pasted(t, 100, 30, func(x annotate.Arrival) (Seen, error) {
		looks++
		if x.Article.Source == "Lantern News" {
			return Seen{Article: 7, Title: "The bell", Revision: 2, Said: 5}, nil
		}
		return Seen{}, nil
	})
	d.says("a new report", "30 words in 2 sentences", "taken out in cleaning: 3 invisible characters", "a link was cut short", "made from its first words", "The bell of Saint Orrin was gone from its tower")
	d.write("Larchmoor without a bell")
	d.write("Lantern News")
	d.says("was: The bell of", "a newer text of “The bell”: it becomes revision 2, and what is said of it (5 annotations) follows")
	d.keys("j")
	d.write("11 March 2031")
	d.says("2031-03-11")
	d.keys("ctrl+s")
	if len(d.asked) != 1 || looks != 4 {
		t.Fatalf("asked %v after %d looks", d.asked, looks)
	}
	in := d.asked[0].(screen.TakeIn)
	a := in.Arrival.Article
	if a.Title != "Larchmoor without a bell" || a.TitleMade || a.Source != "Lantern News" || a.Date != "2031-03-11" || in.Story != "The bell" || a.Cleaned.Invisible != 3 {
		t.Errorf("takes in %+v into %q", a, in.Story)
	}
	if want := annotate.NewArticle(a, in.Arrival.Body, a.Added); a != want {
		t.Errorf("%+v is not as it would enter a library, %+v", a, want)
	}
}

// TestWhatCannotBeRead is said at the field, and nothing is saved until it is mended or emptied.
func TestWhatCannotBeRead(t *testing.T) {
	d := pasted(t, 100, 30, nil)
	d.keys("g j j j")
	d.write("some day in spring")
	d.says(`! no date can be read in "some day in spring"`)
	d.keys("G ctrl+s")
	d.says(`date: no date can be read in "some day in spring": mend it, or leave it empty`)
	if len(d.asked) != 0 || d.screen.cursor != 3 {
		t.Fatalf("asked %v", d.asked)
	}
	d.write("")
	d.keys("g")
	d.write("")
	d.keys("ctrl+s")
	d.says("title: a report needs a title")
	d.keys("u")
	d.says("title: as it was")
	d.keys("j j j j j j j j enter")
	if len(d.asked) != 1 {
		t.Errorf("asked %v", d.asked)
	}
}

func TestCancelledWhileTyping(t *testing.T) {
	d := pasted(t, 100, 30, nil)
	d.keys("j enter")
	d.do(d.ask.Typing("Salt"))
	d.says("source    Salt")
	d.do(d.ask.Cancelled())
	if d.screen.dirty() {
		t.Error("what was cancelled stays")
	}
}

func TestMending(t *testing.T) {
	d, lib := existing(t, 100, 30)
	d.says("came in 2031-03-12 12:00", "30 words in 2 sentences", "text hash "+d.screen.before.Hash[:16])
	d.keys("ctrl+s")
	d.says("nothing is changed")
	d.write("Larchmoor without a bell")
	d.keys("j j")
	d.write("2031-03-10")
	d.keys("ctrl+s")
	d.says("title and date mended")
	change := d.asked[0].(screen.Make).Change
	if _, err := lib.Apply(change); err != nil {
		t.Fatal(err)
	}
	a, err := lib.Article(d.screen.Article())
	if err != nil || a.Title != "Larchmoor without a bell" || a.TitleMade || a.Date != "2031-03-10" || a.Source != "Lantern News" || change.By != "ana" || change.Article != a.ID {
		t.Errorf("stored is %+v, %v", a, err)
	}
	// Undone, it is as it was; and what is typed meanwhile stays.
	d.keys("u")
	if d.asked[len(d.asked)-1] != (screen.Undo{}) {
		t.Errorf("asked %v", d.asked)
	}
	d.screen.Update(screen.Edited{Edits: change.Inverse(), Show: true})
	d.says("made from its first words", "2031-03-11")
	d.keys("esc")
	if d.asked[len(d.asked)-1] != (screen.Back{}) {
		t.Errorf("asked %v", d.asked)
	}
}

// TestWhatIsNotSavedStays has what could not be stored, and a newer text come in meanwhile.
func TestWhatIsNotSavedStays(t *testing.T) {
	d, _ := existing(t, 100, 30)
	d.write("Larchmoor without a bell")
	d.keys("ctrl+s")
	change := d.asked[0].(screen.Make).Change
	d.screen.Update(screen.Edited{Edits: change.Inverse()})
	d.says("Larchmoor without a bell", "was: The bell of")
	newer := *change.Edits[0].Article.Before
	newer.Revision, newer.Source = 2, "Salt"
	d.screen.Update(screen.Edited{Edits: []annotate.Edit{{Article: &annotate.Replaced[annotate.Article]{Before: change.Edits[0].Article.Before, After: &newer}}}})
	d.says("Larchmoor without a bell", "Salt")
	d.asked = nil
	d.keys("ctrl+s")
	x := d.asked[0].(screen.Make).Change.Edits[0].Article
	if *x.Before != newer || x.After.Revision != 2 || x.After.Title != "Larchmoor without a bell" || x.After.Source != "Salt" {
		t.Errorf("saves %+v", x)
	}
}

func TestCleaningIsToldOnce(t *testing.T) {
	s := NewPasted(pastedReport(), []string{"taken out: 3 invisible characters", "a link was cut short"}, "", options(nil), keys(), theme.New(true, true))
	d := show(t, s, 100, 30)
	d.says("a link was cut short")
	if n := strings.Count(d.text(), "3 invisible characters"); n != 1 {
		t.Errorf("told %d times:\n%s", n, d.text())
	}
}

func TestLeavingAsks(t *testing.T) {
	d, _ := existing(t, 100, 30)
	d.write("Another title")
	d.keys("esc")
	if len(d.asked) != 0 || d.yes == nil {
		t.Fatalf("asked %v", d.asked)
	}
	if d.do(d.yes()); len(d.asked) != 1 || d.asked[0] != (screen.Back{}) {
		t.Errorf("asked %v", d.asked)
	}
	if d = pasted(t, 100, 30, nil); true {
		d.keys("q")
	}
	if len(d.asked) != 0 || d.yes == nil {
		t.Errorf("a pasted report is left out without a question: %v", d.asked)
	}
}

func TestWhatAPastedReportWouldBe(t *testing.T) {
	for want, seen := range map[string]Seen{
		"this text is there already: “The bell”":                  {Article: 7, Title: "The bell", There: true, Revision: 1},
		"this text is there already, as revision 2 of “The bell”": {Article: 7, Title: "The bell", There: true, Revision: 2},
		"a newer text of “The bell”: it becomes revision 3":       {Article: 7, Title: "The bell", Revision: 3},
	} {
		pasted(t, 120, 30, func(annotate.Arrival) (Seen, error) { return seen, nil }).says(want)
	}
	pasted(t, 120, 30, func(annotate.Arrival) (Seen, error) { return Seen{}, errors.New("the disk is gone") }).says("not known whether it is there already: the disk is gone")
}

func TestScreens(t *testing.T) {
	plain := theme.New(true, false).Plain()
	for _, x := range []struct {
		name          string
		width, height int
		theme         theme.Theme
	}{{"80x24", 80, 21, theme.New(true, true)}, {"120x40", 120, 37, theme.New(true, true)}, {"40x10", 40, 7, theme.New(true, true)}, {"none", 80, 21, theme.New(true, false)}, {"ascii", 80, 21, plain}} {
		t.Run(x.name, func(t *testing.T) {
			d := pasted(t, x.width, x.height, func(annotate.Arrival) (Seen, error) { return Seen{}, nil })
			d.screen.SetTheme(x.theme)
			d.keys("g j")
			d.write("Lantern News")
			d.keys("j")
			d.write("in spring")
			termtest.Golden(t, "pasted-"+x.name, termtest.Draw(strings.Join(d.screen.View(), "\n"), x.width, x.height).Golden())
			d, _ = existing(t, x.width, x.height)
			d.screen.SetTheme(x.theme)
			termtest.Golden(t, "details-"+x.name, termtest.Draw(strings.Join(d.screen.View(), "\n"), x.width, x.height).Golden())
		})
	}
}

// TestAnyKeys presses and types anything: nothing is wider or longer than the screen, nothing
// that a terminal would obey is drawn, and what is saved is stored.
func TestAnyKeys(t *testing.T) {
	lib, a, b := stored(t)
	rapid.Check(t, func(r *rapid.T) {
		var s *Screen
		if rapid.Bool().Draw(r, "pasted") {
			x := pastedReport()
			x.Body.Text += rapid.String().Draw(r, "text")
			s = NewPasted(x, []string{"a note\x1b[31m"}, "", options(nil), keys(), theme.New(true, true))
		} else {
			s = NewDetails(a, b, options(nil), keys(), theme.New(true, true))
		}
		d := &driver{screen: s}
		for range rapid.IntRange(0, 30).Draw(r, "presses") {
			s.SetSize(rapid.IntRange(1, 90).Draw(r, "width"), rapid.IntRange(1, 30).Draw(r, "height"))
			d.ask, d.asked = nil, nil
			d.keys(rapid.SampledFrom(strings.Fields("j k g G tab shift+tab space pgdown pgup ctrl+d ctrl+u enter enter enter ctrl+s u ctrl+r y esc q V x")).Draw(r, "key"))
			if d.ask != nil {
				text := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"2031-03-09", "9 March 2031", "https://a.example/\x1b[2J", "\u202eevil", ""})).Draw(r, "typed")
				d.do(d.ask.Typing(text))
				if rapid.Bool().Draw(r, "done") {
					d.do(d.ask.Done(text))
				} else {
					d.do(d.ask.Cancelled())
				}
			}
			for _, q := range d.asked {
				switch q := q.(type) {
				case screen.Make:
					if _, err := lib.Apply(q.Change); err != nil {
						r.Fatalf("%+v: %v", q.Change, err)
					}
					a = *q.Change.Edits[0].Article.After
				case screen.TakeIn:
					if q.Arrival.Article.Title == "" || q.Arrival.Article.Hash != annotate.Hash(q.Arrival.Body.Text) {
						r.Fatalf("takes in %+v", q.Arrival.Article)
					}
				}
			}
			view := s.View()
			if len(view) > s.height {
				r.Fatalf("%d lines of %d", len(view), s.height)
			}
			for _, l := range view {
				if bare := ansi.Strip(l); ansi.StringWidth(bare) > s.width || strings.ContainsAny(bare, "\x1b\u202e\x07\n") {
					r.Fatalf("%q is drawn on %d columns", l, s.width)
				}
			}
		}
	})
}

func BenchmarkView(b *testing.B) {
	x := pastedReport()
	x.Body.Text = strings.Repeat(x.Body.Text+"\n\n", 500)
	s := NewPasted(x, nil, "", options(nil), keys(), theme.New(true, true))
	s.SetSize(200, 60)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		s.Update(screen.Press([]string{"j", "k"}[i%2]))
		s.View()
	}
}
