package screen_test

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"charm.land/bubbles/v2/key"
	"pgregory.net/rapid"

	"rashomon/annotate"
	"rashomon/ui/screen"
)

func defaultKeys() screen.Keys { return screen.NewKeys(annotate.DefaultScheme()) }

// With the default keys no screen has a key for two things, and the default scheme has its own.
func TestDefaultKeysDoNotClash(t *testing.T) {
	if _, err := defaultKeys().Rebind(nil); err != nil {
		t.Errorf("among the bindings: %v", err)
	}
	if err := screen.Clashes(defaultKeys()); err != nil {
		t.Errorf("with the default scheme: %v", err)
	}
}

func TestRebind(t *testing.T) {
	k, err := defaultKeys().Rebind(map[string][]string{"undo": {"U", "ctrl+y"}, "next_undone": {"]n"}, "back": {"f2"}, "carry": {}})
	if err != nil {
		t.Fatal(err)
	}
	if !key.Matches(screen.Press("U"), k.Undo) || key.Matches(screen.Press("u"), k.Undo) || !strings.Contains(k.Undo.Help().Key, "U") || k.Undo.Help().Desc != "undo" {
		t.Errorf("undo is %v, %+v", k.Undo.Keys(), k.Undo.Help())
	}
	if !key.Matches(screen.Press("esc"), k.Back) || !key.Matches(screen.Press("f2"), k.Back) {
		t.Errorf("back is %v", k.Back.Keys())
	}
	if k.Carry.Enabled() || !key.Matches(screen.Press("]n"), k.NextUndone) || !key.Matches(screen.Press("u"), defaultKeys().Undo) {
		t.Error("a binding without keys, of two keys, or the default")
	}
}

// What cannot be is an error that names the binding, the key, and the other binding.
func TestRebindRefuses(t *testing.T) {
	for _, c := range []struct {
		name string
		keys []string
		says []string
	}{
		{"undoo", []string{"U"}, []string{`"undoo"`, `"undo"`}},
		{"next-undone", []string{"U"}, []string{`"next_undone"`}},
		{"undo", []string{"m"}, []string{"‘undo’", "‘note’", "both want m"}},
		{"pick", []string{"z"}, []string{"‘pick’", "‘hook’", "both want z (side by side)"}},
		{"other_end", []string{"w"}, []string{"‘word_after’", "‘other_end’", "selecting words"}},
		{"undo", []string{"ctrl+c"}, []string{"‘undo’", `"ctrl+c"`, "leaves"}},
		{"undo", []string{"esc"}, []string{`"esc"`, "back"}},
		{"undo", []string{"]"}, []string{`"]"`, "two keys"}},
		{"undo", []string{"]q"}, []string{`"]q"`, "library"}},
		{"undo", []string{"ctrl+m"}, []string{"enter"}},
		{"undo", []string{"shift+u"}, []string{`"U"`}},
		{"undo", []string{"spcae"}, []string{`"space"`}},
		{"undo", []string{" "}, []string{`"space"`}},
		{"undo", []string{""}, []string{"‘undo’"}},
		{"undo", []string{"a\x1b[2Jb"}, []string{"‘undo’"}},
		{"remove", []string{"backspace"}, []string{"‘remove’", "backspace", "habit"}},
		{"cut", []string{"ctrl+d"}, []string{"‘cut’", "habit"}},
		{"quit", []string{"Z"}, []string{"‘quit’", "ctrl+c"}},
		{"column", []string{"Z"}, []string{"‘column’"}},
	} {
		k, err := defaultKeys().Rebind(map[string][]string{c.name: c.keys})
		var bad screen.BadKeys
		if !errors.As(err, &bad) || bad[0].Binding != c.name {
			t.Errorf("%s = %q: %v, %v", c.name, c.keys, err, k.Undo.Keys())
			continue
		}
		for _, word := range c.says {
			if !strings.Contains(err.Error(), word) {
				t.Errorf("%s = %q: %q does not say %q", c.name, c.keys, err, word)
			}
		}
		if strings.ContainsRune(err.Error(), 0x1b) {
			t.Errorf("the error disturbs: %q", err)
		}
	}
}

// One key for two things on different screens stays possible, and so does a swap.
func TestRebindKeepsContexts(t *testing.T) {
	for _, others := range []map[string][]string{
		{"sort": {"z"}}, {"rename": {"L"}}, {"reject": {"p"}}, {"undo": {"m"}, "note": {"u"}}, {"write": {"p"}}, {"page": {"f3", "pgdown"}, "page_down": {"f3", "pgdown"}},
	} {
		if _, err := defaultKeys().Rebind(others); err != nil {
			t.Errorf("%v: %v", others, err)
		}
	}
}

