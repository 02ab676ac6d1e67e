//go:build unix

package private

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// ownedBy is a file's information as if somebody else owned it.
type ownedBy struct {
	fs.FileInfo
	uid uint32
}

func (o ownedBy) Sys() any {
	s := *o.FileInfo.Sys().(*syscall.Stat_t)
	s.Uid = o.uid
	return &s
}

// A link in a folder that others write in is followed if this user made it, or who owns the folder.
func TestWhatSomebodyElsePlanted(t *testing.T) {
	dir := t.TempDir()
	link, pipe := filepath.Join(dir, "link"), filepath.Join(dir, "pipe")
	must(t, os.Symlink("/etc/nothing", link))
	must(t, syscall.Mkfifo(pipe, 0o600))
	for _, path := range []string{link, pipe} {
		info, err := os.Lstat(path)
		must(t, err)
		me := uint32(os.Geteuid())
		for _, c := range []struct {
			mode          fs.FileMode
			owner, folder uint32
			planted       bool
		}{
			{0o777 | fs.ModeSticky, me + 1, me + 2, true},
			{0o777, me + 1, me, true},
			{0o770, me + 1, me, true},
			{0o755, me + 1, me + 2, false},
			{0o777 | fs.ModeSticky, me, me + 2, false},
			{0o777 | fs.ModeSticky, me + 1, me + 1, false},
		} {
			must(t, os.Chmod(dir, c.mode))
			folder, err := os.Stat(dir)
			must(t, err)
			if got := planted(ownedBy{info, c.owner}, ownedBy{folder, c.folder}); got != c.planted {
				t.Errorf("%s: %+v: %v", path, c, got)
			}
		}
		if err := Own(path); err != nil {
			t.Errorf("one's own: %v", err)
		}
	}
	if err := Own(filepath.Join(dir, "none")); err != nil {
		t.Error(err)
	}
	if os.Geteuid() == 0 { // who may give files away can make the real thing
		must(t, os.Lchown(link, 12345, 12345))
		must(t, os.Chmod(dir, 0o777))
		if err := Own(link); !errors.Is(err, ErrPlanted) {
			t.Errorf("somebody else's: %v", err)
		}
	}
}
