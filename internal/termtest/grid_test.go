package termtest

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	uv "github.com/charmbracelet/ultraviolet"
	"pgregory.net/rapid"
)

const frame = "\x1b[1mTwo reports\x1b[m of one fire\n" +
	"\x1b[38;5;4;4:3mThe mayor\x1b[m said 旗 \x1b[7m \x1b[48;2;1;2;3mno\x1b[m\n" +
	"\x1b]8;;https://example.org/a\x1b\\source\x1b]8;;\x1b\\ cut off here: beyond"

func TestDrawnFrame(t *testing.T) {
	g := Draw(frame, 25, 4)
	Golden(t, "frame", g.Golden())
	if x, y, found := g.Find("旗"); !found || x != 15 || y != 1 {
		t.Errorf("found at %d, %d: %v", x, y, found)
	}
	if _, _, found := g.Find("beyond"); found {
		t.Error("text beyond the edge was drawn")
	}
}

// tester records what Golden reports instead of failing.
type tester struct {
	testing.TB
	report string
}

func (r *tester) Helper()                   {}
func (r *tester) Errorf(f string, a ...any) { r.report = strings.Join(strings.Fields(f), " ") }

func TestGoldenDiffers(t *testing.T) {
	t.Chdir(t.TempDir())
	t.Setenv("RASHOMON_GOLDEN", "update")
	Golden(t, "new/one", "a\nb\n")
	t.Setenv("RASHOMON_GOLDEN", "")
	Golden(t, "new/one", "a\nb\n")

	r := &tester{TB: t}
	if Golden(r, "new/one", "a\nc\n"); !strings.Contains(r.report, "differs") {
		t.Errorf("a difference was reported as %q", r.report)
	}
	if err := os.WriteFile(filepath.Join("testdata", "new", "one.golden"), []byte("a\r\nb\r\n"), fs.ModePerm); err != nil {
		t.Fatal(err)
	}
	Golden(t, "new/one", "a\nb\n")
}

// Two frames have the same golden text only if they look the same.
func TestGoldenTellsFramesApart(t *testing.T) {
	pieces := []string{"a", "b", " ", "旗", "\n", "\x1b[1m", "\x1b[31m", "\x1b[41m", "\x1b[4m", "\x1b[m"}
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string) Grid {
			return Draw(strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 8).Draw(t, name), ""), 6, 3)
		}
		a, b := draw("a"), draw("b")
		same := true
		for y := range a.Rows {
			for x := range a.Rows[y] {
				same = same && a.At(x, y) == b.At(x, y)
			}
		}
		if (a.Golden() == b.Golden()) != same {
			t.Fatalf("same cells: %v, but\n%s\n%s", same, a.Golden(), b.Golden())
		}
	})
}

func TestStyleLettersDiffer(t *testing.T) {
	seen := map[rune]bool{'.': true}
	for n := range 300 {
		if letter := styleLetter(n); seen[letter] {
			t.Fatalf("style %d has letter %c again", n, letter)
		} else {
			seen[letter] = true
		}
	}
}

// Every key is read back under the name it was pressed by.
func TestKeysAreReadBack(t *testing.T) {
	names := strings.Fields("enter tab esc space backspace up down left right home end pgup pgdown insert delete " +
		"f1 f2 f3 f4 f5 f6 f7 f8 f9 f10 f11 f12 ctrl+c ctrl+space ctrl+left ctrl+pgup ctrl+alt+a alt+1 alt+enter alt+x alt+left " +
		"shift+tab shift+up shift+end shift+f5 shift+delete ctrl+_ å")
	for _, name := range names {
		code, err := encodeKey("<" + name + ">")
		if err != nil {
			t.Error(err)
			continue
		}
		n, event := new(uv.EventDecoder).Decode([]byte(code))
		key, isKey := event.(uv.KeyPressEvent)
		if n != len(code) || !isKey || key.Keystroke() != name {
			t.Errorf("<%s> is sent as %q and read as %v", name, code, event)
		}
	}
	for _, name := range []string{"<nokey>", "<ctrl+1>", "<ctrl+>", "<shift+enter>", "<ctrl+enter>", "<alt+nokey>"} {
		if code, err := encodeKey(name); err == nil {
			t.Errorf("%s is sent as %q", name, code)
		}
	}
	for _, text := range []string{"<", "<>", ">", "a<b>", "", "x > y"} {
		if code, err := encodeKey(text); err != nil || code != text {
			t.Errorf("text %q is sent as %q (%v)", text, code, err)
		}
	}
}
