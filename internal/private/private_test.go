//go:build unix

package private

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// names is what is in the folder for temporary files.
func names(t *testing.T, dir string) (out []string) {
	t.Helper()
	all, err := os.ReadDir(dir)
	must(t, err)
	for _, e := range all {
		out = append(out, e.Name())
	}
	return out
}

func age(t *testing.T, by time.Duration, paths ...string) {
	t.Helper()
	for _, path := range paths {
		at := time.Now().Add(-by)
		must(t, os.Chtimes(path, at, at))
	}
}

func TestASpoolHasNoName(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	f, remove, err := Spool()
	must(t, err)
	defer remove()
	_, err = f.WriteString("Six fell.")
	must(t, err)
	_, err = f.Seek(0, io.SeekStart)
	must(t, err)
	if text, err := io.ReadAll(f); err != nil || string(text) != "Six fell." || len(names(t, dir)) > 0 {
		t.Errorf("%q, %v, beside %q", text, err, names(t, dir))
	}
	must(t, f.Close())
}

// What a program holds stays, however old; what nobody holds goes, unless somebody may have written
// it lately; what is not ours stays.
func TestSweep(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	held, err := NewFolder()
	must(t, err)
	left, err := NewFolder()
	must(t, err)
	text, err := NewText("note.txt", []byte("who?"))
	must(t, err)
	old, err := NewText("note.txt", []byte("who?"))
	must(t, err)
	for _, f := range []*Folder{left, text.folder, old.folder} {
		must(t, f.release()) // as when the program is killed
	}
	young := filepath.Join(dir, folders+"1")
	shared := filepath.Join(dir, folders+"2")
	other := filepath.Join(dir, folders+"notes")
	must(t, os.Mkdir(young, 0o700))
	must(t, os.Mkdir(shared, 0o755))
	must(t, os.Mkdir(other, 0o700))
	precious := t.TempDir()
	must(t, os.WriteFile(filepath.Join(precious, "kept"), nil, 0o600))
	link := filepath.Join(dir, folders+"3")
	must(t, os.Symlink(precious, link))
	age(t, 30*24*time.Hour, held.Path, left.Path, old.Path, old.folder.Path, shared, other, precious)
	age(t, 3*24*time.Hour, text.Path, text.folder.Path)
	Sweep()
	for path, stays := range map[string]bool{
		held.Path: true, left.Path: false, text.Path: true, old.folder.Path: false, young: true, shared: true, other: true, link: true, filepath.Join(precious, "kept"): true,
	} {
		if _, err := os.Lstat(path); (err == nil) != stays {
			t.Errorf("%s stays: %v, want %v", path, err == nil, stays)
		}
	}
	must(t, held.Remove())
}

// The lock goes with the process, even when that is killed; a program that was started does not
// inherit it.
func TestWhatIsStartedHoldsNothing(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	f, err := NewFolder()
	must(t, err)
	c := exec.Command("cat")
	in, err := c.StdinPipe()
	must(t, err)
	must(t, c.Start())
	must(t, f.release())
	age(t, time.Hour, f.Path)
	Sweep()
	if _, err := os.Stat(f.Path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("it is held: %v", err)
	}
	must(t, in.Close())
	must(t, c.Wait())
}

func TestBesideIsSwept(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "labels.jsonl")
	file, err := Beside(path)
	must(t, err)
	killed, err := Beside(path)
	must(t, err)
	must(t, killed.Close())
	folder, release, err := FolderBeside(path)
	must(t, err)
	changing, let, err := FolderBeside(path)
	must(t, err)
	must(t, os.Mkdir(changing+Old, 0o700))
	let()
	mine, backup, young := filepath.Join(dir, ".rashomon-2031"), filepath.Join(dir, ".rashomon-backup-7.tmp"), filepath.Join(dir, ".rashomon-backup-8.tmp")
	notOurs := filepath.Join(dir, ".rashomon-notes-7.tmp")
	for _, path := range []string{mine, backup, young, notOurs} {
		must(t, os.WriteFile(path, nil, 0o600))
	}
	age(t, 48*time.Hour, backup, notOurs)
	age(t, time.Hour, young, file.Name(), killed.Name(), folder, changing, changing+Old, mine)
	next, err := Beside(path)
	must(t, err)
	defer next.Close()
	for path, stays := range map[string]bool{file.Name(): true, killed.Name(): false, folder: true, changing: true, changing + Old: true, mine: true, backup: false, young: true, notOurs: true} {
		if _, err := os.Stat(path); (err == nil) != stays {
			t.Errorf("%s stays: %v, want %v", path, err == nil, stays)
		}
	}
	release()
	must(t, file.Close())
}

func TestAppendFollowsNoLink(t *testing.T) {
	dir := t.TempDir()
	elsewhere, link := filepath.Join(dir, "elsewhere"), filepath.Join(dir, "index")
	must(t, os.WriteFile(elsewhere, []byte("mine"), 0o600))
	must(t, os.Symlink(elsewhere, link))
	if f, err := Append(link); err == nil {
		t.Errorf("%s was opened", f.Name())
	}
	must(t, os.Remove(link))
	for range 2 {
		f, err := Append(link)
		must(t, err)
		_, err = f.WriteString("a\n")
		must(t, errors.Join(err, f.Close()))
	}
	info, err := os.Stat(link)
	must(t, err)
	if text, _ := os.ReadFile(link); string(text) != "a\na\n" || info.Mode().Perm() != 0o600 {
		t.Errorf("%q, %v", text, info.Mode())
	}
}
