package config_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"rashomon/internal/byhand"
	"rashomon/internal/config"
)

func read(t *testing.T, text string) (config.Config, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "config.toml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return config.Read(path, true)
}

const all = `annotator = "ana"
theme = "dark"
ascii = true
mouse = false
scheme = "tides"
auto_advance = true
goal = 300
idle = "90s"
offline = true
[keys]
undo = ["U", "f2"]
note = "M"
[suggester]
command = ["python3", "a model.py"]
timeout = "2m"
local = true
[backup]
changes = 20
days = 0
keep = 9
`

func TestRead(t *testing.T) {
	c, err := read(t, all)
	if err != nil {
		t.Fatal(err)
	}
	if c.Annotator != "ana" || c.Theme != "dark" || !c.ASCII || c.Mouse || c.Scheme != "tides" || !c.AutoAdvance || c.Goal != 300 || c.Idle != 90*time.Second || !c.Offline ||
		!reflect.DeepEqual(c.Keys, map[string][]string{"undo": {"U", "f2"}, "note": {"M"}}) || !reflect.DeepEqual(c.Suggester, config.Suggester{Command: []string{"python3", "a model.py"}, Timeout: 2 * time.Minute, Local: true}) ||
		c.Backup != (config.Backup{Changes: 20, Days: 0, Keep: 9}) {
		t.Errorf("%+v", c)
	}
	lines := map[string]string{"annotator": ":1", "idle": ":8", "offline": ":9", "keys.undo": ":11", "keys.note": ":12", "suggester.command": ":14", "suggester.timeout": ":15", "suggester.local": ":16", "backup.changes": ":18", "backup.keep": ":20"}
	for _, s := range c.Settings() {
		if want := lines[s.Name]; !strings.Contains(s.From, "config.toml:") || !strings.HasSuffix(s.From, want) {
			t.Errorf("%s comes from %s, want %s", s.Name, s.From, want)
		}
	}
	c.Set("theme", "--theme", func(c *config.Config) { c.Theme = "none" })
	if c.Theme != "none" || c.From("theme") != "--theme" || c.From("nothing") != "default" {
		t.Errorf("theme %s from %s", c.Theme, c.From("theme"))
	}
}

// Every mistake has the file, its line, what is wrong and the nearest name; what is right
// is in force.
func TestMistakes(t *testing.T) {
	for _, c := range []struct {
		text, says string
		line       int
	}{
		{"\nthem = \"dark\"\n", `"theme"`, 2},
		{"theme = \"drak\"", `"dark"`, 1},
		{"goal = -1", "from 0 to", 1},
		{"goal = \"many\"", "whole number", 1},
		{"idle = \"soon\"", "no time", 1},
		{"idle = 60", "should be text", 1},
		{"[suggester]\ntimeout = 60", "should be text", 2},
		{"theme = \"\u043a\u0444\u044b\u0432\u0430\u043f\"", "there is no theme", 1},
		{"idle = \"\"", "no time", 1},
		{"idle = \"3h\"", "from 1s to 1h", 1},
		{"mouse = \"off\"", "true or false", 1},
		{"offline = \"yes\"", "true or false", 1},
		{"[backup]\nkeep = -1", "from 0 to", 2},
		{"[backup]\ndays = \"one\"", "whole number", 2},
		{"[backup]\ncopies = 5", `"copies"`, 2},
		{"[suggester]\ncommand = []", "no program", 2},
		{"[suggester]\ncomand = [\"x\"]", `"command"`, 2},
		{"[keys]\n\nundo = 3", "list of texts", 3},
		{"annotator = \"\\u001b\"", "empty", 1},
		{"scheme = \"\"", "empty", 1},
		{"goal = 5\ngoal = 6", "goal", 2},
	} {
		got, err := read(t, c.text)
		var broken byhand.Broken
		if !errors.As(err, &broken) || len(broken.Mistakes) != 1 || broken.Mistakes[0].Line != c.line || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), "config.toml:") {
			t.Errorf("%q: %v", c.text, err)
		}
		if got.Theme != "auto" || got.Goal != 0 || got.Idle != time.Minute || !got.Mouse || got.Scheme != "default" {
			t.Errorf("%q: %+v", c.text, got)
		}
	}
	if c, err := read(t, "goal = 7\nthem = 1\n"); err == nil || c.Goal != 7 {
		t.Errorf("goal is %d beside a mistake: %v", c.Goal, err)
	}
}

// The file that is written first has every setting with its default, and none that is not one.
func TestTemplate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "deep", "config.toml")
	if c, err := config.Read(path, false); err != nil || !reflect.DeepEqual(c, config.Default()) {
		t.Errorf("without a file: %+v, %v", c, err)
	}
	if _, err := config.Read(path, true); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("without a file that must be there: %v", err)
	}
	if err := config.Init(path); err != nil {
		t.Fatal(err)
	}
	if err := config.Init(path); !errors.Is(err, fs.ErrExist) {
		t.Errorf("a second time: %v", err)
	}
	c, err := config.Read(path, true)
	if err != nil || !reflect.DeepEqual(c, config.Default()) {
		t.Errorf("%+v, %v", c, err)
	}
	var open []string
	for line := range strings.Lines(config.Template) {
		if rest, ok := strings.CutPrefix(line, "# "); ok && (strings.Contains(rest, " = ") || strings.HasPrefix(rest, "[")) {
			open = append(open, rest)
		}
	}
	c, err = read(t, strings.Join(open, ""))
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range c.Settings() {
		if s.From == "default" {
			t.Errorf("the template has no %s", s.Name)
		}
	}
	if c.Idle != time.Minute || c.Suggester.Timeout != time.Minute || !c.Mouse || c.Theme != "auto" || c.Scheme != "default" {
		t.Errorf("the template has other defaults: %+v", c)
	}
}

func FuzzRead(f *testing.F) {
	for _, seed := range []string{all, config.Template, "", "keys = 1", "[keys]\n\"\\u0000\" = []", "[[suggester]]"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		c, err := read(t, string(text))
		if err != nil && err.Error() != byhand.Line(err.Error()) {
			t.Errorf("the error disturbs: %q", err)
		}
		if c.Idle <= 0 || c.Suggester.Timeout <= 0 || c.Scheme == "" || c.Goal < 0 {
			t.Errorf("%+v", c)
		}
	})
}

// A time without its unit is told how it is written.
func TestATimeWithoutItsUnit(t *testing.T) {
	_, err := read(t, "idle = 60\n")
	var broken byhand.Broken
	if !errors.As(err, &broken) || len(broken.Mistakes) != 1 || broken.Mistakes[0].Hint != `write it so: idle = "60s"` {
		t.Errorf("%+v", broken.Mistakes)
	}
}
