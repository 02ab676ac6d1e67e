package byhand

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/pelletier/go-toml/v2"
	"pgregory.net/rapid"
)

const sample = `# a comment
name = "tide"
on   = true
goal = 12

[keys]
undo = ["U", "ctrl+z"]

[[label]]
name = "ebb"
[[label]]
name = "flood"
was = "flow"
[sub.deep]
x = {y = 1,
  z = 2}
`

func TestLinesOfKeys(t *testing.T) {
	top, err := Parse([]byte(sample))
	if err != nil {
		t.Fatal(err)
	}
	labels := top.Tables("label")
	for _, c := range []struct {
		t    *Table
		key  string
		line int
	}{{top, "name", 2}, {top, "goal", 4}, {top, "keys", 6}, {top.Table("keys"), "undo", 7}, {labels[0], "name", 10}, {labels[1], "name", 12}, {labels[1], "was", 13}, {labels[1], "not there", 11},
		{top.Table("sub").Table("deep").Table("x"), "z", 16}} {
		if got := c.t.Line(c.key); got != c.line {
			t.Errorf("%q of %q is on line %d, want %d", c.key, c.t.path, got, c.line)
		}
	}
	if got := labels[1].List("was"); !slices.Equal(got, []string{"flow"}) {
		t.Errorf("one text as a list is %q", got)
	}
}

// Every mistake of a file is told, each with its line and a hint.
func TestMistakes(t *testing.T) {
	top, err := Parse([]byte("name = 3\non = \"yes\"\ngaol = 1\ngoal = -2\nlist = [1]\nlabel = \"x\"\n"))
	if err != nil {
		t.Fatal(err)
	}
	top.Text("name")
	top.Bool("on", new(bool))
	top.Number("goal", 0, 10, new(int))
	top.List("list")
	top.Tables("label")
	top.Done()
	var all Mistakes
	if !errors.As(top.Err(), &all) || len(all) != 6 {
		t.Fatalf("%d mistakes: %v", len(all), top.Err())
	}
	for i, m := range all {
		if m.Line != i+1 || m.What == "" || m.Hint == "" && m.Line != 4 {
			t.Errorf("mistake %d: %+v", i, m)
		}
	}
	if !strings.Contains(all[2].What, `"goal"`) {
		t.Errorf("the nearest name is missing: %s", all[2].What)
	}
}

func TestBrokenFiles(t *testing.T) {
	for text, line := range map[string]int{"a = 1\nb = \n": 2, "a = 1\na = 2\n": 2, "x\n": 1, "a = \"\x1b\"": 1, "[t]\n\n[t]\n": 3} {
		_, err := Parse([]byte(text))
		var all Mistakes
		if !errors.As(err, &all) || len(all) != 1 || all[0].Line != line {
			t.Errorf("%q: %v", text, err)
		}
	}
	if _, err := Parse(make([]byte, most+1)); err == nil {
		t.Error("a file of any size is read")
	}
}

func TestNearest(t *testing.T) {
	names := []string{"annotator", "theme", "ascii", "mouse", "scheme", "auto_advance", "goal", "idle"}
	for written, meant := range map[string]string{"them": "theme", "schema": "scheme", "Auto-Advance": "auto_advance", "annotater": "annotator", "gaol": "goal", "advance": "auto_advance"} {
		if got := Nearest(written, names); got != meant {
			t.Errorf("%q: %q, want %q", written, got, meant)
		}
	}
	for written, says := range map[string]string{"them": `: the nearest is "theme"`, "auto": `: the nearest is "auto_advance"`, "guidelines": "", "xy": "", "": ""} {
		if got := NearestIs(written, names); got != says {
			t.Errorf("%q%s, want %s", written, got, says)
		}
	}
	if Nearest("x", nil) != "" {
		t.Error("of no names one is near")
	}
}

// What is clean stays as it is, disturbs no terminal, and is what TOML reads back.
func TestCleanAndQuoted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.StringOf(rapid.SampledFrom([]rune("a\"'\\\n\r\t \x1b\u202e\u2028\u0085\u00a0é'''\u200d")))).Draw(t, "text")
		for _, f := range []func(string) string{Line, Lines} {
			once := f(text)
			if again := f(once); again != once {
				t.Fatalf("%q becomes %q", once, again)
			}
			if i := strings.IndexFunc(once, func(r rune) bool {
				return r != '\n' && r != '\t' && (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r))
			}); i >= 0 {
				t.Fatalf("%q is not clean at %d", once, i)
			}
		}
		var back struct{ X string }
		text = strings.ToValidUTF8(text, "?")
		if err := toml.Unmarshal([]byte("x = "+Quote(text)), &back); err != nil || back.X != text {
			t.Fatalf("%q comes back as %q: %v", text, back.X, err)
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{sample, "", "a.b.c.d.e.f.g = 1", "a = [{b = 1}, {b = 2}]\n", "[[a]]\n[[a.b]]\n[a.b.c]\nd=1", "\ufeffx=1\r\ny=2\r\n", "\"\\u0000\" = 1", "[[a.b]]\n[[a.b]]\nx=1"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		top, err := Parse(text)
		if err != nil {
			if s := err.Error(); s != Line(s) {
				t.Errorf("the error disturbs: %q", s)
			}
			return
		}
		lines := strings.Count(string(text), "\n") + 1
		for _, k := range top.Keys() {
			if n := top.Line(k); n < 1 || n > lines {
				t.Errorf("key %q is on line %d of %d", k, n, lines)
			}
			top.Text(k)
			top.List(k)
			for _, x := range top.Tables(k) {
				x.Done()
			}
			top.Table(k).Done()
		}
		if err := top.Err(); err != nil && err.Error() != Line(err.Error()) {
			t.Errorf("the error disturbs: %q", err)
		}
	})
}
