package ui_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"unicode"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"rashomon/annotate"
	"rashomon/ingest"
	"rashomon/store"
)

// hostile is text that no import lets through: escapes, C1 controls, direction overrides.
const hostile = "a\x1b]0;owned\x07b\x1b[2Jc\u009b31md\u202eesrever\u202c\u2066e\x00\x7f\u0085f"

// hostileArrivals are articles past what ingest would clean, and large and empty ones.
func hostileArrivals(story annotate.ID) []annotate.Arrival {
	var long []string
	for i := range 500 {
		long = append(long, fmt.Sprintf("The gauge at Capstan Street read %d millimetres at the %dth reading of the night.", 2000+i, i+1))
	}
	const page = "---\ntitle: Tables and lists\nsource: Tabular\n---\n\n# Heading\n\n| a | b |\n|---|---|\n| one of these is long enough to wrap | 2 |\n\n> A quote. And more.\n\n- one *item*\n  - [below](https://saltline.example)\n\n```\ncode  stays\n```\n\n![](x.png)\n"
	markdown, _, err := ingest.Read(strings.NewReader(page), "page.md", annotate.Markdown, noon())
	must(err)
	markdown.Article.Story = story
	return []annotate.Arrival{
		arrival(annotate.Article{Title: hostile, Source: hostile, Date: hostile, Author: hostile, Place: hostile, Story: story},
			hostile, "港の新聞が書いた、水門は開いたまま。", "e"+strings.Repeat("\u0301", 60)+" and on", "👩‍👩‍👧‍👦🇳🇱👍🏽 stood\tby the gate", strings.Repeat("x", 400), "שלום עולם and مرحبا"),
		arrival(annotate.Article{Title: hostile, Source: "Hostile Markdown", Format: annotate.Markdown, Story: story}, hostile, "&#27;[2J &#7; *so*", "[x](javascript:\x1b[2J)"),
		arrival(annotate.Article{Title: "Five hundred", Source: "Gauge", Date: "2031-03-10", Story: story}, long...),
		arrival(annotate.Article{Title: "", Source: "", Story: story}, "No title, no source."),
		arrival(annotate.Article{Title: "Nothing to label", Source: "Void"}),
		markdown,
	}
}

// hostileLibrary is the file of a library with the sample story, hostile articles, and
// hostile words said of them.
var hostileLibrary = sync.OnceValue(func() []byte {
	return libraryFile(func(s *store.Store) {
		must(addSample(s))
		story := annotate.NewStory("A " + hostile + " story")
		arrivals := hostileArrivals(story.ID)
		_, err := s.Add(arrivals, []annotate.Story{story}, annotator, "import")
		must(err)
		for i, n := range []int{0, 1} {
			a := arrivals[i]
			x := annotate.NewAnnotation(a.Article, a.Body, annotate.OnSentence(n), "default", annotator)
			x.Labels, x.Speaker, x.Note, x.Created, x.Updated = []string{"fact", hostile}, hostile, hostile+"\n"+hostile, noon(), noon()
			_, err := s.Apply(annotate.Change{At: noon(), By: annotator, What: hostile, Edits: []annotate.Edit{{Annotation: &annotate.Replaced[annotate.Annotation]{After: &x}}}})
			must(err)
		}
	})
})

// openCopy is a library of its own for one check of a property.
func openCopy(rt *rapid.T, dir string, file []byte) *store.Store {
	path := filepath.Join(dir, "library.db")
	check(rt, os.WriteFile(path, file, 0o600))
	s, err := store.Open(path, store.Options{Now: noon})
	check(rt, err)
	return s
}

var (
	sgr     = regexp.MustCompile(`\x1b\[[0-9;:]*m`)
	current = regexp.MustCompile(`sentence \d+ of \d+`)
	barred  = regexp.MustCompile(`\x1b\[([0-9;:]*;)?1(;[0-9;:]*)?m▌`) // the bar of a focused cursor is bold
)

// clean fails if text holds anything that acts on a terminal or turns its direction.
func clean(t failer, what, text string) {
	t.Helper()
	for _, r := range text {
		if ' ' <= r && r < 0x7f {
			continue
		}
		if unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp) && r != 0x200c && r != 0x200d {
			t.Fatalf("%s holds %U: %q", what, r, text)
		}
	}
}

// sound fails if the frame is larger than the screen, holds what is not text or colour, or
// does not show where the cursor is. It gives back the title of the window.
func (d *driver) sound() (title string) {
	d.t.Helper()
	v := d.model.View()
	clean(d.t, "the title of the window", v.WindowTitle)
	lines := strings.Split(v.Content, "\n")
	if len(lines) > d.height {
		d.t.Fatalf("%d lines on a screen of %d", len(lines), d.height)
	}
	for i, l := range lines {
		if w := ansi.StringWidth(l); w > d.width {
			d.t.Fatalf("line %d is %d columns wide on a screen of %d: %q", i, w, d.width, l)
		}
		clean(d.t, "a line", uncoloured(l))
	}
	if d.width < 40 || d.height < 10 {
		return v.WindowTitle
	}
	status, footer := ansi.Strip(lines[len(lines)-2]), ansi.Strip(lines[len(lines)-1])
	if strings.Contains(footer, "any other key") || strings.Contains(footer, "esc cancel") {
		return v.WindowTitle // what is over the text hides it
	}
	if current.MatchString(status) && !barred.MatchString(strings.Join(lines[1:len(lines)-2], "\n")) {
		d.t.Fatalf("the current sentence is not in sight:\n%s", d.frame().Text())
	}
	return v.WindowTitle
}

