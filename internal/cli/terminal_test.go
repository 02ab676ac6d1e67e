//go:build unix

package cli_test

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/charmbracelet/x/ansi"
	"github.com/rogpeppe/go-internal/txtar"

	"rashomon/internal/termtest"
)

// The window may take any size at any time, on every screen and with anything open.
func TestAnySizeOfTheWindow(t *testing.T) {
	t.Parallel()
	for name, open := range map[string]func(session){
		"library":      func(s session) {},
		"reader":       func(s session) { s.press("j", "<enter>"); s.see("suggested: ") },
		"side by side": func(s session) { s.beside() },
		"help":         func(s session) { s.press("?"); s.see("Keys · ") },
		"palette":      func(s session) { s.press(":"); s.see("↑ ↓ choose") },
		"input":        func(s session) { s.press("/", "gate"); s.see("filter: gate") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := demo(t, termtest.Options{})
			open(s)
			before := s.Screen()
			for _, size := range [][2]int{{40, 12}, {20, 5}, {19, 30}, {1, 1}, {300, 3}, {3, 90}, {250, 70}, {1, 1}} {
				s.must(s.Resize(size[0], size[1]))
				s.must(s.WaitUntil("a frame of that size", func(g termtest.Grid) bool {
					small := g.Width < 20 || g.Height < 5
					return small == strings.HasPrefix("needs 20 columns, 5 lines", strings.TrimSpace(g.Text()))
				}))
			}
			s.must(s.Resize(110, 30))
			s.must(s.WaitUntil("the screen as it was", func(g termtest.Grid) bool { return g.Text() == before }))
			s.leave()
		})
	}
}

// colour is a sequence that sets a colour of text, ground or underline.
var colour = regexp.MustCompile(`\x1b\[(?:[\d:]+;)*(?:3[0-8]|4[0-8]|58|9[0-7]|10[0-7])(?:[;:][\d;:]*)?m`)

// NO_COLOR, whatever its value, takes the colours away; so does the theme of that name.
func TestNoColour(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		env     []string
		args    []string
		colours bool
	}{
		"NO_COLOR=1":   {[]string{"NO_COLOR=1"}, nil, false},
		"NO_COLOR=yes": {[]string{"NO_COLOR=yes"}, nil, false},
		"theme none":   {nil, []string{"--theme", "none"}, false},
		"NO_COLOR=":    {[]string{"NO_COLOR="}, nil, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := start(t, termtest.Options{Env: c.env}, filepath.Join(t.TempDir(), "demo.db"), append([]string{"demo"}, c.args...)...)
			s.see("5 reports in 1 story")
			s.beside()
			s.press("f", "/", "gate", "<enter>")
			s.see(" hit ")
			s.press("?")
			s.see("Keys · ")
			s.leave()
			if found := colour.Find(s.Raw()); (found != nil) != c.colours {
				t.Errorf("colours %v, want %v: %q", found != nil, c.colours, found)
			}
		})
	}
}

// What a label looks like does not hang on colour: its glyph is there, in ASCII if asked.
func TestASCII(t *testing.T) {
	t.Parallel()
	s := start(t, termtest.Options{}, filepath.Join(t.TempDir(), "demo.db"), "demo", "--ascii")
	s.see("5 reports in 1 story")
	s.press("j", "<enter>")
	s.see("sentence 1 of 21")
	s.press("f", "q", "x")
	s.see(">FQF")
	s.leave()
}

// What is pasted goes into the open input as one line of harmless text, and nowhere else.
func TestHostilePaste(t *testing.T) {
	t.Parallel()
	s := reading(t, termtest.Options{})
	s.must(s.Paste("fqc\x1b[31m"))
	s.see("A report to take in")
	s.press("<esc>")
	s.see("leave this report out")
	s.press("y", "j", "k")
	s.saved("sentence 1 of 21")
	s.press("m")
	s.see("note:")
	s.must(s.Paste("one\ntwo\u202e \u009b31mthree\x07"))
	s.see("note: one⏎two")
	s.press("<enter>")
	s.see("✎ one")
	s.leave()
	s.tame()
	if show := s.run("export"); !strings.Contains(show, `"note":"one\ntwo`) {
		t.Error("the note has not kept its two lines")
	}
}

// A library with hostile texts in it, which no import of reports would let in, is shown
// without what could disturb the terminal.
func TestHostileLibrary(t *testing.T) {
	t.Parallel()
	archive, err := txtar.ParseFile(filepath.Join("testdata", "script", "hostile_labels.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, f := range archive.Files {
		if err := os.WriteFile(filepath.Join(dir, f.Name), f.Data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s := session{t: t, library: filepath.Join(dir, "library.db")}
	s.run("import", filepath.Join(dir, "turned.jsonl"))
	s = start(t, termtest.Options{}, s.library)
	s.see("1 report in 1 story")
	s.press("/")
	s.see("filter:")
	s.press("evil", "<enter>")
	s.see("1 of 1 match")
	s.press("b")
	s.see("A sentence 1 of 2")
	s.press("<enter>", "y")
	s.see("copied sentence 1")
	s.press("f", "m")
	s.see("note:")
	s.press("<esc>")
	s.saved("sentence 1 of 2 · fact")
	s.leave()
	s.tame()
}

// tame says that the program has written no characters that turn the direction of others,
// and no control but those of its own sequences.
func (s session) tame() {
	s.t.Helper()
	raw := s.Raw()
	for i, r := range string(raw) {
		if r == unicode.ReplacementChar || unicode.Is(unicode.Bidi_Control, r) || r >= 0x7f && r < 0xa0 || r == 0xfeff {
			s.t.Fatalf("%U at byte %d: %q", r, i, raw[max(i-60, 0):min(i+20, len(raw))])
		}
	}
	for i, c := range ansi.Strip(string(raw)) {
		if c < ' ' && !bytes.ContainsRune([]byte("\r\n\t\b"), c) {
			s.t.Fatalf("control character %q at %d", c, i)
		}
	}
}
