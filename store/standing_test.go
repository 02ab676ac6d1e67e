package store

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rashomon/annotate"
)

// TestStands finds out that the file is gone, another's or not what it was, and writes nothing.
func TestStands(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		do   func(path string) error
		want error
		says string
	}{
		"as it was":   {func(string) error { return nil }, nil, ""},
		"removed":     {os.Remove, ErrRemoved, "written anew with the next change"},
		"moved":       {func(path string) error { return os.Rename(path, path+".away") }, ErrRemoved, "moved"},
		"cut short":   {func(path string) error { return os.Truncate(path, 0) }, ErrDamaged, "cut short"},
		"overwritten": {func(path string) error { return zeroFrom(path) }, ErrRemoved, "another program wrote into it"},
		"replaced": {func(path string) error {
			return os.Rename(path, path+".away")
		}, ErrRemoved, "another is in its place"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path, _, _ := worked(t)
			s := reopen(t, path)
			must(t, s.Stands())
			id := added(t, s, report(9, 0))[0].ID
			change, _ := reading(t, s, id, "ana").Toggle(annotate.OnSentence(0), "fact", noon())
			_, err := s.Apply(change)
			must(t, err)
			must(t, s.Stands())
			must(t, c.do(path))
			if name == "replaced" {
				must(t, os.WriteFile(path, []byte("another"), 0o600))
			}
			before, _ := os.ReadDir(filepath.Dir(path))
			err = s.Stands()
			wantError(t, err, c.want)
			if err != nil && !strings.Contains(err.Error(), c.says) {
				t.Errorf("it says %v, want %q", err, c.says)
			}
			if after, _ := os.ReadDir(filepath.Dir(path)); len(after) != len(before) {
				t.Errorf("%d files became %d", len(before), len(after))
			}
		})
	}
}

func zeroFrom(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	return os.WriteFile(path, make([]byte, info.Size()), 0o600)
}
