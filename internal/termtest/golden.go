package termtest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aymanbagabas/go-udiff"
)

// Run is [Start] for a test: it fails t if the program does not start, closes
// the terminal at the end of t, and takes a folder of t's own if o.Dir is "".
func Run(t testing.TB, o Options, name string, args ...string) *Terminal {
	t.Helper()
	if o.Dir == "" {
		o.Dir = t.TempDir()
	}
	terminal, err := Start(o, name, args...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(terminal.Close)
	return terminal
}

// Golden fails t if got is not what testdata/NAME.golden holds. With
// RASHOMON_GOLDEN=update in the environment it writes the file instead: look
// at the difference before committing it.
func Golden(t testing.TB, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", filepath.FromSlash(name)+".golden")
	if os.Getenv("RASHOMON_GOLDEN") == "update" {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v (RASHOMON_GOLDEN=update writes it)", err)
	}
	want := strings.ReplaceAll(string(file), "\r\n", "\n") // as a Windows checkout has it
	if got != want {
		t.Errorf("%s differs (RASHOMON_GOLDEN=update rewrites it):\n%s", path, udiff.Unified("want", "got", want, got))
	}
}

// Golden returns the screen for a golden file: its text, one letter a cell for
// its style, and what the letters mean. Lines have a bar before them and no
// blanks at their end. The letters are given out in reading order.
func (g Grid) Golden() string {
	var text, letters, legend strings.Builder
	names := map[string]rune{"plain": '.'}
	for _, row := range g.Rows {
		fmt.Fprintf(&text, "│%s\n", rowText(row))
		var line strings.Builder
		for _, cell := range row {
			name := cell.looks()
			if _, known := names[name]; !known {
				names[name] = styleLetter(len(names) - 1)
				fmt.Fprintf(&legend, "%c %s\n", names[name], name)
			}
			line.WriteRune(names[name])
		}
		fmt.Fprintf(&letters, "│%s\n", strings.TrimRight(line.String(), "."))
	}
	return fmt.Sprintf("%d×%d\n%s\n%s\n%s", g.Width, g.Height, &text, &letters, &legend)
}

func (c Cell) looks() string {
	if c.Link != "" {
		return c.Style.String() + " link=" + c.Link
	}
	return c.Style.String()
}

// styleLetter never runs out: after the ASCII letters come the accented ones.
func styleLetter(n int) rune {
	const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	if n < len(letters) {
		return rune(letters[n])
	}
	return rune('Ā' + n - len(letters))
}
