package export_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rashomon/export"
)

func say(text string, err error) func(io.Writer) error {
	return func(w io.Writer) error {
		if _, err := io.WriteString(w, text); err != nil {
			return err
		}
		return err
	}
}

// holds checks that the folder holds one file, with this text and for its owner only.
func holds(t *testing.T, path, want string) {
	t.Helper()
	got, err := os.ReadFile(path)
	if err != nil || string(got) != want {
		t.Errorf("the file holds %q, %v", got, err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode() != 0o600 {
		t.Errorf("its mode is %v, %v", info.Mode(), err)
	}
	if all, err := os.ReadDir(filepath.Dir(path)); err != nil || len(all) != 1 {
		t.Errorf("beside it lies %v, %v", all, err)
	}
}

func TestFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), strings.Repeat("n", 250))
	for _, text := range []string{"one", strings.Repeat("two\n", 50_000)} {
		if err := export.File(path, say(text, nil)); err != nil {
			t.Fatal(err)
		}
		holds(t, path, text)
	}
}

func TestFileThatFailsLeavesTheOldOne(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out.jsonl")
	if err := export.File(path, say("one", nil)); err != nil {
		t.Fatal(err)
	}
	gone := errors.New("disk gone")
	if err := export.File(path, say(strings.Repeat("two", 50_000), gone)); !errors.Is(err, gone) {
		t.Errorf("got %v", err)
	}
	holds(t, path, "one")
}

func TestFileRefuses(t *testing.T) {
	folder := t.TempDir()
	called := func(io.Writer) error { t.Error("something was written"); return nil }
	if err := export.File(filepath.Join(folder, "no", "out"), called); !errors.Is(err, export.ErrNoFolder) {
		t.Errorf("a missing folder: %v", err)
	}
	if err := export.File(folder, called); err == nil || !strings.Contains(err.Error(), "it is a folder") {
		t.Errorf("a folder: %v", err)
	}
}

func TestFileFollowsALink(t *testing.T) {
	to, link := filepath.Join(t.TempDir(), "to"), filepath.Join(t.TempDir(), "link")
	if err := os.WriteFile(to, []byte("one"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(to, link); err != nil {
		t.Fatal(err)
	}
	if err := export.File(link, say("two", nil)); err != nil {
		t.Fatal(err)
	}
	holds(t, to, "two")
}

func TestFileLeavesADeviceADevice(t *testing.T) {
	if err := export.File(os.DevNull, say("one", nil)); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(os.DevNull); err != nil || info.Mode().IsRegular() {
		t.Errorf("it became a file: %v, %v", info, err)
	}
}