// A scheme's key that a screen needs, where one labels, is an error that names both.
func TestClashes(t *testing.T) {
	scheme := func(label, attribute string) screen.Keys {
		return screen.NewKeys(annotate.Scheme{Name: "s", Labels: []annotate.Label{{Name: "page", Key: label}}, Attributes: []annotate.Attribute{{Name: "stance", Key: attribute, Choices: []string{"for"}}}})
	}
	for _, c := range []struct{ label, attribute, says string }{
		{"p", "Y", "label ‘page’ and the binding ‘pick’ both want p"},
		{"o", "Y", "label ‘page’ and the binding ‘other_end’ both want o"},
		{"k", "Y", "label ‘page’ and the binding ‘up’ both want k"},
		{"f", "m", "attribute ‘stance’ and the binding ‘note’ both want m"},
		{"ctrl+c", "Y", "label ‘page’ cannot have the key \"ctrl+c\": it always leaves the program"},
		{"backspace", "Y", "label ‘page’ cannot have the key \"backspace\""},
		{"alt+3", "Y", "label ‘page’ and the binding ‘column’ both want alt+3"},
	} {
		err := screen.Clashes(scheme(c.label, c.attribute))
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s %s: %v", c.label, c.attribute, err)
		}
	}
	if err := screen.Clashes(scheme("q", "Y")); err != nil {
		t.Errorf("q leaves lists only: %v", err)
	}
	k, err := scheme("p", "Y").Rebind(map[string][]string{"pick": {"Z"}})
	if err != nil || screen.Clashes(k) != nil {
		t.Errorf("p is free when pick has another key: %v", err)
	}
}

// Whatever is bound to whatever: it is refused, or no screen has a key for two things.
func TestRebindProperties(t *testing.T) {
	var names []string
	for _, b := range defaultKeys().Bindings() {
		names = append(names, b.Name)
	}
	press := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"a", "A", "]a", "ctrl+d", "esc", "space", "f1", "f11", "f12", "shift+tab", "alt+shift+x", "é", "\u0301", "\x1b"}))
	rapid.Check(t, func(t *rapid.T) {
		others := rapid.MapOfN(rapid.SampledFrom(names), rapid.SliceOfN(press, 0, 2), 0, 3).Draw(t, "others")
		k, err := defaultKeys().Rebind(others)
		if err != nil {
			for _, b := range err.(screen.BadKeys) {
				if b.What != screen.Safe(b.What) || others[b.Binding] == nil {
					t.Fatalf("%+v", b)
				}
			}
			return
		}
		for _, b := range k.Bindings() {
			if want, ok := others[b.Name]; ok && b.Name != "back" && !slices.Equal(b.Keys, want) {
				t.Fatalf("%s is %q, want %q", b.Name, b.Keys, want)
			}
			if b.Where == "" || b.Does == "" {
				t.Fatalf("%+v", b)
			}
		}
	})
}

// The table of where bindings are in force follows the screens: what a screen's code matches
// or shows in its help is in force there.
func TestBindingsAreInForceWhereScreensUseThem(t *testing.T) {
	where, names := map[string]string{}, map[string]string{}
	for _, b := range defaultKeys().Bindings() {
		where[b.Name] = b.Where
		names[strings.ReplaceAll(b.Name, "_", "")] = b.Name
	}
	uses := regexp.MustCompile(`\b(?:k|[a-z.]*keys|Keys)\.([A-Z]\w+)`)
	selects := map[string]bool{"reader": true, "sidebyside": true, "focus": true} // words, sometimes
	shown := regexp.MustCompile(`key\.Matches|key\.Binding\{|Does\(|^\s*k\.`)
	for folder, called := range map[string]string{
		"library": "library", "reader": "reader", "sidebyside": "side by side", "focus": "focus", "matrix": "matrix", "preview": "brief",
		"find": "find", "history": "history", "counts": "progress", "speakers": "speakers",
	} {
		files, err := filepath.Glob(filepath.Join("..", folder, "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %v", folder, err)
		}
		for _, f := range files {
			if strings.HasSuffix(f, "_test.go") {
				continue
			}
			text, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			var binding []string
			for line := range strings.Lines(string(text)) {
				if shown.MatchString(line) {
					binding = append(binding, line)
				}
			}
			for _, m := range uses.FindAllStringSubmatch(strings.Join(binding, ""), -1) {
				name, ok := names[strings.ToLower(m[1])]
				all, but := strings.CutPrefix(where[name], "everywhere but ")
				if ok && where[name] != "everywhere" && slices.Contains(strings.Split(all, ", "), called) == but && !(strings.Contains(where[name], "selecting") && selects[folder]) {
					t.Errorf("%s uses the binding %s, which is in force only in: %s", f, name, where[name])
				}
			}
		}
	}
}
