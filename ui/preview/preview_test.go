package preview

import (
	"bytes"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"rashomon/annotate"
	"rashomon/compare"
	"rashomon/ingest"
	"rashomon/internal/sample"
	"rashomon/ui/screen"
	"rashomon/ui/theme"
)

func noon() time.Time { return time.Date(2031, 3, 12, 12, 0, 0, 0, time.UTC) }

// failer is what tests and property checks have in common.
type failer interface {
	Helper()
	Fatalf(format string, args ...any)
}

// driver is the root's part: it runs what the screen asks for in the background, and keeps
// what else it asks for.
type driver struct {
	t        failer
	s        *Screen
	answers  chan tea.Msg
	requests []screen.Request
}

func start(t failer, readings []*annotate.Reading, story annotate.Story, cache *compare.Cache, width, height int) *driver {
	t.Helper()
	keys := screen.NewKeys(annotate.DefaultScheme())
	d := &driver{t: t, answers: make(chan tea.Msg, 100)}
	d.s = New(screen.NewComparing(readings, nil, cache), story, keys, noon, theme.New(true, true))
	d.s.SetSize(width, height)
	d.take(d.s.Start())
	d.settle()
	return d
}

func (d *driver) take(requests []screen.Request) {
	for _, r := range requests {
		if do, ok := r.(screen.Do); ok {
			go func() { d.answers <- do.Cmd() }()
			continue
		}
		d.requests = append(d.requests, r)
	}
}

func (d *driver) send(msg tea.Msg) { d.take(d.s.Update(msg)) }

// settle waits until the brief is as it should be.
func (d *driver) settle() {
	d.t.Helper()
	for d.s.progress() != "" && d.s.err == nil && d.s.comparing.Err == nil {
		select {
		case msg := <-d.answers:
			d.send(msg)
		case <-time.After(20 * time.Second):
			d.t.Fatalf("no answer: %s", d.s.progress())
		}
	}
}

// keys presses keys, and gives what was asked for.
func (d *driver) keys(names ...string) []screen.Request {
	d.requests = nil
	for _, name := range names {
		d.send(screen.Press(name))
	}
	d.settle()
	return d.requests
}

// one is the one request of a type that the keys lead to.
func one[T screen.Request](d *driver, names ...string) (out T) {
	d.t.Helper()
	found := 0
	for _, r := range d.keys(names...) {
		if x, ok := r.(T); ok {
			out = x
			found++
		}
	}
	if found != 1 {
		d.t.Fatalf("%v: %d times %T in %v", names, found, out, d.requests)
	}
	return out
}

// text is the brief that is shown, as Markdown.
func (d *driver) text() string { return d.s.shown.Reading.Body.Text }

// goTo puts the cursor on the first line that begins so.
func (d *driver) goTo(words string) {
	d.t.Helper()
	for n := range d.s.shown.lines {
		if strings.HasPrefix(d.s.shown.text(n), words) {
			d.s.shown.Pane.SetCursor(n)
			return
		}
	}
	d.t.Fatalf("no line begins with %q in\n%s", words, d.text())
}

// reading is a report of sentences, each a paragraph.
func reading(source string, sentences ...string) *annotate.Reading {
	var b annotate.Body
	for i, s := range sentences {
		if i > 0 {
			b.Text += "\n\n"
		}
		b.Sentences = append(b.Sentences, annotate.Span{Start: len(b.Text), End: len(b.Text) + len(s)})
		b.Text += s
	}
	a := annotate.NewArticle(annotate.Article{Source: source, Title: source, Date: "2031-04-02"}, b, noon())
	return annotate.NewReading(a, b, annotate.DefaultScheme(), "ana", nil)
}

// crane is two reports that agree on much and not on a number.
func crane() []*annotate.Reading {
	return []*annotate.Reading{
		reading("Harbour Post", "The old harbour crane of Steenhaven fell into the bay at noon on Sunday.", "Six dock workers were injured, the harbour office said.", "Divers found the hook on Monday."),
		reading("Coast Radio", "The old harbour crane of Steenhaven fell into the bay at noon on Sunday.", "Two dock workers were injured, the harbour office said.", "A choir sang on the quay."),
	}
}

