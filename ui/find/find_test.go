package find

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"rashomon/annotate"
	"rashomon/annotate/query"
	"rashomon/store"
	"rashomon/ui/screen"
	"rashomon/ui/theme"
)

func noon() time.Time { return time.Date(2031, 3, 12, 12, 0, 0, 0, time.UTC) }

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// shelf is a library of reports of one story: source|title|sentences.
func shelf(t testing.TB, reports ...string) *store.Store {
	t.Helper()
	lib, err := store.Open(filepath.Join(t.TempDir(), "library.db"), store.Options{Now: noon})
	must(t, err)
	t.Cleanup(func() { must(t, lib.Close()) })
	story := annotate.NewStory("The crane on quay four")
	var arrivals []annotate.Arrival
	for i, r := range reports {
		parts := strings.Split(r, "|")
		var b annotate.Body
		for _, s := range parts[2:] {
			b.Sentences = append(b.Sentences, annotate.Span{Start: len(b.Text), End: len(b.Text) + len(s)})
			b.Text += s + "\n\n"
		}
		a := annotate.Article{Source: parts[0], Title: parts[1], Date: fmt.Sprintf("2031-03-%02d", 10-i), Language: "en"}
		if i != 2 {
			a.Story = story.ID
		}
		arrivals = append(arrivals, annotate.Arrival{Article: annotate.NewArticle(a, b, noon()), Body: b})
	}
	_, err = lib.Add(arrivals, []annotate.Story{story}, "ana", "import")
	must(t, err)
	return lib
}

func reports() []string {
	return []string{
		"Harbour Post|A night on the quay|The crane fell at noon.|Nobody was hurt, a foreman said.|Two cranes stood there until Sunday, when the wind rose and one of them was seen to lean over the sheds, the rails, the boats and the road behind, " +
			"which the police had closed, and then the older crane gave way.|A crane is a tall thing.|The crane will be sold.",
		"Coast Radio|Crane falls|Rescue teams came.",
		"Wire Nine|Weather|It rained 😀 in Ørsund.",
	}
}

// driver is the screen without the program around it: what the root would do with the
// screen's requests is noted.
type driver struct {
	t             testing.TB
	lib           *store.Store
	screen        *Screen
	width, height int
	asked         []screen.Request // since the last key, but for work in the background
	answers       chan tea.Msg
}

func opened(t testing.TB, text string, width, height int, kept ...annotate.Search) *driver {
	t.Helper()
	lib := shelf(t, reports()...)
	keys := screen.NewKeys(annotate.DefaultScheme())
	o := Options{Searches: kept, Annotator: "ana", Look: func(ctx context.Context, q query.Query, progress func(float64)) (query.Found, error) {
		return query.Search(ctx, q, lib, 2, progress)
	}}
	d := &driver{t: t, lib: lib, screen: New(text, o, keys, screen.NewLabelling(keys, noon), theme.New(true, true)), width: width, height: height, answers: make(chan tea.Msg, 100)}
	d.screen.SetSize(width, height)
	d.carryOut(d.screen.Start())
	d.wait()
	return d
}

func (d *driver) carryOut(requests []screen.Request) {
	for _, r := range requests {
		if do, ok := r.(screen.Do); ok {
			go func() { d.answers <- do.Cmd() }()
			continue
		}
		d.asked = append(d.asked, r)
	}
}

// wait gives the screen what comes back until nothing is looked for.
func (d *driver) wait() {
	d.t.Helper()
	for d.screen.looking != nil {
		select {
		case msg := <-d.answers:
			d.carryOut(d.screen.Update(msg))
		case <-time.After(20 * time.Second):
			d.t.Fatal("the search does not end")
		}
	}
}

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

func (d *driver) text() string { return ansi.Strip(strings.Join(d.screen.View(), "\n")) }

// now is the first line beside the cursor.
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

