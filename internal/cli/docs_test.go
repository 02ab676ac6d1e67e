package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rashomon/annotate"
	"rashomon/annotate/schemefile"
	"rashomon/internal/config"
	"rashomon/ui/screen"
	"rashomon/ui/theme"
)

// example is the TOML in a file of docs.
func example(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", name))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), "```toml\n")
	toml, _, ok := strings.Cut(rest, "```")
	if !ok {
		t.Fatalf("%s has no TOML", name)
	}
	return toml
}

// What the documents show is what the program takes, without a clash of keys.
func TestExamplesOfTheDocuments(t *testing.T) {
	path := filepath.Join(t.TempDir(), "config.toml")
	if err := os.WriteFile(path, []byte(example(t, "config.md")), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := config.Read(path, true)
	if err != nil {
		t.Fatal(err)
	}
	s, _, err := schemefile.Read(strings.NewReader(example(t, "schemes.md")))
	if err != nil {
		t.Fatal(err)
	}
	for _, scheme := range []annotate.Scheme{s, annotate.DefaultScheme()} {
		keys, err := screen.NewKeys(scheme).Rebind(c.Keys)
		if err != nil {
			t.Errorf("%s: %v", scheme.Name, err)
		}
		if err := screen.Clashes(keys); err != nil {
			t.Errorf("%s: %v", scheme.Name, err)
		}
	}
}

// A colour that a scheme may name is one that the themes have.
func TestColoursOfSchemes(t *testing.T) {
	for _, dark := range []bool{true, false} {
		looks := theme.New(dark, true)
		for _, name := range schemefile.Colours() {
			if looks.Label(name).GetForeground() == looks.Accent.GetForeground() && name != "blue" {
				t.Errorf("dark %t: no colour %s", dark, name)
			}
		}
	}
}
