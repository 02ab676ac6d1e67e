package cli

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// TestWriteFileForTheScreens takes the place of a file only when told to, and never of the library.
func TestWriteFileForTheScreens(t *testing.T) {
	folder := t.TempDir()
	library, brief := filepath.Join(folder, "library.db"), filepath.Join(folder, "brief.md")
	if err := os.WriteFile(library, []byte("months of work"), 0o600); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(folder, "link.md")
	if err := os.Symlink(library, link); err != nil {
		t.Fatal(err)
	}
	hello := func(w io.Writer) error { _, err := io.WriteString(w, "hello"); return err }
	for _, name := range []string{library, link} {
		for _, replace := range []bool{false, true} {
			if err := writeFile(name, library, replace, hello); !errors.Is(err, errLibraryItself) {
				t.Errorf("%s, replace %t: %v", filepath.Base(name), replace, err)
			}
		}
	}
	if text, err := os.ReadFile(library); err != nil || string(text) != "months of work" {
		t.Errorf("%q, %v", text, err)
	}
	if err := writeFile(brief, library, false, hello); err != nil {
		t.Error(err)
	}
	if err := writeFile(brief, library, false, hello); !errors.Is(err, fs.ErrExist) {
		t.Errorf("over a file: %v", err)
	}
	if err := writeFile(brief, library, true, hello); err != nil {
		t.Error(err)
	}
	if err := writeFile(folder, library, false, hello); err == nil || errors.Is(err, fs.ErrExist) {
		t.Errorf("over a folder: %v", err)
	}
}
