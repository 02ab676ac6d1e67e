//go:build unix

package cli_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"rashomon/internal/termtest"
)

// counted is how often the library of a session, wherever it is now, says so of a sentence.
func counted(s session, label string) int {
	s.t.Helper()
	return strings.Count(s.run("list", "--json"), `"`+label+`": 1`)
}

// A library that is moved away while it is open, and back.
func TestTheLibraryIsMovedAway(t *testing.T) {
	t.Parallel()
	s := reading(t, termtest.Options{})
	elsewhere := filepath.Join(t.TempDir(), "moved.db")
	s.must(os.Rename(s.library, elsewhere))
	s.press("f", "j", "q")
	s.see("! 2 not saved")
	s.must(os.Rename(elsewhere, s.library))
	s.press("<alt+w>", "s")
	s.saved("saved: 2 changes are on the disk now")
	s.leave()
	if counted(s, "fact") != 1 || counted(s, "quote") != 1 {
		t.Error("the labels are not there")
	}
}

// A library that is removed while it is open is written anew.
func TestTheLibraryIsRemoved(t *testing.T) {
	t.Parallel()
	s := reading(t, termtest.Options{})
	s.press("f")
	s.saved("sentence 1 of 21 · fact")
	s.must(os.Remove(s.library))
	s.press("j", "q")
	s.see("warning (alt+w): the library's file was written anew")
	s.press("<alt+w>")
	s.see("all that was saved is in the new one")
	s.press("<enter>")
	s.saved("sentence 2 of 21 · quote")
	s.leave()
	if counted(s, "fact") != 1 || counted(s, "quote") != 1 {
		t.Error("the labels are not there")
	}
}

// Pages of the file are overwritten while it is open: nothing that is done then is thrown away, or shown
// as saved.
func TestTheLibraryIsDamaged(t *testing.T) {
	t.Parallel()
	s := reading(t, termtest.Options{})
	f, err := os.OpenFile(s.library, os.O_WRONLY, 0)
	s.must(err)
	info, err := f.Stat()
	s.must(err)
	page := bytes.Repeat([]byte("no page of a library is like this one. "), 4096)[:4096]
	for at := int64(2 * 4096); at < info.Size(); at += 4096 {
		_, err := f.WriteAt(page, at)
		s.must(err)
	}
	s.must(f.Close())
	s.press("f", "j", "q")
	s.see("not saved (alt+w): the library is damaged")
	s.see("! 2 not saved")
	s.press("<ctrl+c>")
	s.see("write 2 unsaved changes to a file and leave?")
	s.press("y")
	code, err := s.Wait()
	s.must(err)
	if left := s.Unrestored(); code != 10 || len(left) > 0 {
		t.Errorf("exit code %d, want 10; left behind in the terminal: %q", code, left)
	}
	s.see("hint: what is not saved is in ")
	files, err := filepath.Glob(s.library + ".rescue-*.jsonl")
	if s.must(err); len(files) != 1 {
		t.Errorf("rescue files: %v", files)
	}
}

// Another library in its place is not written to, and what is not saved is beside it.
func TestTheLibraryIsReplaced(t *testing.T) {
	t.Parallel()
	s := reading(t, termtest.Options{})
	other := demo(t, termtest.Options{})
	other.leave()
	theirs, err := os.ReadFile(other.library)
	s.must(err)
	s.must(os.Rename(other.library, s.library))
	s.press("f")
	s.see("! 1 not saved")
	s.press("<ctrl+c>")
	s.see(" to a file and leave?")
	s.press("y")
	code, err := s.Wait()
	s.must(err)
	if left := s.Unrestored(); code != 1 || len(left) > 0 {
		t.Errorf("exit code %d, want 1; left behind in the terminal: %q", code, left)
	}
	if now, err := os.ReadFile(s.library); err != nil || string(now) != string(theirs) {
		t.Errorf("the other library has changed (%v)", err)
	}
	files, err := filepath.Glob(s.library + ".rescue-*.jsonl")
	s.must(err)
	if len(files) != 1 {
		t.Fatalf("rescue files: %v", files)
	}
	if said := s.run("rescue", "--yes", files[0]); !strings.Contains(said, "1 of 1 changes taken in") { // it has the same reports
		t.Errorf("rescue says %q", said)
	}
	if counted(s, "fact") != 1 {
		t.Error("the label is not there")
	}
}

// The whole folder is gone: the rescue file finds another place.
func TestTheFolderIsGone(t *testing.T) {
	t.Parallel()
	state := t.TempDir()
	library := filepath.Join(t.TempDir(), "library", "demo.db")
	s := start(t, termtest.Options{Env: []string{"XDG_STATE_HOME=" + state}}, library, "demo")
	s.see("5 reports in 1 story")
	s.press("j", "<enter>")
	s.see("sentence 1 of 21")
	s.must(os.Rename(filepath.Dir(library), filepath.Dir(library)+"-away"))
	s.press("f")
	s.see("! 1 not saved")
	s.press("<ctrl+c>", "<ctrl+c>")
	code, err := s.Wait()
	s.must(err)
	if left := s.Unrestored(); code != 1 || len(left) > 0 {
		t.Errorf("exit code %d, want 1; left behind in the terminal: %q", code, left)
	}
	if files, err := filepath.Glob(filepath.Join(state, "rashomon", "demo.db.rescue-*.jsonl")); err != nil || len(files) != 1 {
		t.Errorf("rescue files: %v, %v", files, err)
	}
}