func (d *driver) says(texts ...string) {
	d.t.Helper()
	shown := d.text() + "\n" + d.screen.Status()
	for _, text := range texts {
		if !strings.Contains(shown, text) {
			d.t.Fatalf("the screen does not say %q:\n%s", text, shown)
		}
	}
}

func TestFind(t *testing.T) {
	d := opened(t, "", 80, 24)
	if ask := request[screen.Ask](d); ask.Value != "" {
		t.Errorf("it begins with %q", ask.Value)
	}
	d.write("crane")
	d.says("Coast Radio · 2031-03-09 · Crane falls · The crane on quay four", "  1 The crane fell at noon.", "1 more passage (l)", "2 reports, 5 passages")
	if marks := strings.Count(strings.Join(d.screen.View(), ""), "crane\x1b"); marks < 3 {
		t.Errorf("%d words are marked", marks)
	}
	hit, _ := d.screen.here()
	first := hit.Article.ID
	d.keys("tab")
	if hit, _ := d.screen.here(); hit.Article.ID == first {
		t.Error("tab stays in the report")
	}
	d.keys("N")
	if hit, _ := d.screen.here(); hit.Article.ID != first {
		t.Error("N does not go back")
	}
	d.keys("enter")
	if r := request[screen.Read](d); r.Article != first {
		t.Errorf("enter opens %v", r)
	}
	d.keys("b")
	if r := request[screen.Beside](d); r.Base != first || r.Story == 0 {
		t.Errorf("b opens %v", r)
	}
	d.keys("/")
	if ask := request[screen.Ask](d); ask.Value != "crane" {
		t.Errorf("/ begins with %q", ask.Value)
	}
	d.write("rained")
	d.says("Wire Nine", "It rained 😀", "1 report, 1 passage")
	d.keys("b")
	if r := request[screen.Say](d); !strings.Contains(r.Text, "no story") {
		t.Errorf("b says %v", r)
	}
	d.keys("y")
	if r := request[screen.Copy](d); r.Text != "It rained 😀 in Ørsund.\nWire Nine, 2031-03-08, Weather" {
		t.Errorf("copied %q", r.Text)
	}
	d.keys("Q")
	if r := request[screen.Queue](d); r.Spec.Query != "rained" || r.Spec.Order != "" {
		t.Errorf("Q opens %v", r)
	}
	d.keys("esc")
	request[screen.Back](d)
}

func TestPassages(t *testing.T) {
	d := opened(t, "crane source:harbour", 80, 24)
	d.says("1 more passage")
	d.keys("g l j j j")
	if now := d.now(); !strings.Contains(now, "5 The crane will be sold") {
		t.Errorf("the cursor is on %q", now)
	}
	d.screen.SetSize(44, 24)
	d.says("3 Two cranes stood", "the sheds, the …")
	d.screen.SetSize(80, 24)
	d.keys("h G")
	d.says("1 more passage")
	d.keys("enter")
	if r := request[screen.Read](d); r.Sentence < 2 {
		t.Errorf("opens %v", r)
	}
	d = opened(t, "title:weather", 80, 24)
	d.keys("enter")
	if r := request[screen.Read](d); r.Sentence != -1 {
		t.Errorf("a title opens %v", r)
	}
	d = opened(t, "date:2031", 80, 24)
	d.says("3 reports, the best 2 shown")
	d = opened(t, "zeppelin", 80, 24)
	d.says("nothing is found")
	d.keys("enter j l tab")
}

func TestWrongQuery(t *testing.T) {
	d := opened(t, "crane speeker:karimi", 80, 24)
	d.says(" crane speeker:karimi\n       ^", "there is no field \"speeker\"", "write speaker:")
	d.keys("w")
	request[screen.Say](d)
	d.keys("Q")
	request[screen.Say](d)
	d.keys("/")
	ask := request[screen.Ask](d)
	d.asked = nil
	d.carryOut(ask.Typing("source:"))
	if r := request[screen.Say](d); !strings.Contains(r.Text, "nothing stands after source:") {
		t.Errorf("says %v", r)
	}
	d.carryOut(ask.Typing("crane"))
	d.wait()
	d.says("5 passages")
	d.carryOut(ask.Cancelled())
	d.says("there is no field")
}