func sampleReadings(t testing.TB) (out []*annotate.Reading) {
	t.Helper()
	names, err := fs.Glob(sample.Files(), "*")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		f, err := sample.Files().Open(name)
		if err != nil {
			t.Fatal(err)
		}
		format, err := ingest.FormatOf(name)
		if err != nil {
			t.Fatal(err)
		}
		a, _, err := ingest.Read(f, name, format, noon())
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, annotate.NewReading(a.Article, a.Body, annotate.DefaultScheme(), "ana", nil))
	}
	return out
}

var theCrane = annotate.NewStory("The crane of Steenhaven")

func TestLinesOpenTheirSentences(t *testing.T) {
	readings := crane()
	d := start(t, readings, theCrane, compare.NewCache(2), 80, 24)
	opened := 0
	for n, l := range d.s.shown.lines {
		d.s.shown.Pane.SetCursor(n)
		if len(d.s.shown.opens(n)) == 0 {
			if said := one[screen.Say](d, "enter"); !strings.Contains(said.Text, "names no sentence") {
				t.Errorf("%q: %v", d.s.shown.text(n), said)
			}
			continue
		}
		opened++
		b := one[screen.Beside](d, "enter")
		first := fmt.Sprintf("%s %d", screen.ReportName(slices.IndexFunc(readings, func(r *annotate.Reading) bool { return r.Article.ID == b.Base })), b.Sentence+1)
		if b.Story != theCrane.ID || b.Articles != nil || l.heading == 0 && !strings.Contains(d.s.shown.text(n), first) {
			t.Errorf("%q opens %s", d.s.shown.text(n), first)
		}
		if !strings.Contains(d.s.Status(), "opens "+first) {
			t.Errorf("%q: %s", d.s.shown.text(n), d.s.Status())
		}
	}
	if opened < 4 {
		t.Errorf("%d lines name a sentence in\n%s", opened, d.text())
	}
}

func TestReportsOfNoStory(t *testing.T) {
	readings := crane()
	d := start(t, readings, annotate.Story{}, compare.NewCache(2), 80, 24)
	for n, l := range d.s.shown.lines {
		if len(l.refs) > 0 {
			d.s.shown.Pane.SetCursor(n)
			break
		}
	}
	ids := []annotate.ID{readings[0].Article.ID, readings[1].Article.ID}
	if b := one[screen.Beside](d, "enter"); b.Story != 0 || !slices.Equal(b.Articles, ids) {
		t.Errorf("asks for %+v", b)
	}
	if name := one[screen.Ask](d, "w").Value; name != "brief.md" {
		t.Errorf("writes to %q", name)
	}
	for _, c := range []struct {
		ask  screen.Request
		mine bool
	}{
		{screen.Brief{Articles: ids}, true},
		{screen.Brief{Articles: []annotate.ID{ids[1], ids[0]}}, true},
		{screen.Brief{Articles: ids[:1]}, false},
		{screen.Brief{Story: theCrane.ID}, false},
		{screen.Brief{}, false},
		{screen.Beside{Articles: ids}, false},
	} {
		if got := d.s.Take(c.ask); got != c.mine {
			t.Errorf("%+v: %v", c.ask, got)
		}
	}
}

func TestHeadings(t *testing.T) {
	d := start(t, crane(), theCrane, compare.NewCache(2), 80, 12)
	heads := 0
	for _, l := range d.s.shown.lines {
		if l.heading > 0 {
			heads++
		}
	}
	seen := 1
	for last := d.s.shown.Pane.Cursor(); ; last = d.s.shown.Pane.Cursor() {
		d.keys("]d")
		n := d.s.shown.Pane.Cursor()
		if n == last {
			break
		}
		if seen++; d.s.shown.lines[n].heading == 0 || seen > heads {
			t.Fatalf("%q is no heading, or seen before", d.s.shown.text(n))
		}
	}
	if seen != heads || heads < 3 {
		t.Errorf("%d of %d headings", seen, heads)
	}
	one[screen.Say](d, "]d")
	d.keys(slices.Repeat([]string{"[d"}, heads-1)...)
	if d.s.shown.Pane.Cursor() != 0 {
		t.Errorf("at %q", d.s.shown.text(d.s.shown.Pane.Cursor()))
	}
	one[screen.Say](d, "[d")
}