// uncoloured is a line without its colours.
func uncoloured(line string) string {
	if !strings.Contains(line, "\x1b") {
		return line
	}
	return sgr.ReplaceAllString(line, "")
}

var anyKey = rapid.SampledFrom(strings.Fields(`
	j k g G h l n N f q c 1 2 3 4 s m x a y u . o b t r D z e v / ? : ] [ ]d d c
	p = - ! C M B w S + A e i t o =
	space enter enter enter esc esc tab shift+tab up down left right home end pgup pgdown
	ctrl+d ctrl+u ctrl+r ctrl+p ctrl+n ctrl+l ctrl+z ctrl+c ctrl+a ctrl+w ctrl+k ctrl+q alt+1 alt+2 alt+5 alt+9 alt+m alt+x
	backspace delete f1 shift+up é ü 港 👍 y y 0 9 ~`))

// act does one thing that a hand could do.
func (d *driver) act(rt *rapid.T) {
	switch rapid.IntRange(0, 19).Draw(rt, "act") {
	case 0:
		size := tea.WindowSizeMsg{Width: rapid.IntRange(1, 300).Draw(rt, "width"), Height: rapid.IntRange(1, 100).Draw(rt, "height")}
		d.send(size)
	case 1, 2:
		d.send(tea.MouseClickMsg{X: rapid.IntRange(0, d.width).Draw(rt, "x"), Y: rapid.IntRange(0, d.height).Draw(rt, "y"), Button: tea.MouseLeft})
	case 3:
		b := rapid.SampledFrom([]tea.MouseButton{tea.MouseWheelUp, tea.MouseWheelDown, tea.MouseWheelLeft}).Draw(rt, "wheel")
		d.send(tea.MouseWheelMsg{X: rapid.IntRange(0, d.width).Draw(rt, "x"), Y: rapid.IntRange(0, d.height).Draw(rt, "y"), Button: b})
	case 4:
		d.send(tea.PasteMsg{Content: rapid.SampledFrom([]string{hostile, "gate\r\nthe", "", strings.Repeat("long ", 200), "港"}).Draw(rt, "paste")})
	default:
		d.send(press(anyKey.Draw(rt, "key")))
	}
}

// land lets some of what is under way land, in any order, or all of it, or nothing.
func (d *driver) land(rt *rapid.T) {
	switch rapid.IntRange(0, 3).Draw(rt, "land") {
	case 0:
		d.drain()
	case 1:
		if len(d.pending) > 0 {
			d.step(rapid.IntRange(0, len(d.pending)-1).Draw(rt, "which"))
		}
	}
}

// TestAnythingMayBePressed has random hands at a library with hostile texts.
func TestAnythingMayBePressed(t *testing.T) {
	t.Parallel()
	dir, file := t.TempDir(), hostileLibrary()
	begin := rapid.SampledFrom([]string{"", "enter", "j enter", "j j enter", "G enter", "G k enter", "/ G a u g e enter j enter", "/ V o i d enter j enter", "/ T a b u l enter j enter", "G k k k b"})
	rapid.Check(t, func(rt *rapid.T) {
		s := openCopy(rt, dir, file)
		defer s.Close()
		o := options()
		o.ASCII, o.Colour = false, rapid.Bool().Draw(rt, "colour")
		d := start(rt, s, rapid.IntRange(60, 220).Draw(rt, "width"), rapid.IntRange(12, 60).Draw(rt, "height"), o)
		d.keys(begin.Draw(rt, "begin"))
		for range rapid.IntRange(0, 25).Draw(rt, "acts") {
			d.act(rt)
			d.sound()
			d.land(rt)
			d.sound()
		}
		d.drain()
		d.sound()
		if err := d.model.Flush(); err != nil {
			rt.Fatalf("%v", err)
		}
	})
}

// TestHostileTextsAreDrawnClean walks through every report of the hostile library, alone
// and beside others, and looks at each line that could speak of it.
func TestHostileTextsAreDrawnClean(t *testing.T) {
	t.Parallel()
	for _, s := range []size{{130, 24}, {60, 16}} {
		d := start(t, openStore(t, hostileLibrary()), s.width, s.height, options())
		d.keys("g")
		for range 12 { // reports and headings
			d.keys("j")
			d.sound()
			d.keys("enter")
			if strings.Contains(d.model.View().WindowTitle, "Library") {
				t.Fatalf("nothing was opened:\n%s", d.frame().Text())
			}
			for _, k := range strings.Fields("g s esc m esc j j x y tab j tab j / a enter n esc ? esc : esc esc") {
				d.keys(k)
				d.sound()
			}
			for !strings.Contains(d.model.View().WindowTitle, "Library") {
				d.keys("esc")
			}
		}
		d.keys("g r esc t esc D n / a")
		d.sound()
	}
}
