package export_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rashomon/export"
	"rashomon/internal/private"
)

// files writes a folder of these files.
func files(all map[string]string) func(func(string) (io.Writer, error)) error {
	return func(create func(string) (io.Writer, error)) error {
		for name, text := range all {
			w, err := create(name)
			if err != nil {
				return err
			}
			if _, err := io.WriteString(w, text); err != nil {
				return err
			}
		}
		return nil
	}
}

func content(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "set")
	first, second := files(map[string]string{"README.md": "---\n# license: \n---\none\n", "a.jsonl": "1\n"}), files(map[string]string{"README.md": "two\n", "b.jsonl": "2\n"})
	check := func(err, want error) {
		t.Helper()
		if !errors.Is(err, want) {
			t.Fatalf("error %v, want %v", err, want)
		}
	}
	check(export.Folder(dir, false, first), nil)
	check(export.CheckFolder(dir, false), nil)
	card := content(t, filepath.Join(dir, "README.md"))
	check(os.WriteFile(filepath.Join(dir, "README.md"), []byte(strings.Replace(card, "# license: ", "license: cc-by-4.0", 1)), 0o600), nil)
	if got := export.Licence(dir); len(got) != 1 || got[0] != "license: cc-by-4.0" {
		t.Errorf("licence %q", got)
	}
	check(export.Folder(dir, false, second), nil) // a licence is filled in by people
	if _, err := os.Stat(filepath.Join(dir, "a.jsonl")); !os.IsNotExist(err) {
		t.Errorf("a.jsonl is still there: %v", err)
	}

	check(os.WriteFile(filepath.Join(dir, "b.jsonl"), []byte("mine\n"), 0o600), nil)
	check(export.Folder(dir, false, first), export.ErrChanged)
	check(os.WriteFile(filepath.Join(dir, "b.jsonl"), []byte("2\n"), 0o600), nil)
	check(export.CheckFolder(dir, false), nil)
	check(os.WriteFile(filepath.Join(dir, "notes.txt"), []byte("mine\n"), 0o600), nil)
	check(os.Mkdir(filepath.Join(dir, ".git"), 0o700), nil)
	check(export.Folder(dir, false, first), export.ErrNotOurs)
	check(export.Folder(dir, true, first), nil)
	if got := content(t, filepath.Join(dir, "notes.txt")); got != "mine\n" {
		t.Errorf("notes.txt: %q", got)
	}
	if got := content(t, filepath.Join(dir, "README.md")); !strings.Contains(got, "one") {
		t.Errorf("card: %q", got)
	}
	left, err := filepath.Glob(filepath.Join(filepath.Dir(dir), ".rashomon-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left beside: %q, %v", left, err)
	}
}

// TestOldParts: a part of an earlier division has rows that are in the new parts.
func TestOldParts(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "set")
	three := files(map[string]string{"README.md": "three\n", "train.jsonl": "1\n", "validation.jsonl": "2\n", "test.jsonl": "3\n"})
	two := files(map[string]string{"README.md": "two\n", "train.jsonl": "1\n", "test.jsonl": "2\n3\n"})
	if err := errors.Join(export.Folder(dir, false, three), export.Folder(dir, true, two), export.Folder(dir, false, three)); err != nil {
		t.Fatal(err) // what is as it was written goes
	}
	if err := os.WriteFile(filepath.Join(dir, "notes.txt"), []byte("mine\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := export.Folder(dir, true, two); !errors.Is(err, export.ErrOldPart) || content(t, filepath.Join(dir, "test.jsonl")) != "3\n" {
		t.Errorf("error %v", err)
	}
	if err := errors.Join(os.Remove(filepath.Join(dir, "validation.jsonl")), export.Folder(dir, true, two)); err != nil {
		t.Error(err)
	}
	if got := content(t, filepath.Join(dir, "notes.txt")) + content(t, filepath.Join(dir, "test.jsonl")); got != "mine\n2\n3\n" {
		t.Errorf("the folder holds %q", got)
	}
}

// TestFolderThatFails: what was there is as it was, whatever went wrong.
func TestFolderThatFails(t *testing.T) {
	parent := t.TempDir()
	dir := filepath.Join(parent, "set")
	if err := export.Folder(dir, false, files(map[string]string{"README.md": "one\n"})); err != nil {
		t.Fatal(err)
	}
	before, wrong := content(t, filepath.Join(dir, "README.md")), errors.New("wrong")
	err := export.Folder(dir, false, func(create func(string) (io.Writer, error)) error {
		if err := files(map[string]string{"README.md": "half"})(create); err != nil {
			return err
		}
		return wrong
	})
	if !errors.Is(err, wrong) || content(t, filepath.Join(dir, "README.md")) != before {
		t.Errorf("error %v", err)
	}
	if entries, _ := os.ReadDir(parent); len(entries) != 1 {
		t.Errorf("beside it: %v", entries)
	}
	if err := export.Folder(filepath.Join(parent, "no", "set"), false, files(nil)); !errors.Is(err, export.ErrNoFolder) {
		t.Errorf("error %v", err)
	}
	for name, path := range map[string]string{"a file": filepath.Join(dir, "README.md"), "a folder of files": parent} {
		if err := export.Folder(path, false, files(nil)); err == nil {
			t.Errorf("%s is written over", name)
		}
	}
}

// TestFolderFollowsALink: one's own leads to the folder; one that somebody else put into a folder where
// others write is refused, which only who may give files away can try.
func TestFolderFollowsALink(t *testing.T) {
	shared, mine := t.TempDir(), filepath.Join(t.TempDir(), "mine")
	link := filepath.Join(shared, "set")
	if err := errors.Join(os.Chmod(shared, 0o777), os.Mkdir(mine, 0o700), os.Symlink(mine, link)); err != nil {
		t.Fatal(err)
	}
	if err := export.Folder(link, false, files(map[string]string{"README.md": "one\n"})); err != nil || !strings.HasPrefix(content(t, filepath.Join(mine, "README.md")), "one") {
		t.Error(err)
	}
	if os.Geteuid() == 0 {
		if err := os.Lchown(link, 12345, 12345); err != nil {
			t.Fatal(err)
		}
		if err := export.Folder(link, false, files(map[string]string{"README.md": "two\n"})); !errors.Is(err, private.ErrPlanted) {
			t.Errorf("somebody else's: %v", err)
		}
	}
}