func TestKeptSearches(t *testing.T) {
	d := opened(t, "rained", 80, 24)
	d.keys("w")
	d.write("  wet   days ")
	made := request[screen.Make](d).Change
	_, err := d.lib.Apply(made)
	must(t, err)
	kept, err := d.lib.Searches()
	must(t, err)
	if len(kept) != 1 || kept[0] != (annotate.Search{Name: "wet days", Query: "rained"}) {
		t.Fatalf("kept %v", kept)
	}
	d.keys("/")
	d.write("")
	d.says("wet days  rained", "1 kept search")
	d.keys("enter")
	d.says("It rained")
	d.keys("w")
	if ask := request[screen.Ask](d); ask.Value != "wet days" {
		t.Errorf("w begins with %q", ask.Value)
	}
	d.write("wet days")
	request[screen.Say](d)
	d.keys("/")
	d.write("crane")
	d.keys("w")
	d.write("wet days")
	if e := request[screen.Make](d).Change.Edits[0].Search; e.Before.Query != "rained" || e.After.Query != "crane" {
		t.Errorf("replaced %v", e)
	}
	d.keys("/")
	d.write("")
	d.keys("D")
	gone := request[screen.Make](d).Change
	if strings.Contains(d.text(), "wet days") {
		t.Error("it is still there")
	}
	d.carryOut(d.screen.Update(screen.Edited{Edits: gone.Inverse(), Show: true}))
	d.says("wet days  crane")
}

func TestGivingUp(t *testing.T) {
	d := opened(t, "crane", 80, 24)
	began := make(chan bool)
	d.screen.o.Look = func(ctx context.Context, _ query.Query, progress func(float64)) (query.Found, error) {
		progress(0.5)
		close(began)
		<-ctx.Done()
		return query.Found{}, ctx.Err()
	}
	d.carryOut(d.screen.look("rain", 0))
	<-began
	d.screen.looking.since = noon().Add(-time.Second)
	d.says("searching … 50 %", "The crane fell")
	d.keys("esc")
	request[screen.Say](d)
	d.says("The crane fell")
	d.keys("esc")
	request[screen.Back](d)
}

// TestSizes presses keys at random in screens of every size.
func TestSizes(t *testing.T) {
	for i, glyphs := range []theme.Theme{theme.New(true, true), theme.New(false, false).Plain()} {
		random := rand.New(rand.NewPCG(1, uint64(i)))
		for _, text := range []string{"crane OR rained", "date:2031", "zeppelin", "", "cráne 😀 speeker:x \x1b[31m"} {
			d := opened(t, text, 20, 6, annotate.Search{Name: "a \x1b[31mname", Query: "rain 😀😀😀😀😀😀😀😀😀😀😀😀"}, annotate.Search{Name: "b", Query: "crane"})
			d.screen.SetTheme(glyphs)
			all := strings.Fields("j k g G tab n N l h ctrl+d ctrl+u space pgup enter b y Q w")
			for range 150 {
				d.width, d.height = 8+random.IntN(100), 2+random.IntN(30)
				d.screen.SetSize(d.width, d.height)
				d.keys(all[random.IntN(len(all))])
				d.carryOut(d.screen.Update(screen.Click{X: 3, Y: random.IntN(d.height)}))
				d.carryOut(d.screen.Update(screen.Wheel{X: 3, Y: 1, Lines: random.IntN(9) - 4}))
				d.wait()
				lines := d.screen.View()
				if len(lines) > d.height {
					t.Fatalf("%d lines in %d", len(lines), d.height)
				}
				for _, l := range lines {
					if ansi.StringWidth(l) > d.width || strings.Contains(l, "\x1b[31mname") {
						t.Fatalf("%q is wider than %d", l, d.width)
					}
				}
			}
		}
	}
}
