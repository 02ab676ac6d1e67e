package page

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestPages reads pages as they come out of what outlets use, of invented outlets: what they state
// and say stands beside each in a .md file.
func TestPages(t *testing.T) {
	pages, err := filepath.Glob("testdata/*.html")
	if err != nil || len(pages) < 10 {
		t.Fatal(len(pages), err)
	}
	for _, path := range pages {
		t.Run(filepath.Base(path), func(t *testing.T) {
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			p, err := Read(data, "", "")
			if err != nil {
				t.Fatal(err)
			}
			golden(t, strings.TrimSuffix(path, ".html")+".md", []byte(written(p)))
		})
	}
}

// written is a page as the golden files have it.
func written(p Page) string {
	var out strings.Builder
	a := p.Stated
	for _, field := range [][2]string{{"title", a.Title}, {"source", a.Source}, {"author", a.Author}, {"date", a.Date}, {"url", a.URL}, {"language", a.Language}} {
		fmt.Fprintf(&out, "%s: %s\n", field[0], field[1])
	}
	for _, note := range p.Notes {
		fmt.Fprintf(&out, "note: %s\n", note)
	}
	fmt.Fprintf(&out, "whole: %v\n\n%s\n", p.Whole, p.Text)
	return out.String()
}

func golden(t *testing.T, path string, got []byte) {
	t.Helper()
	if os.Getenv("RASHOMON_GOLDEN") == "update" {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v (RASHOMON_GOLDEN=update writes it)", err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs (RASHOMON_GOLDEN=update rewrites it, git diff shows how):\n%s", path, got)
	}
}
