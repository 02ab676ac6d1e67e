package ingest

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// plant writes files into a new folder and returns it.
func plant(t *testing.T, files map[string]string) string {
	t.Helper()
	folder := t.TempDir()
	for name, text := range files {
		path := filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

func TestExpand(t *testing.T) {
	folder := plant(t, map[string]string{
		"b.txt": "b", "a.md": "a", "c.MARKDOWN": "c", "photo.png": "p", "README": "r", ".hidden.txt": "h",
		"sub/z.txt": "z", "sub/deep/y.txt": "y", ".git/x.txt": "x", "none/notes.pdf": "n", "odd[1].txt": "o",
		"saved/page.html": "p", "saved/page_files/frame.html": "f", "saved/page_files/notes.txt": "n", "saved/letter.eml": "l", "saved/other_files/q.htm": "q",
	})
	if err := os.Symlink(folder, filepath.Join(folder, "sub", "loop")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(folder, "b.txt"), filepath.Join(folder, "sub", "linked.txt")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("self.txt", filepath.Join(folder, "self.txt")); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		args, want []string
		err        error
	}{
		"folder":                           {[]string{"."}, []string{"a.md", "b.txt", "c.MARKDOWN", "odd[1].txt", "saved/letter.eml", "saved/other_files/q.htm", "saved/page.html", "sub/deep/y.txt", "sub/linked.txt", "sub/z.txt"}, nil},
		"parts of a page":                  {[]string{"saved", "saved/page_files"}, []string{"saved/letter.eml", "saved/other_files/q.htm", "saved/page.html", "saved/page_files/frame.html", "saved/page_files/notes.txt"}, nil},
		"order of the args":                {[]string{"sub", "b.txt", "a.md"}, []string{"sub/deep/y.txt", "sub/linked.txt", "sub/z.txt", "b.txt", "a.md"}, nil},
		"named twice":                      {[]string{"b.txt", "./b.txt", "*.txt"}, []string{"b.txt", "odd[1].txt", "self.txt"}, nil},
		"pattern":                          {[]string{"sub/*"}, []string{"sub/deep/y.txt", "sub/linked.txt", "sub/loop/a.md", "sub/loop/b.txt", "sub/loop/c.MARKDOWN", "sub/loop/odd[1].txt", "sub/loop/saved/letter.eml", "sub/loop/saved/other_files/q.htm", "sub/loop/saved/page.html", "sub/loop/sub/deep/y.txt", "sub/loop/sub/linked.txt", "sub/loop/sub/z.txt", "sub/z.txt"}, nil},
		"a name that looks like a pattern": {[]string{"odd[1].txt"}, []string{"odd[1].txt"}, nil},
		"hidden when named":                {[]string{".hidden.txt"}, []string{".hidden.txt"}, nil},
		"standard input":                   {[]string{"-"}, []string{"-"}, nil},
		"missing is kept":                  {[]string{"gone.txt"}, []string{"gone.txt"}, nil},
		"nothing matches":                  {[]string{"*.doc", "b.txt"}, []string{"b.txt"}, ErrNoFiles},
		"bad pattern":                      {[]string{"[", "b.txt"}, []string{"b.txt"}, filepath.ErrBadPattern},
		"folder without reports":           {[]string{"none"}, nil, ErrNoFiles},
		"nothing":                          {nil, nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Chdir(folder)
			got, err := Expand(c.args)
			for i := range got {
				got[i] = filepath.ToSlash(got[i])
			}
			if !slices.Equal(got, c.want) || !errors.Is(err, c.err) {
				t.Errorf("Expand(%q) = %q, %v; want %q, %v", c.args, got, err, c.want, c.err)
			}
		})
	}
}

func TestErrorsNameFilesSafely(t *testing.T) {
	folder := plant(t, map[string]string{"evil\x1b]0;x\x07.txt": "", "plain name.txt": ""})
	for name, want := range map[string]string{
		"evil\x1b]0;x\x07.txt": `\x1b]0;x\a.txt": ` + ErrEmpty.Error(),
		"plain name.txt":       "plain name.txt: " + ErrEmpty.Error(),
		"gone\u202e.txt":       `gone\u202e.txt": no such file or directory`,
	} {
		_, _, err := File(filepath.Join(folder, name), day)
		if err == nil || !strings.HasSuffix(err.Error(), want) || strings.ContainsAny(err.Error(), "\n\x1b\x07\u202e") {
			t.Errorf("File(%q): %v; want …%s", name, err, want)
		}
	}
	if _, _, err := File(filepath.Join(folder, "gone.txt"), day); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a missing file: %v", err)
	}
}