func TestSearch(t *testing.T) {
	d := start(t, crane(), theCrane, compare.NewCache(2), 80, 12)
	ask := one[screen.Ask](d, "/")
	ask.Typing("DOCK WORK")
	d.take(ask.Done("DOCK WORK"))
	hits := strings.Count(d.text(), "dock work")
	if said, ok := d.requests[len(d.requests)-1].(screen.Say); !ok || said.Text != fmt.Sprintf("hit 1 of %d", hits) {
		t.Fatalf("%v, want %d hits", d.requests, hits)
	}
	if !strings.Contains(d.s.shown.text(d.s.shown.Pane.Cursor()), "dock work") {
		t.Error("the cursor is not at the hit")
	}
	if said := one[screen.Say](d, "N"); said.Text != fmt.Sprintf("hit %d of %d", hits, hits) {
		t.Error(said)
	}
	d.keys("esc")
	if d.s.shown.Searching() {
		t.Error("esc leaves the hits")
	}
	one[screen.Back](d, "esc")
	ask = one[screen.Ask](d, "/")
	ask.Typing("zeppelin")
	d.take(ask.Done("zeppelin"))
	if said := d.requests[len(d.requests)-1].(screen.Say); said.Text != `"zeppelin" is not in this brief` {
		t.Error(said)
	}
}

func TestWriting(t *testing.T) {
	d := start(t, crane(), theCrane, compare.NewCache(2), 80, 24)
	write := func(name string) (screen.Write, string) {
		t.Helper()
		d.requests = nil
		d.take(one[screen.Ask](d, "w").Done(name))
		w, ok := d.requests[len(d.requests)-1].(screen.Write)
		if !ok {
			t.Fatalf("%v", d.requests)
		}
		var b bytes.Buffer
		if err := w.To(&b); err != nil {
			t.Fatal(err)
		}
		return w, b.String()
	}
	for i, f := range []struct{ name, begins string }{{"the-crane-of-steenhaven.md", "# "}, {"the-crane-of-steenhaven.html", "<!"}, {"the-crane-of-steenhaven.json", "{"}} {
		if i > 0 {
			d.keys("o")
		}
		if got := one[screen.Ask](d, "w").Value; got != f.name || !strings.Contains(d.s.Status(), f.name) {
			t.Errorf("writes to %q; %s", got, d.s.Status())
		}
		w, text := write(f.name)
		if w.Name != f.name || !strings.HasPrefix(strings.TrimSpace(text), f.begins) {
			t.Errorf("%s: %.40q", w.Name, text)
		}
	}
	if _, text := write("~/else.HTM"); !strings.HasPrefix(text, "<!") || d.s.format != html {
		t.Errorf("a name that ends in HTM gives %.40q", text)
	}
	if got := one[screen.Ask](d, "w").Value; got != "~/else.HTM" {
		t.Errorf("offers %q, not what was typed", got)
	}
	d.keys("o")
	if got := one[screen.Ask](d, "w").Value; got != "~/else.json" {
		t.Errorf("offers %q for JSON", got)
	}
	if w, text := write("else"); w.Name != "else" || !strings.HasPrefix(text, "{") {
		t.Errorf("%s: %.40q", w.Name, text)
	}
	d.take(one[screen.Ask](d, "w").Done(" "))
	if _, ok := d.requests[len(d.requests)-1].(screen.Say); !ok {
		t.Errorf("no name: %v", d.requests)
	}
	if c := one[screen.Copy](d, "y"); c.Text != d.text() {
		t.Errorf("copies %.40q", c.Text)
	}
}

// TestNoBriefUnderAForeignEnding: what is no Markdown, HTML or JSON is not written as if it were.
func TestNoBriefUnderAForeignEnding(t *testing.T) {
	d := start(t, crane(), theCrane, compare.NewCache(2), 80, 24)
	for _, name := range []string{"out/crane.docx", "crane.PDF", "crane.\x1b[2J", "crane."} {
		d.requests = nil
		d.take(one[screen.Ask](d, "w").Done(name))
		for _, r := range d.requests {
			said, ok := r.(screen.Say)
			switch {
			case !ok:
				if _, ok = r.(screen.Ask); !ok {
					t.Errorf("%s asks for %T", name, r)
				}
			case !strings.Contains(said.Text, ".md, .html or .json") || strings.ContainsFunc(said.Text, unicode.IsControl):
				t.Errorf("%s: %q", name, said.Text)
			}
		}
	}
	d.take(one[screen.Ask](d, "w").Done("out/crane.docx"))
	if got := one[screen.Ask](d, "w").Value; got != "out/crane.md" || !strings.Contains(d.s.Status(), "Markdown to out/crane.md") {
		t.Errorf("offers %q; %s", got, d.s.Status())
	}
}