// The drive is gone, and an empty folder is where it was mounted: what is put there would be hidden when
// the drive is back.
func TestTheDriveIsGone(t *testing.T) {
	t.Parallel()
	state := t.TempDir()
	library := filepath.Join(t.TempDir(), "drive", "demo.db")
	s := start(t, termtest.Options{Env: []string{"XDG_STATE_HOME=" + state}}, library, "demo")
	s.see("5 reports in 1 story")
	s.press("j", "<enter>")
	s.see("sentence 1 of 21")
	folder := filepath.Dir(library)
	s.must(os.Rename(folder, folder+"-away"))
	s.must(os.Mkdir(folder, 0o700))
	s.press("f")
	s.see("! 1 not saved")
	s.press("<ctrl+c>", "<ctrl+c>")
	_, err := s.Wait()
	s.must(err)
	if files, err := filepath.Glob(filepath.Join(state, "rashomon", "demo.db.rescue-*.jsonl")); err != nil || len(files) != 1 {
		t.Errorf("rescue files: %v, %v", files, err)
	}
	if files, err := os.ReadDir(folder); err != nil || len(files) > 0 {
		t.Errorf("in the empty folder are %v, %v", files, err)
	}
	t.Run("back", func(t *testing.T) {
		s.must(os.Remove(folder))
		s.must(os.Rename(folder+"-away", folder))
		again := start(t, termtest.Options{Env: []string{"XDG_STATE_HOME=" + state}}, library, "rescue")
		again.see("1 of 1 changes taken in")
	})
}

// What is not saved is written where one says, and it does not count as saved by that.
func TestUnsavedChangesToAFile(t *testing.T) {
	t.Parallel()
	s := reading(t, termtest.Options{})
	elsewhere, file := filepath.Join(t.TempDir(), "moved.db"), filepath.Join(t.TempDir(), "mine.jsonl")
	s.must(os.Rename(s.library, elsewhere))
	s.press("f")
	s.see("! 1 not saved")
	s.press("<alt+w>", "w", "<ctrl+u>", file, "<enter>")
	s.see("1 change is in mine.jsonl: 'rashomon rescue FILE' takes them in")
	s.see("! 1 not saved")
	s.must(os.Rename(elsewhere, s.library))
	s.press("<alt+w>", "s")
	s.saved("saved: 1 change is on the disk now")
	s.leave()
	if said := s.run("rescue", file); !strings.Contains(said, "0 of 1 changes taken in, 1 there already") {
		t.Errorf("rescue says %q", said)
	}
}

// A library that is gone is not said to be saved: who asks is told, and so is who leaves.
func TestTheLibraryIsRemovedWhileNothingIsDone(t *testing.T) {
	t.Parallel()
	s := reading(t, termtest.Options{})
	s.press("f")
	s.saved("sentence 1 of 21 · fact")
	s.press("<alt+w>")
	s.see("everything is saved")
	s.must(os.Remove(s.library))
	s.press("<alt+w>")
	s.see("somebody removed it; it is written anew with the next change")
	s.press("<esc>")
	s.gone("somebody removed it")
	s.see("warning (alt+w): the file is no longer the one opened")
	s.press("<ctrl+c>")
	s.see("the library's file was gone: it was written again to ")
	s.ended()
	if counted(s, "fact") != 1 {
		t.Error("the label is not there")
	}
}

// What is there is no backup that may go: it is refused before it is asked about.
func TestABackupThatCannotBe(t *testing.T) {
	t.Parallel()
	s := reading(t, termtest.Options{Width: 80, Height: 24})
	file := filepath.Join(t.TempDir(), "notes.txt")
	s.must(os.WriteFile(file, []byte("mine"), 0o600))
	for name, says := range map[string]string{s.library: `that\s+is\s+the\s+library\s+itself`, file: `it\s+is\s+no\s+library`} {
		s.press("<alt+b>")
		s.see("back up the library to: demo-")
		s.press("<ctrl+u>", name, "<enter>")
		s.match(says)
		s.press("<esc>")
		s.gone("any other key closes")
	}
	s.leave()
}

// A queue is gone on with where one was, also after the program was killed.
func TestThePlaceInAQueueOutlivesAKill(t *testing.T) {
	t.Parallel()
	s := reading(t, termtest.Options{})
	s.press("Q", "e", "i")
	s.see("1 of ")
	s.press(strings.Repeat("f", 6)) // the place after five is on the disk before the last of them
	s.see("6 today")
	s.saved("sentence 7 of 17")
	s.must(s.Signal(syscall.SIGKILL))
	_, _ = s.Wait()
	s = s.again()
	s.press("Q", "g")
	s.see("6 of ")
	s.leave()
}

// A backup is made from inside, and asks before it takes the place of another.
func TestBackupFromInside(t *testing.T) {
	t.Parallel()
	s := reading(t, termtest.Options{})
	file := filepath.Join(t.TempDir(), "copy.db")
	s.press("f")
	s.saved("sentence 1 of 21 · fact")
	for _, first := range []bool{true, false} {
		s.press("<alt+b>")
		s.see("back up the library to: demo-")
		s.press("<ctrl+u>", file, "<enter>")
		if !first {
			s.see("write over it?")
			s.press("y")
		}
		s.see("backed up to ")
		s.press("j")
		s.gone("backed up to ")
	}
	s.leave()
	s.library = file
	if counted(s, "fact") != 1 {
		t.Error("the label is not in the copy")
	}
	if said := s.run("check"); !strings.Contains(said, " is sound: ") {
		t.Errorf("check says %q", said)
	}
}