func TestFileNames(t *testing.T) {
	for title, want := range map[string]string{
		"The storm gate of Port Vessany": "the-storm-gate-of-port-vessany.md",
		"../../etc/passwd":               "etc-passwd.md",
		"~/.bashrc":                      "bashrc.md",
		`C:\Windows\x`:                   "c-windows-x.md",
		"":                               "brief.md",
		" \x1b[2J\u202e ":                "2j.md",
		"...":                            "brief.md",
		"CON":                            "con-brief.md",
		"Überschwemmung in São Tomé":     "überschwemmung-in-são-tomé.md",
		"港の夜":                            "港の夜.md",
	} {
		if got := fileName(title, markdown); got != want {
			t.Errorf("fileName(%q) = %q, want %q", title, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		title := rapid.String().Draw(t, "title")
		name := fileName(title, format(rapid.IntRange(0, int(formats)-1).Draw(t, "format")))
		stem := strings.TrimSuffix(name, filepath.Ext(name))
		bad := func(r rune) bool { return r != '-' && !unicode.In(r, unicode.L, unicode.N, unicode.M) }
		if !filepath.IsLocal(name) || stem == "" || strings.ContainsFunc(stem, bad) || strings.HasPrefix(stem, "-") || len(name) > 255 || reserved(stem) {
			t.Fatalf("%q makes %q", title, name)
		}
	})
}

func TestLabelsChangeTheBrief(t *testing.T) {
	readings := crane()
	d := start(t, readings, theCrane, compare.NewCache(2), 80, 12)
	d.goTo("## ")
	d.keys("]d", "j")
	here := d.s.shown.text(d.s.shown.Pane.Cursor())
	before := d.text()
	change, ok := readings[1].SetNote(annotate.OnSentence(2), "ask the choir master", noon())
	if !ok {
		t.Fatal("no change")
	}
	d.send(screen.Edited{Edits: change.Edits})
	d.send(screen.Edited{Edits: change.Inverse()})
	d.send(screen.Edited{Edits: change.Edits})
	d.settle()
	if !strings.Contains(d.text(), "ask the choir master") {
		t.Errorf("the note is not in\n%s", d.text())
	}
	if now := d.s.shown.text(d.s.shown.Pane.Cursor()); now != here {
		t.Errorf("at %q, was at %q", now, here)
	}
	d.send(screen.Edited{Edits: change.Inverse()})
	d.settle()
	if d.text() != before {
		t.Errorf("taken back, and now\n%s\nwas\n%s", d.text(), before)
	}
	other := annotate.NewStory("Another")
	other.ID = theCrane.ID
	d.send(screen.Edited{Edits: []annotate.Edit{{Story: &annotate.Replaced[annotate.Story]{Before: &theCrane, After: &other}}}})
	d.settle()
	if !strings.Contains(d.text(), "Another") || d.s.Title() != "brief · Another" {
		t.Errorf("%s: %.60s", d.s.Title(), d.text())
	}
}

func TestRulingsChangeTheBrief(t *testing.T) {
	readings := crane()
	d := start(t, readings, theCrane, compare.NewCache(2), 80, 24)
	found := d.s.comparing.Found.Conflicts
	if len(found) == 0 {
		t.Fatal("no conflict")
	}
	before := d.text()
	place := func(r compare.Ref, span annotate.Span) annotate.Place {
		x := readings[r.Report]
		return annotate.PlaceOf(x.Article, x.Body, r.Sentence, span)
	}
	c := found[0]
	ruling := annotate.NewRuling(annotate.OnConflict, false, c.About, "", "ana", noon(), place(c.A, annotate.Span(c.ASpan)), place(c.B, annotate.Span(c.BSpan)))
	d.send(screen.Edited{Edits: []annotate.Edit{{Ruling: &annotate.Replaced[annotate.Ruling]{After: &ruling}}}})
	d.settle()
	if d.text() == before || len(d.s.comparing.Found.Conflicts) != len(found)-1 {
		t.Errorf("a conflict was dismissed, and the brief is as it was:\n%s", d.text())
	}
}

func TestSuggestions(t *testing.T) {
	readings := []*annotate.Reading{
		reading("Harbour Post", "“The rope was rotten for years,” foreman Ada Brill said.", "The crane fell."),
		reading("Coast Radio", "The crane fell.", "Nobody had checked it, the union claimed."),
	}
	d := start(t, readings, theCrane, compare.NewCache(2), 80, 24)
	with := d.text()
	d.keys("s")
	if d.text() == with || !strings.Contains(d.s.Status(), "no suggestions") {
		t.Errorf("%s\n%s", d.s.Status(), d.text())
	}
	d.keys("s")
	if d.text() != with {
		t.Error("twice s is not what it was")
	}
}

// TestBeforeThereIsABrief presses every key while the reports are being compared.
func TestBeforeThereIsABrief(t *testing.T) {
	keys := screen.NewKeys(annotate.DefaultScheme())
	s := New(screen.NewComparing(crane(), nil, compare.NewCache(1)), theCrane, keys, noon, theme.New(true, true))
	s.Start()
	s.SetSize(30, 4)
	for _, p := range []screen.Press{"j", "k", "g", "G", "space", "pgup", "ctrl+d", "enter", "w", "y", "/", "n", "N", "]d", "[d", "o", "s", "?", "u", "]u"} {
		for _, r := range s.Update(p) {
			switch r := r.(type) {
			case screen.Say, screen.Undo:
			default:
				t.Errorf("%s asks for %T", p, r)
			}
		}
		if got := ansi.Strip(strings.Join(s.View(), "\n")); !strings.Contains(got, "comparing") {
			t.Fatalf("%q", got)
		}
	}
	s.Update(screen.Click{X: 1, Y: 1})
	s.Update(screen.Wheel{Lines: 3})
	s.Close()
}

var theKeys = []string{"j", "k", "g", "G", "space", "pgup", "pgdown", "ctrl+d", "ctrl+u", "enter", "w", "y", "o", "n", "N", "]d", "[d", "]u", "[u", "esc", "u", "f", "down", "up", "home", "end"}

var hostile = []string{
	"A [link](http://x.example) and \x1b[31mred\x1b]0;owned\x07 \u202eturned\u2066 text.",
	"# No heading | no | table",
	"| a | b |\n|---|---|\n| A 1 | B 2 |",
	"<script>alert(1)</script> <!-- gone --> &amp; *stars* _under_ `code` ```",
	strings.Repeat("long ", 80) + strings.Repeat("x", 200) + ".",
	"港の夜は静かだった。👩\u200d👩\u200d👧 " + strings.Repeat("字", 90),
	"A 1, B 2, Z 99, A 99999999999999999999, B1 1.",
	"---",
	"1. one\n2. two",
	"> quoted\n> lines",
	"\xff\xfe\u009b2J e\u0301\u0301\u0301",
}

// TestAnyKeyAtAnySize presses keys on briefs of hostile reports in windows of any size: every
// line keeps to the width, nothing disturbs the terminal, and the cursor is in sight.
func TestAnyKeyAtAnySize(t *testing.T) {
	cache := compare.NewCache(64)
	rapid.Check(t, func(t *rapid.T) {
		sentence := rapid.OneOf(rapid.SampledFrom(hostile), rapid.SampledFrom([]string{"Six people were hurt at the gate.", "Two people were hurt at the gate.", "The gate broke."}))
		var readings []*annotate.Reading
		for i := range rapid.IntRange(1, 3).Draw(t, "reports") {
			readings = append(readings, reading(fmt.Sprint("Paper ", i, "\x1b[2J"), rapid.SliceOfN(sentence, 1, 5).Draw(t, "sentences")...))
		}
		size := rapid.IntRange(1, 130)
		d := start(t, readings, annotate.NewStory(rapid.SampledFrom(hostile).Draw(t, "title")), cache, size.Draw(t, "width"), size.Draw(t, "height"))
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			switch rapid.IntRange(0, 9).Draw(t, "what") {
			case 0:
				d.s.SetSize(size.Draw(t, "width"), rapid.IntRange(1, 40).Draw(t, "height"))
			case 1:
				d.send(screen.Wheel{Lines: rapid.IntRange(-5, 5).Draw(t, "lines")})
			case 2:
				d.send(screen.Click{X: rapid.IntRange(0, 100).Draw(t, "x"), Y: rapid.IntRange(0, 40).Draw(t, "y")})
			case 3:
				d.s.SetTheme(theme.New(rapid.Bool().Draw(t, "dark"), rapid.Bool().Draw(t, "colour")))
			default:
				d.keys(rapid.SampledFrom(theKeys).Draw(t, "key"))
			}
			sound(t, d.s)
		}
	})
}

// sound says what must hold of every frame.
func sound(t *rapid.T, s *Screen) {
	lines := s.View()
	if len(lines) > s.height {
		t.Fatalf("%d lines in %d", len(lines), s.height)
	}
	cursor := false
	for _, l := range lines {
		if ansi.StringWidth(l) > s.width {
			t.Fatalf("%d columns in %d: %q", ansi.StringWidth(l), s.width, l)
		}
		plain := ansi.Strip(l)
		cursor = cursor || strings.HasPrefix(plain, s.theme.Glyphs.Cursor)
		for _, r := range plain {
			if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
				t.Fatalf("%U in %q", r, l)
			}
		}
	}
	if !cursor {
		t.Fatalf("no cursor at %dx%d in\n%s", s.width, s.height, ansi.Strip(strings.Join(lines, "\n")))
	}
	if status := s.Status() + s.Title(); strings.ContainsFunc(status, unicode.IsControl) {
		t.Fatalf("%q", status)
	}
}

// TestLineByLine goes through a brief in a small window with j and back with k: every line
// of every frame on the way is seen, and the cursor never goes back.
func TestLineByLine(t *testing.T) {
	for _, size := range [][2]int{{18, 4}, {40, 6}, {88, 3}, {30, 1}} {
		d := start(t, sampleReadings(t), annotate.NewStory(sample.Story), compare.NewCache(1), size[0], size[1])
		var down, up []string
		for step, seen := range map[string]*[]string{"j": &down, "k": &up} {
			d.keys(map[string]string{"j": "g", "k": "G"}[step])
			for same := 0; same < 2; {
				before, at := fmt.Sprint(d.s.View()), d.s.shown.Pane.Cursor()
				for _, l := range d.s.View() {
					if text := strings.TrimSpace(strings.TrimPrefix(ansi.Strip(l), "▌")); !slices.Contains(*seen, text) {
						*seen = append(*seen, text)
					}
				}
				d.keys(step)
				if now := d.s.shown.Pane.Cursor(); step == "j" && now < at || step == "k" && now > at {
					t.Fatalf("%v: %s goes from line %d to %d", size, step, at, now)
				}
				if same++; fmt.Sprint(d.s.View()) != before {
					same = 0
				}
			}
		}
		d.s.SetSize(size[0], 100000)
		for _, l := range d.s.View() {
			text := strings.TrimSpace(strings.TrimPrefix(ansi.Strip(l), "▌"))
			if text != "" && (!slices.Contains(down, text) || !slices.Contains(up, text)) {
				t.Errorf("%v: %q is not seen on the way down (%v) or up (%v)", size, text, slices.Contains(down, text), slices.Contains(up, text))
			}
		}
	}
}

// BenchmarkKey is a key press and the frame after it, in a brief of 50 reports.
func BenchmarkKey(b *testing.B) {
	var readings []*annotate.Reading
	for i := range 50 {
		var sentences []string
		for n := range 40 {
			sentences = append(sentences, fmt.Sprintf("Reporter %d saw the %dth wave cross the eastern wall of harbour %d before the pumps failed.", i, n, (i*7+n)%90))
		}
		readings = append(readings, reading(fmt.Sprint("Paper ", i), sentences...))
	}
	d := &driver{t: b, answers: make(chan tea.Msg, 100)}
	d.s = New(screen.NewComparing(readings, nil, compare.NewCache(1)), theCrane, screen.NewKeys(annotate.DefaultScheme()), noon, theme.New(true, true))
	d.s.SetSize(120, 40)
	d.s.comparing.Found = &compare.Comparison{}
	d.take(d.s.make())
	d.settle()
	b.ReportAllocs()
	b.ResetTimer()
	for i := range b.N {
		d.s.Update(screen.Press([]string{"j", "j", "ctrl+d", "k"}[i%4]))
		d.s.View()
	}
}

// BenchmarkBrief is making the brief of the sample story and reading its lines.
func BenchmarkBrief(b *testing.B) {
	d := start(b, sampleReadings(b), annotate.NewStory(sample.Story), compare.NewCache(1), 120, 40)
	b.ReportAllocs()
	for b.Loop() {
		for _, r := range d.s.make() {
			d.s.Update(r.(screen.Do).Cmd())
		}
	}
}
